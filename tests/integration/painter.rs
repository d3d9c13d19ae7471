//! The painter against independent terminals: whatever is painted is what they show.

use std::num::NonZeroU16;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use stockout::shell::painter::{BEGIN_FRAME, END_FRAME, Painter, Sink};
use vt100::Parser;

use super::emulators::Replay;

/// Numerical Recipes' generator: enough to shuffle cells, and the same everywhere. With marks that stand over letters,
/// or without: not every terminal knows them.
struct Dice(u64, bool);

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
            let marked = if self.1 { "e\u{301}" } else { "e" };
            let words = ["", " ", "  ", "a", "12.5", "─│┌", "漢字", marked, "⣿⡇", "the end of it", "          "];
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

/// Paints scribbles over scribbles; `Replay` holds what is shown against what was meant.
fn scribbles(mut dice: Dice, mut replay: Replay, frames: usize, size: impl Fn(&mut Dice) -> Option<Rect>) {
    let mut picture = Buffer::default();
    for frame in 0..frames {
        if let Some(size) = size(&mut dice) {
            picture = Buffer::empty(size);
        }
        dice.scribble(&mut picture);
        replay.show(&picture, None).unwrap_or_else(|why| panic!("frame {frame}: {why}"));
    }
}

#[test]
fn terminals_show_what_was_painted() {
    for seed in 0..400 {
        let mut dice = Dice(seed, seed % 2 == 0);
        let (width, height) = (1 + dice.roll(60) as u16, 1 + dice.roll(20) as u16);
        let replay = if dice.1 { Replay::vt100(width, height) } else { Replay::new(width, height) };
        let first = std::cell::Cell::new(true);
        scribbles(dice, replay, 12, |_| first.take().then_some(Rect::new(0, 0, width, height)));
    }
}

#[test]
fn growing_and_shrinking_leave_nothing_behind() {
    for marks in [true, false] {
        let replay = if marks { Replay::vt100(1, 1) } else { Replay::new(1, 1) };
        scribbles(Dice(7, marks), replay, 200, |dice| {
            Some(Rect::new(0, 0, 1 + dice.roll(60) as u16, 1 + dice.roll(20) as u16))
        });
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
