//! Cases with one line or several in front of one group of agents: Erlang B, C and A, M/G/1, priorities, redials.

use crate::sample::{Branch, DurationDistribution};
use crate::scenario::{RedialSpec, SilenceSpec};
use crate::validate::case::{Case, Fault};
use crate::validate::world::{World, arrivals, messaging, voice};

use switchboard::BucketSpec;

type Worlds = Result<Vec<World>, Fault>;
/// A law by its mean.
type Law = fn(f64) -> DurationDistribution;

/// The only workstream and its queue.
const STREAM: &str = "contacts";
const QUEUE: &str = "line";
const AGENTS: &str = "agent";

/// One line in front of one group.
fn line(case: &Case, rate: f64, agents: u32, handling: impl Fn(&World) -> DurationDistribution, effort: u64) -> World {
    let mut world = World::stationary(case, rate, effort);
    world.queue(voice(QUEUE));
    let handling = handling(&world);
    world.stream("voice", QUEUE, 1, arrivals(STREAM, world.per_hour(rate), handling));
    world.agents(AGENTS, agents, 1, &[QUEUE]);
    world
}

/// A constant or lognormal law from its mean and coefficient of variation.
fn by_cv(mean_s: f64, cv: f64) -> DurationDistribution {
    if cv == 0.0 {
        DurationDistribution::Constant { value_s: mean_s }
    } else {
        DurationDistribution::Lognormal { mean_s, cv }
    }
}

/// The arrivals of the only workstream.
fn only(world: &mut World) -> &mut crate::scenario::ArrivalSpec {
    &mut world.spec.arrivals[0]
}

pub(super) fn erlang_c(case: &Case, effort: u64) -> Worlds {
    let (rate, handle) = (case.number("arrivals_per_hour")? / 3_600.0, case.number("mean_handle_s")?);
    let mut world = line(case, rate, case.count("agents")?, |world| world.with_rate(1.0 / handle), effort);
    world.in_time(case.number("awt_s")?);
    Ok(vec![world])
}

/// Blocking does not depend on the law of service, so the case is run under three.
pub(super) fn erlang_b(case: &Case, effort: u64) -> Worlds {
    let (offered, agents) = (case.number("offered_erlangs")?, case.count("agents")?);
    let laws: [(&str, Law); 3] = [
        ("exponential", |mean_s| DurationDistribution::Exponential { mean_s }),
        ("lognormal", |mean_s| DurationDistribution::Lognormal { mean_s, cv: 1.5 }),
        ("constant", |value_s| DurationDistribution::Constant { value_s }),
    ];
    let world = |(name, law): (&str, Law)| {
        let mut world = line(case, offered, agents, |world| law(world.seconds(1.0)), effort);
        world.label = name.to_owned();
        world.spec.lines = Some(agents);
        world
    };
    Ok(laws.map(world).into())
}

pub(super) fn finite_queue(case: &Case, effort: u64) -> Worlds {
    let (rate, service) = (case.number("arrival_rate")?, case.number("service_rate")?);
    let mut world = line(case, rate, case.count("agents")?, |world| world.with_rate(service), effort);
    world.spec.lines = Some(case.count("capacity_total")?);
    Ok(vec![world])
}

pub(super) fn erlang_a(case: &Case, effort: u64) -> Worlds {
    let patience = case.number("mean_patience_s")?;
    let mut worlds = erlang_c(case, effort)?;
    for world in &mut worlds {
        let law = world.with_rate(1.0 / patience);
        only(world).patience = Some(law);
    }
    Ok(worlds)
}

pub(super) fn general_patience(case: &Case, effort: u64) -> Worlds {
    let law = case.params.get("patience").cloned().unwrap_or_default();
    let mut worlds = erlang_c(case, effort)?;
    for world in &mut worlds {
        let number = |key: &str| match law.get(key).and_then(serde_json::Value::as_f64) {
            Some(number) if number > 0.0 => Ok(number),
            Some(_) | None => case.odd(format_args!("`patience` has no `{key}` above 0")),
        };
        let seconds = |key: &str| number(key).map(|units| world.seconds(units));
        let patience = match law.get("dist").and_then(serde_json::Value::as_str) {
            Some("constant") => DurationDistribution::Constant { value_s: seconds("value_s")? },
            Some("exponential") => DurationDistribution::Exponential { mean_s: seconds("mean_s")? },
            Some("lognormal") => DurationDistribution::Lognormal { mean_s: seconds("mean_s")?, cv: number("cv")? },
            Some("hyperexponential") => {
                let p1 = number("p1")?;
                let branches = vec![
                    Branch { weight: p1, mean_s: seconds("mean1_s")? },
                    Branch { weight: 1.0 - p1, mean_s: seconds("mean2_s")? },
                ];
                DurationDistribution::Hyperexponential { branches }
            }
            other => {
                return case.odd(format_args!(
                    "patience has the law `{}`, expected one of: constant, exponential, lognormal, hyperexponential",
                    other.unwrap_or("none")
                ));
            }
        };
        only(world).patience = Some(patience);
    }
    Ok(worlds)
}

pub(super) fn m_g_1(case: &Case, effort: u64) -> Worlds {
    let (rate, mean) = (case.number("arrival_rate")?, case.number("mean")?);
    let cv = case.params.get("cv").and_then(serde_json::Value::as_f64).unwrap_or(0.0);
    Ok(vec![line(case, rate, 1, |world| by_cv(world.seconds(mean), cv), effort)])
}

pub(super) fn m_d_c(case: &Case, effort: u64) -> Worlds {
    let (rate, service) = (case.number("arrival_rate")?, case.number("service_constant")?);
    let agents = case.count("agents")?;
    Ok(vec![line(case, rate, agents, |world| by_cv(world.seconds(service), 0.0), effort)])
}

/// Service in phases: an Erlang law is a gamma law with a whole shape.
pub(super) fn m_ph_c(case: &Case, effort: u64) -> Worlds {
    let phases = case.after("Erlang-").and_then(|rest| rest.split('/').next()?.trim().parse::<u32>().ok());
    let Some(phases) = phases.filter(|phases| *phases > 0) else {
        return case.odd("the model names no Erlang law, expected one such as `M/Erlang-2/c`");
    };
    let (rate, mean) = (case.number("arrival_rate")?, case.number("mean_service")?);
    let law = |world: &World| DurationDistribution::Gamma { mean_s: world.seconds(mean), shape: f64::from(phases) };
    Ok(vec![line(case, rate, case.count("agents")?, law, effort)])
}

// ---- several classes ------------------------------------------------------------------------------------------------

/// Classes in one line, the first first.
fn classes(
    case: &Case,
    rates: &[f64],
    agents: u32,
    channel: &str,
    handling: impl Fn(&World, usize) -> DurationDistribution,
    effort: u64,
) -> World {
    let mut world = World::stationary(case, rates.iter().sum(), effort);
    let name = |class: usize| format!("class-{}", class + 1);
    let mut queue = if channel == "voice" { voice(QUEUE) } else { messaging(QUEUE) };
    let bucket = |class| BucketSpec { workstream: Some(name(class)), ..BucketSpec::default() };
    queue.priorities = (0..rates.len()).map(bucket).collect();
    world.queue(queue);
    for (class, rate) in rates.iter().enumerate() {
        let handling = handling(&world, class);
        world.stream(channel, QUEUE, 1, arrivals(&name(class), world.per_hour(*rate), handling));
    }
    world.agents(AGENTS, agents, 1, &[QUEUE]);
    world
}

/// Strict priority, with or without putting lower work aside.
pub(super) fn priority_mmc(case: &Case, effort: u64) -> Worlds {
    let (rates, service) = (case.list("arrival_rates")?, case.number("service_rate")?);
    let preempts = case.model.contains("preemptive resume");
    let channel = if preempts { "async" } else { "voice" };
    let mut world = classes(case, &rates, case.count("agents")?, channel, |world, _| world.with_rate(service), effort);
    if preempts {
        let names: Vec<String> = world.spec.arrivals.iter().map(|one| one.workstream.clone()).collect();
        for (class, one) in world.spec.arrivals.iter_mut().enumerate() {
            // What is least urgent gives way first.
            one.interrupts = names[class + 1..].iter().rev().cloned().collect();
        }
    }
    Ok(vec![world])
}

/// The laws of the classes stand in the words of the model.
pub(super) fn priority_mg1(case: &Case, effort: u64) -> Worlds {
    let rates = case.list("arrival_rates")?;
    let law = |class: usize| {
        let words = case.after(&format!("class {} ", class + 1)).and_then(|rest| rest.split(',').next());
        let words: Vec<&str> = words.unwrap_or_default().split_whitespace().collect();
        let number = |word: &str| word.parse::<f64>().ok();
        match words.as_slice() {
            ["exponential", "mean", mean] => Some((number(mean)?, 1.0, true)),
            ["constant", value] => Some((number(value)?, 0.0, false)),
            ["lognormal", "mean", mean, "cv", cv] => Some((number(mean)?, number(cv)?, false)),
            _ => None,
        }
    };
    let laws: Option<Vec<(f64, f64, bool)>> = (0..rates.len()).map(law).collect();
    let Some(laws) = laws else {
        return case.odd("the model does not say each class's law, expected `class 1 exponential mean 1, class 2 …`");
    };
    let handling = |world: &World, class: usize| match laws[class] {
        (mean, _, true) => world.with_rate(1.0 / mean),
        (mean, cv, false) => by_cv(world.seconds(mean), cv),
    };
    Ok(vec![classes(case, &rates, 1, "voice", handling, effort)])
}

pub(super) fn priority_abandon(case: &Case, effort: u64) -> Worlds {
    let (rates, services) = (case.list("arrival_rates")?, case.list("service_rates")?);
    let patience = case.list("patience_rates")?;
    if services.len() != rates.len() || patience.len() != rates.len() {
        return case.odd("its lists differ in length, expected one number per class in each");
    }
    let handling = |world: &World, class: usize| world.with_rate(services[class]);
    let mut world = classes(case, &rates, case.count("agents")?, "voice", handling, effort);
    for (class, rate) in patience.iter().enumerate() {
        let law = world.with_rate(*rate);
        world.spec.arrivals[class].patience = Some(law);
    }
    Ok(vec![world])
}

// ---- customers who come again ---------------------------------------------------------------------------------------

/// Customers who try again: after the busy signal for ever, or after leaving with a probability.
pub(super) fn retrial(case: &Case, effort: u64) -> Worlds {
    let (rate, service) = (case.number("arrival_rate")?, case.number("service_rate")?);
    let agents = case.count("agents")?;
    let mut world = line(case, rate, agents, |world| world.with_rate(service), effort);
    let blocks = case.params.get("retry_rate").is_some();
    let (probability, again) = if blocks {
        world.spec.lines = Some(agents);
        (1.0, case.number("retry_rate")?)
    } else {
        let law = world.with_rate(case.number("patience_rate")?);
        only(&mut world).patience = Some(law);
        (case.number("prob_redial")?, case.number("redial_rate")?)
    };
    let after = world.with_rate(again);
    only(&mut world).redial =
        Some(RedialSpec { probability, after, rounds_max: Some(u32::MAX), abandoned: None, blocked: None });
    Ok(vec![world])
}

/// Conversations that go to Waiting and come back to the end of the queue.
pub(super) fn active_waiting(case: &Case, effort: u64) -> Worlds {
    let rate = case.number("arrival_rate")?;
    let mut world = World::stationary(case, rate, effort);
    world.queue(messaging(QUEUE));
    let spell = world.with_rate(case.number("spell_rate")?);
    let away = world.with_rate(case.number("return_rate")?);
    let mut contacts = arrivals(STREAM, world.per_hour(rate), spell.clone());
    contacts.silence =
        Some(SilenceSpec { probability: case.number("prob_waiting")?, away, rounds_max: Some(50), again: Some(spell) });
    world.stream("async", QUEUE, 1, contacts);
    world.agents(AGENTS, case.count("agents")?, 1, &[QUEUE]);
    Ok(vec![world])
}

/// A name of an expected number as the catalogue has it, where the family means something of its own by it.
pub(super) fn renamed<'a>(family: &str, key: &'a str) -> &'a str {
    match (family, key) {
        // Every visit to the queue waits.
        ("active-waiting", "prob_wait") => "prob_wait_per_visit",
        _ => key,
    }
}
