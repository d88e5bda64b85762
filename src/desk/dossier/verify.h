/* verify.h: for `letsema verify FILE`. */
#ifndef DESK_DOSSIER_VERIFY_H
#define DESK_DOSSIER_VERIFY_H

#include "web/registry.h"

/* Checks the dossier c->dir, with the keys of --key if they are given, and says what it is or what is
** wrong with it. Needs no fund. */
int dossier_verify(struct command *c);

#endif
