//! The only place that touches terminal, threads, signals, clock and disk.

mod atomic;
pub mod changes;
pub(crate) mod clock;
mod color;
pub mod desk;
pub mod encode;
pub mod events;
pub mod files;
pub mod gate;
pub mod input;
pub mod keys;
pub mod painter;
pub mod panic;
mod recovery;
mod run;
pub mod signals;
mod split;
pub mod terminal;
pub mod tty;
mod watch;
pub mod workers;

pub use run::{Look, NoTerminal, run};
