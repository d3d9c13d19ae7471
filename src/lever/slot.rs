//! Where a lever lands in a world: reading and writing it.

use crate::model::{Day, Efficiency, Firm, Months, Strategy, Workload, World};

use super::moves::Scope;

/// A field of a firm's strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StrategyField {
    Start,
    TrainingShare,
    InferenceShare,
    HaltMonths,
    TrainingRamp,
    InferenceRamp,
}

/// A field of a firm's demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemandField {
    TrainingGrowth,
    InferenceGrowth,
    UsageGain,
}

/// A field of an efficiency curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EfficiencyField {
    Start,
    End,
    Mid,
    RampDays,
}

/// Where a lever lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Date of the event of that index.
    EventDate(usize),
    /// Fraction of the event of that index.
    EventFraction(usize),
    Leakage,
    ControlledScale,
    DomesticScale,
    /// Units a month of all channels of the chip of that index.
    ChannelUnits(usize),
    StockScale,
    FailureRate,
    Demand(DemandField),
    Efficiency(Workload, EfficiencyField),
    Strategy(StrategyField),
    ValuePerHour,
    DiscountRate,
    SystemOverhead,
    UsefulLife,
    PersonMonth,
    DualRunning,
    Pue,
    PowerPrice,
    Weeks,
    ComputeBoundShare,
    GapTolerance,
    AllocationHold,
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
    fn read(self, strategy: &Strategy) -> f64 {
        match self {
            Self::Start => strategy.start.0,
            Self::TrainingShare => strategy.training_share,
            Self::InferenceShare => strategy.inference_share,
            Self::HaltMonths => strategy.halt_months.0,
            Self::TrainingRamp => strategy.training_ramp_months.0,
            Self::InferenceRamp => strategy.inference_ramp_months.0,
        }
    }

    fn write(self, strategy: &mut Strategy, value: f64) {
        match self {
            Self::Start => strategy.start = Day(value),
            Self::TrainingShare => strategy.training_share = value,
            Self::InferenceShare => strategy.inference_share = value,
            Self::HaltMonths => strategy.halt_months = Months(value),
            Self::TrainingRamp => strategy.training_ramp_months = Months(value),
            Self::InferenceRamp => strategy.inference_ramp_months = Months(value),
        }
    }
}

impl DemandField {
    pub(super) fn of(self, firm: &mut Firm) -> &mut f64 {
        match self {
            Self::TrainingGrowth => &mut firm.training_growth,
            Self::InferenceGrowth => &mut firm.inference_growth,
            Self::UsageGain => &mut firm.usage_gain,
        }
    }

    pub(super) fn read(self, firm: &Firm) -> f64 {
        match self {
            Self::TrainingGrowth => firm.training_growth,
            Self::InferenceGrowth => firm.inference_growth,
            Self::UsageGain => firm.usage_gain,
        }
    }
}

impl EfficiencyField {
    fn read(self, efficiency: &Efficiency) -> f64 {
        match self {
            Self::Start => efficiency.start,
            Self::End => efficiency.end,
            Self::Mid => efficiency.mid.0,
            Self::RampDays => efficiency.ramp_days,
        }
    }

    fn write(self, efficiency: &mut Efficiency, value: f64) {
        match self {
            Self::Start => efficiency.start = value,
            Self::End => efficiency.end = value,
            Self::Mid => efficiency.mid = Day(value),
            Self::RampDays => efficiency.ramp_days = value,
        }
    }
}

pub(super) fn efficiency(world: &World, workload: Workload) -> &Efficiency {
    match workload {
        Workload::Training => &world.training_efficiency,
        Workload::Inference => &world.inference_efficiency,
    }
}

pub(super) fn efficiency_mut(world: &mut World, workload: Workload) -> &mut Efficiency {
    match workload {
        Workload::Training => &mut world.training_efficiency,
        Workload::Inference => &mut world.inference_efficiency,
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

impl Slot {
    /// Where it lands in a resolved scenario: the path in its JSON, `[]` for each entry of a list that it concerns.
    pub(super) fn path(self) -> &'static str {
        use Workload::{Inference, Training};
        match self {
            Self::EventDate(_) => "policy[].day",
            Self::EventFraction(_) => "policy[].fraction",
            Self::Leakage => "leakage",
            Self::ControlledScale => "controlled_supply_scale",
            Self::DomesticScale => "domestic_supply_scale",
            Self::ChannelUnits(_) => "supply[].units_per_month",
            Self::StockScale => "stock_scale",
            Self::FailureRate => "failure_rate",
            Self::Demand(DemandField::TrainingGrowth) => "firms[].training_growth",
            Self::Demand(DemandField::InferenceGrowth) => "firms[].inference_growth",
            Self::Demand(DemandField::UsageGain) => "firms[].usage_gain",
            Self::Efficiency(Training, EfficiencyField::Start) => "training_efficiency.start",
            Self::Efficiency(Training, EfficiencyField::End) => "training_efficiency.end",
            Self::Efficiency(Training, EfficiencyField::Mid) => "training_efficiency.mid",
            Self::Efficiency(Training, EfficiencyField::RampDays) => "training_efficiency.ramp_days",
            Self::Efficiency(Inference, EfficiencyField::Start) => "inference_efficiency.start",
            Self::Efficiency(Inference, EfficiencyField::End) => "inference_efficiency.end",
            Self::Efficiency(Inference, EfficiencyField::Mid) => "inference_efficiency.mid",
            Self::Efficiency(Inference, EfficiencyField::RampDays) => "inference_efficiency.ramp_days",
            Self::Strategy(StrategyField::Start) => "firms[].strategy.start",
            Self::Strategy(StrategyField::TrainingShare) => "firms[].strategy.training_share",
            Self::Strategy(StrategyField::InferenceShare) => "firms[].strategy.inference_share",
            Self::Strategy(StrategyField::HaltMonths) => "firms[].strategy.halt_months",
            Self::Strategy(StrategyField::TrainingRamp) => "firms[].strategy.training_ramp_months",
            Self::Strategy(StrategyField::InferenceRamp) => "firms[].strategy.inference_ramp_months",
            Self::ValuePerHour => "value_per_h20e_hour",
            Self::DiscountRate => "discount_rate",
            Self::SystemOverhead => "system_overhead",
            Self::UsefulLife => "useful_life_years",
            Self::PersonMonth => "cost_per_person_month",
            Self::DualRunning => "dual_running",
            Self::Pue => "pue",
            Self::PowerPrice => "power_price",
            Self::Weeks => "weeks",
            Self::ComputeBoundShare => "compute_bound_share",
            Self::GapTolerance => "gap_tolerance",
            Self::AllocationHold => "allocation_hold_weeks",
        }
    }

    /// The value in `world`. A shift on all firms and the scale of one firm's stock are not in a world: see
    /// [`super::Moves::reading`].
    pub(super) fn read(self, world: &World, scope: Scope) -> Reading {
        let value = match self {
            Self::EventDate(index) => world.policy.get(index).map_or(f64::INFINITY, |event| event.day.0),
            Self::EventFraction(index) => world.policy.get(index).map_or(0.0, |event| event.fraction),
            Self::Leakage => world.leakage,
            Self::ControlledScale => world.controlled_supply_scale,
            Self::DomesticScale => world.domestic_supply_scale,
            Self::ChannelUnits(chip) => match world.chips.keys().nth(chip) {
                Some(id) => world.supply.iter().filter(|c| c.chip == *id).map(|c| c.units_per_month).sum(),
                None => 0.0,
            },
            Self::StockScale => world.stock_scale,
            Self::FailureRate => world.failure_rate,
            Self::Demand(field) => match scope {
                Scope::All => 0.0,
                Scope::Firm(index) => world.firms.get(index).map_or(0.0, |firm| field.read(firm)),
            },
            Self::Efficiency(workload, field) => field.read(efficiency(world, workload)),
            Self::Strategy(field) => match scope {
                Scope::All => return common(movers(world).map(|(_, firm)| field.read(&firm.strategy))),
                Scope::Firm(index) => world.firms.get(index).map_or(0.0, |firm| field.read(&firm.strategy)),
            },
            Self::ValuePerHour => world.value_per_h20e_hour,
            Self::DiscountRate => world.discount_rate,
            Self::SystemOverhead => world.system_overhead,
            Self::UsefulLife => world.useful_life_years,
            Self::PersonMonth => world.cost_per_person_month,
            Self::DualRunning => world.dual_running,
            Self::Pue => world.pue,
            Self::PowerPrice => world.power_price,
            Self::Weeks => f64::from(world.weeks),
            Self::ComputeBoundShare => world.compute_bound_share,
            Self::GapTolerance => world.gap_tolerance,
            Self::AllocationHold => world.allocation_hold_weeks,
        };
        Reading::One(value)
    }

    /// Sets the value in `world`. A demand lever on all firms adds `value` to what each firm has; results are held
    /// inside `valid`.
    pub(super) fn write(self, world: &mut World, scope: Scope, value: f64, valid: (f64, f64)) {
        match self {
            Self::EventDate(index) => {
                if let Some(event) = world.policy.get_mut(index) {
                    event.day = Day(value);
                }
            }
            Self::EventFraction(index) => {
                if let Some(event) = world.policy.get_mut(index) {
                    event.fraction = value;
                }
            }
            Self::Leakage => world.leakage = value,
            Self::ControlledScale => world.controlled_supply_scale = value,
            Self::DomesticScale => world.domestic_supply_scale = value,
            Self::ChannelUnits(chip) => write_channels(world, chip, value),
            // One firm's own scale: `fold_stock_scales`, once all are known.
            Self::StockScale => {
                if scope == Scope::All {
                    world.stock_scale = value;
                }
            }
            Self::FailureRate => world.failure_rate = value,
            Self::Demand(field) => match scope {
                Scope::All => {
                    for firm in &mut world.firms {
                        let own = field.of(firm);
                        *own = (*own + value).clamp(valid.0, valid.1);
                    }
                }
                Scope::Firm(index) => {
                    if let Some(firm) = world.firms.get_mut(index) {
                        *field.of(firm) = value;
                    }
                }
            },
            Self::Efficiency(workload, field) => field.write(efficiency_mut(world, workload), value),
            Self::Strategy(field) => match scope {
                Scope::All => {
                    let all_migrated = world.firms.iter().all(|firm| firm.migrated);
                    for firm in world.firms.iter_mut().filter(|firm| all_migrated || !firm.migrated) {
                        field.write(&mut firm.strategy, value);
                    }
                }
                Scope::Firm(index) => {
                    if let Some(firm) = world.firms.get_mut(index) {
                        field.write(&mut firm.strategy, value);
                    }
                }
            },
            Self::ValuePerHour => world.value_per_h20e_hour = value,
            Self::DiscountRate => world.discount_rate = value,
            Self::SystemOverhead => world.system_overhead = value,
            Self::UsefulLife => world.useful_life_years = value,
            Self::PersonMonth => world.cost_per_person_month = value,
            Self::DualRunning => world.dual_running = value,
            Self::Pue => world.pue = value,
            Self::PowerPrice => world.power_price = value,
            Self::Weeks => world.weeks = value.round() as u32,
            Self::ComputeBoundShare => world.compute_bound_share = value,
            Self::GapTolerance => world.gap_tolerance = value,
            Self::AllocationHold => world.allocation_hold_weeks = value,
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
