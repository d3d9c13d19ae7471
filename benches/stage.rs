//! What a talk costs: a step back, from the key to the painted buffer; and a ten-minute show as a recording.
//!
//! The bars: 16 ms for a step back at 120×40, the run of the central case and the paint included; a second for the
//! recording.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::layout::Rect;
use stockout::app::{Code, Drive, Key, Msg, Presenting, State};
use stockout::engine::CentralOnly;
use stockout::explore::{Opening, record};
use stockout::scenario::{self, NoFiles, Scenario};
use stockout::session::{Nowhere, Session};
use stockout::shell::painter::Painter;
use stockout::view::{Theme, ThemeName, render};

const SIZE: (u16, u16) = (120, 40);
/// How long the recorded show lasts.
const SHOW_MS: u64 = 600_000;

fn story() -> Scenario {
    scenario::load("the-ban", &NoFiles).expect("embedded")
}

fn on_stage() -> Session<CentralOnly, Nowhere> {
    let scenario = story();
    let reference = scenario.reference.clone();
    let state = State::new(Arc::new(scenario), reference, Vec::new());
    let mut session = Session::start_sized(state, SIZE, CentralOnly::default(), Nowhere);
    session.take([Msg::Present { how: Presenting::default(), now_ms: 0 }]);
    session
}

/// Each step of the story in turn, as far back as it goes.
fn back(criterion: &mut Criterion) {
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let theme = Theme::new(ThemeName::Dark);
    let mut session = on_stage();
    let mut painter = Painter::new(Vec::new());
    let last = session.state.scenario.story.len() - 1;
    let mut step = 0;
    let mut now_ms = 0;
    criterion.bench_function("a_step_back_to_bytes_120x40", |bencher| {
        bencher.iter(|| {
            // Not so soon that it would be a key that is held down.
            now_ms += 1_000;
            if step == 0 {
                session.take([Msg::Drive { drive: Drive::To(last), now_ms }]);
                step = last;
            } else {
                session.key(Key::plain(Code::PageUp), now_ms);
                step -= 1;
            }
            painter.sink().clear();
            painter.paint(area, |buffer| render(&session.state, &theme, area, buffer)).expect("memory");
            black_box(painter.sink().len());
        });
    });
}

fn recording(criterion: &mut Criterion) {
    let theme = Theme::new(ThemeName::Dark);
    let mut scenario = story();
    let each = SHOW_MS / scenario.story.len() as u64;
    for step in &mut scenario.story {
        step.lasts_ms = Some(each);
    }
    let mut group = criterion.benchmark_group("recording");
    group.sample_size(10);
    group.bench_function("a_ten_minute_show_120x40", |bencher| {
        bencher.iter(|| {
            let presenting = Some(Presenting { auto: true, ..Presenting::default() });
            let opening = Opening { presenting, ..Opening::new(scenario.clone(), scenario.reference.clone()) };
            let cast = record(opening, SIZE, &theme).expect("memory");
            assert_eq!(cast.events.last().map(|(at, _)| *at), Some(SHOW_MS));
            black_box(cast.events.len());
        });
    });
    group.finish();
}

criterion_group!(benches, back, recording);
criterion_main!(benches);
