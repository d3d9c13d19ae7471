//! Scenario files on a disk, and on standard input.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::scenario::Files;

/// Larger files are no scenarios: the longest of ours has 10 KiB.
const LIMIT: u64 = 1 << 20;

/// The files of the system. Refuses what cannot be a scenario before reading it whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<String, String> {
        let found = std::fs::metadata(path).map_err(|error| reason(&error))?;
        if found.is_dir() {
            return Err("this is a folder, not a file".to_owned());
        }
        if found.len() > LIMIT {
            return Err(too_long());
        }
        text(File::open(path).map_err(|error| reason(&error))?)
    }

    fn read_stdin(&self) -> Result<String, String> {
        text(std::io::stdin().lock())
    }
}

impl Disk {
    /// Writes a file that must not be there yet, whole or not at all.
    ///
    /// # Errors
    /// If it is there, or cannot be written: the reason in a sentence.
    pub fn create(self, path: &Path, text: &str) -> Result<(), String> {
        if path.exists() {
            return Err("it is there already; nothing was written".to_owned());
        }
        super::atomic::write_atomically(path, text, false).map_err(|error| super::atomic::reason(&error))
    }

    /// Writes a file in one step, in the place of one that may be there.
    ///
    /// # Errors
    /// If the folder or the disk refuses.
    pub fn replace(self, path: &Path, text: &str) -> Result<(), String> {
        super::atomic::write_atomically(path, text, true).map_err(|error| super::atomic::reason(&error))
    }

    /// Writes a file in one step, in the place of one that may be there if that is `of_ours`, by its first bytes.
    ///
    /// # Errors
    /// If there is another file, or the folder or the disk refuses.
    pub fn renew(self, path: &Path, bytes: &[u8], of_ours: impl Fn(&[u8]) -> bool) -> Result<(), String> {
        may_renew(path, of_ours)?;
        super::atomic::write_atomically(path, bytes, true).map_err(|error| super::atomic::reason(&error))
    }

    /// Writes files into a folder, which is made if it is not there: all of them, or none if one of them would take the
    /// place of something else.
    ///
    /// # Errors
    /// Which file, and why not.
    pub fn fill(
        self,
        folder: &Path,
        files: &[(String, Vec<u8>)],
        of_ours: impl Fn(&[u8]) -> bool,
    ) -> Result<(), String> {
        for (name, _) in files {
            let path = folder.join(name);
            may_renew(&path, &of_ours).map_err(|reason| format!("{}: {reason}", path.display()))?;
        }
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {}", folder.display(), super::atomic::reason(&error)))?;
        for (name, bytes) in files {
            let path = folder.join(name);
            let written = super::atomic::write_atomically(&path, bytes, true);
            written.map_err(|error| format!("{}: {}", path.display(), super::atomic::reason(&error)))?;
        }
        Ok(())
    }
}

/// What of a file is looked at to know whose it is.
const HEAD: u64 = 1 << 14;

/// Whether a file may take that place: there is none, or one of ours.
fn may_renew(path: &Path, of_ours: impl Fn(&[u8]) -> bool) -> Result<(), String> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        file => file.map_err(|error| reason(&error))?,
    };
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).map_err(|error| reason(&error))?;
    if of_ours(&head) { Ok(()) } else { Err("there is another file already; nothing was written".to_owned()) }
}

/// The text in `reader`, if it is one of reasonable length.
fn text(reader: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    reader.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(too_long());
    }
    if bytes.contains(&0) {
        return Err("this is a binary file, not a text".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count() - 1;
        format!("this is no UTF-8 text: see line {}", line + 1)
    })?;
    // What Windows' editors put first.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn too_long() -> String {
    "this has more than 1 MiB, which no scenario has".to_owned()
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "there is no permission to read it".to_owned(),
        // Such as `a.ron/b`.
        ErrorKind::NotADirectory => "there is no such file: part of its path is no folder".to_owned(),
        _ => format!("it cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_of_reasonable_length_is_taken() {
        assert_eq!(text(&b"(format: 1)"[..]), Ok("(format: 1)".to_owned()));
        assert_eq!(text("\u{feff}(a)".as_bytes()), Ok("(a)".to_owned()));
        assert_eq!(text(&b"a\0b"[..]), Err("this is a binary file, not a text".to_owned()));
        assert_eq!(text(&b"a\nb\xff"[..]), Err("this is no UTF-8 text: see line 2".to_owned()));
        assert_eq!(text(std::io::repeat(b' ')), Err(too_long()));
    }
}
