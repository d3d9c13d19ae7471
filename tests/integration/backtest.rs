//! The backtest: what it says is what the model says, checked by hand, and it says it of every row.

use jiff::civil::date;
use stockout::model::{Day, Outcome, Simulator};
use stockout::scenario::{self, Reading, Unit};
use stockout::study::{Agreement, BACKTEST_DRAWS, Backtest, BacktestRow, Worth};

use stockout::app::Screen;
use stockout::harness::Harness;

use crate::cli::{fine, json};

fn row(backtest: &Backtest, id: &str) -> BacktestRow {
    backtest.rows.iter().find(|row| row.observation.id == id).unwrap().clone()
}

#[track_caller]
fn close(value: f64, by_hand: f64, relative: f64) {
    assert!((value / by_hand - 1.0).abs() < relative, "{value}, by hand {by_hand}");
}

/// Numbers worked out from the baseline's inputs alone.
#[test]
fn predictions_are_those_worked_out_by_hand() {
    let backtest = Backtest::run(16).unwrap();
    // 118,000 H20 a month; the ban of 9 April reaches deliveries two weeks later, on the 23rd: eight days from the 15th.
    let a_day = 118_000.0 / 30.4375;
    let after_april = row(&backtest, "h20_after_april");
    close(after_april.predicted, 8.0 * a_day, 1e-9);
    // Alibaba's fifth of the 22 days of April at 12,500 USD and half as much again for the system, in RMB.
    let spending = row(&backtest, "alibaba_capex_jun_2025");
    close(spending.predicted, 22.0 * a_day * 0.2 * 12_500.0 * 1.5 * 7.2 / 1e9, 1e-9);
    // 6,000 a month on 1 January 2024, growing 3 % a month: from month 12.02 to month 24.02.
    let growth = |from: f64, to: f64| (1.03f64.powf(to) - 1.03f64.powf(from)) / 1.03f64.ln();
    let cambricon = row(&backtest, "cambricon_2025");
    close(cambricon.predicted, 6000.0 * growth(366.0 / 30.4375, 731.0 / 30.4375), 1e-4);
    // Everything is served until autumn, so that tokens grow as ByteDance's workload: 6.8 % a month over 123 days.
    let tokens = row(&backtest, "doubao_sep_2025");
    close(tokens.predicted, 16.4 * 1.068f64.powf(123.0 / 30.4375), 1e-3);
    // Workloads grow 6.3 to 6.8 % a month, less 40 % a year.
    let chips = row(&backtest, "chip_work").predicted;
    let less = 1.4f64.powf(1.0 / 12.0);
    assert!(100.0 * (1.063 / less - 1.0) < chips && chips < 100.0 * (1.068 / less - 1.0), "{chips}");
    assert_eq!(row(&backtest, "h20_reopens").predicted, f64::INFINITY);
    assert_eq!(row(&backtest, "h20_quarter").predicted, 0.0);
}

#[test]
fn verdicts_follow_from_the_numbers() {
    let backtest = Backtest::run(256).unwrap();
    for row in &backtest.rows {
        let (low, high) = row.interval;
        assert!(low <= row.predicted && row.predicted <= high, "{}", row.observation.id);
        match row.verdict {
            Agreement::WithinInterval => assert!(low <= row.observed && row.observed <= high),
            Agreement::WithinRange => assert!(row.range.0 <= row.predicted && row.predicted <= row.range.1),
            Agreement::WithinBound => assert!(row.observation.at_most && row.predicted <= row.range.1),
            Agreement::Missed(by) if row.observation.at_most => {
                assert!(by < 0.0 && (row.predicted + by - row.range.1).abs() < 1e-9, "{}", row.observation.id);
            }
            Agreement::Missed(by) if by.is_finite() => {
                let end = row.observed - by;
                let is = |other: f64| (end - other).abs() <= 1e-9 * other.abs();
                assert!(by != 0.0 && (is(low) || is(high)), "{}", row.observation.id);
            }
            Agreement::Missed(_) => assert!(row.predicted.is_infinite()),
        }
    }
    let tokens = row(&backtest, "doubao_jun_2026");
    assert!(matches!(tokens.verdict, Agreement::Missed(by) if by > 100.0));
    // Inputs of these were set with the count in sight: that they agree proves nothing.
    for id in ["kunlun_2025", "huawei_2025", "cambricon_2025", "t_head_2025"] {
        assert_eq!(row(&backtest, id).worth(), Worth::InSight, "{id}");
    }
    // A bound tests one side alone, and one that is broken is a miss.
    let broken = row(&backtest, "baidu_capex_dec_2025");
    assert_eq!((broken.worth(), broken.verdict.is_hit()), (Worth::Bound, false));
    let worths = [Worth::Test, Worth::Bound, Worth::Zero, Worth::InSight];
    assert_eq!(worths.iter().map(|worth| backtest.score(*worth).of).sum::<usize>(), backtest.rows.len());
    let (tests, bounds) = (backtest.score(Worth::Test), backtest.score(Worth::Bound));
    assert!(tests.stood < tests.of && bounds.stood < bounds.of);
    // A miss is one, whatever was in sight.
    for row in &backtest.rows {
        let proves_nothing = row.worth() == Worth::InSight;
        assert!(!proves_nothing || row.verdict.is_hit() && row.in_sight().next().is_some(), "{}", row.observation.id);
    }
    assert_eq!(row(&backtest, "h20_after_april").worth(), Worth::Test);
}

/// The gate's fraction comes from the very quarter that is compared: the row finds that out by itself.
#[test]
fn a_prediction_that_was_set_by_what_came_proves_nothing() {
    let backtest = Backtest::run(16).unwrap();
    let quarter = row(&backtest, "h20_quarter");
    assert!(quarter.in_sight().any(|source| source == "h20_restricted_fraction"), "{:?}", quarter.rests_on);
    assert_eq!(quarter.worth(), Worth::Zero);
    // The later the day, the more the tokens rest on beside growth.
    let rests = |id: &str| row(&backtest, id).rests_on.iter().map(|rest| rest.source).collect::<Vec<_>>();
    for id in ["doubao_sep_2025", "doubao_dec_2025", "doubao_mar_2026", "doubao_jun_2026"] {
        assert!(rests(id).contains(&"inference_growth"), "{id}: {:?}", rests(id));
    }
    assert!(rests("doubao_jun_2026").len() > rests("doubao_sep_2025").len());
    assert!(rests("doubao_jun_2026").contains(&"h20_units"));
    // What nobody had announced rests on no input.
    assert!(rests("h200_allowed").is_empty());
    for row in &backtest.rows {
        for rest in &row.rests_on {
            assert!(scenario::source(rest.source).is_some() && rest.moves >= 0.01, "{}", row.observation.id);
        }
        assert!(row.rests_on.is_sorted_by(|a, b| a.moves >= b.moves), "{}", row.observation.id);
    }
}

/// The world of what came delivers what came: few H20 after the ban, fewer Blackwell than were hoped for, no H200.
#[test]
fn hindsight_delivers_what_came() {
    let world = scenario::load("hindsight", &scenario::NoFiles).unwrap().world();
    let mut simulator = Simulator::new();
    simulator.run(&world, &mut Outcome::default());
    let day = |date| Day::from_date(world.start, date);
    let end = Day(world.horizon_days());
    let h20 = simulator.delivered(&world, "H20", day(date(2025, 4, 15)), end);
    let seen = scenario::record().observations.iter().find(|row| row.id == "h20_after_april").unwrap();
    let Reading::Number(best) = seen.observed.central else { panic!("no number") };
    assert!((h20 - best).abs() < 0.1 * best, "{h20}");
    let first_months = simulator.delivered(&world, "H20", Day(0.0), day(date(2025, 4, 27)));
    assert!((354e3..418e3).contains(&first_months), "{first_months}");
    assert!((15e3..17e3).contains(&simulator.delivered(&world, "B40", Day(0.0), end)));
    assert_eq!(simulator.delivered(&world, "H200", Day(0.0), end), 0.0);
    for (chips, counted) in [
        (&["Ascend 910B", "Ascend 910C"][..], 812e3),
        (&["T-Head PPU"], 265e3),
        (&["Kunlun P800"], 116e3),
        (&["Cambricon 590"], 116e3),
    ] {
        let of_2025 = |chip: &&str| simulator.delivered(&world, chip, Day(0.0), day(date(2026, 1, 1)));
        close(chips.iter().map(of_2025).sum(), counted, 0.02);
    }
}

/// What the reading quotes is what the rows say: it is written by hand, and rows are run.
#[test]
fn the_reading_quotes_the_rows() {
    let backtest = Backtest::run(BACKTEST_DRAWS).unwrap();
    let reading: String = scenario::record().reading.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let of = |id: &str| row(&backtest, id);
    let share = |id: &str| format!("{:.0} %", (100.0 * of(id).difference() / of(id).observed).abs());
    let times = |id: &str, digits: usize| format!("{:.digits$} times", of(id).observed / of(id).predicted);
    for quoted in [
        times("doubao_sep_2025", 1),
        times("doubao_jun_2026", 0),
        format!("{:.1}", of("chip_work").predicted),
        format!("{:.1}", of("training_compute").predicted),
        format!("{:.0}k H20", of("h20_after_april").predicted / 1e3),
        share("huawei_2025"),
        share("kunlun_2025"),
        format!("{:.1} against", of("baidu_capex_dec_2025").predicted),
        format!("{:.1} times", of("domestic_power").predicted),
        format!("{:.0} times from May 2025", 180.0 / 16.4),
    ] {
        assert!(reading.contains(&quoted), "{quoted}");
    }
}

#[test]
fn more_draws_leave_the_predictions_and_sharpen_their_intervals() {
    let (few, many) = (Backtest::run(256).unwrap(), Backtest::run(BACKTEST_DRAWS).unwrap());
    for (few, many) in few.rows.iter().zip(&many.rows) {
        assert_eq!(few.predicted.to_bits(), many.predicted.to_bits());
        assert_eq!(few.verdict.is_hit(), many.verdict.is_hit(), "{}", few.observation.id);
    }
    assert_eq!(many, Backtest::run(BACKTEST_DRAWS).unwrap());
}

#[test]
fn every_row_has_predicted_observed_difference_and_source() {
    let markdown = fine(&["backtest", "--format", "markdown"]);
    let rows: Vec<Vec<&str>> = markdown
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), scenario::record().observations.len());
    for cells in &rows {
        // What, predicted, observed, difference, verdict, source: only the interval may be empty.
        assert_eq!(cells.len(), 7, "{cells:?}");
        for at in [0, 1, 3, 4, 5, 6] {
            assert!(!cells[at].is_empty(), "{cells:?}");
        }
        assert!(scenario::source(cells[6]).is_some(), "{cells:?}");
    }
    let csv = fine(&["backtest", "--format", "csv"]);
    assert_eq!(csv.lines().count(), rows.len() + 1);
    assert!(csv.contains("\"H20 delivered, May to Jul 2025\",0,,0,none,zero is zero,h20_q2_fy26"), "{csv}");
}

#[test]
fn programs_read_the_same() {
    let whole = json(&["backtest", "--format", "json"]);
    assert_eq!(whole["known_on"], "2025-05-30");
    let rows = whole["rows"].as_array().unwrap();
    let of = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    let reopened = of("h20_reopens");
    assert!(reopened["predicted"].is_null() && reopened["difference"].is_null());
    assert_eq!(reopened["observed"], "2025-07-15");
    assert_eq!(of("h20_quarter")["difference"], 0.0);
    assert_eq!(of("kunlun_2025")["unit"], "cards");
    let in_sight = of("kunlun_2025")["in_sight"].as_array().unwrap();
    assert!(in_sight.iter().any(|source| source == "kunlun_p800_units"), "{in_sight:?}");
    assert_eq!(of("kunlun_2025")["worth"], "in_sight");
    assert_eq!(of("doubao_sep_2025")["first_source"], "doubao_tokens_may_2025");
    assert_eq!(whole["score"]["zeros"]["of"], 2);
    assert!(whole["reading"].as_array().unwrap().len() > 2 && !whole["not_compared"].as_array().unwrap().is_empty());
    let dates = scenario::record().observations.iter().filter(|o| o.unit == Unit::Date).count();
    assert_eq!(rows.iter().filter(|row| row["unit"] == "date").count(), dates);
}

#[test]
fn the_record_reads_as_reviewed() {
    insta::assert_snapshot!(fine(&["backtest"]));
    let markdown = fine(&["backtest", "--format", "markdown"]);
    assert!(markdown.starts_with("# What “baseline” predicted on 2025-05-30") && markdown.contains("## What it says"));
}

/// On every width the page tells of every row what was predicted, what came, the difference and the source.
#[test]
fn the_page_tells_the_whole_record() {
    for columns in [60, 80, 120, 200] {
        let page = Harness::scenario("baseline").size(columns, 250).keys("T");
        assert_eq!(page.state().screen, Screen::Backtest);
        let text = page.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let told = page.state().backtest.told.as_ref().unwrap();
        for row in &told.rows {
            let texts = &row.texts;
            for part in [&row.observation.what, &texts.predicted, &texts.observed, &texts.difference, &texts.verdict] {
                assert!(text.contains(part.as_str()), "{columns}: {part} in\n{}", page.text());
            }
            assert!(text.contains(&row.observation.source), "{columns}: {}", row.observation.source);
        }
        assert!(text.contains("untested") && text.contains("What is not compared"));
    }
}

#[test]
fn the_page_scrolls_and_leads_back() {
    let page = Harness::scenario("baseline").size(80, 24).keys("T");
    let top = page.text();
    let end = page.keys("<pagedown*40>");
    assert!(end.text().contains("cannot be checked"), "{}", end.text());
    let up = end.keys("<up>");
    assert!(!up.text().contains("cannot be checked") || up.text() != top);
    let top_again = up.keys("<pageup*40>");
    assert_eq!(top_again.text(), top);
    let wheel = top_again.wheel(40, 12, -100);
    assert!(wheel.text().contains("cannot be checked"));
    // Another scenario does not compute it anew, and Esc leads back.
    let back = wheel.keys("<esc>");
    assert_eq!(back.state().screen, Screen::Explore);
    let opened = back.keys("6jj<enter>");
    assert!(opened.state().backtest.told.is_some());
    // The palette leads there, too.
    assert_eq!(opened.keys(":backtest<enter>").state().screen, Screen::Backtest);
}
