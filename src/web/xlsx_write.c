/* xlsx_write.c: see xlsx_write.h. */
#include "web/xlsx_write.h"

void xlsx_put(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, i64 value, i64 unit,
              lxw_format *format)
{
    worksheet_write_number(sheet, row, column, (double)value / (double)unit, format);
}

void xlsx_put_formula(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *formula,
                      i64 value, i64 unit, lxw_format *format)
{
    worksheet_write_formula_num(sheet, row, column, formula, format, (double)value / (double)unit);
}
