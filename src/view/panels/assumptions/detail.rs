//! Everything about the number in focus.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::number::{Changes, Value, reached, target_name};
use crate::app::State;
use crate::lever::{ShownNumber, ShownValue};
use crate::scenario::inputs::Input;
use crate::view::flow::Flow;
use crate::view::format::grade_mark;
use crate::view::pen::{Pen, Prose};
use crate::view::theme::{Role, Theme};
use crate::view::words::{Say, target_of};

/// Columns of the labels of the detail.
const LABELS: u16 = 10;

/// Everything about the number in focus; what does not fit is left out from the end.
pub(in crate::view) fn detail(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(row) = state.input() else { return };
    let index = state.assumptions.row;
    let dim = theme.style(Role::Dim);
    let text = theme.style(Role::Text);
    let key = theme.style(Role::Key);
    let mut rest = area;
    let mut item = |label: &str, style: Style, what: &dyn Display| {
        if rest.is_empty() {
            return;
        }
        let place = Rect { x: rest.x + LABELS, width: rest.width.saturating_sub(LABELS + 1), ..rest };
        Pen::new(buffer, Rect { height: 1, width: LABELS, ..rest }, dim).put(' ').put(label);
        let used = Flow::new(buffer, place, style).put(what).finish().clamp(1, rest.height);
        rest = Rect { y: rest.y + used, height: rest.height - used, ..rest };
    };
    let group = state.inputs.group(index).map_or("", |group| &group.label);
    let is_moved = state.is_input_moved(row);
    let number = |value| ShownNumber { shape: row.shape, value, start: state.start() };
    let value = Say(|f: &mut Formatter<'_>| {
        write!(f, "{group}: {} {}", row.label, Value { state, row })?;
        match row.filed {
            Some(filed) if is_moved && row.is_shift => {
                write!(f, ", moved from {}", Filed { state, row, of_file: filed })
            }
            Some(filed) if is_moved => write!(f, ", moved from {}", number(filed)),
            _ => Ok(()),
        }
    });
    item("number", key, &value);
    let warning = state.warning_of(index);
    if let Some(warning) = warning {
        item("warning", theme.style(Role::Accent), &warning.text);
    }
    if let Some((_, source)) = row.evidence {
        let about = Say(|f: &mut Formatter<'_>| {
            if row.source.is_none() || is_moved {
                f.write_str("of the value before: ")?;
            }
            write!(f, "{} {}, {}", grade_mark(source.grade), source.grade.label(), source.title)?;
            let (space, unit) = if source.is_date() { ("", "") } else { (" ", source.unit) };
            match row.range {
                Some(range) if range.text.0 == range.text.1 => write!(f, "; {}{space}{unit}", range.text.0)?,
                Some(range) => write!(f, "; {} to {}{space}{unit}", range.text.0, range.text.1)?,
                None => {}
            }
            write!(f, "; as of {}", source.as_of)
        });
        item("source", text, &about);
    } else {
        item("source", text, &"none given");
    }
    let changes = Changes { state, index, short: false };
    if let Some((low, high)) = changes.ends() {
        let told = Say(|f: &mut Formatter<'_>| {
            if changes.is_known() {
                return f.write_str("nothing to ask: it is known to the digit");
            }
            if !changes.matters((low, high)) {
                return write!(f, "nothing of {}", target_of(state));
            }
            let of =
                if row.range.is_some() { ("at low", "at high") } else { ("at its slider's left end", "at its right") };
            if area.width < 78 {
                f.write_str(target_name(state.target))?;
            } else {
                write!(f, "{}:", target_of(state))?;
            }
            write!(f, " {} {}, {} {}", reached(state, low), of.0, reached(state, high), of.1)
        });
        item("changes", text, &told);
    }
    if let Some((_, source)) = row.evidence {
        item("how", text, &Prose(source.how));
    }
    if let (Some((_, source)), Some(as_of)) = (row.evidence, state.scenario.as_of)
        && let Some(why) = source.later.filter(|_| source.is_younger(as_of))
    {
        item("later", text, &format_args!("not known on {as_of}: {why}"));
    }
    for (id, cited) in row.evidence.iter().flat_map(|(_, source)| source.cited()) {
        item("cites", text, &format_args!("{id}, {}: {}, {}", cited.grade.label(), cited.quantity, cited.title));
    }
    if let Some(why) = state.scenario.on_purpose.get(&row.path).filter(|_| warning.is_none() && !is_moved) {
        item("outside", text, &format_args!("on purpose: {why}"));
    }
    if let Some(link) = row.evidence.and_then(|(_, source)| source.link) {
        item("link", dim, &link);
    }
    let set_by = Say(|f: &mut Formatter<'_>| match row.source {
        Some((id, _)) => write!(f, "{}; `stockout sources {id}`", row.path),
        None => f.write_str(&row.path),
    });
    item("named", dim, &set_by);
}

/// A lever that shifts all firms, as it stood for the firm in focus in the file.
struct Filed<'a> {
    state: &'a State,
    row: &'a Input,
    of_file: f64,
}

impl Display for Filed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { state, row, of_file } = *self;
        let Some(id) = row.lever else { return Ok(()) };
        let (lever, now) = (state.lever(id), row.value(&state.scenario, &state.present, &state.moves));
        match (state.input_value(row), now) {
            (Some(own), Some(shift)) if !state.is_shift(id) => {
                ShownValue { lever, value: own - shift + of_file, start: state.start() }.fmt(f)
            }
            _ => f.write_str("the file's"),
        }
    }
}
