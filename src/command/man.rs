//! `stockout man`: the manual page.

use std::io::Write;

use clap::CommandFactory;

use super::{Answer, Exit};
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
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    out.write_all(&page)?;
    Ok(Exit::Fine)
}
