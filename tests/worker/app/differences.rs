//! Two answers side by side: what they are compared with, what is asked for, what is dropped.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dapple::app::{
    Action, AnswerDifferences, Command, CommandId, Dialog, DifferencesAction, DifferencesAsk,
    DifferencesCommand, DifferencesEvent, DifferencesLook, Event, ExportKind, ExportWhat, Fellow, Outbox,
    Remote, ShownDifferences, SideOf, TabId, TabKind, fellows,
};
use dapple_data::Stop;
use dapple_data::document::compare::{Difference, DifferenceRows, ItemsBy, compare};

use super::{Play, answer, failure, sent};

const OLD: &str = r#"{"data":{"items":[{"id":1,"n":"Wall"},{"id":2,"n":"Door"}]}}"#;
const NEW: &str = r#"{"data":{"items":[{"id":2,"n":"Gate"},{"id":1,"n":"Wall"},{"id":3,"n":"Roof"}]}}"#;

/// A tab that has been run twice.
fn play() -> (Play, TabId) {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(OLD);
    let id = play.run(tab).unwrap();
    play.say(id, Event::Answered { tab, result: Ok(answer(NEW)) });
    (play, tab)
}

fn act(play: &mut Play, action: DifferencesAction) -> Outbox {
    play.act(Action::Differences(action))
}

/// The comparison that was asked for.
fn asked(out: &Outbox) -> Option<(CommandId, DifferencesAsk)> {
    out.commands.iter().find_map(|envelope| match &envelope.command {
        Command::Differences(DifferencesCommand::Load(ask)) => Some((envelope.id, (**ask).clone())),
        _ => None,
    })
}

/// What the worker would say.
fn made(ask: &DifferencesAsk, look: DifferencesLook) -> (Arc<AnswerDifferences>, Arc<ShownDifferences>) {
    let here = |of: &SideOf| match of {
        SideOf::Here(answer) => answer.clone(),
        _ => answer(OLD),
    };
    let (before, after) = (here(&ask.before.of), here(&ask.after.of));
    let stop = Stop::new();
    let differences = compare(&before.document, &after.document, &ask.by, (&stop, &|_| {})).unwrap();
    let rows = DifferenceRows::of(&differences, look.only, look.kind, &stop).unwrap();
    let titles = [ask.before.title.clone(), ask.after.title.clone()];
    let (by, took) = (ask.by.clone(), Duration::ZERO);
    let comparison = AnswerDifferences { before, after, titles, by, differences, took };
    (Arc::new(comparison), Arc::new(ShownDifferences { look, rows }))
}

fn compared(ask: &DifferencesAsk) -> Event {
    Event::Differences(DifferencesEvent::Compared(Ok(made(ask, ask.look))))
}

/// A tab with a comparison in it.
fn loaded() -> (Play, TabId, DifferencesAsk) {
    let (mut play, tab) = play();
    let (id, ask) = asked(&act(&mut play, DifferencesAction::Open(tab, Fellow::Before))).unwrap();
    play.say(id, compared(&ask));
    let opened = play.state().selected.unwrap();
    (play, opened, ask)
}

fn text(of: &SideOf) -> String {
    let SideOf::Here(answer) = of else { panic!("the answer is not here: {of:?}") };
    let document = &answer.document;
    String::from_utf8(document.raw(document.root().unwrap()).unwrap().to_vec()).unwrap()
}

#[test]
fn an_answer_is_kept_until_the_one_after_the_next() {
    let (mut play, tab) = play();
    assert!(play.state().tab(tab).unwrap().before.is_some());
    let (_, ask) = asked(&act(&mut play, DifferencesAction::Open(tab, Fellow::Before))).unwrap();
    assert_eq!((text(&ask.before.of), text(&ask.after.of)), (OLD.to_owned(), NEW.to_owned()));
    assert_eq!(play.state().current().unwrap().kind, TabKind::Differences);
    // A run that fails takes nothing away; the next good one lets go of the oldest.
    let id = play.run(tab).unwrap();
    let out = play.say(id, Event::Answered { tab, result: Err(failure()) });
    assert!(sent(&out, |c| matches!(c, Command::LetGo(_))).is_none());
    let id = play.run(tab).unwrap();
    let out = play.say(id, Event::Answered { tab, result: Ok(answer("{}")) });
    assert!(sent(&out, |c| matches!(c, Command::LetGo(_))).is_some());
    let before = play.state().tab(tab).unwrap().before.clone().unwrap();
    assert_eq!(text(&SideOf::Here(before)), NEW);
}

#[test]
fn answers_that_others_took_the_place_of_are_let_go_before_what_is_open() {
    let (mut play, tab) = play();
    let mut settings = play.state().settings.clone();
    settings.document_budget_bytes = Some(1);
    let out = play.act(Action::ChangeSettings(Box::new(settings)));
    assert!(sent(&out, |c| matches!(c, Command::LetGo(_))).is_some());
    assert!(sent(&out, |c| matches!(c, Command::Rest { .. })).is_none());
    assert!(play.state().tab(tab).unwrap().before.is_none());
}

#[test]
fn what_can_be_compared_with_is_offered() {
    let (mut play, tab) = play();
    let other = play.answered(OLD);
    let empty = play.tab("query Empty { a }");
    let of = |play: &Play, tab: TabId| -> Vec<Fellow> {
        let tab = play.state().tab(tab).unwrap();
        fellows(play.state(), tab).into_iter().map(|(fellow, _)| fellow).collect()
    };
    assert_eq!(of(&play, tab), [Fellow::Before, Fellow::Tab(other)]);
    assert_eq!(of(&play, other), [Fellow::Tab(tab)]);
    assert_eq!(of(&play, empty).len(), 2);
    // A tab without an answer has nothing to compare.
    assert!(asked(&act(&mut play, DifferencesAction::Open(empty, Fellow::Tab(tab)))).is_none());
    let (_, ask) = asked(&act(&mut play, DifferencesAction::Open(tab, Fellow::Tab(other)))).unwrap();
    assert_eq!((text(&ask.before.of), text(&ask.after.of)), (OLD.to_owned(), NEW.to_owned()));
}

#[test]
fn a_file_that_was_chosen_is_compared_with_and_not_opened() {
    let (mut play, tab) = play();
    let pick = |play: &mut Play| {
        let out = act(play, DifferencesAction::PickFile(tab));
        sent(&out, |c| matches!(c, Command::PickOpen)).unwrap()
    };
    let id = pick(&mut play);
    let before = play.state().tabs.len();
    assert!(asked(&play.say(id, Event::OpenPicked(None))).is_none());
    assert_eq!(play.state().tabs.len(), before);
    let id = pick(&mut play);
    let (load, ask) = asked(&play.say(id, Event::OpenPicked(Some(PathBuf::from("/tmp/old.json"))))).unwrap();
    assert!(matches!(&ask.before.of, SideOf::File(path) if path.ends_with("old.json")));
    assert_eq!(play.state().current().unwrap().title(), "old.json → Walls");
    // The file is read once: comparing again takes what is here.
    play.say(load, compared(&ask));
    let opened = play.state().selected.unwrap();
    let (_, again) = asked(&act(&mut play, DifferencesAction::MatchBy(opened, ItemsBy::Place))).unwrap();
    assert!(matches!(again.before.of, SideOf::Here(_)));
    assert_eq!(again.by, ItemsBy::Place);
    // Another file that is opened while nothing is chosen for a comparison is opened.
    let out = play.act(Action::OpenFile);
    let id = sent(&out, |c| matches!(c, Command::PickOpen)).unwrap();
    let out = play.say(id, Event::OpenPicked(Some(PathBuf::from("/tmp/new.json"))));
    assert!(sent(&out, |c| matches!(c, Command::OpenFile(_))).is_some());
}

#[test]
fn the_latest_look_counts_and_next_goes_around() {
    let (mut play, tab, ask) = loaded();
    let at = |play: &Play| play.state().differences.tabs[&tab].at;
    // A name changed, one item came, one moved.
    assert_eq!(
        play.state().differences.tabs[&tab].comparison.value().unwrap().differences.counts().total(),
        3
    );
    let mut seen = Vec::new();
    for back in [false, false, false, false, true, true] {
        act(&mut play, DifferencesAction::Next(tab, back));
        seen.push(at(&play).unwrap());
    }
    assert_eq!(seen, [0, 1, 2, 0, 2, 1]);
    let look = |kind| DifferencesLook { only: true, kind: Some(kind) };
    let arranged = |out: &Outbox| {
        sent(out, |c| matches!(c, Command::Differences(DifferencesCommand::Arrange { .. }))).unwrap()
    };
    let first = arranged(&act(&mut play, DifferencesAction::Look(tab, look(Difference::Added))));
    let out = act(&mut play, DifferencesAction::Look(tab, look(Difference::Changed)));
    assert_eq!(out.cancel, [first]);
    let second = arranged(&out);
    let shown = |kind| Event::Differences(DifferencesEvent::Arranged(Ok(made(&ask, look(kind)).1)));
    play.say(first, shown(Difference::Added));
    assert!(play.state().differences.tabs[&tab].shown.waiting_for().is_some(), "nobody waits for the first");
    play.say(second, shown(Difference::Changed));
    let shown = play.state().differences.tabs[&tab].shown.value().unwrap();
    assert_eq!((shown.rows.differences().len(), at(&play)), (1, None));
}

#[test]
fn a_comparison_is_swapped_cancelled_exported_and_closed() {
    let (mut play, tab, ask) = loaded();
    let (id, swapped) = asked(&act(&mut play, DifferencesAction::Swap(tab))).unwrap();
    assert_eq!(text(&swapped.before.of), text(&ask.after.of));
    assert_eq!(play.state().tab(tab).unwrap().title(), "Walls → Walls, before");
    // Giving up goes back to what was there.
    assert_eq!(act(&mut play, DifferencesAction::Cancel(tab)).cancel, [id]);
    assert!(matches!(play.state().differences.tabs[&tab].comparison, Remote::Ready { .. }));
    play.act(Action::AskExport(tab, ExportWhat::Whole));
    let Some(Dialog::Export(form)) = &play.state().dialog else { panic!("no dialog") };
    assert_eq!((form.what, form.kind), (ExportWhat::List, ExportKind::Xlsx));
    assert!(form.path.ends_with("Walls, before differences.xlsx"), "{}", form.path);
    play.act(Action::CloseDialog);
    let out = play.act(Action::CloseTab(tab));
    assert!(sent(&out, |c| matches!(c, Command::Differences(DifferencesCommand::Forget(..)))).is_some());
    assert!(play.state().differences.tabs.is_empty() && play.state().closed.is_empty());
}

#[test]
fn giving_up_the_first_comparison_closes_its_tab_and_a_failure_can_be_tried_again() {
    let (mut play, tab) = play();
    act(&mut play, DifferencesAction::Open(tab, Fellow::Before));
    let opened = play.state().selected.unwrap();
    act(&mut play, DifferencesAction::Cancel(opened));
    assert!(play.state().tab(opened).is_none() && play.state().differences.tabs.is_empty());
    let (id, _) = asked(&act(&mut play, DifferencesAction::Open(tab, Fellow::Before))).unwrap();
    let opened = play.state().selected.unwrap();
    play.say(id, Event::Differences(DifferencesEvent::Compared(Err(failure()))));
    assert!(play.state().differences.tabs[&opened].comparison.error().is_some());
    let out = play.act(Action::Remedy(dapple::app::Failed::Differences(opened), dapple::app::Remedy::Retry));
    assert!(asked(&out).is_some());
}

#[test]
fn a_session_keeps_no_comparison_of_answers() {
    let (mut play, tab, _) = loaded();
    play.after(10.0);
    let out = play.act(Action::Quit);
    let saved = out.commands.iter().find_map(|envelope| match &envelope.command {
        Command::SaveSession(snapshot) => Some(snapshot.clone()),
        _ => None,
    });
    let kept = saved.map(|snapshot| snapshot.tabs.iter().any(|saved| saved.id == tab.0));
    assert_ne!(kept, Some(true));
    assert!(play.state().tab(tab).is_some());
}
