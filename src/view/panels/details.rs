//! All about what is chosen: a part of the backtest with the sources of what was seen, a scenario with those of what
//! differs.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Part, PreviewBody, Screen, State};
use crate::scenario::{self, Difference, Source, paragraphs};
use crate::study::BacktestRow;
use crate::view::flow::Flow;
use crate::view::format::grade_mark;
use crate::view::pen::Prose;
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// What it is about.
pub(super) fn title(state: &State) -> &'static str {
    match state.screen {
        Screen::Scenarios => "The scenario",
        _ => "Where it comes from",
    }
}

/// Rows that it takes in a width.
pub(super) fn rows(state: &State, width: u16) -> u16 {
    let mut flow = Flow::counting(width);
    Page { theme: None, width, flow: &mut flow }.lay(state);
    flow.finish()
}

/// Paints it, scrolled by so many rows.
pub(super) fn details(state: &State, theme: &Theme, area: Rect, above: u16, buffer: &mut Buffer) {
    let mut flow = Flow::new(buffer, area, theme.style(Role::Text));
    flow.scroll(above);
    Page { theme: Some(theme), width: area.width, flow: &mut flow }.lay(state);
    flow.finish();
}

/// A text that is laid out; what only counts rows has no theme.
struct Page<'p, 'b> {
    theme: Option<&'p Theme>,
    width: u16,
    flow: &'p mut Flow<'b>,
}

impl Page<'_, '_> {
    fn style(&mut self, role: Role) -> &mut Self {
        self.flow.style(self.theme.map(|theme| theme.style(role)).unwrap_or_default());
        self
    }

    /// A paragraph.
    fn say(&mut self, role: Role, text: impl std::fmt::Display) {
        self.style(role).flow.put(text).finish();
    }

    fn heading(&mut self, text: &str) {
        self.flow.indent(0).blank();
        self.say(Role::Accent, text);
        self.flow.indent(2);
    }

    fn lay(&mut self, state: &State) {
        match state.screen {
            Screen::Scenarios => {
                let chosen = state.library.get(state.picker.row).map(|entry| entry.name.as_str());
                match state.picker.previews.iter().find(|preview| Some(preview.name.as_str()) == chosen) {
                    Some(preview) => match &preview.body {
                        Ok(body) => self.scenario(&preview.name, body),
                        Err(error) => self.say(Role::Error, error),
                    },
                    None => self.say(Role::Dim, "It is being read."),
                }
            }
            _ => match state.backtest.part(state.backtest.row) {
                Some(part) => self.part(&part),
                None => self.say(Role::Dim, "It is being computed."),
            },
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Row(row) => self.prediction(row),
            Part::Read(paragraph) => self.say(Role::Text, Prose(&paragraph.text)),
            Part::LeftOut(left) => {
                self.say(Role::Key, Prose(&left.what));
                self.say(Role::Text, format_args!("Not compared: {}.", Prose(&left.why)));
            }
        }
        let has_none = part.sources().next().is_none();
        self.heading(if has_none { "No number here has a source of its own" } else { "Sources" });
        for id in part.sources() {
            self.source(id);
        }
        if let Part::Row(row) = part {
            self.rests(row);
        }
    }

    fn prediction(&mut self, row: &BacktestRow) {
        let texts = &row.texts;
        self.say(Role::Key, &row.observation.what);
        let predicted = Say(|f: &mut Formatter<'_>| {
            write!(f, "Predicted {}", texts.predicted)?;
            if !texts.interval.is_empty() {
                write!(f, " (90 %: {})", texts.interval)?;
            }
            write!(f, ", observed {}; difference {}: {}.", texts.observed, texts.difference, texts.verdict)
        });
        self.say(Role::Text, predicted);
        if let Some(note) = &row.observation.note {
            self.say(Role::Dim, Prose(note));
        }
    }

    /// A source, whole.
    fn source(&mut self, id: &str) {
        let Some(source) = scenario::source(id) else { return };
        self.style(Role::Dim).flow.mark("-");
        self.say(Role::Key, source.quantity);
        let value = Say(|f: &mut Formatter<'_>| {
            write!(f, "{} {}: {}", grade_mark(source.grade), source.grade.label(), source.central)?;
            if let (Some(low), Some(high)) = (source.low, source.high)
                && low != high
            {
                write!(f, " ({low} to {high})")?;
            }
            let unit = if source.is_date() { "" } else { source.unit };
            write!(f, " {unit}{}as of {}", if unit.is_empty() { "" } else { ", " }, source.as_of)
        });
        self.say(Role::Text, value);
        self.say(Role::Text, source.title);
        self.say(Role::Dim, Prose(source.how));
        self.link(source);
        self.say(Role::Dim, format_args!("`stockout sources {id}`"));
    }

    /// A link, broken where the room ends.
    fn link(&mut self, source: &Source) {
        let Some(mut rest) = source.link else { return };
        self.style(Role::Dim);
        let room = usize::from(self.width.saturating_sub(2)).max(8);
        while !rest.is_empty() {
            let end = rest.char_indices().nth(room).map_or(rest.len(), |(at, _)| at);
            self.flow.verbatim(&rest[..end]);
            rest = &rest[end..];
        }
    }

    fn rests(&mut self, row: &BacktestRow) {
        if row.rests_on.is_empty() {
            self.heading("The prediction rests on nothing: nobody had announced it");
            return;
        }
        self.heading("The prediction rests on; 5 shows these numbers");
        for rest in &row.rests_on {
            let Some(source) = scenario::source(rest.source) else { continue };
            self.style(Role::Dim).flow.mark("-");
            let told = Say(|f: &mut Formatter<'_>| {
                write!(f, "{}: a tenth of it moves the prediction by {:.0} %", source.quantity, 100.0 * rest.moves)?;
                if rest.in_sight { write!(f, "; known later, {}", source.as_of) } else { Ok(()) }
            });
            self.say(Role::Text, told);
        }
    }

    fn scenario(&mut self, name: &str, body: &PreviewBody) {
        self.say(Role::Key, Prose(body.question.as_deref().unwrap_or(&body.title)));
        let told = Say(|f: &mut Formatter<'_>| {
            write!(f, "{} ({name}", body.title)?;
            if let Some(date) = body.as_of {
                write!(f, ", as of {date}")?;
            }
            f.write_str(")")
        });
        self.say(Role::Dim, told);
        for paragraph in paragraphs(body.about.as_deref()) {
            self.flow.blank();
            self.say(Role::Text, Prose(paragraph));
        }
        if body.differences.is_empty() {
            let is_baseline = name == scenario::library::BASELINE;
            self.heading(if is_baseline {
                "The others say in what they differ from it"
            } else {
                "It begins as the baseline"
            });
            return;
        }
        self.heading("What differs from the baseline");
        for difference in &body.differences {
            self.difference(difference);
        }
    }

    fn difference(&mut self, difference: &Difference) {
        let Difference { label, from, to, source, .. } = difference;
        self.style(Role::Dim).flow.mark("-");
        let change = Say(|f: &mut Formatter<'_>| {
            let (from, to) = (from.as_deref().unwrap_or("new"), to.as_deref().unwrap_or("gone"));
            write!(f, "{label}: {from} → {to}")
        });
        self.say(Role::Text, change);
        if let Some((_, source)) = source {
            let told = Say(|f: &mut Formatter<'_>| {
                write!(
                    f,
                    "{} {}, {}; as of {}",
                    grade_mark(source.grade),
                    source.grade.label(),
                    source.title,
                    source.as_of
                )
            });
            self.say(Role::Dim, told);
            self.link(source);
        }
    }
}
