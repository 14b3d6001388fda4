//! All tests of the workspace, one by one: the functions of every test binary, and every case that `it` plays.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The test that plays all cases; alone, it plays the one that the environment names.
const CASES: &str = "cases::every_case_holds";

/// One thing that can be run alone.
pub(crate) struct Probe {
    /// How people call it: `it cases::every_case_holds`, or the path of a case.
    pub(crate) name: String,
    /// The binary.
    pub(crate) binary: PathBuf,
    /// The folder to run it in.
    pub(crate) folder: PathBuf,
    /// The function.
    pub(crate) function: String,
    /// The only case to play.
    pub(crate) case: Option<String>,
    /// What the case says; empty for a function.
    text: String,
}

impl Probe {
    /// Whether the test is about this rule or open question, by what it is called or says.
    pub(crate) fn shows(&self, id: &str) -> bool {
        mentions(&self.name, id) || mentions(&self.text, id)
    }
}

/// Whose tests are about single rules. The checker's are about all of them at once, and take long.
const PACKAGES: [&str; 4] = ["switchboard", "switchboard-sims", "switchboard-reports", "switchboard-cli"];

/// What plans, estimates and compares runs whole days many times over: such tests are about figures, not about rules.
const FIGURES: [&str; 12] = [
    "calibrate::",
    "cli_calibrate::",
    "cli_plan::",
    "cli_validate::",
    "engine::days::",
    "erlang::",
    "experiment::",
    "experiments::",
    "forecast::",
    "plan::",
    "precision::",
    "validate::",
];

/// Builds the tests with the feature `coverage` and lists them.
pub(crate) fn probes(root: &Path) -> Result<Vec<Probe>, Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["test", "--no-run", "--features", "switchboard/coverage", "--message-format", "json"])
        .args(PACKAGES.iter().flat_map(|package| ["--package", package]))
        .stderr(std::process::Stdio::inherit())
        .output()?;
    if !built.status.success() {
        return Err("the tests do not build".into());
    }
    let mut probes = Vec::new();
    for line in String::from_utf8(built.stdout)?.lines() {
        let message: Value = serde_json::from_str(line)?;
        let (Some(binary), Some(true)) = (message["executable"].as_str(), message["profile"]["test"].as_bool()) else {
            continue;
        };
        let manifest = message["manifest_path"].as_str().ok_or("cargo names the manifest")?;
        let folder = Path::new(manifest).parent().ok_or("a manifest lies in a folder")?.to_owned();
        let target = message["target"]["name"].as_str().ok_or("cargo names the target")?;
        let listed = Command::new(binary).current_dir(&folder).args(["--list", "--format", "terse"]).output()?;
        for line in String::from_utf8(listed.stdout)?.lines() {
            let Some(function) = line.strip_suffix(": test") else { continue };
            if FIGURES.iter().any(|group| function.starts_with(group)) {
                continue;
            }
            let probe = |name: String, case: Option<String>, text: String| Probe {
                name,
                text,
                binary: binary.into(),
                folder: folder.clone(),
                function: function.to_owned(),
                case,
            };
            if function == CASES {
                let mut cases = Vec::new();
                find_cases(&root.join("tests/cases"), &mut cases)?;
                for case in cases {
                    let name = case.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                    probes.push(probe(name.clone(), Some(name), fs::read_to_string(case)?));
                }
            } else {
                probes.push(probe(format!("{target} {function}"), None, String::new()));
            }
        }
    }
    Ok(probes)
}

/// Whether the text names the id, and not only a longer one that begins like it.
fn mentions(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| {
        !text[at + id.len()..].starts_with(|next: char| next.is_ascii_alphanumeric())
            && !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '-')
    })
}

/// All files of cases in a folder and below, sorted.
fn find_cases(folder: &Path, cases: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find_cases(&path, cases)?;
        } else if path.extension().is_some_and(|extension| extension == "case") {
            cases.push(path);
        }
    }
    Ok(())
}
