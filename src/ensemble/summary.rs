//! What many draws say: quantiles, probabilities, and how sure they are.

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
}

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
    /// What unserved work would have been worth, USD.
    pub shortfall: Quantiles,
    /// Shortfall avoided against the reference world, USD.
    pub avoided: Option<Quantiles>,
    /// Weeks of stock gained against the reference world.
    pub weeks_gained: Option<Quantiles>,
    /// Standard error of the median stockout day, in days: half the span of the order statistics that hold it with
    /// 68 % confidence. What independent draws would have; these do better.
    pub stockout_error: Option<f64>,
    /// The same of the gap day.
    pub gap_error: Option<f64>,
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
    pub fn values(&mut self, draws: &[Columns], reference: Option<&[Columns]>, of: Of, measure: Measure) -> &[f64] {
        self.values.clear();
        for (index, block) in draws.iter().enumerate() {
            let other = reference.and_then(|blocks| blocks.get(index));
            gather(&mut self.values, block, other, of, measure);
        }
        &self.values
    }

    /// Quantiles of a measure.
    pub fn measure(&mut self, draws: &[Columns], reference: Option<&[Columns]>, of: Of, measure: Measure) -> Quantiles {
        self.values(draws, reference, of, measure);
        self.desk.quantiles(&self.values)
    }

    /// Quantiles of one week of a series; `row` counts [`Columns::weeks`].
    pub fn band(&mut self, draws: &[Columns], quantity: Quantity, row: usize) -> Quantiles {
        self.values.clear();
        for block in draws {
            self.values.extend(block.series(quantity, row).iter().map(|value| f64::from(*value)));
        }
        self.desk.quantiles(&self.values)
    }

    /// The summary of one firm, or of all, over `weeks` weeks.
    pub fn firm(&mut self, draws: &[Columns], reference: Option<&[Columns]>, of: Of, weeks: u32) -> FirmSummary {
        let mut summary = FirmSummary::default();
        self.values(draws, reference, of, Measure::Item(Item::Stockout));
        (summary.stockout_by_week, summary.stockout_probability) = by_week(&self.values, weeks);
        summary.stockout_day = self.desk.quantiles(&self.values);
        summary.stockout_error = self.median_error();
        self.values(draws, reference, of, Measure::Item(Item::Gap));
        (summary.gap_by_week, summary.gap_probability) = by_week(&self.values, weeks);
        summary.gap_day = self.desk.quantiles(&self.values);
        summary.gap_error = self.median_error();
        summary.fill_rate = self.measure(draws, None, of, Measure::Item(Item::FillRate));
        summary.stockout_weeks = self.measure(draws, None, of, Measure::Item(Item::StockoutWeeks));
        summary.migration_total = self.measure(draws, None, of, Measure::Migration);
        summary.shortfall = self.measure(draws, None, of, Measure::Item(Item::Shortfall));
        if reference.is_some() {
            summary.avoided = Some(self.measure(draws, reference, of, Measure::Avoided));
            summary.weeks_gained = Some(self.measure(draws, reference, of, Measure::WeeksGained));
        }
        summary
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
    pub fn not_numbers(draws: &[Columns]) -> usize {
        use strum::IntoEnumIterator;
        let of = |block: &Columns, firm, item| block.outcome(firm, item).iter().filter(|value| value.is_nan()).count();
        let firms = |block| (0..Columns::firms(block)).flat_map(|firm| Item::iter().map(move |item| (firm, item)));
        draws.iter().map(|block| firms(block).map(|(firm, item)| of(block, firm, item)).sum::<usize>()).sum()
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

/// Appends a measure of one block.
fn gather(to: &mut Vec<f64>, block: &Columns, reference: Option<&Columns>, of: Of, measure: Measure) {
    match (measure, reference) {
        (Measure::Item(item), _) => gather_item(to, block, of, item),
        (Measure::Migration, _) => {
            let first = to.len();
            gather_item(to, block, of, Item::Domestic);
            for item in [Item::Porting, Item::Halt, Item::Dual, Item::Power] {
                combine(to, first, block, of, item, |sum, more| sum + more);
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
        (Measure::Avoided | Measure::WeeksGained, None) => {}
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
