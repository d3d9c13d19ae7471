//! The header line and the headline.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::State;
use crate::study::Focus;
use crate::view::pen::{Flow, Pen, put_right, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{Say, cost_sentence, stock_sentence};

/// Program, title, reference, how much is moved.
pub(super) fn header(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let count = state.moved_count();
    let moved = Say(|f: &mut Formatter<'_>| match count {
        0 => f.write_str("nothing moved"),
        1 => f.write_str("1 lever moved"),
        count => write!(f, "{count} levers moved"),
    });
    let unsaved = if state.is_unsaved() { " *" } else { "" };
    let alone = state.alone && state.focus != Focus::All;
    let right = Say(|f: &mut Formatter<'_>| {
        if area.width >= 100 {
            write!(f, "against: {}   ", state.reference.label())?;
        }
        if alone && area.width >= 60 {
            write!(f, "{} alone   ", state.focus_name())?;
        }
        write!(f, "{moved}{unsaved}")?;
        if area.width >= 60 { f.write_str("   ? help ") } else { f.write_str(" ") }
    });
    let right_width = width(&right).min(area.width);
    put_right(buffer, area, theme.style(if count > 0 { Role::Text } else { Role::Dim }), &right);
    let left = Rect { width: area.width.saturating_sub(right_width + 1), ..area };
    let mut pen = Pen::new(buffer, left, theme.style(Role::Brand));
    pen.put(" stockout ").style(theme.style(Role::Key)).put("  ");
    let title = state.scenario.title.as_str();
    put_cut(&mut pen, title);
}

/// Writes a text; where it does not fit its last cell is `…`.
pub(super) fn put_cut(pen: &mut Pen<'_>, text: &str) {
    use unicode_segmentation::UnicodeSegmentation;
    let room = pen.room();
    if width(text) <= room {
        pen.put(text);
        return;
    }
    for grapheme in text.graphemes(true) {
        if pen.room() <= width(grapheme) {
            break;
        }
        pen.put(grapheme);
    }
    pen.put('…');
}

/// Two plain sentences.
pub(super) fn headline_area(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(central) = &state.central else {
        Pen::new(buffer, area, theme.style(Role::Dim)).put("…");
        return;
    };
    let (now, reference) = (central.of(state.focus), central.reference_of(state.focus));
    let stock = Say(|f: &mut Formatter<'_>| stock_sentence(state, central, &now, &reference, f));
    let cost = Say(|f: &mut Formatter<'_>| cost_sentence(state, &now, &reference, f));
    let fits_a_line_each = width(&stock) <= area.width && width(&cost) <= area.width;
    let style = theme.style(Role::Key);
    let mut flow = Flow::new(buffer, area, style);
    flow.put(&stock);
    if fits_a_line_each && area.height >= 2 {
        flow.finish();
    } else {
        flow.put(" ");
    }
    flow.put(&cost).finish();
}
