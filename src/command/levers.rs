//! `stockout levers`: the one table of levers, with the values of a scenario.

use std::io::Write;

use serde::Serialize;

use super::table::{Side, Table};
use super::{Answer, Exit, load, write_json};
use crate::cli::{Format, LeversArgs};
use crate::lever::{Kind, Lever, Reading, Scope, format_value};
use crate::model::units::DAYS_PER_WEEK;
use crate::model::valid::DAYS_LIMIT;
use crate::scenario::{Files, Scenario};

/// One lever, in words.
#[derive(Serialize)]
struct Entry {
    id: String,
    label: String,
    group: &'static str,
    class: &'static str,
    unit: &'static str,
    value: String,
    valid: [String; 2],
    track: [String; 2],
    step: [String; 2],
    per_firm: bool,
    path: &'static str,
    help: &'static str,
}

pub(super) fn levers(args: &LeversArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let scenario = load(&args.scenario, files)?;
    let entries = entries(&scenario);
    if args.format == Format::Json {
        write_json(out, &entries)?;
        return Ok(Exit::Fine);
    }
    let mut table = Table::new([
        ("id", Side::Left),
        ("label", Side::Left),
        ("class", Side::Left),
        ("unit", Side::Left),
        ("value", Side::Right),
        ("from", Side::Right),
        ("to", Side::Right),
        ("track from", Side::Right),
        ("track to", Side::Right),
        ("step", Side::Right),
        ("coarse", Side::Right),
        ("@firm", Side::Left),
        ("where", Side::Left),
        ("what it does", Side::Left),
    ]);
    for entry in &entries {
        let [from, to] = &entry.valid;
        let [track_from, track_to] = &entry.track;
        let [step, coarse] = &entry.step;
        let per_firm = if entry.per_firm { "yes" } else { "no" };
        let cells = [&entry.id, &entry.label, entry.class, entry.unit, &entry.value, from, to, track_from, track_to];
        table.row(cells.into_iter().chain([step.as_str(), coarse, per_firm, entry.path, entry.help]));
    }
    match args.format {
        Format::Markdown => table.write_markdown(out)?,
        Format::Csv => table.write_csv(out)?,
        Format::Table | Format::Json => table.write_text(out)?,
    }
    Ok(Exit::Fine)
}

fn entries(scenario: &Scenario) -> Vec<Entry> {
    let world = scenario.world();
    let catalogue = &scenario.catalogue;
    let of = |(id, lever): (crate::lever::LeverId, &Lever)| {
        let show = |value: f64| format_value(lever, value, world.start);
        let value = match scenario.moves.reading(catalogue, &world, &scenario.root, id, Scope::All) {
            Reading::One(value) => show(value),
            Reading::Mixed => "mixed".to_owned(),
        };
        let (low, high) = lever.row.valid;
        // A century around the start says nothing.
        let valid = if lever.row.kind == Kind::Date && high == DAYS_LIMIT {
            ["any date".to_owned(), "never".to_owned()]
        } else {
            [show(low), show(high)]
        };
        Entry {
            id: lever.id.clone(),
            label: lever.label.clone(),
            group: lever.row.group.label(),
            class: lever.class().label(),
            unit: if lever.row.kind == Kind::Date { "date" } else { lever.row.unit },
            value,
            valid,
            track: [show(lever.track.0), show(lever.track.1)],
            step: [step(lever, lever.fine), step(lever, lever.coarse)],
            per_firm: lever.row.per_firm,
            path: lever.path(),
            help: lever.row.help,
        }
    };
    catalogue.iter().map(of).collect()
}

/// A step, without a sign: `1 w`, `5 %`.
fn step(lever: &Lever, size: f64) -> String {
    match lever.row.kind {
        Kind::Date if size % DAYS_PER_WEEK == 0.0 => format!("{} w", size / DAYS_PER_WEEK),
        Kind::Date => format!("{size} d"),
        _ => crate::lever::format_change(lever, 0.0, size).trim_start_matches('+').to_owned(),
    }
}
