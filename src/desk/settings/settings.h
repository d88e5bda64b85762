/* settings.h: settings as fields of a form. Used by the settings page and by the first visit, so that
** both ask and check in the same way. */
#ifndef DESK_SETTINGS_H
#define DESK_SETTINGS_H

#include "web/registry.h"

#include "gen/model.h"

/* The field of a setting, in the request's language: "fund.name" is the field fund_name. */
void settings_field_fill(struct request *r, const struct setting_entry *e, str value,
                         struct settings_field *out);
/* Reads and checks what came for a setting; a mistake is noted at its field. */
bool settings_read(struct request *r, const struct setting_entry *e, str *value);

/* The fund's mark: a small PNG that came with a form is kept in the file store; *value is what the
** setting fund.mark holds then. False if none came or it was refused (noted at the field). */
bool settings_mark_take(struct request *r, const char *field_name, str *value);

#endif
