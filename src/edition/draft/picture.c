/* picture.c: a drawing of the ways of a proposal: the states one below the other, at the right the
** steps onward, at the left the steps back. The table beside it says the same in words. Called by the
** preview of an edition. */
#include "edition/draft/draft.h"

#define ROW 40
#define BOX_HEIGHT 28
#define BOX_WIDTH 260
#define LANE 14
#define MAX_LANES 12
#define TEXT_CHARS 32

struct arc {
    i64 from, to, lane;
};
struct arc_array {
    struct arc *v;
    size_t n, cap;
};

static i64 state_index(const struct edition *e, str name)
{
    for (size_t i = 0; i < e->state_count; i++)
        if (str_eq(e->states[i].name, name)) return (i64)i;
    return -1;
}

static i64 top_of(const struct arc *a)
{
    return a->from < a->to ? a->from : a->to;
}

static i64 end_of(const struct arc *a)
{
    return a->from < a->to ? a->to : a->from;
}

static bool meets(const struct arc *a, const struct arc *b)
{
    return top_of(a) < end_of(b) && top_of(b) < end_of(a);
}

static bool known(const struct arc_array *list, i64 from, i64 to)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].from == from && list->v[i].to == to) return true;
    return false;
}

/* The steps of one side, short ones nearest, each in a lane where it meets no other. */
static i64 arcs_of(struct arena *a, const struct edition *e, bool onward, struct arc_array *out)
{
    i64 lanes = 0, states = (i64)e->state_count;
    for (i64 length = 1; length < states; length++)
        for (size_t k = 0; k < e->step_count; k++) {
            i64 from = state_index(e, e->steps[k].from), to = state_index(e, e->steps[k].to);
            i64 reach = onward ? to - from : from - to;
            if (from < 0 || to < 0 || reach != length || known(out, from, to)) continue;
            struct arc arc = {from, to, 1};
            for (size_t i = 0; i < out->n; i++)
                if (out->v[i].lane == arc.lane && meets(&out->v[i], &arc)) {
                    arc.lane++;
                    i = (size_t)-1; /* look again in the next lane */
                }
            if (arc.lane > MAX_LANES) arc.lane = MAX_LANES;
            if (arc.lane > lanes) lanes = arc.lane;
            *PUSH(a, out) = arc;
        }
    return lanes;
}

static void put_arc(struct buf *b, const struct arc *arc, i64 edge, i64 sign)
{
    i64 y1 = arc->from * ROW + BOX_HEIGHT / 2 + 4, y2 = arc->to * ROW + BOX_HEIGHT / 2 - 4;
    if (arc->from > arc->to) {
        y1 -= 8;
        y2 += 8;
    }
    i64 x = edge + sign * (8 + arc->lane * LANE), tip = edge + sign * 6, back = sign * 8;
    buf_printf(b,
               "<path fill=\"none\" stroke=\"currentColor\" d=\"M%lld %lldH%lldV%lldH%lld\"/>"
               "<path fill=\"currentColor\" d=\"M%lld %lldl%lld -4v8z\"/>",
               (long long)edge, (long long)y1, (long long)x, (long long)y2, (long long)tip,
               (long long)edge, (long long)y2, (long long)back);
}

static void put_state(struct buf *b, const struct edition *e, size_t i, i64 left, str lang)
{
    const struct workflow_state *state = &e->states[i];
    i64 y = (i64)i * ROW;
    bool first = str_eq(state->name, e->first_state);
    buf_printf(b,
               "<rect x=\"%lld\" y=\"%lld\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"none\" "
               "stroke=\"currentColor\" stroke-width=\"%d\"/><text x=\"%lld\" y=\"%lld\" "
               "font-size=\"13\" fill=\"currentColor\">",
               (long long)left, (long long)y + 1, BOX_WIDTH, BOX_HEIGHT, state->final ? 14 : 4,
               first ? 2 : 1, (long long)left + 12, (long long)y + 20);
    buf_html(b, str_abbrev(edition_text(e, state->label, lang), TEXT_CHARS));
    buf_lit(b, "</text>");
}

str draft_workflow_svg(struct request *r, const struct edition *e, str lang)
{
    struct arc_array onward = {0}, back = {0};
    i64 right_lanes = arcs_of(r->arena, e, true, &onward);
    i64 left_lanes = arcs_of(r->arena, e, false, &back);
    i64 left = left_lanes ? 16 + left_lanes * LANE : 2;
    i64 width = left + BOX_WIDTH + 20 + right_lanes * LANE;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_printf(&b,
               "<svg viewBox=\"0 0 %lld %lld\" width=\"%lld\" height=\"%lld\" role=\"img\" "
               "aria-label=\"",
               (long long)width, (long long)e->state_count * ROW, (long long)width,
               (long long)e->state_count * ROW);
    buf_html(&b, T(r, "The states and the steps between them; the table says the same in words."));
    buf_lit(&b, "\">");
    for (size_t i = 0; i < e->state_count; i++)
        put_state(&b, e, i, left, lang);
    for (size_t i = 0; i < onward.n; i++)
        put_arc(&b, &onward.v[i], left + BOX_WIDTH, 1);
    for (size_t i = 0; i < back.n; i++)
        put_arc(&b, &back.v[i], left, -1);
    buf_lit(&b, "</svg>");
    str svg = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return svg;
}
