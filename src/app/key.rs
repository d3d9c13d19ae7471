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

    /// The program's key, of what a terminal says. Terminals differ in what they say of Shift: with a character it is
    /// part of it and is dropped, with an arrow it is kept. Under Ctrl letters are lower case.
    pub fn pressed(code: Code, ctrl: bool, shift: bool) -> Self {
        let code = match code {
            Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
            Code::Char(c) if shift => Code::Char(c.to_ascii_uppercase()),
            Code::Tab if shift => Code::BackTab,
            code => code,
        };
        let is_arrow = matches!(code, Code::Left | Code::Right | Code::Up | Code::Down | Code::Home | Code::End);
        Self { code, ctrl, shift: shift && is_arrow }
    }

    /// The key of a single byte of ASCII.
    pub fn of_byte(byte: u8) -> Self {
        let ctrl = |character: u8| Self { code: Code::Char(char::from(character)), ctrl: true, shift: false };
        match byte {
            // Ctrl-J too: where a line feed comes from, a line was ended.
            b'\r' | b'\n' => Self::plain(Code::Enter),
            b'\t' => Self::plain(Code::Tab),
            0x1b => Self::plain(Code::Esc),
            0x7f => Self::plain(Code::Backspace),
            0 => ctrl(b' '),
            0x01..=0x1a => ctrl(byte - 1 + b'a'),
            0x1c..=0x1f => ctrl(byte - 0x1c + b'4'),
            _ => Self::char(char::from(byte)),
        }
    }

    /// As which key this one arrives from a terminal, none if it never does. Where it has a byte, that is what counts:
    /// few terminals say more than the byte, and they are not asked to.
    pub fn arrives(self) -> Option<Self> {
        let key = Self::pressed(self.code, self.ctrl, self.shift);
        match key.code {
            // With Ctrl a character is a number, and those of the private area are other keys.
            Code::Char(c) if c.is_control() || key.ctrl && matches!(c, '\u{e000}'..='\u{f8ff}') => None,
            Code::Char(c) if key.ctrl => Some(control_byte(c).map_or(key, Self::of_byte)),
            _ => Some(key),
        }
    }

    /// As it is written in macros and files.
    pub fn written(self) -> String {
        let (ctrl, shift) = (if self.ctrl { "c-" } else { "" }, if self.shift { "s-" } else { "" });
        match (NAMES.iter().find(|(_, _, code)| *code == self.code), self.code) {
            (Some((name, _, _)), _) => format!("{ctrl}{shift}{name}"),
            (None, Code::Char(c)) => format!("{ctrl}{shift}{c}"),
            // All others have a name.
            (None, _) => String::new(),
        }
    }
}

/// The byte that terminals send of a character with Ctrl, where they have one. Some characters share one.
fn control_byte(c: char) -> Option<u8> {
    Some(match c {
        ' ' | '2' => 0,
        '@'..='_' | 'a'..='z' => c as u8 & 0x1f,
        '3'..='7' => c as u8 - b'3' + 0x1b,
        '/' => 0x1f,
        '8' | '?' => 0x7f,
        _ => return None,
    })
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

/// The names of keys that are no character, and of characters that macros or eyes take for something else.
pub fn key_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _, _)| *name)
}

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
                let known: Vec<&str> = key_names().collect();
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
    fn a_key_is_written_as_it_is_read() {
        for name in key_names().chain(["u", "U", "é", "-", "±"]) {
            for held in ["", "c-", "s-", "c-s-"] {
                let written = format!("{held}{name}");
                assert_eq!(parse_key(&written).map(Key::written), Some(written));
            }
        }
    }

    /// The decoder is held to it for every key in `tests/integration/decode.rs`.
    #[test]
    fn a_key_that_no_terminal_sends_arrives_as_another() {
        for (name, arrives) in [
            ("u", "u"),
            ("U", "U"),
            ("s-u", "U"),
            ("c-U", "c-u"),
            ("c-s-x", "c-x"),
            ("c-m", "enter"),
            ("c-j", "enter"),
            ("c-i", "tab"),
            ("c-[", "esc"),
            ("c-?", "backspace"),
            ("c-h", "c-h"),
            ("c-@", "c-space"),
            ("c-]", "c-5"),
            ("c-/", "c-7"),
            ("s-tab", "backtab"),
            ("s-pageup", "pageup"),
            ("s-left", "s-left"),
            ("c-s-left", "c-s-left"),
            ("c-enter", "c-enter"),
            ("c-1", "c-1"),
        ] {
            assert_eq!(parse_key(name).unwrap().arrives(), parse_key(arrives), "{name}");
        }
        assert_eq!(Key::char('\t').arrives(), None);
    }

    #[test]
    fn a_wrong_name_says_which_there_are() {
        assert!(parse_macro("<rihgt>").unwrap_err().contains("right"));
        assert!(parse_macro("<right").unwrap_err().contains("<lt>"));
        assert!(parse_macro("<up*99999>").is_err());
    }
}
