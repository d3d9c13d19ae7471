//! The backtest: what the baseline predicted, against what came. A record; nothing is fitted to it.

mod rests;
mod runs;
mod words;

use jiff::civil::Date;

use super::DEFAULT_SEED;
use crate::ensemble::{Plan, QuantileDesk, Sampler};
use crate::model::Day;
use crate::scenario::{self, NoFiles, Observation, Reading, Record};

pub use rests::Rest;
pub use words::BacktestTexts;

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
    /// The sources of the inputs on which the prediction rests, what moves it most first.
    pub rests_on: Vec<Rest>,
    /// All this in words.
    pub texts: BacktestTexts,
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
    /// The prediction lies below what bounds it.
    WithinBound,
    /// What was seen lies so far outside the interval, above it or (negative) below.
    Missed(f64),
}

/// What a row is worth as a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// It could be missed on both sides.
    Test,
    /// It could be missed on one side: the figure holds more than the model counts.
    Bound,
    /// Nothing was predicted and nothing was seen.
    Zero,
    /// It stood, and an input was set with later figures in sight: that proves nothing. Who misses with them in sight has
    /// missed.
    InSight,
}

/// How many stood, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Tally {
    /// Predictions that stood.
    pub stood: usize,
    /// Predictions.
    pub of: usize,
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

    /// The sources among those it rests on that became known after the prediction was made.
    pub fn in_sight(&self) -> impl Iterator<Item = &'static str> {
        self.rests_on.iter().filter(|rest| rest.in_sight).map(|rest| rest.source)
    }

    /// What it is worth as a test.
    pub fn worth(&self) -> Worth {
        if self.predicted == 0.0 && self.observed == 0.0 {
            Worth::Zero
        } else if self.observation.at_most {
            Worth::Bound
        } else if self.verdict.is_hit() && self.in_sight().next().is_some() {
            Worth::InSight
        } else {
            Worth::Test
        }
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
        let mut runs = runs::Runs::default();
        let central = runs.read(record, &world);
        let rests = rests::rests(record, &loaded, &central, &mut runs);
        let mut values = vec![Vec::with_capacity(draws); record.observations.len()];
        for draw in 0..draws {
            for (values, value) in values.iter_mut().zip(runs.read(record, &plan.draw_world(draw))) {
                values.push(value);
            }
        }
        let mut desk = QuantileDesk::new();
        let found = central.iter().zip(&values).zip(rests);
        let rows = record.observations.iter().zip(found).map(|(observation, ((predicted, values), rests_on))| {
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
            let texts = BacktestTexts::default();
            let mut row =
                BacktestRow { observation, predicted: *predicted, interval, observed, range, verdict, rests_on, texts };
            row.texts = row.in_words(world.start);
            row
        });
        let mut told =
            Self { draws, seed: DEFAULT_SEED, start: world.start, rows: rows.collect(), summary: String::new() };
        told.summary = told.in_words();
        Ok(told)
    }

    /// How many of the rows of one worth stood.
    pub fn score(&self, worth: Worth) -> Tally {
        let rows = self.rows.iter().filter(|row| row.worth() == worth);
        rows.fold(Tally::default(), |tally, row| Tally {
            stood: tally.stood + usize::from(row.verdict.is_hit()),
            of: tally.of + 1,
        })
    }

    /// What it is.
    pub fn heading(&self) -> String {
        let Record { scenario, known_on, .. } = scenario::record();
        let Self { draws, seed, .. } = self;
        format!("What “{scenario}” predicted on {known_on}, against what came ({draws} draws, seed {seed})")
    }
}
