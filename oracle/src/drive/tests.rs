//! The driver against the kernel and against faulty imitations of it, without a pipe between.

use std::sync::Arc;

use switchboard_verify::Rules;

use super::driver::{Driver, Options};
use super::exact::{Shortest, shortest};
use super::host::Host;
use super::link::Direct;
use crate::faulty::Fault;

/// A driver of the kernel with a fault, in the fault's own world.
fn faulty(fault: &Fault) -> Driver<Direct<crate::faulty::Faulty>> {
    let link = Direct::new(Host::new(fault.kernel(), fault.name));
    Driver::meet(link, Some(fault.world())).unwrap_or_else(|unfit| panic!("{}: {unfit}", fault.name))
}

#[test]
fn the_kernel_does_not_differ_from_itself() {
    for name in ["two-agents-take-one", "held-chats-count", "ghost-call", "one-limit-of-several", "ended-goes-on"] {
        let world = Fault::named(name).expect("it is there").world();
        let link = Direct::new(Host::new(Rules, "kernel"));
        let mut driver = Driver::meet(link, Some(world)).expect("it claims everything");
        let options = Options { steps: 1_000, ..Options::default() };
        let (found, complete) = driver.drive(&options, &|| false).expect("nothing can fail");
        assert_eq!(found, None, "in the world of {name}");
        assert!(complete && driver.tally().steps >= 1_000);
    }
}

/// How long it takes to find each: `cargo test -p switchboard-oracle --lib -- --ignored --nocapture steps_to_find`
#[test]
#[ignore = "takes a minute; prints how many steps it takes to find each fault, by seed"]
fn steps_to_find() {
    for fault in Fault::ALL {
        let mut line = String::new();
        for seed in 1..=3 {
            let mut driver = faulty(fault);
            let options = Options { seed, steps: 100_000, ..Options::default() };
            let (found, _) = driver.drive(&options, &|| false).expect("nothing can fail");
            let steps = driver.tally().steps;
            line.push_str(&found.map_or_else(|| format!("{:>8}", "-"), |_| format!("{steps:>8}")));
        }
        eprintln!("{:<36}{line}", fault.name);
    }
}

/// The table of every fault: `cargo test --release -p switchboard-oracle --lib -- --ignored --nocapture table_of_faults`
#[test]
#[ignore = "takes minutes; prints the table of every fault"]
fn table_of_faults() {
    std::panic::set_hook(Box::new(|_| {}));
    let (mut as_short, mut all) = (0, 0);
    eprintln!(
        "{:<36} {:>6} {:>7} {:>6} {:>6} {:>8} {:>7}",
        "fault", "runs", "steps", "first", "short", "shortest", "proven"
    );
    for fault in Fault::ALL {
        let mut driver = faulty(fault);
        let options = Options { steps: 100_000, ..Options::default() };
        let (found, _) = driver.drive(&options, &|| false).expect("nothing can fail");
        all += 1;
        let Some(found) = found else {
            eprintln!("{:<36} not found in {} steps", fault.name, driver.tally().steps);
            continue;
        };
        let (runs, steps) = (driver.tally().runs, driver.tally().steps);
        let short = driver.shrink(found, options.shrink_steps).expect("nothing can fail");
        let length = short.finding.moves.len();
        let policy = Arc::new(fault.world().build().expect("the policy is valid"));
        let truth = shortest(&fault.kernel(), &policy, 3, length);
        let is = match truth {
            Shortest::Is(length) => length,
            Shortest::MoreThan(length) => length + 1,
        };
        as_short += usize::from(length == is);
        eprintln!("{:<36} {runs:>6} {steps:>7} {:>6} {length:>6} {is:>8} {:>7}", fault.name, short.first, short.proven);
    }
    eprintln!("{as_short} of {all} as short as the shortest");
}

#[test]
fn faults_are_found_and_made_short() {
    for name in ["two-agents-take-one", "two-facts-one-told", "joined-after-the-end", "newest-first"] {
        let fault = Fault::named(name).expect("it is there");
        let mut driver = faulty(fault);
        let (found, _) = driver.drive(&Options::default(), &|| false).expect("nothing can fail");
        let found = found.unwrap_or_else(|| panic!("{name} is not found"));
        let short = driver.shrink(found, 40_000).expect("nothing can fail");
        let policy = Arc::new(fault.world().build().expect("the policy is valid"));
        let length = short.finding.moves.len();
        assert_eq!(shortest(&fault.kernel(), &policy, 3, length), Shortest::Is(length), "{name}");
    }
}
