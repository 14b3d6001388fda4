//! Faults that `supervision.rs` finds.

use super::{expect, expect_codes};

const RUTH: &str = "roles = [\"supervisor\"]\nqueues = [\"calls\", \"chats\"]";

#[test]
fn supervisors_who_can_do_nothing() {
    expect(&[
        // SUP-G-01: monitor is off, and the others are unless they are switched on.
        (
            &[("assign = true\n", "")],
            &[
                "supervisor-can-do-nothing: `ruth` is a supervisor, but monitor, assign, transfer and force close are all off; \
                 expected one of `monitor`, `assign`, `transfer` and `force_close` to be true in `settings`",
            ],
        ),
        // SUP-G-03.
        (
            &[(RUTH, "roles = [\"supervisor\", \"api-access\"]\nqueues = [\"calls\", \"chats\"]")],
            &[
                "assign-blocked: supervisor `ruth` has the role `api-access`, with which every assignment is refused, though \
                 `assign` is on; expected the role `supervisor` without `api-access`",
                "- take the role `api-access` from `ruth`",
            ],
        ),
        // SUP-G-04, POL-38 b: own queues only.
        (
            &[(RUTH, "roles = [\"supervisor\"]")],
            &[
                "supervisor-sees-nothing: supervisor `ruth` is in no queue to which conversations come, and sees only those of \
                 own queues under POL-38 b; expected some of `calls`, `chats` in `queues`, or POL-38 a",
                "- make `ruth` a member of every queue",
            ],
        ),
    ]);
    expect_codes(&[
        // POL-38 a, as in the preset seed: every queue is visible.
        (&[(RUTH, "roles = [\"supervisor\"]"), ("name = \"fine\"", "preset = \"seed\"")], &[]),
        // Who is an agent as well would be given work in these queues.
        (
            &[(RUTH, "roles = [\"supervisor\", \"agent\"]\nunits = 90")],
            &["agent-gets-nothing", "supervisor-sees-nothing"],
        ),
        (&[(RUTH, "roles = [\"api-access\"]")], &["toggle-nobody-uses", "-"]),
        // SUP-G-02: an administrator is no supervisor.
        (&[(RUTH, "roles = [\"administrator\"]")], &["toggle-nobody-uses", "-", "administrator-only"]),
    ]);
}

#[test]
fn monitoring_of_which_nobody_is_told() {
    expect(&[
        // SUP-MON-12, the legal notice of the page; SUP-MON-07: monitoring is silent.
        (
            &[("monitor = false\n", "")],
            &[
                "monitoring-without-notice: supervisors may monitor conversations, of which nobody is told: customers and \
                 agents must be told that they may be monitored, recorded and stored, with consent where the law asks for it; \
                 expected a notice outside of the policy, or `monitor = false`",
                "- switch monitoring off until everybody is told",
            ],
        ),
        // Nobody could.
        (
            &[
                ("monitor = false\n", ""),
                (RUTH, "roles = [\"administrator\", \"agent\"]\nunits = 90\nqueues = [\"chats\"]"),
                ("assign = true", ""),
            ],
            &[
                "administrator-only: `ruth` is an administrator, which is not enough to monitor, assign, transfer or force close, and nobody is a supervisor; expected the role `supervisor` besides",
            ],
        ),
    ]);
}
