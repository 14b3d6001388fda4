//! `switchboard export`: a small world for another checker, or the chart of one conversation as a diagram.

use std::io::{self, Write};
use std::sync::Arc;

use switchboard::Preset;
use switchboard_verify::export::{Format, export};
use switchboard_verify::slices::cut;
use switchboard_verify::{Budget, Group, Groups, Layout, Outcome as SearchOutcome, Rules, Scope, Search, World};

use crate::args::{ExportArgs, ExportFormat};
use crate::outcome::Outcome;
use crate::verify::{document, possible, scope, usage};

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Tla => Self::Tla,
            ExportFormat::Promela => Self::Promela,
            ExportFormat::Murphi => Self::Murphi,
            ExportFormat::Mermaid => Self::Mermaid,
            ExportFormat::Dot => Self::Dot,
            ExportFormat::Scxml => Self::Scxml,
        }
    }
}

/// Runs the command.
pub(crate) fn command(args: &ExportArgs, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    match exported(args) {
        Ok(Some(text)) => {
            out.write_all(text.as_bytes())?;
            Ok(Outcome::Clean)
        }
        Ok(None) => {
            writeln!(
                err,
                "switchboard: more than {} states; `--states-max` allows more, `--scope` asks for fewer",
                args.states_max
            )?;
            Ok(Outcome::Unfinished)
        }
        Err(message) => usage(err, &message),
    }
}

/// The text; none when the world is larger than it may be.
fn exported(args: &ExportArgs) -> Result<Option<String>, String> {
    let document = document(args.file.as_deref(), args.preset.map(Preset::from))?;
    let mut effort = scope(Some(&args.scope))?;
    if args.scope != ExportArgs::SCOPE {
        effort = possible(&document, Some(&args.scope), effort)?;
    }
    let slices = cut(&document.spec, effort.agents, effort.supervisors).slices;
    let slice = match &args.slice {
        None => slices.first().ok_or("the policy has no workstream, so there is nothing to export")?,
        Some(name) => slices.iter().find(|slice| slice.workstreams.contains(name)).ok_or_else(|| {
            let known: Vec<&str> = document.spec.workstreams.iter().map(|stream| &*stream.name).collect();
            format!("unknown workstream `{name}`, expected one of: {}", known.join(", "))
        })?,
    };
    let policy = slice.spec.build().map_err(|error| format!("slice `{}`: {error}", slice.name))?;
    let scope = Scope {
        agents: slice.agents.len(),
        conversations: effort.conversations,
        supervisors: slice.supervisors.len(),
        groups: effort.groups.unwrap_or(Groups::of(&[Group::Answers, Group::Talk])),
        symmetry: false,
    };
    let policy = Arc::new(policy);
    if scope.conversations <= <u64 as Layout>::PLACES {
        written(World::<u64>::new(policy, scope, Box::new(Rules))?, args)
    } else {
        written(World::<u128>::new(policy, scope, Box::new(Rules))?, args)
    }
}

fn written<S: Layout>(mut world: World<S>, args: &ExportArgs) -> Result<Option<String>, String> {
    let budget = Budget { states_max: args.states_max, ..Budget::default() };
    let found = Search::new(&mut world).budget(budget).run()?;
    match found.outcome {
        SearchOutcome::Complete => export(args.to.into(), &world, &found).map(Some),
        SearchOutcome::Unfinished(_) => Ok(None),
    }
}
