//! Cells to bytes: the fewest that every terminal understands.
//!
//! ratatui's own encoder repeats the full position for every run, sends the 16 basic colours as
//! palette entries, and ends every draw with 19 bytes of resets. This one goes down by line feeds and
//! moves relatively where that is shorter, rewrites short gaps instead of jumping over them, clears the rest of a line
//! where nothing follows, and leaves the pen plain with 3 bytes.
//!
//! Underline colours are not sent.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::style::{Color, Modifier};

use super::changes::{SEEN_ON_BLANK, changes, is_inkless};
use crate::export::frame::ATTRIBUTES;

/// How the terminal writes the next character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// The pen for `cell`, where what cannot be seen is taken from `now`: a blank has no ink.
    fn for_cell(cell: &Cell, now: Self) -> Self {
        let wanted = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if cell.symbol() != " " || wanted.modifier.intersects(SEEN_ON_BLANK) {
            wanted
        } else if now.modifier.intersects(SEEN_ON_BLANK) {
            Self { fg: now.fg, modifier: now.modifier - SEEN_ON_BLANK, ..wanted }
        } else {
            Self { bg: wanted.bg, ..now }
        }
    }
}

/// Writes what turns the picture `before` into `after`. Both must have the same area.
///
/// Starts and ends with a plain pen; where the cursor is does not matter.
pub fn difference(out: &mut Vec<u8>, before: &Buffer, after: &Buffer) {
    let mut encoder = Encoder { out, next: after, pen: Pen::PLAIN, at: None, row: Row::default() };
    changes(before, after, |x, y, cell| encoder.cell(x, y, cell));
    encoder.set_pen(Pen::PLAIN);
}

/// What is known about the row being written.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    y: u16,
    /// Where the plain blanks begin that reach to the end of the row.
    tail: u16,
    known: bool,
    cleared: bool,
}

struct Encoder<'a> {
    out: &'a mut Vec<u8>,
    next: &'a Buffer,
    pen: Pen,
    /// Where the terminal's cursor is. One past the right edge while a wrap is pending.
    at: Option<(u16, u16)>,
    row: Row,
}

impl Encoder<'_> {
    fn cell(&mut self, x: u16, y: u16, cell: &Cell) {
        if !self.row.known || self.row.y != y {
            self.row = Row { y, tail: self.tail(y), known: true, cleared: false };
        }
        if x >= self.row.tail {
            if self.row.cleared {
                return;
            }
            // Three bytes clear the rest of the line; up to three blanks are no dearer.
            if self.next.area.right() - x > 3 {
                self.row.cleared = true;
                self.move_to(x, y);
                self.set_pen(Pen::PLAIN);
                self.out.extend_from_slice(b"\x1b[K");
                return;
            }
        }
        self.move_to(x, y);
        self.set_pen(Pen::for_cell(cell, self.pen));
        let width = cell.cell_width();
        if width > self.next.area.right() - x {
            // Half a character does not exist; the terminal would wrap the whole one.
            self.out.push(b' ');
            self.at = None;
            return;
        }
        self.out.extend_from_slice(cell.symbol().as_bytes());
        // Terminals do not agree about anything but single characters of width one.
        let certain = width == 1 && cell.symbol().chars().nth(1).is_none();
        self.at = certain.then_some((x + 1, y));
    }

    fn tail(&self, y: u16) -> u16 {
        let area = self.next.area;
        let mut tail = area.right();
        while tail > area.left() {
            let cell = &self.next[(tail - 1, y)];
            if cell.bg != Color::Reset || !is_inkless(cell) {
                // The right half of a wide character looks like a blank, but is not one.
                return tail.saturating_add(cell.cell_width().saturating_sub(1));
            }
            tail -= 1;
        }
        tail
    }

    fn move_to(&mut self, x: u16, y: u16) {
        match self.at {
            Some(at) if at == (x, y) => {}
            Some((from, row)) if row == y && from < x => self.move_right(from, x, y),
            Some((_, row)) if row < y => self.move_down(y - row, x, y),
            _ => self.jump(x, y),
        }
        self.at = Some((x, y));
    }

    fn jump(&mut self, x: u16, y: u16) {
        self.out.extend_from_slice(b"\x1b[");
        number(self.out, y + 1);
        if x > 0 {
            self.out.push(b';');
            number(self.out, x + 1);
        }
        self.out.push(b'H');
    }

    /// To a row below, by the shortest of three ways: line feeds and the column counted from the left edge, line feeds and
    /// the column by its number, or both numbers.
    ///
    /// The first two end a pending wrap as well, and do not ask whether the terminal makes a line feed a new line. No line
    /// feed can scroll: the rows below exist, and entering the screen reset the scroll region.
    fn move_down(&mut self, rows: u16, x: u16, y: u16) {
        let by_column = rows + 3 + digits(x + 1);
        let by_both = if x > 0 { 4 + digits(y + 1) + digits(x + 1) } else { 3 + digits(y + 1) };
        let from_edge = if self.next.area.left() == 0 { rows + 1 + self.way_right(0, x, y).0 } else { u16::MAX };
        if by_both < by_column.min(from_edge) {
            return self.jump(x, y);
        }
        if from_edge <= by_column {
            self.out.push(b'\r');
        }
        for _ in 0..rows {
            self.out.push(b'\n');
        }
        if from_edge <= by_column {
            self.move_right(0, x, y);
        } else {
            self.out.extend_from_slice(b"\x1b[");
            number(self.out, x + 1);
            self.out.push(b'G');
        }
    }

    /// How many bytes lead to a column on the right, and whether they are the unchanged cells between, written again.
    fn way_right(&self, from: u16, x: u16, y: u16) -> (u16, bool) {
        let gap = x - from;
        let jump = match gap {
            0 | 1 => 3 * gap,
            _ => 3 + digits(gap),
        };
        let rewritable = |from: u16| {
            let cell = &self.next[(from, y)];
            cell.symbol().len() == 1
                && cell.diff_option == CellDiffOption::None
                && Pen::for_cell(cell, self.pen) == self.pen
        };
        if gap <= jump && (from..x).all(rewritable) { (gap, true) } else { (jump, false) }
    }

    /// Writes the unchanged cells between again if that is shorter than jumping over them.
    fn move_right(&mut self, from: u16, x: u16, y: u16) {
        if self.way_right(from, x, y).1 {
            for column in from..x {
                self.out.extend_from_slice(self.next[(column, y)].symbol().as_bytes());
            }
            return;
        }
        self.out.extend_from_slice(b"\x1b[");
        if x - from > 1 {
            number(self.out, x - from);
        }
        self.out.push(b'C');
    }

    fn set_pen(&mut self, to: Pen) {
        if self.pen == to {
            return;
        }
        let from = self.pen;
        self.pen = to;
        if to == Pen::PLAIN {
            self.out.extend_from_slice(b"\x1b[m");
            return;
        }
        let step = self.out.len();
        sgr(self.out, from, to, false);
        // Taking several things away one by one can be longer than starting from a plain pen.
        let afresh = self.out.len();
        sgr(self.out, Pen::PLAIN, to, true);
        if self.out.len() - afresh < afresh - step {
            self.out.drain(step..afresh);
        } else {
            self.out.truncate(afresh);
        }
    }
}

/// One sequence that leads from one pen to another; with `reset`, by way of the plain one.
fn sgr(out: &mut Vec<u8>, from: Pen, to: Pen, reset: bool) {
    out.extend_from_slice(b"\x1b[");
    let start = out.len();
    if reset {
        // A parameter that is left out is 0.
        out.push(b';');
    }
    let mut kept = from.modifier;
    for (modifier, _, off) in ATTRIBUTES {
        if kept.contains(modifier) && !to.modifier.contains(modifier) {
            // 22 takes bold and dim away together, 25 both kinds of blinking.
            for (other, _, its_off) in ATTRIBUTES {
                if its_off == off {
                    kept.remove(other);
                }
            }
            parameter(out, off.into());
        }
    }
    for (modifier, on, _) in ATTRIBUTES {
        if to.modifier.contains(modifier) && !kept.contains(modifier) {
            parameter(out, on.into());
        }
    }
    if from.fg != to.fg {
        color(out, to.fg, 0);
    }
    if from.bg != to.bg {
        color(out, to.bg, 10);
    }
    if out.len() > start {
        out.pop();
    }
    out.push(b'm');
}

/// `ground` is 0 for the ink and 10 for the paper.
fn color(out: &mut Vec<u8>, color: Color, ground: u16) {
    let basic = match color {
        Color::Reset => 39,
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(index) => {
            for part in [38 + ground, 5, index.into()] {
                parameter(out, part);
            }
            return;
        }
        Color::Rgb(red, green, blue) => {
            for part in [38 + ground, 2, red.into(), green.into(), blue.into()] {
                parameter(out, part);
            }
            return;
        }
    };
    parameter(out, basic + ground);
}

fn parameter(out: &mut Vec<u8>, value: u16) {
    number(out, value);
    out.push(b';');
}

/// How long `value` is in decimal.
fn digits(value: u16) -> u16 {
    value.checked_ilog10().unwrap_or_default() as u16 + 1
}

/// Appends `value` in decimal, without allocating.
pub fn number(out: &mut Vec<u8>, value: u16) {
    if value >= 10 {
        number(out, value / 10);
    }
    out.push(b'0' + (value % 10) as u8);
}
