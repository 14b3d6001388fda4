//! A tidy table as a workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Field, Sheet};

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Always the same moment, so that the same numbers are the same bytes.
    let moment = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    let page = workbook.add_worksheet();
    page.set_name("numbers")?;
    let bold = Format::new().set_bold();
    let columns = sheet.keys.len() + sheet.values.len();
    for (place, name) in sheet.keys.iter().chain(&sheet.values).enumerate() {
        page.write_string_with_format(0, column(place), name, &bold)?;
    }
    for (number, (keys, values)) in sheet.rows.iter().enumerate() {
        // More rows than a sheet has make an error below, at the first that does not fit.
        let row = u32::try_from(number + 1).unwrap_or(u32::MAX);
        for (place, field) in keys.iter().enumerate() {
            match field {
                Field::Text(text) => page.write_string(row, column(place), text)?,
                Field::Number(number) => page.write_number(row, column(place), *number)?,
            };
        }
        for (place, value) in values.iter().enumerate() {
            if let Some(value) = value {
                page.write_number(row, column(sheet.keys.len() + place), *value)?;
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    let last = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    page.autofilter(0, 0, last, column(columns.saturating_sub(1)))?;
    page.autofit();
    workbook.save_to_buffer()
}

fn column(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
