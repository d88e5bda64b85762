/* The generated tables of codes and names: sorted, unique, complete, found. */
#define TEST_MAIN
#include "test.h"
#include "web/vocabulary/tables.h"

static bool capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

TEST(every_table_is_sorted_and_unique)
{
    for (size_t t = 0; t < vocab_table_count; t++) {
        const struct vocab_table *table = &vocab_tables[t];
        CHECK(table->n > 0);
        for (size_t i = 1; i < table->n; i++)
            CHECK(str_cmp(str_c(table->entries[i - 1].code), str_c(table->entries[i].code)) < 0);
    }
    for (size_t i = 1; i < vocab_place_count; i++)
        CHECK(str_cmp(str_c(vocab_places[i - 1].cc), str_c(vocab_places[i].cc)) < 0);
}

TEST(every_entry_has_both_names_in_clean_text)
{
    for (size_t t = 0; t < vocab_table_count; t++)
        for (size_t i = 0; i < vocab_tables[t].n; i++) {
            const struct vocab_entry *e = &vocab_tables[t].entries[i];
            CHECK(e->code[0] && e->en[0] && e->fr[0]);
            CHECK(str_is_text(str_c(e->en)) && str_is_text(str_c(e->fr)));
            CHECK(str_trim(str_c(e->en)).n == strlen(e->en));
            CHECK(str_trim(str_c(e->fr)).n == strlen(e->fr));
        }
}

TEST(every_entry_is_found_by_its_code)
{
    for (size_t t = 0; t < vocab_table_count; t++)
        for (size_t i = 0; i < vocab_tables[t].n; i++) {
            const struct vocab_entry *e = &vocab_tables[t].entries[i];
            CHECK(vocab_find(vocab_tables[t].name, str_c(e->code)) == e);
        }
}

TEST(every_country_stands_in_named_regions)
{
    size_t n;
    const struct vocab_entry *country = vocab_all("country", &n);
    CHECK_INT(n, 250); /* 249 of ISO 3166-1, and XK */
    CHECK_INT(n, vocab_place_count);
    for (size_t i = 0; i < n; i++) {
        str cc = str_c(country[i].code);
        CHECK(cc.n == 2 && capital(cc.p[0]) && capital(cc.p[1]));
        CHECK(vocab_find("region", country_region(cc)) != NULL);
        CHECK(vocab_find("region", country_subregion(cc)) != NULL);
    }
}

TEST(regions_are_those_of_m49)
{
    CHECK_STR(country_region(S("KE")), "002");
    CHECK_STR(country_subregion(S("KE")), "014");
    CHECK_STR(country_subregion(S("EG")), "015");
    CHECK_STR(country_region(S("HN")), "019");
    CHECK_STR(country_subregion(S("HN")), "013");
    CHECK_STR(country_subregion(S("JM")), "029");
    CHECK_STR(country_subregion(S("UZ")), "143");
    CHECK_STR(country_subregion(S("XK")), "039");
    CHECK(country_region(S("ZZ")).n == 0);
    CHECK(country_subregion(NO_STR).n == 0);
}

TEST(names_in_both_languages)
{
    CHECK_STR(str_c(vocab_find("country", S("CI"))->en), "Côte d’Ivoire");
    CHECK_STR(str_c(vocab_find("country", S("SS"))->fr), "Soudan du Sud");
    CHECK_STR(str_c(vocab_find("region", S("014"))->fr), "Afrique orientale");
    CHECK_STR(str_c(vocab_find("currency", S("JPY"))->fr), "yen japonais");
    CHECK_STR(str_c(vocab_find("language", S("tg"))->fr), "Tadjik");
    CHECK_STR(str_c(vocab_find("iati_status", S("2"))->en), "Implementation");
    CHECK_STR(str_c(vocab_find("iati_org_type", S("40"))->fr), "Multilatéral");
    CHECK_STR(str_c(vocab_find("dac_sector", S("15250"))->en),
              "Removal of land mines and explosive remnants of war");
    CHECK_STR(str_c(vocab_find("dac_category", S("110"))->fr), "Education");
}

TEST(unknown_codes_and_vocabularies_give_nothing)
{
    size_t n = 7;
    CHECK(vocab_all("colour", &n) == NULL);
    CHECK_INT(n, 0);
    CHECK(vocab_find("colour", S("KE")) == NULL);
    CHECK(vocab_find("country", S("ke")) == NULL);
    CHECK(vocab_find("country", S("KEN")) == NULL);
    CHECK(vocab_find("country", S("K")) == NULL);
    CHECK(vocab_find("country", NO_STR) == NULL);
}
