//! What scenarios say of themselves: the numbers in a paragraph are those of a run.

use jiff::civil::Date;
use stockout::harness::Harness;
use stockout::model::{FirmOutcome, Outcome};
use stockout::scenario::{self, NoFiles, library};

/// A scenario that was run, and the world that it is held against.
struct Run {
    start: Date,
    firms: Vec<String>,
    outcome: Outcome,
    reference: FirmOutcome,
}

impl Run {
    fn of(name: &str, sets: &[&str]) -> Self {
        let scenario = scenario::load(name, &NoFiles).unwrap();
        let scenario = sets.iter().fold(scenario, |scenario, set| scenario.with_set(set).unwrap());
        let harness = Harness::of(scenario).size(80, 24);
        let state = harness.state();
        let central = state.central.as_ref().unwrap();
        Self {
            start: state.start(),
            firms: state.present.firms.iter().map(|firm| firm.name.clone()).collect(),
            outcome: central.present.clone(),
            reference: FirmOutcome::all(&central.reference),
        }
    }

    /// In billions of dollars, as all that follow.
    fn costs(&self) -> f64 {
        self.outcome.all().cost.migration_total().0 / 1e9
    }
    fn halts(&self) -> f64 {
        self.outcome.all().cost.halt.0 / 1e9
    }
    fn leaves(&self) -> f64 {
        self.outcome.all().cost.shortfall.0 / 1e9
    }
    fn avoids(&self) -> f64 {
        self.reference.cost.shortfall.0 / 1e9 - self.leaves()
    }
    fn serves(&self) -> f64 {
        100.0 * self.outcome.all().fill_rate
    }

    fn stockout(&self, firm: &str) -> f64 {
        let index = self.firms.iter().position(|other| other == firm).unwrap();
        self.outcome.firms[index].stockout.unwrap_or_else(|| panic!("{firm} outlasts the horizon")).0
    }

    /// A date as it is written in a sentence.
    fn ends(&self, firm: &str) -> String {
        let day = stockout::model::Day(self.stockout(firm));
        day.date(self.start).unwrap().strftime("%-d %B %Y").to_string()
    }

    fn weeks_beyond(&self, other: &Self, firm: &str) -> String {
        format!("{:.0}", (self.stockout(firm) - other.stockout(firm)) / 7.0)
    }
}

fn billions(value: f64) -> String {
    format!("${value:.1} B")
}

/// Words with single blanks, however the lines of a file are broken.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each `{}` of a sentence stands for what a run gives.
fn filled(sentence: &str, values: &[String]) -> String {
    let mut values = values.iter();
    let mut parts = sentence.split("{}");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text.push_str(values.next().expect("a value for each place"));
        text.push_str(part);
    }
    assert!(values.next().is_none(), "{sentence}");
    text
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row a sentence")]
fn the_numbers_of_a_paragraph_are_those_of_a_run() {
    let run = |name: &str| Run::of(name, &[]);
    let (base, nobody, full) = (run("baseline"), run("no-migration"), run("full-switch"));
    let mut claims: Vec<(&str, &str, Vec<String>)> = Vec::new();
    let b = billions;

    claims.push(("baseline", "It costs {} and avoids {} of shortfall", vec![b(base.costs()), b(base.avoids())]));
    claims.push((
        "no-migration",
        "ByteDance's to {}, Tencent's to {}: there",
        vec![nobody.ends("ByteDance"), nobody.ends("Tencent")],
    ));
    claims.push(("no-migration", "unserved, worth {}.", vec![b(nobody.leaves())]));
    let early = run("early-switch");
    claims.push((
        "early-switch",
        "It costs {} more, as more domestic chips are in use for longer, and avoids {} more",
        vec![b(early.costs() - base.costs()), b(early.avoids() - base.avoids())],
    ));
    let late = run("late-switch");
    claims.push(("late-switch", "whose stock runs out on {}, as if it never moved", vec![late.ends("ByteDance")]));
    claims.push((
        "late-switch",
        "Waiting saves {} of migration and gives up {} of what it avoids",
        vec![b(base.costs() - late.costs()), b(base.avoids() - late.avoids())],
    ));
    claims.push(("full-switch", "so that Tencent's stock runs out on {},", vec![full.ends("Tencent")]));
    claims.push((
        "full-switch",
        "It costs {}, {} of it for training that stands still, and avoids {} of {} of shortfall",
        vec![b(full.costs()), b(full.halts()), b(full.avoids()), b(nobody.leaves())],
    ));
    let path = run("iflytek-path");
    claims.push((
        "iflytek-path",
        "for {} more; it avoids {} of shortfall instead of {}",
        vec![b(path.costs() - full.costs()), b(path.avoids()), b(full.avoids())],
    ));
    let stuck = run("stuck-at-20");
    claims.push((
        "stuck-at-20",
        "as in the full switch, {}, but it avoids {} of shortfall instead of {}, and Alibaba's stock runs out on {}",
        vec![b(stuck.costs()), b(stuck.avoids()), b(full.avoids()), stuck.ends("Alibaba")],
    ));
    let blackwell = run("compliant-blackwell");
    claims.push((
        "compliant-blackwell",
        "{} of shortfall is left instead of {}",
        vec![b(blackwell.leaves()), b(base.leaves())],
    ));
    let with_hbm = run("blackwell-with-hbm");
    claims.push((
        "blackwell-with-hbm",
        "the {} of shortfall of `compliant-blackwell`. Even if nobody migrated only Tencent would fall short, by {}, so that \
         the {} of the migration",
        vec![b(blackwell.leaves()), b(with_hbm.avoids()), b(with_hbm.costs())],
    ));
    claims.push(("no-ban", "The {} of the migration then avoid no shortfall", vec![b(run("no-ban").costs())]));
    let refused = run("china-says-no");
    let weeks = |run: &Run, firm: &str| run.weeks_beyond(&base, firm);
    assert_eq!(weeks(&refused, "Tencent"), weeks(&refused, "Alibaba"));
    claims.push((
        "china-says-no",
        "{} weeks for ByteDance, {} for Tencent and Alibaba, {} for Baidu, and {} less shortfall",
        vec![
            weeks(&refused, "ByteDance"),
            weeks(&refused, "Tencent"),
            weeks(&refused, "Baidu"),
            b(base.leaves() - refused.leaves()),
        ],
    ));
    let allowed = Run::of("china-says-no", &["policy.h20_refused=never"]);
    claims.push(("china-says-no", "the refusal is worth {}", vec![b(refused.leaves() - allowed.leaves())]));
    claims.push(("h200-2026", "what migrating still avoids is {}", vec![b(run("h200-2026").avoids())]));
    let grey = run("smuggling");
    claims.push((
        "smuggling",
        "ByteDance gains {} weeks, Alibaba {}, Baidu {} and Tencent {}; {} of shortfall is left instead of {}",
        vec![
            weeks(&grey, "ByteDance"),
            weeks(&grey, "Alibaba"),
            weeks(&grey, "Baidu"),
            weeks(&grey, "Tencent"),
            b(grey.leaves()),
            b(base.leaves()),
        ],
    ));
    let tight = run("tight-hbm");
    claims.push(("tight-hbm", "ByteDance's stock ends on {},", vec![tight.ends("ByteDance")]));
    claims.push(("tight-hbm", "{} of shortfall is avoided instead of {}", vec![b(tight.avoids()), b(base.avoids())]));
    let doubles = run("efficiency-doubles");
    assert!(doubles.avoids().abs() < 1e-3, "{}", doubles.avoids());
    claims.push(("efficiency-doubles", "and the {} of migrating avoid nothing", vec![b(doubles.costs())]));
    let surge = run("demand-surge");
    claims.push(("demand-surge", "{} % of all work is served", vec![format!("{:.0}", surge.serves())]));
    let came = run("hindsight");
    claims.push(("hindsight", "{} of shortfall is left instead of {}", vec![b(came.leaves()), b(base.leaves())]));

    for (name, sentence, values) in &claims {
        let scenario = scenario::load(name, &NoFiles).unwrap();
        let about = words(scenario.root.about.as_deref().unwrap());
        let claim = filled(sentence, values);
        assert!(about.contains(&words(&claim)), "{name}: “{claim}” is not in “{about}”");
    }
    // Amounts that nobody holds against a run would go stale unseen.
    for name in library::names() {
        let scenario = scenario::load(name, &NoFiles).unwrap();
        let about = words(scenario.root.about.as_deref().unwrap());
        let told = about.matches('$').count();
        let held: usize = claims
            .iter()
            .filter(|(other, ..)| *other == name)
            .flat_map(|(_, _, values)| values)
            .filter(|value| value.starts_with('$'))
            .count();
        assert_eq!(told, held, "{name}: “{about}”");
    }
}
