//! `stockout record`: a story as an asciicast, or its steps as pictures.

use std::io::Write;
use std::path::Path;

use super::explore::focus_of;
use super::present::{opening, told};
use super::{Answer, Exit, Trouble, with_set};
use crate::app::Presenting;
use crate::cli::{RecordArgs, RecordFormat};
use crate::explore::{self, Opening};
use crate::export::book::{Leaf, book, file_name};
use crate::export::cast::Version;
use crate::export::frame::{html, png, svg};
use crate::scenario::{self, Files};
use crate::shell::files::Disk;
use crate::shell::settings;
use crate::view::Theme;

pub(super) fn record(args: &RecordArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let scenario = with_set(told(scenario::load(&args.scenario, files)?)?, &args.set)?;
    let focus = args.firm.as_deref().map(|name| focus_of(&scenario, name)).transpose()?;
    let theme = settings::theme(&args.theme).map_err(Trouble::Use)?;
    let of = |auto: bool| opening(scenario.clone(), Presenting { focus, auto, ..Presenting::default() });
    match args.format {
        RecordFormat::V2 => cast(args, of(true), &theme, Version::Two, out),
        RecordFormat::V3 => cast(args, of(true), &theme, Version::Three, out),
        RecordFormat::Svg => {
            pictures(args, of(false), &theme, "svg", out, |leaf| Ok(svg(&leaf.buffer, &leaf.about).into()))
        }
        RecordFormat::Html => {
            pictures(args, of(false), &theme, "html", out, |leaf| Ok(html(&leaf.buffer, &leaf.about).into()))
        }
        RecordFormat::Png => pictures(args, of(false), &theme, "png", out, |leaf| {
            png(&leaf.buffer, &leaf.about).map_err(|error| Trouble::Use(error.to_string()))
        }),
    }
}

fn cast(args: &RecordArgs, opening: Opening, theme: &Theme, version: Version, out: &mut dyn Write) -> Answer {
    let cast = explore::record(opening, args.size, theme)?;
    let text = cast.text(version);
    if is_stdout(&args.output) {
        out.write_all(text.as_bytes())?;
        return Ok(Exit::Fine);
    }
    let shown = args.output.display();
    let is_cast = |head: &[u8]| head.starts_with(b"{") && contains(head, "\"version\"");
    let written = Disk.renew(&args.output, text.as_bytes(), is_cast);
    written.map_err(|reason| Trouble::Use(format!("{shown}: {reason}")))?;
    let ms = cast.events.last().map_or(0, |(at, _)| *at);
    writeln!(out, "{shown}: {} s, {} × {}", ms.div_ceil(1000), args.size.0, args.size.1)?;
    Ok(Exit::Fine)
}

fn pictures(
    args: &RecordArgs,
    opening: Opening,
    theme: &Theme,
    ending: &str,
    out: &mut dyn Write,
    picture: impl Fn(&Leaf) -> Result<Vec<u8>, Trouble>,
) -> Answer {
    if is_stdout(&args.output) {
        return Err(Trouble::Use(format!("-o -: a story has several pictures; --format {ending} takes a folder")));
    }
    let name = opening.scenario.origin.name();
    let talk = opening.scenario.title.clone();
    let leaves = explore::leaves(opening, args.size, theme);
    let named = |(step, leaf): (usize, &Leaf)| Ok((file_name(step, leaves.len(), &leaf.title, ending), picture(leaf)?));
    let mut files = leaves.iter().enumerate().map(named).collect::<Result<Vec<_>, Trouble>>()?;
    if args.format == RecordFormat::Html {
        files.push(("index.html".to_owned(), book(&talk, &leaves).into_bytes()));
    }
    // What an earlier recording of the same scenario left says so in its stamp.
    let stamps = [format!("scenario {name} ("), format!("scenario {} (", crate::export::frame::escape(&name))];
    let of_ours = |head: &[u8]| contains(head, "stockout ") && stamps.iter().any(|stamp| contains(head, stamp));
    Disk.fill(&args.output, &files, of_ours).map_err(Trouble::Use)?;
    let (folder, count) = (args.output.display(), leaves.len());
    writeln!(out, "{folder}: {count} steps, {} × {}", args.size.0, args.size.1)?;
    Ok(Exit::Fine)
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
