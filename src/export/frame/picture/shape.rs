//! Curved and slanted shapes as data: SVG writes them as paths, PNG fills them.

use std::fmt::Write as _;

use super::canvas::num;

/// A place in pixels.
pub(super) type Point = (f64, f64);

/// What a mark is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A closed line through points.
    Polygon(Vec<Point>),
    /// Lines from point to point, each by itself.
    Lines(Vec<[Point; 2]>),
    /// A circle.
    Circle {
        /// Its centre.
        centre: Point,
        /// Its radius.
        radius: f64,
    },
    /// A vertical line that turns into a horizontal one.
    Corner(Corner),
}

/// A vertical line from `start` that turns round a quarter of a circle into a horizontal one to `end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    pub(super) start: Point,
    pub(super) end: Point,
    pub(super) radius: f64,
}

impl Corner {
    /// Where the turn begins and where it ends.
    pub(super) fn turn(&self) -> [Point; 2] {
        let (x, y) = self.point();
        let side = (self.end.0 - x).signum();
        let ahead = (self.start.1 - y).signum();
        [(x, y + ahead * self.radius), (x + side * self.radius, y)]
    }

    /// Where the lines would meet if they went on.
    pub(super) fn point(&self) -> Point {
        (self.start.0, self.end.1)
    }
}

impl Shape {
    /// Writes the commands of an SVG path.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Polygon(points) => {
                for (at, (x, y)) in points.iter().enumerate() {
                    out.push(if at == 0 { 'M' } else { 'L' });
                    let _ = write!(out, "{} {}", num(*x), num(*y));
                }
                out.push('z');
            }
            Self::Lines(lines) => {
                for line in lines {
                    let [x0, y0, x1, y1] = [line[0].0, line[0].1, line[1].0, line[1].1].map(num);
                    let _ = write!(out, "M{x0} {y0}L{x1} {y1}");
                }
            }
            Self::Circle { centre: (x, y), radius } => {
                let [x, y, r, d] = [x - radius, *y, *radius, 2.0 * radius].map(num);
                let _ = write!(out, "M{x} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z");
            }
            Self::Corner(corner) => {
                let [(_, turn_y), (turn_x, _)] = corner.turn();
                let sweep = u8::from((corner.end.0 > corner.start.0) == (corner.start.1 > corner.end.1));
                let (start, end) = (corner.start, corner.end);
                let [x, y, edge_x, edge_y] = [start.0, end.1, end.0, start.1].map(num);
                let [turn_x, turn_y, r] = [turn_x, turn_y, corner.radius].map(num);
                let _ = write!(out, "M{x} {edge_y}V{turn_y}A{r} {r} 0 0 {sweep} {turn_x} {y}H{edge_x}");
            }
        }
    }
}
