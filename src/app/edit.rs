//! A line of text that is being typed.

use unicode_segmentation::UnicodeSegmentation;

use super::key::{Code, Key};

/// A line of text and where the cursor stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineEdit {
    text: String,
    /// Byte offset, always at a boundary between graphemes.
    cursor: usize,
}

/// Longest line that is taken, in bytes: more is no value, name or path.
const LONGEST: usize = 4096;

impl LineEdit {
    /// A line with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text }
    }

    /// What stands there.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Puts text in at the cursor; control characters are dropped.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        if self.text.len() + clean.len() <= LONGEST {
            self.text.insert_str(self.cursor, &clean);
            self.cursor += clean.len();
        }
    }

    fn previous(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |g| self.cursor + g.len())
    }

    /// Takes an editing key; `false` if the key is none.
    pub fn key(&mut self, key: Key) -> bool {
        match (key.code, key.ctrl) {
            (Code::Char('a'), true) | (Code::Home, _) => self.cursor = 0,
            (Code::Char('e'), true) | (Code::End, _) => self.cursor = self.text.len(),
            (Code::Char('u'), true) => {
                self.text.drain(..self.cursor);
                self.cursor = 0;
            }
            (Code::Char('w'), true) => {
                let kept = self.before().trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.text.drain(kept..self.cursor);
                self.cursor = kept;
            }
            (Code::Char(c), false) => self.insert(c.encode_utf8(&mut [0; 4])),
            (Code::Backspace, _) => {
                let from = self.previous();
                self.text.drain(from..self.cursor);
                self.cursor = from;
            }
            (Code::Delete, _) => {
                let to = self.next();
                self.text.drain(self.cursor..to);
            }
            (Code::Left, _) => self.cursor = self.previous(),
            (Code::Right, _) => self.cursor = self.next(),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_moves_by_what_a_reader_sees_as_one_letter() {
        let mut line = LineEdit::new("né");
        line.insert("e\u{301}x\n\u{1b}");
        assert_eq!(line.text(), "née\u{301}x");
        line.key(Key::plain(Code::Left));
        line.key(Key::plain(Code::Backspace));
        assert_eq!(line.text(), "néx");
        line.key(Key::plain(Code::Home));
        line.key(Key::plain(Code::Delete));
        assert_eq!(line.text(), "éx");
    }
}
