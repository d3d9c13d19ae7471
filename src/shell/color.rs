//! How many colours the terminal has, as its environment says.

use crate::export::frame::Depth;

/// `NO_COLOR` (not empty) before `COLORTERM` before `TERM`; what says nothing has sixteen.
pub(super) fn depth_of(variable: impl Fn(&str) -> Option<String>) -> Depth {
    let is = |name: &str, test: &dyn Fn(&str) -> bool| variable(name).is_some_and(|value| test(&value));
    if is("NO_COLOR", &|value| !value.is_empty()) {
        Depth::None
    } else if is("COLORTERM", &|value| matches!(value, "truecolor" | "24bit")) {
        Depth::Truecolor
    } else if is("TERM", &|value| value.contains("256color")) {
        Depth::Ansi256
    } else if is("TERM", &|value| value == "dumb") {
        Depth::None
    } else {
        Depth::Ansi16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_many_colours() {
        let table: [(&[(&str, &str)], Depth); 7] = [
            (&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], Depth::None),
            (&[("NO_COLOR", ""), ("COLORTERM", "truecolor")], Depth::Truecolor),
            (&[("COLORTERM", "24bit"), ("TERM", "xterm")], Depth::Truecolor),
            (&[("TERM", "xterm-256color")], Depth::Ansi256),
            (&[("TERM", "xterm")], Depth::Ansi16),
            (&[("TERM", "dumb")], Depth::None),
            (&[], Depth::Ansi16),
        ];
        for (environment, depth) in table {
            let of =
                |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(depth_of(of), depth, "{environment:?}");
        }
    }
}
