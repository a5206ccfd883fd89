//! Writing in the heart: find and replace, the way to a line, where words lead.

use std::sync::Arc;

use dapple::app::{
    Action, Command, DropTarget, Dropped, Event, FindBar, FindTextAction, Place, Pointed, TabId, TextFind,
    TextOf, WordGoal, WritingAction, ZoomStep,
};
use dapple_data::schema::Target;
use dapple_data::text::{Buffer, Pattern};

use super::{Play, sent};

/// A tab with these texts.
fn tab(play: &mut Play, query: &str, variables: &str) -> TabId {
    play.act(Action::NewTab);
    let tab = play.state().selected.unwrap();
    let texts = play.heart.buffers.get_mut(tab).unwrap();
    texts.query.set_text(query);
    texts.query.select(0, 0);
    texts.variables.set_text(variables);
    texts.variables.select(0, 0);
    play.act(Action::Edited { tab });
    tab
}

fn find(play: &mut Play, tab: TabId, action: FindTextAction) {
    play.act(Action::Writing(WritingAction::Find(tab, action)));
}

fn look_for(play: &mut Play, tab: TabId, text: &str, is_regex: bool) {
    let pattern = Pattern { text: text.to_owned(), is_regex, ..Pattern::default() };
    find(play, tab, FindTextAction::Pattern(pattern));
}

fn query(play: &Play, tab: TabId) -> &Buffer {
    &play.heart.buffers.get(tab).unwrap().query
}

fn found(play: &Play, tab: TabId) -> &TextFind {
    &play.state().tab(tab).unwrap().writing.find
}

fn hits(play: &Play, tab: TabId) -> usize {
    found(play, tab).hits(TextOf::Query, query(play, tab)).len()
}

fn selected(play: &Play, tab: TabId) -> (usize, usize) {
    let range = query(play, tab).primary().range();
    (range.start, range.end)
}

#[test]
fn hits_are_counted_at_once_and_walked_in_a_circle() {
    let (mut play, _) = Play::signed_in();
    let tab = tab(&mut play, "{ a b a B a }", "");
    find(&mut play, tab, FindTextAction::Show { on: TextOf::Query, bar: FindBar::Find });
    look_for(&mut play, tab, "a", false);
    assert_eq!((hits(&play, tab), selected(&play, tab)), (3, (2, 3)), "the nearest is selected as one types");
    let mut walk = |back| {
        find(&mut play, tab, FindTextAction::Next { back });
        selected(&play, tab).0
    };
    assert_eq!([walk(false), walk(false), walk(false), walk(true)], [6, 10, 2, 10]);
    assert_eq!(found(&play, tab).current(query(&play, tab).primary()), Some(2));
    let pattern = Pattern { text: "B".to_owned(), case_sensitive: true, ..Pattern::default() };
    find(&mut play, tab, FindTextAction::Pattern(pattern));
    assert_eq!((hits(&play, tab), selected(&play, tab)), (1, (8, 9)));
    look_for(&mut play, tab, "(", true);
    assert_eq!(hits(&play, tab), 0);
    assert!(found(&play, tab).error.as_deref().is_some_and(|e| e.contains("nclosed")));
    // What is edited is looked through again.
    look_for(&mut play, tab, "a", false);
    play.heart.buffers.get_mut(tab).unwrap().query.set_text("{ a }");
    assert_eq!(hits(&play, tab), 0, "hits of an older text are not shown in this one");
    play.act(Action::Edited { tab });
    assert_eq!(hits(&play, tab), 1);
}

#[test]
fn one_is_replaced_and_all_are_one_step() {
    let (mut play, _) = Play::signed_in();
    let tab = tab(&mut play, "{ first(x: 1) second(x: 2) }", "");
    find(&mut play, tab, FindTextAction::Show { on: TextOf::Query, bar: FindBar::Replace });
    look_for(&mut play, tab, r"(\w+)\(x: (\d)\)", true);
    find(&mut play, tab, FindTextAction::Replacement("$1(y: $2$2, v: $v)".to_owned()));
    find(&mut play, tab, FindTextAction::Replace);
    assert_eq!(query(&play, tab).text(), "{ first(y: 11, v: $v) second(x: 2) }");
    assert_eq!(selected(&play, tab), (22, 34), "the next hit is selected");
    play.heart.buffers.get_mut(tab).unwrap().query.undo();
    play.act(Action::Edited { tab });
    let out = play.act(Action::Writing(WritingAction::Find(tab, FindTextAction::ReplaceAll)));
    assert!(sent(&out, |c| matches!(c, Command::Check { .. })).is_some());
    assert_eq!(query(&play, tab).text(), "{ first(y: 11, v: $v) second(y: 22, v: $v) }");
    play.heart.buffers.get_mut(tab).unwrap().query.undo();
    assert_eq!(query(&play, tab).text(), "{ first(x: 1) second(x: 2) }", "all of them are one step");
}

#[test]
fn the_variables_are_looked_through_as_text() {
    let (mut play, _) = Play::signed_in();
    let tab = tab(&mut play, "{ limit }", "{ \"limit\": 1, \"other\": \"limit\" }");
    play.heart.buffers.get_mut(tab).unwrap().variables.select(3, 8);
    find(&mut play, tab, FindTextAction::Show { on: TextOf::Variables, bar: FindBar::Find });
    let texts = play.heart.buffers.get(tab).unwrap();
    assert_eq!(found(&play, tab).pattern.text, "limit", "what is selected is what is looked for");
    assert_eq!(found(&play, tab).hits(TextOf::Variables, &texts.variables).len(), 2);
    assert!(found(&play, tab).hits(TextOf::Query, &texts.query).is_empty());
    find(&mut play, tab, FindTextAction::Close);
    assert!(!found(&play, tab).shows_over(TextOf::Variables));
    assert_eq!(play.state().problems.jumped_to, Some((tab, TextOf::Variables)), "the keyboard goes back");
}

#[test]
fn a_line_and_a_column_are_gone_to() {
    let (mut play, _) = Play::signed_in();
    let tab = tab(&mut play, "{\n  a\n  b\n}", "");
    for (typed, at) in [("2", (1, 0)), ("3:3", (2, 2)), ("99", (3, 0)), ("0", (0, 0)), ("2:99", (1, 3))] {
        find(&mut play, tab, FindTextAction::Show { on: TextOf::Query, bar: FindBar::Line });
        find(&mut play, tab, FindTextAction::Line(typed.to_owned()));
        find(&mut play, tab, FindTextAction::GoToLine);
        let buffer = query(&play, tab);
        assert_eq!(buffer.line_col(buffer.primary().head), at, "{typed}");
        assert_eq!(found(&play, tab).bar, FindBar::Closed);
    }
    find(&mut play, tab, FindTextAction::Show { on: TextOf::Query, bar: FindBar::Line });
    find(&mut play, tab, FindTextAction::Line("b".to_owned()));
    find(&mut play, tab, FindTextAction::GoToLine);
    assert_eq!(found(&play, tab).bar, FindBar::Line, "that is no line");
}

fn pointed(play: &Play, tab: TabId, goal: WordGoal, target: Option<Target>) -> Event {
    let revision = query(play, tab).revision();
    Event::Pointed(Ok(Arc::new(Pointed { revision, byte: 3, goal, hover: None, value: None, target })))
}

#[test]
fn words_lead_into_the_text_or_into_the_api() {
    let (mut play, _) = Play::signed_in();
    let tab = tab(&mut play, "{ ...F } fragment F on Query { a }", "");
    let ask = |play: &mut Play, goal| {
        let out = play.act(Action::Writing(WritingAction::Follow { tab, byte: None, goal }));
        sent(&out, |c| matches!(c, Command::Point(_))).unwrap()
    };
    let id = ask(&mut play, WordGoal::Definition);
    let answer = pointed(&play, tab, WordGoal::Definition, Some(Target::Text(18..19)));
    play.say(id, answer);
    assert_eq!(selected(&play, tab), (18, 19));
    assert_eq!(play.state().problems.jumped_to, Some((tab, TextOf::Query)));

    let id = ask(&mut play, WordGoal::Type);
    let target = Target::Type { name: "Query".to_owned(), member: None };
    let answer = pointed(&play, tab, WordGoal::Type, Some(target));
    play.say(id, answer);
    assert_eq!(play.state().place, Place::Api);
    assert!(play.state().explorer.trail.here().is_some());

    let id = ask(&mut play, WordGoal::Type);
    let answer = pointed(&play, tab, WordGoal::Type, None);
    play.say(id, answer);
    assert!(play.state().notices.iter().any(|n| n.text.contains("knows no type")), "nothing is silent");
}

#[test]
fn only_the_latest_word_counts() {
    let (mut play, _) = Play::signed_in();
    let tab = tab(&mut play, "{ a b }", "");
    let about = |play: &mut Play, byte| {
        let out = play.act(Action::Writing(WritingAction::About { tab, byte }));
        (sent(&out, |c| matches!(c, Command::Point(_))).unwrap(), out.cancel)
    };
    let (first, _) = about(&mut play, 2);
    let (second, cancelled) = about(&mut play, 4);
    assert_eq!(cancelled, [first]);
    let answer = |play: &Play| pointed(play, tab, WordGoal::About, None);
    let late = answer(&play);
    play.say(first, late);
    assert!(play.state().tab(tab).unwrap().writing.about.value().is_none());
    let now = answer(&play);
    play.say(second, now);
    assert!(play.state().tab(tab).unwrap().writing.about.value().is_some());
    play.act(Action::Writing(WritingAction::Leave(tab)));
    assert!(play.state().tab(tab).unwrap().writing.about.value().is_none());
}

#[test]
fn the_size_of_texts_goes_by_tenths_and_is_kept() {
    let (mut play, _) = Play::signed_in();
    let size = |play: &mut Play, step| {
        let out = play.act(Action::Writing(WritingAction::Zoom(step)));
        assert!(sent(&out, |c| matches!(c, Command::SaveSettings(_))).is_some());
        (play.state().settings.editor_zoom * 100.0).round()
    };
    assert_eq!(size(&mut play, ZoomStep::In), 110.0);
    assert_eq!(size(&mut play, ZoomStep::By(1.03)), 113.0);
    assert_eq!(size(&mut play, ZoomStep::Out), 100.0, "a step lands on a tenth");
    assert_eq!(size(&mut play, ZoomStep::By(99.0)), 300.0);
    assert_eq!(size(&mut play, ZoomStep::By(f32::NAN.max(0.0001))), 50.0);
    assert_eq!(size(&mut play, ZoomStep::Reset), 100.0);
    play.act(Action::Writing(WritingAction::Wrap(true)));
    assert!(play.state().settings.editor_wrap);
}

/// Drops a file and hands its text over, if it is read as one.
fn drop_file(play: &mut Play, target: DropTarget, name: &str, text: &str) -> bool {
    let path = std::path::PathBuf::from(name);
    let out = play.act(Action::Writing(WritingAction::Drop(target, path.clone())));
    let id = sent(&out, |c| matches!(c, Command::ReadText(_)));
    if let Some(id) = id {
        play.say(id, Event::TextRead(Dropped { target, path }, Ok(text.to_owned())));
    } else {
        assert!(sent(&out, |c| matches!(c, Command::OpenFile(_))).is_some(), "it is a saved answer");
    }
    id.is_some()
}

#[test]
fn dropped_files_never_write_over_a_query() {
    let (mut play, _) = Play::signed_in();
    let first = tab(&mut play, "", "{ \"a\": 1 }");
    let over = |text| DropTarget::Text(first, text);
    assert!(drop_file(&mut play, over(TextOf::Query), "q.graphql", "{ a }"));
    assert_eq!((play.query(first).as_str(), play.state().tabs.len()), ("{ a }", 1), "an empty one takes it");
    assert!(drop_file(&mut play, over(TextOf::Query), "q.GQL", "{ b }"));
    assert_eq!((play.query(first).as_str(), play.state().tabs.len()), ("{ a }", 2));
    assert_eq!(play.query(play.state().selected.unwrap()), "{ b }");
    assert!(drop_file(&mut play, over(TextOf::Variables), "v.json", "{ \"a\": 2 }"));
    assert_eq!(play.variables(first), "{ \"a\": 2 }");
    play.heart.buffers.get_mut(first).unwrap().variables.undo();
    assert_eq!(play.variables(first), "{ \"a\": 1 }", "one step back");
    assert!(!drop_file(&mut play, DropTarget::Window, "answer.json", ""));
    assert!(!drop_file(&mut play, over(TextOf::Query), "answer.json", ""));
    assert!(drop_file(&mut play, DropTarget::Window, "q.graphql", "{ c }"));
    assert_eq!(play.state().tabs.len(), 3);
}
