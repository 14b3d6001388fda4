//! The kernel on this checker and on Stateright, in one run: `cargo bench --package switchboard-verify --bench kernel`.
//!
//! Two agents, one supervisor, live chat, offers may be declined once, one thread. Ours reads tables that it makes by asking the kernel; Stateright's
//! model steps the kernel itself. Counts must be equal where both go through the same center. The larger center is too
//! much for Stateright, so the speeds of the last line are from different sizes, as printed.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "peers/on_stateright.rs"]
mod on_stateright;
#[path = "peers/small.rs"]
mod small;

use std::error::Error;
use std::time::Instant;

use on_stateright::OnStateright;
use switchboard::Channel;
use switchboard_verify::{Group, Groups, Outcome, Rules, Scope, Search, World};

/// What one run brought.
#[derive(Clone, Copy, Debug)]
struct Run {
    states: u64,
    steps: u64,
    seconds: f64,
    bytes: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let peer = OnStateright::build().map_err(|reason| format!("Stateright could not be built: {reason}"))?;
    println!("{:<34} {:>10} {:>12} {:>9} {:>12} {:>12}", "", "states", "steps", "seconds", "states/s", "bytes/state");
    let small = [Group::Answers, Group::Talk, Group::Transfers, Group::Supervise];
    let both = ours(2, &small)?;
    row("ours, 2 conversations", &both);
    let [states, steps, violations] = peer.counts("live-chat", 2, 2, 1, "all")?;
    assert_eq!((states, steps, violations), (both.states, both.steps, 0), "the counts differ");
    let (seconds, bytes) = peer.cost();
    let theirs = Run { states, steps, seconds, bytes };
    row("Stateright, 2 conversations", &theirs);
    let large = ours(3, &small)?;
    row("ours, 3 conversations", &large);
    let speed = |run: &Run| run.states as f64 / run.seconds;
    println!("ours / Stateright, 2 conversations: {:.1}", speed(&both) / speed(&theirs));
    println!("ours with 3 / Stateright with 2 conversations: {:.1}", speed(&large) / speed(&theirs));
    Ok(())
}

/// Our general engine, with the making of the tables.
fn ours(conversations: usize, groups: &[Group]) -> Result<Run, Box<dyn Error>> {
    let scope = Scope { agents: 2, conversations, supervisors: 1, groups: Groups::of(groups), symmetry: false };
    let mut world: World<u64> = World::new(small::policy(Channel::LiveChat, 2, 50, 1), scope, Box::new(Rules))?;
    let begin = Instant::now();
    let found = Search::new(&mut world).run()?;
    let seconds = begin.elapsed().as_secs_f64();
    assert_eq!(found.outcome, Outcome::Complete);
    Ok(Run { states: found.states, steps: found.steps, seconds, bytes: found.bytes })
}

fn row(name: &str, run: &Run) {
    let Run { states, steps, seconds, bytes } = *run;
    let (speed, each) = (states as f64 / seconds, bytes as f64 / states as f64);
    println!("{name:<34} {states:>10} {steps:>12} {seconds:>9.3} {speed:>12.0} {each:>12.1}");
}
