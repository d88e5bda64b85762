/* backup.h: a whole fund in one file, and back. docs/backup.md describes the file. Making one only
** reads: it works beside a server that serves, from one snapshot of the database; it holds the files'
** lock so that nothing it saw is purged meanwhile. Restoring builds a new folder beside the wanted one
** and gives it its name when everything has proved right. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/store.h"

enum { BACKUP_FAULT = 300 };

/* What a backup holds. */
struct backup_info {
    char fund[200], instance[64];
    i64 made;                         /* UTC seconds */
    i64 position;                     /* of the journal */
    char hash[2 * DIGEST_SIZE + 1];   /* of its last entry, or empty */
    i64 tables, rows, files, damaged; /* damaged: files that were not what their name says */
    i64 file_bytes;                   /* of the stored files together */
    i64 copied;                       /* of a series: files that were new */
    i64 bytes;                        /* of the backup file itself */
    bool beside;                      /* its files stand beside it, shared by a series */
};

/* How far it is: what is being done, and how many of how many (0: not known). False ends it: BUSY. */
typedef bool backup_told_fn(void *to, const char *what, i64 done, i64 all);

struct backup_ask {
    struct store *store;
    struct env *env;
    int fd;     /* the new file, open for reading and writing, empty */
    int series; /* the folder of a series, whose files/ holds the stored files; -1: inside `fd` */
    bool thorough; /* files that the series has are read again, not only measured */
    str fund;
    backup_told_fn *told;
    void *to;
    char fault[BACKUP_FAULT]; /* why it is not OK, for a person */
};
/* Writes the backup, syncs it, reads it again from the beginning and compares. */
enum status backup_write(struct backup_ask *ask, struct backup_info *out);

/* The same under a temporary name beside `path` (mode 0600), which it gets when it has proved right. */
enum status backup_place(struct backup_ask *ask, struct arena *a, const char *path,
                         struct backup_info *out);
/* "20261128T223000Z": names in the order of time. */
str backup_stamp(struct arena *a, i64 now);

/* Reads a backup to its end: whole, unchanged, the journal's chain unbroken. `series` as above. */
struct backup_check_ask {
    int fd, series;
    bool thorough;
    backup_told_fn *told;
    void *to;
    char fault[BACKUP_FAULT];
};
enum status backup_check(struct backup_check_ask *ask, struct backup_info *out);

/* What happens to a restored database before it gets its name: new identity, ended sessions. */
typedef enum status restore_finish_fn(struct store *s, void *to);
struct restore_ask {
    int fd, series;
    const char *dir;      /* must not exist, or be empty */
    const char *database; /* postgresql://…, an empty database; NULL: SQLite in `dir` */
    struct env *env;
    restore_finish_fn *finish;
    backup_told_fn *told;
    void *to;
    char fault[BACKUP_FAULT];
};
enum status restore_run(struct restore_ask *ask, struct backup_info *out);

/* The lock between what removes stored files and what relies on them. Shared: nothing is removed
** until files_unlock. Exclusive does not wait: BUSY while anybody relies on them. */
enum files_lock { FILES_RELIED_ON, FILES_REMOVED };
enum status files_lock(const char *dir, enum files_lock how, int *lock);
void files_unlock(int lock);

/* Removes stored files that are older than a day and named nowhere in the database. BUSY if something
** relies on them just now, or if `goes_on` (or NULL) said no: then nothing was removed. */
enum { FILES_KEPT_SECONDS = 86400 };
enum status files_purge(struct store *s, bool (*goes_on)(void *to), void *to, i64 *removed);

#endif
