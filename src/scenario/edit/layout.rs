//! Lines, blanks and indentation of a RON text.

use crate::scenario::lexer::{self, Kind, Lexer};

/// The end of the line that `at` is in, if there are only blanks and comments from `at` on.
pub(super) fn rest_of_line(text: &str, mut at: usize) -> Option<usize> {
    loop {
        at += blanks(&text[at..]);
        let rest = &text[at..];
        if rest.is_empty() || rest.starts_with(['\n', '\r']) {
            return Some(at);
        }
        let comment = lexer::comment(rest)?;
        let shown = rest[..comment].trim_end_matches('\r');
        if shown.contains('\n') {
            return None;
        }
        at += shown.len();
    }
}

/// Length of the blanks at the beginning of `text`, up to the end of its line.
pub(super) fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// `at` moved back over the blanks before it on its line.
pub(super) fn trimmed(text: &str, at: usize) -> usize {
    text[..at].trim_end_matches([' ', '\t']).len()
}

pub(super) fn after_newline(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let newline = ["\r\n", "\n", "\r"].into_iter().find(|newline| rest.starts_with(newline));
    at + newline.map_or(0, str::len)
}

pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(lexer::is_blank)
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The blanks that begin the line of `at`.
pub(super) fn indent_at(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..blanks(line)]
}

pub(super) fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// `value` with `indent` before each of its lines but the first, except inside of strings.
pub(super) fn indented(value: &str, indent: &str, text: &str) -> String {
    let newline = newline_of(text);
    let mut out = String::with_capacity(value.len());
    let mut done = 0;
    let between = |part: &str| part.replace("\r\n", "\n").replace('\n', &format!("{newline}{indent}"));
    for token in Lexer::new(value).filter(|token| token.kind == Kind::Quoted) {
        out.push_str(&between(&value[done..token.range.start]));
        out.push_str(&value[token.range.clone()]);
        done = token.range.end;
    }
    out.push_str(&between(&value[done..]));
    out
}

/// `key` as a RON string.
pub(in crate::scenario) fn quote(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 2);
    out.push('"');
    for c in key.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
