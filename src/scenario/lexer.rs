//! Tokens of RON text, without judging them.

use std::ops::Range;

/// What a token is, as far as an outline needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    Comma,
    Colon,
    /// A name, a number, or a character that has no place in RON.
    Word,
    /// A string, a byte string or a character, with its quotes.
    Quoted,
}

/// A piece of the text that is neither blank nor comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The tokens of a text from the first to the last.
///
/// Anything is accepted: what RON does not know becomes a word, and what is not closed goes on
/// to the end of the text. Each byte is looked at a bounded number of times.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.at = skip_trivia(self.text, self.at);
        let rest = &self.text[self.at..];
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '(' | '[' | '{' => (Kind::Open(first as u8), 1),
            ')' | ']' | '}' => (Kind::Close(first as u8), 1),
            ',' => (Kind::Comma, 1),
            ':' => (Kind::Colon, 1),
            _ => match quoted(rest) {
                Some(length) => (Kind::Quoted, length),
                None => (Kind::Word, word(rest)),
            },
        };
        let start = self.at;
        self.at += length;
        Some(Token { kind, range: start..self.at })
    }
}

/// The first byte from `at` on that is no blank, comment or `#![…]` attribute.
fn skip_trivia(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches(is_blank);
        at += rest.len() - trimmed.len();
        let Some(length) = comment(trimmed).or_else(|| attribute(trimmed)) else {
            return at;
        };
        at += length;
    }
}

/// Length of the comment that `text` begins with; a line comment ends before its newline.
pub(super) fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (1, 2);
    while depth > 0 {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            Some(_) => at += 1,
            None => return Some(text.len()),
        }
    }
    Some(at)
}

/// Length of the `#![…]` that `text` begins with, if it is closed on the same line.
fn attribute(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("#![")?;
    // Stopping at the next bracket also keeps a row of these from being read again and again.
    let end = inside.find(['\n', '[', ']'])?;
    inside[end..].starts_with(']').then_some(3 + end + 1)
}

/// Length of the literal in quotes that `text` begins with.
fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let prefix = usize::from(bytes.first() == Some(&b'b'));
    match bytes.get(prefix)? {
        b'"' => Some(prefix + escaped(&text[prefix..])),
        b'r' => {
            let hashes = bytes[prefix + 1..].iter().take_while(|&&byte| byte == b'#').count();
            let open = prefix + 1 + hashes;
            if bytes.get(open) != Some(&b'"') {
                return None;
            }
            Some(open + 1 + raw(&bytes[open + 1..], hashes))
        }
        b'\'' => Some(prefix + character(&text[prefix..])?),
        _ => None,
    }
}

/// Length of a string that begins and ends with a double quote.
fn escaped(text: &str) -> usize {
    let mut skip = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if skip => skip = false,
            b'\\' => skip = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of the rest of a raw string, up to a quote and `hashes` hashes.
fn raw(bytes: &[u8], hashes: usize) -> usize {
    let mut at = 0;
    while let Some(quote) = bytes[at..].iter().position(|&byte| byte == b'"') {
        at += quote + 1;
        let found = bytes[at..].iter().take(hashes).take_while(|&&byte| byte == b'#').count();
        at += found;
        if found == hashes {
            return at;
        }
    }
    bytes.len()
}

/// Length of a character in single quotes; a lone quote is none.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    if let (_, '\\') = chars.next()? {
        chars.next()?;
        // The longest escape is `\u{10FFFF}`.
        let (end, _) = chars.take(9).find(|&(_, c)| c == '\'')?;
        return Some(end + 1);
    }
    let (end, quote) = chars.next()?;
    (quote == '\'').then_some(end + 1)
}

/// Length of the name or number that `text` begins with, at least one character.
fn word(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-');
    let skip = if text.starts_with("r#") { 2 } else { 0 };
    let end = text[skip..].find(|c| !is_word(c)).map_or(text.len(), |end| skip + end);
    if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end }
}

/// What RON skips between tokens.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}')
}

/// The name that a key stands for: a string without quotes and escapes, anything else as it is.
pub(super) fn name(key: &str) -> String {
    if let Some(plain) = key.strip_prefix("r#")
        && !plain.starts_with(['#', '"'])
    {
        return plain.to_owned();
    }
    if let Some(raw) = key.strip_prefix('r')
        && raw.starts_with(['#', '"'])
    {
        let inside = raw.trim_start_matches('#');
        let hashes = raw.len() - inside.len();
        let inside = inside.strip_prefix('"').unwrap_or(inside);
        let end = inside.len().saturating_sub(hashes + 1);
        return inside.get(..end).unwrap_or(inside).to_owned();
    }
    let Some(inside) = key.strip_prefix('"') else {
        return key.to_owned();
    };
    unescape(inside.strip_suffix('"').unwrap_or(inside))
}

/// `text` with its escapes replaced; those that RON does not know stay.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match escape(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => out.push('\\'),
        }
    }
    out.push_str(rest);
    out
}

/// The character that the text after a backslash stands for, and the length of that text.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().first()? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'0' => '\0',
        b'\\' => '\\',
        b'"' => '"',
        b'\'' => '\'',
        b'x' => {
            let code = u8::from_str_radix(text.get(1..3)?, 16).ok()?;
            return Some((char::from(code), 3));
        }
        b'u' => {
            let digits = text.get(1..)?.strip_prefix('{')?;
            let end = digits.bytes().take(7).position(|byte| byte == b'}')?;
            let code = u32::from_str_radix(&digits[..end], 16).ok()?;
            return Some((char::from_u32(code)?, end + 3));
        }
        _ => return None,
    };
    Some((simple, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        Lexer::new(text).map(|token| &text[token.range]).collect()
    }

    #[test]
    fn trivia_is_skipped_and_literals_stay_whole() {
        let text = r###"#![enable(implicit_some)] // a, b
            Foo(x: -1.5e3, /* (a /* nested */ ) */ y: "q\"),", z: r##"a"#,"##, c: '\'', d: ')')"###;
        let want = [
            "Foo",
            "(",
            "x",
            ":",
            "-1.5e3",
            ",",
            "y",
            ":",
            r#""q\"),""#,
            ",",
            "z",
            ":",
            r###"r##"a"#,"##"###,
            ",",
            "c",
            ":",
            r"'\''",
            ",",
            "d",
            ":",
            "')'",
            ")",
        ];
        assert_eq!(tokens(text), want);
    }

    #[test]
    fn byte_literals_and_raw_names_are_one_token() {
        assert_eq!(
            tokens(r##"b"a" br#"b"# b'c' r#type r"x" brown"##),
            ["b\"a\"", "br#\"b\"#", "b'c'", "r#type", "r\"x\"", "brown"]
        );
    }

    #[test]
    fn what_is_not_closed_goes_on_to_the_end() {
        assert_eq!(tokens("a \"b, c"), ["a", "\"b, c"]);
        assert_eq!(tokens("a r#\"b\", c"), ["a", "r#\"b\", c"]);
        assert_eq!(tokens("a /* b, c"), ["a"]);
        assert_eq!(tokens("#![a\nb]"), ["#", "!", "[", "a", "b", "]"]);
        assert_eq!(tokens("'ab r### é@"), ["'", "ab", "r#", "#", "#", "é", "@"]);
    }

    #[test]
    fn names_lose_quotes_and_escapes() {
        let table = [
            (r#""a.b""#, "a.b"),
            (r#""\"\\\n\x41\u{e9}""#, "\"\\\nAé"),
            (r#""\q\u{zz}\x4""#, r"\q\u{zz}\x4"),
            (r##"r#"a"b"#"##, "a\"b"),
            ("r#type", "type"),
            ("plain", "plain"),
            ("r", "r"),
            ("\"", ""),
            ("r#\"", ""),
        ];
        for (key, want) in table {
            assert_eq!(name(key), want, "{key}");
        }
    }
}
