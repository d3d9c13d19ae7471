//! A picture as SVG: few paths, and text placed glyph by glyph.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;

use super::canvas::{hex, num};
use super::{Look, Painted, PictureOptions, Scene, escape};

/// `buffer` as an SVG document.
///
/// Nothing blinks. Equal arguments give equal bytes.
#[must_use]
pub fn svg(buffer: &Buffer, options: &PictureOptions) -> String {
    let (width, height) = options.size(buffer);
    let (title, desc) = (escape(&options.title), escape(&options.description));
    let mut out = String::with_capacity(buffer.content.len() * 16);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n<desc>{desc}</desc>\n",
    );
    if !options.stamp.is_empty() {
        let _ = writeln!(out, "<metadata>{}</metadata>", escape(&options.stamp));
    }
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", hex(options.background));
    let scene = Scene::of(buffer, options);
    write_layers(&scene, &mut out);
    let _ = writeln!(
        out,
        "<g font-family=\"{}\" font-size=\"{}\" fill=\"{}\">",
        escape(&options.font_family),
        options.font_size,
        hex(options.foreground),
    );
    for row in &scene.rows {
        write_text(row, options, &mut out);
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Writes what is drawn.
pub(super) fn write_layers(scene: &Scene<'_>, out: &mut String) {
    // Grounds meet without anti-aliasing, or a scaled picture shows seams between the rows. Thin
    // lines must keep it, or a scaled picture loses some of them.
    scene.grounds.write(" shape-rendering=\"crispEdges\"", out);
    scene.shapes.write("", out);
}

/// Writes the text of a row.
fn write_text(row: &[Painted<'_>], options: &PictureOptions, out: &mut String) {
    let mut word: Option<Word> = None;
    for cell in row {
        let look = cell.look();
        if cell.is_text && cell.is_plain() {
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
        if cell.is_text {
            // Maybe from another font and of another width, so centred in its own cells.
            let x = f64::from(cell.area.x) + f64::from(cell.area.w) / 2.0;
            let y = cell.area.y + options.baseline();
            let (x, look) = (num(x), attributes(look, options));
            let symbol = escape(cell.glyph.symbol);
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\"{look}>{symbol}</text>");
        }
    }
    if let Some(word) = word {
        word.write(options, out);
    }
}

fn attributes(look: Look, options: &PictureOptions) -> String {
    let mut out = String::new();
    if look.fg != options.foreground {
        let _ = write!(out, " fill=\"{}\"", hex(look.fg));
    }
    if look.bold {
        out.push_str(" font-weight=\"bold\"");
    }
    if look.italic {
        out.push_str(" font-style=\"italic\"");
    }
    out
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
        let mut word = Self { look: cell.look(), text: String::new(), xs: Vec::new(), y: cell.area.y, end: 0 };
        word.push(cell);
        word
    }

    fn push(&mut self, cell: &Painted<'_>) {
        self.text.push_str(cell.glyph.symbol);
        self.xs.push(cell.area.x);
        self.end = cell.glyph.x + cell.glyph.width;
    }

    fn write(&self, options: &PictureOptions, out: &mut String) {
        out.push_str("<text x=\"");
        for (at, x) in self.xs.iter().enumerate() {
            let _ = write!(out, "{}{x}", if at == 0 { "" } else { " " });
        }
        let y = self.y + options.baseline();
        let (look, text) = (attributes(self.look, options), escape(&self.text));
        let _ = writeln!(out, "\" y=\"{y}\"{look}>{text}</text>");
    }
}
