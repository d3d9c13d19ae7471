//! The explorer's state and how messages change it. Knows no terminal, no file, no thread and no clock: messages carry
//! the time, effects say what is wanted from outside.

mod action;
mod assumptions;
mod edit;
mod history;
pub mod key;
mod keymap;
mod list;
mod message;
mod overlay;
mod pointer;
mod scale;
mod state;
mod update;

pub use action::{Action, Context};
pub use assumptions::{Assumptions, SEVERAL_PANELS};
pub use edit::LineEdit;
pub use history::{Change, Headlines};
pub use key::{Code, Key};
pub use keymap::{BINDINGS, Binding, keys_of, resolve};
pub use list::{Command, ListKind, ListOverlay, ListRow};
pub use message::{Effect, Msg, Preview, PreviewBody, SaveError};
pub use overlay::{Confirm, Entry, EntryKind, Overlay, Unsaved};
pub use pointer::{Gesture, Grip, Hit, Pointer, Row, Stop};
pub use scale::TrackScale;
pub use state::{LibraryEntry, Notice, Panel, Picker, Screen, State};
pub use update::update;
