//! Which worlds are valid: every number inside its limits, every name known.

use super::world::{Efficiency, World};

/// Largest magnitude of a date, in days from the start: a century.
pub const DAYS_LIMIT: f64 = 36525.0;
/// Longest horizon, in weeks: ten years.
pub const WEEKS_LIMIT: u32 = 520;

/// Something wrong with a world.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where: field names, map keys and list positions from the top.
    pub path: Vec<String>,
    /// What was found and what would be right.
    pub message: String,
    /// A name that is not known, with those that are; for "did you mean".
    pub unknown: Option<(String, Vec<String>)>,
}

/// Collects problems while it walks a world.
struct Check {
    path: Vec<String>,
    problems: Vec<Problem>,
}

impl Check {
    fn push(&mut self, key: &str, message: String, unknown: Option<(String, Vec<String>)>) {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        self.problems.push(Problem { path, message, unknown });
    }

    fn range(&mut self, key: &str, value: f64, min: f64, max: f64, unit: &str) {
        if !(min..=max).contains(&value) {
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            self.push(key, format!("{key} is {value}, outside {min} to {max}{unit}"), None);
        }
    }

    fn share(&mut self, key: &str, value: f64) {
        if !(0.0..=1.0).contains(&value) {
            self.push(key, format!("{key} is {value}, outside 0 to 1; a share is written 0.5 or, in `set`, 50%"), None);
        }
    }

    fn count(&mut self, key: &str, value: f64) {
        if !(0.0..=1e9).contains(&value) {
            self.push(key, format!("{key} is {value}; a count of chips is 0 or more, at most a billion"), None);
        }
    }

    fn day(&mut self, key: &str, value: f64) {
        if value != f64::INFINITY && (value.is_nan() || value.abs() > DAYS_LIMIT) {
            self.push(key, format!("{key} is day {value}, more than a century from the start"), None);
        }
    }

    fn known(&mut self, key: &str, kind: &str, name: &str, known: &[String]) {
        if !known.iter().any(|other| other == name) {
            self.push(key, format!("there is no {kind} `{name}`"), Some((name.to_owned(), known.to_vec())));
        }
    }

    fn within(&mut self, keys: &[&str], inner: impl FnOnce(&mut Self)) {
        let depth = self.path.len();
        self.path.extend(keys.iter().map(|key| (*key).to_owned()));
        inner(self);
        self.path.truncate(depth);
    }
}

/// Everything wrong with `world`; empty if it can be run.
pub fn check(world: &World) -> Vec<Problem> {
    let mut check = Check { path: Vec::new(), problems: Vec::new() };
    scalars(&mut check, world);
    let chips: Vec<String> = world.chips.keys().cloned().collect();
    let firms: Vec<String> = world.firms.iter().map(|firm| firm.name.clone()).collect();
    check.known("reference_chip", "chip", &world.reference_chip, &chips);
    for (id, chip) in &world.chips {
        check.within(&["chips", id], |check| {
            check.range("tflops", chip.tflops, 1e-3, 1e6, "TFLOP/s");
            check.range("bandwidth", chip.bandwidth, 1e-4, 1e4, "TB/s");
            check.range("power", chip.power, 0.0, 1e5, "W");
            check.range("price", chip.price, 0.0, 1e7, "USD");
            check.share("initially_open", chip.initially_open);
        });
    }
    for (index, event) in world.policy.iter().enumerate() {
        check.within(&["policy", &index.to_string()], |check| {
            check.known("chip", "chip", &event.chip, &chips);
            check.day("day", event.day.0);
            check.share("fraction", event.fraction);
            check.range("levy", event.levy, 0.0, 10.0, "");
            if !is_slug(&event.id) {
                let id = &event.id;
                check.push("id", format!("`{id}` is no event id: a letter, then letters, digits and _"), None);
            }
            if world.policy[..index].iter().any(|other| other.id == event.id) {
                check.push("id", format!("there are two events with the id `{}`", event.id), None);
            }
        });
    }
    channels(&mut check, world, &chips, &firms);
    holdings(&mut check, world, &chips);
    check.problems
}

fn scalars(check: &mut Check, world: &World) {
    if world.weeks == 0 || world.weeks > WEEKS_LIMIT {
        let weeks = world.weeks;
        check.push("weeks", format!("weeks is {weeks}, outside 1 to {WEEKS_LIMIT} (ten years)"), None);
    }
    check.share("compute_bound_share", world.compute_bound_share);
    check.range("failure_rate", world.failure_rate, 0.0, 2.0, "a year");
    check.share("gap_tolerance", world.gap_tolerance);
    check.range("allocation_hold_weeks", world.allocation_hold_weeks, 0.0, 520.0, "weeks");
    check.range("stock_scale", world.stock_scale, 0.0, 100.0, "");
    check.range("controlled_supply_scale", world.controlled_supply_scale, 0.0, 100.0, "");
    check.range("domestic_supply_scale", world.domestic_supply_scale, 0.0, 100.0, "");
    check.share("leakage", world.leakage);
    check.range("value_per_h20e_hour", world.value_per_h20e_hour, 0.0, 1e4, "USD");
    check.range("discount_rate", world.discount_rate, -0.5, 5.0, "a year");
    check.range("system_overhead", world.system_overhead, 0.0, 100.0, "");
    check.range("useful_life_years", world.useful_life_years, 0.1, 100.0, "years");
    check.range("cost_per_person_month", world.cost_per_person_month, 0.0, 1e7, "USD");
    check.range("dual_running", world.dual_running, 0.0, 10.0, "");
    check.range("pue", world.pue, 1.0, 10.0, "");
    check.range("power_price", world.power_price, 0.0, 100.0, "USD/kWh");
    efficiency(check, "training_efficiency", &world.training_efficiency);
    efficiency(check, "inference_efficiency", &world.inference_efficiency);
}

fn efficiency(check: &mut Check, key: &str, efficiency: &Efficiency) {
    check.within(&[key], |check| {
        check.range("start", efficiency.start, 0.0, 2.0, "");
        check.range("end", efficiency.end, 0.0, 2.0, "");
        check.day("mid", efficiency.mid.0);
        check.range("ramp_days", efficiency.ramp_days, 0.0, DAYS_LIMIT, "days");
    });
}

fn channels(check: &mut Check, world: &World, chips: &[String], firms: &[String]) {
    for (index, channel) in world.supply.iter().enumerate() {
        check.within(&["supply", &index.to_string()], |check| {
            check.known("chip", "chip", &channel.chip, chips);
            check.count("units_per_month", channel.units_per_month);
            check.day("from", channel.from.0);
            check.range("growth_per_month", channel.growth_per_month, -0.9, 2.0, "a month");
            check.count("cap_units_per_month", channel.cap_units_per_month);
            check.range("lead_weeks", channel.lead_weeks, 0.0, 520.0, "weeks");
            check.within(&["shares"], |check| {
                for (firm, &share) in &channel.shares {
                    check.known(firm, "firm", firm, firms);
                    check.share(firm, share);
                }
            });
        });
    }
}

fn holdings(check: &mut Check, world: &World, chips: &[String]) {
    if world.firms.is_empty() {
        check.push("firms", "there is no firm".to_owned(), None);
    }
    for (index, firm) in world.firms.iter().enumerate() {
        check.within(&["firms", &index.to_string()], |check| {
            if firm.name.trim().is_empty() || firm.name == "all" {
                check.push("name", format!("`{}` is no name for a firm", firm.name), None);
            }
            if world.firms[..index].iter().any(|other| other.name == firm.name) {
                check.push("name", format!("there are two firms `{}`", firm.name), None);
            }
            check.within(&["installed"], |check| {
                for (chip, &units) in &firm.installed {
                    check.known(chip, "chip", chip, chips);
                    check.count(chip, units);
                }
            });
            check.within(&["stock"], |check| {
                for (chip, &units) in &firm.stock {
                    check.known(chip, "chip", chip, chips);
                    check.count(chip, units);
                    if world.chips.get(chip).is_some_and(|c| c.origin == super::Origin::Domestic) {
                        check.push(chip, format!("`{chip}` is domestic; only controlled chips are stocked"), None);
                    }
                }
            });
            check.share("training_demand_share", firm.training_demand_share);
            check.range("training_growth", firm.training_growth, -0.5, 2.0, "a month");
            check.range("inference_growth", firm.inference_growth, -0.5, 2.0, "a month");
            check.range("usage_gain", firm.usage_gain, -0.9, 20.0, "a year");
            check.within(&["porting_person_months"], |check| {
                check.range("training", firm.porting_person_months.training, 0.0, 1e6, "person-months");
                check.range("inference", firm.porting_person_months.inference, 0.0, 1e6, "person-months");
            });
            check.within(&["strategy"], |check| {
                let strategy = &firm.strategy;
                check.day("start", strategy.start.0);
                check.share("training_share", strategy.training_share);
                check.share("inference_share", strategy.inference_share);
                check.range("halt_months", strategy.halt_months.0, 0.0, 120.0, "months");
                check.range("training_ramp_months", strategy.training_ramp_months.0, 0.0, 120.0, "months");
                check.range("inference_ramp_months", strategy.inference_ramp_months.0, 0.0, 120.0, "months");
            });
        });
    }
}

/// A letter, then letters, digits and underscores, all lower case.
fn is_slug(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
