//! `stockout show`: a scenario as resolved.

use std::io::Write;

use super::{Answer, Exit, Trouble, load};
use crate::cli::{ShowArgs, ShowFormat};
use crate::scenario::{self, Files};

pub(super) fn show(args: &ShowArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let scenario = load(&args.scenario, files)?;
    let world = scenario.world();
    let text = match args.format {
        ShowFormat::Ron => scenario::show::to_ron(&scenario, &world).map_err(Trouble::Use)?,
        ShowFormat::Json => scenario::to_json(&world).map_err(|error| Trouble::Use(error.to_string()))?,
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::Fine)
}
