//! The levers of one world: the table's rows and the world's own events and channels.

use jiff::civil::Date;

use super::field::Field;
use super::slot::{Reading, Slot};
use super::table::{CHANNEL_UNITS, Class, EVENT_DATE, EVENT_FRACTION, Group, KNOWN_EVENTS, ROWS, Row, Tier};
use super::{Kind, Scope};
use crate::model::{Day, World};

/// A lever's place in its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeverId(pub u16);

/// A lever of one world.
#[derive(Debug, Clone)]
pub struct Lever {
    /// Stable id, as in `--set` and in files.
    pub id: String,
    /// Label beside the slider.
    pub label: String,
    /// Label where there is little room.
    pub short: String,
    /// Its definition.
    pub row: &'static Row,
    /// The slider's ends.
    pub track: (f64, f64),
    /// One step.
    pub fine: f64,
    /// One coarse step.
    pub coarse: f64,
    /// When it is on screen.
    pub tier: Tier,
    /// The date to which `n` brings it back from never, for an event.
    pub dated: Option<Date>,
    pub(super) slot: Slot,
}

impl Lever {
    /// Decision or assumption.
    pub fn class(&self) -> Class {
        self.row.group.class()
    }

    /// Where it lands in a resolved scenario: the path in its JSON, `[]` for each entry of a list that it concerns.
    pub fn path(&self) -> &'static str {
        self.slot.path()
    }

    /// Whether the value can be never.
    pub fn can_be_never(&self) -> bool {
        self.row.kind == Kind::Date
    }

    /// The value in `world`; see [`super::Moves::reading`] for what a world has no field for.
    pub(super) fn read(&self, world: &World, scope: Scope) -> Reading {
        self.slot.read(world, scope)
    }

    pub(super) fn write(&self, world: &mut World, scope: Scope, value: f64) {
        self.slot.write(world, scope, value, self.row.valid);
    }

    /// One firm's own value of a demand lever, to which a move on all firms adds.
    pub fn own(&self, world: &World, firm: usize) -> Option<f64> {
        match self.slot {
            Slot::Demand(field) => field.of(firm).read(world),
            _ => None,
        }
    }

    /// The slider's ends for `scope`, where a file sets the lever to `set`, if it does: for one firm's own value those of
    /// the shift, seen from what the firm has in `root`; and beyond what a file sets there is room for steps.
    pub(crate) fn track_in(&self, root: &World, scope: Scope, set: Option<f64>) -> (f64, f64) {
        let (mut low, mut high) = self.track;
        let (least, most) = self.row.valid;
        if let (Scope::Firm(firm), true) = (scope, self.row.shift) {
            let own = self.own(root, firm).unwrap_or(0.0);
            (low, high) = ((low + own).max(least), (high + own).min(most));
        }
        // What is set for all does not move who has moved long ago.
        let files = [set, self.read(root, scope).value()];
        for file in files.into_iter().flatten().filter(|value| value.is_finite()) {
            if file < low {
                low = (file - 2.0 * self.coarse).max(least);
            }
            if file > high {
                high = (file + 2.0 * self.coarse).min(most);
            }
        }
        (low, high)
    }

    /// The event whose date or fraction this is.
    pub fn event<'w>(&self, world: &'w World) -> Option<&'w crate::model::PolicyEvent> {
        match self.slot {
            Slot::One(Field::EventDay(index) | Field::EventFraction(index)) => world.policy.get(index),
            _ => None,
        }
    }

    /// Whether it scales the stock on hand, for which a world has no field firm by firm.
    pub fn is_stock_scale(&self) -> bool {
        self.slot == Slot::StockScale
    }

    fn from_row(row: &'static Row) -> Self {
        Self {
            id: row.id.to_owned(),
            label: row.label.to_owned(),
            short: row.short.to_owned(),
            row,
            track: row.track,
            fine: row.fine,
            coarse: row.coarse,
            tier: row.tier,
            dated: None,
            slot: row.slot,
        }
    }
}

/// A chip's id as lever ids write it: lower case, `_` for everything that is not a letter or a digit.
pub fn slug(chip: &str) -> String {
    let mut slug = String::with_capacity(chip.len());
    for c in chip.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.trim_matches('_').to_owned()
}

/// A round number of units for a step of a track that ends at `end`.
fn round_step(end: f64) -> f64 {
    let tenth = (end / 40.0).max(1.0);
    let power = 10f64.powi(tenth.log10().floor() as i32);
    (tenth / power).round().max(1.0) * power
}

/// All levers of a world, in the order in which they are shown.
#[derive(Debug, Clone)]
pub struct Catalogue {
    levers: Vec<Lever>,
    start: Date,
}

impl Catalogue {
    /// The levers of `world`.
    pub fn new(world: &World) -> Self {
        let mut levers = Vec::with_capacity(ROWS.len() + 2 * world.policy.len() + world.chips.len());
        for (index, event) in world.policy.iter().enumerate() {
            let known = KNOWN_EVENTS.iter().find(|known| known.id == event.id);
            let label = event.label.clone().or_else(|| known.map(|known| known.label.to_owned()));
            let label = label.unwrap_or_else(|| event.id.replace('_', " "));
            let dated = known.and_then(|known| known.dated.parse().ok());
            // A file's own event comes back to the date it has there, or else to the date that the file reflects.
            let dated =
                if event.day.is_never() { dated.or(world.as_of) } else { dated.or(event.day.date(world.start)) };
            levers.push(Lever {
                id: format!("policy.{}", event.id),
                short: known.map_or_else(|| label.clone(), |known| known.short.to_owned()),
                label: label.clone(),
                tier: known.map_or(Tier::Main, |known| known.tier),
                dated: dated.or(Some(world.start)),
                slot: Slot::One(Field::EventDay(index)),
                ..Lever::from_row(&EVENT_DATE)
            });
            levers.push(Lever {
                id: format!("policy.{}.fraction", event.id),
                short: format!("{label}, share"),
                label: format!("{label}, share"),
                slot: Slot::One(Field::EventFraction(index)),
                ..Lever::from_row(&EVENT_FRACTION)
            });
        }
        for (index, (chip, _)) in world.chips.iter().enumerate() {
            let units: Vec<f64> = world.supply.iter().filter(|c| c.chip == *chip).map(|c| c.units_per_month).collect();
            if units.is_empty() {
                continue;
            }
            let end = round_step(2.0 * units.iter().sum::<f64>().max(500.0)) * 40.0;
            levers.push(Lever {
                id: format!("supply.{}.units_per_month", slug(chip)),
                label: chip.clone(),
                short: chip.clone(),
                tier: if chip == "Ascend 910C" { Tier::Main } else { Tier::More },
                track: (0.0, end),
                fine: end / 40.0,
                coarse: end / 8.0,
                slot: Slot::ChannelUnits(index),
                ..Lever::from_row(&CHANNEL_UNITS)
            });
        }
        levers.extend(ROWS.iter().map(Lever::from_row));
        // Stable: within a group the order of the rows above. Dates come before shares of the same panel.
        levers.sort_by_key(|lever| (lever.row.group, lever.tier == Tier::More));
        Self { levers, start: world.start }
    }

    /// Day 0 of the world, from which dates are counted.
    pub fn start(&self) -> Date {
        self.start
    }

    /// How many levers there are.
    pub fn len(&self) -> usize {
        self.levers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.levers.is_empty()
    }

    /// Every lever with its place.
    pub fn iter(&self) -> impl Iterator<Item = (LeverId, &Lever)> {
        self.levers.iter().enumerate().map(|(index, lever)| (LeverId(index as u16), lever))
    }

    /// The lever of that id.
    pub fn find(&self, id: &str) -> Option<LeverId> {
        self.levers.iter().position(|lever| lever.id == id).map(|index| LeverId(index as u16))
    }

    /// The lever at that place.
    ///
    /// # Panics
    /// If `id` comes from another catalogue that is longer than this one.
    pub fn lever(&self, id: LeverId) -> &Lever {
        &self.levers[usize::from(id.0)]
    }

    /// The date that `n` gives a lever whose date is never.
    pub fn dated_default(&self, id: LeverId) -> Day {
        self.lever(id).dated.map_or(Day(0.0), |date| Day::from_date(self.start, date))
    }

    /// The groups that have a lever, in order.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        use strum::IntoEnumIterator;
        Group::iter().filter(|group| self.levers.iter().any(|lever| lever.row.group == *group))
    }
}
