//! The page of the backtest: what it tells, and which part of it is in focus.

use crate::scenario::{LeftOut, Observation, Paragraph, record};
use crate::study::{Backtest, BacktestRow};

/// The page of the backtest.
#[derive(Debug, Clone, Default)]
pub struct BacktestPage {
    /// What it tells, once it was computed: it is the same for every scenario.
    pub told: Option<Box<Backtest>>,
    /// The first line shown.
    pub scroll: usize,
    /// The part in focus, by its place on the page.
    pub row: usize,
}

/// A part of the page of the backtest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'a> {
    /// A prediction against what came.
    Row(&'a BacktestRow),
    /// A paragraph of what it says.
    Read(&'static Paragraph),
    /// What is not compared.
    LeftOut(&'static LeftOut),
}

impl BacktestPage {
    /// Its parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let record = record();
        let told = self.told.iter();
        told.flat_map(move |told| {
            let rows = told.rows.iter().map(Part::Row);
            rows.chain(record.reading.iter().map(Part::Read)).chain(record.left_out.iter().map(Part::LeftOut))
        })
    }

    /// The part at a place.
    pub fn part(&self, place: usize) -> Option<Part<'_>> {
        self.parts().nth(place)
    }
}

impl Part<'_> {
    /// What it is about.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Row(row) => &row.observation.what,
            Self::Read(_) => "what the record says",
            Self::LeftOut(left) => &left.what,
        }
    }

    /// Ids of the sources of what was seen, or of what it quotes.
    pub fn sources(&self) -> impl Iterator<Item = &'static str> {
        let (seen, quoted): (_, &'static [String]) = match self {
            Self::Row(row) => (Some(row.observation), &[]),
            Self::Read(Paragraph { sources, .. }) | Self::LeftOut(LeftOut { sources, .. }) => (None, sources),
        };
        seen.into_iter().flat_map(Observation::sources).chain(quoted.iter().map(String::as_str))
    }

    /// Ids of the sources of the inputs on which it rests.
    pub fn rests_on(&self) -> Vec<&'static str> {
        match self {
            Self::Row(row) => row.rests_on.iter().map(|rest| rest.source).collect(),
            Self::Read(_) | Self::LeftOut(_) => self.sources().collect(),
        }
    }
}
