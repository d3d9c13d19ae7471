//! What a person wants at every start of the explorer: `stockout/config.ron` in the user's configuration folder.
//!
//! Every field is optional, and so is the file. What the command line says goes first. A file that cannot be read as
//! such is a line on the screen, not a refusal to start. Headless commands never read it: the same call gives the same
//! output for everyone.

use std::io;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use ron::extensions::Extensions;
use serde::Deserialize;

/// The settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The scenario to open where none is named.
    pub scenario: Option<String>,
    /// The theme.
    pub theme: Option<String>,
    /// Target of the look-ahead.
    pub target: Option<String>,
    /// Firm in focus, or all.
    pub firm: Option<String>,
    /// Seed of the draws.
    pub seed: Option<u64>,
    /// Paint with ASCII characters alone.
    pub ascii: bool,
    /// Speak in lines in place of a screen.
    pub screen_reader: bool,
}

impl Config {
    /// Reads a file's text; an error names line and column and what is wrong.
    ///
    /// # Errors
    /// If it is no such file.
    pub fn parse(text: &str) -> Result<Self, String> {
        ron::Options::default()
            .with_default_extension(Extensions::IMPLICIT_SOME)
            .from_str(text)
            .map_err(|error| format!("{}: {}", error.span.start, error.code))
    }

    /// The person's settings, and what is wrong with their file, if anything is: then everything is as without it.
    pub fn load() -> (Self, Option<String>) {
        let Some(path) = path() else { return (Self::default(), None) };
        let trouble = |what: String| (Self::default(), Some(format!("{}:{what}", path.display())));
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_or_else(trouble, |config| (config, None)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Self::default(), None),
            Err(error) => trouble(format!(" {error}")),
        }
    }
}

/// Where the file is, if the person has a home.
fn path() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("stockout").join("config.ron"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_optional() {
        assert_eq!(Config::parse("()"), Ok(Config::default()));
        let config = Config::parse("(theme: \"light\", seed: 7, ascii: true)").unwrap();
        let expected = Config { theme: Some("light".into()), seed: Some(7), ascii: true, ..Config::default() };
        assert_eq!(config, expected);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let of = |text| Config::parse(text).unwrap_err();
        assert!(of("(\n  colour: \"red\",\n)").starts_with("2:"), "{}", of("(\n  colour: \"red\",\n)"));
        assert!(of("(\n  colour: \"red\",\n)").contains("colour"));
        assert!(of("(seed: -1)").starts_with("1:"), "{}", of("(seed: -1)"));
    }
}
