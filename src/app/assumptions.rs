//! The screen of assumptions: which number is in focus, and which of them are shown.

use super::state::{Panel, Screen, State};
use crate::scenario::inputs::{Input, Inputs, Number};
use crate::scenario::{Grade, Warning};
use crate::study::Moved;

/// What is looked at on the screen of assumptions.
#[derive(Debug, Clone, Default)]
pub struct Assumptions {
    /// The number in focus, by its place among all of them.
    pub row: usize,
    /// What was typed to narrow the list.
    pub search: String,
    /// Numbers of this grade alone.
    pub grade: Option<Grade>,
    /// Those alone that something rests on.
    pub only: Option<Only>,
    /// The numbers that fit all of that, in order.
    pub shown: Vec<usize>,
    /// Which results move with each number, as far as it was found out for the focus.
    pub(super) moved: Vec<Moved>,
}

/// Why not all numbers are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Only {
    /// A result of the firm in focus rests on them.
    Of(Results),
    /// They come from these sources.
    Sources {
        /// What rests on them.
        of: String,
        /// Ids of the sources.
        ids: Vec<&'static str>,
    },
}

/// Results that are shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Results {
    /// When the stock ends, from when work goes unserved, how much is served.
    Dates,
    /// What moving costs, and the shortfall.
    Costs,
}

/// What is in focus, and so asked where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A number, by its place among all of them.
    Number(usize),
    /// Results of the firm in focus: they rest on numbers.
    Of(Results),
    /// A part of the backtest, by its place on the page.
    Record(usize),
}

impl Results {
    fn has(self, moved: Moved) -> bool {
        match self {
            Self::Dates => moved.dates,
            Self::Costs => moved.costs,
        }
    }
}

impl Assumptions {
    /// Everything, from the top.
    pub(super) fn of(inputs: &Inputs) -> Self {
        Self { shown: (0..inputs.rows.len()).collect(), ..Self::default() }
    }

    /// Whether not all is shown because of what was typed here.
    pub fn is_narrowed(&self) -> bool {
        self.grade.is_some() || !self.search.trim().is_empty()
    }

    /// Whether it is being found out which numbers are to be shown.
    pub fn is_waiting(&self) -> bool {
        matches!(self.only, Some(Only::Of(_))) && self.moved.is_empty()
    }

    /// Shows what fits; the number in focus stays, or gives its place to the next that fits.
    pub(super) fn narrow(&mut self, inputs: &Inputs) {
        let fits = |index: &usize| {
            let row = &inputs.rows[*index];
            let grade = row.source.map(|(_, source)| source.grade);
            let is_meant = match &self.only {
                None => true,
                Some(Only::Of(results)) => self.moved.get(*index).is_some_and(|moved| results.has(*moved)),
                Some(Only::Sources { ids, .. }) => row.evidence.is_some_and(|(id, _)| ids.contains(&id)),
            };
            is_meant && (self.grade.is_none() || grade == self.grade) && inputs.matches(*index, &self.search)
        };
        self.shown = (0..inputs.rows.len()).filter(fits).collect();
        let next = self.shown.iter().find(|index| **index >= self.row).or(self.shown.last());
        self.row = next.copied().unwrap_or(self.row);
    }

    /// Shows everything again.
    pub(super) fn widen(&mut self, inputs: &Inputs) {
        self.only = None;
        self.forget_typed(inputs);
    }

    /// Takes back what was typed here.
    pub(super) fn forget_typed(&mut self, inputs: &Inputs) {
        self.grade = None;
        self.search.clear();
        self.narrow(inputs);
    }

    /// Brings a number into focus, if need be by showing everything.
    pub(super) fn go_to(&mut self, row: usize, inputs: &Inputs) {
        self.row = row;
        if !self.shown.contains(&row) {
            self.widen(inputs);
        }
    }

    /// Shows what something rests on, from a number on.
    pub(super) fn show_only(&mut self, only: Only, from: usize, inputs: &Inputs) {
        self.row = from;
        self.only = Some(only);
        // What was found out is of another firm, or of other inputs.
        self.moved.clear();
        self.forget_typed(inputs);
    }

    /// The place of the number in focus among those shown.
    pub fn position(&self) -> Option<usize> {
        self.shown.binary_search(&self.row).ok()
    }
}

/// Columns and rows from which several panels are shown at once.
pub const SEVERAL_PANELS: (u16, u16) = (80, 22);

impl State {
    /// What is in focus on the screen, if it is something that comes from somewhere.
    pub fn asked(&self) -> Option<Asked> {
        match (self.screen, self.cross_hair) {
            (Screen::Backtest, _) => Some(Asked::Record(self.backtest.row)),
            // What is read off charts.
            (Screen::Explore | Screen::Uncertainty, Some(_)) => Some(Asked::Of(Results::Dates)),
            (Screen::Explore, None) if self.panel == Panel::Timeline => Some(Asked::Of(Results::Dates)),
            (Screen::Explore, None) if self.panel == Panel::Ways => Some(Asked::Of(Results::Costs)),
            (Screen::Explore | Screen::Uncertainty, None) => self.inputs.of_lever(self.cursor).map(Asked::Number),
            (Screen::Assumptions | Screen::Scenarios, _) => None,
        }
    }

    /// Where the numbers of results begin: those of the firm in focus, or of costs.
    pub(super) fn first_of(&self, results: Results) -> usize {
        let of_firm = || {
            let crate::study::Focus::Firm(firm) = self.focus else { return None };
            let group = self.inputs.groups.iter().position(|group| group.firm == Some(firm))?;
            self.inputs.rows.iter().position(|row| row.group == group)
        };
        let first = match results {
            Results::Dates => of_firm(),
            Results::Costs => self.first_cost(),
        };
        first.unwrap_or(0)
    }

    /// The first number that costs are counted with.
    pub(super) fn first_cost(&self) -> Option<usize> {
        let cost = Some(crate::lever::Group::Cost);
        let group = self.inputs.groups.iter().position(|group| group.levers == cost)?;
        self.inputs.rows.iter().position(|row| row.group == group)
    }

    /// The number that a lever's slider shows: a firm's own where one is in focus that has one.
    pub fn input_of(&self, lever: crate::lever::LeverId) -> Option<&Input> {
        let own = match self.focus {
            crate::study::Focus::Firm(firm) => Number::Own(lever, firm),
            crate::study::Focus::All => Number::Lever(lever),
        };
        let rows = &self.inputs.rows;
        rows.iter().find(|row| row.number == own).or_else(|| rows.get(self.inputs.of_lever(lever)?))
    }

    /// The number in focus on the screen of assumptions, if one is shown.
    pub fn input(&self) -> Option<&Input> {
        self.assumptions.position()?;
        self.inputs.rows.get(self.assumptions.row)
    }

    /// What a number stands at, as it is shown: of a lever that shifts all firms, the value of the firm in focus.
    pub fn input_value(&self, row: &Input) -> Option<f64> {
        match row.lever {
            Some(lever) if row.is_shift && !self.is_shift(lever) => {
                let crate::study::Focus::Firm(firm) = self.focus else { return None };
                self.lever(lever).own(&self.present, firm)
            }
            _ => row.value(&self.scenario, &self.present, &self.moves),
        }
    }

    /// Whether the present moves make a number another than in the file.
    pub fn is_input_moved(&self, row: &Input) -> bool {
        row.value(&self.scenario, &self.present, &self.moves) != row.filed
    }

    /// The warning that matters most here: of the lever in focus, or else the first.
    pub fn warning(&self) -> Option<&Warning> {
        let is_of_cursor =
            |warning: &&Warning| warning.rows.iter().any(|row| self.inputs.rows[*row].lever == Some(self.cursor));
        self.warnings.iter().find(is_of_cursor).or(self.warnings.first())
    }

    /// What a number is warned of.
    pub fn warning_of(&self, row: usize) -> Option<&Warning> {
        self.warnings.iter().find(|warning| warning.rows.contains(&row))
    }
}
