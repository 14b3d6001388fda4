//! Each faulty implementation differs from the rules in its own world, and is what it says it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use switchboard::{Action, Answer, ContactCenter, Desk, Event, Replica, UserId};
use switchboard_verify::{Family, Kernel, Rules};

use super::Fault;
use crate::drive::choose::Chooser;
use crate::drive::moves::Moves;

#[test]
fn there_are_at_least_twenty_five_and_all_families_are_covered() {
    assert!(Fault::ALL.len() >= 25);
    let families: BTreeSet<Family> = Fault::ALL.iter().map(|fault| fault.family).collect();
    for family in Family::ALL.into_iter().filter(|family| *family != Family::Unchanged) {
        assert!(families.contains(&family), "{family}");
    }
    let names: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), Fault::ALL.len());
    let sources: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.source).collect();
    assert_eq!(sources.len(), Fault::ALL.len(), "each comes from a bug of its own");
    for fault in Fault::ALL {
        assert!(fault.name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{}", fault.name);
        assert_eq!(Fault::named(fault.name).map(|found| found.source), Some(fault.source));
        fault.world().build().unwrap_or_else(|error| panic!("{}: {}", fault.name, error.kind));
    }
}

/// A step of both, from the same center; whether they differ in what anybody can see.
fn differs(fault: &Fault, center: &ContactCenter, action: Action) -> (bool, ContactCenter) {
    let tried = |kernel: &dyn Kernel| -> (Answer, Vec<Event>, ContactCenter) {
        let (mut center, mut events) = (center.clone(), Vec::new());
        let answer = kernel.apply(&mut center, action, &mut events);
        (answer, events, center)
    };
    let (expected, events, after) = tried(&Rules);
    let (answer, told, bent) = tried(&fault.kernel());
    let differs = answer != expected || told != events || (after != bent && Replica::of(&after) != Replica::of(&bent));
    (differs, after)
}

/// After how many random steps of the rules the fault answers otherwise than they do.
fn steps_to_find(fault: &Fault, seed: u64, steps_max: usize) -> Option<usize> {
    let policy = Arc::new(fault.world().build().expect("the policy is valid"));
    let mut chooser = Chooser::new(Moves::of(&policy), seed, 4);
    let fresh = || {
        let mut center = ContactCenter::shared(Arc::clone(&policy));
        for agent in (0..policy.users().len()).map(UserId::at) {
            let _ = center.apply(Action::Desk { agent, operation: Desk::SignIn });
        }
        center
    };
    let mut center = fresh();
    for step in 1..=steps_max {
        if step % 40 == 0 {
            center = fresh();
            chooser.begin();
        }
        let Some(action) = chooser.next(&center) else { continue };
        let (found, after) = differs(fault, &center, action);
        if found {
            return Some(step);
        }
        center = after;
    }
    None
}

#[test]
fn every_fault_differs_from_the_rules() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    std::panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    let (mut late, mut found) = (BTreeMap::new(), BTreeMap::new());
    for fault in Fault::ALL {
        match (1..=3).find_map(|seed| steps_to_find(fault, seed, 40_000)) {
            Some(steps) => {
                found.insert(fault.name, steps);
            }
            None => {
                late.insert(fault.name, fault.sentence);
            }
        }
    }
    let _ = std::panic::take_hook();
    assert_eq!(late, BTreeMap::new(), "not found, but {found:?}");
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "no fault leaves a state that the rules' assertions notice");
}

#[test]
fn a_fault_does_the_same_again() {
    for fault in Fault::ALL.iter().step_by(7) {
        assert_eq!(steps_to_find(fault, 1, 4_000), steps_to_find(fault, 1, 4_000), "{}", fault.name);
    }
}
