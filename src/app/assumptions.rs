//! The screen of assumptions: which number is in focus, and which of them are shown.

use super::state::{Panel, Screen, State};
use crate::scenario::inputs::{Input, Inputs};
use crate::scenario::{Grade, Warning};

/// What is looked at on the screen of assumptions.
#[derive(Debug, Clone, Default)]
pub struct Assumptions {
    /// The number in focus, by its place among all of them.
    pub row: usize,
    /// What was typed to narrow the list.
    pub search: String,
    /// Numbers of this grade alone.
    pub grade: Option<Grade>,
    /// The numbers that fit both, in order.
    pub shown: Vec<usize>,
}

impl Assumptions {
    /// Everything, from the top.
    pub(super) fn of(inputs: &Inputs) -> Self {
        Self { shown: (0..inputs.rows.len()).collect(), ..Self::default() }
    }

    /// Whether not all is shown.
    pub fn is_narrowed(&self) -> bool {
        self.grade.is_some() || !self.search.trim().is_empty()
    }

    /// Shows what fits; the number in focus stays, or gives its place to the next that fits.
    pub(super) fn narrow(&mut self, inputs: &Inputs) {
        let fits = |row: &Input| {
            let grade = row.source.map(|(_, source)| source.grade);
            (self.grade.is_none() || grade == self.grade) && row.matches(&self.search)
        };
        self.shown = (0..inputs.rows.len()).filter(|index| fits(&inputs.rows[*index])).collect();
        let next = self.shown.iter().find(|index| **index >= self.row).or(self.shown.last());
        self.row = next.copied().unwrap_or(self.row);
    }

    /// Shows everything again.
    pub(super) fn widen(&mut self, inputs: &Inputs) {
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

    /// The place of the number in focus among those shown.
    pub fn position(&self) -> Option<usize> {
        self.shown.binary_search(&self.row).ok()
    }
}

/// Columns and rows from which several panels are shown at once.
pub const SEVERAL_PANELS: (u16, u16) = (80, 22);

impl State {
    /// The number that the screen's focus stands for: of the panel in front where there is one at a time, and else of
    /// the lever in focus.
    pub(super) fn number_in_focus(&self) -> Option<usize> {
        let several = self.size.0 >= SEVERAL_PANELS.0 && self.size.1 >= SEVERAL_PANELS.1;
        let first = |is_it: &dyn Fn(&crate::scenario::inputs::InputGroup) -> bool| {
            let group = self.inputs.groups.iter().position(is_it)?;
            self.inputs.rows.iter().position(|row| row.group == group)
        };
        let panel = if several || self.screen != Screen::Explore { Panel::Levers } else { self.panel };
        match (panel, self.focus) {
            (Panel::Ways, _) => self.first_cost(),
            (Panel::Timeline, crate::study::Focus::Firm(firm)) => first(&|group| group.firm == Some(firm)),
            _ => self.inputs.of_lever(self.cursor),
        }
    }

    /// The first number that costs are counted with.
    pub(super) fn first_cost(&self) -> Option<usize> {
        let cost = Some(crate::lever::Group::Cost);
        let group = self.inputs.groups.iter().position(|group| group.levers == cost)?;
        self.inputs.rows.iter().position(|row| row.group == group)
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
