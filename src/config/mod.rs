//! What a person wants at every start of the explorer: `config.ron` and `keys.ron` as typed values. No file is read here.
//!
//! Every field is optional, and so are the files. What the command line says goes before `config.ron`, and that before
//! the environment. A file that is no such file is a line on the screen, not a refusal to start. Commands without a
//! screen never read them: the same call gives the same output for everyone.

mod keys;

use std::fmt;

use ron::extensions::Extensions;
use serde::de::{Deserialize, Deserializer, Error};
use strum::IntoEnumIterator;

pub use keys::{keys_template, parse_keys};

use crate::scenario::suggestion;
use crate::study::Target;
use crate::view::{Depth, ThemeName};

/// The file with every setting at what it is without one, each as a comment.
pub const TEMPLATE: &str = include_str!("../../assets/config.ron");

/// A theme, or the one that suits the terminal's ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// Dark or light, as the terminal is.
    #[default]
    Auto,
    /// That one.
    Named(ThemeName),
}

impl ThemeChoice {
    /// Name on the command line and in the file of the choice that is no theme.
    pub const AUTO: &str = "auto";

    /// The choice of that name.
    pub fn from_id(id: &str) -> Option<Self> {
        if id == Self::AUTO { Some(Self::Auto) } else { ThemeName::from_id(id).map(Self::Named) }
    }
}

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
    #[serde(deserialize_with = "theme")]
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

impl From<ron::error::SpannedError> for Wrong {
    fn from(error: ron::error::SpannedError) -> Self {
        Self { line: error.span.start.line, column: error.span.start.col, what: error.code.to_string() }
    }
}

/// RON in which `Some` need not be written.
fn ron() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

impl Config {
    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is no such file: where, and what was meant.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        Ok(ron().from_str(text)?)
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

fn theme<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ThemeChoice>, D::Error> {
    let known: Vec<&str> = [ThemeChoice::AUTO].into_iter().chain(ThemeName::all().map(ThemeName::id)).collect();
    word(deserializer, &known, ThemeChoice::from_id)
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

    #[test]
    fn every_field_is_optional() {
        assert_eq!(Config::parse("()"), Ok(Config::default()));
        let config = Config::parse("(theme: \"light\", seed: 7, ascii: true, motion: \"reduced\")").unwrap();
        let expected = Config {
            theme: Some(ThemeChoice::Named(ThemeName::Light)),
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
    fn what_is_wrong_is_named_with_its_place_and_what_was_meant() {
        let of = |text| Config::parse(text).unwrap_err().to_string();
        for (text, place, says) in [
            ("(\n  colour: \"red\",\n)", "2:", "colour"),
            ("(seed: -1)", "1:", ""),
            ("(\n\n  theme: \"drak\",\n)", "3:", "`drak` is not known; meant: dark"),
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
