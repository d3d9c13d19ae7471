//! A line of text that is being typed.

use unicode_segmentation::UnicodeSegmentation;

use super::action::Action;

/// A line of text and where the cursor stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineEdit {
    text: String,
    /// Byte offset, always at a boundary between graphemes.
    cursor: usize,
}

/// Longest line that is taken, in bytes: more is no value, name or path.
pub(super) const LONGEST: usize = 4096;

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

    /// Puts text in at the cursor; control characters are dropped. `false` if it would be longer than a line may be:
    /// nothing is put in then.
    #[must_use]
    pub fn insert(&mut self, text: &str) -> bool {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        let fits = self.text.len() + clean.len() <= LONGEST;
        if fits {
            self.text.insert_str(self.cursor, &clean);
            self.cursor += clean.len();
        }
        fits
    }

    fn previous(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |g| self.cursor + g.len())
    }

    /// What stands behind the cursor first, as a reader sees it.
    pub fn behind(&self) -> Option<&str> {
        self.text[self.cursor..].graphemes(true).next()
    }

    /// Does what is done in a line; `false` if the action is none of that.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::LineStart => self.cursor = 0,
            Action::LineEnd => self.cursor = self.text.len(),
            Action::DeleteToStart => {
                self.text.drain(..self.cursor);
                self.cursor = 0;
            }
            Action::DeleteWord => {
                let kept = self.before().trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.text.drain(kept..self.cursor);
                self.cursor = kept;
            }
            Action::DeleteBefore => {
                let from = self.previous();
                self.text.drain(from..self.cursor);
                self.cursor = from;
            }
            Action::DeleteAfter => {
                let to = self.next();
                self.text.drain(self.cursor..to);
            }
            Action::LetterBefore => self.cursor = self.previous(),
            Action::LetterAfter => self.cursor = self.next(),
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
        assert!(line.insert("e\u{301}x\n\u{1b}"));
        assert_eq!(line.text(), "née\u{301}x");
        assert!(line.act(Action::LetterBefore) && line.behind() == Some("x"));
        assert!(line.act(Action::DeleteBefore));
        assert_eq!(line.text(), "néx");
        assert!(line.act(Action::LineStart) && line.act(Action::DeleteAfter));
        assert_eq!(line.text(), "éx");
        assert!(!line.act(Action::Accept));
    }

    #[test]
    fn words_and_all_before_are_deleted_and_too_much_is_not_put_in() {
        let mut line = LineEdit::new("a path with blanks");
        assert!(line.act(Action::DeleteWord) && line.text() == "a path with ");
        assert!(line.act(Action::DeleteWord) && line.text() == "a path ");
        assert!(line.act(Action::LetterBefore) && line.act(Action::DeleteToStart) && line.text() == " ");
        assert!(!line.insert(&"é".repeat(LONGEST / 2)), "it is full");
        assert!(line.text() == " " && line.insert(&"y".repeat(LONGEST - 1)));
    }
}
