//! `stockout`: see `stockout --help`.

use std::io::{BufWriter, stderr, stdout};
use std::process::ExitCode;

use clap::Parser;
use stockout::cli::Cli;
use stockout::command;

fn main() -> ExitCode {
    // A mistake on the command line ends here, with exit code 2 and a hint.
    let cli = Cli::parse();
    // Neither is locked: a thread of the explorer that panics has something to say while this one waits.
    ExitCode::from(command::main(cli, &mut BufWriter::new(stdout()), &mut stderr()))
}
