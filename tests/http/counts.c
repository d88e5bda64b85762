/* counts.c: numbers against the lists behind them; counts.h says what must hold. */
#include "counts.h"

#include "web/list.h"

#include <jansson.h>

struct asking {
    struct arena *arena;
    lists_send *send;
    lists_report *report;
    void *context;
};

static json_t *json_of(struct asking *x, str address)
{
    struct answer answer;
    i64 mark = str_find_char(address, '?');
    size_t end = mark < 0 ? address.n : (size_t)mark;
    str target = arena_printf(x->arena, "%.*s.json%.*s", P(str_sub(address, 0, end)),
                              P(str_sub(address, end, address.n)));
    x->send(x->context, target, &answer);
    if (answer.status != 200) return NULL;
    return json_loadb(answer.body.p, answer.body.n, 0, NULL);
}

/* Minor units of an amount with two decimals; *currency says of which. */
static i64 minor_of(const json_t *row, const char **currency)
{
    const json_t *amount = json_object_get(row, "amount");
    const char *text = json_string_value(json_object_get(amount, "amount"));
    struct money m;
    *currency = json_string_value(json_object_get(amount, "currency"));
    if (!text || !*currency || !money_parse(str_c(text), str_c(*currency), &m)) return 0;
    return m.minor;
}

static i64 list_sum(const json_t *list, const char *currency)
{
    const json_t *rows = json_object_get(list, "items");
    i64 sum = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *other, *kind = json_string_value(json_object_get(row, "amount_kind"));
        i64 minor = minor_of(row, &other);
        if (other && strcmp(other, currency) == 0 && (!kind || strcmp(kind, "fund") == 0))
            sum += minor;
    }
    return sum;
}

static void row_holds(struct asking *x, const json_t *row, bool amounts)
{
    const char *address = json_string_value(json_object_get(row, "address")), *currency;
    i64 count = json_integer_value(json_object_get(row, "count"));
    i64 minor = minor_of(row, &currency);
    if (!address) return;
    json_auto_t *list = json_of(x, str_c(address));
    i64 total = json_integer_value(json_object_get(json_object_get(list, "list"), "total"));
    i64 sum = amounts && currency ? list_sum(list, currency) : minor;
    x->report(x->context, list && total == count && sum == minor && count > 0,
              arena_printf(x->arena, "counts %s", address),
              arena_printf(x->arena, "the page says %lld and %lld, the list has %lld and %lld",
                           (long long)count, (long long)minor, (long long)total, (long long)sum));
}

void counts_run(struct arena *a, str address, bool amounts, lists_send *send, lists_report *report,
                void *context)
{
    struct asking x = {a, send, report, context};
    i64 rows = list_rows;
    list_rows = LIST_CSV_ROWS;
    json_auto_t *page = json_of(&x, address);
    const json_t *items = json_object_get(page, "items"), *total = json_object_get(page, "total");
    if (!json_array_size(items))
        report(context, false, arena_printf(a, "counts %.*s", P(address)), S("there is no row"));
    for (size_t i = 0; i < json_array_size(items); i++)
        row_holds(&x, json_array_get(items, i), amounts);
    if (total) row_holds(&x, total, amounts);
    list_rows = rows;
}
