//! Faults that `overflow.rs` finds.

use super::{CHATS, MESSAGE, expect, expect_codes};

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
fn hours_that_make_no_difference() {
    let queue = |hours: &str, then: &str| {
        format!(
            "{{ name = \"chats\", kind = \"messaging\", hours = \"{hours}\", overflow = [{{ when = \"out-of-hours\", {then} }}] }}"
        )
    };
    let hours = |lines: &str| format!("hours = [{lines}]\n");
    let office = "{ name = \"office\", open = [\"mon-fri 08:00-18:00\"] }";
    let both = ("queues = [\"chats\"]", "queues = [\"chats\", \"more\"]");
    let here = "\n# Nobody listens in.";
    let more = format!(
        "{}, {{ name = \"more\", kind = \"messaging\", hours = \"office\" }}",
        queue("office", "action = \"queue\", queue = \"more\"")
    );
    let open = format!(
        "{}, {{ name = \"more\", kind = \"messaging\" }}",
        queue("office", "action = \"queue\", queue = \"more\"")
    );
    expect(&[
        (&[(CHATS, &queue("office", "action = \"end\"")), (here, &hours(office))], &[]),
        // OH-01.
        (
            &[
                (CHATS, &queue("always", "action = \"end\"")),
                (here, &hours("{ name = \"always\", open = [\"daily 00:00-24:00\"] }")),
            ],
            &[
                "out-of-hours-never: queue `chats` is never outside its hours `always`, which are always open; expected other \
                 hours, or none",
                "- remove condition `out-of-hours` of `chats`",
            ],
        ),
        (
            &[(CHATS, &queue("never", "action = \"end\"")), (here, &hours("{ name = \"never\", open = [] }"))],
            &[
                "hours-never-open: hours `never` never open; expected at least one opening, such as `mon-fri 08:00-18:00`, or a \
                 queue without `hours`, which is always open",
            ],
        ),
        // OH-03: persistent chats are not asked.
        (
            &[
                (CHATS, &queue("office", "action = \"end\"")),
                (here, &hours(office)),
                ("channel = \"live-chat\"", "channel = \"persistent-chat\""),
                ("channel = \"async\"", "channel = \"persistent-chat\""),
            ],
            &[
                "out-of-hours-never: only persistent chats enter queue `chats`, and these may start outside its hours and stay \
                 Open; expected no condition `out-of-hours`",
                "- remove condition `out-of-hours` of `chats`",
            ],
        ),
        (
            &[(CHATS, &more), both, (here, &hours(office))],
            &[
                "overflow-into-closed: outside its hours queue `chats` overflows into `more`, which keeps the same hours `office` \
                 and is closed too; expected a queue with other hours, or another action",
            ],
        ),
        (&[(CHATS, &open), both, (here, &hours(office))], &[]),
    ]);
}

#[test]
fn a_circle_behind_a_way_that_leads_into_it_is_told_once() {
    // The first queue leads into a circle of three, on which it is not.
    let wait = |name: &str, other: &str| {
        format!(
            "{{ name = \"{name}\", kind = \"messaging\", wait_overflow = {{ seconds = 200, action = \"queue\", queue = \
             \"{other}\" }} }}"
        )
    };
    let all = [wait("chats", "two"), wait("two", "three"), wait("three", "four"), wait("four", "two")].join(", ");
    expect_codes(&[(
        &[(CHATS, &all), ("queues = [\"chats\"]", "queues = [\"chats\", \"two\", \"three\", \"four\"]")],
        &["wait-overflow-cycle", "-"],
    )]);
}
