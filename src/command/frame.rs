//! `stockout frame`: one frame of the explorer, without a terminal.

use std::io::Write;

use super::explore::opening;
use super::{Answer, Exit, Trouble};
use crate::app::Screen;
use crate::app::key::parse_macro;
use crate::cli::{ColorArg, FrameArgs, FrameFormat, ScreenName};
use crate::explore::{self, FrameOf};
use crate::export::frame::{Depth, SvgOptions, ansi, limit_colors, limit_glyphs, styled, svg, text};
use crate::scenario::Files;
use crate::view::{Spoken, Theme};

pub(super) fn frame(args: &FrameArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let keys = parse_macro(&args.keys).map_err(|error| Trouble::Use(format!("--keys {}: {error}", args.keys)))?;
    let opening = opening(&args.opening, files)?;
    let screen = match args.screen {
        ScreenName::Explore => Screen::Explore,
        ScreenName::Uncertainty => Screen::Uncertainty,
        ScreenName::Assumptions => Screen::Assumptions,
        ScreenName::Scenarios => Screen::Scenarios,
    };
    if args.color.is_some() && args.format == FrameFormat::Text {
        return Err(Trouble::Use("--color says nothing of --format text, which has no colours".to_owned()));
    }
    let depth = match args.color {
        None | Some(ColorArg::Truecolor) => Depth::Truecolor,
        Some(ColorArg::Indexed) => Depth::Ansi256,
        Some(ColorArg::Basic) => Depth::Ansi16,
        Some(ColorArg::None) => Depth::None,
    };
    let theme = Theme::new(args.theme).at(depth);
    let (mut buffer, cursor, state) = explore::frame(opening, &FrameOf { size: args.size, screen, keys }, &theme);
    limit_colors(&mut buffer, depth);
    if args.opening.ascii {
        limit_glyphs(&mut buffer);
    }
    let printed = match args.format {
        FrameFormat::Text => text(&buffer),
        FrameFormat::Spoken => Spoken::new().news(&state).join("\n"),
        FrameFormat::Styled => styled(&buffer, cursor, ""),
        FrameFormat::Ansi => ansi(&buffer, depth),
        FrameFormat::Svg => {
            let options =
                SvgOptions { foreground: theme.ink, background: theme.ground, cursor, ..SvgOptions::default() };
            svg(&buffer, &options)
        }
    };
    out.write_all(printed.as_bytes())?;
    if !printed.ends_with('\n') {
        writeln!(out)?;
    }
    Ok(Exit::Fine)
}
