//! The random numbers: how they are spread, that they are nobody else's, and that they stay.

use std::collections::BTreeMap;

use stockout::ensemble::{FIXED, Plan, Sampler, SpreadError, Z95, dimension, draw_world, normal_quantile};
use stockout::lever::{Catalogue, Kind, SpreadFault};
use stockout::model::{Day, Spread, World};

use super::baseline::baseline;
use super::worlds::{Dice, spreads, world};

fn one(lever: &str, spread: Spread) -> BTreeMap<String, Spread> {
    BTreeMap::from([(lever.to_owned(), spread)])
}

#[test]
fn the_normal_quantile_is_that_of_the_tables() {
    // Computed with mpmath in 40 digits, for the `f64` that is nearest to each level.
    let table = [
        (1e-9, -5.997_807_015_007_686_9),
        (1e-4, -3.719_016_485_455_680_6),
        (0.025, -1.959_963_984_540_054),
        (0.05, -1.644_853_626_951_472_7),
        (0.2, -0.841_621_233_572_914_2),
        (0.5, 0.0),
        (0.75, 0.674_489_750_196_081_7),
        (0.95, 1.644_853_626_951_472_3),
        (0.999, 3.090_232_306_167_813_5),
    ];
    for (p, z) in table {
        let found = normal_quantile(p);
        assert!((found - z).abs() <= 1e-15 * z.abs().max(0.1), "{p}: {found} instead of {z}");
    }
}

#[test]
fn every_prefix_of_a_power_of_two_has_one_point_in_each_equal_slice() {
    let sampler = Sampler::new(3);
    for lever in
        ["demand.usage_gain", "cost.pue", "policy.h200_licensed", "policy.of_a_file", "supply.new.units_per_month"]
    {
        let points = sampler.uniforms(lever, 4096);
        for bits in 0..=12 {
            let slices = 1usize << bits;
            let mut met = vec![0; slices];
            for point in &points[..slices] {
                assert!(*point > 0.0 && *point < 1.0);
                met[(point * slices as f64) as usize] += 1;
            }
            assert!(met.iter().all(|count| *count == 1), "{lever}, {slices} points");
        }
    }
}

#[test]
fn the_first_two_dimensions_fill_every_box_of_equal_area() {
    let sampler = Sampler::new(9);
    let (x, y) = (sampler.uniforms("demand.inference_growth", 1024), sampler.uniforms("demand.usage_gain", 1024));
    for split in 0..=10 {
        let (wide, high) = (1usize << split, 1usize << (10 - split));
        let mut met = vec![0; 1024];
        for (x, y) in x.iter().zip(&y) {
            met[(x * wide as f64) as usize * high + (y * high as f64) as usize] += 1;
        }
        assert!(met.iter().all(|count| *count == 1), "{wide} by {high}");
    }
}

#[test]
fn levers_are_independent_of_each_other() {
    let (world, _) = baseline();
    let mut ids: Vec<String> = Catalogue::new(&world).iter().map(|(_, lever)| lever.id.clone()).collect();
    ids.extend((0..20).map(|index| format!("policy.of_a_file_{index}")));
    let mut sampler = Sampler::new(1);
    let columns: Vec<_> = ids.iter().map(|id| sampler.normals(id, 4096)).collect();
    for (a, first) in columns.iter().enumerate() {
        let mean = first.iter().sum::<f64>() / 4096.0;
        let variance = first.iter().map(|z| z * z).sum::<f64>() / 4096.0;
        assert!(mean.abs() < 2e-3 && (variance - 1.0).abs() < 1e-2, "{}: mean {mean}, variance {variance}", ids[a]);
        for (b, second) in columns.iter().enumerate().skip(a + 1) {
            let together = first.iter().zip(second.iter()).map(|(x, y)| x * y).sum::<f64>() / 4096.0;
            // Independent numbers would have a standard deviation of 1/64.
            assert!(together.abs() < 4.5 / 64.0, "{} and {}: correlation {together}", ids[a], ids[b]);
        }
    }
}

#[test]
fn a_known_lever_has_a_dimension_of_its_own_and_a_new_one_lies_beyond() {
    let (world, _) = baseline();
    let mut met = BTreeMap::new();
    for (_, lever) in Catalogue::new(&world).iter().filter(|(_, lever)| lever.id != "model.weeks") {
        let dimension = dimension(&lever.id);
        assert!(dimension < FIXED, "{} has no row in the table of dimensions", lever.id);
        assert_eq!(met.insert(dimension, lever.id.clone()), None, "{}", lever.id);
    }
    assert!(dimension("policy.of_a_file") >= FIXED);
}

#[test]
fn more_draws_extend_fewer_and_a_seed_is_a_seed() {
    let mut sampler = Sampler::new(11);
    let few = sampler.normals("policy.of_a_file", 256);
    let many = sampler.normals("policy.of_a_file", 4096);
    assert_eq!(few[..], many[..256]);
    assert_eq!(Sampler::new(11).normals("policy.of_a_file", 4096)[..], many[..]);
    assert_ne!(Sampler::new(12).normals("policy.of_a_file", 16)[..], many[..16]);
    let few = sampler.multipliers("stock.scale", 2.0, 256);
    assert_eq!(few[..], sampler.multipliers("stock.scale", 2.0, 1024)[..256]);
}

#[test]
fn ninety_percent_of_the_draws_lie_inside_the_interval() {
    let (world, _) = baseline();
    let inside = |spreads: &BTreeMap<String, Spread>, read: fn(&World) -> f64, low: f64, high: f64| {
        let plan = Plan::new(&world, spreads, &mut Sampler::new(1), 2048).unwrap();
        let values: Vec<f64> = (0..2048).map(|draw| read(&plan.draw_world(draw))).collect();
        let share = |test: &dyn Fn(f64) -> bool| values.iter().filter(|v| test(**v)).count() as f64 / 2048.0;
        assert!((share(&|v| v < low) - 0.05).abs() < 1e-3);
        assert!((share(&|v| v > high) - 0.05).abs() < 1e-3);
    };
    inside(&one("stock.scale", Spread::Factor(2.0)), |w| w.stock_scale, 0.5, 2.0);
    inside(&one("policy.h20_restricted", Spread::PlusMinus(30.0)), |w| w.policy[0].day.0, 68.0, 128.0);
    inside(&one("demand.usage_gain", Spread::PlusMinus(0.2)), |w| w.firms[2].usage_gain, 0.2, 0.6);
}

#[test]
fn draws_keep_to_the_limits_never_stays_and_the_migrated_are_left_alone() {
    let (world, _) = baseline();
    let mut sampler = Sampler::new(1);
    let wide = BTreeMap::from([
        ("policy.b40_launch".to_owned(), Spread::PlusMinus(60.0)),
        ("strategy.inference_share".to_owned(), Spread::PlusMinus(5.0)),
        ("cost.pue".to_owned(), Spread::PlusMinus(4.0)),
        ("efficiency.inference.mid".to_owned(), Spread::PlusMinus(1e6)),
    ]);
    let plan = Plan::new(&world, &wide, &mut sampler, 512).unwrap();
    let mut at_a_limit = 0;
    for draw in 0..512 {
        let drawn = plan.draw_world(draw);
        assert_eq!(stockout::model::valid::check(&drawn), vec![]);
        assert_eq!(drawn.policy[1].day, Day::NEVER);
        assert_eq!(drawn.firms[4], world.firms[4]);
        at_a_limit += usize::from(drawn.firms[0].strategy.inference_share == 1.0);
    }
    assert!(at_a_limit > 100);
}

#[test]
fn a_lever_on_all_firms_moves_each_around_its_own_value() {
    let (world, _) = baseline();
    let mut sampler = Sampler::new(1);
    let spreads = one("demand.inference_growth", Spread::PlusMinus(0.01));
    for draw in 0..8 {
        let z = sampler.normals("demand.inference_growth", 8)[draw];
        let drawn = draw_world(&world, &spreads, &mut sampler, draw).unwrap();
        for (own, drawn) in world.firms.iter().zip(&drawn.firms) {
            assert!((drawn.inference_growth - own.inference_growth - 0.01 / Z95 * z).abs() < 1e-15);
        }
    }
}

#[test]
fn channels_of_one_chip_move_in_proportion() {
    let (mut world, _) = baseline();
    let mut second = world.supply[3].clone();
    second.units_per_month = world.supply[3].units_per_month * 3.0;
    world.supply.push(second);
    for spread in [Spread::PlusMinus(20_000.0), Spread::Factor(1.5)] {
        let spreads = one("supply.ascend_910b.units_per_month", spread);
        let drawn = draw_world(&world, &spreads, &mut Sampler::new(1), 5).unwrap();
        let (a, b) = (drawn.supply[3].units_per_month, drawn.supply[9].units_per_month);
        assert!((b / a - 3.0).abs() < 1e-12 && a != world.supply[3].units_per_month);
    }
}

#[test]
fn a_spread_that_means_nothing_is_refused() {
    let (world, _) = baseline();
    let refused = |lever: &str, spread| {
        Plan::new(&world, &one(lever, spread), &mut Sampler::new(1), 4).map(|plan| plan.count()).unwrap_err()
    };
    assert!(matches!(refused("stock.scal", Spread::Exact), SpreadError::UnknownLever { .. }));
    for spread in [
        Spread::PlusMinus(-1.0),
        Spread::PlusMinus(f64::NAN),
        Spread::PlusMinus(f64::INFINITY),
        Spread::Factor(0.9),
        Spread::Factor(f64::NAN),
    ] {
        assert!(
            matches!(
                refused("stock.scale", spread),
                SpreadError::Refused(SpreadFault::Width { .. } | SpreadFault::Factor { .. })
            ),
            "{spread:?}"
        );
    }
    assert!(matches!(
        refused("demand.usage_gain", Spread::Factor(2.0)),
        SpreadError::Refused(SpreadFault::FactorOfShift { .. })
    ));
    assert!(matches!(
        refused("policy.h20_restricted", Spread::Factor(2.0)),
        SpreadError::Refused(SpreadFault::FactorOfDate { .. })
    ));
    assert!(matches!(
        refused("model.weeks", Spread::PlusMinus(4.0)),
        SpreadError::Refused(SpreadFault::Horizon { .. })
    ));
}

#[test]
fn every_draw_of_a_random_world_is_a_valid_world() {
    for seed in 0..40 {
        let mut dice = Dice(1000 + seed);
        let world = world(&mut dice);
        let spreads = spreads(&mut dice, &world, 1);
        let plan = Plan::new(&world, &spreads, &mut Sampler::new(seed), 16).unwrap();
        for draw in 0..16 {
            assert_eq!(stockout::model::valid::check(&plan.draw_world(draw)), vec![]);
        }
    }
}

#[test]
fn a_date_takes_a_spread_in_days() {
    let (world, _) = baseline();
    assert!(Catalogue::new(&world).iter().filter(|(_, lever)| lever.row.kind == Kind::Date).count() >= 4);
    let plan = Plan::new(&world, &one("policy.h20_restricted", Spread::PlusMinus(Z95)), &mut Sampler::new(1), 1024);
    let plan = plan.unwrap();
    let days: Vec<f64> = (0..1024).map(|draw| plan.draw_world(draw).policy[0].day.0 - 98.0).collect();
    let deviation = (days.iter().map(|day| day * day).sum::<f64>() / 1024.0).sqrt();
    assert!((deviation - 1.0).abs() < 0.01, "{deviation}");
}
