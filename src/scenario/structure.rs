//! The structure of a world, file by file: chips, firms, supply and acts of policy.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::assets::assets;
use super::error::{Fault, Text};
use super::file::{ChannelPatch, ChipPatch, Entries, EventEntry, FirmPatch, ScenarioFile, SetValue};
use crate::lever::{last_of_month, looks_like_date};
use crate::model::valid::WEEKS_LIMIT;
use crate::model::{Channel, Chip, Day, Efficiency, Firm, Months, PersonMonths, PolicyEvent, Strategy, World};

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
        source: BTreeMap::new(),
        spread: BTreeMap::new(),
    }
}

/// Sets what a patch has.
fn set<T: Copy>(field: &mut T, patch: Option<T>) {
    if let Some(value) = patch {
        *field = value;
    }
}

/// The value of a patch; a missing one is noted and stands in as `T::default()`.
fn need<T: Copy + Default>(missing: &mut Vec<&'static str>, name: &'static str, patch: Option<T>) -> T {
    patch.unwrap_or_else(|| {
        missing.push(name);
        T::default()
    })
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
        self.world.label.clone_from(&file.label);
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

    fn chip(&mut self, text: &Text, id: &str, patch: &ChipPatch) {
        self.sources(text, &["chips", id], &patch.source, &chip_fields(patch));
        if let Some(chip) = self.world.chips.get_mut(id) {
            set(&mut chip.origin, patch.origin);
            set(&mut chip.tflops, patch.tflops);
            set(&mut chip.bandwidth, patch.bandwidth);
            set(&mut chip.power, patch.power);
            set(&mut chip.price, patch.price);
            set(&mut chip.initially_open, patch.initially_open);
            return;
        }
        let mut missing = Vec::new();
        if patch.origin.is_none() {
            missing.push("origin");
        }
        let chip = Chip {
            origin: patch.origin.unwrap_or(crate::model::Origin::Controlled),
            tflops: need(&mut missing, "tflops", patch.tflops),
            bandwidth: need(&mut missing, "bandwidth", patch.bandwidth),
            power: need(&mut missing, "power", patch.power),
            price: need(&mut missing, "price", patch.price),
            initially_open: need(&mut missing, "initially_open", patch.initially_open),
        };
        if missing.is_empty() {
            self.world.chips.insert(id.to_owned(), chip);
        } else {
            let known: Vec<&str> = self.world.chips.keys().map(String::as_str).collect();
            self.faults.push(unknown(text, &["chips", id], "chip of that name", id, &missing, &known));
        }
    }

    fn firm(&mut self, text: &Text, name: &str, patch: &FirmPatch, touched: &mut Touched) {
        self.sources(text, &["firms", name], &patch.source, &firm_fields(patch));
        let strategy = &patch.strategy;
        if let Some(firm) = self.world.firms.iter_mut().find(|firm| firm.name == name) {
            firm.installed.extend(patch.installed.iter().map(|(chip, units)| (chip.to_owned(), *units)));
            firm.stock.extend(patch.stock.iter().map(|(chip, units)| (chip.to_owned(), *units)));
            set(&mut firm.training_demand_share, patch.training_demand_share);
            set(&mut firm.porting_person_months.training, patch.porting_person_months.training);
            set(&mut firm.porting_person_months.inference, patch.porting_person_months.inference);
            set(&mut firm.migrated, patch.migrated);
            touched.moves.extend(firm_moves(name, patch));
            return;
        }
        let start = strategy.start.as_deref().map(|date| self.day(text, &["firms", name, "strategy", "start"], date));
        let mut missing = Vec::new();
        if start.is_none() {
            missing.push("strategy.start");
        }
        let numbers = |entries: &Entries<f64>| entries.iter().map(|(chip, units)| (chip.to_owned(), *units)).collect();
        let porting = &patch.porting_person_months;
        let firm = Firm {
            name: name.to_owned(),
            installed: numbers(&patch.installed),
            stock: numbers(&patch.stock),
            training_demand_share: need(&mut missing, "training_demand_share", patch.training_demand_share),
            training_growth: need(&mut missing, "training_growth", patch.training_growth),
            inference_growth: need(&mut missing, "inference_growth", patch.inference_growth),
            usage_gain: need(&mut missing, "usage_gain", patch.usage_gain),
            porting_person_months: PersonMonths {
                training: need(&mut missing, "porting_person_months.training", porting.training),
                inference: need(&mut missing, "porting_person_months.inference", porting.inference),
            },
            strategy: Strategy {
                start: start.unwrap_or(Day::NEVER),
                training_share: need(&mut missing, "strategy.training_share", strategy.training_share),
                inference_share: need(&mut missing, "strategy.inference_share", strategy.inference_share),
                halt_months: Months(need(&mut missing, "strategy.halt_months", strategy.halt_months)),
                training_ramp_months: Months(need(
                    &mut missing,
                    "strategy.training_ramp_months",
                    strategy.training_ramp_months,
                )),
                inference_ramp_months: Months(need(
                    &mut missing,
                    "strategy.inference_ramp_months",
                    strategy.inference_ramp_months,
                )),
            },
            migrated: patch.migrated.unwrap_or(false),
        };
        if missing.is_empty() {
            self.world.firms.push(firm);
        } else {
            let known: Vec<&str> = self.world.firms.iter().map(|firm| firm.name.as_str()).collect();
            self.faults.push(unknown(text, &["firms", name], "firm of that name", name, &missing, &known));
        }
    }

    fn channel(&mut self, text: &Text, chip: &str, patch: &ChannelPatch, touched: &mut Touched) {
        self.sources(text, &["supply", chip], &patch.source, &channel_fields(patch));
        let from = patch.from.as_deref().map(|date| self.day(text, &["supply", chip, "from"], date));
        let shares = patch.shares.iter().map(|(firm, share)| (firm.to_owned(), *share));
        if patch.units_per_month.is_some() {
            let lever = format!("supply.{}.units_per_month", crate::lever::slug(chip));
            let path = ["supply", chip, "units_per_month"].map(str::to_owned);
            touched.levers.push((lever, path.to_vec()));
        }
        let mut same: Vec<&mut Channel> = self.world.supply.iter_mut().filter(|channel| channel.chip == chip).collect();
        if same.len() > 1 {
            let message = format!("`{chip}` has {} supply channels, which a file cannot tell apart", same.len());
            self.faults.push(text.at_key(&["supply", chip], message));
            return;
        }
        if let Some(channel) = same.pop() {
            set(&mut channel.units_per_month, patch.units_per_month);
            set(&mut channel.from, from);
            set(&mut channel.growth_per_month, patch.growth_per_month);
            set(&mut channel.cap_units_per_month, patch.cap_units_per_month);
            set(&mut channel.lead_weeks, patch.lead_weeks);
            channel.shares.extend(shares);
            return;
        }
        let mut missing = Vec::new();
        if from.is_none() {
            missing.push("from");
        }
        let channel = Channel {
            chip: chip.to_owned(),
            units_per_month: need(&mut missing, "units_per_month", patch.units_per_month),
            from: from.unwrap_or(Day::NEVER),
            growth_per_month: need(&mut missing, "growth_per_month", patch.growth_per_month),
            cap_units_per_month: need(&mut missing, "cap_units_per_month", patch.cap_units_per_month),
            lead_weeks: need(&mut missing, "lead_weeks", patch.lead_weeks),
            shares: shares.collect(),
        };
        if missing.is_empty() {
            self.world.supply.push(channel);
        } else {
            let known: Vec<&str> = self.world.supply.iter().map(|channel| channel.chip.as_str()).collect();
            self.faults.push(unknown(text, &["supply", chip], "supply channel of that chip", chip, &missing, &known));
        }
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

    /// Notes where numbers come from. A number that a file changes has no longer the source that it had.
    fn sources(&mut self, text: &Text, path: &[&str], source: &Entries<String>, fields: &[String]) {
        let prefix = path.join(".");
        for field in fields {
            self.details.remove(&format!("{prefix}.{field}"));
        }
        for (field, id) in source.iter() {
            let at = [path, &["source", field]].concat();
            let is_here = fields.iter().any(|known| known == field || known.starts_with(&format!("{field}.")));
            // The assets name both ramps at once, and both efforts.
            if !is_here && field != "strategy.ramp_months" {
                let fault = text.at_key(&at, format!("{field}: there is no such number here"));
                self.faults.push(fault.meant_of(field, fields.iter().map(String::as_str)));
            } else if super::sources::source(id).is_none() {
                self.faults.push(no_source(text, &at, id));
            } else {
                self.details.insert(format!("{prefix}.{field}"), id.clone());
            }
        }
    }

    /// Keys that come twice in a map: serde would keep one of them in silence.
    fn twice(&mut self, text: &Text, file: &ScenarioFile) {
        fn of<T>(text: &Text, path: &[&str], entries: &Entries<T>, faults: &mut Vec<Fault>) {
            for (index, (key, _)) in entries.0.iter().enumerate() {
                if entries.0[..index].iter().any(|(other, _)| other == key) {
                    faults.push(text.at_second(path, key, format!("{key} is given twice")));
                }
            }
        }
        let faults = &mut self.faults;
        of(text, &["set"], &file.set, faults);
        of(text, &["spread"], &file.spread, faults);
        of(text, &["source"], &file.source, faults);
        of(text, &["chips"], &file.chips, faults);
        of(text, &["firms"], &file.firms, faults);
        of(text, &["supply"], &file.supply, faults);
        for (id, chip) in file.chips.iter() {
            of(text, &["chips", id, "source"], &chip.source, faults);
        }
        for (name, firm) in file.firms.iter() {
            of(text, &["firms", name, "installed"], &firm.installed, faults);
            of(text, &["firms", name, "stock"], &firm.stock, faults);
            of(text, &["firms", name, "source"], &firm.source, faults);
        }
        for (chip, channel) in file.supply.iter() {
            of(text, &["supply", chip, "shares"], &channel.shares, faults);
            of(text, &["supply", chip, "source"], &channel.source, faults);
        }
        if let Some(saved) = &file.saved {
            of(text, &["saved", "results"], &saved.results, faults);
        }
    }
}

/// A name that is not known, and not whole enough to be new.
fn unknown(text: &Text, path: &[&str], kind: &str, name: &str, missing: &[&str], known: &[&str]) -> Fault {
    let message = format!("{name}: there is no {kind}; a new one also needs {}", and_more(missing));
    text.at_key(path, message).meant_of(name, known.iter().copied())
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

/// The names of the options that are there.
fn given(fields: &[(&str, bool)]) -> Vec<String> {
    fields.iter().filter(|(_, given)| *given).map(|(name, _)| (*name).to_owned()).collect()
}

fn chip_fields(patch: &ChipPatch) -> Vec<String> {
    given(&[
        ("origin", patch.origin.is_some()),
        ("tflops", patch.tflops.is_some()),
        ("bandwidth", patch.bandwidth.is_some()),
        ("power", patch.power.is_some()),
        ("price", patch.price.is_some()),
        ("initially_open", patch.initially_open.is_some()),
    ])
}

fn firm_fields(patch: &FirmPatch) -> Vec<String> {
    let strategy = &patch.strategy;
    let mut fields = given(&[
        ("training_demand_share", patch.training_demand_share.is_some()),
        ("training_growth", patch.training_growth.is_some()),
        ("inference_growth", patch.inference_growth.is_some()),
        ("usage_gain", patch.usage_gain.is_some()),
        ("porting_person_months.training", patch.porting_person_months.training.is_some()),
        ("porting_person_months.inference", patch.porting_person_months.inference.is_some()),
        ("strategy.start", strategy.start.is_some()),
        ("strategy.training_share", strategy.training_share.is_some()),
        ("strategy.inference_share", strategy.inference_share.is_some()),
        ("strategy.halt_months", strategy.halt_months.is_some()),
        ("strategy.training_ramp_months", strategy.training_ramp_months.is_some()),
        ("strategy.inference_ramp_months", strategy.inference_ramp_months.is_some()),
    ]);
    fields.extend(patch.installed.iter().map(|(chip, _)| format!("installed.{chip}")));
    fields.extend(patch.stock.iter().map(|(chip, _)| format!("stock.{chip}")));
    fields
}

fn channel_fields(patch: &ChannelPatch) -> Vec<String> {
    let mut fields = given(&[
        ("units_per_month", patch.units_per_month.is_some()),
        ("from", patch.from.is_some()),
        ("growth_per_month", patch.growth_per_month.is_some()),
        ("cap_units_per_month", patch.cap_units_per_month.is_some()),
        ("lead_weeks", patch.lead_weeks.is_some()),
    ]);
    fields.extend(patch.shares.iter().map(|(firm, _)| format!("shares.{firm}")));
    fields
}

/// A firm's plan and demand as lever values.
fn firm_moves(name: &str, patch: &FirmPatch) -> Vec<FirmMove> {
    let strategy = &patch.strategy;
    let number = |value: Option<f64>| value.map(SetValue::Number);
    let all: [(&'static str, &[&str], Option<SetValue>); 9] = [
        ("demand.training_growth", &["training_growth"], number(patch.training_growth)),
        ("demand.inference_growth", &["inference_growth"], number(patch.inference_growth)),
        ("demand.usage_gain", &["usage_gain"], number(patch.usage_gain)),
        ("strategy.start", &["strategy", "start"], strategy.start.clone().map(SetValue::Text)),
        ("strategy.training_share", &["strategy", "training_share"], number(strategy.training_share)),
        ("strategy.inference_share", &["strategy", "inference_share"], number(strategy.inference_share)),
        ("strategy.halt_months", &["strategy", "halt_months"], number(strategy.halt_months)),
        ("strategy.training_ramp_months", &["strategy", "training_ramp_months"], number(strategy.training_ramp_months)),
        (
            "strategy.inference_ramp_months",
            &["strategy", "inference_ramp_months"],
            number(strategy.inference_ramp_months),
        ),
    ];
    let of = |(lever, path, value): (&'static str, &[&str], Option<SetValue>)| {
        let path = [&["firms", name], path].concat().iter().map(|name| (*name).to_owned()).collect();
        value.map(|value| FirmMove { lever, firm: name.to_owned(), value, path })
    };
    all.into_iter().filter_map(of).collect()
}
