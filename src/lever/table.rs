//! The one table of levers. A new lever is one new row.

use super::Shape;
use super::field::Field;
use super::slot::{DemandField, Slot, StrategyField};
use crate::model::Workload;

/// Panel in which a lever stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum Group {
    /// Export policy.
    Policy,
    /// What is made and delivered.
    Supply,
    /// What firms own.
    Stock,
    /// How firms move.
    Strategy,
    /// What firms need.
    Demand,
    /// What domestic chips deliver.
    Efficiency,
    /// Prices and rates.
    Cost,
    /// How the model counts.
    Model,
}

impl Group {
    /// Heading of the panel, and the name in files.
    pub fn label(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Supply => "supply",
            Self::Stock => "stock",
            Self::Strategy => "strategy",
            Self::Demand => "demand",
            Self::Efficiency => "efficiency",
            Self::Cost => "cost",
            Self::Model => "model",
        }
    }

    /// Decisions are taken; everything else is assumed.
    pub fn class(self) -> Class {
        match self {
            Self::Policy | Self::Strategy => Class::Decision,
            _ => Class::Assumption,
        }
    }
}

/// Whether somebody decides a lever, or we assume it. The reference world shares all assumptions with the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Policy and strategy.
    Decision,
    /// Everything else.
    Assumption,
}

impl Class {
    /// As shown beside a change.
    pub fn label(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Assumption => "assumption",
        }
    }
}

/// What a lever's number is, and so how it is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Kind {
    /// A calendar date, in days from the start; +∞ is never.
    Date,
    /// Things, by the thousand.
    Count,
    /// A fraction, shown in percent.
    Share,
    /// A multiplier.
    Factor,
    /// Months.
    Months,
    /// Days, weeks or years: a plain number with its unit.
    Span,
    /// US dollars.
    Money,
}

/// When a lever is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Even in 80×24.
    Core,
    /// Where there is room.
    Main,
    /// Under `z`.
    More,
}

/// A lever's definition.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Stable id; for the two families, the pattern of it.
    pub id: &'static str,
    /// Label beside the slider; at most 20 cells.
    pub label: &'static str,
    /// Label where there is little room; at most 16 cells.
    pub short: &'static str,
    /// Panel.
    pub group: Group,
    /// Unit after the number.
    pub unit: &'static str,
    /// What the number is.
    pub kind: Kind,
    /// Limits; a value outside is an error, a draw is clamped to them. Days from the start for a date.
    pub valid: (f64, f64),
    /// The slider's ends.
    pub track: (f64, f64),
    /// One step with ← →.
    pub fine: f64,
    /// One step with H L.
    pub coarse: f64,
    /// Digits after the point, in the shown unit.
    pub decimals: usize,
    /// When it is on screen.
    pub tier: Tier,
    /// `@FIRM` is allowed.
    pub per_firm: bool,
    /// On all firms the value is added to each firm's own.
    pub shift: bool,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// Where it lands in the model.
    pub(super) slot: Slot,
}

impl Row {
    /// How its number is written.
    pub fn shape(&self) -> Shape {
        Shape { kind: self.kind, unit: self.unit, decimals: Some(self.decimals) }
    }
}

const DAYS: f64 = crate::model::valid::DAYS_LIMIT;
/// Every date slider spans the two years from the start, so that positions on two tracks are the same month.
const TWO_YEARS: (f64, f64) = (0.0, 730.0);
const WEEK: f64 = 7.0;
const MONTH: f64 = 30.0;

const BASE: Row = Row {
    id: "",
    label: "",
    short: "",
    group: Group::Model,
    unit: "",
    kind: Kind::Factor,
    valid: (0.0, 1.0),
    track: (0.0, 1.0),
    fine: 0.01,
    coarse: 0.1,
    decimals: 0,
    tier: Tier::More,
    per_firm: false,
    shift: false,
    help: "",
    slot: Slot::One(Field::Leakage),
};

const fn date(row: Row) -> Row {
    Row { kind: Kind::Date, valid: (-DAYS, DAYS), track: TWO_YEARS, fine: WEEK, coarse: MONTH, ..row }
}

const fn share(row: Row) -> Row {
    Row { kind: Kind::Share, unit: "%", ..row }
}

const fn scale(row: Row) -> Row {
    Row {
        kind: Kind::Factor,
        unit: "×",
        valid: (0.0, 100.0),
        track: (0.0, 2.0),
        fine: 0.05,
        coarse: 0.25,
        decimals: 2,
        ..row
    }
}

const fn months(row: Row) -> Row {
    Row {
        kind: Kind::Months,
        unit: "mo",
        valid: (0.0, 120.0),
        track: (0.0, 12.0),
        fine: 0.5,
        coarse: 3.0,
        decimals: 1,
        ..row
    }
}

const fn per_firm(row: Row) -> Row {
    Row { per_firm: true, ..row }
}

const fn growth(row: Row) -> Row {
    Row {
        unit: "%/mo",
        shift: true,
        per_firm: true,
        group: Group::Demand,
        valid: (-0.5, 2.0),
        track: (-0.06, 0.06),
        fine: 0.005,
        coarse: 0.02,
        decimals: 1,
        ..share(row)
    }
}

const fn level(row: Row) -> Row {
    Row { group: Group::Efficiency, valid: (0.0, 2.0), track: (0.0, 1.1), fine: 0.01, coarse: 0.1, ..share(row) }
}

/// The family `policy.<event id>`: one lever for each event of the world.
pub static EVENT_DATE: Row = date(Row {
    id: "policy.<event>",
    group: Group::Policy,
    tier: Tier::Main,
    help: "When it happens, or never. It reaches a supply channel after the channel's lead time.",
    slot: Slot::One(Field::EventDay(0)),
    ..BASE
});

/// The family `policy.<event id>.fraction`.
pub static EVENT_FRACTION: Row = share(Row {
    id: "policy.<event>.fraction",
    group: Group::Policy,
    coarse: 0.1,
    fine: 0.05,
    help: "Share of the chip's nominal supply that passes from that date on.",
    slot: Slot::One(Field::EventFraction(0)),
    ..BASE
});

/// The family `supply.<chip slug>.units_per_month`: one lever for each chip with a supply channel.
pub static CHANNEL_UNITS: Row = Row {
    id: "supply.<chip>.units_per_month",
    group: Group::Supply,
    kind: Kind::Count,
    unit: "/mo",
    valid: (0.0, 1e9),
    decimals: 1,
    help: "Chips made a month when the stream begins; growth and the maker's cap follow.",
    slot: Slot::ChannelUnits(0),
    ..BASE
};

/// Labels, short labels, tiers and dated defaults of the events of the embedded library.
pub static KNOWN_EVENTS: &[KnownEvent] = &[
    KnownEvent {
        id: "h20_restricted",
        label: "H20 closes",
        short: "H20 closes",
        tier: Tier::Core,
        dated: "2025-04-09",
    },
    KnownEvent {
        id: "b40_launch",
        label: "Blackwell, no HBM",
        short: "Blackwell no HBM",
        tier: Tier::Core,
        dated: "2025-07-01",
    },
    KnownEvent {
        id: "h20_relicensed",
        label: "H20 relicensed",
        short: "H20 relicensed",
        tier: Tier::Main,
        dated: "2025-07-15",
    },
    KnownEvent {
        id: "h200_licensed",
        label: "H200 licensed",
        short: "H200 licensed",
        tier: Tier::Main,
        dated: "2025-12-08",
    },
];

/// What is known beforehand of an event that scenarios share.
#[derive(Debug)]
pub struct KnownEvent {
    /// The event's id.
    pub id: &'static str,
    /// Label on the timeline and beside the slider.
    pub label: &'static str,
    /// Label where there is little room.
    pub short: &'static str,
    /// When its date is on screen.
    pub tier: Tier,
    /// The date to which `n` brings it back from never.
    pub dated: &'static str,
}

/// The levers that every world has, in the order in which they are shown within their group.
pub static ROWS: &[Row] = &[
    share(Row {
        id: "policy.leakage",
        label: "Grey market",
        short: "Grey market",
        group: Group::Policy,
        track: (0.0, 0.3),
        fine: 0.005,
        coarse: 0.05,
        decimals: 1,
        tier: Tier::Core,
        help: "Share of nominal supply that still arrives while a gate is closed.",
        slot: Slot::One(Field::Leakage),
        ..BASE
    }),
    scale(Row {
        id: "supply.controlled_scale",
        label: "Controlled supply",
        short: "Controlled scale",
        group: Group::Supply,
        help: "Multiplies what arrives of every controlled chip while its gate is open.",
        slot: Slot::One(Field::ControlledScale),
        ..BASE
    }),
    scale(Row {
        id: "supply.domestic_scale",
        label: "Domestic, all makers",
        short: "Domestic supply",
        group: Group::Supply,
        tier: Tier::Core,
        help: "Multiplies what every domestic maker delivers.",
        slot: Slot::One(Field::DomesticScale),
        ..BASE
    }),
    per_firm(scale(Row {
        id: "stock.scale",
        label: "Stock on hand",
        short: "Stock on hand",
        group: Group::Stock,
        tier: Tier::Main,
        help: "Multiplies the controlled chips that a firm holds beyond those at work on day 0.",
        slot: Slot::StockScale,
        ..BASE
    })),
    share(Row {
        id: "fleet.failure_rate",
        label: "Chips lost a year",
        short: "Chips lost/year",
        group: Group::Stock,
        unit: "%/yr",
        valid: (0.0, 2.0),
        track: (0.0, 0.2),
        fine: 0.005,
        coarse: 0.02,
        decimals: 1,
        help: "Share of the chips in use that fail or retire in a year.",
        slot: Slot::One(Field::FailureRate),
        ..BASE
    }),
    per_firm(date(Row {
        id: "strategy.start",
        label: "Starts",
        short: "Move starts",
        group: Group::Strategy,
        tier: Tier::Main,
        help: "First day of the move to domestic chips.",
        slot: Slot::Strategy(StrategyField::Start),
        ..BASE
    })),
    per_firm(share(Row {
        id: "strategy.inference_share",
        label: "Inference moved",
        short: "Inference moved",
        group: Group::Strategy,
        fine: 0.05,
        coarse: 0.25,
        tier: Tier::Core,
        help: "Share of inference that moves to domestic chips.",
        slot: Slot::Strategy(StrategyField::InferenceShare),
        ..BASE
    })),
    per_firm(share(Row {
        id: "strategy.training_share",
        label: "Training moved",
        short: "Training moved",
        group: Group::Strategy,
        fine: 0.05,
        coarse: 0.25,
        tier: Tier::Core,
        help: "Share of training that moves to domestic chips, after a halt.",
        slot: Slot::Strategy(StrategyField::TrainingShare),
        ..BASE
    })),
    per_firm(months(Row {
        id: "strategy.halt_months",
        label: "Halt",
        short: "Halt of training",
        group: Group::Strategy,
        tier: Tier::Main,
        help: "How long training stands still before it moves.",
        slot: Slot::Strategy(StrategyField::HaltMonths),
        ..BASE
    })),
    per_firm(months(Row {
        id: "strategy.training_ramp_months",
        label: "Training ramp",
        short: "Training ramp",
        group: Group::Strategy,
        track: (0.0, 24.0),
        help: "Months over which training moves, after the halt; under a week counts as a week.",
        slot: Slot::Strategy(StrategyField::TrainingRamp),
        ..BASE
    })),
    per_firm(months(Row {
        id: "strategy.inference_ramp_months",
        label: "Inference ramp",
        short: "Inference ramp",
        group: Group::Strategy,
        track: (0.0, 24.0),
        help: "Months over which inference moves, from the start; under a week counts as a week.",
        slot: Slot::Strategy(StrategyField::InferenceRamp),
        ..BASE
    })),
    growth(Row {
        id: "demand.inference_growth",
        label: "Inference growth",
        short: "Inference growth",
        tier: Tier::Core,
        help: "Growth of the inference workload a month. On all firms: added to each firm's own.",
        slot: Slot::Demand(DemandField::InferenceGrowth),
        ..BASE
    }),
    growth(Row {
        id: "demand.training_growth",
        label: "Training growth",
        short: "Training growth",
        tier: Tier::Main,
        help: "Growth of the training workload a month. On all firms: added to each firm's own.",
        slot: Slot::Demand(DemandField::TrainingGrowth),
        ..BASE
    }),
    Row {
        unit: "%/yr",
        valid: (-0.9, 20.0),
        track: (-0.4, 1.2),
        fine: 0.05,
        coarse: 0.2,
        decimals: 0,
        ..growth(Row {
            id: "demand.usage_gain",
            label: "Usage gain",
            short: "Usage gain",
            tier: Tier::Core,
            help: "Gain in work done per chip a year, by better software. On all firms: added to each firm's own.",
            slot: Slot::Demand(DemandField::UsageGain),
            ..BASE
        })
    },
    level(Row {
        id: "efficiency.inference.end",
        label: "Inference, mature",
        short: "Infer., mature",
        tier: Tier::Core,
        help: "Share of its peak that a domestic chip delivers in inference, against a controlled chip's, at the end.",
        slot: Slot::One(Field::EfficiencyEnd(Workload::Inference)),
        ..BASE
    }),
    level(Row {
        id: "efficiency.training.end",
        label: "Training, mature",
        short: "Training, mature",
        tier: Tier::Core,
        help: "Share of its peak that a domestic chip delivers in training, against a controlled chip's, at the end.",
        slot: Slot::One(Field::EfficiencyEnd(Workload::Training)),
        ..BASE
    }),
    date(Row {
        id: "efficiency.inference.mid",
        label: "Inference half-way",
        short: "Infer. half-way",
        group: Group::Efficiency,
        tier: Tier::Main,
        help: "Date on which inference efficiency is half-way from its start to its end.",
        slot: Slot::One(Field::EfficiencyMid(Workload::Inference)),
        ..BASE
    }),
    date(Row {
        id: "efficiency.training.mid",
        label: "Training half-way",
        short: "Train. half-way",
        group: Group::Efficiency,
        help: "Date on which training efficiency is half-way from its start to its end.",
        slot: Slot::One(Field::EfficiencyMid(Workload::Training)),
        ..BASE
    }),
    level(Row {
        id: "efficiency.inference.start",
        label: "Inference, at first",
        short: "Infer., at first",
        help: "Share of its peak that a domestic chip delivers in inference before any tuning.",
        slot: Slot::One(Field::EfficiencyStart(Workload::Inference)),
        ..BASE
    }),
    level(Row {
        id: "efficiency.training.start",
        label: "Training, at first",
        short: "Train., at first",
        help: "Share of its peak that a domestic chip delivers in training before any tuning.",
        slot: Slot::One(Field::EfficiencyStart(Workload::Training)),
        ..BASE
    }),
    Row {
        id: "efficiency.inference.ramp_days",
        label: "Inference ramp-up",
        short: "Infer. ramp-up",
        group: Group::Efficiency,
        unit: "d",
        kind: Kind::Span,
        valid: (0.0, DAYS),
        track: (0.0, 1095.0),
        fine: 15.0,
        coarse: 90.0,
        help: "Days in which inference efficiency goes from 10 % to 90 % of its way.",
        slot: Slot::One(Field::EfficiencyRamp(Workload::Inference)),
        ..BASE
    },
    Row {
        id: "efficiency.training.ramp_days",
        label: "Training ramp-up",
        short: "Train. ramp-up",
        group: Group::Efficiency,
        unit: "d",
        kind: Kind::Span,
        valid: (0.0, DAYS),
        track: (0.0, 1095.0),
        fine: 15.0,
        coarse: 90.0,
        help: "Days in which training efficiency goes from 10 % to 90 % of its way.",
        slot: Slot::One(Field::EfficiencyRamp(Workload::Training)),
        ..BASE
    },
    Row {
        id: "cost.value_per_h20e_hour",
        label: "An H20e-hour",
        short: "An H20e-hour",
        group: Group::Cost,
        unit: "$",
        kind: Kind::Money,
        valid: (0.0, 1e4),
        track: (0.0, 3.0),
        fine: 0.05,
        coarse: 0.25,
        decimals: 2,
        help: "What an hour of one H20's work is worth; prices the shortfall, the halt and running twice.",
        slot: Slot::One(Field::ValuePerHour),
        ..BASE
    },
    share(Row {
        id: "cost.discount_rate",
        label: "Discount rate",
        short: "Discount rate",
        group: Group::Cost,
        unit: "%/yr",
        valid: (-0.5, 5.0),
        track: (0.0, 0.3),
        fine: 0.005,
        coarse: 0.05,
        decimals: 1,
        help: "Rate by which later dollars count less.",
        slot: Slot::One(Field::DiscountRate),
        ..BASE
    }),
    share(Row {
        id: "cost.system_overhead",
        label: "System overhead",
        short: "System overhead",
        group: Group::Cost,
        valid: (0.0, 100.0),
        track: (0.0, 1.5),
        fine: 0.05,
        coarse: 0.25,
        help: "Servers, network and building on top of a chip's price.",
        slot: Slot::One(Field::SystemOverhead),
        ..BASE
    }),
    Row {
        id: "cost.useful_life_years",
        label: "Useful life",
        short: "Useful life",
        group: Group::Cost,
        unit: "yr",
        kind: Kind::Span,
        valid: (0.1, 100.0),
        track: (1.0, 10.0),
        fine: 0.5,
        coarse: 1.0,
        decimals: 1,
        help: "Years over which hardware is written off, straight line.",
        slot: Slot::One(Field::UsefulLife),
        ..BASE
    },
    Row {
        id: "cost.person_month",
        label: "A person-month",
        short: "A person-month",
        group: Group::Cost,
        unit: "$",
        kind: Kind::Money,
        valid: (0.0, 1e7),
        track: (0.0, 40_000.0),
        fine: 500.0,
        coarse: 2_500.0,
        decimals: 1,
        help: "Cost of an engineer's month of porting.",
        slot: Slot::One(Field::PersonMonth),
        ..BASE
    },
    share(Row {
        id: "cost.dual_running",
        label: "Run twice",
        short: "Run twice",
        group: Group::Cost,
        valid: (0.0, 10.0),
        fine: 0.05,
        coarse: 0.25,
        help: "Share of migrated work that also runs on the old chips while it moves.",
        slot: Slot::One(Field::DualRunning),
        ..BASE
    }),
    Row {
        id: "cost.pue",
        label: "PUE",
        short: "PUE",
        group: Group::Cost,
        unit: "×",
        kind: Kind::Factor,
        valid: (1.0, 10.0),
        track: (1.0, 2.0),
        fine: 0.05,
        coarse: 0.2,
        decimals: 2,
        help: "Power drawn by the data centre for each watt that reaches a chip.",
        slot: Slot::One(Field::Pue),
        ..BASE
    },
    Row {
        id: "cost.power_price",
        label: "Power price",
        short: "Power price",
        group: Group::Cost,
        unit: "$/kWh",
        kind: Kind::Money,
        valid: (0.0, 100.0),
        track: (0.0, 0.3),
        fine: 0.005,
        coarse: 0.02,
        decimals: 3,
        help: "Price of a kilowatt-hour.",
        slot: Slot::One(Field::PowerPrice),
        ..BASE
    },
    Row {
        id: "model.weeks",
        label: "Horizon",
        short: "Horizon",
        unit: "wk",
        kind: Kind::Span,
        valid: (1.0, crate::model::valid::WEEKS_LIMIT as f64),
        track: (52.0, 260.0),
        fine: 4.0,
        coarse: 26.0,
        help: "Weeks that the model looks ahead.",
        slot: Slot::One(Field::Weeks),
        ..BASE
    },
    share(Row {
        id: "model.compute_bound_share",
        label: "Compute-bound share",
        short: "Compute-bound",
        coarse: 0.1,
        fine: 0.05,
        help: "Share of inference time on the reference chip that is bound by arithmetic, not by memory.",
        slot: Slot::One(Field::ComputeBoundShare),
        ..BASE
    }),
    share(Row {
        id: "model.gap_tolerance",
        label: "Gap tolerance",
        short: "Gap tolerance",
        track: (0.0, 0.2),
        fine: 0.01,
        coarse: 0.05,
        help: "Share of demand that may go unserved before it counts as a gap.",
        slot: Slot::One(Field::GapTolerance),
        ..BASE
    }),
    Row {
        id: "model.allocation_hold_weeks",
        label: "Makers hold",
        short: "Makers hold",
        unit: "wk",
        kind: Kind::Span,
        valid: (0.0, 520.0),
        track: (0.0, 26.0),
        fine: 1.0,
        coarse: 4.0,
        help: "A maker holds at most so many weeks of deliveries for a firm that does not buy.",
        slot: Slot::One(Field::AllocationHold),
        ..BASE
    },
];
