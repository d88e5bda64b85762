/* format.h: what the writer and the reader of backups share; docs/backup.md is for people. */
#ifndef STORE_BACKUP_FORMAT_H
#define STORE_BACKUP_FORMAT_H

#include "store/backup.h"
#include "store/backup/archive.h"
#include "store/backup/tables.h"

enum {
    BACKUP_VERSION = 1,
    BACKUP_HEAD_MAX = 4 << 20,    /* bytes of backup.json and end.json */
    BACKUP_CONFIG_MAX = 64 << 10, /* of letsema.conf and each key */
    BACKUP_KEYS_MAX = 64,
    BACKUP_LIST_MAX = 256 << 20, /* of the list of files */
    BACKUP_PART = 1 << 20,       /* of a table's part, unless a single row is larger */
    BACKUP_STAMPS_MAX = 10000
};

struct backup_file {
    struct digest hash;
    i64 size;
    bool damaged;
};
struct backup_file_array {
    struct backup_file *v;
    size_t n, cap;
};

/* What backup.json says. */
struct backup_head {
    struct backup_info info; /* the counts are not known yet */
    struct table_array tables;
    struct {
        i64 *v;
        const char **digests;
        size_t n;
    } stamps;
};
/* What end.json says. */
struct backup_end {
    i64 *rows; /* per table */
    struct digest *hashes;
    i64 files, file_bytes, damaged;
    struct digest all;
};

/* json.c */
str backup_head_write(struct arena *a, const struct backup_head *h);
enum status backup_head_read(struct arena *a, str json, struct backup_head *out);
str backup_end_write(struct arena *a, const struct backup_head *h, const struct backup_end *e);
enum status backup_end_read(struct arena *a, str json, const struct backup_head *h,
                            struct backup_end *out);

/* A reader's way through a backup. Members come in this order: begin, config …, tables in their order
** line by line, files. A status that is not OK ends it. */
struct backup_visit {
    void *to;
    enum status (*begin)(void *to, struct backup_head *head);
    enum status (*config)(void *to, const char *name, str bytes);
    enum status (*line)(void *to, size_t table, str line);
    enum status (*files)(void *to, const struct backup_file_array *list);
    enum status (*piece)(void *to, const struct backup_file *file, str bytes); /* in order */
    enum status (*file_end)(void *to, const struct backup_file *file);
    enum status (*end)(void *to, const struct backup_end *end); /* when all has proved right */
};
/* Reads everything and judges form, counts and hashes. `fault` says why it FAILED. */
enum status backup_scan(struct arena *a, int fd, const struct backup_visit *v, backup_told_fn *told,
                        void *to, struct backup_info *out, char fault[BACKUP_FAULT]);
/* backup_check, of which `also` (or NULL) is told begin, config and end; what it is told stays in `a`. */
enum status backup_check_and(struct arena *a, struct backup_check_ask *ask,
                             const struct backup_visit *also, struct backup_info *out);
/* Files of a series: each is there, of its size, and if `thorough` of its hash. */
enum status backup_series_check(int series, const struct backup_file_array *list, bool thorough,
                                backup_told_fn *told, void *to, char fault[BACKUP_FAULT]);
/* "ab/HASH". */
const char *backup_file_name(struct arena *a, struct digest hash);
/* Letters, digits, . _ -, not beginning with a dot: a key's name. */
bool backup_key_name_good(str name);
/* Notes why; returns FAILED. */
enum status backup_faulty(char fault[BACKUP_FAULT], const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
