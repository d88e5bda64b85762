/* settings.h: the part of settings that only the web room and the settings page need. */
#ifndef WEB_SETTINGS_H
#define WEB_SETTINGS_H

#include "web/app.h"

struct setting_entry;

enum status settings_open(struct app *app);
void settings_close(struct app *app);
/* The entry of a SETTING comment, or NULL. */
const struct setting_entry *setting_find(const char *key);

#endif
