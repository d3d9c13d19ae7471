//! A frame as an SVG picture that keeps the grid of cells in any viewer.
//!
//! Blocks, borders, braille and a few marks are drawn as shapes, not set in a font: bars then
//! join without gaps, and no font has to have them. All other text is placed glyph by glyph, so
//! that a font of another width cannot push a line out of step.

mod blocks;
mod canvas;
mod lines;
mod marks;
mod words;

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::cells::{self, Glyph};
use super::depth;
use canvas::{Area, Canvas, Rgb, hex, mix};

/// How a frame becomes a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SvgOptions {
    /// What the picture is, in a few words; viewers show it as a tooltip.
    pub title: String,
    /// What the picture says, for readers who cannot see it.
    pub description: String,
    /// The terminal's default text colour.
    pub foreground: (u8, u8, u8),
    /// The terminal's default background.
    pub background: (u8, u8, u8),
    /// The sixteen named colours in the order of their ANSI numbers.
    pub palette: [(u8, u8, u8); 16],
    /// CSS list of monospace fonts.
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

impl Default for SvgOptions {
    /// Light text on a dark ground, in cells of 9 by 20 pixels.
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
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

/// `buffer` as an SVG document.
///
/// Nothing blinks. Equal arguments give equal bytes.
#[must_use]
pub fn svg(buffer: &Buffer, options: &SvgOptions) -> String {
    let pad = i32::from(options.padding);
    let width = i32::from(buffer.area.width) * i32::from(options.cell_width) + 2 * pad;
    let height = i32::from(buffer.area.height) * i32::from(options.cell_height) + 2 * pad;
    let (title, desc) = (words::escape(&options.title), words::escape(&options.description));
    let mut out = String::with_capacity(buffer.content.len() * 16);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n<desc>{desc}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        hex(options.background),
    );

    let mut grounds = Canvas::default();
    let mut shapes = Canvas::default();
    let mut text = String::new();
    for (y, row) in (0..).zip(cells::rows(buffer)) {
        let row: Vec<Painted<'_>> = row.iter().map(|g| Painted::new(*g, y, options)).collect();
        for cell in row.iter().filter(|cell| cell.bg != options.background) {
            grounds.rect(cell.bg, cell.area);
        }
        for cell in &row {
            cell.decorate(options, &mut shapes);
        }
        words::place(&row, options, &mut shapes, &mut text);
    }
    if let Some(area) = options.cursor.and_then(|at| cursor(buffer, at, options)) {
        shapes.outline(options.foreground, area, thickness(options));
    }

    // Grounds meet without anti-aliasing, or a scaled picture shows seams between the rows. Thin
    // lines must keep it, or a scaled picture loses some of them.
    grounds.write(" shape-rendering=\"crispEdges\"", &mut out);
    shapes.write("", &mut out);
    let _ = writeln!(
        out,
        "<g font-family=\"{}\" font-size=\"{}\" fill=\"{}\">\n{text}</g>\n</svg>",
        words::escape(&options.font_family),
        options.font_size,
        hex(options.foreground),
    );
    out
}

/// A glyph with its place and colours in the picture.
struct Painted<'a> {
    glyph: Glyph<'a>,
    area: Area,
    fg: Rgb,
    bg: Rgb,
}

impl<'a> Painted<'a> {
    fn new(glyph: Glyph<'a>, row: i32, options: &SvgOptions) -> Self {
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
        Self { glyph, area, fg, bg }
    }

    /// Whether there is a glyph to paint.
    fn is_seen(&self) -> bool {
        !self.glyph.is_blank() && !self.has(Modifier::HIDDEN)
    }

    fn has(&self, modifier: Modifier) -> bool {
        self.glyph.cell.modifier.contains(modifier)
    }

    /// Underlines and strikes through, also where the glyph is blank.
    fn decorate(&self, options: &SvgOptions, canvas: &mut Canvas) {
        let Area { x, y, w, h } = self.area;
        let thickness = thickness(options);
        if self.has(Modifier::UNDERLINED) {
            // Halfway between the baseline and the foot of the cell.
            let below = (words::baseline(options) + h + 1) / 2;
            let own = depth::rgb(self.glyph.cell.underline_color, &options.palette);
            let area = Area { x, y: y + below, w, h: thickness };
            canvas.rect(own.unwrap_or(self.fg), area);
        }
        if self.has(Modifier::CROSSED_OUT) {
            canvas.rect(self.fg, Area { x, y: y + h / 2, w, h: thickness });
        }
    }
}

/// Width of a thin line.
fn thickness(options: &SvgOptions) -> i32 {
    // One pixel at the usual sizes, growing with the font.
    (i32::from(options.font_size) / 12).max(1)
}

/// Where the cursor is in the picture, if it is inside the buffer.
fn cursor(buffer: &Buffer, at: Position, options: &SvgOptions) -> Option<Area> {
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
