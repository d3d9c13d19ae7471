//! Colours that can be trusted: what is written and drawn can be read on its ground, in every theme at every depth.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use stockout::export::frame::NAMED;
use stockout::harness::Harness;
use stockout::view::{Depth, Role, Theme, ThemeName};

use super::eyes::{Rgb, contrast, luminance, shown};
use super::frames::STATES;

/// Least contrast of text and of what is drawn, after WCAG 2.2 (1.4.3 and 1.4.11); the theme for bad projectors has more
/// (1.4.6).
fn floors(name: ThemeName) -> (f64, f64) {
    if name == ThemeName::HighContrast { (7.0, 4.5) } else { (4.5, 3.0) }
}

/// Lines and marks, where 3:1 is enough. Everything else is read.
fn is_drawn(role: Role) -> bool {
    use Role::{BandInner, BandOuter, Border, Central, Inert, Knob, Track};
    matches!(role, Border | BandOuter | BandInner | Central | Inert | Knob | Track(_))
}

/// What a row in focus can hold.
fn stands_on_focus(role: Role) -> bool {
    use Role::{Accent, Dim, Focus, Inert, Key, Knob, Text, Track};
    matches!(role, Text | Dim | Accent | Focus | Key | Knob | Inert | Track(_))
}

/// Depths with colours.
pub(super) const COLOURED: [Depth; 3] = [Depth::Truecolor, Depth::Ansi256, Depth::Ansi16];

/// Grounds that terminals have, the theme's own picture first.
fn grounds(theme: &Theme, depth: Depth) -> Vec<Rgb> {
    if let Some(own) = theme.style(Role::Base).bg {
        return vec![shown(Some(own), theme, depth)];
    }
    let is_dark = luminance(theme.ground) < 0.2;
    match depth {
        // The palette is the user's: xterm's stands for it, on black and on white.
        Depth::Ansi16 => vec![if is_dark { (0, 0, 0) } else { (255, 255, 255) }],
        // Black, a usual dark grey, and Solarized's dark ground.
        _ if is_dark => vec![theme.ground, (0, 0, 0), (0x1e, 0x1e, 0x1e), (0x00, 0x2b, 0x36)],
        _ => vec![theme.ground, (255, 255, 255), (0xfd, 0xf6, 0xe3)],
    }
}

pub(super) fn ink(theme: &Theme, depth: Depth, role: Role) -> Rgb {
    shown(theme.style(role).fg, theme, depth)
}

/// Themes with colours.
pub(super) fn colourful() -> impl Iterator<Item = ThemeName> {
    ThemeName::all().filter(|name| *name != ThemeName::Mono)
}

/// What terminals make of dim ink: most take a third of its light away, some mix a third of the ground into it.
fn dimmed(ink: Rgb, ground: Rgb) -> [Rgb; 2] {
    let two_thirds = |own: u8, of: u8| ((u16::from(own) * 2 + u16::from(of)) / 3) as u8;
    let mix = |of: Rgb| (two_thirds(ink.0, of.0), two_thirds(ink.1, of.1), two_thirds(ink.2, of.2));
    [mix((0, 0, 0)), mix(ground)]
}

#[test]
fn everything_can_be_read_on_its_ground_at_every_depth() {
    let mut wrong = Vec::new();
    for (name, depth) in colourful().flat_map(|name| COLOURED.map(|depth| (name, depth))) {
        let theme = Theme::new(name).at(depth);
        // What sixteen colours are is the user's choice: more than the usual cannot be promised.
        let (text, drawn) = if depth == Depth::Ansi16 { floors(ThemeName::Dark) } else { floors(name) };
        let focus = theme.style(Role::Focus).bg.map(|own| shown(Some(own), &theme, depth));
        assert_eq!(focus.is_some(), depth != Depth::Ansi16, "{} {}: the focus", name.id(), depth.name());
        for role in Role::all() {
            let floor = if is_drawn(role) { drawn } else { text };
            let mut on = grounds(&theme, depth);
            on.extend(focus.filter(|_| stands_on_focus(role)));
            for ground in on {
                let ink = ink(&theme, depth, role);
                let is_dim = theme.style(role).add_modifier.contains(Modifier::DIM);
                let inks = if is_dim { dimmed(ink, ground).to_vec() } else { vec![ink] };
                for contrast in inks.into_iter().map(|ink| contrast(ink, ground)).filter(|contrast| *contrast < floor) {
                    let theme = format!("{} {}", name.id(), depth.name());
                    wrong.push(format!("{theme} {role:?} on {ground:02x?}: {contrast:.2} < {floor}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_theme_at_every_depth_has_the_same_glyphs() {
    let symbols = |buffer: &Buffer| buffer.content.iter().map(|cell| cell.symbol().to_owned()).collect::<Vec<_>>();
    for (_, scenario, keys) in STATES {
        let mut harness = Harness::scenario(scenario).size(120, 40).keys(keys);
        let (first, cursor) = harness.frame();
        for name in ThemeName::all() {
            for depth in Depth::ALL {
                harness = harness.theme(name).depth(depth);
                let (buffer, at) = harness.frame();
                assert_eq!(symbols(&buffer), symbols(&first), "{keys} {} {}", name.id(), depth.name());
                assert_eq!(at, cursor);
            }
        }
    }
}

#[test]
fn each_depth_has_its_own_kind_of_colours() {
    for name in ThemeName::all() {
        for depth in Depth::ALL {
            let harness = Harness::scenario("baseline").size(120, 40).keys("<right*4>").theme(name).depth(depth);
            for cell in &harness.frame().0.content {
                for color in [cell.fg, cell.bg] {
                    let fits = match (name, depth, color) {
                        (_, _, Color::Reset) => true,
                        (ThemeName::Mono, ..) | (_, Depth::None, _) => false,
                        (_, Depth::Ansi16, _) => NAMED.contains(&color),
                        (_, Depth::Ansi256, _) => matches!(color, Color::Indexed(16..)),
                        (_, Depth::Truecolor, _) => matches!(color, Color::Rgb(..)),
                    };
                    assert!(fits, "{} {}: {color:?}", name.id(), depth.name());
                }
            }
        }
    }
}

#[test]
fn sixteen_colours_are_chosen_and_not_rounded() {
    let dark = Theme::new(ThemeName::Dark).at(Depth::Ansi16);
    let light = Theme::new(ThemeName::Light).at(Depth::Ansi16);
    assert_eq!(dark.style(Role::Lasts).fg, Some(Color::Cyan));
    assert_eq!(light.style(Role::Lasts).fg, Some(Color::Blue));
    for role in [Role::Accent, Role::Brand, Role::Lasts, Role::Gained, Role::Lost, Role::Gap, Role::Central, Role::Knob]
    {
        assert_ne!(dark.style(role).fg, light.style(role).fg, "{role:?}");
    }
}

/// What has no glyph of its own keeps a mark where there is no colour.
#[test]
fn without_colours_every_theme_is_mono_and_says_the_same() {
    let mono = Theme::new(ThemeName::Mono);
    for name in ThemeName::all() {
        let theme = Theme::new(name).at(Depth::None);
        for role in Role::all() {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{} {role:?}", name.id());
            assert_eq!(style, mono.style(role), "{} {role:?}", name.id());
        }
    }
    for role in [Role::Focus, Role::Accent, Role::Key, Role::Error, Role::Heading, Role::Brand, Role::Dim] {
        assert_ne!(mono.style(role), mono.style(Role::Text), "{role:?}");
    }
    assert_ne!(mono.style(Role::Focus), mono.style(Role::Key));
    assert_ne!(mono.style(Role::Error), mono.style(Role::Accent));
}
