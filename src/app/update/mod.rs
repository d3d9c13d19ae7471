//! The one place where the state changes: what comes in, and which action does what.

mod assumptions;
mod files;
mod fold;
mod follow;
mod keep;
mod levers;
mod pointer;
mod screens;
mod stage;
mod typing;

use std::sync::Arc;

pub use follow::{arrived, upcoming};

use super::action::{Action, Context};
use super::command_line::CommandLine;
use super::edit::LineEdit;
use super::key::Key;
use super::list::ListOverlay;
use super::message::{Effect, Msg, Scroll};
use super::overlay::{Confirm, Entry, EntryKind, HelpPage, Overlay, Unsaved};
use super::scale::TrackScale;
use super::stage::{Blank, Presenting, Stage};
use super::state::{Notice, Panel, Screen, State};
use crate::lever::{Class, Decisions, Reference};
use crate::scenario::Scenario;
use crate::study::LookAhead;

/// Takes a message in; says what is wanted from outside.
pub fn update(state: &mut State, message: Msg) -> Vec<Effect> {
    if state.ended {
        // What was typed behind the key that ended it is for nobody.
        return vec![];
    }
    let before = place(state);
    let heard_ms = message.moment();
    let mut effects = take_in(state, message);
    effects.extend(files::read_what_waits(state));
    stage::keep_time(state, heard_ms);
    if state.stage.is_some() {
        // What a story moves is nobody's work: what was kept before it stays.
        effects.retain(|effect| *effect != Effect::KeepRecovery);
    }
    let after = place(state);
    if after != before {
        effects.push(if after.is_some() { Effect::KeepPlace } else { Effect::ForgetPlace });
    }
    effects
}

/// What says where a talk is: the step, how its time runs, and the story.
fn place(state: &State) -> Option<(usize, Option<u64>, Option<u64>, *const Scenario)> {
    let Stage { step, timer, .. } = state.stage.as_deref()?;
    Some((*step, timer.begun_ms, timer.stopped_ms, Arc::as_ptr(&state.scenario)))
}

fn take_in(state: &mut State, message: Msg) -> Vec<Effect> {
    match message {
        Msg::Key { key, now_ms } => on_key(state, key, now_ms),
        Msg::Tick { now_ms } => stage::tick(state, now_ms),
        Msg::Present { how, now_ms } => stage::present(state, how, now_ms, false),
        Msg::Drive { drive, now_ms } => follow::drive(state, drive, now_ms),
        Msg::Pointer(pointer) => pointer::on_pointer(state, pointer),
        Msg::Located(pointer, hit) => {
            let mut effects = stage::arrive(state);
            effects.extend(pointer::on_located(state, pointer, hit));
            effects
        }
        Msg::Paste(text) => on_paste(state, &text),
        Msg::Size(columns, rows) => on_size(state, (columns, rows)),
        Msg::Central(central) => {
            if central.generation == state.generation {
                state.central = Some(central);
            }
            vec![]
        }
        Msg::LookAhead(look_ahead) => {
            on_look_ahead(state, look_ahead);
            vec![]
        }
        Msg::Ensemble(ensemble) => {
            let is_shown = ensemble.settled || !state.reduced_motion;
            if ensemble.generation == state.draws_generation && is_shown {
                state.ensemble = Some(ensemble);
            }
            vec![]
        }
        Msg::Opened(Ok(scenario)) => files::open(state, scenario),
        // Read when its turn comes: what was typed before may save that very file.
        Msg::FileChanged => vec![Effect::Reload],
        Msg::Reloaded(Ok(scenario)) => files::on_reload(state, scenario),
        Msg::Backtested(Ok(backtest)) => {
            state.backtest.told = Some(backtest);
            vec![]
        }
        Msg::Opened(Err(error)) | Msg::Reloaded(Err(error)) | Msg::Backtested(Err(error)) | Msg::Trouble(error) => {
            state.notice = Some(Notice { text: error, is_error: true });
            vec![]
        }
        Msg::Previewed(previews) => {
            state.picker.previews = previews;
            vec![]
        }
        Msg::Scrolled { line, part } => {
            files::scroll_to(state, line, part);
            vec![]
        }
        Msg::Saved(result) => files::on_saved(state, result),
        Msg::StepKept(result) => keep::kept(state, result),
        Msg::Exported(result) => files::on_exported(state, result),
        Msg::Do { action, now_ms } => act(state, action, now_ms),
        Msg::Recovered(unsaved) => {
            state.overlay = Overlay::Confirm(Confirm::Recover(unsaved));
            vec![]
        }
    }
}

/// What is wanted after the inputs changed.
fn recompute(state: &mut State) -> Vec<Effect> {
    state.generation = state.generation.next();
    state.warn();
    let mut effects = vec![Effect::Central, Effect::LookAhead];
    effects.extend(draw_again(state));
    effects
}

/// What is wanted after the spreads or the seed changed: the central case is the same.
fn draw_again(state: &mut State) -> Vec<Effect> {
    state.draws_generation = state.draws_generation.next();
    vec![Effect::Ensemble]
}

/// What is wanted after only the look-ahead's question changed.
fn look_again(state: &mut State) -> Vec<Effect> {
    let before = state.generation;
    state.generation = before.next();
    // One that has been overtaken does not become current by it.
    if let Some(central) = state.central.as_mut().filter(|central| central.generation == before) {
        central.generation = state.generation;
    }
    vec![Effect::LookAhead]
}

fn on_size(state: &mut State, size: (u16, u16)) -> Vec<Effect> {
    let before = (state.positions(), state.shown_levers().count());
    state.size = size;
    if (state.positions(), state.shown_levers().count()) == before { vec![] } else { look_again(state) }
}

fn on_look_ahead(state: &mut State, look_ahead: Box<LookAhead>) {
    if look_ahead.generation != state.generation {
        return;
    }
    let same_target = state.look_ahead.as_ref().is_some_and(|last| last.target == look_ahead.target);
    // A step looks the same however it was reached: on the script nothing of the last scale is left.
    let scripted = state.stage.as_ref().is_some_and(|stage| !stage.detour);
    state.scale = TrackScale::around(&look_ahead, state.scale.filter(|_| same_target && !scripted));
    if !look_ahead.moved.is_empty() {
        assumptions::found(state, look_ahead.moved.clone());
    }
    state.look_ahead = Some(look_ahead);
}

fn on_paste(state: &mut State, text: &str) -> Vec<Effect> {
    if stage::is_safe(state) {
        return vec![];
    }
    // A list that narrows has other rows where the mouse was.
    state.grip = None;
    match &mut state.overlay {
        Overlay::Entry(entry) => {
            if entry.line.insert(text) {
                entry.retyped(&state.scenario.catalogue);
            } else if entry.kind == EntryKind::Search {
                // It has no room below for what is wrong.
                state.notice = Some(Notice { text: typing::too_long(), is_error: true });
            } else {
                entry.error = Some(typing::too_long());
            }
        }
        Overlay::List(list) => {
            if list.query.insert(text) {
                list.narrow();
            } else {
                state.notice = Some(Notice { text: typing::too_long(), is_error: true });
            }
        }
        // Outside a field a paste is not typing: nothing of it is a key.
        _ => {}
    }
    assumptions::follow_search(state);
    vec![]
}

fn on_key(state: &mut State, key: Key, now_ms: u64) -> Vec<Effect> {
    state.notice = None;
    pointer::let_go(state);
    // The next click is a first one.
    if let Some(grip) = &mut state.grip {
        grip.is_click = false;
    }
    let mut effects = stage::arrive(state);
    effects.extend(match std::mem::take(&mut state.overlay) {
        Overlay::Entry(entry) => typing::key_in_entry(state, entry, key, now_ms),
        Overlay::List(list) => typing::key_in_list(state, list, key, now_ms),
        overlay => {
            state.overlay = overlay;
            let context = state.context();
            match state.keymap.resolve(context, key) {
                Some(action) if stage::is_of_stage(context, action) => {
                    return [effects, stage::stage_key(state, action, key, now_ms)].concat();
                }
                Some(action) => act(state, action, now_ms),
                None => vec![],
            }
        }
    });
    // A key that acts elsewhere is not one that is held down on stage.
    stage::let_go(state);
    effects
}

#[expect(clippy::too_many_lines, reason = "one line an action: the table of what each does, read top-down")]
fn act(state: &mut State, action: Action, now_ms: u64) -> Vec<Effect> {
    if state.stage.is_some() && stage::is_off_stage(action) {
        let text = format!("not while a story is told: {} leaves it", stage::way_out(state));
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    }
    if stage::is_dark(state) && !stage::acts_in_the_dark(action) {
        stage::uncover(state);
        return vec![];
    }
    match action {
        Action::LeverUp => levers::step_cursor(state, -1),
        Action::LeverDown => levers::step_cursor(state, 1),
        Action::GroupUp if state.screen == Screen::Assumptions => assumptions::step_group(state, -1),
        Action::GroupDown if state.screen == Screen::Assumptions => assumptions::step_group(state, 1),
        Action::GroupUp => levers::step_group(state, -1),
        Action::GroupDown => levers::step_group(state, 1),
        Action::StepDown => levers::step_value(state, -1.0, false, now_ms),
        Action::StepUp => levers::step_value(state, 1.0, false, now_ms),
        Action::CoarseDown => levers::step_value(state, -1.0, true, now_ms),
        Action::CoarseUp => levers::step_value(state, 1.0, true, now_ms),
        Action::ToLow => levers::to_end(state, false, now_ms),
        Action::ToHigh => levers::to_end(state, true, now_ms),
        Action::TypeValue => {
            let lever = state.cursor;
            let kind = EntryKind::Value { lever, scope: state.scope(lever), offset: state.offset(lever) };
            state.overlay = Overlay::Entry(Entry { kind, line: LineEdit::default(), error: None });
            vec![]
        }
        Action::TypeSpread => levers::open_spread(state),
        Action::ToggleNever => levers::toggle_never(state, now_ms),
        Action::ResetLever => levers::reset_lever(state, now_ms),
        Action::ResetDecisions => levers::reset_class(state, Class::Decision, now_ms),
        Action::ResetAssumptions => levers::reset_class(state, Class::Assumption, now_ms),
        Action::Undo => levers::undo(state, true),
        Action::Redo => levers::undo(state, false),
        Action::NextFirm => screens::step_focus(state, 1),
        Action::PreviousFirm => screens::step_focus(state, -1),
        Action::ToggleAlone => screens::toggle_alone(state),
        Action::NextTarget => {
            state.target = state.target.next();
            look_again(state)
        }
        Action::ToggleAll => {
            state.unfolded = !state.unfolded;
            look_again(state)
        }
        Action::FindLever => {
            state.overlay = Overlay::List(ListOverlay::levers(&state.scenario.catalogue));
            vec![]
        }
        Action::Palette => {
            state.overlay = Overlay::List(ListOverlay::commands(state.context(), &state.keymap));
            vec![]
        }
        Action::NextPanel => screens::step_panel(state, 1),
        Action::PreviousPanel => screens::step_panel(state, -1),
        Action::PinReference => {
            let label = if state.moves == state.scenario.moves { "as loaded" } else { "as pinned" };
            let decisions = Box::new(Decisions::of(&state.present));
            levers::set_reference(state, Reference::Pinned { label: label.to_owned(), decisions }, now_ms)
        }
        Action::FileReference => levers::set_reference(state, state.file_reference.clone(), now_ms),
        Action::CrossHair => {
            let week = state.headlines().stockout / crate::model::units::DAYS_PER_WEEK;
            let last = state.present.weeks.saturating_sub(1) as usize;
            state.cross_hair = Some(if week.is_finite() { (week as usize).min(last) } else { last / 2 });
            if state.panel == Panel::Levers {
                state.panel = Panel::Timeline;
            }
            if state.screen == Screen::Scenarios { screens::enter(state, Screen::Explore) } else { vec![] }
        }
        Action::WeekBefore => screens::step_cross_hair(state, -1),
        Action::WeekAfter => screens::step_cross_hair(state, 1),
        Action::QuarterBefore => screens::step_cross_hair(state, -13),
        Action::QuarterAfter => screens::step_cross_hair(state, 13),
        Action::NextSeed => screens::set_seed(state, state.seed.wrapping_add(1)),
        Action::TypeSeed => {
            state.overlay = Overlay::Entry(Entry { kind: EntryKind::Seed, line: LineEdit::default(), error: None });
            vec![]
        }
        Action::Uncertainty => screens::enter(state, Screen::Uncertainty),
        Action::Explore => screens::enter(state, Screen::Explore),
        Action::Scenarios => screens::enter(state, Screen::Scenarios),
        Action::Backtest => screens::enter(state, Screen::Backtest),
        Action::Assumptions => {
            stage::read_numbers(state);
            assumptions::open(state)
        }
        Action::GoToSlider => assumptions::go_to_slider(state),
        Action::Search => assumptions::search(state),
        Action::NextGrade => assumptions::next_grade(state),
        Action::GoToCosts => assumptions::go_to(state, state.first_cost()),
        Action::NextResults => assumptions::next_results(state),
        Action::NextWarning => assumptions::next_warning(state),
        // Which digit it is only the key tells; what covered the step is gone by now; the timer of the notes stands on
        // another terminal; and fields and lists see to theirs where they are typed in.
        Action::StageDigit
        | Action::StageShow
        | Action::NotesTimer
        | Action::Accept
        | Action::FormBefore
        | Action::FormAfter
        | Action::LetterBefore
        | Action::LetterAfter
        | Action::LineStart
        | Action::LineEnd
        | Action::DeleteBefore
        | Action::DeleteAfter
        | Action::DeleteWord
        | Action::DeleteToStart => vec![],
        Action::RowUp => screens::step_row(state, -1),
        Action::RowDown => screens::step_row(state, 1),
        Action::PageUp => vec![Effect::Scroll(Scroll::Rooms(-1))],
        Action::PageDown => vec![Effect::Scroll(Scroll::Rooms(1))],
        Action::OpenChosen => match state.library.get(state.picker.row) {
            Some(entry) => files::ask_to_open(state, entry.name.clone()),
            None => vec![],
        },
        Action::Save => files::save(state),
        Action::SaveAs => {
            state.overlay = Overlay::Entry(Entry {
                kind: EntryKind::SaveAs,
                line: LineEdit::new(files::suggested_name(state)),
                error: None,
            });
            vec![]
        }
        Action::Open => {
            state.overlay = Overlay::Entry(Entry { kind: EntryKind::Open, line: LineEdit::default(), error: None });
            vec![]
        }
        Action::KeepStep => keep::ask_title(state),
        Action::Present => stage::present(state, Presenting::default(), now_ms, true),
        Action::Replay => stage::replay(state, now_ms),
        Action::StageNext => stage::next(state, now_ms),
        Action::StageBack => stage::back(state, now_ms),
        Action::StageFirst => stage::go(state, 0, now_ms),
        Action::StageLast => stage::go(state, usize::MAX, now_ms),
        Action::StageIndex => {
            let shown = state.stage.as_ref().map_or(0, |stage| stage.step);
            state.overlay = Overlay::List(ListOverlay::steps(&state.scenario.story, shown));
            vec![]
        }
        Action::StageBlack => stage::blank(state, Blank::Black),
        Action::StageWhite => stage::blank(state, Blank::White),
        Action::StageTimer => stage::timer(state, now_ms),
        Action::StageTimerStop => stage::stop_timer(state, now_ms),
        Action::StagePause => stage::pause(state),
        Action::StageFaster => stage::change_speed(state, true, now_ms),
        Action::StageSlower => stage::change_speed(state, false, now_ms),
        Action::TakeLever => {
            stage::take_lever(state);
            vec![]
        }
        Action::ToScript => stage::to_script(state, now_ms),
        Action::CopyCommand => {
            let line = CommandLine::of(state);
            let text = line.to_string();
            state.overlay = Overlay::Command(line);
            vec![Effect::Copy(text)]
        }
        Action::Export => {
            let name = LineEdit::new(files::suggested_export(state));
            state.overlay = Overlay::Entry(Entry { kind: EntryKind::Export, line: name, error: None });
            vec![]
        }
        Action::ToggleMouse if stage::is_safe(state) => stage::refuse(state, "on stage the mouse is left alone"),
        Action::ToggleMouse => pointer::toggle(state),
        Action::Repaint => vec![Effect::Repaint],
        Action::Suspend if stage::is_safe(state) => {
            let why = format!("no shell on stage: {} leaves the story", stage::way_out(state));
            stage::refuse(state, &why)
        }
        Action::Suspend => vec![Effect::Suspend],
        Action::Help => {
            state.overlay = Overlay::Help(HelpPage::Keys, 0);
            vec![]
        }
        Action::Model => {
            let page = match state.overlay {
                Overlay::Help(HelpPage::Model, _) => HelpPage::Keys,
                _ => HelpPage::Model,
            };
            state.overlay = Overlay::Help(page, 0);
            vec![]
        }
        Action::Back if stage::only_reads(state) && matches!(state.overlay, Overlay::None) => {
            stage::to_script(state, now_ms)
        }
        Action::Details => {
            state.overlay = Overlay::Help(HelpPage::Details, 0);
            vec![]
        }
        Action::Back => back(state),
        Action::Yes => yes(state),
        Action::No => no(state),
        Action::Quit => {
            // Whatever else is asked, leaving is no yes to it.
            if state.stage.is_some() {
                stage::leave(state)
            } else if matches!(state.overlay, Overlay::Confirm(Confirm::Quit)) {
                yes(state)
            } else if state.is_unsaved() {
                state.overlay = Overlay::Confirm(Confirm::Quit);
                vec![]
            } else {
                state.ended = true;
                vec![Effect::Quit]
            }
        }
    }
}

fn back(state: &mut State) -> Vec<Effect> {
    match state.context() {
        Context::CrossHair => state.cross_hair = None,
        Context::Assumptions => return assumptions::back(state),
        Context::Scenarios | Context::Backtest => return screens::leave(state),
        Context::Explore | Context::Stage | Context::Auto | Context::Detour => {}
        _ => state.overlay = Overlay::None,
    }
    vec![]
}

fn yes(state: &mut State) -> Vec<Effect> {
    let Overlay::Confirm(question) = std::mem::take(&mut state.overlay) else { return vec![] };
    match question {
        Confirm::Quit => {
            state.ended = true;
            vec![Effect::ForgetRecovery, Effect::Quit]
        }
        Confirm::EndStory => stage::end(state),
        Confirm::OpenOver(name) => vec![Effect::Open(name)],
        Confirm::SaveOver(path) | Confirm::Overwrite { path, export: None } => {
            vec![Effect::Save { path: Some(path), overwrite: true }]
        }
        Confirm::Overwrite { path, export: Some(kind) } => vec![Effect::Export { path, kind, overwrite: true }],
        Confirm::ReloadOver(scenario) => files::reread(state, scenario),
        Confirm::Recover(Unsaved { scenario, moves, spreads }) => {
            let mut effects =
                if state.scenario.origin == scenario.origin { vec![] } else { files::open(state, scenario) };
            effects.extend(levers::take(state, moves, spreads, None, 0));
            state.notice =
                Some(Notice { text: "the changes of the earlier session are back".to_owned(), is_error: false });
            // In this order, so that at no time there is neither.
            effects.extend([Effect::KeepRecovery, Effect::ForgetEarlier]);
            effects
        }
    }
}

fn no(state: &mut State) -> Vec<Effect> {
    match std::mem::take(&mut state.overlay) {
        Overlay::Confirm(Confirm::Recover(..)) => vec![Effect::ForgetEarlier],
        Overlay::Confirm(Confirm::ReloadOver(scenario)) => {
            state.declined = Some(scenario);
            vec![]
        }
        _ => vec![],
    }
}

// Levers.
