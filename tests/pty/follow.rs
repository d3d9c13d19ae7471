//! A talk that is followed from a second terminal, which comes and goes, and drives it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use stockout::app::{Msg, Presenting, State, update};
use stockout::engine::CentralOnly;
use stockout::export::frame::Glyphs;
use stockout::scenario::{self, NoFiles};
use stockout::shell::desk::Desk;
use stockout::shell::{Look, Painted, run_on};
use stockout::view::{Depth, Theme, ThemeName};

use super::measure::{bar, report};
use super::session::{Session, repeats};
use super::start::{Home, Start};
use super::state::{END_FRAME, find};

const TALK: &str = r#"(format: 1, extends: "baseline", title: "A talk to follow", story: [
    (title: "One", caption: "the first caption", notes: "first notes, with {policy.leakage} smuggled",
     sources: ["stock_life"], seconds: 30),
    (title: "Two", caption: "the second caption: {policy.leakage}", notes: "second notes: *{policy.leakage}*",
     set: {"policy.leakage": "7%"}, over: 0.3, seconds: 30),
    (title: "Three", caption: "the third caption", notes: "third notes"),
    (title: "Four", caption: "the last caption", seconds: 30),
])"#;

/// A talk of that text at its first step, open to followers.
fn talk_of(text: &str, args: &[&str]) -> Session {
    let home = Home::new();
    fs::write(home.path().join("talk.ron"), text).unwrap();
    on_stage(&home, args)
}

fn on_stage(home: &Arc<Home>, args: &[&str]) -> Session {
    let session = Start::stockout(&[&["present", "talk.ron"], args].concat()).home(home).open();
    session.wait_text(" of 4");
    session.wait_until("open to followers", || sockets(home).iter().any(|path| is_of(path, &session)));
    session
}

fn talk() -> Session {
    talk_of(TALK, &[])
}

fn folder(home: &Home) -> PathBuf {
    home.path().join("state/stockout/talks")
}

fn sockets(home: &Home) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder(home)) else { return vec![] };
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn is_of(path: &Path, session: &Session) -> bool {
    path.file_name().unwrap().to_str() == Some(&format!("{}.sock", session.pid()))
}

fn notes(talk: &Session) -> Session {
    Start::beside(talk, &["present", "--notes"]).open()
}

#[test]
fn the_notes_follow_the_talk_step_by_step() {
    let mut talk = talk();
    let follower = notes(&talk);
    let first = follower.wait_text("1 of 4").contents();
    assert!(first.contains("first notes, with 0 % smuggled"), "{first}");
    assert!(first.contains("stock_life  ") && first.contains("Next: Two"), "{first}");
    // The number of what comes next is the one that it will have.
    assert!(first.contains("the second caption: 7 %"), "{first}");
    talk.play("<space>");
    let second = follower.wait_text("2 of 4").contents();
    assert!(second.contains("second notes: 7 %") && second.contains("Next: Three"), "{second}");
    talk.play("b");
    follower.wait_text("the audience sees black");
    talk.play("<esc>");
    follower.wait(|screen| !screen.contents().contains("the audience"));
    talk.play("l");
    follower.wait_text("off the script");
    talk.play("<esc>");
    follower.wait(|screen| !screen.contents().contains("off the script"));
    talk.play("<end>");
    let last = follower.wait_text("This is the last step.").contents();
    assert!(last.contains("no notes at this step"), "{last}");
    talk.play("q");
    assert_eq!(talk.wait_exit(), 0);
    follower.wait_text("The talk is over.");
    assert_eq!(sockets(talk.home()), [] as [PathBuf; 0]);
}

#[test]
fn whoever_follows_can_drive() {
    let talk = talk();
    let mut follower = notes(&talk);
    follower.wait_text("1 of 4");
    for (keys, shown, told) in [
        ("<space>", "the second caption", "2 of 4"),
        ("n", "the third caption", "3 of 4"),
        ("<pageup>", "the second caption", "2 of 4"),
        ("4<enter>", "the last caption", "4 of 4"),
        ("<home>", "the first caption", "1 of 4"),
        ("<end>", "the last caption", "4 of 4"),
        ("t", "step 0:", "4 of 4"),
    ] {
        follower.play(keys);
        talk.wait_text(shown);
        follower.wait_text(told);
        // What comes too soon is taken for a key that is held down.
        talk.settle();
    }
    for key in ["b", "w"] {
        follower.play(key);
        talk.wait(|screen| screen.contents().trim().is_empty());
        follower.wait_text("the audience sees");
        follower.play("<esc>");
        talk.wait_text("the last caption");
    }
    // What is held down is one step there too.
    follower.play("<pageup*9>");
    follower.wait_text("3 of 4");
    follower.settle();
    talk.settle();
    talk.wait_text("the third caption");
    // It ends by itself, and leaves all as it was; the talk goes on.
    follower.play("q");
    assert_eq!(follower.wait_exit(), 0);
    follower.modes_clean();
    let mut talk = talk;
    talk.play("<end>");
    talk.wait_text("the last caption");
}

#[test]
fn a_follower_that_is_killed_and_started_again_is_in_sync_within_a_second() {
    let mut talk = talk();
    let follower = notes(&talk);
    follower.wait_text("1 of 4");
    talk.settle();
    let mark = talk.mark();
    follower.kill();
    talk.settle();
    assert_eq!(talk.mark(), mark, "the talk shows that it is followed");
    talk.play("3<enter>");
    talk.wait_text("the third caption");
    let follower = notes(&talk);
    let shown = follower.time_when("third notes");
    bar("follower started again to in sync", shown - follower.started(), 1_000);
}

#[test]
fn a_talk_that_is_killed_and_begun_again_is_followed_again() {
    let mut talk = talk();
    let follower = notes(&talk);
    talk.play("<space>");
    follower.wait_text("2 of 4");
    let home = Arc::clone(talk.own_home());
    talk.kill();
    follower.wait_text("The talk is over.");
    assert_eq!(sockets(&home).len(), 1, "a killed talk leaves its socket");
    follower.settle();
    let switches = follower.voluntary_switches();
    assert!(follower.prints_nothing_for(Duration::from_secs(1), follower.mark()));
    assert_eq!(follower.voluntary_switches(), switches, "it looks again and again");
    let again = on_stage(&home, &["--from", "3"]);
    let shown = follower.time_when("third notes");
    bar("talk begun again to followed again", shown.saturating_duration_since(again.started()), 2_000);
    assert_eq!(sockets(&home).len(), 1, "what a dead process left is removed");
}

#[test]
fn notes_that_come_first_wait_for_the_talk() {
    let home = Home::new();
    fs::write(home.path().join("talk.ron"), TALK).unwrap();
    let mut follower = Start::stockout(&["present", "--notes"]).home(&home).open();
    follower.wait_text("No talk is on.");
    // There is nobody to be asked.
    follower.play("<space>b3<enter>");
    follower.wait_taken();
    let _talk = on_stage(&home, &[]);
    follower.wait_text("first notes");
    follower.signal(Signal::TERM);
    assert_eq!(follower.wait_exit(), 143);
    follower.modes_clean();
}

#[test]
fn of_several_talks_the_newest_is_followed_or_the_one_that_is_named() {
    let first = talk();
    let home = Arc::clone(first.own_home());
    let second = on_stage(&home, &["--from", "3"]);
    notes(&first).wait_text("third notes");
    let named = format!("--notes={}", first.pid());
    let mut follower = Start::beside(&first, &["present", &named]).open();
    follower.wait_text("first notes");
    // When it is over, the other one is followed.
    first.kill();
    follower.wait_text("third notes");
    follower.play("q");
    assert_eq!(follower.wait_exit(), 0);
    let follower = Start::beside(&second, &["present", "--notes=1"]).open();
    assert_eq!(follower.wait_exit(), 2);
    let said = format!("--notes=1: no talk of that process is on; there are {}", second.pid());
    follower.wait_raw(|screen| screen.contents().contains(&said));
}

#[test]
fn a_story_that_is_told_in_the_explorer_is_followed_too() {
    let home = Home::new();
    fs::write(home.path().join("talk.ron"), TALK).unwrap();
    let mut explorer = Start::stockout(&["talk.ron"]).home(&home).explore();
    explorer.settle();
    assert_eq!(sockets(&home).len(), 0, "nothing is told");
    let follower = Start::beside(&explorer, &["present", "--notes"]).open();
    for _ in 0..2 {
        explorer.play("p");
        follower.wait_text("first notes");
        explorer.play("q");
        follower.wait_text("The talk is over.");
        explorer.wait_text("H20 closes");
        explorer.wait_until("closed", || sockets(&home).is_empty());
    }
}

#[test]
fn only_the_person_comes_to_the_talks() {
    let talk = talk();
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder(talk.home())), 0o700);
    assert_eq!(mode(&sockets(talk.home())[0]), 0o600);
    // Where the session has a folder for such things, it is used.
    let home = Home::new();
    fs::write(home.path().join("talk.ron"), TALK).unwrap();
    let run = home.path().join("run");
    fs::create_dir(&run).unwrap();
    let start = |args: &[&str]| Start::stockout(args).home(&home).env("XDG_RUNTIME_DIR", run.to_str().unwrap()).open();
    let talk = start(&["present", "talk.ron"]);
    let follower = start(&["present", "--notes"]);
    follower.wait_text("first notes");
    assert_eq!(mode(&run.join("stockout")), 0o700);
    assert!(run.join(format!("stockout/{}.sock", talk.pid())).exists() && sockets(&home).is_empty());
}

#[test]
fn a_follower_that_never_reads_holds_up_nobody() {
    // More at each step than a socket keeps.
    let long = "many words ".repeat(40_000);
    let mut talk = talk_of(&TALK.replace("second notes", &long), &[]);
    let _stuck = UnixStream::connect(&sockets(talk.home())[0]).unwrap();
    let reads = notes(&talk);
    reads.wait_text("first notes");
    let mut times = Vec::new();
    for round in 0..20 {
        let frames = talk.frames();
        #[expect(clippy::disallowed_methods, reason = "keys are timed")]
        let pressed = Instant::now();
        talk.play(if round % 2 == 0 { "2<enter>" } else { "<home>" });
        talk.wait_text(if round % 2 == 0 { "the second caption" } else { "the first caption" });
        times.push(talk.time_of(frames) - pressed);
    }
    report("key to frame with a follower that never reads", times.clone());
    times.sort_unstable();
    bar("the longest of these", times[times.len() - 1], 100);
    talk.play("<end>");
    reads.wait_text("This is the last step.");
    // Not even the end of the talk waits for it.
    talk.play("q");
    assert_eq!(talk.wait_exit(), 0);
}

#[test]
fn a_step_is_on_the_second_screen_in_time() {
    let mut talk = talk();
    let follower = notes(&talk);
    follower.wait_text("1 of 4");
    let mut times = Vec::new();
    for round in 0..10 * repeats(1).min(100) {
        let (key, told) = if round % 2 == 0 { ("<space>", "2 of 4") } else { ("<pageup>", "1 of 4") };
        let frames = follower.frames();
        #[expect(clippy::disallowed_methods, reason = "keys are timed")]
        let pressed = Instant::now();
        talk.play(key);
        follower.wait_text(told);
        times.push(follower.time_of(frames) - pressed);
        // A key that comes too soon is one that is held down.
        talk.settle();
    }
    report("key on the talk's terminal to painted on the follower's", times.clone());
    times.sort_unstable();
    bar("the 99th of a hundred", times[(times.len() * 99).div_ceil(100) - 1], 50);
}

#[test]
fn with_the_timer_off_the_talk_and_whoever_follows_it_do_nothing() {
    let mut talk = talk();
    let mut follower = notes(&talk);
    follower.wait_text("1 of 4");
    let do_nothing = |talk: &Session, follower: &Session| {
        talk.settle();
        follower.settle();
        let switches = || talk.voluntary_switches() + follower.voluntary_switches();
        let before = switches();
        assert!(follower.prints_nothing_for(Duration::from_secs(2), follower.mark()));
        assert_eq!(switches() - before, 0);
    };
    do_nothing(&talk, &follower);
    // The time begins with the first step, and is seen.
    talk.play("<space>");
    follower.wait(|screen| screen.contents().contains("2 of 4") && screen.contents().contains("until 0:30,"));
    let frames = follower.frames();
    follower.frame_after(frames + 1);
    follower.play("h");
    follower.wait(|screen| !screen.contents().contains('█'));
    do_nothing(&talk, &follower);
}

#[test]
fn notes_are_lines_for_who_listens() {
    let mut talk = talk();
    let mut follower = Start::beside(&talk, &["present", "--notes", "--screen-reader"]).open();
    let says = |text: &'static str| move |screen: &vt100::Screen| screen.contents().contains(text);
    follower.wait_raw(says("Step 1 of 4: One."));
    follower.wait_raw(says("Next: Two. the second caption: 7 %"));
    assert!(!follower.modes_set().contains(&"alternate screen".to_owned()));
    talk.play("<space>");
    follower.wait_raw(says("second notes: 7 %"));
    assert!(!String::from_utf8_lossy(&follower.bytes_since(0)).contains("used,"), "a clock is heard");
    follower.play("h");
    follower.wait_raw(says("used, "));
    follower.settle();
    let switches = follower.voluntary_switches();
    assert!(follower.prints_nothing_for(Duration::from_secs(2), follower.mark()));
    assert_eq!(follower.voluntary_switches(), switches);
}

/// The loop of the library on an engine without threads: the same keys give the same bytes, whatever the machine does.
#[test]
#[ignore = "it waits for keys: it is run by another test"]
fn a_talk_without_threads() -> color_eyre::Result<()> {
    let scenario = scenario::load("the-ban", &NoFiles)?;
    let reference = scenario.reference.clone();
    let mut state = State::new(Arc::new(scenario), reference, vec![]);
    state.reduced_motion = true;
    update(&mut state, Msg::Present { how: Presenting::default(), now_ms: 0 });
    let look = Look::Painted(Painted {
        theme: Some(Theme::new(ThemeName::Dark)),
        depth: Depth::Truecolor,
        glyphs: Glyphs::default(),
    });
    run_on(state, look, Desk::new(), |_| Ok(CentralOnly::default()))?;
    Ok(())
}

#[test]
fn the_bytes_of_the_talk_are_the_same_with_followers_and_without() {
    let own = std::env::current_exe().unwrap();
    let args = ["--ignored", "--exact", "--nocapture", "--test-threads=1", "follow::a_talk_without_threads"];
    let open = || {
        let session = Start::program(own.to_str().unwrap(), &args).size(120, 40).open();
        session.wait_text("1 of 8");
        session
    };
    // No key twice in a row, which might be one that is held down.
    let keys =
        ["<space>", "n", "<pageup>", "b", "<esc>", "l", "<right>", "<esc>", "5", "<enter>", "i", "<esc>", "<end>"];
    let frames_of = |talk: &Session| {
        let bytes = talk.bytes_since(0);
        let first = find(&bytes, b"\x1b[?2026h").unwrap();
        let last = bytes.windows(END_FRAME.len()).rposition(|window| window == END_FRAME).unwrap();
        bytes[first..last].to_vec()
    };
    let mut alone = open();
    for key in keys {
        let frames = alone.frames();
        alone.play(key);
        alone.frame_after(frames);
    }
    let mut followed = open();
    let mut followers: Vec<Session> = Vec::new();
    let mut stuck = Vec::new();
    for (round, key) in keys.into_iter().enumerate() {
        match round % 4 {
            0 => {
                let follower = notes(&followed);
                follower.wait_text(" of 8");
                followers.push(follower);
            }
            1 => stuck.push(UnixStream::connect(&sockets(followed.home())[0]).unwrap()),
            2 => followers.pop().unwrap().kill(),
            _ => drop(stuck.pop()),
        }
        let frames = followed.frames();
        followed.play(key);
        followed.frame_after(frames);
    }
    let (alone, followed) = (frames_of(&alone), frames_of(&followed));
    assert!(alone.len() > 20_000, "{}", alone.len());
    assert!(alone == followed, "{} bytes alone, {} followed", alone.len(), followed.len());
}
