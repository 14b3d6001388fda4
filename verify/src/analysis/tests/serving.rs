//! Faults that `serving.rs` finds.

use super::{BOB, CHATS, MESSAGE, expect, expect_codes};

#[test]
fn queues_that_nobody_can_serve() {
    expect(&[
        // DIST-09: a queue without agents; everybody as a member would do, since bob has the units.
        (
            &[(BOB, "units = 90\nqueues = [\"calls\"]")],
            &[
                "queue-without-agents: queue `chats` has no agents, so conversations of `chat`, `message` close on arrival; \
                 expected an agent with `chats` in `queues`, or `everyone = true`",
                "- make every agent a member of `chats`",
                "agent-gets-nothing: no conversation that comes to `calls` can be routed to agent `bob`; expected the units, \
                 profiles, channels and skills that one of these queues takes",
            ],
        ),
        // PRES-19: ann serves no calls.
        (
            &[("units = 100\n", "units = 100\nchannels = [\"live-chat\"]\n")],
            &[
                "channel-nobody-serves: no agent of queue `calls` serves channel voice of `phone`; expected an agent with \
                 `voice` in `channels`, or without `channels`",
                "- let `ann` serve voice",
                "agent-gets-nothing: no conversation that comes to `calls` can be routed to agent `ann`; expected the units, \
                 profiles, channels and skills that one of these queues takes",
            ],
        ),
        // CAP-03: 101 units are more than ann's 100.
        (
            &[("cost = 100 # a call", "cost = 101 # a call")],
            &[
                "cost-nobody-holds: a conversation of `phone` costs 101 units, but no agent of queue `calls` has more than \
                 100; expected a cost of 100 or less, or an agent with 101 units or more",
                "- lower the cost of `phone` to 100",
                "agent-gets-nothing: no conversation that comes to `calls` can be routed to agent `ann`; expected the units, \
                 profiles, channels and skills that one of these queues takes",
            ],
        ),
        // CAP-01: no units at all.
        (
            &[("units = 100\n", "")],
            &[
                "cost-nobody-holds: a conversation of `phone` costs 100 units, but no agent of queue `calls` has any; \
                 expected an agent with 100 units or more",
                "- give `ann` 100 units",
                "agent-gets-nothing: no conversation that comes to `calls` can be routed to agent `ann`; expected the units, \
                 profiles, channels and skills that one of these queues takes",
            ],
        ),
        // CAP-06: nobody of the queue has the profile.
        (
            &[
                ("cost = 100 # a call takes all", "profiles = [\"call\"]"),
                ("[settings]", "[[profiles]]\nname = \"call\"\nlimit = 1\n[settings]"),
            ],
            &[
                "profile-nobody-has: every conversation of `phone` carries profile `call`, but no agent of queue `calls` has \
                 room in it; expected an agent with the profile and a limit of 1 or more",
                "- give profile `call` to `ann`",
                "agent-gets-nothing: no conversation that comes to `calls` can be routed to agent `ann`; expected the units, \
                 profiles, channels and skills that one of these queues takes",
            ],
        ),
        // CAP-07, CAP-09: an own limit of 0 on a blocking profile keeps ann from everything.
        (
            &[
                ("cost = 100 # a call", "cost = 100 # a call"),
                ("[settings]", "[[profiles]]\nname = \"call\"\nlimit = 1\nblocking = true\n[settings]"),
                ("queues = [\"calls\"]\n", "queues = [\"calls\"]\nprofiles = { call = 0 }\n"),
            ],
            &[
                "blocked-for-ever: `ann` has blocking profile `call` with the limit 0, which is reached before anything \
                 comes: no work is routed there at all; expected a limit of 1 or more, or to leave the profile out",
                "- take profile `call` from `ann`",
            ],
        ),
        // DIST-16: 60 is wanted, 50 is the most; and a skill that nobody has at all.
        (
            &[
                (MESSAGE, &*format!("{MESSAGE}\nskill_matching = \"exact\"\nrequirement = \"need\"")),
                (BOB, &*format!("{BOB}\nskills = {{ french = 50 }}")),
                (
                    "\n# Nobody listens in.",
                    "skills = [\"french\"]\nrequirements = [{ name = \"need\", skills = { french = 60 } }]\n# Nobody",
                ),
            ],
            &[
                "skill-nobody-has: conversations of `message` take skill `french` at 60 (`need`), but no agent of queue \
                 `chats` has it above 50; expected an agent with 60 or more",
                "- lower `french` in `need` to 50",
            ],
        ),
        // DIST-17: the closest are taken, so nobody is left out.
        (
            &[
                (MESSAGE, &*format!("{MESSAGE}\nskill_matching = \"closest\"\nrequirement = \"need\"")),
                (BOB, &*format!("{BOB}\nskills = {{ french = 50 }}")),
                (
                    "\n# Nobody listens in.",
                    "skills = [\"french\"]\nrequirements = [{ name = \"need\", skills = { french = 60 } }]\n# Nobody",
                ),
            ],
            &[],
        ),
        // DIST-11: one has the units, the other the channel.
        (
            &[
                (MESSAGE, "name = \"message\"\nchannel = \"async\"\nqueue = \"chats\"\ncost = 95"),
                (
                    BOB,
                    "units = 90\nqueues = [\"chats\"]\n[[users]]\nname = \"eve\"\nunits = 95\nqueues = [\"chats\"]\nchannels = [\"live-chat\"]",
                ),
            ],
            &[
                "nobody-fits: no agent of queue `chats` can be given a conversation of `message`: 1 of 3 do not serve async, \
                 2 of 3 have less than 95 units; expected one agent who meets all",
            ],
        ),
        // DIST-18: a custom method does not ask for units, but its rule does.
        (&[(CHATS, "{ name = \"chats\", kind = \"messaging\", method = \"custom\", rules = [{ units = 1 }] }")], &[]),
        // AG-01: who picks may exceed what there is.
        (&[(MESSAGE, &*format!("{MESSAGE}00\ndistribution = \"pick\""))], &[]),
    ]);
}

#[test]
fn queues_whose_own_rules_shut_everybody_out() {
    let levels =
        "{ name = \"chats\", kind = \"messaging\", levels = [{ groups = [\"one\"] }], levels_fallback = \"groups\" }";
    let rules = "{ name = \"chats\", kind = \"messaging\", method = \"custom\", rules = [{ groups = [\"one\"] }] }";
    let groups = ("\n# Nobody listens in.", "groups = [\"one\"]\n");
    let need = "skills = [\"french\"]\nrequirements = [{ name = \"need\", skills = { french = 60 } }]\n# Nobody";
    expect_codes(&[
        // DIST-21: only group one may have it, and nobody is in it; the level itself adds nobody either.
        (&[(CHATS, levels), groups], &["levels-reach-nobody", "-", "agent-gets-nothing", "level-adds-nobody"]),
        // DIST-18.
        (&[(CHATS, rules), groups], &["rules-match-nobody", "rules-match-nobody", "agent-gets-nothing"]),
        // DIST-16: classification may name it, and nobody has 60.
        (
            &[
                (MESSAGE, &*format!("{MESSAGE}\nskill_matching = \"exact\"")),
                (BOB, &*format!("{BOB}\nskills = {{ french = 50 }}")),
                ("\n# Nobody", need),
            ],
            &["requirement-nobody-meets"],
        ),
        // Nobody is an agent.
        (
            &[
                ("name = \"ann\"", "name = \"ann\"\nroles = []"),
                (BOB, "roles = [\"supervisor\"]\nqueues = [\"chats\"]"),
            ],
            &["no-agents", "unused"],
        ),
        // A fix that only moves the fault is not offered: who would serve the channel has not the units.
        (
            &[
                (BOB, "units = 90\nchannels = [\"live-chat\"]\nqueues = [\"chats\"]"),
                (MESSAGE, "name = \"message\"\nchannel = \"async\"\nqueue = \"chats\"\ncost = 95"),
            ],
            &["channel-nobody-serves", "-", "cost-nobody-holds", "-"],
        ),
    ]);
}
