//! What was found before, kept as scripts: repeated first the next time.

use switchboard::PolicySpec;
use switchboard_verify::Rules;

use super::finding::Finding;
use super::ground::{Ground, Size};
use super::shrink::shrink;
use super::trail::{Quarry, moves, repeat};

/// The line of a script that names the imitation of the rules which goes wrong in it.
pub(super) const BY_FAULT: &str = "# fault: ";

/// A script that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its policy.
    pub spec: PolicySpec,
    /// Its actions in words.
    pub lines: Vec<String>,
    /// Whether it shows only once the faults have healed.
    pub heals: bool,
    /// The imitation of the rules that goes wrong in it; none for the rules themselves.
    pub fault: Option<String>,
}

impl Kept {
    /// Reads a script as a hunt writes it: a policy between two lines `+++`, then a line for each action.
    ///
    /// # Errors
    ///
    /// In words, with the line, when it is no such script.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, "+++\n");
        let (Some(head), Some(policy), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("1:1: no policy, expected one between two lines `+++`".to_owned());
        };
        let spec: PolicySpec = toml::from_str(policy).map_err(|error| error.to_string())?;
        spec.build().map_err(|error| error.to_string())?;
        let lines: Vec<String> = body
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "everybody signs in")
            .map(str::to_owned)
            .collect();
        if lines.is_empty() {
            return Err("nothing is tried in it, expected a line for each action after the policy".to_owned());
        }
        let fault = head.lines().find_map(|line| line.strip_prefix(BY_FAULT)).map(|name| name.trim().to_owned());
        let kept = Self { spec, lines, heals: head.contains("# liveness: "), fault };
        // Where the kernel broke an assertion it may do so again.
        if !head.contains("# panic: ") {
            kept.check()?;
        }
        Ok(kept)
    }

    /// Every line is an action of its policy, as far as the rules alone can tell.
    fn check(&self) -> Result<(), String> {
        if self.fault.is_some() {
            return Ok(());
        }
        let ground = Ground::new(self.spec.clone(), Size::Small).map_err(|error| error.to_string())?;
        let reads = |upto: usize| moves(&ground, &Rules, &self.lines[..upto]).is_some();
        if reads(self.lines.len()) {
            return Ok(());
        }
        let lengths: Vec<usize> = (1..=self.lines.len()).collect();
        let line = lengths.partition_point(|upto| reads(*upto));
        Err(format!("`{}` is no action of its policy", self.lines[line]))
    }

    /// Repeats it: what it shows, if anything.
    pub(super) fn repeat(&self, quarry: Quarry<'_>) -> Option<Finding> {
        let ground = Ground::new(self.spec.clone(), Size::Small).ok()?;
        let moves = moves(&ground, quarry.kernel, &self.lines)?;
        let again = repeat(&ground, quarry, &moves, self.heals);
        let wrong = again.wrong?;
        let shrunk = shrink(&ground, quarry, &moves, wrong.property, self.heals)?;
        Some(Finding::new(None, moves.len(), quarry, &shrunk))
    }
}
