//! The terminals: what each shows of a cell.

use std::num::NonZeroU16;

use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

/// What can be seen of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub symbol: String,
    pub fg: Color,
    pub bg: Color,
    pub marks: Modifier,
}

/// A terminal without a screen.
pub(super) trait Emulator {
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
