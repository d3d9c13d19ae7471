//! `stockout list`: the embedded scenarios.

use std::io::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::table::{Side, Table, write_wrapped};
use super::{Answer, Exit, write_json};
use crate::cli::{Format, ListArgs};
use crate::scenario::{self, NoFiles, paragraphs};

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    question: Option<String>,
    title: String,
    as_of: Option<Date>,
    about: Option<String>,
}

pub(super) fn list(args: &ListArgs, out: &mut dyn Write) -> Answer {
    let mut entries = Vec::new();
    for name in scenario::library::names() {
        let scenario = scenario::load(name, &NoFiles)?;
        let (question, about) = (scenario.root.question.clone(), scenario.root.about.clone());
        entries.push(Entry { name, question, title: scenario.title, as_of: scenario.as_of, about });
    }
    match args.format {
        Format::Table if args.long => whole(&entries, out)?,
        Format::Table => table(&entries, args.long).write_text(out)?,
        Format::Markdown => table(&entries, args.long).write_markdown(out)?,
        Format::Csv => table(&entries, args.long).write_csv(out)?,
        Format::Json => write_json(out, &entries)?,
    }
    Ok(Exit::Fine)
}

/// A scenario a row: the question is read first.
fn table(entries: &[Entry], long: bool) -> Table {
    let heads = [("name", Side::Left), ("question", Side::Left), ("title", Side::Left), ("about", Side::Left)];
    let columns = if long { 4 } else { 3 };
    let mut table = Table::new(heads.into_iter().take(columns));
    for entry in entries {
        // A row is a line.
        let about = entry.about.as_deref().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let cells = [entry.name, entry.question.as_deref().unwrap_or(""), entry.title.as_str(), about.as_str()];
        table.row(cells.into_iter().take(columns));
    }
    table
}

/// A scenario a block, with all that is said of it.
fn whole(entries: &[Entry], out: &mut dyn Write) -> std::io::Result<()> {
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", entry.name)?;
        let as_of = entry.as_of.map_or(String::new(), |date| format!(", as of {date}"));
        let head = entry.question.iter().map(String::as_str).chain([entry.title.as_str()]);
        let head = format!("{}{as_of}", head.collect::<Vec<_>>().join(" — "));
        for (index, text) in [head.as_str()].into_iter().chain(paragraphs(entry.about.as_deref())).enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            write!(out, "  ")?;
            write_wrapped(&text.split_whitespace().collect::<Vec<_>>().join(" "), "  ", out)?;
        }
    }
    Ok(())
}
