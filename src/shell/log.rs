//! The log that `--log` asks for: what happened, when, and how long it took. Nothing else in the program tells the time.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing::Level;

/// From here on everything that is traced goes to the end of that file, a line each.
///
/// # Errors
/// If the file cannot be opened or made.
pub fn start(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let lines = tracing_subscriber::fmt().with_writer(Mutex::new(file)).with_ansi(false).with_target(false);
    // Only a second start could fail, and the first one's file is as good.
    let _ = lines.with_max_level(Level::DEBUG).try_init();
    Ok(())
}
