//! What is wrong with a file, where, and what would be right.

use std::fmt;
use std::ops::Range;

use super::excerpt::{Place, excerpt, is_unsafe, place};
use super::nearest::nearest;
use super::outline::Outline;

/// Why a scenario cannot be used: one fault or more, the first to be mended first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as the user would name it.
    pub file: String,
    /// Line and column, from 1; none where the file as a whole is meant.
    pub place: Option<Place>,
    /// What was found, and what would be right.
    pub message: String,
    /// The lines around the place, with carets.
    pub excerpt: Option<String>,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl Failure {
    /// A failure of several faults; `None` if there is none.
    pub fn new(faults: Vec<Fault>) -> Option<Self> {
        if faults.is_empty() { None } else { Some(Self { faults }) }
    }

    /// Every fault.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The first fault in one line, for where there is no room for more.
    pub fn headline(&self) -> String {
        self.faults.first().map(Fault::headline).unwrap_or_default()
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl Fault {
    /// A fault of a file as a whole.
    pub fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), place: None, message: message.into(), excerpt: None, meant: None }
    }

    /// The same with what was probably meant.
    #[must_use]
    pub fn meant(mut self, meant: Option<impl Into<String>>) -> Self {
        self.meant = meant.map(Into::into);
        self
    }

    /// The same with the nearest of the names that are known, and all of them where they are few.
    #[must_use]
    pub fn meant_of<'n>(self, found: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let meant = suggestion(found, &known);
        self.meant(meant)
    }

    /// What is wrong and what was meant, in a line that leaves the place to whoever tells it.
    pub(crate) fn point(&self) -> String {
        let message = visible(&self.message);
        self.meant.as_ref().map_or_else(|| message.clone(), |meant| format!("{message}; meant: {}", visible(meant)))
    }

    /// `file:line:column: message`.
    pub fn headline(&self) -> String {
        let (file, message) = (visible(&self.file), visible(&self.message));
        match self.place {
            Some(place) => format!("{file}:{place}: {message}"),
            None => format!("{file}: {message}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            write!(f, "\n  {line}")?;
        }
        if let Some(meant) = &self.meant {
            write!(f, "\n  meant: {}", visible(meant))?;
        }
        Ok(())
    }
}

/// `text` without what could do something to a terminal, and no longer than a message is: names in messages are the
/// file's own, and may be anything.
fn visible(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut visible: String =
        text.chars().take(LONGEST).map(|c| if is_unsafe(c) { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        visible.push('…');
    }
    visible
}

/// The nearest known name; where none is near and there are few, all of them.
pub fn suggestion(found: &str, known: &[&str]) -> Option<String> {
    const FEW: usize = 20;
    let mut known = known.to_vec();
    let mut seen = std::collections::BTreeSet::new();
    known.retain(|name| seen.insert(*name));
    if let Some(near) = nearest(found, known.iter().copied()) {
        return Some(near.to_owned());
    }
    match known.as_slice() {
        [] => None,
        [only] => Some((*only).to_owned()),
        _ if known.len() <= FEW => Some(format!("one of {}", known.join(", "))),
        _ => None,
    }
}

/// A file as read, with the places of everything in it.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// The file, as the user would name it.
    pub(crate) file: String,
    /// What is in it.
    pub(crate) body: String,
    outline: Outline,
}

impl Text {
    /// Reads the places of everything in `body`.
    pub(crate) fn new(file: impl Into<String>, body: impl Into<String>) -> Self {
        let body = body.into();
        let outline = Outline::scan(&body);
        Self { file: file.into(), body, outline }
    }

    /// Where everything is.
    pub(crate) fn outline(&self) -> &Outline {
        &self.outline
    }

    /// A fault at a range of bytes.
    pub(crate) fn fault(&self, span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault {
            place: Some(place(&self.body, span.start)),
            excerpt: Some(excerpt(&self.body, span)),
            ..Fault::of_file(self.file.clone(), message)
        }
    }

    /// A fault of the value at `path`, or of what is nearest to it.
    pub(crate) fn at_value(&self, path: &[&str], message: impl Into<String>) -> Fault {
        let span = self.nearest_place(path, |path| self.outline.value(path).filter(|span| !span.is_empty()));
        self.fault(span, message)
    }

    /// A fault of the key at `path`, or of what is nearest to it.
    pub(crate) fn at_key(&self, path: &[&str], message: impl Into<String>) -> Fault {
        let span = self.nearest_place(path, |path| self.outline.key(path).or_else(|| self.outline.value(path)));
        self.fault(span, message)
    }

    /// A fault of the second key of that name in the map at `path`.
    pub(crate) fn at_second(&self, path: &[&str], key: &str, message: impl Into<String>) -> Fault {
        let inside = self.outline.find(path).into_iter().flat_map(|id| self.outline.children(id));
        let mut named = inside.map(|id| self.outline.entry(id)).filter(|entry| entry.name == key);
        match named.nth(1).and_then(|entry| entry.key.clone()) {
            Some(second) => self.fault(second, message),
            // The map itself comes twice, and is not the first of the two.
            None => self.at_key(&[path, &[key]].concat(), message),
        }
    }

    /// Whether there is a value at `path`.
    pub(crate) fn has(&self, path: &[&str]) -> bool {
        self.outline.value(path).is_some()
    }

    /// The place at `path`, or of the key of the innermost part of it that is there, or the first character.
    fn nearest_place(&self, path: &[&str], at: impl Fn(&[&str]) -> Option<Range<usize>>) -> Range<usize> {
        if let Some(span) = at(path) {
            return self.one_line(span);
        }
        let around = (1..path.len()).rev().find_map(|length| self.outline.key(&path[..length]));
        let whole = || self.outline.value(&[]).map(|span| span.start..span.start + 1);
        around.or_else(whole).unwrap_or(0..0)
    }

    /// A span cut at the end of its first line: carets under a whole block say nothing.
    fn one_line(&self, span: Range<usize>) -> Range<usize> {
        let length = self.body.get(span.clone()).and_then(|text| text.find('\n'));
        let length = length.map_or(span.len(), |length| if length > 1 { 1 } else { length });
        span.start..span.start + length
    }
}
