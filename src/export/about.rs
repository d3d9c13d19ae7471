//! What every export says of itself: what it is, what it shows in words, and where it comes from.

use ratatui::layout::Position;

use super::frame::PictureOptions;
use crate::app::State;
use crate::scenario::stamp::Stamp;
use crate::view::{Spoken, Theme};

/// Which program, which model and which inputs, as they stand.
pub fn stamp_of(state: &State) -> Stamp {
    let world = state.scenario.world_with(&state.moves, &state.spreads);
    Stamp::of(&state.scenario.origin.name(), &world)
}

/// The stamp in a line, with the draws that are on screen.
pub fn stamp(state: &State) -> String {
    let stamp = stamp_of(state);
    match state.draws() {
        Some((ensemble, _)) => format!("{stamp}; {} draws of seed {}", ensemble.draws, ensemble.seed),
        None => stamp.to_string(),
    }
}

/// What a picture of the speaker's notes says of itself, in the colours of a theme; `heard` is what is in it.
pub fn notes(state: &State, heard: &[String], theme: &Theme) -> PictureOptions {
    PictureOptions {
        title: format!("stockout, notes: {}", state.scenario.title),
        description: heard.join("\n"),
        stamp: stamp(state),
        foreground: theme.ink,
        background: theme.ground,
        ..PictureOptions::default()
    }
}

/// What a picture of the state says of itself, in the colours of a theme.
pub fn picture(state: &State, theme: &Theme, cursor: Option<Position>) -> PictureOptions {
    PictureOptions {
        title: format!("stockout, {}: {}", state.screen.tab().1, state.scenario.title),
        // What a screen reader would be told.
        description: Spoken::new().news(state).join("\n"),
        stamp: stamp(state),
        foreground: theme.ink,
        background: theme.ground,
        cursor,
        ..PictureOptions::default()
    }
}
