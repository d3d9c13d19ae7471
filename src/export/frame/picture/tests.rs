use ratatui::layout::Rect;
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Span};

use super::canvas::hex;
use super::type_face::TypeFace;
use super::*;

fn picture(lines: &[Line<'_>], options: &PictureOptions) -> String {
    let mut buffer = Buffer::empty(Rect::new(2, 1, 8, lines.len() as u16));
    for (y, line) in (1..).zip(lines) {
        buffer.set_line(2, y, line, 8);
    }
    svg(&buffer, options)
}

fn options() -> PictureOptions {
    PictureOptions { padding: 0, ..PictureOptions::default() }
}

#[test]
fn a_small_picture_is_as_expected() {
    let options = PictureOptions {
        title: "A & B".to_owned(),
        description: "two <rows>".to_owned(),
        foreground: (0, 0, 0),
        background: (255, 255, 255),
        font_family: "Mono".to_owned(),
        cursor: Some(Position::new(2, 1)),
        ..options()
    };
    let blue = Style::new().underline_color(Color::Rgb(0, 0, 255));
    let link = Span::styled("y", blue.underlined());
    let rows = [
        Line::from(vec!["a<b".bold(), " →".into(), "██▒".fg(Color::Rgb(230, 159, 0))]),
        Line::from(vec!["─┬".into(), "界".on_red(), "x".underlined(), link]),
    ];
    insta::assert_snapshot!(picture(&rows, &options), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" width="72" height="40" viewBox="0 0 72 40" role="img">
    <title>A &amp; B</title>
    <desc>two &lt;rows&gt;</desc>
    <rect width="72" height="40" fill="#ffffff"/>
    <g shape-rendering="crispEdges">
    <path fill="#c93c37" d="M18 20h18v20h-18z"/>
    </g>
    <g>
    <path fill="#e69f00" d="M45 0h18v20h-18z"/>
    <path fill="#f3cf80" d="M63 0h9v20h-9z"/>
    <path fill="#000000" d="M36 38h9v1h-9zM0 29h18v1h-18zM13 29h1v11h-1zM0 0h9v1h-9zM0 19h9v1h-9zM0 1h1v18h-1zM8 1h1v18h-1z"/>
    <path fill="#0000ff" d="M45 38h9v1h-9z"/>
    </g>
    <g font-family="Mono" font-size="15" fill="#000000">
    <text x="0 9 18" y="15" font-weight="bold">a&lt;b</text>
    <text x="40.5" y="15" text-anchor="middle">→</text>
    <text x="27" y="35" text-anchor="middle">界</text>
    <text x="36 45" y="35">xy</text>
    </g>
    </svg>
    "##);
}

#[test]
fn the_same_frame_gives_the_same_bytes() {
    let rows = [Line::from(vec!["ab".red(), "●─".dim(), "é".reversed()])];
    assert_eq!(picture(&rows, &options()), picture(&rows, &options()));
}

#[test]
fn reversed_swaps_also_the_default_colours() {
    let got = picture(&[Line::from("x".reversed())], &options());
    let PictureOptions { foreground, background, .. } = options();
    assert!(got.contains(&format!("<path fill=\"{}\" d=\"M0 0h9v20h-9z\"", hex(foreground))));
    assert!(got.contains(&format!("fill=\"{}\">x</text>", hex(background))));
}

#[test]
fn hidden_text_is_left_out_and_dim_text_moves_towards_its_ground() {
    let got = picture(&[Line::from(vec!["secret".hidden(), "d".dim()])], &options());
    assert!(!got.contains("secret"));
    let dim = mix(options().foreground, options().background, 60);
    assert!(got.contains(&format!("fill=\"{}\">d</text>", hex(dim))), "{got}");
}

#[test]
fn equal_grounds_are_one_rectangle_per_row() {
    let got = picture(&[Line::from(vec!["ab".on_red(), " c".blue().on_red()])], &options());
    assert_eq!(got.matches("M0 0h36v20").count(), 1, "{got}");
}

#[test]
fn text_cannot_break_out_of_the_document() {
    let options = PictureOptions {
        title: "</title><script>\u{0}\u{1b}\"'".to_owned(),
        font_family: "\" onload=\"x".to_owned(),
        ..options()
    };
    let got = picture(&[Line::from("]]>&<")], &options);
    assert!(got.contains("<title>&lt;/title&gt;&lt;script&gt;&quot;'</title>"));
    assert!(got.contains("font-family=\"&quot; onload=&quot;x\""));
    assert!(got.contains(">]]&gt;&amp;&lt;</text>"), "{got}");
}

#[test]
fn every_style_and_size_is_drawn_without_panic() {
    let every: String = ('\u{2500}'..='\u{259F}').chain('\u{2800}'..='\u{28FF}').collect();
    for (cell_width, cell_height, font_size) in [(0, 0, 0), (1, 1, 1), (9, 20, 15), (40, 90, 70)] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 420, 1));
        buffer.set_string(0, 0, &every, Style::new().crossed_out().italic().slow_blink());
        let options = PictureOptions { font_size, cell_width, cell_height, ..options() };
        assert!(svg(&buffer, &options).ends_with("</svg>\n"));
    }
    assert!(svg(&Buffer::empty(Rect::ZERO), &options()).contains("width=\"0\""));
}

#[test]
fn a_cursor_outside_the_buffer_is_not_drawn() {
    let outside = PictureOptions { cursor: Some(Position::ORIGIN), ..options() };
    let rows = [Line::from("x")];
    assert_eq!(picture(&rows, &outside), picture(&rows, &options()));
}

#[test]
fn no_box_drawing_character_is_left_to_the_font() {
    for symbol in '\u{2500}'..='\u{257F}' {
        let got = picture(&[Line::from(symbol.to_string())], &options());
        assert!(!got.contains("<text"), "{symbol} is text");
        assert!(got.contains("<path"), "{symbol} is missing");
    }
}

/// The frames of the tests hold what a person can come to see.
#[test]
fn every_glyph_of_the_golden_frames_is_drawn_or_in_the_font() {
    let face = TypeFace::new();
    let cell = Area { x: 0, y: 0, w: 9, h: 20 };
    let mut met = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        met.extend(text.chars().filter(|c| !c.is_control()));
    }
    assert!(met.len() > 200, "only {}", met.len());
    for symbol in met {
        let mut canvas = Canvas::default();
        let is_drawn = blocks::draw(symbol, cell, (0, 0, 0), (1, 1, 1), &mut canvas)
            || lines::draw(symbol, cell, 1, (0, 0, 0), &mut canvas)
            || marks::draw(symbol, cell, 1, (0, 0, 0), &mut canvas);
        assert!(is_drawn || face.has(symbol), "{symbol} (U+{:04X}) is nowhere", u32::from(symbol));
    }
}

/// A frame with everything that a cell can be.
fn sample() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(2, 1, 12, 4));
    let rows = [
        Line::from(vec!["ab".bold(), " é→".into(), "██▒".fg(Color::Rgb(230, 159, 0)), "●╭".into()]),
        Line::from(vec!["─┬".into(), "界".on_red(), "x".underlined(), "&<>".on_blue(), "  ".on_green()]),
        Line::from(vec!["⣿⢕".cyan(), "s".hidden(), "g".italic(), "r".reversed(), "e\u{301}".dim()]),
        Line::default(),
    ];
    for (y, line) in (1..).zip(&rows) {
        buffer.set_line(2, y, line, 12);
    }
    buffer
}

fn about() -> PictureOptions {
    PictureOptions {
        title: "A <title> & more".to_owned(),
        description: "one → line\nand \"another\"".to_owned(),
        stamp: "stockout 1, model 2".to_owned(),
        ..PictureOptions::default()
    }
}

struct Pixels {
    width: usize,
    bytes: Vec<u8>,
    texts: Vec<(String, String)>,
}

impl Pixels {
    fn of(bytes: &[u8]) -> Self {
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        let texts = reader.info().utf8_text.iter().map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap()));
        Self { width: reader.info().width as usize, texts: texts.collect(), bytes }
    }

    fn at(&self, x: i32, y: i32) -> Rgb {
        let at = 3 * (y as usize * self.width + x as usize);
        (self.bytes[at], self.bytes[at + 1], self.bytes[at + 2])
    }

    fn cell(&self, area: Area) -> impl Iterator<Item = Rgb> {
        (area.y..area.y + area.h).flat_map(move |y| (area.x..area.x + area.w).map(move |x| self.at(x, y)))
    }
}

#[test]
fn the_pixels_of_a_png_are_those_of_its_cells() {
    let (buffer, options) = (sample(), about());
    let bytes = png(&buffer, &options).unwrap();
    assert_eq!(bytes, png(&buffer, &options).unwrap());
    let pixels = Pixels::of(&bytes);
    let texts = [("Title", &options.title), ("Description", &options.description), ("Source", &options.stamp)];
    assert_eq!(pixels.texts, texts.map(|(keyword, text)| (keyword.to_owned(), text.clone())));
    let options = options.scaled(2);
    let mut letters = 0;
    for cell in Scene::of(&buffer, &options).rows.iter().flatten() {
        let symbol = cell.glyph.symbol;
        let all = |rgb: Rgb| pixels.cell(cell.area).all(|pixel| pixel == rgb);
        let any = |rgb: Rgb| pixels.cell(cell.area).any(|pixel| pixel == rgb);
        match symbol {
            _ if !cell.is_seen() => assert!(all(cell.bg), "a blank is its ground"),
            "█" => assert!(all(cell.fg)),
            "▒" => assert!(all(mix(cell.fg, cell.bg, 50))),
            // Soft edges, but a stem or a stroke somewhere is all ink.
            _ => {
                letters += 1;
                assert!(any(cell.bg), "{symbol} leaves nothing of its ground");
                assert!(any(cell.fg) || cell.has(Modifier::DIM), "{symbol} has no ink");
            }
        }
    }
    assert!(letters > 15);
    // What an eye would be quick to see: the half of a line that lies in the middle of its cell.
    let line = Scene::of(&buffer, &options).rows[1][0].area;
    assert_ne!(pixels.at(line.x + 1, line.y + line.h / 2 - 1), options.background);
    assert_eq!(pixels.at(line.x + 1, line.y + 2), options.background);
}

#[test]
fn a_png_of_any_size_is_made_or_refused() {
    for (columns, rows) in [(0, 0), (1, 1), (300, 100)] {
        assert!(png(&Buffer::empty(Rect::new(0, 0, columns, rows)), &PictureOptions::default()).is_ok());
    }
    let error = png(&Buffer::empty(Rect::new(0, 0, 2000, 2000)), &PictureOptions::default()).unwrap_err();
    assert!(error.to_string().contains("2000×2000"));
}

#[test]
fn a_page_holds_each_row_as_text_in_its_columns() {
    let (buffer, options) = (sample(), about());
    let page = html(&buffer, &options);
    assert_eq!(page, html(&buffer, &options));
    let parsing = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(&page, parsing).unwrap();
    let named =
        |name: &str| document.descendants().find(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", name)));
    assert_eq!(named("title").unwrap().text(), Some(&*options.title));
    assert_eq!(named("figcaption").unwrap().text(), Some(&*options.description));
    let meta = |name: &str| document.descendants().find(|node| node.attribute("name") == Some(name)).unwrap();
    assert_eq!(meta("generator").attribute("content"), Some(&*options.stamp));
    let frame = document.descendants().find(|node| node.attribute("class") == Some("frame")).unwrap();
    let rows: Vec<_> =
        frame.children().filter(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", "div"))).collect();
    let lines = crate::export::frame::text(&buffer);
    assert_eq!(rows.len(), lines.lines().count());
    for (row, line) in rows.iter().zip(lines.lines()) {
        let text: String = row.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
        // What is hidden is not told.
        assert_eq!(text.trim_end(), line.replace("sg", " g").trim_end());
        let columns = |style: &str| style.trim_start_matches("grid-column:span ").parse::<u16>().unwrap();
        let spans = row.children().map(|span| span.attribute("style").map_or(1, columns));
        assert_eq!(spans.sum::<u16>(), buffer.area.width);
    }
}

#[test]
fn a_drawing_is_xml_and_tells_where_it_comes_from() {
    let drawing = svg(&sample(), &about());
    let document = roxmltree::Document::parse(&drawing).unwrap();
    let text =
        |name: &str| document.root_element().children().find(|node| node.tag_name().name() == name).unwrap().text();
    assert_eq!((text("title"), text("metadata")), (Some("A <title> & more"), Some("stockout 1, model 2")));
}
