//! A calibration as a scenario file: every number with a comment that says where it comes from.

mod staff;
mod words;

use crate::calibrate::durations::{Durations, Fit};
use crate::calibrate::law::{Family, Law};
use crate::calibrate::observed::LogKind;
use crate::calibrate::text::words::{
    clock, digits, interval, law, parameters, plain, probability, quoted, sentence, short,
};
use crate::calibrate::{Assumption, Calibration, StreamEstimate};
use crate::sample::DurationDistribution;

/// Points of a survival curve in a scenario.
const POINTS_MAX: usize = 40;

/// Quantiles that stand for recorded times.
const QUANTILES: usize = 200;

/// Which law of handle times goes into the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The one with the least of Akaike's criterion.
    #[default]
    Best,
    /// One family where it could be fitted, else the best; empirical takes quantiles of the recorded times.
    Family(Family),
}

/// Writes the scenario; `command` is the line that gives it again.
pub fn scenario_text(calibration: &Calibration, choice: Choice, command: &str) -> String {
    let mut text = String::new();
    Writer { calibration, choice, text: &mut text }.write(command);
    text
}

struct Writer<'a> {
    calibration: &'a Calibration,
    choice: Choice,
    text: &'a mut String,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A comment, broken at 118 columns.
    fn comment(&mut self, words: &str) {
        let mut line = String::from("#");
        for word in words.split_whitespace() {
            if line.chars().count() + 1 + word.chars().count() > 118 && line != "#" {
                self.line(&line);
                line = String::from("#");
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(&line);
    }

    /// The first and one past the last interval with a hundredth of the busiest interval's arrivals.
    fn hours(&self) -> (usize, usize) {
        let slots = (1_440 / self.calibration.interval_min) as usize;
        let sum = |slot: usize| -> f64 {
            self.calibration.streams.iter().filter_map(|stream| Some(stream.asked.slots.get(slot)?.mean)).sum()
        };
        let busiest = (0..slots).map(sum).fold(0.0, f64::max);
        let open = |slot: &usize| sum(*slot) > 0.01 * busiest;
        let first = (0..slots).find(open).unwrap_or(0);
        let last = (0..slots).rev().find(open).unwrap_or(slots - 1);
        (first, last + 1)
    }

    fn write(&mut self, command: &str) {
        let calibration = self.calibration;
        let days = calibration.days.len();
        let ordinary = calibration.days.iter().filter(|(_, ordinary)| *ordinary).count();
        let span = match (calibration.days.first(), calibration.days.last()) {
            (Some((first, _)), Some((last, _))) if days > 1 => format!("{} to {}", first.label, last.label),
            (Some((first, _)), Some(_)) => first.label.clone(),
            (None, _) | (_, None) => "no day".to_owned(),
        };
        let file = calibration.file.rsplit(['/', '\\']).next().unwrap_or_default();
        self.comment(&format!(
            "Calibrated from the {} `{}`: {} conversations on {days} days, {span}.",
            calibration.kind.name(),
            plain(file),
            calibration.all.entered_total
        ));
        self.comment(&format!("The same again: {}", plain(command)));
        self.line("#");
        self.comment(
            "Each number says where it comes from; [low, high] is its 95 % interval. What the log does not show is marked \
             ASSUMED, with the range between which it may lie: try both ends before you trust an answer.",
        );
        for note in &calibration.notes {
            self.comment(&format!("Log: {}.", plain(note)));
        }
        self.line("");
        let (first, last) = self.hours();
        let minutes = |slot: usize| slot as u32 * calibration.interval_min;
        self.line(&format!("name = {}", quoted(&format!("calibrated from {file}"))));
        self.line("question = \"What was an ordinary day of this log like, and what would change it?\"");
        self.comment("From the first to the last interval with a hundredth of the busiest interval's arrivals; what came outside is left out.");
        self.line(&format!("from = \"{}\"", clock(minutes(first))));
        self.line(&format!("to = \"{}\"", clock(minutes(last))));
        self.line(&format!("interval_min = {}", calibration.interval_min));
        self.comment("ASSUMED: the customary threshold; a log does not tell what was promised.");
        self.line("service_level_s = 20");
        self.line("");
        self.policy();
        for place in 0..calibration.streams.len() {
            self.stream(&calibration.streams[place], (first, last), ordinary);
        }
        self.staff((first, last), ordinary);
    }

    fn streams(&self) -> impl Iterator<Item = &StreamEstimate> {
        self.calibration.streams.iter().filter(|stream| stream.asked_total > 0)
    }

    fn policy(&mut self) {
        self.line("[policy]");
        self.comment(
            "ASSUMED as far as the log does not show it: which presences, profiles, rules and priorities there are.",
        );
        self.line("name = \"as the log shows\"");
        self.line("switches = { POL-36 = \"a\" }");
        let mut queues: Vec<(String, &'static str)> = Vec::new();
        for stream in self.streams() {
            let kind = match stream.channel.queue_kind() {
                switchboard::QueueKind::Voice => "voice",
                switchboard::QueueKind::Messaging => "messaging",
                switchboard::QueueKind::Record => "record",
            };
            if !queues.iter().any(|(name, _)| *name == stream.queue) {
                queues.push((stream.queue.clone(), kind));
            }
        }
        let queues: Vec<String> = queues
            .iter()
            .map(|(name, kind)| format!("    {{ name = {}, kind = \"{kind}\" }},", quoted(name)))
            .collect();
        self.line("queues = [");
        self.line(&queues.join("\n"));
        self.line("]");
        self.line("");
        let kind = self.calibration.kind;
        let streams: Vec<StreamEstimate> = self.streams().cloned().collect();
        for stream in &streams {
            self.line("[[policy.workstreams]]");
            self.line(&format!("name = {}", quoted(&stream.name)));
            self.line(&format!("channel = \"{}\"", stream.channel.name()));
            self.line(&format!("queue = {}", quoted(&stream.queue)));
            match (stream.cost, kind) {
                (Some(cost), LogKind::Events) => {
                    self.comment("Units, from the change of what agents had left.");
                    self.line(&format!("cost = {cost}"));
                }
                (Some(cost), LogKind::Calls | LogKind::Intervals) => {
                    self.comment("One call at a time.");
                    self.line(&format!("cost = {cost}"));
                }
                (None, _) => {
                    let cost = self.whole_capacity();
                    self.comment("ASSUMED: one at a time; the log does not show what a conversation costs.");
                    self.line(&format!("cost = {cost}"));
                }
            }
            match stream.offer_s {
                Some(seconds) => self.line(&format!("offer_s = {seconds}")),
                None if kind == LogKind::Events => self.line("auto_assign = true"),
                None => {}
            }
            match stream.wrap_up_block_s {
                Some(seconds) => self.line(&format!("wrap_up_block = {seconds}")),
                None if stream.wrap_up.is_none() => self.line("wrap_up_block = \"never\""),
                None => {}
            }
            self.line("");
        }
        for place in 0..self.groups().len() {
            let (name, agents, units, takes) = self.groups().swap_remove(place);
            self.line("[[policy.users]]");
            self.line(&format!("name = {}", quoted(&name)));
            self.comment("So many shifts as are below; the same person may work several.");
            self.line(&format!("count = {agents}"));
            self.line(&format!("units = {units}"));
            self.line(&format!(
                "queues = [{}]",
                takes.iter().map(|queue| quoted(queue)).collect::<Vec<_>>().join(", ")
            ));
            self.line("");
        }
    }

    fn stream(&mut self, stream: &StreamEstimate, (first, last): (usize, usize), ordinary: usize) {
        if stream.asked_total == 0 {
            return;
        }
        self.comment(
            "---------------------------------------------------------------------------------------------------",
        );
        self.comment(&format!(
            "{}, {}: {} conversations, {} of which asked for a person.",
            plain(&stream.name),
            stream.channel.name(),
            stream.entered_total,
            stream.asked_total
        ));
        self.line("[[arrivals]]");
        self.line(&format!("workstream = {}", quoted(&stream.name)));
        self.dispersion(stream);
        self.comment(&format!("Who asked for a person in each interval, on average over {ordinary} ordinary days."));
        self.line("per_interval = [");
        for slot in first..last {
            let Some(arrivals) = stream.asked.slots.get(slot) else { continue };
            let (low, high) = arrivals.interval;
            let start = clock(slot as u32 * self.calibration.interval_min);
            self.line(&format!("    {}, # {start} [{}, {}]", digits(arrivals.mean), short(low), short(high)));
        }
        self.line("]");
        self.handling(stream);
        if let Some(slowdown) = &stream.slowdown {
            let factors: Vec<String> =
                slowdown.factors.iter().map(|factor| format!("{} {}", factor.name, interval(factor))).collect();
            self.comment(&format!(
                "How much longer with others in hand, by maximum likelihood from work at each level ({} law; ends at each \
                 level: {:?}): {}.",
                slowdown.family.name(),
                slowdown.ends,
                factors.join(", ")
            ));
            let values: Vec<String> = slowdown.factors.iter().map(|factor| digits(factor.value)).collect();
            self.line(&format!("slowdown = [{}]", values.join(", ")));
        }
        self.assumed(stream, "slowdown", None);
        match &stream.wrap_up {
            Some(wrap_up) => self.durations("wrap_up", "Wrap-up", wrap_up),
            None => self.assumed(stream, "wrap_up", None),
        }
        match &stream.ring {
            Some(ring) => self.durations("accept", "Ringing before the accept", ring),
            None => self.assumed(stream, "accept", None),
        }
        for share in [&stream.reject, &stream.miss, &stream.customer_ends].into_iter().flatten() {
            let ends = matches!(stream.channel, switchboard::Channel::Voice | switchboard::Channel::LiveChat);
            if share.value > 0.0 && (share.name != "customer_ends" || ends) {
                self.comment(&format!("Share of all: {}.", interval(share)));
                self.line(&format!("{} = {}", share.name, digits(share.value)));
            }
        }
        self.patience(stream);
        self.silence(stream);
        if stream.handed_over > 0 {
            self.comment(&format!(
                "{} conversations were handed over; their handling is that of all their agents together, and nobody hands \
                 over here.",
                stream.handed_over
            ));
        }
        self.line("");
    }

    fn dispersion(&mut self, stream: &StreamEstimate) {
        let arrivals = &stream.asked;
        if let Some(within) = &arrivals.within {
            self.comment(&format!(
                "Variance ÷ mean of the intervals: {} (chi-square {} with {} degrees, p {}); 1 would be Poisson.",
                short(within.index()),
                short(within.statistic),
                within.degrees,
                probability(within.p_value)
            ));
        }
        if let Some(between) = &arrivals.between {
            self.comment(&format!(
                "Days of the same weekday differ by a gamma factor with coefficient of variation {} [{}, {}] (p {}).",
                short(between.cv),
                short(between.interval.0),
                short(between.interval.1),
                probability(between.p_value)
            ));
            // Where Poisson cannot be excluded, days are taken as alike.
            if between.interval.0 > 0.0 {
                self.line(&format!("busyness = {{ cv = {} }}", digits(between.cv)));
            }
        }
        for (day, slot, count, others) in &arrivals.outliers {
            let start = clock(*slot as u32 * self.calibration.interval_min);
            self.comment(&format!(
                "{day} {start} had {count}, where the other days had {} on average; it is part of the mean.",
                short(*others)
            ));
        }
    }

    fn handling(&mut self, stream: &StreamEstimate) {
        if let Some(handling) = &stream.handling {
            return self.durations("handling", "Handling", handling);
        }
        let mean = stream.handling_mean.as_ref();
        if let Some(mean) = mean {
            self.comment(&format!("The mean of the intervals, weighted by volume: {} s.", interval(mean)));
        }
        let mean_s = mean.map_or(300.0, |mean| mean.value);
        self.assumed(stream, "handling", Some(&law(&DurationDistribution::Lognormal { mean_s, cv: 1.0 })));
    }

    /// A law of durations with what else was tried.
    fn durations(&mut self, key: &str, what: &str, durations: &Durations) {
        let best = durations.best();
        let (chosen, empirical) = match self.choice {
            Choice::Best => (best, false),
            Choice::Family(Family::Empirical) => (best, true),
            Choice::Family(family) => (durations.of(family).unwrap_or(best), false),
        };
        let zeros =
            if durations.zeros > 0 { format!(", and {} of no time, left out", durations.zeros) } else { String::new() };
        self.comment(&format!(
            "{what} of {} conversations{zeros}: mean {} s, coefficient of variation {}.",
            durations.times_s.len(),
            interval(&durations.mean),
            short(durations.cv())
        ));
        let told = |fit: &Fit| {
            format!(
                "{} (AIC +{}, KS {})",
                fit.law.family().name(),
                short(fit.aic - durations.fits[0].aic),
                short(fit.distance)
            )
        };
        let others: Vec<String> = durations.fits.iter().filter(|fit| empirical || **fit != *chosen).map(told).collect();
        if empirical {
            self.comment(&format!("{QUANTILES} quantiles of the recorded times. Fitted laws: {}.", others.join(", ")));
            let values_s = durations.quantiles(QUANTILES);
            return self.line(&format!("{key}.{}", law(&DurationDistribution::Empirical { values_s })));
        }
        self.comment(&format!(
            "{} by maximum likelihood: {}; AIC +{}, KS {}. Others: {}.",
            chosen.law.family().name(),
            parameters(&chosen.parameters),
            short(chosen.aic - durations.fits[0].aic),
            short(chosen.distance),
            others.join(", ")
        ));
        if durations.times_s.len() < crate::calibrate::TIMES_MIN {
            self.comment("Too few times to choose a law by: ASSUMED exponential.");
        }
        self.line(&format!("{key}.{}", law(&chosen.law.distribution())));
    }

    fn patience(&mut self, stream: &StreamEstimate) {
        let Some(patience) = &stream.patience else {
            let exponential = DurationDistribution::Exponential { mean_s: 180.0 };
            return self.assumed(stream, "patience", Some(&law(&exponential)));
        };
        self.comment(&format!(
            "Patience from {} who waited, {} of whom left: Kaplan and Meier's curve, thinned to {POINTS_MAX} points, each \
             with Greenwood's interval; beyond the last the rest leaves at the exponential rate.",
            patience.curve.waited, patience.curve.abandoned
        ));
        for fit in &patience.fits {
            self.comment(&format!(
                "{} instead: {}; AIC {}, distance to the curve {}.",
                fit.law.family().name(),
                parameters(&fit.parameters),
                short(fit.aic),
                short(fit.distance)
            ));
        }
        let mean = patience.fits.iter().find_map(|fit| match fit.law {
            Law::Exponential { mean_s } => Some(mean_s),
            Law::Constant { .. }
            | Law::Gamma { .. }
            | Law::Lognormal { .. }
            | Law::Weibull { .. }
            | Law::Erlang { .. }
            | Law::Hyperexponential { .. } => None,
        });
        self.line("patience.survival.points = [");
        for point in patience.thinned(POINTS_MAX) {
            let end = format!("[{}, {}]", digits(point.time_s), digits(point.survival));
            self.line(&format!("    {end}, # [{}, {}]", short(point.low), short(point.high)));
        }
        self.line("]");
        if let Some(mean) = mean {
            self.line(&format!("patience.survival.tail_mean_s = {}", digits(mean)));
        }
    }

    fn silence(&mut self, stream: &StreamEstimate) {
        let Some(silence) = &stream.silence else { return };
        let counts: Vec<String> =
            silence.counts.iter().enumerate().map(|(number, count)| format!("{count} with {number}")).collect();
        self.comment(&format!(
            "Silences: {}. The probability of one more: {}.",
            counts.join(", "),
            interval(&silence.probability)
        ));
        self.line(&format!("silence.probability = {}", digits(silence.probability.value)));
        self.line(&format!("silence.rounds_max = {}", silence.rounds_max));
        if silence.cut_off > 0 {
            self.comment(&format!("{} were still away when the log or the conversation ended.", silence.cut_off));
        }
        match &silence.away {
            Some(away) => self.durations("silence.away", "Away", away),
            None => {
                self.comment(
                    "ASSUMED: exponential with a mean of an hour, 10 minutes to a day; nobody was seen to come back.",
                );
                self.line("silence.away.exponential = { mean_s = 3600 }");
            }
        }
    }

    fn assumed(&mut self, stream: &StreamEstimate, key: &str, law: Option<&str>) {
        let Some(Assumption { value, range, why, .. }) = stream.assumptions.iter().find(|assumed| assumed.key == key)
        else {
            return;
        };
        self.comment(&format!("ASSUMED {key}: {value}; range {range}. {}.", sentence(why)));
        if let Some(law) = law {
            self.line(&format!("{key}.{law}"));
        }
    }
}
