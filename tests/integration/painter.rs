//! The painter against an independent terminal: whatever is painted is what the terminal shows.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use stockout::shell::painter::{BEGIN_FRAME, END_FRAME, Painter, Sink};
use vt100::Parser;

/// Numerical Recipes' generator: enough to shuffle cells, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn color(&mut self) -> Color {
        match self.roll(6) {
            0 => Color::Rgb(self.roll(256) as u8, self.roll(256) as u8, self.roll(256) as u8),
            1 => Color::Indexed(self.roll(256) as u8),
            2 => [Color::Red, Color::White, Color::DarkGray, Color::Cyan][self.roll(4) as usize],
            _ => Color::Reset,
        }
    }

    fn style(&mut self) -> Style {
        let mut style = Style::new().fg(self.color()).bg(self.color());
        for modifier in [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED] {
            if self.roll(5) == 0 {
                style = style.add_modifier(modifier);
            }
        }
        style
    }

    /// Changes some places of a picture, or most of them.
    fn scribble(&mut self, buffer: &mut Buffer) {
        let area = buffer.area;
        let strokes = if self.roll(4) == 0 { 200 } else { self.roll(12) };
        for _ in 0..strokes {
            let (x, y) = (self.roll(area.width.into()) as u16, self.roll(area.height.into()) as u16);
            let words = ["", " ", "  ", "a", "12.5", "─│┌", "漢字", "e\u{301}", "⣿⡇", "the end of it", "          "];
            let word = words[self.roll(words.len() as u64) as usize];
            let style = if self.roll(2) == 0 { Style::reset() } else { self.style() };
            buffer.set_stringn(x, y, word, usize::from(area.width - x), style);
        }
    }
}

fn terminal(width: u16, height: u16) -> Parser {
    let cells = |cells| NonZeroU16::new(cells).unwrap();
    Parser::new(cells(height), cells(width), 0)
}

fn code(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::Cyan => vt100::Color::Idx(6),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::White => vt100::Color::Idx(15),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("{other:?} is not on the dice"),
    }
}

/// What one can see of a cell.
fn expected(cell: &Cell) -> (String, vt100::Color, vt100::Color, [bool; 5]) {
    let has = |modifier| cell.modifier.contains(modifier);
    let marks = [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];
    (cell.symbol().to_owned(), code(cell.fg), code(cell.bg), marks.map(has))
}

pub(crate) fn assert_shows(parser: &Parser, buffer: &Buffer) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let cell = &buffer[(x, y)];
            let shown = parser.screen().cell(y, x).unwrap();
            let contents = if shown.has_contents() { shown.contents() } else { " " };
            let marks = [shown.bold(), shown.dim(), shown.italic(), shown.underline(), shown.inverse()];
            let mut seen = (contents.to_owned(), shown.fgcolor(), shown.bgcolor(), marks);
            let mut wanted = expected(cell);
            if wanted.0 == " " && !marks[3] && !marks[4] {
                // A blank without line or reversal has no ink to compare.
                (seen.1, wanted.1) = (vt100::Color::Default, vt100::Color::Default);
                seen.3[..3].fill(false);
                wanted.3[..3].fill(false);
            }
            if wanted.3[0] && wanted.3[1] {
                // vt100 knows bold or dim, and takes the one set last.
                assert!(seen.3[0] || seen.3[1]);
                seen.3[..2].fill(true);
            }
            assert_eq!(seen, wanted, "at {x},{y}");
            x += cell.cell_width().max(1);
        }
    }
}

#[test]
fn terminal_shows_what_was_painted() {
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let (width, height) = (1 + dice.roll(60) as u16, 1 + dice.roll(20) as u16);
        let mut parser = terminal(width, height);
        let mut painter = Painter::new(Vec::new());
        let mut picture = Buffer::empty(Rect::new(0, 0, width, height));
        for _ in 0..12 {
            dice.scribble(&mut picture);
            painter
                .paint(picture.area, |buffer| {
                    buffer.clone_from(&picture);
                    None
                })
                .unwrap();
            parser.process(painter.sink());
            painter.sink().clear();
            assert_shows(&parser, &picture);
        }
    }
}

#[test]
fn growing_and_shrinking_leave_nothing_behind() {
    let mut dice = Dice(7);
    let mut painter = Painter::new(Vec::new());
    let mut parser = terminal(1, 1);
    for _ in 0..200 {
        let (width, height) = (1 + dice.roll(60) as u16, 1 + dice.roll(20) as u16);
        parser.screen_mut().set_size(height.try_into().unwrap(), width.try_into().unwrap());
        let mut picture = Buffer::empty(Rect::new(0, 0, width, height));
        dice.scribble(&mut picture);
        painter
            .paint(picture.area, |buffer| {
                buffer.clone_from(&picture);
                None
            })
            .unwrap();
        parser.process(painter.sink());
        painter.sink().clear();
        assert_shows(&parser, &picture);
    }
}

fn painted(buffer: &mut Buffer) -> Option<Position> {
    buffer.set_string(3, 1, "count: 41", Style::new().fg(Color::Rgb(230, 159, 0)));
    None
}

const SIZE: Rect = Rect::new(0, 0, 80, 24);

#[test]
fn nothing_changed_is_no_byte() {
    let mut painter = Painter::new(Vec::new());
    assert!(painter.paint(SIZE, painted).unwrap() > 0);
    painter.sink().clear();
    assert_eq!(painter.paint(SIZE, painted).unwrap(), 0);
    assert_eq!(painter.sink(), b"");
}

#[test]
fn one_cell_is_a_few_bytes_in_brackets() {
    let mut painter = Painter::new(Vec::new());
    painter.paint(SIZE, painted).unwrap();
    painter.sink().clear();
    let change = |buffer: &mut Buffer| {
        painted(buffer);
        buffer[(11, 1)].set_symbol("2");
        None
    };
    painter.paint(SIZE, change).unwrap();
    let frame = String::from_utf8(std::mem::take(painter.sink())).unwrap();
    assert_eq!(frame, "\x1b[?2026h\x1b[2;12H\x1b[38;2;230;159;0m2\x1b[m\x1b[?2026l");
}

#[test]
fn cursor_alone_is_a_frame_and_outside_is_hidden() {
    let mut painter = Painter::new(Vec::new());
    painter.paint(SIZE, painted).unwrap();
    let mut next = |cursor: Option<Position>| {
        painter.sink().clear();
        painter
            .paint(SIZE, |buffer| {
                painted(buffer);
                cursor
            })
            .unwrap();
        let frame = std::mem::take(painter.sink());
        String::from_utf8(frame).unwrap()
    };
    assert_eq!(next(Some(Position::new(4, 2))), "\x1b[?2026h\x1b[3;5H\x1b[?25h\x1b[?2026l");
    assert_eq!(next(Some(Position::new(4, 2))), "");
    assert_eq!(next(Some(Position::new(5, 2))), "\x1b[?2026h\x1b[3;6H\x1b[?2026l");
    assert_eq!(next(Some(Position::new(80, 2))), "\x1b[?2026h\x1b[?25l\x1b[?2026l");
}

#[test]
fn invalidate_clears_and_repaints_in_the_same_frame() {
    let mut painter = Painter::new(Vec::new());
    painter.paint(SIZE, painted).unwrap();
    painter.sink().clear();
    painter.invalidate();
    painter.paint(SIZE, painted).unwrap();
    let frame = std::mem::take(painter.sink());
    assert!(frame.starts_with(BEGIN_FRAME) && frame.ends_with(END_FRAME));
    let mut parser = terminal(80, 24);
    parser.process(b"old text\r\nmore\x1b[31m");
    parser.process(&frame);
    assert_eq!(parser.screen().contents(), "\n   count: 41");
    assert_eq!(painter.paint(SIZE, painted).unwrap(), 0);
}

#[test]
fn empty_size_paints_nothing_and_survives() {
    let mut painter = Painter::new(Vec::new());
    for size in [Rect::ZERO, Rect::new(0, 0, 0, 5), Rect::new(0, 0, 5, 0)] {
        assert_eq!(painter.paint(size, |_| None).unwrap(), 0);
    }
    assert!(painter.paint(SIZE, painted).unwrap() > 0);
}

/// Refuses every other frame.
struct Fickle(Vec<u8>, bool);

impl Sink for Fickle {
    fn send(&mut self, frame: &[u8]) -> std::io::Result<bool> {
        self.1 = !self.1;
        if self.1 { self.0.send(frame) } else { Ok(false) }
    }
}

#[test]
fn frame_that_was_not_taken_is_painted_in_full_next_time() {
    let mut painter = Painter::new(Fickle(Vec::new(), false));
    painter.paint(SIZE, painted).unwrap();
    assert_eq!(painter.paint(SIZE, |_| None).unwrap(), 0);
    painter.sink().0.clear();
    painter.paint(SIZE, painted).unwrap();
    let frame = String::from_utf8_lossy(&painter.sink().0).into_owned();
    assert!(frame.contains("\x1b[2J") && frame.contains("count: 41"), "{frame:?}");
}
