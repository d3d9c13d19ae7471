//! What the README shows is what the program shows.

use assert_cmd::Command;

/// The script that draws the pictures is their list.
#[test]
fn the_pictures_are_those_that_the_script_draws_and_the_readme_shows() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/pictures"));
    let script = std::fs::read_to_string(folder.join("make")).unwrap();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let mut drawn = std::collections::BTreeSet::from(["make".to_owned()]);
    for line in script.lines().filter_map(|line| line.strip_prefix("draw ")) {
        let words = shlex::split(line).unwrap();
        let output = Command::cargo_bin("stockout").unwrap().arg("frame").args(&words[1..]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        let path = folder.join(&words[0]);
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            std::fs::write(&path, &output.stdout).unwrap();
        }
        let picture = std::fs::read(&path).unwrap();
        assert!(picture == output.stdout, "{} is old: assets/pictures/make draws it anew", words[0]);
        assert!(readme.contains(&format!("](assets/pictures/{})", words[0])), "the README does not show {}", words[0]);
        drawn.insert(words[0].clone());
    }
    let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<std::collections::BTreeSet<_>>(), drawn);
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
