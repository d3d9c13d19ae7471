//! `stockout new`: a commented template.

use std::io::Write;

use super::{Answer, Exit, Trouble};
use crate::cli::NewArgs;
use crate::scenario::{self, Files};
use crate::shell::files::Disk;

pub(super) fn new(args: &NewArgs, files: Disk, out: &mut dyn Write) -> Answer {
    let path = &args.file;
    let is_ron = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"));
    if !is_ron {
        return Err(Trouble::Use(format!("{}: a scenario file ends in .ron", path.display())));
    }
    let parent = scenario::load(&args.extends, &files)?;
    let text = scenario::template(&parent, path).map_err(|error| Trouble::Use(error.to_string()))?;
    // What is written can be read.
    let origin = scenario::Origin::File(path.clone());
    scenario::load_text(&origin, text.clone(), &files as &dyn Files)?;
    files.create(path, &text).map_err(|reason| Trouble::Use(format!("{}: {reason}", path.display())))?;
    writeln!(out, "{} extends {}; see stockout check {0}", path.display(), args.extends)?;
    Ok(Exit::Fine)
}
