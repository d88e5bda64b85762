/* openapi.c: judges /openapi.json; see openapi.h. The document is read by jansson and the answers are
** held against its schemas by a reader of our own, so that nothing of the program judges itself. */
#include "openapi.h"

#include <jansson.h>

#define DEPTH_MOST 30

struct judge {
    struct arena *arena;
    hostile_send *send;
    hostile_code *code;
    hostile_report *report;
    void *context;
    json_t *document;
    str why; /* the first fault of what is being looked at */
};

__attribute__((format(printf, 2, 3))) static bool blame(struct judge *j, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!j->why.n) j->why = arena_vprintf(j->arena, fmt, ap);
    va_end(ap);
    return false;
}

static void told(struct judge *j, str what)
{
    j->report(j->context, !j->why.n, what, j->why);
    j->why = NO_STR;
}

static json_t *read_json(struct judge *j, str body)
{
    json_error_t error;
    json_t *v = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, &error);
    if (!v) blame(j, "no JSON: %s at byte %d", error.text, error.position);
    return v;
}

/* --- schemas ---------------------------------------------------------------------------------------- */

static json_t *schema_named(struct judge *j, const char *reference)
{
    static const char begin[] = "#/components/schemas/";
    if (strncmp(reference, begin, sizeof begin - 1) != 0) return NULL;
    json_t *all = json_object_get(json_object_get(j->document, "components"), "schemas");
    return json_object_get(all, reference + sizeof begin - 1);
}

static bool type_is(const json_t *v, const char *type)
{
    if (strcmp(type, "object") == 0) return json_is_object(v);
    if (strcmp(type, "array") == 0) return json_is_array(v);
    if (strcmp(type, "string") == 0) return json_is_string(v);
    if (strcmp(type, "integer") == 0) return json_is_integer(v);
    if (strcmp(type, "number") == 0) return json_is_number(v);
    if (strcmp(type, "boolean") == 0) return json_is_boolean(v);
    return strcmp(type, "null") == 0 && json_is_null(v);
}

static bool type_fits(const json_t *v, const json_t *types)
{
    if (json_is_string(types)) return type_is(v, json_string_value(types));
    for (size_t i = 0; i < json_array_size(types); i++)
        if (type_is(v, json_string_value(json_array_get(types, i)))) return true;
    return json_array_size(types) == 0;
}

static bool fits(struct judge *j, json_t *v, json_t *schema, const char *at, int depth)
{
    if (depth > DEPTH_MOST || !json_is_object(schema)) return blame(j, "%s has no schema", at);
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    if (reference) return fits(j, v, schema_named(j, reference), at, depth + 1);
    json_t *all = json_object_get(schema, "allOf"), *fields = json_object_get(schema, "properties");
    for (size_t i = 0; i < json_array_size(all); i++)
        if (!fits(j, v, json_array_get(all, i), at, depth + 1)) return false;
    json_t *types = json_object_get(schema, "type"), *needed = json_object_get(schema, "required");
    if (types && !type_fits(v, types)) return blame(j, "%s is of another type than described", at);
    for (size_t i = 0; json_is_object(v) && i < json_array_size(needed); i++)
        if (!json_object_get(v, json_string_value(json_array_get(needed, i))))
            return blame(j, "%s lacks %s", at, json_string_value(json_array_get(needed, i)));
    for (void *i = json_object_iter(fields); i && json_is_object(v);
         i = json_object_iter_next(fields, i)) {
        const char *name = json_object_iter_key(i);
        json_t *field = json_object_get(v, name);
        if (field && !fits(j, field, json_object_iter_value(i), name, depth + 1)) return false;
    }
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!fits(j, json_array_get(v, i), json_object_get(schema, "items"), at, depth + 1))
            return false;
    return true;
}

/* What an answer holds beside what is described: a field that nobody would look for. */
static void nothing_else(struct judge *j, json_t *v, json_t *all_of)
{
    for (void *i = json_object_iter(v); i; i = json_object_iter_next(v, i)) {
        bool known = false;
        for (size_t k = 0; k < json_array_size(all_of) && !known; k++) {
            const char *name =
                json_string_value(json_object_get(json_array_get(all_of, k), "$ref"));
            json_t *fields = json_object_get(schema_named(j, name ? name : ""), "properties");
            known = json_object_get(fields, json_object_iter_key(i)) != NULL;
        }
        if (!known) blame(j, "%s is not described", json_object_iter_key(i));
    }
}

/* --- the document ----------------------------------------------------------------------------------- */

static void references_hold(struct judge *j, json_t *v, int depth)
{
    if (depth > DEPTH_MOST) return;
    for (void *i = json_object_iter(v); i; i = json_object_iter_next(v, i)) {
        json_t *inside = json_object_iter_value(i);
        bool reference = strcmp(json_object_iter_key(i), "$ref") == 0;
        if (reference && !schema_named(j, json_string_value(inside)))
            blame(j, "nothing stands at %s", json_string_value(inside));
        references_hold(j, inside, depth + 1);
    }
    for (size_t i = 0; i < json_array_size(v); i++)
        references_hold(j, json_array_get(v, i), depth + 1);
}

static void parameters_hold(struct judge *j, const char *path, json_t *parameters)
{
    size_t braces = 0, in_path = 0;
    for (const char *p = path; *p; p++)
        braces += *p == '{';
    if (!json_is_array(parameters)) blame(j, "it has no parameters");
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        json_t *p = json_array_get(parameters, i);
        const char *name = json_string_value(json_object_get(p, "name"));
        const char *place = json_string_value(json_object_get(p, "in"));
        if (!name || !place || !json_is_object(json_object_get(p, "schema"))) {
            blame(j, "parameter %zu lacks its name, place or schema", i);
            return;
        }
        bool of_path = strcmp(place, "path") == 0;
        in_path += of_path;
        if (of_path && !strstr(path, arena_printf(j->arena, "{%s}", name).p))
            blame(j, "the path has no {%s}", name);
        if (!of_path && strcmp(place, "query") != 0) blame(j, "a parameter stands in %s", place);
        if (of_path != json_is_true(json_object_get(p, "required")))
            blame(j, "%s: what stands in the path, and nothing else, is required", name);
        for (size_t k = 0; k < i; k++)
            if (strcmp(name, json_string_value(
                                 json_object_get(json_array_get(parameters, k), "name"))) == 0)
                blame(j, "the parameter %s stands twice", name);
    }
    if (in_path != braces) blame(j, "%zu of %zu parameters of the path are told", in_path, braces);
}

static void responses_hold(struct judge *j, json_t *responses)
{
    if (!json_object_get(responses, "200")) blame(j, "there is no answer 200");
    for (void *i = json_object_iter(responses); i; i = json_object_iter_next(responses, i)) {
        json_t *said = json_object_iter_value(i), *content = json_object_get(said, "content");
        if (strlen(json_object_iter_key(i)) != 3)
            blame(j, "%s is no status", json_object_iter_key(i));
        if (!json_is_string(json_object_get(said, "description")))
            blame(j, "the answer %s has no description", json_object_iter_key(i));
        for (void *k = json_object_iter(content); k; k = json_object_iter_next(content, k))
            if (!json_is_object(json_object_get(json_object_iter_value(k), "schema")))
                blame(j, "%s has no schema", json_object_iter_key(k));
    }
}

static void document_holds(struct judge *j)
{
    json_t *d = j->document, *info = json_object_get(d, "info");
    const char *version = json_string_value(json_object_get(d, "openapi"));
    if (!version || strncmp(version, "3.1.", 4) != 0) blame(j, "it says no version 3.1 of OpenAPI");
    if (!json_is_string(json_object_get(info, "title")) ||
        !json_is_string(json_object_get(info, "version")))
        blame(j, "it lacks a title or a version");
    if (!json_string_value(
            json_object_get(json_array_get(json_object_get(d, "servers"), 0), "url")))
        blame(j, "it names no server");
    json_t *all = json_object_get(d, "paths");
    for (void *i = json_object_iter(all); i; i = json_object_iter_next(all, i)) {
        json_t *get = json_object_get(json_object_iter_value(i), "get");
        if (json_object_iter_key(i)[0] != '/') blame(j, "a path begins with /");
        if (json_object_size(json_object_iter_value(i)) != 1 || !get)
            blame(j, "%s: there is only GET", json_object_iter_key(i));
        parameters_hold(j, json_object_iter_key(i), json_object_get(get, "parameters"));
        responses_hold(j, json_object_get(get, "responses"));
        if (!json_is_string(json_object_get(get, "summary"))) blame(j, "a path has no summary");
    }
    references_hold(j, d, 0);
    told(j, S("/openapi.json is an OpenAPI document"));
}

/* --- beside the registry ---------------------------------------------------------------------------- */

/* "/programmes/{programme}". */
static str key_of(struct judge *j, const struct route *route)
{
    str key = NO_STR;
    for (size_t i = 0; i < route->segment_count; i++) {
        const char *s = route->segments[i];
        key = arena_printf(j->arena, *s == ':' ? "%.*s/{%s}" : "%.*s/%s", P(key), s + (*s == ':'));
    }
    return key.n ? key : S("/index");
}

static json_t *answer_described(struct judge *j, str key, const char *type)
{
    json_t *path = json_object_get(json_object_get(j->document, "paths"), str_z(j->arena, key));
    json_t *said =
        json_object_get(json_object_get(json_object_get(path, "get"), "responses"), "200");
    return json_object_get(json_object_get(json_object_get(said, "content"), type), "schema");
}

static void json_holds(struct judge *j, str key, str real)
{
    struct answer w;
    str target = arena_printf(j->arena, "%.*s.json", P(real));
    j->send(j->context, target, &w);
    bool data = w.status == 200 && str_eq(answer_header(&w, "content-type"), S("application/json"));
    json_t *schema =
        answer_described(j, arena_printf(j->arena, "%.*s.json", P(key)), "application/json");
    json_t *body = data ? read_json(j, w.body) : NULL;
    json_t *links = json_object_get(body, "links");
    /* A view without a public field is an envelope around nothing. */
    bool empty = body && json_object_size(body) == 3 && links;
    if (body && schema && fits(j, body, schema, target.p, 0))
        nothing_else(j, body, json_object_get(schema, "allOf"));
    if (body && !schema && !empty) blame(j, "%.*s answers and is not described", P(target));
    if (!data && schema) blame(j, "%.*s is described and answers %d", P(target), w.status);
    json_decref(body);
    told(j, arena_printf(j->arena, "%.*s is what /openapi.json says", P(target)));
}

static void csv_holds(struct judge *j, str key, str real)
{
    struct answer w;
    str target = arena_printf(j->arena, "%.*s.csv", P(real));
    j->send(j->context, target, &w);
    bool data = w.status == 200 && str_starts(answer_header(&w, "content-type"), S("text/csv"));
    bool said = answer_described(j, arena_printf(j->arena, "%.*s.csv", P(key)), "text/csv") != NULL;
    if (data && !said) blame(j, "%.*s answers and is not described", P(target));
    if (!data && said) blame(j, "%.*s is described and answers %d", P(target), w.status);
    told(j, arena_printf(j->arena, "%.*s is what /openapi.json says", P(target)));
}

static void routes_hold(struct judge *j)
{
    str *real = records_find(j->arena, j->send, j->code, j->context);
    size_t files = 0;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        if (route->access != ACCESS_PUBLIC || route->method != METHOD_GET) continue;
        /* Files, feeds, and the tour, which is a demonstration's. */
        if (!route->view || strcmp(route->pattern, "/demo") == 0) {
            files++;
            continue;
        }
        if (!real[i].n) {
            blame(j, "no record is known for it");
            told(j, arena_printf(j->arena, "%s is what /openapi.json says", route->pattern));
            continue;
        }
        str path = real[i].n > 1 ? real[i] : S("/index");
        json_holds(j, key_of(j, route), path);
        csv_holds(j, key_of(j, route), path);
    }
    if (files > 15) blame(j, "%zu public routes show no view", files);
    told(j, S("what shows no view are files and feeds"));
}

void openapi_run(struct arena *a, hostile_send *send, hostile_code *code, hostile_report *report,
                 void *context)
{
    struct judge j = {.arena = a, .send = send, .code = code, .report = report, .context = context};
    struct answer w;
    send(context, S("/openapi.json"), &w);
    j.document = read_json(&j, w.body);
    if (!j.document) {
        told(&j, S("/openapi.json is an OpenAPI document"));
        return;
    }
    document_holds(&j);
    routes_hold(&j);
    json_decref(j.document);
}
