//! A frame in the characters that a terminal has, and draws as wide as we mean them.
//!
//! Cell for cell: layout, styles and cursor stay. What differs in the full set differs here too: bars by kind, tracks by
//! height, bands by density, lines from bands.

use ratatui::buffer::{Buffer, Cell};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Which characters a frame is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// All that we use.
    #[default]
    All,
    /// Those that are one column wide everywhere. Lines, blocks, arrows and some signs are of ambiguous width: a terminal
    /// set up for East Asian text may draw them two columns wide, and the rest of the row moves.
    Narrow,
    /// Those of ASCII.
    Ascii,
}

impl Glyphs {
    /// Puts other characters in the place of those that are not among these.
    pub fn limit(self, buffer: &mut Buffer) {
        match self {
            Self::All => {}
            Self::Narrow => limit_widths(buffer),
            Self::Ascii => limit_glyphs(buffer),
        }
    }

    /// The same for a line that is read on, and keeps to no columns: how wide its characters are plays no part.
    pub fn spell(self, line: &str) -> String {
        match self {
            Self::All | Self::Narrow => line.to_owned(),
            Self::Ascii => ascii_line(line),
        }
    }
}

/// A line in ASCII; what takes more than a character there has room for it.
fn ascii_line(line: &str) -> String {
    let mut spelt = String::with_capacity(line.len());
    for symbol in line.graphemes(true) {
        match (symbol, substitute(symbol)) {
            ("±", _) => spelt.push_str("+/-"),
            ("≤", _) => spelt.push_str("<="),
            ("…", _) => spelt.push_str("..."),
            (_, Some(glyph)) => spelt.push(glyph),
            (_, None) => spelt.push_str(symbol),
        }
    }
    spelt
}

/// Puts an ASCII character in the place of every one of ambiguous width.
fn limit_widths(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().width_cjk() != cell.symbol().width()
            && let Some(glyph) = substitute(cell.symbol())
        {
            cell.set_char(glyph);
        }
    }
}

/// Puts an ASCII character in the place of every other one.
pub fn limit_glyphs(buffer: &mut Buffer) {
    let across = usize::from(buffer.area.width);
    // Of the cell to the left, which is not what it was any more.
    let mut left = None;
    for at in 0..buffer.content.len() {
        let own_dots = dots_of(buffer.content[at].symbol());
        let glyph = match own_dots {
            Some(dots) => {
                // A part of a row of dots is the edge of a band, or a line, as what it hangs on tells.
                let own = &buffer.content[at];
                let above = going_on(own, at.checked_sub(across).and_then(|at| buffer.content.get(at)));
                let below = dots_of(going_on(own, buffer.content.get(at + across)));
                let right = dots_of(going_on(own, buffer.content.get(at + 1)));
                let repeats = [left, right].contains(&own_dots);
                Some(braille(dots, above, below.unwrap_or(0), repeats))
            }
            None => substitute(buffer.content[at].symbol()),
        };
        left = own_dots;
        if let Some(glyph) = glyph {
            buffer.content[at].set_char(glyph);
        }
    }
}

/// The symbol of a neighbour, if it is of the same colour.
fn going_on<'a>(own: &Cell, other: Option<&'a Cell>) -> &'a str {
    let same = other.filter(|cell| (cell.fg, cell.modifier) == (own.fg, own.modifier));
    same.map_or("", |cell| cell.symbol())
}

/// The bits of a braille pattern.
fn dots_of(symbol: &str) -> Option<u32> {
    let first = symbol.chars().next().filter(|c| ('\u{2800}'..='\u{28FF}').contains(c))?;
    Some(first as u32 - 0x2800)
}

/// What stands for a symbol; `None` where it may stay.
fn substitute(symbol: &str) -> Option<char> {
    if symbol.is_ascii() {
        return None;
    }
    Some(match symbol.chars().next()? {
        // Heights of a track; the full one is stock that lasts, too.
        // How far a number can be trusted is told by squares and a diamond.
        '▁' | '□' => '_',
        '▂' => ',',
        '▃' | '─' | '—' | '–' | '−' => '-',
        '▄' | '━' => '=',
        '▅' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '▆' | '◆' => '*',
        '▇' | '█' | '■' => '#',
        // What moving gains, and what it loses.
        '▒' | '÷' => '/',
        '░' | '◧' => '%',
        // Work that goes unserved.
        '▓' => 'X',
        '×' => 'x',
        '●' => 'o',
        '○' => 'O',
        '·' => '.',
        '│' | '┿' => '|',
        '┆' => ':',
        '▸' | '›' | '→' => '>',
        '←' | '≤' => '<',
        '↑' => '^',
        '↓' => 'v',
        '±' | '…' => '~',
        '“' | '”' => '"',
        '’' => '\'',
        '\u{a0}' => ' ',
        _ => '?',
    })
}

/// Both dots of each row, from the top.
const ROWS: [u32; 4] = [0x09, 0x12, 0x24, 0xC0];
/// The dots of each column, from the top.
const COLUMNS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// Every second dot, as a thin band has them.
const THIN: u32 = 0x95;
/// So many dots are a band.
const DENSE: u32 = 5;

/// A dense band, its edge, a thin band, or a line with its slope. `above` is what stands for the same colour above it, by
/// now, and `below` the dots of the same colour below; whether a cell beside it has the same dots.
fn braille(dots: u32, above: &str, below: u32, repeats: bool) -> char {
    let rows = ROWS.map(|row| dots & row == row);
    let full = rows.iter().filter(|is_full| **is_full).count();
    let is_level = ROWS.iter().zip(rows).all(|(row, is_full)| is_full || dots & row == 0);
    let hangs = rows[0] && matches!(above, "#" | "*") || rows[3] && below.count_ones() >= DENSE;
    let is_straddling = rows[0] && above == "=" || rows[3] && below & ROWS[0] == ROWS[0];
    match dots.count_ones() {
        0 => ' ',
        1 => '.',
        _ if dots & !THIN == 0 => ':',
        DENSE.. => '#',
        _ if full > 0 && hangs => '*',
        _ if is_level && (full > 1 || is_straddling) => '=',
        _ if is_level => '-',
        // What rises or falls is nowhere twice the same.
        _ if repeats => '*',
        _ => slope(dots),
    }
}

/// Where a line goes.
fn slope(dots: u32) -> char {
    let height = |column: [u32; 4]| {
        let rows = (0..4).filter(|row| dots & column[*row] != 0).map(|row| 3 - row);
        let (count, sum) = rows.fold((0, 0), |(count, sum), row| (count + 1, sum + row));
        (sum * 12_usize).checked_div(count)
    };
    match COLUMNS.map(height) {
        [Some(left), Some(right)] if left < right => '/',
        [Some(left), Some(right)] if left > right => '\\',
        [Some(_), Some(_)] => '=',
        // A line that begins or ends in the middle of the cell.
        _ if dots.count_ones() < 3 => '=',
        _ => '|',
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;
    use crate::export::frame::text;

    fn ascii(line: &str) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, line.chars().count() as u16, 1));
        buffer.set_string(0, 0, line, Style::new().fg(Color::Red));
        limit_glyphs(&mut buffer);
        assert!(buffer.content.iter().all(|cell| cell.fg == Color::Red));
        text(&buffer).trim_end().to_owned()
    }

    #[test]
    fn without_ambiguous_widths_braille_stays() {
        let mut buffer = Buffer::with_lines(["│ ▇▒ ⣿⢕ 5 – 10 é 漢 ×"]);
        Glyphs::Narrow.limit(&mut buffer);
        assert_eq!(text(&buffer).trim_end(), "| #/ ⣿⢕ 5 - 10 é 漢 x");
        assert!(buffer.content.iter().all(|cell| cell.symbol().width() == cell.symbol().width_cjk()));
    }

    #[test]
    fn the_edge_of_a_band_is_no_line_and_a_thick_line_is_thick_between_two_rows() {
        let shown = |lines: [&str; 3], styles: [Style; 3]| {
            let mut buffer = Buffer::with_lines(lines);
            for (y, style) in styles.into_iter().enumerate() {
                buffer.set_style(Rect::new(0, y as u16, 2, 1), style);
            }
            limit_glyphs(&mut buffer);
            text(&buffer).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let plain = [Style::new(); 3];
        assert_eq!(shown(["⣤⣀", "⣿⣿", "⠛⠉"], plain), "** ## **");
        assert_eq!(shown(["⣀⣀", "⠉⠉", "  "], plain), "== ==");
        assert_eq!(shown(["⣀⣀", "  ", "⠉⠉"], plain), "-- --");
        // What hangs on another colour is a line.
        let line = Style::new().bold();
        assert_eq!(shown(["⣤⣤", "⣿⣿", "⠛⠛"], [line, Style::new(), line]), "== ## ==");
    }

    #[test]
    fn what_differs_still_differs() {
        // Heights of a track, its knob, its stop and what does nothing.
        let track: String = "▁▂▃▄▅▆▇●○".into();
        let marks: std::collections::BTreeSet<char> = ascii(&track).chars().collect();
        assert_eq!(marks.len(), track.chars().count());
        // Lasts, gained, lost, unserved, policy.
        assert_eq!(ascii("▇▒░×┆"), "#/%x:");
        // Half, ninety percent, a line.
        assert_eq!(ascii("⣿⢕⠁"), "#:.");
        assert_eq!(ascii("⣤⠶⠛⣀⠒⠉"), "===---");
        assert_eq!(ascii("⣠⠞⠙⢦⡇⢠"), "//\\\\|=");
        assert_eq!(ascii("⠙⠙⠙"), "***");
        assert_eq!(ascii("52 weeks − “as pinned” …"), "52 weeks - \"as pinned\" ~");
    }

    #[test]
    fn a_line_that_is_read_is_spelt_out() {
        let line = "“as pinned”: ±30 d × 1.5, ≤ 5 %, caf\u{e9}…";
        assert_eq!(Glyphs::Ascii.spell(line), "\"as pinned\": +/-30 d x 1.5, <= 5 %, caf?...");
        // No columns, no widths.
        assert_eq!((Glyphs::All.spell(line), Glyphs::Narrow.spell(line)), (line.to_owned(), line.to_owned()));
    }
}
