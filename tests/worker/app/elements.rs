//! The heart of element tables: what is asked for, what is shown, what is kept.

use std::sync::Arc;

use dapple::app::{
    Action, Command, CommandId, Copied, CopyAs, ElementSet, ElementsAction, ElementsCommand, ElementsEvent,
    ElementsTab, ElementsTarget, Event, Failed, Found, Look, Outbox, Place, Remedy, Remote, SetFacts,
    ShownRow, SourceName, Started, TabId, TabKind,
};
use dapple_data::Stop;
use dapple_data::document::Document;
use dapple_data::ids::ObjectId;
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::{
    ColumnKey, Condition, Elements, ElementsView, Layout, Wish, catalog_options, view,
};
use dapple_data::table::{Catalog, CatalogOptions, Direction};

use super::{Play, failure, row, sent};

/// A root with five elements on two levels.
fn set(target: &ElementsTarget) -> (Arc<ElementSet>, Arc<ElementsView>) {
    let element = |id: &str, category: &str, level: &str, area: f64| {
        format!(
            r#"{{"id":"{id}","speckle_type":"Objects.Data.DataObject:Objects.Data.RevitObject","name":"{id}","category":"{category}","level":"{level}","properties":{{"Area":{{"name":"Area","value":{area},"units":"m2"}}}}}}"#
        )
    };
    let root = r#"{"id":"root","speckle_type":"Speckle.Core.Models.Collections.Collection","name":"Model","elements":[{"speckle_type":"reference","referencedId":"a"},{"speckle_type":"reference","referencedId":"b"},{"speckle_type":"reference","referencedId":"c"},{"speckle_type":"reference","referencedId":"d"},{"speckle_type":"reference","referencedId":"e"}]}"#;
    let lines = [
        root.to_owned(),
        element("a", "Walls", "00", 1.0),
        element("b", "Doors", "00", 2.0),
        element("c", "Walls", "01", 4.0),
        element("d", "Walls", "00", 8.0),
        element("e", "Doors", "01", 16.0),
    ];
    let document = Arc::new(Document::from_lines(lines.join("\n").into()));
    let stop = Stop::new();
    let elements = Elements::find(document, &[ObjectId::new("root")], &stop).unwrap();
    let (skip, fold) = catalog_options();
    let options = CatalogOptions { skip, fold: &fold };
    let catalog = Catalog::of_rows(elements.document(), elements.rows(false), &options, &stop).unwrap();
    let layout = Layout::of(&elements, &catalog, Some("revit"));
    let first = view(&elements, &layout.wish(), None, &stop).unwrap();
    let source = SourceName {
        model: Some("Architecture/Core".to_owned()),
        created_at: Some("2026-11-23T12:00:00.000Z".to_owned()),
        ..SourceName::default()
    };
    let facts = SetFacts { asked: 6, received: 6, sources: vec![source], ..SetFacts::default() };
    let set = ElementSet {
        target: Some(target.clone()),
        answer: None,
        elements: Arc::new(elements),
        catalog: Arc::new(catalog),
        layout,
        facts,
    };
    (Arc::new(set), Arc::new(first))
}

fn target(title: &str) -> ElementsTarget {
    ElementsTarget {
        account: row("Mara").key,
        project: "project000".into(),
        sources: vec![Source {
            model: Some("model00000".into()),
            version: Some("version000".into()),
            object: ObjectId::new("root"),
        }],
        title: title.to_owned(),
    }
}

/// The element command that went out last, with its name.
fn asked(out: &Outbox) -> Option<(CommandId, &ElementsCommand)> {
    out.commands.iter().rev().find_map(|envelope| match &envelope.command {
        Command::Elements(command) => Some((envelope.id, command)),
        _ => None,
    })
}

fn act(play: &mut Play, action: ElementsAction) -> Outbox {
    play.act(Action::Elements(action))
}

fn say(play: &mut Play, id: CommandId, event: ElementsEvent) -> Outbox {
    play.say(id, Event::Elements(event))
}

/// A table that was opened and is on its way.
fn opening() -> (Play, TabId, CommandId) {
    let (mut play, _) = Play::signed_in();
    let out = act(&mut play, ElementsAction::Open(target("Tower 2026-11-23")));
    let (id, command) = asked(&out).unwrap();
    assert!(matches!(command, ElementsCommand::Load(_)));
    let tab = play.state().selected.unwrap();
    (play, tab, id)
}

/// A table with its five elements.
fn loaded() -> (Play, TabId) {
    let (mut play, tab, id) = opening();
    say(&mut play, id, ElementsEvent::Loaded(Ok(set(&target("Tower 2026-11-23")))));
    (play, tab)
}

fn table(play: &Play, tab: TabId) -> &ElementsTab {
    &play.state().element_tables.tabs[&tab]
}

/// Looks in another way, as the worker would make it.
fn look(play: &mut Play, tab: TabId, look: Look) {
    let out = act(play, ElementsAction::Look(tab, look));
    let (id, command) = asked(&out).unwrap();
    let ElementsCommand::View { set, wish, previous } = command else { panic!("{command:?}") };
    let made = view(&set.elements, wish, previous.as_deref(), &Stop::new()).unwrap();
    say(play, id, ElementsEvent::Viewed(Ok(Arc::new(made))));
}

fn category() -> ColumnKey {
    ColumnKey::path(["category"])
}

#[test]
fn one_target_is_one_tab() {
    let (mut play, tab, _) = opening();
    assert_eq!(play.state().tab(tab).unwrap().kind, TabKind::Elements);
    assert_eq!((play.state().place, play.state().tabs.len()), (Place::Browse, 1));
    play.act(Action::NewTab);
    let out = act(&mut play, ElementsAction::Open(target("called otherwise")));
    assert!(asked(&out).is_none(), "it is on its way already");
    assert_eq!((play.state().selected, play.state().tabs.len()), (Some(tab), 2));
    let mut other = target("Tower");
    other.project = "another000".into();
    act(&mut play, ElementsAction::Open(other));
    assert_eq!(play.state().tabs.len(), 3);
}

#[test]
fn a_table_is_called_after_its_model_unless_a_person_names_it() {
    let (play, tab) = loaded();
    assert_eq!(play.state().tab(tab).unwrap().title(), "Core 2026-11-23");
    let (mut play, tab, id) = opening();
    play.act(Action::RenameTab(tab, "Mine".to_owned()));
    say(&mut play, id, ElementsEvent::Loaded(Ok(set(&target("Tower 2026-11-23")))));
    assert_eq!(play.state().tab(tab).unwrap().title(), "Mine");
}

#[test]
fn a_failed_load_is_tried_again_and_a_cancelled_one_is_quiet() {
    let (mut play, tab, id) = opening();
    say(&mut play, id, ElementsEvent::Loaded(Err(failure())));
    assert_eq!(table(&play, tab).set.error(), Some(&failure()));
    let out = play.act(Action::Remedy(Failed::Elements(tab), Remedy::Retry));
    let (id, _) = asked(&out).unwrap();
    let out = act(&mut play, ElementsAction::Cancel(tab));
    assert_eq!(out.cancel, [id]);
    assert!(matches!(table(&play, tab).set, Remote::Idle));
    let out = say(&mut play, id, ElementsEvent::Loaded(Ok(set(&target("")))));
    assert!(matches!(table(&play, tab).set, Remote::Idle), "what nobody waits for is dropped");
    assert!(matches!(asked(&out).unwrap().1, ElementsCommand::Forget(..)), "and let go on the pool");
    let out = play.act(Action::Elements(ElementsAction::Load(tab)));
    let (id, _) = asked(&out).unwrap();
    play.say(id, Event::Broke(failure()));
    assert_eq!(table(&play, tab).set.error(), Some(&failure()));
}

#[test]
fn the_latest_look_counts() {
    let (mut play, tab) = loaded();
    let first = act(&mut play, ElementsAction::Look(tab, Look::Sort(category(), false)));
    let (old, _) = asked(&first).unwrap();
    let second = act(&mut play, ElementsAction::Look(tab, Look::Sort(category(), false)));
    let (new, command) = asked(&second).unwrap();
    assert_eq!(second.cancel, [old]);
    let ElementsCommand::View { set, wish, .. } = command else { panic!() };
    assert_eq!(wish.sort, [(category(), Direction::Descending)]);
    let made = |wish: &Wish| Arc::new(view(&set.elements, wish, None, &Stop::new()).unwrap());
    let stale = made(&Wish::default());
    say(&mut play, old, ElementsEvent::Viewed(Ok(stale)));
    assert!(!table(&play, tab).view.value().unwrap().wish.columns.is_empty(), "an old view is dropped");
    say(&mut play, new, ElementsEvent::Viewed(Ok(made(wish))));
    assert_eq!(table(&play, tab).view.value().unwrap().wish.sort.len(), 1);
    // A view that fails leaves what is shown, and what is wanted is that again.
    let out = act(&mut play, ElementsAction::Look(tab, Look::ClearFilters));
    assert!(asked(&out).is_none(), "nothing changes, nothing is asked");
    let out = act(&mut play, ElementsAction::Look(tab, Look::Hide(category())));
    let (id, _) = asked(&out).unwrap();
    say(&mut play, id, ElementsEvent::Viewed(Err(failure())));
    assert!(table(&play, tab).present_wish().unwrap().columns.contains(&category()));
    assert_eq!(table(&play, tab).view.error(), Some(&failure()));
}

#[test]
fn wishes_follow_what_a_person_does() {
    let (mut play, tab) = loaded();
    let area = ColumnKey::path(["properties", "Area"]);
    let wish = |play: &Play| table(play, tab).present_wish().unwrap().clone();
    assert!(!wish(&play).columns.contains(&area));
    look(&mut play, tab, Look::Show(area.clone()));
    look(&mut play, tab, Look::Hide(area.clone()));
    assert!(!wish(&play).columns.contains(&area) && !wish(&play).sums.contains(&area));
    look(&mut play, tab, Look::Show(area.clone()));
    assert_eq!(wish(&play).columns.last(), Some(&area));
    assert!(wish(&play).sums.contains(&area), "a quantity comes with its sum");
    look(&mut play, tab, Look::Move(area.clone(), 0));
    assert_eq!(wish(&play).columns.first(), Some(&area));
    look(&mut play, tab, Look::Sort(area.clone(), false));
    look(&mut play, tab, Look::Sort(category(), true));
    assert_eq!(wish(&play).sort, [(area.clone(), Direction::Ascending), (category(), Direction::Ascending)]);
    look(&mut play, tab, Look::Sort(area.clone(), true));
    look(&mut play, tab, Look::Sort(area, true));
    assert_eq!(wish(&play).sort, [(category(), Direction::Ascending)], "a third click takes a key away");
    look(&mut play, tab, Look::Filter(category(), Condition::is("Walls")));
    look(&mut play, tab, Look::Filter(category(), Condition::is("Doors")));
    assert_eq!(wish(&play).filters, [(category(), Condition::is("Doors"))]);
    assert_eq!(table(&play, tab).view.value().unwrap().rows().len(), 2);
    look(&mut play, tab, Look::Reset);
    assert!(wish(&play).filters.is_empty() && wish(&play).sort.is_empty());
}

#[test]
fn groups_begin_folded_nest_and_keep_their_folding() {
    let (mut play, tab) = loaded();
    let level = ColumnKey::path(["level"]);
    look(&mut play, tab, Look::Show(ColumnKey::path(["properties", "Area"])));
    look(&mut play, tab, Look::Group(category(), false));
    let shown = &table(&play, tab).shown;
    assert_eq!((shown.len(), shown.group_count()), (2, 2), "two groups, both folded");
    look(&mut play, tab, Look::Group(level.clone(), true));
    let levels: Vec<(usize, usize)> =
        table(&play, tab).groups.groups().iter().map(|group| (group.level, group.rows.len())).collect();
    assert_eq!(levels, [(0, 2), (1, 1), (1, 1), (0, 3), (1, 2), (1, 1)]);
    let outer = table(&play, tab).groups.get(3).unwrap();
    assert_eq!(outer.totals[0].only().unwrap().sum.text(), "13", "walls are 1 + 4 + 8");
    act(&mut play, ElementsAction::Fold(tab, 3, false));
    act(&mut play, ElementsAction::Fold(tab, 4, false));
    let shown = &table(&play, tab).shown;
    // Doors; Walls, 00, its two elements, 01.
    assert_eq!(shown.len(), 6);
    assert_eq!(shown.row(0), Some(ShownRow::Group { group: 0, folded: true }));
    assert_eq!(shown.row(2), Some(ShownRow::Group { group: 4, folded: false }));
    assert_eq!(shown.row(4), Some(ShownRow::Element { position: 3, nth: 1 }));
    assert_eq!(shown.row(6), None);
    assert_eq!((shown.groups_before(4), shown.groups_before(6)), (3, 4));
    assert_eq!((shown.place_of(3), shown.place_of(0), shown.place_of(4)), (Some(4), Some(0), Some(5)));
    assert_eq!(shown.group_of(4), Some((2, 4)));
    // One group row alone is all it holds; among others only what it folds away.
    assert_eq!(shown.covered(&(1..=1)), 2..5);
    assert_eq!(shown.covered(&(0..=1)), 0..2);
    assert_eq!(shown.covered(&(0..=3)), 0..3);
    for (y, row) in [(0.0, 0), (25.9, 0), (26.0, 1), (78.0, 3), (99.9, 3), (100.0, 4), (1e9, 6)] {
        assert_eq!(shown.row_at(y, 22.0, 26.0), row, "{y}");
    }
    // Other rows, the same groups: what was open is open.
    look(&mut play, tab, Look::Sort(level, false));
    assert_eq!(table(&play, tab).shown.len(), 6);
    act(&mut play, ElementsAction::FoldAll(tab, false));
    assert_eq!(table(&play, tab).shown.len(), 11);
    look(&mut play, tab, Look::Group(category(), false));
    look(&mut play, tab, Look::Group(ColumnKey::path(["level"]), false));
    assert!(table(&play, tab).groups.is_empty(), "a second click ends grouping");
    assert_eq!(table(&play, tab).shown.len(), 5);
}

#[test]
fn what_is_found_is_unfolded_shown_and_looked_at() {
    let (mut play, tab) = loaded();
    look(&mut play, tab, Look::Group(category(), false));
    act(&mut play, ElementsAction::ShowFind(tab, true));
    let out = act(&mut play, ElementsAction::FindText(tab, "c".to_owned()));
    let (old, _) = asked(&out).unwrap();
    let out = act(&mut play, ElementsAction::FindText(tab, "ca".to_owned()));
    assert_eq!(out.cancel, [old]);
    let (id, _) = asked(&out).unwrap();
    let found = Found { positions: vec![1, 3], best: 1, filtered_away: 0 };
    let out = say(&mut play, id, ElementsEvent::Found(Ok(Arc::new(found))));
    assert!(matches!(asked(&out).unwrap().1, ElementsCommand::Detail { .. }));
    let reveal = table(&play, tab).reveal.unwrap();
    assert_eq!(reveal.position, 3);
    assert_eq!(table(&play, tab).shown.len(), 5, "its group is open, the other is not");
    act(&mut play, ElementsAction::FindNext(tab, false));
    let next = table(&play, tab).reveal.unwrap();
    assert_eq!((next.position, next.serial), (1, reveal.serial + 1));
    act(&mut play, ElementsAction::ShowFind(tab, false));
    assert!(table(&play, tab).find.text.is_empty());
}

#[test]
fn a_refresh_keeps_the_table_and_the_wish() {
    let (mut play, tab) = loaded();
    look(&mut play, tab, Look::Filter(category(), Condition::is("Walls")));
    let out = act(&mut play, ElementsAction::Refresh(tab));
    let (id, _) = asked(&out).unwrap();
    assert_eq!(table(&play, tab).view.value().unwrap().rows().len(), 3, "the old table stays");
    let out = say(&mut play, id, ElementsEvent::Loaded(Ok(set(&target("")))));
    let (id, command) = asked(&out).unwrap();
    let ElementsCommand::View { set: new, wish, .. } = command else { panic!("{command:?}") };
    assert_eq!(wish.filters.len(), 1, "the new objects are looked at as the old ones were");
    let made = Arc::new(view(&new.elements, wish, None, &Stop::new()).unwrap());
    let out = say(&mut play, id, ElementsEvent::Viewed(Ok(made)));
    assert!(
        out.commands.iter().any(|e| matches!(&e.command, Command::Elements(ElementsCommand::Forget(..))))
    );
    assert_eq!(table(&play, tab).view.value().unwrap().rows().len(), 3);
}

#[test]
fn closing_cancels_and_lets_go() {
    let (mut play, tab, id) = opening();
    assert_eq!(play.act(Action::CloseTab(tab)).cancel, [id]);
    assert!(play.state().element_tables.tabs.is_empty());
    let (mut play, tab) = loaded();
    let out = play.act(Action::CloseTab(tab));
    assert!(
        matches!(asked(&out).unwrap().1, ElementsCommand::Forget(sets, views) if sets.len() == 1 && views.len() == 1)
    );
}

#[test]
fn a_table_comes_back_after_a_start_and_loads_when_asked() {
    let (mut play, tab) = loaded();
    look(&mut play, tab, Look::Filter(category(), Condition::is("Walls")));
    let out = play.after(1.0);
    let saved = out.commands.into_iter().find_map(|envelope| match envelope.command {
        Command::SaveSession(snapshot) => Some(*snapshot),
        _ => None,
    });
    let session = saved.unwrap();
    let kept = session.tabs[0].elements.clone().unwrap();
    assert_eq!((kept.elements, kept.wish.as_ref().unwrap().filters.len()), (Some(5), 1));
    let accounts = vec![row("Mara").account];
    let mut again = Play::started(Started { accounts, session: Some(session), ..Started::default() });
    let tab = again.state().selected.unwrap();
    assert_eq!(again.state().tab(tab).unwrap().kind, TabKind::Elements);
    assert!(matches!(table(&again, tab).set, Remote::Idle), "nothing large is loaded by itself");
    assert_eq!(table(&again, tab).known, Some(5));
    let out = act(&mut again, ElementsAction::Load(tab));
    assert!(sent(&out, |c| matches!(c, Command::Reconnect(_))).is_none(), "it is connecting already");
    let (id, _) = asked(&out).unwrap();
    let out = say(&mut again, id, ElementsEvent::Loaded(Ok(set(&target("")))));
    let ElementsCommand::View { wish, .. } = asked(&out).unwrap().1 else { panic!() };
    assert_eq!(wish.filters.len(), 1, "it is looked at as before");
}

#[test]
fn what_is_copied_reaches_the_clipboard_and_nothing_is_said_to_be_nothing() {
    let (mut play, tab) = loaded();
    let notices = play.state().notices.len();
    let out = act(&mut play, ElementsAction::Copy(tab, 0..2, CopyAs::Rows));
    let (id, _) = asked(&out).unwrap();
    let out = say(&mut play, id, ElementsEvent::Copied(Ok(Copied::Table(2))));
    assert_eq!(out.clipboard, None, "it is there already");
    assert_eq!(play.state().notices.len(), notices, "{:?}", play.state().notices);
    let out = act(&mut play, ElementsAction::Copy(tab, 0..2, CopyAs::Rows));
    let (id, _) = asked(&out).unwrap();
    let why = Some("Another program holds the clipboard".to_owned());
    let refused = Copied::Text { text: "a\tb".to_owned(), count: 2, why };
    let out = say(&mut play, id, ElementsEvent::Copied(Ok(refused)));
    assert_eq!(out.clipboard.as_deref(), Some("a\tb"));
    assert!(play.state().notices.last().unwrap().text.starts_with("Copied as plain text. Another program"));
    let out = act(&mut play, ElementsAction::Copy(tab, 0..2, CopyAs::Links));
    let (id, _) = asked(&out).unwrap();
    let nothing = Copied::Text { text: String::new(), count: 0, why: None };
    let out = say(&mut play, id, ElementsEvent::Copied(Ok(nothing)));
    assert_eq!(out.clipboard, None);
    assert!(play.state().notices.last().unwrap().text.starts_with("There is nothing"));
    let out = act(&mut play, ElementsAction::ShowInSpeckle(tab, 0..2));
    let opens = |command: &Command| matches!(command, Command::OpenBrowser(url) if url == "https://speckle.example/projects/project000/models/a,b");
    assert!(sent(&out, opens).is_some(), "{:?}", out.commands);
    let out = act(&mut play, ElementsAction::CopyCommand(tab));
    assert!(out.clipboard.unwrap().starts_with(
        "dapple objects https://speckle.example/projects/project000/models/model00000@version000 "
    ));
}

#[test]
fn all_objects_are_other_rows_so_that_nothing_is_chosen_any_more() {
    let (mut play, tab) = loaded();
    let out = act(&mut play, ElementsAction::Choose(tab, Some(2)));
    let (detail, _) = asked(&out).unwrap();
    assert_eq!(table(&play, tab).chosen, Some(2));
    let out = act(&mut play, ElementsAction::Look(tab, Look::AllObjects(true)));
    assert!(out.cancel.contains(&detail), "row 2 is another element there");
    assert_eq!(table(&play, tab).chosen, None);
    assert!(matches!(table(&play, tab).detail, Remote::Idle));
    // Another look at the same rows keeps it.
    let (mut play, tab) = loaded();
    act(&mut play, ElementsAction::Choose(tab, Some(2)));
    act(&mut play, ElementsAction::Look(tab, Look::Sort(category(), false)));
    assert_eq!(table(&play, tab).chosen, Some(2));
}

#[test]
fn what_is_wished_for_while_a_set_comes_is_how_the_set_is_looked_at() {
    let (mut play, tab) = loaded();
    look(&mut play, tab, Look::Filter(category(), Condition::is("Walls")));
    let out = act(&mut play, ElementsAction::Refresh(tab));
    let (id, _) = asked(&out).unwrap();
    let out = say(&mut play, id, ElementsEvent::Loaded(Ok(set(&target("")))));
    let (incoming, command) = asked(&out).unwrap();
    let ElementsCommand::View { set: new, wish, .. } = command else { panic!("{command:?}") };
    let made = Arc::new(view(&new.elements, wish, None, &Stop::new()).unwrap());
    let out = act(&mut play, ElementsAction::Look(tab, Look::Sort(category(), false)));
    let (of_old, _) = asked(&out).unwrap();
    let out = say(&mut play, incoming, ElementsEvent::Viewed(Ok(made)));
    assert!(out.cancel.contains(&of_old), "a view of the old set is of no use");
    let asked_for: Vec<_> = out
        .commands
        .iter()
        .filter_map(|envelope| match &envelope.command {
            Command::Elements(ElementsCommand::View { set, wish, .. }) => Some((set, wish)),
            _ => None,
        })
        .collect();
    let [(of, wish)] = asked_for.as_slice() else { panic!("{:?}", out.commands) };
    assert!(Arc::ptr_eq(of, table(&play, tab).set.value().unwrap()), "of the new set");
    assert_eq!((wish.sort.len(), wish.filters.len()), (1, 1));
}
