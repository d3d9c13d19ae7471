//! Tables: one shape, written for people, for documents, for spreadsheets and for programs.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// Cells in rows below headings.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = (impl Into<String>, Side)>) -> Self {
        Self { columns: columns.into_iter().map(|(title, side)| (title.into(), side)).collect(), rows: Vec::new() }
    }

    /// Adds a row; it has as many cells as there are columns.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// In columns, two blanks apart.
    pub(crate) fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.widths();
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
        for row in std::iter::once(&titles).chain(&self.rows) {
            let mut line = String::new();
            for ((cell, width), (_, side)) in row.iter().zip(&widths).zip(&self.columns) {
                line.push_str(&padded(cell, *width, *side));
                line.push_str("  ");
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// As a table of Markdown.
    pub(crate) fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.widths();
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells
                .iter()
                .zip(&widths)
                .zip(&self.columns)
                .map(|((cell, width), (_, side))| padded(&cell.replace('|', "\\|"), *width, *side))
                .collect();
            format!("| {} |", cells.join(" | "))
        };
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
        writeln!(out, "{}", line(&titles))?;
        let rules: Vec<String> = widths
            .iter()
            .zip(&self.columns)
            .map(|(width, (_, side))| {
                let rule = "-".repeat((*width).max(3) - usize::from(*side == Side::Right));
                if *side == Side::Right { format!("{rule}:") } else { rule }
            })
            .collect();
        writeln!(out, "| {} |", rules.join(" | "))?;
        for row in &self.rows {
            writeln!(out, "{}", line(row))?;
        }
        Ok(())
    }

    /// As comma-separated values.
    pub(crate) fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
        for row in std::iter::once(&titles).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            writeln!(out, "{}", cells.join(","))?;
        }
        Ok(())
    }

    fn widths(&self) -> Vec<usize> {
        let width = |column: usize| {
            let title = self.columns[column].0.width();
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).fold(title, usize::max)
        };
        (0..self.columns.len()).map(width).collect()
    }
}

/// Columns of running text.
const TEXT_COLUMNS: usize = 100;

/// Writes a paragraph in lines of at most [`TEXT_COLUMNS`]; all but the first begin with `indent`.
pub(crate) fn write_wrapped(text: &str, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.trim_start().is_empty() && line.width() + 1 + word.width() > TEXT_COLUMNS {
            writeln!(out, "{line}")?;
            indent.clone_into(&mut line);
        }
        if !line.trim_start().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{line}")
}

fn padded(cell: &str, width: usize, side: Side) -> String {
    let blanks = " ".repeat(width.saturating_sub(cell.width()));
    match side {
        Side::Left => format!("{cell}{blanks}"),
        Side::Right => format!("{blanks}{cell}"),
    }
}

/// A cell in quotes where it needs them.
pub(crate) fn csv_cell(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([("name", Side::Left), ("n", Side::Right)]);
        table.row(["a|b", "1"]);
        table.row(["語, \"x\"", "22"]);
        table
    }

    fn written(write: impl Fn(&Table, &mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&table(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_stand_in_columns_whatever_their_width() {
        assert_eq!(written(Table::write_text), "name      n\na|b       1\n語, \"x\"  22\n");
    }

    #[test]
    fn markdown_and_csv_escape_their_own_marks() {
        assert_eq!(written(Table::write_csv), "name,n\na|b,1\n\"語, \"\"x\"\"\",22\n");
        assert!(written(Table::write_markdown).contains("a\\|b"));
        assert!(written(Table::write_markdown).contains("-: |"));
    }
}
