use std::sync::Arc;
use ratatui::{buffer::Buffer, layout::Rect};
use stockout::{app::{Msg, State, key::parse_macro}, engine::Inline, lever::Reference, scenario::{Origin, Scenario}, session::{Nowhere, Session}, view::{Theme, ThemeName, render}, export::frame::{SvgOptions, svg, text}};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (w, h) = args[1].split_once('x').unwrap();
    let (w, h): (u16, u16) = (w.parse().unwrap(), h.parse().unwrap());
    let world: stockout::model::World = serde_json::from_str(&std::fs::read_to_string("tests/fixtures/reference/baseline.json").unwrap()).unwrap();
    let mut world = world; world.as_of = Some("2025-05-30".parse().unwrap());
    for e in &mut world.policy { let k = stockout::lever::table::KNOWN_EVENTS.iter().find(|k| k.id == e.id).unwrap(); e.label = Some(k.label.into()); }
    let scenario = Arc::new(Scenario::from_world(world, Origin::Embedded("baseline".into())));
    let state = State::new(scenario, Reference::NobodyMigrates, vec![]);
    let mut session = Session::start(state, Inline::new(), Nowhere);
    session.take([Msg::Size(w, h)]);
    session.play(&parse_macro(args.get(2).map_or("", |s| s)).unwrap(), 0);
    let name = if args.get(3).is_some_and(|s| s == "light") { ThemeName::Light } else { ThemeName::Dark };
    let theme = Theme::new(name);
    let area = Rect::new(0, 0, w, h);
    let mut buffer = Buffer::empty(area);
    let cursor = render(&session.state, &theme, area, &mut buffer);
    println!("{}", text(&buffer));
    let options = SvgOptions { foreground: theme.ink, background: theme.ground, cursor, ..SvgOptions::default() };
    std::fs::write("/tmp/peek.svg", svg(&buffer, &options)).unwrap();
}
