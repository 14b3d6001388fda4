//! Checks of what customers and agents do beside the plain day: redialling, interruptions, breaks at random, picking.

use switchboard::{Channel, Distribution, WorkstreamId};

use crate::scenario::build::people::{All, Taken};
use crate::scenario::build::{At, Checked, DayOf};
use crate::scenario::spec::{ArrivalSpec, StaffSpec};
use crate::scenario::{Churn, Crew, Picks, Redial, Source, Staff};
use crate::tick::{Span, Tick};

/// The most further attempts of one customer.
const ROUNDS_MAX: u32 = 1_000_000;
/// The most and the least that an agent's pace may be.
const PACE: (f64, f64) = (0.01, 100.0);

impl DayOf<'_> {
    /// Customers who try again.
    pub(super) fn redial(&self, spec: &ArrivalSpec, leaves: bool, at: &At) -> Checked<Option<Redial>> {
        let Some(redial) = &spec.redial else { return Ok(None) };
        let here = at.key("redial");
        if !leaves {
            return here
                .refuse("nobody leaves a conversation of this channel, expected no `redial` (ST-40)".to_owned());
        }
        Ok(Some(Redial {
            probability: here.share("probability", redial.probability)?,
            after: here.law("after", &redial.after)?,
            rounds_max: redial.rounds_max.unwrap_or(10).min(ROUNDS_MAX),
            abandoned: redial.abandoned.unwrap_or(true),
            blocked: redial.blocked.unwrap_or(true),
        }))
    }

    /// The workstreams whose conversations are put aside.
    pub(super) fn interrupts(&self, spec: &ArrivalSpec, at: &At) -> Checked<Vec<WorkstreamId>> {
        let mut interrupted = Vec::new();
        for (number, name) in spec.interrupts.iter().enumerate() {
            let here = at.key("interrupts").index(number);
            let id = self.workstream(name, &here)?;
            let entry = &self.policy.workstreams()[id.index()];
            if !entry.channel.waits() {
                return here.refuse(format!(
                    "channel {} has no Waiting, so nothing of `{name}` can be put aside, expected a workstream with one \
                     (ST-43)",
                    entry.channel
                ));
            }
            if name == &spec.workstream {
                return here.refuse(format!("`{name}` interrupts itself, expected another workstream"));
            }
            interrupted.push(id);
        }
        Ok(interrupted)
    }

    fn workstream(&self, name: &str, at: &At) -> Checked<WorkstreamId> {
        match self.policy.workstream(name) {
            Some(id) => Ok(id),
            None => {
                let known = self.policy.workstreams().iter().map(|workstream| &*workstream.name);
                at.unknown("workstream", name, known)
            }
        }
    }

    /// What all agents of a group have in common beside when they work.
    pub(super) fn manner(&self, spec: &StaffSpec, at: &At, sources: &[Source]) -> Checked<Manner> {
        let mut pace = Vec::new();
        for (name, factor) in &spec.pace {
            let here = at.key("pace");
            let id = self.workstream(name, &here.key(name))?;
            let factor = here.number(name, *factor, PACE.0, PACE.1)?;
            pace.resize(sources.len(), 1.0);
            for (own, source) in pace.iter_mut().zip(sources) {
                if source.workstream == id {
                    *own = factor;
                }
            }
        }
        let churn = match &spec.churn {
            None => None,
            Some(churn) => {
                let here = at.key("churn");
                let every = here.law("every", &churn.every)?;
                if every.mean_s() <= 0.0 {
                    return here
                        .key("every")
                        .refuse("agents would do nothing but go, expected a mean time above 0".to_owned());
                }
                Some(Churn { every, away: here.law("away", &churn.away)? })
            }
        };
        Ok(Manner { pace, churn, picks: self.picks(spec, at)? })
    }

    fn picks(&self, spec: &StaffSpec, at: &At) -> Checked<Option<Picks>> {
        let Some(picks) = &spec.picks else { return Ok(None) };
        let here = at.key("picks");
        let mut ranks = vec![None; self.policy.workstreams().len()];
        for (number, name) in picks.workstreams.iter().enumerate() {
            let place = here.key("workstreams").index(number);
            let id = self.workstream(name, &place)?;
            let entry = &self.policy.workstreams()[id.index()];
            if entry.distribution != Distribution::Pick || entry.channel == Channel::Record {
                return place.refuse(format!(
                    "nobody picks from `{name}`, expected a workstream with `distribution = \"pick\"` and of another \
                     channel than record (DIST-30)"
                ));
            }
            ranks[id.index()] = u16::try_from(number).ok();
        }
        let busiest_first = match picks.first.as_deref() {
            None | Some("idlest") => false,
            Some("busiest") => true,
            Some(other) => {
                return here.key("first").refuse(format!("unknown order `{other}`, expected one of: idlest, busiest"));
            }
        };
        Ok(Some(Picks { ranks, busiest_first }))
    }

    /// A group of which so many work in each interval.
    pub(super) fn crew(
        &self,
        spec: &StaffSpec,
        manner: Manner,
        at: &At,
        all: &mut All,
        taken: &mut Taken,
        crews: &mut Vec<Crew>,
    ) -> Checked<()> {
        let here = at.key("heads");
        if !spec.shifts.is_empty() || !spec.stretches.is_empty() {
            return here.refuse("work is given twice, expected one of `shifts`, `stretches`, `heads`".to_owned());
        }
        if !spec.breaks.is_empty() || spec.absent > 0.0 || spec.late.is_some() || spec.connection.is_some() {
            return here.refuse(
                "agents who are staffed by number have no `breaks`, `absent`, `late` or `connection`, expected other heads \
                 instead"
                    .to_owned(),
            );
        }
        let members = self.members(spec, at)?;
        if spec.heads.len() != self.count {
            return here.refuse(format!(
                "{} numbers for {} intervals, expected one number per interval",
                spec.heads.len(),
                self.count
            ));
        }
        if let Some(place) = spec.heads.iter().position(|heads| *heads as usize > members.len()) {
            return here.index(place).refuse(format!(
                "{} are to work, expected {} at most: so many are in group `{}`",
                spec.heads[place],
                members.len(),
                spec.group
            ));
        }
        let crew = u16::try_from(crews.len()).expect("a scenario has few groups");
        let mut changes: Vec<(Tick, u32)> = Vec::new();
        for day in self.days_of(spec.weekdays.as_ref(), at)? {
            let (opens, closes) = (self.calendar.at(day, self.opens), self.calendar.at(day, self.closes));
            for (number, heads) in spec.heads.iter().enumerate() {
                changes.push((opens + Span::from_micros(number as u64 * self.interval.micros()), *heads));
            }
            changes.push((closes, 0));
            for agent in &members {
                if !taken.insert((day, *agent)) {
                    let name = &self.policy.users()[agent.index()].name;
                    return at
                        .key("group")
                        .refuse(format!("`{name}` has work on that day already, expected each agent once a day"));
                }
            }
        }
        // Where one day follows on the other at once, nobody goes home between them.
        changes.dedup_by(|next, before| {
            let same = next.0 == before.0;
            if same {
                before.1 = next.1;
            }
            same
        });
        for agent in &members {
            let one = Staff {
                agent: *agent,
                stretches: Vec::new(),
                recover: at.seconds("recover_s", spec.recover_s.unwrap_or(90.0))?,
                absent: 0.0,
                late: None,
                connection: None,
                pace: manner.pace.clone(),
                churn: manner.churn.clone(),
                picks: manner.picks.clone(),
                crew: Some(crew),
            };
            if all.insert(*agent, one).is_some() {
                let name = &self.policy.users()[agent.index()].name;
                return at
                    .key("group")
                    .refuse(format!("`{name}` has shifts too, expected `heads` for all days of an agent or for none"));
            }
        }
        crews.push(Crew { agents: members, changes });
        Ok(())
    }
}

/// What all agents of a group have in common beside when they work.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    pub(super) pace: Vec<f64>,
    pub(super) churn: Option<Churn>,
    pub(super) picks: Option<Picks>,
}

#[cfg(test)]
mod tests {
    use std::io;

    use crate::engine::{Options, simulate};
    use crate::results::Scope;
    use crate::scenario::Scenario;

    const DAY: &str = r#"
name = "small"
from = "08:00"
to = "10:00"
interval_min = 60
LINES

[policy]
switches = { POL-36 = "a" }
queues = [{ name = "calls", kind = "voice" }, { name = "chats", kind = "messaging" }]
workstreams = [
  { name = "phone", channel = "voice", queue = "calls", cost = 1, wrap_up_block = "never" },
  { name = "chat", channel = "async", queue = "chats", cost = 1 },
  { name = "picked", channel = "live-chat", queue = "chats", cost = 1, distribution = "pick" },
]
users = [{ name = "a", count = 3, units = 1, queues = ["calls", "chats"] }]

[[arrivals]]
workstream = "phone"
per_hour = 60
handling.constant = { value_s = 300 }
ARRIVALS

[[staff]]
group = "a"
STAFF
"#;

    fn read(lines: &str, arrivals: &str, staff: &str) -> Result<Scenario, String> {
        let text = DAY.replace("LINES", lines).replace("ARRIVALS", arrivals).replace("STAFF", staff);
        let none = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
        Scenario::from_toml(&text, "small.toml", &none).map_err(|error| error.to_string())
    }

    const HEADS: &str = "heads = [2, 3]";

    fn refused(lines: &str, arrivals: &str, staff: &str) -> String {
        read(lines, arrivals, staff).expect_err("it is wrong")
    }

    #[test]
    fn wrong_input_is_told_where_it_stands() {
        assert_eq!(refused("lines = 0", "", HEADS), "small.toml:6:9: `lines` is 0, expected 1 or more");
        assert_eq!(
            refused("", "interrupts = [\"picked\"]", HEADS),
            "small.toml:22:15: channel live-chat has no Waiting, so nothing of `picked` can be put aside, expected a \
             workstream with one (ST-43)"
        );
        assert_eq!(
            refused("", "redial = { probability = 2, after.constant = { value_s = 60 } }", HEADS),
            "small.toml:22:26: `probability` is 2, expected a number from 0 to 1"
        );
        assert_eq!(
            refused("", "", "heads = [1, 2, 3]"),
            "small.toml:26:9: 3 numbers for 2 intervals, expected one number per interval"
        );
        assert_eq!(
            refused("", "", "heads = [1, 4]"),
            "small.toml:26:13: 4 are to work, expected 3 at most: so many are in group `a`"
        );
        assert_eq!(
            refused("", "", "heads = [1, 2]\npicks = { workstreams = [\"phone\"] }"),
            "small.toml:27:26: nobody picks from `phone`, expected a workstream with `distribution = \"pick\"` and of \
             another channel than record (DIST-30)"
        );
        assert_eq!(
            refused("", "", "heads = [1, 2]\npicks = { workstreams = [\"picked\"], first = \"tallest\" }"),
            "small.toml:27:45: unknown order `tallest`, expected one of: idlest, busiest"
        );
        assert_eq!(
            refused("", "", "heads = [1, 2]\npace = { fax = 2 }"),
            "small.toml:27:16: unknown workstream `fax`, expected one of: phone, chat, picked"
        );
    }

    /// By hand: 60 calls an hour of five minutes are five at once, so two lines and three agents block most calls, and as
    /// many as get through are answered at once: nobody waits.
    #[test]
    fn calls_beyond_the_lines_are_blocked_and_some_call_again() {
        let count = |arrivals: &str| {
            let scenario = read("lines = 2", arrivals, HEADS).expect("it is right");
            let results =
                simulate(&scenario, Options { replications: 20, ..Options::default() }).expect("no violation");
            let mut all = crate::results::Counts::default();
            results.days.iter().for_each(|day| all.merge(&day.counts(Scope::DAY)));
            all
        };
        let plain = count("");
        assert!(plain.blocked > plain.conversations && plain.waited == 0 && plain.redials == 0, "{plain:?}");
        assert_eq!((plain.blocked, plain.lost), (plain.blocked_first, plain.blocked));
        let again = count("redial = { probability = 1, rounds_max = 1, after.constant = { value_s = 900 } }");
        // Everybody tries once more, so the same customers make more calls, and only those blocked twice are lost.
        assert_eq!(again.redials, again.blocked_first);
        assert_eq!(again.lost, again.blocked - again.blocked_first);
        assert!(again.lost < plain.lost && again.conversations > plain.conversations, "{again:?}");
    }

    /// Nobody is idle, so when the number falls nobody can go at once: the third goes when a call ends.
    #[test]
    fn when_fewer_are_wanted_who_finishes_first_goes() {
        let scenario = read("", "", "heads = [3, 1]").expect("it is right");
        let results = simulate(&scenario, Options { replications: 3, ..Options::default() }).expect("no violation");
        for day in &results.days {
            let signed_in = |minute: u64| {
                let at = crate::tick::Tick::from_seconds(8 * 3_600 + 60 * minute);
                day.samples.iter().find(|sample| sample.at == at).map(|sample| sample.signed_in)
            };
            assert_eq!((signed_in(55), signed_in(60), signed_in(70)), (Some(3), Some(3), Some(1)));
        }
    }
}
