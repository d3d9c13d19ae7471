//! A world laid out for the kernel: what is the same in all draws worked out once, the rest as columns of draws.
#![expect(clippy::inline_always, reason = "a call left standing would lose the caller's vector registers")]

mod layout;

use super::drawn::Drawn;
use super::lanes::Lane;
use super::plan_week::PlanWeek;
use crate::model::policy::{self, Turn};
use crate::model::units::DAYS_PER_WEEK;
use crate::model::{Chip, Efficiency};

/// The step of every run of the kernel, in days.
pub(super) const STEP: f64 = DAYS_PER_WEEK;

/// Draws more than any vector has; a buffer of so many holds one number of each.
pub(super) const MOST_LANES: usize = 32;

/// Which draws a pass of the kernel computes: one a lane. Lanes beyond the last draw repeat it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub first: usize,
    pub count: usize,
}

impl Group {
    pub(super) fn draw(&self, lane: usize) -> usize {
        self.first + lane.min(self.count - 1)
    }

    /// One number a lane, computed draw by draw.
    #[inline(always)]
    pub(super) fn each<V: Lane>(&self, mut of: impl FnMut(usize) -> f64) -> V {
        let mut buffer = [0.0; MOST_LANES];
        for (lane, slot) in buffer[..V::WIDTH].iter_mut().enumerate() {
            *slot = of(self.draw(lane));
        }
        V::load(&buffer)
    }
}

/// One number of the model, in all draws.
#[derive(Debug, Clone)]
pub(super) enum Param {
    Same(f64),
    Drawn(Drawn),
}

impl Param {
    pub(super) fn same(&self) -> Option<f64> {
        match self {
            Self::Same(value) => Some(*value),
            Self::Drawn(_) => None,
        }
    }

    /// Whether both have the same value in every draw.
    fn is_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Same(a), Self::Same(b)) => a.to_bits() == b.to_bits(),
            (Self::Drawn(a), Self::Drawn(b)) => a.is_as(b),
            _ => false,
        }
    }

    pub(super) fn at(&self, draw: usize) -> f64 {
        match self {
            Self::Same(value) => *value,
            Self::Drawn(drawn) => drawn.at(draw),
        }
    }

    #[inline(always)]
    pub(super) fn lanes<V: Lane>(&self, group: &Group) -> V {
        match self {
            Self::Same(value) => V::splat(*value),
            Self::Drawn(drawn) => group.each(|draw| drawn.at(draw)),
        }
    }
}

/// An efficiency curve.
#[derive(Debug)]
pub(super) enum Curve {
    /// At the end of every week, day 0 first.
    Same(Vec<f64>),
    /// Start, end, mid, ramp.
    Drawn(Box<[Param; 4]>),
}

/// Discount factors.
#[derive(Debug)]
pub(super) enum Discount {
    /// Of every week.
    Same(Vec<f64>),
    /// From a drawn rate.
    Drawn(Param),
}

/// A channel's nominal rate in a week, before gate and scale.
#[derive(Debug)]
pub(super) enum Rate {
    Same(Vec<f64>),
    /// Units a month; growth so far and the share of the week in which the stream runs, of every week; the cap.
    Drawn(Param, Vec<(f64, f64)>, f64),
}

/// A channel's gate and levy.
#[derive(Debug)]
pub(super) enum Gate {
    /// Of every week.
    Same(Vec<(f64, f64)>),
    /// From drawn events.
    Drawn(Box<GateDeck>),
}

/// What a drawn gate is made from.
#[derive(Debug)]
pub(super) struct GateDeck {
    pub chip: Chip,
    pub lead_days: f64,
    pub leakage: Param,
    /// Day, fraction and levy of the chip's events in the world's order.
    pub events: Vec<(Param, Param, f64)>,
}

impl GateDeck {
    /// The turns of one draw.
    pub(super) fn turns(&self, turns: &mut Vec<Turn>, draw: usize) {
        let events =
            self.events.iter().map(|(day, gate, levy)| Turn { day: day.at(draw), gate: gate.at(draw), levy: *levy });
        policy::turns(turns, &self.chip, events, self.lead_days, self.leakage.at(draw));
    }
}

/// A supply channel.
#[derive(Debug)]
pub(super) struct ChannelDeck {
    pub rate: Rate,
    pub gate: Gate,
    pub scale: Param,
}

/// A firm's holding of one controlled chip.
#[derive(Debug, Clone)]
pub(super) struct ControlledDeck {
    pub chip: usize,
    pub price: f64,
    pub installed: f64,
    pub stock: f64,
    pub links: (usize, usize),
}

/// A firm's holding of one domestic chip.
#[derive(Debug, Clone)]
pub(super) struct DomesticDeck {
    pub chip: usize,
    pub price: f64,
    pub kilowatts: f64,
    pub installed: f64,
    pub links: (usize, usize),
}

/// A plan to move.
#[derive(Debug)]
pub(super) struct PlanDeck {
    /// Start, halt, training ramp, inference ramp, training share, inference share.
    pub params: [Param; 6],
    /// Person-months of porting all training and all inference.
    pub porting: (f64, f64),
    /// What it says of every week, where it is the same in all draws.
    pub weeks: Option<Vec<PlanWeek<f64>>>,
}

/// A firm.
#[derive(Debug)]
pub(super) struct FirmDeck {
    pub controlled: Vec<ControlledDeck>,
    pub domestic: Vec<DomesticDeck>,
    /// (channel, share) of every lot, lot after lot.
    pub links: Vec<(usize, f64)>,
    /// Whether it has or gets a controlled chip whatever its stock is multiplied by.
    pub reaches_controlled: bool,
    /// Chips in stock by the scenario, one number a controlled chip, dropped ones too.
    pub has_stock: bool,
    pub tau: f64,
    pub training_growth: Param,
    pub inference_growth: Param,
    pub usage_gain: Param,
    /// Its plan among the deck's.
    pub plan: usize,
}

/// A world laid out for the kernel.
#[derive(Debug)]
pub(super) struct Deck {
    pub steps: usize,
    pub horizon: f64,
    pub training: Curve,
    pub inference: Curve,
    pub discount: Discount,
    pub channels: Vec<ChannelDeck>,
    pub firms: Vec<FirmDeck>,
    /// The firms' plans, each once: what firms share is computed once a week.
    pub plans: Vec<PlanDeck>,
    /// Training and inference ratio of each chip, where φ is the same in all draws; and the chip.
    pub chips: Vec<(f64, f64, Chip)>,
    pub reference: Chip,
    pub falling: Vec<usize>,
    pub phi: Param,
    pub stock_scale: Param,
    pub failure_rate: Param,
    pub hold_weeks: Param,
    pub value: Param,
    pub overhead: Param,
    pub life_years: Param,
    pub person_month: Param,
    pub dual_running: Param,
    pub pue: Param,
    pub power_price: Param,
    pub tolerance: Param,
    pub reference_kilowatts: f64,
}

impl Curve {
    /// The efficiency of one draw.
    pub(super) fn efficiency(params: &[Param; 4], draw: usize) -> Efficiency {
        let [start, end, mid, ramp_days] = [0, 1, 2, 3].map(|index| params[index].at(draw));
        Efficiency { start, end, mid: crate::model::Day(mid), ramp_days }
    }
}
