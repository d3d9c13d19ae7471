//! Two terminals that are not ours and know nothing of each other: what they show of our bytes is what we meant. And one
//! of East Asia, where every second glyph is two columns wide unless we take another.

mod terminals;
mod wide;

use std::collections::HashMap;
use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use stockout::export::frame::{Depth, Glyphs, limit_colors};
use stockout::shell::painter::Painter;
use stockout::view::{Theme, render};
use terminals::{Emulator, Seen};
use wide::Wide;

use super::goldens::goldens;

/// A colour as terminals number it.
fn numbered(color: Color) -> Color {
    let named = match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        other => return other,
    };
    Color::Indexed(named)
}

/// Takes away what cannot be seen, and what both terminals hold for one thing.
fn visible(seen: &mut Seen) {
    let inked = Modifier::UNDERLINED | Modifier::REVERSED;
    if seen.symbol == " " && !seen.marks.intersects(inked) {
        // A blank has no ink.
        seen.fg = Color::Reset;
        seen.marks = Modifier::empty();
    }
    if seen.marks.contains(Modifier::BOLD | Modifier::DIM) {
        // Both know bold or dim, and take the one that came last.
        seen.marks.remove(Modifier::BOLD);
    }
}

fn meant(cell: &Cell, seen: &mut Seen) {
    seen.symbol.clear();
    seen.symbol.push_str(cell.symbol());
    (seen.fg, seen.bg, seen.marks) = (numbered(cell.fg), numbered(cell.bg), cell.modifier);
    visible(seen);
}

/// The painter, and what two terminals make of its bytes.
pub(crate) struct Replay {
    painter: Painter<Vec<u8>>,
    terminals: Vec<(&'static str, Box<dyn Emulator>)>,
    size: (u16, u16),
}

impl Replay {
    pub(crate) fn new(columns: u16, rows: u16) -> Self {
        let avt = avt::Terminal::new(columns.into(), rows.into()).unwrap();
        let mut replay = Self::vt100(columns, rows);
        replay.terminals.push(("avt", Box::new(avt)));
        replay
    }

    /// In the one that knows marks over letters.
    pub(crate) fn vt100(columns: u16, rows: u16) -> Self {
        let cells = |cells| NonZeroU16::new(cells).unwrap();
        let vt100 = vt100::Parser::new(cells(rows), cells(columns), 0);
        Self { painter: Painter::new(Vec::new()), terminals: vec![("vt100", Box::new(vt100))], size: (columns, rows) }
    }

    /// In the one where characters of ambiguous width are two columns wide.
    pub(crate) fn wide(columns: u16, rows: u16) -> Self {
        let wide: (_, Box<dyn Emulator>) = ("wide", Box::new(Wide::new(columns, rows)));
        Self { painter: Painter::new(Vec::new()), terminals: vec![wide], size: (columns, rows) }
    }

    /// Paints a picture over the last one and looks at what the terminals show.
    pub(crate) fn show(&mut self, picture: &Buffer, cursor: Option<Position>) -> Result<(), String> {
        let size = (picture.area.width, picture.area.height);
        if size != self.size {
            self.terminals.iter_mut().for_each(|(_, terminal)| terminal.resize(size.0, size.1));
            self.size = size;
        }
        let paint = |buffer: &mut Buffer| {
            buffer.clone_from(picture);
            cursor
        };
        self.painter.paint(picture.area, paint).unwrap();
        let bytes = std::mem::take(self.painter.sink());
        self.terminals.iter_mut().try_for_each(|(name, terminal)| {
            terminal.feed(&bytes);
            compare(name, terminal.as_ref(), picture)?;
            if terminal.cursor() == cursor {
                Ok(())
            } else {
                Err(format!("{name}: the cursor is {:?}, not {cursor:?}", terminal.cursor()))
            }
        })
    }
}

/// Holds what a terminal shows against what was meant.
fn compare(name: &str, terminal: &dyn Emulator, picture: &Buffer) -> Result<(), String> {
    let mut wanted = Seen { symbol: String::new(), fg: Color::Reset, bg: Color::Reset, marks: Modifier::empty() };
    let mut seen = wanted.clone();
    for y in 0..picture.area.height {
        let mut x = 0;
        while x < picture.area.width {
            let cell = &picture[(x, y)];
            meant(cell, &mut wanted);
            terminal.seen(x, y, &mut seen);
            visible(&mut seen);
            let both = Modifier::BOLD | Modifier::DIM;
            if cell.modifier.contains(both) && seen.marks.intersects(both) {
                seen.marks = (seen.marks - both) | (wanted.marks & both);
            }
            if seen != wanted {
                return Err(format!("{name} at {x},{y}: {seen:?} is not {wanted:?}"));
            }
            x += if cell.symbol().len() == 1 { 1 } else { cell.cell_width().max(1) };
        }
    }
    Ok(())
}

/// Two terminals that somebody else feeds.
pub(crate) struct Terminals(Vec<(&'static str, Box<dyn Emulator>)>);

impl Terminals {
    pub(crate) fn new(columns: u16, rows: u16) -> Self {
        Self(Replay::new(columns, rows).terminals)
    }

    pub(crate) fn feed(&mut self, text: &str) {
        self.0.iter_mut().for_each(|(_, terminal)| terminal.feed(text.as_bytes()));
    }

    /// Holds what they show against what was meant.
    pub(crate) fn show(&self, picture: &Buffer) -> Result<(), String> {
        self.0.iter().try_for_each(|(name, terminal)| compare(name, terminal.as_ref(), picture))
    }
}

/// What is painted with all glyphs does not stand where it should where half of them are wide: the terminal can tell.
#[test]
fn where_glyphs_are_wide_the_full_set_is_not_shown_as_it_was_meant() {
    let golden = goldens().into_iter().find(|golden| golden.name == "80x24_opening").unwrap();
    let (buffer, cursor) = golden.harness().frame();
    let told = Replay::wide(80, 24).show(&buffer, cursor);
    assert!(told.is_err_and(|why| why.starts_with("wide at ")));
}

/// The terminals of one size and depth.
struct Pair {
    usual: Replay,
    wide: Replay,
}

/// Every golden frame after every other kind of frame: the first in full, each of the others as what differs.
#[test]
#[expect(clippy::print_stderr, reason = "how much was looked at belongs to the result")]
fn terminals_show_every_golden_frame_as_it_was_meant() {
    let mut frames = 0;
    let mut replays = HashMap::new();
    for golden in goldens() {
        let harness = golden.harness();
        let state = harness.state();
        let size = state.size;
        for depth in Depth::ALL {
            let pair = replays
                .entry((depth, size))
                .or_insert_with(|| Pair { usual: Replay::new(size.0, size.1), wide: Replay::wide(size.0, size.1) });
            let theme = Theme::new(golden.theme).at(depth);
            let area = Rect::new(0, 0, size.0, size.1);
            let mut buffer = Buffer::empty(area);
            let cursor = render(state, &theme, area, &mut buffer);
            limit_colors(&mut buffer, depth);
            let [mut ascii, mut narrow] = [buffer.clone(), buffer.clone()];
            Glyphs::Ascii.limit(&mut ascii);
            Glyphs::Narrow.limit(&mut narrow);
            let hold = |verdict: Result<(), String>| {
                verdict.unwrap_or_else(|why| panic!("{} {}: {why}", golden.name, depth.name()));
            };
            for picture in [&buffer, &ascii, &buffer] {
                hold(pair.usual.show(picture, cursor));
                frames += 1;
            }
            hold(pair.wide.show(&narrow, cursor));
            frames += 1;
        }
    }
    eprintln!("{frames} frames of {} kinds", replays.len());
    assert!(frames >= goldens().len() * 16, "{frames}");
}
