//! Block elements and braille as rectangles.

use super::canvas::{Area, Canvas, Rgb, mix};

/// Draws `symbol` into the cell `area`, if it is a block element or a braille pattern.
pub(super) fn draw(symbol: char, area: Area, fg: Rgb, bg: Rgb, canvas: &mut Canvas) -> bool {
    if let Some(percent) = shade(symbol) {
        // A flat mix: the dots of a real shade turn into moiré when a picture is scaled.
        canvas.rect(mix(fg, bg, percent), area);
    } else if let Some([left, top, right, bottom]) = eighths(symbol) {
        canvas.rect(fg, part(area, left, top, right, bottom));
    } else if let Some(quadrants) = quadrants(symbol) {
        for (bit, (left, top)) in [(0, 0), (4, 0), (0, 4), (4, 4)].into_iter().enumerate() {
            if quadrants & (1 << bit) != 0 {
                canvas.rect(fg, part(area, left, top, left + 4, top + 4));
            }
        }
    } else if let '\u{2800}'..='\u{28FF}' = symbol {
        braille(symbol as u32 - 0x2800, area, fg, canvas);
    } else {
        return false;
    }
    true
}

/// Percentage of a cell that a shade covers.
fn shade(symbol: char) -> Option<u16> {
    match symbol {
        '░' => Some(25),
        '▒' => Some(50),
        '▓' => Some(75),
        _ => None,
    }
}

/// Left, top, right and bottom edge of a block in eighths of the cell.
fn eighths(symbol: char) -> Option<[i32; 4]> {
    let code = symbol as i32;
    Some(match symbol {
        '▀' => [0, 0, 8, 4],
        // ▁ to █ fill one to eight eighths from below, ▉ to ▏ seven to one from the left.
        '▁'..='█' => [0, 8 - (code - 0x2580), 8, 8],
        '▉'..='▏' => [0, 0, 8 - (code - 0x2588), 8],
        '▐' => [4, 0, 8, 8],
        '▔' => [0, 0, 8, 1],
        '▕' => [7, 0, 8, 8],
        _ => return None,
    })
}

/// The quarters of a quadrant block: upper left 1, upper right 2, lower left 4, lower right 8.
fn quadrants(symbol: char) -> Option<u8> {
    Some(match symbol {
        '▖' => 4,
        '▗' => 8,
        '▘' => 1,
        '▙' => 1 + 4 + 8,
        '▚' => 1 + 8,
        '▛' => 1 + 2 + 4,
        '▜' => 1 + 2 + 8,
        '▝' => 2,
        '▞' => 2 + 4,
        '▟' => 2 + 4 + 8,
        _ => return None,
    })
}

/// The part of a cell between edges in eighths, on whole pixels.
///
/// Equal eighths always land on the same pixel, so that complementary blocks meet exactly.
fn part(area: Area, left: i32, top: i32, right: i32, bottom: i32) -> Area {
    let (x0, x1) = (eighth(left, area.w), eighth(right, area.w));
    let (y0, y1) = (eighth(top, area.h), eighth(bottom, area.h));
    // Even the thinnest block shows in the smallest cell.
    let (y0, x1) = (y0.min(area.h - 1), x1.max(1));
    Area { x: area.x + x0, y: area.y + y0, w: x1 - x0, h: y1 - y0 }
}

/// `count` eighths of `length`, rounded.
fn eighth(count: i32, length: i32) -> i32 {
    (count * length + 4) / 8
}

/// Draws the dots whose bits are set.
fn braille(bits: u32, area: Area, fg: Rgb, canvas: &mut Canvas) {
    // Unicode numbers the dots down the left column, down the right one, then the bottom row,
    // which was added when six dots became eight.
    const DOTS: [(i32, i32); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let size = ((area.w + 2) / 4).min((area.h + 3) / 6).max(1);
    for (bit, (column, row)) in DOTS.into_iter().enumerate() {
        if bits & (1 << bit) != 0 {
            // Centres at odd quarters of the width and odd eighths of the height.
            let x = ((2 * column + 1) * area.w - 2 * size + 2) / 4;
            let y = ((2 * row + 1) * area.h - 4 * size + 4) / 8;
            canvas.rect(fg, Area { x: area.x + x, y: area.y + y, w: size, h: size });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Area = Area { x: 100, y: 200, w: 9, h: 20 };
    const FG: Rgb = (255, 255, 255);

    fn drawn(symbol: char) -> String {
        let mut canvas = Canvas::default();
        assert!(draw(symbol, CELL, FG, (0, 0, 0), &mut canvas), "{symbol} is not drawn");
        let mut out = String::new();
        canvas.write("", &mut out);
        out
    }

    #[test]
    fn every_block_element_is_drawn_inside_its_cell() {
        for symbol in '\u{2580}'..='\u{259F}' {
            assert!(drawn(symbol).contains("<path"), "{symbol} is empty");
        }
        for (left, top, right, bottom) in [(0, 0, 8, 1), (0, 7, 8, 8), (0, 0, 1, 8), (7, 0, 8, 8)] {
            for (w, h) in [(9, 20), (1, 1), (2, 3), (18, 40)] {
                let part = part(Area { x: 0, y: 0, w, h }, left, top, right, bottom);
                assert!(part.x >= 0 && part.x + part.w <= w, "{part:?} in {w}x{h}");
                assert!(part.y >= 0 && part.y + part.h <= h, "{part:?} in {w}x{h}");
            }
        }
    }

    #[test]
    fn complementary_halves_meet() {
        assert!(drawn('▌').contains("M100 200h5v20"));
        assert!(drawn('▐').contains("M105 200h4v20"));
        assert!(drawn('▀').contains("M100 200h9v10"));
        assert!(drawn('▄').contains("M100 210h9v10"));
        assert!(drawn('█').contains("M100 200h9v20"));
        assert!(drawn('▁').contains("M100 218h9v2"));
    }

    #[test]
    fn shades_are_flat_mixes() {
        assert!(drawn('▒').contains("#808080"));
        assert!(drawn('░').contains("#404040"));
    }

    #[test]
    fn braille_has_a_dot_per_bit() {
        assert_eq!(drawn('⣿').matches('M').count(), 8);
        assert_eq!(drawn('⠁').matches('M').count(), 1);
        assert!(!draw('a', CELL, FG, FG, &mut Canvas::default()));
    }
}
