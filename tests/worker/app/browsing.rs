//! The browser's heart: what is asked and when, whose answer counts, where one comes back to.

use std::sync::Arc;

use dapple::app::{
    AccountKey, Action, BrowseAction, BrowseCommand, BrowseEvent, Command, CommandId, ElementsAction, Event,
    Failed, NoticeKind, Outbox, Picture, Place, Preview, ProjectPage, ProjectView, Remedy, Snapshot, Started,
    TabId, TabKind,
};
use dapple_data::Stop;
use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::browse::{
    ArrangedModels, Content, Listing, Model, Project, ProjectFacts, Sort, Version,
};
use dapple_data::speckle::{Scope, Scopes};

use super::{Play, failure, row, sent};

pub fn browse(out: &Outbox) -> Vec<(CommandId, BrowseCommand)> {
    let asked = out.commands.iter().filter_map(|e| match &e.command {
        Command::Browse(command) => Some((e.id, command.clone())),
        _ => None,
    });
    asked.collect()
}

/// The one browse command of a kind; fails when there are several.
pub fn one(out: &Outbox, is: impl Fn(&BrowseCommand) -> bool) -> Option<CommandId> {
    let found: Vec<CommandId> = browse(out).into_iter().filter(|(_, c)| is(c)).map(|(id, _)| id).collect();
    assert!(found.len() < 2, "asked {} times", found.len());
    found.first().copied()
}

pub fn project(id: &str, name: &str) -> Project {
    Project {
        id: id.into(),
        name: name.to_owned(),
        description: None,
        role: Some("stream:owner".to_owned()),
        visibility: "PRIVATE".to_owned(),
        created_at: "2026-01-01T00:00:00.000Z".to_owned(),
        updated_at: "2026-11-01T00:00:00.000Z".to_owned(),
        models: Some(2),
        workspace: None,
    }
}

pub fn model(id: &str, versions: u64, updated: &str) -> Model {
    Model {
        id: id.into(),
        name: format!("Folder/{id}"),
        description: None,
        author: None,
        created_at: updated.to_owned(),
        updated_at: updated.to_owned(),
        versions,
        preview_url: None,
    }
}

pub fn version(id: &str) -> Version {
    Version {
        id: id.into(),
        model: None,
        message: None,
        author: None,
        source_application: Some("revit".to_owned()),
        created_at: "2026-11-02T10:00:00.000Z".to_owned(),
        content: Content::Root("9b5e57dca804a923a8d42d55dcc0191a".into()),
        preview_url: None,
    }
}

pub fn listing<T>(items: Vec<T>) -> Arc<Listing<T>> {
    Arc::new(Listing { total: Some(items.len() as u64), items, ..Listing::default() })
}

pub const PROJECT: &str = "f3a91c07be";

impl Play {
    /// Signed in, with the projects on the screen.
    pub fn browsing() -> (Self, AccountKey) {
        let mut play = Self::new();
        let row = row("Mara");
        let key = row.key.clone();
        let id = play.connect();
        let out = play.say(id, Event::Connected(Ok(Box::new(row))));
        let id = one(&out, |c| *c == BrowseCommand::Projects(key.clone())).unwrap();
        let projects = listing(vec![project(PROJECT, "Block 7"), project("aaaaaaaaaa", "Depot")]);
        play.say(id, Event::Browse(BrowseEvent::Projects(Ok(projects))));
        (play, key)
    }

    pub fn tell(&mut self, id: CommandId, event: BrowseEvent) -> Outbox {
        self.say(id, Event::Browse(event))
    }

    pub fn do_browse(&mut self, action: BrowseAction) -> Outbox {
        self.act(Action::Browse(action))
    }

    pub fn page(&self, tab: TabId) -> &ProjectPage {
        &self.state().browser.pages[&tab]
    }

    /// A project's page with two models and the versions of the newer one.
    pub fn opened(&mut self, key: &AccountKey) -> TabId {
        let out = self.do_browse(BrowseAction::OpenProject(key.clone(), PROJECT.into()));
        let tab = self.state().selected.unwrap();
        let models = one(&out, |c| matches!(c, BrowseCommand::Models { .. })).unwrap();
        let found = listing(vec![
            model("m1", 3, "2026-11-01T00:00:00Z"),
            model("m2", 1, "2026-11-05T00:00:00Z"),
            model("m0", 0, "2026-11-09T00:00:00Z"),
        ]);
        let out = self.tell(models, BrowseEvent::Models(Ok(found)));
        let versions = one(&out, |c| matches!(c, BrowseCommand::Versions { .. })).unwrap();
        self.tell(versions, BrowseEvent::Versions(Ok(listing(vec![version("v2"), version("v1")]))));
        tab
    }
}

#[test]
fn a_project_opens_once_on_its_newest_model_and_version() {
    let (mut play, key) = Play::browsing();
    assert_eq!(play.state().place, Place::Browse);
    assert_eq!(play.state().browser.projects.value().unwrap().items.len(), 2);
    let out = play.do_browse(BrowseAction::OpenProject(key.clone(), PROJECT.into()));
    let tab = play.state().selected.unwrap();
    assert_eq!(play.state().tab(tab).unwrap().kind, TabKind::Project);
    assert_eq!(play.state().tab(tab).unwrap().title(), "Block 7", "named before its facts are here");
    assert!(one(&out, |c| matches!(c, BrowseCommand::Project { .. })).is_some());
    assert!(one(&out, |c| matches!(c, BrowseCommand::People { .. })).is_none(), "nobody looks at people");
    let out = play.do_browse(BrowseAction::OpenProject(key, PROJECT.into()));
    assert!(browse(&out).is_empty(), "it is on its way already");
    assert_eq!(play.state().tabs.len(), 1, "the same project is the same tab");
}

#[test]
fn the_newest_model_with_versions_is_shown_and_late_answers_are_dropped() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    assert_eq!(play.page(tab).model, Some("m2".into()), "newest with versions, not the empty one");
    assert_eq!(play.page(tab).version, Some("v2".into()));
    let out = play.do_browse(BrowseAction::ChooseModel(tab, "m1".into()));
    let first =
        one(&out, |c| matches!(c, BrowseCommand::Versions { model: Some(m), .. } if m.as_str() == "m1"));
    assert!(play.page(tab).versions.value().is_none(), "versions of another model do not stand there");
    let out = play.do_browse(BrowseAction::ChooseModel(tab, "m0".into()));
    assert!(out.cancel.contains(&first.unwrap()));
    let second = one(&out, |c| matches!(c, BrowseCommand::Versions { .. })).unwrap();
    play.tell(first.unwrap(), BrowseEvent::Versions(Ok(listing(vec![version("old")]))));
    assert!(play.page(tab).versions.awaits(second) && play.page(tab).version.is_none());
    play.tell(second, BrowseEvent::Versions(Ok(listing(Vec::new()))));
    assert!(play.page(tab).versions.value().unwrap().items.is_empty());
    // What was seen before is there at once, and asked for again.
    let out = play.do_browse(BrowseAction::ChooseModel(tab, "m2".into()));
    assert_eq!(play.page(tab).versions.value().unwrap().items.len(), 2);
    assert_eq!(play.page(tab).version, Some("v2".into()));
    assert!(one(&out, |c| matches!(c, BrowseCommand::Versions { .. })).is_some());
}

#[test]
fn timeline_and_people_are_asked_for_when_they_are_shown() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    let out = play.do_browse(BrowseAction::ShowView(tab, ProjectView::Timeline));
    let id = one(&out, |c| matches!(c, BrowseCommand::Versions { model: None, .. })).unwrap();
    play.tell(id, BrowseEvent::Versions(Ok(listing(vec![version("v2")]))));
    assert_eq!(play.page(tab).timeline.value().unwrap().items.len(), 1);
    assert_eq!(play.page(tab).versions.value().unwrap().items.len(), 2, "the other list is untouched");
    let out = play.do_browse(BrowseAction::ShowView(tab, ProjectView::People));
    assert!(one(&out, |c| matches!(c, BrowseCommand::People { .. })).is_some());
    let out = play.do_browse(BrowseAction::ShowView(tab, ProjectView::Timeline));
    assert!(browse(&out).is_empty(), "it is here already");
    let out = play.do_browse(BrowseAction::ShowVersion(tab, "m1".into(), "v9".into()));
    assert_eq!(play.page(tab).view, ProjectView::Models);
    assert!(one(&out, |c| matches!(c, BrowseCommand::Versions { model: Some(_), .. })).is_some());
}

#[test]
fn people_are_not_asked_for_with_a_token_that_may_not_see_them() {
    let mut play = Play::new();
    let mut row = row("Mara");
    row.scopes = Scopes::default();
    row.scopes.learn_missing(Scope::UsersRead);
    let key = row.key.clone();
    let id = play.connect();
    play.say(id, Event::Connected(Ok(Box::new(row))));
    play.do_browse(BrowseAction::OpenProject(key.clone(), PROJECT.into()));
    let tab = play.state().selected.unwrap();
    let out = play.do_browse(BrowseAction::ShowView(tab, ProjectView::People));
    assert!(browse(&out).is_empty());
    assert!(!dapple::app::may_see_people(play.state(), &key));
}

#[test]
fn another_account_has_other_projects() {
    let (mut play, first) = Play::browsing();
    let mut other = row("Jonas");
    other.account.origin = "https://other.example".parse().unwrap();
    other.key = other.account.key();
    let second = other.key.clone();
    play.act(Action::AddAccount);
    let id = play.connect();
    let out = play.say(id, Event::Connected(Ok(Box::new(other))));
    assert!(play.state().browser.projects.value().is_none(), "never one account's projects as another's");
    let late = one(&out, |c| *c == BrowseCommand::Projects(second.clone())).unwrap();
    let out = play.act(Action::UseAccount(first.clone()));
    assert!(out.cancel.contains(&late));
    let own = one(&out, |c| *c == BrowseCommand::Projects(first.clone())).unwrap();
    play.tell(late, BrowseEvent::Projects(Ok(listing(vec![project("b", "Other")]))));
    assert!(play.state().browser.projects.awaits(own));
    // A refresh keeps what is there.
    play.tell(own, BrowseEvent::Projects(Ok(listing(vec![project(PROJECT, "Block 7")]))));
    let out = play.do_browse(BrowseAction::RefreshProjects);
    assert_eq!(play.state().browser.projects.value().unwrap().items.len(), 1);
    let again = one(&out, |c| *c == BrowseCommand::Projects(first.clone())).unwrap();
    play.tell(again, BrowseEvent::Projects(Err(failure())));
    assert_eq!(play.state().browser.projects.value().unwrap().items.len(), 1);
    let out = play.act(Action::Remedy(Failed::Projects, Remedy::Retry));
    assert!(one(&out, |c| matches!(c, BrowseCommand::Projects(_))).is_some());
}

#[test]
fn a_closed_tab_gives_up_what_it_waits_for() {
    let (mut play, key) = Play::browsing();
    let out = play.do_browse(BrowseAction::OpenProject(key, PROJECT.into()));
    let tab = play.state().selected.unwrap();
    let waits: Vec<CommandId> = browse(&out).into_iter().map(|(id, _)| id).collect();
    assert_eq!(waits.len(), 2, "facts and models");
    let out = play.act(Action::CloseTab(tab));
    assert!(waits.iter().all(|id| out.cancel.contains(id)));
    assert!(play.state().browser.pages.is_empty());
    for id in waits {
        play.tell(id, BrowseEvent::Models(Ok(listing(vec![model("m1", 1, "2026")]))));
    }
    assert!(
        play.state().browser.pages.is_empty()
            && play.state().notices.iter().all(|n| n.kind == NoticeKind::Done)
    );
}

#[test]
fn what_the_world_gave_up_is_a_failure_of_its_own_list_and_retry_asks_for_that() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    let out = play.do_browse(BrowseAction::RefreshPage(tab));
    let models = one(&out, |c| matches!(c, BrowseCommand::Models { .. })).unwrap();
    let errors = |play: &Play| play.state().notices.iter().filter(|n| n.kind == NoticeKind::Error).count();
    play.say(models, Event::Refused(failure()));
    assert_eq!(play.page(tab).models.error(), Some(&failure()));
    assert!(play.page(tab).models.value().is_some(), "the old rows stay");
    assert_eq!(errors(&play), 0, "it is said where the models stand");
    let out = play.act(Action::Remedy(Failed::Page(tab), Remedy::Retry));
    assert_eq!(browse(&out).len(), 1, "only what failed");
    assert!(one(&out, |c| matches!(c, BrowseCommand::Models { .. })).is_some());
}

#[test]
fn back_and_forward_walk_through_places() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    play.now += 5.0;
    play.do_browse(BrowseAction::ChooseModel(tab, "m1".into()));
    play.now += 5.0;
    play.do_browse(BrowseAction::OpenProject(key.clone(), "aaaaaaaaaa".into()));
    let other = play.state().selected.unwrap();
    assert_ne!(tab, other);
    play.do_browse(BrowseAction::Back);
    assert_eq!((play.state().selected, play.page(tab).model.clone()), (Some(tab), Some("m1".into())));
    play.do_browse(BrowseAction::Back);
    assert_eq!(play.page(tab).model, Some("m2".into()), "what was chosen by itself is part of the place");
    assert!(!play.state().browser.trail.can_go_back());
    play.do_browse(BrowseAction::Forward);
    play.do_browse(BrowseAction::Forward);
    assert_eq!(play.state().selected, Some(other));
    assert!(!play.state().browser.trail.can_go_forward());
    // A closed tab is opened again.
    play.act(Action::CloseTab(tab));
    play.do_browse(BrowseAction::Back);
    let again = play.state().selected.unwrap();
    assert_eq!(
        (play.page(again).project.as_str(), play.page(again).model.clone()),
        (PROJECT, Some("m1".into()))
    );
}

#[test]
fn versions_walked_through_quickly_are_one_place() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    play.now += 5.0;
    for id in ["v1", "v2", "v1"] {
        play.now += 0.1;
        play.do_browse(BrowseAction::ChooseVersion(tab, Some(VersionId::from(id))));
    }
    play.do_browse(BrowseAction::Back);
    assert_eq!(play.page(tab).version, Some("v2".into()));
    assert!(!play.state().browser.trail.can_go_back());
}

#[test]
fn a_session_brings_project_tabs_back_and_asks_when_they_are_looked_at() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    play.do_browse(BrowseAction::ChooseModel(tab, "m1".into()));
    play.do_browse(BrowseAction::Favourite(key.clone(), PROJECT.into()));
    let query = play.tab("{ a }");
    assert_eq!(play.state().place, Place::Query);
    let out = play.after(1.0);
    let snapshot: Snapshot = out
        .commands
        .iter()
        .find_map(|e| match &e.command {
            Command::SaveSession(snapshot) => Some((**snapshot).clone()),
            _ => None,
        })
        .unwrap();
    assert_eq!(snapshot.favourites[0].name, "Block 7");
    let started = |session| Started {
        session: Some(session),
        accounts: vec![row("Mara").account],
        ..Started::default()
    };
    let mut again = Play::started(started(snapshot.clone()));
    assert_eq!((again.state().selected, again.state().place), (Some(query), Place::Query));
    assert!(again.state().browser.is_favourite(&key, &ProjectId::from(PROJECT)));
    let mut fresh = row("Mara");
    fresh.key = key.clone();
    let waiting = match &again.state().accounts.list[0].link {
        dapple::app::Link::Connecting(id) => *id,
        other => panic!("{other:?}"),
    };
    let out = again.say(waiting, Event::Reconnected { key: key.clone(), result: Ok(Box::new(fresh)) });
    assert!(one(&out, |c| matches!(c, BrowseCommand::Projects(_))).is_some());
    assert!(one(&out, |c| matches!(c, BrowseCommand::Models { .. })).is_none(), "it is not looked at");
    let out = again.act(Action::SelectTab(tab));
    assert_eq!(again.state().place, Place::Browse);
    assert!(one(&out, |c| matches!(c, BrowseCommand::Models { .. })).is_some());
    assert!(
        one(
            &out,
            |c| matches!(c, BrowseCommand::Versions { model: Some(m), .. } if *m == ModelId::from("m1"))
        )
        .is_some()
    );
    assert_eq!(again.state().tab(tab).unwrap().title(), "Block 7");
    // Without its account there is nobody to ask: the tab stays closed.
    let alone = Play::started(Started { session: Some(snapshot), ..Started::default() });
    assert!(alone.state().tabs.iter().all(|t| t.kind == TabKind::Query));
}

#[test]
fn signing_out_closes_the_projects_of_the_account() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    let out = play.do_browse(BrowseAction::RefreshPage(tab));
    let waits: Vec<CommandId> = browse(&out).into_iter().map(|(id, _)| id).collect();
    // Its names are remembered, and an element table is on its way.
    play.do_browse(BrowseAction::Favourite(key.clone(), PROJECT.into()));
    let target = play.page(tab).elements_of(play.page(tab).chosen_version().unwrap()).unwrap();
    let out = play.act(Action::Elements(ElementsAction::Open(target)));
    let loads = sent(&out, |c| matches!(c, Command::Elements(_))).unwrap();
    assert!(!play.state().browser.recents.is_empty() && !play.state().browser.favourites.is_empty());
    let out = play.act(Action::SignOut(key));
    assert!(out.cancel.contains(&loads) && play.state().element_tables.tabs.is_empty());
    assert!(play.state().browser.recents.is_empty() && play.state().browser.favourites.is_empty());
    assert!(waits.iter().all(|id| out.cancel.contains(id)));
    assert!(play.state().tabs.is_empty() && play.state().browser.pages.is_empty());
    assert!(play.state().browser.projects.value().is_none());
}

#[test]
fn a_thing_opens_in_the_web_app_and_as_a_query() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    let page = play.page(tab);
    let chosen = page.chosen_version().unwrap();
    let link = page.link_of(chosen);
    let target = page.elements_of(chosen).unwrap();
    assert_eq!(
        (target.sources.len(), target.title.as_str()),
        (1, "m2 · 2026-11-02"),
        "facts are not here yet"
    );
    let out = play.do_browse(BrowseAction::OpenInBrowser(key.clone(), link.clone()));
    let wanted = format!("https://speckle.example/projects/{PROJECT}/models/m2@v2");
    assert!(sent(&out, |c| matches!(c, Command::OpenBrowser(url) if *url == wanted)).is_some());
    let out = play.do_browse(BrowseAction::Query(key.clone(), link));
    assert!(sent(&out, |c| matches!(c, Command::Run { .. })).is_some());
    let query = play.state().current().unwrap();
    assert_eq!((&query.kind, query.account.as_ref()), (&TabKind::Query, Some(&key)));
    let texts = play.heart.buffers.get(query.id).unwrap();
    assert!(texts.variables.text().contains("\"m2\"") && texts.query.text().contains("versions("));
    // Nothing to load, nothing to open.
    let hidden = Version { content: Content::Hidden, ..version("v0") };
    assert!(play.page(tab).elements_of(&hidden).is_none());
    play.act(Action::Elements(ElementsAction::Open(target)));
}

#[test]
fn a_fresh_name_reaches_the_tab_and_what_is_remembered() {
    let (mut play, key) = Play::browsing();
    let out = play.do_browse(BrowseAction::OpenProject(key, PROJECT.into()));
    let id = one(&out, |c| matches!(c, BrowseCommand::Project { .. })).unwrap();
    let facts = ProjectFacts {
        project: project(PROJECT, "Block 7, east"),
        source_apps: Vec::new(),
        versions: None,
        can_read: None,
        can_load: None,
    };
    play.tell(id, BrowseEvent::Project(Ok(Arc::new(facts))));
    assert_eq!(play.state().current().unwrap().title(), "Block 7, east");
    let out = play.do_browse(BrowseAction::RefreshProjects);
    let id = one(&out, |c| matches!(c, BrowseCommand::Projects(_))).unwrap();
    play.tell(id, BrowseEvent::Projects(Ok(listing(vec![project(PROJECT, "Block 8")]))));
    assert_eq!(play.state().current().unwrap().title(), "Block 8");
    assert_eq!(play.state().browser.recents[0].name, "Block 8");
}

#[test]
fn two_previews_are_asked_for_at_once_and_only_while_they_are_on_the_screen() {
    let (mut play, key) = Play::browsing();
    let urls =
        |names: &[&str]| names.iter().map(|n| format!("https://speckle.example/preview/{n}")).collect();
    let preview = |c: &BrowseCommand| matches!(c, BrowseCommand::Preview { .. });
    let show = |play: &mut Play, names: &[&str]| {
        play.do_browse(BrowseAction::ShowPreviews(key.clone(), urls(names)))
    };
    let out = show(&mut play, &["a", "b", "c"]);
    let asked: Vec<CommandId> = browse(&out).iter().filter(|(_, c)| preview(c)).map(|(id, _)| *id).collect();
    assert_eq!(asked.len(), 2);
    let picture = Arc::new(Picture { width: 1, height: 1, pixels: vec![0; 4] });
    let out = play.tell(asked[0], BrowseEvent::Preview(Ok(Some(picture))));
    let third = one(&out, preview).unwrap();
    let pictures = |play: &Play, name: &str| {
        play.state().browser.pictures.get(&format!("https://speckle.example/preview/{name}")).cloned()
    };
    assert!(matches!(pictures(&play, "a"), Some(Preview::Here(_))));
    // Scrolled on: the rest is given up, what is on its way and still wanted is not asked for twice.
    let out = show(&mut play, &["c", "d"]);
    assert!(out.cancel.contains(&asked[1]) && !out.cancel.contains(&third));
    let fourth = one(&out, preview).unwrap();
    play.tell(fourth, BrowseEvent::Preview(Err(failure())));
    assert!(matches!(pictures(&play, "d"), Some(Preview::Absent)));
    let out = show(&mut play, &["c", "d"]);
    assert!(browse(&out).is_empty(), "what is not there is not asked for over and over");
    play.say(third, Event::Broke(failure()));
    assert!(play.state().notices.iter().all(|n| n.kind != NoticeKind::Error), "a missing picture is no news");
}

#[test]
fn the_latest_wish_for_models_in_an_order_counts() {
    let (mut play, key) = Play::browsing();
    let tab = play.opened(&key);
    let arrange = |filter: &str, sort| BrowseAction::ArrangeModels(tab, filter.to_owned(), sort);
    let is = |c: &BrowseCommand| matches!(c, BrowseCommand::Arrange { .. });
    let first = one(&play.do_browse(arrange("a", Sort::Name)), is).unwrap();
    let out = play.do_browse(arrange("m", Sort::Newest));
    assert_eq!(out.cancel, [first]);
    let second = one(&out, is).unwrap();
    let listing = play.page(tab).models.value().unwrap().clone();
    let made = |filter: &str, sort| {
        let made = ArrangedModels::make(listing.clone(), filter.to_owned(), sort, &Stop::new());
        BrowseEvent::Arranged(Ok(Arc::new(made.unwrap())))
    };
    play.tell(first, made("a", Sort::Name));
    assert!(play.page(tab).arranged.value().is_none());
    play.tell(second, made("m", Sort::Newest));
    assert!(play.page(tab).arranged.value().unwrap().is_of(&listing, "m", Sort::Newest));
    let third = one(&play.do_browse(arrange("x", Sort::Name)), is).unwrap();
    assert!(play.act(Action::CloseTab(tab)).cancel.contains(&third));
}
