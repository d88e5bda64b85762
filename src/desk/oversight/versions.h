/* versions.h: who may see the past of a record, and its state and its changes in words. */
#ifndef DESK_VERSIONS_H
#define DESK_VERSIONS_H

#include "web/request.h"

#include "gen/model.h"

/* OK for who may open the record's own page, and for who reads the journal. NOT_FOUND if the person must
** not even know of it. */
enum status record_past_permitted(struct request *r, str kind, str code);

/* Notes that the past of a proposal is read. */
void record_past_note(struct request *r, str kind, i64 record);
/* OK for who may open the record's own page; DENIED where it has none. */
enum status record_page_permitted(struct request *r, str kind, str code);
/* OK for who may take along the record with its whole history: who reads the journal and may open the
** record itself. */
enum status record_dossier_permitted(struct request *r, str kind, str code);
/* Has this kind of record a page of its own? A part of a record has none. */
bool record_has_page(str kind);
/* The record as it was at an instant, in words: its fields, and its parts as fields. */
enum status record_state_fill(struct request *r, const struct journal_table *table, i64 record,
                              i64 at, struct oversight_state *out);
/* What a column is called, and a value of it as the journal holds it; `currency` of the column behind
** an amount, or empty. */
str record_column_words(struct request *r, str kind, str column);
str record_value_words(struct request *r, const struct journal_table *table, str column, str value,
                       str currency);

/* Does a row of a journalled table belong to a record that is closed to the reader (a conflict of
** interest was declared)? Of lists, only the others stay. */
enum status row_closed(struct request *r, str table, i64 row, bool *closed);
enum status rows_open(struct request *r, struct oversight_row_array *rows);

#endif
