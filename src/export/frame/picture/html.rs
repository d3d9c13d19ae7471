//! A picture as one HTML page: text that can be selected on a grid of fixed columns, over what is drawn.
//!
//! A column is as wide as a digit of the reader's monospace font, and the drawing is stretched to that. So the two fit
//! in any font, no font has to be sent along, and a glyph of another width stays in its cell. The page is XML, too.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;

use super::canvas::hex;
use super::{Look, Painted, PictureOptions, Scene, escape, svg};

/// `buffer` as an HTML document.
///
/// Equal arguments give equal bytes.
#[must_use]
pub fn html(buffer: &Buffer, options: &PictureOptions) -> String {
    let mut sheet = Sheet::new(buffer, options);
    let figure = sheet.figure(buffer, options);
    let mut out = String::with_capacity(figure.len() * 2);
    sheet.head(&options.title, &options.description, "", &mut out);
    let _ = write!(out, "<body>\n{figure}</body>\n</html>\n");
    out
}

/// A page for frames of one size, in one theme.
#[derive(Debug)]
pub struct Sheet {
    options: PictureOptions,
    /// Columns and rows.
    size: (u16, u16),
    looks: Vec<Look>,
}

impl Sheet {
    /// A page for frames like that one.
    #[must_use]
    pub fn new(buffer: &Buffer, options: &PictureOptions) -> Self {
        // Around the drawing the page has the margin.
        let options = PictureOptions { padding: 0, ..options.clone() };
        Self { options, size: (buffer.area.width, buffer.area.height), looks: Vec::new() }
    }

    /// A frame as a figure with its description.
    #[must_use]
    pub fn figure(&mut self, buffer: &Buffer, options: &PictureOptions) -> String {
        let options = &PictureOptions { padding: 0, ..options.clone() };
        let (width, height) = options.size(buffer);
        let scene = Scene::of(buffer, options);
        let mut out = String::with_capacity(buffer.content.len() * 8);
        let desc = escape(&options.description);
        let _ = write!(
            out,
            "<figure>\n<figcaption>{desc}</figcaption>\n<div class=\"frame\" aria-hidden=\"true\">\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\">\n"
        );
        svg::write_layers(&scene, &mut out);
        out.push_str("</svg>\n");
        for row in &scene.rows {
            out.push_str("<div>");
            let mut rest = row.as_slice();
            while let Some(first) = rest.first() {
                let count = rest[1..].iter().take_while(|cell| goes_with(first, cell)).count() + 1;
                let (run, after) = rest.split_at(count);
                write_run(run, &mut self.looks, &mut out);
                rest = after;
            }
            out.push_str("</div>\n");
        }
        out.push_str("</div>\n</figure>\n");
        out
    }

    /// Writes everything before the body, once all figures are made; `style` is added to their own.
    pub fn head(&self, title: &str, description: &str, style: &str, out: &mut String) {
        let (title, description) = (escape(title), escape(description));
        let _ = write!(
            out,
            "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n\
             <meta charset=\"utf-8\"/>\n<title>{title}</title>\n\
             <meta name=\"description\" content=\"{description}\"/>\n\
             <meta name=\"generator\" content=\"{}\"/>\n<style>\n",
            escape(&self.options.stamp)
        );
        write_style(&self.options, self.size, &self.looks, out);
        let _ = write!(out, "{style}</style>\n</head>\n");
    }
}

fn write_style(options: &PictureOptions, (columns, rows): (u16, u16), looks: &[Look], out: &mut String) {
    let (cell, font) = (u32::from(options.cell_height), options.font_size.max(1));
    // No decimals: what is left of them would add up from row to row.
    let (row, height) = (format!("calc({cell}em/{font})"), format!("calc({}em/{font})", u32::from(rows) * cell));
    let (paper, ink, size) = (hex(options.background), hex(options.foreground), options.font_size);
    let family: String = options.font_family.chars().filter(|c| c.is_alphanumeric() || " ,-".contains(*c)).collect();
    let _ = write!(
        out,
        "body{{margin:1em;background:{paper};color:{ink};font:{size}px {family}}}\n\
         figure{{margin:0}}\n\
         figcaption{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:pre-line}}\n\
         .frame{{position:relative;width:{columns}ch;height:{height}}}\n\
         .frame svg{{position:absolute;width:100%;height:100%}}\n\
         .frame div{{position:relative;display:grid;grid-template-columns:repeat({columns},1ch);height:{row};\
         line-height:{row};white-space:pre;text-align:center}}\n\
         .frame span{{overflow:hidden;min-width:0}}\n\
         .x{{color:transparent}}\n"
    );
    for (index, look) in looks.iter().enumerate() {
        let _ = write!(out, ".c{index}{{color:{}", hex(look.fg));
        if look.bold {
            out.push_str(";font-weight:bold");
        }
        if look.italic {
            out.push_str(";font-style:italic");
        }
        out.push_str("}\n");
    }
}

/// Whether a glyph may stand in one piece of text with `first`: letters of one look, or what is drawn, or blanks.
fn goes_with(first: &Painted<'_>, cell: &Painted<'_>) -> bool {
    match (first.is_text, cell.is_text) {
        (true, true) => first.is_plain() && cell.is_plain() && first.look() == cell.look(),
        (is_text, other) => is_text == other,
    }
}

/// Writes a piece of text into the columns that it takes.
fn write_run(run: &[Painted<'_>], looks: &mut Vec<Look>, out: &mut String) {
    let columns: u16 = run.iter().map(|cell| cell.glyph.width).sum();
    let Some(first) = run.first() else { return };
    out.push_str("<span class=\"");
    if first.is_text {
        let look = first.look();
        let index = looks.iter().position(|known| *known == look).unwrap_or_else(|| {
            looks.push(look);
            looks.len() - 1
        });
        let _ = write!(out, "c{index}\"");
    } else {
        // It is in the drawing; here it is for whoever selects or searches.
        out.push_str("x\"");
    }
    if columns > 1 {
        let _ = write!(out, " style=\"grid-column:span {columns}\"");
    }
    out.push('>');
    for cell in run {
        // What is hidden is not to be selected either.
        out.push_str(&escape(if cell.is_seen() { cell.glyph.symbol } else { " " }));
    }
    out.push_str("</span>");
}
