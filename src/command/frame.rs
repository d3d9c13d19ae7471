//! `stockout frame`: one frame of the explorer, without a terminal.

use std::io::Write;

use super::explore::{glyphs, opening};
use super::present::{step_of, told};
use super::{Answer, Exit, Trouble};
use crate::app::Presenting;
use crate::app::key::parse_macro;
use crate::cli::{ColorArg, FrameArgs, FrameFormat};
use crate::config::Config;
use crate::explore::{self, FrameOf};
use crate::export::about::picture;
use crate::export::frame::{Depth, ansi, html, limit_colors, png, styled, svg, text};
use crate::scenario::Files;
use crate::view::{Spoken, Theme};

pub(super) fn frame(args: &FrameArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let keys = parse_macro(&args.keys).map_err(|error| Trouble::Use(format!("--keys {}: {error}", args.keys)))?;
    let config = Config::default();
    let mut opening = opening(&args.opening, &config, &mut Vec::new(), files)?;
    if let Some(step) = &args.step {
        opening.scenario = told(opening.scenario)?;
        // What the command line sets is where the story begins.
        opening.scenario.moves.clone_from(&opening.moves);
        opening.presenting = Some(Presenting { from: step_of(&opening.scenario, step)?, ..Presenting::default() });
    }
    if args.opening.color.is_some() && args.format == FrameFormat::Text {
        return Err(Trouble::Use("--color says nothing of --format text, which has no colours".to_owned()));
    }
    let depth = args.opening.color.map_or(Depth::Truecolor, ColorArg::depth);
    let theme = Theme::new(args.theme).at(depth);
    let (mut buffer, cursor, state) = explore::frame(opening, &FrameOf { size: args.size, keys }, &theme);
    limit_colors(&mut buffer, depth);
    glyphs(args.opening.ascii, args.opening.ambiguous, &config).limit(&mut buffer);
    let about = || picture(&state, &theme, cursor);
    match args.format {
        FrameFormat::Text => write!(out, "{}", text(&buffer))?,
        FrameFormat::Spoken => writeln!(out, "{}", Spoken::new().news(&state).join("\n"))?,
        FrameFormat::Styled => write!(out, "{}", styled(&buffer, cursor, ""))?,
        FrameFormat::Ansi => write!(out, "{}", ansi(&buffer, depth))?,
        FrameFormat::Svg => write!(out, "{}", svg(&buffer, &about()))?,
        FrameFormat::Html => write!(out, "{}", html(&buffer, &about()))?,
        FrameFormat::Png => out.write_all(&png(&buffer, &about()).map_err(|error| Trouble::Use(error.to_string()))?)?,
    }
    Ok(Exit::Fine)
}
