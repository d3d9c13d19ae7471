//! How a session in a terminal is seen and steered: what the command line says, else the settings, else the environment.

use std::env;
use std::path::Path;

use super::{Answer, Exit, Trouble};
use crate::cli::{ColorArg, PaintArgs, TerminalArgs};
use crate::config::{Config, Motion};
use crate::explore::{self, Opening};
use crate::export::frame::Glyphs;
use crate::shell::color::{depth_of, is_motion_reduced};
use crate::shell::settings::Settings;
use crate::shell::{Look, NoTerminal, Painted, log};
use crate::view::Theme;

/// A terminal as it is to be used.
#[derive(Debug)]
pub(super) struct Manner {
    /// How the session is seen.
    pub(super) look: Look,
    /// Whether the mouse is taken.
    pub(super) mouse: bool,
    /// Whether only what is final is shown.
    pub(super) reduced_motion: bool,
}

impl Manner {
    /// As this process is asked to; without a theme in that which suits the terminal's ground.
    pub(super) fn of(args: &TerminalArgs, config: &Config, theme: Option<Theme>) -> Self {
        Self::among(args, config, theme, |name| env::var(name).ok())
    }

    fn among(
        args: &TerminalArgs,
        config: &Config,
        theme: Option<Theme>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let is_spoken = args.screen_reader.or(config.screen_reader) == Some(true);
        let of_settings = config.motion.map(|motion| motion == Motion::Reduced);
        let glyphs = glyphs(&args.paint, config);
        let painted = || Painted {
            theme,
            depth: args.paint.color.map(ColorArg::depth).or(config.color).unwrap_or_else(|| depth_of(&variable)),
            glyphs,
        };
        Self {
            look: if is_spoken { Look::Spoken(glyphs) } else { Look::Painted(painted()) },
            // Lines have no places to point at.
            mouse: args.takes_mouse().or(config.mouse) != Some(false) && !is_spoken,
            // A slider on its way would be read out at every frame.
            reduced_motion: is_spoken
                || args.reduced_motion.or(of_settings).unwrap_or_else(|| is_motion_reduced(&variable)),
        }
    }
}

/// What frames are painted with, and lines written.
pub(super) fn glyphs(args: &PaintArgs, config: &Config) -> Glyphs {
    if args.ascii.or(config.ascii) == Some(true) {
        Glyphs::Ascii
    } else if args.ambiguous.or(config.ambiguous) == Some(2) {
        Glyphs::Narrow
    } else {
        Glyphs::All
    }
}

/// The person's settings, unless they are to be left alone; and the theme that the option or else the settings name.
pub(super) fn settings(args: &TerminalArgs) -> Result<(Settings, Option<Theme>), Trouble> {
    let mut settings = if args.no_config { Settings::default() } else { Settings::load() };
    let theme = settings.theme(args.theme.as_ref()).map_err(Trouble::Use)?;
    Ok((settings, theme))
}

/// Begins the log, if one is asked for.
pub(super) fn begin_log(path: Option<&Path>) -> Result<(), Trouble> {
    let Some(path) = path else { return Ok(()) };
    log::start(path).map_err(|error| Trouble::Use(format!("--log {}: {error}", path.display())))
}

/// Explores or presents in the terminal.
pub(super) fn on_terminal(opening: Opening, look: Look) -> Answer {
    ended(explore::run(opening, look))
}

/// How a session in a terminal ended.
pub(super) fn ended(code: color_eyre::Result<u8>) -> Answer {
    match code {
        Ok(code) => Ok(Exit::Code(code)),
        Err(report) => Err(match report.downcast::<NoTerminal>() {
            Ok(no_terminal) => Trouble::Use(no_terminal.to_string()),
            Err(report) => Trouble::Report(report),
        }),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::view::{Depth, ThemeId, ThemeName};

    /// As it is asked for after `stockout`, with these settings and variables.
    fn manner(command: &str, config: &str, variables: &[(&str, &str)]) -> Manner {
        let cli = Cli::try_parse_from(format!("stockout {command}").split_whitespace()).unwrap();
        let args = match &cli.command {
            None => &cli.explore.terminal,
            Some(Command::Present(args)) => &args.terminal,
            other => panic!("{other:?} opens no terminal"),
        };
        let mut settings = Settings { config: Config::parse(config).unwrap(), ..Settings::default() };
        let theme = settings.theme(args.theme.as_ref()).unwrap();
        let of = |name: &str| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned());
        Manner::among(args, &settings.config, theme, of)
    }

    fn painted(manner: &Manner) -> Painted {
        match &manner.look {
            Look::Painted(painted) => painted.clone(),
            Look::Spoken(_) => panic!("nothing is painted"),
        }
    }

    /// The option for each setting: a new one does not compile before it has one.
    fn options(config: &Config) -> [(&'static str, bool); 11] {
        let Config { scenario, firm, target, seed, theme, color, ascii, ambiguous, motion, mouse, screen_reader } =
            config;
        [
            ("[SCENARIO]", scenario.is_some()),
            ("--firm", firm.is_some()),
            ("--target", target.is_some()),
            ("--seed", seed.is_some()),
            ("--theme", theme.is_some()),
            ("--color", color.is_some()),
            ("--ascii", ascii.is_some()),
            ("--ambiguous", ambiguous.is_some()),
            ("--reduced-motion", motion.is_some()),
            ("--mouse", mouse.is_some()),
            ("--screen-reader", screen_reader.is_some()),
        ]
    }

    #[test]
    fn every_setting_has_an_option_in_the_help() {
        let help = Cli::command().render_long_help().to_string();
        for (option, _) in options(&Config::default()) {
            assert!(help.contains(option), "{option}");
        }
    }

    #[test]
    fn the_option_goes_before_the_setting_in_both_directions() {
        for command in ["", "present the-ban"] {
            let of = |options: &str, config: &str| manner(&format!("{command} {options}"), config, &[]);
            for (yes, no, config_yes, config_no) in [
                ("--ascii", "--ascii=false", "(ascii: true)", "(ascii: false)"),
                ("--ambiguous=2", "--ambiguous=1", "(ambiguous: 2)", "(ambiguous: 1)"),
                ("--theme=dark", "--theme=auto", "(theme: \"dark\")", "(theme: \"auto\")"),
                ("--color=16", "--color=256", "(color: \"16\")", "(color: \"256\")"),
            ] {
                let look = |options: &str, config: &str| {
                    let Painted { theme, depth, glyphs } = painted(&of(options, config));
                    (theme.map(|theme| theme.name), depth, glyphs)
                };
                assert_eq!(look("", config_yes), look(yes, "()"), "{command} {yes}");
                assert_ne!(look(yes, "()"), look(no, "()"), "{command} {yes}");
                assert_eq!(look(no, config_yes), look(no, "()"), "{command} {no}");
                assert_eq!(look(yes, config_no), look(yes, "()"), "{command} {yes}");
            }
            for (config, option, mouse) in [
                ("()", "", true),
                ("(mouse: false)", "", false),
                ("(mouse: false)", "--mouse", true),
                ("(mouse: true)", "--no-mouse", false),
                ("(mouse: true)", "--mouse=false", false),
                ("()", "--mouse=false", false),
                ("()", "--no-mouse --mouse", true),
                ("(screen_reader: true, mouse: true)", "--mouse", false),
            ] {
                assert_eq!(of(option, config).mouse, mouse, "{command} {option} {config}");
            }
            for (config, option, reduced) in [
                ("()", "", false),
                ("(motion: \"reduced\")", "", true),
                ("(motion: \"reduced\")", "--reduced-motion=false", false),
                ("(motion: \"full\")", "--reduced-motion", true),
            ] {
                assert_eq!(of(option, config).reduced_motion, reduced, "{command} {option} {config}");
            }
            for (config, option, spoken) in [
                ("()", "", false),
                ("(screen_reader: true)", "", true),
                ("(screen_reader: true)", "--screen-reader=false", false),
                ("(screen_reader: false)", "--screen-reader", true),
            ] {
                let manner = of(option, config);
                assert_eq!(
                    (matches!(manner.look, Look::Spoken(_)), manner.reduced_motion),
                    (spoken, spoken),
                    "{command} {option} {config}"
                );
            }
        }
    }

    #[test]
    fn the_settings_go_before_the_environment() {
        let depth = |options: &str, config: &str, variable| painted(&manner(options, config, &[variable])).depth;
        let no_color = ("NO_COLOR", "1");
        assert_eq!(depth("", "()", no_color), Depth::None);
        assert_eq!(depth("", "(color: \"256\")", no_color), Depth::Ansi256);
        assert_eq!(depth("--color=truecolor", "()", no_color), Depth::Truecolor);
        assert_eq!(depth("--color=none", "(color: \"256\")", ("COLORTERM", "truecolor")), Depth::None);
        let reduced = |options: &str, config: &str| manner(options, config, &[("REDUCED_MOTION", "1")]).reduced_motion;
        assert!(reduced("", "()"));
        assert!(!reduced("", "(motion: \"full\")") && !reduced("--reduced-motion=false", "()"));
        let theme = painted(&manner("--theme=light", "()", &[])).theme;
        assert_eq!(theme.map(|theme| theme.name), Some(ThemeId::Embedded(ThemeName::Light)));
    }
}
