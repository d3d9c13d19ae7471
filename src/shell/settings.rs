//! The person's settings on disk: `config.ron`, `keys.ron` and `themes/*.ron` in the platform's configuration folder.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::app::Keymap;
use crate::config::{Config, NoTheme, ThemeChoice, Wrong, parse_keys};
use crate::scenario::Fault;
use crate::view::{Theme, ThemeId};

/// Names of the files.
pub const CONFIG_FILE: &str = "config.ron";
/// See [`CONFIG_FILE`].
pub const KEYS_FILE: &str = "keys.ron";

/// The folder of themes, beside the files.
const THEMES_FOLDER: &str = "themes";
/// What names of their files end in.
const THEME_ENDING: &str = "ron";

/// What the files say, and what is wrong with them: where one is broken, all is as without it.
#[derive(Debug, Default)]
pub struct Settings {
    /// `config.ron`.
    pub config: Config,
    /// The keys, those of `keys.ron` in the place of the program's.
    pub keymap: Keymap,
    /// Where they were looked for, if they were.
    pub folder: Option<PathBuf>,
    /// A line for each file that could not be read, and for a theme that is not there.
    pub troubles: Vec<String>,
}

/// Where the files are, if the person has a home.
pub fn folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("stockout"))
}

/// Where a theme of that name is, from the folder of the settings on.
pub fn theme_file(name: &str) -> PathBuf {
    Path::new(THEMES_FOLDER).join(format!("{name}.{THEME_ENDING}"))
}

/// The theme that an option names, of a command that reads no other settings.
///
/// # Errors
/// If it cannot be had: why, as the command line tells it.
pub fn theme(id: &ThemeId) -> Result<Theme, String> {
    theme_of_option(id, folder().as_deref(), &[])
}

/// The theme that an option names; `others` can be written in its place.
fn theme_of_option(id: &ThemeId, folder: Option<&Path>, others: &[&str]) -> Result<Theme, String> {
    find_theme(id, folder, folder, others).map_err(|why| why.told(&format!("--theme {}", id.id())))
}

/// A theme, embedded or from the folder of the settings, which messages call `shown`. A file is read only where the
/// name is no embedded one.
fn find_theme(id: &ThemeId, folder: Option<&Path>, shown: Option<&Path>, others: &[&str]) -> Result<Theme, NoTheme> {
    let name = match id {
        ThemeId::Embedded(name) => return Ok(Theme::new(*name)),
        ThemeId::Own(name) => name,
    };
    let Some(folder) = folder else { return Err(NoTheme::unknown(name, None, others)) };
    let file = theme_file(name);
    let shown = shown.map_or_else(|| file.clone(), |shown| shown.join(&file)).display().to_string();
    match std::fs::read_to_string(folder.join(&file)) {
        Ok(text) => Theme::parse(name, &shown, &text).map_err(NoTheme::Broken),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let own = own_themes(folder);
            let known: Vec<&str> = own.iter().map(String::as_str).chain(others.iter().copied()).collect();
            Err(NoTheme::unknown(name, Some(&shown), &known))
        }
        Err(error) => Err(NoTheme::Broken(Fault::of_file(shown, error.to_string()))),
    }
}

/// Names of the themes that are there, as one of them may have been meant.
fn own_themes(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join(THEMES_FOLDER)) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == THEME_ENDING));
    let mut names: Vec<String> = files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    // A folder has no order, and of names that are equally near the first is told.
    names.sort_unstable();
    names
}

impl Settings {
    /// Reads both files from the person's configuration folder; one that is not there says nothing.
    pub fn load() -> Self {
        folder().map_or_else(Self::default, |folder| Self::of(&folder))
    }

    fn of(folder: &Path) -> Self {
        let mut settings = Self { folder: Some(folder.to_owned()), ..Self::default() };
        if let Some(config) = settings.read(folder, CONFIG_FILE, Config::parse) {
            settings.config = config;
        }
        if let Some(keymap) = settings.read(folder, KEYS_FILE, parse_keys) {
            settings.keymap = keymap;
        }
        settings
    }

    /// The theme that an option or else `config.ron` names. There is none where the terminal's ground decides, and
    /// where that of `config.ron` cannot be had, which is a trouble.
    ///
    /// # Errors
    /// If that of the option cannot be had: why, as the command line tells it.
    pub fn theme(&mut self, option: Option<&ThemeChoice>) -> Result<Option<Theme>, String> {
        let others = [ThemeChoice::AUTO];
        let folder = self.folder.as_deref();
        match (option, &self.config.theme) {
            (Some(ThemeChoice::Named(id)), _) => theme_of_option(id, folder, &others).map(Some),
            (None, Some(ThemeChoice::Named(id))) => match find_theme(id, folder, None, &others) {
                Ok(theme) => Ok(Some(theme)),
                Err(why) => {
                    self.troubles.push(why.line(&format!("{CONFIG_FILE}: theme {}", id.id())));
                    Ok(None)
                }
            },
            _ => Ok(None),
        }
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
    use crate::view::ThemeName;

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

    /// A folder of settings with this `config.ron` and these themes.
    fn folder_with(config: &str, themes: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(CONFIG_FILE), config).unwrap();
        std::fs::create_dir(folder.path().join(THEMES_FOLDER)).unwrap();
        for (name, text) in themes {
            std::fs::write(folder.path().join(theme_file(name)), text).unwrap();
        }
        folder
    }

    fn choice(id: &str) -> ThemeChoice {
        ThemeChoice::from_id(id).unwrap()
    }

    #[test]
    fn a_theme_is_an_embedded_one_or_ones_own_and_the_option_goes_first() {
        let (dark, light) = (ThemeName::Dark.text(), ThemeName::Light.text());
        // A file cannot take the name of an embedded theme: it is not even read.
        let folder = folder_with("(theme: \"mine\")", &[("mine", light), ("hers", dark), ("mono", "no theme")]);
        for (option, name) in [
            (None, Some("mine")),
            (Some("hers"), Some("hers")),
            (Some("mono"), Some("mono")),
            (Some("dark"), Some("dark")),
            (Some("auto"), None),
        ] {
            let mut settings = Settings::of(folder.path());
            let theme = settings.theme(option.map(choice).as_ref()).unwrap();
            assert_eq!(theme.as_ref().map(|theme| theme.name.id()), name);
            assert!(settings.troubles.is_empty(), "{:?}", settings.troubles);
            let ground = Theme::new(if name == Some("mine") { ThemeName::Light } else { ThemeName::Dark }).ground;
            assert_eq!(theme.map_or(ground, |theme| theme.ground), ground, "{name:?}");
        }
        // What an option names is not looked for in the settings.
        let folder = folder_with("(theme: \"broken\")", &[("broken", "(")]);
        assert!(Settings::of(folder.path()).theme(Some(&choice("dark"))).is_ok_and(|theme| theme.is_some()));
    }

    #[test]
    fn a_theme_that_cannot_be_had_is_an_error_of_the_option_and_a_line_for_the_settings() {
        let broken = ThemeName::Dark.text().replacen("[bold]", "[bald]", 1);
        for (name, says) in [
            ("drak", "there is no such theme"),
            ("mien", "meant: mine"),
            ("atuo", "meant: auto"),
            ("broken", "bald"),
            ("empty", "empty.ron:1:"),
        ] {
            let themes = [("mine", ThemeName::Dark.text()), ("broken", broken.as_str()), ("empty", "")];
            let folder = folder_with(&format!("(seed: 7, theme: \"{name}\")"), &themes);
            let mut settings = Settings::of(folder.path());
            assert!(settings.theme(None).is_ok_and(|theme| theme.is_none()));
            assert_eq!(settings.config.seed, Some(7), "the rest holds");
            assert_eq!(settings.troubles.len(), 1, "{:?}", settings.troubles);
            let line = &settings.troubles[0];
            assert!(line.contains(says) && line.contains(&theme_file(name).display().to_string()), "{line}");
            assert!(!line.contains('\n') && !line.contains(&folder.path().display().to_string()), "{line}");
            // Who types it may stand in another folder.
            let error = settings.theme(Some(&choice(name))).unwrap_err();
            let file = folder.path().join(theme_file(name)).display().to_string();
            assert!(error.contains(says) && error.contains(&file), "{error}");
        }
    }

    #[test]
    fn who_reads_no_settings_has_the_embedded_themes() {
        let mut settings = Settings::default();
        assert!(settings.theme(Some(&choice("light"))).is_ok_and(|theme| theme.is_some()));
        let error = settings.theme(Some(&choice("mine"))).unwrap_err();
        assert!(error.starts_with("--theme mine: ") && error.ends_with("are not looked for"), "{error}");
    }
}
