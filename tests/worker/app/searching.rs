//! Find and filter in an answer: what is asked for, what is shown, what is dropped.

use std::sync::Arc;

use dapple::app::{
    Action, AnswerView, Command, CommandId, Event, Filtered, FindAction, FindMode, Hits, Outbox, TabId,
};
use dapple_data::document::{Matcher, Needle, NodeId};

use super::{Play, answer, failure, sent};

const LIST: &str = r#"{"data":{"items":[{"n":"Wall"},{"n":"Door"},{"n":"Wall"}]}}"#;

fn play() -> (Play, TabId) {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    (play, tab)
}

fn act(play: &mut Play, tab: TabId, action: FindAction) -> Outbox {
    play.act(Action::FindInAnswer(tab, action))
}

fn asked(out: &Outbox) -> Option<CommandId> {
    sent(out, |c| matches!(c, Command::SearchAnswer { .. }))
}

fn wall() -> Needle {
    Needle { text: "wall".to_owned(), ..Needle::default() }
}

fn node(index: usize) -> NodeId {
    NodeId::from_index(index).unwrap()
}

fn found(nodes: &[usize]) -> Event {
    let nodes: Vec<NodeId> = nodes.iter().map(|index| node(*index)).collect();
    let matcher = Matcher::new(&wall()).unwrap();
    Event::AnswerSearched(Ok(Arc::new(Hits { matcher, marks: nodes.clone(), nodes })))
}

#[test]
fn what_is_typed_is_looked_for_at_once_and_the_latest_counts() {
    let (mut play, tab) = play();
    assert!(asked(&act(&mut play, tab, FindAction::Show(true))).is_none(), "nothing is typed yet");
    let first = asked(&act(&mut play, tab, FindAction::Needle(wall()))).unwrap();
    let other = Needle { case_sensitive: true, ..wall() };
    let out = act(&mut play, tab, FindAction::Needle(other.clone()));
    assert_eq!(out.cancel, [first]);
    let second = asked(&out).unwrap();
    play.say(first, found(&[4]));
    assert!(play.state().tab(tab).unwrap().find.found.value().is_none(), "nobody waits for it any more");
    play.say(second, found(&[4, 8]));
    let find = &play.state().tab(tab).unwrap().find;
    assert_eq!((find.current(), find.revealed), (Some(node(4)), Some(node(4))));
    assert!(asked(&act(&mut play, tab, FindAction::Needle(other))).is_none(), "the same is not asked twice");
}

#[test]
fn next_and_previous_go_around() {
    let (mut play, tab) = play();
    act(&mut play, tab, FindAction::Show(true));
    let id = asked(&act(&mut play, tab, FindAction::Needle(wall()))).unwrap();
    act(&mut play, tab, FindAction::Next { back: false });
    play.say(id, found(&[4, 8]));
    let current = |play: &Play| play.state().tab(tab).unwrap().find.current();
    let mut seen = Vec::new();
    for back in [false, false, true, true] {
        act(&mut play, tab, FindAction::Next { back });
        seen.push(current(&play));
    }
    assert_eq!(seen, [8, 4, 8, 4].map(|at| Some(node(at))));
    let before = play.state().tab(tab).unwrap().find.reveal;
    act(&mut play, tab, FindAction::Next { back: false });
    assert_eq!(play.state().tab(tab).unwrap().find.reveal, before + 1);
}

#[test]
fn another_answer_is_searched_anew_and_closing_forgets() {
    let (mut play, tab) = play();
    act(&mut play, tab, FindAction::Show(true));
    let id = asked(&act(&mut play, tab, FindAction::Needle(wall()))).unwrap();
    play.say(id, found(&[4]));
    let run = play.run(tab).unwrap();
    let out = play.say(run, Event::Answered { tab, result: Ok(answer(r#"{"data":{"a":"wall"}}"#)) });
    let again = asked(&out).expect("the new answer is searched");
    assert!(play.state().tab(tab).unwrap().find.found.value().is_none());
    let out = act(&mut play, tab, FindAction::Show(false));
    assert_eq!(out.cancel, [again]);
    let find = &play.state().tab(tab).unwrap().find;
    assert!(!find.open && find.needle == wall(), "what was typed is there the next time");
    let out = act(&mut play, tab, FindAction::Show(true));
    assert!(asked(&out).is_some());
}

#[test]
fn a_filter_is_remembered_and_its_values_lead_back_to_the_tree() {
    let (mut play, tab) = play();
    act(&mut play, tab, FindAction::Show(true));
    act(&mut play, tab, FindAction::Mode(FindMode::Filter));
    act(&mut play, tab, FindAction::TypeFilter("$..n".to_owned()));
    assert!(play.state().recent_filters.is_empty(), "typing is not yet using");
    for text in ["$..n", " $.data ", "$..n"] {
        let out = act(&mut play, tab, FindAction::Filter(text.to_owned()));
        assert!(sent(&out, |c| matches!(c, Command::FilterAnswer { .. })).is_some());
    }
    assert_eq!(play.state().recent_filters, ["$..n", "$.data"]);
    let out = act(&mut play, tab, FindAction::Filter("$..n".to_owned()));
    let id = sent(&out, |c| matches!(c, Command::FilterAnswer { .. })).unwrap();
    let nodes: Arc<[NodeId]> = [node(4), node(6)].into();
    play.say(id, Event::AnswerFiltered(Ok(Arc::new(Filtered { text: "$..n".to_owned(), nodes }))));
    assert!(play.state().tab(tab).unwrap().find.shown().is_some());
    play.act(Action::ShowAnswerAs(tab, AnswerView::Text));
    act(&mut play, tab, FindAction::ShowInTree(node(6)));
    let shown = play.state().tab(tab).unwrap();
    assert!(shown.find.shown().is_none());
    assert_eq!((shown.view, shown.find.revealed), (AnswerView::Tree, Some(node(6))));
    act(&mut play, tab, FindAction::Mode(FindMode::Filter));
    let out = act(&mut play, tab, FindAction::Filter("  ".to_owned()));
    assert!(sent(&out, |_| true).is_none());
    assert!(play.state().tab(tab).unwrap().find.shown().is_none(), "no filter, the whole answer");
}

#[test]
fn a_failed_search_says_why_and_keeps_no_hits_of_another_text() {
    let (mut play, tab) = play();
    act(&mut play, tab, FindAction::Show(true));
    let id = asked(&act(&mut play, tab, FindAction::Needle(wall()))).unwrap();
    play.say(id, found(&[4]));
    let pattern = Needle { text: "(".to_owned(), is_pattern: true, ..Needle::default() };
    let id = asked(&act(&mut play, tab, FindAction::Needle(pattern))).unwrap();
    play.say(id, Event::AnswerSearched(Err(failure())));
    let find = &play.state().tab(tab).unwrap().find;
    assert!(find.found.value().is_none() && find.found.error() == Some(&failure()));
    let id = asked(&act(&mut play, tab, FindAction::Needle(wall()))).unwrap();
    play.say(id, Event::Broke(failure()));
    assert!(play.state().tab(tab).unwrap().find.found.error().is_some());
}
