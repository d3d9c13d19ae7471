//! Texts that scroll, in the few marks of Markdown that a terminal can show: headings, paragraphs, lists and blocks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::view::flow::Flow;
use crate::view::theme::{Role, Theme};

/// Rows that a text takes in a width.
pub(in crate::view) fn rows(source: &str, width: u16) -> u16 {
    let mut flow = Flow::counting(width);
    lay(source, None, &mut flow);
    flow.finish()
}

/// Paints a text, with so many of its rows above `area`.
pub(in crate::view) fn text(source: &str, theme: &Theme, area: Rect, above: u16, buffer: &mut Buffer) {
    let mut flow = Flow::new(buffer, area, theme.style(Role::Text));
    flow.scroll(above);
    lay(source, Some(theme), &mut flow);
    flow.finish();
}

/// Lays a text out; what only counts rows needs no theme. A paragraph is a line of the source.
fn lay(source: &str, theme: Option<&Theme>, flow: &mut Flow<'_>) {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    let mut in_block = false;
    let mut last_was_blank = true;
    for line in source.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            flow.indent(0).style(style(Role::Key)).as_it_is(line);
        } else if line.is_empty() {
            // Two in a row are one.
            if !last_was_blank {
                flow.indent(0).blank();
            }
        } else if let Some(heading) = line.strip_prefix("# ") {
            flow.indent(0).style(style(Role::Accent)).put(heading).finish();
        } else {
            let item = line.strip_prefix("- ");
            flow.indent(if item.is_some() { 2 } else { 0 });
            if item.is_some() {
                flow.style(style(Role::Dim)).mark("-");
            }
            // A name stands for itself, in its own style.
            for (index, part) in item.unwrap_or(line).split('`').enumerate() {
                flow.style(style(if index % 2 == 0 { Role::Text } else { Role::Key })).put(part);
            }
            flow.finish();
        }
        last_was_blank = line.is_empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::ThemeName;

    const SOURCE: &str =
        "# Head\n\nA paragraph with `a name` in it.\n\n- one item of two lines\n\n```text\nx = 1\n```\n";

    fn painted(above: u16) -> Vec<String> {
        let area = Rect::new(0, 0, 14, 5);
        let mut buffer = Buffer::empty(area);
        text(SOURCE, &Theme::new(ThemeName::Dark), area, above, &mut buffer);
        let row = |y: u16| (0..14).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..5).map(row).collect()
    }

    #[test]
    fn headings_paragraphs_items_and_blocks_stand_in_rows() {
        assert_eq!(painted(0), ["Head", "", "A paragraph", "with a name in", "it."]);
        assert_eq!(painted(5), ["", "- one item of", "  two lines", "", "x = 1"]);
        assert_eq!(rows(SOURCE, 14), 10);
    }
}
