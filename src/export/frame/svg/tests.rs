use ratatui::layout::Rect;
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Span};

use super::*;

fn picture(lines: &[Line<'_>], options: &SvgOptions) -> String {
    let mut buffer = Buffer::empty(Rect::new(2, 1, 8, lines.len() as u16));
    for (y, line) in (1..).zip(lines) {
        buffer.set_line(2, y, line, 8);
    }
    svg(&buffer, options)
}

fn options() -> SvgOptions {
    SvgOptions { padding: 0, ..SvgOptions::default() }
}

#[test]
fn a_small_picture_is_as_expected() {
    let options = SvgOptions {
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
    let SvgOptions { foreground, background, .. } = options();
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
    let options = SvgOptions {
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
        let options = SvgOptions { font_size, cell_width, cell_height, ..options() };
        assert!(svg(&buffer, &options).ends_with("</svg>\n"));
    }
    assert!(svg(&Buffer::empty(Rect::ZERO), &options()).contains("width=\"0\""));
}

#[test]
fn a_cursor_outside_the_buffer_is_not_drawn() {
    let outside = SvgOptions { cursor: Some(Position::ORIGIN), ..options() };
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
