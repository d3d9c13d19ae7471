//! What a person wants at every start of the explorer: `config.ron` and `keys.ron` as typed values. No file is read here.
//!
//! Every field is optional, and so are the files. What the command line says goes before `config.ron`, and that before
//! the environment. A file that is no such file is a line on the screen, not a refusal to start. Commands without a
//! screen never read them, but for a theme of one's own that an option names: the same call gives the same output for
//! everyone.

mod keys;
mod theme;

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use strum::IntoEnumIterator;

pub use keys::{keys_template, parse_keys};
pub use theme::{NoTheme, ThemeChoice};

use crate::scenario::{Fault, Place, Text, Wording, read_ron, suggestion};
use crate::study::Target;
use crate::view::Depth;

/// The file with every setting at what it is without one, each as a comment.
pub const TEMPLATE: &str = include_str!("../../assets/config.ron");

/// Whether what changes by itself is shown on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Motion {
    /// Stages of the draws are shown as they come, and the sliders of a story move.
    #[default]
    Full,
    /// Only what is final is shown.
    Reduced,
}

/// The settings; what is not there is left to the command line, the environment or the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The scenario to open where none is named.
    pub scenario: Option<String>,
    /// Firm in focus, or all.
    pub firm: Option<String>,
    /// Target of the look-ahead.
    #[serde(deserialize_with = "target")]
    pub target: Option<Target>,
    /// Seed of the draws.
    pub seed: Option<u64>,
    /// The theme.
    #[serde(deserialize_with = "theme::choice")]
    pub theme: Option<ThemeChoice>,
    /// How many colours there are.
    #[serde(deserialize_with = "color")]
    pub color: Option<Depth>,
    /// Paint with ASCII characters alone.
    pub ascii: Option<bool>,
    /// Columns that the terminal gives to characters of ambiguous width.
    #[serde(deserialize_with = "ambiguous")]
    pub ambiguous: Option<u8>,
    /// Whether what changes by itself is shown on its way.
    #[serde(deserialize_with = "motion")]
    pub motion: Option<Motion>,
    /// Whether the mouse moves levers.
    pub mouse: Option<bool>,
    /// Speak in lines in place of a screen.
    pub screen_reader: Option<bool>,
}

/// Where a file is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What was found, and what was meant.
    pub what: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.what)
    }
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        let Place { line, column } = fault.place.unwrap_or(Place { line: 1, column: 1 });
        Self { line, column, what: fault.point() }
    }
}

/// How both files are spoken of.
const SETTINGS: Wording = Wording { begins: "settings begin with `(`", ends: "the settings end" };

/// Whether a text is blanks and comments alone, which say that nothing is to be changed.
fn says_nothing(text: &str) -> bool {
    ron::from_str::<()>(&format!("{text}\n()")).is_ok()
}

impl Config {
    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is no such file: where, and what was meant.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if says_nothing(text) {
            return Ok(Self::default());
        }
        Ok(read_ron(&Text::new("config.ron", text), &SETTINGS)?)
    }
}

/// One of a few words; anything else is an error that lists them.
fn word<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    known: &[&str],
    of: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, D::Error> {
    let Some(found) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    match of(&found) {
        Some(value) => Ok(Some(value)),
        None => Err(D::Error::custom(not_known(&found, known))),
    }
}

/// "`drak` is not known; meant: dark", or the words that there are.
fn not_known(found: &str, known: &[&str]) -> String {
    let meant = suggestion(found, known).unwrap_or_else(|| format!("one of {}", known.join(", ")));
    format!("`{found}` is not known; meant: {meant}")
}

fn target<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Target>, D::Error> {
    let known: Vec<&str> = Target::iter().map(Target::id).collect();
    word(deserializer, &known, Target::from_id)
}

fn color<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Depth>, D::Error> {
    let known = Depth::ALL.map(Depth::name);
    word(deserializer, &known, |name| Depth::ALL.into_iter().find(|depth| depth.name() == name))
}

fn motion<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Motion>, D::Error> {
    let known: Vec<&str> = Motion::iter().map(Into::into).collect();
    word(deserializer, &known, |name| name.parse().ok())
}

fn ambiguous<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    match Option::<u8>::deserialize(deserializer)? {
        None => Ok(None),
        Some(columns @ 1..=2) => Ok(Some(columns)),
        Some(other) => Err(D::Error::custom(format!("{other} columns: it may be 1 or 2"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{ThemeId, ThemeName};

    #[test]
    fn every_field_is_optional() {
        assert_eq!(Config::parse("()"), Ok(Config::default()));
        let config = Config::parse("(theme: \"light\", seed: 7, ascii: true, motion: \"reduced\")").unwrap();
        let expected = Config {
            theme: Some(ThemeChoice::Named(ThemeId::Embedded(ThemeName::Light))),
            seed: Some(7),
            ascii: Some(true),
            motion: Some(Motion::Reduced),
            ..Config::default()
        };
        assert_eq!(config, expected);
    }

    #[test]
    fn the_template_is_a_file_and_names_every_setting() {
        assert_eq!(Config::parse(TEMPLATE), Ok(Config::default()));
        let uncommented: String = TEMPLATE.lines().map(|line| line.replacen("    // ", "    ", 1) + "\n").collect();
        let is_setting = |line: &&str| !line.starts_with("    ") || line.trim_end().ends_with(',');
        let uncommented: String = uncommented.lines().filter(is_setting).map(|line| line.to_owned() + "\n").collect();
        let Config { scenario, firm, target, seed, theme, color, ascii, ambiguous, motion, mouse, screen_reader } =
            Config::parse(&uncommented).unwrap_or_else(|wrong| panic!("{wrong}\n{uncommented}"));
        assert!(scenario.is_some() && firm.is_some() && target == Some(Target::default()) && seed.is_some());
        assert!(theme == Some(ThemeChoice::default()) && color.is_some() && ascii == Some(false));
        assert!(ambiguous == Some(1) && motion == Some(Motion::default()) && mouse == Some(true));
        assert_eq!(screen_reader, Some(false));
    }

    #[test]
    fn a_file_that_says_nothing_changes_nothing() {
        for text in ["", "\n\n", "// nothing yet", "/* a\n/* b */ */\n// c\n"] {
            assert_eq!(Config::parse(text), Ok(Config::default()), "{text:?}");
        }
        for text in ["/* never closed", ",", ")", "( // never closed"] {
            assert!(Config::parse(text).is_err(), "{text:?}");
        }
    }

    /// In words of the file, and first what fits in a narrow screen.
    #[test]
    fn what_is_wrong_is_told_without_a_word_of_rust() {
        for (text, wanted) in [
            ("(\n  colour: \"none\",\n)", "2:3: colour: there is no such field; meant: color"),
            ("(color: 256)", "1:9: a text in double quotes is wanted here; meant: \"256\""),
            ("(motion: reduced)", "1:10: a text in double quotes is wanted here; meant: \"reduced\""),
            ("(ascii: \"yes\")", "1:9: true or false is wanted here"),
            ("(seed: \"7\")", "1:8: a whole number is wanted here"),
            ("(ascii: true, ascii: false)", "1:15: ascii is given twice"),
            ("(screen-reader: true)", "1:2: screen-reader is no name here; meant: screen_reader"),
            ("theme: \"dark\"", "1:1: settings begin with `(`, not with `theme`"),
            ("{ color: \"none\" }", "1:1: fields in round brackets are wanted here: ( name: value, … )"),
            ("()\n(seed: 7)", "2:1: the settings end before this; what follows has no place"),
        ] {
            let wrong = Config::parse(text).unwrap_err().to_string();
            assert_eq!(wrong, wanted, "{text}");
            let point = wrong.split("; ").next().unwrap_or_default();
            assert!("config.ron:".len() + point.chars().count() <= 79, "{point}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_what_was_meant() {
        let of = |text| Config::parse(text).unwrap_err().to_string();
        for (text, place, says) in [
            ("(seed: -1)", "1:", "the number is out of bounds here"),
            ("(\n\n  theme: \"my/own\",\n)", "3:", "`my/own`: a theme is called as its file is"),
            ("(color: \"8\")", "1:", "meant: one of none, 16, 256, truecolor"),
            ("(motion: \"reducd\")", "1:", "meant: reduced"),
            ("(ambiguous: 3)", "1:", "3 columns: it may be 1 or 2"),
            ("(target: \"stokout\")", "1:", "meant: stockout"),
        ] {
            let wrong = of(text);
            assert!(wrong.starts_with(place) && wrong.contains(says), "{text}: {wrong}");
        }
    }
}
