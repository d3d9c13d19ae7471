//! Walks a buffer the way a terminal shows it: one glyph at a time, wide ones once.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};

/// What a terminal shows at one place of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph<'a> {
    /// Column of its first cell, counted from the left edge of the buffer.
    pub(super) x: u16,
    /// Cells it covers.
    pub(super) width: u16,
    /// The grapheme; a single space where nothing printable is.
    pub(super) symbol: &'a str,
    /// Where its style comes from.
    pub(super) cell: &'a Cell,
}

impl Glyph<'_> {
    /// Whether nothing but the background shows.
    pub(super) fn is_blank(&self) -> bool {
        self.symbol.chars().all(char::is_whitespace)
    }
}

/// The rows of `buffer`, top to bottom.
pub(super) fn rows(buffer: &Buffer) -> impl Iterator<Item = Vec<Glyph<'_>>> {
    // `max` only because `chunks` refuses 0; without columns there is no content to chunk.
    let width = usize::from(buffer.area.width).max(1);
    buffer.content.chunks(width).map(row)
}

/// The glyphs of one row, which together cover each of its cells exactly once.
fn row(cells: &[Cell]) -> Vec<Glyph<'_>> {
    let mut glyphs = Vec::with_capacity(cells.len());
    let mut x = 0;
    while let Some(cell) = cells.get(x) {
        let left = cells.len() - x;
        let (symbol, natural, covered) = measure(cell);
        let covered = covered.min(left);
        let mut at = x;
        if natural <= left {
            glyphs.push(Glyph { x: at as u16, width: natural as u16, symbol, cell });
            at += natural;
        }
        // What is left are cells that a terminal skips but that no glyph fills: half a wide
        // character at the right edge, or a width forced by escape sequences.
        for at in at..x + covered {
            glyphs.push(Glyph { x: at as u16, width: 1, symbol: " ", cell });
        }
        x += covered;
    }
    glyphs
}

/// The printable symbol of a cell, its own width, and the number of cells it takes up.
fn measure(cell: &Cell) -> (&str, usize, usize) {
    let symbol = cell.symbol();
    // Ask for control characters first: `cell_width` panics on them in debug builds.
    if symbol.chars().any(char::is_control) {
        let forced = match cell.diff_option {
            CellDiffOption::ForcedWidth(width) => usize::from(width.get()),
            _ => 1,
        };
        return (" ", 1, forced);
    }
    match usize::from(symbol.cell_width()) {
        0 => (" ", 1, 1),
        natural => (symbol, natural, natural.max(usize::from(cell.cell_width()))),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn shown(buffer: &Buffer) -> Vec<(u16, u16, String)> {
        rows(buffer).flatten().map(|g| (g.x, g.width, g.symbol.to_owned())).collect()
    }

    #[test]
    fn wide_glyph_comes_once_whatever_its_second_cell_holds() {
        let mut buffer = Buffer::empty(Rect::new(3, 2, 4, 1));
        buffer.set_string(3, 2, "a界b", Style::new());
        buffer[(5, 2)].set_symbol("?");
        let want = [(0, 1, "a"), (1, 2, "界"), (3, 1, "b")];
        assert_eq!(shown(&buffer), want.map(|(x, w, s)| (x, w, s.to_owned())));
    }

    #[test]
    fn half_a_wide_glyph_at_the_edge_is_blank() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        buffer[(1, 0)].set_symbol("界");
        assert_eq!(shown(&buffer), [(0, 1, " ".to_owned()), (1, 1, " ".to_owned())]);
    }

    #[test]
    fn control_and_zero_width_symbols_are_blank() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 1));
        for (x, symbol) in [(0, "\t"), (1, ""), (2, "\u{301}"), (3, "\u{1b}[1m")] {
            buffer[(x, 0)].set_symbol(symbol);
        }
        let two = NonZeroU16::new(2).unwrap();
        buffer[(3, 0)].set_diff_option(CellDiffOption::ForcedWidth(two));
        buffer[(4, 0)].set_symbol("hidden");
        assert!(rows(&buffer).flatten().all(|g| g.symbol == " " && g.width == 1));
        assert_eq!(rows(&buffer).flatten().count(), 5);
    }

    #[test]
    fn empty_buffers_have_no_rows() {
        assert_eq!(rows(&Buffer::empty(Rect::new(0, 0, 0, 7))).count(), 0);
        assert_eq!(rows(&Buffer::empty(Rect::new(0, 0, 7, 0))).count(), 0);
    }
}
