//! Laying out a world.

use super::super::drawn::Draws;
use super::super::plan_week::PlanLanes;
use super::{
    ChannelDeck, ControlledDeck, Curve, Deck, Discount, DomesticDeck, FirmDeck, Gate, GateDeck, Group, Param, PlanDeck,
    Rate, STEP,
};
use crate::lever::Field;
use crate::model::firm::Holdings;
use crate::model::policy::{Turn, levy_at, mean_gate};
use crate::model::tables::{Growth, Tables};
use crate::model::units::{DAYS_PER_MONTH, DAYS_PER_WEEK};
use crate::model::{Chip, Origin, Workload, World, smaller};

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
        let never =
            |(day, gate, _): &(Param, Param, f64)| day.same() == Some(f64::INFINITY) || gate.same() == Some(0.0);
        if chip.initially_open == 0.0 && gate_deck.events.iter().all(never) {
            let gate = Gate::Same(vec![(0.0, 0.0); steps]);
            return Some(ChannelDeck { rate, gate, scale: Param::Same(0.0) });
        }
        let leaks = chip.origin == Origin::Controlled && gate_deck.leakage.same().is_none();
        let gate =
            if leaks || gate_deck.events.iter().any(|(day, gate, _)| day.same().is_none() || gate.same().is_none()) {
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
        let known =
            |plan: &PlanDeck| plan.porting == porting && plan.params.iter().zip(&params).all(|(a, b)| a.is_as(b));
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
    pub(in crate::ensemble) fn new(world: &World, draws: &Draws) -> Self {
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
    let units =
        |of: &std::collections::BTreeMap<String, f64>, chip| id(chip).and_then(|id| of.get(id)).copied().unwrap_or(0.0);
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
