//! What many draws say: quantiles, probabilities, and how sure they are.

use std::borrow::Borrow;

use super::columns::{Columns, Item, Of, Quantity};
use super::quantile::{QuantileDesk, Quantiles};
use crate::model::units::DAYS_PER_WEEK;

/// A number of which a summary gives quantiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// One of a firm's own numbers. Of all firms: the earliest date, the sum of the rest, work served ÷ demanded.
    Item(Item),
    /// What moving costs, USD.
    Migration,
    /// Shortfall of the reference world less this one's on the same draw, USD.
    Avoided,
    /// Weeks by which the stockout comes later than in the reference world on the same draw; +∞ where it does not
    /// come here but there, −∞ where it comes here alone, 0 where it comes in neither.
    WeeksGained,
    /// Shortfall avoided less what moving costs, USD.
    Net,
}

/// How many worlds stand for all of them where outcomes are counted.
pub const COUNTABLE: usize = 20;

/// One firm's summary, or all firms'.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FirmSummary {
    /// Share of the draws with a stockout within the horizon.
    pub stockout_probability: f64,
    /// Share of the draws with a gap within the horizon.
    pub gap_probability: f64,
    /// Share of the draws with a stockout by the end of each week.
    pub stockout_by_week: Vec<f64>,
    /// The same for the gap.
    pub gap_by_week: Vec<f64>,
    /// Day of the stockout.
    pub stockout_day: Quantiles,
    /// Day of the gap.
    pub gap_day: Quantiles,
    /// Work served ÷ demanded.
    pub fill_rate: Quantiles,
    /// Weeks with work unserved.
    pub stockout_weeks: Quantiles,
    /// What moving costs, USD.
    pub migration_total: Quantiles,
    /// Its items, USD: chips, porting, halt, running twice, power.
    pub migration_items: [Quantiles; 5],
    /// Cash for domestic hardware, USD.
    pub domestic_outlay: Quantiles,
    /// What unserved work would have been worth, USD.
    pub shortfall: Quantiles,
    /// What the same draws say against the reference world.
    pub against: Option<Against>,
    /// Stockout days of twenty worlds that stand for all: the 2.5 %, 7.5 % … 97.5 % quantiles; +∞ for none.
    pub stockout_days: [f64; COUNTABLE],
    /// Standard error of the median stockout day, in days: half the span of the order statistics that hold it with
    /// 68 % confidence. What independent draws would have; these do better.
    pub stockout_error: Option<f64>,
    /// The same of the gap day.
    pub gap_error: Option<f64>,
}

/// What the same draws say against a reference world.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Against {
    /// Shortfall avoided, USD.
    pub avoided: Quantiles,
    /// Shortfall avoided less what moving costs, USD.
    pub net: Quantiles,
    /// Weeks of stock gained.
    pub weeks_gained: Quantiles,
    /// Share of the draws in which the stock lasts longer than there.
    pub outlasts_probability: f64,
    /// Share of the draws in which moving avoids more than it costs.
    pub pays_probability: f64,
}

/// Summarises blocks of draws; keeps its buffers. Blocks are columns of adjoining ranges, in order.
#[derive(Debug, Default)]
pub struct Summariser {
    desk: QuantileDesk,
    values: Vec<f64>,
}

impl Summariser {
    /// With empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// A measure draw by draw. What needs a reference is empty without one.
    pub fn values<B: Borrow<Columns>>(
        &mut self,
        draws: &[B],
        reference: Option<&[B]>,
        of: Of,
        measure: Measure,
    ) -> &[f64] {
        self.values.clear();
        for (index, block) in draws.iter().enumerate() {
            let other = reference.and_then(|blocks| blocks.get(index)).map(Borrow::borrow);
            gather(&mut self.values, block.borrow(), other, of, measure);
        }
        &self.values
    }

    /// Quantiles of a measure.
    pub fn measure<B: Borrow<Columns>>(
        &mut self,
        draws: &[B],
        reference: Option<&[B]>,
        of: Of,
        measure: Measure,
    ) -> Quantiles {
        self.values(draws, reference, of, measure);
        self.desk.quantiles(&self.values)
    }

    /// Quantiles of one week of a series; `row` counts [`Columns::weeks`].
    pub fn band<B: Borrow<Columns>>(&mut self, draws: &[B], quantity: Quantity, row: usize) -> Quantiles {
        self.values.clear();
        for block in draws {
            self.values.extend(block.borrow().series(quantity, row).iter().map(|value| f64::from(*value)));
        }
        self.desk.quantiles(&self.values)
    }

    /// The summary of one firm, or of all, over `weeks` weeks.
    pub fn firm<B: Borrow<Columns>>(
        &mut self,
        draws: &[B],
        reference: Option<&[B]>,
        of: Of,
        weeks: u32,
    ) -> FirmSummary {
        let mut summary = FirmSummary::default();
        self.values(draws, reference, of, Measure::Item(Item::Stockout));
        (summary.stockout_by_week, summary.stockout_probability) = by_week(&self.values, weeks);
        summary.stockout_day = self.desk.quantiles(&self.values);
        summary.stockout_error = self.median_error();
        summary.stockout_days = self.countable();
        self.values(draws, reference, of, Measure::Item(Item::Gap));
        (summary.gap_by_week, summary.gap_probability) = by_week(&self.values, weeks);
        summary.gap_day = self.desk.quantiles(&self.values);
        summary.gap_error = self.median_error();
        summary.fill_rate = self.measure(draws, None, of, Measure::Item(Item::FillRate));
        summary.stockout_weeks = self.measure(draws, None, of, Measure::Item(Item::StockoutWeeks));
        summary.migration_total = self.measure(draws, None, of, Measure::Migration);
        summary.migration_items = MIGRATION.map(|item| self.measure(draws, None, of, Measure::Item(item)));
        summary.domestic_outlay = self.measure(draws, None, of, Measure::Item(Item::DomesticOutlay));
        summary.shortfall = self.measure(draws, None, of, Measure::Item(Item::Shortfall));
        summary.against = reference.map(|_| self.against(draws, reference, of));
        summary
    }

    fn against<B: Borrow<Columns>>(&mut self, draws: &[B], reference: Option<&[B]>, of: Of) -> Against {
        let avoided = self.measure(draws, reference, of, Measure::Avoided);
        let net = self.measure(draws, reference, of, Measure::Net);
        let pays_probability = self.share_above_zero();
        let weeks_gained = self.measure(draws, reference, of, Measure::WeeksGained);
        Against { avoided, net, weeks_gained, outlasts_probability: self.share_above_zero(), pays_probability }
    }

    /// Share of the numbers last gathered that are above 0.
    fn share_above_zero(&self) -> f64 {
        self.values.iter().filter(|value| **value > 0.0).count() as f64 / self.values.len().max(1) as f64
    }

    /// The quantiles of the worlds that stand for all.
    fn countable(&mut self) -> [f64; COUNTABLE] {
        let mut days = [0.0; COUNTABLE];
        for (part, days) in days.chunks_mut(5).enumerate() {
            let levels: [f64; 5] =
                std::array::from_fn(|index| (5.0 * part as f64 + index as f64 + 0.5) / COUNTABLE as f64);
            days.copy_from_slice(&self.desk.at(&self.values, levels));
        }
        days
    }

    /// Half the span between the order statistics half a √n either side of the median.
    fn median_error(&mut self) -> Option<f64> {
        if self.values.len() < 4 {
            return None;
        }
        let aside = 0.5 / (self.values.len() as f64).sqrt();
        let [low, high] = self.desk.at(&self.values, [0.5 - aside, 0.5 + aside]);
        (low.is_finite() && high.is_finite()).then_some(0.5 * (high - low))
    }

    /// How many numbers among all outcomes are none: 0, or the model has met what it was not made for.
    pub fn not_numbers<B: Borrow<Columns>>(draws: &[B]) -> usize {
        use strum::IntoEnumIterator;
        let of = |block: &Columns, firm, item| block.outcome(firm, item).iter().filter(|value| value.is_nan()).count();
        let firms =
            |block: &Columns| (0..Columns::firms(block)).flat_map(|firm| Item::iter().map(move |item| (firm, item)));
        draws
            .iter()
            .map(Borrow::borrow)
            .map(|block| firms(block).map(|(firm, item)| of(block, firm, item)).sum::<usize>())
            .sum()
    }
}

/// Share of the dates that have come by the end of each week, and within the horizon.
fn by_week(dates: &[f64], weeks: u32) -> (Vec<f64>, f64) {
    let mut counts = vec![0u32; weeks as usize];
    for date in dates.iter().filter(|date| date.is_finite()) {
        // On a border between two weeks it has come by the end of the first.
        let week = ((date / DAYS_PER_WEEK).ceil() as usize).saturating_sub(1);
        if let Some(count) = counts.get_mut(week) {
            *count += 1;
        }
    }
    let all = dates.len().max(1) as f64;
    let mut come = 0;
    let curve = counts.iter().map(|count| {
        come += count;
        f64::from(come) / all
    });
    let curve: Vec<f64> = curve.collect();
    let total = curve.last().copied().unwrap_or(0.0);
    (curve, total)
}

/// The items of the migration total, in the order in which they are added up.
const MIGRATION: [Item; 5] = [Item::Domestic, Item::Porting, Item::Halt, Item::Dual, Item::Power];

/// Appends a measure of one block.
fn gather(to: &mut Vec<f64>, block: &Columns, reference: Option<&Columns>, of: Of, measure: Measure) {
    match (measure, reference) {
        (Measure::Item(item), _) => gather_item(to, block, of, item),
        (Measure::Migration, _) => {
            let first = to.len();
            gather_item(to, block, of, MIGRATION[0]);
            for item in &MIGRATION[1..] {
                combine(to, first, block, of, *item, |sum, more| sum + more);
            }
        }
        (Measure::Avoided, Some(reference)) => {
            let first = to.len();
            gather_item(to, reference, of, Item::Shortfall);
            combine(to, first, block, of, Item::Shortfall, |there, here| there - here);
        }
        (Measure::WeeksGained, Some(reference)) => {
            let first = to.len();
            gather_item(to, reference, of, Item::Stockout);
            combine(to, first, block, of, Item::Stockout, |there, here| {
                if there == here { 0.0 } else { (here - there) / DAYS_PER_WEEK }
            });
        }
        (Measure::Net, Some(reference)) => {
            let first = to.len();
            gather_item(to, reference, of, Item::Shortfall);
            combine(to, first, block, of, Item::Shortfall, |there, here| there - here);
            for item in MIGRATION {
                combine(to, first, block, of, item, |net, cost| net - cost);
            }
        }
        (Measure::Avoided | Measure::WeeksGained | Measure::Net, None) => {}
    }
}

/// Appends an item of one firm or of all.
fn gather_item(to: &mut Vec<f64>, block: &Columns, of: Of, item: Item) {
    let first = to.len();
    match (of, item) {
        (Of::Nobody, _) => {}
        (Of::Firm(firm), _) => to.extend_from_slice(block.outcome(firm, item)),
        (Of::All, Item::FillRate) => {
            gather_item(to, block, of, Item::Served);
            combine(
                to,
                first,
                block,
                of,
                Item::Demanded,
                |served, demanded| {
                    if demanded > 0.0 { served / demanded } else { 1.0 }
                },
            );
        }
        (Of::All, Item::Stockout | Item::Gap) => {
            to.resize(first + block.draws().len(), f64::INFINITY);
            for firm in 0..block.firms() {
                for (earliest, own) in to[first..].iter_mut().zip(block.outcome(firm, item)) {
                    *earliest = crate::model::smaller(*own, *earliest);
                }
            }
        }
        (Of::All, _) => {
            to.resize(first + block.draws().len(), 0.0);
            for firm in 0..block.firms() {
                for (sum, own) in to[first..].iter_mut().zip(block.outcome(firm, item)) {
                    *sum += own;
                }
            }
        }
    }
}

/// Combines what stands from `first` on with another item, draw by draw.
fn combine(to: &mut Vec<f64>, first: usize, block: &Columns, of: Of, item: Item, with: impl Fn(f64, f64) -> f64) {
    let middle = to.len();
    gather_item(to, block, of, item);
    let (left, right) = to.split_at_mut(middle);
    for (a, b) in left[first..].iter_mut().zip(&*right) {
        *a = with(*a, *b);
    }
    to.truncate(middle);
}
