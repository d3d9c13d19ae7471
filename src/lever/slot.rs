//! Where a lever lands in a world: reading and writing it.

use crate::model::{Firm, World};

use super::field::Field;
use super::moves::Scope;

/// A number of each firm's strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StrategyField {
    Start,
    TrainingShare,
    InferenceShare,
    HaltMonths,
    TrainingRamp,
    InferenceRamp,
}

/// A number of each firm's demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemandField {
    TrainingGrowth,
    InferenceGrowth,
    UsageGain,
}

/// Where a lever lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// One number of the world.
    One(Field),
    /// Units a month of all channels of the chip of that index.
    ChannelUnits(usize),
    /// Every firm's opening stock.
    StockScale,
    /// A number of each firm's demand.
    Demand(DemandField),
    /// A number of each firm's strategy.
    Strategy(StrategyField),
}

/// A lever's value as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// One value.
    One(f64),
    /// The firms that it acts on differ.
    Mixed,
}

impl Reading {
    /// The value, where there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::One(value) => Some(value),
            Self::Mixed => None,
        }
    }
}

impl StrategyField {
    /// That of the firm of that index.
    pub(super) fn of(self, firm: usize) -> Field {
        match self {
            Self::Start => Field::StrategyStart(firm),
            Self::TrainingShare => Field::TrainingShare(firm),
            Self::InferenceShare => Field::InferenceShare(firm),
            Self::HaltMonths => Field::HaltMonths(firm),
            Self::TrainingRamp => Field::TrainingRamp(firm),
            Self::InferenceRamp => Field::InferenceRamp(firm),
        }
    }
}

impl DemandField {
    /// That of the firm of that index.
    pub(super) fn of(self, firm: usize) -> Field {
        match self {
            Self::TrainingGrowth => Field::TrainingGrowth(firm),
            Self::InferenceGrowth => Field::InferenceGrowth(firm),
            Self::UsageGain => Field::UsageGain(firm),
        }
    }
}

/// The one value of all, or that they differ.
fn common(mut values: impl Iterator<Item = f64>) -> Reading {
    let Some(first) = values.next() else { return Reading::Mixed };
    if values.all(|value| value == first) { Reading::One(first) } else { Reading::Mixed }
}

/// The firms that a strategy lever on all firms acts on: those that have not moved long ago, or all if all have.
pub(super) fn movers(world: &World) -> impl Iterator<Item = (usize, &Firm)> {
    let all_migrated = world.firms.iter().all(|firm| firm.migrated);
    world.firms.iter().enumerate().filter(move |(_, firm)| all_migrated || !firm.migrated)
}

/// What is not there: a date that never comes, and nothing of all else.
fn absent(field: Field) -> f64 {
    if matches!(field, Field::EventDay(_)) { f64::INFINITY } else { 0.0 }
}

impl Slot {
    /// Where it lands in a resolved scenario: the path in its JSON, `[]` for each entry of a list that it concerns.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::One(field) => field.path(),
            Self::ChannelUnits(channel) => Field::ChannelUnits(channel).path(),
            Self::StockScale => Field::StockScale.path(),
            Self::Demand(field) => field.of(0).path(),
            Self::Strategy(field) => field.of(0).path(),
        }
    }

    /// The value in `world`. A shift on all firms and the scale of one firm's stock are not in a world: see
    /// [`super::Moves::reading`].
    pub(super) fn read(self, world: &World, scope: Scope) -> Reading {
        let number = |field: Field| field.read(world).unwrap_or_else(|| absent(field));
        Reading::One(match (self, scope) {
            (Self::One(field), _) => number(field),
            (Self::StockScale, _) => number(Field::StockScale),
            (Self::ChannelUnits(chip), _) => match world.chips.keys().nth(chip) {
                Some(id) => world.supply.iter().filter(|c| c.chip == *id).map(|c| c.units_per_month).sum(),
                None => 0.0,
            },
            (Self::Demand(_), Scope::All) => 0.0,
            (Self::Demand(field), Scope::Firm(firm)) => number(field.of(firm)),
            (Self::Strategy(field), Scope::All) => {
                return common(movers(world).map(|(firm, _)| number(field.of(firm))));
            }
            (Self::Strategy(field), Scope::Firm(firm)) => number(field.of(firm)),
        })
    }

    /// Sets the value in `world`. A demand lever on all firms adds `value` to what each firm has; results are held
    /// inside `valid`.
    pub(super) fn write(self, world: &mut World, scope: Scope, value: f64, valid: (f64, f64)) {
        match (self, scope) {
            (Self::One(field), _) => field.write(world, value),
            (Self::ChannelUnits(chip), _) => write_channels(world, chip, value),
            (Self::StockScale, Scope::All) => world.stock_scale = value,
            // `fold_stock_scales`, once all are known.
            (Self::StockScale, Scope::Firm(_)) => {}
            (Self::Demand(field), Scope::All) => {
                for firm in 0..world.firms.len() {
                    let own = field.of(firm).read(world).unwrap_or(0.0);
                    field.of(firm).write(world, (own + value).clamp(valid.0, valid.1));
                }
            }
            (Self::Demand(field), Scope::Firm(firm)) => field.of(firm).write(world, value),
            (Self::Strategy(field), Scope::All) => {
                let firms: Vec<usize> = movers(world).map(|(firm, _)| firm).collect();
                for firm in firms {
                    field.of(firm).write(world, value);
                }
            }
            (Self::Strategy(field), Scope::Firm(firm)) => field.of(firm).write(world, value),
        }
    }
}

/// Sets the units a month of a chip's channels together, each in its old proportion.
fn write_channels(world: &mut World, chip: usize, value: f64) {
    let Some(id) = world.chips.keys().nth(chip) else { return };
    let before: f64 = world.supply.iter().filter(|c| c.chip == *id).map(|c| c.units_per_month).sum();
    let mut rest = value;
    for channel in world.supply.iter_mut().filter(|c| c.chip == *id) {
        if before > 0.0 && channel.units_per_month != before {
            channel.units_per_month *= value / before;
        } else {
            // A single channel takes the value as it is; of several that are all 0 the first takes it.
            channel.units_per_month = rest;
            rest = 0.0;
        }
    }
}

/// Gives each firm's opening stock its own scale, for which a world has no field: every stock takes its scale, and
/// the world's scale becomes 1.
pub(super) fn fold_stock_scales(world: &mut World, own: &[(usize, f64)]) {
    if own.is_empty() {
        return;
    }
    let common = world.stock_scale;
    for (position, firm) in world.firms.iter_mut().enumerate() {
        let scale = own.iter().find(|(index, _)| *index == position).map_or(common, |(_, scale)| *scale);
        for units in firm.stock.values_mut() {
            *units *= scale;
        }
    }
    world.stock_scale = 1.0;
}
