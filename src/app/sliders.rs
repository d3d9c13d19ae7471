//! The levers as their sliders show them: which are in the list, for whom they move, and what they stand at.

use super::state::State;
use crate::lever::{Assignment, Interval, Lever, LeverId, Reading, Scope, Tier};
use crate::model::Spread;
use crate::study::Focus;

/// Columns and rows from which the second tier of levers is shown.
const ROOMY: (u16, u16) = (110, 30);

impl State {
    /// The levers in the list, in order.
    pub fn shown_levers(&self) -> impl Iterator<Item = LeverId> {
        let tier = match (self.unfolded, self.size) {
            (true, _) => Tier::More,
            (false, (columns, rows)) if columns >= ROOMY.0 && rows >= ROOMY.1 => Tier::Main,
            _ => Tier::Core,
        };
        self.scenario.catalogue.iter().filter_map(move |(id, lever)| {
            // What was moved stays in sight, for one firm alone too, and so does the lever that a search went to.
            (lever.tier <= tier || id == self.cursor || self.is_moved(id)).then_some(id)
        })
    }

    /// The definition of a lever.
    pub fn lever(&self, id: LeverId) -> &Lever {
        self.scenario.catalogue.lever(id)
    }

    /// The ends of a lever's slider, for whom it moves now.
    pub fn track(&self, id: LeverId) -> (f64, f64) {
        self.scenario.track(id, self.scope(id))
    }

    /// For whom a lever moves now.
    pub fn scope(&self, id: LeverId) -> Scope {
        match self.focus {
            Focus::Firm(index) if self.alone && self.lever(id).row.per_firm => Scope::Firm(index),
            _ => Scope::All,
        }
    }

    /// What a lever is set to, in the scope in which it moves.
    pub fn reading(&self, id: LeverId) -> Reading {
        let scope = self.scope(id);
        self.moves.reading(&self.scenario.catalogue, &self.present, &self.scenario.root, id, scope)
    }

    /// What the slider shows beyond what is set: a lever that shifts all firms shows the value of the firm in focus.
    pub fn offset(&self, id: LeverId) -> f64 {
        let lever = self.lever(id);
        match (self.focus, self.scope(id)) {
            (Focus::Firm(index), Scope::All) if lever.row.shift => {
                let now = lever.own(&self.present, index).unwrap_or(0.0);
                now - self.reading(id).value().unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }

    /// The value as the slider shows it; `None` where the firms differ.
    pub fn shown_value(&self, id: LeverId) -> Option<f64> {
        if self.offset(id) != 0.0 {
            let Focus::Firm(index) = self.focus else { return None };
            return self.lever(id).own(&self.present, index);
        }
        self.reading(id).value()
    }

    /// How uncertain a lever is.
    pub fn spread(&self, id: LeverId) -> Spread {
        self.spreads.get(&self.lever(id).id).copied().unwrap_or(Spread::Exact)
    }

    /// The 90 % interval of what the slider shows, if the lever's spread were `spread`. `None` where the firms differ,
    /// and for never, on which spreads don't act.
    pub fn interval(&self, id: LeverId, spread: Spread) -> Option<Interval> {
        let value = self.shown_value(id).filter(|value| value.is_finite())?;
        let row = self.lever(id).row;
        // What is added to each firm's own value has no limits; the sums have.
        let limits = if self.is_shift(id) { (f64::NEG_INFINITY, f64::INFINITY) } else { row.valid };
        Some(Interval::around(value, spread, limits))
    }

    /// Whether the slider shows what is added to each firm's own value.
    pub fn is_shift(&self, id: LeverId) -> bool {
        self.lever(id).row.shift && self.focus == Focus::All
    }

    /// Whether a lever's value or spread is another than in the file.
    pub fn is_moved(&self, id: LeverId) -> bool {
        let here = |assignment: &Assignment| assignment.lever == id;
        let of_file = self.scenario.root.spread.get(&self.lever(id).id).copied().unwrap_or(Spread::Exact);
        self.moves.iter().filter(here).ne(self.scenario.moves.iter().filter(here)) || self.spread(id) != of_file
    }
}
