//! Rounded corners, diagonals, and the round and pointed marks of a screen, as curves.

use super::canvas::{Area, Canvas, Rgb, num};

/// Draws `symbol` into the cell `area`, if it is one of the marks.
pub(super) fn draw(symbol: char, area: Area, light: i32, fg: Rgb, canvas: &mut Canvas) -> bool {
    let at = Spot::new(area, light);
    if let Some(path) = at.arc(symbol).or_else(|| at.diagonal(symbol)) {
        canvas.stroke(fg, f64::from(light), &path);
    } else if let Some(path) = at.solid(symbol) {
        canvas.fill(fg, &path);
    } else if let Some(path) = at.hollow(symbol) {
        canvas.stroke(fg, at.pen(), &path);
    } else {
        return false;
    }
    true
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
    fn arc(&self, symbol: char) -> Option<String> {
        let (to_right, to_bottom) = match symbol {
            '╭' => (true, true),
            '╮' => (false, true),
            '╯' => (false, false),
            '╰' => (true, false),
            _ => return None,
        };
        let (x, y) = self.line;
        let (edge_x, side) = if to_right { (self.right, 1.0) } else { (self.left, -1.0) };
        let (edge_y, ahead) = if to_bottom { (self.bottom, 1.0) } else { (self.top, -1.0) };
        let r = (edge_x - x).abs().min((edge_y - y).abs());
        let (turn_x, turn_y) = (x + side * r, y + ahead * r);
        let sweep = u8::from(to_right == to_bottom);
        let [x, y, edge_x, edge_y, turn_x, turn_y, r] = [x, y, edge_x, edge_y, turn_x, turn_y, r].map(num);
        Some(format!("M{x} {edge_y}V{turn_y}A{r} {r} 0 0 {sweep} {turn_x} {y}H{edge_x}"))
    }

    fn diagonal(&self, symbol: char) -> Option<String> {
        let [l, t, r, b] = [self.left, self.top, self.right, self.bottom].map(num);
        match symbol {
            '╱' => Some(format!("M{l} {b}L{r} {t}")),
            '╲' => Some(format!("M{l} {t}L{r} {b}")),
            '╳' => Some(format!("M{l} {b}L{r} {t}M{l} {t}L{r} {b}")),
            _ => None,
        }
    }

    fn solid(&self, symbol: char) -> Option<String> {
        let reach = self.reach();
        Some(match symbol {
            '●' => self.circle(0.84 * reach),
            '•' => self.circle(0.5 * reach),
            '■' => self.polygon(&SQUARE, 0.78 * reach),
            '▪' => self.polygon(&SQUARE, 0.45 * reach),
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

    fn hollow(&self, symbol: char) -> Option<String> {
        // The outer edge of the line is where a solid mark would end.
        let reach = self.reach();
        let half = self.pen() / 2.0;
        Some(match symbol {
            '○' => self.circle(0.84 * reach - half),
            '□' => self.polygon(&SQUARE, 0.78 * reach - half),
            '◇' => self.polygon(&DIAMOND, 0.95 * reach - half),
            _ => return None,
        })
    }

    fn circle(&self, radius: f64) -> String {
        let (x, y) = self.centre();
        let [x, y, r, d] = [x - radius, y, radius, 2.0 * radius].map(num);
        format!("M{x} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z")
    }

    /// A closed line through `points`, in units of `size` from the centre of the cell.
    fn polygon(&self, points: &[(f64, f64)], size: f64) -> String {
        let (x, y) = self.centre();
        let mut out = String::new();
        for (at, (dx, dy)) in points.iter().enumerate() {
            out.push(if at == 0 { 'M' } else { 'L' });
            out.push_str(&num(x + dx * size));
            out.push(' ');
            out.push_str(&num(y + dy * size));
        }
        out.push('z');
        out
    }
}

const SQUARE: [(f64, f64); 4] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
const DIAMOND: [(f64, f64); 4] = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)];
/// A triangle that points to the right.
const POINTER: [(f64, f64); 3] = [(-0.85, -1.0), (0.95, 0.0), (-0.85, 1.0)];

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Area = Area { x: 0, y: 0, w: 9, h: 20 };

    #[test]
    fn arcs_end_where_the_straight_lines_begin() {
        let at = Spot::new(CELL, 1);
        assert_eq!(at.arc('╭').unwrap(), "M4.5 20V14A4.5 4.5 0 0 1 9 9.5H9");
        assert_eq!(at.arc('╯').unwrap(), "M4.5 0V5A4.5 4.5 0 0 1 0 9.5H0");
    }

    #[test]
    fn marks_of_the_screens_are_drawn_and_letters_are_not() {
        for symbol in "●○▸◂▴▾▶◀▲▼■□◆◇•╱╲╳╭╮╯╰".chars() {
            assert!(draw(symbol, CELL, 1, (0, 0, 0), &mut Canvas::default()), "{symbol}");
        }
        assert!(!draw('o', CELL, 1, (0, 0, 0), &mut Canvas::default()));
    }
}
