//! The tables of a day, and the page that holds them with the figures.

use switchboard::{Code, ServiceLevelBase};
use switchboard_sims::results::{Measure, Unit};
use switchboard_sims::statistics::{Histogram, Rank};

use crate::day::DayReport;
use crate::day::figures::phase;
use crate::day::numbers::{Part, percentile_s};
use crate::day::words::seconds_plain;
use crate::number::{Estimate, amount, count};
use crate::page::{Page, Provenance, Section};
use crate::table::{Cell, Column, Table};

/// What the model leaves out, whatever the scenario.
const LIMITS: [&str; 6] = [
    "Customers do not call back, do not change the channel and do not come twice; who hangs up is gone.",
    "Agents are alike but for their queues, units and shifts: no skills, no learning, no fatigue. Nobody is ill.",
    "Arrivals, patience and handling times are what the scenario says; how well they fit a real floor is not tested here.",
    "Intervals of confidence hold the chance of the day, not the doubt about the scenario's own numbers.",
    "Service level and waits are those of the first wait; a wait after a transfer is not in them.",
    "No person is ranked: figures are of queues, channels and the whole floor, and are not meant to judge anybody (SUP-MON-12).",
];

/// What heads of columns have room for, where the name is longer.
const SHORT: [(Measure, &str); 16] = [
    (Measure::Incoming, "Incoming"),
    (Measure::Handled, "Answered"),
    (Measure::Abandoned, "Abandoned"),
    (Measure::AbandonedRate, "Abandoned rate"),
    (Measure::AverageFirstWait, "First wait"),
    (Measure::SpeedToAnswer, "Speed to answer"),
    (Measure::ServiceLevel, "Service level"),
    (Measure::HandleTime, "Handle time"),
    (Measure::WrapUpTime, "Wrap-up time"),
    (Measure::TransferRate, "Transferred"),
    (Measure::RejectionRate, "Offers rejected"),
    (Measure::TimeoutRate, "Offers missed"),
    (Measure::InHandTime, "In hand"),
    (Measure::InQueue, "In queue"),
    (Measure::AgentsBusy, "Agents busy"),
    (Measure::AgentsSignedIn, "Agents signed in"),
];

impl DayReport<'_> {
    /// The page: the answer, the figures and the tables with the same numbers.
    pub fn page(&self, made: Provenance) -> Page {
        let mut answer = self.answer().into_iter();
        let mut page = Page::new(self.question(), answer.next().unwrap_or_default(), made);
        for paragraph in answer {
            page = page.answer(paragraph);
        }
        page = self.facts(page);
        if let Some(known) = self.known_section() {
            page = page.section(known);
        }
        let weeks = self.weeks();
        if !weeks.is_empty() {
            let section = Section::new("How do the days differ?");
            let caption =
                "One row for each day, one cell for each interval; the darker the more. A stroke: nothing there.";
            page = page.section(weeks.iter().fold(section, |section, map| section.figure(&*map.figure, caption)));
        }
        page = page
            .section(self.when_section())
            .section(self.waits_section())
            .section(self.agents_section())
            .section(self.channels_section())
            .section(self.supervisors_section())
            .section(self.states_section())
            .section(self.definitions_section());
        for limit in LIMITS {
            page = page.limit(limit);
        }
        page
    }

    fn facts(&self, mut page: Page) -> Page {
        let live = self.live();
        let who = self.live_name();
        let (live, all) = (Part::of(&live), Part::DAY);
        let wanted = [
            (Measure::ServiceLevel, live, Some(who)),
            (Measure::AbandonedRate, live, Some(who)),
            (Measure::SpeedToAnswer, live, Some(who)),
            (Measure::Incoming, all, None),
            (Measure::Occupancy, all, None),
            (Measure::Utilisation, all, None),
            (Measure::ProfileUtilisation, all, None),
        ];
        for (measure, part, of_whom) in wanted {
            if measure == Measure::ProfileUtilisation && !self.has_profiles() {
                continue;
            }
            let name = if measure == Measure::ServiceLevel {
                match self.results.setting.base {
                    ServiceLevelBase::Conversation => {
                        format!("Service level, {}", seconds_plain(self.results.setting.service_level_s))
                    }
                    ServiceLevelBase::Segment => "Service level, by queue".to_owned(),
                }
            } else {
                measure.name().to_owned()
            };
            let note = match (self.over(measure), of_whom) {
                (Some(over), Some(who)) => format!("of {over}; {who}"),
                (Some(over), None) => format!("of {over}"),
                (None, _) => "a day, all channels".to_owned(),
            };
            page = page.fact(name, self.cell(measure, part), note);
        }
        page
    }

    /// A measure as a cell.
    fn cell(&self, measure: Measure, part: Part<'_>) -> Cell {
        let Some(estimate) = self.estimate(measure, part) else { return Cell::Nothing };
        match measure.unit() {
            // Nobody counts tenths of a hundred conversations.
            Unit::Count | Unit::Level => Cell::Amount(estimate, usize::from(estimate.value < 99.95)),
            Unit::Seconds => Cell::Seconds(estimate),
            Unit::Share => Cell::Percent(estimate),
        }
    }

    fn column(&self, measure: Measure) -> Column {
        let short = SHORT.iter().find(|(named, _)| *named == measure);
        let name = short.map_or(measure.name(), |(_, short)| short);
        match (measure.unit(), self.over(measure)) {
            (Unit::Count, _) => Column::defined(name, "a day"),
            (Unit::Level, _) => Column::defined(name, "mean over time"),
            (Unit::Seconds, Some(over)) => Column::defined(name, format!("mean of {over}")),
            // What counts as abandoned is for the definitions; a head has room for the denominator.
            (Unit::Share, Some(over)) => {
                Column::defined(name, format!("of {}", over.split(';').next().unwrap_or(over)))
            }
            (Unit::Seconds | Unit::Share, None) => Column::new(name),
        }
    }

    fn when_section(&self) -> Section {
        let live = self.live();
        let who = self.live_name();
        let of_live = [Measure::Incoming, Measure::AbandonedRate, Measure::ServiceLevel, Measure::AverageFirstWait];
        let of_floor = [Measure::InQueue, Measure::AgentsBusy, Measure::AgentsSignedIn, Measure::Occupancy];
        let columns = std::iter::once(Column::new("From"))
            .chain(of_live.iter().chain(&of_floor).map(|measure| self.column(*measure)));
        let mut table = Table::new(
            format!(
                "By interval: {who} by the interval in which they came, queue and agents of all channels by the clock. \
                 In brackets the 95 % interval over replications. {}",
                self.warm_up().unwrap_or_default()
            )
            .trim_end(),
            columns,
        );
        for interval in (0..self.results.setting.intervals).filter(|interval| self.is_shown(*interval)) {
            let within = |part: Part<'_>, measure| self.cell(measure, part.within(interval, interval + 1));
            let cells =
                of_live.iter().map(|measure| self.cell(*measure, Part::of(&live).within(interval, interval + 1)));
            let cells: Vec<Cell> = std::iter::once(Cell::text(self.label_of(interval)))
                .chain(cells)
                .chain(of_floor.iter().map(|measure| within(Part::DAY, *measure)))
                .collect();
            table = table.row(cells);
        }
        let total: Vec<Cell> =
            std::iter::once(Cell::text(if self.results.setting.to_s > 86_400.0 { "all" } else { "day" }))
                .chain(of_live.iter().map(|measure| self.cell(*measure, Part::of(&live))))
                .chain(of_floor.iter().map(|measure| self.cell(*measure, Part::DAY)))
                .collect();
        Section::new("When is it tight?")
            .figure(
                &self.service_level(),
                format!(
                    "Share of answered {who} who {}, by interval of arrival, with its 95 % interval over {}. The \
                     target is {} %.",
                    self.in_time("waited"),
                    self.replications(),
                    amount(self.target * 100.0, 0),
                ),
            )
            .figure(
                &self.queue(),
                format!(
                    "Mean length of the queues, sampled every {}, until an hour after the last arrival; the band is \
                     the 95 % interval.",
                    self.sampling()
                ),
            )
            .table(table.total(total))
    }

    fn replications(&self) -> String {
        match self.results.days.len() {
            1 => "1 replication".to_owned(),
            number => format!("{} replications", count(number as u64)),
        }
    }

    fn sampling(&self) -> String {
        match self.results.setting.sample_s / 60.0 {
            1.0 => "minute".to_owned(),
            minutes if minutes.fract() == 0.0 => format!("{} minutes", amount(minutes, 0)),
            _ => seconds_plain(self.results.setting.sample_s),
        }
    }

    fn waits_section(&self) -> Section {
        let columns = ["Workstream", "Who", "Conversations", "Mean", "Median", "90 %", "95 %", "99 %", "Longest"];
        let mut table = Table::new(
            format!(
                "First waits by workstream, all {} together: from entering the queue to the first answer, or to leaving.",
                self.replications()
            ),
            columns.map(Column::new),
        );
        for (place, workstream) in self.results.setting.workstreams.iter().enumerate() {
            let waits = self.waits(&[place]);
            for (who, histogram) in [("answered", &waits.answered), ("abandoned", &waits.abandoned)] {
                if histogram.count() > 0 {
                    table = table.row(wait_row(&workstream.name, who, histogram));
                }
            }
        }
        Section::new("How long do they wait?")
            .figure(
                &self.wait_histogram(),
                format!("First waits of answered {}, with percentiles of nearest rank.", self.live_name()),
            )
            .table(table)
    }

    fn agents_section(&self) -> Section {
        let first = self.results.days.first().map_or(0, |day| day.overrides.len());
        let mut table = Table::new(
            "Assignments beyond an agent's capacity, by a supervisor's override.",
            [
                Column::new("Workstream"),
                Column::defined("Units", "one conversation"),
                Column::defined("Overrides", "a day"),
                Column::defined("Beyond capacity by", "units or places of a profile, a day"),
            ],
        );
        for (place, workstream) in self.results.setting.workstreams.iter().enumerate() {
            let only = [place];
            table = table.row([
                Cell::text(&*workstream.name),
                Cell::Count(u64::from(workstream.cost)),
                self.cell(Measure::Overrides, Part::of(&only)),
                self.cell(Measure::OverUnits, Part::of(&only)),
            ]);
        }
        table = table.total([
            Cell::text("all"),
            Cell::Nothing,
            self.cell(Measure::Overrides, Part::DAY),
            self.cell(Measure::OverUnits, Part::DAY),
        ]);
        Section::new("Are there enough agents?")
            .figure(
                &self.agents(),
                format!(
                    "Agents signed in, and those of them with work in hand; means over {}, sampled every {}, \
                     with the 95 % interval.",
                    self.replications(),
                    self.sampling()
                ),
            )
            .figure(
                &self.capacity(),
                format!(
                    "Capacity units that conversations hold, of those that signed-in agents have, in the first \
                     replication. {}{}",
                    if self.has_profiles() { "Work that is counted by profile alone holds none. " } else { "" },
                    match first {
                        0 => "No supervisor went beyond an agent's capacity.".to_owned(),
                        1 => "A triangle marks where a supervisor went beyond an agent's capacity.".to_owned(),
                        number => format!(
                            "Triangles mark the {} times that a supervisor went beyond an agent's capacity; a number \
                             above one counts those that lie too close to tell apart.",
                            count(number as u64)
                        ),
                    }
                ),
            )
            .table(table)
    }

    fn channels_section(&self) -> Section {
        let counts = [
            Measure::Incoming,
            Measure::Handled,
            Measure::AbandonedRate,
            Measure::TransferRate,
            Measure::RejectionRate,
            Measure::TimeoutRate,
        ];
        let times = [
            Measure::ServiceLevel,
            Measure::SpeedToAnswer,
            Measure::HandleTime,
            Measure::InHandTime,
            Measure::WrapUpTime,
        ];
        Section::new("What happens on each channel?")
            .table(self.by_workstream("Conversations by workstream and channel.", &counts))
            .table(self.by_workstream("Times by workstream and channel.", &times))
    }

    fn by_workstream(&self, caption: &str, measures: &[Measure]) -> Table {
        let columns =
            std::iter::once(Column::new("Workstream")).chain(measures.iter().map(|measure| self.column(*measure)));
        let mut table = Table::new(caption, columns);
        let row = |name: &str, part: Part<'_>| -> Vec<Cell> {
            std::iter::once(Cell::text(name)).chain(measures.iter().map(|measure| self.cell(*measure, part))).collect()
        };
        for group in &self.groups {
            for place in &group.members {
                let name = &self.results.setting.workstreams[*place].name;
                table = table.row(row(&format!("{name} ({})", group.channel), Part::of(&[*place])));
            }
            if group.members.len() > 1 {
                table = table.row(row(&format!("all {}", group.channel), Part::of(&group.members)));
            }
        }
        table.total(row("all", Part::DAY))
    }

    fn supervisors_section(&self) -> Section {
        let acts = self.acts();
        let days = self.results.days.len().max(1) as f64;
        let mut section = Section::new("What do supervisors do?");
        if acts.is_empty() {
            return section.words("No supervisor stepped in.");
        }
        let mut table = Table::new(
            "What supervisors tried, over all replications.",
            [
                Column::new("Operation"),
                Column::new("Tried"),
                Column::new("Refused"),
                Column::defined("Share refused", "of those tried"),
                Column::defined("Tried", "a day"),
            ],
        );
        let (mut tried, mut refused) = (0, 0);
        let row = |name: &str, tried: u64, refused: u64| {
            [
                Cell::text(name),
                Cell::Count(tried),
                Cell::Count(refused),
                Cell::Percent(Estimate::exact(refused as f64 / tried as f64)),
                Cell::Amount(Estimate::exact(tried as f64 / days), 1),
            ]
        };
        for act in &acts {
            table = table.row(row(act.operation.name(), act.tried, act.refused_count()));
            tried += act.tried;
            refused += act.refused_count();
        }
        section = section
            .figure(
                &self.supervisors(),
                "What supervisors tried in the first replication; what the rules refused is drawn differently. \
                 They act on what they saw some seconds ago and are judged by what is true.",
            )
            .table(table.total(row("all", tried, refused)));
        let mut why = Table::new(
            "Why supervisors were refused, over all replications.",
            ["Code", "Operation", "Why", "Times"].map(Column::new),
        );
        let mut any = false;
        for act in &acts {
            for (code, times) in &act.refused {
                any = true;
                why = why.row([
                    Cell::text(code.letters()),
                    Cell::text(act.operation.name()),
                    Cell::text(code.words()),
                    Cell::Count(*times),
                ]);
            }
        }
        if any { section.table(why) } else { section.words("The rules refused none of it.") }
    }

    fn states_section(&self) -> Section {
        let days = self.results.days.len().max(1) as f64;
        let transitions = self.results.transitions();
        let mut table = Table::new(
            format!("Transitions, all {} together.", self.replications()),
            [Column::new("From"), Column::new("To"), Column::new("Times"), Column::defined("Times", "a day")],
        );
        for (from, to, times) in transitions.iter() {
            table = table.row([
                Cell::text(phase(from).to_string()),
                Cell::text(phase(Some(to)).to_string()),
                Cell::Count(times),
                Cell::Amount(Estimate::exact(times as f64 / days), 1),
            ]);
        }
        let refusals = self.results.refusals();
        let mut section = Section::new("How does a conversation go?")
            .figure(
                &self.states(),
                "The states of a conversation; an arrow is as thick as its transition is frequent. Warm-up included.",
            )
            .table(table);
        if refusals.total() > 0 {
            section = section.table(refusal_table(refusals.iter(), days));
        }
        section
    }

    fn definitions_section(&self) -> Section {
        let mut table = Table::new(
            "Every measure of the day, over all channels.",
            [Column::new("Measure"), Column::new("Value"), Column::new("Of what")],
        );
        for measure in Measure::ALL {
            let over = match (measure.unit(), self.over(*measure)) {
                (Unit::Count, _) => "a day".to_owned(),
                (Unit::Level, _) => "mean over time".to_owned(),
                (Unit::Seconds, Some(over)) => format!("mean of {over}"),
                (Unit::Share, Some(over)) => format!("of {over}"),
                (Unit::Seconds | Unit::Share, None) => String::new(),
            };
            table = table.row([
                Cell::text(format!("{} ({})", measure.name(), measure.id())),
                self.cell(*measure, Part::DAY),
                Cell::text(over),
            ]);
        }
        Section::new("All numbers")
            .words(format!(
                "Names and ids are those of the documentation's metrics. Behind every number stand {}.",
                self.behind()
            ))
            .table(table)
    }
}

fn wait_row(workstream: &str, who: &str, waits: &Histogram) -> [Cell; 9] {
    let exact = |seconds: Option<f64>| Cell::seconds(seconds.map(Estimate::exact));
    [
        Cell::text(workstream),
        Cell::text(who),
        Cell::Count(waits.count()),
        exact(waits.mean_s()),
        exact(percentile_s(waits, Rank::MEDIAN)),
        exact(percentile_s(waits, Rank::P90)),
        exact(percentile_s(waits, Rank::P95)),
        exact(percentile_s(waits, Rank::P99)),
        exact(waits.max().map(|span| span.seconds())),
    ]
}

fn refusal_table(refusals: impl Iterator<Item = (Code, u64)>, days: f64) -> Table {
    let mut table = Table::new(
        "What the rules refused to anybody, supervisors, agents, customers and routing, over all replications.",
        [Column::new("Code"), Column::new("Why"), Column::new("Times"), Column::defined("Times", "a day")],
    );
    for (code, times) in refusals {
        table = table.row([
            Cell::text(code.letters()),
            Cell::text(code.words()),
            Cell::Count(times),
            Cell::Amount(Estimate::exact(times as f64 / days), 1),
        ]);
    }
    table
}
