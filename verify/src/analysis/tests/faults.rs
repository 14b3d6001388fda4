//! One change of a policy that is fine, and what is found then; each fix makes its finding go and brings no error.

use super::{Diagnostic, FINE, Severity, at, findings, patch};

/// Changes of [`FINE`], each a pair of texts.
type Changes<'a> = &'a [(&'a str, &'a str)];

fn changed(changes: Changes<'_>) -> String {
    changes.iter().fold(FINE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// Whether the way of a finding leads somewhere: to its value, or to the table that leaves it out.
fn leads_somewhere(text: &str, one: &Diagnostic) -> bool {
    let document = toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}")));
    (one.path.len() - 1..=one.path.len()).any(|length| at(&document, &one.path[..length]).is_some())
}

/// What is found, and after each fix; the findings as `code: message`, a fix as `- title`.
fn judge(text: &str) -> Vec<String> {
    let found = findings(text);
    let mut lines = Vec::new();
    for one in &found {
        assert!(leads_somewhere(text, one), "{one:?}");
        lines.push(format!("{}: {}", one.code, one.message));
        let Some(fix) = &one.fix else { continue };
        lines.push(format!("- {}", fix.title));
        let mended = patch::apply(text, &[], fix).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let after = findings(&mended);
        let still = after.iter().filter(|other| other.code == one.code).count();
        assert!(still < found.iter().filter(|other| other.code == one.code).count(), "{one:?}\n{mended}");
        let errors = |all: &[Diagnostic]| all.iter().filter(|one| one.severity == Severity::Error).count();
        assert!(errors(&after) <= errors(&found), "{after:#?}\n{mended}");
    }
    lines
}

/// Every case, told together: what was found beside what was expected.
fn expect(cases: &[(Changes<'_>, &[&str])]) {
    let mut wrong = Vec::new();
    for (changes, expected) in cases {
        let text = changed(changes);
        let found = judge(&text);
        if found != *expected {
            wrong.push(format!("{changes:?}\nfound:\n{}\nexpected:\n{}", found.join("\n"), expected.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

const BOB: &str = "units = 90\nqueues = [\"chats\"]";
const CHATS: &str = "{ name = \"chats\", kind = \"messaging\" }";
const MESSAGE: &str = "name = \"message\"\nchannel = \"async\"\nqueue = \"chats\"\ncost = 30";

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
                "cost-nobody-holds: a conversation of `phone` costs 100 units, but no agent of queue `calls` has more than \
                 0; expected a cost of 0 or less, or an agent with 100 units or more",
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
fn circles_of_overflow() {
    let wait = |name: &str, other: &str| {
        format!(
            "{{ name = \"{name}\", kind = \"messaging\", wait_overflow = {{ seconds = 200, action = \"queue\", queue = \
             \"{other}\" }} }}"
        )
    };
    let full = |name: &str, other: &str| {
        format!(
            "{{ name = \"{name}\", kind = \"messaging\", overflow = [{{ when = \"items\", limit = 5, action = \"queue\", \
             queue = \"{other}\" }}] }}"
        )
    };
    let both = ("queues = [\"chats\"]", "queues = [\"chats\", \"more\"]");
    let own = (MESSAGE, "name = \"message\"\nchannel = \"async\"\nqueue = \"more\"\ncost = 30");
    expect(&[
        // OVF-12: each move restarts the clock; 200 s here and 200 s there.
        (
            &[(CHATS, &*format!("{}, {}", wait("chats", "more"), wait("more", "chats"))), both, own],
            &[
                "wait-overflow-cycle: what waits too long goes round: `chats` → `more` → `chats`; whoever is not served \
                 comes back after 400 s and never leaves the circle, since each move restarts the clock; expected one queue \
                 of these without `wait_overflow`, or with another action",
                "- let what is in `more` wait there",
            ],
        ),
        // One way is no circle.
        (
            &[
                (CHATS, &*format!("{}, {}", wait("chats", "more"), "{ name = \"more\", kind = \"messaging\" }")),
                both,
                own,
            ],
            &[],
        ),
        // OVF-05: judged once.
        (
            &[(CHATS, &*format!("{}, {}", full("chats", "more"), full("more", "chats"))), both, own],
            &[
                "overflow-cycle: queues overflow in a circle: `chats` → `more` → `chats`; overflow before entry is judged \
                 once, so nothing goes round for ever, but what overflows enters the next queue though that is over its own \
                 limit too",
            ],
        ),
        // DIST-03, OVF-05: nothing enters `more` but by overflow.
        (
            &[(CHATS, &*format!("{}, {}", full("chats", "more"), full("more", "chats"))), both],
            &[
                "overflow-never-asked: queue `more` is entered as a fallback queue or by overflow only, where conditions \
                 before entry are not asked; expected no `overflow`, or `wait_overflow`",
                "- remove the conditions of `more`",
                "overflow-cycle: queues overflow in a circle: `chats` → `more` → `chats`; overflow before entry is judged \
                 once, so nothing goes round for ever, but what overflows enters the next queue though that is over its own \
                 limit too",
            ],
        ),
    ]);
}

#[test]
fn presences_that_defeat_a_setting() {
    let allow = |names: &str| format!("{MESSAGE}\nallowed_presences = [{names}]");
    let missed = ("assign = true", "assign = true\nmissed_offers_set_inactive = true");
    let rejected = ("assign = true", "assign = true\nrejected_offers_set_dnd = true");
    expect(&[
        (
            &[(MESSAGE, &*allow(""))],
            &[
                "no-presence-allowed: workstream `message` allows no presence, so nobody gets its conversations; expected \
                 `Available` and `Busy`, or no `allowed_presences` for these two",
                "- allow `Available` and `Busy` for `message`",
            ],
        ),
        (
            &[(MESSAGE, &*allow("\"Away\", \"Offline\""))],
            &[
                "automatic-presence-not-allowed: workstream `message` does not allow `Available`, the presence of an agent \
                 who has room, and gets nothing unless another is chosen by hand; expected `Available` among \
                 `allowed_presences`",
                "- allow `Available` for `message`",
            ],
        ),
        (
            &[(MESSAGE, &*allow("\"Available\""))],
            &[
                "busy-not-allowed: workstream `message` does not allow `Busy`, the presence of whoever has something in \
                 hand, so nobody gets two of its conversations, though `bob-1` has units for 3; expected `Busy` among \
                 `allowed_presences`, if several at once are meant",
                "- allow `Busy` for `message`",
            ],
        ),
        // PRES-04, and scenario 24 of the rule base.
        (
            &[(MESSAGE, &*allow("\"Available\", \"Busy\", \"Away\"")), missed],
            &[
                "missed-offer-defeated: `missed_offers_set_inactive` is on, but workstream `message` allows `Away`, and \
                 Inactive counts as Away: who misses an offer gets the next one all the same; expected `allowed_presences` \
                 without `Away`",
                "- do not allow `Away` for `message`",
            ],
        ),
        (&[(MESSAGE, &*allow("\"Available\", \"Busy\", \"Away\""))], &[]),
        (&[missed], &[]),
        // POL-26 b: Inactive is never allowed.
        (
            &[
                (MESSAGE, &*allow("\"Available\", \"Busy\", \"Away\"")),
                missed,
                ("name = \"fine\"", "switches = { POL-26 = \"b\" }"),
            ],
            &[],
        ),
        (
            &[(MESSAGE, &*allow("\"Available\", \"Busy\", \"DND\"")), rejected],
            &[
                "rejected-offer-defeated: `rejected_offers_set_dnd` is on, but workstream `message` allows `Do not disturb`: \
                 who rejects an offer gets the next one all the same; expected `allowed_presences` without `Do not disturb`",
                "- do not allow `Do not disturb` for `message`",
            ],
        ),
        // PRES-05.
        (
            &[(BOB, &*format!("{BOB}\ndefault_presence = \"Away\""))],
            &[
                "default-presence-not-allowed: agent `bob` signs in as `Away`, which no workstream of the agent's \
                 queues allows, and gets nothing until another presence is chosen; expected no `default_presence`, if work \
                 is to come at once",
                "- let `bob` sign in with the presence that capacity gives",
            ],
        ),
        (
            &[(BOB, &*format!("{BOB}\ndefault_presence = \"Busy\""))],
            &[
                "default-presence-replaced: default presence `Busy` of `bob` is replaced at sign-in by what capacity gives; \
                 expected one whose base is Offline or Away, or no `default_presence`",
                "- let `bob` sign in with the presence that capacity gives",
            ],
        ),
        (
            &[("[settings]", "[[presences]]\nname = \"Coaching\"\nbase = \"Busy\"\nsettable = false\n\n[settings]")],
            &[
                "presence-nobody-sets: agents may not choose presence `Coaching`, and it is nobody's default: only a \
                 supervisor sets it; expected `settable = true`, or an agent with it as `default_presence`",
                "- let agents choose `Coaching`",
            ],
        ),
    ]);
}
