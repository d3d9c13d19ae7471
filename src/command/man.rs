//! `stockout man`: the manual page.

use std::io::Write;

use clap::CommandFactory;

use super::{Answer, Exit};
use crate::cli::Cli;

pub(super) fn man(out: &mut dyn Write) -> Answer {
    // No date: the same page from the same program.
    clap_mangen::Man::new(Cli::command()).render(&mut &mut *out)?;
    Ok(Exit::Fine)
}
