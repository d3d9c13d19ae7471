//! Which theme a person wants, and what is told of one that cannot be had.

use serde::de::{Deserialize, Deserializer, Error};

use crate::scenario::Fault;
use crate::scenario::nearest::nearest;
use crate::view::{ThemeId, ThemeName};

/// A theme, or the one that suits the terminal's ground.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// Dark or light, as the terminal is.
    #[default]
    Auto,
    /// That one.
    Named(ThemeId),
}

impl ThemeChoice {
    /// Name on the command line and in the file of the choice that is no theme.
    pub const AUTO: &str = "auto";

    /// The choice of that name.
    ///
    /// # Errors
    /// In a sentence, if no theme can be called so.
    pub fn from_id(id: &str) -> Result<Self, String> {
        if id == Self::AUTO { Ok(Self::Auto) } else { ThemeId::from_id(id).map(Self::Named) }
    }
}

/// Reads the choice in `config.ron`. Whether there is such a theme is found where it is wanted: the command line may
/// name another.
pub(super) fn choice<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ThemeChoice>, D::Error> {
    let Some(id) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    ThemeChoice::from_id(&id).map(Some).map_err(|why| D::Error::custom(format!("`{id}`: {why}")))
}

/// Why a theme cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTheme {
    /// None is called so.
    Unknown {
        /// The embedded ones, and where one's own would be.
        there: String,
        /// What was probably meant.
        meant: Option<String>,
    },
    /// Its file is broken or cannot be read.
    Broken(Fault),
}

impl NoTheme {
    /// None is called so: no embedded one, and `file` is not there either. Without a file nobody has looked for one.
    /// `others` are what could have been meant besides the embedded ones.
    pub fn unknown(name: &str, file: Option<&str>, others: &[&str]) -> Self {
        let embedded: Vec<&str> = ThemeName::all().map(ThemeName::id).collect();
        let known = embedded.iter().copied().chain(others.iter().copied());
        let meant = nearest(name, known).map(str::to_owned);
        let own = match file {
            Some(file) => format!("one's own would be {file}"),
            None => "one's own are not looked for".to_owned(),
        };
        Self::Unknown { there: format!("embedded are {}; {own}", embedded.join(", ")), meant }
    }

    /// As the command line tells it; `asked` says who names the theme.
    pub fn told(&self, asked: &str) -> String {
        match self {
            Self::Unknown { there, meant } => {
                let meant = behind("\n  ", meant.as_deref());
                format!("{asked}: there is no such theme; {there}{meant}")
            }
            Self::Broken(fault) => fault.to_string(),
        }
    }

    /// The same in a line, and first what helps most: a narrow screen cuts off the rest.
    pub fn line(&self, asked: &str) -> String {
        match self {
            Self::Unknown { there, meant } => {
                let meant = behind("; ", meant.as_deref());
                format!("{asked}: there is no such theme{meant}; {there}")
            }
            Self::Broken(fault) => format!("{}{}", fault.headline(), behind("; ", fault.meant.as_deref())),
        }
    }
}

/// What was meant, if that is known, behind what divides it from the message.
fn behind(divider: &str, meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |meant| format!("{divider}meant: {meant}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Theme;

    #[test]
    fn embedded_names_go_before_ones_own() {
        let named = |id| ThemeChoice::from_id(id).map(|choice| matches!(choice, ThemeChoice::Named(ThemeId::Own(_))));
        assert_eq!(ThemeChoice::from_id("auto"), Ok(ThemeChoice::Auto));
        for name in ThemeName::all() {
            assert_eq!(ThemeChoice::from_id(name.id()), Ok(ThemeChoice::Named(ThemeId::Embedded(name))));
        }
        for own in ["mine", "Dark", "my theme", "größer", ".hidden"] {
            assert_eq!(named(own), Ok(true), "{own}");
        }
        for wrong in ["", "a/b", "../mine", "/mine", "a\\b", "C:mine", "a\nb", "\u{1b}[m"] {
            assert!(named(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_name_that_is_not_known_tells_what_there_is() {
        let unknown = NoTheme::unknown("drak", Some("themes/drak.ron"), &["mine"]);
        let there = "embedded are dark, light, high-contrast, mono; one's own would be themes/drak.ron";
        let told = format!("--theme drak: there is no such theme; {there}\n  meant: dark");
        assert_eq!(unknown.told("--theme drak"), told);
        let line = format!("config.ron: theme drak: there is no such theme; meant: dark; {there}");
        assert_eq!(unknown.line("config.ron: theme drak"), line);
        let own = NoTheme::unknown("mien", None, &["mine"]);
        assert!(own.told("x").ends_with("mono; one's own are not looked for\n  meant: mine"), "{own:?}");
        let far = NoTheme::unknown("zzzzzzzz", None, &[]);
        assert!(!far.told("x").contains("meant") && !far.line("x").contains("meant"), "{far:?}");
    }

    #[test]
    fn a_broken_theme_is_told_whole_or_in_a_line() {
        let broken = ThemeName::Light.text().replacen("        dim: ", "        dimm: ", 1);
        let line = 1 + broken.lines().position(|line| line.contains("dimm: ")).unwrap();
        let fault = Theme::parse("mine", "themes/mine.ron", &broken).unwrap_err();
        let no_theme = NoTheme::Broken(fault);
        let headline = format!("themes/mine.ron:{line}:9: dimm: there is no such field");
        assert_eq!(no_theme.line("config.ron: theme mine"), format!("{headline}; meant: dim"));
        let told = no_theme.told("--theme mine");
        assert!(told.starts_with(&format!("{headline}\n")) && told.ends_with("\n  meant: dim"), "{told}");
        let unread = NoTheme::Broken(Fault::of_file("themes/mine.ron", "permission denied"));
        assert_eq!(unread.line("x"), "themes/mine.ron: permission denied");
    }
}
