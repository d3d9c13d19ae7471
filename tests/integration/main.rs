//! One binary for all integration tests: it links once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where it stopped")]

mod assumptions;
mod backtest;
mod broken_files;
mod cli;
mod decode;
mod emulators;
mod engine;
mod ensemble;
mod exploring;
mod exports;
mod eyes;
mod frames;
mod fuzz;
mod goldens;
mod keys;
mod layers;
mod matrix;
mod model_closed_forms;
mod model_extremes;
mod model_page;
mod model_properties;
mod mouse;
mod painter;
mod random_worlds;
mod readme;
mod reference;
mod review;
mod run_draws;
mod saving;
mod scenario_files;
mod series;
mod spoken;
mod stories;
mod themes;
mod worlds;
