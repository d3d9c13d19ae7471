//! One binary for all integration tests: it links once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where it stopped")]

mod assumptions;
mod broken_files;
mod cli;
mod engine;
mod ensemble;
mod exploring;
mod frames;
mod layers;
mod model_closed_forms;
mod model_extremes;
mod model_properties;
mod mouse;
mod painter;
mod random_worlds;
mod readme;
mod reference;
mod run_draws;
mod saving;
mod scenario_files;
mod spoken;
mod themes;
mod worlds;
