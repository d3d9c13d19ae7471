//! Where everything is in a RON text, also in one that does not parse.
//!
//! A deserialiser knows values and forgets places. Messages that point at a line, and edits that
//! keep the author's comments, need the places: this is a table of them.

use std::ops::Range;

use super::lexer::{self, Kind, Lexer, Token};

/// The fields, map entries and list items of a RON text with their places, as byte ranges.
///
/// A path names them from the top: `["set", "policy.b40_launch"]`, `["events", "0", "date"]`.
/// Struct names are looked through, so that `PlusMinus(45)` has the item `"0"`. Map keys that are
/// themselves structs, lists or maps have the empty name. Does not check that the text is valid.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// The first is the whole value; parents come before their children.
    entries: Vec<Entry>,
}

/// One field, map entry or list item.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) parent: usize,
    pub(super) name: String,
    pub(super) key: Option<Range<usize>>,
    /// Empty where the value is missing.
    pub(super) value: Range<usize>,
    /// The first pair of brackets in the value.
    pub(super) body: Option<Body>,
    /// Where the comma after the value is.
    pub(super) comma: Option<usize>,
}

/// Brackets around the children of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) opener: u8,
    pub(super) open: usize,
    pub(super) close: Option<usize>,
}

impl Outline {
    /// Reads `text` to its end, whatever it holds, in time linear in its length.
    #[must_use]
    pub(crate) fn scan(text: &str) -> Self {
        let mut scanner = Scanner::new(text);
        for token in Lexer::new(text) {
            scanner.take(&token);
        }
        Self { entries: scanner.finish() }
    }

    /// Where the value at `path` is, without the blanks and comments around it.
    ///
    /// The range is empty where a key has no value. The empty path is the whole value of the
    /// file. Of keys that come twice the first counts.
    #[must_use]
    pub(crate) fn value(&self, path: &[&str]) -> Option<Range<usize>> {
        Some(self.entry(self.find(path)?).value.clone())
    }

    /// Where the key of the field or map entry at `path` is, with its quotes; list items and
    /// unnamed fields have none.
    #[must_use]
    pub(crate) fn key(&self, path: &[&str]) -> Option<Range<usize>> {
        self.entry(self.find(path)?).key.clone()
    }

    /// The names of what is directly inside the value at `path`, in the order of the text.
    ///
    /// Keys that come twice are listed twice.
    pub(crate) fn names<'a>(&'a self, path: &[&str]) -> impl Iterator<Item = &'a str> + use<'a> {
        let found = self.find(path);
        let inside = found.into_iter().flat_map(|id| self.children(id));
        inside.map(|id| self.entry(id).name.as_str())
    }

    /// The path of the innermost entry around a byte of the text; empty outside of all.
    #[must_use]
    pub(crate) fn path_at(&self, offset: usize) -> Vec<&str> {
        let around = |entry: &Entry| {
            let start = entry.key.as_ref().map_or(entry.value.start, |key| key.start);
            (start..entry.value.end).contains(&offset)
        };
        // Children come after their parents: the last match is the innermost.
        let mut at = self.entries.iter().rposition(around).unwrap_or(0);
        let mut path = Vec::new();
        while at > 0 {
            path.push(self.entry(at).name.as_str());
            at = self.entry(at).parent;
        }
        path.reverse();
        path
    }

    /// The number of the entry at `path`.
    pub(super) fn find(&self, path: &[&str]) -> Option<usize> {
        path.iter().try_fold(0, |id, name| self.children(id).find(|&child| self.entry(child).name == *name))
    }

    /// The entry of a number that this outline has given out.
    pub(super) fn entry(&self, id: usize) -> &Entry {
        &self.entries[id]
    }

    /// The numbers of the entries directly inside `id`.
    pub(super) fn children(&self, id: usize) -> impl Iterator<Item = usize> {
        (id + 1..self.entries.len()).filter(move |&child| self.entries[child].parent == id)
    }
}

/// Reads tokens one by one; brackets that are open wait on a stack of its own, so that no depth
/// of nesting can exhaust the program's.
struct Scanner<'a> {
    text: &'a str,
    entries: Vec<Entry>,
    stack: Vec<Frame>,
    /// How many brackets of each kind are open: round, square, curly.
    open: [usize; 3],
    /// End of the last token.
    end: usize,
}

/// A bracket that is open, or the file itself at the bottom of the stack.
struct Frame {
    /// The entry whose body this is.
    owner: usize,
    opener: u8,
    /// The entry that is being read.
    item: Option<usize>,
    /// Number of the next item.
    count: usize,
    /// The last word directly in the item, and where the item's value ended before it. If a colon
    /// follows, the word was the next key and a comma is missing.
    last: Option<(Range<usize>, usize)>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        let whole = Entry { parent: 0, name: String::new(), key: None, value: 0..0, body: None, comma: None };
        let file = Frame { owner: 0, opener: 0, item: Some(0), count: 0, last: None };
        Self { text, entries: vec![whole], stack: vec![file], open: [0; 3], end: 0 }
    }

    fn take(&mut self, token: &Token) {
        match token.kind {
            Kind::Word | Kind::Quoted => {
                let item = self.grow(&token.range);
                let before = self.entries[item].value.clone();
                self.extend(item, &token.range);
                self.top().last = Some((token.range.clone(), before.end));
            }
            Kind::Open(opener) => self.open(opener, &token.range),
            Kind::Close(closer) => self.close(closer, &token.range),
            Kind::Comma => self.comma(token.range.start),
            Kind::Colon => self.colon(token.range.end),
        }
        self.end = token.range.end;
    }

    /// Ends what is still open where the text ends.
    fn finish(mut self) -> Vec<Entry> {
        for frame in &self.stack[1..] {
            self.entries[frame.owner].value.end = self.end;
        }
        self.entries
    }

    fn top(&mut self) -> &mut Frame {
        // The file's own frame is never popped.
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    /// The entry being read, a new one if none is.
    fn grow(&mut self, range: &Range<usize>) -> usize {
        if let Some(item) = self.top().item {
            return item;
        }
        let frame = self.top();
        let (parent, name) = (frame.owner, frame.count.to_string());
        let value = range.start..range.start;
        self.push(Entry { parent, name, key: None, value, body: None, comma: None })
    }

    fn push(&mut self, entry: Entry) -> usize {
        let item = self.entries.len();
        self.entries.push(entry);
        let frame = self.top();
        frame.item = Some(item);
        frame.count += 1;
        frame.last = None;
        item
    }

    /// Makes a token part of the value of an entry.
    fn extend(&mut self, item: usize, range: &Range<usize>) {
        let value = &mut self.entries[item].value;
        if value.start == value.end {
            value.start = range.start;
        }
        value.end = range.end;
    }

    fn open(&mut self, opener: u8, range: &Range<usize>) {
        let item = self.grow(range);
        self.extend(item, range);
        self.entries[item].body.get_or_insert(Body { opener, open: range.start, close: None });
        self.top().last = None;
        self.open[kind(opener)] += 1;
        self.stack.push(Frame { owner: item, opener, item: None, count: 0, last: None });
    }

    /// Closes the innermost bracket of the kind and all that were left open inside it.
    fn close(&mut self, closer: u8, range: &Range<usize>) {
        let opener = match closer {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        if self.open[kind(opener)] == 0 {
            return;
        }
        while let Some(frame) = self.stack.pop() {
            self.open[kind(frame.opener)] -= 1;
            let owner = &mut self.entries[frame.owner];
            if frame.opener == opener {
                owner.value.end = range.end;
                if let Some(body) = &mut owner.body
                    && body.close.is_none()
                {
                    body.close = Some(range.start);
                }
                break;
            }
            owner.value.end = self.end;
        }
    }

    fn comma(&mut self, at: usize) {
        let frame = self.top();
        // Between top-level values a comma means nothing.
        if frame.opener == 0 {
            return;
        }
        frame.last = None;
        if let Some(item) = frame.item.take() {
            self.entries[item].comma = Some(at);
        }
    }

    /// What came before the colon was a key.
    fn colon(&mut self, end: usize) {
        let frame = self.top();
        let (opener, last) = (frame.opener, frame.last.take());
        let Some(item) = frame.item.filter(|_| matches!(opener, b'(' | b'{')) else {
            return;
        };
        if self.entries[item].key.is_none() {
            // Whatever was found inside the key is no part of the outline.
            self.entries.truncate(item + 1);
            let entry = &mut self.entries[item];
            let key = std::mem::replace(&mut entry.value, end..end);
            // A key in brackets may hold keys in brackets and so on: copying all would take
            // quadratic time.
            let is_simple = entry.body.take().is_none();
            entry.name = if is_simple { lexer::name(&self.text[key.clone()]) } else { String::new() };
            entry.key = Some(key);
        } else if let Some((key, before)) = last {
            let value = &mut self.entries[item].value;
            value.end = before;
            value.start = value.start.min(before);
            let parent = self.entries[item].parent;
            let name = lexer::name(&self.text[key.clone()]);
            self.push(Entry { parent, name, key: Some(key), value: end..end, body: None, comma: None });
        }
    }
}

/// Where the count of a kind of bracket is kept.
fn kind(opener: u8) -> usize {
    match opener {
        b'(' => 0,
        b'[' => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests;
