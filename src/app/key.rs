//! Keys as the program knows them, and the macro language in which tests and `--keys` write them.
//!
//! A macro is a row of plain characters and names in angle brackets: `jj<right*3><tab>50<enter>u`. `*N` repeats;
//! blanks are ignored (a space is `<space>`); `<lt>` is `<`; `<c-r>` is Ctrl-R, `<s-right>` Shift-→; `<pause>` lets a
//! second and a half go by.

use std::fmt;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Code {
    Char(char),
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    F5,
}

/// A key with its modifiers. Shift is told only where it is not part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Shift (arrows only).
    pub shift: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, shift: false }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }
}

/// Names of keys in macros and on screen: (macro name, shown as, key).
const NAMES: &[(&str, &str, Code)] = &[
    ("left", "←", Code::Left),
    ("right", "→", Code::Right),
    ("up", "↑", Code::Up),
    ("down", "↓", Code::Down),
    ("home", "Home", Code::Home),
    ("end", "End", Code::End),
    ("pageup", "PgUp", Code::PageUp),
    ("pagedown", "PgDn", Code::PageDown),
    ("enter", "Enter", Code::Enter),
    ("esc", "Esc", Code::Esc),
    ("tab", "Tab", Code::Tab),
    ("backtab", "Shift-Tab", Code::BackTab),
    ("backspace", "Backspace", Code::Backspace),
    ("del", "Del", Code::Delete),
    ("f5", "F5", Code::F5),
    ("space", "Space", Code::Char(' ')),
    ("lt", "<", Code::Char('<')),
    ("gt", ">", Code::Char('>')),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.shift {
            f.write_str("Shift-")?;
        }
        match (self.code, NAMES.iter().find(|(_, _, code)| *code == self.code)) {
            (_, Some((_, shown, _))) => f.write_str(shown),
            (Code::Char(c), None) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            (Code::Char(c), None) => write!(f, "{c}"),
            (_, None) => Ok(()),
        }
    }
}

/// One step of a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// A key goes down.
    Key(Key),
    /// So many milliseconds go by.
    Pause(u64),
}

/// Milliseconds that `<pause>` stands for: longer than a gesture lasts.
const PAUSE_MS: u64 = 1_500;

/// Reads a single key's name without brackets, such as `c-r`, `s-right`, `x`.
pub fn parse_key(name: &str) -> Option<Key> {
    if let Some(rest) = name.strip_prefix("c-") {
        return parse_key(rest).map(|key| Key { ctrl: true, ..key });
    }
    if let Some(rest) = name.strip_prefix("s-") {
        return parse_key(rest).map(|key| Key { shift: true, ..key });
    }
    if let Some((_, _, code)) = NAMES.iter().find(|(known, _, _)| known.eq_ignore_ascii_case(name)) {
        return Some(Key::plain(*code));
    }
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(Key::char(c)),
        _ => None,
    }
}

/// Reads a macro.
///
/// # Errors
/// If a name in brackets is not known or a bracket is left open.
pub fn parse_macro(text: &str) -> Result<Vec<Stroke>, String> {
    let mut strokes = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c != '<' {
            rest = &rest[c.len_utf8()..];
            if !c.is_whitespace() {
                strokes.push(Stroke::Key(Key::char(c)));
            }
            continue;
        }
        let Some((inside, after)) = rest[1..].split_once('>') else {
            return Err(format!("`{rest}`: a `<` without `>`; the key itself is written <lt>"));
        };
        rest = after;
        let (name, count) = match inside.split_once('*') {
            Some((name, count)) => {
                let count: usize = count
                    .parse()
                    .ok()
                    .filter(|n| *n <= 10_000)
                    .ok_or_else(|| format!("<{inside}>: `{count}` is no number of repeats up to 10,000"))?;
                (name, count)
            }
            None => (inside, 1),
        };
        let stroke = if name == "pause" {
            Stroke::Pause(PAUSE_MS)
        } else {
            Stroke::Key(parse_key(name).ok_or_else(|| {
                let known: Vec<&str> = NAMES.iter().map(|(known, _, _)| *known).collect();
                format!("<{name}>: no such key; there are {}, c-x, s-left, pause", known.join(", "))
            })?)
        };
        strokes.extend(std::iter::repeat_n(stroke, count));
    }
    Ok(strokes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_macro_reads_characters_names_repeats_and_modifiers() {
        let strokes = parse_macro("j <right*2>5<c-r><lt><s-left>").unwrap();
        let keys: Vec<String> = strokes
            .iter()
            .map(|stroke| match stroke {
                Stroke::Key(key) => key.to_string(),
                Stroke::Pause(ms) => ms.to_string(),
            })
            .collect();
        assert_eq!(keys, ["j", "→", "→", "5", "Ctrl-R", "<", "Shift-←"]);
    }

    #[test]
    fn a_wrong_name_says_which_there_are() {
        assert!(parse_macro("<rihgt>").unwrap_err().contains("right"));
        assert!(parse_macro("<right").unwrap_err().contains("<lt>"));
        assert!(parse_macro("<up*99999>").is_err());
    }
}
