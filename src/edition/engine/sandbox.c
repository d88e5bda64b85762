/* sandbox.c: runs the Lua files of an edition where they can do no harm. Called by read.c to turn a
** file into data and by judge.c for the counted check functions.
**
** Promises: text chunks only; the functions listed in `helpers` and nothing else; at most MAX_STEPS
** instructions and MAX_MEMORY bytes, counted, so that the outcome is the same on each machine; every
** call is protected; no C function called from Lua holds anything that an error could leak, because
** all memory of a state is one arena that dies with it. */
#include "edition/engine/engine.h"

#include <lauxlib.h>
#include <lua.h>

#define MAX_STEPS 500000
#define STEPS_PER_HOOK 1000
#define MAX_MEMORY (16 * 1024 * 1024)
#define MAX_BLOCK (1024 * 1024) /* bounds what one instruction can copy or compare */
#define MAX_TRAFFIC (128 * 1024 * 1024)
#define MAX_DEPTH 12
#define MAX_NODES 50000
#define CLASSES 21 /* 16 bytes << 20 is beyond MAX_BLOCK */

struct sandbox {
    struct arena *arena;
    lua_State *L;
    void *free[CLASSES]; /* given-back blocks of 16 << class bytes */
    size_t taken, traffic;
    i64 steps;
    int decimals; /* of the edition's currency */
};

/* --- memory: size classes over an arena --- */

static int class_of(size_t n)
{
    int c = 0;
    while (c < CLASSES - 1 && ((size_t)16 << c) < n)
        c++;
    return c;
}

static void *block_new(struct sandbox *s, size_t n)
{
    int c = class_of(n);
    size_t size = (size_t)16 << c;
    if (n > MAX_BLOCK || s->traffic + size > MAX_TRAFFIC) return NULL;
    s->traffic += size;
    void *p = s->free[c];
    if (p != NULL) {
        memcpy(&s->free[c], p, sizeof p);
        return p;
    }
    if (s->taken + size > MAX_MEMORY) return NULL;
    s->taken += size;
    return arena_alloc(s->arena, size);
}

static void *sandbox_alloc(void *ctx, void *p, size_t old, size_t n)
{
    struct sandbox *s = ctx;
    if (p == NULL) old = 0; /* then `old` is the kind of object */
    if (p != NULL && n > 0 && class_of(n) == class_of(old)) return p;
    void *fresh = NULL;
    if (n > 0) {
        fresh = block_new(s, n);
        if (fresh == NULL) return NULL;
        if (p != NULL) memcpy(fresh, p, old < n ? old : n);
    }
    if (p != NULL) {
        int c = class_of(old);
        memcpy(p, &s->free[c], sizeof p);
        s->free[c] = p;
    }
    return fresh;
}

/* --- limits --- */

static struct sandbox *self(lua_State *L)
{
    void *ctx;
    (void)lua_getallocf(L, &ctx);
    return ctx;
}

static void charge(lua_State *L, i64 steps)
{
    struct sandbox *s = self(L);
    s->steps -= steps;
    if (s->steps < 0) luaL_error(L, "too many steps: a loop that does not end?");
}

static void on_count(lua_State *L, lua_Debug *ar)
{
    struct sandbox *s = self(L);
    s->steps -= STEPS_PER_HOOK;
    if (s->steps >= 0) return;
    lua_getinfo(L, "Sl", ar);
    luaL_error(L, "e:%d: too many steps: a loop that does not end?", ar->currentline);
}

/* --- helpers that the files may call --- */

static int help_type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

static int help_tostring(lua_State *L)
{
    switch (lua_type(L, 1)) {
    case LUA_TNUMBER:
    case LUA_TSTRING:
        lua_pushvalue(L, 1);
        (void)lua_tolstring(L, -1, NULL);
        return 1;
    case LUA_TBOOLEAN:
        lua_pushstring(L, lua_toboolean(L, 1) ? "true" : "false");
        return 1;
    case LUA_TNIL:
        lua_pushliteral(L, "nil");
        return 1;
    default:
        return luaL_error(L, "tostring takes a number, a text or a truth value");
    }
}

static int help_error(lua_State *L)
{
    return luaL_error(L, "%s", luaL_checkstring(L, 1));
}

/* The table itself, or the one behind a read-only face; pushed. */
static void push_real(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    if (lua_getmetatable(L, index)) {
        lua_pushliteral(L, "__index");
        if (lua_rawget(L, -2) == LUA_TTABLE) {
            lua_remove(L, -2);
            return;
        }
        lua_pop(L, 2);
    }
    lua_pushvalue(L, index);
}

struct sort_key {
    lua_Integer number;
    const char *text; /* NULL for a number; the table keeps it alive */
    size_t n;
};

static int sort_key_cmp(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    if (x->text == NULL || y->text == NULL) {
        if (x->text != NULL || y->text != NULL) return x->text == NULL ? -1 : 1;
        return x->number < y->number ? -1 : x->number > y->number;
    }
    return str_cmp((str){x->text, x->n}, (str){y->text, y->n});
}

/* Upvalues: the real table, the list of its keys in order, the position. */
static int pairs_next(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3)) + 1;
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    if (lua_rawgeti(L, lua_upvalueindex(2), at) == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    lua_rawget(L, lua_upvalueindex(1));
    return 2;
}

static int help_pairs(lua_State *L)
{
    push_real(L, 1);
    int table = lua_gettop(L);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1))
        n++;
    charge(L, (i64)n);
    struct sort_key *keys = lua_newuserdatauv(L, (n + 1) * sizeof *keys, 0);
    size_t i = 0;
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
        struct sort_key k = {0};
        if (lua_type(L, -2) == LUA_TSTRING)
            k.text = lua_tolstring(L, -2, &k.n);
        else if (lua_isinteger(L, -2))
            k.number = lua_tointeger(L, -2);
        else
            return luaL_error(L, "pairs: keys are names or whole numbers");
        keys[i++] = k;
    }
    qsort(keys, n, sizeof *keys, sort_key_cmp);
    lua_pushvalue(L, table);
    lua_createtable(L, (int)n, 0);
    for (i = 0; i < n; i++) {
        if (keys[i].text != NULL)
            lua_pushlstring(L, keys[i].text, keys[i].n);
        else
            lua_pushinteger(L, keys[i].number);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, pairs_next, 3);
    return 1;
}

static int ipairs_next(lua_State *L)
{
    lua_Integer at = luaL_checkinteger(L, 2) + 1;
    lua_pushinteger(L, at);
    return lua_geti(L, 1, at) == LUA_TNIL ? 1 : 2;
}

static int help_ipairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushcfunction(L, ipairs_next);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

static int help_join(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    size_t n;
    const char *separator = luaL_optlstring(L, 2, ", ", &n);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (lua_Integer i = 1;; i++) {
        charge(L, 1);
        int type = lua_geti(L, 1, i);
        if (type == LUA_TNIL) break;
        if (type != LUA_TSTRING && !lua_isinteger(L, -1))
            return luaL_error(L, "join: texts and whole numbers only");
        if (i > 1) {
            lua_pushlstring(L, separator, n);
            lua_insert(L, -2);
            lua_concat(L, 2);
        }
        luaL_addvalue(&b);
    }
    lua_pop(L, 1);
    luaL_pushresult(&b);
    return 1;
}

static str arg_text(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) return NO_STR;
    size_t n;
    const char *p = lua_tolstring(L, 1, &n);
    return (str){p, n};
}

static int help_cents(lua_State *L)
{
    i64 minor;
    if (amount_plain(arg_text(L), self(L)->decimals, &minor))
        lua_pushinteger(L, minor);
    else
        lua_pushnil(L);
    return 1;
}

/* 30000000 → "300000.00" */
static int help_money(lua_State *L)
{
    char text[32];
    size_t at = sizeof text;
    lua_Integer minor = luaL_checkinteger(L, 1);
    u64 rest = minor < 0 ? -(u64)minor : (u64)minor;
    int decimals = self(L)->decimals;
    for (int i = 0; i <= decimals || rest > 0; i++) {
        if (i == decimals && decimals > 0) text[--at] = '.';
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (minor < 0) text[--at] = '-';
    lua_pushlstring(L, text + at, sizeof text - at);
    return 1;
}

static int help_days(lua_State *L)
{
    i64 date;
    if (date_parse(arg_text(L), &date))
        lua_pushinteger(L, date);
    else
        lua_pushnil(L);
    return 1;
}

static int help_words(lua_State *L)
{
    str text = arg_text(L);
    charge(L, (i64)text.n / 8);
    lua_pushinteger(L, (lua_Integer)str_words(text));
    return 1;
}

static int on_unknown(lua_State *L)
{
    return luaL_error(L, "“%s” has no meaning here; write texts between quotes",
                      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "this");
}

static int on_global_write(lua_State *L)
{
    return luaL_error(L, "write “local %s = …”",
                      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "name");
}

static const luaL_Reg helpers[] = {
    {"type", help_type},
    {"tostring", help_tostring},
    {"error", help_error},
    {"pairs", help_pairs},
    {"ipairs", help_ipairs},
    {"join", help_join},
    {"cents", help_cents},
    {"money", help_money},
    {"days", help_days},
    {"words", help_words},
    {NULL, NULL},
};

/* --- running a file --- */

struct run {
    struct sandbox *s;
    str text;
};

/* Leaves the returned table as the only value in the registry under the sandbox's address. */
static int run_protected(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);
    lua_pushglobaltable(L);
    luaL_setfuncs(L, helpers, 0);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, on_unknown);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, on_global_write);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    if (luaL_loadbufferx(L, run->text.p, run->text.n, "=e", "t") != LUA_OK) return lua_error(L);
    lua_sethook(L, on_count, LUA_MASKCOUNT, STEPS_PER_HOOK);
    lua_call(L, 0, 2);
    if (lua_type(L, -2) != LUA_TTABLE || lua_type(L, -1) != LUA_TNIL)
        return luaL_error(L, "the file must return one table: return { … }");
    lua_pop(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, run->s);
    return 0;
}

/* "e:12: what" → what, 12. `code` is what the protected call returned. */
static void take_reason(lua_State *L, int code, struct arena *a, str *reason, i64 *line)
{
    *line = 0;
    if (code == LUA_ERRMEM) {
        *reason = S("it needs more memory than the 16 MB that it may have");
        return;
    }
    size_t n = 0;
    const char *p = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;
    str text = p != NULL ? (str){p, n} : S("failed without a reason");
    while (str_starts(text, S("e:"))) {
        i64 end = str_find(text, S(": "));
        i64 at;
        if (end < 0 || !str_i64(str_sub(text, 2, (size_t)end), &at)) break;
        *line = at;
        text = str_sub(text, (size_t)end + 2, text.n);
    }
    *reason = str_is_text(text) ? str_dup(a, text) : S("failed with a reason that is not text");
}

struct sandbox *sandbox_new(int decimals)
{
    struct arena *arena = arena_new();
    struct sandbox *s = NEW(arena, struct sandbox);
    s->arena = arena;
    s->decimals = decimals;
    s->steps = MAX_STEPS;
    s->L = lua_newstate(sandbox_alloc, s);
    return s;
}

void sandbox_free(struct sandbox *s)
{
    /* lua_close would only walk objects that hold nothing but memory of the arena. */
    if (s != NULL) arena_free(s->arena);
}

bool sandbox_run(struct sandbox *s, str text, struct arena *a, str *reason, i64 *line)
{
    struct run run = {s, text};
    lua_settop(s->L, 0);
    lua_pushcfunction(s->L, run_protected);
    lua_pushlightuserdata(s->L, &run);
    int code = lua_pcall(s->L, 1, 0, 0);
    if (code == LUA_OK) return true;
    take_reason(s->L, code, a, reason, line);
    return false;
}

/* --- the returned table as nodes --- */

struct build {
    struct sandbox *s;
    struct reader *r;
    str file;
    const struct mark *marks;
    struct node *root;
    size_t nodes;
};

static int node_cmp(const void *a, const void *b)
{
    return str_cmp(((const struct node *)a)->key, ((const struct node *)b)->key);
}

static str text_at(lua_State *L, struct arena *a, int index)
{
    size_t n;
    const char *p = lua_tolstring(L, index, &n);
    return str_dup(a, (str){p, n});
}

static bool build_value(lua_State *L, struct build *b, const struct mark *m, int depth,
                        struct node *out);

/* The table on top of the stack. */
static bool build_table(lua_State *L, struct build *b, const struct mark *m, int depth,
                        struct node *out)
{
    size_t names = 0, numbers = 0;
    bool fits = true;
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING)
            names++;
        else if (lua_isinteger(L, -2))
            numbers++;
        else
            fits = false;
    }
    size_t length = (size_t)lua_rawlen(L, -1);
    if (!fits || (names > 0 && numbers > 0) || (names == 0 && numbers != length)) {
        fault(b->r, b->file, out->line,
              "a table is either a list or named entries, without gaps and without a mix");
        return false;
    }
    b->nodes += names + numbers;
    if (depth >= MAX_DEPTH || b->nodes > MAX_NODES || !lua_checkstack(L, 8)) {
        fault(b->r, b->file, out->line, "too deep or too large a table");
        return false;
    }
    out->kind = names > 0 ? NODE_MAP : NODE_LIST;
    out->items = NEW_ARRAY(b->r->arena, names + numbers, struct node);
    bool good = true;
    if (names == 0) {
        for (size_t i = 0; i < length && good; i++) {
            struct node *item = &out->items[out->n++];
            const struct mark *mark = mark_find(m, NO_STR, (i64)i + 1);
            item->line = mark != NULL ? mark->line : out->line;
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
            good = build_value(L, b, mark, depth + 1, item);
            lua_pop(L, 1);
        }
        return good;
    }
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        struct node *item = &out->items[out->n++];
        item->key = text_at(L, b->r->arena, -2);
        const struct mark *mark = mark_find(m, item->key, 0);
        item->line = mark != NULL ? mark->line : out->line;
        if (!build_value(L, b, mark, depth + 1, item)) {
            lua_pop(L, 2);
            return false;
        }
    }
    qsort(out->items, out->n, sizeof *out->items, node_cmp);
    return true;
}

static bool build_value(lua_State *L, struct build *b, const struct mark *m, int depth,
                        struct node *out)
{
    switch (lua_type(L, -1)) {
    case LUA_TBOOLEAN:
        out->kind = NODE_BOOL;
        out->number = lua_toboolean(L, -1);
        return true;
    case LUA_TNUMBER:
        if (!lua_isinteger(L, -1)) {
            fault(b->r, b->file, out->line, "numbers are whole; write amounts as text");
            return false;
        }
        out->kind = NODE_INT;
        out->number = lua_tointeger(L, -1);
        return true;
    case LUA_TSTRING:
        out->kind = NODE_TEXT;
        out->text = text_at(L, b->r->arena, -1);
        if (!str_is_text(out->text)) {
            fault(b->r, b->file, out->line, "this text holds characters that are not text");
            return false;
        }
        return true;
    case LUA_TTABLE:
        return build_table(L, b, m, depth, out);
    case LUA_TFUNCTION:
        if (!lua_iscfunction(L, -1)) {
            out->kind = NODE_FUNCTION;
            return true;
        }
        break;
    default:
        break;
    }
    fault(b->r, b->file, out->line, "only texts, whole numbers, true, false and tables stand here");
    return false;
}

static int tree_protected(lua_State *L)
{
    struct build *b = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, b->s);
    struct node *root = NEW(b->r->arena, struct node);
    root->line = b->marks != NULL && b->marks->line > 0 ? b->marks->line : 1;
    if (build_value(L, b, b->marks, 0, root)) b->root = root;
    return 0;
}

const struct node *sandbox_tree(struct sandbox *s, struct reader *r, str file,
                                const struct mark *marks)
{
    struct build b = {.s = s, .r = r, .file = file, .marks = marks};
    lua_settop(s->L, 0);
    lua_pushcfunction(s->L, tree_protected);
    lua_pushlightuserdata(s->L, &b);
    if (lua_pcall(s->L, 1, 0, 0) != LUA_OK) {
        fault(r, file, 0, "too large a table");
        return NULL;
    }
    return b.root;
}

const struct node *node_get(const struct node *map, str key)
{
    if (map == NULL || map->kind != NODE_MAP) return NULL;
    struct node want = {.key = key};
    return bsearch(&want, map->items, map->n, sizeof want, node_cmp);
}

/* --- check functions --- */

static int face_length(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
    return 1;
}

static int face_write(lua_State *L)
{
    return luaL_error(L, "a check reads the proposal and changes nothing");
}

/* Pushes a JSON value; tables become read-only faces. Numbers with a fraction become nil. */
static void push_json(lua_State *L, const json_t *v, int depth)
{
    luaL_checkstack(L, 8, "document");
    charge(L, 1);
    if (depth > MAX_DEPTH) luaL_error(L, "the document is nested too deep");
    switch (json_typeof(v)) {
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(v), json_string_length(v));
        return;
    case JSON_INTEGER:
        lua_pushinteger(L, (lua_Integer)json_integer_value(v));
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(v));
        return;
    case JSON_NULL:
    case JSON_REAL:
        lua_pushnil(L);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    lua_newtable(L); /* the face */
    lua_createtable(L, 0, 3);
    lua_newtable(L); /* the real one */
    if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++) {
            push_json(L, json_array_get(v, i), depth + 1);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
    } else {
        const char *key;
        json_t *item;
        json_object_foreach((json_t *)v, key, item)
        {
            push_json(L, item, depth + 1);
            lua_setfield(L, -2, key);
        }
    }
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, face_length, 1);
    lua_setfield(L, -3, "__len");
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, face_write);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
}

struct call {
    struct sandbox *s;
    size_t index;
    const json_t *document;
    struct arena *a;
    struct check_answer *out;
};

static void take_slots(lua_State *L, struct call *c)
{
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1))
        n++;
    struct check_answer *out = c->out;
    out->slots = NEW_ARRAY(c->a, n, struct slot);
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        struct slot *slot = &out->slots[out->slot_count];
        slot->name = text_at(L, c->a, -2);
        if (lua_isinteger(L, -1))
            slot->value = arena_printf(c->a, "%lld", (long long)lua_tointeger(L, -1));
        else if (lua_type(L, -1) == LUA_TSTRING)
            slot->value = text_at(L, c->a, -1);
        else
            continue;
        out->slot_count++;
    }
}

static int check_protected(lua_State *L)
{
    struct call *c = lua_touserdata(L, 1);
    struct check_answer *out = c->out;
    lua_settop(L, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, c->s);
    lua_rawgeti(L, -1, (lua_Integer)c->index + 1);
    lua_getfield(L, -1, "check");
    lua_replace(L, 1);
    lua_settop(L, 1);
    push_json(L, c->document, 0);
    lua_call(L, 1, 3);
    if (lua_type(L, 1) != LUA_TBOOLEAN) {
        out->message = S("the check gave no answer");
        return 0;
    }
    out->verdict = lua_toboolean(L, 1) ? VERDICT_PASS : VERDICT_FAIL;
    if (out->verdict == VERDICT_FAIL && lua_type(L, 2) == LUA_TSTRING) {
        str message = text_at(L, c->a, 2);
        if (str_is_text(message)) out->message = message;
        if (lua_type(L, 3) == LUA_TTABLE) take_slots(L, c);
    }
    return 0;
}

void sandbox_check(struct sandbox *s, size_t index, const json_t *document, struct arena *a,
                   struct check_answer *out)
{
    struct call c = {s, index, document, a, out};
    *out = (struct check_answer){.verdict = VERDICT_ASK};
    s->steps = MAX_STEPS;
    s->traffic = 0;
    lua_settop(s->L, 0);
    lua_pushcfunction(s->L, check_protected);
    lua_pushlightuserdata(s->L, &c);
    int code = lua_pcall(s->L, 1, 0, 0);
    if (code == LUA_OK) return;
    i64 line;
    *out = (struct check_answer){.verdict = VERDICT_ASK};
    take_reason(s->L, code, a, &out->message, &line);
}
