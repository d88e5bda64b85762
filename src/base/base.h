/* base.h: everything of the lowest room in one include. It knows nothing above it. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/env.h"
#include "base/io.h"
#include "base/log.h"
#include "base/money.h"
#include "base/status.h"
#include "base/str.h"

#endif
