//! One page of all golden frames that came out otherwise, for `.ci/review`: old, new, the cells that differ, and what is
//! heard of the frame.

mod page;
mod styled;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page::{LARGEST, Pair, page};
use ratatui::style::Color;
use stockout::harness::Harness;
use stockout::view::{Role, Theme, ThemeName};
use styled::Frame;

use super::goldens::goldens;

/// The pairs of a folder: each pending snapshot with the one that it would replace.
fn pending(folder: &Path) -> Vec<Pair> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".snap.new"));
    files.sort();
    let pair = |path: &PathBuf| {
        let read = |path: &Path| fs::read_to_string(path).ok();
        let old = path.with_extension("");
        let frame = |text: String| Frame::read(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        Pair {
            name: old.file_stem().unwrap().to_string_lossy().into_owned(),
            old: read(&old).map(frame),
            new: frame(read(path).unwrap()),
            spoken: read(&path.with_extension("spoken")).unwrap_or_default(),
        }
    };
    files.iter().map(pair).collect()
}

/// Writes the page of what is pending in a folder; says where it is, or that there is nothing to review.
fn review(folder: &Path, path: &Path) -> String {
    let pairs = pending(folder);
    if pairs.is_empty() {
        return "no golden frame came out otherwise: there is nothing to review".to_owned();
    }
    fs::write(path, page(&pairs)).unwrap();
    format!("{} frames to review: {}", pairs.len(), path.display())
}

/// Writes the page of what is pending, and tells where it is.
#[test]
#[ignore = ".ci/review runs it"]
#[expect(clippy::print_stdout, reason = "whoever asked wants to know where the page is")]
fn page_of_what_is_pending() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    println!("{}", review(&folder, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("review.html")));
}

#[test]
fn nothing_to_review_is_said_and_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("review.html");
    assert!(review(folder.path(), &path).contains("nothing to review"));
    assert!(!path.exists());
    let frame = Harness::scenario("baseline").size(80, 24).styled();
    fs::write(folder.path().join("one.snap.new"), frame).unwrap();
    let told = review(folder.path(), &path);
    assert!(told.starts_with("1 frames") && told.contains("review.html") && path.exists(), "{told}");
}

/// `.ci/review` runs the tests that hold golden frames, all of them and no others.
#[test]
fn the_script_reaches_every_test_of_golden_frames() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = fs::read_to_string(root.join(".ci/review")).unwrap();
    let line = script.lines().find(|line| line.contains("INSTA_UPDATE=new")).unwrap();
    let (_, filters) = line.split_once(" -- ").unwrap();
    let reached: BTreeSet<&str> = filters.split(' ').filter_map(|word| word.strip_suffix("::")).collect();
    let mut holding = BTreeSet::new();
    for entry in fs::read_dir(root.join("tests/integration")).unwrap() {
        let path = entry.unwrap().path();
        let of_folder = || fs::read_dir(&path).map(|of| of.map(|entry| entry.unwrap().path()).collect());
        let files: Vec<PathBuf> = if path.is_dir() { of_folder().unwrap() } else { vec![path.clone()] };
        // Of code alone: this file has it in a string.
        let holds = |file: &PathBuf| {
            let is_code = file.extension().is_some_and(|of| of == "rs") && !file.ends_with("review/mod.rs");
            is_code && fs::read_to_string(file).unwrap().contains(".snap(")
        };
        if files.iter().any(holds) {
            holding.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!(reached, holding.iter().map(String::as_str).collect());
}

/// What is read back from a golden frame paints the same letters in the same styles.
#[test]
fn every_golden_frame_can_be_read_back() {
    for golden in goldens().iter().filter(|golden| golden.name.starts_with("80x24")) {
        let harness = golden.harness();
        let (buffer, cursor) = harness.frame();
        let frame = Frame::read(&harness.styled()).unwrap();
        assert_eq!((frame.rows.len(), frame.rows[0].len()), (24, 80), "{}", golden.name);
        assert_eq!(frame.cursor, cursor.map(|at| (at.x.into(), at.y.into())));
        assert_eq!(frame.theme, golden.theme);
        for (cell, shown) in buffer.content.iter().zip(frame.rows.iter().flatten()) {
            assert_eq!(cell.symbol(), shown.symbol);
            if let Color::Rgb(r, g, b) = cell.fg {
                assert!(shown.style.contains(&format!("fg=#{r:02X}{g:02X}{b:02X}")), "{}", shown.style);
            }
        }
    }
}

#[test]
fn the_page_shows_what_changed_and_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let kept = |text: &str| format!("---\nsource: src/harness.rs\n---\n{text}\n");
    let before = Harness::scenario("baseline").size(80, 24);
    let theme = Theme::new(ThemeName::Dark);
    write("moved.snap", &kept(&before.styled()));
    let after = Harness::scenario("baseline").size(80, 24).keys("<enter>20");
    write("moved.snap.new", &kept(&after.styled()));
    write("moved.snap.spoken", "Explore: <the ban> holds.");
    // The same letters in another colour.
    let (buffer, cursor) = before.painted(&theme.with(Role::Lasts, theme.style(Role::Error)));
    write("coloured.snap", &kept(&before.styled()));
    write("coloured.snap.new", &kept(&stockout::export::frame::styled(&buffer, cursor, "80x24 dark keys:")));
    // Nothing was there before.
    write("fresh.snap.new", &kept(&before.size(200, 60).theme(ThemeName::Light).styled()));

    let pairs = pending(folder.path());
    let changed: Vec<usize> = pairs.iter().map(|pair| pair.changed().count()).collect();
    let [coloured, fresh, moved] = changed[..] else { panic!("{changed:?}") };
    let of_role = buffer.content.iter().filter(|cell| cell.symbol() == "▇").count();
    assert!(coloured >= of_role.min(20) && coloured < 80 * 24 / 2, "{coloured}");
    assert_eq!(fresh, 200 * 60);
    assert!(moved > 100, "{moved}");

    let text = page(&pairs);
    assert!(text.len() <= LARGEST);
    for part in ["moved", "80x24", "dark", "Explore: &lt;the ban&gt; holds.", "no frame before", "200x60", "light"] {
        assert!(text.contains(part), "no {part}");
    }
    assert_eq!(text.matches("<figure").count(), 6);
    assert!(text.contains("class=\"c\"") && text.contains("class=\"k\""), "no cell or cursor is marked");
    for part in ["http:", "https:", "src=", "href=", "@import", "<script"] {
        assert!(!text.contains(part), "{part}");
    }
}

#[test]
fn a_page_of_too_many_frames_names_those_that_it_leaves_out() {
    let text = Harness::scenario("baseline").size(200, 60).styled();
    let new = Harness::scenario("baseline").size(200, 60).keys("2").styled();
    let read = |text: &str| Frame::read(text).unwrap();
    let pair = |index: usize| Pair {
        name: format!("frame {index}"),
        old: Some(read(&text)),
        new: read(&new),
        spoken: String::new(),
    };
    let pairs: Vec<Pair> = (0..60).map(pair).collect();
    let text = page(&pairs);
    assert!(text.len() <= LARGEST && text.contains("frame 0") && text.contains("frame 59"), "{}", text.len());
    assert!(text.contains("left out"));
}
