//! The one font of PNG pictures, cut down to what is set in type. `assets/fonts` says which it is, and how.

use std::collections::BTreeMap;

use tiny_skia::{Path, PathBuilder};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

static FONT: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSansMono-subset.ttf");

/// Outlines of glyphs in units of the font, found once each.
pub(super) struct TypeFace {
    face: Face<'static>,
    outlines: BTreeMap<char, Outline>,
}

/// A glyph.
#[derive(Clone)]
pub(super) struct Outline {
    /// `None` for what is blank.
    pub(super) path: Option<Path>,
    /// How far it is to the next one.
    pub(super) advance: f32,
}

impl TypeFace {
    /// Reads the embedded font.
    ///
    /// # Panics
    /// If it is broken; a test reads it.
    pub(super) fn new() -> Self {
        let face = Face::parse(FONT, 0).unwrap_or_else(|error| panic!("the embedded font: {error}"));
        Self { face, outlines: BTreeMap::new() }
    }

    /// Units of a font of size 1.
    pub(super) fn units(&self) -> f32 {
        f32::from(self.face.units_per_em())
    }

    /// Whether the font has a character.
    #[cfg(test)]
    pub(super) fn has(&self, symbol: char) -> bool {
        self.face.glyph_index(symbol).is_some()
    }

    /// The outline of a character: an empty box for one that the font has not.
    pub(super) fn outline(&mut self, symbol: char) -> &Outline {
        let face = &self.face;
        self.outlines.entry(symbol).or_insert_with(|| {
            let glyph = face.glyph_index(symbol).unwrap_or(GlyphId(0));
            let mut pen = Pen(PathBuilder::new());
            let is_drawn = face.outline_glyph(glyph, &mut pen).is_some();
            let path = if is_drawn { pen.0.finish() } else { None };
            Outline { path, advance: f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) }
        })
    }
}

struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
