/* Which language a page offers: the one that a browser asks for more than for the page's own (RFC 9110). */
#define TEST_MAIN
#include "test.h"

#include "web/language.h"

#define OFFERS(accept, languages, here, code)                                                      \
    CHECK_STR(language_offer(S(accept), S(languages), S(here)), code)

TEST(what_is_asked_for_more_is_offered)
{
    OFFERS("fr", "en fr", "en", "fr");
    OFFERS("fr,en;q=0.5", "en fr", "en", "fr");
    OFFERS("fr-CA, en;q=0.9", "en fr", "en", "fr");
    OFFERS("FR;Q=0.2", "en fr", "en", "fr");
    OFFERS("en-GB,en;q=0.9,fr;q=0.8", "en fr", "fr", "en");
    OFFERS("de,ar;q=0.7,fr;q=0.8", "en fr ar", "en", "fr");
    OFFERS("de,ar;q=0.801,fr;q=0.8", "en fr ar", "en", "ar");
    OFFERS("*;q=0.1,en;q=0", "en fr", "en", "fr");
}

TEST(who_reads_what_was_asked_for_is_offered_nothing)
{
    OFFERS("", "en fr", "en", "");
    OFFERS("en", "en fr", "en", "");
    OFFERS("en,fr", "en fr", "en", "");
    OFFERS("fr;q=0.5,en;q=0.5", "en fr", "en", "");
    OFFERS("en;q=0.3,fr;q=0.2", "en fr", "en", "");
    OFFERS("de", "en fr", "en", "");
    OFFERS("*", "en fr", "fr", "");
    OFFERS("fr", "en", "en", "");
    OFFERS("fr;q=0", "en fr", "en", "");
    OFFERS("fro", "en fr", "en", "");
}

TEST(what_cannot_be_read_asks_for_nothing)
{
    OFFERS("fr;q=x", "en fr", "en", "");
    OFFERS("fr;q=", "en fr", "en", "");
    OFFERS("fr;q=1.5", "en fr", "en", "");
    OFFERS("fr;q=0.12345678", "en fr", "en", "");
    OFFERS("fr;q=-1", "en fr", "en", "");
    OFFERS(",;,;q=1,=", "en fr", "en", "");
}
