//! What is said of where a number comes from: of one that a person moved, the source of the file's value says nothing.

use std::fmt::{Display, Formatter, Result};

use crate::app::State;
use crate::lever::ShownNumber;
use crate::scenario::Source;
use crate::scenario::inputs::Input;

/// Where the value comes from that a lever's slider shows.
pub(super) struct Cited<'a> {
    state: &'a State,
    row: &'a Input,
    /// Who says so, of the value in the file.
    pub(super) source: &'static Source,
}

impl<'a> Cited<'a> {
    /// `None` where the file's value has no source.
    pub(super) fn of_lever_in_focus(state: &'a State) -> Option<Self> {
        let row = state.input_of(state.cursor)?;
        row.source.map(|(_, source)| Self { state, row, source })
    }

    /// Whether the value shown is another than the file's.
    pub(super) fn is_moved(&self) -> bool {
        self.state.is_input_moved(self.row)
    }
}

/// What goes before the source: nothing, or that it is of another value.
impl Display for Cited<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self { state, row, .. } = *self;
        if !self.is_moved() {
            return Ok(());
        }
        match row.filed.filter(|_| !row.is_shift) {
            Some(value) => {
                let filed = ShownNumber { shape: row.shape, value, start: state.start() };
                write!(f, "moved; the file's {filed}: ")
            }
            None => f.write_str("moved; the file's value: "),
        }
    }
}
