//! The only place that touches terminal, threads, signals, clock and disk.

pub mod changes;
mod clock;
pub mod encode;
pub mod events;
pub mod files;
pub mod gate;
pub mod input;
mod keys;
pub mod painter;
pub mod panic;
pub mod signals;
pub mod terminal;
pub mod tty;
