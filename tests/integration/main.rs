//! One binary for all integration tests: it links once.

mod model_closed_forms;
mod reference;
mod worlds;
