//! The mapping that `--map` names: one that comes with the tool, or a file.

use std::path::Path;

use switchboard_oracle::format::{Mapping, SHIPPED, Shipped};

use crate::simulate::read;

/// The text of a mapping and the name of its file, checked.
pub(super) fn found(name: &str) -> Result<(String, String), String> {
    let (text, file) = match Shipped::named(name) {
        Some(shipped) => (shipped.text.to_owned(), shipped.file()),
        None => {
            let text = read(Path::new(name)).map_err(|error| format!("{name}: {error}; {}", expected()))?;
            (text, name.to_owned())
        }
    };
    Mapping::read(&text, &file).map_err(|fault| fault.to_string())?;
    Ok((text, file))
}

/// What `--show-map` prints.
pub(super) fn shown(name: &str) -> Result<String, String> {
    if name == "all" {
        let lines = SHIPPED.iter().map(|shipped| {
            let mapping = Mapping::read(shipped.text, &shipped.file()).map_err(|fault| fault.to_string())?;
            Ok(format!("{:<24}{}\n", shipped.name, mapping.spec.title))
        });
        return lines.collect();
    }
    Shipped::named(name)
        .map(|shipped| shipped.text.to_owned())
        .ok_or_else(|| format!("no mapping `{name}`; {}", expected()))
}

fn expected() -> String {
    format!("expected a mapping in TOML, or one of: {}", names())
}

/// The mappings that come with the tool.
pub(super) fn names() -> String {
    SHIPPED.iter().map(|shipped| shipped.name).collect::<Vec<_>>().join(", ")
}
