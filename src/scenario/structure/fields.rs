//! What a file names: the fields that it gives, their sources, and keys that it gives twice.

use super::super::error::{Fault, Text};
use super::super::file::{ChannelPatch, ChipPatch, Entries, FirmPatch, ScenarioFile, SetValue};
use super::super::sources::source;
use super::{FirmMove, Structure, no_source};

impl Structure {
    /// Notes where numbers come from. A number that a file changes has no longer the source that it had.
    pub(super) fn sources(&mut self, text: &Text, path: &[&str], named: &Entries<String>, fields: &[String]) {
        let prefix = path.join(".");
        if !self.details.is_empty() {
            for field in fields {
                self.details.remove(&format!("{prefix}.{field}"));
            }
        }
        for (field, id) in named.iter() {
            let at = || [path, &["source", field]].concat();
            // Several numbers may have one source: all shares, both ramps.
            let is_of = |known: &&String| {
                let is_ramp = field == "strategy.ramp_months" && known.ends_with("_ramp_months");
                let rest = known.strip_prefix(field);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || is_ramp
            };
            let mut own = fields.iter().filter(is_of).peekable();
            if own.peek().is_none() {
                let fault = text.at_key(&at(), format!("{field}: there is no such number here"));
                self.faults.push(fault.meant_of(field, fields.iter().map(String::as_str)));
            } else if source(id).is_none() {
                self.faults.push(no_source(text, &at(), id));
            } else {
                self.details.extend(own.map(|own| (format!("{prefix}.{own}"), id.clone())));
            }
        }
    }

    /// Keys that come twice in a map: serde would keep one of them in silence.
    pub(super) fn twice(&mut self, text: &Text, file: &ScenarioFile) {
        fn of<T>(text: &Text, path: &[&str], entries: &Entries<T>, faults: &mut Vec<Fault>) {
            for (index, (key, _)) in entries.0.iter().enumerate() {
                if entries.0[..index].iter().any(|(other, _)| other == key) {
                    faults.push(text.at_second(path, key, format!("{key} is given twice")));
                }
            }
        }
        let faults = &mut self.faults;
        of(text, &["set"], &file.set, faults);
        of(text, &["spread"], &file.spread, faults);
        of(text, &["source"], &file.source, faults);
        of(text, &["on_purpose"], &file.on_purpose, faults);
        of(text, &["chips"], &file.chips, faults);
        of(text, &["firms"], &file.firms, faults);
        of(text, &["supply"], &file.supply, faults);
        for (id, chip) in file.chips.iter() {
            of(text, &["chips", id, "source"], &chip.source, faults);
        }
        for (name, firm) in file.firms.iter() {
            of(text, &["firms", name, "installed"], &firm.installed, faults);
            of(text, &["firms", name, "stock"], &firm.stock, faults);
            of(text, &["firms", name, "source"], &firm.source, faults);
        }
        for (chip, channel) in file.supply.iter() {
            of(text, &["supply", chip, "shares"], &channel.shares, faults);
            of(text, &["supply", chip, "source"], &channel.source, faults);
        }
        if let Some(saved) = &file.saved {
            of(text, &["saved", "results"], &saved.results, faults);
        }
    }
}

/// The names of the options that are there.
fn given(fields: &[(&str, bool)]) -> Vec<String> {
    fields.iter().filter(|(_, given)| *given).map(|(name, _)| (*name).to_owned()).collect()
}

pub(super) fn chip_fields(patch: &ChipPatch) -> Vec<String> {
    given(&[
        ("origin", patch.origin.is_some()),
        ("tflops", patch.tflops.is_some()),
        ("bandwidth", patch.bandwidth.is_some()),
        ("power", patch.power.is_some()),
        ("price", patch.price.is_some()),
        ("initially_open", patch.initially_open.is_some()),
    ])
}

pub(super) fn firm_fields(patch: &FirmPatch) -> Vec<String> {
    let strategy = &patch.strategy;
    let mut fields = given(&[
        ("training_demand_share", patch.training_demand_share.is_some()),
        ("training_growth", patch.training_growth.is_some()),
        ("inference_growth", patch.inference_growth.is_some()),
        ("usage_gain", patch.usage_gain.is_some()),
        ("porting_person_months.training", patch.porting_person_months.training.is_some()),
        ("porting_person_months.inference", patch.porting_person_months.inference.is_some()),
        ("strategy.start", strategy.start.is_some()),
        ("strategy.training_share", strategy.training_share.is_some()),
        ("strategy.inference_share", strategy.inference_share.is_some()),
        ("strategy.halt_months", strategy.halt_months.is_some()),
        ("strategy.training_ramp_months", strategy.training_ramp_months.is_some()),
        ("strategy.inference_ramp_months", strategy.inference_ramp_months.is_some()),
    ]);
    fields.extend(patch.installed.iter().map(|(chip, _)| format!("installed.{chip}")));
    fields.extend(patch.stock.iter().map(|(chip, _)| format!("stock.{chip}")));
    fields
}

pub(super) fn channel_fields(patch: &ChannelPatch) -> Vec<String> {
    let mut fields = given(&[
        ("units_per_month", patch.units_per_month.is_some()),
        ("from", patch.from.is_some()),
        ("growth_per_month", patch.growth_per_month.is_some()),
        ("cap_units_per_month", patch.cap_units_per_month.is_some()),
        ("lead_weeks", patch.lead_weeks.is_some()),
    ]);
    fields.extend(patch.shares.iter().map(|(firm, _)| format!("shares.{firm}")));
    fields
}

/// A firm's plan and demand as lever values.
pub(super) fn firm_moves(name: &str, patch: &FirmPatch) -> Vec<FirmMove> {
    let strategy = &patch.strategy;
    let number = |value: Option<f64>| value.map(SetValue::Number);
    let all: [(&'static str, &[&str], Option<SetValue>); 9] = [
        ("demand.training_growth", &["training_growth"], number(patch.training_growth)),
        ("demand.inference_growth", &["inference_growth"], number(patch.inference_growth)),
        ("demand.usage_gain", &["usage_gain"], number(patch.usage_gain)),
        ("strategy.start", &["strategy", "start"], strategy.start.clone().map(SetValue::Text)),
        ("strategy.training_share", &["strategy", "training_share"], number(strategy.training_share)),
        ("strategy.inference_share", &["strategy", "inference_share"], number(strategy.inference_share)),
        ("strategy.halt_months", &["strategy", "halt_months"], number(strategy.halt_months)),
        ("strategy.training_ramp_months", &["strategy", "training_ramp_months"], number(strategy.training_ramp_months)),
        (
            "strategy.inference_ramp_months",
            &["strategy", "inference_ramp_months"],
            number(strategy.inference_ramp_months),
        ),
    ];
    let of = |(lever, path, value): (&'static str, &[&str], Option<SetValue>)| {
        let path = [&["firms", name], path].concat().iter().map(|name| (*name).to_owned()).collect();
        value.map(|value| FirmMove { lever, firm: name.to_owned(), value, path })
    };
    all.into_iter().filter_map(of).collect()
}
