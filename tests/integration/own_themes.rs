//! Themes of one's own: `themes/NAME.ron` in the folder of the settings, for every command that paints.

use std::path::PathBuf;
use std::process::Output;

use ratatui::style::Color;
use stockout::view::{Depth, Role, Theme, ThemeName};
use tempfile::TempDir;

/// The dark theme, but for the colour of lines.
fn mine() -> String {
    let dark = ThemeName::Dark.text();
    let border = "(fg: \"#6b727d\", ansi: default, ansi_marks: [dim])";
    assert!(dark.contains(border));
    dark.replacen(border, "(fg: \"#12ab34\", xterm: 34, ansi: green)", 1)
}

/// A person's folder, with these themes among the settings.
fn folder_with(themes: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("stockout/themes")).unwrap();
    for (name, text) in themes {
        std::fs::write(theme_in(&folder, name), text).unwrap();
    }
    folder
}

/// Where a theme of that name belongs.
fn theme_in(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(format!("stockout/themes/{name}.ron"))
}

fn stockout(folder: &TempDir, args: &[&str]) -> Output {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_stockout"));
    command.env("HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path()).args(args).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[track_caller]
fn fine(folder: &TempDir, args: &[&str]) -> String {
    let output = stockout(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(output.stderr));
    text(output.stdout)
}

#[track_caller]
fn wrong(folder: &TempDir, args: &[&str]) -> String {
    let output = stockout(folder, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert!(output.stdout.is_empty(), "{args:?}");
    text(output.stderr)
}

#[test]
fn a_theme_of_ones_own_has_its_looks_at_every_depth() {
    let (mine, dark) = (Theme::parse("mine", "mine.ron", &mine()).unwrap(), Theme::new(ThemeName::Dark));
    assert_eq!(mine.name.id(), "mine");
    for (depth, border) in [
        (Depth::Truecolor, Some(Color::Rgb(0x12, 0xab, 0x34))),
        (Depth::Ansi256, Some(Color::Indexed(34))),
        (Depth::Ansi16, Some(Color::Green)),
        (Depth::None, None),
    ] {
        let (own, dark) = (mine.at(depth), dark.at(depth));
        assert_eq!(own.style(Role::Border).fg, border, "{}", depth.name());
        assert_eq!((own.ground, own.ink), (dark.ground, dark.ink));
        for role in Role::all() {
            let differs = role == Role::Border && depth != Depth::None;
            assert_eq!(own.style(role) != dark.style(role), differs, "{} {role:?}", depth.name());
        }
        // Whatever it was at before, it is what its file says.
        assert_eq!(own.at(Depth::Ansi16).style(Role::Border).fg, Some(Color::Green));
    }
}

#[test]
fn a_frame_in_a_theme_of_ones_own_differs_where_the_theme_does() {
    let folder = folder_with(&[("mine", &mine()), ("dark", "no theme: that name is taken")]);
    let frame = |theme: &str, color: &str| {
        fine(&folder, &["frame", "--size", "80x24", "--format", "styled", "--theme", theme, "--color", color])
    };
    let dark = frame("dark", "truecolor");
    assert!(dark.contains("#6B727D"), "{dark}");
    assert_eq!(frame("mine", "truecolor"), dark.replace("#6B727D", "#12AB34"));
    for color in ["256", "16"] {
        assert_ne!(frame("mine", color), frame("dark", color), "{color}");
    }
    assert_eq!(frame("mine", "none"), frame("mono", "none"));
    let cast = fine(&folder, &["record", "hybrid-or-switch", "-o", "-", "--size", "80x24", "--theme", "mine"]);
    assert!(cast.contains("38;2;18;171;52"));
}

#[test]
fn a_theme_that_is_not_there_is_refused_with_what_there_is() {
    let folder = folder_with(&[("mine", &mine())]);
    let commands: [&[&str]; 5] = [
        &[],
        &["present", "the-ban"],
        &["present", "--notes"],
        &["frame", "--format", "styled"],
        &["record", "the-ban", "-o", "-"],
    ];
    for command in commands {
        let with = |theme: &str| wrong(&folder, &[command, &["--theme", theme]].concat());
        for (name, meant) in [("mien", "\n  meant: mine"), ("drak", "\n  meant: dark"), ("zzzzzzzz", "")] {
            let file = theme_in(&folder, name);
            let there = format!("embedded are dark, light, high-contrast, mono; one's own would be {}", file.display());
            let message = format!("--theme {name}: there is no such theme; {there}{meant}\n");
            assert_eq!(with(name), message, "{command:?}");
        }
        assert!(with("../themes/mine").contains("a theme is called as its file is"), "{command:?}");
    }
    let message = wrong(&folder, &["--no-config", "--theme", "mine"]);
    assert!(message.contains("one's own are not looked for"), "{message}");
    // Of a person without any settings.
    let message = wrong(&tempfile::tempdir().unwrap(), &["frame", "--format", "svg", "--theme", "mine"]);
    assert!(message.starts_with("--theme mine: there is no such theme"), "{message}");
}

#[test]
fn a_broken_theme_is_refused_with_its_place() {
    let broken = mine().replacen("        dim: ", "        dimm: ", 1);
    let line = 1 + broken.lines().position(|line| line.contains("dimm: ")).unwrap();
    let folder = folder_with(&[("mine", &broken)]);
    let place = format!("{}:{line}:", theme_in(&folder, "mine").display());
    for command in [&[][..], &["frame", "--format", "svg"], &["record", "the-ban", "-o", "-"]] {
        let message = wrong(&folder, &[command, &["--theme", "mine"]].concat());
        assert!(message.starts_with(&place) && message.contains("dimm"), "{message}");
    }
}

#[test]
fn what_is_printed_to_start_from_is_a_theme_and_belongs_to_where_it_is_read() {
    let folder = folder_with(&[]);
    for name in ThemeName::all() {
        let output = stockout(&folder, &["config", "--theme", name.id()]);
        let place = theme_in(&folder, "NAME");
        assert_eq!(text(output.stderr), format!("it belongs to {}\n", place.display()));
        assert_eq!(text(output.stdout), name.text());
        std::fs::write(place, name.text()).unwrap();
        let frame = |theme: &str| fine(&folder, &["frame", "--size", "80x24", "--format", "ansi", "--theme", theme]);
        assert_eq!(frame("NAME"), frame(name.id()));
    }
    wrong(&folder, &["config", "keys", "--theme", "dark"]);
}
