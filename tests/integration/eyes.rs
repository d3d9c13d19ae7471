//! What is seen of a colour: its light, its contrast with another, and how far two are apart for every kind of eye.

use ratatui::style::Color;
use stockout::export::frame::{XTERM, quantize, rgb};
use stockout::view::{Depth, Theme};

pub(super) type Rgb = (u8, u8, u8);

/// The light of each primary, from 0 to 1 (IEC 61966-2-1).
fn linear((r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|level| {
        let level = f64::from(level) / 255.0;
        if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
    })
}

/// WCAG's relative luminance.
pub(super) fn luminance(color: Rgb) -> f64 {
    let [r, g, b] = linear(color);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG's contrast ratio.
pub(super) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How linear RGB is seen: by most, and without one of the three kinds of cones. Matrices for severity 1 of Machado,
/// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions
/// on Visualization and Computer Graphics 15 (2009).
pub(super) const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("most", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deuteranopia",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritanopia",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

/// How light a colour is in greyscale, from 0 to 100 (CIE L*).
pub(super) fn lightness(color: Rgb) -> f64 {
    lab(linear(color))[0]
}

/// CIE L*a*b* under D65.
fn lab(light: [f64; 3]) -> [f64; 3] {
    // To X, Y and Z, each as a share of the white's.
    let rows = [
        ([0.412_456_4, 0.357_576_1, 0.180_437_5], 0.950_47),
        ([0.212_672_9, 0.715_152_2, 0.072_175_0], 1.0),
        ([0.019_333_9, 0.119_192_0, 0.950_304_1], 1.088_83),
    ];
    let [x, y, z] = rows.map(|(row, white)| {
        let share = row.iter().zip(light).map(|(weight, level)| weight * level).sum::<f64>() / white;
        if share > 216.0 / 24389.0 { share.cbrt() } else { (24389.0 / 27.0 * share + 16.0) / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far two colours are apart for an eye (CIE 1976).
pub(super) fn distance(a: Rgb, b: Rgb, eye: &[[f64; 3]; 3]) -> f64 {
    let seen = |color: Rgb| {
        let light = linear(color);
        lab(eye.map(|row| row.iter().zip(light).map(|(weight, level)| weight * level).sum::<f64>().clamp(0.0, 1.0)))
    };
    seen(a).iter().zip(seen(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// A colour of a theme as it is shown at a depth, where xterm shows it.
pub(super) fn shown(color: Option<Color>, theme: &Theme, depth: Depth) -> Rgb {
    let color = quantize(color.unwrap_or(Color::Reset), depth);
    if color == Color::Reset { theme.ink } else { rgb(color, &XTERM).unwrap_or(theme.ink) }
}

#[test]
fn the_measures_are_the_published_ones() {
    let near = |a: f64, b: f64, within: f64| assert!((a - b).abs() < within, "{a} is not {b}");
    near(contrast((0, 0, 0), (255, 255, 255)), 21.0, 1e-9);
    // The grey that WCAG's texts give as just enough on white.
    near(contrast((0x76, 0x76, 0x76), (255, 255, 255)), 4.54, 0.005);
    let [l, a, b] = lab(linear((255, 0, 0)));
    near(l, 53.24, 0.01);
    near(a, 80.09, 0.02);
    near(b, 67.20, 0.02);
    for (name, eye) in &EYES {
        // White stays white for every eye; red and green come together for two of them.
        for row in eye {
            near(row.iter().sum(), 1.0, 2e-6);
        }
        let (red, green) = ((0xc0, 0x60, 0x20), (0x70, 0x80, 0x20));
        let apart = distance(red, green, eye);
        assert_eq!(apart < 25.0, matches!(*name, "protanopia" | "deuteranopia"), "{name}: {apart}");
    }
}
