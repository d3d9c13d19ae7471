//! A story: steps in which a scenario is told, each with what it moves, shows, says and expects.

mod caption;
mod entry;
mod read;

pub use caption::{Binding, Body, Caption, Line, Span};
pub use entry::StepEntry;

use super::{Expectation, Fault, Scenario};
use crate::lever::{Assignment, LeverId, Moves, Scope};
use crate::model::Quantity;

/// A step as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// A few words.
    pub title: String,
    /// What the audience reads.
    pub caption: Caption,
    /// What the speaker reads.
    pub notes: Option<Caption>,
    /// Ids of the sources of its numbers.
    pub sources: Vec<String>,
    /// What it moves, in the order in which it acts.
    pub set: Vec<Assignment>,
    /// How long the sliders take, in milliseconds; without it the usual time.
    pub over_ms: Option<u64>,
    /// How they go.
    pub easing: Easing,
    /// The screen to show.
    pub show: Option<Show>,
    /// The panel to bring forward.
    pub panel: Option<Front>,
    /// Who is in focus: a firm, or all.
    pub firm: Option<Scope>,
    /// The number in large digits.
    pub figure: Option<Binding>,
    /// What is pointed at.
    pub point_at: Option<PointAt>,
    /// What must come out.
    pub expect: Vec<Expectation>,
    /// How long it is meant to be shown, in milliseconds.
    pub lasts_ms: Option<u64>,
}

/// How a slider goes from one value to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter)]
pub enum Easing {
    /// At one speed.
    Linear,
    /// Fast, then slow.
    Out,
    /// Slow, fast, slow.
    #[default]
    InOut,
}

impl Easing {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Out => "out",
            Self::InOut => "in_out",
        }
    }

    /// How much of the way is done when so much of the time is over, both 0..=1.
    pub fn at(self, time: f64) -> f64 {
        let time = time.clamp(0.0, 1.0);
        match self {
            Self::Linear => time,
            Self::Out => 1.0 - (1.0 - time) * (1.0 - time) * (1.0 - time),
            Self::InOut => time * time * (3.0 - 2.0 * time),
        }
    }
}

/// A screen that a story can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Show {
    /// Sliders, timeline, ways.
    Explore,
    /// What the draws say over time.
    Uncertainty,
    /// The numbers, with their sources.
    Assumptions,
    /// What was predicted, against what came.
    Backtest,
}

impl Show {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Explore => "explore",
            Self::Uncertainty => "uncertainty",
            Self::Assumptions => "assumptions",
            Self::Backtest => "backtest",
        }
    }
}

/// A panel that a story can bring forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Front {
    /// The sliders.
    Levers,
    /// How long the stock lasts.
    Timeline,
    /// Three ways, and what moving costs.
    Ways,
}

impl Front {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Levers => "levers",
            Self::Timeline => "timeline",
            Self::Ways => "ways",
        }
    }
}

/// What a step points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointAt {
    /// A policy event, by its id.
    Event(String),
    /// A firm's bar.
    Firm(usize),
    /// An item of the costs, or what they are held against.
    Cost(Quantity),
    /// A slider.
    Lever(LeverId),
    /// A row of the backtest, by its place in the record.
    Observation(usize),
}

impl Scenario {
    /// The moves after the first `count` steps of its story: from the start, whatever was there before.
    pub fn moves_after(&self, count: usize) -> Moves {
        let mut moves = self.moves.clone();
        for assignment in self.story.iter().take(count).flat_map(|step| &step.set) {
            moves.set(*assignment);
        }
        moves
    }

    /// What is said of a part of one of its steps, at the line where it stands.
    pub fn at_step(&self, index: usize, part: &[&str], message: impl Into<String>) -> Fault {
        let index = index.to_string();
        match &self.own {
            Some(own) => own.text.at_value(&[&["story", index.as_str()], part].concat(), message),
            None => Fault::of_file(self.origin.to_string(), message),
        }
    }
}
