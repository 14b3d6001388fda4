//! What `switchboard` says when asked for nothing.

use std::io::{self, Write};

use crate::Outcome;

const TOUR: &str = "\
Switchboard is the executable specification of an omnichannel contact center:
which conversation may be in which state (Open, Active, Waiting, Wrap-up,
Closed), who may move it, and what that does to queues, presence and capacity.
Every answer names the rule that it comes from.

For planners:
  simulate   what happens on a day like this
  plan       the least staff that meets targets
  calibrate  a scenario from a call log
  validate   the simulator against models whose answers theory knows
For administrators:
  verify     whether a policy can ever go wrong, in any order of events
  diff       which conversations end differently under another policy
  export     a small world for another model checker, or as a diagram
For engineers:
  judge      whether a log follows the rules
  drive      whether an implementation does what the rules do
  cases      test suites to take home
  hunt       runs by chance with faults, shrunk to the shortest that fails
For everybody:
  play       what the rules say to a script of actions
  rules      the rules themselves
  why        why a conversation of a recorded run went to whom it did

Try:
  switchboard play                 then type these lines:
      everybody signs in
      new c1 in chat
      supervisor S assigns c1 to A
      agent A accepts c1
      state
  switchboard simulate             a mixed day, answered in a sentence
  switchboard verify               every order of events under a policy
  switchboard rules SUP-ASSIGN-20  one rule, its source, and how sure we are
  switchboard rules --table        what every operation does in every state on
                                   every channel
  switchboard rules --switches     every open question and its options

The documentation leaves questions open; a preset answers them all: `current`,
where nobody says otherwise, follows the latest pages, `seed` the first one.
`switchboard COMMAND --help` lists the options of a command.
";

/// Prints the tour.
pub(crate) fn tour(out: &mut dyn Write) -> io::Result<Outcome> {
    out.write_all(TOUR.as_bytes())?;
    Ok(Outcome::Clean)
}
