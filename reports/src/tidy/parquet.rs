//! A tidy table as Parquet, one row group.

use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{Field, Sheet};

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ParquetError> {
    let mut schema = String::from("message numbers {\n");
    for (place, key) in sheet.keys.iter().enumerate() {
        let name = plain(key);
        if sheet.is_number(place) {
            schema.push_str(&format!("required double {name};\n"));
        } else {
            schema.push_str(&format!("required binary {name} (utf8);\n"));
        }
    }
    for value in &sheet.values {
        schema.push_str(&format!("optional double {};\n", plain(value)));
    }
    schema.push('}');
    let schema = Arc::new(parse_message_type(&schema)?);
    let properties = WriterProperties::builder().set_created_by("switchboard".to_owned()).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for place in 0..sheet.keys.len() {
        let Some(mut column) = group.next_column()? else { break };
        let fields = sheet.rows.iter().map(|(keys, _)| &keys[place]);
        if sheet.is_number(place) {
            let number = |field: &Field| if let Field::Number(number) = field { *number } else { 0.0 };
            let numbers: Vec<f64> = fields.map(number).collect();
            column.typed::<DoubleType>().write_batch(&numbers, None, None)?;
        } else {
            let text = |field: &Field| match field {
                Field::Text(text) => ByteArray::from(text.as_str()),
                Field::Number(number) => ByteArray::from(number.to_string().as_str()),
            };
            let texts: Vec<ByteArray> = fields.map(text).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
        }
        column.close()?;
    }
    for place in 0..sheet.values.len() {
        let Some(mut column) = group.next_column()? else { break };
        let all = sheet.rows.iter().map(|(_, values)| values[place]);
        let there: Vec<i16> = all.clone().map(|value| i16::from(value.is_some())).collect();
        let numbers: Vec<f64> = all.flatten().collect();
        column.typed::<DoubleType>().write_batch(&numbers, Some(&there), None)?;
        column.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

/// A name as the schema's grammar takes it: letters, digits and underscores.
fn plain(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}
