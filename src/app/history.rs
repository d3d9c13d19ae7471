//! Undo and redo, one entry a gesture.

use std::collections::BTreeMap;

use crate::lever::{Class, LeverId, Moves, Reference, Scope};
use crate::model::Spread;

/// How long a row of moves of one lever counts as one gesture, in milliseconds.
const GESTURE_MS: u64 = 1_000;

/// The part of the state that undo brings back.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The moves.
    pub moves: Moves,
    /// The spreads, by lever id.
    pub spreads: BTreeMap<String, Spread>,
    /// The reference.
    pub reference: Reference,
}

/// What was last changed, for the what-moved line.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What was done: the lever's label, or a word for a reset, an undo, a pin.
    pub what: String,
    /// Whether it was a decision or an assumption; `None` for what is neither or both.
    pub class: Option<Class>,
    /// The lever's value, or spread, before and after, as shown.
    pub values: Option<(String, String)>,
    /// Spreads alone changed: the central case is as it was.
    pub is_spread: bool,
    /// What the headline said before it.
    pub before: Headlines,
}

/// The numbers of the headline, for one focus.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Headlines {
    /// Day of the stockout; +∞ if none.
    pub stockout: f64,
    /// Day of the gap; +∞ if none.
    pub gap: f64,
    /// Work served.
    pub fill_rate: f64,
    /// Migration total, USD.
    pub migration: f64,
    /// Shortfall avoided against the reference, USD.
    pub avoided: f64,
}

/// Undo and redo without limit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    undo: Vec<Snapshot>,
    redo: Vec<Snapshot>,
    /// The gesture under way: lever, scope and when it last moved.
    gesture: Option<(LeverId, Scope, u64)>,
    /// The mouse holds a knob: the gesture lasts until it lets go.
    is_held: bool,
}

impl History {
    /// Notes that the state is about to leave `before`. Moves of one lever within a second, or while
    /// the mouse holds its knob, are one entry; returns
    /// whether this began a new one.
    pub fn record(&mut self, before: Snapshot, gesture: Option<(LeverId, Scope)>, now_ms: u64) -> bool {
        let continues = match (self.gesture, gesture) {
            (Some((lever, scope, last)), Some(now)) => {
                (lever, scope) == now && (self.is_held || now_ms.saturating_sub(last) < GESTURE_MS)
            }
            _ => false,
        };
        self.gesture = gesture.map(|(lever, scope)| (lever, scope, now_ms));
        if !continues {
            self.undo.push(before);
        }
        self.redo.clear();
        !continues
    }

    /// Ends the gesture under way: what follows is an entry of its own.
    pub fn end_gesture(&mut self) {
        self.gesture = None;
        self.is_held = false;
    }

    /// The next move begins a gesture that lasts, pauses and all, until [`History::end_gesture`].
    pub fn hold(&mut self) {
        self.is_held = true;
    }

    /// Takes one entry back; gives what the state becomes.
    pub fn undo(&mut self, present: Snapshot) -> Option<Snapshot> {
        let before = self.undo.pop()?;
        self.redo.push(present);
        self.gesture = None;
        Some(before)
    }

    /// Takes one undo back.
    pub fn redo(&mut self, present: Snapshot) -> Option<Snapshot> {
        let after = self.redo.pop()?;
        self.undo.push(present);
        self.gesture = None;
        Some(after)
    }

    /// Puts other moves in the place of those of every entry. One for which there are none ends what can be brought back in
    /// its direction.
    pub(super) fn carry_over(&mut self, other: impl Fn(&Moves) -> Option<Moves>) {
        for entries in [&mut self.undo, &mut self.redo] {
            let mut carried: Vec<_> = std::mem::take(entries)
                .into_iter()
                .rev()
                .map_while(|snapshot| Some(Snapshot { moves: other(&snapshot.moves)?, ..snapshot }))
                .collect();
            carried.reverse();
            *entries = carried;
        }
        self.end_gesture();
    }

    /// What the newest entry would bring back.
    pub fn last(&self) -> Option<&Snapshot> {
        self.undo.last()
    }

    /// How many entries can be taken back.
    pub fn depth(&self) -> usize {
        self.undo.len()
    }
}
