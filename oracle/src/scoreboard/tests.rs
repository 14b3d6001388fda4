//! What the catalogue is caught by.

use super::{Proof, Subject, catalogue, grade, markdown};
use crate::suite::Criterion;

/// A few of the catalogue in the smallest world: what the page of the gallery says of them is so.
#[test]
fn the_page_of_the_gallery_is_current() {
    let page = include_str!("../../../reports/gallery/scoreboard/README.md");
    let subjects: Vec<Subject> = catalogue();
    assert_eq!(subjects.len(), page.lines().filter(|line| line.starts_with("- **") && line.contains("): ")).count());
    for subject in &subjects {
        assert!(page.contains(&format!("| {} | {} | {} |", subject.name, subject.family, subject.world.name)));
    }
}

#[test]
#[ignore = "takes minutes: cargo test -p switchboard-oracle --lib -- --ignored scoreboard"]
fn all_transitions_catch_nearly_all_and_pairs_everything() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    // Logs are written elsewhere; an empty one gives nobody away.
    let criteria = [Criterion::Transitions, Criterion::Pairs];
    let board = grade(&catalogue(), &criteria, &|_, _| Vec::new()).expect("the worlds are valid");
    std::panic::set_hook(hook);
    assert!(board.holds(), "{}", markdown(&board));
    assert!(board.rows.iter().all(|row| !matches!(row.proof, Proof::Unfinished { .. })));
}
