//! The header line and the headline.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::hints::{self, Hint};
use crate::app::{Action, Hit, State};
use crate::study::Focus;
use crate::view::flow::Flow;
use crate::view::format::Grouped;
use crate::view::pen::{Pen, put_right, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{
    Say, brief_headline, cost_sentence, interval, is_all_domestic, short_headline, stock_sentence,
};

/// The way to the help.
const HELP: Hint = Hint::new(Action::Help, "help");

/// What the header's hint does, at a column.
pub(in crate::view) fn hit(state: &State, area: Rect, column: u16) -> Option<Hit> {
    let place = hints::at_right([HELP], state, Rect { width: area.width.saturating_sub(1), ..area });
    (area.width >= 60).then(|| hints::hit([HELP], state, place, column)).flatten().map(Hit::Hint)
}

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
        if area.width >= 100
            && let Some((ensemble, settled)) = state.draws()
        {
            // Dots as long as it is being drawn again or more.
            write!(f, "{} draws{}   ", Grouped(ensemble.draws as u64), if settled { " " } else { "…" })?;
        }
        if alone && area.width >= 60 {
            write!(f, "{} alone   ", state.focus_name())?;
        }
        write!(f, "{moved}{unsaved}")?;
        if area.width < 60 {
            return f.write_str(" ");
        }
        write!(f, "   {} ", HELP.shown(state))
    });
    let right_width = width(&right).min(area.width);
    put_right(buffer, area, theme.style(if count > 0 { Role::Text } else { Role::Dim }), &right);
    let left = Rect { width: area.width.saturating_sub(right_width + 1), ..area };
    let mut pen = Pen::new(buffer, left, theme.style(Role::Brand));
    pen.put(" stockout ").style(theme.style(Role::Key)).put("  ");
    put_title(&mut pen, &state.scenario.title);
}

/// Writes a title or a sentence; where it does not fit it ends behind a word, if most of the room is left to it.
pub(super) fn put_title(pen: &mut Pen<'_>, text: &str) {
    match word_end(text, pen.room()) {
        Some(end) => {
            pen.put(&text[..end]).put('…');
        }
        None => put_cut(pen, text),
    }
}

/// Where a text that is longer than so many cells ends behind a word and not in the middle of a date.
fn word_end(text: &str, room: u16) -> Option<usize> {
    if width(text) <= room {
        return None;
    }
    let ends = text.match_indices(' ').map(|(at, _)| text[..at].trim_end_matches([',', ';', ':', '.']));
    let ends = ends.take_while(|part| width(part) < room).filter(|part| !part.ends_with(|c: char| c.is_ascii_digit()));
    ends.last().filter(|part| 2 * width(part) >= room).map(str::len)
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
    // A date without its interval says too much: a shorter sentence with it goes before a longer one without.
    let ensemble = state.ensemble.as_deref().filter(|ensemble| !ensemble.is_exact && !is_all_domestic(state));
    let interval = Say(|f: &mut Formatter<'_>| match ensemble {
        Some(ensemble) => write!(f, " 90\u{a0}%: {}.", interval(state, ensemble)),
        None => Ok(()),
    });
    let last = Say(|f: &mut Formatter<'_>| write!(f, "{cost}{interval}"));
    let mut flow = Flow::new(buffer, area, style);
    if area.height >= 2 && width(&stock) <= area.width && width(&last) <= area.width {
        flow.put(&stock).finish();
        flow.put(&last).finish();
        return;
    }
    // The longest form that is whole.
    let both = Say(|f: &mut Formatter<'_>| write!(f, "{stock} {last}"));
    let short = Say(|f: &mut Formatter<'_>| {
        short_headline(state, &now, &reference, f)?;
        write!(f, "{interval}")
    });
    let brief = Say(|f: &mut Formatter<'_>| {
        brief_headline(state, &now, &reference, f)?;
        write!(f, "{interval}")
    });
    let briefest = Say(|f: &mut Formatter<'_>| brief_headline(state, &now, &reference, f));
    let forms: [&dyn Display; 3] = [&both, &short, &brief];
    match forms.into_iter().find(|form| Flow::rows(form, area.width) <= area.height) {
        Some(form) => flow.put(form),
        None => flow.put(briefest),
    };
    flow.finish();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_behind_a_word() {
        let cut = |text: &'static str, room| word_end(text, room).map(|end| &text[..end]);
        let title = "The ban holds, as seen on 30 May 2025";
        assert_eq!(cut(title, 37), None);
        assert_eq!(cut(title, 36), Some("The ban holds, as seen on 30 May"));
        // No half of a date, no comma before the dots.
        assert_eq!(cut(title, 30), Some("The ban holds, as seen on"));
        assert_eq!(cut(title, 16), Some("The ban holds"));
        // A long word is cut where the room ends.
        assert_eq!(cut("A compliant-blackwell", 16), None);
        assert_eq!(cut("", 0), None);
    }
}
