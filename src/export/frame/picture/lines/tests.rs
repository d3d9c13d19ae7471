use super::*;

/// The pixels of a character, row by row.
fn pixels(symbol: char, (w, h): (i32, i32)) -> Vec<Vec<bool>> {
    let mut canvas = Canvas::default();
    let cell = Area { x: 0, y: 0, w, h };
    assert!(draw(symbol, cell, 1, (0, 0, 0), &mut canvas), "{symbol}");
    let mut out = vec![vec![false; w as usize]; h as usize];
    for (_, Area { x, y, w, h }) in canvas.areas() {
        for row in &mut out[y as usize..(y + h) as usize] {
            row[x as usize..(x + w) as usize].fill(true);
        }
    }
    out
}

/// What a cell shows at its upper, right, lower and left edge.
fn edges(pixels: &[Vec<bool>]) -> [Vec<bool>; 4] {
    let column = |at: usize| pixels.iter().map(|row| row[at]).collect();
    let (width, height) = (pixels[0].len(), pixels.len());
    [pixels[0].clone(), column(width - 1), pixels[height - 1].clone(), column(0)]
}

#[test]
fn every_character_meets_its_neighbours() {
    for size in [(9, 20), (8, 16), (7, 13)] {
        let blank = edges(&vec![vec![false; size.0 as usize]; size.1 as usize]);
        for symbol in '\u{2500}'..='\u{257F}' {
            let Some(arms) = arms(symbol) else { continue };
            let got = edges(&pixels(symbol, size));
            for (at, arm) in arms.into_iter().enumerate() {
                let straight = match (arm, at % 2) {
                    (Weight::None, _) => None,
                    (Weight::Light, 0) => Some('│'),
                    (Weight::Light, _) => Some('─'),
                    (Weight::Heavy, 0) => Some('┃'),
                    (Weight::Heavy, _) => Some('━'),
                    (Weight::Double, 0) => Some('║'),
                    (Weight::Double, _) => Some('═'),
                };
                let want = straight.map(|line| edges(&pixels(line, size)));
                let want = want.as_ref().unwrap_or(&blank);
                assert_eq!(got[at], want[at], "{symbol} edge {at} at {size:?}");
            }
        }
    }
}

#[test]
fn corners_are_closed_and_double_lines_hollow() {
    let show = |symbol: char| {
        let rows = pixels(symbol, (9, 11));
        let line = |row: Vec<bool>| row.iter().map(|&on| if on { '#' } else { '.' }).collect();
        rows.into_iter().map(line).collect::<Vec<String>>().join("\n")
    };
    insta::assert_snapshot!([show('┌'), show('╬'), show('╒')].join("\n\n"), @"
.........
.........
.........
.........
.........
....#####
....#....
....#....
....#....
....#....
....#....

..#...#..
..#...#..
..#...#..
###...###
.........
.........
.........
###...###
..#...#..
..#...#..
..#...#..

.........
.........
.........
....#####
....#....
....#....
....#....
....#####
....#....
....#....
....#....
");
}
