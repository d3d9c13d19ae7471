//! One binary for all integration tests: it links once.

mod exploring;
mod frames;
mod layers;
mod model_closed_forms;
mod model_properties;
mod random_worlds;
mod readme;
mod reference;
mod saving;
mod scenario_files;
mod worlds;
