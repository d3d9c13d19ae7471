//! Which cells differ between two pictures of one size.
//!
//! ratatui has an iterator for this. It measures the width of every cell of every frame, and loses
//! track where a wide character is overlapped by something that starts in another column: the
//! uncovered half keeps its old look on the terminal. This one measures changed cells only.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::style::Modifier;

/// Modifiers that one can see on a blank.
pub const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Calls `found` for every cell of `after` that must be printed over `before`, in reading order.
///
/// Both must have the same area; cells beyond the shorter one are left out. Cells hidden under a
/// wide character are never reported.
pub fn changes<'a>(before: &Buffer, after: &'a Buffer, mut found: impl FnMut(u16, u16, &'a Cell)) {
    let area = after.area;
    let width = usize::from(area.width);
    if width == 0 {
        return;
    }
    let rows = before.content.chunks_exact(width).zip(after.content.chunks_exact(width));
    for (y, (before, after)) in area.rows().map(|row| row.y).zip(rows) {
        let mut column = 0;
        // Up to here the terminal may show half of a character that has gone.
        let mut damaged = 0;
        while column < width {
            let (old, new) = (&before[column], &after[column]);
            let update = match new.diff_option {
                CellDiffOption::Skip => false,
                CellDiffOption::AlwaysUpdate => true,
                _ => column < damaged || !looks_same(old, new),
            };
            let end = column + cells_of(new);
            if update {
                found(area.x + column as u16, y, new);
                damaged = damaged.max(end);
                for (at, old) in before.iter().enumerate().take(end).skip(column) {
                    damaged = damaged.max(at + cells_of(old));
                }
            }
            column = end;
        }
    }
}

/// How many columns the cell takes; at least its own.
fn cells_of(cell: &Cell) -> usize {
    match (cell.diff_option, cell.symbol().as_bytes()) {
        // ASCII, lines, blocks and braille are most of a picture, and looking up a width is most
        // of the work here.
        (CellDiffOption::None, [_] | [0xe2, 0x94..=0x96 | 0xa0..=0xa3, _]) => 1,
        _ => usize::from(cell.cell_width().max(1)),
    }
}

fn looks_same(old: &Cell, new: &Cell) -> bool {
    old == new || (old.bg == new.bg && is_inkless(old) && is_inkless(new))
}

/// Whether the cell shows its background and nothing else.
#[must_use]
pub fn is_inkless(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(SEEN_ON_BLANK) && cell.diff_option == CellDiffOption::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_for_narrow_is_narrow() {
        for symbol in ('\u{2500}'..='\u{25bf}').chain('\u{2800}'..='\u{28ff}') {
            assert_eq!(symbol.to_string().as_str().cell_width(), 1, "{symbol:?}");
        }
    }
}
