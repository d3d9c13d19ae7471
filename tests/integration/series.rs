//! Series that stand on a screen together are told apart: by colour for every kind of eye, and without colour by the
//! glyphs that they are drawn with. Which stand together is read off the frames.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::style::{Color, Style};
use stockout::export::frame::Glyphs;
use stockout::harness::Harness;
use stockout::view::{Role, Theme, ThemeName};

use super::eyes::{EYES, distance, lightness};
use super::frames::STATES;
use super::themes::{COLOURED, colourful, ink};

/// Least distance (CIE 1976) of two series on one screen, for every eye. About 2 can just be seen where the colours
/// touch; the series are thin and apart.
const DISTANCE: f64 = 18.0;

/// Least difference in lightness (CIE L*, of 100) that tells two series apart in greyscale.
const LIGHTNESS: f64 = 20.0;

/// The glyphs that make up so much of a series in a chart are its own.
const BULK: f64 = 0.75;

/// What is drawn in charts.
const SERIES: [Role; 8] =
    [Role::Lasts, Role::Gained, Role::Lost, Role::Gap, Role::BandOuter, Role::BandInner, Role::Central, Role::Event];

/// What is drawn in sliders.
const SLIDER: [Role; 6] = [Role::Knob, Role::Inert, Role::Track(0), Role::Track(1), Role::Track(2), Role::Track(3)];

/// What tells two apart that share a colour, or nearly.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cue {
    /// They are never in one chart: each stands under a heading of its own that says what it is.
    OtherChart,
    /// The first is drawn with one glyph that nothing else has, and is labelled.
    OwnGlyph(char),
}

/// Pairs whose colours need not be apart, and why.
const EXEMPT: [(Role, Role, Cue); 9] = [
    // Blue is what is there: stock in bars, the middle half of the draws in bands.
    (Role::Lasts, Role::BandInner, Cue::OtherChart),
    // The accent is what the person made of it: weeks gained, the run at the inputs.
    (Role::Gained, Role::Central, Cue::OtherChart),
    // A date across the charts is no series, and is as quiet as text about them.
    (Role::Event, Role::Lasts, Cue::OwnGlyph('┆')),
    (Role::Event, Role::Gained, Cue::OwnGlyph('┆')),
    (Role::Event, Role::Lost, Cue::OwnGlyph('┆')),
    (Role::Event, Role::Gap, Cue::OwnGlyph('┆')),
    (Role::Event, Role::BandOuter, Cue::OwnGlyph('┆')),
    (Role::Event, Role::BandInner, Cue::OwnGlyph('┆')),
    (Role::Event, Role::Central, Cue::OwnGlyph('┆')),
];

fn cue(a: Role, b: Role) -> Option<Cue> {
    EXEMPT.iter().find(|(one, other, _)| [(a, b), (b, a)].contains(&(*one, *other))).map(|(.., cue)| *cue)
}

/// A colour of no theme for each role, so that nothing else has it.
fn probe(index: usize) -> Color {
    Color::Rgb(1, 2, index as u8)
}

const HEADING: Color = Color::Rgb(3, 2, 1);

/// Glyphs of roles by chart: the heading of the chart, the role, the glyph, how often.
type Drawn = BTreeMap<String, BTreeMap<usize, BTreeMap<char, usize>>>;

/// Adds what a frame draws; gives the roles that stand on it together.
fn take(harness: &Harness, family: &[Role], glyphs: Glyphs, drawn: &mut Drawn) -> BTreeSet<usize> {
    let mut theme = Theme::new(ThemeName::Dark).with(Role::Heading, Style::new().fg(HEADING));
    for (index, role) in family.iter().enumerate() {
        theme = theme.with(*role, Style::new().fg(probe(index)));
    }
    let (full, _) = harness.painted(&theme);
    let mut limited = full.clone();
    glyphs.limit(&mut limited);
    // Where each heading begins.
    let mut headings = Vec::new();
    for y in 0..full.area.height {
        let mut x = 0;
        while x < full.area.width {
            let end = (x..full.area.width).find(|x| full[(*x, y)].fg != HEADING).unwrap_or(full.area.width);
            let text: String = (x..end).map(|x| full[(x, y)].symbol()).collect();
            if text.chars().any(char::is_alphabetic) {
                headings.push((x, y, text.trim().to_owned()));
            }
            x = end + 1;
        }
    }
    let mut together = BTreeSet::new();
    for at in full.area.positions() {
        let is_drawn = |symbol: &str| symbol.chars().all(|c| !c.is_ascii() && !"—–−…±".contains(c));
        let Some(index) = (0..family.len()).find(|index| full[at].fg == probe(*index)) else { continue };
        if !is_drawn(full[at].symbol()) {
            continue;
        }
        // The nearest column of headings to the left, and in it the nearest above.
        let above = headings.iter().filter(|(x, y, _)| *x <= at.x && *y <= at.y);
        let chart = above.max_by_key(|(x, y, _)| (*x, *y)).map_or("", |(.., text)| text.as_str());
        let of_chart = drawn.entry(chart.to_owned()).or_default().entry(index).or_default();
        *of_chart.entry(limited[at].symbol().chars().next().unwrap()).or_default() += 1;
        together.insert(index);
    }
    together
}

/// What stands on a screen together, and what is drawn in each chart, over all states in some rooms.
fn over_all(family: &[Role], glyphs: Glyphs) -> (BTreeSet<(usize, usize)>, Drawn) {
    let (mut pairs, mut drawn) = (BTreeSet::new(), Drawn::new());
    for (_, scenario, keys) in STATES {
        let mut harness = Harness::scenario(scenario).size(200, 60).keys(keys);
        for (columns, rows) in [(200, 60), (120, 40), (80, 24)] {
            harness = harness.size(columns, rows);
            let together = take(&harness, family, glyphs, &mut drawn);
            pairs.extend(together.iter().flat_map(|a| together.range(a + 1..).map(|b| (*a, *b))));
        }
    }
    (pairs, drawn)
}

/// Pairs that are nearer than [`DISTANCE`] for some eye, in some theme at some depth.
fn too_near(a: Role, b: Role) -> Vec<String> {
    let mut near = Vec::new();
    for (name, depth) in colourful().flat_map(|name| COLOURED.map(|depth| (name, depth))) {
        let theme = Theme::new(name).at(depth);
        for (eye, matrix) in &EYES {
            let apart = distance(ink(&theme, depth, a), ink(&theme, depth, b), matrix);
            if apart < DISTANCE {
                near.push(format!("{} {} {a:?} {b:?}, {eye}: {apart:.1}", name.id(), depth.name()));
            }
        }
    }
    near
}

/// The glyphs that make up the bulk of a role in a chart.
fn bulk(glyphs: &BTreeMap<char, usize>) -> BTreeSet<char> {
    let mut most: Vec<(usize, char)> = glyphs.iter().map(|(glyph, count)| (*count, *glyph)).collect();
    most.sort_unstable_by(|a, b| b.cmp(a));
    let whole = glyphs.values().sum::<usize>() as f64;
    let mut sum = 0;
    let own = most.into_iter().take_while(|(count, _)| {
        let before = sum;
        sum += count;
        (before as f64) < whole * BULK
    });
    own.map(|(_, glyph)| glyph).collect()
}

#[test]
fn series_on_one_screen_are_told_apart_by_every_eye_at_every_depth() {
    let (pairs, drawn) = over_all(&SERIES, Glyphs::All);
    // Bars with each other, bands with lines, and what stands beside them.
    assert!(pairs.len() >= 20, "{} pairs", pairs.len());
    let mut wrong = Vec::new();
    for (a, b) in pairs.iter().map(|(a, b)| (SERIES[*a], SERIES[*b])) {
        if cue(a, b).is_none() {
            wrong.extend(too_near(a, b));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (a, b, cue) in EXEMPT {
        let index = |role| SERIES.iter().position(|own| *own == role).unwrap();
        let (a, b) = (index(a), index(b));
        let pair = (a.min(b), a.max(b));
        assert!(pairs.contains(&pair) || cue != Cue::OtherChart, "{:?} {:?} never meet", SERIES[a], SERIES[b]);
        for (chart, roles) in &drawn {
            let (Some(own), Some(other)) = (roles.get(&a), roles.get(&b)) else { continue };
            match cue {
                Cue::OtherChart => panic!("{:?} and {:?} are both in {chart:?}", SERIES[a], SERIES[b]),
                Cue::OwnGlyph(glyph) => {
                    assert!(own.keys().all(|c| *c == glyph), "{chart}: {own:?}");
                    assert!(!other.contains_key(&glyph), "{chart}: {other:?}");
                }
            }
        }
    }
    for (a, b, _) in EXEMPT.iter().filter(|(.., cue)| *cue == Cue::OtherChart) {
        assert!(!too_near(*a, *b).is_empty(), "{a:?} and {b:?} are apart: they need no exemption");
    }
}

/// A greyscale print, a screen without colours, and a terminal with ASCII alone: in every chart each series has glyphs of
/// its own, or is much lighter or darker than the others.
#[test]
fn series_in_one_chart_are_told_apart_without_colours() {
    let mut wrong = Vec::new();
    for glyphs in [Glyphs::All, Glyphs::Narrow, Glyphs::Ascii] {
        let (_, drawn) = over_all(&SERIES, glyphs);
        for (chart, roles) in &drawn {
            for (a, of_a) in roles {
                for (b, of_b) in roles.range(a + 1..) {
                    let (own, other) = (bulk(of_a), bulk(of_b));
                    if own.is_disjoint(&other) {
                        continue;
                    }
                    let (a, b) = (SERIES[*a], SERIES[*b]);
                    let darkest = colourful().flat_map(|name| COLOURED.map(|depth| (name, depth)));
                    let differences = darkest.map(|(name, depth)| {
                        let theme = Theme::new(name).at(depth);
                        (lightness(ink(&theme, depth, a)) - lightness(ink(&theme, depth, b))).abs()
                    });
                    let least = differences.fold(f64::INFINITY, f64::min);
                    if least < LIGHTNESS {
                        wrong.push(format!("{glyphs:?} {chart}: {a:?} {own:?} and {b:?} {other:?}, {least:.0} of 100"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is drawn has its name beside it.
#[test]
fn series_are_labelled() {
    let text = |size: (u16, u16), keys: &str| Harness::scenario("baseline").size(size.0, size.1).keys(keys).text();
    for size in [(80, 24), (120, 40), (200, 60)] {
        let explore = text(size, "b<left*9>");
        for label in ["▇ in the reference", "░ lost", "× unserved > 5 %", "┆ policy"] {
            assert!(explore.contains(label), "no {label}\n{explore}");
        }
        assert!(text(size, "").contains("▒ gained"));
    }
    for (size, labels) in [
        ((120, 40), ["⣿⣛ half, median", "⢕⢕ 90 %", "━ central", "━━ stock has run out", "── work unserved > 5 %"]),
        (
            (200, 60),
            ["⣿⣛⣿ half", "⢕⢕ 90 % of draws", "━━ central run", "━━ stock has run out", "── work unserved > 5 %"],
        ),
    ] {
        let charts = text(size, "2");
        for label in labels {
            assert!(charts.contains(label), "no {label}\n{charts}");
        }
    }
}

/// The parts of a slider are of one glyph each, or of one kind; the knob's colour is apart from that of every height of
/// its track. Where a lever does nothing there are dots or a bare line instead.
#[test]
fn the_knob_stands_out_of_its_track() {
    for step in 0..4 {
        let near = too_near(Role::Knob, Role::Track(step));
        assert!(near.is_empty(), "{}", near.join("\n"));
    }
    let mut drawn = Drawn::new();
    let harness = Harness::scenario("baseline").size(200, 60);
    assert_eq!(take(&harness, &SLIDER, Glyphs::All, &mut drawn).len(), SLIDER.len());
    let set = |glyphs: &str| glyphs.chars().collect::<BTreeSet<char>>();
    let allowed = [set("●"), set("·─○"), set("▁▂▃▄▅▆▇"), set("▁▂▃▄▅▆▇"), set("▁▂▃▄▅▆▇"), set("▁▂▃▄▅▆▇")];
    for of_chart in drawn.values() {
        for (index, glyphs) in of_chart {
            let glyphs: BTreeSet<char> = glyphs.keys().copied().collect();
            assert!(glyphs.is_subset(&allowed[*index]), "{:?}: {glyphs:?}", SLIDER[*index]);
        }
    }
}
