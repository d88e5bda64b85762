/* banned.h: calls that are easy to get wrong. Included by the build in every file (-include).
** The poison comes after the system headers, so that their own inline code still compiles. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef LETSEMA_HOST_TOOL
#undef alloca /* a macro in glibc: as a name it can be poisoned */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof
#pragma GCC poison gmtime localtime ctime asctime mktime system popen tmpnam mktemp alloca
#endif

#endif
