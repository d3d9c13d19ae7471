//! A frame as plain text.

use ratatui::buffer::Buffer;

use super::cells;

/// The glyphs of `buffer`, one line per row, without trailing blanks.
///
/// Each line ends with a newline, also empty ones, so the number of lines is the height.
#[must_use]
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::with_capacity(buffer.content.len() + usize::from(buffer.area.height));
    for row in cells::rows(buffer) {
        for glyph in row {
            out.push_str(glyph.symbol);
        }
        // Stops at the previous newline, which is no blank.
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    #[test]
    fn trims_blanks_but_keeps_rows_and_wide_characters() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 4));
        buffer.set_string(1, 0, "界 ok", Style::new());
        buffer.set_string(0, 2, "e\u{301}│  ", Style::new().bg(Color::Red));
        assert_eq!(text(&buffer), " 界 ok\n\ne\u{301}│\n\n");
    }

    #[test]
    fn a_buffer_without_cells_is_an_empty_text() {
        assert_eq!(text(&Buffer::empty(Rect::ZERO)), "");
    }
}
