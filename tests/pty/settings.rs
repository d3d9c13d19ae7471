//! What a person sets once: config.ron, keys.ron, the theme that suits the terminal, less motion, a log.

use std::fs;
use std::sync::Arc;

use stockout::harness::Harness;
use stockout::view::ThemeName;
use unicode_width::UnicodeWidthStr;

use super::session::Session;
use super::start::{Home, Start, settled};
use super::state::find;

/// What the terminal is asked for once.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// A home with these files in the configuration folder.
fn home_with(files: &[(&str, &str)]) -> Arc<Home> {
    let home = Home::new();
    let folder = home.path().join(".config/stockout");
    fs::create_dir_all(folder.join("themes")).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    home
}

/// The numbers of the colours that the program has used so far, as it wrote them.
fn printed(session: &Session) -> String {
    String::from_utf8_lossy(&session.bytes_since(0)).into_owned()
}

#[test]
fn the_settings_say_how_it_opens() {
    let config = "(scenario: \"no-ban\", firm: \"Tencent\", ascii: true, mouse: false, color: \"none\")";
    let session = Start::stockout(&[]).home(&home_with(&[("config.ron", config)])).open();
    let screen = session.wait_text("Tencent");
    assert!(screen.contents().is_ascii(), "{}", screen.contents());
    session.wait_text("The H20 is never restricted");
    assert!(!printed(&session).contains("\x1b[?1000h") && !printed(&session).contains("[38;"), "{}", printed(&session));
}

#[test]
fn the_command_line_goes_before_the_settings() {
    let config = "(scenario: \"no-ban\", firm: \"Tencent\", seed: 3)";
    let home = home_with(&[("config.ron", config)]);
    let session = Start::stockout(&["baseline", "--firm", "Alibaba", "--seed", "1"]).home(&home).explore();
    session.shows(&settled("baseline").size(80, 24));
    let session = Start::stockout(&["--no-config"]).home(&home).explore();
    session.shows(&settled("baseline").size(80, 24));
}

#[test]
fn a_switch_that_the_settings_turn_on_is_turned_off_by_its_option() {
    let home = home_with(&[("config.ron", "(ascii: true, mouse: false, screen_reader: true)")]);
    let args = ["--ascii=false", "--mouse", "--screen-reader=false", "--theme", "dark"];
    for command in [&["baseline"][..], &["present", "hybrid-or-switch"]] {
        let session = Start::stockout(&[command, &args].concat()).home(&home).open();
        let screen = session.wait_text("─");
        assert!(!screen.contents().is_ascii());
        assert!(session.modes_set().contains(&"mouse".to_owned()));
        // And with the settings alone they are on.
        let session = Start::stockout(command).home(&home).open();
        session.wait_raw(|screen| screen.contents().contains("Explore: "));
        assert_eq!(session.modes_set(), ["bracketed paste"]);
    }
}

#[test]
fn the_number_of_colours_is_that_of_the_option_then_the_settings_then_the_environment() {
    let indexed = home_with(&[("config.ron", "(color: \"256\", theme: \"dark\")")]);
    let plain = home_with(&[("config.ron", "(theme: \"dark\")")]);
    for command in [&["baseline"][..], &["present", "hybrid-or-switch"]] {
        for (home, option, truecolor, of_256) in [
            (&plain, &[][..], false, false),
            (&plain, &["--color", "truecolor"], true, false),
            (&indexed, &[], false, true),
            (&indexed, &["--color", "truecolor"], true, false),
            (&indexed, &["--color", "none"], false, false),
        ] {
            let session = Start::stockout(&[command, option].concat()).home(home).env("NO_COLOR", "1").open();
            session.wait_text("─");
            let said = printed(&session);
            let has = |code: &str| [38, 48].iter().any(|ground| said.contains(&format!("{ground};{code};")));
            assert_eq!((has("2"), has("5")), (truecolor, of_256), "{command:?} {option:?}");
        }
    }
}

#[test]
fn a_talk_takes_the_options_of_the_explorer() {
    let story = "hybrid-or-switch";
    let session = Start::stockout(&["present", story, "--ambiguous", "2"]).open();
    let text = session.wait_text("1 of 6").contents();
    assert_eq!(text.width(), text.width_cjk(), "{text}");
    let session = Start::stockout(&["present", story, "--no-mouse", "--ascii"]).open();
    assert!(session.wait_text("1 of 6").contents().is_ascii());
    assert!(!session.modes_set().contains(&"mouse".to_owned()));
    let home = Home::new();
    let mut session = Start::stockout(&["present", story, "--log", "talk.log"]).home(&home).open();
    session.wait_text("1 of 6");
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    let log = fs::read_to_string(home.path().join("talk.log")).unwrap();
    assert!(log.contains("painted bytes=") && log.contains("ended"), "{log}");
    let mut session = Start::stockout(&["present", story, "--screen-reader"]).open();
    let says = |text: &'static str| move |screen: &vt100::Screen| screen.contents().contains(text);
    session.wait_raw(says("Step 1 of 6: Do nothing."));
    session.play("b");
    session.wait_raw(says("The screen is black."));
    session.play("<space>");
    session.play("n");
    session.wait_raw(says("Step 2 of 6: "));
    session.play("t");
    session.wait_raw(says("used, "));
    session.play("l");
    session.wait_raw(says("Off the script"));
    assert!(!session.modes_set().contains(&"alternate screen".to_owned()));
}

#[test]
fn a_talk_takes_its_scenario_firm_and_seed_from_the_settings() {
    let home = home_with(&[("config.ron", "(scenario: \"talk.ron\", firm: \"Tencent\", seed: 7)")]);
    let story = "story: [(title: \"One\", caption: \"the first caption\")]";
    let talk = format!("(format: 1, extends: \"baseline\", title: \"A talk\", {story})");
    fs::write(home.path().join("talk.ron"), talk).unwrap();
    let says = |text: &'static str| move |screen: &vt100::Screen| screen.contents().contains(text);
    for (args, focus) in [(&[][..], "Focus: Tencent."), (&["--firm", "Baidu"], "Focus: Baidu.")] {
        let args = [&["present", "--screen-reader"], args].concat();
        let mut session = Start::stockout(&args).size(200, 60).home(&home).open();
        session.wait_raw(says("Step 1 of 1: One."));
        session.play("l");
        session.wait_raw(says(focus));
        session.play("d");
        session.wait_raw(says("draws of seed 8"));
    }
}

#[test]
fn what_is_spoken_is_ascii_where_that_is_asked_for() {
    let mut session = Start::stockout(&["--screen-reader", "--ascii"]).size(200, 60).open();
    session.wait_raw(|screen| screen.contents().contains("Focus: Alibaba."));
    session.play("/");
    session.wait_raw(|screen| screen.contents().contains("Find a lever: \"\""));
    assert!(printed(&session).is_ascii(), "{}", printed(&session));
}

#[test]
fn broken_settings_are_a_line_and_not_a_refusal() {
    for (name, text, says) in [
        ("config.ron", "(\n  motion: \"slow\",\n)", "config.ron:2:"),
        ("config.ron", "(theme: \"drak\")", "config.ron: theme drak: there is no such theme; meant: dark"),
        ("config.ron", "(scenario: \"no-bann\")", "config.ron: "),
        ("config.ron", "(firm: \"Tencen\")", "config.ron: firm Tencen"),
        ("keys.ron", "{ \"exploring\": {\n  \"undo\": [\"d\"] } }", "keys.ron:2:12: next_seed has no key left"),
    ] {
        let mut session = Start::stockout(&[]).size(120, 40).home(&home_with(&[(name, text)])).explore();
        session.wait_text(says);
        // It is gone with the first key, and all is as without the file.
        session.play("<down>");
        session.shows(&Harness::scenario("baseline").size(120, 40).draws(stockout::study::MOST_DRAWS).keys("<down>"));
    }
}

#[test]
fn a_theme_of_ones_own_paints_the_screen_and_a_broken_one_is_a_line() {
    let config = ("config.ron", "(theme: \"mine\", color: \"truecolor\")");
    let mine = ThemeName::Dark.text().replacen("#6b727d", "#12ab34", 1);
    let home = home_with(&[config, ("themes/mine.ron", mine.as_str())]);
    let painted = |args: &[&str]| {
        let session = Start::stockout(args).home(&home).explore();
        session.shows(&settled("baseline").size(80, 24));
        session
    };
    let session = painted(&[]);
    assert!(printed(&session).contains("38;2;18;171;52"));
    // There is nothing to ask the terminal.
    assert_eq!(find(&session.bytes_since(0), QUESTION), None);
    assert!(!printed(&painted(&["--theme", "dark"])).contains("38;2;18;171;52"));
    assert!(!printed(&painted(&["--no-config"])).contains("38;2;18;171;52"));
    let broken = mine.replacen("[bold]", "[bald]", 1);
    let home = home_with(&[config, ("themes/mine.ron", broken.as_str())]);
    let mut session = Start::stockout(&[]).size(120, 40).home(&home).explore();
    assert!(session.wait_text("themes/mine.ron:").contents().contains("bald"));
    session.play("<down>");
    session.shows(&Harness::scenario("baseline").size(120, 40).draws(stockout::study::MOST_DRAWS).keys("<down>"));
}

#[test]
fn of_two_broken_files_the_first_is_told_whole_and_that_it_is_not_all() {
    let config = ("config.ron", "(\n  colour: \"none\",\n)");
    let keys = ("keys.ron", "{ \"exploring\": {\n  \"undo\": [\"s-u\"] } }");
    let session = Start::stockout(&[]).home(&home_with(&[config, keys])).explore();
    session.wait_text("1 of 2: config.ron:2:3: colour: there is no such field; meant: color; 2 of");
    // Once that is mended, the other is all.
    let session = Start::stockout(&[]).home(&home_with(&[keys])).explore();
    session.wait_text("keys.ron:2:12: s-u arrives as U; meant: U");
}

#[test]
fn keys_are_what_the_file_makes_them() {
    let keys = "{ \"exploring\": { \"step_up\": [\"v\", \"right\"], \"lever_down\": [\"i\"] } }";
    let mut session = Start::stockout(&[]).home(&home_with(&[("keys.ron", keys)])).explore();
    // The hints tell the keys as they are.
    session.wait_text("↑i lever");
    session.play("v");
    session.wait_text("2025-04-16");
    // What was given away means nothing.
    session.play("lll");
    session.play("v");
    session.wait_text("2025-04-23");
}

#[test]
fn the_theme_is_that_of_the_terminal_and_its_answer_is_no_key() {
    let mut session = Start::stockout(&[]).env("COLORTERM", "truecolor").explore();
    session.wait_until("asked", || find(&session.bytes_since(0), QUESTION).is_some());
    // It is asked behind the first frame, which waits for nothing.
    let bytes = session.bytes_since(0);
    assert!(find(&bytes, QUESTION) > find(&bytes, b"\x1b[?2026l"));
    session.shows(&settled("baseline").size(80, 24));
    let mark = session.mark();
    session.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    // Ink of the light theme, which the dark one has nowhere.
    let ink = b"38;2;";
    session.wait_until("painted anew", || find(&session.bytes_since(mark), ink).is_some());
    session.settle();
    let light = session.bytes_since(mark);
    session.shows(&settled("baseline").size(80, 24));
    // The first answer counts; another changes nothing, and is no key either.
    let mark = session.mark();
    session.keys("\x1b]11;rgb:0000/0000/0000\x07");
    session.keys("\x1b]11;rgb:0000/0000/0000");
    session.keys("\x1b\\");
    session.settle();
    assert_eq!(session.mark(), mark, "painted again");
    assert!(light.len() > 1_000, "all of it is painted in the other colours");
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// What a terminal is it says in turn: an answer behind that is too late to change the colours.
#[test]
fn an_answer_behind_the_fence_changes_nothing() {
    let mut session = Start::stockout(&[]).env("COLORTERM", "truecolor").explore();
    session.wait_until("asked", || find(&session.bytes_since(0), QUESTION).is_some());
    session.shows(&settled("baseline").size(80, 24));
    session.settle();
    let mark = session.mark();
    session.keys("\x1b[?62;22c");
    session.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    session.settle();
    assert_eq!(session.mark(), mark, "painted again");
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn who_names_a_theme_or_wants_no_colours_is_not_asked() {
    for (args, variable) in
        [(&["--theme", "dark"][..], ("X", "")), (&[], ("NO_COLOR", "1")), (&["--color", "none"], ("X", ""))]
    {
        let session = Start::stockout(args).env(variable.0, variable.1).explore();
        session.shows(&settled("baseline").size(80, 24));
        session.settle();
        assert_eq!(find(&session.bytes_since(0), QUESTION), None, "{args:?} {variable:?}");
    }
}

#[test]
fn with_less_motion_only_what_is_final_is_painted() {
    for (args, name, value) in [(&["--reduced-motion"][..], "X", ""), (&[], "REDUCED_MOTION", "1")] {
        let mut session = Start::stockout(args).env(name, value).explore();
        session.shows(&settled("baseline").size(80, 24));
        session.settle();
        let before = session.frames();
        session.play("<right>");
        session.settle();
        // The central case at once; the tracks, and the draws once they are settled, in either order.
        let painted = session.frames() - before;
        assert!((1..=3).contains(&painted), "{painted} frames");
    }
}

#[test]
fn where_lines_are_wide_none_are_drawn() {
    let session = Start::stockout(&["--ambiguous", "2"]).explore();
    session.wait_text("90 %");
    let screen = session.wait(|screen| screen.contents().contains("draws") || screen.contents().contains("help"));
    let text = screen.contents();
    assert_eq!(text.width(), text.width_cjk(), "{text}");
}

#[test]
fn the_log_tells_what_happened_and_a_log_that_cannot_be_is_told() {
    let home = Home::new();
    let path = home.path().join("stockout.log");
    let mut session = Start::stockout(&["--log", "stockout.log"]).home(&home).explore();
    session.play("<right>");
    session.wait_text("2025-04-16");
    session.play("q");
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
    let log = fs::read_to_string(path).unwrap();
    for line in ["started", "painted bytes=", "woken events=", "acted took=", "ended"] {
        assert!(log.contains(line), "{line}:\n{log}");
    }
    let session = Start::stockout(&["--log", "no/such/folder/log"]).home(&home).open();
    assert_eq!(session.wait_exit(), 2);
    session.wait_raw(|screen| screen.contents().contains("--log no/such/folder/log: "));
}
