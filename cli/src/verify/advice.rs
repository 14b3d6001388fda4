//! What reading a policy tells without running it, with its place in the file, and patches that were tried.

use switchboard_sims::document::PolicyDocument;
use switchboard_verify::analysis::{Diagnostic, Severity, analyse, brought, patch};

/// One piece of advice.
#[derive(Debug, Clone)]
pub(super) struct Advice {
    pub(super) found: Diagnostic,
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    /// The change of the file that makes it go, as a patch.
    pub(super) patch: Option<String>,
}

/// Everything that reading the policy tells.
pub(super) fn of(document: &PolicyDocument) -> Vec<Advice> {
    let all = analyse(&document.spec, &document.policy);
    all.iter()
        .map(|found| {
            let (line, column) = document.place(&found.path);
            let patch = patched(document, &all, found);
            Advice { found: found.clone(), file: document.file.clone(), line, column, patch }
        })
        .collect()
}

/// The patch, if the policy holds with it, what was found is gone, and nothing worse has come.
fn patched(document: &PolicyDocument, all: &[Diagnostic], found: &Diagnostic) -> Option<String> {
    let fix = found.fix.as_ref()?;
    let text = patch::apply(&document.text, &document.way, fix).ok()?;
    let none = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let read = PolicyDocument::read(&text, &document.file, &none).ok()?;
    let after = analyse(&read.spec, &read.policy);
    let gone = !after.iter().any(|it| it.code == found.code && it.message == found.message);
    let worse = brought(all, &after).iter().any(|it| it.severity == Severity::Error);
    (gone && !worse).then(|| patch::diff(&document.text, &text, &document.file))
}
