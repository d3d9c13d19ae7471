//! Day 0 of a group of draws: `model::firm::Holdings::open` and `opening_demand` in lanes.

use super::super::deck::{ControlledDeck, Deck, FirmDeck, Group, Param, STEP};
use super::super::lanes::Lane;
use super::super::plan_week::PlanLanes;
use super::Space;
use super::firm::{Controlled, Domestic, FirmLanes, Outcomes};
use super::world::ChannelLanes;
use crate::model::curves::demand_ratio;
use crate::model::firm::REMAINDER;
use crate::model::tables::ChipTerms;

impl<V: Lane> Space<V> {
    /// The chips' ratios. False if φ turns the order of two chips in some draw, which only the scalar model follows.
    #[inline(always)]
    pub(super) fn open_chips(&mut self, deck: &Deck, group: &Group) -> bool {
        self.ratios.clear();
        let Param::Drawn(phi) = &deck.phi else {
            self.ratios.extend(deck.chips.iter().map(|(t, i, _)| (V::splat(*t), V::splat(*i))));
            return true;
        };
        for lane in 0..V::WIDTH {
            let phi = phi.at(group.draw(lane));
            let advantage = |chip: usize| ChipTerms::new(&deck.chips[chip].2, &deck.reference, phi).advantage();
            let in_order = deck.falling.windows(2).all(|pair| {
                advantage(pair[1]).total_cmp(&advantage(pair[0])).then_with(|| pair[0].cmp(&pair[1])).is_lt()
            });
            if !in_order {
                return false;
            }
        }
        for (training, _, chip) in &deck.chips {
            let inference = group.each(|draw| ChipTerms::new(chip, &deck.reference, phi.at(draw)).inference_ratio);
            self.ratios.push((V::splat(*training), inference));
        }
        true
    }

    /// The channels before the first week.
    #[inline(always)]
    pub(super) fn open_channels(&mut self, deck: &Deck, group: &Group) {
        self.channels.resize_with(deck.channels.len(), ChannelLanes::default);
        self.arrivals.resize(deck.channels.len(), (V::zero(), V::zero()));
        for (lanes, channel) in self.channels.iter_mut().zip(&deck.channels) {
            lanes.open(channel, group, V::WIDTH, deck.steps);
        }
    }

    /// The firms before the first week; `efficiency` is that of day 0.
    #[inline(always)]
    pub(super) fn open_firms(&mut self, deck: &Deck, group: &Group, efficiency: (V, V)) {
        self.firms.clear();
        self.controlled.clear();
        self.domestic.clear();
        self.plans.clear();
        for plan in &deck.plans {
            self.plans.push(PlanLanes::new(&plan.params, group));
        }
        let stock_scale: V = deck.stock_scale.lanes(group);
        for firm in &deck.firms {
            let first = (self.controlled.len(), self.domestic.len());
            for lot in &firm.controlled {
                self.controlled.push(self.controlled_lot(lot, stock_scale));
            }
            for lot in &firm.domestic {
                let (training_ratio, inference_ratio) = self.ratios[lot.chip];
                self.domestic.push(Domestic {
                    training_ratio,
                    inference_ratio,
                    price: V::splat(lot.price),
                    kilowatts: V::splat(lot.kilowatts),
                    training: V::zero(),
                    inference: V::splat(lot.installed),
                    allocation: V::zero(),
                });
            }
            let progress = self.plans[firm.plan].opening();
            let controlled = &self.controlled[first.0..];
            let domestic = &mut self.domestic[first.1..];
            let demand =
                opening_demand(firm, controlled, domestic, (progress.0 * efficiency.0, progress.1 * efficiency.1));
            let margin = controlled
                .iter()
                .fold(V::splat(0.0), |sum, lot| sum + (lot.owned - lot.in_use).positive() * lot.inference_ratio);
            // As the scalar model lists a chip: installed, in stock after scaling, or by a share of a channel.
            let reaches = if firm.reaches_controlled {
                V::splat(1.0)
            } else if firm.has_stock {
                V::select(V::zero().lt(stock_scale), V::splat(1.0), V::zero())
            } else {
                V::zero()
            };
            self.firms.push(FirmLanes {
                controlled: (first.0, self.controlled.len()),
                domestic: (first.1, self.domestic.len()),
                demand,
                growth: (
                    growth(group, &firm.training_growth, &firm.usage_gain),
                    growth(group, &firm.inference_growth, &firm.usage_gain),
                ),
                margin,
                unmet_ratio: V::zero(),
                reaches,
                out: Outcomes::new(),
            });
        }
    }

    #[inline(always)]
    fn controlled_lot(&self, lot: &ControlledDeck, stock_scale: V) -> Controlled<V> {
        let (training_ratio, inference_ratio) = self.ratios[lot.chip];
        let installed = V::splat(lot.installed);
        Controlled {
            training_ratio,
            inference_ratio,
            price: V::splat(lot.price),
            owned: installed + V::splat(lot.stock) * stock_scale,
            in_use: installed,
            in_training: V::zero(),
        }
    }
}

/// Growth of demand over a week.
#[inline(always)]
fn growth<V: Lane>(group: &Group, growth: &Param, gain: &Param) -> V {
    match (growth.same(), gain.same()) {
        (Some(growth), Some(gain)) => V::splat(demand_ratio(growth, gain, STEP)),
        _ => group.each(|draw| demand_ratio(growth.at(draw), gain.at(draw), STEP)),
    }
}

/// `model::firm::trained` in lanes.
#[inline(always)]
fn trained<V: Lane>(installed: V, left: V, need: V, ratio: V) -> V {
    let some_stay = left.lt(installed * ratio - V::splat(REMAINDER) * need);
    V::select(some_stay, left / ratio, installed)
}

/// `model::firm::Holdings::opening_demand` in lanes.
#[inline(always)]
fn opening_demand<V: Lane>(
    firm: &FirmDeck,
    controlled: &[Controlled<V>],
    domestic: &mut [Domestic<V>],
    delivered: (V, V),
) -> (V, V) {
    let tau = V::splat(firm.tau);
    let training = tau * controlled.iter().fold(V::splat(0.0), |sum, lot| sum + lot.in_use * lot.training_ratio);
    let mut left = training;
    let mut inference = V::zero();
    for lot in controlled {
        let x = trained(lot.in_use, left, training, lot.training_ratio);
        left = (left - x * lot.training_ratio).positive();
        inference = inference + (lot.in_use - x) * lot.inference_ratio;
    }
    let need = tau * domestic.iter().fold(V::splat(0.0), |sum, lot| sum + lot.inference * lot.training_ratio);
    let mut left = need;
    let mut serving = V::zero();
    for lot in domestic {
        let installed = lot.inference;
        let x = trained(installed, left, need, lot.training_ratio);
        left = (left - x * lot.training_ratio).positive();
        lot.training = x;
        lot.inference = installed - x;
        serving = serving + lot.inference * lot.inference_ratio;
    }
    (training + delivered.0 * need, inference + delivered.1 * serving)
}
