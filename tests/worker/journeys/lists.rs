//! Lists of the browser and answers that leave as files, rows on the clipboard, and command lines.

use std::sync::Arc;

use dapple::app::{
    AccountKey, Action, BrowseAction, Dialog, ExportKind, ExportWhat, ListAction, ListItems, ListRows,
    NoticeKind, ProjectPage,
};
use dapple::services::desktop::ClipboardError;
use dapple_data::speckle::browse::Listing;
use dapple_demo::{Demo, Who};
use serde_json::Value;

use super::window::{Window, World, demo};

/// Signs in, opens the large sample project, and waits for its models.
async fn opened(window: &mut Window, demo: &Demo) -> AccountKey {
    let key = window.sign_in(demo, Who::Full).await;
    let projects = window.state().browser.projects.value().unwrap().clone();
    let block = projects.items.iter().find(|p| p.name.starts_with("Kvarnholmen block 7")).unwrap();
    window.act(Action::Browse(BrowseAction::OpenProject(key.clone(), block.id.clone())));
    window.until("the versions", |s| s.browser.pages.values().any(|p| p.versions.value().is_some())).await;
    key
}

fn page(window: &Window) -> &ProjectPage {
    window.state().browser.pages.values().next().unwrap()
}

/// The models of the page, the last three in reverse.
fn three_models(window: &Window) -> ListRows {
    let models = page(window).models.value().unwrap().clone();
    let last = models.items.len() - 1;
    page(window).list_rows(ListItems::Models(models), (Arc::from([last, last - 1, 0]), " core "))
}

/// What was said of exports that are whole.
fn exported(window: &Window) -> Vec<&str> {
    window.notices(NoticeKind::Done).into_iter().filter(|text| text.starts_with("Exported")).collect()
}

async fn export(window: &mut Window, rows: ListRows, kind: ExportKind, path: &std::path::Path) {
    window.act(Action::List(ListAction::Export(Box::new(rows))));
    let mut form = window.form().clone();
    form.set_kind(kind);
    form.for_excel = false;
    form.path = path.display().to_string();
    window.act(Action::EditExport(form));
    window.act(Action::Export);
    window.until("the export", |s| s.dialog.is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_list_are_exported_as_shown_in_every_format() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    opened(&mut window, &demo).await;
    let rows = three_models(&window);
    let ListItems::Models(models) = &rows.items else { panic!() };
    let wanted: Vec<String> = rows.rows.iter().map(|row| models.items[*row].id.to_string()).collect();

    export(&mut window, rows.clone(), ExportKind::Json, &world.path("m.json")).await;
    let read: Vec<Value> = serde_json::from_slice(&std::fs::read(world.path("m.json")).unwrap()).unwrap();
    let ids: Vec<&str> = read.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, wanted);
    assert!(read[0]["versions"].is_u64());

    export(&mut window, rows.clone(), ExportKind::Ndjson, &world.path("m.ndjson")).await;
    let text = std::fs::read_to_string(world.path("m.ndjson")).unwrap();
    assert_eq!(text.lines().count(), 3);

    export(&mut window, rows.clone(), ExportKind::Csv, &world.path("m.csv")).await;
    let text = std::fs::read_to_string(world.path("m.csv")).unwrap();
    assert!(text.starts_with("id,name,description,authorId,authorName,createdAt,updatedAt,versions"));
    let ids: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(ids, wanted);

    export(&mut window, rows.clone(), ExportKind::Xlsx, &world.path("m.xlsx")).await;
    assert!(std::fs::read(world.path("m.xlsx")).unwrap().starts_with(b"PK"));
    assert_eq!(exported(&window), ["Exported 3 rows"; 4]);

    // What the server counted and did not give is said, in the file and on the screen.
    let short = Listing { total: Some(models.items.len() as u64 + 2), ..(**models).clone() };
    let rows = ListRows { items: ListItems::Models(Arc::new(short)), ..rows };
    assert!(rows.source().iter().any(|(label, why)| label == "Why not all" && why.starts_with("Only ")));
    export(&mut window, rows, ExportKind::Csv, &world.path("short.csv")).await;
    let said = window.notices(NoticeKind::Warning);
    assert_eq!(said, ["Exported 3 rows. 2 never came from the server, so the file is short"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_list_is_a_table_and_text_and_falls_back_to_text() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    opened(&mut window, &demo).await;
    let rows = three_models(&window);
    window.act(Action::List(ListAction::Copy(Box::new(rows.clone()))));
    window.until("the copy", |s| s.copying.is_none()).await;
    let tables = world.clipboard.tables();
    let (text, html) = &tables[0];
    assert!(text.starts_with("id\tname\t") && text.lines().count() == 4, "{text}");
    assert!(html.matches("<tr>").count() == 4 && html.contains("sdnum=\"1033;0;@\""), "{html}");
    assert!(window.notices(NoticeKind::Warning).is_empty());

    // A token that stands in a name does not get there.
    let token = demo.token(Who::Full).to_owned();
    window.act(Action::List(ListAction::CopyCells(vec![vec![token.clone(), "007".to_owned()]])));
    window.until("the copy", |s| s.copying.is_none()).await;
    let (text, html) = world.clipboard.tables()[1].clone();
    assert!(!text.contains(&token) && !html.contains(&token) && text.ends_with("\t007"), "{text}");

    world.clipboard.refuse(Some(ClipboardError::Occupied));
    window.act(Action::List(ListAction::CopyCells(vec![vec!["a".to_owned(), "b".to_owned()]])));
    window.until("the copy", |s| s.copying.is_none()).await;
    let said = window.notices(NoticeKind::Warning);
    assert!(said[0].starts_with("Copied as plain text. Another program holds the clipboard"), "{said:?}");
    assert_eq!(world.clipboard.tables().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_queries_become_command_lines() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = opened(&mut window, &demo).await;
    let origin = demo.origin();
    let project = page(&window).project.clone();
    let rows = three_models(&window);
    let model = page(&window).chosen_model().map(|m| (m.id.clone(), m.name.clone())).unwrap();
    let versions = ListItems::Versions(page(&window).versions.value().unwrap().clone());
    let versions = ListRows { items: versions, model: Some(model.clone()), ..rows.clone() };
    let projects = ListItems::Projects(window.state().browser.projects.value().unwrap().clone());
    let projects = ListRows { items: projects, project: None, account: key, ..rows.clone() };
    for (rows, expected) in [
        (projects, format!("dapple projects --server {}", origin.trim_end_matches('/'))),
        (rows, format!("dapple models {}/projects/{project}", origin.trim_end_matches('/'))),
        (
            versions,
            format!("dapple versions {}/projects/{project}/models/{}", origin.trim_end_matches('/'), model.0),
        ),
    ] {
        window.act(Action::List(ListAction::CopyCommand(Box::new(rows))));
        assert_eq!(window.copied.pop().unwrap().trim_end_matches('/'), expected);
    }
    let token = demo.token(Who::Full).to_owned();
    let tab =
        window.tab("query A($id: String!) { project(id: $id) { id } }", &format!("{{\"id\":\"{token}\"}}"));
    window.act(Action::CopyQueryCommand(tab));
    window.until("the copy", |s| s.copying.is_none()).await;
    let copied = window.copied.pop().unwrap();
    assert!(copied.starts_with("dapple query - --server http"), "{copied}");
    assert!(copied.ends_with("<<'GRAPHQL'\nquery A($id: String!) { project(id: $id) { id } }\nGRAPHQL\n"));
    assert!(!copied.contains(&token) && copied.contains("--var"), "{copied}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_an_answer_is_a_workbook() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("{ activeUser { projects(limit: 5) { items { id name } } } }", "");
    window.run(tab).await.unwrap();
    window.act(Action::AskExport(tab, ExportWhat::List));
    assert!(matches!(&window.state().dialog, Some(Dialog::Export(form)) if form.kind == ExportKind::Xlsx));
    window.act(Action::CloseDialog);
    window.export(tab, ExportWhat::List, ExportKind::Xlsx, &world.path("a.xlsx")).await;
    assert!(std::fs::read(world.path("a.xlsx")).unwrap().starts_with(b"PK"));
    assert_eq!(exported(&window), ["Exported 5 rows"]);
}
