//! `switchboard rules`: lists and explains the rules and the open questions.

mod coverage;
mod family;
mod situation;
mod switches;
mod table;

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard::notation::distance;
use switchboard::{Preset, Rule, Source, SwitchInfo, Switches};

use crate::Outcome;
use crate::args::{Format, RulesArgs};
use crate::layout::wrapped;
use family::FAMILIES;

/// How many near ids an unknown one is answered with.
const NEAR_MAX: usize = 5;

/// A rule that the kernel names, an open question that the policy answers, or both.
struct Entry {
    id: &'static str,
    rule: Option<Rule>,
    switch: Option<&'static SwitchInfo>,
}

impl Entry {
    fn sentence(&self) -> &'static str {
        match (self.switch, self.rule) {
            (Some(switch), _) => switch.question,
            (None, Some(rule)) => rule.sentence(),
            (None, None) => "",
        }
    }

    fn source(&self) -> &'static str {
        match (self.rule, self.switch) {
            (Some(rule), _) => rule.source(),
            (None, Some(switch)) => switch.source,
            (None, None) => "",
        }
    }

    fn confidence(&self) -> &'static str {
        self.rule.map_or("assumption", |rule| rule.confidence().name())
    }

    fn family(&self) -> &'static str {
        match self.id.rsplit_once('-') {
            Some((family, _)) if !family.starts_with("S9") => family,
            Some(_) | None => self.id.split('-').next().unwrap_or(self.id),
        }
    }
}

/// Every rule in reading order, the open questions last.
fn entries() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Rule::ALL
        .iter()
        .filter(|rule| !rule.id().starts_with("POL-"))
        .map(|rule| Entry { id: rule.id(), rule: Some(*rule), switch: None })
        .collect();
    let questions = Switches::ALL.iter();
    entries.extend(questions.map(|info| Entry { id: info.id, rule: Rule::with_id(info.id), switch: Some(info) }));
    entries
}

/// The command.
pub(crate) fn rules(args: &RulesArgs, width: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    if args.table {
        return table::table(args.preset.into(), args.format, out);
    }
    if args.coverage {
        return coverage::coverage(args.format, width, out);
    }
    let entries = entries();
    if args.switches {
        return match args.format {
            Format::Json => {
                let all = entries.iter().filter(|entry| entry.switch.is_some());
                writeln!(out, "{}", Value::from(all.map(as_json).collect::<Vec<Value>>()))
            }
            Format::Text => switches::list(width, out),
        }
        .map(|()| Outcome::Clean);
    }
    let Some(id) = &args.id else { return list(&entries, args.format, width, out) };
    if let Some(family) = family::with_id(id) {
        family.explain(args.format, width, out)?;
        return Ok(Outcome::Clean);
    }
    let Some(entry) = entries.iter().find(|entry| entry.id.eq_ignore_ascii_case(id)) else {
        let near = near(&entries, &id.to_ascii_uppercase()).join(", ");
        writeln!(err, "unknown rule `{id}`, nearest are: {near}; `switchboard rules` lists all")?;
        return Ok(Outcome::Usage);
    };
    match args.format {
        Format::Json => writeln!(out, "{}", as_json(entry))?,
        Format::Text => explain(entry, width, out)?,
    }
    Ok(Outcome::Clean)
}

fn list(entries: &[Entry], format: Format, width: usize, out: &mut dyn Write) -> io::Result<Outcome> {
    if format == Format::Json {
        let all: Vec<Value> = entries.iter().map(as_json).collect();
        writeln!(out, "{}", Value::from(all))?;
        return Ok(Outcome::Clean);
    }
    let mut family = "";
    for entry in entries {
        if entry.family() != family {
            if !family.is_empty() {
                writeln!(out)?;
            }
            family = entry.family();
            writeln!(out, "{family}: {}", title(family))?;
        }
        writeln!(out, "  {:<14} {}", entry.id, wrapped(entry.sentence(), width, 17, 17))?;
    }
    writeln!(out, "\nK: families of properties that must hold in every run")?;
    for family in FAMILIES {
        family.line(width, out)?;
    }
    writeln!(out, "\nSources: what the codes of sources stand for in `switchboard rules ID`")?;
    for source in Source::ALL {
        writeln!(out, "  {:<14} {}", source.code, wrapped(&titled(source), width, 17, 17))?;
    }
    Ok(Outcome::Clean)
}

/// What a family of rules is about.
fn title(family: &str) -> &'static str {
    match family {
        "ST" => "states and their transitions",
        "SES" => "sessions inside a conversation",
        "VOC" => "words",
        "TIM" => "timers and automatic closure",
        "SUP-G" => "the gate before every supervisor operation",
        "SUP-MON" => "monitoring",
        "SUP-JOIN" => "joining",
        "SUP-ASSIGN" => "assigning",
        "SUP-XFER" => "transferring",
        "SUP-FC" => "force closing",
        "SUP-OTH" => "other supervisor powers",
        "AG" => "what agents do",
        "CAP" => "capacity",
        "PRES" => "presence",
        "DIST" => "distribution",
        "PRIO" => "order of work",
        "OVF" => "overflow of queues",
        "WAIT" => "what waiting customers are told",
        "CB" => "callbacks",
        "LIM" => "scale",
        "OH" => "operating hours",
        "PART" => "participants and notices",
        "MET" => "metrics",
        "S9" => "the head of the table of operations",
        "POL" => "open questions, answered by the policy",
        _ => "other rules",
    }
}

/// A page by its title, with the editions that were read.
fn titled(source: &Source) -> String {
    format!("{} ({})", source.title, source.editions)
}

fn explain(entry: &Entry, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", entry.id)?;
    writeln!(out, "  {}", wrapped(entry.sentence(), width, 2, 2))?;
    writeln!(out, "  confidence: {}", entry.confidence())?;
    writeln!(out, "  source:     {}", wrapped(entry.source(), width, 14, 14))?;
    for source in Source::cited(entry.source()) {
        writeln!(out, "    {:<9} {}", source.code, wrapped(&titled(source), width, 14, 14))?;
        for page in source.pages {
            writeln!(out, "              {page}")?;
        }
    }
    let Some(switch) = entry.switch else { return Ok(()) };
    writeln!(out, "  options:")?;
    switches::options(switch, width, out)?;
    if let Some(shown) = switches::shown(switch.id) {
        writeln!(out, "  shown: {shown}")?;
    }
    Ok(())
}

fn as_json(entry: &Entry) -> Value {
    let mut value = json!({
        "id": entry.id,
        "family": entry.family(),
        "sentence": entry.sentence(),
        "source": entry.source(),
        "sources": Source::cited(entry.source()).map(cited).collect::<Vec<Value>>(),
        "confidence": entry.confidence(),
    });
    if let Some(switch) = entry.switch {
        let options: Vec<Value> = switch
            .options
            .iter()
            .map(
                |option| json!({ "letter": option.letter.to_string(), "name": option.name, "meaning": option.meaning }),
            )
            .collect();
        value["options"] = Value::from(options);
        value["shown"] = Value::from(switches::shown(switch.id));
        for preset in Preset::ALL {
            let chosen = Switches::preset(preset).get(switch.id).map(|option| option.letter.to_string());
            value["presets"][preset.name()] = Value::from(chosen);
        }
    }
    value
}

/// A page for programs.
fn cited(source: &Source) -> Value {
    json!({ "code": source.code, "title": source.title, "pages": source.pages, "editions": source.editions })
}

/// The ids that differ least from what was typed.
fn near(entries: &[Entry], typed: &str) -> Vec<&'static str> {
    let mut ids: Vec<(usize, &'static str)> =
        entries.iter().map(|entry| (distance(entry.id, typed), entry.id)).collect();
    ids.sort_by_key(|(distance, _)| *distance);
    ids.into_iter().take(NEAR_MAX).map(|(_, id)| id).collect()
}
