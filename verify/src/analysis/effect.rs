//! Settings that nothing reads under this policy: because of a switch, of a channel, or of another setting.

use switchboard::{
    AgentLossLimit, Channel, ConsultCost, Distribution, EndOfDayUse, FirstAgentFreed, LegacyFields, OrderBy,
    PickFromPush, PolicyStep, QueueKind, Reset, ServiceLevelBase, SkillMatching, WrapUpBlock,
};

use super::Diagnostic;
use super::check::NO_EFFECT;
use super::view::{View, way};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    settings(view, found);
    for number in 0..view.policy.workstreams().len() {
        workstream(view, number, found);
    }
    for queue in 0..view.policy.queues().len() {
        of_queue(view, queue, found);
    }
}

/// A finding about a key that can go.
fn tell(found: &mut Vec<Diagnostic>, at: Vec<PolicyStep>, what: &str, why: &str, rules: &[&'static str]) {
    let message = format!("{what} has no effect: {why}; expected to leave it out");
    let mut fault = NO_EFFECT.at(at.clone(), message).mend_by_removing(format!("remove {what}"), at);
    fault.rules = rules.to_vec();
    found.push(fault);
}

fn settings(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let (spec, switches) = (&view.spec.settings, view.policy.switches());
    let workstreams = view.policy.workstreams();
    let channel = |channel: Channel| workstreams.iter().any(|workstream| workstream.channel == channel);
    let records = view.policy.queues().iter().any(|queue| queue.kind == QueueKind::Record);
    // DIST-24, DIST-28: records are never offered, and what is assigned by itself is neither missed nor rejected.
    let offers = workstreams.iter().any(|one| one.channel != Channel::Record && !one.auto_assign);
    let one_loss = switches.agent_loss_limit == AgentLossLimit::OneValue;
    let lines: [(&str, bool, &str, &[&'static str]); 11] = [
        (
            "transfer_wrap_up_s",
            spec.transfer_wrap_up_s.is_some() && switches.first_agent_freed != FirstAgentFreed::AfterTransferWrapUp,
            "it is read under POL-05 c only",
            &["POL-05"],
        ),
        (
            "consult_costs_capacity",
            spec.consult_costs_capacity == Some(true) && switches.consult_cost != ConsultCost::BySetting,
            "it is read under POL-33 b only",
            &["POL-33", "CAP-21"],
        ),
        (
            "agent_loss_call_s",
            spec.agent_loss_call_s.is_some() && one_loss,
            "under POL-40 b one value is for all",
            &["POL-40", "ST-61"],
        ),
        (
            "agent_loss_call_s",
            spec.agent_loss_call_s.is_some() && !one_loss && !channel(Channel::Voice),
            "no workstream has calls",
            &["ST-61"],
        ),
        (
            "call_disconnect_s",
            spec.call_disconnect_s.is_some() && !channel(Channel::Voice),
            "no workstream has calls",
            &["ST-15"],
        ),
        (
            "disconnect_s",
            spec.disconnect_s.is_some() && !channel(Channel::LiveChat),
            "no workstream has live chats",
            &["TIM-11"],
        ),
        (
            "missed_offers_set_inactive",
            spec.missed_offers_set_inactive == Some(true) && !offers,
            "nothing is offered that could be missed",
            &["DIST-24", "DIST-28", "PRES-10"],
        ),
        (
            "rejected_offers_set_dnd",
            spec.rejected_offers_set_dnd == Some(true) && !offers,
            "nothing is offered that could be rejected",
            &["DIST-24", "DIST-28", "PRES-10"],
        ),
        (
            "preferred_fallback",
            spec.preferred_fallback.is_some() && view.policy.contacts().is_empty(),
            "no contact has preferred agents",
            &["DIST-19"],
        ),
        ("records_per_cycle", spec.records_per_cycle.is_some() && !records, "no queue has records", &["PRIO-07"]),
        ("records_prioritized", spec.records_prioritized.is_some() && !records, "no queue has records", &["PRIO-07"]),
    ];
    for (key, idle, why, rules) in lines {
        if idle {
            tell(found, way!["settings", key], &format!("`{key}`"), why, rules);
        }
    }
}

fn workstream(view: &View<'_>, number: usize, found: &mut Vec<Diagnostic>) {
    let (spec, workstream) = (&view.spec.workstreams[number], view.workstream(number));
    let switches = view.policy.switches();
    let legacy = switches.legacy_fields == LegacyFields::Ignored;
    let record = workstream.channel == Channel::Record;
    let pick = workstream.distribution == Distribution::Pick;
    let custom = view.queues_of(number).all(|queue| view.is_custom(queue));
    // CAP-14: an end-of-day profile stays used whatever the block does.
    let kept = workstream.cost == 0
        && !workstream.profiles.is_empty()
        && workstream.profiles.iter().all(|one| view.policy.profiles()[one.index()].reset == Reset::EndOfDay)
        && switches.end_of_day_use == EndOfDayUse::CountedToShiftEnd;
    let why_pick = match pick {
        true => "agents pick from this workstream anyway",
        false => "under POL-49 b agents may always pick",
    };
    let why_custom = "its queues have a custom method, which asks its own rules only";
    let skills = workstream.skill_matching == SkillMatching::None && !view.queues_of(number).any(|at| asks(view, at));
    let lines: [(&str, bool, &str, &[&'static str]); 11] = [
        (
            "follow_up_min",
            spec.follow_up_min.is_some() && legacy,
            "it is read under POL-50 b only",
            &["POL-50", "TIM-23"],
        ),
        (
            "decline_pause_s",
            spec.decline_pause_s.is_some() && legacy,
            "it is read under POL-50 b only",
            &["POL-50", "DIST-34"],
        ),
        (
            "max_concurrency",
            spec.max_concurrency.is_some() && legacy,
            "it is read under POL-50 b only",
            &["POL-50", "CAP-33"],
        ),
        (
            "pick_from_push",
            spec.pick_from_push && (pick || switches.pick_from_push == PickFromPush::Always),
            why_pick,
            &["POL-49", "AG-01"],
        ),
        ("offer_s", spec.offer_s.is_some() && record, "records are assigned without an offer", &["DIST-24"]),
        ("auto_assign", spec.auto_assign && record, "records are assigned without an offer", &["DIST-24"]),
        ("wrap_up_block", spec.wrap_up_block.is_some() && record, "records have no Wrap-up", &["ST-50"]),
        ("disposition_required", spec.disposition_required && record, "records are resolved, not ended", &["ST-50"]),
        (
            "wrap_up_block",
            matches!(workstream.wrap_up_block, WrapUpBlock::Custom(_)) && kept && !record,
            "its conversations cost end-of-day profiles only, which stay used until the shift ends",
            &["CAP-14"],
        ),
        (
            "skill_matching",
            workstream.skill_matching != SkillMatching::None && custom && !pick,
            why_custom,
            &["DIST-18"],
        ),
        (
            "requirement",
            spec.requirement.is_some() && skills,
            "its `skill_matching` is none, and no rule of its queues asks for skills",
            &["DIST-16", "DIST-17", "DIST-18"],
        ),
    ];
    for (key, idle, why, rules) in lines {
        if idle {
            tell(found, way!["workstreams", number, key], &format!("`{key}` of `{}`", spec.name), why, rules);
        }
    }
}

/// Whether rules of the queue ask for skills, or order by them.
pub(super) fn asks(view: &View<'_>, queue: usize) -> bool {
    view.policy.queues()[queue].rules.iter().any(|rule| match rule.order {
        OrderBy::NearestProficiency | OrderBy::MostProficient | OrderBy::SkillCount => true,
        OrderBy::RoundRobin | OrderBy::UnitCapacity | OrderBy::ProfileCapacity | OrderBy::LeastActive => rule.skills,
    })
}

fn of_queue(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let (spec, rules) = (&view.spec.queues[queue], &view.policy.queues()[queue]);
    let feeds = &view.feeds[queue];
    let persistent = !feeds.is_empty()
        && feeds.iter().all(|feed| view.workstream(feed.workstream).channel == Channel::PersistentChat);
    let conversation = view.policy.switches().service_level_base == ServiceLevelBase::Conversation;
    let lines: [(&str, bool, &str, &[&'static str]); 4] = [
        (
            "threshold_s",
            spec.threshold_s.is_some() && conversation,
            "under POL-36 a the service level is of conversations, with one threshold for all",
            &["POL-36", "MET-40"],
        ),
        (
            "levels_fallback",
            spec.levels_fallback.is_some() && rules.levels.is_empty(),
            "the queue has no levels",
            &["DIST-21"],
        ),
        (
            "position_text",
            rules.position_text && rules.kind == QueueKind::Record,
            "nobody waits for an answer beside a record",
            &["WAIT-02"],
        ),
        ("position_text", rules.position_text && persistent, "persistent chats are not told their place", &["WAIT-02"]),
    ];
    for (key, idle, why, rules) in lines {
        if idle {
            tell(found, way!["queues", queue, key], &format!("`{key}` of `{}`", spec.name), why, rules);
        }
    }
}
