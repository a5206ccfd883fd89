//! Lists that are read to their ends, on a server with every trap.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use dapple::app::{
    Action, Answer, AnswerView, ExportKind, ExportWhat, Failure, NoticeKind, Phase, Remote, TabId,
};
use dapple_data::document::NodeId;
use dapple_demo::data::{MAIN_PROJECT, THREADS};
use dapple_demo::{Demo, Fault, ListHabit, Who};

use super::window::{Window, World, demo};

/// Discussions, more than a thousand, in pages of at most a hundred.
const THREADS_QUERY: &str = "query Threads($id: String!, $n: Int = 25) {
  project(id: $id) { name commentThreads(limit: $n) { totalCount items { id rawText } } }
}";

async fn signed_in(world: &World, demo: &Demo) -> Window {
    let mut window = world.window().await;
    window.sign_in(demo, Who::Full).await;
    window
}

async fn ask(window: &mut Window, query: &str) -> TabId {
    let tab = window.tab(query, &format!("{{\"id\": \"{MAIN_PROJECT}\", \"n\": 7}}"));
    window.run(tab).await.unwrap();
    tab
}

async fn load(window: &mut Window, tab: TabId, path: &str) -> Result<Arc<Answer>, Failure> {
    window.act(Action::LoadAll(tab, path.split('.').map(str::to_owned).collect()));
    window.until("the whole list", |s| !s.tab(tab).unwrap().is_running()).await;
    let tab = window.state().tab(tab).unwrap();
    assert!(tab.loading.is_none());
    match &tab.answer {
        Remote::Failed { error, .. } => Err(error.clone()),
        answer => Ok(answer.value().unwrap().clone()),
    }
}

fn at(answer: &Answer, path: &str) -> NodeId {
    answer.document.find_path(path).unwrap().unwrap_or_else(|| panic!("nothing at {path}"))
}

/// The distinct ids of a list, and how many items it has.
fn ids(answer: &Answer, path: &str) -> (usize, usize) {
    let document = &answer.document;
    let list = at(answer, path);
    let id = |item: NodeId| document.text(document.member(item, "id").unwrap()).unwrap();
    let all: HashSet<String> = document.children(list).map(id).collect();
    (all.len(), document.child_count(list))
}

const LIST: &str = "data.project.commentThreads.items";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_a_thousand_is_one_answer_one_table_and_one_file() {
    let (demo, world) = (demo().await, World::new());
    let mut window = signed_in(&world, &demo).await;
    let tab = ask(&mut window, THREADS_QUERY).await;
    let offers = &window.state().tab(tab).unwrap().answer.value().unwrap().meta.offers;
    assert_eq!((offers[0].here, offers[0].total), (Some(7), Some(THREADS as u64)));
    let before = demo.requests().all().len();
    let answer = load(&mut window, tab, "project.commentThreads").await.unwrap();
    assert_eq!(demo.requests().all().len() - before, 13, "a hundred a page, the last one short");
    assert_eq!(ids(&answer, LIST), (THREADS, THREADS));
    let loaded = answer.meta.loaded.clone().unwrap();
    assert_eq!(loaded.counts(), "1,250 of 1,250");
    assert!(loaded.complete && answer.meta.incomplete.is_none() && answer.meta.offers.is_empty());
    assert_eq!(loaded.added, ["cursor is asked for in project.commentThreads as well"]);
    assert_eq!(answer.document.text(at(&answer, "data.project.name")).unwrap(), "Kvarnholmen block 7");
    assert!(
        window.figures.iter().any(|f| f.total == Some(THREADS as u64) && f.done >= 100),
        "{:?}",
        window.figures
    );
    // The text of the person stays as it was.
    assert_eq!(window.heart.buffers.get(tab).unwrap().query.text(), THREADS_QUERY);

    window.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    window.until("the table", |s| s.tab(tab).unwrap().table.value().is_some()).await;
    assert_eq!(window.state().tab(tab).unwrap().table.value().unwrap().elements.rows(false).len(), THREADS);
    let path = world.path("threads.csv");
    window.export(tab, ExportWhat::List, ExportKind::Csv, &path).await;
    let lines = csv_rows(&path);
    assert_eq!(lines, THREADS + 1);
    assert_eq!(window.notices(NoticeKind::Warning), [""; 0]);
}

fn csv_rows(path: &std::path::Path) -> usize {
    std::fs::read_to_string(path).unwrap().lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_trap_ends_whole_or_is_said() {
    for (habit, came, complete, said) in [
        (ListHabit::NeverEnds, THREADS, true, ""),
        (ListHabit::Moves, THREADS, true, "second reading"),
        (ListHabit::CountsMore(2), THREADS, false, "1,250 of 1,252 came"),
        (ListHabit::BeginsAgain, 100, false, "began the list again"),
    ] {
        let (demo, world) = (demo().await, World::new());
        let mut window = signed_in(&world, &demo).await;
        let tab = ask(&mut window, THREADS_QUERY).await;
        demo.faults().always(Fault::List(habit));
        let answer = load(&mut window, tab, "project.commentThreads").await.unwrap();
        let loaded = answer.meta.loaded.clone().unwrap();
        assert_eq!(ids(&answer, LIST), (came, came), "{habit:?} {loaded:?}");
        assert_eq!(loaded.complete, complete, "{habit:?} {loaded:?}");
        let words = format!("{:?} {}", loaded.notes, answer.meta.incomplete.clone().unwrap_or_default());
        assert!(words.contains(said), "{habit:?}: {words}");
        assert_eq!(answer.meta.incomplete.is_some(), !complete);
        // A short list is a short export, and says so.
        let path = world.path("short.csv");
        window.export(tab, ExportWhat::List, ExportKind::Csv, &path).await;
        assert_eq!(window.notices(NoticeKind::Warning).len(), usize::from(!complete), "{habit:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn caps_ties_and_sizes_that_are_refused() {
    let (demo, world) = (demo().await, World::new());
    let mut window = signed_in(&world, &demo).await;
    for (query, path, list, count) in [
        // Silently fifty a page; the cursor is not null on the last one.
        (
            "{ activeUser { projects(limit: 300) { items { name } } } }",
            "activeUser.projects",
            "data.activeUser.projects.items",
            130,
        ),
        // More than a hundred are refused.
        (
            "query($id: String!) { project(id: $id) { versions(limit: 3) { items { message } } } }",
            "project.versions",
            "data.project.versions.items",
            0,
        ),
        // Twelve models share one time; a bare time is the cursor.
        (
            "query($id: String!) { project(id: $id) { models(limit: 3) { items { name } } } }",
            "project.models",
            "data.project.models.items",
            160,
        ),
        // Not counted, and the list has another name.
        (
            "query($id: String!) { project(id: $id) { object(id: \"ROOT\") { children(limit: 50, depth: 50) { objects { id } } } } }",
            "project.object.children",
            "data.project.object.children.objects",
            0,
        ),
    ] {
        let root = root_object(&mut window).await;
        let tab = ask(&mut window, &query.replace("ROOT", &root)).await;
        let answer = load(&mut window, tab, path).await.unwrap();
        let loaded = answer.meta.loaded.clone().unwrap();
        let (distinct, items) = ids(&answer, list);
        assert_eq!(distinct, items, "{path}");
        assert!(loaded.complete, "{path}: {loaded:?}");
        assert!(if count > 0 { items == count } else { items > 500 }, "{path}: {items}");
    }
    // A page size of the person's own that the server refuses is made smaller.
    let query =
        "query($id: String!) { project(id: $id) { versions(limit: 500) { totalCount items { id } } } }";
    let tab = ask(&mut window, query).await;
    let answer = load(&mut window, tab, "project.versions").await.unwrap();
    assert!(answer.meta.loaded.clone().unwrap().complete, "{:?}", answer.meta.loaded);
}

async fn root_object(window: &mut Window) -> String {
    let query =
        "query($id: String!) { project(id: $id) { version(id: \"b83e0f4d21\") { referencedObject } } }";
    let tab = ask(window, query).await;
    let answer = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    answer.document.text(at(&answer, "data.project.version.referencedObject")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_inside_items_are_read_to_their_ends_too() {
    let (demo, world) = (demo().await, World::new());
    let mut window = signed_in(&world, &demo).await;
    let query = "query($id: String!) { project(id: $id) { models(limit: 3) { items { name versions(limit: 2) { totalCount items { message } } } } } }";
    let tab = ask(&mut window, query).await;
    let offers = window.state().tab(tab).unwrap().answer.value().unwrap().meta.offers.clone();
    assert_eq!(
        offers.iter().map(|o| o.path.join(".")).collect::<Vec<_>>(),
        ["project.models", "project.models.items.versions"]
    );
    let answer = load(&mut window, tab, "project.models.items.versions").await.unwrap();
    let loaded = answer.meta.loaded.clone().unwrap();
    assert!(loaded.complete, "{loaded:?}");
    let document = &answer.document;
    let models = at(&answer, "data.project.models.items");
    assert_eq!(document.child_count(models), 160);
    let mut all = 0;
    for model in document.children(models) {
        let versions = document.member(model, "versions").unwrap();
        let list = document.child_count(document.member(versions, "items").unwrap());
        let total = document.text(document.member(versions, "totalCount").unwrap()).unwrap();
        assert_eq!(total, list.to_string());
        all += list;
    }
    assert!(
        all > 600 && loaded.received == all as u64 && loaded.total == Some(all as u64),
        "{all} {loaded:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limits_and_broken_connections_are_sat_out() {
    let (demo, world) = (demo().await, World::new());
    let mut window = signed_in(&world, &demo).await;
    let tab = ask(&mut window, THREADS_QUERY).await;
    demo.faults().next(2, Fault::TooManyRequests { retry_after: Some("0.05".to_owned()) });
    demo.faults().next(3, Fault::ResetAfter(10));
    demo.faults().next(4, Fault::HtmlErrorPage(502));
    let answer = load(&mut window, tab, "project.commentThreads").await.unwrap();
    assert_eq!(ids(&answer, LIST), (THREADS, THREADS));
    assert!(window.figures.iter().any(|f| matches!(f.phase, Phase::RateLimited { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_an_end_is_kept_and_said() {
    let (demo, world) = (demo().await, World::new());
    let mut window = signed_in(&world, &demo).await;
    let tab = ask(&mut window, THREADS_QUERY).await;
    demo.faults().always(Fault::Latency(Duration::from_millis(40)));
    window.act(Action::LoadAll(tab, vec!["project".to_owned(), "commentThreads".to_owned()]));
    window
        .until("the first rows", |s| {
            let tab = s.tab(tab).unwrap();
            matches!(&tab.answer, Remote::Partial { .. })
        })
        .await;
    window.act(Action::PauseLoading(tab, true));
    window.until("the pause", |s| s.progress.values().any(|p| p.phase == Phase::Paused)).await;
    let asked = demo.requests().all().len();
    window.rest(Duration::from_millis(200)).await;
    assert_eq!(demo.requests().all().len(), asked, "a paused loading asks for nothing");
    window.act(Action::PauseLoading(tab, false));
    window.until("more", |s| s.progress.values().any(|p| p.phase == Phase::Moving)).await;
    window.act(Action::CancelRun(tab));
    window.until("the end", |s| !s.tab(tab).unwrap().is_running()).await;
    let answer = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    let loaded = answer.meta.loaded.clone().unwrap();
    let (distinct, items) = ids(&answer, LIST);
    assert!(distinct == items && (100..THREADS).contains(&items), "{items}");
    assert!(!loaded.complete && loaded.cut.clone().unwrap().contains("Cancelled"));
    assert!(
        answer.meta.incomplete.clone().unwrap().contains("of 1,250 came"),
        "{:?}",
        answer.meta.incomplete
    );
    assert!(answer.document.error().is_none(), "the document is whole JSON");

    // A server that gives up in the middle: the same.
    demo.faults().clear();
    let tab = ask(&mut window, THREADS_QUERY).await;
    demo.faults().always(Fault::HtmlErrorPage(500));
    let failure = load(&mut window, tab, "project.commentThreads").await.unwrap_err();
    assert!(failure.title.contains("500"), "{failure:?}");
    let kept = window.state().tab(tab).unwrap().answer.value().unwrap();
    assert_eq!(ids(kept, LIST), (7, 7), "the answer before stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list_in_pages_is_refused_with_the_names_of_those_that_are() {
    let (demo, world) = (demo().await, World::new());
    let mut window = signed_in(&world, &demo).await;
    let tab = ask(&mut window, THREADS_QUERY).await;
    let failure = load(&mut window, tab, "project.models").await.unwrap_err();
    assert!(failure.advice.ends_with("There is: project.commentThreads"));
}
