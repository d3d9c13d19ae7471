//! The mouse as the program knows it: what it did, and what lies under it.

use super::action::Action;
use super::list::ListOverlay;
use super::overlay::Overlay;
use super::state::{Panel, State};
use crate::lever::LeverId;

/// What the mouse did. Other buttons and bare motion mean nothing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button went down.
    Press,
    /// The mouse moved with the left button down.
    Drag,
    /// The left button went up.
    Release,
    /// The wheel turned away from the hand.
    WheelUp,
    /// The wheel turned towards the hand.
    WheelDown,
}

/// The mouse at a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointer {
    /// What it did.
    pub gesture: Gesture,
    /// Column and row as the terminal told them: they may lie outside.
    pub cell: (u16, u16),
    /// When.
    pub now_ms: u64,
}

/// A place on a slider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A position of the track, from 0.
    At(usize),
    /// The stop beyond its end.
    Never,
}

/// A row that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// Of the sliders.
    Lever(LeverId),
    /// Of the numbers, by its place among all of them.
    Input(usize),
    /// Of the scenario picker.
    Scenario(usize),
    /// Of the page of the backtest, by its place on it.
    Part(usize),
    /// Of the list over the screen.
    Listed(usize),
}

/// What lies under the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A row, and how far below the top of its list it stands.
    Row {
        /// Which.
        row: Row,
        /// Rows above it.
        above: usize,
        /// Where on the slider, if the row has one there.
        stop: Option<Stop>,
    },
    /// A firm's name, or what is said of it.
    Firm(usize),
    /// A week on a chart.
    Week(usize),
    /// A panel of results, beside what can be clicked in it.
    Panel(Panel),
    /// A hint: what its key does.
    Hint(Action),
    /// A text that scrolls.
    Text {
        /// The first line shown.
        first: usize,
        /// The first line shown when it is scrolled to its end.
        last: usize,
    },
    /// A list over the screen, or the picker, beside their rows.
    List,
}

/// The row that the mouse last took hold of. Its list does not scroll it away from under the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grip {
    /// Which.
    pub row: Row,
    /// Rows above it in its list.
    pub above: usize,
    /// The cell under the pointer.
    pub cell: (u16, u16),
    /// Whether the last that was done there was a click.
    pub is_click: bool,
    /// Whether the button is down on the slider: the knob follows.
    pub is_held: bool,
}

impl State {
    /// The lever whose knob follows the mouse.
    pub fn dragged(&self) -> Option<LeverId> {
        match self.grip {
            Some(Grip { row: Row::Lever(lever), is_held: true, .. }) => Some(lever),
            _ => None,
        }
    }

    /// How far below the top of its list a row stays because the mouse has it.
    pub fn gripped(&self, row: Row) -> Option<usize> {
        self.grip.filter(|grip| grip.row == row).map(|grip| grip.above)
    }

    /// The list over the screen, if one is open.
    pub fn list(&self) -> Option<&ListOverlay> {
        match &self.overlay {
            Overlay::List(list) => Some(list),
            _ => None,
        }
    }
}
