//! A world laid out for the kernel: what is the same in all draws worked out once, the rest as columns of draws.

#![expect(clippy::inline_always, reason = "a call left standing would lose the caller's vector registers")]

use super::drawn::{Drawn, Draws};
use super::lanes::Lane;
use super::plan_week::{PlanLanes, PlanWeek};
use crate::lever::Field;
use crate::model::firm::Holdings;
use crate::model::policy::{self, Turn, levy_at, mean_gate};
use crate::model::tables::{Growth, Tables};
use crate::model::units::{DAYS_PER_MONTH, DAYS_PER_WEEK};
use crate::model::{Chip, Efficiency, Origin, Workload, World, smaller};

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
        let events = self.events.iter().map(|(day, gate, levy)| Turn { day: day.at(draw), gate: gate.at(draw), levy: *levy });
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

/// Reads a world's numbers, drawn or not.
struct Reader<'a> {
    world: &'a World,
    draws: &'a Draws,
}

impl Reader<'_> {
    fn param(&self, field: Field) -> Param {
        match self.draws.fields.get(&field) {
            Some(drawn) => Param::Drawn(drawn.clone()),
            None => Param::Same(field.read(self.world).unwrap_or(0.0)),
        }
    }

    fn curve(&self, workload: Workload, table: &[f64]) -> Curve {
        let params = [
            Field::EfficiencyStart(workload),
            Field::EfficiencyEnd(workload),
            Field::EfficiencyMid(workload),
            Field::EfficiencyRamp(workload),
        ]
        .map(|field| self.param(field));
        if params.iter().all(|param| param.same().is_some()) {
            Curve::Same(table.to_vec())
        } else {
            Curve::Drawn(Box::new(params))
        }
    }

    fn channel(&self, index: usize, steps: usize, turns: &mut Vec<Turn>) -> Option<ChannelDeck> {
        let channel = &self.world.supply[index];
        let chip = self.world.chips.get(&channel.chip)?;
        let mut growth = Growth::new(channel, STEP);
        let weeks: Vec<(f64, f64)> = (0..steps).map(|step| growth.step(step as f64 * STEP)).collect();
        let cap = channel.cap_units_per_month;
        let rate = match self.param(Field::ChannelUnits(index)) {
            Param::Same(units) => Rate::Same(
                weeks
                    .iter()
                    .map(|(grown, running)| smaller(units * grown, cap) * STEP / DAYS_PER_MONTH * running)
                    .collect(),
            ),
            units @ Param::Drawn(_) => Rate::Drawn(units, weeks, cap),
        };
        let lead_days = channel.lead_weeks * DAYS_PER_WEEK;
        let events: Vec<_> = self
            .world
            .policy
            .iter()
            .enumerate()
            .filter(|(_, event)| event.chip == channel.chip)
            .map(|(event, own)| (self.param(Field::EventDay(event)), self.param(Field::EventFraction(event)), own.levy))
            .collect();
        let leakage = self.param(Field::Leakage);
        let gate_deck = GateDeck { chip: chip.clone(), lead_days, leakage, events };
        // What is never launched in any draw cannot leak in any.
        let never = |(day, gate, _): &(Param, Param, f64)| day.same() == Some(f64::INFINITY) || gate.same() == Some(0.0);
        if chip.initially_open == 0.0 && gate_deck.events.iter().all(never) {
            let gate = Gate::Same(vec![(0.0, 0.0); steps]);
            return Some(ChannelDeck { rate, gate, scale: Param::Same(0.0) });
        }
        let leaks = chip.origin == Origin::Controlled && gate_deck.leakage.same().is_none();
        let gate = if leaks || gate_deck.events.iter().any(|(day, gate, _)| day.same().is_none() || gate.same().is_none())
        {
            Gate::Drawn(Box::new(gate_deck))
        } else {
            gate_deck.turns(turns, 0);
            let at = |step: usize| {
                let t = step as f64 * STEP;
                (mean_gate(turns, t, t + STEP), levy_at(turns, t + 0.5 * STEP))
            };
            Gate::Same((0..steps).map(at).collect())
        };
        let scale = self.param(match chip.origin {
            Origin::Controlled => Field::ControlledScale,
            Origin::Domestic => Field::DomesticScale,
        });
        Some(ChannelDeck { rate, gate, scale })
    }

    /// The place of a firm's plan among `plans`; a new one is added.
    fn plan(&self, firm: usize, steps: usize, plans: &mut Vec<PlanDeck>) -> usize {
        let params = [
            Field::StrategyStart(firm),
            Field::HaltMonths(firm),
            Field::TrainingRamp(firm),
            Field::InferenceRamp(firm),
            Field::TrainingShare(firm),
            Field::InferenceShare(firm),
        ]
        .map(|field| self.param(field));
        let months = self.world.firms[firm].porting_person_months;
        let porting = (months.training, months.inference);
        let known = |plan: &PlanDeck| {
            plan.porting == porting && plan.params.iter().zip(&params).all(|(a, b)| a.is_as(b))
        };
        if let Some(place) = plans.iter().position(known) {
            return place;
        }
        let weeks = params.iter().all(|param| param.same().is_some()).then(|| {
            let plan = PlanLanes::<f64>::new(&params, &Group { first: 0, count: 1 });
            (0..steps).map(|step| plan.week(porting, step as f64 * STEP)).collect()
        });
        plans.push(PlanDeck { params, porting, weeks });
        plans.len() - 1
    }
}

impl ChannelDeck {
    /// Whether nothing ever comes in any draw.
    fn is_dead(&self) -> bool {
        let no_rate = matches!(&self.rate, Rate::Same(rates) if rates.iter().all(|rate| *rate == 0.0));
        let shut = matches!(&self.gate, Gate::Same(weeks) if weeks.iter().all(|(gate, _)| *gate == 0.0));
        no_rate || shut || self.scale.same() == Some(0.0)
    }
}

impl Deck {
    /// Lays out `world` with its draws.
    pub(super) fn new(world: &World, draws: &Draws) -> Self {
        let reader = Reader { world, draws };
        let mut tables = Tables::default();
        tables.fill(world, STEP);
        let steps = tables.steps;
        let mut turns = Vec::new();
        let channels: Vec<ChannelDeck> =
            (0..world.supply.len()).filter_map(|index| reader.channel(index, steps, &mut turns)).collect();
        let dead: Vec<bool> = channels.iter().map(ChannelDeck::is_dead).collect();
        let mut plans = Vec::new();
        let firms: Vec<FirmDeck> =
            (0..world.firms.len()).map(|index| firm(&reader, index, &tables, &dead, &mut plans)).collect();
        let reference = world.chips.get(&world.reference_chip).cloned();
        let reference = reference.unwrap_or(Chip {
            origin: Origin::Controlled,
            tflops: 1.0,
            bandwidth: 1.0,
            power: 0.0,
            price: 0.0,
            initially_open: 0.0,
        });
        Self {
            steps,
            horizon: world.horizon_days(),
            training: reader.curve(Workload::Training, &tables.training_efficiency),
            inference: reader.curve(Workload::Inference, &tables.inference_efficiency),
            discount: match reader.param(Field::DiscountRate) {
                Param::Same(_) => Discount::Same(tables.discount.clone()),
                rate @ Param::Drawn(_) => Discount::Drawn(rate),
            },
            firms,
            plans,
            channels,
            chips: tables
                .chips
                .iter()
                .zip(world.chips.values())
                .map(|(terms, chip)| (terms.training_ratio, terms.inference_ratio, chip.clone()))
                .collect(),
            reference,
            falling: tables.falling.clone(),
            phi: reader.param(Field::ComputeBoundShare),
            stock_scale: reader.param(Field::StockScale),
            failure_rate: reader.param(Field::FailureRate),
            hold_weeks: reader.param(Field::AllocationHold),
            value: reader.param(Field::ValuePerHour),
            overhead: reader.param(Field::SystemOverhead),
            life_years: reader.param(Field::UsefulLife),
            person_month: reader.param(Field::PersonMonth),
            dual_running: reader.param(Field::DualRunning),
            pue: reader.param(Field::Pue),
            power_price: reader.param(Field::PowerPrice),
            tolerance: reader.param(Field::GapTolerance),
            reference_kilowatts: tables.reference_kilowatts,
        }
    }

    /// The efficiency of one draw.
    pub(super) fn efficiency(params: &[Param; 4], draw: usize) -> Efficiency {
        let [start, end, mid, ramp_days] = [0, 1, 2, 3].map(|index| params[index].at(draw));
        Efficiency { start, end, mid: crate::model::Day(mid), ramp_days }
    }
}

/// Lays out one firm. A chip that it never has in any draw is left out: it adds zeros.
fn firm(reader: &Reader<'_>, index: usize, tables: &Tables, dead: &[bool], plans: &mut Vec<PlanDeck>) -> FirmDeck {
    let firm = &reader.world.firms[index];
    // Chips in stock are listed even where the scenario's scale is 0 and draws are not.
    let mut scaled = reader.world.clone();
    scaled.stock_scale = 1.0;
    let mut holdings = Holdings::default();
    holdings.open(&scaled, firm, tables);
    let id = |chip: usize| reader.world.chips.keys().nth(chip);
    let units = |of: &std::collections::BTreeMap<String, f64>, chip| {
        id(chip).and_then(|id| of.get(id)).copied().unwrap_or(0.0)
    };
    let lives = |links: (usize, usize)| holdings.links[links.0..links.1].iter().any(|(channel, _)| !dead[*channel]);
    let mut reaches_controlled = false;
    let mut has_stock = false;
    let mut controlled = Vec::new();
    for lot in &holdings.controlled {
        let (installed, stock) = (units(&firm.installed, lot.chip), units(&firm.stock, lot.chip));
        reaches_controlled |= installed > 0.0 || lot.links.0 < lot.links.1;
        has_stock |= stock > 0.0;
        if installed > 0.0 || stock > 0.0 || lives(lot.links) {
            controlled.push(ControlledDeck { chip: lot.chip, price: lot.price, installed, stock, links: lot.links });
        }
    }
    let domestic = holdings
        .domestic
        .iter()
        .filter(|lot| lot.opening > 0.0 || lives(lot.links))
        .map(|lot| DomesticDeck {
            chip: lot.chip,
            price: lot.price,
            kilowatts: lot.kilowatts,
            installed: lot.opening,
            links: lot.links,
        })
        .collect();
    FirmDeck {
        controlled,
        domestic,
        links: holdings.links.clone(),
        reaches_controlled,
        has_stock,
        tau: firm.training_demand_share,
        training_growth: reader.param(Field::TrainingGrowth(index)),
        inference_growth: reader.param(Field::InferenceGrowth(index)),
        usage_gain: reader.param(Field::UsageGain(index)),
        plan: reader.plan(index, tables.steps, plans),
    }
}
