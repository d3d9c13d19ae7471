//! Every number that the model sees, with where it comes from: levers, and the structure that no lever moves.
//!
//! The rows are made once for a scenario; what each stands at is read from a world when it is asked.

mod number;

use strum::IntoEnumIterator;

use super::Scenario;
use super::evidence::Range;
use super::sources::{Source, entry};
use crate::lever::{Assignment, Catalogue, Group, Kind, Lever, LeverId, Moves, Scope, Shape};
use crate::model::{Channel, Firm, Workload, World};

use number::plain;
pub use number::{ChannelNumber, ChipNumber, Number};

/// A number that the model sees.
#[derive(Debug, Clone)]
pub struct Input {
    /// Which.
    pub number: Number,
    /// Its id: a lever's, `LEVER@FIRM`, or its path in a file such as `chips.H20.bandwidth`.
    pub path: String,
    /// Its group, by its place in [`Inputs::groups`].
    pub group: usize,
    /// What it is, within its group.
    pub label: String,
    /// How it is written.
    pub shape: Shape,
    /// The lever that sets it.
    pub lever: Option<LeverId>,
    /// Where its value in the files comes from: the id of the source, and the source.
    pub source: Option<(&'static str, &'static Source)>,
    /// The same, or the source that it had before a file or a person gave another value without one.
    pub evidence: Option<(&'static str, &'static Source)>,
    /// Low and high of the evidence.
    pub range: Option<Range>,
    /// Its value in the files; `None` where firms differ.
    pub filed: Option<f64>,
    /// It is added to each firm's own value, which has a row of its own.
    pub is_shift: bool,
}

/// A group of numbers, under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputGroup {
    /// Heading.
    pub label: String,
    /// The levers of this group are among it.
    pub levers: Option<Group>,
    /// The firm whose numbers they are.
    pub firm: Option<usize>,
}

/// Every number of a scenario, group by group.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The numbers.
    pub rows: Vec<Input>,
    /// Their groups, in order.
    pub groups: Vec<InputGroup>,
}

impl Input {
    /// What it stands at in `present`, the world that `moves` give over the scenario's root. A shift reads as the shift.
    pub fn value(&self, scenario: &Scenario, present: &World, moves: &Moves) -> Option<f64> {
        let reading = |lever, scope| moves.reading(&scenario.catalogue, present, &scenario.root, lever, scope).value();
        match &self.number {
            Number::Lever(lever) => reading(*lever, Scope::All),
            Number::Own(lever, firm) => reading(*lever, Scope::Firm(*firm)),
            number => number.read(present),
        }
    }

    /// The world that `moves` give, but for this number, which is `value`; of a shift, what is added.
    pub fn world_at(&self, scenario: &Scenario, moves: &Moves, value: f64) -> World {
        Inputs::world_with(scenario, moves, &[(self, value)])
    }
}

impl Inputs {
    /// Every number of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let world = scenario.world();
        let mut walk = Walk { scenario, world: &world, rows: Vec::new(), groups: Vec::new() };
        for group in Group::iter() {
            walk.levers(group);
        }
        for id in world.chips.keys() {
            walk.chip(id);
        }
        for (index, channel) in world.supply.iter().enumerate() {
            walk.channel(index, channel);
        }
        for (index, firm) in world.firms.iter().enumerate() {
            walk.firm(index, firm);
        }
        Self { rows: walk.rows, groups: walk.groups }
    }

    /// The world that `moves` give, but for these numbers.
    pub fn world_with(scenario: &Scenario, moves: &Moves, numbers: &[(&Input, f64)]) -> World {
        let mut moves = moves.clone();
        for (row, value) in numbers {
            let target = match row.number {
                Number::Lever(lever) => Some((lever, Scope::All)),
                Number::Own(lever, firm) => Some((lever, Scope::Firm(firm))),
                _ => None,
            };
            if let Some((lever, scope)) = target {
                moves.set(Assignment { lever, scope, value: *value });
            }
        }
        let mut world = moves.apply(&scenario.root, &scenario.catalogue);
        for (row, value) in numbers {
            if let Some(place) = row.number.place(&mut world) {
                *place = *value;
            }
        }
        world
    }

    /// The row that a lever sets for all firms.
    pub fn of_lever(&self, lever: LeverId) -> Option<usize> {
        self.rows.iter().position(|row| row.lever == Some(lever) && !matches!(row.number, Number::Own(..)))
    }

    /// Whether all words of a search are somewhere in a row: in its name, its group, or what is told of its source.
    pub fn matches(&self, row: usize, search: &str) -> bool {
        let mut words = search.split_whitespace().map(str::to_lowercase).peekable();
        if words.peek().is_none() {
            return true;
        }
        let heading = self.group(row).map_or("", |group| &group.label);
        let Some(Input { label, path, source, .. }) = self.rows.get(row) else { return false };
        let about = source.map_or(String::new(), |(id, source)| {
            format!("{} {id} {} {}", source.grade.label(), source.title, source.quantity)
        });
        let told = format!("{heading} {label} {path} {about}").to_lowercase();
        words.all(|word| told.contains(&word))
    }

    /// The heading of a row's group.
    pub fn group(&self, row: usize) -> Option<&InputGroup> {
        self.groups.get(self.rows.get(row)?.group)
    }
}

/// Writes the rows down.
struct Walk<'s> {
    scenario: &'s Scenario,
    world: &'s World,
    rows: Vec<Input>,
    groups: Vec<InputGroup>,
}

/// The ids of sources.
struct Cited {
    /// Of the value.
    source: Option<String>,
    /// Of the value that it had before it was given without one.
    before: Option<String>,
}

/// A lever that stands among the numbers of a channel.
fn is_of_channel(lever: &Lever) -> bool {
    lever.row.kind == Kind::Count && lever.row.group == Group::Supply
}

impl Walk<'_> {
    fn catalogue(&self) -> &Catalogue {
        &self.scenario.catalogue
    }

    fn begin(&mut self, label: String, levers: Option<Group>, firm: Option<usize>) {
        self.groups.push(InputGroup { label, levers, firm });
    }

    /// A row of the last group; `part` names it in a source of several numbers.
    fn push(&mut self, number: Number, path: String, label: String, shape: Shape, cited: Cited, part: Option<&str>) {
        let Cited { source, before } = cited;
        let source = source.as_deref().and_then(entry);
        let evidence = source.or_else(|| before.as_deref().and_then(entry));
        let is_date = shape.kind == Kind::Date;
        let range = evidence.and_then(|(_, source)| source.range(part, self.world.start));
        let (lever, is_shift) = match number {
            Number::Lever(id) => (Some(id), self.catalogue().lever(id).row.shift),
            Number::Own(id, _) => (Some(id), false),
            _ => (None, false),
        };
        let group = self.groups.len().saturating_sub(1);
        // The date of a rule may be why a number is what it is: that gives it no range.
        let range = range.filter(|range| range.is_dates == is_date);
        let mut row =
            Input { number, path, group, label, shape, lever, source, evidence, range, filed: None, is_shift };
        row.filed = row.value(self.scenario, self.world, &self.scenario.moves);
        self.rows.push(row);
    }

    fn detail(&self, path: &str) -> Cited {
        Cited { source: self.scenario.details.get(path).cloned(), before: None }
    }

    fn lever(&mut self, id: LeverId, label: String) {
        let lever = self.catalogue().lever(id);
        let (path, shape) = (lever.id.clone(), lever.row.shape());
        let source = self.scenario.source_id(&path).map(str::to_owned);
        let before = self.scenario.root.source.get(&path).cloned();
        self.push(Number::Lever(id), path, label, shape, Cited { source, before }, None);
    }

    fn levers(&mut self, group: Group) {
        let catalogue = &self.scenario.catalogue;
        self.begin(group.label().to_owned(), Some(group), None);
        let own = catalogue.iter().filter(|(_, lever)| lever.row.group == group && !is_of_channel(lever));
        for (id, lever) in own {
            self.lever(id, lever.label.clone());
        }
        if group == Group::Policy {
            for (index, event) in self.world.policy.iter().enumerate() {
                let path = format!("policy.{}.levy", event.id);
                let label = format!("{}, levy", event.label());
                let source = self.detail(&path);
                self.push(Number::Levy(index), path, label, plain(Kind::Share, "%"), source, None);
            }
        }
    }

    fn chip(&mut self, id: &str) {
        self.begin(format!("chip {id}"), None, None);
        for number in ChipNumber::iter() {
            let (field, label, shape) = number.about();
            let path = format!("chips.{id}.{field}");
            let source = self.detail(&path);
            self.push(Number::Chip(id.to_owned(), number), path, label.to_owned(), shape, source, None);
        }
    }

    fn channel(&mut self, index: usize, channel: &Channel) {
        let chip = &channel.chip;
        self.begin(format!("supply of {chip}"), None, None);
        let units = format!("supply.{}.units_per_month", crate::lever::slug(chip));
        // The lever of a chip with two channels stands with the first.
        let is_first = self.world.supply.iter().position(|other| other.chip == *chip) == Some(index);
        if let Some(id) = self.catalogue().find(&units).filter(|_| is_first) {
            self.lever(id, "units a month".to_owned());
        }
        for number in ChannelNumber::iter() {
            let (field, label, shape) = number.about();
            let path = format!("supply.{chip}.{field}");
            let source = self.detail(&path);
            self.push(Number::Channel(index, number), path, label.to_owned(), shape, source, None);
        }
        for firm in channel.shares.keys() {
            let path = format!("supply.{chip}.shares.{firm}");
            let (label, source) = (format!("to {firm}"), self.detail(&path));
            let number = Number::Share(index, firm.clone());
            self.push(number, path, label, plain(Kind::Share, "%"), source, Some(firm));
        }
    }

    fn firm(&mut self, index: usize, firm: &Firm) {
        let name = &firm.name;
        self.begin(name.clone(), None, Some(index));
        let chips = plain(Kind::Count, "");
        let installed = firm.installed.keys().map(|chip| {
            (Number::Installed(index, chip.clone()), format!("installed.{chip}"), format!("{chip} in use"), chips)
        });
        let on_hand = firm.stock.keys().map(|chip| {
            (Number::OnHand(index, chip.clone()), format!("stock.{chip}"), format!("{chip} on hand"), chips)
        });
        let share = (
            Number::TrainingShare(index),
            "training_demand_share".to_owned(),
            "share that trains".to_owned(),
            plain(Kind::Share, "%"),
        );
        let effort = plain(Kind::Span, "person-mo");
        let porting = [(Workload::Training, "training"), (Workload::Inference, "inference")].map(|(workload, what)| {
            let field = format!("porting_person_months.{what}");
            (Number::Porting(index, workload), field, format!("porting {what}"), effort)
        });
        for (number, field, label, shape) in installed.chain(on_hand).chain([share]).chain(porting) {
            let path = format!("firms.{name}.{field}");
            let source = self.detail(&path);
            self.push(number, path, label, shape, source, None);
        }
        let catalogue = &self.scenario.catalogue;
        for (id, lever) in catalogue.iter().filter(|(_, lever)| lever.row.per_firm && !lever.is_stock_scale()) {
            let field = lever.id.strip_prefix("demand.").unwrap_or(&lever.id);
            let is_moved = [Scope::All, Scope::Firm(index)].iter().any(|scope| {
                let value = self.scenario.moves.get(id, *scope);
                value.is_some() && (*scope != Scope::All || self.is_moved_by_all(lever, firm))
            });
            let of_file = self.detail(&format!("firms.{name}.{field}"));
            let cited = if is_moved {
                Cited { source: self.scenario.move_sources.get(&lever.id).cloned(), before: of_file.source }
            } else {
                of_file
            };
            let (path, shape) = (format!("{}@{name}", lever.id), lever.row.shape());
            let label = lever.label.to_lowercase();
            self.push(Number::Own(id, index), path, label, shape, cited, None);
        }
    }

    /// Whether a lever on all firms moves this one: the strategies of those who moved long ago stay.
    fn is_moved_by_all(&self, lever: &Lever, firm: &Firm) -> bool {
        lever.row.group != Group::Strategy || !firm.migrated || self.world.firms.iter().all(|firm| firm.migrated)
    }
}

#[cfg(test)]
mod tests;
