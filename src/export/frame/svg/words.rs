//! Text of a picture, placed glyph by glyph.

use std::fmt::Write as _;

use ratatui::style::Modifier;

use super::canvas::{Canvas, Rgb, hex, num};
use super::{Painted, SvgOptions, blocks, lines, marks, thickness};

/// Draws the glyphs of a row: shapes into `shapes`, all others as text into `out`.
pub(super) fn place(row: &[Painted<'_>], options: &SvgOptions, shapes: &mut Canvas, out: &mut String) {
    let mut word: Option<Word> = None;
    for cell in row {
        let is_text = cell.is_seen() && !draw(cell, options, shapes);
        let look = Look::of(cell);
        if is_text && is_plain(cell) {
            match &mut word {
                Some(word) if word.look == look && word.end == cell.glyph.x => word.push(cell),
                _ => {
                    if let Some(word) = word.replace(Word::new(cell)) {
                        word.write(options, out);
                    }
                }
            }
            continue;
        }
        if let Some(word) = word.take() {
            word.write(options, out);
        }
        if is_text {
            // Maybe from another font and of another width, so centred in its own cells.
            let x = f64::from(cell.area.x) + f64::from(cell.area.w) / 2.0;
            let y = cell.area.y + baseline(options);
            let (x, look) = (num(x), look.attributes(options));
            let symbol = escape(cell.glyph.symbol);
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\"{look}>{symbol}</text>");
        }
    }
    if let Some(word) = word {
        word.write(options, out);
    }
}

/// Height of the baseline within a cell.
pub(super) fn baseline(options: &SvgOptions) -> i32 {
    // Capitals are about 0.72 of the font size high in monospace fonts: centre those.
    (i32::from(options.cell_height) * 50 + i32::from(options.font_size) * 36 + 50) / 100
}

/// `text` with the characters replaced that mean something to XML, and those dropped that it
/// does not allow.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Draws a glyph as a shape, if it is one.
fn draw(cell: &Painted<'_>, options: &SvgOptions, canvas: &mut Canvas) -> bool {
    let mut chars = cell.glyph.symbol.chars();
    let (Some(symbol), None) = (chars.next(), chars.next()) else {
        return false;
    };
    let light = thickness(options);
    blocks::draw(symbol, cell.area, cell.fg, cell.bg, canvas)
        || lines::draw(symbol, cell.area, light, cell.fg, canvas)
        || marks::draw(symbol, cell.area, light, cell.fg, canvas)
}

/// Whether every monospace font has the glyph at its own width.
fn is_plain(cell: &Painted<'_>) -> bool {
    cell.glyph.symbol.len() == 1
}

/// What neighbouring glyphs must share to be one piece of text.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Rgb,
    bold: bool,
    italic: bool,
}

impl Look {
    fn of(cell: &Painted<'_>) -> Self {
        Self { fg: cell.fg, bold: cell.has(Modifier::BOLD), italic: cell.has(Modifier::ITALIC) }
    }

    fn attributes(self, options: &SvgOptions) -> String {
        let mut out = String::new();
        if self.fg != options.foreground {
            let _ = write!(out, " fill=\"{}\"", hex(self.fg));
        }
        if self.bold {
            out.push_str(" font-weight=\"bold\"");
        }
        if self.italic {
            out.push_str(" font-style=\"italic\"");
        }
        out
    }
}

/// Adjoining glyphs of one look.
struct Word {
    look: Look,
    text: String,
    /// Left edge of each glyph. Viewers that take only the first value (librsvg) go on at the
    /// font's own pace, which a word is too short to lose the grid by.
    xs: Vec<i32>,
    y: i32,
    /// Column after the last glyph.
    end: u16,
}

impl Word {
    fn new(cell: &Painted<'_>) -> Self {
        let look = Look::of(cell);
        let mut word = Self { look, text: String::new(), xs: Vec::new(), y: cell.area.y, end: 0 };
        word.push(cell);
        word
    }

    fn push(&mut self, cell: &Painted<'_>) {
        self.text.push_str(cell.glyph.symbol);
        self.xs.push(cell.area.x);
        self.end = cell.glyph.x + cell.glyph.width;
    }

    fn write(&self, options: &SvgOptions, out: &mut String) {
        out.push_str("<text x=\"");
        for (at, x) in self.xs.iter().enumerate() {
            let _ = write!(out, "{}{x}", if at == 0 { "" } else { " " });
        }
        let y = self.y + baseline(options);
        let (look, text) = (self.look.attributes(options), escape(&self.text));
        let _ = writeln!(out, "\" y=\"{y}\"{look}>{text}</text>");
    }
}
