//! Faults that `presence.rs` finds.

use super::{BOB, MESSAGE, expect};

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
