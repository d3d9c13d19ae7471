//! What a process keeps for the next one, in case that it does not end in its own way: a file in the person's state
//! folder, one a process, so that two sessions do not overwrite each other. A file whose process is gone was left behind.

use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::process::is_running;
use crate::scenario::Origin;

/// The file of this process, and what others have left.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    prefix: &'static str,
    own: PathBuf,
    /// What stands there, as far as that is known, so that nothing is written twice.
    written: Option<String>,
    /// This process has written it once; a later writing may have failed.
    is_there: bool,
}

/// How the name of a file ends that is not yet whole.
const UNFINISHED: &str = "new";

impl Kept {
    /// In the person's state folder; `None` where there is no home. The prefix says what is kept.
    pub(super) fn of_this_process(prefix: &'static str) -> Option<Self> {
        let strategy = etcetera::choose_base_strategy().ok()?;
        Some(Self::in_folder(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("stockout"), prefix))
    }

    /// In a folder, which need not be there.
    pub(super) fn in_folder(folder: PathBuf, prefix: &'static str) -> Self {
        let own = folder.join(format!("{prefix}{}.json", std::process::id()));
        Self { folder, prefix, own, written: None, is_there: false }
    }

    /// Writes it, in one step, but without waiting for the disk: this is for a process that ends, not for a machine that
    /// does. Whether it now stands there; a folder that cannot be written is no reason to trouble the person: they have
    /// lost nothing yet.
    pub(super) fn write(&mut self, text: String) -> bool {
        if self.written.as_ref() == Some(&text) {
            return true;
        }
        let beside = self.own.with_extension(UNFINISHED);
        let done = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&beside, &text))
            .and_then(|()| fs::rename(&beside, &self.own));
        if done.is_err() {
            // Half of it takes room that may be what is wanting.
            drop(fs::remove_file(&beside));
        }
        let is_done = done.is_ok();
        self.is_there |= is_done;
        self.written = is_done.then_some(text);
        is_done
    }

    /// Removes it.
    pub(super) fn forget(&mut self) {
        self.written = None;
        if std::mem::take(&mut self.is_there) {
            // It may be gone already.
            drop(fs::remove_file(&self.own));
        }
    }

    /// Whether that is the file that this process has written.
    pub(super) fn has_written(&self, path: &Path) -> bool {
        self.is_there && path == self.own
    }

    /// Files of processes that are gone, the newest first. What such a process could not finish is removed.
    pub(super) fn left_behind(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return vec![] };
        let mut paths = Vec::new();
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Some((id, ending)) = name.strip_prefix(self.prefix).and_then(|rest| rest.split_once('.')) else {
                continue;
            };
            // One that has our number is not ours before we write: numbers come again, in containers at once.
            let is_own = id.parse() == Ok(std::process::id());
            let is_left = is_own || id.parse().is_ok_and(|id: u32| !is_running(id));
            match ending {
                "json" if is_left => paths.push(path),
                UNFINISHED if is_left => drop(fs::remove_file(path)),
                _ => {}
            }
        }
        paths.sort_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok());
        paths.reverse();
        paths
    }
}

/// The name by which a scenario is opened again from any folder; `None` for what came through a pipe.
pub(super) fn lasting_name(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Embedded(name) => Some(name.clone()),
        Origin::File(path) => Some(std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string()),
        Origin::Stdin => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Above what any system gives to a process.
    const GONE: u32 = u32::MAX >> 1;

    #[test]
    fn what_could_not_be_written_is_told_and_forgotten_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = Kept::in_folder(folder.path().join("state"), "a-");
        assert!(kept.write("one".into()) && kept.write("one".into()));
        assert!(kept.has_written(&kept.own));
        // A folder is in its way.
        let beside = kept.own.with_extension(UNFINISHED);
        fs::create_dir(&beside).unwrap();
        assert!(!kept.write("two".into()));
        assert_eq!(fs::read_to_string(&kept.own).unwrap(), "one", "what was there stays");
        kept.forget();
        assert!(!kept.own.exists(), "it would be offered though it is saved");
        fs::remove_dir(&beside).unwrap();
        assert!(kept.write("two".into()));
        assert_eq!(fs::read_to_string(&kept.own).unwrap(), "two");
    }

    #[test]
    fn what_a_process_that_is_gone_could_not_finish_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let there = |name: &str| folder.path().join(name);
        // The first process of all runs, and it is not ours.
        let names = [format!("a-{GONE}.json"), format!("a-{GONE}.new"), "a-1.json".into(), "a-1.new".into()];
        for name in names.iter().map(String::as_str).chain(["b-1.new", "a-x.new", "a-.json", "other"]) {
            fs::write(there(name), "").unwrap();
        }
        let kept = Kept::in_folder(folder.path().to_owned(), "a-");
        assert_eq!(kept.left_behind(), [there(&names[0])]);
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        let mut wanted = vec![names[0].as_str(), "a-1.json", "a-1.new", "b-1.new", "a-x.new", "a-.json", "other"];
        wanted.sort_unstable();
        assert_eq!(left, wanted);
    }
}
