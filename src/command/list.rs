//! `stockout list`: the embedded scenarios.

use std::io::Write;

use serde::Serialize;

use super::table::{Side, Table};
use super::{Answer, Exit, write_json};
use crate::cli::{Format, ListArgs};
use crate::scenario::{self, NoFiles};

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    title: String,
    question: Option<String>,
}

pub(super) fn list(args: &ListArgs, out: &mut dyn Write) -> Answer {
    let mut entries = Vec::new();
    for name in scenario::library::names() {
        let scenario = scenario::load(name, &NoFiles)?;
        entries.push(Entry { name, title: scenario.title, question: scenario.question });
    }
    let mut table = Table::new([("name", Side::Left), ("title", Side::Left), ("question", Side::Left)]);
    for entry in &entries {
        table.row([entry.name, entry.title.as_str(), entry.question.as_deref().unwrap_or("")]);
    }
    match args.format {
        Format::Table => table.write_text(out)?,
        Format::Markdown => table.write_markdown(out)?,
        Format::Csv => table.write_csv(out)?,
        Format::Json => write_json(out, &entries)?,
    }
    Ok(Exit::Fine)
}
