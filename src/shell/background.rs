//! Whether the terminal's ground is light: a question that nobody waits for.

use crate::view::ThemeName;

/// Asks for the colour of the ground, and then what the terminal is, which every terminal answers, and in turn: with that
/// answer the question is settled, whether it was answered or not. What comes later is of somebody else, and would change
/// the colours in the middle of work. Nothing waits for either.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// Where the question for the terminal's ground stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    ToBeAsked,
    Asked,
    Settled,
}

impl Question {
    /// The bytes to be sent, once.
    pub(super) fn ask(&mut self) -> Option<&'static [u8]> {
        let asks = *self == Self::ToBeAsked;
        asks.then(|| {
            *self = Self::Asked;
            QUESTION
        })
    }

    /// Takes an answer of the terminal's; gives the theme, if it is the answer that was asked for. The first counts, and
    /// none behind the fence.
    pub(super) fn answered(&mut self, answer: &[u8]) -> Option<ThemeName> {
        let theme = theme_for(answer).filter(|_| *self == Self::Asked);
        if *self == Self::Asked && (theme.is_some() || is_fence(answer)) {
            *self = Self::Settled;
        }
        theme
    }
}

/// Whether an answer says what the terminal is (its primary device attributes).
fn is_fence(answer: &[u8]) -> bool {
    answer.starts_with(b"[?") && answer.ends_with(b"c")
}

/// Whether a terminal of that kind takes the question for one.
pub(super) fn may_ask(variable: impl Fn(&str) -> Option<String>) -> bool {
    let terminal = variable("TERM").unwrap_or_default();
    let is_screen = terminal.starts_with("screen") && variable("TMUX").is_none();
    !is_screen && !matches!(terminal.as_str(), "" | "dumb" | "linux")
}

/// The theme for the ground that an answer tells; `None` if it is another answer.
fn theme_for(answer: &[u8]) -> Option<ThemeName> {
    let text = std::str::from_utf8(answer).ok()?.strip_prefix("]11;")?;
    let [red, green, blue] = color(text)?;
    // As bright as the eye takes it, from 0 to 1.
    let brightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    Some(if brightness > 0.5 { ThemeName::Light } else { ThemeName::Dark })
}

/// Reads `rgb:ffff/ffff/ffff`, of one to four digits each, `rgba:` with a fourth part, or `#ffffff`; parts from 0 to 1.
fn color(text: &str) -> Option<[f64; 3]> {
    let part = |digits: &str| {
        let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let most = 16u32.pow(digits.len().min(4) as u32) - 1;
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
        Some(f64::from(value) / f64::from(most))
    };
    if let Some(digits) = text.strip_prefix('#') {
        let each = digits.len() / 3;
        let at = |index: usize| part(digits.get(index * each..(index + 1) * each)?);
        return if digits.len() == 3 * each { Some([at(0)?, at(1)?, at(2)?]) } else { None };
    }
    let (_, parts) = text.split_once(':').filter(|(kind, _)| matches!(*kind, "rgb" | "rgba"))?;
    let mut parts = parts.split('/').map(part);
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::decode::Decoder;
    use crate::shell::events::Input;

    const LIGHT: &str = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\";
    const DARK: &str = "\x1b]11;rgb:0000/0000/0000\x07";
    const FENCE: &str = "\x1b[?62;22c";

    /// The themes that bytes lead to, in whatever pieces they come; that they are no keys is held too.
    fn themes(pieces: &[&[u8]]) -> Vec<ThemeName> {
        let mut question = Question::ToBeAsked;
        assert!(question.ask().is_some_and(|bytes| bytes.ends_with(b"\x1b[c")) && question.ask().is_none());
        let (mut decoder, mut themes) = (Decoder::default(), Vec::new());
        let mut take = |input: Input| match input {
            Input::Answer(answer) => themes.extend(question.answered(&answer)),
            other => panic!("{other:?}"),
        };
        for piece in pieces {
            decoder.take(piece, &mut take);
        }
        if decoder.patience().is_some() {
            decoder.silence(&mut take);
        }
        themes
    }

    #[test]
    fn the_first_answer_before_the_fence_counts_and_nothing_behind_it() {
        for (answers, wanted) in [
            (format!("{LIGHT}{FENCE}"), vec![ThemeName::Light]),
            (format!("{DARK}{FENCE}"), vec![ThemeName::Dark]),
            // It does not know the question.
            (FENCE.to_owned(), vec![]),
            // Too late, doubled, and of somebody else.
            (format!("{FENCE}{LIGHT}"), vec![]),
            (format!("{LIGHT}{LIGHT}{FENCE}{DARK}{FENCE}"), vec![ThemeName::Light]),
            (format!("{LIGHT}{DARK}{DARK}"), vec![ThemeName::Light]),
            (format!("\x1b]11;quit;y\x07{LIGHT}"), vec![ThemeName::Light]),
            // Other answers are no fence.
            (format!("\x1b[>41;379;0c\x1b[12;34R\x1b[?997;1n\x1bP>|c\x1b\\{LIGHT}"), vec![ThemeName::Light]),
        ] {
            let bytes = answers.as_bytes();
            assert_eq!(themes(&[bytes]), wanted, "{answers:?}");
            assert_eq!(themes(&bytes.chunks(1).collect::<Vec<_>>()), wanted, "{answers:?} byte by byte");
            for at in 1..bytes.len() {
                let (left, right) = bytes.split_at(at);
                assert_eq!(themes(&[left, right]), wanted, "{answers:?} parted at {at}");
            }
        }
        // Who was not asked has nothing to answer.
        for mut question in [Question::ToBeAsked, Question::Settled] {
            let before = question;
            assert_eq!((question.answered(b"]11;rgb:ffff/ffff/ffff"), question), (None, before));
        }
    }

    #[test]
    fn the_ground_is_dark_or_light() {
        for (answer, theme) in [
            ("]11;rgb:0000/0000/0000", Some(ThemeName::Dark)),
            ("]11;rgb:ffff/ffff/ffff", Some(ThemeName::Light)),
            ("]11;rgb:fd/f6/e3", Some(ThemeName::Light)),
            ("]11;rgb:0/2b/36", Some(ThemeName::Dark)),
            ("]11;rgba:1e1e/1e1e/1e1e/ffff", Some(ThemeName::Dark)),
            ("]11;#ffffff", Some(ThemeName::Light)),
            ("]11;#1e1e1e", Some(ThemeName::Dark)),
            ("]10;rgb:ffff/ffff/ffff", None),
            ("]11;rgb:ffff/ffff", None),
            ("]11;rgb:fffff/0/0", None),
            ("]11;rgb://", None),
            ("]11;#ffff", None),
            ("]11;#", None),
            ("]11;#\u{e9}\u{e9}\u{e9}", None),
            ("P>|xterm(379)", None),
            ("", None),
        ] {
            assert_eq!(theme_for(answer.as_bytes()), theme, "{answer}");
        }
        assert_eq!(theme_for(&[b']', 0xff]), None);
    }

    #[test]
    fn only_who_may_understand_is_asked() {
        for (variables, asked) in [
            (&[("TERM", "xterm-256color")][..], true),
            (&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux")], true),
            (&[("TERM", "screen")], false),
            (&[("TERM", "linux")], false),
            (&[("TERM", "dumb")], false),
            (&[], false),
        ] {
            let of = |name: &str| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(may_ask(of), asked, "{variables:?}");
        }
    }
}
