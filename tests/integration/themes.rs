//! Colours that can be trusted: contrast, what colour-blind readers can tell apart, and a second cue for both.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};
use stockout::export::frame::{NAMED, XTERM};
use stockout::harness::Harness;
use stockout::view::{Depth, Role, Theme, ThemeName};

use super::frames::STATES;

type Rgb = (u8, u8, u8);

/// Least contrast of text and of what is drawn, after WCAG 2.2 (1.4.3 and 1.4.11); the theme for bad projectors has more
/// (1.4.6).
fn floors(name: ThemeName) -> (f64, f64) {
    if name == ThemeName::HighContrast { (7.0, 4.5) } else { (4.5, 3.0) }
}

/// Least distance (CIE 1976) of two series that stand side by side, for every eye. About 2 can just be seen where the
/// colours touch; the series are thin and apart.
const DISTANCE: f64 = 18.0;

/// Series that stand side by side.
const PAIRS: [(Role, Role); 8] = [
    (Role::Lasts, Role::Gained),
    (Role::Lasts, Role::Lost),
    // Also the line and the thin line of the probabilities.
    (Role::Lasts, Role::Gap),
    (Role::Gained, Role::Gap),
    (Role::BandInner, Role::BandOuter),
    (Role::Central, Role::BandInner),
    (Role::Central, Role::BandOuter),
    (Role::Knob, Role::Track(3)),
];

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

/// Grounds that terminals have, the theme's own picture first.
fn grounds(theme: &Theme) -> Vec<Rgb> {
    if let Some(own) = theme.style(Role::Base).bg {
        return vec![rgb(own, theme)];
    }
    if luminance(theme.ground) < 0.2 {
        // Black, a usual dark grey, and Solarized's dark ground.
        vec![theme.ground, (0, 0, 0), (0x1e, 0x1e, 0x1e), (0x00, 0x2b, 0x36)]
    } else {
        vec![theme.ground, (0xff, 0xff, 0xff), (0xfd, 0xf6, 0xe3)]
    }
}

/// What xterm shows.
fn rgb(color: Color, theme: &Theme) -> Rgb {
    match color {
        Color::Rgb(r, g, b) => (r, g, b),
        Color::Reset => theme.ink,
        named => XTERM[NAMED.iter().position(|own| *own == named).expect("a named colour")],
    }
}

fn ink(theme: &Theme, role: Role) -> Rgb {
    rgb(theme.style(role).fg.unwrap_or(Color::Reset), theme)
}

/// Themes with colours.
fn colourful() -> impl Iterator<Item = ThemeName> {
    ThemeName::all().filter(|name| *name != ThemeName::Mono)
}

/// The light of each primary, from 0 to 1 (IEC 61966-2-1).
fn linear((r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|level| {
        let level = f64::from(level) / 255.0;
        if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
    })
}

/// WCAG's relative luminance.
fn luminance(color: Rgb) -> f64 {
    let [r, g, b] = linear(color);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG's contrast ratio.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How linear RGB is seen: by most, and without one of the three kinds of cones. Matrices for severity 1 of Machado,
/// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions
/// on Visualization and Computer Graphics 15 (2009).
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("most", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deuteranopia",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritanopia",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

/// CIE L*a*b* under D65.
fn lab(light: [f64; 3]) -> [f64; 3] {
    // To X, Y and Z, each as a share of the white's.
    let rows = [
        ([0.412_456_4, 0.357_576_1, 0.180_437_5], 0.950_47),
        ([0.212_672_9, 0.715_152_2, 0.072_175_0], 1.0),
        ([0.019_333_9, 0.119_192_0, 0.950_304_1], 1.088_83),
    ];
    let [x, y, z] = rows.map(|(row, white)| {
        let share = row.iter().zip(light).map(|(weight, level)| weight * level).sum::<f64>() / white;
        if share > 216.0 / 24389.0 { share.cbrt() } else { (24389.0 / 27.0 * share + 16.0) / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far two colours are apart for an eye (CIE 1976).
fn distance(a: Rgb, b: Rgb, eye: &[[f64; 3]; 3]) -> f64 {
    let seen = |color: Rgb| {
        let light = linear(color);
        lab(eye.map(|row| row.iter().zip(light).map(|(weight, level)| weight * level).sum::<f64>().clamp(0.0, 1.0)))
    };
    seen(a).iter().zip(seen(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn the_measures_are_the_published_ones() {
    let near = |a: f64, b: f64, within: f64| assert!((a - b).abs() < within, "{a} is not {b}");
    near(contrast((0, 0, 0), (255, 255, 255)), 21.0, 1e-9);
    // The grey that WCAG's texts give as just enough on white.
    near(contrast((0x76, 0x76, 0x76), (255, 255, 255)), 4.54, 0.005);
    let [l, a, b] = lab(linear((255, 0, 0)));
    near(l, 53.24, 0.01);
    near(a, 80.09, 0.02);
    near(b, 67.20, 0.02);
    for (name, eye) in &EYES {
        // White stays white for every eye; red and green come together for two of them.
        for row in eye {
            near(row.iter().sum(), 1.0, 2e-6);
        }
        let (red, green) = ((0xc0, 0x60, 0x20), (0x70, 0x80, 0x20));
        let apart = distance(red, green, eye);
        assert_eq!(apart < 25.0, matches!(*name, "protanopia" | "deuteranopia"), "{name}: {apart}");
    }
}

#[test]
fn everything_can_be_read_on_its_ground() {
    let mut wrong = Vec::new();
    for name in colourful() {
        let theme = Theme::new(name);
        let (text, drawn) = floors(name);
        let focus = rgb(theme.style(Role::Focus).bg.expect("a ground of the focus"), &theme);
        for role in Role::all() {
            let floor = if is_drawn(role) { drawn } else { text };
            let mut on = grounds(&theme);
            on.extend(stands_on_focus(role).then_some(focus));
            for ground in on {
                let contrast = contrast(ink(&theme, role), ground);
                if contrast < floor {
                    wrong.push(format!("{} {role:?} on {ground:02x?}: {contrast:.2} < {floor}", name.id()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The palette is the user's: xterm's stands for it, on black and on white.
#[test]
fn the_sixteen_colours_can_be_read_on_black_or_white() {
    let mut wrong = Vec::new();
    for name in colourful() {
        let theme = Theme::new(name).at(Depth::Ansi16);
        let ground = if luminance(theme.ground) < 0.2 { (0, 0, 0) } else { (255, 255, 255) };
        for role in Role::all() {
            let contrast = contrast(ink(&theme, role), ground);
            if contrast < if is_drawn(role) { 3.0 } else { 4.5 } {
                wrong.push(format!("{} {role:?}: {contrast:.2}", name.id()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn series_side_by_side_are_told_apart_by_every_eye() {
    let mut wrong = Vec::new();
    for name in colourful() {
        for depth in [Depth::Truecolor, Depth::Ansi16] {
            let theme = Theme::new(name).at(depth);
            for (a, b) in PAIRS {
                for (eye, matrix) in &EYES {
                    let apart = distance(ink(&theme, a), ink(&theme, b), matrix);
                    if apart < DISTANCE {
                        wrong.push(format!("{} {} {a:?} {b:?}, {eye}: {apart:.1}", name.id(), depth.name()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The glyphs of a role in a frame: those that are drawn, not read.
fn glyphs(harness: &Harness, role: Role) -> BTreeSet<char> {
    // Not a colour of the theme, so that nothing else has it.
    let probe = Color::Rgb(1, 2, 3);
    let (buffer, _) = harness.painted(&Theme::new(ThemeName::Dark).with(role, Style::new().fg(probe)));
    let drawn = buffer.content.iter().filter(|cell| cell.fg == probe).filter_map(|cell| cell.symbol().chars().next());
    drawn.filter(|c| !c.is_ascii() && !"—–−…".contains(*c)).collect()
}

/// Colour repeats what glyphs say: without it every series is still told from its neighbour.
#[test]
fn series_side_by_side_have_glyphs_of_their_own() {
    let set = |glyphs: &str| glyphs.chars().collect::<BTreeSet<char>>();
    // The timeline. At this size it is the only chart; a ban that never comes makes it lose nothing.
    let timeline = Harness::scenario("baseline").size(80, 24).keys("6<esc>");
    for (role, own) in [(Role::Lasts, "▇"), (Role::Gained, "▒"), (Role::Gap, "×")] {
        assert_eq!(glyphs(&timeline, role), set(own), "{role:?}");
    }
    let losing = Harness::scenario("baseline").size(80, 24).keys("b<left*9>");
    assert_eq!(glyphs(&losing, Role::Lost), set("░"));
    // Stock above the line, unserved work below it.
    let margin = Harness::scenario("baseline").size(200, 60);
    let (stock, short) = (glyphs(&margin, Role::Lasts), glyphs(&margin, Role::Gap));
    assert!(stock.is_subset(&set("▁▂▃▄▅▆▇█")), "{stock:?}");
    assert!(short.is_subset(&set("▓·×")) && short.contains(&'▓'), "{short:?}");
    // Sliders: the knob is round, marks are blocks, what does nothing is a dot or a bare line.
    let knob = glyphs(&margin, Role::Knob);
    assert_eq!(knob, set("●"));
    assert!(glyphs(&margin, Role::Inert).is_subset(&set("·─○")));
    for step in 0..4 {
        let marks = glyphs(&margin, Role::Track(step));
        assert!(!marks.is_empty() && marks.is_subset(&set("▁▂▃▄▅▆▇")), "{step}: {marks:?}");
    }
    // Bands and lines are dots of braille: their density and thickness differ.
    let fan = Harness::scenario("baseline").size(200, 60).keys("2");
    let density = |role: Role| {
        let cells: Vec<u32> = fan_cells(&fan, role);
        assert!(cells.len() > 20, "{role:?}: {} cells", cells.len());
        f64::from(cells.iter().sum::<u32>()) / cells.len() as f64
    };
    let (inner, outer) = (density(Role::BandInner), density(Role::BandOuter));
    assert!(inner > outer * 1.4, "{inner} dots of eight within, {outer} around");
    let (line, thin) = (density(Role::Lasts), density(Role::Gap));
    assert!(line > thin * 1.4, "{line} dots of eight in the line, {thin} in the thin one");
}

/// Dots of each braille cell of a role.
fn fan_cells(harness: &Harness, role: Role) -> Vec<u32> {
    let probe = Color::Rgb(1, 2, 3);
    let (buffer, _) = harness.painted(&Theme::new(ThemeName::Dark).with(role, Style::new().fg(probe)));
    let of_role = buffer.content.iter().filter(|cell| cell.fg == probe);
    let braille = of_role.filter_map(|cell| cell.symbol().chars().next()).map(u32::from);
    braille.filter(|c| (0x2801..0x2900).contains(c)).map(|c| (c - 0x2800).count_ones()).collect()
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
