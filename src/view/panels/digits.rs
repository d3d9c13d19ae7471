//! Numbers in digits that can be read from the back row: blocks of cells, no protocol.

use std::fmt::{self, Display, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Rows of a digit.
pub(super) const ROWS: u16 = 5;

/// A character in blocks, row by row.
type Glyph = (char, [&'static str; ROWS as usize]);

static GLYPHS: [Glyph; 37] = [
    ('0', ["######", "##  ##", "##  ##", "##  ##", "######"]),
    ('1', [" ###  ", "  ##  ", "  ##  ", "  ##  ", "######"]),
    ('2', ["######", "    ##", "######", "##    ", "######"]),
    ('3', ["######", "    ##", " #####", "    ##", "######"]),
    ('4', ["##  ##", "##  ##", "######", "    ##", "    ##"]),
    ('5', ["######", "##    ", "######", "    ##", "######"]),
    ('6', ["######", "##    ", "######", "##  ##", "######"]),
    ('7', ["######", "    ##", "    ##", "    ##", "    ##"]),
    ('8', ["######", "##  ##", "######", "##  ##", "######"]),
    ('9', ["######", "##  ##", "######", "    ##", "######"]),
    ('-', ["    ", "    ", "####", "    ", "    "]),
    ('−', ["    ", "    ", "####", "    ", "    "]),
    ('+', ["      ", "  ##  ", "######", "  ##  ", "      "]),
    (':', ["  ", "##", "  ", "##", "  "]),
    ('.', ["  ", "  ", "  ", "  ", "##"]),
    (' ', ["  ", "  ", "  ", "  ", "  "]),
    ('\u{a0}', ["  ", "  ", "  ", "  ", "  "]),
    ('>', ["##    ", "  ##  ", "    ##", "  ##  ", "##    "]),
    ('×', ["##  ##", " #### ", "  ##  ", " #### ", "##  ##"]),
    ('%', ["##  ##", "   ## ", "  ##  ", " ##   ", "##  ##"]),
    ('$', [" #####", "## #  ", " #### ", "  # ##", "##### "]),
    ('B', ["##### ", "##  ##", "##### ", "##  ##", "##### "]),
    ('M', ["##   ##", "### ###", "## # ##", "##   ##", "##   ##"]),
    ('k', ["##  ##", "## ## ", "####  ", "## ## ", "##  ##"]),
    // What the units of levers are made of, and never.
    ('/', ["    ##", "   ## ", "  ##  ", " ##   ", "##    "]),
    ('±', ["  ##  ", "######", "  ##  ", "      ", "######"]),
    ('d', ["    ##", "    ##", "######", "##  ##", "######"]),
    ('e', ["######", "##  ##", "######", "##    ", "######"]),
    ('h', ["##    ", "##    ", "######", "##  ##", "##  ##"]),
    ('m', ["       ", "#######", "## # ##", "## # ##", "## # ##"]),
    ('n', ["      ", "######", "##  ##", "##  ##", "##  ##"]),
    ('o', ["      ", "######", "##  ##", "##  ##", "######"]),
    ('p', ["      ", "######", "##  ##", "######", "##    "]),
    ('r', ["      ", "######", "##  ##", "##    ", "##    "]),
    ('t', ["  ##  ", "######", "  ##  ", "  ##  ", "  ####"]),
    ('v', ["      ", "##  ##", "##  ##", " #### ", "  ##  "]),
    ('y', ["      ", "##  ##", "######", "    ##", "######"]),
];

fn glyph(c: char) -> Option<&'static Glyph> {
    GLYPHS.iter().find(|(other, _)| *other == c)
}

/// How digits are set: cells that each of their blocks is wide and high, and blocks between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) scale: u16,
    pub(super) gap: u16,
}

/// The largest setting in which a number fits in so many columns, as wide as there is room; `None` where none does, or
/// it has words.
pub(super) fn setting(number: impl Display, largest: u16, columns: u16) -> Option<Setting> {
    let settings = (1..=largest).rev().flat_map(|scale| [2, 1].map(|gap| Setting { scale, gap }));
    settings.into_iter().find(|setting| width(&number, *setting).is_some_and(|width| width <= columns))
}

/// Blocks that a number takes; nothing where a character has none.
struct Measure {
    blocks: u16,
    gap: u16,
    is_known: bool,
}

impl Write for Measure {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            match glyph(c) {
                Some((_, rows)) => self.blocks += rows[0].len() as u16 + self.gap,
                None => self.is_known = false,
            }
        }
        Ok(())
    }
}

/// Columns that a number takes; `None` where it has words.
pub(super) fn width(number: impl Display, Setting { scale, gap }: Setting) -> Option<u16> {
    let mut measure = Measure { blocks: 0, gap, is_known: true };
    // Counting cannot fail.
    let _ = write!(measure, "{number}");
    (measure.is_known && measure.blocks > 0).then(|| (measure.blocks - gap) * scale)
}

/// Writes blocks from a place to the right.
struct Blocks<'b> {
    buffer: &'b mut Buffer,
    area: Rect,
    x: u16,
    setting: Setting,
    style: Style,
}

impl Write for Blocks<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let Setting { scale, gap } = self.setting;
        for (_, rows) in text.chars().filter_map(glyph) {
            for (down, row) in (0..).zip(rows) {
                for (right, _) in (0..).zip(row.bytes()).filter(|(_, block)| *block == b'#') {
                    self.block(self.x + right * scale, down * scale);
                }
            }
            self.x += (rows[0].len() as u16 + gap) * scale;
        }
        Ok(())
    }
}

impl Blocks<'_> {
    fn block(&mut self, x: u16, y: u16) {
        for (dx, dy) in (0..self.setting.scale).flat_map(|dy| (0..self.setting.scale).map(move |dx| (dx, dy))) {
            let (x, y) = (x + dx, y + dy);
            if x < self.area.width
                && y < self.area.height
                && let Some(cell) = self.buffer.cell_mut((self.area.x + x, self.area.y + y))
            {
                cell.set_char('█').set_style(self.style);
            }
        }
    }
}

/// Paints a number at the top left of an area.
pub(super) fn digits(number: impl Display, setting: Setting, style: Style, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let _ = write!(Blocks { buffer, area, x: 0, setting, style }, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_a_glyph_is_as_wide_as_its_first() {
        for (c, rows) in &GLYPHS {
            assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{c}");
        }
    }

    #[test]
    fn what_is_painted_is_as_wide_as_was_told() {
        for number in [
            "2027-01-18",
            ">2027",
            "$2.1\u{a0}B",
            "95 %",
            "×1.00",
            "−$340 M",
            "4.8 k",
            "20.0 k/mo",
            "±0.0 pt/mo",
            "+40 pt/yr",
            "never",
        ] {
            for setting in [(1, 1), (1, 2), (2, 1)].map(|(scale, gap)| Setting { scale, gap }) {
                let area = Rect::new(0, 0, 200, 12);
                let mut buffer = Buffer::empty(area);
                digits(number, setting, Style::new(), area, &mut buffer);
                let blocks = || (0..200).filter(|x| (0..12).any(|y| buffer[(*x, y)].symbol() == "█"));
                let (first, last) = (blocks().next().unwrap(), blocks().next_back().unwrap());
                assert_eq!((first, Some(last + 1)), (0, width(number, setting)), "{number}");
            }
        }
        assert_eq!(setting("2027-01-18", 2, 65), Some(Setting { scale: 1, gap: 1 }));
        assert_eq!(setting("$2.1\u{a0}B", 2, 65), Some(Setting { scale: 1, gap: 2 }));
        assert_eq!(setting("2027-01-18", 2, 64), None);
        assert_eq!(setting("mixed", 1, 200), None);
        assert_eq!(setting("", 1, 200), None);
    }
}
