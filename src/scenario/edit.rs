//! Changes to a RON text that leave the rest of it as its author wrote it.
//!
//! Every function returns the whole new text: all bytes outside of the change, and so comments
//! and order, are those of the old one. Each result is read back before it is returned.

mod layout;

use std::ops::Range;

use thiserror::Error;

use super::lexer::{self, Kind, Lexer};
use super::outline::{Body, Entry, Outline};
pub(super) use layout::quote;
use layout::{after_newline, blanks, indent_at, indented, is_blank, line_start, newline_of, rest_of_line, trimmed};

/// Why a text cannot be changed in place. The text as it is remains the best there is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The file doesn't hold a struct with named fields.
    #[error("the file is not one struct in parentheses, such as `(format: 1, …)`")]
    NotAStruct,
    /// The field to merge into holds something else than a map.
    #[error("`{field}` is not a map in curly brackets, such as `{{\"key\": 1}}`")]
    NotAMap {
        /// The field.
        field: String,
    },
    /// The field to add to holds something else than a list.
    #[error("`{field}` is not a list in square brackets, such as `[1, 2]`")]
    NotAList {
        /// The field.
        field: String,
    },
    /// The new text would not read back as what was to be written: the field's name or value is
    /// no RON, or the old text is broken there.
    #[error("`{key}: {value}` would not read back from this file")]
    Unreadable {
        /// The field or key.
        key: String,
        /// The value that was to be written.
        value: String,
    },
}

/// `text` with the field of its top-level struct set to `value_ron`.
///
/// A field that is missing is put behind the others, in their style. Lines of the value after
/// its first are indented like the field, so write it as if it stood at the left margin.
///
/// # Errors
///
/// If the top level is no struct, or the value is no complete RON value without a comment around
/// it.
pub(crate) fn set_top_field(text: &str, field: &str, value_ron: &str) -> Result<String, EditError> {
    let outline = Outline::scan(text);
    top_struct(&outline)?;
    if !is_name(field) {
        return Err(unreadable(field, value_ron));
    }
    set(text, &outline, &[], field, field, value_ron)
}

/// `text` with the map in the field of its top-level struct holding exactly `entries`.
///
/// Entries that stay keep their place and comments, and those with the same value their very
/// text; others lose the comment behind them on the same line with themselves; new ones come last.
/// Keys are strings, without quotes here. A missing field is written, unless `entries` is empty.
///
/// # Errors
///
/// If the top level is no struct, the field no map, or a value no complete RON value.
pub(crate) fn merge_map_field<K: AsRef<str>, V: AsRef<str>>(
    text: &str,
    field: &str,
    entries: &[(K, V)],
) -> Result<String, EditError> {
    let outline = Outline::scan(text);
    top_struct(&outline)?;
    let Some(map) = outline.find(&[field]) else {
        if entries.is_empty() {
            return Ok(text.to_owned());
        }
        let empty = set_top_field(text, field, "{\n}")?;
        return merge_map_field(&empty, field, entries);
    };
    let map = outline.entry(map);
    if !map.body.is_some_and(|body| body.opener == b'{' && body.open == map.value.start) {
        return Err(EditError::NotAMap { field: field.to_owned() });
    }

    // One change at a time, reading the text afresh after each: a scenario sets a few dozen
    // levers at most, and no change has to foresee another.
    let mut text = remove_others(text.to_owned(), field, entries);
    for (key, value) in entries {
        let (key, value) = (key.as_ref(), value.as_ref());
        let outline = Outline::scan(&text);
        let old = outline.value(&[field, key]).map(|range| &text[range]);
        if old != Some(value.trim()) {
            text = set(&text, &outline, &[field], key, &quote(key), value)?;
        }
    }
    if entries.is_empty() {
        text = collapse(text, field);
    }
    Ok(text)
}

/// `text` with one more item at the end of the list in the field of its top-level struct, in the style of the others.
///
/// # Errors
///
/// If the top level is no struct, the field no list, or the item no complete RON value.
pub(crate) fn append_item(text: &str, field: &str, item: &str) -> Result<String, EditError> {
    let outline = Outline::scan(text);
    top_struct(&outline)?;
    let Some(list) = outline.find(&[field]) else {
        let empty = set_top_field(text, field, "[\n]")?;
        return append_item(&empty, field, item);
    };
    let entry = outline.entry(list);
    if !entry.body.is_some_and(|body| body.opener == b'[' && body.open == entry.value.start) {
        return Err(EditError::NotAList { field: field.to_owned() });
    }
    let count = outline.children(list).count();
    let unreadable = || unreadable(field, item);
    let (changed, written) = inserted(text, &outline, list, "", item).ok_or_else(unreadable)?;
    let after = Outline::scan(&changed);
    let is_there = after.value(&[field, &count.to_string()]).is_some_and(|range| changed[range] == written);
    let counted = after.find(&[field]).is_some_and(|list| after.children(list).count() == count + 1);
    if is_balanced(item) && is_there && counted { Ok(changed) } else { Err(unreadable()) }
}

/// Removes the entries of the map in `field` that have no place in `entries`, and second ones.
fn remove_others<K: AsRef<str>, V>(mut text: String, field: &str, entries: &[(K, V)]) -> String {
    loop {
        let outline = Outline::scan(&text);
        let other = outline.find(&[field]).and_then(|map| {
            outline.children(map).find(|&id| {
                let name = &outline.entry(id).name;
                let is_wanted = entries.iter().any(|(key, _)| key.as_ref() == name);
                !is_wanted || outline.find(&[field, name]) != Some(id)
            })
        });
        let Some(id) = other else { return text };
        text = remove(&text, &outline, id);
    }
}

/// Makes a map without entries and comments a plain `{}`.
fn collapse(mut text: String, field: &str) -> String {
    let outline = Outline::scan(&text);
    let body = outline.find(&[field]).and_then(|map| outline.entry(map).body);
    if let Some(Body { open, close: Some(close), .. }) = body
        && is_blank(&text[open + 1..close])
    {
        text.replace_range(open + 1..close, "");
    }
    text
}

/// The body of the top-level struct.
fn top_struct(outline: &Outline) -> Result<Body, EditError> {
    let body = outline.entry(0).body.ok_or(EditError::NotAStruct)?;
    let is_named = outline.children(0).all(|id| outline.entry(id).key.is_some());
    if body.opener == b'(' && body.close.is_some() && is_named { Ok(body) } else { Err(EditError::NotAStruct) }
}

/// Sets the entry `key`, written as `key_ron`, inside of `container`.
fn set(
    text: &str,
    outline: &Outline,
    container: &[&str],
    key: &str,
    key_ron: &str,
    value: &str,
) -> Result<String, EditError> {
    let value = value.trim();
    let path: Vec<&str> = container.iter().copied().chain([key]).collect();
    let (changed, written, added) = if let Some(id) = outline.find(&path) {
        let entry = outline.entry(id);
        let value = indented(value, indent_at(text, start(entry)), text);
        (replaced(text, entry, &value), value, 0)
    } else {
        let unreadable = || unreadable(key, value);
        let id = outline.find(container).ok_or_else(unreadable)?;
        let (changed, written) = inserted(text, outline, id, &format!("{key_ron}: "), value).ok_or_else(unreadable)?;
        (changed, written, 1)
    };
    // A value such as `1, b: 2` or `1 // one` would change more than its field.
    let after = Outline::scan(&changed);
    let is_there = after.value(&path).is_some_and(|range| changed[range] == written);
    let count = outline.names(container).count() + added;
    if !is_balanced(value) || !is_there || after.names(container).count() != count {
        return Err(unreadable(key, value));
    }
    Ok(changed)
}

/// Whether RON takes `field` as a name of a field.
fn is_name(field: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !field.starts_with(|c: char| c.is_numeric()) && !field.is_empty() && field.chars().all(is_part)
}

/// Whether there is a value, and each bracket in it has its counterpart.
fn is_balanced(value: &str) -> bool {
    let mut open = Vec::new();
    for token in Lexer::new(value) {
        match token.kind {
            Kind::Open(opener) => open.push(opener),
            Kind::Close(closer) => {
                let opener = open.pop();
                if !matches!((opener, closer), (Some(b'('), b')') | (Some(b'['), b']') | (Some(b'{'), b'}')) {
                    return false;
                }
            }
            _ => {}
        }
    }
    open.is_empty() && !value.is_empty()
}

fn unreadable(key: &str, value: &str) -> EditError {
    EditError::Unreadable { key: key.to_owned(), value: value.to_owned() }
}

/// The text with another value in an entry.
fn replaced(text: &str, entry: &Entry, value: &str) -> String {
    let mut out = text.to_owned();
    // A value that is missing stands right behind its colon.
    let gap = if entry.value.start == entry.value.end { " " } else { "" };
    out.replace_range(entry.value.clone(), &format!("{gap}{value}"));
    out
}

/// The text with a new last entry in a container, which begins with `head` (`key: `, or nothing in a list), and the
/// value as it was written; nothing if the container's brackets are not both there.
fn inserted(text: &str, outline: &Outline, container: usize, head: &str, value: &str) -> Option<(String, String)> {
    let Body { open, close, .. } = outline.entry(container).body?;
    let close = close?;
    let last = outline.children(container).last().map(|id| outline.entry(id));
    // The style to follow is that of the last entry with a line of its own.
    let model = outline
        .children(container)
        .map(|id| start(outline.entry(id)))
        .filter(|&start| is_blank(&text[line_start(text, start)..start]))
        .last();
    let closing_line = line_start(text, close);
    let indent = match model {
        Some(start) => indent_at(text, start).to_owned(),
        None => format!("{}{}", indent_at(text, close), unit(text, outline)),
    };
    let newline = newline_of(text);

    let (at, entry, written);
    if closing_line > open && is_blank(&text[closing_line..close]) {
        // Behind the comments that may follow the last entry on lines of their own.
        at = closing_line;
        written = indented(value, &indent, text);
        entry = format!("{indent}{head}{written},{newline}");
    } else {
        at = open + 1 + text[open + 1..close].trim_end_matches(lexer::is_blank).len();
        let comma = if last.is_some_and(|last| last.comma.is_some()) { "," } else { "" };
        if model.is_some() {
            written = indented(value, &indent, text);
            entry = format!("{newline}{indent}{head}{written}{comma}");
        } else {
            let gap = if at == open + 1 { "" } else { " " };
            written = indented(value, indent_at(text, open), text);
            entry = format!("{gap}{head}{written}{comma}");
        }
    }
    let mut out = text.to_owned();
    out.insert_str(at, &entry);
    if let Some(last) = last
        && last.comma.is_none()
    {
        // Before `at`, so that its own place is still right; in a text that is no file it may lie elsewhere.
        if last.value.end > at {
            return None;
        }
        out.insert(last.value.end, ',');
    }
    Some((out, written))
}

/// The text without an entry, its comma, and the comment behind it that belongs to it alone.
fn remove(text: &str, outline: &Outline, id: usize) -> String {
    let entry = outline.entry(id);
    let previous = outline.children(entry.parent).take_while(|&other| other < id).last();
    let previous = previous.map(|other| outline.entry(other));
    let (from, to) = (start(entry), end(entry));
    let line = line_start(text, from);
    let is_first_on_line = is_blank(&text[line..from]);
    let shares_line = previous.is_some_and(|previous| end(previous) > line);

    let cut: Range<usize> = match rest_of_line(text, to) {
        Some(rest) if is_first_on_line => line..after_newline(text, rest),
        Some(rest) if !shares_line => trimmed(text, from)..rest,
        // The comment may be about its neighbours on the line as well.
        Some(_) => trimmed(text, from)..to,
        None => match previous.and_then(|previous| previous.comma) {
            // The last of `{ "a": 1, "b": 2 }` takes along the comma before it.
            Some(comma) if entry.comma.is_none() && is_blank(&text[comma + 1..from]) => comma..to,
            _ => from..to + blanks(&text[to..]),
        },
    };
    let mut out = text.to_owned();
    out.replace_range(cut, "");
    out
}

/// Where an entry begins.
fn start(entry: &Entry) -> usize {
    entry.key.as_ref().map_or(entry.value.start, |key| key.start)
}

/// Where an entry ends, with its comma.
fn end(entry: &Entry) -> usize {
    entry.comma.map_or(entry.value.end, |comma| comma + 1)
}

/// What the file's author indents by: as far as the first field on a line of its own.
fn unit<'a>(text: &'a str, outline: &Outline) -> &'a str {
    outline
        .children(0)
        .map(|id| start(outline.entry(id)))
        .filter(|&start| is_blank(&text[line_start(text, start)..start]))
        .map(|start| indent_at(text, start))
        .find(|indent| !indent.is_empty())
        .unwrap_or("    ")
}

#[cfg(test)]
mod tests;
