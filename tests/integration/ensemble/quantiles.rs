//! Quantiles against a sort.

use stockout::ensemble::{LEVELS, QuantileDesk};

use super::worlds::Dice;

/// Type 7 by its definition, with "none" last.
fn by_sort(values: &[f64], level: f64) -> f64 {
    let mut sorted: Vec<f64> = values.iter().map(|v| if v.is_nan() { f64::INFINITY } else { *v }).collect();
    sorted.sort_by(f64::total_cmp);
    let rank = level * (sorted.len() - 1) as f64;
    let (low, part) = (rank.floor() as usize, rank - rank.floor());
    let (a, b) = (sorted[low], sorted[if part > 0.0 { low + 1 } else { low }]);
    match (a.is_finite(), b.is_finite()) {
        _ if a.to_bits() == b.to_bits() => a,
        (true, true) => a + part * (b - a),
        (_, true) => a,
        _ => b,
    }
}

#[test]
fn they_are_those_of_a_sort_with_ties_atoms_and_nones() {
    let mut dice = Dice(5);
    let mut desk = QuantileDesk::new();
    for round in 0..3000 {
        let count = 1 + dice.below(if round % 10 == 0 { 5000 } else { 60 });
        let kind = dice.below(7);
        let values: Vec<f64> = (0..count)
            .map(|_| match kind {
                0 => dice.share(),
                1 if dice.one_in(2) => 0.0,
                3 => dice.below(4) as f64,
                4 if dice.one_in(3) => f64::NEG_INFINITY,
                2 | 4 | 5 if kind == 5 || dice.one_in(2) => f64::INFINITY,
                6 if dice.one_in(3) => 1.0,
                6 if dice.one_in(20) => f64::NAN,
                _ => dice.between(-1.0, 1.0).powi(9),
            })
            .collect();
        let levels = [0.0, 1.0, dice.share(), LEVELS[0], 0.5, LEVELS[4], dice.share()];
        for (found, level) in desk.at(&values, levels).into_iter().zip(levels) {
            let expected = by_sort(&values, level);
            assert!(found == expected, "kind {kind}, {count} values, level {level}: {found}, by sort {expected}");
        }
    }
}

#[test]
fn a_quantile_that_touches_none_is_none() {
    let mut desk = QuantileDesk::new();
    let none = f64::INFINITY;
    let q = desk.quantiles(&[1.0, 2.0, 3.0, none, none]);
    assert_eq!((q.p5, q.p25, q.p50, q.p75, q.p95), (Some(1.2), Some(2.0), Some(3.0), None, None));
    // Between the third and none: touched, though two thirds of the way are a date's.
    assert_eq!(desk.quantiles(&[1.0, 2.0, 3.0, none]).p75, None);
    assert_eq!(desk.quantiles(&[]).p50, None);
    assert_eq!(desk.quantiles(&[4.0]).values(), [Some(4.0); 5]);
}
