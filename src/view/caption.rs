//! What a story says: its numbers as the screen writes them, its text with emphasis and points.

use std::fmt::{self, Display, Formatter, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::format::{Dollars, Percent, When};
use super::pen::Flow;
use super::theme::{Role, Theme};
use super::words::{Against, Say, when};
use crate::app::State;
use crate::lever::{Reading, Scope, ShownValue};
use crate::model::{Output, OutputValue, Quantity};
use crate::scenario::{Binding, Body, Caption};

/// The value of an output, as far as it is known.
fn value(state: &State, output: Output, of_reference: bool) -> Option<OutputValue> {
    let central = state.central.as_deref()?;
    let present = if of_reference { &central.reference } else { &central.present.firms };
    Some(output.evaluate(present, &central.reference))
}

/// A number of a caption, with its unit.
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
                Some(OutputValue::Usd(usd)) => Dollars(crate::model::Usd(usd)).fmt(f),
            },
            Binding::Lever(id, scope) => {
                let (catalogue, root) = (&state.scenario.catalogue, &state.scenario.root);
                match state.moves.reading(catalogue, &state.present, root, id, scope) {
                    Reading::One(value) => ShownValue { lever: state.lever(id), value, start: state.start() }.fmt(f),
                    Reading::Mixed => f.write_str("mixed"),
                }
            }
        }
    }
}

/// The same in large digits: as short as it can be.
pub(super) struct Figure<'a>(pub &'a State, pub Binding);

impl Display for Figure<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(state, binding) = self;
        let Binding::Output { output, of_reference } = *binding else { return Bound(state, *binding).fmt(f) };
        match value(state, output, of_reference) {
            Some(OutputValue::Date(day @ None)) => When { short: true, ..when(state, day) }.fmt(f),
            Some(OutputValue::Usd(usd)) if usd.abs() < 500.0 => f.write_str("$0"),
            Some(OutputValue::Weeks(weeks)) => write!(f, "{weeks:.0}"),
            _ => Bound(state, *binding).fmt(f),
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

fn flow(state: &State, theme: &Theme, caption: &Caption, is_apart: bool, flow: &mut Flow<'_>) -> u16 {
    for (index, line) in caption.lines.iter().enumerate() {
        if line.is_point {
            flow.indent(2).style(theme.style(Role::Accent)).mark('·');
        } else {
            flow.indent(0);
            if is_apart && index > 0 {
                flow.blank();
            }
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

/// Rows that a caption takes, with blank rows between its paragraphs or without.
fn rows(state: &State, theme: &Theme, caption: &Caption, is_apart: bool, width: u16) -> u16 {
    flow(state, theme, caption, is_apart, &mut Flow::counting(width))
}

/// The fewest rows that a caption takes.
pub(super) fn least_rows(state: &State, theme: &Theme, caption: &Caption, width: u16) -> u16 {
    rows(state, theme, caption, false, width)
}

/// Paints a caption; paragraphs stand apart where there is room.
pub(super) fn caption(state: &State, theme: &Theme, caption: &Caption, area: Rect, buffer: &mut Buffer) {
    let is_apart = rows(state, theme, caption, true, area.width) <= area.height;
    flow(state, theme, caption, is_apart, &mut Flow::new(buffer, area, theme.style(Role::Text)));
}

/// A caption in one line, for who listens and for tables.
pub(super) fn plain<'a>(state: &'a State, caption: &'a Caption) -> impl Display + 'a {
    Say(move |f: &mut Formatter<'_>| {
        for (index, line) in caption.lines.iter().enumerate() {
            if index > 0 {
                f.write_char(' ')?;
            }
            for span in &line.spans {
                match &span.body {
                    Body::Text(text) => f.write_str(text)?,
                    Body::Value(binding) => Bound(state, *binding).fmt(f)?,
                }
            }
        }
        Ok(())
    })
}
