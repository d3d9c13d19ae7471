//! A scenario as resolved, as a file that extends nothing: every number that the model sees.

use std::fmt::Write as _;

use super::Scenario;
use super::edit::quote;
use super::file::FileSpread;
use super::stamp::{PROGRAM_VERSION, hash};
use crate::lever::{Kind, Lever, Moves, Scope, ShownSpread, format_value};
use crate::model::{Channel, Chip, Day, Firm, MODEL_VERSION, Origin, World};

/// The scenario as a file of its own, with spreads and sources. Reading it gives the same world, as long as dates are
/// whole days.
///
/// # Errors
/// If the format has no way to say it: a chip with two supply channels.
pub fn to_ron(scenario: &Scenario, world: &World) -> Result<String, String> {
    for (index, channel) in world.supply.iter().enumerate() {
        if world.supply[..index].iter().any(|other| other.chip == channel.chip) {
            let chip = &channel.chip;
            return Err(format!(
                "{chip} has two supply channels, which a scenario file cannot tell apart; show it as JSON"
            ));
        }
    }
    let mut writer = Writer { text: String::new(), scenario, world };
    writer.head();
    writer.events();
    writer.set();
    writer.maps();
    writer.chips();
    writer.firms();
    writer.supply();
    writer.text.push_str(")\n");
    Ok(writer.text)
}

struct Writer<'a> {
    text: String,
    scenario: &'a Scenario,
    world: &'a World,
}

impl Writer<'_> {
    /// A line, so many levels deep.
    fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{:width$}{line}", "", width = 4 * depth);
    }

    fn head(&mut self) {
        let (scenario, world) = (self.scenario, self.world);
        let name = scenario.origin.to_string();
        self.line(0, &format!("// {name} as resolved: everything inherited, every number that the model sees."));
        let stamp = format!("// stockout {PROGRAM_VERSION}, model {MODEL_VERSION}, {}", hash(world));
        self.line(0, &stamp);
        self.line(0, "(");
        self.line(1, "format: 1,");
        self.line(1, &format!("title: {},", quote(&world.name)));
        for (field, value) in [
            ("label", &world.label),
            ("question", &world.question),
            ("about", &world.about),
            ("against", &scenario.against),
        ] {
            if let Some(value) = value {
                self.line(1, &format!("{field}: {},", quote(value)));
            }
        }
        if let Some(as_of) = world.as_of {
            self.line(1, &format!("as_of: \"{as_of}\","));
        }
        self.line(1, &format!("start: \"{}\",", world.start));
        self.line(1, &format!("weeks: {},", world.weeks));
        self.line(1, &format!("reference_chip: {},", quote(&world.reference_chip)));
    }

    fn date(&self, day: Day) -> String {
        if day.is_never() {
            return "\"never\"".to_owned();
        }
        let note = if day.0.fract() == 0.0 { String::new() } else { format!(" /* day {} */", day.0) };
        day.date(self.world.start).map_or_else(|| "\"never\"".to_owned(), |date| format!("\"{date}\"{note}"))
    }

    fn events(&mut self) {
        self.line(1, "events: [");
        for event in &self.world.policy {
            let label = event.label.as_ref().map_or_else(String::new, |label| format!("label: {}, ", quote(label)));
            let line = format!(
                "(id: {}, {label}chip: {}, date: {}, fraction: {}, levy: {}),",
                quote(&event.id),
                quote(&event.chip),
                self.date(event.day),
                event.fraction,
                event.levy
            );
            self.line(2, &line);
        }
        self.line(1, "],");
    }

    /// Levers that have no place of their own elsewhere, each with what people want to know of it.
    fn set(&mut self) {
        let catalogue = &self.scenario.catalogue;
        let none = Moves::new();
        let mut lines = Vec::new();
        for (id, lever) in catalogue.iter() {
            let elsewhere = lever.event(self.world).is_some()
                || lever.id == "model.weeks"
                || lever.id.ends_with(".units_per_month")
                || (lever.row.per_firm && lever.id != "stock.scale");
            let Some(value) = none.reading(catalogue, self.world, self.world, id, Scope::All).value() else { continue };
            if !elsewhere {
                let written = if lever.row.kind == Kind::Date { self.date(Day(value)) } else { format!("{value}") };
                lines.push((format!("{}: {written},", quote(&lever.id)), self.note(lever, value)));
            }
        }
        let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0);
        self.line(1, "set: {");
        for (line, note) in lines {
            self.line(2, &format!("{line:width$}  // {note}"));
        }
        self.line(1, "},");
    }

    /// `PUE ×1.30, exact: derived, Uptime survey`.
    fn note(&self, lever: &Lever, value: f64) -> String {
        let mut note = format!("{}: {}", lever.label, format_value(lever, value, self.world.start));
        if let Some(spread) = self.world.spread.get(&lever.id).filter(|spread| !spread.is_exact()) {
            let _ = write!(note, " {}", ShownSpread { lever, spread: *spread });
        }
        if let Some(source) = self.world.source.get(&lever.id).and_then(|id| super::source(id)) {
            let _ = write!(note, "; {}, {}", source.grade.label(), source.title);
        }
        note
    }

    fn maps(&mut self) {
        let world = self.world;
        self.line(1, "spread: {");
        for (id, spread) in &world.spread {
            self.line(2, &format!("{}: {},", quote(id), FileSpread::from(*spread)));
        }
        self.line(1, "},");
        if !self.scenario.on_purpose.is_empty() {
            self.line(1, "on_purpose: {");
            for (name, why) in &self.scenario.on_purpose {
                self.line(2, &format!("{}: {},", quote(name), quote(why)));
            }
            self.line(1, "},");
        }
        self.line(1, "source: {");
        let levies = self.scenario.details.iter().filter(|(path, _)| path.starts_with("policy."));
        for (id, source) in world.source.iter().chain(levies) {
            self.line(2, &format!("{}: {},", quote(id), quote(source)));
        }
        self.line(1, "},");
    }

    /// The sources of a block's numbers that are as its files have them.
    fn sources(&mut self, block: &str, is_kept: impl Fn(&str) -> bool) {
        let prefix = format!("{block}.");
        let details = self.scenario.details.iter();
        let own: Vec<_> = details
            .filter_map(|(path, id)| Some((path.strip_prefix(&prefix)?, id)))
            .filter(|(field, _)| is_kept(field))
            .map(|(field, id)| format!("{}: {},", quote(field), quote(id)))
            .collect();
        if own.is_empty() {
            return;
        }
        self.line(3, "source: {");
        for line in own {
            self.line(4, &line);
        }
        self.line(3, "},");
    }

    fn chips(&mut self) {
        let world = self.world;
        self.line(1, "chips: {");
        for (id, chip) in &world.chips {
            let Chip { origin, tflops, bandwidth, power, price, initially_open } = chip;
            let origin = match origin {
                Origin::Controlled => "controlled",
                Origin::Domestic => "domestic",
            };
            self.line(2, &format!("{}: (", quote(id)));
            let numbers = format!(
                "origin: {origin}, tflops: {tflops}, bandwidth: {bandwidth}, power: {power}, price: {price}, \
                 initially_open: {initially_open},"
            );
            self.line(3, &numbers);
            self.sources(&format!("chips.{id}"), |_| true);
            self.line(2, "),");
        }
        self.line(1, "},");
    }

    fn firms(&mut self) {
        let world = self.world;
        self.line(1, "firms: {");
        for firm in &world.firms {
            let strategy = &firm.strategy;
            self.line(2, &format!("{}: (", quote(&firm.name)));
            self.line(3, &format!("installed: {},", map(&firm.installed)));
            self.line(3, &format!("stock: {},", map(&firm.stock)));
            let demand = format!(
                "training_demand_share: {}, training_growth: {}, inference_growth: {}, usage_gain: {},",
                firm.training_demand_share, firm.training_growth, firm.inference_growth, firm.usage_gain
            );
            self.line(3, &demand);
            let porting = &firm.porting_person_months;
            let porting =
                format!("porting_person_months: (training: {}, inference: {}),", porting.training, porting.inference);
            self.line(3, &porting);
            self.line(3, "strategy: (");
            let shares = format!(
                "start: {}, training_share: {}, inference_share: {},",
                self.date(strategy.start),
                strategy.training_share,
                strategy.inference_share
            );
            self.line(4, &shares);
            let ramps = format!(
                "halt_months: {}, training_ramp_months: {}, inference_ramp_months: {},",
                strategy.halt_months.0, strategy.training_ramp_months.0, strategy.inference_ramp_months.0
            );
            self.line(4, &ramps);
            self.line(3, "),");
            self.line(3, &format!("migrated: {},", firm.migrated));
            let root = self.scenario.root.firms.iter().find(|other| other.name == firm.name);
            self.sources(&format!("firms.{}", firm.name), |field| root.is_some_and(|root| is_kept(field, root, firm)));
            self.line(2, "),");
        }
        self.line(1, "},");
    }

    fn supply(&mut self) {
        let world = self.world;
        self.line(1, "supply: {");
        for channel in &world.supply {
            let Channel { chip, units_per_month, from, growth_per_month, cap_units_per_month, lead_weeks, shares } =
                channel;
            self.line(2, &format!("{}: (", quote(chip)));
            let from = self.date(*from);
            self.line(
                3,
                &format!("units_per_month: {units_per_month}, from: {from}, growth_per_month: {growth_per_month},"),
            );
            self.line(3, &format!("cap_units_per_month: {cap_units_per_month}, lead_weeks: {lead_weeks},"));
            self.line(3, &format!("shares: {},", map(shares)));
            let root = self.scenario.root.supply.iter().find(|other| other.chip == *chip);
            self.sources(&format!("supply.{chip}"), |field| {
                field != "units_per_month" || root.is_some_and(|root| root.units_per_month == *units_per_month)
            });
            self.line(2, "),");
        }
        self.line(1, "},");
    }
}

/// Whether a firm's number is the root's; of another one the source says nothing.
fn is_kept(field: &str, root: &Firm, firm: &Firm) -> bool {
    let (a, b) = (&root.strategy, &firm.strategy);
    match field {
        "training_growth" => root.training_growth == firm.training_growth,
        "inference_growth" => root.inference_growth == firm.inference_growth,
        "usage_gain" => root.usage_gain == firm.usage_gain,
        "strategy.start" => a.start == b.start,
        "strategy.training_share" => a.training_share == b.training_share,
        "strategy.inference_share" => a.inference_share == b.inference_share,
        "strategy.halt_months" => a.halt_months == b.halt_months,
        "strategy.training_ramp_months" => a.training_ramp_months == b.training_ramp_months,
        "strategy.inference_ramp_months" => a.inference_ramp_months == b.inference_ramp_months,
        _ => field.strip_prefix("stock.").is_none_or(|chip| root.stock.get(chip) == firm.stock.get(chip)),
    }
}

/// `{ "H20": 150000 }`.
fn map(numbers: &std::collections::BTreeMap<String, f64>) -> String {
    let entries: Vec<String> = numbers.iter().map(|(key, number)| format!("{}: {number}", quote(key))).collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}
