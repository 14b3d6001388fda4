//! A file of cases: models, their parameters, and the values that theory gives.

use std::fmt::{self, Display, Formatter};

use serde::Deserialize;
use serde_json::Value;

/// A file of cases.
#[derive(Debug, Clone, Deserialize)]
pub struct CaseFile {
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
}

/// One model with the values that theory gives.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// Which kind of model it is; decides how the rest is read.
    pub family: String,
    /// The model in words.
    #[serde(default)]
    pub model: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Value,
    /// What theory gives, by name.
    pub expected: Value,
}

/// Why a file or a case cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line and column in the file, where they are known.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what would be accepted.
    pub message: String,
}

impl Display for Fault {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(formatter, "{line}:{column}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl std::error::Error for Fault {}

impl CaseFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When the text is no JSON, a case lacks its id, family or expected values, or two cases have one id.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let file: Self = serde_json::from_str(text).map_err(|error| Fault {
            place: (error.line() > 0).then(|| (error.line(), error.column())),
            message: format!(
                "{}; expected cases as in `{{ \"cases\": [{{ \"id\", \"family\", \"params\", \"expected\" }}] }}`",
                error.to_string().split(" at line ").next().unwrap_or_default()
            ),
        })?;
        for (number, case) in file.cases.iter().enumerate() {
            if file.cases[..number].iter().any(|other| other.id == case.id) {
                return Err(Fault { place: None, message: format!("two cases are `{}`, expected one", case.id) });
            }
        }
        Ok(file)
    }
}

impl Case {
    fn fault(&self, message: String) -> Fault {
        Fault { place: None, message: format!("case `{}`: {message}", self.id) }
    }

    /// A case of a known family that is not as that family is.
    pub(super) fn odd<T>(&self, message: impl Display) -> Result<T, Fault> {
        Err(self.fault(message.to_string()))
    }

    /// A parameter that is a number above zero.
    pub(super) fn number(&self, key: &str) -> Result<f64, Fault> {
        let found = self.params.get(key);
        match found.and_then(Value::as_f64) {
            Some(number) if number > 0.0 && number.is_finite() => Ok(number),
            Some(_) | None => {
                let found = found.map_or_else(|| "missing".to_owned(), Value::to_string);
                self.odd(format_args!("parameter `{key}` is {found}, expected a number above 0"))
            }
        }
    }

    /// A parameter that is a whole number of things, at least one.
    pub(super) fn count(&self, key: &str) -> Result<u32, Fault> {
        let number = self.number(key)?;
        if number.fract() == 0.0 && number <= 10_000.0 {
            return Ok(number as u32);
        }
        self.odd(format_args!("parameter `{key}` is {number}, expected a whole number up to 10000"))
    }

    /// A parameter that is a list of numbers from 0 up, at least one.
    pub(super) fn list(&self, key: &str) -> Result<Vec<f64>, Fault> {
        numbers(self.params.get(key)).map_or_else(
            || self.odd(format_args!("parameter `{key}` is no list of numbers, expected one such as [1, 2]")),
            Ok,
        )
    }

    /// The words of the model that begin with this one.
    pub(super) fn after<'a>(&'a self, words: &str) -> Option<&'a str> {
        self.model.split_once(words).map(|(_, rest)| rest)
    }

    /// Every expected number, with the way to it; cross-checks and notes stand elsewhere.
    pub(super) fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        gather(&self.expected, &mut Vec::new(), &mut leaves);
        leaves
    }
}

/// The numbers of a list.
pub(super) fn numbers(value: Option<&Value>) -> Option<Vec<f64>> {
    let list = value?.as_array()?;
    let numbers: Option<Vec<f64>> =
        list.iter().map(|one| one.as_f64().filter(|number| *number >= 0.0 && number.is_finite())).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

/// A step on the way to an expected number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// An expected number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub(super) path: Vec<Step>,
    pub(super) exact: f64,
}

impl Leaf {
    /// How reports call it: `by_interval[0].mean_queue`.
    pub(super) fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if name.is_empty() => name.push_str(key),
                Step::Key(key) => name.push_str(&format!(".{key}")),
                Step::Index(index) => name.push_str(&format!("[{index}]")),
            }
        }
        name
    }

    /// Its first key.
    pub(super) fn key(&self) -> &str {
        match self.path.first() {
            Some(Step::Key(key)) => key,
            Some(Step::Index(_)) | None => "",
        }
    }

    /// Its last key.
    pub(super) fn last_key(&self) -> &str {
        let keys = self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        keys.unwrap_or_default()
    }

    /// Its indices, in order.
    pub(super) fn indices(&self) -> Vec<usize> {
        let index = |step: &Step| match step {
            Step::Index(index) => Some(*index),
            Step::Key(_) => None,
        };
        self.path.iter().filter_map(index).collect()
    }
}

fn gather(value: &Value, path: &mut Vec<Step>, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Object(entries) => {
            for (key, inner) in entries {
                path.push(Step::Key(key.clone()));
                gather(inner, path, leaves);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                path.push(Step::Index(index));
                gather(inner, path, leaves);
                path.pop();
            }
        }
        Value::Number(number) => {
            if let Some(exact) = number.as_f64() {
                leaves.push(Leaf { path: path.clone(), exact });
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::validate::CaseFile;

    #[test]
    fn expected_numbers_are_found_with_their_names() {
        let file = CaseFile::read(
            r#"{"cases": [{"id": "a", "family": "f", "expected": {"p": [0.5, [1]], "total": {"q": 2}, "note": "x"}}]}"#,
        )
        .expect("a file of cases");
        let names: Vec<(String, f64)> = file.cases[0].leaves().iter().map(|leaf| (leaf.name(), leaf.exact)).collect();
        assert_eq!(names, [("p[0]".to_owned(), 0.5), ("p[1][0]".to_owned(), 1.0), ("total.q".to_owned(), 2.0)]);
    }

    #[test]
    fn a_file_that_is_no_file_of_cases_says_where() {
        let fault = CaseFile::read("{\"cases\": [\n  {\"id\": 7}]}").expect_err("no id");
        assert_eq!(
            fault.to_string(),
            "2:10: invalid type: integer `7`, expected a string; expected cases as in `{ \"cases\": [{ \"id\", \
             \"family\", \"params\", \"expected\" }] }`"
        );
        let twice =
            r#"{"cases": [{"id": "a", "family": "f", "expected": {}}, {"id": "a", "family": "f", "expected": {}}]}"#;
        assert_eq!(CaseFile::read(twice).expect_err("twice").to_string(), "two cases are `a`, expected one");
    }
}
