//! One binary for all integration tests: it links once.

mod reference;
mod scenario_files;
