/* openapi.h: whether /openapi.json is an OpenAPI document, says what the registry holds, and describes
** what the pages really answer. Called by runner.c for the line `openapi`. */
#ifndef TEST_OPENAPI_H
#define TEST_OPENAPI_H

#include "hostile.h"

/* Asks as nobody; `code` fills the parameters of a path, and a page none is known for is a failure. */
void openapi_run(struct arena *a, hostile_send *send, hostile_code *code, hostile_report *report,
                 void *context);

#endif
