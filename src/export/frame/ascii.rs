//! A frame in the characters that every terminal has.
//!
//! Cell for cell: layout, styles and cursor stay. What differs in the full set differs here too: bars by kind, tracks by
//! height, bands by density, lines from bands.

use ratatui::buffer::Buffer;

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
        '←' => '<',
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
