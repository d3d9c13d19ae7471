//! Times as sources write them: `2025-07-01`, `May 2025`, `Q4 2024`, `2023`, `Jan-Apr 2025`, `Q2-Q3 FY26`.

use jiff::civil::Date;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(name: &str) -> Option<i8> {
    MONTHS.iter().position(|known| *known == name).map(|index| index as i8 + 1)
}

/// The number of a quarter: `Q2`.
fn quarter(word: &str) -> Option<i8> {
    word.strip_prefix('Q')?.parse().ok().filter(|number| (1..=4).contains(number))
}

/// The first and the last day of a date: `2025-07-01`, `May 2025`, `Q4 2024`, `2023`.
pub(super) fn span(text: &str) -> Option<(Date, Date)> {
    if let Ok(date) = text.parse::<Date>() {
        return Some((date, date));
    }
    let months = |year: &str, first: i8, last: i8| {
        let year = year.parse().ok()?;
        Some((Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month()))
    };
    let Some((name, year)) = text.split_once(' ') else { return months(text, 1, 12) };
    match quarter(name) {
        Some(number) => months(year, 3 * number - 2, 3 * number),
        None => month(name).and_then(|month| months(year, month, month)),
    }
}

/// The year in which a time ends, and the month where it tells one. A fiscal year is NVIDIA's: `FY26` ends in January 2026.
fn end(text: &str) -> Option<(i16, Option<i8>)> {
    let (mut last_year, mut last_month, mut last_quarter) = (None, None, None);
    for word in text.split([' ', '-', ',']) {
        if let Some(number) = month(word) {
            last_month = Some(number);
        } else if let Some(number) = quarter(word) {
            last_quarter = Some(number);
        } else if let Some(year) = word.strip_prefix("FY").and_then(|year| year.parse::<i16>().ok()) {
            // The first quarter ends in April of the year before.
            return Some(match last_quarter {
                Some(number @ 1..4) => (2000 + year - 1, Some(3 * number + 1)),
                _ => (2000 + year, Some(1)),
            });
        } else if let Ok(number) = word.parse::<i16>() {
            match (number, last_year) {
                // Of `Apr 2025-26` the month is of the first.
                (_, Some(first)) => {
                    last_year = Some(if number < 100 { first / 100 * 100 + number } else { number });
                    last_month = None;
                }
                (1000.., None) => last_year = Some(number),
                // The day of a month.
                (_, None) => {}
            }
        }
    }
    Some((last_year?, last_month.or(last_quarter.map(|number| 3 * number))))
}

/// Whether a time ends in a month or year after that of `date`. A year without a month is not told to.
pub(super) fn is_after(text: &str, date: Date) -> bool {
    end(text).is_some_and(|(year, month)| {
        year > date.year() || year == date.year() && month.is_some_and(|month| month > date.month())
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_read_as_spans() {
        assert_eq!(span("2025-07-01"), Some((date(2025, 7, 1), date(2025, 7, 1))));
        assert_eq!(span("Q4 2024"), Some((date(2024, 10, 1), date(2024, 12, 31))));
        assert_eq!(span("May 2025"), Some((date(2025, 5, 1), date(2025, 5, 31))));
        assert_eq!(span("2023"), Some((date(2023, 1, 1), date(2023, 12, 31))));
        assert_eq!(span("soon"), None);
        assert_eq!(span("Q5 2024"), None);
    }

    #[test]
    fn ends_of_fiscal_quarters_are_those_of_the_calendar() {
        assert_eq!(end("Q1 FY26"), Some((2025, Some(4))));
        assert_eq!(end("Q2-Q3 FY26"), Some((2025, Some(10))));
        assert_eq!(end("Q4 FY26"), Some((2026, Some(1))));
        assert_eq!(end("Q4 2024"), Some((2024, Some(12))));
        assert_eq!(end("Apr 2025-26"), Some((2026, None)));
        assert_eq!(end("Dec 2025-2026"), Some((2026, None)));
        assert_eq!(end("any date"), None);
    }

    #[test]
    fn what_was_known_later_is_told_by_its_date() {
        let known = date(2025, 5, 30);
        for (text, after) in [
            ("30 May 2025", false),
            ("Jan-Apr 2025", false),
            ("May 2025", false),
            ("2025", false),
            ("2024-25", false),
            ("2023-25", false),
            ("end-2024", false),
            ("Q1 FY26", false),
            ("Jun 2025", true),
            ("2025-26", true),
            ("May-Sep 2025", true),
            ("Apr 2026", true),
            ("mid-Jan 2026", true),
            ("13 Nov 2025", true),
            ("Q2-Q3 FY26", true),
        ] {
            assert_eq!(is_after(text, known), after, "{text}");
        }
    }
}
