//! Faults that `unused.rs` finds.

use super::{BOB, CHATS, expect, expect_codes};

const HERE: &str = "\n# Nobody listens in.";

#[test]
fn what_nothing_names() {
    expect(&[
        (
            &[(CHATS, "{ name = \"chats\", kind = \"messaging\" }, { name = \"spare\", kind = \"voice\" }")],
            &[
                "unused: nothing is routed to queue `spare`, so conversations come there by hand only; expected a workstream, a \
                 route or an overflow that names it",
            ],
        ),
        (
            &[(HERE, "profiles = [{ name = \"gold\", limit = 1 }]\n")],
            &[
                "unused: no workstream carries profile `gold` and no agent has it; expected both, or neither the profile",
                "- remove profile `gold`",
            ],
        ),
        (
            &[(HERE, "hours = [{ name = \"office\", open = [\"mon-fri 08:00-18:00\"] }]\n")],
            &["unused: no queue keeps hours `office`; expected one with them as `hours`", "- remove hours `office`"],
        ),
    ]);
    let skilled = (BOB, &*format!("{BOB}\nskills = {{ french = 50 }}"));
    let grouped = (BOB, &*format!("{BOB}\ngroups = [\"one\"]"));
    expect_codes(&[
        // An agent may have it by classification's leave, but nobody carries it: that is for classification to say.
        (
            &[
                (HERE, "profiles = [{ name = \"gold\", limit = 1 }]\n"),
                (BOB, "units = 90\nprofiles = { gold = true }\nqueues = [\"chats\"]"),
            ],
            &[],
        ),
        (&[(HERE, "skills = [\"french\"]\n")], &["unused", "-"]),
        // Who has it names it, so it cannot simply go.
        (&[(HERE, "skills = [\"french\"]\n"), skilled], &["unused"]),
        (&[(HERE, "groups = [\"one\"]\n")], &["unused", "-"]),
        (&[(HERE, "groups = [\"one\"]\n"), grouped], &["unused"]),
        (&[(HERE, "classes = [{ name = \"vip\" }]\n")], &["unused", "-"]),
        (&[(HERE, "classes = [{ name = \"vip\", credited_wait = 5 }]\n")], &[]),
        (&[(BOB, &*format!("{BOB}\n[[users]]\nname = \"robot\"\nroles = [\"bot\"]"))], &["unused"]),
        (&[(BOB, &*format!("{BOB}\n[[users]]\nname = \"eve\"\nroles = []"))], &["unused"]),
    ]);
}
