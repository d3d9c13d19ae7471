//! `stockout completions`: a completion script.

use std::io::Write;

use clap::CommandFactory;

use super::{Answer, Exit};
use crate::cli::{Cli, CompletionsArgs};

pub(super) fn completions(args: &CompletionsArgs, out: &mut dyn Write) -> Answer {
    // Collected first: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "stockout", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Fine)
}
