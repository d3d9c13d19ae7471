//! What the audience reads: plain text with emphasis, points of a list, and numbers that stay bound to their results.

use std::ops::Range;

use crate::lever::{Catalogue, LeverId, Scope, parse_target};
use crate::model::{Output, World};
use crate::scenario::error::suggestion;

/// A number of the model, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// An output of the present world, or of its reference.
    Output {
        /// Which.
        output: Output,
        /// Of the world that the present is held against.
        of_reference: bool,
    },
    /// What a lever is set to.
    Lever(LeverId, Scope),
}

/// The text of a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caption {
    /// Its paragraphs and points, in order.
    pub lines: Vec<Line>,
}

/// A paragraph, or a point of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// It is a point.
    pub is_point: bool,
    /// What stands in it.
    pub spans: Vec<Span>,
}

/// A run of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Text or number.
    pub body: Body,
    /// Emphasised.
    pub is_strong: bool,
}

/// What a run of text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Words.
    Text(String),
    /// A number.
    Value(Binding),
}

/// What is wrong with a caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CaptionError {
    /// What was found and what would be right.
    pub(super) message: String,
    /// What was probably meant.
    pub(super) meant: Option<String>,
    /// Where in the caption's text, in bytes.
    pub(super) place: Range<usize>,
}

impl Binding {
    /// Reads a name: `stockout.Tencent`, `reference.gap.all`, `policy.h20_restricted`, `strategy.start@Baidu`.
    ///
    /// # Errors
    /// If there is no such output, firm or lever: the message, and what was probably meant.
    pub(super) fn parse(name: &str, root: &World, catalogue: &Catalogue) -> Result<Self, (String, Option<String>)> {
        let firms: Vec<&str> = root.firms.iter().map(|firm| firm.name.as_str()).collect();
        let (output, of_reference) = match name.strip_prefix("reference.") {
            Some(output) => (output, true),
            None => (name, false),
        };
        let named = |(found, known): &(String, Vec<String>)| {
            suggestion(found, &known.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let of_output = match Output::parse(output, &firms) {
            Ok(output) => return Ok(Self::Output { output, of_reference }),
            Err(error) => error,
        };
        let of_lever = match parse_target(name, root, catalogue) {
            Ok((lever, scope)) => return Ok(Self::Lever(lever, scope)),
            Err(error) => error,
        };
        // The group that a name begins with says which of the two was meant.
        let group = name.split('.').next().unwrap_or_default();
        let is_lever = catalogue.iter().any(|(_, lever)| lever.id.split('.').next() == Some(group));
        if is_lever {
            let meant = of_lever.unknown.as_ref().and_then(named);
            return Err((of_lever.message, meant));
        }
        Err((of_output.message, of_output.unknown.as_ref().and_then(named)))
    }
}

impl Caption {
    /// Reads a caption.
    ///
    /// # Errors
    /// If a brace or a star stands alone, or a name in braces is not known.
    pub(super) fn parse(text: &str, root: &World, catalogue: &Catalogue) -> Result<Self, CaptionError> {
        let mut caption = Self::default();
        let mut starts_anew = true;
        for line in text.split('\n') {
            // Where the line stands in the text.
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            let trimmed = line.trim();
            let offset = start + (line.len() - line.trim_start().len());
            if trimmed.is_empty() {
                starts_anew = true;
                continue;
            }
            let (is_point, body, offset) = match trimmed.strip_prefix("- ") {
                Some(body) => (true, body, offset + 2),
                None => (false, trimmed, offset),
            };
            if is_point || starts_anew {
                caption.lines.push(Line { is_point, spans: Vec::new() });
            }
            starts_anew = false;
            if let Some(line) = caption.lines.last_mut() {
                line.read(body, offset, root, catalogue)?;
            }
        }
        Ok(caption)
    }

    /// Every number in it, in order.
    pub fn bindings(&self) -> impl Iterator<Item = Binding> {
        self.lines.iter().flat_map(|line| &line.spans).filter_map(|span| match span.body {
            Body::Value(binding) => Some(binding),
            Body::Text(_) => None,
        })
    }

    /// How many words it has, a number counted as one.
    pub fn words(&self) -> usize {
        let words = |span: &Span| match &span.body {
            Body::Text(text) => text.split_whitespace().count(),
            Body::Value(_) => 1,
        };
        self.lines.iter().flat_map(|line| &line.spans).map(words).sum()
    }
}

impl Line {
    /// Reads one line of text into it; a second one goes on behind a blank.
    fn read(&mut self, text: &str, offset: usize, root: &World, catalogue: &Catalogue) -> Result<(), CaptionError> {
        if !self.spans.is_empty() {
            self.push(Body::Text(" ".to_owned()), false);
        }
        let wrong = |place: Range<usize>, message: &str| CaptionError {
            message: message.to_owned(),
            meant: None,
            place: offset + place.start..offset + place.end,
        };
        let mut strong: Option<usize> = None;
        let mut rest = 0;
        while let Some(next) = text[rest..].find(['*', '{', '}']).map(|at| rest + at) {
            if next > rest {
                self.push(Body::Text(text[rest..next].to_owned()), strong.is_some());
            }
            let mark = &text[next..=next];
            rest = next + 1;
            if text[rest..].starts_with(mark) {
                // Doubled it is itself.
                self.push(Body::Text(mark.to_owned()), strong.is_some());
                rest += 1;
                continue;
            }
            match mark {
                "*" => strong = if strong.is_some() { None } else { Some(next) },
                "{" => {
                    let Some(length) = text[rest..].find('}') else {
                        return Err(wrong(next..next + 1, "a brace is not closed; {{ is a brace itself"));
                    };
                    let name = &text[rest..rest + length];
                    let binding = Binding::parse(name.trim(), root, catalogue).map_err(|(message, meant)| {
                        CaptionError { message, meant, place: offset + rest..offset + rest + length }
                    })?;
                    self.push(Body::Value(binding), strong.is_some());
                    rest += length + 1;
                }
                _ => return Err(wrong(next..next + 1, "a brace was not opened; }} is a brace itself")),
            }
        }
        if rest < text.len() {
            self.push(Body::Text(text[rest..].to_owned()), strong.is_some());
        }
        match strong {
            Some(at) => Err(wrong(at..at + 1, "emphasis is not ended on its line; ** is a star itself")),
            None => Ok(()),
        }
    }

    fn push(&mut self, body: Body, is_strong: bool) {
        if let (Body::Text(text), Some(Span { body: Body::Text(before), is_strong: was_strong })) =
            (&body, self.spans.last_mut())
            && *was_strong == is_strong
        {
            before.push_str(text);
            return;
        }
        self.spans.push(Span { body, is_strong });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NoFiles, load};

    fn parse(text: &str) -> Result<Caption, CaptionError> {
        let scenario = load("baseline", &NoFiles).unwrap();
        Caption::parse(text, &scenario.root, &scenario.catalogue)
    }

    #[test]
    fn paragraphs_points_emphasis_and_numbers_are_read() {
        let caption = parse("One *strong {stockout.Tencent}*\n  goes on\n\n- a {{point}}\n- and ** another").unwrap();
        let shown: Vec<String> = caption
            .lines
            .iter()
            .map(|line| {
                let spans = line.spans.iter().map(|span| match &span.body {
                    Body::Text(text) if span.is_strong => format!("<{text}>"),
                    Body::Text(text) => text.clone(),
                    Body::Value(_) => format!("#{}", u8::from(span.is_strong)),
                });
                format!("{}{}", if line.is_point { "• " } else { "" }, spans.collect::<String>())
            })
            .collect();
        assert_eq!(shown, ["One <strong >#1 goes on", "• a {point}", "• and * another"]);
        assert_eq!(caption.bindings().count(), 1);
    }

    #[test]
    fn names_lead_to_outputs_references_and_levers() {
        let caption = parse("{migration.all} {reference.gap.Baidu} {policy.h20_restricted} {strategy.start@Baidu}");
        let bindings: Vec<Binding> = caption.unwrap().bindings().collect();
        assert!(matches!(bindings[0], Binding::Output { of_reference: false, .. }));
        assert!(matches!(bindings[1], Binding::Output { of_reference: true, .. }));
        assert!(matches!(bindings[2], Binding::Lever(_, Scope::All)));
        assert!(matches!(bindings[3], Binding::Lever(_, Scope::Firm(3))));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let wrong = |text: &str| {
            let error = parse(text).unwrap_err();
            (text[error.place.clone()].to_owned(), error.message, error.meant.unwrap_or_default())
        };
        assert_eq!(wrong("a {stokout.Tencent}").0, "stokout.Tencent");
        assert_eq!(wrong("a {stokout.Tencent}").2, "stockout");
        assert_eq!(wrong("a\n  {stockout.Tencnt}").2, "Tencent");
        assert_eq!(wrong("{policy.h20_restrictd}").2, "policy.h20_restricted");
        assert_eq!(wrong("a *b").0, "*");
        assert_eq!(wrong("a {b").0, "{");
        assert_eq!(wrong("a }b").0, "}");
    }
}
