//! The only place that touches terminal, threads, signals, clock and disk.

mod ansi;
mod atomic;
mod background;
pub mod changes;
pub(crate) mod clock;
pub mod color;
pub mod decode;
pub mod desk;
pub mod encode;
pub mod events;
pub mod files;
pub mod gate;
pub mod input;
pub mod log;
pub mod painter;
pub mod panic;
mod recovery;
mod run;
mod sequence;
pub mod settings;
pub mod signals;
mod storm;
pub mod terminal;
mod threads;
pub mod tty;
mod watch;
pub mod workers;

pub use run::{Look, NoTerminal, Painted, run, run_on};
