//! The kernel on Stateright, which is a program of its own: nothing else needs what Stateright brings.

use std::cell::Cell;
use std::path::PathBuf;
use std::process::Command;

/// The program, built.
pub(crate) struct OnStateright {
    program: PathBuf,
    cost: Cell<(f64, u64)>,
}

impl OnStateright {
    /// Builds it; the error says why it cannot be built here.
    pub(crate) fn build() -> Result<Self, String> {
        let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let folder = home.join("../target/peers");
        let output = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--locked", "--manifest-path"])
            .arg(home.join("benches/peers/kernel/Cargo.toml"))
            .arg("--target-dir")
            .arg(&folder)
            .output()
            .map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(Self { program: folder.join("release/kernel-on-stateright"), cost: Cell::default() }),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// Distinct states, steps and violations of a small center.
    pub(crate) fn counts(
        &self,
        channel: &str,
        agents: usize,
        conversations: usize,
        declines: i64,
        groups: &str,
    ) -> Result<[u64; 3], String> {
        let output = Command::new(&self.program)
            .args([channel, &agents.to_string(), &conversations.to_string(), &declines.to_string(), groups, "1"])
            .output()
            .map_err(|error| error.to_string())?;
        let line = String::from_utf8_lossy(&output.stdout);
        let word = |name: &str| line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let number = |name: &str| word(name).and_then(|word| word.parse().ok()).ok_or(format!("no {name}: {line}"));
        let seconds = word("seconds").and_then(|word| word.parse().ok()).ok_or(format!("no seconds: {line}"))?;
        self.cost.set((seconds, number("bytes")?));
        Ok([number("distinct")?, number("steps")?, number("violations")?])
    }

    /// Seconds and the greatest memory of the last run.
    pub(crate) fn cost(&self) -> (f64, u64) {
        self.cost.get()
    }
}
