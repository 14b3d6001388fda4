//! The driver against the kernel and against faulty imitations of it, without a pipe between.

use std::sync::Arc;

use switchboard_verify::Rules;

use super::driver::{Driver, Options};
use super::exact::{Shortest, shortest};
use super::host::Host;
use super::link::Direct;
use crate::faulty::Fault;

fn none() -> Result<switchboard::PolicySpec, String> {
    Err("every world is given".to_owned())
}

/// A driver of the kernel with a fault, in the fault's own world.
fn faulty(fault: &Fault) -> Driver<Direct<crate::faulty::Faulty>> {
    let link = Direct::new(Host::of_fault(fault));
    Driver::meet(link, None, &none).unwrap_or_else(|unfit| panic!("{}: {unfit}", fault.name))
}

#[test]
fn the_kernel_does_not_differ_from_itself() {
    for name in ["two-agents-take-one", "held-chats-count", "ghost-call", "one-limit-of-several", "ended-goes-on"] {
        let world = Fault::named(name).expect("it is there").world();
        let link = Direct::new(Host::new(Rules, "kernel"));
        let mut driver = Driver::meet(link, Some(world), &none).expect("it claims everything");
        let options = Options { steps: 1_000, ..Options::default() };
        let (found, complete) = driver.drive(&options, &|| false).expect("nothing can fail");
        assert_eq!(found, None, "in the world of {name}");
        assert!(complete && driver.tally().steps >= 1_000);
    }
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

#[test]
fn the_schema_is_the_one_that_is_committed() {
    // Made anew by `cargo run -p switchboard-oracle --example drive_schema > schemas/drive.schema.json`.
    assert_eq!(super::wire::schema(), include_str!("../../../schemas/drive.schema.json"));
}
