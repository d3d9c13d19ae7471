//! The page: everything in one file, nothing from elsewhere.

use std::collections::HashMap;
use std::fmt::Write;

use stockout::export::frame::XTERM;
use stockout::view::Theme;

use super::styled::{Frame, Shown};

/// More than this no page has, in bytes.
pub(super) const LARGEST: usize = 2_000_000;

/// Rows told around one that changed.
const AROUND: usize = 1;

/// A frame before and after.
pub(super) struct Pair {
    pub name: String,
    pub old: Option<Frame>,
    pub new: Frame,
    /// What a screen reader is told of the new one.
    pub spoken: String,
}

impl Pair {
    /// Column and row of each cell that is not what it was.
    pub(super) fn changed(&self) -> impl Iterator<Item = (usize, usize)> {
        let before = |x: usize, y: usize| self.old.as_ref().and_then(|old| old.rows.get(y)?.get(x));
        let cells = self
            .new
            .rows
            .iter()
            .enumerate()
            .flat_map(|(y, row)| row.iter().enumerate().map(move |(x, cell)| (x, y, cell)));
        cells.filter(move |(x, y, cell)| before(*x, *y) != Some(*cell)).map(|(x, y, _)| (x, y))
    }

    /// Rows with something that changed, and those around them.
    fn told(&self) -> Vec<bool> {
        let height = self.new.rows.len();
        let mut told = vec![false; height];
        let places = self.changed().map(|(_, y)| y);
        let cursors = [Some(&self.new), self.old.as_ref()].into_iter().flatten().filter_map(|frame| frame.cursor);
        let cursors = cursors.filter(|_| self.old.as_ref().is_some_and(|old| old.cursor != self.new.cursor));
        for y in places.chain(cursors.map(|(_, y)| y)) {
            told[y.saturating_sub(AROUND)..(y + AROUND + 1).min(height)].fill(true);
        }
        told
    }
}

/// Text as HTML has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Styles as classes, each written once.
#[derive(Default)]
struct Classes {
    known: HashMap<String, usize>,
    rules: String,
}

impl Classes {
    fn of(&mut self, style: &str, theme: &Theme) -> usize {
        let key = format!("{}{style}", theme.name.id());
        let next = self.known.len();
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        self.known.insert(key, next);
        let hex = |(r, g, b): (u8, u8, u8)| format!("#{r:02x}{g:02x}{b:02x}");
        let (mut ink, mut ground, mut more) = (hex(theme.ink), None, String::new());
        let mut is_reversed = false;
        for part in style.split_whitespace() {
            match part.split_once('=') {
                Some(("fg", color)) => ink = css(color).unwrap_or(ink),
                Some(("bg", color)) => ground = css(color),
                _ => match part {
                    "BOLD" => more.push_str("font-weight:bold;"),
                    "DIM" => more.push_str("opacity:.65;"),
                    "ITALIC" => more.push_str("font-style:italic;"),
                    "UNDERLINED" => more.push_str("text-decoration:underline;"),
                    "CROSSED_OUT" => more.push_str("text-decoration:line-through;"),
                    "REVERSED" => is_reversed = true,
                    _ => {}
                },
            }
        }
        if is_reversed {
            let paper = ground.take().unwrap_or_else(|| hex(theme.ground));
            ground = Some(std::mem::replace(&mut ink, paper));
        }
        let ground = ground.map(|ground| format!("background:{ground};")).unwrap_or_default();
        let _ = writeln!(self.rules, ".s{next}{{color:{ink};{ground}{more}}}");
        next
    }
}

/// A colour of a legend.
fn css(color: &str) -> Option<String> {
    if color.starts_with('#') {
        return Some(color.to_owned());
    }
    let names = "Black Red Green Yellow Blue Magenta Cyan Gray DarkGray LightRed LightGreen LightYellow LightBlue \
        LightMagenta LightCyan White";
    let number = match color.strip_prefix("idx:") {
        Some(index) => index.parse().ok(),
        None => names.split_whitespace().position(|name| name == color),
    };
    let (r, g, b) = match number? {
        named @ 0..16 => XTERM[named],
        cube @ 16..232 => {
            let level = |steps: usize| if steps == 0 { 0 } else { 55 + 40 * steps as u8 };
            (level((cube - 16) / 36), level((cube - 16) / 6 % 6), level((cube - 16) % 6))
        }
        grey => [8 + 10 * (grey as u8).saturating_sub(232); 3].into(),
    };
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}

/// The rows that are told; every cell that `other` has not is marked.
fn picture(frame: &Frame, other: Option<&Frame>, told: &[bool], classes: &mut Classes, caption: &str) -> String {
    let theme = Theme::new(frame.theme);
    let mut out = format!("<figure class=\"{}\"><figcaption>{caption}</figcaption><pre>", theme.name.id());
    let mut left_out = 0;
    for (y, row) in frame.rows.iter().enumerate() {
        if !told.get(y).copied().unwrap_or(true) {
            left_out += 1;
            continue;
        }
        skip(&mut out, &mut left_out);
        let look = |x: usize, cell: &Shown| {
            let same = other.is_none_or(|other| other.rows.get(y).and_then(|row| row.get(x)) == Some(cell));
            (cell.style.clone(), !same, frame.cursor == Some((x, y)))
        };
        let mut x = 0;
        while x < row.len() {
            let own = look(x, &row[x]);
            let end = (x..row.len()).find(|at| look(*at, &row[*at]) != own).unwrap_or(row.len());
            let text: String = row[x..end].iter().map(|cell| cell.symbol.as_str()).collect();
            let style = classes.of(&own.0, &theme);
            let marked = match (own.1, own.2) {
                (_, true) => "<b class=\"k\">",
                (true, _) => "<b class=\"c\">",
                _ => "",
            };
            let close = if marked.is_empty() { "" } else { "</b>" };
            let _ = write!(out, "{marked}<i class=s{style}>{}</i>{close}", escaped(&text));
            x = end;
        }
        out.push('\n');
    }
    skip(&mut out, &mut left_out);
    out.push_str("</pre></figure>");
    out
}

fn skip(out: &mut String, rows: &mut usize) {
    if *rows > 0 {
        let _ = writeln!(out, "<em>⋮ {rows} rows as they were</em>");
        *rows = 0;
    }
}

/// The whole page.
pub(super) fn page(pairs: &[Pair]) -> String {
    let mut classes = Classes::default();
    let mut body = String::new();
    let mut left_out = Vec::new();
    for pair in pairs {
        let changed = pair.changed().count();
        let told = if pair.old.is_some() { pair.told() } else { vec![true; pair.new.rows.len()] };
        let size = |frame: &Frame| format!("{}x{}", frame.rows[0].len(), frame.rows.len());
        let mut part = format!(
            "<section><h2>{}</h2><p>{} · {} theme · {changed} cells differ · <code>{}</code></p><div>",
            escaped(&pair.name),
            size(&pair.new),
            pair.new.theme.id(),
            escaped(&pair.new.header)
        );
        match &pair.old {
            Some(old) => part.push_str(&picture(old, Some(&pair.new), &told, &mut classes, "old")),
            None => part.push_str("<figure><figcaption>old</figcaption>no frame before</figure>"),
        }
        part.push_str(&picture(&pair.new, pair.old.as_ref(), &told, &mut classes, "new"));
        part.push_str("</div>");
        if !pair.spoken.is_empty() {
            let _ = write!(
                part,
                "<details open><summary>heard</summary><p>{}</p></details>",
                escaped(&pair.spoken).replace('\n', "<br>")
            );
        }
        part.push_str("</section>\n");
        // Room for the head and for names.
        if body.len() + part.len() + classes.rules.len() + 40_000 > LARGEST {
            left_out.push(escaped(&pair.name));
        } else {
            body.push_str(&part);
        }
    }
    if !left_out.is_empty() {
        let names: String = left_out.join(", ").chars().take(20_000).collect();
        let _ = write!(body, "<p>{} frames are left out, for the page would be too large: {names}</p>", left_out.len());
    }
    let mut grounds = String::new();
    for name in stockout::view::ThemeName::all() {
        let (r, g, b) = Theme::new(name).ground;
        writeln!(grounds, ".{} pre{{background:#{r:02x}{g:02x}{b:02x}}}", name.id()).unwrap();
    }
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Frames to review</title><style>\n{HEAD}{grounds}{}</style>\
        <h1>{} frames to review</h1>\n{body}</html>\n",
        classes.rules,
        pairs.len()
    )
}

const HEAD: &str = "body{font:15px sans-serif;margin:2em;background:#fff;color:#222}
pre{font:13px/1.25 monospace;padding:.6em;margin:0;overflow:auto}
div{display:flex;flex-wrap:wrap;gap:1em}
figure{margin:0;max-width:100%}
i,b{font-style:normal;font-weight:normal}
em{color:#888;font-style:normal}
.c{outline:1px solid #f0f;background:#f0f3}
.k{outline:2px solid #0c0}
";
