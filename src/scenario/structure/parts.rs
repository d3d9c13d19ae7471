//! Chips, firms and supply channels: what a file says of one that is there, or a whole new one.

use super::super::error::{Fault, Text};
use super::super::file::{ChannelPatch, ChipPatch, Entries, FirmPatch};
use super::fields::{channel_fields, chip_fields, firm_fields, firm_moves};
use super::{Structure, Touched, and_more};
use crate::model::{Channel, Chip, Day, Firm, Months, Origin, PersonMonths, Strategy};

/// Sets what a patch has.
fn set<T: Copy>(field: &mut T, patch: Option<T>) {
    if let Some(value) = patch {
        *field = value;
    }
}

/// The value of a patch; a missing one is noted and stands in as `T::default()`.
fn need<T: Copy + Default>(missing: &mut Vec<&'static str>, name: &'static str, patch: Option<T>) -> T {
    patch.unwrap_or_else(|| {
        missing.push(name);
        T::default()
    })
}

impl Structure {
    pub(super) fn chip(&mut self, text: &Text, id: &str, patch: &ChipPatch) {
        self.sources(text, &["chips", id], &patch.source, &chip_fields(patch));
        if let Some(chip) = self.world.chips.get_mut(id) {
            set(&mut chip.origin, patch.origin);
            set(&mut chip.tflops, patch.tflops);
            set(&mut chip.bandwidth, patch.bandwidth);
            set(&mut chip.power, patch.power);
            set(&mut chip.price, patch.price);
            set(&mut chip.initially_open, patch.initially_open);
            return;
        }
        let mut missing = Vec::new();
        if patch.origin.is_none() {
            missing.push("origin");
        }
        let chip = Chip {
            origin: patch.origin.unwrap_or(Origin::Controlled),
            tflops: need(&mut missing, "tflops", patch.tflops),
            bandwidth: need(&mut missing, "bandwidth", patch.bandwidth),
            power: need(&mut missing, "power", patch.power),
            price: need(&mut missing, "price", patch.price),
            initially_open: need(&mut missing, "initially_open", patch.initially_open),
        };
        if missing.is_empty() {
            self.world.chips.insert(id.to_owned(), chip);
        } else {
            let known: Vec<&str> = self.world.chips.keys().map(String::as_str).collect();
            self.faults.push(unknown(text, &["chips", id], "chip of that name", id, &missing, &known));
        }
    }

    pub(super) fn firm(&mut self, text: &Text, name: &str, patch: &FirmPatch, touched: &mut Touched) {
        self.sources(text, &["firms", name], &patch.source, &firm_fields(patch));
        let strategy = &patch.strategy;
        if let Some(firm) = self.world.firms.iter_mut().find(|firm| firm.name == name) {
            firm.installed.extend(patch.installed.iter().map(|(chip, units)| (chip.to_owned(), *units)));
            firm.stock.extend(patch.stock.iter().map(|(chip, units)| (chip.to_owned(), *units)));
            set(&mut firm.training_demand_share, patch.training_demand_share);
            set(&mut firm.porting_person_months.training, patch.porting_person_months.training);
            set(&mut firm.porting_person_months.inference, patch.porting_person_months.inference);
            set(&mut firm.migrated, patch.migrated);
            touched.moves.extend(firm_moves(name, patch));
            return;
        }
        let start = strategy.start.as_deref().map(|date| self.day(text, &["firms", name, "strategy", "start"], date));
        let mut missing = Vec::new();
        if start.is_none() {
            missing.push("strategy.start");
        }
        let numbers = |entries: &Entries<f64>| entries.iter().map(|(chip, units)| (chip.to_owned(), *units)).collect();
        let porting = &patch.porting_person_months;
        let firm = Firm {
            name: name.to_owned(),
            installed: numbers(&patch.installed),
            stock: numbers(&patch.stock),
            training_demand_share: need(&mut missing, "training_demand_share", patch.training_demand_share),
            training_growth: need(&mut missing, "training_growth", patch.training_growth),
            inference_growth: need(&mut missing, "inference_growth", patch.inference_growth),
            usage_gain: need(&mut missing, "usage_gain", patch.usage_gain),
            porting_person_months: PersonMonths {
                training: need(&mut missing, "porting_person_months.training", porting.training),
                inference: need(&mut missing, "porting_person_months.inference", porting.inference),
            },
            strategy: Strategy {
                start: start.unwrap_or(Day::NEVER),
                training_share: need(&mut missing, "strategy.training_share", strategy.training_share),
                inference_share: need(&mut missing, "strategy.inference_share", strategy.inference_share),
                halt_months: Months(need(&mut missing, "strategy.halt_months", strategy.halt_months)),
                training_ramp_months: Months(need(
                    &mut missing,
                    "strategy.training_ramp_months",
                    strategy.training_ramp_months,
                )),
                inference_ramp_months: Months(need(
                    &mut missing,
                    "strategy.inference_ramp_months",
                    strategy.inference_ramp_months,
                )),
            },
            migrated: patch.migrated.unwrap_or(false),
        };
        if missing.is_empty() {
            self.world.firms.push(firm);
        } else {
            let known: Vec<&str> = self.world.firms.iter().map(|firm| firm.name.as_str()).collect();
            self.faults.push(unknown(text, &["firms", name], "firm of that name", name, &missing, &known));
        }
    }

    pub(super) fn channel(&mut self, text: &Text, chip: &str, patch: &ChannelPatch, touched: &mut Touched) {
        self.sources(text, &["supply", chip], &patch.source, &channel_fields(patch));
        let from = patch.from.as_deref().map(|date| self.day(text, &["supply", chip, "from"], date));
        let shares = patch.shares.iter().map(|(firm, share)| (firm.to_owned(), *share));
        if patch.units_per_month.is_some() {
            let lever = format!("supply.{}.units_per_month", crate::lever::slug(chip));
            let path = ["supply", chip, "units_per_month"].map(str::to_owned);
            touched.levers.push((lever, path.to_vec()));
        }
        let mut same: Vec<&mut Channel> = self.world.supply.iter_mut().filter(|channel| channel.chip == chip).collect();
        if same.len() > 1 {
            let message = format!("`{chip}` has {} supply channels, which a file cannot tell apart", same.len());
            self.faults.push(text.at_key(&["supply", chip], message));
            return;
        }
        if let Some(channel) = same.pop() {
            set(&mut channel.units_per_month, patch.units_per_month);
            set(&mut channel.from, from);
            set(&mut channel.growth_per_month, patch.growth_per_month);
            set(&mut channel.cap_units_per_month, patch.cap_units_per_month);
            set(&mut channel.lead_weeks, patch.lead_weeks);
            channel.shares.extend(shares);
            return;
        }
        let mut missing = Vec::new();
        if from.is_none() {
            missing.push("from");
        }
        let channel = Channel {
            chip: chip.to_owned(),
            units_per_month: need(&mut missing, "units_per_month", patch.units_per_month),
            from: from.unwrap_or(Day::NEVER),
            growth_per_month: need(&mut missing, "growth_per_month", patch.growth_per_month),
            cap_units_per_month: need(&mut missing, "cap_units_per_month", patch.cap_units_per_month),
            lead_weeks: need(&mut missing, "lead_weeks", patch.lead_weeks),
            shares: shares.collect(),
        };
        if missing.is_empty() {
            self.world.supply.push(channel);
        } else {
            let known: Vec<&str> = self.world.supply.iter().map(|channel| channel.chip.as_str()).collect();
            self.faults.push(unknown(text, &["supply", chip], "supply channel of that chip", chip, &missing, &known));
        }
    }
}

/// A name that is not known, and not whole enough to be new.
fn unknown(text: &Text, path: &[&str], kind: &str, name: &str, missing: &[&str], known: &[&str]) -> Fault {
    let message = format!("{name}: there is no {kind}; a new one also needs {}", and_more(missing));
    text.at_key(path, message).meant_of(name, known.iter().copied())
}
