//! Writing sentences into an area, line by line, without building strings first.

use std::fmt::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, note_withdrawn, numbers_of};

/// Writes words over the rows of an area, breaking lines between words.
pub(super) struct Flow<'b> {
    /// `None` only counts rows.
    buffer: Option<&'b mut Buffer>,
    area: Rect,
    x: u16,
    /// Rows written, counting those above and below the area.
    row: u16,
    /// Rows that lie above the area: it is scrolled.
    above: u16,
    /// Cells that lines stand in from the left.
    indent: u16,
    /// Rows left empty below each line.
    apart: u16,
    style: Style,
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
    const EMPTY: Self = Self { bytes: [0; 96], len: 0, runs: [(0, Style::new()); RUNS], styles: 0 };

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
        Self {
            area: area.intersection(buffer.area),
            buffer: Some(buffer),
            x: 0,
            row: 0,
            above: 0,
            indent: 0,
            apart: 0,
            style,
            word: Word::EMPTY,
        }
    }

    /// Rows that a text takes in a width.
    pub(super) fn rows(text: impl fmt::Display, width: u16) -> u16 {
        Flow::counting(width).put(text).finish()
    }

    /// Writes nowhere, in a width: to count rows.
    pub(super) fn counting(width: u16) -> Flow<'static> {
        let area = Rect { x: 0, y: 0, width, height: 0 };
        Flow { buffer: None, area, x: 0, row: 0, above: 0, indent: 0, apart: 0, style: Style::new(), word: Word::EMPTY }
    }

    /// Lets so many rows lie above the area.
    pub(super) fn scroll(&mut self, rows: u16) -> &mut Self {
        self.above = rows;
        self
    }

    /// Leaves so many rows empty below each line.
    pub(super) fn apart(&mut self, rows: u16) -> &mut Self {
        self.apart = rows;
        self
    }

    /// Goes on in another style, in the middle of a word if need be.
    pub(super) fn style(&mut self, style: Style) -> &mut Self {
        self.style = style;
        self
    }

    /// Leaves a row empty.
    pub(super) fn blank(&mut self) {
        self.finish();
        self.row += 1;
    }

    /// Lines stand in so far from the left from now on.
    pub(super) fn indent(&mut self, cells: u16) -> &mut Self {
        self.finish();
        self.indent = cells;
        self
    }

    /// Writes a row as it is, blanks and all. What is too long for it goes on below, further in.
    pub(super) fn as_it_is(&mut self, line: &str) {
        const FURTHER: u16 = 2;
        self.finish();
        let room = self.area.width.saturating_sub(self.indent);
        let lead = (line.len() - line.trim_start().len()) as u16;
        let further = if lead + FURTHER <= room / 2 { lead + FURTHER } else { 0 };
        let (mut rest, mut x) = (line, 0);
        while rest.width() > usize::from(room - x) {
            let mut used = 0;
            let fits = |(_, grapheme): &(usize, &str)| {
                used += grapheme.width();
                used <= usize::from(room - x)
            };
            let most = rest.grapheme_indices(true).take_while(fits).last().map_or(0, |(at, last)| at + last.len());
            // Before a blank, if there is one behind a word.
            let blank = rest[..most].rfind(' ').filter(|at| !rest[..*at].trim().is_empty());
            let end = if rest[most..].starts_with(' ') { most } else { blank.unwrap_or(most) };
            if end == 0 {
                break;
            }
            self.paint(x, &rest[..end], self.style);
            self.row += 1;
            (rest, x) = (rest[end..].trim_start(), further);
        }
        self.paint(x, rest, self.style);
        self.row += 1;
    }

    /// Writes a row as it is; what does not fit is dropped.
    pub(super) fn verbatim(&mut self, line: impl fmt::Display) {
        self.finish();
        self.paint(0, line, self.style);
        self.row += 1;
    }

    /// Writes at the left end of the row that is begun next, beside the indent.
    pub(super) fn mark(&mut self, mark: impl fmt::Display) {
        self.finish();
        let indent = std::mem::take(&mut self.indent);
        self.paint(0, mark, self.style);
        self.indent = indent;
    }

    /// Gives a row of its own to `paint`, if it is in sight.
    pub(super) fn whole_row(&mut self, paint: impl FnOnce(&mut Buffer, Rect)) {
        self.finish();
        let seen = self.row >= self.above && self.row - self.above < self.area.height;
        if let (true, Some(buffer)) = (seen, self.buffer.as_deref_mut()) {
            paint(buffer, Rect { y: self.area.y + self.row - self.above, height: 1, ..self.area });
        }
        self.row += 1;
    }

    /// Writes in the row that is begun, if it is in sight.
    fn paint(&mut self, x: u16, text: impl fmt::Display, style: Style) {
        let x = x + self.indent;
        let seen = self.row >= self.above && self.row - self.above < self.area.height;
        if !seen && self.buffer.is_some() {
            note_withdrawn(|| numbers_of(&text.to_string()));
        }
        if let (true, Some(buffer)) = (seen, self.buffer.as_deref_mut()) {
            let place = Rect {
                x: self.area.x + x.min(self.area.width),
                y: self.area.y + self.row - self.above,
                width: self.area.width.saturating_sub(x),
                height: 1,
            };
            Pen::new(buffer, place, style).put(text);
        }
    }

    /// Writes words.
    pub(super) fn put(&mut self, text: impl fmt::Display) -> &mut Self {
        let _ = write!(self, "{text}");
        self
    }

    /// Writes without a place to break it: a number goes with its unit.
    pub(super) fn put_unbroken(&mut self, text: impl fmt::Display) -> &mut Self {
        let _ = write!(Unbroken(self), "{text}");
        self
    }

    /// Ends the paragraph; gives the rows taken.
    pub(super) fn finish(&mut self) -> u16 {
        self.end_word();
        if self.x > 0 {
            self.row += 1 + self.apart;
            self.x = 0;
        }
        self.row
    }

    fn end_word(&mut self) {
        if self.word.len == 0 {
            return;
        }
        let width = self.word.text().width() as u16;
        if self.x > 0 && self.x + 1 + width + self.indent > self.area.width {
            self.row += 1 + self.apart;
            self.x = 0;
        }
        if self.x > 0 {
            self.x += 1;
        }
        let word = std::mem::replace(&mut self.word, Word::EMPTY);
        let mut x = self.x;
        for (at, (start, style)) in word.runs[..word.styles].iter().enumerate() {
            let end = word.runs[..word.styles].get(at + 1).map_or(word.len, |(next, _)| *next);
            let part = &word.text()[*start..end];
            self.paint(x, part, *style);
            x += part.width() as u16;
        }
        self.x += width;
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

/// Writes a value into a flow with no-break spaces.
struct Unbroken<'f, 'b>(&'f mut Flow<'b>);

impl Write for Unbroken<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(' ') {
            match part.strip_suffix(' ') {
                Some(word) => write!(self.0, "{word}\u{a0}")?,
                None => self.0.write_str(part)?,
            }
        }
        Ok(())
    }
}
