//! Answers that leave as files, and files that come back as answers.

use std::path::{Path, PathBuf};

use dapple::app::{Action, AnswerView, ExportKind, ExportWhat, Failed, NoticeKind, Remedy, TabId, TabKind};
use dapple::services::desktop::Picked;
use dapple_data::document::{Document, Kind};
use dapple_demo::{Demo, Fault, Who};
use serde_json::Value;

use super::window::{Window, World, demo};

const PROJECTS: &str =
    "query Projects { activeUser { projects(limit: 10) { items { id name description } } } }";

/// A tab with a list of projects, run to its end, and the list as a parser of its own reads it.
async fn projects(window: &mut Window, demo: &Demo) -> (TabId, Vec<Value>) {
    window.sign_in(demo, Who::Full).await;
    let tab = window.tab(PROJECTS, "");
    let answer = window.run(tab).await.unwrap();
    let whole: Value = serde_json::from_slice(answer.document.source().whole().unwrap()).unwrap();
    let items = whole["data"]["activeUser"]["projects"]["items"].as_array().unwrap().clone();
    assert!(items.len() > 3);
    (tab, items)
}

/// The names of all files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_exported_in_every_format_and_reads_back_equal() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let (tab, items) = projects(&mut window, &demo).await;
    let path = |name: &str| world.path(name);

    window.export(tab, ExportWhat::List, ExportKind::Json, &path("list.json")).await;
    let read: Vec<Value> = serde_json::from_slice(&std::fs::read(path("list.json")).unwrap()).unwrap();
    assert_eq!(read, items);

    window.export(tab, ExportWhat::List, ExportKind::Ndjson, &path("list.ndjson")).await;
    let text = std::fs::read_to_string(path("list.ndjson")).unwrap();
    let read: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, items);

    window.export(tab, ExportWhat::List, ExportKind::Csv, &path("list.csv")).await;
    let text = std::fs::read_to_string(path("list.csv")).unwrap();
    assert!(text.starts_with("id,name,description\n"), "{text}");
    let ids: Vec<&str> = text.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    let wanted: Vec<&str> = items.iter().map(|i| i["id"].as_str().unwrap()).collect();
    assert!(wanted.iter().all(|id| ids.contains(id)), "{ids:?}");

    window.export(tab, ExportWhat::Whole, ExportKind::Json, &path("whole.json")).await;
    let whole: Value = serde_json::from_slice(&std::fs::read(path("whole.json")).unwrap()).unwrap();
    assert_eq!(whole["data"]["activeUser"]["projects"]["items"].as_array().unwrap(), &items);

    assert_eq!(names(path("x").parent().unwrap()), ["list.csv", "list.json", "list.ndjson", "whole.json"]);
    let said = window.notices(NoticeKind::Done);
    assert!(said.contains(&format!("Exported {} rows", items.len()).as_str()), "{said:?}");
    assert!(names(&world.folders().state.join("unfinished")).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_exported_in_the_order_it_is_shown() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let (tab, items) = projects(&mut window, &demo).await;
    window.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let loaded = |s: &dapple::app::State| s.shown_table(tab).is_some_and(|table| table.loaded().is_some());
    window.until("the table", loaded).await;
    let sort = dapple::app::Look::Sort(dapple_data::speckle::elements::ColumnKey::path(["id"]), false);
    window.act(Action::Elements(dapple::app::ElementsAction::Look(tab, sort)));
    let sorted =
        |s: &dapple::app::State| !s.shown_table(tab).unwrap().loaded().unwrap().1.wish.sort.is_empty();
    window.until("the order", sorted).await;
    window.export(tab, ExportWhat::List, ExportKind::Ndjson, &world.path("sorted.ndjson")).await;
    let text = std::fs::read_to_string(world.path("sorted.ndjson")).unwrap();
    let read: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = read.iter().map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), items.len());
    let view = window.state().shown_table(tab).unwrap().loaded().unwrap().1.clone();
    let id = view.column(&dapple_data::speckle::elements::ColumnKey::path(["id"])).unwrap();
    let shown: Vec<_> = view.rows().iter().map(|row| view.table.cell(*row as usize, id).text).collect();
    assert_eq!(ids, shown);
    let given: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_ne!(ids, given, "it is another order than they came in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_export_keeps_the_dialog_and_the_old_file() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let (tab, _) = projects(&mut window, &demo).await;
    let missing = world.path("x").with_file_name("no such folder").join("list.json");
    window.act(Action::AskExport(tab, ExportWhat::Whole));
    let mut form = window.form().clone();
    form.path = missing.display().to_string();
    window.act(Action::EditExport(form));
    window.act(Action::Export);
    window.until("the failure", |s| format!("{:?}", s.dialog).contains("was not written")).await;
    let failure = window.form().failure.clone().unwrap();
    assert!(failure.title.contains("no such folder"), "{failure:?}");
    assert!(window.form().running.is_none());
    // The same dialog goes on with a better path.
    let mut form = window.form().clone();
    form.path = world.path("good.json").display().to_string();
    window.act(Action::EditExport(form));
    window.act(Action::Export);
    window.until("the export", |s| s.dialog.is_none()).await;
    assert_eq!(names(world.path("x").parent().unwrap()), ["good.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_export_leaves_the_old_file_and_nothing_else() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    demo.faults().next(1, Fault::Huge { megabytes: 20 });
    let tab = window.tab("{ activeUser { name } }", "");
    window.run(tab).await.unwrap();
    let path = world.path("huge.ndjson");
    std::fs::write(&path, "what was there before").unwrap();

    window.act(Action::AskExport(tab, ExportWhat::List));
    let mut form = window.form().clone();
    form.set_kind(ExportKind::Ndjson);
    form.path = path.display().to_string();
    window.act(Action::EditExport(form));
    window.act(Action::Export);
    window.until("the question", |s| format!("{:?}", s.dialog).contains("is there already")).await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "what was there before");
    assert_eq!(window.form().failure.as_ref().unwrap().remedies, [Remedy::Replace]);
    window.act(Action::Remedy(Failed::Export, Remedy::Replace));
    let id = window.form().running.unwrap();
    window.until("the first rows", |s| s.progress.get(&id).is_some_and(|p| p.done > 0)).await;
    window.act(Action::CancelExport);
    assert!(window.form().running.is_none(), "cancelled in the same frame");
    window
        .until("the visible end", |s| s.notices.iter().any(|n| n.text.starts_with("Export cancelled")))
        .await;
    assert_eq!(names(path.parent().unwrap()), ["huge.ndjson"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "what was there before");
    assert!(names(&world.folders().state.join("unfinished")).is_empty());
    // Nothing went wrong: the person wanted it so.
    assert_eq!(window.notices(NoticeKind::Error), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_beside_the_file_says_where_the_rows_come_from() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let (tab, items) = projects(&mut window, &demo).await;
    window.act(Action::AskExport(tab, ExportWhat::List));
    let mut form = window.form().clone();
    form.set_kind(ExportKind::Parquet);
    form.report = true;
    form.path = world.path("list.parquet").display().to_string();
    window.act(Action::EditExport(form));
    window.act(Action::Export);
    window.until("the export", |s| s.dialog.is_none()).await;
    let bytes = std::fs::read(world.path("list.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let text = std::fs::read_to_string(world.path("list.parquet.meta.json")).unwrap();
    let facts: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&facts["rows"]["written"], &facts["complete"]), (&items.len().into(), &true.into()));
    assert_eq!(facts["source"]["Server"], demo.origin());
    assert_eq!(facts["operation_sha256"], dapple_data::graphql::fingerprint(PROJECTS));
    assert!(!text.contains(demo.token(Who::Full)));
    window.export(tab, ExportWhat::List, ExportKind::Markdown, &world.path("list.md")).await;
    let table = std::fs::read_to_string(world.path("list.md")).unwrap();
    assert!(table.starts_with("| id | name | description |\n") && table.lines().count() == items.len() + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_answer_is_never_exported_as_if_it_were_whole() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab(PROJECTS, "");
    demo.faults().next(1, Fault::ResetAfter(300));
    window.run(tab).await.unwrap();
    window.export(tab, ExportWhat::List, ExportKind::Ndjson, &world.path("cut.ndjson")).await;
    let said = window.notices(NoticeKind::Warning).join("\n");
    assert!(said.starts_with("Exported only"), "a short export passed as whole: {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_save_dialog_gives_the_path_and_its_absence_is_said() {
    let chosen = PathBuf::from("/somewhere/else.json");
    let (demo, world) =
        (demo().await, World::choosing([Picked::Path(chosen.clone()), Picked::Cancelled, Picked::NoDialog]));
    let mut window = world.window().await;
    let (tab, _) = projects(&mut window, &demo).await;
    window.act(Action::AskExport(tab, ExportWhat::Whole));
    let mut form = window.form().clone();
    form.path = "/folder/Projects.json".to_owned();
    window.act(Action::EditExport(form));
    for turn in 0..3 {
        window.act(Action::ChooseExportPath);
        window.until("the dialog's end", |s| !format!("{:?}", s.dialog).contains("picking: Some")).await;
        assert_eq!(window.form().path, chosen.display().to_string());
        assert_eq!(window.form().failure.is_some(), turn == 2);
    }
    let first = &world.dialogs.saves()[0];
    assert_eq!(
        (first.name.as_str(), first.folder.clone()),
        ("Projects.json", Some(PathBuf::from("/folder")))
    );
}

/// Opens a file to its end and gives the tab.
async fn open(window: &mut Window, path: &Path) -> TabId {
    window.act(Action::OpenPath(path.to_owned()));
    let kind = TabKind::File(path.to_owned());
    window.until("the file", |s| s.tabs.iter().any(|t| t.kind == kind)).await;
    window.state().tabs.iter().find(|t| t.kind == kind).unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_answers_open_as_trees_lines_or_broken_text() {
    let world = World::new();
    let mut window = world.window().await;
    let lines = world.path("lines.ndjson");
    std::fs::write(&lines, "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n").unwrap();
    let tab = open(&mut window, &lines).await;
    let answer = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert_eq!(answer.document.child_count(answer.document.root().unwrap()), 3);
    assert_eq!((answer.lists[0].len, answer.meta.status), (3, None));
    assert_eq!(window.state().tab(tab).unwrap().view, AnswerView::Tree);

    let broken = world.path("broken.json");
    std::fs::write(&broken, "{\"a\": 1,\n \"b\": oops}").unwrap();
    let tab = open(&mut window, &broken).await;
    assert_eq!(window.state().tab(tab).unwrap().view, AnswerView::Text);
    let answer = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert_eq!(answer.document.error().unwrap().line, 2);
    assert!(answer.meta.incomplete.clone().unwrap().starts_with("Line 2"));
    assert!(answer.raw_lines.is_some());

    window.act(Action::OpenPath(world.path("missing.json")));
    window.until("the failure", |s| s.notices.iter().any(|n| n.kind == NoticeKind::Error)).await;
    assert!(window.notices(NoticeKind::Error)[0].contains("missing.json"));
    assert_eq!(window.state().tabs.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn real_objects_open() {
    let shared = std::env::var_os("DAPPLE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let wall = shared.join("fixtures/objects/revit-wall-v3.json");
    if !wall.exists() {
        return println!("skipped: {} is missing", wall.display());
    }
    let world = World::new();
    let mut window = world.window().await;
    let tab = open(&mut window, &wall).await;
    let answer = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert!(answer.document.error().is_none() && answer.document.node_count() > 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_dialog_opens_what_was_chosen() {
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("picked.json");
    std::fs::write(&path, "[1, 2]").unwrap();
    let world = World::choosing([Picked::Path(path.clone())]);
    let mut window = world.window().await;
    window.act(Action::OpenFile);
    window.until("the tab", |s| s.tabs.len() == 1).await;
    assert_eq!(window.state().tabs[0].kind, TabKind::File(path));
    let document: &Document = &window.state().tabs[0].answer.value().unwrap().document;
    assert_eq!(document.kind(document.root().unwrap()), Kind::Array);
    window.act(Action::OpenFile);
    window.rest(std::time::Duration::from_millis(50)).await;
    assert_eq!(window.state().tabs.len(), 1, "a closed dialog opens nothing");
    window.act(Action::ShowFile(elsewhere.path().join("picked.json")));
    window.until("the file manager", |_| !world.browser.opened().is_empty()).await;
}
