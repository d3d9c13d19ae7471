//! Reads what `export::frame::styled` writes.

use std::collections::HashMap;

use stockout::view::ThemeName;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A cell as it was kept. The second half of a wide character is empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub symbol: String,
    /// ` fg=#RRGGBB BOLD`, as in the legend.
    pub style: String,
}

/// A frame as it was kept.
#[derive(Debug, PartialEq)]
pub(super) struct Frame {
    /// Size, theme, depth and keys.
    pub header: String,
    pub theme: ThemeName,
    pub rows: Vec<Vec<Shown>>,
    /// Column and row.
    pub cursor: Option<(usize, usize)>,
}

impl Frame {
    /// Reads a snapshot, with the head of its file or without.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (head, glyphs) = text.split_once('┌').ok_or("no frame begins")?;
        let header = head.trim().rsplit("---\n").next().unwrap_or_default().to_owned();
        let theme = header.split(' ').nth(1).and_then(ThemeName::from_id).unwrap_or_default();
        let mut planes = glyphs.split("\n---\n");
        let (Some(glyphs), Some(styles), Some(legend)) = (planes.next(), planes.next(), planes.next()) else {
            return Err("a plane is missing".to_owned());
        };
        let mut looks = HashMap::from([('.', String::new())]);
        let mut cursor = None;
        for line in legend.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(at) = line.strip_prefix("cursor: ") {
                let place = at.split_once(',').and_then(|(y, x)| Some((x.parse().ok()?, y.parse().ok()?)));
                cursor = place;
                continue;
            }
            let letter = line.chars().next().ok_or("an empty style")?;
            looks.insert(letter, line[letter.len_utf8()..].to_owned());
        }
        let mut rows = Vec::new();
        let lines = glyphs.lines().skip(1).filter_map(|line| line.strip_prefix('│')?.strip_suffix('│'));
        for (line, styles) in lines.zip(styles.lines()) {
            let mut letters = styles.chars();
            let mut row = Vec::new();
            for symbol in line.graphemes(true) {
                for half in 0..symbol.width().max(1) {
                    let letter = letters.next().unwrap_or('.');
                    let style = looks.get(&letter).ok_or_else(|| format!("no style {letter}"))?.clone();
                    row.push(Shown { symbol: if half == 0 { symbol.to_owned() } else { String::new() }, style });
                }
            }
            rows.push(row);
        }
        if rows.is_empty() { Err("no row".to_owned()) } else { Ok(Self { header, theme, rows, cursor }) }
    }
}
