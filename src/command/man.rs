//! `stockout man`: the manual page.

use std::io::Write;

use clap::CommandFactory;
use strum::IntoEnumIterator;

use super::{Answer, Exit};
use crate::app::{Context, Key, Keymap};
use crate::cli::Cli;
use crate::shell::settings::{CONFIG_FILE, KEYS_FILE};

/// What is read from the environment, and what it does there.
const ENVIRONMENT: [(&str, &str); 11] = [
    ("NO_COLOR", "If not empty: no colours. --color and config.ron go before it, and it before the next three."),
    ("CLICOLOR_FORCE", "If neither empty nor 0: at least 16 colours, whatever TERM is."),
    ("COLORTERM", "truecolor or 24bit: 16 million colours."),
    (
        "TERM",
        "With 256color in it 256 colours. vt100 and the like, and what ends in -m or -mono, have none; others have 16. \
         On dumb no frames are shown, only the lines of --screen-reader.",
    ),
    (
        "COLORFGBG",
        "Ink and ground among the 16 colours, such as 0;15, as some terminals set it: whether --theme auto is dark or \
         light until the terminal answers what its ground is.",
    ),
    ("TMUX", "If set: a TERM that begins with screen is tmux, and can be asked for its ground."),
    ("REDUCED_MOTION", "If neither empty nor 0: as --reduced-motion, which goes before it, as does config.ron."),
    ("XDG_CONFIG_HOME", "Where the folder of the settings lies; without it $HOME/.config."),
    ("XDG_STATE_HOME", "Where the folder of what outlives a session lies; without it $HOME/.local/state."),
    ("XDG_RUNTIME_DIR", "Where the folder of talks that are on lies; without it, $XDG_STATE_HOME/stockout/talks."),
    ("HOME", "The person's own folder."),
];

const SETTINGS: &str = "$XDG_CONFIG_HOME/stockout";
const STATE: &str = "$XDG_STATE_HOME/stockout";

/// Folder and name of what is read and kept, and what it is.
const FILES: [(&str, &str, &str); 6] = [
    (SETTINGS, CONFIG_FILE, "How the explorer and talks open and look; stockout config prints one."),
    (SETTINGS, KEYS_FILE, "What each key does; stockout config keys prints one."),
    (SETTINGS, "themes/NAME.ron", "One's own theme, for --theme NAME; stockout config --theme dark prints one."),
    (
        STATE,
        "unsaved-PROCESS.json",
        "Recovery: moves that are not saved, at every change; offered at the next start if the session was cut off.",
    ),
    (STATE, "stage-PROCESS.json", "The place of a talk, at each step; present --resume goes on where one was cut off."),
    ("$XDG_RUNTIME_DIR/stockout", "PROCESS.sock", "A talk that is on, for present --notes."),
];

pub(super) fn man(out: &mut dyn Write) -> Answer {
    let mut definition = Cli::command();
    definition.build();
    let mut page = Vec::new();
    let commands: Vec<clap::Command> = definition.get_subcommands().cloned().collect();
    // No date: the same page from the same program.
    let man = clap_mangen::Man::new(definition);
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    // One page for all: the commands are sections of it, not pages of their own.
    for command in commands {
        writeln!(page, ".SH \"STOCKOUT {}\"", command.get_name().to_uppercase())?;
        let mut section = Vec::new();
        let man = clap_mangen::Man::new(command);
        man.render_synopsis_section(&mut section)?;
        man.render_description_section(&mut section)?;
        man.render_options_section(&mut section)?;
        page.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").into_bytes());
    }
    keys(&mut page)?;
    environment(&mut page)?;
    files(&mut page)?;
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    out.write_all(&page)?;
    Ok(Exit::Fine)
}

/// What each key does, from the table that dispatches them, with the names that `keys.ron` takes.
fn keys(page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"KEYS\"")?;
    writeln!(page, "Behind each action is its name in keys.ron; stockout config keys prints that file.")?;
    let keymap = Keymap::default();
    for context in Context::iter() {
        writeln!(page, ".SS \"{}\"", context.label())?;
        for action in Keymap::actions(context) {
            let keys: Vec<String> = keymap.keys_in(context, action).iter().map(Key::to_string).collect();
            writeln!(page, ".TP\n{}\n{} ({})", escaped(&keys.join(" ")), action.label(), escaped(action.id()))?;
        }
    }
    Ok(())
}

fn environment(page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"ENVIRONMENT\"")?;
    for (name, what) in ENVIRONMENT {
        writeln!(page, ".TP\n{}\n{}", escaped(name), escaped(what))?;
    }
    Ok(())
}

fn files(page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"FILES\"")?;
    for (folder, name, what) in FILES {
        writeln!(page, ".TP\n{}\n{}", escaped(&format!("{folder}/{name}")), escaped(what))?;
    }
    Ok(())
}

/// Text that roff takes for text: a dot or quote at the start of a line is none of its requests.
fn escaped(text: &str) -> String {
    format!("\\&{}", text.replace('\\', "\\e").replace('-', "\\-"))
}
