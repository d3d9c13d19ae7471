//! Every frame that is kept as a snapshot, in one table: what paints it, and its name. Proofs about the kept frames go
//! through it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ratatui::layout::Position;
use ratatui::style::{Color, Modifier, Style};
use stockout::app::Overlay;
use stockout::export::frame::Glyphs;
use stockout::harness::Harness;
use stockout::scenario::{self, NoFiles, Origin};
use stockout::view::{Depth, Role, Theme, ThemeName};

use super::exports;
use super::frames::{self, SIZES, STATES};
use super::matrix::overlay_kind;
use super::{mouse, stories};

/// A frame that is kept.
pub(crate) struct Golden {
    pub name: String,
    pub theme: ThemeName,
    pub depth: Depth,
    start: Box<dyn Fn() -> Harness>,
}

impl Golden {
    fn new(name: String, theme: ThemeName, depth: Depth, start: impl Fn() -> Harness + 'static) -> Self {
        let start = move || start().theme(theme).depth(depth);
        Self { name, theme, depth, start: Box::new(start) }
    }

    /// What paints it.
    pub(crate) fn harness(&self) -> Harness {
        (self.start)()
    }
}

/// Themes and depths with a look of their own, beside the dark one in all colours, in which everything else is kept.
const LOOKS: [(ThemeName, Depth); 9] = [
    (ThemeName::Light, Depth::Truecolor),
    (ThemeName::HighContrast, Depth::Truecolor),
    (ThemeName::Mono, Depth::Truecolor),
    (ThemeName::Dark, Depth::Ansi256),
    (ThemeName::Light, Depth::Ansi256),
    (ThemeName::HighContrast, Depth::Ansi256),
    (ThemeName::Dark, Depth::Ansi16),
    (ThemeName::Light, Depth::Ansi16),
    (ThemeName::HighContrast, Depth::Ansi16),
];

/// (name, scenario, keys): what shows every role between them, at 120×40.
const OF_LOOKS: [(&str, &str, &str); 3] = [
    ("lost", "baseline", "b<left*9>/usage gain<enter><enter>soon<enter>"),
    ("uncertainty", "baseline", "2"),
    ("still", "baseline", "zJJJJJJ"),
];

/// (name, characters, size, keys): the sets of characters beside the full one.
const OF_GLYPHS: [(&str, Glyphs, (u16, u16), &str); 4] = [
    ("ascii", Glyphs::Ascii, (120, 40), "<right*4>"),
    ("ascii_uncertainty", Glyphs::Ascii, (120, 40), "2"),
    ("narrow", Glyphs::Narrow, (80, 24), "<right*4>"),
    ("narrow_uncertainty", Glyphs::Narrow, (120, 40), "2"),
];

/// (name, keys): fields that stand in no other state; where their cursor is is kept, too.
const FIELDS: [(&str, &str); 2] = [("open_field", "omine"), ("export_field", "X")];

/// (name, keys): a stage that is blanked has a role for the whole of it, at 20×6 as anywhere.
const BLANKED: [(&str, &str); 2] = [("black", "pb"), ("white", "pw")];

/// What comes about by more than keys.
/// A name, and what leads to the frame.
type Other = (&'static str, fn() -> Harness);

const OTHERS: [Other; 7] = [
    ("120x40_dragged", mouse::dragged),
    ("80x24_broken_file", frames::broken_file),
    ("80x24_step_title", step_title),
    ("story_80x24_numbers", || stories::numbers(80, 24)),
    ("story_120x40_numbers", || stories::numbers(120, 40)),
    ("story_80x24_record", || stories::record(80, 24)),
    ("story_120x40_record", || stories::record(120, 40)),
];

/// The state is to be kept as a step of a story, and needs a title.
fn step_title() -> Harness {
    let mut scenario = scenario::load("the-ban", &NoFiles).unwrap();
    scenario.origin = Origin::File(PathBuf::from("mine.ron"));
    Harness::of(scenario).size(80, 24).keys("<right>+what if")
}

/// All of them.
pub(crate) fn goldens() -> Vec<Golden> {
    let (dark, all) = (ThemeName::Dark, Depth::Truecolor);
    let mut goldens = Vec::new();
    for (columns, rows) in SIZES {
        for (name, scenario, keys) in STATES {
            let start = move || Harness::scenario(scenario).size(columns, rows).keys(keys);
            goldens.push(Golden::new(format!("{columns}x{rows}_{name}"), dark, all, start));
        }
        let light = move || Harness::scenario("baseline").size(columns, rows).keys("<right*4>");
        goldens.push(Golden::new(format!("{columns}x{rows}_light"), ThemeName::Light, all, light));
    }
    for (theme, depth) in LOOKS {
        let of = if depth == all { String::new() } else { format!("_{}", depth.name()) };
        // The light one is kept with every size, and what 256 colours have of their own is in the frames below.
        let opens = (theme, depth) != LOOKS[0] && depth != Depth::Ansi256;
        for (columns, rows) in SIZES[1..3].iter().copied().filter(|_| opens) {
            let opening = move || Harness::scenario("baseline").size(columns, rows);
            goldens.push(Golden::new(format!("{columns}x{rows}_{}{of}", theme.id()), theme, depth, opening));
        }
        for (name, scenario, keys) in OF_LOOKS {
            let start = move || Harness::scenario(scenario).size(120, 40).keys(keys);
            goldens.push(Golden::new(format!("120x40_{}{of}_{name}", theme.id()), theme, depth, start));
        }
        for (name, keys) in BLANKED {
            let start = move || Harness::scenario("the-ban").size(20, 6).keys(keys);
            goldens.push(Golden::new(format!("20x6_{}{of}_{name}", theme.id()), theme, depth, start));
        }
    }
    for (name, glyphs, (columns, rows), keys) in OF_GLYPHS {
        let start = move || Harness::scenario("baseline").size(columns, rows).glyphs(glyphs).keys(keys);
        goldens.push(Golden::new(format!("{columns}x{rows}_{name}"), dark, all, start));
    }
    for (name, keys) in FIELDS {
        let start = move || Harness::scenario("baseline").size(80, 24).keys(keys);
        goldens.push(Golden::new(format!("80x24_{name}"), dark, all, start));
    }
    goldens.extend(exports::COPIED_AT.map(|(columns, rows)| {
        let start = move || exports::copied(columns, rows);
        Golden::new(format!("{columns}x{rows}_copied"), dark, all, start)
    }));
    for (name, story, size, step) in stories::steps() {
        let start = move || Harness::scenario(story).size(size.0, size.1).step(step);
        goldens.push(Golden::new(name, dark, all, start));
    }
    goldens.extend(OTHERS.map(|(name, start)| Golden::new(name.to_owned(), dark, all, start)));
    goldens
}

/// The one of that name.
#[track_caller]
pub(crate) fn golden(name: &str) -> Harness {
    let found = goldens().into_iter().find(|golden| golden.name == name);
    found.unwrap_or_else(|| panic!("{name} is not in the table")).harness()
}

fn kept() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    files.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned)).collect()
}

/// A snapshot that no test compares with anything looks as if it were held, and is not.
#[test]
fn every_snapshot_is_of_a_golden_frame_and_every_golden_frame_has_one() {
    let names: Vec<String> = goldens().into_iter().map(|golden| golden.name).collect();
    let table: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(table.len(), names.len(), "a name stands twice in the table");
    let kept = kept();
    let left_over: Vec<_> = kept.difference(&table).collect();
    let missing: Vec<_> = table.difference(&kept).collect();
    assert!(left_over.is_empty() && missing.is_empty(), "left over: {left_over:?}, missing: {missing:?}");
}

#[test]
fn other_themes_and_depths_are_as_reviewed() {
    for golden in goldens().iter().filter(|golden| (golden.theme, golden.depth) != (ThemeName::Dark, Depth::Truecolor))
    {
        let _ = golden.harness().snap(&golden.name);
    }
}

#[test]
fn other_characters_and_fields_are_as_reviewed() {
    let of_glyphs = OF_GLYPHS.map(|(name, _, (columns, rows), _)| format!("{columns}x{rows}_{name}"));
    let fields = FIELDS.map(|(name, _)| format!("80x24_{name}"));
    for name in of_glyphs.into_iter().chain(fields).chain(["80x24_step_title".to_owned()]) {
        let _ = golden(&name).snap(&name);
    }
}

/// Every way in which a role can look a little different.
fn mutations(style: Style, depth: Depth) -> Vec<Style> {
    let other = |color: Option<Color>| match depth {
        Depth::Ansi16 if color == Some(Color::LightRed) => Color::LightBlue,
        Depth::Ansi16 => Color::LightRed,
        Depth::Ansi256 => Color::Indexed(201),
        _ => Color::Rgb(1, 2, 3),
    };
    let mut mutations = vec![style.fg(other(style.fg))];
    // Among sixteen no ground is painted.
    if depth != Depth::Ansi16 {
        mutations.push(style.bg(other(style.bg)));
    }
    let marks = [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];
    mutations.extend(marks.map(|mark| Style { add_modifier: style.add_modifier ^ mark, ..style }));
    mutations
}

/// A colour or a mark of a theme, at any depth, cannot change without a golden frame that shows it.
#[test]
fn whatever_changes_in_a_theme_changes_a_golden_frame() {
    let goldens = goldens();
    // Every theme at every depth but without colours, where each is as mono is with them.
    let looks: BTreeSet<_> = LOOKS.into_iter().map(|(name, depth)| (name.id(), depth)).collect();
    for (name, depth) in ThemeName::all().flat_map(|name| Depth::ALL.map(|depth| (name, depth))) {
        let is_kept = (name, depth) == (ThemeName::Dark, Depth::Truecolor) || looks.contains(&(name.id(), depth));
        let is_mono = name == ThemeName::Mono || depth == Depth::None;
        let theme = |name, depth| Role::all().map(move |role| Theme::new(name).at(depth).style(role));
        assert!(is_kept || is_mono && theme(name, depth).eq(theme(ThemeName::Mono, Depth::Truecolor)));
    }
    let mut unseen = Vec::new();
    let mut count = 0;
    for (name, depth) in LOOKS.into_iter().chain([(ThemeName::Dark, Depth::Truecolor)]) {
        let theme = Theme::new(name).at(depth);
        let mut left: Vec<(Role, Style)> = Vec::new();
        for role in Role::all() {
            left.extend(mutations(theme.style(role), depth).into_iter().map(|style| (role, style)));
        }
        count += left.len();
        let own = goldens.iter().filter(|golden| (golden.theme, golden.depth) == (name, depth));
        for golden in own.filter(|golden| ["120x40", "20x6"].iter().any(|size| golden.name.starts_with(size))) {
            if left.is_empty() {
                break;
            }
            let harness = golden.harness();
            let (before, _) = harness.painted(&theme);
            left.retain(|(role, style)| harness.painted(&theme.with(*role, *style)).0 == before);
        }
        unseen
            .extend(left.into_iter().map(|(role, style)| format!("{} {} {role:?} {style:?}", name.id(), depth.name())));
    }
    assert!(count > 1_000, "{count}");
    assert!(unseen.is_empty(), "{} of {count}:\n{}", unseen.len(), unseen.join("\n"));
}

/// The place of the text cursor is kept with the frame, wherever one types: one cell aside, or none, is another snapshot.
#[test]
fn a_cursor_elsewhere_changes_a_golden_frame() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let mut fields = BTreeSet::new();
    for golden in goldens() {
        let text = fs::read_to_string(folder.join(format!("{}.snap", golden.name))).unwrap();
        let told = text.lines().rfind(|line| line.starts_with("cursor: ")).unwrap();
        if told != "cursor: none" || golden.name.starts_with("80x24") {
            let harness = golden.harness();
            let cursor = harness.frame().1;
            let line = |cursor: Option<Position>| {
                cursor.map_or("cursor: none".to_owned(), |at| format!("cursor: {},{}", at.y, at.x))
            };
            assert_eq!(told, line(cursor), "{}", golden.name);
            let elsewhere = cursor.map(|at| Position { x: at.x + 1, ..at });
            let others = [elsewhere, cursor.map(|at| Position { y: at.y + 1, ..at })];
            let others = others.into_iter().chain([cursor.map_or(Some(Position::ORIGIN), |_| None)]);
            assert!(others.filter(|other| *other != cursor).all(|other| line(other) != told), "{}", golden.name);
            let state = harness.state();
            let is_field = matches!(state.overlay, Overlay::Entry(_) | Overlay::List(_));
            let field = is_field.then(|| overlay_kind(state));
            assert_eq!(cursor.is_some(), field.is_some(), "{}", golden.name);
            fields.extend(field);
        }
    }
    assert_eq!(fields.len(), 11, "fields in golden frames: {fields:?}");
}
