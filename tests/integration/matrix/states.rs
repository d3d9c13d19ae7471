//! What a person can come to see: every screen, all that can lie over it, and many states of what is shown.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use stockout::app::{
    Confirm, EntryKind, HelpPage, ListKind, Msg, Overlay, Presenting, SaveError, Screen, State, Unsaved,
};
use stockout::harness::Harness;
use stockout::scenario::{self, NoFiles, Origin, Scenario};
use strum::IntoEnumIterator;

/// A state, and how one comes there.
pub(super) struct Case {
    pub name: String,
    pub start: Box<dyn Fn() -> Harness + Send + Sync>,
    /// In every theme at every depth; the others take them in turns.
    pub thorough: bool,
}

impl Case {
    fn of(name: String, start: impl Fn() -> Harness + Send + Sync + 'static) -> Self {
        Self { name, start: Box::new(start), thorough: false }
    }

    fn keys(scenario: &'static str, keys: String) -> Self {
        Self::of(format!("{scenario} {keys}"), move || Harness::scenario(scenario).keys(&keys))
    }

    fn thorough(self) -> Self {
        Self { thorough: true, ..self }
    }
}

/// Keys that lay something over a screen, where it has that.
const OPENERS: [&str; 27] = [
    "",
    "M",
    "M<pagedown*30>",
    "c",
    "X",
    "?",
    "?<down*200>",
    ":",
    ":pin",
    ":zzz",
    "/",
    "/effic",
    "<enter>",
    "<enter>2025-07-0",
    "<enter>soon<enter>",
    "e",
    "e±3",
    "ex1.5<enter>",
    "D",
    "Dx<enter>",
    "S",
    "o",
    "o/no/such/file.ron<enter>",
    "x<left*3>",
    "<right>q",
    "i",
    "i<pagedown*30>",
];

/// Moves, targets, firms and panels.
const MOVES: [&str; 22] = [
    "<right*4>",
    "n",
    "<tab>",
    "<tab*2>",
    "<tab>F",
    "<tab*2>x",
    "f",
    "ff",
    "ffff",
    "F",
    "t",
    "tt",
    "ttt",
    "tttt",
    "zJJJJ",
    "b<right*6>",
    "b<left*9>",
    "/inference moved<enter>@<right*3>",
    "/stock on hand<enter>e±10<enter>",
    "z<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>j<gt>",
    "z<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>j<lt>",
    "<right*4><pause>jj<right>uu",
];

/// Longer than any room, and half of it two cells wide.
fn long_text() -> String {
    "a path that goes on and on, 漢字も混じる, ".repeat(12)
}

/// A scenario with words of two cells where a file may have them.
fn wide_words() -> Scenario {
    let mut scenario = scenario::load("baseline", &NoFiles).unwrap();
    "輸出規制とチップの在庫、2025年5月30日現在: 備蓄はいつまで持つのか".clone_into(&mut scenario.title);
    for event in &mut scenario.root.policy {
        event.label = Some("輸出規制".to_owned());
    }
    scenario
}

/// Questions that no key alone brings.
fn questions() -> Vec<Case> {
    let moved = || Harness::scenario("baseline").keys("<right>");
    let exists = |path: &str| Msg::Saved(Err(SaveError::Exists(PathBuf::from(path))));
    let unsaved = |state: &State| Unsaved {
        scenario: Arc::clone(&state.scenario),
        moves: state.moves.clone(),
        spreads: state.spreads.clone(),
    };
    vec![
        Case::of("open over".into(), move || moved().keys("6j<enter>")),
        Case::of("overwrite".into(), move || moved().send(exists("mine.ron"))),
        Case::of("overwrite a long one".into(), move || moved().send(exists(&long_text()))),
        Case::of("save over".into(), move || {
            moved().send(Msg::Saved(Err(SaveError::Changed(PathBuf::from("mine.ron")))))
        }),
        Case::of("reload over".into(), move || {
            let scenario = scenario::load("full-switch", &NoFiles).unwrap();
            moved().send(Msg::Reloaded(Ok(Arc::new(scenario))))
        }),
        Case::of("recover".into(), move || {
            let harness = moved();
            let message = Msg::Recovered(unsaved(harness.state()));
            harness.send(message)
        }),
    ]
}

/// A story on stage: its steps, its list, what covers it, and off the script.
fn on_stage() -> Vec<Case> {
    let keys =
        ["", "<end>", "nn", "nnnl<right*2>", "i", "i<down*3>", "b", "w", "t", "tn<pause>T", "nna", "12", "?", "?5"];
    let mut cases: Vec<Case> = keys.iter().map(|keys| Case::keys("the-ban", format!("p{keys}"))).collect();
    cases.push(Case::of("asked on stage".into(), || {
        let how = Presenting { is_safe: true, ..Presenting::default() };
        Harness::scenario("the-ban").present(how).keys("q")
    }));
    cases.push(Case::of("a step of numbers".into(), || crate::stories::numbers(80, 24)));
    cases.push(Case::of("a step of the backtest".into(), || crate::stories::record(80, 24)));
    cases.push(Case::of("a step without a number".into(), || Harness::scenario("what-it-would-take").keys("p<end>")));
    cases.push(Case::of("a step's title".into(), || {
        let mut scenario = scenario::load("the-ban", &NoFiles).unwrap();
        scenario.origin = Origin::File(PathBuf::from("mine.ron"));
        Harness::of(scenario).keys("<right>+what if")
    }));
    cases
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = on_stage().into_iter().map(Case::thorough).collect();
    for screen in Screen::iter() {
        let tab = screen.tab().0;
        cases.extend(OPENERS.iter().map(|keys| Case::keys("baseline", format!("{tab}{keys}")).thorough()));
    }
    cases.extend(questions().into_iter().map(Case::thorough));
    for screen in Screen::iter() {
        let tab = screen.tab().0;
        cases.extend(MOVES.iter().map(|keys| Case::keys("baseline", format!("{keys}{tab}"))));
        for entry in stockout::explore::library() {
            let tab = tab.to_string();
            let name = format!("{} {tab}", entry.name);
            cases.push(Case::of(name, move || Harness::scenario(&entry.name).keys(&tab)));
        }
        let wide = move |keys: &str| Harness::of(wide_words()).keys(&format!("{tab}{keys}"));
        cases.push(Case::of(format!("wide words {tab}"), move || wide("")));
        for keys in ["S", "/", "<enter>"] {
            let name = format!("wide words {tab}{keys}, pasted");
            cases.push(Case::of(name, move || wide(keys).send(Msg::Paste(long_text()))));
        }
        let trouble = move |text: String| Harness::scenario("baseline").keys(&tab.to_string()).send(Msg::Trouble(text));
        cases.push(Case::of(format!("trouble {tab}"), move || trouble(long_text())));
        cases.push(Case::of(format!("short trouble {tab}"), move || trouble("mine.ron:3:5: no `sett`".to_owned())));
    }
    let rows = stockout::explore::library().len();
    cases.extend((0..rows).map(|row| Case::keys("baseline", format!("6<down*{row}>"))));
    cases.extend((0..rows).map(|row| Case::keys("baseline", format!("6<down*{row}>i"))));
    // What results, and parts of the backtest, rest on.
    let rests = ["<tab>5", "<tab*2>5", "F<tab*2>5", "ffff<tab>5", "x5", "5r", "5rr", "T5", "T<down*3>5", "T<down*40>i"];
    cases.extend(rests.map(|keys| Case::keys("baseline", keys.to_owned())));
    cases
}

/// What lies over the screen. A new kind does not compile before it has a name, and then is to be met.
pub(crate) fn overlay_kind(state: &State) -> &'static str {
    match &state.overlay {
        Overlay::None if state.cross_hair.is_some() => "cross-hair",
        Overlay::None => "nothing",
        Overlay::Help(HelpPage::Keys, _) => "help",
        Overlay::Help(HelpPage::Model, _) => "model",
        Overlay::Help(HelpPage::Details, _) => "details",
        Overlay::Command(_) => "command",
        Overlay::List(list) => match list.kind {
            ListKind::Levers => "finder",
            ListKind::Commands => "palette",
            ListKind::Steps => "steps",
        },
        Overlay::Entry(entry) => match entry.kind {
            EntryKind::Value { .. } => "value",
            EntryKind::Spread { .. } => "spread",
            EntryKind::Seed => "seed",
            EntryKind::Search => "search",
            EntryKind::StepTitle => "step title",
            EntryKind::SaveAs => "save as",
            EntryKind::Open => "open",
            EntryKind::Export => "export",
        },
        Overlay::Confirm(question) => match question {
            Confirm::Quit => "quit?",
            Confirm::EndStory => "end the story?",
            Confirm::OpenOver(_) => "open over?",
            Confirm::Overwrite { .. } => "overwrite?",
            Confirm::SaveOver(_) => "save over?",
            Confirm::ReloadOver(_) => "reload over?",
            Confirm::Recover(_) => "recover?",
        },
    }
}

/// Every name of [`overlay_kind`].
pub(super) fn kinds() -> BTreeSet<&'static str> {
    let kinds = "cross-hair|nothing|help|model|details|command|export|finder|palette|steps|step title|end the story?|search|value|spread|seed|save as|open\
        |quit?|open over?|overwrite?|save over?|reload over?|recover?";
    kinds.split('|').collect()
}
