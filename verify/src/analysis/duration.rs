//! Durations that get in each other's way.

use switchboard::{Channel, ClosedDuringBlock, Distribution, Stage, Workstream, WrapUpBlock};

use super::check::{
    BLOCK_CUT_SHORT, BLOCK_OUTLIVES_LIMIT, OFFER_OUTLIVES_CUSTOMER, WAIT_OVERFLOW_NEVER, WAIT_OVERFLOW_WITHIN_OFFER,
};
use super::view::{View, listed, way};
use super::{Diagnostic, Edit, Value};

/// TIM-06: the scheduler looks every five minutes, and under POL-56 b it takes two looks.
const SWEEPS_S: u32 = 600;

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for queue in 0..view.policy.queues().len() {
        wait_overflow(view, queue, found);
    }
    for (number, workstream) in view.policy.workstreams().iter().enumerate() {
        offer(view, number, workstream, found);
        block(view, number, workstream, found);
    }
}

fn wait_overflow(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let Some(overflow) = view.policy.queues()[queue].wait_overflow else { return };
    let (name, workstreams) = (view.queue_name(queue), view.workstreams_of(queue));
    let at = way!["queues", queue, "wait_overflow", "seconds"];
    let limit = |number: &usize| view.policy.auto_close_s(switchboard::WorkstreamId::at(*number), Stage::Open);
    let limits: Option<Vec<u32>> = workstreams.iter().map(limit).collect();
    if let Some(last) = limits.and_then(|limits| limits.into_iter().max())
        && overflow.seconds > last + SWEEPS_S
    {
        let message = format!(
            "queue `{name}` overflows after {} s of waiting, but what is Open closes by itself after {last} s without a \
             change, so only what is offered in between can overflow; expected a shorter time, or a longer limit of Open in \
             `auto_close_min`",
            overflow.seconds,
        );
        let remove = way!["queues", queue, "wait_overflow"];
        found.push(
            WAIT_OVERFLOW_NEVER.at(at, message).mend_by_removing(format!("remove `wait_overflow` of `{name}`"), remove),
        );
        return;
    }
    // DIST-24: a record is never offered; DIST-28: what is assigned by itself is never missed.
    let rings = |number: &&usize| {
        let workstream = view.workstream(**number);
        workstream.channel != Channel::Record
            && workstream.distribution == Distribution::Push
            && !workstream.auto_assign
            && workstream.offer_s >= overflow.seconds
    };
    let names: Vec<&str> = workstreams.iter().filter(rings).map(|number| &*view.workstream(*number).name).collect();
    if !names.is_empty() {
        let longest =
            workstreams.iter().filter(rings).map(|number| view.workstream(*number).offer_s).max().unwrap_or(0);
        let message = format!(
            "queue `{name}` overflows after {} s, and the clock runs on while an offer of {} rings, up to {longest} s: one \
             missed offer and the conversation leaves the queue; expected more than {longest} s, or a shorter `offer_s`",
            overflow.seconds,
            listed(names),
        );
        found.push(WAIT_OVERFLOW_WITHIN_OFFER.at(at, message));
    }
}

/// TIM-11, TIM-13: who is disconnected for too long while it rings is gone.
fn offer(view: &View<'_>, number: usize, workstream: &Workstream, found: &mut Vec<Diagnostic>) {
    let limit = view.policy.settings().disconnect_s;
    if workstream.channel != Channel::LiveChat || workstream.offer_s <= limit {
        return;
    }
    let at = way!["workstreams", number, "offer_s"];
    let message = format!(
        "an offer of `{}` rings {} s, but a live chat ends when its customer is disconnected for {limit} s; expected \
         `offer_s` up to {limit}, or a longer `disconnect_s`",
        workstream.name, workstream.offer_s,
    );
    let fault = OFFER_OUTLIVES_CUSTOMER.at(at.clone(), message);
    let edit = Edit::Set { path: at, value: Value::Number(i64::from(limit)) };
    let title = format!("let offers of `{}` ring {limit} s", workstream.name);
    found.push(if limit > 0 { fault.mend(title, vec![edit]) } else { fault });
}

/// TIM-09, POL-09.
fn block(view: &View<'_>, number: usize, workstream: &Workstream, found: &mut Vec<Diagnostic>) {
    let id = switchboard::WorkstreamId::at(number);
    let (WrapUpBlock::Custom(seconds), Some(limit)) =
        (workstream.wrap_up_block, view.policy.auto_close_s(id, Stage::WrapUp))
    else {
        return;
    };
    let at = way!["workstreams", number, "wrap_up_block"];
    let name = &workstream.name;
    let mend = |fault: Diagnostic| {
        let edit = Edit::Set { path: at.clone(), value: Value::Number(i64::from(limit)) };
        let title = format!("let Wrap-up of `{name}` block for {limit} s");
        if (60..=3_600).contains(&limit) { fault.mend(title, vec![edit]) } else { fault }
    };
    let cut = view.policy.switches().closed_during_block == ClosedDuringBlock::ReleaseAtClosed;
    if view.policy.closes_after_block(id) && seconds > limit {
        let message = format!(
            "Wrap-up of `{name}` blocks capacity for {seconds} s, so it does not close by itself after its limit of {limit} \
             s, but after the block; expected a block up to {limit} s, if the limit is meant",
        );
        found.push(mend(BLOCK_OUTLIVES_LIMIT.at(at.clone(), message)));
    } else if !view.policy.closes_after_block(id) && cut && seconds > limit.saturating_add(SWEEPS_S) {
        let message = format!(
            "Wrap-up of `{name}` blocks capacity for {seconds} s, but closes by itself after {limit} s, which ends the block; \
             expected a block up to {limit} s",
        );
        found.push(mend(BLOCK_CUT_SHORT.at(at.clone(), message)));
    }
}
