//! `stockout record`: a story as an asciicast.

use std::io::Write;

use super::present::{opening, told};
use super::{Answer, Exit, Trouble, load};
use crate::app::Presenting;
use crate::cli::{CastFormat, RecordArgs};
use crate::explore;
use crate::export::cast::Version;
use crate::scenario::Files;
use crate::shell::files::Disk;
use crate::view::Theme;

pub(super) fn record(args: &RecordArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let scenario = told(load(&args.scenario, files)?)?;
    let presenting = Presenting { auto: true, ..Presenting::default() };
    let cast = explore::record(opening(scenario, presenting), args.size, &Theme::new(args.theme))?;
    let text = cast.text(match args.format {
        CastFormat::V2 => Version::Two,
        CastFormat::V3 => Version::Three,
    });
    if args.output.as_os_str() == "-" {
        out.write_all(text.as_bytes())?;
        return Ok(Exit::Fine);
    }
    let shown = args.output.display();
    Disk.replace(&args.output, &text).map_err(|reason| Trouble::Use(format!("{shown}: {reason}")))?;
    let ms = cast.events.last().map_or(0, |(at, _)| *at);
    writeln!(out, "{shown}: {} s, {} × {}", ms.div_ceil(1000), args.size.0, args.size.1)?;
    Ok(Exit::Fine)
}
