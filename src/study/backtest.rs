//! The backtest: what the baseline predicted, against what came. A record; nothing is fitted to it.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::DEFAULT_SEED;
use crate::ensemble::{Plan, QuantileDesk, Sampler};
use crate::model::curves::compound;
use crate::model::units::{DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR};
use crate::model::{Day, Outcome, Series, Simulator, World};
use crate::scenario::{self, NoFiles, Observation, Predicts, Reading, Record, Unit};

/// Draws of the prediction's intervals.
pub const BACKTEST_DRAWS: usize = 1024;

/// A prediction held against what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// Draws behind the intervals.
    pub draws: usize,
    /// Their seed.
    pub seed: u64,
    /// Day 0 of dates.
    pub start: Date,
    /// One row an observation, in the record's order.
    pub rows: Vec<BacktestRow>,
    /// How many predictions stood, and what the marks mean.
    pub summary: String,
}

/// One observation and what was predicted of it. Numbers are in its unit, dates in days from the start, +∞ for never.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestRow {
    /// What came.
    pub observation: &'static Observation,
    /// The central run's.
    pub predicted: f64,
    /// The 5 % and 95 % quantiles of the draws.
    pub interval: (f64, f64),
    /// What was seen.
    pub observed: f64,
    /// Its range; both ends are `observed` where the source gives none.
    pub range: (f64, f64),
    /// How they agree.
    pub verdict: Agreement,
    /// Sources of inputs that were set with later figures in sight: such a row tests nothing.
    pub in_sight: Vec<&'static str>,
    /// All this in words.
    pub texts: BacktestTexts,
}

/// A row for people; written once, so that who paints it has nothing to write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BacktestTexts {
    /// The prediction.
    pub predicted: String,
    /// Its interval; empty where nothing of it is uncertain.
    pub interval: String,
    /// What was seen, with its range where there is one.
    pub observed: String,
    /// Prediction less what was seen, with its share of that.
    pub difference: String,
    /// How they agree.
    pub verdict: String,
}

impl PartialEq for Observation {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// How a prediction agrees with what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Agreement {
    /// What was seen lies within the prediction's interval.
    WithinInterval,
    /// The prediction lies within the range of what was seen.
    WithinRange,
    /// The prediction, or its interval, lies below what bounds it.
    WithinBound,
    /// What was seen lies so far outside the interval, above it or (negative) below.
    Missed(f64),
}

impl Agreement {
    fn of(observation: &Observation, predicted: f64, interval: (f64, f64), observed: f64, range: (f64, f64)) -> Self {
        if observation.at_most {
            return if predicted <= range.1 { Self::WithinBound } else { Self::Missed(range.1 - predicted) };
        }
        if interval.0 <= observed && observed <= interval.1 {
            Self::WithinInterval
        } else if range.0 <= predicted && predicted <= range.1 {
            Self::WithinRange
        } else {
            Self::Missed(if observed > interval.1 { observed - interval.1 } else { observed - interval.0 })
        }
    }

    /// Whether the prediction stood.
    pub fn is_hit(self) -> bool {
        !matches!(self, Self::Missed(_))
    }
}

impl BacktestRow {
    /// Prediction less what was seen.
    pub fn difference(&self) -> f64 {
        self.predicted - self.observed
    }

    /// Whether it is counted: a figure that no input had in sight and that can be missed on both sides.
    pub fn is_test(&self) -> bool {
        !self.observation.at_most && self.in_sight.is_empty()
    }
}

impl Backtest {
    /// Holds the recorded prediction against what came, with so many draws.
    ///
    /// # Errors
    /// If the embedded scenario could not be loaded or drawn; a test runs it.
    pub fn run(draws: usize) -> Result<Self, String> {
        let record = scenario::record();
        let loaded = scenario::load(&record.scenario, &NoFiles).map_err(|failure| failure.to_string())?;
        let world = loaded.world();
        let sampler = &mut Sampler::new(DEFAULT_SEED);
        let plan = Plan::new(&world, &world.spread, sampler, draws).map_err(|error| error.to_string())?;
        let mut run = Run::default();
        let central = run.read(record, &world);
        let mut values = vec![Vec::with_capacity(draws); record.observations.len()];
        for draw in 0..draws {
            for (values, value) in values.iter_mut().zip(run.read(record, &plan.draw_world(draw))) {
                values.push(value);
            }
        }
        let mut desk = QuantileDesk::new();
        let rows = record.observations.iter().zip(&central).zip(&values).map(|((observation, predicted), values)| {
            let [low, high] = desk.at(values, [0.05, 0.95]);
            // Where nothing of it is uncertain the quantiles of equal numbers are that number.
            let interval = if low == high { (*predicted, *predicted) } else { (low, high) };
            let of = |reading: Reading| match reading {
                Reading::Number(number) => number,
                Reading::Date(date) => Day::from_date(world.start, date).0,
            };
            let observed = of(observation.observed.central);
            let end = |end: Option<Reading>| end.map_or(observed, of);
            let range = (end(observation.observed.low), end(observation.observed.high));
            let verdict = Agreement::of(observation, *predicted, interval, observed, range);
            let in_sight = observation.younger_inputs(record.known_on);
            let texts = BacktestTexts::default();
            let mut row =
                BacktestRow { observation, predicted: *predicted, interval, observed, range, verdict, in_sight, texts };
            row.texts = row.in_words(world.start);
            row
        });
        let rows: Vec<BacktestRow> = rows.collect();
        let (hits, tests) = score(&rows);
        let summary = format!(
            "{hits} of {tests} predictions stood. “No test”: an input was set with later figures in sight, so that the \
             row proves nothing. “≤”: the figure holds more than the model counts. stockout sources ID says more of each \
             source."
        );
        Ok(Self { draws, seed: DEFAULT_SEED, start: world.start, rows, summary })
    }

    /// Hits and tests among the rows that count.
    pub fn score(&self) -> (usize, usize) {
        score(&self.rows)
    }

    /// What it is.
    pub fn heading(&self) -> String {
        let Record { scenario, known_on, .. } = scenario::record();
        let Self { draws, seed, .. } = self;
        format!("What “{scenario}” predicted on {known_on}, against what came ({draws} draws, seed {seed})")
    }
}

fn score(rows: &[BacktestRow]) -> (usize, usize) {
    let tests = rows.iter().filter(|row| row.is_test());
    tests.fold((0, 0), |(hits, tests), row| (hits + usize::from(row.verdict.is_hit()), tests + 1))
}

/// What is kept from world to world.
#[derive(Default)]
struct Run {
    simulator: Simulator,
    outcome: Outcome,
    /// Runs of worlds that end early, for what was paid by then.
    short: Simulator,
}

impl Run {
    /// What one world says of each observation.
    fn read(&mut self, record: &Record, world: &World) -> Vec<f64> {
        self.simulator.run(world, &mut self.outcome);
        let mut early = world.clone();
        // What is compared is cash of its day.
        early.discount_rate = 0.0;
        let read = |observation: &Observation| self.value(record, &observation.predicts, world, &mut early);
        record.observations.iter().map(read).collect()
    }

    fn value(&mut self, record: &Record, predicts: &Predicts, world: &World, early: &mut World) -> f64 {
        let day = |date: Date| Day::from_date(world.start, date);
        match predicts {
            Predicts::Tokens { firm, from, to, first } => {
                let tokens = |day: Day| self.tokens(world, firm.as_deref(), day);
                first * tokens(day(*to)) / tokens(day(*from))
            }
            Predicts::InferenceGrowth { from, to } => {
                let (from, to) = (day(*from), day(*to));
                let demand = |day| self.outcome.series.iter().map(|of| at(of, &of.demand_inference, day)).sum::<f64>();
                let months = (to.0 - from.0) / DAYS_PER_MONTH;
                100.0 * (compound(demand(to) / demand(from) - 1.0, 1.0 / months) - 1.0)
            }
            Predicts::Delivered { chips, from, to } => {
                let of = |chip: &String| self.simulator.delivered(world, chip, day(*from), day(*to));
                chips.iter().map(of).fold(0.0, |sum, cards| sum + cards)
            }
            Predicts::Spending { firm, from, to } => {
                let paid = self.paid(early, firm, day(*to)) - self.paid(early, firm, day(*from));
                paid * record.rmb_per_usd / 1e9
            }
            Predicts::Event(id) => {
                world.policy.iter().find(|event| event.id == *id).map_or(f64::INFINITY, |event| event.day.0)
            }
        }
    }

    /// Work served by inference on a day, in what a chip did at the start.
    fn tokens(&self, world: &World, firm: Option<&str>, day: Day) -> f64 {
        let firms = world.firms.iter().zip(&self.outcome.series);
        let chosen = firms.filter(|(own, _)| firm.is_none_or(|name| own.name == name));
        let of = chosen.map(|(own, series)| {
            let served = at(series, &series.demand_inference, day) - at(series, &series.unmet_inference, day);
            served * compound(own.usage_gain, day.0 / DAYS_PER_YEAR)
        });
        of.sum()
    }

    /// Cash that a firm has paid for chips by a day, USD: on the line between the two ends of its week.
    fn paid(&mut self, early: &mut World, firm: &str, day: Day) -> f64 {
        let Some(index) = early.firms.iter().position(|other| other.name == firm) else { return 0.0 };
        let weeks = day.0 / DAYS_PER_WEEK;
        let mut by = |weeks: f64| {
            early.weeks = weeks as u32;
            let outcome = self.short.run_firm(early, index).unwrap_or_default();
            outcome.cost.controlled.0 + outcome.cost.domestic_outlay.0
        };
        let (before, share) = (weeks.floor(), weeks.fract());
        let paid = by(before);
        if share == 0.0 { paid } else { paid + share * (by(before + 1.0) - paid) }
    }
}

/// A weekly series on a day, on the line between the ends of weeks.
fn at(of: &Series, series: &[f64], day: Day) -> f64 {
    let after = of.week_end_day.iter().position(|end| *end >= day.0).unwrap_or(series.len().saturating_sub(1));
    let before = after.saturating_sub(1);
    let (first, last) = (of.week_end_day[before], of.week_end_day[after]);
    let share = if last > first { ((day.0 - first) / (last - first)).clamp(0.0, 1.0) } else { 0.0 };
    series[before] + share * (series[after] - series[before])
}

/// A number in a unit, for people: `21.7 T`, `3.6 %`, `812 k`, `2025-07-15`, `never`.
#[derive(Debug, Clone, Copy)]
struct Amount {
    value: f64,
    unit: Unit,
    /// Day 0 of dates.
    start: Date,
}

impl Display for Amount {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::TokensPerDay => write!(f, "{:.1} T", self.value),
            Unit::PercentPerMonth => write!(f, "{:.1} %", self.value),
            Unit::Cards if self.value.abs() >= 999.5e3 => write!(f, "{:.2} M", self.value / 1e6),
            Unit::Cards if self.value.abs() >= 0.5 => write!(f, "{:.0} k", self.value / 1e3),
            Unit::Cards => f.write_str("0"),
            Unit::Date => match Day(self.value).date(self.start) {
                Some(date) => write!(f, "{date}"),
                None => f.write_str("never"),
            },
            Unit::RmbBillion => write!(f, "{:.1} bn", self.value),
        }
    }
}

/// What is said of a row beside its numbers.
impl BacktestRow {
    fn in_words(&self, start: Date) -> BacktestTexts {
        BacktestTexts {
            predicted: self.amount(self.predicted, start).to_string(),
            interval: self.span(self.interval, start),
            observed: self.observed_text(start),
            difference: self.difference_text(start),
            verdict: self.verdict_text(start),
        }
    }

    /// A number of the row, in its unit.
    fn amount(&self, value: f64, start: Date) -> Amount {
        Amount { value, unit: self.observation.unit, start }
    }

    /// What was seen, with its range where there is one.
    fn observed_text(&self, start: Date) -> String {
        let most = if self.observation.at_most { "≤ " } else { "" };
        let seen = format!("{most}{}", self.amount(self.observed, start));
        let range = self.span(self.range, start);
        match self.observation.unit {
            _ if range.is_empty() => seen,
            // The first of the dates is enough beside their range.
            Unit::Date => range,
            _ => format!("{seen} ({range})"),
        }
    }

    fn span(&self, (low, high): (f64, f64), start: Date) -> String {
        if low == high {
            return String::new();
        }
        let (low, high) = (self.amount(low, start).to_string(), self.amount(high, start).to_string());
        if self.observation.unit == Unit::Date {
            return format!("{low} to {high}");
        }
        // The unit once.
        match (low.split_once(' '), high.split_once(' ')) {
            (Some((number, unit)), Some((_, same))) if unit == same => format!("{number}–{high}"),
            _ => format!("{low}–{high}"),
        }
    }

    /// Prediction less what was seen, with its share of that.
    fn difference_text(&self, start: Date) -> String {
        let difference = self.difference();
        if self.observation.unit == Unit::Date {
            return if difference.is_finite() { format!("{difference:+.0} days") } else { "not foreseen".to_owned() };
        }
        let sign = if difference < 0.0 { '−' } else { '+' };
        let size = self.size(difference, start);
        let share = 100.0 * difference / self.observed;
        if difference == 0.0 {
            "none".to_owned()
        } else if !share.is_finite() || share.abs() > 200.0 || self.observation.unit == Unit::PercentPerMonth {
            format!("{sign}{size}")
        } else {
            format!("{sign}{size} ({sign}{:.0} %)", share.abs())
        }
    }

    /// The size of a difference: of percentages it is points.
    fn size(&self, difference: f64, start: Date) -> String {
        match self.observation.unit {
            Unit::PercentPerMonth => format!("{:.1} pt", difference.abs()),
            _ => self.amount(difference.abs(), start).to_string(),
        }
    }

    /// The verdict in words.
    fn verdict_text(&self, start: Date) -> String {
        let verdict = match self.verdict {
            Agreement::WithinInterval => "within the interval".to_owned(),
            Agreement::WithinRange => "within what was seen".to_owned(),
            Agreement::WithinBound => "within the bound".to_owned(),
            Agreement::Missed(by) if !by.is_finite() => "missed".to_owned(),
            Agreement::Missed(by) if self.observation.unit == Unit::Date => format!("missed by {:.0} days", by.abs()),
            Agreement::Missed(by) => format!("missed by {}", self.size(by, start)),
        };
        if self.in_sight.is_empty() { verdict } else { format!("{verdict}, no test") }
    }
}
