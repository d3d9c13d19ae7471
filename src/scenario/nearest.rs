//! "Did you mean …?"

/// Names longer than this are no slips of the pen, and slow to compare.
const LONGEST: usize = 100;

/// Shortest part of a name that is taken as meaning the whole.
const SHORTEST_PART: usize = 3;

/// The name in `known` that was most probably meant by `found`, if any is near.
///
/// Upper and lower case are the same, and so are `_`, `-` and blanks. Near are, in this order:
/// the same name, the same words in another order, a name that `found` is the beginning or end
/// of (`inference_share` of `strategy.inference_share`) or that begins or ends `found`, and a
/// name with up to a third of its characters mistyped. Of equals the first one wins.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = plain(found);
    if found.is_empty() || found.chars().count() > LONGEST {
        return None;
    }
    let mut best: Option<(Rank, &str)> = None;
    for name in known {
        let Some(rank) = rank(&found, &plain(name)) else {
            continue;
        };
        if best.as_ref().is_none_or(|(least, _)| rank < *least) {
            best = Some((rank, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How far a name is from the one that was found: less is nearer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Same,
    Reordered,
    /// With the number of characters that were left out or are too many.
    Part(usize),
    /// With the number of mistakes, then of characters that the two don't share at all.
    Mistyped {
        mistakes: usize,
        unlike: u32,
    },
}

fn rank(found: &str, name: &str) -> Option<Rank> {
    if found == name {
        return Some(Rank::Same);
    }
    if name.is_empty() || name.chars().count() > LONGEST {
        return None;
    }
    if words(found) == words(name) {
        return Some(Rank::Reordered);
    }
    let (short, long) = if found.len() < name.len() { (found, name) } else { (name, found) };
    if short.chars().count() >= SHORTEST_PART && is_end_of(short, long) {
        return Some(Rank::Part(long.chars().count() - short.chars().count()));
    }
    // Who leaves out the group of a lever may mistype the rest as well.
    let whole = mistyped(found, name);
    let last = name.rsplit_once('.').filter(|_| !found.contains('.'));
    let last = last.and_then(|(_, last)| mistyped(found, last));
    match (whole, last) {
        (Some(whole), Some(last)) => Some(whole.min(last)),
        (whole, last) => whole.or(last),
    }
}

/// The rank of `name` by the mistakes in `found`, if those are few enough.
fn mistyped(found: &str, name: &str) -> Option<Rank> {
    let longer = found.chars().count().max(name.chars().count());
    let mistakes = strsim::damerau_levenshtein(found, name);
    if mistakes > longer.max(3) / 3 {
        return None;
    }
    // Of equally many mistakes those at the end weigh least: beginnings are known best.
    let unlike = (1.0 - strsim::jaro_winkler(found, name)) * 1e6;
    Some(Rank::Mistyped { mistakes, unlike: unlike as u32 })
}

/// Whether `long` begins or ends with `short`, as whole words.
fn is_end_of(short: &str, long: &str) -> bool {
    let is_edge = |rest: &str, at_end: bool| {
        let next = if at_end { rest.chars().next_back() } else { rest.chars().next() };
        next.is_none_or(|c| !c.is_alphanumeric())
    };
    long.strip_prefix(short).is_some_and(|rest| is_edge(rest, false))
        || long.strip_suffix(short).is_some_and(|rest| is_edge(rest, true))
}

/// The words of a name in the order of the alphabet.
fn words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// `name` without the differences that nobody means.
fn plain(name: &str) -> String {
    let plain = |c: char| if matches!(c, '-' | ' ') { '_' } else { c };
    name.trim().to_lowercase().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 9] = [
        "policy.h20_close",
        "policy.b40_launch",
        "supply.domestic_scale",
        "strategy.inference_share",
        "strategy.training_share",
        "strategy.start",
        "Alibaba",
        "ByteDance",
        "Tencent",
    ];

    #[test]
    fn what_was_meant_is_found() {
        let table = [
            ("inference_share", "strategy.inference_share"),
            ("Strategy.Inference-Share", "strategy.inference_share"),
            ("strategy.share_inference", "strategy.inference_share"),
            ("strategy.inferense_share", "strategy.inference_share"),
            ("inferense_share", "strategy.inference_share"),
            ("trainng_share", "strategy.training_share"),
            ("share", "strategy.training_share"),
            ("b40_lanuch", "policy.b40_launch"),
            ("policy.b40", "policy.b40_launch"),
            ("strategy.start.now", "strategy.start"),
            ("ALIBABA", "Alibaba"),
            ("Alibab", "Alibaba"),
            ("Bytedence", "ByteDance"),
            ("Tecnent", "Tencent"),
        ];
        for (found, want) in table {
            assert_eq!(nearest(found, KNOWN), Some(want), "{found}");
        }
    }

    #[test]
    fn nothing_is_suggested_for_something_else() {
        for found in ["", "  ", "x", "demand", "Nvidia", "sha", "___"] {
            assert_eq!(nearest(found, KNOWN), None, "{found}");
        }
        assert_eq!(nearest(&"a".repeat(1_000_000), KNOWN), None);
        assert_eq!(nearest("Alibaba", []), None);
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("cat", ["car", "cap"]), Some("car"));
        assert_eq!(nearest("cat", ["cap", "car"]), Some("cap"));
    }
}
