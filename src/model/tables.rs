//! What all firms of a world share: chip ratios and orders, channels and curves week by week.

use super::curves::{compound, geometric, logistic};
use super::policy::{self, Turn};
use super::units::{DAYS_PER_MONTH, DAYS_PER_YEAR, larger, smaller};
use super::world::{Channel, Chip, Origin, World};

/// A chip in the model's terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ChipTerms {
    pub origin: Origin,
    /// H20e of training a chip.
    pub training_ratio: f64,
    /// H20e of inference a chip.
    pub inference_ratio: f64,
    /// Board power, kW.
    pub kilowatts: f64,
    pub price: f64,
}

impl ChipTerms {
    pub(crate) fn new(chip: &Chip, reference: &Chip, phi: f64) -> Self {
        let training_ratio = chip.tflops / reference.tflops;
        let inference_ratio =
            1.0 / (phi * reference.tflops / chip.tflops + (1.0 - phi) * reference.bandwidth / chip.bandwidth);
        Self { origin: chip.origin, training_ratio, inference_ratio, kilowatts: chip.power / 1000.0, price: chip.price }
    }

    /// How much better the chip is at training than at inference, against the reference chip.
    pub(crate) fn advantage(&self) -> f64 {
        self.training_ratio / self.inference_ratio
    }
}

/// Tables of one world. The buffers are kept from run to run.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Steps in the horizon.
    pub steps: usize,
    /// Chips in ascending order of id, as in `World::chips`.
    pub chips: Vec<ChipTerms>,
    /// Indices into `chips` in falling order of advantage (equal: ascending id). Inference takes the reverse.
    pub falling: Vec<usize>,
    /// Chip index of each channel.
    pub channel_chip: Vec<usize>,
    /// Units arriving for all firms together, `[channel][step]`.
    arrivals: Vec<f64>,
    /// The same times (1 + levy): what is paid for.
    levied: Vec<f64>,
    /// Training efficiency at day `j · step`, `j` from 0 to `steps`.
    pub training_efficiency: Vec<f64>,
    /// Inference efficiency, likewise.
    pub inference_efficiency: Vec<f64>,
    /// Discount factor at each step's middle.
    pub discount: Vec<f64>,
    /// kW of a reference chip.
    pub reference_kilowatts: f64,
    turns: Vec<Turn>,
}

impl Tables {
    /// Fills the tables for `world` with steps of `step_days`.
    pub(crate) fn fill(&mut self, world: &World, step_days: f64) {
        self.steps = (world.horizon_days() / step_days).round() as usize;
        let Some(reference) = world.chips.get(&world.reference_chip) else {
            // `valid::check` refuses such a world; without chips nothing moves.
            self.chips.clear();
            self.falling.clear();
            self.channel_chip.clear();
            return;
        };
        self.reference_kilowatts = reference.power / 1000.0;
        self.chips.clear();
        self.chips.extend(world.chips.values().map(|chip| ChipTerms::new(chip, reference, world.compute_bound_share)));
        self.falling.clear();
        self.falling.extend(0..self.chips.len());
        let chips = &self.chips;
        self.falling
            .sort_unstable_by(|&a, &b| chips[b].advantage().total_cmp(&chips[a].advantage()).then_with(|| a.cmp(&b)));
        self.fill_curves(world, step_days);
        self.fill_channels(world, step_days);
    }

    fn fill_curves(&mut self, world: &World, step_days: f64) {
        self.training_efficiency.resize(self.steps + 1, 0.0);
        logistic(&mut self.training_efficiency, &world.training_efficiency, step_days);
        self.inference_efficiency.resize(self.steps + 1, 0.0);
        logistic(&mut self.inference_efficiency, &world.inference_efficiency, step_days);
        self.discount.resize(self.steps, 0.0);
        let first = compound(world.discount_rate, -0.5 * step_days / DAYS_PER_YEAR);
        geometric(&mut self.discount, first, compound(world.discount_rate, -step_days / DAYS_PER_YEAR));
    }

    fn fill_channels(&mut self, world: &World, step_days: f64) {
        let steps = self.steps;
        self.channel_chip.clear();
        self.arrivals.resize(world.supply.len() * steps, 0.0);
        self.levied.resize(world.supply.len() * steps, 0.0);
        for (index, channel) in world.supply.iter().enumerate() {
            let position = world.chips.keys().position(|id| *id == channel.chip).unwrap_or(0);
            self.channel_chip.push(position);
            let Some(chip) = world.chips.get(&channel.chip) else { continue };
            let lead_days = channel.lead_weeks * super::units::DAYS_PER_WEEK;
            let events = policy::events(&world.policy, &channel.chip);
            policy::turns(&mut self.turns, chip, events, lead_days, world.leakage);
            let scale = match chip.origin {
                Origin::Controlled => world.controlled_supply_scale,
                Origin::Domestic => world.domestic_supply_scale,
            };
            let mut growth = Growth::new(channel, step_days);
            let rows = index * steps..(index + 1) * steps;
            for (step, (arrivals, levied)) in
                self.arrivals[rows.clone()].iter_mut().zip(&mut self.levied[rows]).enumerate()
            {
                let t = step as f64 * step_days;
                let tm = t + 0.5 * step_days;
                let (grown, running) = growth.step(t);
                let rate = smaller(channel.units_per_month * grown, channel.cap_units_per_month) * step_days
                    / DAYS_PER_MONTH
                    * running;
                let gate = policy::mean_gate(&self.turns, t, t + step_days);
                *arrivals = rate * gate * scale;
                *levied = *arrivals * (1.0 + policy::levy_at(&self.turns, tm));
            }
        }
    }

    /// Units of a channel that arrive in each step, for all firms together.
    pub(crate) fn arrivals(&self, channel: usize) -> &[f64] {
        &self.arrivals[channel * self.steps..(channel + 1) * self.steps]
    }

    /// The same times (1 + levy).
    pub(crate) fn levied(&self, channel: usize) -> &[f64] {
        &self.levied[channel * self.steps..(channel + 1) * self.steps]
    }
}

/// How a channel's nominal rate grows from step to step.
#[derive(Debug)]
pub(crate) struct Growth<'w> {
    channel: &'w Channel,
    step_days: f64,
    ratio: f64,
    grown: f64,
    growing: bool,
}

impl<'w> Growth<'w> {
    pub(crate) fn new(channel: &'w Channel, step_days: f64) -> Self {
        let ratio = compound(channel.growth_per_month, step_days / DAYS_PER_MONTH);
        Self { channel, step_days, ratio, grown: 1.0, growing: false }
    }

    /// For the step at `t`, the one after that of the call before: by which units a month are multiplied, and the
    /// share of the step in which the stream runs.
    pub(crate) fn step(&mut self, t: f64) -> (f64, f64) {
        let age = t + 0.5 * self.step_days - self.channel.from.0;
        if self.growing {
            self.grown *= self.ratio;
        } else if age > 0.0 {
            self.growing = true;
            self.grown = compound(self.channel.growth_per_month, age / DAYS_PER_MONTH);
        }
        // Growth from long ago overflows; no stream times it is still no stream.
        (smaller(self.grown, f64::MAX), overlap(self.channel.from.0, f64::INFINITY, t, self.step_days))
    }
}

/// The share of the step `[t, t + step_days)` that lies inside `[from, to)`.
pub(crate) fn overlap(from: f64, to: f64, t: f64, step_days: f64) -> f64 {
    let inside = smaller(to, t + step_days) - larger(from, t);
    if inside > 0.0 { inside / step_days } else { 0.0 }
}
