//! Box-drawing characters as rectangles.
//!
//! A character is four arms from the middle of the cell to its edges, each absent, light, heavy
//! or double. Corners and crossings follow from where an arm has to stop.

use super::canvas::{Area, Canvas, Rgb};

/// Draws `symbol` into the cell `area`, if it is a straight box-drawing character.
pub(super) fn draw(symbol: char, area: Area, light: i32, fg: Rgb, canvas: &mut Canvas) -> bool {
    if let Some((count, weight, is_vertical)) = dashes(symbol) {
        dash(count, weight, is_vertical, area, light, fg, canvas);
        return true;
    }
    let Some(arms) = arms(symbol) else {
        return false;
    };
    let [up, right, down, left] = arms;
    let mut put = |bars: Vec<Bar>, is_vertical: bool| {
        for Bar { along: (a0, a1), across: (c0, c1) } in bars {
            let (x, y, w, h) = if is_vertical { (c0, a0, c1 - c0, a1 - a0) } else { (a0, c0, a1 - a0, c1 - c0) };
            canvas.rect(fg, Area { x: area.x + x, y: area.y + y, w, h });
        }
    };
    let rows = Axis { length: area.h, light };
    let columns = Axis { length: area.w, light };
    // Verticals first: the canvas then joins the horizontal ones with those of the next cell.
    put(bars(up, down, [left, right], rows, columns, End::Low), true);
    put(bars(down, up, [left, right], rows, columns, End::High), true);
    put(bars(left, right, [up, down], columns, rows, End::Low), false);
    put(bars(right, left, [up, down], columns, rows, End::High), false);
    true
}

/// How an arm is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    None,
    Light,
    Heavy,
    Double,
}

/// The edge that an arm comes from: left or top, right or bottom.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// From where to where, in pixels.
type Span = (i32, i32);

/// A rectangle in the direction of its arm.
struct Bar {
    along: Span,
    across: Span,
}

/// One direction of a cell.
#[derive(Clone, Copy)]
struct Axis {
    length: i32,
    light: i32,
}

impl Axis {
    fn middle(self) -> i32 {
        self.length / 2
    }

    /// Where the strokes of a line across this axis lie, lower one first; a single line has the
    /// same stroke twice.
    fn strokes(self, weight: Weight) -> [Span; 2] {
        let centred = |size: i32| {
            let start = (self.length - size) / 2;
            (start, start + size)
        };
        match weight {
            Weight::None => [(self.middle(), self.middle()); 2],
            Weight::Light => [centred(self.light); 2],
            Weight::Heavy => [centred(3 * self.light); 2],
            Weight::Double => {
                let (start, end) = centred(self.light);
                let apart = 2 * self.light;
                [(start - apart, end - apart), (start + apart, end + apart)]
            }
        }
    }
}

/// The rectangles of one arm.
///
/// `opposite` is the arm that goes on beyond the middle, `sides` are the arms to the lower and
/// the higher side; `along` is the arm's own axis.
fn bars(arm: Weight, opposite: Weight, sides: [Weight; 2], along: Axis, across: Axis, end: End) -> Vec<Bar> {
    let bar = |stop: i32, across: Span| {
        let along = match end {
            End::Low => (0, stop),
            End::High => (stop, along.length),
        };
        Bar { along, across }
    };
    // Coming from one's own edge: where the first and the last stroke of a side arm end.
    let near = |side: Weight| match end {
        End::Low => along.strokes(side)[0].1,
        End::High => along.strokes(side)[1].0,
    };
    let far = |side: Weight| match end {
        End::Low => along.strokes(side)[1].1,
        End::High => along.strokes(side)[0].0,
    };
    let goes_on = opposite != Weight::None;
    let [low, high] = across.strokes(arm);
    match arm {
        Weight::None => Vec::new(),
        Weight::Light | Weight::Heavy => {
            let side = if sides[0] == Weight::None { sides[1] } else { sides[0] };
            let stop = if side != Weight::Double {
                // The heavier side covers the corner.
                let side = if sides.contains(&Weight::Heavy) { Weight::Heavy } else { side };
                far(side)
            } else if goes_on {
                along.middle()
            } else if sides[0] == sides[1] {
                // ╤ ends at the first of the two lines, which go past it.
                near(side)
            } else {
                // ╒ ends at the outer of the two lines, which begin at it.
                far(side)
            };
            vec![bar(stop, low)]
        }
        Weight::Double => {
            // Each stroke turns off into the side arm on its own side, or passes it by.
            let stop = |own: Weight, other: Weight| match (own, other) {
                (Weight::None, _) if goes_on => along.middle(),
                (Weight::None, other) => far(other),
                (own, _) => near(own),
            };
            let [a, b] = sides;
            vec![bar(stop(a, b), low), bar(stop(b, a), high)]
        }
    }
}

/// Draws a dashed line, so that the dashes keep their rhythm from cell to cell.
fn dash(count: i32, weight: Weight, is_vertical: bool, area: Area, light: i32, fg: Rgb, canvas: &mut Canvas) {
    let (length, breadth) = if is_vertical { (area.h, area.w) } else { (area.w, area.h) };
    let (c0, c1) = Axis { length: breadth, light }.strokes(weight)[0];
    for at in 0..count {
        let (start, end) = (at * length / count, (at + 1) * length / count);
        let gap = ((end - start + 1) / 3).max(1);
        let (a0, a1) = (start + gap / 2, end - gap + gap / 2);
        let (x, y, w, h) = if is_vertical { (c0, a0, c1 - c0, a1 - a0) } else { (a0, c0, a1 - a0, c1 - c0) };
        canvas.rect(fg, Area { x: area.x + x, y: area.y + y, w, h });
    }
}

/// Number of dashes, their weight, and whether they run up and down.
fn dashes(symbol: char) -> Option<(i32, Weight, bool)> {
    let (count, first) = match symbol {
        '┄'..='┇' => (3, '┄'),
        '┈'..='┋' => (4, '┈'),
        '╌'..='╏' => (2, '╌'),
        _ => return None,
    };
    // Each trio of tables is: light and heavy across, light and heavy down.
    let kind = symbol as u32 - first as u32;
    let weight = if kind.is_multiple_of(2) { Weight::Light } else { Weight::Heavy };
    Some((count, weight, kind >= 2))
}

/// The arms of a solid character: up, right, down, left.
fn arms(symbol: char) -> Option<[Weight; 4]> {
    let at = (symbol as usize).checked_sub(0x2500)?;
    let code = *ARMS.get(at)?;
    let arm = |shift: u32| match (code >> shift) & 3 {
        0 => Weight::None,
        1 => Weight::Light,
        2 => Weight::Heavy,
        _ => Weight::Double,
    };
    (code != 0).then(|| [arm(12), arm(8), arm(4), arm(0)])
}

/// One digit per arm (up, right, down, left): 1 light, 2 heavy, 3 double. From U+2500 on; zero
/// for the dashes, and for the arcs and diagonals, which are no straight lines.
#[rustfmt::skip]
const ARMS: [u16; 128] = [
    0x0101, 0x0202, 0x1010, 0x2020, 0, 0, 0, 0, 0, 0, 0, 0, 0x0110, 0x0210, 0x0120, 0x0220,
    0x0011, 0x0012, 0x0021, 0x0022, 0x1100, 0x1200, 0x2100, 0x2200,
    0x1001, 0x1002, 0x2001, 0x2002, 0x1110, 0x1210, 0x2110, 0x1120,
    0x2120, 0x2210, 0x1220, 0x2220, 0x1011, 0x1012, 0x2011, 0x1021,
    0x2021, 0x2012, 0x1022, 0x2022, 0x0111, 0x0112, 0x0211, 0x0212,
    0x0121, 0x0122, 0x0221, 0x0222, 0x1101, 0x1102, 0x1201, 0x1202,
    0x2101, 0x2102, 0x2201, 0x2202, 0x1111, 0x1112, 0x1211, 0x1212,
    0x2111, 0x1121, 0x2121, 0x2112, 0x2211, 0x1122, 0x1221, 0x2212,
    0x1222, 0x2122, 0x2221, 0x2222, 0, 0, 0, 0,
    0x0303, 0x3030, 0x0310, 0x0130, 0x0330, 0x0013, 0x0031, 0x0033,
    0x1300, 0x3100, 0x3300, 0x1003, 0x3001, 0x3003, 0x1310, 0x3130,
    0x3330, 0x1013, 0x3031, 0x3033, 0x0313, 0x0131, 0x0333, 0x1303,
    0x3101, 0x3303, 0x1313, 0x3131, 0x3333, 0, 0, 0,
    0, 0, 0, 0, 0x0001, 0x1000, 0x0100, 0x0010,
    0x0002, 0x2000, 0x0200, 0x0020, 0x0201, 0x1020, 0x0102, 0x2010,
];

#[cfg(test)]
mod tests;
