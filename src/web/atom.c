/* atom.c: writes Atom. Every text passes through the XML escaper here, none in the rooms that call. */
#include "web/atom.h"

#include "web/address.h"
#include "web/app.h"
#include "web/reply.h"
#include "web/settings.h"

static void link_write(struct request *r, struct buf *b, const char *rel, str path)
{
    buf_printf(b, "<link rel=\"%s\" href=\"", rel);
    buf_xml(b, r->app->config.base_url);
    buf_xml(b, address_base(r->arena, r->lang));
    buf_xml(b, path);
    buf_lit(b, "\"/>");
}

static void element_write(struct buf *b, const char *name, str text)
{
    buf_printf(b, "<%s>", name);
    buf_xml(b, text);
    buf_printf(b, "</%s>", name);
}

static void instant_write(struct buf *b, const char *name, i64 at)
{
    buf_printf(b, "<%s>", name);
    buf_time(b, at);
    buf_printf(b, "</%s>", name);
}

static void lang_write(struct buf *b, str lang)
{
    buf_lit(b, " xml:lang=\"");
    buf_xml(b, lang);
    buf_lit(b, "\">");
}

void atom_begin(struct request *r, struct buf *b, const struct atom_feed *f)
{
    str fund = setting_in(r->app, r->arena, "fund.name", r->lang, NULL);
    buf_lit(
        b,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    lang_write(b, r->lang);
    element_write(b, "title", arena_printf(r->arena, "%.*s – %.*s", P(f->title), P(fund)));
    element_write(b, "id",
                  arena_printf(r->arena, "%.*s%.*s%.*s", P(r->app->config.base_url),
                               P(address_base(r->arena, r->lang)), P(f->path)));
    link_write(r, b, "self", f->path);
    link_write(r, b, "alternate", f->page);
    instant_write(b, "updated", f->updated);
    buf_lit(b, "<author>");
    element_write(b, "name", fund);
    buf_lit(b, "</author>\n");
}

void atom_entry_write(struct request *r, struct buf *b, const struct atom_entry *e)
{
    buf_lit(b, "<entry");
    lang_write(b, e->lang);
    element_write(b, "id", e->id);
    element_write(b, "title", e->title);
    link_write(r, b, "alternate", e->address);
    instant_write(b, "published", e->published);
    instant_write(b, "updated", e->updated);
    if (e->category.n) {
        buf_lit(b, "<category term=\"");
        buf_xml(b, e->category);
        buf_lit(b, "\" label=\"");
        buf_xml(b, e->category_label);
        buf_lit(b, "\"/>");
    }
    element_write(b, "summary", e->summary);
    buf_lit(b, "</entry>\n");
}

enum status atom_reply(struct request *r, struct response *s, struct buf *b)
{
    buf_lit(b, "</feed>\n");
    enum status st =
        b->overflow ? FAILED : reply_bytes(r, s, "application/atom+xml; charset=utf-8", buf_str(b));
    buf_free(b);
    reply_header(s, "cache-control", S("max-age=900"));
    return st;
}
