//! What the README shows is what the program shows.

use assert_cmd::Command;

#[test]
fn the_picture_of_the_first_screen_is_the_first_screen() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/pictures/first-screen.svg");
    let arguments = ["frame", "baseline", "--size", "120x40", "--format", "svg"];
    let output = Command::cargo_bin("stockout").unwrap().args(arguments).output().unwrap();
    assert!(output.status.success());
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(path, &output.stdout).unwrap();
    }
    let picture = std::fs::read(path).unwrap();
    assert!(picture == output.stdout, "the picture is old: UPDATE_PICTURES=1 cargo test readme draws it anew");
}

#[test]
fn the_commands_of_the_readme_work() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let mut tried = 0;
    for line in readme.lines() {
        let Some(command) = line.strip_prefix("$ stockout ") else { continue };
        // A file of the reader's own is not there.
        if command.contains("my-scenario") {
            continue;
        }
        let command = command.split(" > ").next().unwrap();
        let arguments: Vec<String> =
            command.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect();
        Command::cargo_bin("stockout").unwrap().args(&arguments).assert().success();
        tried += 1;
    }
    assert!(tried >= 4, "only {tried} commands");
}
