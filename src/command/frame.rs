//! `stockout frame`: one frame of the explorer, of a story or of its notes, without a terminal.

use std::io::Write;

use super::explore::opening;
use super::present::{step_of, told};
use super::terminal::glyphs;
use super::{Answer, Exit, Trouble};
use crate::app::Presenting;
use crate::app::key::parse_macro;
use crate::cli::{ColorArg, FrameArgs, FrameFormat};
use crate::config::Config;
use crate::explore::{self, FrameOf};
use crate::export::about;
use crate::export::frame::{Depth, ansi, html, limit_colors, png, styled, svg, text};
use crate::scenario::Files;
use crate::shell::settings;
use crate::view::{Spoken, SpokenNotes, Theme, ThemeName};

pub(super) fn frame(args: &FrameArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let keys = parse_macro(&args.keys).map_err(|error| Trouble::Use(format!("--keys {}: {error}", args.keys)))?;
    let config = Config::default();
    let mut opening = opening(&args.opening, &config, &mut Vec::new(), files)?;
    if let Some(step) = &args.step {
        opening.scenario = told(opening.scenario)?;
        // What the command line sets is where the story begins.
        opening.scenario.moves.clone_from(&opening.moves);
        let from = step_of(&opening.scenario, step)?;
        opening.presenting = Some(Presenting { from, focus: opening.focus, ..Presenting::default() });
    }
    refuse_idle_options(args)?;
    let depth = args.paint.color.map_or(Depth::Truecolor, ColorArg::depth);
    let theme = args.theme.as_ref().map_or_else(|| Ok(Theme::new(ThemeName::Dark)), settings::theme);
    let theme = theme.map_err(Trouble::Use)?.at(depth);
    let (mut buffer, cursor, heard, about) = if args.notes {
        let (buffer, following, state) = explore::notes_frame(opening, args.size, &theme);
        let heard = SpokenNotes::new().news(&following);
        let about = about::notes(&state, &heard, &theme);
        (buffer, None, heard, about)
    } else {
        let (buffer, cursor, state) = explore::frame(opening, &FrameOf { size: args.size, keys }, &theme);
        (buffer, cursor, Spoken::new().news(&state), about::picture(&state, &theme, cursor))
    };
    limit_colors(&mut buffer, depth);
    let glyphs = glyphs(&args.paint, &config);
    glyphs.limit(&mut buffer);
    match args.format {
        FrameFormat::Text => write!(out, "{}", text(&buffer))?,
        FrameFormat::Spoken => writeln!(out, "{}", glyphs.spell(&heard.join("\n")))?,
        FrameFormat::Styled => write!(out, "{}", styled(&buffer, cursor, ""))?,
        FrameFormat::Ansi => write!(out, "{}", ansi(&buffer, depth))?,
        FrameFormat::Svg => write!(out, "{}", svg(&buffer, &about))?,
        FrameFormat::Html => write!(out, "{}", html(&buffer, &about))?,
        FrameFormat::Png => out.write_all(&png(&buffer, &about).map_err(|error| Trouble::Use(error.to_string()))?)?,
    }
    Ok(Exit::Fine)
}

/// An option that would change nothing is not meant so.
fn refuse_idle_options(args: &FrameArgs) -> Result<(), Trouble> {
    let (format, lacks) = match args.format {
        FrameFormat::Text => ("text", "colours"),
        FrameFormat::Spoken => ("spoken", "looks"),
        _ => return Ok(()),
    };
    let is_spoken = args.format == FrameFormat::Spoken;
    let idle = [
        ("--color", args.paint.color.is_some()),
        ("--theme", args.theme.is_some()),
        ("--ambiguous", args.paint.ambiguous.is_some() && is_spoken),
    ];
    match idle.iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => {
            Err(Trouble::Use(format!("{option} says nothing of --format {format}, which has no {lacks}")))
        }
        None => Ok(()),
    }
}
