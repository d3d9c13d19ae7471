//! `stockout man`: the manual page.

use std::io::Write;

use clap::CommandFactory;
use strum::IntoEnumIterator;

use super::{Answer, Exit};
use crate::app::{Context, Key, Keymap};
use crate::cli::Cli;

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

/// Text that roff takes for text: a dot or quote at the start of a line is none of its requests.
fn escaped(text: &str) -> String {
    format!("\\&{}", text.replace('\\', "\\e").replace('-', "\\-"))
}
