//! How long do the export-controlled AI chips last, and what does it cost to move to domestic ones?
pub mod app;
pub mod cli;
pub mod command;
pub mod config;
pub mod engine;
pub mod ensemble;
pub mod explore;
pub mod export;
pub mod harness;
pub mod lever;
pub mod model;
pub mod scenario;
pub mod session;
pub mod shell;
pub mod study;
pub mod view;
