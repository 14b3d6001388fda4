//! Stateright, whose step is the kernel's own and whose list of actions was written apart, counts the same.
#![expect(clippy::print_stderr, reason = "a check that could not be made says so")]

#[path = "../benches/peers/on_stateright.rs"]
mod on_stateright;
#[path = "../benches/peers/small.rs"]
mod small;

use on_stateright::OnStateright;
use switchboard::Channel;
use switchboard_verify::{Group, Groups, Rules, Scope, Search, World};

#[test]
fn stateright_counts_states_and_steps_as_the_search() {
    let peer = match OnStateright::build() {
        Ok(peer) => peer,
        Err(reason) => return eprintln!("Stateright could not be built, so nothing was checked with it: {reason}"),
    };
    let few: &[Group] = &[Group::Answers, Group::Talk];
    let more: &[Group] = &[Group::Answers, Group::Talk, Group::Transfers, Group::Supervise];
    for (channel, agents, conversations, groups) in [
        (Channel::LiveChat, 2, 2, few),
        (Channel::PersistentChat, 2, 2, few),
        (Channel::LiveChat, 1, 2, more),
        (Channel::Voice, 1, 2, more),
    ] {
        let policy = small::policy(channel, agents, 50, 3);
        let scope = Scope { agents, conversations, supervisors: 1, groups: Groups::of(groups), symmetry: false };
        let mut world: World<u64> = World::new(policy, scope, Box::new(Rules)).expect("it fits");
        let found = Search::new(&mut world).run().expect("it fits");
        let words = if groups == more { "all" } else { "small" };
        let counts = peer.counts(channel.name(), agents, conversations, 3, words).expect("it runs");
        assert_eq!(counts, [found.states, found.steps, 0], "{channel}: distinct states, steps, violations");
        assert_eq!(peer.cost().1 > 0, cfg!(target_os = "linux"));
    }
}
