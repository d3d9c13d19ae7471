//! Charts in braille dots: bands of quantiles by density, lines by strokes. What colour repeats, the dots say already.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::view::theme::{Role, Theme};

/// Dots a cell has across and down.
const ACROSS: u16 = 2;
const DOWN: u16 = 4;

/// Bits of a braille pattern, by column and row of the dot.
const BITS: [[u32; DOWN as usize]; ACROSS as usize] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// What a dot belongs to; the later one decides the colour of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// Between the 5 % and 95 % quantiles: every second dot.
    Outer,
    /// Between the quartiles: every dot, but for the median's.
    Inner,
    /// A line of one dot's thickness.
    Thin,
    /// A line of two.
    Line,
}

/// What is drawn at one column of dots: heights from 0, the bottom, to 1, the top.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles.
    pub bands: Option<[f64; 5]>,
    /// The line; it has its cells to itself.
    pub line: Option<f64>,
    /// The thin line, likewise.
    pub thin: Option<f64>,
}

/// Colours of the layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inks {
    pub line: Role,
    pub thin: Role,
}

/// Columns of dots in an area.
pub(super) fn dots_across(area: Rect) -> u16 {
    area.width * ACROSS
}

/// Paints columns of dots over what stands there; a cell without a dot is left as it is.
pub(super) fn paint(theme: &Theme, area: Rect, inks: Inks, column: impl Fn(u16) -> Column, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let height = area.height * DOWN;
    let mut before = Column::default();
    for x in 0..area.width {
        let columns = [column(x * ACROSS), column(x * ACROSS + 1)];
        for y in 0..area.height {
            // Dots by layer.
            let mut bits = [0; 4];
            for (side, own) in columns.iter().enumerate() {
                let last = if side == 0 { before } else { columns[0] };
                let at = x * ACROSS + side as u16;
                for row in 0..DOWN {
                    let from_top = y * DOWN + row;
                    if let Some(layer) = layer(own, &last, at, from_top, height) {
                        bits[layer as usize] |= BITS[side][usize::from(row)];
                    }
                }
            }
            let top = [Layer::Line, Layer::Thin, Layer::Inner, Layer::Outer]
                .into_iter()
                .find(|layer| bits[*layer as usize] != 0);
            // A line keeps clear of bands: it would drown in their dots.
            let bits = match top {
                Some(Layer::Line | Layer::Thin) => bits[Layer::Line as usize] | bits[Layer::Thin as usize],
                _ => bits[Layer::Inner as usize] | bits[Layer::Outer as usize],
            };
            let role = match top {
                None => continue,
                Some(Layer::Outer) => Role::BandOuter,
                Some(Layer::Inner) => Role::BandInner,
                Some(Layer::Thin) => inks.thin,
                Some(Layer::Line) => inks.line,
            };
            if let Some(cell) = buffer.cell_mut((area.x + x, area.y + y)) {
                cell.set_char(char::from_u32(0x2800 + bits).unwrap_or(' ')).set_style(theme.style(role));
            }
        }
        before = columns[1];
    }
}

/// The row of dots, from the top, on which a height lies.
fn row_of(value: f64, height: u16) -> u16 {
    let last = height.saturating_sub(1);
    last - ((value.clamp(0.0, 1.0) * f64::from(last)).round() as u16).min(last)
}

/// What the dot at column `at` and row `y` belongs to, if it is drawn.
fn layer(own: &Column, last: &Column, at: u16, y: u16, height: u16) -> Option<Layer> {
    let on_line = |now: Option<f64>, before: Option<f64>, thick: bool| {
        let now = row_of(now?, height);
        let before = before.map_or(now, |before| row_of(before, height));
        // A steep piece is filled up, half of it by each of its columns.
        let reach = if now > before { before + 1..=now } else { now..=before.saturating_sub(1).max(now) };
        // Two dots thick is to be seen from afar. Both stand in one cell: parted, they would be two thin lines.
        let below = !y.is_multiple_of(DOWN) && reach.contains(&(y - 1));
        let above = y % DOWN == DOWN - 2 && reach.contains(&(y + 1));
        (reach.contains(&y) || thick && (below || above)).then_some(())
    };
    if on_line(own.line, last.line, true).is_some() {
        return Some(Layer::Line);
    }
    if on_line(own.thin, last.thin, false).is_some() {
        return Some(Layer::Thin);
    }
    let [p5, p25, p50, p75, p95] = own.bands?.map(|value| row_of(value, height));
    if (p75..=p25).contains(&y) {
        // The median is a gap in the band, where there is band on both sides.
        let gap = y == p50 && p75 + 1 < p50 && p50 + 1 < p25;
        (!gap).then_some(Layer::Inner)
    } else if (p95..=p5).contains(&y) {
        (at + y).is_multiple_of(2).then_some(Layer::Outer)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::ThemeName;

    fn picture(columns: &[Column], rows: u16) -> Vec<String> {
        let area = Rect::new(0, 0, columns.len() as u16 / 2, rows);
        let mut buffer = Buffer::empty(area);
        let inks = Inks { line: Role::Central, thin: Role::Gap };
        paint(&Theme::new(ThemeName::Dark), area, inks, |at| columns[usize::from(at)], &mut buffer);
        (0..rows).map(|y| (0..area.width).map(|x| buffer[(x, y)].symbol().to_owned()).collect()).collect()
    }

    #[test]
    fn a_line_runs_from_its_bottom_to_its_top_without_a_hole() {
        let columns: Vec<Column> =
            (0..8).map(|at| Column { line: Some(f64::from(at) / 7.0), ..Column::default() }).collect();
        assert_eq!(picture(&columns, 2), ["  ⣤⠞", "⣤⠞  "]);
    }

    #[test]
    fn bands_differ_by_density_alone() {
        let wide = Column { bands: Some([0.0, 0.0, 0.0, 0.0, 1.0]), ..Column::default() };
        let narrow = Column { bands: Some([0.0, 0.0, 0.5, 1.0, 1.0]), ..Column::default() };
        let dots = |rows: Vec<String>| -> u32 {
            rows.concat().chars().map(|c| (u32::from(c).saturating_sub(0x2800)).count_ones()).sum()
        };
        let (outer, inner) = (dots(picture(&[wide; 16], 4)), dots(picture(&[narrow; 16], 4)));
        assert!(outer * 3 / 2 < inner && outer > 16, "{outer} of the outer band, {inner} of the inner");
    }
}
