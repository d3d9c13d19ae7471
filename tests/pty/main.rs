//! The real program in a pseudo-terminal: what a person sees, all the ways in which it can end, and what may happen
//! to it meanwhile. Linux only, because it looks into `/proc`.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where it stopped")]

mod ledger;
mod session;
mod settings;
mod start;
mod state;
mod wire;

mod endings;
mod exits;
mod exploring;
mod files;
mod flow;
mod follow;
mod jobs;
mod measure;
mod mouse;
mod no_terminal;
mod replies;
mod resume;
mod show;
mod sizes;
mod stage;
mod suite;
