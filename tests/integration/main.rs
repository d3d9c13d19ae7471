//! One binary for all integration tests: it links once.

mod broken_files;
mod cli;
mod exploring;
mod frames;
mod layers;
mod reference;
mod saving;
mod scenario_files;
