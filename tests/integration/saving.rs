//! Saving: what is written says the same as what was on screen, and keeps what its author wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use stockout::lever::{Assignment, Kind, Moves, Scope, check_spread};
use stockout::model::{self, Spread, World};
use stockout::scenario::{self, Files, Origin, Scenario, save};

/// A disk of a few texts.
#[derive(Default)]
struct Memory(BTreeMap<PathBuf, String>);

impl Files for Memory {
    fn read(&self, path: &Path) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }
}

fn memory() -> Memory {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scenarios/valid");
    let mut memory = Memory::default();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        memory.0.insert(Path::new("in").join(path.file_name().unwrap()), text);
    }
    let own = |name: &str| scenario::library::text(name).unwrap().to_owned();
    memory.0.insert("in/root.ron".into(), own("baseline"));
    memory
}

fn load(name: &str, memory: &Memory) -> Scenario {
    scenario::load(name, memory).unwrap_or_else(|failure| panic!("{failure}"))
}

fn saved(scenario: &Scenario, moves: &Moves, path: &str, in_place: bool) -> String {
    saved_with(scenario, moves, &scenario.root.spread, path, in_place)
}

fn saved_with(
    scenario: &Scenario,
    moves: &Moves,
    spreads: &BTreeMap<String, Spread>,
    path: &str,
    in_place: bool,
) -> String {
    let world = moves.apply(&scenario.root, &scenario.catalogue);
    let results = save::Results::of(&world, &model::run(&world));
    save::text(scenario, moves, spreads, Path::new(path), in_place, &results).unwrap()
}

fn set(scenario: &Scenario, moves: &mut Moves, lever: &str, firm: Option<&str>, value: f64) {
    let lever = scenario.catalogue.find(lever).unwrap();
    let scope = firm
        .map_or(Scope::All, |name| Scope::Firm(scenario.root.firms.iter().position(|firm| firm.name == name).unwrap()));
    moves.set(Assignment { lever, scope, value });
}

/// Whether two worlds are the same but for names, sources and the last digits of a number that went through text.
fn alike(a: &World, b: &World) -> Result<(), String> {
    let plain = |world: &World| {
        let mut world = world.clone();
        world.name.clear();
        // What extends it says of itself what it asks and shows.
        world.question = None;
        world.about = None;
        world.label = None;
        world.source = Arc::default();
        serde_json::to_value(&world).unwrap()
    };
    same("", &plain(a), &plain(b))
}

fn same(path: &str, a: &serde_json::Value, b: &serde_json::Value) -> Result<(), String> {
    use serde_json::Value::{Array, Number, Object};
    match (a, b) {
        (Number(x), Number(y)) => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            if (x - y).abs() <= 1e-8 * x.abs().max(1.0) { Ok(()) } else { Err(format!("{path}: {x}, then {y}")) }
        }
        (Array(x), Array(y)) if x.len() == y.len() => {
            x.iter().zip(y).enumerate().try_for_each(|(i, (x, y))| same(&format!("{path}/{i}"), x, y))
        }
        (Object(x), Object(y)) if x.len() == y.len() => x
            .iter()
            .try_for_each(|(key, x)| same(&format!("{path}/{key}"), x, y.get(key).unwrap_or(&serde_json::Value::Null))),
        (a, b) if a == b => Ok(()),
        (a, b) => Err(format!("{path}: {a}, then {b}")),
    }
}

const FILES: [&str; 8] = [
    "in/everything.ron",
    "in/child.ron",
    "in/of_json.ron",
    "in/later_start.ron",
    "in/root.ron",
    "in/crlf.ron",
    "stuck-at-20",
    "in/resolved.json",
];

#[test]
fn what_is_saved_unchanged_says_the_same() {
    let memory = memory();
    for name in FILES {
        let scenario = load(name, &memory);
        let is_own = matches!(&scenario.origin, Origin::File(path) if path.extension().is_some_and(|e| e == "ron"));
        let path = if is_own { name } else { "in/new.ron" };
        let text = saved(&scenario, &scenario.moves, path, is_own);
        let again = scenario::load_text(&Origin::File(path.into()), text, &memory).unwrap();
        assert_eq!(alike(&scenario.world(), &again.world()), Ok(()), "{name}");
        if is_own {
            assert_eq!(
                (&again.root.question, &again.root.about),
                (&scenario.root.question, &scenario.root.about),
                "{name}"
            );
        }
        let outcomes = model::run(&again.world()).firms;
        assert_eq!(again.drift(&outcomes), None, "{name}");
    }
}

fn any_moves() -> impl Strategy<Value = Vec<(prop::sample::Index, Option<prop::sample::Index>, f64, bool)>> {
    prop::collection::vec(
        (any::<prop::sample::Index>(), any::<Option<prop::sample::Index>>(), 0.0..1.0, any::<bool>()),
        0..12,
    )
}

/// Levers with a spread each: exact, plus-minus or factor.
fn any_spreads() -> impl Strategy<Value = Vec<(prop::sample::Index, Spread)>> {
    let spread = prop_oneof![
        Just(Spread::Exact),
        (0.001..100.0).prop_map(Spread::PlusMinus),
        (1.001..3.0).prop_map(Spread::Factor),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), spread), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_saved_comes_back(
        name in prop::sample::select(FILES.to_vec()),
        changes in any_moves(),
        uncertain in any_spreads(),
        is_apart in any::<bool>(),
    ) {
        let memory = memory();
        let scenario = load(name, &memory);
        let mut moves = scenario.moves.clone();
        for (lever, firm, at, forget) in changes {
            let levers: Vec<_> = scenario.catalogue.iter().collect();
            let (id, lever) = levers[lever.index(levers.len())];
            if forget {
                moves.forget(id);
                continue;
            }
            let (low, high) = lever.track;
            let (low, high) = (low.max(lever.row.valid.0), high.min(lever.row.valid.1));
            let value = low + at * (high - low);
            let value = match lever.row.kind {
                Kind::Date if at < 0.1 => f64::INFINITY,
                Kind::Date => value.round(),
                _ if lever.id == "model.weeks" => value.round(),
                _ => value,
            };
            let scope = match firm {
                Some(firm) if lever.row.per_firm => Scope::Firm(firm.index(scenario.root.firms.len())),
                _ => Scope::All,
            };
            moves.set(Assignment { lever: id, scope, value });
        }
        let mut spreads = scenario.root.spread.clone();
        for (lever, spread) in uncertain {
            let levers: Vec<_> = scenario.catalogue.iter().map(|(_, lever)| lever).collect();
            let lever = levers[lever.index(levers.len())];
            if spread == Spread::Exact && !scenario.root.spread.contains_key(&lever.id) {
                // What says nothing is exact.
                spreads.remove(&lever.id);
            } else if check_spread(lever, spread).is_ok() {
                spreads.insert(lever.id.clone(), spread);
            }
        }
        let mut present = moves.apply(&scenario.root, &scenario.catalogue);
        present.spread.clone_from(&spreads);
        prop_assume!(model::valid::check(&present).is_empty());
        let is_own = !is_apart && matches!(&scenario.origin, Origin::File(path) if path.extension().is_some_and(|e| e == "ron"));
        let path = if is_own { name } else { "out/new.ron" };
        let text = saved_with(&scenario, &moves, &spreads, path, is_own);
        let again = scenario::load_text(&Origin::File(path.into()), text.clone(), &memory);
        let again = again.map_err(|failure| TestCaseError::fail(format!("{failure}\n{text}")))?;
        let difference = alike(&present, &again.world());
        prop_assert_eq!(difference, Ok(()), "{}", text);
        prop_assert_eq!(&again.root.spread, &spreads, "{}", text);
    }
}

#[test]
fn comments_order_and_what_stays_are_the_authors() {
    let memory = memory();
    let scenario = load("in/everything.ron", &memory);
    let mut moves = scenario.moves.clone();
    set(&scenario, &mut moves, "policy.b40_launch", None, 200.0);
    set(&scenario, &mut moves, "cost.pue", None, 1.5);
    set(&scenario, &mut moves, "strategy.start", Some("Baidu"), 300.0);
    set(&scenario, &mut moves, "policy.china_refuses", None, f64::INFINITY);
    moves.forget(scenario.catalogue.find("model.allocation_hold_weeks").unwrap());
    insta::assert_snapshot!(saved(&scenario, &moves, "in/everything.ron", true));
}

#[test]
fn spreads_are_written_where_they_differ_and_the_authors_stay() {
    let mut memory = memory();
    let text = r#"(
    format: 1,
    extends: "baseline",
    title: "Uncertain",
    spread: {
        // as the makers say
        "supply.domestic_scale": Factor(1.80),   // wide
        "stock.scale": Exact,
        "cost.pue": PlusMinus(0.1),
        "policy.b40_launch": PlusMinus(45),      // as the parent has it
    },
)
"#;
    memory.0.insert("in/uncertain.ron".into(), text.to_owned());
    let scenario = load("in/uncertain.ron", &memory);
    let mut spreads = scenario.root.spread.clone();
    let mut put = |lever: &str, spread| spreads.insert(lever.to_owned(), spread);
    // Back to what the parent says, to something else, to exact where the parent is not, and a new one.
    put("stock.scale", Spread::Factor(1.4));
    put("cost.pue", Spread::PlusMinus(0.05));
    put("demand.usage_gain", Spread::Exact);
    put("policy.h20_restricted", Spread::PlusMinus(10.0));
    let text = saved_with(&scenario, &scenario.moves, &spreads, "in/uncertain.ron", true);
    insta::assert_snapshot!(text.split("    saved:").next().unwrap());
    // A file that extends it says the differences alone.
    let text = saved_with(&scenario, &scenario.moves, &spreads, "out/mine.ron", false);
    insta::assert_snapshot!(text.split("    saved:").next().unwrap());
}

#[test]
fn an_embedded_scenario_is_extended() {
    let memory = Memory::default();
    let scenario = load("full-switch", &memory);
    let mut moves = scenario.moves.clone();
    set(&scenario, &mut moves, "strategy.training_share", Some("Baidu"), 0.5);
    set(&scenario, &mut moves, "policy.b40_launch", None, 181.0);
    set(&scenario, &mut moves, "demand.inference_growth", None, -0.015);
    insta::assert_snapshot!(saved(&scenario, &moves, "mine.ron", false));
}

#[test]
fn drift_says_from_what_to_what_and_why() {
    let memory = Memory::default();
    let scenario = load("baseline", &memory);
    let text = saved(&scenario, &scenario.moves, "mine.ron", false);
    let drift = |text: String| {
        let scenario = scenario::load_text(&Origin::File("mine.ron".into()), text, &memory).unwrap();
        let outcomes = model::run(&scenario.world()).firms;
        scenario.drift(&outcomes)
    };
    assert_eq!(drift(text.clone()), None);
    let edited =
        drift(text.replace("saved: (", "set: { \"strategy.inference_share@Alibaba\": \"60%\" },\n    saved: ("))
            .unwrap();
    assert_eq!(edited.reason, "the inputs have changed since it was saved");
    let firms: Vec<&str> = edited.changes.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(
        firms,
        ["stockout.Alibaba", "gap.Alibaba", "fill_rate.Alibaba", "migration.Alibaba", "shortfall.Alibaba"]
    );
    assert_eq!(edited.changes[0].1, "2027-01-18");
    let older = drift(text.replace("model: \"1\"", "model: \"0\"").replace("2027-01-18", "2027-01-19")).unwrap();
    assert_eq!(older.reason, format!("the model was version 0 and is {}", model::MODEL_VERSION));
    assert_eq!(older.changes, [("stockout.Alibaba".into(), "2027-01-19".into(), "2027-01-18".into())]);
    let doctored = drift(text.replace("2027-01-18", "2027-01-19")).unwrap();
    assert!(doctored.reason.starts_with("neither model nor inputs have changed"), "{}", doctored.reason);
}
