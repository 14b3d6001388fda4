//! Where the scenario and its policy come from.

use std::fs;
use std::io;
use std::path::Path;

use switchboard_sims::scenario::Scenario;

/// The largest scenario or policy that is read.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// What messages call the default day.
const DEFAULT_NAME: &str = "default.toml";

/// The scenario in a file, or the default day, under its own policy or another; a message with place and remedy otherwise.
pub(crate) fn scenario(file: Option<&Path>, policy: Option<&Path>) -> Result<Scenario, String> {
    if file.is_none() && policy.is_none() {
        return Ok(Scenario::default_day());
    }
    let (text, name) = text(file)?;
    let scenario = match policy {
        Some(file) => {
            let policy = file.display().to_string();
            let content = read(file).map_err(|error| format!("{policy}: {error}; expected a policy in TOML"))?;
            Scenario::from_toml_under(&text, &name, &content, &policy)
        }
        None => {
            let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
            Scenario::from_toml(&text, &name, &|policy| read(&folder.join(policy)))
        }
    };
    scenario.map_err(|error| error.to_string())
}

/// The text of a scenario and what messages call it: of a file, or of the default day.
pub(crate) fn text(file: Option<&Path>) -> Result<(String, String), String> {
    let Some(file) = file else { return Ok((Scenario::default_text().to_owned(), DEFAULT_NAME.to_owned())) };
    let name = file.display().to_string();
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        let quoted = super::quoted(file);
        return Err(format!("{name}: a scenario is TOML, not CSV; a call log is replayed with `--calls {quoted}`"));
    }
    let text = read(file)
        .map_err(|error| format!("{name}: {error}; expected a scenario in TOML, or no file for the default day"))?;
    Ok((text, name))
}

/// The text of a file of reasonable size.
pub(crate) fn read(file: &Path) -> io::Result<String> {
    let size = fs::metadata(file).map_err(plain)?.len();
    if size > FILE_BYTES_MAX {
        return Err(io::Error::other(format!("the file has {size} bytes, at most {FILE_BYTES_MAX} are read")));
    }
    fs::read_to_string(file).map_err(plain)
}

/// The usual failures in words that are the same on every machine.
pub(crate) fn plain(error: io::Error) -> io::Error {
    const WORDS: [(io::ErrorKind, &str); 4] = [
        (io::ErrorKind::NotFound, "no such file"),
        (io::ErrorKind::PermissionDenied, "it may not be read or written"),
        (io::ErrorKind::IsADirectory, "this is a folder, not a file"),
        (io::ErrorKind::InvalidData, "the file is not UTF-8 text"),
    ];
    match WORDS.iter().find(|(kind, _)| *kind == error.kind()) {
        Some((kind, words)) => io::Error::new(*kind, *words),
        None => error,
    }
}
