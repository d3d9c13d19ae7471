//! Writing text into cells without building strings first.

use std::cell::RefCell;
use std::fmt::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Writes from a place to the right, as far as `end`; what does not fit is dropped. A number is whole or not there: half
/// of one is another number.
pub(super) struct Pen<'b> {
    buffer: &'b mut Buffer,
    /// Column of the first cell.
    start: u16,
    /// Column of the next cell.
    pub(super) x: u16,
    y: u16,
    end: u16,
    style: Style,
    /// It has a place at all: what is not shown is not cut off.
    has_place: bool,
}

impl<'b> Pen<'b> {
    /// A pen at the left end of the first row of `area`.
    pub(super) fn new(buffer: &'b mut Buffer, area: Rect, style: Style) -> Self {
        let area = area.intersection(buffer.area);
        let end = if area.is_empty() { area.x } else { area.right() };
        Self { buffer, start: area.x, x: area.x, y: area.y, end, style, has_place: !area.is_empty() }
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

    /// Ends the row because `rest` does not fit: what was written of its number is taken back. Whether it was a number.
    fn cut(&mut self, rest: &str) -> bool {
        let blank = |x: u16| self.symbol(x) == " ";
        let word_before = |end: u16| (self.start..end).rev().take_while(|x| !blank(*x)).last().unwrap_or(end);
        // `(−52` is one, `H20` is a name.
        let is_number = |from: u16, to: u16| {
            let behind = if to == self.x { rest } else { "" };
            let mut marks = (from..to).flat_map(|x| self.symbol(x).chars()).chain(behind.chars());
            marks.find(|c| c.is_alphanumeric() || c.is_whitespace()).is_some_and(|c| c.is_ascii_digit())
        };
        let of_word = word_before(self.x);
        let goes_on = !rest.starts_with([' ', '\u{a0}']);
        let from = if goes_on && is_number(of_word, self.x) {
            Some(of_word)
        } else {
            // A number without its unit is another one, too.
            let (unit_from, number_end) =
                if goes_on { (of_word, of_word.saturating_sub(1).max(self.start)) } else { (self.x, self.x) };
            let number = word_before(number_end);
            let written = (unit_from..self.x).map(|x| self.symbol(x));
            (number < number_end && is_number(number, number_end) && is_unit(&written, rest)).then_some(number)
        };
        if let Some(from) = from {
            note_withdrawn(|| {
                let word = rest.split([' ', '\u{a0}']).next().unwrap_or_default();
                (from..self.x).map(|x| self.symbol(x)).chain([word]).collect()
            });
        }
        for x in from.unwrap_or(self.x)..self.x {
            if let Some(cell) = self.buffer.cell_mut((x, self.y)) {
                cell.set_symbol(if Some(x) == from { "…" } else { " " });
            }
        }
        from.is_some()
    }

    fn symbol(&self, x: u16) -> &str {
        self.buffer.cell((x, self.y)).map_or(" ", |cell| cell.symbol())
    }
}

/// What stands behind a number with a blank between.
const UNITS: [&str; 15] = ["%", "k", "M", "B", "T", "bn", "wk", "pt", "mo", "d", "W", "week", "day", "month", "H20e"];

/// Whether what was written and the rest begin with a unit.
fn is_unit<'a>(written: &(impl Iterator<Item = &'a str> + Clone), rest: &str) -> bool {
    let word = || written.clone().flat_map(str::chars).chain(rest.chars()).skip_while(|c| [' ', '\u{a0}'].contains(c));
    UNITS.iter().any(|unit| {
        let own = unit.chars().count();
        let plural = unit.len() > 2;
        let end = word().nth(own).is_none_or(|c| !c.is_alphanumeric() || plural && c == 's');
        end && word().take(own).eq(unit.chars())
    })
}

impl Write for Pen<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (at, grapheme) in text.grapheme_indices(true) {
            let width = grapheme.width() as u16;
            if width == 0 {
                continue;
            }
            if self.x + width > self.end {
                let rest = &text[at..];
                let is_told = self.x > self.start && self.cut(rest);
                if !is_told && self.has_place {
                    note_withdrawn(|| numbers_of(rest));
                }
                // Once; and nothing narrower further on may slip in behind a wide one that did not fit.
                (self.start, self.end) = (self.x, self.x);
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

/// Prose in which a number goes with its unit when lines are broken.
pub(super) struct Prose<'a>(pub(super) &'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((word, after)) = rest.split_once([' ', '\n']) {
            let is_number = word.chars().rev().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_ascii_digit());
            let goes_on = is_number && is_unit(&std::iter::once(""), after);
            f.write_str(word)?;
            f.write_str(if goes_on { "\u{a0}" } else { " " })?;
            rest = after;
        }
        f.write_str(rest)
    }
}

thread_local! {
    /// Numbers for which there was no room, as long as somebody asks for them.
    static WITHDRAWN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Paints, and gives every number that was taken back or left out because it had no room: for whoever checks that all of a
/// picture is there. Painting itself is not changed by it.
pub(super) fn withdrawn(paint: impl FnOnce()) -> Vec<String> {
    WITHDRAWN.replace(Some(Vec::new()));
    paint();
    WITHDRAWN.take().unwrap_or_default()
}

pub(super) fn note_withdrawn(text: impl FnOnce() -> String) {
    WITHDRAWN.with_borrow_mut(|list| {
        if let Some(list) = list {
            let text = text();
            if !text.trim().is_empty() {
                list.push(text.trim().to_owned());
            }
        }
    });
}

/// The words of a text that are numbers.
pub(super) fn numbers_of(text: &str) -> String {
    let is_number = |word: &&str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_ascii_digit());
    text.split(' ').filter(is_number).collect::<Vec<_>>().join(" ").replace('\u{a0}', " ")
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

/// Draws a horizontal line.
pub(super) fn rule(buffer: &mut Buffer, area: Rect, style: Style) {
    let mut pen = Pen::new(buffer, area, style);
    for _ in 0..area.width {
        pen.put('─');
    }
}

/// Draws a vertical line from the horizontal one above it to the one below.
pub(super) fn divider(buffer: &mut Buffer, area: Rect, style: Style) {
    for y in area.top()..area.bottom() {
        Pen::new(buffer, Rect { y, height: 1, ..area }, style).put('│');
    }
    if area.is_empty() {
        return;
    }
    for (y, glyph) in [(area.y.wrapping_sub(1), '┬'), (area.bottom(), '┴')] {
        join(buffer, area.x, y, glyph);
    }
}

/// Joins a line to another that stands there.
pub(super) fn join(buffer: &mut Buffer, x: u16, y: u16, glyph: char) {
    if let Some(cell) = buffer.cell_mut((x, y)) {
        cell.set_char(glyph);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen of pieces that are written one after the other into so many cells.
    fn seen(room: u16, pieces: &[&str]) -> String {
        let area = Rect::new(0, 0, room, 1);
        let mut buffer = Buffer::empty(area);
        let mut pen = Pen::new(&mut buffer, area, Style::new());
        for piece in pieces {
            pen.put(piece);
        }
        (0..room).map(|x| buffer[(x, 0)].symbol()).collect()
    }

    /// What a check is told of pieces for which there is no room.
    fn told(room: u16, pieces: &[&str]) -> Vec<String> {
        withdrawn(|| drop(seen(room, pieces)))
    }

    #[test]
    fn a_check_is_told_of_every_number_that_has_no_room() {
        assert_eq!(told(9, &["ends ", "2027", "-01", "-18"]), ["2027-01", "-18"]);
        assert_eq!(told(15, &["ends ", "2027-01-18"]), Vec::<String>::new());
        // With nothing of it seen, and no dots in its place.
        assert_eq!(told(5, &["ends ", "2027-01-18"]), ["2027-01-18"]);
        assert_eq!(told(4, &["runs out on", " 2027-01-18"]), ["2027-01-18"]);
        assert_eq!(told(5, &["12.5 k"]), ["12.5 k"]);
        // Words may go, and what is not shown at all is not cut off.
        assert_eq!(told(6, &["H20 closes soon"]), Vec::<String>::new());
        assert_eq!(told(0, &["2027-01-18"]), Vec::<String>::new());
        // Nobody asks, nobody is told.
        drop(seen(5, &["ends ", "2027-01-18"]));
        assert_eq!(withdrawn(|| {}), Vec::<String>::new());
    }

    #[test]
    fn words_are_cut_and_numbers_are_not() {
        assert_eq!(seen(8, &["runs out soon"]), "runs out");
        assert_eq!(seen(9, &["ends ", "2027", "-01", "-18"]), "ends …   ");
        assert_eq!(seen(15, &["ends ", "2027", "-01", "-18"]), "ends 2027-01-18");
        assert_eq!(seen(4, &["2027-01-18"]), "…   ");
        assert_eq!(seen(6, &["H20 closes"]), "H20 cl");
        assert_eq!(seen(9, &["a policy.h20_ends"]), "a policy.");
        assert_eq!(seen(6, &["a (−52", " wk)"]), "a …   ");
    }

    #[test]
    fn a_number_goes_with_its_unit() {
        for room in 1..6 {
            let nothing = format!("{:room$}", "…");
            assert_eq!(seen(room as u16, &["±12", " weeks"]), nothing);
            assert_eq!(seen(room as u16, &["$2.1\u{a0}B", " of it"]), nothing);
        }
        assert_eq!(seen(6, &["a 50", " %/mo"]), "a …   ");
        assert_eq!(seen(5, &["a 4.2", " k)"]), "a …  ");
        assert_eq!(seen(5, &["12 of 20"]), "12 of");
        assert_eq!(seen(4, &["12 worlds"]), "12 w");
        assert_eq!(seen(4, &["12 wk"]), "…   ");
    }

    #[test]
    fn prose_breaks_between_words_and_not_before_a_unit() {
        let text = |prose: &str| Prose(prose).to_string().replace('\u{a0}', "~");
        assert_eq!(text("avoids $6.0 B of it, 9.5 % a month"), "avoids $6.0~B of it, 9.5~% a month");
        assert_eq!(text("24 weeks, 10.\nBut 2025 ends"), "24~weeks, 10. But 2025 ends");
        assert_eq!(text("half of it"), "half of it");
    }

    #[test]
    fn what_is_cut_is_cut_once() {
        assert_eq!(seen(5, &["in 2027", "-01", " or later"]), "in … ");
        assert_eq!(seen(3, &["a漢字", "b"]), "a漢 ");
        assert_eq!(seen(2, &["a漢字", "b"]), "a ");
    }
}
