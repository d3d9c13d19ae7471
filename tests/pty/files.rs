//! Scenario files that change under the program, and those that it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::session::Session;
use super::start::{Home, Start, settled};

fn closing(date: &str) -> String {
    format!(
        "// A file of somebody's own.\n(\n    format: 1,\n    extends: \"baseline\",\n    title: \"A closing of my own\",\n    \
         set: {{ \"policy.h20_restricted\": \"{date}\" }},\n)\n"
    )
}

/// As editors do it: a new file takes the place of the old one.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("swp");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, path).unwrap();
}

fn exploring(home: &Arc<Home>, name: &str) -> Session {
    let path = home.path().join(name);
    let session = Start::stockout(&[path.to_str().unwrap()]).home(home).open();
    session.wait_text("A closing of my own");
    session
}

/// A file of one's own, and its date moved and not saved.
fn moved_by_a_week(home: &Arc<Home>) -> (PathBuf, Session) {
    let path = home.path().join("mine.ron");
    fs::write(&path, closing("2025-06-01")).unwrap();
    let mut session = exploring(home, "mine.ron");
    session.play("<right>");
    session.wait_text("2025-06-08");
    (path, session)
}

#[test]
fn a_file_that_changes_is_read_again() {
    let home = Home::new();
    let path = home.path().join("mine.ron");
    fs::write(&path, closing("2025-06-01")).unwrap();
    let mut session = exploring(&home, "mine.ron");
    session.wait_text("2025-06-01");
    for (date, write) in [
        ("2025-07-02", replace as fn(&Path, &str)),
        ("2025-08-03", |path, text| fs::write(path, text).unwrap()),
        ("2025-09-04", replace),
    ] {
        write(&path, &closing(date));
        session.wait_text("the file changed and was read again");
        session.wait_text(date);
        // The numbers are those of the new file.
        session.play("f");
        session.shows(&settled(path.to_str().unwrap()).size(80, 24).keys("f"));
        session.play("F");
        session.wait(|screen| screen.contents().contains("▸Alibaba"));
    }
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn a_relative_path_is_watched_too() {
    let home = Home::new();
    fs::write(home.path().join("mine.ron"), closing("2025-06-01")).unwrap();
    let session = Start::stockout(&["mine.ron"]).home(&home).open();
    session.wait_text("2025-06-01");
    replace(&home.path().join("mine.ron"), &closing("2025-07-02"));
    session.wait_text("2025-07-02");
}

/// What a scenario extends and what it is held against are parts of it, whatever folder they are in.
#[test]
fn a_file_that_is_extended_is_watched_too() {
    let home = Home::new();
    fs::create_dir(home.path().join("deep")).unwrap();
    let root = home.path().join("deep/root.ron");
    fs::write(&root, closing("2025-06-01")).unwrap();
    let text = "(format: 1, extends: \"deep/root.ron\", title: \"Mine\", set: { \"policy.leakage\": \"3%\" })";
    fs::write(home.path().join("mine.ron"), text).unwrap();
    let session = Start::stockout(&["mine.ron"]).home(&home).open();
    session.wait_text("2025-06-01");
    replace(&root, &closing("2025-07-02"));
    session.wait_text("2025-07-02");
    // One that is broken is told of where it stands, and what was last good stays.
    replace(&root, "(format: 1, title: ");
    let screen = session.wait_text("root.ron:1");
    assert!(screen.contents().contains("2025-07-02"), "{}", screen.contents());
    replace(&root, &closing("2025-08-03"));
    session.wait_text("2025-08-03");
}

#[test]
fn a_broken_file_keeps_the_last_good_state_and_says_where_it_is_broken() {
    let home = Home::new();
    let path = home.path().join("mine.ron");
    fs::write(&path, closing("2025-06-01")).unwrap();
    let mut session = exploring(&home, "mine.ron");
    session.wait_text("2025-06-01");
    replace(&path, &closing("2025-02-30"));
    let screen = session.wait_text("mine.ron:6:");
    assert!(screen.contents().contains("2025-06-01"), "{}", screen.contents());
    // It goes on working.
    session.play("f");
    session.wait_text("▸ByteDance");
    replace(&path, "(format: 1, title: ");
    session.wait_text("mine.ron:1:");
    fs::remove_file(&path).unwrap();
    session.wait_text("there is no such file");
    // Mended, though nothing has changed since it was last good.
    fs::write(&path, closing("2025-06-01")).unwrap();
    session.wait(|screen| !screen.contents().contains("there is no such file"));
    replace(&path, &closing("2025-07-02"));
    session.wait_text("2025-07-02");
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn a_file_that_changes_under_unsaved_moves_is_asked_about() {
    let home = Home::new();
    let (path, mut session) = moved_by_a_week(&home);
    replace(&path, &closing("2025-07-02"));
    session.wait_text("Take the file instead?");
    // A change may be told more than once, and is asked about once.
    session.settle();
    session.play("<esc>");
    let screen = session.wait(|screen| !screen.contents().contains("Take the file instead?"));
    assert!(screen.contents().contains("2025-06-08"));
    replace(&path, &closing("2025-08-03"));
    session.wait_text("Take the file instead?");
    session.play("y");
    session.wait(|screen| !screen.contents().contains("Take the file") && screen.contents().contains("2025-08-03"));
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn saving_under_a_name_makes_it_the_file_that_is_watched() {
    let mut session = Start::stockout(&[]).explore();
    let path = session.home().path().join("sub/mine.ron");
    fs::create_dir(path.parent().unwrap()).unwrap();
    session.play("<right*3>S");
    session.wait_text("Save as");
    session.play("<c-u>");
    session.keys("sub/mine\r");
    session.wait_text("saved sub/mine.ron");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"policy.h20_restricted\": \"2025-04-30\""), "{text}");
    // Our own writing is not taken for a change.
    session.settle();
    session.wait_text("saved sub/mine.ron");
    replace(&path, &text.replace("2025-04-30", "2025-07-02"));
    session.wait_text("the file changed and was read again");
    session.wait_text("2025-07-02");
    // Saved moves are not asked about, and saving again needs no name.
    session.play("<right>s");
    session.wait_text("saved sub/mine.ron");
    assert!(fs::read_to_string(&path).unwrap().contains("2025-07-09"));
    session.wait_until("forgotten", || session.home().kept().is_empty());
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    let beside = fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "something was left beside the file");
}

#[test]
fn saving_over_another_file_is_asked_about_and_ctrl_c_is_no_yes() {
    let mut session = Start::stockout(&[]).explore();
    let path = session.home().path().join("there.ron");
    fs::write(&path, "somebody's work").unwrap();
    session.play("<right>S");
    session.wait_text("Save as");
    session.play("<c-u>");
    session.keys("there.ron\r");
    session.wait_text("Write over it?");
    session.play("<c-c>");
    session.wait(|screen| !screen.contents().contains("Write over it?"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's work");
}

/// Whatever refuses, what was there stays, the moves stay, and a line says why.
fn is_refused(mut session: Session, path: &str, why: &str) {
    session.play("<right*3>S");
    session.wait_text("Save as");
    session.play("<c-u>");
    session.keys(&format!("{path}\r"));
    let screen = session.wait_text(&format!("{path} was not written: {why}"));
    assert!(screen.contents().contains("2025-04-30"), "{}", screen.contents());
    session.play("q");
    session.wait_text("One lever is moved and not saved. Quit?");
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn a_folder_that_may_not_be_written_is_a_line_on_screen() {
    // Not even the superuser may create files there.
    is_refused(Start::stockout(&[]).explore(), "/sys/kernel/mine.ron", "there is no permission to write it");
}

#[test]
fn a_folder_that_is_not_there_is_a_line_on_screen() {
    is_refused(Start::stockout(&[]).explore(), "nowhere/mine.ron", "its folder is not there");
}

/// A disk of one page, already in use. Only the superuser can have one.
#[test]
fn a_full_disk_is_a_line_on_screen() {
    let script = "mkdir disk && mount -t tmpfs -o size=4k none disk || { echo no disk; exit 7; }
        head -c 4096 /dev/zero >disk/full; exec \"$STOCKOUT\"";
    let session = Start::program("unshare", &["--mount", "sh", "-c", script]).open();
    let shown = |text: &'static str| move |screen: &vt100::Screen| screen.contents().contains(text);
    let screen = session
        .wait_raw(|screen| ["no disk", "unshare", "H20 closes"].iter().any(|text| screen.contents().contains(text)));
    if !shown("H20 closes")(&screen) {
        skipped("a full disk", "unshare", &screen.contents());
        return;
    }
    is_refused(session, "disk/mine.ron", "the disk is full");
}

/// Says that a test was skipped, because the machine lacks something. Where `PTY_NEEDS` names that, the machine was to
/// have it, and the test fails.
#[track_caller]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn skipped(what: &str, lacks: &str, why: &str) {
    let needs = std::env::var("PTY_NEEDS").unwrap_or_default();
    assert!(!needs.split(',').any(|name| name == lacks), "{what}: there is to be {lacks}: {why}");
    eprintln!("skipped: {what}: {why}");
}

#[test]
fn moves_on_a_file_are_taken_up_with_the_file_and_its_watch() {
    let home = Home::new();
    let (path, session) = moved_by_a_week(&home);
    session.wait_until("kept", || home.kept().len() == 1);
    session.kill();
    // The next session explores something else.
    let mut next = Start::stockout(&["no-ban"]).home(&home).open();
    next.wait_text("An earlier session on “A closing of my");
    next.play("y");
    next.wait_text("the changes of the earlier session are back");
    next.wait_text("2025-06-08");
    next.play("u");
    next.wait_text("2025-06-01");
    replace(&path, &closing("2025-07-02"));
    next.wait_text("2025-07-02");
}

#[test]
fn what_cannot_be_opened_is_a_line_and_the_state_stays() {
    let mut session = Start::stockout(&[]).explore();
    let home = session.home().path().to_owned();
    fs::write(home.join("empty.ron"), "").unwrap();
    fs::write(home.join("binary.ron"), b"a\0b").unwrap();
    for (name, why) in [
        ("nowhere.ron", "no such file"),
        ("./", "folder"),
        ("binary.ron", "binary"),
        ("empty.ron", "empty.ron"),
        ("baselin", "baselin"),
    ] {
        session.play("o");
        session.wait_text("Open a name");
        session.keys(&format!("{name}\r"));
        let screen = session.wait(|screen| !screen.contents().contains("Open a name"));
        assert!(screen.contents().contains(why), "{name}:\n{}", screen.contents());
        assert!(screen.contents().contains("2027-01-18"));
    }
    session.settle();
    assert!(session.prints_nothing_for(Duration::from_millis(100), session.mark()));
}
