/* What `letsema demo` makes: every stage of the way of a proposal, the past with its pages, the press,
** a person for each role; its journal verifies, and nothing in it lies in the future. */
#define TEST_MAIN
#include "edition/adopted.h"
#include "web/registry.h"

#include "fund_help.h"

static int code; /* of `letsema demo` */

/* Made once, for all tests of this file. */
static bool made(void)
{
    if (fund.arena) return fund.app != NULL;
    code = fund_make(demo_command);
    return code == 0 && fund_open();
}

/* A number that a question in plain SQL gives; the text must live on. */
static i64 number(const char *sql)
{
    static int id = -1000;
    struct stmt *st;
    i64 n = -1;
    if (db_prepare(fund.db, --id, 0, str_c(sql), &st) != OK) return -1;
    if (db_step(st) == OK) n = col_int(st, 0);
    db_done(st);
    return n;
}

TEST(it_is_made_and_marked)
{
    CHECK(made());
    CHECK_INT(code, 0);
    CHECK(fund.app->demo);
    CHECK(edition_in_force(fund.app) != NULL);
}

TEST(a_second_one_in_the_same_folder_is_refused)
{
    CHECK(made());
    char *words[] = {"--database", (char *)database_new(fund.arena)};
    CHECK_INT(fund_run(demo_command, words, words[1][0] ? 2 : 0), 1);
}

TEST(the_past_has_its_public_pages)
{
    CHECK(made());
    CHECK(number("SELECT count(*) FROM profile_page WHERE state = 'published'") >= 25);
    CHECK_INT(number("SELECT count(*) FROM profile_page WHERE source IS NULL"), 0);
    CHECK_INT(number("SELECT count(*) FROM newsletter WHERE state = 'published' AND number = 1"),
              1);
    CHECK_INT(number("SELECT count(*) FROM newsletter_item"), 5);
    CHECK_INT(number("SELECT count(*) FROM story WHERE state = 'published'"), 2);
    CHECK_INT(
        number("SELECT count(*) FROM document WHERE state = 'published' AND file IS NOT NULL"), 1);
    CHECK(number("SELECT count(*) FROM event WHERE state = 'published'") >= 7);
}

TEST(a_proposal_stands_at_each_stage)
{
    static const char *const states[] = {
        "SELECT count(*) FROM proposal WHERE state = 'note_draft' AND id NOT IN (SELECT later FROM proposal_link)",
        "SELECT count(*) FROM proposal_link WHERE kind = 'resubmitted'",
        "SELECT count(*) FROM change_request WHERE kind = 'lead' AND state = 'asked'",
        "SELECT count(*) FROM appeal WHERE state = 'rejected'",
        "SELECT count(*) FROM proposal WHERE state = 'note_submitted'",
        "SELECT count(*) FROM proposal WHERE state = 'note_question'",
        "SELECT count(*) FROM proposal WHERE state = 'note_ineligible'",
        "SELECT count(*) FROM review_part WHERE state = 'open'",
        "SELECT count(DISTINCT proposal) FROM review_round WHERE state = 'open' AND proposal IN (SELECT r.proposal FROM review_round r JOIN review_part p ON p.round = r.id WHERE p.state = 'done')",
        "SELECT count(*) FROM proposal WHERE state = 'proposal_draft'",
        "SELECT count(*) FROM proposal WHERE state = 'funds_certified'",
        "SELECT count(*) FROM proposal WHERE state = 'awaiting_agreement'"};
    CHECK(made());
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        CHECK_INT(number(states[i]), 1);
    CHECK_INT(number("SELECT count(*) FROM programme WHERE proposal IS NOT NULL"), 1);
    CHECK_INT(number("SELECT count(*) FROM proposal WHERE state = 'note_review'"), 2);
    CHECK_INT(number("SELECT count(*) FROM review_round WHERE state = 'concluded'"), 7);
    CHECK_INT(number("SELECT count(*) FROM call WHERE opens <= 1799136000 AND closes > 1799136000"),
              1);
    CHECK_INT(number("SELECT count(*) FROM call WHERE closes < 1799136000"), 1);
}

TEST(people_carry_the_names_of_their_roles)
{
    CHECK(made());
    const struct edition *e = edition_in_force(fund.app);
    CHECK_INT(number("SELECT count(*) FROM account WHERE name NOT LIKE 'Example %'"), 0);
    CHECK_INT(number("SELECT count(*) FROM account WHERE email NOT LIKE '%@demo.example.org'"), 0);
    CHECK_INT(number("SELECT count(DISTINCT role) FROM duty"), (i64)e->role_count);
}

TEST(letters_left_and_nothing_lies_ahead)
{
    CHECK(made());
    CHECK(number("SELECT count(*) FROM mail WHERE state = 'accepted'") >= 10);
    CHECK_INT(number("SELECT count(*) FROM mail WHERE state IN ('unknown', 'failed')"), 0);
    CHECK_INT(number("SELECT count(*) FROM journal_entry WHERE at > 1799136000"), 0);
    CHECK_INT(
        number(
            "SELECT count(*) FROM journal_entry a JOIN journal_entry b ON b.id = a.id + 1 WHERE b.at < a.at"),
        0);
}

TEST(its_journal_verifies)
{
    str fault;
    i64 entries = 0;
    CHECK(made());
    CHECK(journal_verify(fund.app->store, fund.arena, &fault, &entries) == OK);
    CHECK(entries > 500);
}
