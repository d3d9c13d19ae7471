//! `stockout frame`: one frame of the explorer, without a terminal.

use std::io::Write;

use super::explore::{glyphs, opening};
use super::{Answer, Exit, Trouble};
use crate::app::Screen;
use crate::app::key::parse_macro;
use crate::cli::{ColorArg, FrameArgs, FrameFormat, ScreenName};
use crate::config::Config;
use crate::explore::{self, FrameOf};
use crate::export::frame::{Depth, SvgOptions, ansi, limit_colors, styled, svg, text};
use crate::scenario::Files;
use crate::view::{Spoken, Theme};

pub(super) fn frame(args: &FrameArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    let keys = parse_macro(&args.keys).map_err(|error| Trouble::Use(format!("--keys {}: {error}", args.keys)))?;
    let config = Config::default();
    let opening = opening(&args.opening, &config, &mut Vec::new(), files)?;
    let screen = match args.screen {
        ScreenName::Explore => Screen::Explore,
        ScreenName::Uncertainty => Screen::Uncertainty,
        ScreenName::Scenarios => Screen::Scenarios,
        ScreenName::Backtest => Screen::Backtest,
    };
    if args.opening.color.is_some() && args.format == FrameFormat::Text {
        return Err(Trouble::Use("--color says nothing of --format text, which has no colours".to_owned()));
    }
    let depth = args.opening.color.map_or(Depth::Truecolor, ColorArg::depth);
    let theme = Theme::new(args.theme).at(depth);
    let (mut buffer, cursor, state) = explore::frame(opening, &FrameOf { size: args.size, screen, keys }, &theme);
    limit_colors(&mut buffer, depth);
    glyphs(&args.opening, &config).limit(&mut buffer);
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
