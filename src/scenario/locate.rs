//! Where in the files a number of the world was written.

use super::error::{Fault, Text};
use super::resolve::Layer;
use crate::lever::{Catalogue, slug};
use crate::model::World;
use crate::model::valid::{self, Problem};

/// Everything wrong with a world that files made, each at the place that says so. `base` is a resolved scenario that
/// the last of the files extends.
pub(super) fn problems(world: &World, layers: &[Layer], base: Option<&Text>) -> Vec<Fault> {
    let mut problems = valid::check(world);
    problems.extend(names(world));
    problems.iter().map(|problem| fault(world, problem, layers, base)).collect()
}

/// What is wrong with a resolved scenario.
pub(super) fn problems_of_json(world: &World, text: &Text) -> Vec<Fault> {
    let mut problems = valid::check(world);
    problems.extend(names(world));
    problems.iter().map(|problem| place(text, &path(problem), problem)).collect()
}

/// Names that a screen or a lever's id could not bear.
fn names(world: &World) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut push = |path: &[&str], message: String| {
        let path = path.iter().map(|part| (*part).to_owned()).collect();
        problems.push(Problem { path, message, unknown: None });
    };
    let control = |name: &str| name.chars().any(char::is_control);
    if world.name.trim().is_empty() || control(&world.name) {
        push(&["name"], "a title is some text in one line".to_owned());
    }
    if world.label.as_deref().is_some_and(control) {
        push(&["label"], "a label is some text in one line".to_owned());
    }
    for (index, event) in world.policy.iter().enumerate() {
        if event.label.as_deref().is_some_and(control) {
            push(&["policy", &index.to_string(), "label"], "a label is some text in one line".to_owned());
        }
    }
    for (index, firm) in world.firms.iter().enumerate() {
        let name = &firm.name;
        if control(name) || name.contains(['@', '=']) || name.trim() != name {
            let message = format!("`{}` is no name for a firm", name.escape_debug());
            push(&["firms", &index.to_string(), "name"], message);
        }
    }
    let ids: Vec<&String> = world.chips.keys().collect();
    for (index, id) in ids.iter().enumerate() {
        if control(id) || slug(id).is_empty() {
            push(&["chips", id], format!("`{}` is no name for a chip", id.escape_debug()));
        } else if let Some(other) = ids[..index].iter().find(|other| slug(other) == slug(id)) {
            push(&["chips", id], format!("the chips {other} and {id} would share a lever; their names are too alike"));
        }
    }
    problems
}

fn path(problem: &Problem) -> Vec<&str> {
    problem.path.iter().map(String::as_str).collect()
}

/// The fault at the nearest file that has a say in it.
fn fault(world: &World, problem: &Problem, layers: &[Layer], base: Option<&Text>) -> Fault {
    for layer in layers {
        if let Some(path) = in_file(world, problem, layer) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            return place(&layer.text, &path, problem);
        }
    }
    match base.or(layers.last().map(|layer| &layer.text)) {
        Some(text) => place(text, &path(problem), problem),
        None => Fault::of_file("", problem.message.clone()),
    }
}

fn place(text: &Text, path: &[&str], problem: &Problem) -> Fault {
    let is_key = problem.unknown.as_ref().is_some_and(|(found, _)| path.last() == Some(&found.as_str()));
    let fault =
        if is_key { text.at_key(path, &*problem.message) } else { text.at_value(path, problem.message.clone()) };
    match &problem.unknown {
        Some((found, known)) => fault.meant_of(found, known.iter().map(String::as_str)),
        None => fault,
    }
}

/// The path in a scenario file of what a world has at the problem's path, if the file has it.
fn in_file(world: &World, problem: &Problem, layer: &Layer) -> Option<Vec<String>> {
    let parts = path(problem);
    let owned = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let index = |index: &str| index.parse::<usize>().ok();
    let candidates: Vec<Vec<String>> = match parts.as_slice() {
        ["name"] => vec![owned(&["title"])],
        ["weeks"] => vec![owned(&["weeks"]), owned(&["set", "model.weeks"])],
        ["chips", id] => vec![owned(&["chips", id])],
        ["chips", ..] => vec![owned(&parts)],
        ["policy", place, field] => {
            let event = world.policy.get(index(place)?)?;
            let here = layer.file.events.iter().position(|entry| entry.id == event.id)?;
            let field = if *field == "day" { "date" } else { field };
            vec![owned(&["events", &here.to_string(), field])]
        }
        ["supply", place, rest @ ..] => {
            let chip = &world.supply.get(index(place)?)?.chip;
            let rest = if rest == ["chip"] { &[][..] } else { rest };
            vec![owned(&[&["supply", chip], rest].concat())]
        }
        ["firms", place, rest @ ..] => {
            let firm = &world.firms.get(index(place)?)?.name;
            let rest = if rest == ["name"] { &[][..] } else { rest };
            vec![owned(&[&["firms", firm], rest].concat())]
        }
        _ => vec![owned(&parts), owned(&["set", &lever_of(world, &parts)?])],
    };
    candidates.into_iter().find(|path| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        layer.text.has(&path)
    })
}

/// The lever that sets a number of the world itself.
fn lever_of(world: &World, path: &[&str]) -> Option<String> {
    let path = path.join(".");
    let catalogue = Catalogue::new(world);
    catalogue.iter().find(|(_, lever)| lever.path() == path).map(|(_, lever)| lever.id.clone())
}
