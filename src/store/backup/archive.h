/* archive.h: the vessel of a backup: a tar (ustar) in pieces of gzip, so that `tar -xzf` opens it
** without Letsema. Writing and reading stream; neither holds more than a piece. A reader takes
** nothing for granted: the file comes from outside. */
#ifndef STORE_BACKUP_ARCHIVE_H
#define STORE_BACKUP_ARCHIVE_H

#include "base/base.h"

enum { ARCHIVE_PIECE = 1 << 20 };

struct archive_out;
/* Writes to `fd` from its present place on. */
struct archive_out *archive_out_new(struct arena *a, int fd, i64 now);
void archive_out_free(struct archive_out *o);
/* Begins a member of exactly `size` bytes; they follow by archive_add in any pieces. */
void archive_member(struct archive_out *o, const char *name, i64 size);
void archive_add(struct archive_out *o, str bytes);
/* Ends the member that was begun. */
void archive_member_end(struct archive_out *o);
void archive_whole(struct archive_out *o, const char *name, str bytes);
/* The digest of everything so far, uncompressed, at the end of a member. */
struct digest archive_digest(struct archive_out *o);
/* Ends the archive. FAILED or LIMIT (no room) if any write failed; nothing earlier says so. */
enum status archive_out_end(struct archive_out *o, i64 *bytes);
/* What archive_out_end would say by now. */
enum status archive_out_state(const struct archive_out *o);

struct archive_in;
struct archive_in *archive_in_new(struct arena *a, int fd);
void archive_in_free(struct archive_in *in);
/* The next member: OK, NOT_FOUND at the end of the archive, or FAILED with a fault. What was not read
** of the last one is passed over. */
enum status archive_next(struct archive_in *in, const char **name, i64 *size);
/* Up to `n` bytes of the member; *got is 0 at its end. */
enum status archive_read(struct archive_in *in, void *bytes, size_t n, size_t *got);
/* The whole member, at most `max` bytes, or LIMIT. */
enum status archive_read_whole(struct archive_in *in, struct arena *a, i64 max, str *out);
/* The digest of everything before the member that archive_next gave last. */
struct digest archive_in_digest(struct archive_in *in);
/* Compressed bytes taken so far, and what they are read from. */
i64 archive_in_taken(const struct archive_in *in);
int archive_in_fd(const struct archive_in *in);
/* In words, once something FAILED. */
const char *archive_fault(const struct archive_in *in);

#endif
