//! What is done again and again allocates nothing once its buffers have grown: a run of the model, a frame. Its own
//! binary: the counter is the allocator.

use allocation_counter::measure;
use ratatui::layout::Rect;
use stockout::export::frame::{Depth, limit_colors};
use stockout::harness::Harness;
use stockout::model::{Outcome, Simulator, World};
use stockout::shell::painter::{Painter, Sink};
use stockout::view::{Theme, ThemeName, render};

fn baseline() -> World {
    serde_json::from_str(include_str!("fixtures/reference/baseline.json")).expect("the baseline fixture")
}

#[test]
fn a_second_run_into_the_same_outcome_allocates_nothing() {
    let world = baseline();
    let mut simulator = Simulator::new();
    let mut outcome = Outcome::default();
    let first = measure(|| simulator.run(&world, &mut outcome));
    assert!(first.count_total > 0, "the counter counts nothing");
    let second = measure(|| simulator.run(&world, &mut outcome));
    assert_eq!(second.count_total, 0);
}

#[test]
fn a_second_run_of_one_firm_allocates_nothing() {
    let world = baseline();
    let mut simulator = Simulator::new();
    for firm in 0..world.firms.len() {
        simulator.run_firm(&world, firm);
    }
    let again = measure(|| {
        for firm in 0..world.firms.len() {
            simulator.run_firm(&world, firm);
        }
    });
    assert_eq!(again.count_total, 0);
}

#[test]
fn a_second_brief_run_allocates_nothing() {
    let world = baseline();
    let mut simulator = Simulator::new();
    let mut firms = Vec::new();
    simulator.run_brief(&world, &mut firms);
    let again = measure(|| simulator.run_brief(&world, &mut firms));
    assert_eq!(again.count_total, 0);
    assert_eq!(firms.len(), world.firms.len());
}

/// A lever that moves changes numbers, not sizes: the next run of the changed world allocates nothing either.
#[test]
fn a_run_after_a_lever_moved_allocates_nothing() {
    let mut world = baseline();
    let mut simulator = Simulator::new();
    let mut outcome = Outcome::default();
    simulator.run(&world, &mut outcome);
    world.stock_scale = 2.0;
    world.firms[0].strategy.training_share = 0.7;
    world.weeks -= 10;
    let moved = measure(|| simulator.run(&world, &mut outcome));
    assert_eq!(moved.count_total, 0);
}

/// Draws into buffers that have grown: any width, with series, also after a lever moved and the plan was made anew.
#[test]
fn a_second_batch_of_draws_allocates_nothing() {
    use stockout::ensemble::{Batch, Columns, Focus, Of, Plan, Sampler, Width};
    use stockout::model::Spread;

    let mut world = baseline();
    let spreads = [
        ("stock.scale", Spread::Factor(1.5)),
        ("policy.h20_restricted", Spread::PlusMinus(20.0)),
        ("strategy.start", Spread::PlusMinus(30.0)),
        ("efficiency.inference.end", Spread::PlusMinus(0.1)),
    ];
    let spreads = spreads.into_iter().map(|(id, spread)| (id.to_owned(), spread)).collect();
    let mut sampler = Sampler::new(1);
    let focus = Focus::spread(Of::All, world.weeks, 100);
    for width in Width::available() {
        let mut batch = Batch::with_width(width);
        let mut columns = Columns::new();
        let plan = Plan::new(&world, &spreads, &mut sampler, 512).expect("spreads that are allowed");
        let first = measure(|| batch.run(&plan, 0..256, &focus, &mut columns));
        assert!(first.count_total > 0, "the counter counts nothing");
        let second = measure(|| batch.run(&plan, 256..512, &focus, &mut columns));
        assert_eq!(second.count_total, 0, "{width:?}");
        world.stock_scale = 1.1;
        let plan = Plan::new(&world, &spreads, &mut sampler, 512).expect("spreads that are allowed");
        let moved = measure(|| batch.run(&plan, 0..256, &focus, &mut columns));
        assert_eq!(moved.count_total, 0, "{width:?}");
    }
}

/// Where frames go to be counted.
struct Counter(usize);

impl Sink for Counter {
    fn send(&mut self, frame: &[u8]) -> std::io::Result<bool> {
        self.0 += frame.len();
        Ok(true)
    }
}

/// The speaker's notes, with a timer that ticks.
#[test]
fn a_frame_of_the_notes_allocates_nothing() {
    let scenario = stockout::scenario::load("the-ban", &stockout::scenario::NoFiles).expect("embedded");
    let presenting = Some(stockout::app::Presenting { from: 3, ..Default::default() });
    let opening = stockout::explore::Opening {
        presenting,
        ..stockout::explore::Opening::new(scenario.clone(), scenario.reference.clone())
    };
    let theme = Theme::new(ThemeName::Dark);
    let (_, mut following, _) = stockout::explore::notes_frame(opening, (80, 24), &theme);
    if let Some(told) = &mut following.told {
        told.timer.since_ms = Some(0);
    }
    for (columns, rows) in [(20, 6), (60, 20), (80, 24), (120, 40), (200, 60)] {
        let area = Rect::new(0, 0, columns, rows);
        let mut painter = Painter::new(Counter(0));
        let mut now_ms = 0;
        let mut round = |following: &mut stockout::app::Following| {
            now_ms += 61_000;
            following.update(stockout::app::FollowMsg::Tick { now_ms });
            let painted = painter.paint(area, |buffer| {
                stockout::view::notes(following, &theme, area, buffer);
                None
            });
            painted.expect("a counter fails never")
        };
        round(&mut following);
        round(&mut following);
        let again = measure(|| {
            round(&mut following);
        });
        assert_eq!(again.count_total, 0, "{columns}x{rows}");
    }
}

/// Frames that change in turn are painted without an allocation once every buffer has its size.
#[test]
fn a_frame_of_the_explorer_allocates_nothing() {
    let theme = Theme::new(ThemeName::Dark);
    for (columns, rows) in [(60, 20), (80, 24), (120, 40), (200, 60)] {
        let area = Rect::new(0, 0, columns, rows);
        let state = |keys: &str| {
            // Only one of the two tells a story.
            let name = if keys.starts_with('p') { "the-ban" } else { "baseline" };
            Harness::scenario(name).size(columns, rows).keys(keys).state().clone()
        };
        for keys in [
            "<right>",
            "j<right*2>f",
            "z",
            "x",
            "t",
            "?",
            ":",
            "2",
            "2F",
            "2ffff",
            "2x<left*4>",
            "D4",
            "5",
            "5JJJJJJJJJJ<down*3>",
            "5/h20",
            "5gg",
            "/usage gain<enter><right*9>",
            "6",
            "<enter>12",
            "e±10",
            "/growth<enter>e",
            "e±10<enter>",
            "<right>q",
            "@",
            "p",
            "pb",
            "pw",
            "pi",
            "pl",
            "pt<end>",
        ] {
            let states = [state(""), state(keys)];
            for depth in Depth::ALL {
                let theme = theme.at(depth);
                let mut painter = Painter::new(Counter(0));
                let mut round = || {
                    for state in &states {
                        let painted = painter.paint(area, |buffer| {
                            let cursor = render(state, &theme, area, buffer);
                            limit_colors(buffer, depth);
                            cursor
                        });
                        assert!(painted.expect("a counter fails never") > 0);
                    }
                };
                round();
                round();
                let again = measure(round);
                assert_eq!(again.count_total, 0, "{columns}x{rows} at {} after {keys}", depth.name());
            }
        }
    }
}
