//! Presets and named views of element tables, from one start to the next.

use dapple::app::{
    Action, AnswerView, BrowseAction, Dialog, ElementsAction, ElementsTab, Look, NoticeKind, TabId,
    ViewAction, ViewDialog,
};
use dapple_data::speckle::elements::{ColumnKey, Computed, Condition, Preset};
use dapple_demo::{Demo, Who};

use super::window::{Window, World, demo};

fn table(window: &Window, tab: TabId) -> &ElementsTab {
    &window.state().element_tables.tabs[&tab]
}

fn view(window: &mut Window, action: ViewAction) {
    window.act(Action::Elements(ElementsAction::View(action)));
}

async fn look(window: &mut Window, tab: TabId, look: Look) {
    window.act(Action::Elements(ElementsAction::Look(tab, look)));
    window.until("the view", move |s| s.element_tables.tabs[&tab].view.waiting_for().is_none()).await;
}

/// The element table of the newest version of the sample project.
async fn opened(window: &mut Window, demo: &Demo) -> TabId {
    let key = window.sign_in(demo, Who::Full).await;
    let projects = window.state().browser.projects.value().unwrap().clone();
    let block = projects.items.iter().find(|p| p.name.starts_with("Kvarnholmen block 7")).unwrap();
    window.act(Action::Browse(BrowseAction::OpenProject(key, block.id.clone())));
    window.until("the versions", |s| s.browser.pages.values().any(|p| p.versions.value().is_some())).await;
    let page = window.state().browser.pages.values().next().unwrap();
    let target = page.elements_of(&page.versions.value().unwrap().items[0]).unwrap();
    window.act(Action::Elements(ElementsAction::Open(target)));
    let tab = window.state().selected.unwrap();
    window
        .until("the elements and their paths", move |s| {
            let table = &s.element_tables.tabs[&tab];
            table.loaded().is_some() && table.paths.value().is_some()
        })
        .await;
    tab
}

#[tokio::test(flavor = "multi_thread")]
async fn presets_change_columns_and_leave_filters_and_groups() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let tab = opened(&mut window, &demo).await;
    let presets: Vec<Preset> =
        table(&window, tab).set.value().unwrap().layout.presets().iter().map(|(preset, _)| *preset).collect();
    assert_eq!(presets, Preset::ALL);
    let walls = (ColumnKey::path(["category"]), Condition::is("Walls"));
    look(&mut window, tab, Look::Filter(walls.0.clone(), walls.1.clone())).await;
    look(&mut window, tab, Look::Group(ColumnKey::Computed(Computed::Level), false)).await;
    look(&mut window, tab, Look::Preset(Preset::Quantities)).await;
    let shown = table(&window, tab).view.value().unwrap().clone();
    assert!(shown.is_grouped() && shown.wish.filters == [walls]);
    assert!(shown.wish.sums.len() >= 3, "{:?}", shown.wish.sums);
    look(&mut window, tab, Look::Preset(Preset::Ids)).await;
    let shown = table(&window, tab).view.value().unwrap().clone();
    assert!(shown.wish.columns.contains(&ColumnKey::Computed(Computed::ElementId)));
    assert!(shown.wish.sums.is_empty() && shown.is_grouped());
    look(&mut window, tab, Look::Preset(Preset::Materials)).await;
    let columns = &table(&window, tab).view.value().unwrap().wish.columns;
    assert!(columns.contains(&ColumnKey::Computed(Computed::Material)), "{columns:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_view_outlives_the_program_and_fits_other_tables() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let tab = opened(&mut window, &demo).await;
    look(&mut window, tab, Look::Group(ColumnKey::Computed(Computed::Level), false)).await;
    look(&mut window, tab, Look::Show(ColumnKey::path(["properties", "No such thing"]))).await;
    view(&mut window, ViewAction::AskSave(tab));
    assert!(matches!(&window.state().dialog, Some(Dialog::View(ViewDialog::Save { .. }))));
    view(&mut window, ViewAction::Save(tab, "  ".to_owned()));
    assert!(window.state().element_tables.views.is_empty(), "a view has a name");
    let token = demo.token(Who::Full).to_owned();
    view(&mut window, ViewAction::Save(tab, format!("By level {token}")));
    view(&mut window, ViewAction::Save(tab, "Åland".to_owned()));
    let wish = table(&window, tab).wish.clone().unwrap();
    window.saved().await;
    window.quit();

    let mut window = world.next_window().await;
    let views = window.state().element_tables.views.clone();
    assert_eq!((views.len(), views[1].name.as_str()), (2, "Åland"));
    assert!(!views[0].name.contains(&token), "no token is on the disk: {}", views[0].name);
    assert_eq!(views[1].wish, wish);

    // Another table takes it over, and what it has not is said.
    let tab = opened(&mut window, &demo).await;
    look(&mut window, tab, Look::Reset).await;
    view(&mut window, ViewAction::Use(tab, views[1].id));
    window.until("the view", move |s| s.element_tables.tabs[&tab].view.waiting_for().is_none()).await;
    assert_eq!(table(&window, tab).view.value().unwrap().wish, wish);
    let said = window.notices(NoticeKind::Warning).join("\n");
    assert!(said.contains("1 column of this view is not in these elements: No such thing"), "{said}");

    // A name that is taken is not given twice; what is deleted stays deleted.
    view(&mut window, ViewAction::Rename(views[1].id, views[0].name.clone()));
    assert_eq!(window.state().element_tables.views[1].name, "Åland");
    view(&mut window, ViewAction::Rename(views[1].id, "Öland".to_owned()));
    view(&mut window, ViewAction::Delete(views[0].id));
    window.saved().await;
    window.quit();
    let window = world.next_window().await;
    let names: Vec<&str> =
        window.state().element_tables.views.iter().map(|view| view.name.as_str()).collect();
    assert_eq!(names, ["Öland"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_through_element_tables() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let tab = opened(&mut window, &demo).await;
    window.act(Action::Browse(BrowseAction::Back));
    let page = window.state().selected.unwrap();
    assert!(page != tab && window.state().browser.pages.contains_key(&page));
    window.act(Action::Browse(BrowseAction::Forward));
    assert_eq!(window.state().selected, Some(tab));
    // A table that was closed is opened again.
    window.act(Action::Browse(BrowseAction::Back));
    window.act(Action::CloseTab(tab));
    window.act(Action::Browse(BrowseAction::Forward));
    let again = window.state().selected.unwrap();
    assert!(window.state().element_tables.tabs.contains_key(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_an_answer_is_for_answers_and_fits_the_next_one() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let name = ColumnKey::path(["name"]);
    let open = async |window: &mut Window, members: &str| {
        let tab =
            window.tab(&format!("{{ activeUser {{ projects(limit: 5) {{ items {{ {members} }} }} }} }}"), "");
        window.run(tab).await.unwrap();
        window.act(Action::ShowAnswerAs(tab, AnswerView::Table));
        let ready = |table: &ElementsTab| table.loaded().is_some() && table.paths.waiting_for().is_none();
        window.until("the table", move |s| s.shown_table(tab).is_some_and(ready)).await;
        tab
    };
    let first = open(&mut window, "id name role").await;
    look(&mut window, first, Look::Hide(ColumnKey::path(["role"]))).await;
    look(&mut window, first, Look::Sort(name.clone(), false)).await;
    view(&mut window, ViewAction::Save(first, "Names".to_owned()));
    let kept = window.state().element_tables.views[0].clone();
    assert!(kept.of_answer && kept.wish.sort.first().is_some_and(|(key, _)| *key == name), "{kept:?}");

    let next = open(&mut window, "id name visibility").await;
    assert_ne!(table(&window, next).present_wish(), Some(&kept.wish));
    view(&mut window, ViewAction::Use(next, kept.id));
    window.until("the view", move |s| s.element_tables.tabs[&next].view.waiting_for().is_none()).await;
    assert_eq!(table(&window, next).view.value().unwrap().wish, kept.wish);
    window.saved().await;
    window.quit();
    assert!(world.next_window().await.state().element_tables.views[0].of_answer);
}
