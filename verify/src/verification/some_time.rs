//! One view more of a slice: what must happen some time, in a world with as many conversations as can be looked at.

use std::sync::Arc;

use switchboard::Policy;

use super::{Asked, Effort, Finding, KernelOf, Verdict, ViewReport, keep};
use crate::families::Family;
use crate::promises::{self, Came};
use crate::properties::{Claim, Property};
use crate::slices::Slice;
use crate::story::Story;
use crate::world::{Group, Groups, Scope};

/// More conversations than can be told apart where one is followed.
pub const FOLLOWED_MAX: usize = 2;
/// How the view is called.
const NAME: &str = "some time";
/// Promises that are asked at once: each for every agent takes two marks.
const TOGETHER: usize = 8;

/// Asks every property of a slice that something leads to something. None where there is nothing to ask.
pub(super) fn look(
    slice: &Slice,
    properties: &[Property],
    policy: &Arc<Policy>,
    effort: &Effort,
    kernel: &KernelOf<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Option<ViewReport>, String> {
    let groups = effort.groups.unwrap_or(Groups::of(&[Group::Answers, Group::Talk, Group::Records, Group::Bots]));
    // Where a scope leaves out what ends a conversation, none ends, and that says nothing of the policy.
    let ends = |group, needed: bool| groups.has(group) || !needed;
    let streams = || slice.spec.workstreams.iter();
    let can_end = ends(Group::Answers, true)
        && ends(Group::Talk, true)
        && ends(Group::Records, streams().any(|stream| stream.channel == "record"))
        && ends(Group::Bots, streams().any(|stream| stream.bot.is_some()));
    let here = properties.iter().enumerate();
    let here: Vec<(usize, &Property)> = here
        .filter(|(_, it)| it.claim == Claim::LeadsTo && it.is_asked_of(policy))
        .filter(|(_, it)| can_end || !it.path.is_empty())
        .collect();
    if here.is_empty() || effort.followed == 0 {
        return Ok(None);
    }
    let (agents, supervisors) = (slice.agents.len(), slice.supervisors.len());
    // The fewest with which any of them was asked.
    let mut least: Option<usize> = None;
    let mut view = ViewReport {
        name: NAME.to_owned(),
        agents,
        conversations: 1,
        wanted: 1,
        supervisors,
        groups: groups.to_string(),
        states: 0,
        steps: 0,
        levels: 0,
        complete: true,
        verdicts: vec![Verdict::NotExercised; Family::ALL.len()],
        asked: here.iter().map(|(property, _)| Asked { property: *property, verdict: Verdict::Unfinished }).collect(),
    };
    // Where no conversation is followed, fairness to "the other one" needs that there is one only.
    let (of_one, of_none): (Vec<_>, Vec<_>) = here.into_iter().partition(|(_, it)| it.speaks_of_conversation());
    let most = effort.conversations.min(effort.followed).min(FOLLOWED_MAX);
    for (promises, most) in [(of_one, most), (of_none, 1)] {
        for promises in promises.chunks(TOGETHER) {
            let mut conversations = most;
            let asked = loop {
                let scope = Scope { agents, conversations, supervisors, groups, symmetry: false };
                let most = if conversations == 1 { u64::MAX } else { effort.followed_states_max };
                let states_max = effort.states_max.min(most) as usize;
                let asked = promises::ask(promises, policy, scope, kernel(), states_max)?;
                if asked.is_some() || conversations == 1 {
                    break asked;
                }
                conversations -= 1;
            };
            let Some(asked) = asked else {
                view.complete = false;
                continue;
            };
            least = Some(least.map_or(asked.conversations, |least| least.min(asked.conversations)));
            view.states += asked.states as u64;
            view.steps += asked.steps as u64;
            for (number, came) in asked.came {
                let verdict = match came {
                    Came::Kept => Verdict::Holds,
                    Came::NeverMade => Verdict::NotExercised,
                    Came::Undecided => Verdict::Unfinished,
                    Came::Broken(story) => {
                        keep(findings, finding(slice, &properties[number], *story)?);
                        Verdict::Violated
                    }
                };
                view.asked
                    .iter_mut()
                    .filter(|asked| asked.property == number)
                    .for_each(|asked| asked.verdict = verdict);
            }
        }
    }
    view.conversations = least.unwrap_or(1);
    Ok(Some(view))
}

fn finding(slice: &Slice, property: &Property, mut story: Story) -> Result<Finding, String> {
    story.wrong = vec![format!("this is broken: {} ({})", property.said(), property.given)];
    let title = format!("{} is broken: {}", property.id, property.name);
    Ok(Finding {
        family: property.id.clone(),
        property: property.name.clone(),
        slice: slice.name.clone(),
        workstreams: slice.workstreams.clone(),
        view: NAME.to_owned(),
        script: story.script(&title, &slice.spec)?,
        story,
    })
}
