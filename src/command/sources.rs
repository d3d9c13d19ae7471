//! `stockout sources`: where the embedded numbers come from.

use std::io::Write;

use serde::Serialize;

use super::table::{Side, Table};
use super::{Answer, Exit, with_meant, write_json};
use crate::cli::{Format, SourcesArgs};
use crate::scenario::{self, Failure, NoFiles, Scenario, Source};

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    #[serde(flatten)]
    source: &'a Source,
    /// What has it: levers and numbers of the baseline; of other scenarios, with their names before them, what the baseline
    /// has not; observations and other sources.
    used_by: Vec<String>,
}

pub(super) fn sources(args: &SourcesArgs, out: &mut dyn Write) -> Answer {
    let library: Vec<(&str, Scenario)> = scenario::library::names()
        .map(|name| Ok((name, scenario::load(name, &NoFiles)?)))
        .collect::<Result<_, Failure>>()?;
    let entry = |(id, source): (&'static str, &'static Source)| {
        let mut used_by = users(&library, id);
        let observations = scenario::record().observations.iter().filter(|observation| observation.source == id);
        used_by.extend(observations.map(|observation| format!("backtest {}", observation.id)));
        let cites = |other: &'static Source| other.cited().any(|(cited, _)| cited == id);
        used_by
            .extend(scenario::sources().filter(|(_, other)| cites(other)).map(|(other, _)| format!("source {other}")));
        Entry { id, source, used_by }
    };
    let Some(id) = &args.id else {
        return list(args.format, &scenario::sources().map(entry).collect::<Vec<_>>(), out);
    };
    let Some(found) = scenario::sources().find(|(other, _)| other == id).map(entry) else {
        let known: Vec<&str> = scenario::sources().map(|(id, _)| id).collect();
        return Err(with_meant(format!("{id}: there is no such source"), id, &known));
    };
    match args.format {
        Format::Table => one(&found, out)?,
        _ => return list(args.format, &[found], out),
    }
    Ok(Exit::Fine)
}

/// What of the library has a source: of the baseline by its name alone, of the others what is not the baseline's.
fn users(library: &[(&str, Scenario)], id: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (name, scenario) in library {
        let is_baseline = *name == scenario::library::BASELINE;
        let own = scenario.users_of(id).into_iter().filter(|user| is_baseline || !found.contains(user));
        let own: Vec<String> = own.map(|user| if is_baseline { user } else { format!("{name}: {user}") }).collect();
        found.extend(own);
        let steps = scenario.story.iter().filter(|step| step.sources.iter().any(|source| source == id));
        found.extend(steps.map(|step| format!("{name}: step “{}”", step.title)));
    }
    found
}

fn list(format: Format, entries: &[Entry<'_>], out: &mut dyn Write) -> Answer {
    let mut table = Table::new([
        ("id", Side::Left),
        ("quantity", Side::Left),
        ("low", Side::Right),
        ("central", Side::Right),
        ("high", Side::Right),
        ("unit", Side::Left),
        ("grade", Side::Left),
        ("as of", Side::Left),
        ("source", Side::Left),
    ]);
    for Entry { id, source, .. } in entries {
        table.row([
            id,
            source.quantity,
            source.low.unwrap_or(""),
            source.central,
            source.high.unwrap_or(""),
            source.unit,
            source.grade.label(),
            source.as_of,
            source.title,
        ]);
    }
    match format {
        Format::Table => table.write_text(out)?,
        Format::Markdown => table.write_markdown(out)?,
        Format::Csv => table.write_csv(out)?,
        Format::Json => write_json(out, &entries)?,
    }
    Ok(Exit::Fine)
}

/// One source, whole.
fn one(entry: &Entry<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let Entry { id, source, used_by } = entry;
    let range = match (source.low, source.high) {
        (Some(low), Some(high)) => format!("{} ({low} to {high}) {}", source.central, source.unit),
        _ => format!("{} {}", source.central, source.unit),
    };
    writeln!(out, "{id}: {}", source.quantity)?;
    let used_by = used_by.join(", ");
    let lines = [
        ("value", range.as_str()),
        ("as of", source.as_of),
        ("grade", source.grade.label()),
        ("source", source.title),
        ("link", source.link.unwrap_or("")),
        ("how", source.how),
        ("later", source.later.unwrap_or("")),
        ("used by", &used_by),
    ];
    for (name, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "  {name:8} {text}")?;
    }
    Ok(())
}
