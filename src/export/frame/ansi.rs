//! A frame as lines of ANSI text, for a pager, a chat or a terminal emulator.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::cells;
use super::depth::{self, Depth, quantize};

/// The glyphs and styles of `buffer` in as few bytes as plain SGR sequences allow.
///
/// Only colours and attributes are written, no cursor moves. Each line begins in the terminal's
/// default style and ends with a reset and a newline, so that lines can be cut apart. Blanks at
/// the end of a line are dropped where they would show nothing.
#[must_use]
pub fn ansi(buffer: &Buffer, depth: Depth) -> String {
    let mut out = String::with_capacity(buffer.content.len() * 2);
    for row in cells::rows(buffer) {
        let mut pen = Pen::DEFAULT;
        let is_unseen = |glyph: &cells::Glyph<'_>| glyph.symbol == " " && Pen::of(glyph.cell, depth) == Pen::DEFAULT;
        let end = row.iter().rposition(|glyph| !is_unseen(glyph)).map_or(0, |last| last + 1);
        for glyph in &row[..end] {
            let next = Pen::of(glyph.cell, depth);
            pen.change(next, &mut out);
            pen = next;
            out.push_str(glyph.symbol);
        }
        out.push_str("\x1b[0m\n");
    }
    out
}

/// The style a terminal writes with.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    underline: Color,
    modifier: Modifier,
}

/// The attributes with the numbers (SGR) that switch them on and off.
///
/// Neighbours in the list share the number that switches them off.
pub const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    const DEFAULT: Self =
        Self { fg: Color::Reset, bg: Color::Reset, underline: Color::Reset, modifier: Modifier::empty() };

    fn of(cell: &Cell, depth: Depth) -> Self {
        Self {
            fg: quantize(cell.fg, depth),
            bg: quantize(cell.bg, depth),
            underline: quantize(cell.underline_color, depth),
            modifier: cell.modifier,
        }
    }

    /// Writes the shortest sequence that turns this pen into `next`.
    fn change(self, next: Self, out: &mut String) {
        if self == next {
            return;
        }
        let step = self.step(next).join(";");
        let mut afresh = vec!["0".to_owned()];
        afresh.extend(Self::DEFAULT.step(next));
        let afresh = afresh.join(";");
        out.push_str("\x1b[");
        out.push_str(if afresh.len() < step.len() { &afresh } else { &step });
        out.push('m');
    }

    /// The SGR parameters that lead from this pen to `next` without a reset.
    fn step(self, next: Self) -> Vec<String> {
        let mut codes = Vec::new();
        let mut have = self.modifier;
        for (attribute, _, off) in ATTRIBUTES {
            if have.contains(attribute) && !next.modifier.contains(attribute) {
                codes.push(off.to_string());
                for (other, _, same) in ATTRIBUTES {
                    if same == off {
                        have.remove(other);
                    }
                }
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if next.modifier.contains(attribute) && !have.contains(attribute) {
                codes.push(on.to_string());
            }
        }
        if self.fg != next.fg {
            codes.push(color_code(next.fg, 30));
        }
        if self.bg != next.bg {
            codes.push(color_code(next.bg, 40));
        }
        if self.underline != next.underline {
            codes.push(underline_code(next.underline));
        }
        codes
    }
}

/// The SGR parameters of a colour; `base` is 30 for the foreground and 40 for the background.
fn color_code(color: Color, base: u8) -> String {
    match (color, depth::number(color)) {
        (Color::Rgb(r, g, b), _) => format!("{};2;{r};{g};{b}", base + 8),
        (Color::Indexed(index), _) => format!("{};5;{index}", base + 8),
        (_, Some(dark @ 0..8)) => (base + dark).to_string(),
        (_, Some(bright)) => (base + 60 + bright - 8).to_string(),
        (_, None) => (base + 9).to_string(),
    }
}

/// The SGR parameter of the colour of underlines.
///
/// With colons: a terminal that does not know it skips the whole, where it would take the parts
/// after semicolons for attributes.
fn underline_code(color: Color) -> String {
    // There are no short codes for the named colours.
    match depth::number(color).map_or(color, Color::Indexed) {
        Color::Rgb(r, g, b) => format!("58:2::{r}:{g}:{b}"),
        Color::Indexed(index) => format!("58:5:{index}"),
        _ => "59".to_owned(),
    }
}

#[cfg(test)]
mod tests;
