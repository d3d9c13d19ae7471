//! A number moved a little, to see what moves with it.

use crate::lever::Kind;
use crate::scenario::inputs::Input;

/// By how much a number is moved: of itself, or a date by so many days.
const SHARE: f64 = 0.1;
const DAYS: f64 = 30.0;

/// A number a tenth higher (`way` is 1) or lower (−1); `None` for never, and below nought.
pub(super) fn nudged(row: &Input, value: f64, way: f64) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    if row.shape.kind == Kind::Date {
        return Some(value + way * DAYS);
    }
    if value != 0.0 {
        return Some(value * (1.0 + way * SHARE));
    }
    // Nought has no tenth: it goes up by a point, or by a unit.
    let unit = if row.shape.kind == Kind::Share { 0.01 } else { 1.0 };
    (way > 0.0).then_some(unit)
}
