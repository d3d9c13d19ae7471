//! What a key costs: from the key to the painted buffer, beside a bare ratatui probe of the same size; the look-ahead
//! behind it; and the first frame of all.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Gauge, Widget};
use stockout::app::{Code, Key, State};
use stockout::engine::CentralOnly;
use stockout::lever::Reference;
use stockout::model::Simulator;
use stockout::scenario::{self, NoFiles};
use stockout::session::{Nowhere, Session};
use stockout::study::LookAhead;
use stockout::view::{Theme, ThemeName, render};

const SIZE: (u16, u16) = (120, 40);

fn state() -> State {
    let scenario = scenario::load("baseline", &NoFiles).expect("embedded");
    let mut state = State::new(std::sync::Arc::new(scenario), Reference::NobodyMigrates, Vec::new());
    state.size = SIZE;
    state
}

/// Twenty gauges in a block: what ratatui needs to lay out, fill and compare a screen of this size.
fn probe(step: u64, buffer: &mut Buffer) {
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    Block::bordered().title("probe").render(area, buffer);
    for row in 0..20 {
        let place = Rect::new(1, 1 + row, SIZE.0 - 2, 1);
        let ratio = ((step + u64::from(row) * 7) % 100) as f64 / 100.0;
        Gauge::default().ratio(ratio).render(place, buffer);
    }
}

fn key_to_buffer(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("key_to_painted_buffer_120x40");
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let theme = Theme::new(ThemeName::Dark);
    let mut front = Buffer::empty(area);
    let mut back = Buffer::empty(area);
    let mut step = 0;
    group.bench_function("bare_ratatui_probe", |bencher| {
        bencher.iter(|| {
            step += 1;
            back.reset();
            probe(step, &mut back);
            black_box(front.diff(&back).len());
            std::mem::swap(&mut front, &mut back);
        });
    });
    for (name, find) in [
        ("policy_date", "/h20 closes<enter>"),
        ("strategy", "/inference moved<enter>"),
        ("assumption", "/usage gain<enter>"),
    ] {
        let mut session = Session::start(state(), CentralOnly::default(), Nowhere);
        session.play(&stockout::app::key::parse_macro(find).expect("a macro"), 0);
        let mut now_ms = 10_000;
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                now_ms += 1;
                let code = if now_ms % 2 == 0 { Code::Left } else { Code::Right };
                session.key(Key::plain(code), now_ms);
                back.reset();
                black_box(render(&session.state, &theme, area, &mut back));
                black_box(front.diff(&back).len());
                std::mem::swap(&mut front, &mut back);
            });
        });
    }
    group.finish();
}

fn look_ahead(criterion: &mut Criterion) {
    let mut session = Session::start(state(), CentralOnly::default(), Nowhere);
    let mut simulator = Simulator::new();
    let job = session.state.look_ahead_job();
    criterion.bench_function("look_ahead_of_the_shown_tracks", |bencher| {
        bencher.iter(|| black_box(LookAhead::compute(&job, &mut simulator, &|| false)));
    });
    session.key(Key::char('z'), 0);
    let job = session.state.look_ahead_job();
    criterion.bench_function("look_ahead_of_all_tracks", |bencher| {
        bencher.iter(|| black_box(LookAhead::compute(&job, &mut simulator, &|| false)));
    });
}

fn first_frame(criterion: &mut Criterion) {
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let theme = Theme::new(ThemeName::Dark);
    criterion.bench_function("from_nothing_to_the_first_frame", |bencher| {
        bencher.iter(|| {
            let session = Session::start(state(), CentralOnly::default(), Nowhere);
            let mut buffer = Buffer::empty(area);
            black_box(render(&session.state, &theme, area, &mut buffer));
        });
    });
}

criterion_group!(benches, key_to_buffer, look_ahead, first_frame);
criterion_main!(benches);
