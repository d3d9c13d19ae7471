//! The only place that touches terminal, threads, signals, clock and disk.

mod ansi;
mod atomic;
mod background;
mod canvas;
pub mod changes;
pub(crate) mod clock;
pub mod color;
pub mod decode;
pub mod desk;
pub mod encode;
pub mod events;
pub mod files;
mod follow;
pub mod gate;
pub mod input;
mod kept;
pub mod log;
pub mod painter;
pub mod panic;
mod place;
pub(crate) mod post;
mod process;
mod recovery;
mod run;
mod sequence;
pub mod settings;
pub mod signals;
pub mod terminal;
pub mod tty;
mod watch;
pub mod workers;

pub use canvas::{Look, Painted};
pub use follow::{NoTalk, follow};
pub use place::{CutOff, Place};
pub use run::{NoTerminal, run, run_on};
