//! What the speaker reads on a second terminal: frames at every size, in both themes and in ASCII; and lines for who
//! listens.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::{
    Blank, Context, Drive, FollowMsg, Following, Keymap, Msg, Presenting, Prose, Run, RunKind, Script, Silence, Told,
    ToldTimer, Upcoming, parse_key,
};
use stockout::explore::{Opening, notes_frame};
use stockout::export::frame::{Glyphs, styled, text};
use stockout::harness::Harness;
use stockout::scenario::{self, NoFiles};
use stockout::view::{SpokenNotes, Theme, ThemeName, notes, notes_scrolled};

use crate::keys;

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (120, 40), (200, 60)];

fn prose(runs: &[(&str, RunKind)], is_point: bool) -> Prose {
    let runs = runs.iter().map(|(text, kind)| Run { text: (*text).to_owned(), kind: *kind }).collect();
    Prose { is_point, runs }
}

/// A step with notes of every kind, two minutes into the talk.
fn told() -> Told {
    use RunKind::{Plain, Strong, Value};
    let script = Script {
        talk: "The ban, and how long the stock lasts".to_owned(),
        title: "The switch, and its halt".to_owned(),
        notes: vec![
            prose(
                &[
                    ("Three months is the forecast of ", Plain),
                    ("one executive", Strong),
                    ("; the halt costs ", Plain),
                    ("$1.4 B", Value),
                    (". We hold one to six months possible, and say so before anyone asks.", Plain),
                ],
                false,
            ),
            prose(&[("Twenty percent is the article's figure, for the 910B before tuning.", Plain)], true),
            prose(&[("iFlytek's own figure for 2024 was 73 percent.", Plain)], true),
            prose(&[("Then look at the audience.", Plain)], false),
        ],
        sources: vec![
            ("halt_of_development".to_owned(), "FT re-report, 30 May 2025 (the article)".to_owned()),
            ("training_efficiency_untuned".to_owned(), "FT re-report, 30 May 2025; SCMP via The Star".to_owned()),
        ],
        next: Some(Upcoming {
            title: "Half-way: hybrid".to_owned(),
            begins: Some(prose(
                &[("The firms choose the middle: ", Plain), ("train on NVIDIA, serve on domestic chips.", Strong)],
                false,
            )),
        }),
    };
    Told {
        script: Arc::new(script),
        step: 3,
        count: 8,
        planned_ms: (135_000, 195_000),
        lasts_ms: 400_000,
        timer: ToldTimer { is_shown: false, has_begun: true, before_ms: 0, since_ms: Some(1_000) },
        blank: None,
        detour: false,
        waits: None,
    }
}

/// So long after the beginning of the talk.
fn after(told: Told, used_ms: u64) -> Following {
    let mut following = Following::new(Arc::new(Keymap::default()));
    following.update(FollowMsg::Told { told: Box::new(told), talk_ms: 1_000 + used_ms, now_ms: 0 });
    following
}

fn frame(following: &Following, (columns, rows): (u16, u16), theme: ThemeName) -> Buffer {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    notes(following, &Theme::new(theme), area, &mut buffer);
    buffer
}

fn seen(following: &Following, size: (u16, u16)) -> String {
    text(&frame(following, size, ThemeName::Dark))
}

fn press(mut following: Following, keys: &[&str]) -> Following {
    for key in keys {
        following.update(FollowMsg::Key { key: parse_key(key).unwrap(), now_ms: 0 });
    }
    following
}

/// Longer than any room: a person who writes a paper.
fn long() -> Told {
    let mut told = told();
    let script = Arc::make_mut(&mut told.script);
    script.notes = (1..60).map(|at| prose(&[(&format!("Paragraph {at} of many."), RunKind::Plain)], false)).collect();
    told
}

fn cases() -> Vec<(&'static str, Following)> {
    let blank = Told { blank: Some(Blank::Black), ..told() };
    let detour = Told { detour: true, timer: ToldTimer::default(), ..told() };
    let stopped = ToldTimer { is_shown: true, has_begun: true, before_ms: 125_000, since_ms: None };
    let stopped = Told { timer: stopped, ..told() };
    let mut last = told();
    let script = Arc::make_mut(&mut last.script);
    (script.next, script.notes, last.step) = (None, vec![], 7);
    let mut over = after(told(), 0);
    over.update(FollowMsg::Silent(Silence::Over));
    let mut unreadable = Following::new(Arc::new(Keymap::default()));
    let why = "it speaks version 2 of the language of talks, and this program 1";
    unreadable.update(FollowMsg::Silent(Silence::Unreadable(why.to_owned())));
    let mut broken = Following::new(Arc::new(Keymap::default()));
    broken.trouble = Some("config.ron:2:10: `drak` is not known; meant: dark".to_owned());
    vec![
        ("step", after(told(), 125_000)),
        ("behind", after(blank, 754_321)),
        ("not_begun", after(detour, 0)),
        ("last", after(last, 410_000)),
        ("number", press(after(told(), 125_000), &["1", "2"])),
        ("without_timer", press(after(told(), 125_000), &["h"])),
        ("stopped", after(stopped, 0)),
        ("long", after(long(), 125_000)),
        ("no_talk", broken),
        ("over", over),
        ("unreadable", unreadable),
    ]
}

#[test]
fn every_key_does_something() {
    let meant = keys::meant(Context::Notes);
    assert!(meant.len() > 20, "{meant:?}");
    for (key, action) in meant {
        let mut following = press(after(long(), 125_000), &["1"]);
        let before = format!("{following:?}");
        let wanted = following.update(FollowMsg::Key { key, now_ms: 0 });
        // A number that is begun is forgotten at any key.
        following.typed = following.typed.or(Some(1));
        assert!(!wanted.is_empty() || format!("{following:?}") != before, "{key} ({action:?})");
    }
}

#[test]
fn every_state_is_as_reviewed() {
    for (name, following) in cases() {
        for size in SIZES {
            // What is the same everywhere is looked at once.
            if size != (80, 24) && !matches!(name, "step" | "behind" | "long") {
                continue;
            }
            let buffer = frame(&following, size, ThemeName::Dark);
            insta::assert_snapshot!(format!("notes_{}x{}_{name}", size.0, size.1), styled(&buffer, None, ""));
        }
    }
}

#[test]
fn the_light_theme_changes_styles_and_no_glyph_and_ascii_is_complete() {
    for (name, following) in cases() {
        for size in SIZES {
            let dark = frame(&following, size, ThemeName::Dark);
            for theme in ThemeName::all() {
                assert_eq!(text(&dark), text(&frame(&following, size, theme)), "{name}");
            }
            let mut ascii = dark.clone();
            Glyphs::Ascii.limit(&mut ascii);
            let ascii = text(&ascii);
            assert!(ascii.is_ascii() && !ascii.contains('?'), "{name}:\n{ascii}");
        }
    }
    let light = frame(&cases()[0].1, (120, 40), ThemeName::Light);
    insta::assert_snapshot!("notes_120x40_light", styled(&light, None, "light"));
}

#[test]
fn nothing_panics_at_any_size_and_the_title_is_told() {
    for (name, following) in cases() {
        for columns in [0, 1, 2, 3, 7, 20, 39, 40, 41, 59, 79, 80, 99, 160, 300] {
            for rows in [0, 1, 2, 3, 5, 11, 12, 13, 19, 23, 24, 44, 100] {
                let seen = seen(&following, (columns, rows));
                let title = following.told.as_ref().map(|told| told.script.title.clone());
                assert!(columns < 40 || rows < 1 || title.is_none_or(|title| seen.contains(&title)), "{name}:\n{seen}");
            }
        }
    }
}

/// Notes as long as those that are shipped are whole on the smallest screen that is promised.
#[test]
fn the_notes_that_are_shipped_are_whole() {
    for name in ["the-ban", "what-it-would-take", "hybrid-or-switch"] {
        let scenario = scenario::load(name, &NoFiles).unwrap();
        for (columns, rows) in SIZES {
            for from in 0..scenario.story.len() {
                let presenting = Some(Presenting { from, ..Presenting::default() });
                let opening = Opening { presenting, ..Opening::new(scenario.clone(), scenario.reference.clone()) };
                let (buffer, following, _) = notes_frame(opening, (columns, rows), &Theme::new(ThemeName::Dark));
                let seen = text(&buffer);
                let area = Rect::new(0, 0, columns, rows);
                assert_eq!(notes_scrolled(&following, area, 999), 0, "{name} {from}:\n{seen}");
                let told = following.told.unwrap();
                let last = &told.script.notes.last().unwrap().runs.last().unwrap().text;
                let word = last.split(' ').next_back().unwrap();
                assert!(seen.contains(word), "{name} {from}: {word}\n{seen}");
            }
        }
    }
}

#[test]
fn long_notes_scroll_to_their_end_and_no_further() {
    let size = (80, 24);
    let area = Rect::new(0, 0, size.0, size.1);
    let mut following = after(long(), 0);
    assert!(seen(&following, size).contains("Paragraph 1 of many.") && seen(&following, size).contains("of 117"));
    following.update(FollowMsg::Scrolled(notes_scrolled(&following, area, 1_000)));
    let end = seen(&following, size);
    assert!(end.contains("Paragraph 59 of many.") && end.contains("to 117 of 117"), "{end}");
    // One row up is one row up, however often one went down at the end.
    let at = following.scroll;
    assert_eq!(notes_scrolled(&following, area, 1), at);
    assert_eq!(notes_scrolled(&following, area, -1), at - 1);
}

#[test]
fn the_lines_of_who_listens_are_as_reviewed() {
    let mut spoken = SpokenNotes::new();
    let mut heard = Vec::new();
    let mut say = |following: &Following| heard.push(spoken.news(following).join("\n"));
    let mut following = Following::new(Arc::new(Keymap::default()));
    following.is_timer_hidden = true;
    say(&following);
    following.update(FollowMsg::Told { told: Box::new(told()), talk_ms: 126_000, now_ms: 0 });
    say(&following);
    following.update(FollowMsg::Tick { now_ms: 5_000 });
    say(&following);
    let blank = Told { blank: Some(Blank::White), ..told() };
    following.update(FollowMsg::Told { told: Box::new(blank), talk_ms: 131_000, now_ms: 5_000 });
    say(&following);
    say(&press(following.clone(), &["h"]));
    following.update(FollowMsg::Silent(Silence::Over));
    say(&following);
    insta::assert_snapshot!("notes_spoken", heard.join("\n\n"));
}

/// What is asked from elsewhere does on stage what its key does there, whatever lies over the step.
#[test]
fn drives_do_what_keys_do() {
    let on_stage = || Harness::scenario("the-ban").size(120, 40).draws(0).step(3);
    for (drive, keys) in [
        (Drive::Next, "<space>"),
        (Drive::Back, "<pageup>"),
        (Drive::First, "<home>"),
        (Drive::Last, "<end>"),
        (Drive::To(5), "6<enter>"),
        (Drive::To(99), "99<enter>"),
        (Drive::Black, "b"),
        (Drive::White, "w"),
        (Drive::Show, "<esc>"),
        (Drive::Timer, "t"),
        (Drive::TimerStop, "T"),
    ] {
        let driven = |keys: &str| on_stage().keys(keys).send(Msg::Drive { drive, now_ms: 0 }).pass(20_000);
        let pressed = on_stage().keys(keys).pass(20_000).frame();
        assert_eq!(driven("").frame(), pressed, "{drive:?}");
        for over in ["?", "i", "l<enter>12", "lx"] {
            // A lever that was taken leads back to the script first.
            let is_off = over.starts_with('l');
            let wanted = match drive {
                Drive::Back if is_off => on_stage().pass(20_000).frame(),
                _ if is_off && matches!(drive, Drive::Black | Drive::White | Drive::Timer | Drive::TimerStop) => {
                    continue;
                }
                _ => pressed.clone(),
            };
            assert_eq!(driven(over).frame(), wanted, "{drive:?} over {over}");
        }
    }
    // Where no story is told there is nothing to drive.
    let explored = Harness::scenario("the-ban").keys("<right>");
    let before = explored.frame();
    assert_eq!(explored.send(Msg::Drive { drive: Drive::Next, now_ms: 0 }).frame(), before);
    // A screen that a question led away from is dark all the same.
    let dark = on_stage().keys("l5").send(Msg::Drive { drive: Drive::Black, now_ms: 0 });
    assert!(dark.frame().0.content.iter().all(|cell| cell.symbol() == " "));
}

#[test]
fn a_talk_is_heard_with_its_time_its_dark_screen_and_its_detours() {
    let heard = |keys: &str| Harness::scenario("hybrid-or-switch").draws(0).step(2).transcript(keys);
    let after = |keys: &str| heard(keys).rsplit_once("\n> ").unwrap().1.to_owned();
    let title = scenario::load("hybrid-or-switch", &NoFiles).unwrap().story[1].title.clone();
    let step = format!("Step 2 of 6: {title}.");
    assert!(heard("").contains(&step) && !heard("").contains("Focus: "), "{}", heard(""));
    assert!(after("b").contains("The screen is black.") && !after("b").contains("Step"), "{}", after("b"));
    assert!(after("w").contains("The screen is white."));
    // Nothing else is said of what is not shown; who comes back hears where he is.
    assert_eq!(after("b").lines().count(), 2, "{}", after("b"));
    assert!(after("b<esc>").contains(&step), "{}", after("b<esc>"));
    assert!(after("b<pause>b").contains("Step 2 of 6"));
    assert!(after("l").contains("Off the script") && after("l").contains("Focus: "), "{}", after("l"));
    assert!(after("12").contains("To step 12: Enter."));
    assert!(after("t").contains("0:00 used, "), "{}", after("t"));
    // The clock is not read out every second, but with each step, and when it is asked for again.
    assert!(!after("t<pause><pause>l<pause><esc>").contains("used, "));
    assert!(after("<pause><space><pause>t<pause><space>").contains("used, "));
    assert!(after("t<pause>t<pause>t").contains("used, "));
    let auto = Presenting { auto: true, ..Presenting::default() };
    let lines = Harness::scenario("hybrid-or-switch").draws(0).present(auto).transcript("<space>");
    assert!(lines.contains("It goes on by itself.") && lines.contains("It waits. Space goes on."), "{lines}");
}
