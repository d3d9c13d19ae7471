//! Asciicasts: what a terminal was sent, when, and where one may jump to. Version 2 and version 3 say the same.

use std::fmt::Write as _;

/// Which version is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Times from the start.
    Two,
    /// Times from one event to the next.
    Three,
}

/// Something in a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CastEvent {
    /// The terminal was sent this.
    Output(String),
    /// A place to jump to.
    Marker(String),
}

/// A recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// What it shows.
    pub title: String,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Ink and ground of the theme.
    pub colors: [(u8, u8, u8); 2],
    /// The terminal's sixteen colours.
    pub palette: [(u8, u8, u8); 16],
    /// What happened, with milliseconds from the start.
    pub events: Vec<(u64, CastEvent)>,
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

impl Cast {
    /// The text of its file. Nothing in it tells when or where it was made: the same story gives the same bytes.
    pub fn text(&self, version: Version) -> String {
        let mut text = self.header(version).to_string();
        text.push('\n');
        let mut last = 0;
        for (at, event) in &self.events {
            let (code, data) = match event {
                CastEvent::Output(data) => ("o", data),
                CastEvent::Marker(label) => ("m", label),
            };
            let shown = match version {
                Version::Two => *at,
                Version::Three => at - last,
            };
            last = *at;
            let data = serde_json::Value::from(data.as_str());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "[{}.{:03}, \"{code}\", {data}]", shown / 1000, shown % 1000);
        }
        text
    }

    fn header(&self, version: Version) -> serde_json::Value {
        let [ink, ground] = self.colors;
        let palette = self.palette.map(hex).join(":");
        let theme = serde_json::json!({ "fg": hex(ink), "bg": hex(ground), "palette": palette });
        let (columns, rows) = self.size;
        match version {
            Version::Two => serde_json::json!({
                "version": 2, "width": columns, "height": rows, "title": self.title,
                "env": { "TERM": "xterm-256color" }, "theme": theme,
            }),
            Version::Three => serde_json::json!({
                "version": 3, "title": self.title,
                "term": { "cols": columns, "rows": rows, "type": "xterm-256color", "theme": theme },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_run_from_the_start_or_from_event_to_event() {
        let cast = Cast {
            title: "A “title”".to_owned(),
            size: (80, 24),
            colors: [(255, 255, 255), (0, 0, 0)],
            palette: [(0, 0, 0); 16],
            events: vec![
                (0, CastEvent::Output("\u{1b}[2J\"a\"".to_owned())),
                (1_250, CastEvent::Marker("One".to_owned())),
                (61_255, CastEvent::Output(String::new())),
            ],
        };
        let lines = |version| cast.text(version).lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        let first = "[0.000, \"o\", \"\\u001b[2J\\\"a\\\"\"]";
        assert_eq!(lines(Version::Two), [first, "[1.250, \"m\", \"One\"]", "[61.255, \"o\", \"\"]"]);
        assert_eq!(lines(Version::Three), [first, "[1.250, \"m\", \"One\"]", "[60.005, \"o\", \"\"]"]);
        for version in [Version::Two, Version::Three] {
            for line in cast.text(version).lines() {
                let _: serde_json::Value = serde_json::from_str(line).unwrap();
            }
        }
    }
}
