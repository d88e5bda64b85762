/* xlsx_write.h: numbers into a workbook. A spreadsheet holds them as floating point; here, and nowhere
** else, whole numbers become such, to be shown and no more. */
#ifndef WEB_XLSX_WRITE_H
#define WEB_XLSX_WRITE_H

#include "base/base.h"

#include <xlsxwriter.h>

/* value / unit, for instance minor units / 100. */
void xlsx_put(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, i64 value, i64 unit,
              lxw_format *format);
/* A formula with what it gives now. */
void xlsx_put_formula(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *formula,
                      i64 value, i64 unit, lxw_format *format);

#endif
