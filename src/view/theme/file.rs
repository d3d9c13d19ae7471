//! A theme's file: what stands in it, and what must not.

use ratatui::style::{Color, Modifier, Style};
use ron::error::SpannedError;
use ron::extensions::Extensions;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::Roles;
use crate::scenario::{Fault, Text, Wording, read_ron};
use crate::view::depth::Depth;

/// The format of the files.
const FORMAT: u32 = 1;

/// A theme as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(dead_code, reason = "held against the known format while it is read")]
    format: Format,
    pub ground: Hex,
    pub ink: Hex,
    pub roles: Roles<Look>,
}

/// How a theme of a person's own is spoken of where it is none.
const THEME: Wording = Wording { begins: "a theme begins with `(format: 1,`", ends: "the theme ends" };

/// Reads a theme of a person's own.
///
/// # Errors
/// If it is not one: the place where that shows, and what was meant.
pub(super) fn read_own(text: &Text) -> Result<File, Fault> {
    read_ron(text, &THEME)
}

/// Reads an embedded theme. What would be wrong with it is told to whoever tests it, and not in its own words.
///
/// # Errors
/// If it is not one: the place where that shows.
pub(super) fn read(text: &str) -> Result<File, SpannedError> {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).from_str(text)
}

/// The format, known to be the one that is read here.
#[derive(Debug)]
struct Format;

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u32::deserialize(from)? {
            FORMAT => Ok(Self),
            other => Err(D::Error::custom(format!("format {other} is not known here"))),
        }
    }
}

/// `#rrggbb`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hex(u8, u8, u8);

impl Hex {
    pub(super) fn rgb(self) -> (u8, u8, u8) {
        (self.0, self.1, self.2)
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && !digits.starts_with('+'));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let value = value.ok_or_else(|| D::Error::custom(format!("{text}: a colour is written #rrggbb")))?;
        Ok(Self((value >> 16) as u8, (value >> 8) as u8, value as u8))
    }
}

/// One of xterm's 256, but for the first sixteen, which are the user's.
#[derive(Debug, Clone, Copy)]
struct Xterm(u8);

impl<'de> Deserialize<'de> for Xterm {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u8::deserialize(from)? {
            own @ 16.. => Ok(Self(own)),
            other => Err(D::Error::custom(format!("{other} is not the same everywhere: 16 to 255 are"))),
        }
    }
}

/// One of sixteen, or the terminal's ink.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Named {
    Default,
    Black,
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
    Gray,
    DarkGray,
    LightRed,
    LightGreen,
    LightYellow,
    LightBlue,
    LightMagenta,
    LightCyan,
    White,
}

impl Named {
    fn color(self) -> Color {
        match self {
            Self::Default => Color::Reset,
            Self::Black => Color::Black,
            Self::Red => Color::Red,
            Self::Green => Color::Green,
            Self::Yellow => Color::Yellow,
            Self::Blue => Color::Blue,
            Self::Magenta => Color::Magenta,
            Self::Cyan => Color::Cyan,
            Self::Gray => Color::Gray,
            Self::DarkGray => Color::DarkGray,
            Self::LightRed => Color::LightRed,
            Self::LightGreen => Color::LightGreen,
            Self::LightYellow => Color::LightYellow,
            Self::LightBlue => Color::LightBlue,
            Self::LightMagenta => Color::LightMagenta,
            Self::LightCyan => Color::LightCyan,
            Self::White => Color::White,
        }
    }
}

/// What makes a cell stand out without colour.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    Bold,
    Dim,
    Italic,
    Underlined,
    Reversed,
}

impl Mark {
    fn modifier(self) -> Modifier {
        match self {
            Self::Bold => Modifier::BOLD,
            Self::Dim => Modifier::DIM,
            Self::Italic => Modifier::ITALIC,
            Self::Underlined => Modifier::UNDERLINED,
            Self::Reversed => Modifier::REVERSED,
        }
    }
}

/// How a role looks, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    fg: Option<Hex>,
    bg: Option<Hex>,
    /// In place of `fg` among 256 colours, and of `bg`.
    xterm: Option<Xterm>,
    xterm_bg: Option<Xterm>,
    marks: Vec<Mark>,
    ansi: Option<Named>,
    ansi_marks: Option<Vec<Mark>>,
}

/// How a role looks.
#[derive(Debug)]
pub(super) struct Look(Written);

impl<'de> Deserialize<'de> for Look {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        // A colour that was forgotten at sixteen would look like one that was meant to be the ink.
        match (written.fg, written.ansi) {
            (Some(_), None) => Err(D::Error::custom("fg is given, and ansi is not: write the nearest, or default")),
            (None, Some(_)) => Err(D::Error::custom("ansi is given, and fg is not")),
            (None, _) if written.xterm.is_some() => Err(D::Error::custom("xterm is given, and fg is not")),
            _ if written.bg.is_none() && written.xterm_bg.is_some() => {
                Err(D::Error::custom("xterm_bg is given, and bg is not"))
            }
            _ => Ok(Self(written)),
        }
    }
}

impl Look {
    /// The style where there are so many colours. Grounds of sixteen are loud: they are left to the terminal.
    pub(super) fn style(&self, depth: Depth) -> Style {
        let written = &self.0;
        let rgb = |hex: Hex| Color::Rgb(hex.0, hex.1, hex.2);
        let (fg, bg, marks) = match depth {
            Depth::Truecolor => (written.fg.map(rgb), written.bg.map(rgb), &written.marks),
            Depth::Ansi256 => {
                let of = |xterm: Option<Xterm>, hex: Option<Hex>| {
                    xterm.map(|Xterm(index)| Color::Indexed(index)).or(hex.map(rgb))
                };
                (of(written.xterm, written.fg), of(written.xterm_bg, written.bg), &written.marks)
            }
            Depth::Ansi16 => {
                let marks = written.ansi_marks.as_ref().unwrap_or(&written.marks);
                (written.ansi.map(Named::color), None, marks)
            }
            Depth::None => (None, None, &written.marks),
        };
        let modifier = marks.iter().fold(Modifier::empty(), |all, mark| all | mark.modifier());
        Style { fg, bg, ..Style::new() }.add_modifier(modifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::{TABLE, ThemeName};

    #[test]
    fn the_embedded_themes_can_be_read_and_stand_at_their_places() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.name as usize, index);
            assert_eq!(ThemeName::from_id(row.id), Some(row.name));
            read(row.text).unwrap_or_else(|error| panic!("{}.ron:{error}", row.id));
        }
    }

    #[test]
    fn a_theme_of_ones_own_is_refused_with_its_place_and_what_was_meant() {
        let dark = TABLE[0].text;
        for (from, to, says, meant) in [
            ("        dim: ", "        dimm: ", "dimm: there is no such field", Some("dim")),
            ("[bold]", "[bald]", "bald: not known here", Some("bold")),
            ("#9aa0aa", "grey", "grey: a colour is written #rrggbb", None),
            ("format: 1", "format: 2", "format 2 is not known here", None),
        ] {
            let broken = dark.replacen(from, to, 1);
            let line = broken.lines().position(|line| line.contains(to)).map(|index| index + 1);
            let fault = read_own(&Text::new("mine.ron", broken)).expect_err(to);
            assert_eq!((fault.message.as_str(), fault.meant.as_deref()), (says, meant));
            assert_eq!(fault.place.map(|place| place.line), line, "{fault}");
        }
        assert!(read_own(&Text::new("mine.ron", dark)).is_ok());
        for (text, says) in
            [("", "mine.ron:1:1: "), ("()", "format is missing"), ("theme(format: 1)", "a theme begins with")]
        {
            let fault = read_own(&Text::new("mine.ron", text)).expect_err(text);
            assert!(fault.to_string().contains(says), "{fault}");
        }
    }

    #[test]
    fn what_is_no_theme_is_refused_with_its_place() {
        let dark = TABLE[0].text;
        for (from, to, says) in [
            ("format: 1", "format: 2", "format 2"),
            ("format: 1,", "", "format"),
            ("dim: ", "dimm: ", "dimm"),
            ("border: ", "dim: ", "dim"),
            ("marks: [bold]", "mark: [bold]", "mark"),
            ("[bold]", "[bald]", "bald"),
            ("xterm: 245", "xterm: 7", "16 to 255"),
            ("xterm: 245", "xterm: 256", "out of bounds"),
            ("(marks: [bold])", "(xterm: 245)", "fg is not"),
            ("(marks: [bold])", "(xterm_bg: 245)", "bg is not"),
            ("ansi: yellow", "ansi: orange", "orange"),
            (", ansi: yellow", "", "ansi is not"),
            ("#9aa0aa", "#9aa0a", "#rrggbb"),
            ("#9aa0aa", "#+aa0aa", "#rrggbb"),
            ("#9aa0aa", "grey", "#rrggbb"),
            ("(fg: \"#8699ae\", xterm: 67, ansi: cyan),", "", "4"),
        ] {
            assert!(dark.contains(from), "{from}");
            let error = read(&dark.replacen(from, to, 1)).expect_err(to).to_string();
            assert!(error.contains(says), "{error}");
            assert!(error.starts_with(|c: char| c.is_ascii_digit()), "{error}");
        }
    }
}
