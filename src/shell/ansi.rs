//! crossterm's commands as bytes, for frames that are sent whole.

use std::fmt;

use crossterm::Command;

/// Appends what a command is for a terminal. Nothing is allocated but room in `out`.
pub(super) fn put(out: &mut Vec<u8>, command: impl Command) {
    // Writing into memory cannot fail.
    let _ = command.write_ansi(&mut Bytes(out));
}

struct Bytes<'a>(&'a mut Vec<u8>);

impl fmt::Write for Bytes<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
