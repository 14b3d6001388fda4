//! What the catalogue is caught by.

use super::{catalogue, grade};
use crate::suite::Criterion;

#[test]
#[ignore = "takes minutes: cargo test --release -p switchboard-oracle --lib -- --ignored scoreboard"]
fn all_transitions_catch_nearly_all_and_pairs_everything() {
    std::panic::set_hook(Box::new(|_| {}));
    let criteria =
        [Criterion::States, Criterion::Guards, Criterion::Boundaries, Criterion::Refused, Criterion::Transitions];
    let board = grade(&catalogue(), &criteria).expect("the worlds are valid");
    for row in &board.rows {
        let kills: Vec<String> =
            row.kills.iter().map(|(criterion, kill)| format!("{}:{}", criterion.name(), kill.is_some())).collect();
        eprintln!("{} {} {:?}", row.name, kills.join(" "), row.proof);
    }
    for criterion in criteria {
        eprintln!("{}: {:?}", criterion.name(), board.score(criterion));
    }
    assert!(board.holds());
}
