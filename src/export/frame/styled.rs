//! A frame as a snapshot that shows its colours too.
//!
//! A snapshot of the glyphs alone passes when every colour is wrong. Here a second plane has one
//! letter per cell and style, so that a changed colour, attribute or cursor changes the text.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::cells;

/// The glyphs of `buffer` in a frame, its styles as letters, a legend and the cursor.
///
/// The planes are separated by `---`. `header` comes first, if it isn't empty. In the style
/// plane `.` is the terminal's default style and is dropped at the end of a row (an all-default
/// row is a single `.`); letters go by first appearance. The cursor's row and column count from
/// 0 within the buffer.
#[must_use]
pub fn styled(buffer: &Buffer, cursor: Option<Position>, header: &str) -> String {
    let mut out = String::with_capacity(buffer.content.len() * 5);
    if !header.is_empty() {
        out.push_str(header.trim_end());
        out.push('\n');
    }
    let rule = "─".repeat(usize::from(buffer.area.width));
    let mut styles = String::with_capacity(buffer.content.len());
    let mut legend = Legend::default();
    let _ = writeln!(out, "┌{rule}┐");
    for row in cells::rows(buffer) {
        out.push('│');
        for glyph in &row {
            out.push_str(glyph.symbol);
            let letter = legend.letter(glyph.cell);
            styles.extend((0..glyph.width).map(|_| letter));
        }
        out.push_str("│\n");
        styles.truncate(styles.trim_end_matches('.').len());
        // Never an empty row: snapshot tools and editors eat blank lines.
        if styles.is_empty() || styles.ends_with('\n') {
            styles.push('.');
        }
        styles.push('\n');
    }
    let _ = writeln!(out, "└{rule}┘\n---");
    out.push_str(&styles);
    out.push_str("---\n");
    for (letter, look) in &legend.looks {
        let _ = writeln!(out, "{letter}{}", describe(*look));
    }
    let _ = match cursor {
        Some(Position { x, y }) => {
            let (row, column) = (i32::from(y), i32::from(x));
            let (top, left) = (i32::from(buffer.area.y), i32::from(buffer.area.x));
            writeln!(out, "cursor: {},{}", row - top, column - left)
        }
        None => writeln!(out, "cursor: none"),
    };
    out
}

/// What a style plane tells apart: the colours of foreground, background and underline, and the
/// attributes.
type Look = (Color, Color, Color, Modifier);

/// The styles met so far, each with its letter.
#[derive(Default)]
struct Legend {
    looks: Vec<(char, Look)>,
}

impl Legend {
    /// The letter of the style of `cell`, a fresh one at its first appearance.
    fn letter(&mut self, cell: &Cell) -> char {
        let look = (cell.fg, cell.bg, cell.underline_color, cell.modifier);
        if look == Look::default() {
            return '.';
        }
        // A screen has some twenty styles, and neighbours mostly share one: no map needed.
        if let Some((letter, _)) = self.looks.iter().find(|(_, known)| *known == look) {
            return *letter;
        }
        let letter = alphabet().nth(self.looks.len()).unwrap_or('?');
        self.looks.push((letter, look));
        letter
    }
}

/// Letters one cell wide, the plainest first; over a thousand, for frames with colour ramps.
fn alphabet() -> impl Iterator<Item = char> {
    ('a'..='z')
        .chain('A'..='Z')
        .chain('0'..='9')
        .chain('α'..='ω')
        .chain('а'..='я')
        .chain('Ā'..='ž')
        .chain('Ḁ'..='ỿ')
        .chain('ᐁ'..='ᙬ')
}

/// The parts of a style that differ from the default, each with a leading blank.
fn describe((fg, bg, underline, modifier): Look) -> String {
    let mut out = String::new();
    for (name, color) in [("fg", fg), ("bg", bg), ("underline", underline)] {
        let _ = match color {
            Color::Reset => Ok(()),
            Color::Rgb(r, g, b) => write!(out, " {name}=#{r:02X}{g:02X}{b:02X}"),
            Color::Indexed(index) => write!(out, " {name}=idx:{index}"),
            named => write!(out, " {name}={named}"),
        };
    }
    for (name, _) in modifier.iter_names() {
        let _ = write!(out, " {name}");
    }
    out
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Style, Styled, Stylize};
    use ratatui::text::Line;

    use super::*;

    fn sample() -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 4));
        let orange = Style::new().fg(Color::Rgb(0xE6, 0x9F, 0));
        let spans = vec!["界".green().bold(), " ".into(), "+12 %".set_style(orange)];
        buffer.set_line(0, 0, &Line::from(spans), 14);
        buffer.set_string(2, 2, "sel", Style::new().fg(Color::Indexed(8)).reversed());
        buffer.set_string(6, 2, "ok", orange);
        buffer.set_string(13, 3, "x", Style::new().on_light_blue());
        buffer
    }

    #[test]
    fn shows_both_planes_the_legend_and_the_cursor() {
        insta::assert_snapshot!(styled(&sample(), Some(Position::new(4, 2)), "14x4 truecolor"), @"
        14x4 truecolor
        ┌──────────────┐
        │界 +12 %      │
        │              │
        │  sel ok      │
        │             x│
        └──────────────┘
        ---
        aa.bbbbb
        .
        ..ccc.bb
        .............d
        ---
        a fg=Green BOLD
        b fg=#E69F00
        c fg=idx:8 REVERSED
        d bg=LightBlue
        cursor: 2,4
        ");
    }

    #[test]
    fn any_change_of_colour_attribute_or_cursor_shows() {
        let before = styled(&sample(), None, "");
        let mut other = sample();
        other[(6, 2)].fg = Color::Rgb(0xE6, 0x9F, 1);
        assert_ne!(styled(&other, None, ""), before);
        let mut other = sample();
        other[(6, 1)].modifier = Modifier::UNDERLINED;
        assert_ne!(styled(&other, None, ""), before);
        let mut other = sample();
        other[(6, 2)].underline_color = Color::Red;
        assert!(styled(&other, None, "").contains(" fg=#E69F00 underline=Red\n"));
        assert_ne!(styled(&sample(), Some(Position::ORIGIN), ""), before);
    }

    #[test]
    fn cursor_counts_from_the_corner_of_the_buffer() {
        let buffer = Buffer::empty(Rect::new(10, 5, 1, 1));
        let got = styled(&buffer, Some(Position::new(10, 5)), "");
        assert_eq!(got, "┌─┐\n│ │\n└─┘\n---\n.\n---\ncursor: 0,0\n");
    }

    #[test]
    fn a_thousand_styles_have_a_letter_each() {
        let width = 1000;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        for x in 0..width {
            buffer[(x, 0)].bg = Color::Rgb((x / 256) as u8, (x % 256) as u8, 1);
        }
        let mut legend = Legend::default();
        let mut letters: Vec<char> = buffer.content.iter().map(|c| legend.letter(c)).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), 1000);
        assert!(alphabet().all(|letter| letter != '.' && letter != '?'));
    }
}
