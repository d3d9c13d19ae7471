//! Rounded corners, diagonals, and the round and pointed marks of a screen, as curves.

use super::canvas::{Area, Canvas, Rgb};
use super::shape::{Corner, Point, Shape};

/// Draws `symbol` into the cell `area`, if it is one of the marks.
pub(super) fn draw(symbol: char, area: Area, light: i32, fg: Rgb, canvas: &mut Canvas) -> bool {
    let at = Spot::new(area, light);
    if let Some(shape) = at.arc(symbol).or_else(|| at.diagonal(symbol)) {
        canvas.stroke(fg, f64::from(light), shape);
        return true;
    }
    // A half-filled mark is both.
    let (solid, hollow) = (at.solid(symbol), at.hollow(symbol));
    let is_drawn = solid.is_some() || hollow.is_some();
    if let Some(shape) = solid {
        canvas.fill(fg, shape);
    }
    if let Some(shape) = hollow {
        canvas.stroke(fg, at.pen(), shape);
    }
    is_drawn
}

/// A cell with the measures that its marks are drawn by.
struct Spot {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    /// Middle of the thin lines, to which arcs must fit.
    line: (f64, f64),
    light: f64,
}

impl Spot {
    fn new(area: Area, light: i32) -> Self {
        let middle = |start: i32, length: i32| f64::from(start + (length - light) / 2) + f64::from(light) / 2.0;
        Self {
            left: f64::from(area.x),
            top: f64::from(area.y),
            right: f64::from(area.x + area.w),
            bottom: f64::from(area.y + area.h),
            line: (middle(area.x, area.w), middle(area.y, area.h)),
            light: f64::from(light),
        }
    }

    /// Half the shorter side of the cell.
    fn reach(&self) -> f64 {
        (self.right - self.left).min(self.bottom - self.top) / 2.0
    }

    /// Width of the line around hollow marks.
    fn pen(&self) -> f64 {
        1.3 * self.light
    }

    fn centre(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    /// A rounded corner from one edge of the cell to another.
    fn arc(&self, symbol: char) -> Option<Shape> {
        let (to_right, to_bottom) = match symbol {
            '╭' => (true, true),
            '╮' => (false, true),
            '╯' => (false, false),
            '╰' => (true, false),
            _ => return None,
        };
        let (x, y) = self.line;
        let edge_x = if to_right { self.right } else { self.left };
        let edge_y = if to_bottom { self.bottom } else { self.top };
        let radius = (edge_x - x).abs().min((edge_y - y).abs());
        Some(Shape::Corner(Corner { start: (x, edge_y), end: (edge_x, y), radius }))
    }

    fn diagonal(&self, symbol: char) -> Option<Shape> {
        let rising = [(self.left, self.bottom), (self.right, self.top)];
        let falling = [(self.left, self.top), (self.right, self.bottom)];
        Some(Shape::Lines(match symbol {
            '╱' => vec![rising],
            '╲' => vec![falling],
            '╳' => vec![rising, falling],
            _ => return None,
        }))
    }

    fn solid(&self, symbol: char) -> Option<Shape> {
        let reach = self.reach();
        Some(match symbol {
            '●' => self.circle(0.84 * reach),
            '•' => self.circle(0.5 * reach),
            '■' => self.polygon(&SQUARE, 0.78 * reach),
            '▪' => self.polygon(&SQUARE, 0.45 * reach),
            '◧' => self.polygon(&LEFT_HALF, 0.78 * reach),
            '◆' => self.polygon(&DIAMOND, 0.95 * reach),
            '▶' => self.polygon(&POINTER, 0.95 * reach),
            '▸' => self.polygon(&POINTER, 0.7 * reach),
            '◀' => self.polygon(&POINTER.map(|(x, y)| (-x, y)), 0.95 * reach),
            '◂' => self.polygon(&POINTER.map(|(x, y)| (-x, y)), 0.7 * reach),
            '▼' => self.polygon(&POINTER.map(|(x, y)| (y, x)), 0.95 * reach),
            '▾' => self.polygon(&POINTER.map(|(x, y)| (y, x)), 0.7 * reach),
            '▲' => self.polygon(&POINTER.map(|(x, y)| (y, -x)), 0.95 * reach),
            '▴' => self.polygon(&POINTER.map(|(x, y)| (y, -x)), 0.7 * reach),
            _ => return None,
        })
    }

    fn hollow(&self, symbol: char) -> Option<Shape> {
        // The outer edge of the line is where a solid mark would end.
        let reach = self.reach();
        let half = self.pen() / 2.0;
        Some(match symbol {
            '○' => self.circle(0.84 * reach - half),
            '□' | '◧' => self.polygon(&SQUARE, 0.78 * reach - half),
            '◇' => self.polygon(&DIAMOND, 0.95 * reach - half),
            _ => return None,
        })
    }

    fn circle(&self, radius: f64) -> Shape {
        Shape::Circle { centre: self.centre(), radius }
    }

    /// A closed line through `points`, in units of `size` from the centre of the cell.
    fn polygon(&self, points: &[Point], size: f64) -> Shape {
        let (x, y) = self.centre();
        Shape::Polygon(points.iter().map(|(dx, dy)| (x + dx * size, y + dy * size)).collect())
    }
}

const SQUARE: [Point; 4] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
const LEFT_HALF: [Point; 4] = [(-1.0, -1.0), (0.0, -1.0), (0.0, 1.0), (-1.0, 1.0)];
const DIAMOND: [Point; 4] = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)];
/// A triangle that points to the right.
const POINTER: [Point; 3] = [(-0.85, -1.0), (0.95, 0.0), (-0.85, 1.0)];

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Area = Area { x: 0, y: 0, w: 9, h: 20 };

    #[test]
    fn arcs_end_where_the_straight_lines_begin() {
        let at = Spot::new(CELL, 1);
        let written = |symbol| {
            let mut out = String::new();
            at.arc(symbol).unwrap().write(&mut out);
            out
        };
        assert_eq!(written('╭'), "M4.5 20V14A4.5 4.5 0 0 1 9 9.5H9");
        assert_eq!(written('╯'), "M4.5 0V5A4.5 4.5 0 0 1 0 9.5H0");
    }

    #[test]
    fn marks_of_the_screens_are_drawn_and_letters_are_not() {
        for symbol in "●○▸◂▴▾▶◀▲▼■□◆◇•╱╲╳╭╮╯╰".chars() {
            assert!(draw(symbol, CELL, 1, (0, 0, 0), &mut Canvas::default()), "{symbol}");
        }
        assert!(!draw('o', CELL, 1, (0, 0, 0), &mut Canvas::default()));
    }
}
