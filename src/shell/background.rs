//! Whether the terminal's ground is light: a question that nobody waits for.

use crate::view::ThemeName;

/// Asks for the colour of the ground. No question follows to mark that the first will not be answered, because nothing
/// waits for an answer: the decoder knows one whenever it comes.
pub(super) const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// Whether a terminal of that kind takes the question for one.
pub(super) fn may_ask(variable: impl Fn(&str) -> Option<String>) -> bool {
    let terminal = variable("TERM").unwrap_or_default();
    let is_screen = terminal.starts_with("screen") && variable("TMUX").is_none();
    !is_screen && !matches!(terminal.as_str(), "" | "dumb" | "linux")
}

/// The theme for the ground that an answer tells; `None` if it is another answer.
pub(super) fn theme_for(answer: &[u8]) -> Option<ThemeName> {
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
