//! Faults that `effect.rs` finds.

use super::{BOB, CHATS, MESSAGE, expect, expect_codes};

#[test]
fn settings_that_nothing_reads() {
    expect(&[
        // POL-05 a in the preset: freed when the transfer begins.
        (
            &[("assign = true", "assign = true\ntransfer_wrap_up_s = 30")],
            &[
                "setting-without-effect: `transfer_wrap_up_s` has no effect: it is read under POL-05 c only; expected to leave it \
                 out",
                "- remove `transfer_wrap_up_s`",
            ],
        ),
    ]);
    let set = |line: &str| format!("assign = true\n{line}");
    let message = |line: &str| format!("{MESSAGE}\n{line}");
    let switch = ("name = \"fine\"", "switches = { POL-05 = \"c\", POL-50 = \"b\", POL-33 = \"b\", POL-40 = \"b\" }");
    let custom = "{ name = \"chats\", kind = \"messaging\", method = \"custom\", rules = [{ units = 1 }] }";
    let idle: &[&str] = &["setting-without-effect", "-"];
    let requirement = "skills = [\"french\"]\nrequirements = [{ name = \"need\", skills = { french = 50 } }]\n# Nobody";
    let case = "name = \"message\"\nchannel = \"record\"\nqueue = \"cases\"\ncost = 30";
    let cases = (CHATS, &*format!("{CHATS}, {{ name = \"cases\", kind = \"record\" }}"));
    let in_cases = (BOB, "units = 90\nqueues = [\"chats\", \"cases\"]");
    expect_codes(&[
        (&[("assign = true", &set("transfer_wrap_up_s = 30")), switch], &[]),
        (&[("assign = true", &set("consult_costs_capacity = true")), ("name = \"fine\"", "preset = \"seed\"")], idle),
        (&[("assign = true", &set("consult_costs_capacity = true")), switch], &[]),
        (&[("assign = true", &set("agent_loss_call_s = 30"))], &[]),
        (&[("assign = true", &set("agent_loss_call_s = 30")), switch], idle),
        (&[("assign = true", &set("preferred_fallback = \"nobody\""))], idle),
        (
            &[("assign = true", &set("records_per_cycle = 5\nrecords_prioritized = 5"))],
            &["setting-without-effect", "-", "setting-without-effect", "-"],
        ),
        // POL-50.
        (&[(MESSAGE, &message("follow_up_min = 30"))], idle),
        (&[(MESSAGE, &message("decline_pause_s = 30"))], idle),
        (&[(MESSAGE, &message("max_concurrency = 3"))], idle),
        (&[(MESSAGE, &message("follow_up_min = 30\ndecline_pause_s = 30\nmax_concurrency = 3")), switch], &[]),
        // POL-49: b in the preset seed.
        (&[(MESSAGE, &message("pick_from_push = true"))], &[]),
        (&[(MESSAGE, &message("pick_from_push = true")), ("name = \"fine\"", "preset = \"seed\"")], idle),
        // DIST-24, ST-50: a record has neither offer nor Wrap-up.
        (&[(MESSAGE, case), cases, in_cases], &[]),
        (&[(MESSAGE, &*format!("{case}\noffer_s = 30")), cases, in_cases], idle),
        (&[(MESSAGE, &*format!("{case}\nauto_assign = true")), cases, in_cases], idle),
        (&[(MESSAGE, &*format!("{case}\nwrap_up_block = \"never\"")), cases, in_cases], idle),
        (&[(MESSAGE, &*format!("{case}\ndisposition_required = true")), cases, in_cases], idle),
        // CAP-14.
        (
            &[
                (
                    MESSAGE,
                    "name = \"message\"\nchannel = \"async\"\nqueue = \"chats\"\nprofiles = [\"day\"]\nwrap_up_block = 60",
                ),
                (BOB, "units = 90\nprofiles = { day = true }\nqueues = [\"chats\"]"),
                (
                    "\n# Nobody listens",
                    "profiles = [{ name = \"day\", limit = 2, reset = \"end-of-day\" }]\n# Nobody listens",
                ),
            ],
            idle,
        ),
        // DIST-18.
        (&[(MESSAGE, &message("skill_matching = \"closest\"")), (CHATS, custom)], idle),
        (&[(MESSAGE, &message("skill_matching = \"closest\""))], &[]),
        // DIST-16: nothing matches skills, so the requirement itself decides nothing either.
        (
            &[
                (MESSAGE, &message("requirement = \"need\"")),
                (BOB, &*format!("{BOB}\nskills = {{ french = 50 }}")),
                ("\n# Nobody", requirement),
            ],
            &["setting-without-effect", "-", "unused"],
        ),
        // POL-36: b in the preset current, a in seed.
        (&[(CHATS, "{ name = \"chats\", kind = \"messaging\", threshold_s = 20 }")], &[]),
        (
            &[
                (CHATS, "{ name = \"chats\", kind = \"messaging\", threshold_s = 20 }"),
                ("name = \"fine\"", "preset = \"seed\""),
            ],
            idle,
        ),
        (&[(CHATS, "{ name = \"chats\", kind = \"messaging\", levels_fallback = \"groups\" }")], idle),
        (&[(CHATS, "{ name = \"chats\", kind = \"messaging\", position_text = true }")], &[]),
    ]);
}
