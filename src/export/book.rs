//! A story as pictures: a file a step, and all steps on one page with their captions as text.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;

use super::frame::{PictureOptions, Sheet, escape};
use crate::app::{Prose, RunKind};

/// A step, painted.
#[derive(Debug)]
pub struct Leaf {
    /// Its title.
    pub title: String,
    /// What the audience reads.
    pub caption: Vec<Prose>,
    /// Where its numbers come from: id and title of each source.
    pub sources: Vec<(String, String)>,
    /// The frame.
    pub buffer: Buffer,
    /// What the picture says of itself.
    pub about: PictureOptions,
}

/// Longest name of a file, without number and ending.
const LONGEST_SLUG: usize = 48;

/// The name of a step's file: `03-a-chip-that-complies.svg`. Steps are counted from 0.
pub fn file_name(step: usize, count: usize, title: &str, ending: &str) -> String {
    let digits = count.to_string().len().max(2);
    let slug = slug(title);
    let between = if slug.is_empty() { "" } else { "-" };
    format!("{:0digits$}{between}{slug}.{ending}", step + 1)
}

/// A title in letters and digits that every system and every shell takes.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !matches!(c, '\'' | '’') && !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= LONGEST_SLUG {
            break;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// All steps on one page. Equal leaves give equal bytes.
pub fn book(talk: &str, leaves: &[Leaf]) -> String {
    let Some(first) = leaves.first() else { return String::new() };
    let mut sheet = Sheet::new(&first.buffer, &first.about);
    let mut body = String::new();
    for (index, leaf) in leaves.iter().enumerate() {
        let number = index + 1;
        let _ = write!(body, "<section id=\"step-{number}\">\n<h2>{number}. {}</h2>\n", escape(&leaf.title));
        write_caption(&leaf.caption, &mut body);
        body.push_str(&sheet.figure(&leaf.buffer, &leaf.about));
        if !leaf.sources.is_empty() {
            let of = |(id, title): &(String, String)| format!("{} ({})", escape(title), escape(id));
            let sources: Vec<String> = leaf.sources.iter().map(of).collect();
            let _ = writeln!(body, "<p class=\"sources\">Sources: {}</p>", sources.join("; "));
        }
        body.push_str("</section>\n");
    }
    let description = format!("{} steps: {}.", leaves.len(), titles(leaves));
    let mut out = String::with_capacity(body.len() + 4_096);
    sheet.head(talk, &description, STYLE, &mut out);
    let _ = write!(out, "<body>\n<main>\n<h1>{}</h1>\n{body}</main>\n</body>\n</html>\n", escape(talk));
    out
}

const STYLE: &str = "section{margin:3em 0}\nh1,h2{font-size:1.2em}\n.text{max-width:80ch}\n.sources{opacity:.8}\n";

fn titles(leaves: &[Leaf]) -> String {
    leaves.iter().map(|leaf| leaf.title.as_str()).collect::<Vec<_>>().join("; ")
}

fn write_caption(caption: &[Prose], out: &mut String) {
    out.push_str("<div class=\"text\">\n");
    let mut in_list = false;
    for prose in caption {
        if prose.is_point != in_list {
            out.push_str(if prose.is_point { "<ul>\n" } else { "</ul>\n" });
            in_list = prose.is_point;
        }
        let tag = if prose.is_point { "li" } else { "p" };
        let _ = write!(out, "<{tag}>");
        for run in &prose.runs {
            let text = escape(&run.text);
            let _ = match run.kind {
                RunKind::Plain => write!(out, "{text}"),
                RunKind::Strong | RunKind::Value => write!(out, "<strong>{text}</strong>"),
            };
        }
        let _ = writeln!(out, "</{tag}>");
    }
    if in_list {
        out.push_str("</ul>\n");
    }
    out.push_str("</div>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_plain() {
        assert_eq!(file_name(2, 8, "A chip that complies", "svg"), "03-a-chip-that-complies.svg");
        assert_eq!(file_name(0, 120, "The switch, and its halt", "html"), "001-the-switch-and-its-halt.html");
        assert_eq!(file_name(0, 8, "Who's left? 20 → 80 %", "png"), "01-whos-left-20-80.png");
        assert_eq!(file_name(0, 8, "輸出規制", "png"), "01.png");
        assert_eq!(file_name(0, 8, "../../etc/passwd", "png"), "01-etc-passwd.png");
        let long = file_name(0, 8, &"word ".repeat(100), "png");
        assert!(long.len() < 60 && !long.contains("-."), "{long}");
    }
}
