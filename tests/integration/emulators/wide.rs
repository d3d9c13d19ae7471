//! A terminal set up for East Asian text: characters of ambiguous width are two columns wide. It knows no more than what
//! we send, and says so where it meets something else.

use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::terminals::{Emulator, Seen};

const BLANK: Seen = Seen { symbol: String::new(), fg: Color::Reset, bg: Color::Reset, marks: Modifier::empty() };

/// See the module.
pub(super) struct Wide {
    columns: usize,
    cells: Vec<Seen>,
    /// Column and row of the cursor; the column may be one past the last.
    at: (usize, usize),
    is_shown: bool,
    pen: Seen,
}

impl Wide {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        Self { columns, cells: vec![BLANK; columns * rows], at: (0, 0), is_shown: true, pen: BLANK }
    }

    fn rows(&self) -> usize {
        self.cells.len() / self.columns.max(1)
    }

    fn put(&mut self, grapheme: &str) {
        let width = grapheme.width_cjk();
        if self.at.0 + width > self.columns {
            // It would not fit: the whole of it goes to the next line, as far as there is one.
            self.at = (0, (self.at.1 + 1).min(self.rows() - 1));
        }
        for half in 0..width {
            let symbol = if half == 0 { grapheme.to_owned() } else { String::new() };
            let place = self.at.1 * self.columns + self.at.0 + half;
            self.cells[place] = Seen { symbol, ..self.pen.clone() };
        }
        self.at.0 += width;
    }

    /// A sequence by its numbers and its last letter.
    fn control(&mut self, parameters: &str, last: char) {
        let numbers: Vec<usize> = parameters.split(';').map(|number| number.parse().unwrap_or(0)).collect();
        let first = numbers[0];
        match last {
            'H' => {
                let place = |index: usize| numbers.get(index).copied().unwrap_or(1).max(1) - 1;
                self.at = (place(1).min(self.columns - 1), place(0).min(self.rows() - 1));
            }
            'C' => self.at.0 = (self.at.0 + first.max(1)).min(self.columns - 1),
            'G' => self.at.0 = first.clamp(1, self.columns) - 1,
            'J' => {
                assert_eq!(first, 2, "J of {parameters}");
                self.cells.fill(BLANK);
            }
            'K' => {
                assert_eq!(first, 0, "K of {parameters}");
                let row = self.at.1 * self.columns;
                let rest = row + self.at.0.min(self.columns)..row + self.columns;
                self.cells[rest].fill(Seen { bg: self.pen.bg, ..BLANK });
            }
            'm' => self.style(&numbers),
            'h' | 'l' => match parameters {
                "?25" => self.is_shown = last == 'h',
                "?2026" => {}
                other => panic!("mode {other}"),
            },
            other => panic!("{parameters}{other} is not known"),
        }
    }

    fn style(&mut self, numbers: &[usize]) {
        let mut numbers = numbers.iter().copied();
        while let Some(number) = numbers.next() {
            match number {
                0 => self.pen = BLANK,
                1 => self.pen.marks |= Modifier::BOLD,
                2 => self.pen.marks |= Modifier::DIM,
                3 => self.pen.marks |= Modifier::ITALIC,
                4 => self.pen.marks |= Modifier::UNDERLINED,
                7 => self.pen.marks |= Modifier::REVERSED,
                22 => self.pen.marks -= Modifier::BOLD | Modifier::DIM,
                23 => self.pen.marks -= Modifier::ITALIC,
                24 => self.pen.marks -= Modifier::UNDERLINED,
                27 => self.pen.marks -= Modifier::REVERSED,
                30..=37 => self.pen.fg = Color::Indexed(number as u8 - 30),
                90..=97 => self.pen.fg = Color::Indexed(number as u8 - 82),
                40..=47 => self.pen.bg = Color::Indexed(number as u8 - 40),
                100..=107 => self.pen.bg = Color::Indexed(number as u8 - 92),
                39 => self.pen.fg = Color::Reset,
                49 => self.pen.bg = Color::Reset,
                38 | 48 => {
                    let mut part = || numbers.next().unwrap() as u8;
                    let color = match part() {
                        5 => Color::Indexed(part()),
                        2 => Color::Rgb(part(), part(), part()),
                        other => panic!("a colour of kind {other}"),
                    };
                    *(if number == 38 { &mut self.pen.fg } else { &mut self.pen.bg }) = color;
                }
                other => panic!("style {other}"),
            }
        }
    }
}

impl Emulator for Wide {
    fn resize(&mut self, columns: u16, rows: u16) {
        *self = Self::new(columns, rows);
    }

    fn feed(&mut self, bytes: &[u8]) {
        let mut text = std::str::from_utf8(bytes).unwrap();
        while !text.is_empty() {
            if let Some(rest) = text.strip_prefix("\u{1b}[") {
                let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                self.control(&rest[..end], rest[end..].chars().next().unwrap());
                text = &rest[end + 1..];
            } else if let Some(rest) = text.strip_prefix('\r') {
                self.at.0 = 0;
                text = rest;
            } else if let Some(rest) = text.strip_prefix('\n') {
                self.at.1 = (self.at.1 + 1).min(self.rows() - 1);
                text = rest;
            } else {
                let run = text.find(['\u{1b}', '\r', '\n']).unwrap_or(text.len());
                assert!(run > 0, "{text:?}");
                text[..run].graphemes(true).for_each(|grapheme| self.put(grapheme));
                text = &text[run..];
            }
        }
    }

    fn seen(&self, x: u16, y: u16, seen: &mut Seen) {
        let cell = &self.cells[usize::from(y) * self.columns + usize::from(x)];
        seen.clone_from(cell);
        if cell.symbol.is_empty() {
            seen.symbol.push(' ');
        }
    }

    fn cursor(&self) -> Option<Position> {
        self.is_shown.then_some(Position { x: self.at.0 as u16, y: self.at.1 as u16 })
    }
}

/// A picture of glyphs that are narrow for some only is not what this terminal shows: it could tell.
#[test]
fn a_terminal_of_wide_glyphs_shows_them_wide() {
    let mut terminal = Wide::new(8, 2);
    terminal.feed("\u{1b}[2J\u{1b}[1;1H\u{1b}[1;31ma─b漢\u{1b}[0m\r\n⣿\u{1b}[2Cx\u{1b}[K".as_bytes());
    let row = |y: u16| {
        let mut seen = BLANK;
        let mut text = String::new();
        for x in 0..8 {
            terminal.seen(x, y, &mut seen);
            text.push_str(&seen.symbol);
        }
        text
    };
    assert_eq!((row(0).as_str(), row(1).as_str()), ("a─ b漢   ", "⣿  x    "));
    assert_eq!(terminal.cursor(), Some(Position { x: 4, y: 1 }));
    let mut seen = BLANK;
    terminal.seen(1, 0, &mut seen);
    assert_eq!((seen.fg, seen.marks), (Color::Indexed(1), Modifier::BOLD));
}
