/* vocabulary.h: the fixed lists of the outside world: countries, regions, currencies, languages,
** DAC sectors, IATI statuses and organisation types, each with its English and French name. The
** lists a fund decides itself are in its edition. Everything here is constant and lives forever.
**
** Vocabularies: country (ISO 3166-1 alpha-2, and XK), region (UN M49, three digits), currency (ISO
** 4217), language (ISO 639-1), dac_sector (five digits), dac_category (three digits), iati_status,
** iati_org_type. */
#ifndef WEB_VOCABULARY_H
#define WEB_VOCABULARY_H

#include "base/str.h"

struct vocab_entry {
    const char *code;
    const char *en;
    const char *fr;
};

/* The entry of a code, or NULL when the vocabulary or the code is not known. Codes are compared
** exactly: "KE", not "ke". */
const struct vocab_entry *vocab_find(const char *voc, str code);
/* The whole vocabulary, sorted by code, its length in *n; NULL and 0 when it is not known. */
const struct vocab_entry *vocab_all(const char *voc, size_t *n);

/* M49 codes, to be looked up in "region": Kenya is in Africa ("002") and in Eastern Africa ("014").
** NO_STR for an unknown country. */
str country_region(str cc);
str country_subregion(str cc);

#endif
