//! The numbers of a world that a lever governs, one by one.

use crate::model::{Workload, World};

use super::catalogue::Lever;
use super::slot::{DemandField, EfficiencyField, Slot, StrategyField, efficiency, efficiency_mut, movers};

/// A number of a world that a lever governs. A lever on all firms governs one in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named as the world's field is; the number is a position in the world's list")]
pub enum Field {
    EventDay(usize),
    EventFraction(usize),
    Leakage,
    ControlledScale,
    DomesticScale,
    ChannelUnits(usize),
    StockScale,
    FailureRate,
    TrainingGrowth(usize),
    InferenceGrowth(usize),
    UsageGain(usize),
    EfficiencyStart(Workload),
    EfficiencyEnd(Workload),
    EfficiencyMid(Workload),
    EfficiencyRamp(Workload),
    StrategyStart(usize),
    TrainingShare(usize),
    InferenceShare(usize),
    HaltMonths(usize),
    TrainingRamp(usize),
    InferenceRamp(usize),
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

impl Lever {
    /// The numbers that it governs, each with the share of the lever's value that it holds: 1, but for the channels
    /// of one chip, which divide the chip's units among them.
    ///
    /// A strategy lever leaves firms alone that have moved long ago, unless all have.
    pub fn fields(&self, world: &World) -> Vec<(Field, f64)> {
        let firms = |field: fn(usize) -> Field| (0..world.firms.len()).map(|index| (field(index), 1.0)).collect();
        let movers = |field: fn(usize) -> Field| movers(world).map(|(index, _)| (field(index), 1.0)).collect();
        let one = match self.slot {
            Slot::ChannelUnits(chip) => return channels(world, chip),
            Slot::Demand(DemandField::TrainingGrowth) => return firms(Field::TrainingGrowth),
            Slot::Demand(DemandField::InferenceGrowth) => return firms(Field::InferenceGrowth),
            Slot::Demand(DemandField::UsageGain) => return firms(Field::UsageGain),
            Slot::Strategy(StrategyField::Start) => return movers(Field::StrategyStart),
            Slot::Strategy(StrategyField::TrainingShare) => return movers(Field::TrainingShare),
            Slot::Strategy(StrategyField::InferenceShare) => return movers(Field::InferenceShare),
            Slot::Strategy(StrategyField::HaltMonths) => return movers(Field::HaltMonths),
            Slot::Strategy(StrategyField::TrainingRamp) => return movers(Field::TrainingRamp),
            Slot::Strategy(StrategyField::InferenceRamp) => return movers(Field::InferenceRamp),
            Slot::Efficiency(workload, EfficiencyField::Start) => Field::EfficiencyStart(workload),
            Slot::Efficiency(workload, EfficiencyField::End) => Field::EfficiencyEnd(workload),
            Slot::Efficiency(workload, EfficiencyField::Mid) => Field::EfficiencyMid(workload),
            Slot::Efficiency(workload, EfficiencyField::RampDays) => Field::EfficiencyRamp(workload),
            Slot::EventDate(index) => Field::EventDay(index),
            Slot::EventFraction(index) => Field::EventFraction(index),
            Slot::Leakage => Field::Leakage,
            Slot::ControlledScale => Field::ControlledScale,
            Slot::DomesticScale => Field::DomesticScale,
            Slot::StockScale => Field::StockScale,
            Slot::FailureRate => Field::FailureRate,
            Slot::ValuePerHour => Field::ValuePerHour,
            Slot::DiscountRate => Field::DiscountRate,
            Slot::SystemOverhead => Field::SystemOverhead,
            Slot::UsefulLife => Field::UsefulLife,
            Slot::PersonMonth => Field::PersonMonth,
            Slot::DualRunning => Field::DualRunning,
            Slot::Pue => Field::Pue,
            Slot::PowerPrice => Field::PowerPrice,
            Slot::Weeks => Field::Weeks,
            Slot::ComputeBoundShare => Field::ComputeBoundShare,
            Slot::GapTolerance => Field::GapTolerance,
            Slot::AllocationHold => Field::AllocationHold,
        };
        vec![(one, 1.0)]
    }
}

/// The channels of a chip with their shares of its units; of several that are all 0 the first has all.
fn channels(world: &World, chip: usize) -> Vec<(Field, f64)> {
    let Some(id) = world.chips.keys().nth(chip) else { return Vec::new() };
    let own = || world.supply.iter().enumerate().filter(|(_, channel)| channel.chip == *id);
    let all: f64 = own().map(|(_, channel)| channel.units_per_month).sum();
    own()
        .enumerate()
        .map(|(position, (index, channel))| {
            let share = if all > 0.0 { channel.units_per_month / all } else { f64::from(u8::from(position == 0)) };
            (Field::ChannelUnits(index), share)
        })
        .collect()
}

/// A field of one entry of a world's lists, behind a reference that is shared or not.
macro_rules! place {
    ($world:ident, $field:ident, $get:ident, $efficiency:ident, $($mutable:tt)?) => {
        match $field {
            Field::EventDay(index) => & $($mutable)? $world.policy.$get(index)?.day.0,
            Field::EventFraction(index) => & $($mutable)? $world.policy.$get(index)?.fraction,
            Field::Leakage => & $($mutable)? $world.leakage,
            Field::ControlledScale => & $($mutable)? $world.controlled_supply_scale,
            Field::DomesticScale => & $($mutable)? $world.domestic_supply_scale,
            Field::ChannelUnits(index) => & $($mutable)? $world.supply.$get(index)?.units_per_month,
            Field::StockScale => & $($mutable)? $world.stock_scale,
            Field::FailureRate => & $($mutable)? $world.failure_rate,
            Field::TrainingGrowth(index) => & $($mutable)? $world.firms.$get(index)?.training_growth,
            Field::InferenceGrowth(index) => & $($mutable)? $world.firms.$get(index)?.inference_growth,
            Field::UsageGain(index) => & $($mutable)? $world.firms.$get(index)?.usage_gain,
            Field::EfficiencyStart(workload) => & $($mutable)? $efficiency($world, workload).start,
            Field::EfficiencyEnd(workload) => & $($mutable)? $efficiency($world, workload).end,
            Field::EfficiencyMid(workload) => & $($mutable)? $efficiency($world, workload).mid.0,
            Field::EfficiencyRamp(workload) => & $($mutable)? $efficiency($world, workload).ramp_days,
            Field::StrategyStart(index) => & $($mutable)? $world.firms.$get(index)?.strategy.start.0,
            Field::TrainingShare(index) => & $($mutable)? $world.firms.$get(index)?.strategy.training_share,
            Field::InferenceShare(index) => & $($mutable)? $world.firms.$get(index)?.strategy.inference_share,
            Field::HaltMonths(index) => & $($mutable)? $world.firms.$get(index)?.strategy.halt_months.0,
            Field::TrainingRamp(index) => & $($mutable)? $world.firms.$get(index)?.strategy.training_ramp_months.0,
            Field::InferenceRamp(index) => & $($mutable)? $world.firms.$get(index)?.strategy.inference_ramp_months.0,
            Field::ValuePerHour => & $($mutable)? $world.value_per_h20e_hour,
            Field::DiscountRate => & $($mutable)? $world.discount_rate,
            Field::SystemOverhead => & $($mutable)? $world.system_overhead,
            Field::UsefulLife => & $($mutable)? $world.useful_life_years,
            Field::PersonMonth => & $($mutable)? $world.cost_per_person_month,
            Field::DualRunning => & $($mutable)? $world.dual_running,
            Field::Pue => & $($mutable)? $world.pue,
            Field::PowerPrice => & $($mutable)? $world.power_price,
            Field::Weeks => return None,
            Field::ComputeBoundShare => & $($mutable)? $world.compute_bound_share,
            Field::GapTolerance => & $($mutable)? $world.gap_tolerance,
            Field::AllocationHold => & $($mutable)? $world.allocation_hold_weeks,
        }
    };
}

impl Field {
    /// The number in `world`; `None` if the world has no such entry.
    pub fn read(self, world: &World) -> Option<f64> {
        let field = self;
        if field == Self::Weeks {
            return Some(f64::from(world.weeks));
        }
        Some(*place!(world, field, get, efficiency,))
    }

    /// Puts `value` there; weeks are rounded to whole ones. Nothing happens if the world has no such entry.
    pub fn write(self, world: &mut World, value: f64) {
        if self == Self::Weeks {
            world.weeks = value.round() as u32;
        } else if let Some(place) = self.place(world) {
            *place = value;
        }
    }

    fn place(self, world: &mut World) -> Option<&mut f64> {
        let field = self;
        Some(place!(world, field, get_mut, efficiency_mut, mut))
    }
}
