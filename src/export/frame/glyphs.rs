//! A frame in the characters that a terminal has, and draws as wide as we mean them.
//!
//! Cell for cell: layout, styles and cursor stay. What differs in the full set differs here too: bars by kind, tracks by
//! height, bands by density, lines from bands.

use ratatui::buffer::Buffer;
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
    for cell in &mut buffer.content {
        if let Some(glyph) = substitute(cell.symbol()) {
            cell.set_char(glyph);
        }
    }
}

/// What stands for a symbol; `None` where it may stay.
fn substitute(symbol: &str) -> Option<char> {
    if symbol.is_ascii() {
        return None;
    }
    Some(match symbol.chars().next()? {
        // Heights of a track; the full one is stock that lasts, too.
        '▁' => '_',
        '▂' => ',',
        '▃' | '─' | '—' | '–' | '−' => '-',
        '▄' | '━' => '=',
        '▅' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '▆' => '*',
        '▇' | '█' => '#',
        // What moving gains, and what it loses.
        '▒' | '÷' => '/',
        '░' => '%',
        // Work that goes unserved.
        '▓' => 'X',
        // How far a number can be trusted.
        '■' => '#',
        '◧' => '%',
        '◆' => '*',
        '□' => '_',
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
        dots @ '\u{2800}'..='\u{28FF}' => braille(dots as u32 - 0x2800),
        _ => '?',
    })
}

/// Both dots of each row.
const ROWS: [u32; 4] = [0x09, 0x12, 0x24, 0xC0];

/// Many dots are a dense band, whole rows a line, and every second dot a thin band.
fn braille(bits: u32) -> char {
    let full = ROWS.iter().any(|row| bits & row == *row);
    match bits.count_ones() {
        0 => ' ',
        1 => '.',
        5.. => '#',
        _ if full => '*',
        _ => ':',
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
    fn what_differs_still_differs() {
        // Heights of a track, its knob, its stop and what does nothing.
        let track: String = "▁▂▃▄▅▆▇●○".into();
        let marks: std::collections::BTreeSet<char> = ascii(&track).chars().collect();
        assert_eq!(marks.len(), track.chars().count());
        // Lasts, gained, lost, unserved, policy.
        assert_eq!(ascii("▇▒░×┆"), "#/%x:");
        // Half, ninety percent, a line.
        assert_eq!(ascii("⣿⢕⣤⠶"), "#:**");
        assert_eq!(ascii("52 weeks − “as pinned” …"), "52 weeks - \"as pinned\" ~");
    }
}
