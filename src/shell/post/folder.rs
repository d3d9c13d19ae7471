//! Where talks are found: a socket for each, in a folder that is the person's own.

use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::shell::process::is_running;

/// What the name of a talk's socket ends with; before it stands the number of its process.
const ENDING: &str = ".sock";

/// Makes sure of the folder: in the runtime folder of the session where there is one, else among the person's own state.
/// Every program of the person comes to the same.
///
/// # Errors
/// If neither can be had.
pub(crate) fn folder() -> io::Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy().map_err(|_| io::Error::from(ErrorKind::NotFound))?;
    if let Some(runtime) = strategy.runtime_dir().filter(|folder| folder.is_dir()) {
        let own = runtime.join("stockout");
        if secured(&own).is_ok() {
            return Ok(own);
        }
    }
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("stockout");
    fs::create_dir_all(&state)?;
    let own = state.join("talks");
    secured(&own).map(|()| own)
}

/// Makes a folder that nobody else can look into, or makes sure that one is.
fn secured(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Not where a link leads: it may be somebody else's.
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != rustix::process::geteuid().as_raw() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The socket of a process.
pub(in crate::shell) fn socket(folder: &Path, process: u32) -> PathBuf {
    folder.join(format!("{process}{ENDING}"))
}

/// Where a socket stands until somebody listens there.
pub(in crate::shell) fn socket_in_the_making(folder: &Path, process: u32) -> PathBuf {
    folder.join(format!(".{process}.new"))
}

/// The process whose socket, finished or not, has that name.
fn process_of(path: &Path) -> Option<u32> {
    let name = path.file_name()?.to_str()?;
    let number = name.strip_suffix(ENDING).or_else(|| name.strip_prefix('.')?.strip_suffix(".new"))?;
    number.parse().ok()
}

/// The talks that are on, the newest first, by their processes.
pub(crate) fn talks(folder: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(folder) else { return vec![] };
    let mut talks: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let process = process_of(&path).filter(|_| path.extension().is_some_and(|end| end == "sock"))?;
            let begun = fs::symlink_metadata(&path).and_then(|data| data.modified()).ok()?;
            is_running(process).then_some((begun, process))
        })
        .collect();
    talks.sort_unstable();
    talks.into_iter().rev().map(|(_, process)| process).collect()
}

/// Removes what processes have left that are gone.
pub(in crate::shell) fn tidy(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if process_of(&path).is_some_and(|process| !is_running(process)) {
            // Another may have been quicker.
            drop(fs::remove_file(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_closed_to_others_and_a_link_is_none() {
        let home = tempfile::tempdir().unwrap();
        let own = home.path().join("talks");
        secured(&own).unwrap();
        assert_eq!(fs::metadata(&own).unwrap().mode() & 0o777, 0o700);
        fs::set_permissions(&own, Permissions::from_mode(0o755)).unwrap();
        secured(&own).unwrap();
        assert_eq!(fs::metadata(&own).unwrap().mode() & 0o777, 0o700);
        std::os::unix::fs::symlink(&own, home.path().join("link")).unwrap();
        assert!(secured(&home.path().join("link")).is_err());
        fs::write(home.path().join("file"), "").unwrap();
        assert!(secured(&home.path().join("file")).is_err());
    }

    #[test]
    fn what_dead_processes_left_goes_and_the_rest_stays() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path();
        let own = std::process::id();
        // No system numbers its processes so far.
        let dead = 2_000_000_000;
        for path in [
            socket(folder, own),
            socket(folder, dead),
            socket_in_the_making(folder, dead),
            folder.join("notes.txt"),
            folder.join("x.sock"),
        ] {
            fs::write(path, "").unwrap();
        }
        assert_eq!(talks(folder), [own]);
        tidy(folder);
        let mut left: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        let mut wanted = [format!("{own}.sock"), "notes.txt".to_owned(), "x.sock".to_owned()];
        wanted.sort();
        assert_eq!(left, wanted);
    }
}
