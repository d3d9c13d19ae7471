//! A frame as a picture that keeps the grid of cells in any viewer: SVG, HTML or PNG.
//!
//! Blocks, borders, braille and a few marks are drawn as shapes, not set in a font: bars then
//! join without gaps, and no font has to have them. All other text is placed glyph by glyph, so
//! that a font of another width cannot push a line out of step. What is drawn is found here, once
//! for all three.

mod blocks;
mod canvas;
mod html;
mod lines;
mod marks;
mod png;
mod shape;
mod svg;
mod type_face;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::cells::{self, Glyph};
use super::depth;
use canvas::{Area, Canvas, Rgb, mix};
pub use html::{Sheet, html};
pub use png::{TooLarge, png};
pub use svg::svg;

/// How a frame becomes a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureOptions {
    /// What the picture is, in a few words; viewers show it as a tooltip.
    pub title: String,
    /// What the picture says, for readers who cannot see it.
    pub description: String,
    /// Where it comes from: program, model, inputs.
    pub stamp: String,
    /// The terminal's default text colour.
    pub foreground: (u8, u8, u8),
    /// The terminal's default background.
    pub background: (u8, u8, u8),
    /// The sixteen named colours in the order of their ANSI numbers.
    pub palette: [(u8, u8, u8); 16],
    /// CSS list of monospace fonts. PNG has a font of its own.
    pub font_family: String,
    /// Height of the font in pixels. A cell is best 0.6 times as wide: viewers that cannot place
    /// single glyphs (librsvg) then keep the grid too.
    pub font_size: u16,
    /// Width of a cell in pixels; odd numbers give the crispest thin lines.
    pub cell_width: u16,
    /// Height of a cell in pixels.
    pub cell_height: u16,
    /// Margin around the frame in pixels.
    pub padding: u16,
    /// Cell to outline as the cursor, in the coordinates of the buffer.
    pub cursor: Option<Position>,
}

impl Default for PictureOptions {
    /// Light text on a dark ground, in cells of 9 by 20 pixels.
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            stamp: String::new(),
            foreground: (0xD4, 0xD7, 0xDC),
            background: (0x15, 0x18, 0x1E),
            palette: PALETTE,
            font_family: "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace".to_owned(),
            font_size: 15,
            cell_width: 9,
            cell_height: 20,
            padding: 10,
            cursor: None,
        }
    }
}

/// Named colours that read well on light and dark grounds, unlike xterm's own.
const PALETTE: [Rgb; 16] = [
    (0x1B, 0x1F, 0x26),
    (0xC9, 0x3C, 0x37),
    (0x2E, 0x96, 0x5A),
    (0xB5, 0x84, 0x1B),
    (0x34, 0x74, 0xC6),
    (0xA3, 0x50, 0xB0),
    (0x1F, 0x93, 0xA6),
    (0xC3, 0xC8, 0xD0),
    (0x6B, 0x73, 0x80),
    (0xF0, 0x62, 0x5D),
    (0x4C, 0xC3, 0x80),
    (0xE2, 0xB3, 0x4A),
    (0x62, 0xA0, 0xEA),
    (0xCE, 0x7F, 0xDA),
    (0x4B, 0xC2, 0xD4),
    (0xF5, 0xF7, 0xFA),
];

impl PictureOptions {
    /// The same, so many times as large.
    fn scaled(&self, times: u16) -> Self {
        let by = |length: u16| length.saturating_mul(times);
        Self {
            font_size: by(self.font_size),
            cell_width: by(self.cell_width),
            cell_height: by(self.cell_height),
            padding: by(self.padding),
            ..self.clone()
        }
    }

    /// Width and height of the picture of a frame.
    fn size(&self, buffer: &Buffer) -> (i32, i32) {
        let side = |cells: u16, cell: u16| i32::from(cells) * i32::from(cell) + 2 * i32::from(self.padding);
        (side(buffer.area.width, self.cell_width), side(buffer.area.height, self.cell_height))
    }

    /// Width of a thin line.
    fn thickness(&self) -> i32 {
        // One pixel at the usual sizes, growing with the font.
        (i32::from(self.font_size) / 12).max(1)
    }

    /// Height of the baseline within a cell.
    fn baseline(&self) -> i32 {
        // Capitals are about 0.72 of the font size high in monospace fonts: centre those.
        (i32::from(self.cell_height) * 50 + i32::from(self.font_size) * 36 + 50) / 100
    }
}

/// A frame taken apart into what is drawn and what is set in type.
struct Scene<'a> {
    /// Grounds other than the picture's own.
    grounds: Canvas,
    /// Glyphs that are drawn, lines under text, the cursor.
    shapes: Canvas,
    /// All glyphs, row by row.
    rows: Vec<Vec<Painted<'a>>>,
}

impl<'a> Scene<'a> {
    fn of(buffer: &'a Buffer, options: &PictureOptions) -> Self {
        let mut scene = Self { grounds: Canvas::default(), shapes: Canvas::default(), rows: Vec::new() };
        for (y, row) in (0..).zip(cells::rows(buffer)) {
            let mut row: Vec<Painted<'_>> = row.iter().map(|g| Painted::new(*g, y, options)).collect();
            for cell in row.iter().filter(|cell| cell.bg != options.background) {
                scene.grounds.rect(cell.bg, cell.area);
            }
            for cell in &row {
                cell.decorate(options, &mut scene.shapes);
            }
            for cell in &mut row {
                cell.is_text = cell.is_seen() && !cell.draw(options, &mut scene.shapes);
            }
            scene.rows.push(row);
        }
        if let Some(area) = options.cursor.and_then(|at| cursor(buffer, at, options)) {
            scene.shapes.outline(options.foreground, area, options.thickness());
        }
        scene
    }
}

/// A glyph with its place and colours in the picture.
struct Painted<'a> {
    glyph: Glyph<'a>,
    area: Area,
    fg: Rgb,
    bg: Rgb,
    /// Whether it is set in type: it is seen, and not drawn.
    is_text: bool,
}

impl<'a> Painted<'a> {
    fn new(glyph: Glyph<'a>, row: i32, options: &PictureOptions) -> Self {
        let (w, h) = (i32::from(options.cell_width), i32::from(options.cell_height));
        let pad = i32::from(options.padding);
        let area = Area { x: pad + i32::from(glyph.x) * w, y: pad + row * h, w: i32::from(glyph.width) * w, h };
        let of = |color: Color, default| depth::rgb(color, &options.palette).unwrap_or(default);
        let mut fg = of(glyph.cell.fg, options.foreground);
        let mut bg = of(glyph.cell.bg, options.background);
        let modifier = glyph.cell.modifier;
        if modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut fg, &mut bg);
        }
        if modifier.contains(Modifier::DIM) {
            fg = mix(fg, bg, 60);
        }
        Self { glyph, area, fg, bg, is_text: false }
    }

    /// Whether there is a glyph to paint.
    fn is_seen(&self) -> bool {
        !self.glyph.is_blank() && !self.has(Modifier::HIDDEN)
    }

    fn has(&self, modifier: Modifier) -> bool {
        self.glyph.cell.modifier.contains(modifier)
    }

    /// Whether every monospace font has the glyph at its own width.
    fn is_plain(&self) -> bool {
        self.glyph.symbol.len() == 1
    }

    fn look(&self) -> Look {
        Look { fg: self.fg, bold: self.has(Modifier::BOLD), italic: self.has(Modifier::ITALIC) }
    }

    /// Draws the glyph as a shape, if it is one.
    fn draw(&self, options: &PictureOptions, canvas: &mut Canvas) -> bool {
        let mut chars = self.glyph.symbol.chars();
        let (Some(symbol), None) = (chars.next(), chars.next()) else {
            return false;
        };
        let light = options.thickness();
        blocks::draw(symbol, self.area, self.fg, self.bg, canvas)
            || lines::draw(symbol, self.area, light, self.fg, canvas)
            || marks::draw(symbol, self.area, light, self.fg, canvas)
    }

    /// Underlines and strikes through, also where the glyph is blank.
    fn decorate(&self, options: &PictureOptions, canvas: &mut Canvas) {
        let Area { x, y, w, h } = self.area;
        let thickness = options.thickness();
        if self.has(Modifier::UNDERLINED) {
            // Halfway between the baseline and the foot of the cell.
            let below = (options.baseline() + h + 1) / 2;
            let own = depth::rgb(self.glyph.cell.underline_color, &options.palette);
            let area = Area { x, y: y + below, w, h: thickness };
            canvas.rect(own.unwrap_or(self.fg), area);
        }
        if self.has(Modifier::CROSSED_OUT) {
            canvas.rect(self.fg, Area { x, y: y + h / 2, w, h: thickness });
        }
    }
}

/// How type looks; what neighbouring glyphs must share to be one piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Rgb,
    bold: bool,
    italic: bool,
}

/// `text` with the characters replaced that mean something to XML, and those dropped that it
/// does not allow.
pub(crate) fn escape(text: &str) -> String {
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

/// Where the cursor is in the picture, if it is inside the buffer.
fn cursor(buffer: &Buffer, at: Position, options: &PictureOptions) -> Option<Area> {
    if !buffer.area.contains(at) {
        return None;
    }
    let (column, row) = (at.x - buffer.area.x, at.y - buffer.area.y);
    let glyphs = cells::rows(buffer).nth(usize::from(row))?;
    let under = glyphs.into_iter().rev().find(|glyph| glyph.x <= column)?;
    Some(Painted::new(under, i32::from(row), options).area)
}

#[cfg(test)]
mod tests;
