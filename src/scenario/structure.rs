//! The structure of a world, file by file: chips, firms, supply and acts of policy.

mod fields;
mod parts;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::assets::assets;
use super::error::{Fault, Text};
use super::file::{EventEntry, ScenarioFile, SetValue};
use crate::lever::{last_of_month, looks_like_date};
use crate::model::valid::WEEKS_LIMIT;
use crate::model::{Day, Efficiency, PolicyEvent, World};

/// What a file says of a firm's plan or demand: the same as `set` with `@FIRM`, where it extends another.
#[derive(Debug, Clone)]
pub(super) struct FirmMove {
    /// The lever.
    pub lever: &'static str,
    /// The firm.
    pub firm: String,
    /// The value as the file writes it.
    pub value: SetValue,
    /// Where it stands.
    pub path: Vec<String>,
}

/// A world being built, and what was found wrong on the way.
#[derive(Debug)]
pub(super) struct Structure {
    /// The world so far.
    pub world: World,
    /// Number → source id, by its path in the scenario's format, such as `chips.B40.bandwidth`.
    pub details: BTreeMap<String, String>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// What one file did, apart from the world itself.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Levers whose value the file's structure sets.
    pub levers: Vec<(String, Vec<String>)>,
    /// What it says of firms that were there before.
    pub moves: Vec<FirmMove>,
    /// Ids of the events that it adds or replaces.
    pub events: Vec<String>,
}

/// A world without anything; every number that a file must set is NaN, which no check lets pass.
fn blank() -> World {
    let nan = f64::NAN;
    let efficiency = Efficiency { start: nan, end: nan, mid: Day(nan), ramp_days: nan };
    World {
        name: String::new(),
        question: None,
        about: None,
        label: None,
        start: Date::constant(2025, 1, 1),
        as_of: None,
        weeks: 0,
        reference_chip: String::new(),
        compute_bound_share: nan,
        failure_rate: nan,
        gap_tolerance: nan,
        allocation_hold_weeks: nan,
        stock_scale: nan,
        controlled_supply_scale: nan,
        domestic_supply_scale: nan,
        leakage: nan,
        value_per_h20e_hour: nan,
        discount_rate: nan,
        system_overhead: nan,
        useful_life_years: nan,
        cost_per_person_month: nan,
        dual_running: nan,
        pue: nan,
        power_price: nan,
        training_efficiency: efficiency,
        inference_efficiency: efficiency,
        chips: BTreeMap::new(),
        policy: Vec::new(),
        supply: Vec::new(),
        firms: Vec::new(),
        source: Arc::default(),
        spread: BTreeMap::new(),
    }
}

/// Reads a date, or says what is wrong with it.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| {
        if looks_like_date(text) {
            format!("there is no date {text}{}", last_of_month(text))
        } else {
            format!("`{text}` is no date; write it like 2025-07-09")
        }
    })
}

impl Structure {
    /// Begins with nothing, for a file that extends nothing.
    pub(super) fn new() -> Self {
        Self::from_world(blank())
    }

    /// Begins with a world.
    pub(super) fn from_world(world: World) -> Self {
        Self { world, details: BTreeMap::new(), faults: Vec::new() }
    }

    /// Lays a file's structure over the world. What the root file doesn't have comes from the assets.
    pub(super) fn apply(&mut self, text: &Text, file: &ScenarioFile, is_root: bool) -> Touched {
        let mut touched = Touched::default();
        self.twice(text, file);
        self.header(text, file, is_root, &mut touched);
        let assets = assets();
        let or = |own: bool| is_root && !own;
        let chips = if or(!file.chips.is_empty()) { &assets.chips } else { &file.chips };
        for (id, patch) in chips.iter() {
            self.chip(text, id, patch);
        }
        let firms = if or(!file.firms.is_empty()) { &assets.firms } else { &file.firms };
        for (name, patch) in firms.iter() {
            self.firm(text, name, patch, &mut touched);
        }
        let supply = if or(!file.supply.is_empty()) { &assets.supply } else { &file.supply };
        for (chip, patch) in supply.iter() {
            self.channel(text, chip, patch, &mut touched);
        }
        for (index, event) in file.events.iter().enumerate() {
            self.event(text, index, event, &mut touched);
        }
        // What comes from the assets is not the file's doing.
        touched.levers.retain(|(_, path)| text.has(&path.iter().map(String::as_str).collect::<Vec<_>>()));
        touched
    }

    fn header(&mut self, text: &Text, file: &ScenarioFile, is_root: bool, touched: &mut Touched) {
        match &file.title {
            Some(title) => self.world.name.clone_from(title),
            None if is_root => {
                self.faults.push(text.at_value(&[], "title is missing").meant(Some("title: \"What if …?\"")));
            }
            None => {}
        }
        // A label is short for a title: a title of its own has a label of its own, or none.
        if file.title.is_some() || file.label.is_some() {
            self.world.label.clone_from(&file.label);
        }
        if let Some(date) = file.start.as_deref().and_then(|date| self.date(text, &["start"], date)) {
            if is_root {
                self.world.start = date;
            } else {
                self.restart(date);
            }
        }
        if let Some(date) = file.as_of.as_deref().and_then(|date| self.date(text, &["as_of"], date)) {
            self.world.as_of = Some(date);
        }
        if let Some(weeks) = file.weeks {
            match u32::try_from(weeks) {
                Ok(weeks) if (1..=WEEKS_LIMIT).contains(&weeks) => self.world.weeks = weeks,
                _ => {
                    let message = format!("weeks is {weeks}, outside 1 to {WEEKS_LIMIT} (ten years)");
                    self.faults.push(text.at_value(&["weeks"], message));
                }
            }
            touched.levers.push(("model.weeks".to_owned(), vec!["weeks".to_owned()]));
        }
        if let Some(chip) = &file.reference_chip {
            self.world.reference_chip.clone_from(chip);
        }
        if is_root {
            let missing = [
                ("start", file.start.is_none()),
                ("weeks", file.weeks.is_none() && file.set.get("model.weeks").is_none()),
                ("reference_chip", file.reference_chip.is_none()),
            ];
            let missing: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
            if !missing.is_empty() {
                let message =
                    format!("{} missing; only a scenario that extends another can leave that out", missing.join(", "));
                self.faults.push(text.at_key(&[], message).meant(Some("extends: \"baseline\"")));
            }
        }
    }

    /// Moves day 0; every date stays where it is in the calendar.
    fn restart(&mut self, start: Date) {
        let shift = Day::from_date(start, self.world.start).0;
        let world = &mut self.world;
        let days = world.policy.iter_mut().map(|event| &mut event.day);
        let days = days.chain(world.supply.iter_mut().map(|channel| &mut channel.from));
        let days = days.chain(world.firms.iter_mut().map(|firm| &mut firm.strategy.start));
        let curves = [&mut world.training_efficiency.mid, &mut world.inference_efficiency.mid];
        for day in days.chain(curves) {
            day.0 += shift;
        }
        world.start = start;
    }

    fn date(&mut self, text: &Text, path: &[&str], date: &str) -> Option<Date> {
        match parse_date(date) {
            Ok(date) => Some(date),
            Err(message) => {
                let name = path.last().unwrap_or(&"");
                self.faults.push(text.at_value(path, format!("{name}: {message}")));
                None
            }
        }
    }

    fn day(&mut self, text: &Text, path: &[&str], date: &str) -> Day {
        if date.trim().eq_ignore_ascii_case("never") {
            return Day::NEVER;
        }
        let start = self.world.start;
        self.date(text, path, date).map_or(Day::NEVER, |date| Day::from_date(start, date))
    }

    fn event(&mut self, text: &Text, index: usize, entry: &EventEntry, touched: &mut Touched) {
        let place = index.to_string();
        let event = PolicyEvent {
            id: entry.id.clone(),
            label: entry.label.clone(),
            chip: entry.chip.clone(),
            day: self.day(text, &["events", &place, "date"], &entry.date),
            fraction: entry.fraction,
            levy: entry.levy,
        };
        if touched.events.contains(&entry.id) {
            let message = format!("there are two events with the id `{}`", entry.id);
            self.faults.push(text.at_value(&["events", &place, "id"], message));
            return;
        }
        touched.events.push(entry.id.clone());
        for (lever, field) in
            [(format!("policy.{}", entry.id), "date"), (format!("policy.{}.fraction", entry.id), "fraction")]
        {
            touched.levers.push((lever, ["events", &place, field].map(str::to_owned).to_vec()));
        }
        match self.world.policy.iter_mut().find(|other| other.id == event.id) {
            Some(old) => *old = event,
            None => self.world.policy.push(event),
        }
    }
}

/// The first three of a list, and how many more there are.
pub(super) fn and_more(names: &[&str]) -> String {
    const FIRST: usize = 3;
    match names.len() {
        0..=4 => names.join(", "),
        all => format!("{} and {} more", names[..FIRST].join(", "), all - FIRST),
    }
}

/// A source id that is not known.
pub(super) fn no_source(text: &Text, path: &[&str], id: &str) -> Fault {
    let known: Vec<&str> = super::sources::sources().map(|(id, _)| id).collect();
    text.at_value(path, format!("{id}: there is no such source; `stockout sources` lists them")).meant_of(id, known)
}
