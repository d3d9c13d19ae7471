//! Random keys, pastes, mouse reports and sizes against a session. A failure is shrunken by proptest and told with its
//! seed.

use std::thread;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use stockout::app::key::parse_key;
use stockout::app::{BINDINGS, Code, Gesture, Key, Msg, Pointer};

use super::room::Room;

/// Something that happens.
#[derive(Debug, Clone)]
enum Event {
    Key(Key),
    Paste(String),
    Mouse(Gesture, (u16, u16)),
    Size(u16, u16),
    /// The scenario's file changed on disk.
    Reread(usize),
    /// The batch ends here, and this much time goes by.
    Pause(u64),
}

fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = BINDINGS.iter().flat_map(|binding| binding.keys).filter_map(|name| parse_key(name)).collect();
    let typed = prop_oneof!["[0-9a-z.:%+±-]".prop_map(|text| text.chars().next()), any::<char>().prop_map(Some)];
    prop_oneof![
        8 => prop::sample::select(bound),
        2 => typed.prop_map(|c| Key::char(c.unwrap_or('x'))),
        1 => Just(Key::plain(Code::Enter)),
        1 => Just(Key::plain(Code::Esc)),
        1 => (any::<char>(), any::<bool>(), any::<bool>())
            .prop_map(|(c, ctrl, shift)| Key { code: Code::Char(c), ctrl, shift }),
    ]
}

/// A place on the screen, or one that no screen has.
fn any_place() -> impl Strategy<Value = (u16, u16)> {
    let edge = || prop::sample::select(vec![0, 1, 79, 80, u16::MAX - 1, u16::MAX]);
    prop_oneof![6 => (0u16..130, 0u16..44), 1 => (edge(), edge()), 1 => any::<(u16, u16)>()]
}

fn any_event() -> impl Strategy<Value = Event> {
    let gestures = [Gesture::Press, Gesture::Drag, Gesture::Release, Gesture::WheelUp, Gesture::WheelDown];
    let sizes = prop::sample::select(vec![(0, 0), (0, 9), (9, 0), (1, 1), (20, 5), (39, 11), (80, 24), (120, 40)]);
    prop_oneof![
        12 => any_key().prop_map(Event::Key),
        1 => ".{0,40}".prop_map(Event::Paste),
        4 => (prop::sample::select(gestures.to_vec()), any_place()).prop_map(|(gesture, at)| Event::Mouse(gesture, at)),
        1 => prop_oneof![sizes, (0u16..210, 0u16..70)].prop_map(|(columns, rows)| Event::Size(columns, rows)),
        1 => (0usize..5).prop_map(Event::Reread),
        3 => (0u64..2_000).prop_map(Event::Pause),
    ]
}

fn play(room: &mut Room, start: usize, events: &[Event]) -> Result<(), String> {
    room.restart(start);
    let mut now_ms = 0;
    let mut batch = Vec::new();
    for event in events {
        match event.clone() {
            Event::Key(key) => batch.push(Msg::Key { key, now_ms }),
            Event::Paste(text) => batch.push(Msg::Paste(text)),
            Event::Mouse(gesture, cell) => batch.push(Msg::Pointer(Pointer { gesture, cell, now_ms })),
            Event::Size(columns, rows) => batch.push(Msg::Size(columns, rows)),
            Event::Reread(which) => batch.push(room.reread(which)),
            Event::Pause(ms) => {
                now_ms += ms;
                room.take(std::mem::take(&mut batch))?;
                if room.session.state.wakes_at().is_some_and(|at| at <= now_ms) {
                    room.take(vec![Msg::Tick { now_ms }])?;
                }
            }
        }
    }
    room.take(batch)?;
    room.undo_is_the_way_back()
}

fn run(seed: u8, sequences: u32) {
    let config = Config { cases: sequences, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let room = std::cell::RefCell::new(Room::new());
    let events = (0usize..3, prop::collection::vec(any_event(), 1..40));
    let ran = runner.run(&events, |(start, events)| {
        // A panic leaves the room as it was: the next sequence starts anew.
        let mut room = room.try_borrow_mut().map_err(|error| TestCaseError::fail(error.to_string()))?;
        play(&mut room, start, &events).map_err(TestCaseError::fail)
    });
    match ran {
        Ok(()) => {}
        Err(TestError::Fail(why, events)) => panic!("seed {seed}: {why}\nthe least that does it: {events:#?}"),
        Err(TestError::Abort(why)) => panic!("seed {seed}: {why}"),
    }
}

#[test]
fn a_thousand_sequences_of_events_do_no_harm() {
    run(0, 1_000);
}

#[test]
#[ignore = "minutes: .ci/long runs it"]
fn long_a_hundred_thousand_sequences_of_events_do_no_harm() {
    thread::scope(|scope| {
        for seed in 1..=4 {
            scope.spawn(move || run(seed, 25_000));
        }
    });
}
