//! The explorer's state and how messages change it. Knows no terminal, no file, no thread and no clock: messages carry
//! the time, effects say what is wanted from outside.

mod action;
mod assumptions;
mod command_line;
mod course;
mod edit;
mod export;
mod follow;
mod history;
mod jobs;
pub mod key;
mod keymap;
mod list;
mod message;
mod overlay;
mod pointer;
mod record;
mod scale;
mod sliders;
mod stage;
mod state;
mod unmoved;
mod update;

pub use action::{Action, Context};
pub use assumptions::{Asked, Assumptions, Only, Results, SEVERAL_PANELS};
pub use command_line::CommandLine;
pub use course::{Course, Phase};
pub use edit::LineEdit;
pub use export::ExportKind;
pub use follow::{
    Drive, FollowEffect, FollowMsg, Following, Prose, Run, RunKind, Script, Silence, Told, ToldTimer, Upcoming,
};
pub use history::{Change, Headlines};
pub use key::{Code, Key, key_names, parse_key};
pub use keymap::{BINDINGS, Binding, Keymap, KeymapError, Rebinding, behind, contexts};
pub use list::{Command, ListKind, ListOverlay, ListRow};
pub use message::{Effect, Msg, Preview, PreviewBody, PreviewFirm, SaveError, Scroll};
pub use overlay::{Confirm, Entry, EntryKind, HelpPage, Overlay, Unsaved};
pub use pointer::{Gesture, Grip, Hit, Pointer, Row, Stop};
pub use record::{BacktestPage, Part};
pub use scale::TrackScale;
pub use stage::{Auto, Blank, Presenting, Scene, Speed, Stage, Start, Timer, Used, lasts_ms};
pub use state::{LibraryEntry, Notice, Opened, Panel, Picker, Screen, State};
pub use update::{arrived, upcoming, update};
