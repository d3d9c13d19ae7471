//! Writing text into cells without building strings first.

use std::fmt::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Writes from a place to the right, as far as `end`; what does not fit is dropped.
pub(super) struct Pen<'b> {
    buffer: &'b mut Buffer,
    /// Column of the next cell.
    pub(super) x: u16,
    y: u16,
    end: u16,
    style: Style,
}

impl<'b> Pen<'b> {
    /// A pen at the left end of the first row of `area`.
    pub(super) fn new(buffer: &'b mut Buffer, area: Rect, style: Style) -> Self {
        let area = area.intersection(buffer.area);
        let end = if area.is_empty() { area.x } else { area.right() };
        Self { buffer, x: area.x, y: area.y, end, style }
    }

    /// Continues in another style.
    pub(super) fn style(&mut self, style: Style) -> &mut Self {
        self.style = style;
        self
    }

    /// Writes and goes on.
    pub(super) fn put(&mut self, text: impl fmt::Display) -> &mut Self {
        // Writing into cells cannot fail.
        let _ = write!(self, "{text}");
        self
    }

    /// Writes in a style of its own and goes on in the pen's.
    pub(super) fn styled(&mut self, text: impl fmt::Display, style: Style) -> &mut Self {
        let own = std::mem::replace(&mut self.style, style);
        self.put(text);
        self.style = own;
        self
    }

    /// Goes to a column, if it lies ahead.
    pub(super) fn to(&mut self, x: u16) -> &mut Self {
        self.x = self.x.max(x).min(self.end);
        self
    }

    /// Cells that are left.
    pub(super) fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }
}

impl Write for Pen<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for grapheme in text.graphemes(true) {
            let width = grapheme.width() as u16;
            if width == 0 {
                continue;
            }
            if self.x + width > self.end {
                // Nothing narrower further on may slip in behind a wide one that did not fit.
                self.end = self.x;
                break;
            }
            // A no-break space holds a number and its unit together in a sentence; on the screen it is a blank.
            let grapheme = if grapheme == "\u{a0}" { " " } else { grapheme };
            if let Some(cell) = self.buffer.cell_mut((self.x, self.y)) {
                cell.set_symbol(grapheme).set_style(self.style);
            }
            for x in self.x + 1..self.x + width {
                if let Some(cell) = self.buffer.cell_mut((x, self.y)) {
                    cell.set_symbol(" ").set_style(self.style);
                }
            }
            self.x += width;
        }
        Ok(())
    }
}

/// Counts cells.
struct Ruler(usize);

impl Write for Ruler {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.width();
        Ok(())
    }
}

/// Cells that a text takes.
pub(super) fn width(text: impl fmt::Display) -> u16 {
    let mut ruler = Ruler(0);
    let _ = write!(ruler, "{text}");
    u16::try_from(ruler.0).unwrap_or(u16::MAX)
}

/// Writes so that the text ends at the right end of `area`; if it is too long its left end is kept.
pub(super) fn put_right(buffer: &mut Buffer, area: Rect, style: Style, text: impl fmt::Display) {
    let width = width(&text).min(area.width);
    let shifted = Rect { x: area.right() - width, width, ..area };
    Pen::new(buffer, shifted, style).put(text);
}

/// Writes words over the rows of an area, breaking lines between words.
pub(super) struct Flow<'b> {
    /// `None` only counts rows.
    buffer: Option<&'b mut Buffer>,
    area: Rect,
    x: u16,
    /// Rows written, counting those below the area.
    row: u16,
    style: Style,
    /// Where lines begin that a paragraph breaks into.
    indent: u16,
    word: Word,
}

/// Styles that one word can have: `*{value}*,` has three.
const RUNS: usize = 6;

/// A word on its way; longer ones are broken.
struct Word {
    bytes: [u8; 96],
    len: usize,
    /// Where each style begins.
    runs: [(usize, Style); RUNS],
    styles: usize,
}

impl Word {
    fn new() -> Self {
        Self { bytes: [0; 96], len: 0, runs: [(0, Style::new()); RUNS], styles: 0 }
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }

    /// Goes on in a style.
    fn styled(&mut self, style: Style) {
        let known = self.styles.checked_sub(1).map(|last| self.runs[last]);
        match known {
            Some((_, same)) if same == style => {}
            Some((start, _)) if start == self.len => self.runs[self.styles - 1].1 = style,
            _ if self.styles < RUNS => {
                self.runs[self.styles] = (self.len, style);
                self.styles += 1;
            }
            _ => {}
        }
    }
}

impl<'b> Flow<'b> {
    pub(super) fn new(buffer: &'b mut Buffer, area: Rect, style: Style) -> Self {
        Self { area: area.intersection(buffer.area), buffer: Some(buffer), ..Self::counting(area.width, style) }
    }

    /// Counts rows in a width.
    pub(super) fn counting(width: u16, style: Style) -> Self {
        let area = Rect { x: 0, y: 0, width, height: 0 };
        Flow { buffer: None, area, x: 0, row: 0, style, indent: 0, word: Word::new() }
    }

    /// Rows that a text takes in a width.
    pub(super) fn rows(text: impl fmt::Display, width: u16) -> u16 {
        Flow::counting(width, Style::new()).put(text).finish()
    }

    /// Writes words.
    pub(super) fn put(&mut self, text: impl fmt::Display) -> &mut Self {
        let _ = write!(self, "{text}");
        self
    }

    /// Goes on in another style, in the middle of a word if need be.
    pub(super) fn style(&mut self, style: Style) -> &mut Self {
        self.style = style;
        self
    }

    /// Begins a paragraph with a mark, under which its other lines do not reach.
    pub(super) fn point(&mut self, mark: char, style: Style) {
        self.finish();
        self.indent = 2;
        let own = std::mem::replace(&mut self.style, style);
        self.put(mark);
        self.end_word();
        self.style = own;
    }

    /// Leaves a row blank.
    pub(super) fn skip_row(&mut self) {
        self.finish();
        self.row += 1;
    }

    /// Ends the paragraph; gives the rows taken.
    pub(super) fn finish(&mut self) -> u16 {
        self.end_word();
        if self.x > 0 {
            self.row += 1;
            self.x = 0;
        }
        self.indent = 0;
        self.row
    }

    fn end_word(&mut self) {
        if self.word.len == 0 {
            return;
        }
        let width = self.word.text().width() as u16;
        let is_first = self.x == 0;
        if !is_first && self.x + 1 + width > self.area.width {
            self.row += 1;
            self.x = self.indent;
        } else if !is_first {
            self.x += 1;
        }
        if self.row < self.area.height
            && let Some(buffer) = self.buffer.as_deref_mut()
        {
            let place = Rect {
                x: self.area.x + self.x.min(self.area.width),
                y: self.area.y + self.row,
                width: self.area.width.saturating_sub(self.x),
                height: 1,
            };
            let mut pen = Pen::new(buffer, place, self.style);
            let word = self.word.text();
            for (at, (start, style)) in self.word.runs[..self.word.styles].iter().enumerate() {
                let end = self.word.runs[..self.word.styles].get(at + 1).map_or(word.len(), |(next, _)| *next);
                pen.styled(&word[*start..end], *style);
            }
        }
        self.x += width;
        self.word.len = 0;
        self.word.styles = 0;
    }
}

impl Write for Flow<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            if c == ' ' || c == '\n' {
                self.end_word();
                continue;
            }
            if self.word.len + c.len_utf8() > self.word.bytes.len() {
                self.end_word();
            }
            self.word.styled(self.style);
            let end = self.word.len + c.len_utf8();
            c.encode_utf8(&mut self.word.bytes[self.word.len..end]);
            self.word.len = end;
        }
        Ok(())
    }
}

/// Draws a horizontal line.
pub(super) fn rule(buffer: &mut Buffer, area: Rect, style: Style) {
    let mut pen = Pen::new(buffer, area, style);
    for _ in 0..area.width {
        pen.put('─');
    }
}
