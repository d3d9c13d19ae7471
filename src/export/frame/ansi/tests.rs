use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Style, Stylize};
use ratatui::text::Line;

use super::*;

fn line(line: &Line<'_>, depth: Depth) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
    buffer.set_line(0, 0, line, 12);
    ansi(&buffer, depth)
}

#[test]
fn writes_only_what_changes() {
    let spans = vec!["a".into(), "b".red(), "c".red().bold(), "d".bold(), "界".into()];
    let spans = Line::from(spans);
    let want = "a\x1b[31mb\x1b[1mc\x1b[39md\x1b[0m界\x1b[0m\n";
    assert_eq!(line(&spans, Depth::Truecolor), want);
}

#[test]
fn dim_survives_the_end_of_bold() {
    let spans = Line::from(vec!["a".bold().dim().italic(), "b".dim().italic().on_blue()]);
    let want = "\x1b[1;2;3ma\x1b[22;2;44mb\x1b[0m\n";
    assert_eq!(line(&spans, Depth::Truecolor), want);
}

#[test]
fn a_reset_is_used_where_it_is_shorter() {
    let spans = Line::from(vec!["a".bold().italic().on_red(), "b".green()]);
    let want = "\x1b[1;3;41ma\x1b[0;32mb\x1b[0m\n";
    assert_eq!(line(&spans, Depth::Truecolor), want);
}

#[test]
fn each_depth_has_its_codes_and_the_same_glyphs() {
    let style = Style::new().fg(Color::Rgb(0xE6, 0x9F, 0)).bg(Color::LightBlue).bold();
    let spans = Line::styled("x", style);
    let got = Depth::ALL.map(|depth| line(&spans, depth));
    assert_eq!(
        got,
        [
            "\x1b[1mx\x1b[0m\n",
            "\x1b[1;33;104mx\x1b[0m\n",
            "\x1b[1;38;5;178;104mx\x1b[0m\n",
            "\x1b[1;38;2;230;159;0;104mx\x1b[0m\n",
        ]
    );
}

#[test]
fn underlines_have_a_colour_of_their_own() {
    let style = Style::new().underlined().underline_color(Color::LightRed);
    let spans = Line::from(vec![ratatui::text::Span::styled("x", style), "y".underlined()]);
    assert_eq!(line(&spans, Depth::Ansi16), "\x1b[4;58:5:9mx\x1b[59my\x1b[0m\n");
    assert_eq!(line(&spans, Depth::None), "\x1b[4mxy\x1b[0m\n");
}

#[test]
fn trailing_blanks_stay_where_they_show() {
    let bar = Line::from(vec!["a".into(), "  ".on_red(), "  ".into()]);
    assert_eq!(line(&bar, Depth::Ansi16), "a\x1b[41m  \x1b[0m\n");
    assert_eq!(line(&bar, Depth::None), "a\x1b[0m\n");
    assert_eq!(line(&Line::default(), Depth::None), "\x1b[0m\n");
}

fn any_color() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        prop::sample::select(depth::NAMED.to_vec()),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

/// What an independent emulator calls a colour.
fn seen(color: Color) -> vt100::Color {
    match (color, depth::number(color)) {
        (Color::Rgb(r, g, b), _) => vt100::Color::Rgb(r, g, b),
        (Color::Indexed(index), _) | (_, Some(index)) => vt100::Color::Idx(index),
        (_, None) => vt100::Color::Default,
    }
}

proptest! {
    #[test]
    fn an_emulator_shows_the_frame_that_was_written(
        cells in prop::collection::vec(
            (
                prop::sample::select(vec![" ", "a", "█", "界", "e\u{301}", "│"]),
                any_color(),
                any_color(),
                any_color(),
                0..0x200_u16,
            ),
            36,
        ),
        depth in prop::sample::select(Depth::ALL.to_vec()),
    ) {
        let (width, height) = (12, 3);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        for (cell, (symbol, fg, bg, underline, bits)) in buffer.content.iter_mut().zip(cells) {
            cell.set_symbol(symbol);
            (cell.fg, cell.bg, cell.underline_color) = (fg, bg, underline);
            cell.modifier = Modifier::from_bits_truncate(bits);
            // To this emulator the two are one attribute, of which the last counts.
            if cell.modifier.contains(Modifier::BOLD) {
                cell.modifier.remove(Modifier::DIM);
            }
        }
        let text = ansi(&buffer, depth);
        let size = [height + 1, width].map(|cells| NonZeroU16::new(cells).unwrap());
        let mut emulator = vt100::Parser::new(size[0], size[1], 0);
        emulator.process(text.replace('\n', "\r\n").as_bytes());
        for (y, row) in (0..).zip(cells::rows(&buffer)) {
            for glyph in row {
                let shown = emulator.screen().cell(y, glyph.x).unwrap();
                let pen = Pen::of(glyph.cell, depth);
                let contents = if shown.has_contents() { shown.contents() } else { " " };
                prop_assert_eq!(contents, glyph.symbol, "{},{} {:?}", y, glyph.x, text);
                prop_assert_eq!(shown.is_wide(), glyph.width == 2);
                prop_assert_eq!(shown.fgcolor(), seen(pen.fg));
                prop_assert_eq!(shown.bgcolor(), seen(pen.bg));
                let attributes = [
                    (Modifier::BOLD, shown.bold()),
                    (Modifier::DIM, shown.dim()),
                    (Modifier::ITALIC, shown.italic()),
                    (Modifier::UNDERLINED, shown.underline()),
                    (Modifier::REVERSED, shown.inverse()),
                ];
                for (modifier, is_shown) in attributes {
                    prop_assert_eq!(pen.modifier.contains(modifier), is_shown, "{:?}", modifier);
                }
            }
        }
    }
}
