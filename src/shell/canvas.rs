//! Frames as the terminal can show them: in its theme, its colours and its characters.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::background::{self, Question};
use super::color::theme_of;
use super::painter::Painter;
use super::terminal::Terminal;
use crate::export::file;
use crate::export::frame::{Glyphs, limit_colors};
use crate::view::{Depth, Theme};

/// How a session is seen.
#[derive(Debug, Clone)]
pub enum Look {
    /// As frames.
    Painted(Painted),
    /// As lines for a screen reader: what changed, once, on the ordinary screen; with these characters.
    Spoken(Glyphs),
}

impl Look {
    /// With which characters.
    pub(super) fn glyphs(&self) -> Glyphs {
        match self {
            Self::Painted(painted) => painted.glyphs,
            Self::Spoken(glyphs) => *glyphs,
        }
    }
}

/// How frames look.
#[derive(Debug, Clone)]
pub struct Painted {
    /// The theme; without one, that which suits the terminal's ground.
    pub theme: Option<Theme>,
    /// How many colours there are.
    pub depth: Depth,
    /// With which characters.
    pub glyphs: Glyphs,
}

/// Paints as the terminal can show it.
pub(super) struct Canvas {
    painter: Painter<Terminal>,
    theme: Theme,
    depth: Depth,
    glyphs: Glyphs,
    /// Whether the terminal is still to be asked for its ground, or its answer is awaited.
    question: Question,
}

impl Canvas {
    /// A canvas on the terminal, if it is looked at.
    pub(super) fn of(terminal: &Terminal, look: Look) -> Option<Self> {
        let Look::Painted(look) = look else { return None };
        let variable = |name: &str| std::env::var(name).ok();
        let asks = look.theme.is_none() && look.depth != Depth::None && background::may_ask(variable);
        let theme = look.theme.unwrap_or_else(|| Theme::new(theme_of(variable)));
        Some(Self {
            painter: Painter::new(terminal.clone()),
            theme: theme.at(look.depth),
            depth: look.depth,
            glyphs: look.glyphs,
            question: if asks { Question::ToBeAsked } else { Question::Settled },
        })
    }

    /// Paints a frame; gives the bytes that were sent.
    pub(super) fn paint(
        &mut self,
        terminal: &Terminal,
        area: Rect,
        render: impl FnOnce(&Theme, &mut Buffer) -> Option<Position>,
    ) -> std::io::Result<usize> {
        let Self { painter, theme, depth, glyphs, .. } = self;
        let bytes = painter.paint(area, |buffer| {
            let cursor = render(theme, buffer);
            limit_colors(buffer, *depth);
            glyphs.limit(buffer);
            cursor
        })?;
        if let Some(question) = self.question.ask() {
            // Behind the first frame, which waits for nothing. An answer may come at any time, or never.
            terminal.write_frame(question)?;
        }
        Ok(bytes)
    }

    /// How an export of the screen is to look.
    pub(super) fn look(&self) -> file::Look {
        file::Look { theme: self.theme.clone(), depth: self.depth, glyphs: self.glyphs }
    }

    /// Forgets what the screen shows.
    pub(super) fn invalidate(&mut self) {
        self.painter.invalidate();
    }

    /// Takes an answer of the terminal's, if it is the one that was asked for.
    pub(super) fn answered(&mut self, answer: &[u8]) {
        if let Some(name) = self.question.answered(answer) {
            self.theme = Theme::new(name).at(self.depth);
            tracing::info!(theme = name.id(), "the terminal told its ground");
        }
    }
}

/// Writes lines below what stands there, in one write.
pub(super) fn say(terminal: &Terminal, glyphs: Glyphs, lines: &[String]) -> std::io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for line in lines {
        // What a file has in it is no command to the terminal.
        text.extend(glyphs.spell(line).chars().map(|c| if c.is_control() { ' ' } else { c }));
        // Raw mode takes the carriage return for nothing.
        text.push_str("\r\n");
    }
    terminal.write_frame(text.as_bytes()).map(drop)
}
