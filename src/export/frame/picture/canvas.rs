//! Shapes collected by colour and written as few paths.

use std::fmt::Write as _;

use super::shape::Shape;

/// A colour as the picture shows it.
pub(super) type Rgb = (u8, u8, u8);

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

/// Shapes of one layer, grouped by colour in the order in which the colours came.
///
/// One path per colour: renderers then add up the coverage of touching shapes exactly, and no
/// seam shows between them at any scale.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    rects: Vec<(Rgb, Vec<Area>)>,
    fills: Vec<(Rgb, Vec<Shape>)>,
    strokes: Vec<((Rgb, f64), Vec<Shape>)>,
}

/// How many earlier rectangles may still grow: the arms of one box-drawing cell.
const GROWING: usize = 4;

impl Canvas {
    /// Adds a rectangle, as part of a recent one where the two make a larger rectangle.
    pub(super) fn rect(&mut self, color: Rgb, area: Area) {
        if area.w <= 0 || area.h <= 0 {
            return;
        }
        let rects = entry(&mut self.rects, color);
        for last in rects.iter_mut().rev().take(GROWING) {
            let same_row = last.y == area.y && last.h == area.h;
            if same_row && (last.x..=last.x + last.w).contains(&area.x) {
                last.w = last.w.max(area.x + area.w - last.x);
                return;
            }
            let same_column = last.x == area.x && last.w == area.w;
            if same_column && (last.y..=last.y + last.h).contains(&area.y) {
                last.h = last.h.max(area.y + area.h - last.y);
                return;
            }
        }
        rects.push(area);
    }

    /// Adds the border of a rectangle, inside it.
    pub(super) fn outline(&mut self, color: Rgb, area: Area, thickness: i32) {
        let Area { x, y, w, h } = area;
        let inner = h - 2 * thickness;
        self.rect(color, Area { x, y, w, h: thickness });
        self.rect(color, Area { x, y: y + h - thickness, w, h: thickness });
        self.rect(color, Area { x, y: y + thickness, w: thickness, h: inner });
        let right = x + w - thickness;
        self.rect(color, Area { x: right, y: y + thickness, w: thickness, h: inner });
    }

    /// Adds a filled shape.
    pub(super) fn fill(&mut self, color: Rgb, shape: Shape) {
        entry(&mut self.fills, color).push(shape);
    }

    /// Adds the outline of a shape, or a line.
    pub(super) fn stroke(&mut self, color: Rgb, width: f64, shape: Shape) {
        entry(&mut self.strokes, (color, width)).push(shape);
    }

    /// The rectangles with their colours.
    pub(super) fn areas(&self) -> impl Iterator<Item = (Rgb, Area)> {
        self.rects.iter().flat_map(|(color, areas)| areas.iter().map(|area| (*color, *area)))
    }

    /// The filled shapes of each colour.
    pub(super) fn fills(&self) -> impl Iterator<Item = (Rgb, &[Shape])> {
        self.fills.iter().map(|(color, shapes)| (*color, &**shapes))
    }

    /// The stroked shapes of each colour and width.
    pub(super) fn strokes(&self) -> impl Iterator<Item = (Rgb, f64, &[Shape])> {
        self.strokes.iter().map(|((color, width), shapes)| (*color, *width, &**shapes))
    }

    /// Writes the layer as a group with `attributes`, or nothing if it is empty.
    pub(super) fn write(&self, attributes: &str, out: &mut String) {
        if self.rects.is_empty() && self.fills.is_empty() && self.strokes.is_empty() {
            return;
        }
        let _ = writeln!(out, "<g{attributes}>");
        for (color, rects) in &self.rects {
            let _ = write!(out, "<path fill=\"{}\" d=\"", hex(*color));
            for Area { x, y, w, h } in rects {
                let _ = write!(out, "M{x} {y}h{w}v{h}h-{w}z");
            }
            out.push_str("\"/>\n");
        }
        for (color, shapes) in &self.fills {
            let _ = write!(out, "<path fill=\"{}\" d=\"", hex(*color));
            for shape in shapes {
                shape.write(out);
            }
            out.push_str("\"/>\n");
        }
        for ((color, width), shapes) in &self.strokes {
            let (stroke, width) = (hex(*color), num(*width));
            let _ = write!(out, "<path fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" d=\"");
            for shape in shapes {
                shape.write(out);
            }
            out.push_str("\"/>\n");
        }
        out.push_str("</g>\n");
    }
}

/// The value of `key`, made at its first use. Frames have few colours, so a search is enough.
fn entry<K: PartialEq, V: Default>(list: &mut Vec<(K, V)>, key: K) -> &mut V {
    let at = list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        list.push((key, V::default()));
        list.len() - 1
    });
    &mut list[at].1
}

/// A colour as SVG writes it.
pub(super) fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// `percent` of `over`, the rest of `under`.
pub(super) fn mix(over: Rgb, under: Rgb, percent: u16) -> Rgb {
    let part = |a: u8, b: u8| ((u16::from(a) * percent + u16::from(b) * (100 - percent) + 50) / 100) as u8;
    (part(over.0, under.0), part(over.1, under.1), part(over.2, under.2))
}

/// A number with at most two decimals and no superfluous zeros.
pub(super) fn num(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgb = (255, 0, 0);

    fn written(areas: &[(i32, i32, i32, i32)]) -> String {
        let mut canvas = Canvas::default();
        for &(x, y, w, h) in areas {
            canvas.rect(RED, Area { x, y, w, h });
        }
        let mut out = String::new();
        canvas.write("", &mut out);
        out
    }

    #[test]
    fn touching_rectangles_become_one() {
        let want = "<g>\n<path fill=\"#ff0000\" d=\"M0 0h18v9h-18z\"/>\n</g>\n";
        assert_eq!(written(&[(0, 0, 9, 9), (9, 0, 9, 9)]), want);
        assert_eq!(written(&[(0, 0, 18, 4), (0, 4, 18, 5)]), want);
        assert_eq!(written(&[(0, 0, 9, 9), (10, 0, 9, 9)]).matches('M').count(), 2);
    }

    #[test]
    fn nothing_is_written_for_nothing() {
        assert_eq!(written(&[(3, 3, 0, 9)]), "");
    }

    #[test]
    fn numbers_are_short() {
        let got = [1.0, 0.5, 2.25, 1.0 / 3.0, -0.001, 10.0, 100.0].map(num);
        assert_eq!(got, ["1", "0.5", "2.25", "0.33", "0", "10", "100"]);
    }

    #[test]
    fn mixing_keeps_the_ends() {
        assert_eq!(mix((1, 2, 3), (9, 9, 9), 100), (1, 2, 3));
        assert_eq!(mix((1, 2, 3), (9, 9, 9), 0), (9, 9, 9));
        assert_eq!(mix((255, 255, 255), (0, 0, 0), 50), (128, 128, 128));
    }
}
