//! The numbers of a world that a lever governs, one by one.

use crate::model::{Efficiency, Workload, World};

use super::catalogue::Lever;
use super::slot::{Slot, movers};

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
        match self.slot {
            Slot::One(field) => vec![(field, 1.0)],
            Slot::StockScale => vec![(Field::StockScale, 1.0)],
            Slot::ChannelUnits(chip) => channels(world, chip),
            Slot::Demand(field) => (0..world.firms.len()).map(|firm| (field.of(firm), 1.0)).collect(),
            Slot::Strategy(field) => movers(world).map(|(firm, _)| (field.of(firm), 1.0)).collect(),
        }
    }

    /// Whether its value for all firms is one firm's own: the plans of those who moved long ago stay.
    pub fn moves_firm(&self, world: &World, firm: usize) -> bool {
        match self.slot {
            Slot::Demand(_) => true,
            Slot::Strategy(_) => movers(world).any(|(mover, _)| mover == firm),
            Slot::One(_) | Slot::StockScale | Slot::ChannelUnits(_) => false,
        }
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

fn efficiency(world: &World, workload: Workload) -> &Efficiency {
    match workload {
        Workload::Training => &world.training_efficiency,
        Workload::Inference => &world.inference_efficiency,
    }
}

fn efficiency_mut(world: &mut World, workload: Workload) -> &mut Efficiency {
    match workload {
        Workload::Training => &mut world.training_efficiency,
        Workload::Inference => &mut world.inference_efficiency,
    }
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
    /// Where it is in a resolved scenario: the path in its JSON, `[]` for an entry of a list.
    pub(super) fn path(self) -> &'static str {
        use Workload::{Inference, Training};
        match self {
            Self::EventDay(_) => "policy[].day",
            Self::EventFraction(_) => "policy[].fraction",
            Self::Leakage => "leakage",
            Self::ControlledScale => "controlled_supply_scale",
            Self::DomesticScale => "domestic_supply_scale",
            Self::ChannelUnits(_) => "supply[].units_per_month",
            Self::StockScale => "stock_scale",
            Self::FailureRate => "failure_rate",
            Self::TrainingGrowth(_) => "firms[].training_growth",
            Self::InferenceGrowth(_) => "firms[].inference_growth",
            Self::UsageGain(_) => "firms[].usage_gain",
            Self::EfficiencyStart(Training) => "training_efficiency.start",
            Self::EfficiencyEnd(Training) => "training_efficiency.end",
            Self::EfficiencyMid(Training) => "training_efficiency.mid",
            Self::EfficiencyRamp(Training) => "training_efficiency.ramp_days",
            Self::EfficiencyStart(Inference) => "inference_efficiency.start",
            Self::EfficiencyEnd(Inference) => "inference_efficiency.end",
            Self::EfficiencyMid(Inference) => "inference_efficiency.mid",
            Self::EfficiencyRamp(Inference) => "inference_efficiency.ramp_days",
            Self::StrategyStart(_) => "firms[].strategy.start",
            Self::TrainingShare(_) => "firms[].strategy.training_share",
            Self::InferenceShare(_) => "firms[].strategy.inference_share",
            Self::HaltMonths(_) => "firms[].strategy.halt_months",
            Self::TrainingRamp(_) => "firms[].strategy.training_ramp_months",
            Self::InferenceRamp(_) => "firms[].strategy.inference_ramp_months",
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
