//! What a story says: its numbers as the screen writes them, its text with emphasis and points.

use std::fmt::{self, Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::flow::Flow;
use super::format::{Dollars, Percent, When};
use super::in_words::{DollarsInWords, LeverInWords};
use super::theme::{Role, Theme};
use super::words::{Against, Say, when};
use crate::app::State;
use crate::lever::{LeverId, Reading, Scope, ShownValue};
use crate::model::{Output, OutputValue, Quantity, Usd};
use crate::scenario::{Binding, Body, Caption, Line};

/// The value of an output, as far as it is known.
fn value(state: &State, output: Output, of_reference: bool) -> Option<OutputValue> {
    let central = state.central.as_deref()?;
    let present = if of_reference { &central.reference } else { &central.present.firms };
    Some(output.evaluate(present, &central.reference))
}

/// A number of a caption, with its unit, as one says it.
pub(super) struct Bound<'a>(pub &'a State, pub Binding);

impl Display for Bound<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(state, binding) = self;
        match *binding {
            Binding::Output { output, of_reference } => match value(state, output, of_reference) {
                None => f.write_str("…"),
                Some(OutputValue::Date(day)) => when(state, day).fmt(f),
                Some(OutputValue::Share(share)) => Percent(share).fmt(f),
                Some(OutputValue::Weeks(weeks)) => write!(f, "{weeks:.0} week{}", if weeks == 1.0 { "" } else { "s" }),
                Some(OutputValue::Usd(usd)) => DollarsInWords(Usd(usd)).fmt(f),
            },
            Binding::Lever(id, scope) => match reading(state, id, scope) {
                Reading::One(value) => {
                    let lever = state.lever(id);
                    let is_shift = lever.row.shift && scope == Scope::All;
                    LeverInWords { lever, value, is_shift, start: state.start() }.fmt(f)
                }
                Reading::Mixed => f.write_str("mixed"),
            },
        }
    }
}

fn reading(state: &State, id: LeverId, scope: Scope) -> Reading {
    state.moves.reading(&state.scenario.catalogue, &state.present, &state.scenario.root, id, scope)
}

/// The same in large digits: as short as it can be.
pub(super) struct Figure<'a>(pub &'a State, pub Binding);

impl Display for Figure<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(state, binding) = self;
        match *binding {
            Binding::Output { output, of_reference } => match value(state, output, of_reference) {
                Some(OutputValue::Date(day @ None)) => When { short: true, ..when(state, day) }.fmt(f),
                Some(OutputValue::Usd(usd)) if usd.abs() < 500.0 => f.write_str("$0"),
                Some(OutputValue::Usd(usd)) => Dollars(Usd(usd)).fmt(f),
                Some(OutputValue::Weeks(weeks)) => write!(f, "{weeks:.0}"),
                Some(OutputValue::Date(_) | OutputValue::Share(_)) | None => Bound(state, *binding).fmt(f),
            },
            Binding::Lever(id, scope) => match reading(state, id, scope) {
                Reading::One(value) => ShownValue { lever: state.lever(id), value, start: state.start() }.fmt(f),
                Reading::Mixed => f.write_str("mixed"),
            },
        }
    }
}

/// What a number in large digits is: `Tencent: stock runs out`.
pub(super) struct FigureLabel<'a>(pub &'a State, pub Binding);

impl Display for FigureLabel<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(state, binding) = self;
        let firm = |index: usize| state.present.firms.get(index).map_or("?", |firm| firm.name.as_str());
        match *binding {
            Binding::Output { output, of_reference } => {
                match output.firm {
                    Some(index) => f.write_str(firm(index))?,
                    None if output.quantity.is_date() => f.write_str("The first firm")?,
                    None => f.write_str("All firms")?,
                }
                f.write_str(": ")?;
                let label = match output.quantity {
                    Quantity::Domestic => "domestic chips, life used up",
                    quantity => quantity.label(),
                };
                let mut letters = label.chars();
                letters.next().map_or(Ok(()), |first| write!(f, "{}", first.to_lowercase()))?;
                f.write_str(letters.as_str())?;
                if of_reference { write!(f, ", {}", Against(state)) } else { Ok(()) }
            }
            Binding::Lever(id, scope) => {
                f.write_str(&state.lever(id).label)?;
                match scope {
                    Scope::All => Ok(()),
                    Scope::Firm(index) => write!(f, ", {}", firm(index)),
                }
            }
        }
    }
}

/// Which lines of a caption have a blank row before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apart {
    Nothing,
    Paragraphs,
    Everything,
}

fn flow(state: &State, theme: &Theme, caption: &Caption, apart: Apart, flow: &mut Flow<'_>) -> u16 {
    for (index, line) in caption.lines.iter().enumerate() {
        if index > 0 && (apart == Apart::Everything || (apart == Apart::Paragraphs && !line.is_point)) {
            flow.indent(0).blank();
        }
        if line.is_point {
            flow.indent(2).style(theme.style(Role::Accent)).mark('·');
        } else {
            flow.indent(0);
        }
        for span in &line.spans {
            let role = match span.body {
                Body::Value(_) => Role::Accent,
                Body::Text(_) if span.is_strong => Role::Key,
                Body::Text(_) => Role::Text,
            };
            flow.style(theme.style(role));
            match &span.body {
                Body::Text(text) => {
                    flow.put(text);
                }
                Body::Value(binding) => {
                    // Writing into cells cannot fail.
                    flow.put_unbroken(Bound(state, *binding));
                }
            }
        }
    }
    flow.finish()
}

/// Rows that a caption takes.
fn rows(state: &State, theme: &Theme, caption: &Caption, apart: Apart, width: u16) -> u16 {
    flow(state, theme, caption, apart, &mut Flow::counting(width))
}

/// The fewest rows that a caption takes.
pub(super) fn least_rows(state: &State, theme: &Theme, caption: &Caption, width: u16) -> u16 {
    rows(state, theme, caption, Apart::Nothing, width)
}

/// Paints a caption; points and paragraphs stand apart where there is room.
pub(super) fn caption(state: &State, theme: &Theme, caption: &Caption, area: Rect, buffer: &mut Buffer) {
    let fits = |apart: &Apart| rows(state, theme, caption, *apart, area.width) <= area.height;
    let apart = [Apart::Everything, Apart::Paragraphs].into_iter().find(fits).unwrap_or(Apart::Nothing);
    flow(state, theme, caption, apart, &mut Flow::new(buffer, area, theme.style(Role::Text)));
}

/// A caption in one line, for who listens and for tables.
pub(super) fn plain<'a>(state: &'a State, caption: &'a Caption) -> impl Display + 'a {
    Say(move |f: &mut Formatter<'_>| {
        caption.lines.iter().enumerate().try_for_each(|(index, line)| {
            f.write_str(if index > 0 { " " } else { "" })?;
            words(state, line, f)
        })
    })
}

fn words(state: &State, line: &Line, f: &mut Formatter<'_>) -> fmt::Result {
    line.spans.iter().try_for_each(|span| match &span.body {
        Body::Text(text) => f.write_str(text),
        Body::Value(binding) => Bound(state, *binding).fmt(f),
    })
}
