//! The header line and the headline.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::State;
use crate::study::Focus;
use crate::view::pen::{Flow, Pen, put_right, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{Say, brief_headline, cost_sentence, short_headline, stock_sentence};

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
    let style = theme.style(Role::Key);
    if area.height >= 2 && width(&stock) <= area.width && width(&cost) <= area.width {
        let mut flow = Flow::new(buffer, area, style);
        flow.put(&stock).finish();
        flow.put(&cost).finish();
        return;
    }
    // The longest form that is whole.
    let both = Say(|f: &mut Formatter<'_>| write!(f, "{stock} {cost}"));
    let short = Say(|f: &mut Formatter<'_>| short_headline(state, &now, &reference, f));
    let brief = Say(|f: &mut Formatter<'_>| brief_headline(state, &now, &reference, f));
    let mut flow = Flow::new(buffer, area, style);
    if Flow::rows(&both, area.width) <= area.height {
        flow.put(both);
    } else if Flow::rows(&short, area.width) <= area.height {
        flow.put(short);
    } else {
        flow.put(brief);
    }
    flow.finish();
}
