//! From text to [`ScenarioFile`]; a mistake in the syntax becomes a fault with its place.

use ron::error::{Error, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::error::{Fault, Text};
use super::excerpt::{Place, offset};
use super::file::{FORMAT, ScenarioFile};

/// How deep a file may nest; the format itself needs five levels.
const DEPTH: usize = 32;

/// How a kind of file is spoken of where it is not even one.
pub(crate) struct Wording {
    /// How one begins.
    pub(crate) begins: &'static str,
    /// That one is over, where something more follows.
    pub(crate) ends: &'static str,
}

const SCENARIO: Wording =
    Wording { begins: "a scenario begins with `(format: 1, title: \"…\"`", ends: "the scenario ends" };

/// How every RON file of the program is read.
pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).with_recursion_limit(DEPTH)
}

/// Reads a scenario file.
///
/// # Errors
/// If it is not one: the first place where that shows.
pub(super) fn parse(text: &Text) -> Result<ScenarioFile, Fault> {
    if text.body.trim().is_empty() {
        return Err(Fault::of_file(
            text.file.clone(),
            "the file is empty; a scenario begins with `(format: 1, title: \"…\"`",
        ));
    }
    format(text)?;
    read_ron(text, &SCENARIO)
}

/// Reads a RON file of any kind.
///
/// # Errors
/// If it is none of that kind: the first place where that shows.
pub(crate) fn read_ron<T: DeserializeOwned>(text: &Text, wording: &Wording) -> Result<T, Fault> {
    options().from_str(&text.body).map_err(|error| fault(text, &error, wording))
}

/// A file of another format may have any fields: what it is comes before what is in it.
fn format(text: &Text) -> Result<(), Fault> {
    let Some(span) = text.outline().value(&["format"]) else { return Ok(()) };
    match text.body[span].parse::<u32>() {
        Ok(other) if other != FORMAT => {
            let message = format!("format {other} is not known here: this program reads format {FORMAT}");
            Err(text.at_value(&["format"], message))
        }
        // No number: serde says so.
        _ => Ok(()),
    }
}

/// The fault of a syntax error.
fn fault(text: &Text, error: &SpannedError, wording: &Wording) -> Fault {
    let place = |position: ron::error::Position| Place { line: position.line, column: position.col };
    let (from, to) = (offset(&text.body, place(error.span.start)), offset(&text.body, place(error.span.end)));
    let here = from.min(to)..from.max(to);
    match &error.code {
        Error::NoSuchStructField { expected, found, .. } => {
            let span = word_before(text, to, found).unwrap_or(here);
            text.fault(span, format!("{found}: there is no such field")).meant_of(found, expected.iter().copied())
        }
        Error::DuplicateStructField { field, .. } => {
            let span = word_before(text, to, field).unwrap_or(here);
            text.fault(span, format!("{field} is given twice"))
        }
        Error::MissingStructField { field, .. } => {
            let path = text.outline().path_at(from);
            let example = match *field {
                "format" => Some("format: 1"),
                _ => None,
            };
            text.at_key(&path, format!("{field} is missing")).meant(example)
        }
        Error::NoSuchEnumVariant { expected, found, .. } => {
            let span = word_before(text, to, found).unwrap_or(here);
            text.fault(span, format!("{found}: not known here")).meant_of(found, expected.iter().copied())
        }
        Error::ExceededRecursionLimit => text.fault(here, format!("brackets nest deeper than {DEPTH} levels")),
        // The map or list ends before it should.
        Error::ExpectedString | Error::ExpectedIdentifier if next_is_closer(text, to) => {
            text.fault(token_at(text, to, to), "a bracket that was opened is not closed before this one")
        }
        Error::ExpectedString => {
            let span = token_at(text, from, to);
            // RON may have taken an `r` or a `b` for the beginning of a text of its own kind.
            let start = text.body[..span.start].trim_end_matches(is_of_word).len();
            let meant = bare_word(text, start).map(|word| format!("\"{word}\""));
            text.fault(start..span.end, "a text in double quotes is wanted here").meant(meant)
        }
        // RON would have it marked as a name; nothing of ours is called so.
        Error::SuggestRawIdentifier(found) => {
            let meant = found.contains('-').then(|| found.replace('-', "_"));
            text.fault(token_at(text, from, to), format!("{found} is no name here")).meant(meant)
        }
        code => text.fault(token_at(text, from, to), explain(code, wording)),
    }
}

/// Whether the next visible character closes a bracket.
fn next_is_closer(text: &Text, at: usize) -> bool {
    text.body[at..].trim_start().starts_with([')', ']', '}'])
}

/// The last place of `word` that begins before `end`.
fn word_before(text: &Text, end: usize, word: &str) -> Option<std::ops::Range<usize>> {
    let end = text.body.floor_char_boundary(end + word.len());
    let start = text.body[..end].rfind(word)?;
    Some(start..start + word.len())
}

/// What the parser stopped at: a whole value where it is one, or else the next visible character.
fn token_at(text: &Text, from: usize, to: usize) -> std::ops::Range<usize> {
    let visible = |at: usize| {
        let rest = &text.body[at..];
        at + (rest.len() - rest.trim_start().len())
    };
    let (from, to) = (visible(from), to);
    if from < to {
        let cut = text.body[from..to].trim_end();
        return from..from + cut.find('\n').unwrap_or(cut.len());
    }
    let next = text.body[from..].chars().next().map_or(0, char::len_utf8);
    from..from + next
}

/// The word or number at a place, if one is there.
fn bare_word(text: &Text, at: usize) -> Option<&str> {
    let rest = &text.body[at..];
    let end = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|word| !word.is_empty())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// A parser's complaint in plain words.
fn explain(code: &Error, wording: &Wording) -> String {
    match code {
        Error::Eof => "the file ends here, in the middle of something; is a bracket or a quote missing?".to_owned(),
        Error::ExpectedComma => "a comma is missing before this".to_owned(),
        Error::ExpectedMapColon => "a colon is missing here: `name: value`".to_owned(),
        Error::ExpectedMap => "a map is wanted here: {\"key\": value}".to_owned(),
        Error::ExpectedArray => "a list is wanted here: [ … ]".to_owned(),
        Error::ExpectedArrayEnd => "a `]` or a comma is missing here".to_owned(),
        Error::ExpectedMapEnd => "a `}` or a comma is missing here".to_owned(),
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => "a `)` or a comma is missing here".to_owned(),
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            "fields in round brackets are wanted here: ( name: value, … )".to_owned()
        }
        Error::ExpectedDifferentStructName { found, .. } => format!("{}, not with `{found}`", wording.begins),
        Error::ExpectedStringEnd => "the quote that opens here is not closed".to_owned(),
        Error::ExpectedIdentifier => "a field's name is wanted here".to_owned(),
        Error::ExpectedFloat => "a number is wanted here".to_owned(),
        Error::ExpectedInteger => "a whole number is wanted here".to_owned(),
        Error::ExpectedBoolean => "true or false is wanted here".to_owned(),
        Error::IntegerOutOfBounds => "the number is out of bounds here".to_owned(),
        Error::TrailingCharacters => format!("{} before this; what follows has no place", wording.ends),
        Error::InvalidValueForType { expected, found } => format!("{found} has no place here: {expected} is wanted"),
        Error::UnclosedBlockComment => "a comment is opened with /* and not closed".to_owned(),
        other => other.to_string(),
    }
}
