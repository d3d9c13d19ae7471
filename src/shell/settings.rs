//! The person's settings on disk: `config.ron` and `keys.ron` in the platform's configuration folder.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::app::Keymap;
use crate::config::{Config, Wrong, parse_keys};

/// Names of the files.
pub const CONFIG_FILE: &str = "config.ron";
/// See [`CONFIG_FILE`].
pub const KEYS_FILE: &str = "keys.ron";

/// What the files say, and what is wrong with them: where one is broken, all is as without it.
#[derive(Debug, Default)]
pub struct Settings {
    /// `config.ron`.
    pub config: Config,
    /// The keys, those of `keys.ron` in the place of the program's.
    pub keymap: Keymap,
    /// A line for each file that could not be read.
    pub troubles: Vec<String>,
}

/// Where the files are, if the person has a home.
pub fn folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("stockout"))
}

impl Settings {
    /// Reads both files from the person's configuration folder; one that is not there says nothing.
    pub fn load() -> Self {
        folder().map_or_else(Self::default, |folder| Self::of(&folder))
    }

    fn of(folder: &Path) -> Self {
        let mut settings = Self::default();
        if let Some(config) = settings.read(folder, CONFIG_FILE, Config::parse) {
            settings.config = config;
        }
        if let Some(keymap) = settings.read(folder, KEYS_FILE, parse_keys) {
            settings.keymap = keymap;
        }
        settings
    }

    /// One knows where one's files are: a line on the screen has room for what is wrong with them.
    fn read<T>(&mut self, folder: &Path, name: &str, parse: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        let trouble = match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => match parse(&text) {
                Ok(value) => return Some(value),
                Err(wrong) => format!("{name}:{wrong}"),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => format!("{name}: {error}"),
        };
        self.troubles.push(trouble);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_leaves_the_other_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Settings::of(folder.path()).troubles.is_empty());
        std::fs::write(folder.path().join(CONFIG_FILE), "(seed: 7)").unwrap();
        std::fs::write(folder.path().join(KEYS_FILE), "{\n \"exploring\": { \"undoo\": [] } }").unwrap();
        let settings = Settings::of(folder.path());
        assert_eq!(settings.config.seed, Some(7));
        assert_eq!(settings.keymap, Keymap::default());
        assert_eq!(settings.troubles.len(), 1);
        assert!(settings.troubles[0].starts_with("keys.ron:2:"), "{:?}", settings.troubles);
    }
}
