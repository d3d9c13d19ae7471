//! What the screen and its results can be written as: the name of the file decides.

use std::path::Path;

use strum::{EnumIter, IntoEnumIterator};

/// What a file is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub enum ExportKind {
    /// The screen as a drawing.
    Svg,
    /// The screen as a page.
    Html,
    /// The screen as pixels.
    Png,
    /// The screen as characters.
    Text,
    /// The screen as a terminal takes it.
    Ansi,
    /// The results for programs.
    Json,
    /// The results for spreadsheets.
    Csv,
    /// The results for documents.
    Markdown,
}

impl ExportKind {
    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Png => "png",
            Self::Text => "txt",
            Self::Ansi => "ans",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "md",
        }
    }

    /// Whether it holds results, and not the screen.
    pub fn is_results(self) -> bool {
        matches!(self, Self::Json | Self::Csv | Self::Markdown)
    }

    /// What a path is to hold, by its ending.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        Self::iter().find(|kind| kind.extension().eq_ignore_ascii_case(extension))
    }

    /// The endings of results, or those of screens: `.json .csv .md`.
    pub fn endings(of_results: bool) -> String {
        let endings = Self::iter().filter(|kind| kind.is_results() == of_results);
        endings.map(|kind| format!(".{}", kind.extension())).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides() {
        assert_eq!(ExportKind::of(Path::new("a/b.SVG")), Some(ExportKind::Svg));
        assert_eq!(ExportKind::of(Path::new("b.tar.md")), Some(ExportKind::Markdown));
        for none in ["", "b", "svg", ".svg", "b.gif", "b.svg/"] {
            assert_eq!(ExportKind::of(Path::new(none)), if none == "b.svg/" { Some(ExportKind::Svg) } else { None });
        }
        assert_eq!(ExportKind::endings(true), ".json .csv .md");
    }
}
