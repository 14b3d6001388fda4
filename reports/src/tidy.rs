//! Tidy tables for other programs: one row per number, the same columns always, as CSV, Parquet and XLSX.
//!
//! ```
//! use switchboard_reports::tidy::{Field, Sheet};
//!
//! let mut sheet = Sheet::new(["scope", "measure"], ["value", "low"]);
//! sheet.push([Field::from("all"), Field::from("service_level")], [Some(0.8), None]);
//! assert_eq!(sheet.csv(), "scope,measure,value,low\nall,service_level,0.8,\n");
//! ```

mod parquet;
mod xlsx;

use std::fmt::Write as _;

/// A table: some columns that say what a row is about, and some with numbers. Every row has a field in each.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    keys: Vec<String>,
    values: Vec<String>,
    rows: Vec<(Vec<Field>, Vec<Option<f64>>)>,
}

/// What stands in a column that says what a row is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Field {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Why a table cannot be written in a form.
#[derive(Debug)]
pub struct SheetError(String);

impl std::fmt::Display for SheetError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for SheetError {}

impl SheetError {
    fn of(form: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{form}: {error}"))
    }
}

impl Sheet {
    /// A table without rows: the columns that say what a row is about, then those with numbers.
    pub fn new<K: Into<String>, V: Into<String>>(
        keys: impl IntoIterator<Item = K>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self {
            keys: keys.into_iter().map(Into::into).collect(),
            values: values.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// When it has more or fewer fields than there are columns.
    pub fn push(&mut self, keys: impl IntoIterator<Item = Field>, values: impl IntoIterator<Item = Option<f64>>) {
        let row: (Vec<Field>, Vec<Option<f64>>) = (keys.into_iter().collect(), values.into_iter().collect());
        assert_eq!((row.0.len(), row.1.len()), (self.keys.len(), self.values.len()), "one field per column");
        self.rows.push(row);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// As CSV (RFC 4180) with a header, commas, decimal points and line feeds; nothing stands for what is not known.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let header: Vec<String> = self.keys.iter().chain(&self.values).map(|name| quoted(name)).collect();
        text.push_str(&header.join(","));
        text.push('\n');
        for (keys, values) in &self.rows {
            let fields = keys.iter().map(|field| match field {
                Field::Text(text) => quoted(text),
                Field::Number(number) => number.to_string(),
            });
            let numbers = values.iter().map(|value| value.map_or_else(String::new, |value| value.to_string()));
            for (place, field) in fields.chain(numbers).enumerate() {
                let _ = write!(text, "{}{field}", if place == 0 { "" } else { "," });
            }
            text.push('\n');
        }
        text
    }

    /// As Parquet: texts are UTF-8, numbers 64-bit floats; a column of keys is of numbers where all its fields are.
    ///
    /// # Errors
    ///
    /// When the table is too large for the form.
    pub fn parquet(&self) -> Result<Vec<u8>, SheetError> {
        parquet::write(self).map_err(|error| SheetError::of("Parquet", error))
    }

    /// As a workbook of one sheet, with a frozen header and a filter.
    ///
    /// # Errors
    ///
    /// When the table is too large for the form.
    pub fn xlsx(&self) -> Result<Vec<u8>, SheetError> {
        xlsx::write(self).map_err(|error| SheetError::of("XLSX", error))
    }

    /// Whether all fields of a column of keys are numbers.
    fn is_number(&self, key: usize) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|(keys, _)| matches!(keys[key], Field::Number(_)))
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::RowAccessor;

    use super::{Field, Sheet};

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new(["agents", "scope"], ["value", "low"]);
        sheet.push([Field::from(3.0), Field::from("all, in \"quotes\"")], [Some(1.0 / 3.0), None]);
        sheet.push([Field::from(4.0), Field::from("chat")], [Some(-2.5e-9), Some(0.0)]);
        sheet
    }

    #[test]
    fn csv_quotes_what_it_must_and_leaves_out_what_is_not_known() {
        assert_eq!(
            sheet().csv(),
            "agents,scope,value,low\n3,\"all, in \"\"quotes\"\"\",0.3333333333333333,\n4,chat,-0.0000000025,0\n"
        );
    }

    #[test]
    fn parquet_is_read_back_by_its_own_reader_and_always_the_same_bytes() {
        let bytes = sheet().parquet().expect("a small table");
        assert_eq!(bytes, sheet().parquet().expect("a small table"));
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("Parquet");
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get_double(0).expect("a number"), 3.0);
        assert_eq!(rows[0].get_string(1).expect("a text"), "all, in \"quotes\"");
        assert_eq!(rows[0].get_double(2).expect("a number"), 1.0 / 3.0);
        assert!(rows[0].get_double(3).is_err(), "nothing is there");
        assert_eq!(rows[1].get_double(3).expect("a number"), 0.0);
    }

    #[test]
    fn a_workbook_is_always_the_same_bytes() {
        let bytes = sheet().xlsx().expect("a small table");
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        assert_eq!(bytes, sheet().xlsx().expect("a small table"));
    }
}
