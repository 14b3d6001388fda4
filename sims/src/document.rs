//! Files that people write in TOML, and errors in them that name the place: `file:line:column: message`.

use std::fmt;
use std::io;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use switchboard::{Policy, PolicySpec, PolicyStep};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// What is wrong and what would have been accepted.
    pub message: String,
}

impl InputError {
    /// The error at a range of bytes of the text.
    #[must_use]
    pub fn at(file: &str, text: &str, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        let (line, column) = position(text, span.map_or(0, |span| span.start));
        Self { file: file.to_owned(), line, column, message: message.into() }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for InputError {}

/// Reads a value from TOML.
///
/// # Errors
///
/// When the text is no TOML, or a key or a type does not fit.
pub fn from_toml<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, InputError> {
    toml::from_str(text).map_err(|error| InputError::at(file, text, error.span(), words(&error)))
}

/// What is wrong with a document, in one line and in the words of those who write it rather than in Rust's.
pub(crate) fn words(error: &toml::de::Error) -> String {
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    let Some((found, expected)) = message.rsplit_once(", expected ") else { return message };
    let expected = match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "a table",
        named if named.starts_with("struct ") => "a table",
        other => other,
    };
    format!("{found}, expected {expected}")
}

/// Reads a policy file.
///
/// # Errors
///
/// As [`from_toml`], and when the policy cannot be built: an unknown name, a number out of its range, values that
/// exclude each other.
pub fn policy_from_toml(text: &str, file: &str) -> Result<Policy, InputError> {
    build(&from_toml(text, file)?, text, file, &[])
}

/// A policy as people wrote it, with where.
#[derive(Debug, Clone)]
pub struct PolicyDocument {
    /// As written.
    pub spec: PolicySpec,
    /// As it holds.
    pub policy: Policy,
    /// The whole text that holds it.
    pub text: String,
    /// The file, as the user named it.
    pub file: String,
    /// The way to it in its text: empty for a policy file, `policy` in a scenario.
    pub way: Vec<PolicyStep>,
}

impl PolicyDocument {
    /// Reads a policy file, or the policy of a scenario. `read_file` is asked for a policy file that a scenario names.
    ///
    /// # Errors
    ///
    /// As [`policy_from_toml`].
    pub fn read(text: &str, file: &str, read_file: &dyn Fn(&str) -> io::Result<String>) -> Result<Self, InputError> {
        let fault = |error: toml::de::Error| InputError::at(file, text, error.span(), words(&error));
        let mut table = DeTable::parse(text).map_err(fault)?;
        let Some(source) = table.get_mut().remove("policy") else {
            let spec = from_toml(text, file)?;
            let policy = build(&spec, text, file, &[])?;
            return Ok(Self { spec, policy, text: text.to_owned(), file: file.to_owned(), way: Vec::new() });
        };
        let place = source.span();
        if let DeValue::String(name) = source.get_ref() {
            let content = read_file(name).map_err(|error| {
                InputError::at(file, text, Some(place), format!("policy file `{name}` cannot be read: {error}"))
            })?;
            let file = beside(file, name);
            let spec = from_toml(&content, &file)?;
            let policy = build(&spec, &content, &file, &[])?;
            return Ok(Self { spec, policy, text: content, file, way: Vec::new() });
        }
        let spec = PolicySpec::deserialize(ValueDeserializer::from(source)).map_err(fault)?;
        let way = vec![PolicyStep::Key("policy".to_owned())];
        let policy = build(&spec, text, file, &way)?;
        Ok(Self { spec, policy, text: text.to_owned(), file: file.to_owned(), way })
    }

    /// `file:line:column` of a value of the policy.
    #[must_use]
    pub fn place(&self, path: &[PolicyStep]) -> (usize, usize) {
        let path: Vec<PolicyStep> = self.way.iter().chain(path).cloned().collect();
        position(&self.text, find(&self.text, &path).map_or(0, |span| span.start))
    }

    /// The error about a byte within a text of the policy, such as an expression.
    #[must_use]
    pub fn fault(&self, path: &[PolicyStep], offset: usize, message: &str) -> InputError {
        let path: Vec<PolicyStep> = self.way.iter().chain(path).cloned().collect();
        let place = find(&self.text, &path).map(|span| match self.text[span.clone()].starts_with(['"', '\'']) {
            true => within(&self.text, span, offset),
            false => span.start,
        });
        InputError::at(&self.file, &self.text, place.map(|byte| byte..byte), message)
    }
}

/// The byte of a document where a byte of a text stands that is written in it; `written` is the range of the text with
/// its quotes.
fn within(text: &str, written: Range<usize>, offset: usize) -> usize {
    let raw = text.get(written.clone()).unwrap_or("");
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let mut at = quotes;
    // The first line end within three quotes is no part of the text.
    if quotes == 3 {
        at += [("\r\n", 2), ("\n", 1)].into_iter().find(|(end, _)| raw[at..].starts_with(end)).map_or(0, |(_, it)| it);
    }
    let mut left = offset;
    while left > 0 {
        let rest = &raw[at..];
        let Some(first) = rest.chars().next() else { break };
        let escaped = raw.starts_with('"') && first == '\\';
        let code = |digits: usize| {
            let number = rest.get(2..2 + digits).and_then(|it| u32::from_str_radix(it, 16).ok());
            (2 + digits, number.and_then(char::from_u32).map_or(1, char::len_utf8))
        };
        let (taken, gives) = match rest[first.len_utf8()..].chars().next() {
            Some('u') if escaped => code(4),
            Some('U') if escaped => code(8),
            Some(second) if escaped => (1 + second.len_utf8(), 1),
            _ => (first.len_utf8(), first.len_utf8()),
        };
        at = (at + taken).min(raw.len());
        left = left.saturating_sub(gives);
    }
    written.start + at
}

/// Builds a policy that was read from a table of the document; `table` is the way to that table.
///
/// # Errors
///
/// When the policy cannot be built; the error names the place of the value in the document.
pub fn build(spec: &PolicySpec, text: &str, file: &str, table: &[PolicyStep]) -> Result<Policy, InputError> {
    spec.build().map_err(|error| {
        let path: Vec<PolicyStep> = table.iter().chain(&error.path).cloned().collect();
        InputError::at(file, text, find(text, &path), error.kind.to_string())
    })
}

/// A file name relative to the scenario's own, for messages.
pub(crate) fn beside(scenario: &str, name: &str) -> String {
    match scenario.rfind('/') {
        Some(slash) if !name.starts_with('/') => format!("{}{name}", &scenario[..=slash]),
        Some(_) | None => name.to_owned(),
    }
}

/// Where the value at the end of a path stands; where the document leaves it out, the last step that is there.
#[must_use]
pub fn find(text: &str, path: &[PolicyStep]) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let mut span = None;
    let mut table = Some(document.get_ref());
    let mut value: Option<&Spanned<DeValue<'_>>> = None;
    for step in path {
        let next = match step {
            PolicyStep::Key(key) => table.and_then(|table| table.get(key.as_str())),
            PolicyStep::Index(index) => {
                value.and_then(|value| value.get_ref().as_array()).and_then(|array| array.get(*index))
            }
        };
        let Some(next) = next else { break };
        span = Some(next.span());
        table = next.get_ref().as_table();
        value = Some(next);
    }
    span
}

/// Line and column of a byte of the text, both from one, the column in characters.
#[must_use]
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::policy_from_toml;

    fn message(text: &str) -> String {
        policy_from_toml(text, "p.toml").map_or_else(|error| error.to_string(), |_| String::from("fine"))
    }

    #[test]
    fn an_error_names_the_place_of_the_value() {
        let text = "preset = \"seed\"\n[[queues]]\nname = \"Q1\"\nkind = \"messages\"\n";
        assert_eq!(
            message(text),
            "p.toml:4:8: unknown queue kind `messages`, expected one of: messaging, record, voice"
        );
    }

    #[test]
    fn an_error_in_an_inline_table_names_the_place_too() {
        let text = "queues = [{ name = \"Q1\", kind = \"voice\" }]\nusers = [\n  { name = \"A\", queues = [\"Q1\", \"Q9\"] },\n]\n";
        assert_eq!(message(text), "p.toml:3:33: unknown queue `Q9`, expected one of: Q1");
    }

    #[test]
    fn bad_toml_and_unknown_keys_are_placed() {
        assert_eq!(message("preset = "), "p.toml:1:10: string values must be quoted, expected literal string");
        assert_eq!(
            message("queues = []\nqueus = []\n"),
            "p.toml:2:1: unknown field `queus`, expected one of `name`, `preset`, `switches`, `settings`, `presences`, `profiles`, `hours`, `skills`, `requirements`, `classes`, `groups`, `contacts`, `queues`, `workstreams`, `users`, `properties`"
        );
    }
}
