/* Forms: fields and files, whole and in pieces, friendly and hostile. */
#define TEST_MAIN
#include "test.h"

#include "web/body.h"

#include <sys/stat.h>
#include <unistd.h>

static const char folder[] = "/tmp";
#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(head) "--XyZ\r\nContent-Disposition: form-data; " head "\r\n\r\n"
#define END "\r\n--XyZ--\r\n"

static struct arena *arena;
static struct body_form form;

static int read_form(const char *type, str body)
{
    if (arena) arena_free(arena);
    arena = arena_new();
    return body_form_read(arena, str_c(type), body, NULL, folder, &form);
}

TEST(urlencoded)
{
    CHECK_INT(read_form("application/x-www-form-urlencoded; charset=utf-8",
                        S("a=1&b=x+y%26z&&c&=d&a=%C3%A9&e=%ff%01!")),
              0);
    CHECK_INT(form.fields.n, 6);
    CHECK_STR(form.fields.v[0].name, "a");
    CHECK_STR(form.fields.v[1].value, "x y&z");
    CHECK_STR(form.fields.v[2].name, "c");
    CHECK_STR(form.fields.v[2].value, "");
    CHECK_STR(form.fields.v[3].value, "d");
    CHECK_STR(form.fields.v[4].value, "é");
    CHECK_STR(form.fields.v[5].value, "\xEF\xBF\xBD!");
    CHECK_INT(read_form("application/x-www-form-urlencoded", S("a=%00")), 400);
    CHECK_INT(read_form("text/plain", S("a=1")), 415);
    CHECK_INT(read_form("text/plain", S("")), 0);
}

TEST(too_many_fields)
{
    char many[4 * (BODY_FIELDS_MAX + 1)];
    for (size_t i = 0; i < sizeof many; i += 4)
        memcpy(many + i, "a=1&", 4);
    CHECK_INT(read_form("application/x-www-form-urlencoded", (str){many, sizeof many}), 413);
    CHECK_INT(read_form("application/x-www-form-urlencoded", (str){many, sizeof many - 4}), 0);
    CHECK_INT(form.fields.n, BODY_FIELDS_MAX);
}

static const char multi[] = PART(
    "name=\"title\"") "Launch \r\n--XyX\r\n \xC3\xA9"
                      "\r\n" PART(
                          "name=\"paper\"; "
                          "filename=\"C:\\docs\\..\\a%22b\xE2\x80\xAE.pdf\"\r\nContent-Type: "
                          "text/html") "%PDF-1.4\r\n\r\n--Xy"
                                       "\r\n" PART("name=\"empty\"; filename=\"\"\r\nContent-Type: "
                                                   "application/octet-stream") END "epilogue";

static void check_multi(void)
{
    CHECK_INT(form.fields.n, 1);
    CHECK_STR(form.fields.v[0].name, "title");
    CHECK_STR(form.fields.v[0].value, "Launch \r\n--XyX\r\n é");
    CHECK_INT(form.uploads.n, 1);
    if (form.uploads.n != 1) return;
    struct upload u = form.uploads.v[0];
    CHECK_STR(u.name, "paper");
    CHECK_STR(u.filename, "a\"b.pdf");
    CHECK_STR(u.type, "application/pdf");
    CHECK_INT(u.size, 16);
    struct stat st;
    CHECK(stat(u.path, &st) == 0 && st.st_size == 16);
    body_form_close(&form);
    CHECK(stat(u.path, &st) != 0);
}

TEST(multipart_whole)
{
    CHECK_INT(read_form(TYPE, (str){multi, sizeof multi - 1}), 0);
    check_multi();
    CHECK_INT(read_form("Multipart/Form-Data; charset=x; boundary=\"XyZ\"",
                        (str){multi, sizeof multi - 1}),
              0);
    check_multi();
}

TEST(multipart_in_any_pieces)
{
    for (size_t step = 1; step < 100; step += 7) {
        struct arena *a = arena_new();
        form = (struct body_form){0};
        struct multipart *m = multipart_new(a, S("XyZ"), folder, &form);
        str all = {multi, sizeof multi - 1};
        for (size_t at = 0; at < all.n; at += step)
            CHECK_INT(multipart_feed(m, str_sub(all, at, at + step)), 0);
        CHECK_INT(multipart_end(m), 0);
        check_multi();
        arena_free(a);
    }
}

TEST(multipart_refused)
{
    CHECK_INT(read_form(TYPE, S(PART("name=\"a\"") "cut off")), 400);
    CHECK_INT(read_form(TYPE, S(PART("name=\"a\"; filename=\"b\"") "cut off")), 400);
    body_form_close(&form);
    CHECK_INT(read_form(TYPE, S("nothing here")), 400);
    CHECK_INT(read_form(TYPE, S("--XyZ\r\n\r\nno head" END)), 400);
    CHECK_INT(read_form(TYPE, S("--XyZ\r\nContent-Type: a/b\r\n\r\nno name" END)), 400);
    CHECK_INT(read_form(TYPE, S(PART("filename=\"b\"") "no name" END)), 400);
    CHECK_INT(read_form(TYPE, S(PART("name=\"a") "open quote" END)), 400);
    CHECK_INT(read_form(TYPE, S(PART("name=\"a%00\"") "NUL" END)), 400);
    CHECK_INT(read_form(TYPE, S("--XyZ junk\r\n")), 400);
    CHECK_INT(read_form("multipart/form-data", S("x")), 400);
    CHECK_INT(read_form("multipart/form-data; boundary=", S("x")), 400);
    CHECK_INT(read_form("multipart/form-data; boundary=\"a\tb\"", S("x")), 400);
    CHECK_INT(
        read_form(TYPE, S(PART("name=\"a\"\r\nContent-Transfer-Encoding: base64") "eA==" END)),
        415);
    char head[5000];
    memset(head, 'x', sizeof head);
    memcpy(head, "--XyZ\r\nContent-Disposition: ", 28);
    CHECK_INT(read_form(TYPE, (str){head, sizeof head}), 413);
}

TEST(names_of_files)
{
    static const struct {
        const char *sent, *kept;
    } names[] = {
        {"report.pdf", "report.pdf"},
        {"../../etc/passwd", "passwd"},
        {"...", "file"},
        {"a/", "file"},
        {".htaccess", "htaccess"},
        {"a\tb\x7f.txt", "ab.txt"},
        {"caf\xC3\xA9 \xE4\xB8\xAD.pdf", "café 中.pdf"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char body[500];
        int n = snprintf(body, sizeof body, PART("name=f; filename=\"%s\"") "x" END, names[i].sent);
        CHECK_INT(read_form(TYPE, (str){body, (size_t)n}), 0);
        CHECK_STR(form.uploads.v[0].filename, names[i].kept);
        body_form_close(&form);
    }
    char body[1000];
    int n = snprintf(body, sizeof body, PART("name=f; filename=\"%0300d.jpeg\"") "x" END, 1);
    CHECK_INT(read_form(TYPE, (str){body, (size_t)n}), 0);
    CHECK_INT(form.uploads.v[0].filename.n, 120);
    CHECK(str_ends(form.uploads.v[0].filename, S("0.jpeg")));
    body_form_close(&form);
}

TEST(what_files_are)
{
    CHECK_STR(body_sniff(S("\x89PNG\r\n\x1a\n\0\0")), "image/png");
    CHECK_STR(body_sniff(S("RIFF\1\2\3\4WEBPVP8 ")), "image/webp");
    CHECK_STR(body_sniff(S("PK\x03\x04....[Content_Types].xml....word/document.xml")),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    CHECK_STR(body_sniff(S("PK\x03\x04....a.txt")), "application/zip");
    CHECK_STR(body_sniff(S("code,amount\n1,2\n")), "text/plain");
    CHECK_STR(body_sniff(S(" <!DOCTYPE HTML><p>")), "text/html");
    CHECK_STR(body_sniff(S("<?xml version=\"1.0\"?><svg xmlns=")), "image/svg+xml");
    CHECK_STR(body_sniff(S("<?xml version=\"1.0\"?><iati-activities>")), "application/xml");
    CHECK_STR(body_sniff(S("caf\xC3")), "text/plain");
    CHECK_STR(body_sniff(S("\1\2\3\xff\xfe")), "application/octet-stream");
    CHECK_STR(body_sniff(S("")), "application/octet-stream");
}

TEST(a_long_body_goes_to_a_file)
{
    struct body_sink s;
    body_sink_open(&s, folder, 300000);
    char piece[10000];
    memset(piece, 'a', sizeof piece);
    for (int i = 0; i < 6; i++)
        CHECK_INT(body_sink_add(&s, (str){piece, sizeof piece}), OK);
    CHECK(s.path == NULL && s.memory.n == 60000);
    for (int i = 0; i < 24; i++)
        CHECK_INT(body_sink_add(&s, (str){piece, sizeof piece}), OK);
    CHECK_INT(body_sink_add(&s, S("x")), LIMIT);
    struct stat st;
    CHECK(s.path && stat(s.path, &st) == 0 && st.st_size == 300000);
    struct body_form f;
    if (arena) arena_free(arena);
    arena = arena_new();
    CHECK_INT(
        body_form_read(arena, S("application/x-www-form-urlencoded"), NO_STR, s.path, folder, &f),
        0);
    CHECK_INT(f.fields.v[0].name.n, 300000);
    char path[100];
    snprintf(path, sizeof path, "%s", s.path);
    body_sink_close(&s);
    CHECK(stat(path, &st) != 0);
    body_sink_open(&s, "/nonexistent", 300000);
    for (int i = 0; i < 6; i++)
        CHECK_INT(body_sink_add(&s, (str){piece, sizeof piece}), OK);
    CHECK_INT(body_sink_add(&s, (str){piece, sizeof piece}), FAILED);
    body_sink_close(&s);
}

TEST(the_end)
{
    arena_free(arena);
    arena = NULL;
}
