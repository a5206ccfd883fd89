//! Answers of every kind: whole, partial, broken, of another kind, too large for memory.

use dapple::app::{Action, AnswerView, NoticeKind};
use dapple_demo::{Fault, Who};

use super::window::{World, demo};

#[tokio::test(flavor = "multi_thread")]
async fn partial_data_comes_with_the_scope_it_lacks() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::NoUsers).await;
    let query = "{ serverInfo { name } activeUser { projects(limit: 1) { items { name team { id } } } } }";
    let answer = window.ask(query).await.unwrap();
    assert!(answer.errors.iter().any(|e| e.contains("users:read")), "{:?}", answer.errors);
    let document = &answer.document;
    let data = document.member(document.root().unwrap(), "data").unwrap();
    assert!(document.member(data, "serverInfo").is_some(), "what was allowed is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_token_runs_the_starters_it_can() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::ReadOnly).await;
    for starter in [0, 1] {
        window.act(Action::OpenStarter(starter));
        let tab = window.state().selected.unwrap();
        let answer = window.run(tab).await.unwrap();
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        assert_eq!(answer.meta.status, Some(200));
        assert!(answer.meta.incomplete.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_operation_is_an_answer_with_the_servers_words() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let answer = window.ask("{ nonsense }").await.unwrap();
    assert!(answer.errors.iter().any(|e| e.contains("nonsense")), "{:?}", answer.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_another_kind() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    demo.faults().next(1, Fault::WrongContentType);
    let answer = window.ask("{ activeUser { name } }").await.unwrap();
    assert!(answer.meta.content_type.as_deref().unwrap().contains("text/plain"));
    assert!(answer.document.error().is_none() && answer.meta.incomplete.is_none());

    demo.faults().next(1, Fault::HtmlErrorPage(502));
    let failure = window.ask("{ activeUser { name } }").await.unwrap_err();
    assert!(failure.title.contains("502"), "{failure:?}");
    assert!(failure.details.unwrap().contains("502 Bad Gateway"), "the page is in the folded part");

    demo.faults().next(1, Fault::HtmlErrorPage(200));
    let failure = window.ask("{ activeUser { name } }").await.unwrap_err();
    assert!(failure.title.contains("does not answer as a Speckle server"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_body_is_said() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    demo.faults().next(1, Fault::EmptyBody);
    match window.ask("{ activeUser { name } }").await {
        Ok(answer) => {
            let said = answer.meta.incomplete.clone().unwrap_or_default();
            assert!(said.contains("empty"), "an empty answer is shown without a word: {said:?}");
        }
        Err(failure) => assert!(failure.as_text().contains("empty"), "{failure:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_a_break_is_kept_and_said() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let query = "{ serverInfo { name description company } }";

    demo.faults().next(1, Fault::TruncateAfter(40));
    let answer = window.ask(query).await.unwrap();
    assert_eq!(answer.document.len_bytes(), 40);
    assert!(answer.document.error().is_some() && answer.raw_lines.is_some());
    let said = answer.meta.incomplete.clone().unwrap();
    assert!(said.contains("Line 1"), "{said}");

    demo.faults().next(1, Fault::ResetAfter(40));
    let answer = window.ask(query).await.unwrap();
    assert_eq!(answer.document.len_bytes(), 40);
    let said = answer.meta.incomplete.clone().unwrap();
    assert!(said.contains("broke after 40 bytes"), "{said}");
    let root = answer.document.root().unwrap();
    assert!(answer.document.member(root, "data").is_some(), "what came can be looked at");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_keeps_the_answer_before_it() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("{ activeUser { name } }", "");
    let good = window.run(tab).await.unwrap();
    demo.faults().next(1, Fault::HtmlErrorPage(503));
    window.run(tab).await.unwrap_err();
    let shown = window.state().tab(tab).unwrap().answer.value().unwrap();
    assert_eq!(shown.document.len_bytes(), good.document.len_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_answer_lies_in_the_spool_and_opens() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    demo.faults().next(1, Fault::Huge { megabytes: 70 });
    let tab = window.tab("{ activeUser { name } }", "");
    let answer = window.run(tab).await.unwrap();
    assert!(answer.document.len_bytes() > 69_000_000, "{}", answer.document.len_bytes());
    assert!(answer.document.source().whole().is_none(), "it lies in memory");
    assert!(answer.meta.incomplete.is_none());
    let list = &answer.lists[0];
    assert!(list.len > 700_000);
    let last = answer.document.child(list.node, list.len - 1).unwrap();
    let end = answer.document.reader().raw(last).unwrap();
    assert!(end.ends_with(b"consultants\"}"), "the last row can be read");
    // The spool has no name: a killed process leaves nothing.
    let mut names: Vec<_> =
        std::fs::read_dir(world.folders().cache).unwrap().flatten().map(|e| e.file_name()).collect();
    names.retain(|name| name != "schemas");
    assert_eq!(names, ["CACHEDIR.TAG"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_becomes_a_table_and_is_sorted() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("{ activeUser { projects(limit: 10) { items { id name } } } }", "");
    window.run(tab).await.unwrap();
    window.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let loaded = |s: &dapple::app::State| s.shown_table(tab).is_some_and(|table| table.loaded().is_some());
    window.until("the table", loaded).await;
    let name = dapple_data::speckle::elements::ColumnKey::path(["name"]);
    let sort = dapple::app::Look::Sort(name.clone(), false);
    window.act(Action::Elements(dapple::app::ElementsAction::Look(tab, sort)));
    let sorted =
        |s: &dapple::app::State| !s.shown_table(tab).unwrap().loaded().unwrap().1.wish.sort.is_empty();
    window.until("the order", sorted).await;
    let view = window.state().shown_table(tab).unwrap().loaded().unwrap().1.clone();
    let column = view.column(&name).unwrap();
    let names: Vec<String> =
        view.rows().iter().map(|row| view.table.cell(*row as usize, column).text.to_lowercase()).collect();
    assert!(names.len() > 3 && names.is_sorted(), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_finds_wrong_fields_and_format_lays_out() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("query A{activeUser{nam}}", "");
    window.until("the problem", |s| !s.tab(tab).unwrap().problems.is_empty()).await;
    let problem = window.state().tab(tab).unwrap().problems[0].clone();
    assert!(problem.message.contains("nam"), "{problem:?}");
    window.write(tab, "query A{activeUser{name}}");
    window.until("no problem", |s| s.tab(tab).unwrap().problems.is_empty()).await;
    window.act(Action::Format(tab));
    let before = window.heart.buffers.get(tab).unwrap().query.revision();
    while window.heart.buffers.get(tab).unwrap().query.revision() == before {
        window.until("a frame", |_| true).await;
        tokio::task::yield_now().await;
    }
    let text = window.heart.buffers.get(tab).unwrap().query.text();
    assert_eq!(text.trim_end(), "query A {\n  activeUser {\n    name\n  }\n}");
    window.write(tab, "query A { activeUser {");
    window.act(Action::Format(tab));
    window.until("the refusal", |s| s.notices.iter().any(|n| n.kind == NoticeKind::Error)).await;
}
