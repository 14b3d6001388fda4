//! The policies of all cases in `tests/cases`: whatever is found there, its fix makes it go and brings no error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use switchboard::PolicySpec;

use crate::analysis::{Diagnostic, Severity, analyse, brought, patch};

fn cases(folder: &Path, all: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            cases(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "case") {
            all.push(path);
        }
    }
}

/// What is found in a policy, where it can be built.
fn found(text: &str) -> Option<Vec<Diagnostic>> {
    let spec: PolicySpec = toml::from_str(text).ok()?;
    let policy = spec.build().ok()?;
    Some(analyse(&spec, &policy))
}

#[test]
fn fixes_hold_in_the_policies_of_all_cases() {
    let mut paths = Vec::new();
    cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases"), &mut paths);
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut policies = 0;
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let Some(policy) = text.split("+++\n").nth(1) else { continue };
        let Some(before) = found(policy) else { continue };
        policies += 1;
        for one in &before {
            let count = counts.entry(one.code).or_default();
            count.0 += 1;
            let Some(fix) = &one.fix else { continue };
            count.1 += 1;
            let same = |all: &[Diagnostic]| all.iter().filter(|other| other.code == one.code).count();
            let fault = match patch::apply(policy, &[], fix) {
                Err(error) => Some(error.to_string()),
                Ok(mended) => match found(&mended) {
                    None => Some(String::from("it cannot be built")),
                    Some(after) if same(&after) >= same(&before) => Some(String::from("it is still found")),
                    Some(after) => brought(&before, &after)
                        .into_iter()
                        .find(|new| new.severity == Severity::Error)
                        .map(|new| format!("it brings: {new}")),
                },
            };
            wrong.extend(fault.map(|fault| format!("{}: {one}\n  {}: {fault}", path.display(), fix.title)));
        }
    }
    // Most have supervisors and leave monitoring on, which most of them are about.
    let fixes: usize = counts.values().map(|(_, fixes)| fixes).sum();
    assert!(counts.len() >= 15 && fixes > 100, "{counts:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(policies > 100, "{policies}");
}
