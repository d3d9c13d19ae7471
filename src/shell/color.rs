//! How many colours the terminal has and whether it is dark, as its environment says.

use crate::view::{Depth, ThemeName};

/// `NO_COLOR` (not empty) before `CLICOLOR_FORCE` (not empty, not 0; at least sixteen) before `COLORTERM` before
/// `TERM`; what says nothing has sixteen.
pub fn depth_of(variable: impl Fn(&str) -> Option<String>) -> Depth {
    let is = |name: &str, test: &dyn Fn(&str) -> bool| variable(name).is_some_and(|value| test(&value));
    if is("NO_COLOR", &|value| !value.is_empty()) {
        return Depth::None;
    }
    let is_forced = is("CLICOLOR_FORCE", &|value| !value.is_empty() && value != "0");
    if is("COLORTERM", &|value| matches!(value, "truecolor" | "24bit")) {
        Depth::Truecolor
    } else if is("TERM", &|value| value.contains("256color")) {
        Depth::Ansi256
    } else if is("TERM", &is_colourless) && !is_forced {
        Depth::None
    } else {
        Depth::Ansi16
    }
}

/// Whether a kind of terminal has no colours: in terminfo the old ones of DEC have none, and -m or -mono at the end of
/// a name stands for a kind whose colours are left out.
fn is_colourless(terminal: &str) -> bool {
    let model = terminal.split('-').next().unwrap_or_default();
    terminal == "dumb"
        || matches!(model, "vt52" | "vt100" | "vt102" | "vt220" | "vt320" | "vt420")
        || terminal.ends_with("-m")
        || terminal.ends_with("-mono")
}

/// Whether the terminal says that it knows no sequences.
pub(super) fn is_dumb(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("TERM").is_some_and(|value| value == "dumb")
}

/// The theme that suits the ground of which `COLORFGBG` tells, as some terminals do; dark where it tells nothing.
pub(super) fn theme_of(variable: impl Fn(&str) -> Option<String>) -> ThemeName {
    // Ink and ground as numbers of the sixteen colours, sometimes with a third between them.
    let ground = variable("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    if matches!(ground, Some(7 | 9..=15)) { ThemeName::Light } else { ThemeName::Dark }
}

/// Whether `REDUCED_MOTION` asks for less of it.
pub fn is_motion_reduced(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("REDUCED_MOTION").is_some_and(|value| !value.is_empty() && value != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_many_colours() {
        let table: [(&[(&str, &str)], Depth); 22] = [
            (&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], Depth::None),
            (&[("NO_COLOR", ""), ("COLORTERM", "truecolor")], Depth::Truecolor),
            (&[("COLORTERM", "24bit"), ("TERM", "xterm")], Depth::Truecolor),
            (&[("COLORTERM", "24bit"), ("TERM", "vt100")], Depth::Truecolor),
            (&[("TERM", "xterm-256color")], Depth::Ansi256),
            (&[("TERM", "xterm")], Depth::Ansi16),
            (&[("TERM", "dumb")], Depth::None),
            (&[("TERM", "vt100")], Depth::None),
            (&[("TERM", "vt102")], Depth::None),
            (&[("TERM", "vt220-8bit")], Depth::None),
            (&[("TERM", "linux-m")], Depth::None),
            (&[("TERM", "xterm-mono")], Depth::None),
            // Only the whole of a name counts.
            (&[("TERM", "putty-vt100")], Depth::Ansi16),
            (&[("TERM", "xterm-monitor")], Depth::Ansi16),
            (&[("TERM", "vt100"), ("CLICOLOR_FORCE", "1")], Depth::Ansi16),
            (&[("TERM", "xterm-mono"), ("CLICOLOR_FORCE", "1")], Depth::Ansi16),
            (&[("TERM", "vt100"), ("CLICOLOR_FORCE", "0")], Depth::None),
            (&[("TERM", "vt100"), ("CLICOLOR_FORCE", "")], Depth::None),
            (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Depth::None),
            (&[("CLICOLOR_FORCE", "1"), ("TERM", "xterm-256color")], Depth::Ansi256),
            (&[("CLICOLOR_FORCE", "1"), ("COLORTERM", "truecolor"), ("TERM", "vt100")], Depth::Truecolor),
            (&[], Depth::Ansi16),
        ];
        for (environment, depth) in table {
            let of =
                |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(depth_of(of), depth, "{environment:?}");
        }
    }

    #[test]
    fn the_environment_may_say_whether_the_ground_is_light() {
        for (value, theme) in [
            (None, ThemeName::Dark),
            (Some("15;0"), ThemeName::Dark),
            (Some("0;15"), ThemeName::Light),
            (Some("0;default;15"), ThemeName::Light),
            (Some("7;8"), ThemeName::Dark),
            (Some("nonsense"), ThemeName::Dark),
        ] {
            assert_eq!(theme_of(|_| value.map(str::to_owned)), theme, "{value:?}");
        }
        assert!(is_motion_reduced(|_| Some("1".to_owned())));
        assert!(!is_motion_reduced(|_| Some("0".to_owned())) && !is_motion_reduced(|_| None));
    }
}
