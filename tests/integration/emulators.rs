//! Two terminals that are not ours and know nothing of each other: what they show of our bytes is what we meant.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use stockout::export::frame::{Depth, limit_colors, limit_glyphs};
use stockout::shell::painter::Painter;
use stockout::view::{Theme, render};

use super::frames::SIZES;
use super::goldens::goldens;

/// What can be seen of a cell.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    symbol: String,
    fg: Color,
    bg: Color,
    marks: Modifier,
}

/// A terminal without a screen.
trait Emulator {
    fn resize(&mut self, columns: u16, rows: u16);
    fn feed(&mut self, bytes: &[u8]);
    fn seen(&self, x: u16, y: u16, seen: &mut Seen);
    /// `None` where it is hidden.
    fn cursor(&self) -> Option<Position>;
}

fn marks(all: [(bool, Modifier); 5]) -> Modifier {
    all.into_iter().filter(|(has, _)| *has).fold(Modifier::empty(), |marks, (_, mark)| marks | mark)
}

impl Emulator for vt100::Parser {
    fn resize(&mut self, columns: u16, rows: u16) {
        let cells = |cells| NonZeroU16::new(cells).unwrap();
        self.screen_mut().set_size(cells(rows), cells(columns));
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.process(bytes);
    }

    fn seen(&self, x: u16, y: u16, seen: &mut Seen) {
        let color = |color| match color {
            vt100::Color::Default => Color::Reset,
            vt100::Color::Idx(index) => Color::Indexed(index),
            vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
        };
        let cell = self.screen().cell(y, x).unwrap();
        seen.symbol.clear();
        seen.symbol.push_str(if cell.has_contents() { cell.contents() } else { " " });
        seen.fg = color(cell.fgcolor());
        seen.bg = color(cell.bgcolor());
        seen.marks = marks([
            (cell.bold(), Modifier::BOLD),
            (cell.dim(), Modifier::DIM),
            (cell.italic(), Modifier::ITALIC),
            (cell.underline(), Modifier::UNDERLINED),
            (cell.inverse(), Modifier::REVERSED),
        ]);
    }

    fn cursor(&self) -> Option<Position> {
        let (y, x) = self.screen().cursor_position();
        (!self.screen().hide_cursor()).then_some(Position { x, y })
    }
}

impl Emulator for avt::Terminal {
    fn resize(&mut self, columns: u16, rows: u16) {
        avt::Terminal::resize(self, columns.into(), rows.into());
    }

    fn feed(&mut self, bytes: &[u8]) {
        avt::Terminal::feed(self, std::str::from_utf8(bytes).unwrap());
    }

    fn seen(&self, x: u16, y: u16, seen: &mut Seen) {
        let color = |color| match color {
            None => Color::Reset,
            Some(avt::Color::Indexed(index)) => Color::Indexed(index),
            Some(avt::Color::RGB(rgb)) => Color::Rgb(rgb.r, rgb.g, rgb.b),
        };
        let cell = self.screen().line(y.into()).unwrap().cells()[usize::from(x)];
        let pen = cell.pen();
        seen.symbol.clear();
        seen.symbol.push(cell.char());
        seen.fg = color(pen.foreground());
        seen.bg = color(pen.background());
        seen.marks = marks([
            (pen.is_bold(), Modifier::BOLD),
            (pen.is_faint(), Modifier::DIM),
            (pen.is_italic(), Modifier::ITALIC),
            (pen.is_underline(), Modifier::UNDERLINED),
            (pen.is_inverse(), Modifier::REVERSED),
        ]);
    }

    fn cursor(&self) -> Option<Position> {
        let cursor = avt::Terminal::cursor(self);
        cursor.visible.then_some(Position { x: cursor.col as u16, y: cursor.row as u16 })
    }
}

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

/// Every golden frame after every other kind of frame: the first in full, each of the others as what differs.
#[test]
#[expect(clippy::print_stderr, reason = "how much was looked at belongs to the result")]
fn two_terminals_show_every_golden_frame_as_it_was_meant() {
    let mut frames = 0;
    let each = Depth::ALL.into_iter().flat_map(|depth| SIZES.map(|size| (depth, size)));
    // 40×12 is a size of few goldens.
    let each = each.chain(Depth::ALL.map(|depth| (depth, (40, 12))));
    let mut replays: Vec<_> = each.map(|(depth, size)| (depth, size, Replay::new(size.0, size.1))).collect();
    for golden in goldens() {
        let harness = golden.harness();
        let state = harness.state();
        for (depth, size, replay) in replays.iter_mut().filter(|(_, size, _)| *size == state.size) {
            let theme = Theme::new(golden.theme).at(*depth);
            let area = ratatui::layout::Rect::new(0, 0, size.0, size.1);
            let mut buffer = Buffer::empty(area);
            let cursor = render(state, &theme, area, &mut buffer);
            limit_colors(&mut buffer, *depth);
            let mut ascii = buffer.clone();
            limit_glyphs(&mut ascii);
            for picture in [&buffer, &ascii, &buffer] {
                replay.show(picture, cursor).unwrap_or_else(|why| panic!("{} {}: {why}", golden.name, depth.name()));
                frames += 1;
            }
        }
    }
    eprintln!("{frames} frames in two terminals");
    assert!(frames >= 2_000, "{frames}");
}
