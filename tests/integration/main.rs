//! One binary for all integration tests: it links once.

mod model_closed_forms;
mod model_extremes;
mod model_properties;
mod random_worlds;
mod reference;
mod worlds;
