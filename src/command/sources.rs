//! `stockout sources`: where the embedded numbers come from.

use std::io::Write;

use serde::Serialize;

use super::table::{Side, Table};
use super::{Answer, Exit, with_meant, write_json};
use crate::cli::{Format, SourcesArgs};
use crate::scenario::{self, NoFiles, Source};

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    #[serde(flatten)]
    source: &'a Source,
    /// What in the embedded baseline has it, levers and numbers, and what it is an observation of.
    used_by: Vec<String>,
}

pub(super) fn sources(args: &SourcesArgs, out: &mut dyn Write) -> Answer {
    let baseline = scenario::load(scenario::library::BASELINE, &NoFiles)?;
    let entry = |(id, source): (&'static str, &'static Source)| {
        let mut used_by = baseline.users_of(id);
        let observations = scenario::record().observations.iter().filter(|observation| observation.source == id);
        used_by.extend(observations.map(|observation| format!("backtest {}", observation.id)));
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
            source.quantity.as_str(),
            source.low.as_deref().unwrap_or(""),
            &source.central,
            source.high.as_deref().unwrap_or(""),
            &source.unit,
            source.grade.label(),
            &source.as_of,
            &source.title,
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
    let range = match (&source.low, &source.high) {
        (Some(low), Some(high)) => format!("{} ({low} to {high}) {}", source.central, source.unit),
        _ => format!("{} {}", source.central, source.unit),
    };
    writeln!(out, "{id}: {}", source.quantity)?;
    let used_by = if used_by.is_empty() { "nothing in the baseline".to_owned() } else { used_by.join(", ") };
    let lines = [
        ("value", range.as_str()),
        ("as of", &source.as_of),
        ("grade", source.grade.label()),
        ("source", &source.title),
        ("link", source.link.as_deref().unwrap_or("")),
        ("how", &source.how),
        ("used by", &used_by),
    ];
    for (name, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "  {name:8} {text}")?;
    }
    Ok(())
}
