//! Places in a text, and the lines around one with a caret under it.

use std::fmt::{self, Write as _};
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Columns that an excerpt may take up, so that it fits a terminal and a review page.
const COLUMNS: usize = 100;

/// Lines shown above the one that is meant.
const CONTEXT: usize = 2;

/// Columns between tab stops.
const TAB: usize = 4;

/// A line and a column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The place of a byte of `text`.
///
/// An offset beyond the end is the end, one inside a character is that character.
#[must_use]
pub(crate) fn place(text: &str, byte_offset: usize) -> Place {
    let before = &text[..text.floor_char_boundary(byte_offset)];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    Place { line, column: before[start..].chars().count() + 1 }
}

/// The byte of `text` at a place, such as one that a parser reports.
///
/// Places beyond the end of their line or of the text are its end.
#[must_use]
pub(crate) fn offset(text: &str, place: Place) -> usize {
    let mut start = 0;
    for _ in 1..place.line {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let line = &text[start..line_end(text, start)];
    let mut columns = line.char_indices().map(|(at, _)| at);
    start + columns.nth(place.column.saturating_sub(1)).unwrap_or(line.len())
}

/// The line where `span` begins, two lines above it, and carets under the part that `span` covers.
///
/// Lines carry their numbers. Tabs are expanded, control characters and those that would turn the
/// direction of the text are replaced, long lines are cut with `…` around the span. No line is
/// wider than 100 columns. Ends without a newline.
#[must_use]
pub(crate) fn excerpt(text: &str, span: Range<usize>) -> String {
    let start = text.floor_char_boundary(span.start);
    let number = place(text, start).line;
    let gutter = number.to_string().len();
    let room = COLUMNS - gutter - " | ".len();

    // Line starts from the span's upwards.
    let mut starts = vec![line_start(text, start)];
    while let [.., last] = starts[..]
        && last > 0
        && starts.len() <= CONTEXT
    {
        starts.push(line_start(text, last - 1));
    }
    let mut out = String::new();
    for (above, &first) in starts.iter().enumerate().skip(1).rev() {
        let line = Line::new(&text[first..line_end(text, first)], 0..0);
        let shown = line.window(room).0;
        push(&mut out, &format!("{:>gutter$} | {shown}", number - above));
    }
    let first = starts[0];
    let line = &text[first..line_end(text, first)];
    // A span may begin at the newline, behind the line's own characters.
    let from = (start - first).min(line.len());
    let to = text.ceil_char_boundary(span.end).saturating_sub(first).clamp(from, line.len());
    let (shown, carets) = Line::new(line, from..to).window(room);
    push(&mut out, &format!("{number:>gutter$} | {shown}"));
    let (indent, carets) = (" ".repeat(carets.start), "^".repeat(carets.len()));
    let _ = write!(out, "{:gutter$} | {indent}{carets}", "");
    out
}

/// Appends a line without the blanks at its end.
fn push(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line that contains `at` ends, before its newline.
fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

/// A line as a terminal shows it.
struct Line {
    /// Characters with their widths.
    cells: Vec<(char, usize)>,
    /// The marked ones.
    marked: Range<usize>,
}

impl Line {
    /// Measures `line`, of which the bytes `span` are marked.
    fn new(line: &str, span: Range<usize>) -> Self {
        let mut cells = Vec::with_capacity(line.len() + 1);
        let mut column = 0;
        let mut marked = line.len()..line.len();
        for (at, c) in line.char_indices() {
            if at == span.start {
                marked.start = cells.len();
            }
            if at == span.end {
                marked.end = cells.len();
            }
            if c == '\t' {
                let width = TAB - column % TAB;
                cells.extend(std::iter::repeat_n((' ', 1), width));
                column += width;
            } else {
                let c = if is_unsafe(c) { char::REPLACEMENT_CHARACTER } else { c };
                let width = c.width().unwrap_or(0);
                cells.push((c, width));
                column += width;
            }
        }
        if span.start >= line.len() {
            // The end of the line has a place of its own to point at.
            marked = cells.len()..cells.len() + 1;
            cells.push((' ', 1));
        } else if span.end >= line.len() {
            marked.end = cells.len();
        }
        Self { cells, marked }
    }

    /// The part of the line that fits `room`, around the marked cells, and the columns of those.
    fn window(&self, room: usize) -> (String, Range<usize>) {
        let width = |range: Range<usize>| self.cells[range].iter().map(|cell| cell.1).sum::<usize>();
        let total = width(0..self.cells.len());
        let left = width(0..self.marked.start);
        let right = left + width(self.marked.clone());
        let skip = if total <= room || right < room {
            0
        } else {
            // Centred, but with no room wasted behind the end of the line. One column goes to
            // the `…` on either side.
            let marked = (right - left).min(room - 2);
            let centred = left - left.min((room - 2 - marked) / 2);
            centred.min(total - (room - 1))
        };

        let mut shown = String::new();
        let mut column = 0;
        let mut at = 0;
        let mut skipped = 0;
        // A column goes to the ellipsis: skip one more, which is then hidden behind it.
        while skipped < skip {
            skipped += self.cells[at].1;
            at += 1;
        }
        if skip > 0 {
            shown.push('…');
            column = 1;
        }
        let rest = total - skipped;
        let fits = if column + rest <= room { room } else { room - 1 };
        let (mut from, mut to) = (column, column);
        for (index, &(c, width)) in self.cells.iter().enumerate().skip(at) {
            if column + width > fits {
                break;
            }
            if index == self.marked.start {
                from = column;
            }
            shown.push(c);
            column += width;
            if index < self.marked.end {
                to = column;
            }
        }
        if fits < room {
            shown.push('…');
        }
        // Something to see also under nothing, or under a character without width.
        (shown, from..to.max(from + 1))
    }
}

/// Whether a character could do something to a terminal, or make the text read as another.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests;
