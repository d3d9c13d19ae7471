//! The nearest colour that an output has.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

pub use crate::view::Depth;

/// The named colours in the order of their ANSI numbers.
pub const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// What xterm shows for the sixteen named colours, in the order of their ANSI numbers.
pub const XTERM: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The colour nearest to `color` that `depth` can show.
///
/// Named colours stay as they are, except without colour: the user's theme gives them their
/// looks. An RGB colour never becomes one of the palette's first sixteen at 256 colours, for the
/// same reason. Ties go to the lower number.
#[must_use]
pub fn quantize(color: Color, depth: Depth) -> Color {
    match (depth, color) {
        (Depth::None, _) => Color::Reset,
        (Depth::Ansi256, Color::Rgb(r, g, b)) => {
            let of_index = (16..=u8::MAX).map(|index| (Color::Indexed(index), indexed(index, &XTERM)));
            nearest((r, g, b), of_index)
        }
        (Depth::Ansi16, Color::Rgb(r, g, b)) => nearest((r, g, b), NAMED.into_iter().zip(XTERM)),
        (Depth::Ansi16, Color::Indexed(index)) => match NAMED.get(usize::from(index)) {
            Some(&named) => named,
            None => nearest(indexed(index, &XTERM), NAMED.into_iter().zip(XTERM)),
        },
        (Depth::Ansi16 | Depth::Ansi256 | Depth::Truecolor, _) => color,
    }
}

/// The ANSI number of a named colour.
pub(super) fn number(color: Color) -> Option<u8> {
    NAMED.iter().position(|&named| named == color).map(|at| at as u8)
}

/// The RGB value of `color` under `palette`, or `None` for the terminal's default.
#[must_use]
pub fn rgb(color: Color, palette: &[(u8, u8, u8); 16]) -> Option<(u8, u8, u8)> {
    match color {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(index) => Some(indexed(index, palette)),
        _ => number(color).map(|at| palette[usize::from(at)]),
    }
}

/// The RGB value of a number of xterm's 256-colour palette.
fn indexed(index: u8, palette: &[(u8, u8, u8); 16]) -> (u8, u8, u8) {
    match index {
        0..16 => palette[usize::from(index)],
        16..232 => {
            let level = |steps: u8| if steps == 0 { 0 } else { 55 + 40 * steps };
            let cube = index - 16;
            (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        }
    }
}

/// The candidate closest to `target`.
fn nearest(target: (u8, u8, u8), candidates: impl Iterator<Item = (Color, (u8, u8, u8))>) -> Color {
    candidates.min_by_key(|&(_, candidate)| distance(target, candidate)).map_or(Color::Reset, |(color, _)| color)
}

/// Square of a distance that the eye would roughly agree with ("redmean").
///
/// Integers on purpose: the same colour must win on every machine.
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> i64 {
    let mean = i64::midpoint(i64::from(a.0), i64::from(b.0));
    let r = i64::from(a.0) - i64::from(b.0);
    let g = i64::from(a.1) - i64::from(b.1);
    let b = i64::from(a.2) - i64::from(b.2);
    (512 + mean) * r * r + 1024 * g * g + (767 - mean) * b * b
}

/// What colours became, the newest over the oldest: a frame has some twenty, and looking for the nearest of 256 again
/// for every cell would take longer than painting.
struct Memo {
    depth: Depth,
    known: [(Color, Color); 32],
    next: usize,
}

impl Memo {
    fn quantize(&mut self, color: Color) -> Color {
        if let Some((_, nearest)) = self.known.iter().find(|(own, _)| *own == color) {
            return *nearest;
        }
        let nearest = quantize(color, self.depth);
        self.known[self.next] = (color, nearest);
        self.next = (self.next + 1) % self.known.len();
        nearest
    }
}

/// Quantizes every cell of a frame.
pub fn limit_colors(buffer: &mut Buffer, depth: Depth) {
    if depth == Depth::Truecolor {
        return;
    }
    let mut memo = Memo { depth, known: [(Color::Reset, Color::Reset); 32], next: 0 };
    for cell in &mut buffer.content {
        cell.fg = memo.quantize(cell.fg);
        // The nearest of sixteen to a quiet ground is a loud one: grounds are left to the terminal.
        cell.bg = if depth == Depth::Ansi16 { Color::Reset } else { memo.quantize(cell.bg) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn palette_entries_map_to_themselves() {
        for index in 16..=u8::MAX {
            let (r, g, b) = indexed(index, &XTERM);
            let Color::Indexed(found) = quantize(Color::Rgb(r, g, b), Depth::Ansi256) else {
                panic!("{index} left the palette");
            };
            // The cube and the grey ramp share some greys, so compare what is shown.
            assert_eq!(indexed(found, &XTERM), (r, g, b));
        }
        for (color, (r, g, b)) in NAMED.into_iter().zip(XTERM) {
            assert_eq!(quantize(Color::Rgb(r, g, b), Depth::Ansi16), color);
        }
    }

    #[test]
    fn grey_ramp_is_used() {
        assert_eq!(quantize(Color::Rgb(0x1e, 0x1e, 0x1e), Depth::Ansi256), Color::Indexed(234));
        assert_eq!(quantize(Color::Rgb(250, 250, 251), Depth::Ansi256), Color::Indexed(231));
    }

    #[test]
    fn the_okabe_ito_colours_keep_their_family() {
        let table = [
            ((0xE6, 0x9F, 0x00), 178, Color::Yellow),
            ((0x56, 0xB4, 0xE9), 74, Color::Cyan),
            ((0x00, 0x9E, 0x73), 35, Color::Cyan),
            ((0xD5, 0x5E, 0x00), 166, Color::Red),
        ];
        for ((r, g, b), index, name) in table {
            let color = Color::Rgb(r, g, b);
            assert_eq!(quantize(color, Depth::Ansi256), Color::Indexed(index));
            assert_eq!(quantize(color, Depth::Ansi16), name);
        }
    }

    #[test]
    fn poorer_depths_keep_what_they_have() {
        for depth in [Depth::Ansi16, Depth::Ansi256, Depth::Truecolor] {
            assert_eq!(quantize(Color::LightRed, depth), Color::LightRed);
            assert_eq!(quantize(Color::Reset, depth), Color::Reset);
        }
        assert_eq!(quantize(Color::Indexed(9), Depth::Ansi16), Color::LightRed);
        assert_eq!(quantize(Color::Indexed(196), Depth::Ansi16), Color::LightRed);
        assert_eq!(quantize(Color::Indexed(196), Depth::Ansi256), Color::Indexed(196));
        assert_eq!(quantize(Color::Rgb(1, 2, 3), Depth::Truecolor), Color::Rgb(1, 2, 3));
        assert_eq!(quantize(Color::Red, Depth::None), Color::Reset);
    }

    #[test]
    fn a_frame_of_many_colours_is_quantized_cell_by_cell() {
        let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 97, 3));
        for (index, cell) in buffer.content.iter_mut().enumerate() {
            cell.fg = Color::Rgb((index % 97) as u8, (index % 41) as u8 * 5, 200);
            cell.bg = Color::Rgb(9, (index % 60) as u8, 17);
        }
        for depth in Depth::ALL {
            let mut limited = buffer.clone();
            limit_colors(&mut limited, depth);
            for (before, after) in buffer.content.iter().zip(&limited.content) {
                let ground = if depth == Depth::Ansi16 { Color::Reset } else { quantize(before.bg, depth) };
                assert_eq!((after.fg, after.bg), (quantize(before.fg, depth), ground));
            }
        }
    }

    #[test]
    fn quantizing_twice_changes_nothing() {
        for depth in Depth::ALL {
            for (r, g, b) in [(0, 0, 0), (1, 90, 200), (250, 128, 7), (77, 77, 80)] {
                let once = quantize(Color::Rgb(r, g, b), depth);
                assert_eq!(quantize(once, depth), once);
            }
        }
    }
}
