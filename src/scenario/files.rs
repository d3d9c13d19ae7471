//! How scenario files are reached: the folder of the library, a disk, or a test's own.

use std::path::{Component, Path, PathBuf};

use super::Origin;

/// Reads files. What cannot be read is said in a sentence without the file's name.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    /// If there is no such text: the reason, such as `there is no such file`.
    fn read(&self, path: &Path) -> Result<String, String>;

    /// The text on standard input, read once.
    ///
    /// # Errors
    /// If there is none.
    fn read_stdin(&self) -> Result<String, String> {
        Err("there is no standard input here".to_owned())
    }
}

/// No files at all: the embedded library alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &Path) -> Result<String, String> {
        Err("files cannot be read here".to_owned())
    }
}

/// Where a name on the command line or in a file leads: `-`, a path (with a `/` or an extension), or an embedded name.
pub fn origin_of(name: &str) -> Origin {
    if name == "-" {
        return Origin::Stdin;
    }
    let is_path = name.contains('/') || name.contains(std::path::MAIN_SEPARATOR) || has_extension(name);
    if is_path { Origin::File(PathBuf::from(name)) } else { Origin::Embedded(name.to_owned()) }
}

/// Where a name leads that stands in a file from `from`; paths are relative to that file.
pub(super) fn origin_from(from: &Origin, name: &str) -> Origin {
    match (origin_of(name), from) {
        (Origin::File(path), Origin::File(base)) => {
            let folder = base.parent().unwrap_or(Path::new(""));
            Origin::File(tidy(&folder.join(path)))
        }
        (origin, _) => origin,
    }
}

/// Whether the name ends like a scenario file.
fn has_extension(name: &str) -> bool {
    let extension = Path::new(name).extension().map(std::ffi::OsStr::to_ascii_lowercase);
    extension.is_some_and(|extension| extension == "ron" || extension == "json")
}

/// A path without `.` and, where the folder before it is named, without `..`: for showing and comparing.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_where_they_look_like() {
        assert_eq!(origin_of("-"), Origin::Stdin);
        assert_eq!(origin_of("baseline"), Origin::Embedded("baseline".into()));
        assert_eq!(origin_of("stuck-at-20"), Origin::Embedded("stuck-at-20".into()));
        for path in ["./baseline", "mine.ron", "a/b", "x.JSON", "/tmp/x"] {
            assert_eq!(origin_of(path), Origin::File(path.into()), "{path}");
        }
    }

    #[test]
    fn a_path_in_a_file_is_relative_to_the_file() {
        let from = Origin::File("studies/july/a.ron".into());
        assert_eq!(origin_from(&from, "b.ron"), Origin::File("studies/july/b.ron".into()));
        assert_eq!(origin_from(&from, "../b.ron"), Origin::File("studies/b.ron".into()));
        assert_eq!(origin_from(&from, "/b.ron"), Origin::File("/b.ron".into()));
        assert_eq!(origin_from(&from, "baseline"), Origin::Embedded("baseline".into()));
        assert_eq!(origin_from(&Origin::Stdin, "./b.ron"), Origin::File("./b.ron".into()));
        assert_eq!(tidy(Path::new("../../a/../b")), PathBuf::from("../../b"));
    }
}
