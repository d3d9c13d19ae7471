//! Putting a finished file in place in one step, so that a crash never leaves half a file.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A finished file, on the disk beside the place that it is meant for. It is gone if it is not put there.
#[derive(Debug)]
#[must_use]
pub(super) struct Staged {
    file: NamedTempFile,
    path: PathBuf,
}

/// Writes `bytes` beside `path`, with the permissions of the file that is there, and flushes it to the disk.
///
/// # Errors
/// If the folder or the disk refuses, or the file that is there is read-only.
pub(super) fn stage(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<Staged> {
    // A link stays a link: the file that it leads to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new().prefix(".stockout-").tempfile_in(folder)?;
    file.write_all(bytes.as_ref())?;
    file.as_file().sync_all()?;
    match fs::metadata(&path) {
        Ok(there) if there.permissions().readonly() => {
            return Err(io::Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
        }
        Ok(there) => file.as_file().set_permissions(there.permissions())?,
        Err(_) => set_ordinary_permissions(file.as_file())?,
    }
    Ok(Staged { file, path })
}

impl Staged {
    /// Renames it into place; without `overwrite` it is an error that a file is there.
    ///
    /// # Errors
    /// If the folder refuses; what was there before is then untouched.
    pub(super) fn put(self, overwrite: bool) -> io::Result<()> {
        let Self { file, path } = self;
        let put = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
        put.map(drop).map_err(|error| error.error)
    }
}

/// Both in one.
///
/// # Errors
/// As [`stage`] and [`Staged::put`].
pub(super) fn write_atomically(path: &Path, bytes: impl AsRef<[u8]>, overwrite: bool) -> io::Result<()> {
    stage(path, bytes)?.put(overwrite)
}

/// Why a file could not be written. The system's own words would name the temporary file.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "it is there already; nothing was written".to_owned(),
        ErrorKind::NotFound => "its folder is not there".to_owned(),
        ErrorKind::NotADirectory => "part of its path is no folder".to_owned(),
        ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
        ErrorKind::PermissionDenied => "there is no permission to write it".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        _ => format!("it cannot be written: {error}"),
    }
}

/// A temporary file is the owner's alone; a scenario is not secret.
#[cfg(unix)]
fn set_ordinary_permissions(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mask = rustix::process::umask(rustix::fs::Mode::empty());
    rustix::process::umask(mask);
    file.set_permissions(fs::Permissions::from_mode(0o666 & !mask.bits()))
}

#[cfg(not(unix))]
fn set_ordinary_permissions(_: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_survives_a_refusal_and_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        write_atomically(&path, "one", false).unwrap();
        assert!(write_atomically(&path, "two", false).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        write_atomically(&path, "two", true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        drop(stage(&path, "three").unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "two", "it was put there before it was to be");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was left beside it");
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        fs::write(&path, "one").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(write_atomically(&path, "two", true).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }
}
