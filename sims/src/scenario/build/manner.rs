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
