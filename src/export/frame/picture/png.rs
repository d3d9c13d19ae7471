//! A picture as PNG: rectangles on whole pixels, marks and letters with soft edges.

use ratatui::buffer::Buffer;
use tiny_skia::{Color, FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};
use unicode_width::UnicodeWidthChar;

use super::canvas::{Area, Canvas, Rgb};
use super::shape::Shape;
use super::type_face::TypeFace;
use super::{Painted, PictureOptions, Scene};

/// A pixel of the options is so many pixels of the picture a side: screens of today have as many.
const SCALE: u16 = 2;

/// The most pixels: some forty large screens.
const MOST_PIXELS: u64 = 1 << 26;

/// The frame has too many cells for a picture of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PNG of {columns}×{rows} cells would be too large; SVG and HTML take any size")]
pub struct TooLarge {
    columns: u16,
    rows: u16,
}

/// `buffer` as a PNG file, twice as many pixels wide and high as its SVG, with title, description and stamp as text.
///
/// Equal arguments give equal bytes, on every system.
///
/// # Errors
/// If it would have more than 67 million pixels.
pub fn png(buffer: &Buffer, options: &PictureOptions) -> Result<Vec<u8>, TooLarge> {
    let options = &options.scaled(SCALE);
    let (width, height) = options.size(buffer);
    let too_large = TooLarge { columns: buffer.area.width, rows: buffer.area.height };
    if width as u64 * height as u64 > MOST_PIXELS {
        return Err(too_large);
    }
    let mut picture = Pixmap::new(width as u32, height as u32).ok_or(too_large)?;
    picture.fill(color(options.background));
    let scene = Scene::of(buffer, options);
    paint(&scene.grounds, &mut picture);
    paint(&scene.shapes, &mut picture);
    let mut face = TypeFace::new();
    for cell in scene.rows.iter().flatten().filter(|cell| cell.is_text) {
        set(cell, options, &mut face, &mut picture);
    }
    encode(&picture, options).map_err(|_| too_large)
}

fn color((r, g, b): Rgb) -> Color {
    Color::from_rgba8(r, g, b, u8::MAX)
}

fn ink(rgb: Rgb, soft: bool) -> Paint<'static> {
    let mut paint = Paint { anti_alias: soft, ..Paint::default() };
    paint.set_color(color(rgb));
    paint
}

/// Paints a layer.
fn paint(canvas: &Canvas, picture: &mut Pixmap) {
    for (rgb, Area { x, y, w, h }) in canvas.areas() {
        if let Some(rect) = Rect::from_xywh(x as f32, y as f32, w as f32, h as f32) {
            picture.fill_rect(rect, &ink(rgb, false), Transform::identity(), None);
        }
    }
    for (rgb, shapes) in canvas.fills() {
        for path in shapes.iter().filter_map(path) {
            picture.fill_path(&path, &ink(rgb, true), FillRule::Winding, Transform::identity(), None);
        }
    }
    for (rgb, width, shapes) in canvas.strokes() {
        let stroke = Stroke { width: width as f32, ..Stroke::default() };
        for path in shapes.iter().filter_map(path) {
            picture.stroke_path(&path, &ink(rgb, true), &stroke, Transform::identity(), None);
        }
    }
}

/// How far from the ends of a quarter of a circle its handles are, as a share of the radius.
const QUARTER: f64 = 0.552_285;

fn path(shape: &Shape) -> Option<Path> {
    let mut out = PathBuilder::new();
    match shape {
        Shape::Polygon(points) => {
            for (at, (x, y)) in points.iter().enumerate() {
                if at == 0 { out.move_to(*x as f32, *y as f32) } else { out.line_to(*x as f32, *y as f32) }
            }
            out.close();
        }
        Shape::Lines(lines) => {
            for [(x0, y0), (x1, y1)] in lines {
                out.move_to(*x0 as f32, *y0 as f32);
                out.line_to(*x1 as f32, *y1 as f32);
            }
        }
        Shape::Circle { centre: (x, y), radius } => out.push_circle(*x as f32, *y as f32, *radius as f32),
        Shape::Corner(corner) => {
            let [from, to] = corner.turn();
            let (x, y) = corner.point();
            let towards = |a: f64, b: f64| (a + QUARTER * (b - a)) as f32;
            out.move_to(corner.start.0 as f32, corner.start.1 as f32);
            out.line_to(from.0 as f32, from.1 as f32);
            out.cubic_to(x as f32, towards(from.1, y), towards(to.0, x), y as f32, to.0 as f32, to.1 as f32);
            out.line_to(corner.end.0 as f32, corner.end.1 as f32);
        }
    }
    out.finish()
}

/// Sets a glyph in type, in the middle of its cells.
fn set(cell: &Painted<'_>, options: &PictureOptions, face: &mut TypeFace, picture: &mut Pixmap) {
    let scale = f32::from(options.font_size) / face.units();
    let units = face.units();
    let look = cell.look();
    for symbol in cell.glyph.symbol.chars() {
        // A mark over a letter that the font has not is no letter of its own.
        if symbol.width().unwrap_or_default() == 0 {
            continue;
        }
        let outline = face.outline(symbol);
        let Some(path) = &outline.path else { continue };
        let x = cell.area.x as f32 + (cell.area.w as f32 - outline.advance * scale) / 2.0;
        let y = (cell.area.y + options.baseline()) as f32;
        let lean = if look.italic { 0.2 } else { 0.0 };
        let place = Transform::from_row(scale, 0.0, lean * scale, -scale, x, y);
        let ink = ink(look.fg, true);
        picture.fill_path(path, &ink, FillRule::Winding, place, None);
        if look.bold {
            // One font: its bold is itself with a thicker outline.
            let stroke = Stroke { width: units / 22.0, line_join: LineJoin::Round, ..Stroke::default() };
            picture.stroke_path(path, &ink, &stroke, place, None);
        }
    }
}

fn encode(picture: &Pixmap, options: &PictureOptions) -> Result<Vec<u8>, png::EncodingError> {
    // The ground is opaque, and so is all that is on it.
    let bytes: Vec<u8> = picture.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Few colours in long runs: worth the moment, a third of the size.
    encoder.set_compression(png::Compression::High);
    for (keyword, text) in
        [("Title", &options.title), ("Description", &options.description), ("Source", &options.stamp)]
    {
        if !text.is_empty() {
            encoder.add_itxt_chunk(keyword.to_owned(), text.clone())?;
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(out)
}
