//! The schema explorer's state: a kept schema until the server's own comes, files in its place, search that
//! only counts the latest, and fields that go into the tab in front.

use std::path::PathBuf;
use std::sync::Arc;

use dapple::app::{
    Action, Command, Event, ExplorerAction, ExplorerCommand, ExplorerEvent, ExplorerSpot, Place, Remote,
    SchemaFile, SchemaSource, shown_schema,
};
use dapple_data::schema::Schema;
use dapple_data::schema::explore::Hits;

use super::{Play, failure, sent};

const SDL: &str = "type Query { me: User project(id: ID!): Project } type User { id: ID! name: String } type Project { id: ID! name: String }";

fn schema(sdl: &str) -> Arc<Schema> {
    Arc::new(Schema::from_sdl(sdl).unwrap())
}

fn explorer(action: ExplorerAction) -> Action {
    Action::Explorer(action)
}

/// A window whose account has this schema.
fn with_schema() -> (Play, dapple::app::AccountKey) {
    let (mut play, key) = Play::signed_in();
    let id = play.state().schemas.get(&key).and_then(Remote::waiting_for).unwrap();
    play.say(id, Event::SchemaLoaded { key: key.clone(), result: Ok(schema(SDL)) });
    (play, key)
}

#[test]
fn a_kept_schema_serves_until_the_server_answers() {
    let (mut play, key) = Play::signed_in();
    let id = play.state().schemas.get(&key).and_then(Remote::waiting_for).unwrap();
    let kept = Some((schema(SDL), 1_700_000_000));
    play.say(id, Event::Explorer(ExplorerEvent::Kept { key: key.clone(), kept }));
    assert!(play.state().schema(&key).is_some(), "it can be used while the server is asked");
    assert_eq!(play.state().explorer.sources.get(&key), Some(&SchemaSource::Kept(1_700_000_000)));
    play.say(id, Event::SchemaLoaded { key: key.clone(), result: Err(failure()) });
    assert!(play.state().schema(&key).is_some(), "and when it does not answer");
    play.act(Action::RefreshSchema(key.clone()));
    let id = play.state().schemas.get(&key).and_then(Remote::waiting_for).unwrap();
    let facts = ExplorerEvent::Facts { key: key.clone(), source: SchemaSource::Server(2), changes: None };
    play.say(id, Event::Explorer(facts));
    play.say(id, Event::SchemaLoaded { key: key.clone(), result: Ok(schema("type Query { a: Int }")) });
    assert_eq!(play.state().schema(&key).unwrap().sdl(), "type Query { a: Int }");
    // What comes late from the disk is older than the server's word.
    let kept = Some((schema(SDL), 1));
    play.say(id, Event::Explorer(ExplorerEvent::Kept { key: key.clone(), kept }));
    assert_eq!(play.state().schema(&key).unwrap().sdl(), "type Query { a: Int }");
    assert_eq!(play.state().explorer.sources.get(&key), Some(&SchemaSource::Server(2)));
}

#[test]
fn only_the_latest_search_counts() {
    let (mut play, _) = with_schema();
    let search = |play: &mut Play, text: &str| {
        let out = play.act(explorer(ExplorerAction::Search(text.to_owned())));
        let is_search = |c: &Command| matches!(c, Command::Explorer(ExplorerCommand::Search { .. }));
        (sent(&out, is_search), out.cancel)
    };
    let (first, _) = search(&mut play, "pro");
    let (second, cancelled) = search(&mut play, "project");
    assert_eq!(cancelled, [first.unwrap()]);
    let hits = |total| Event::Explorer(ExplorerEvent::Found(Ok(Arc::new(Hits { hits: Vec::new(), total }))));
    play.say(first.unwrap(), hits(1));
    assert!(play.state().explorer.hits.value().is_none(), "an old answer is dropped");
    play.say(second.unwrap(), hits(2));
    assert_eq!(play.state().explorer.hits.value().unwrap().total, 2);
    let (third, _) = search(&mut play, " ");
    assert!(third.is_none() && matches!(play.state().explorer.hits, Remote::Idle));
}

#[test]
fn the_way_through_types_can_be_walked_back() {
    let (mut play, _) = with_schema();
    let show = |name: &str| explorer(ExplorerAction::Show { name: name.to_owned(), member: None });
    let here = |play: &Play| match play.state().explorer.trail.here() {
        Some(ExplorerSpot::Type { name, .. }) => name.clone(),
        other => panic!("{other:?}"),
    };
    play.act(Action::Go(Place::Api));
    play.after(0.1);
    assert_eq!(here(&play), "Query", "it begins where queries begin");
    for name in ["User", "User", "Project"] {
        play.act(show(name));
    }
    play.act(explorer(ExplorerAction::Back));
    assert_eq!(here(&play), "User");
    assert!(play.state().explorer.trail.can_go_forward());
    play.act(show("Query"));
    assert!(!play.state().explorer.trail.can_go_forward(), "a new way replaces the old one");
    play.act(explorer(ExplorerAction::Back));
    play.act(explorer(ExplorerAction::Back));
    assert_eq!(here(&play), "Query");
    assert!(!play.state().explorer.trail.can_go_back());
}

#[test]
fn a_field_goes_into_the_tab_in_front_as_one_step() {
    let (mut play, _) = with_schema();
    play.act(Action::NewTab);
    let tab = play.state().selected.unwrap();
    let toggle = |play: &mut Play, type_name: &str, field: &str| {
        let (type_name, field) = (type_name.to_owned(), field.to_owned());
        play.act(explorer(ExplorerAction::Toggle { type_name, field }))
    };
    let out = toggle(&mut play, "Query", "project");
    assert!(sent(&out, |c| matches!(c, Command::Check { .. })).is_some());
    let text = |play: &Play| play.heart.buffers.get(tab).unwrap().query.text();
    let one = "query Project($projectId: ID!) {\n  project(id: $projectId) {\n    id\n  }\n}\n";
    assert_eq!(text(&play), one);
    toggle(&mut play, "Query", "me");
    let two = "query Project($projectId: ID!) {\n  project(id: $projectId) {\n    id\n  }\n  me {\n    id\n  }\n}\n";
    assert_eq!(text(&play), two);
    toggle(&mut play, "Query", "project");
    assert_eq!(text(&play), "query Project {\n  me {\n    id\n  }\n}\n", "its variable goes with it");
    play.heart.buffers.get_mut(tab).unwrap().query.undo();
    assert_eq!(text(&play), two, "field and variable come back in one step");
    // Without a tab a click makes one.
    play.act(Action::CloseTab(tab));
    toggle(&mut play, "User", "name");
    let made = play.state().current().unwrap().id;
    let text = play.heart.buffers.get(made).unwrap().query.text();
    assert_eq!(text, "query MeName {\n  me {\n    name\n  }\n}\n");
}

#[test]
fn the_standing_is_asked_for_while_somebody_can_see_it() {
    let (mut play, _) = with_schema();
    play.act(Action::NewTab);
    let is_stand = |c: &Command| matches!(c, Command::Explorer(ExplorerCommand::Stand { .. }));
    assert!(sent(&play.after(0.1), is_stand).is_none(), "nobody looks at the schema");
    play.act(explorer(ExplorerAction::BesideQuery(true)));
    let asked = sent(&play.after(0.1), is_stand);
    assert!(asked.is_some());
    assert!(sent(&play.after(0.1), is_stand).is_none(), "once is enough");
    let tab = play.state().selected.unwrap();
    play.heart.buffers.get_mut(tab).unwrap().query.insert("{ me { id } }");
    assert!(sent(&play.after(0.1), is_stand).is_some(), "the text is another one");
    play.heart.buffers.get_mut(tab).unwrap().query.select(3, 3);
    assert!(sent(&play.after(0.1), is_stand).is_some(), "the caret is elsewhere");
}

#[test]
fn a_file_stands_in_for_the_servers_schema() {
    let (mut play, key) = with_schema();
    let out = play.act(explorer(ExplorerAction::Choose(SchemaFile::Open)));
    let pick = sent(&out, |c| matches!(c, Command::Explorer(ExplorerCommand::Pick(..)))).unwrap();
    let path = PathBuf::from("/somewhere/schema.graphql");
    let out = play.say(pick, Event::Explorer(ExplorerEvent::Picked(Ok(Some(path.clone())))));
    let open = sent(&out, |c| matches!(c, Command::Explorer(ExplorerCommand::Open { .. }))).unwrap();
    let result = Ok(schema("type Query { a: Int }"));
    play.say(open, Event::Explorer(ExplorerEvent::Opened { key: key.clone(), path: path.clone(), result }));
    assert_eq!(shown_schema(play.state()).unwrap().sdl(), "type Query { a: Int }");
    assert_eq!(play.state().explorer.sources.get(&key), Some(&SchemaSource::File(path)));
    assert!(play.state().notices.iter().any(|n| n.text.contains("stands in for the server's schema")));
    // Where there is no dialog the path is typed; what goes wrong stands at it.
    let out = play.act(explorer(ExplorerAction::Choose(SchemaFile::Open)));
    let pick = sent(&out, |c| matches!(c, Command::Explorer(ExplorerCommand::Pick(..)))).unwrap();
    play.say(pick, Event::Explorer(ExplorerEvent::Picked(Err(failure()))));
    play.act(explorer(ExplorerAction::PathTyped("/nowhere".to_owned())));
    let out = play.act(explorer(ExplorerAction::UsePath { replace: false }));
    let open = sent(&out, |c| matches!(c, Command::Explorer(ExplorerCommand::Open { .. }))).unwrap();
    let path = PathBuf::from("/nowhere");
    play.say(open, Event::Explorer(ExplorerEvent::Opened { key, path, result: Err(failure()) }));
    assert!(play.state().explorer.path.as_ref().unwrap().failure.is_some());
    play.act(explorer(ExplorerAction::ClosePath));
    assert!(play.state().explorer.path.is_none());
}
