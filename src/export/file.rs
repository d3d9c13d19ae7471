//! What the explorer writes to a file: the screen as it stands, or the results.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::about::{picture, stamp};
use super::frame::{Depth, Glyphs, ansi, html, limit_colors, png, svg, text};
use super::results::Report;
use crate::app::{ExportKind, State};
use crate::view::{Theme, ThemeName, render};

/// How the screen is seen.
#[derive(Debug, Clone)]
pub struct Look {
    /// Its colours, where there are all.
    pub theme: Theme,
    /// How many the terminal has: a picture has all of them.
    pub depth: Depth,
    /// With which characters.
    pub glyphs: Glyphs,
}

impl Default for Look {
    fn default() -> Self {
        Self { theme: Theme::new(ThemeName::default()), depth: Depth::Truecolor, glyphs: Glyphs::All }
    }
}

/// The bytes of a file.
///
/// # Errors
/// In a sentence, if there is nothing to write yet, or it would be too large.
pub fn bytes(state: &State, kind: ExportKind, look: &Look) -> Result<Vec<u8>, String> {
    if kind.is_results() {
        return results(state, kind);
    }
    let depth = if kind == ExportKind::Ansi { look.depth } else { Depth::Truecolor };
    let theme = look.theme.at(depth);
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    let mut buffer = Buffer::empty(area);
    let cursor = render(state, &theme, area, &mut buffer);
    limit_colors(&mut buffer, depth);
    look.glyphs.limit(&mut buffer);
    let about = || picture(state, &theme, cursor);
    Ok(match kind {
        ExportKind::Png => png(&buffer, &about()).map_err(|error| error.to_string())?,
        ExportKind::Svg => svg(&buffer, &about()).into_bytes(),
        ExportKind::Html => html(&buffer, &about()).into_bytes(),
        ExportKind::Ansi => format!("{}\n{}\n", ansi(&buffer, depth), stamp(state)).into_bytes(),
        _ => format!("{}\n{}\n", text(&buffer), stamp(state)).into_bytes(),
    })
}

fn results(state: &State, kind: ExportKind) -> Result<Vec<u8>, String> {
    let report = Report::of(state).ok_or("there are no results yet")?;
    let mut out = Vec::new();
    let written = match kind {
        ExportKind::Csv => report.write_csv(&mut out),
        ExportKind::Markdown => report.write_markdown(&mut out),
        _ => report.write_json(&mut out),
    };
    written.map(|()| out).map_err(|error| error.to_string())
}
