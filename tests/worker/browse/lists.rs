//! Lists to their end: silent caps, cursors that are never null, ties, hidden and new versions.

use std::collections::HashSet;
use std::time::Duration;

use dapple::app::{BrowseCommand, Command, Phase, Unit};
use dapple_data::Stop;
use dapple_data::speckle::browse::{ArrangedModels, Content, Sort};
use dapple_demo::data::{
    HIDDEN_VERSIONS, MAIN_MODEL, MAIN_MODEL_NAME, MAIN_MODEL_VERSIONS, MAIN_PROJECT, MAIN_PROJECT_MODELS,
    NO_LOAD_PROJECT, PROJECTS,
};
use dapple_demo::{Fault, Who};

use super::{Bench, demo, new_format_project};
use crate::journeys::tap::Tap;

#[tokio::test(flavor = "multi_thread")]
async fn all_projects_come_in_pages_of_fifty() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!((listing.items.len(), listing.total), (PROJECTS, Some(PROJECTS as u64)));
    assert!(listing.is_complete() && listing.warnings.is_empty(), "{:?}", listing.warnings);
    assert_eq!(demo.requests().len(), 3, "no page more than needed");
    let ids: HashSet<&str> = listing.items.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids.len(), PROJECTS);
    let main = &listing.items[0];
    assert_eq!((main.id.as_str(), main.models), (MAIN_PROJECT, Some(MAIN_PROJECT_MODELS as u64)));
    assert_eq!(main.workspace.as_ref().unwrap().slug, "norrstrom-arkitekter");
    assert_eq!(
        (main.role.as_deref(), main.visibility.as_str(), main.updated_at.as_str()),
        (Some("stream:contributor"), "WORKSPACE", "2026-11-23T12:51:00.000Z")
    );
    assert!(listing.items.iter().any(|p| p.name == "  007 "), "a name keeps its blanks");
}

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_are_only_asked_for_with_their_scope() {
    let demo = demo().await;
    for (who, has) in [(Who::ReadOnly, true), (Who::NoUsers, false)] {
        let mut bench = Bench::on(&demo, who).await;
        let listing = bench.projects().await.unwrap();
        assert_eq!((listing.items.len(), listing.warnings.len()), (PROJECTS, 0), "{who:?}");
        assert_eq!(listing.items[0].workspace.is_some(), has, "{who:?}");
        assert_eq!(bench.facts(MAIN_PROJECT).await.unwrap().project.workspace.is_some(), has, "{who:?}");
    }
    let mut bench = Bench::on(&demo, Who::Limited).await;
    assert_eq!(bench.projects().await.unwrap().items.len(), 1, "a token limited to one project");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_models_come_at_once_and_make_a_tree() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let listing = bench.models(MAIN_PROJECT).await.unwrap();
    assert_eq!((listing.items.len(), demo.requests().len()), (MAIN_PROJECT_MODELS, 1));
    assert!(listing.is_complete() && listing.warnings.is_empty());
    let main = listing.items.iter().find(|m| m.id.as_str() == MAIN_MODEL).unwrap();
    assert_eq!((main.name.as_str(), main.versions), (MAIN_MODEL_NAME, MAIN_MODEL_VERSIONS as u64));
    assert!(main.preview_url.as_deref().unwrap().contains("/preview/"));
    assert!(main.author.as_ref().is_some_and(|a| !a.name.is_empty() && a.avatar.is_none()));
    let arranged = ArrangedModels::make(listing.clone(), String::new(), Sort::Name, &Stop::new()).unwrap();
    let nodes = &arranged.nodes;
    let top: Vec<&str> = nodes.iter().filter(|n| n.depth == 0).map(|n| n.name.as_str()).collect();
    assert_eq!(top.len(), 8, "{top:?}");
    assert_eq!(nodes.iter().filter(|n| n.model.is_some()).count(), MAIN_PROJECT_MODELS);
    let empty = listing.items.iter().find(|m| m.name == "Empty upload").unwrap();
    assert_eq!((empty.versions, &empty.preview_url), (0, &None));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_versions_of_a_model_with_what_they_hold() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    demo.faults().always(Fault::Latency(Duration::from_millis(50)));
    let listing = bench.versions(MAIN_PROJECT, Some(MAIN_MODEL)).await.unwrap();
    demo.faults().clear();
    assert_eq!((listing.items.len(), demo.requests().len()), (MAIN_MODEL_VERSIONS, 2));
    assert!(listing.is_complete() && listing.warnings.is_empty());
    let hidden = listing.items.iter().filter(|v| v.content == Content::Hidden).count();
    assert_eq!(hidden, HIDDEN_VERSIONS);
    let newest = &listing.items[0];
    assert_eq!(newest.message.as_deref(), Some("Issue for coordination, slab openings on level 05"));
    assert_eq!(newest.source_application.as_deref(), Some("revit"));
    assert_eq!(newest.author.as_ref().unwrap().name, "Elin Sandberg");
    assert_eq!(newest.model.as_ref().unwrap().1, MAIN_MODEL_NAME);
    assert!(matches!(&newest.content, Content::Root(object) if object.as_str().len() == 32));
    assert_eq!(listing.items[3].message, None);
    let counted = bench.figures.iter().any(|f| f.unit == Unit::Rows && f.total == Some(131));
    assert!(counted, "nobody saw how far it was: {:?}", bench.figures);

    let project = new_format_project(&mut bench).await;
    let versions = bench.versions(&project, None).await.unwrap();
    let new = versions.items.iter().filter(|v| matches!(v.content, Content::NewFormat(_))).count();
    assert!(new > 0 && versions.is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_versions_of_a_project_newest_first() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let listing = bench.versions(MAIN_PROJECT, None).await.unwrap();
    let facts = bench.facts(MAIN_PROJECT).await.unwrap();
    assert_eq!(Some(listing.items.len() as u64), facts.versions);
    assert!(listing.is_complete() && listing.warnings.is_empty(), "{:?}", listing.warnings);
    let times: Vec<&str> = listing.items.iter().map(|v| v.created_at.as_str()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    let models: HashSet<&str> = listing.items.iter().map(|v| v.model.as_ref().unwrap().1.as_str()).collect();
    assert!(models.len() > 20 && models.contains(MAIN_MODEL_NAME));
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_say_what_may_be_loaded() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let facts = bench.facts(MAIN_PROJECT).await.unwrap();
    assert_eq!(facts.project.name, "Kvarnholmen block 7");
    assert_eq!(facts.project.models, Some(MAIN_PROJECT_MODELS as u64));
    assert!(facts.source_apps.contains(&"Revit 2025".to_owned()), "{:?}", facts.source_apps);
    assert!(facts.can_read.as_ref().unwrap().authorized && facts.can_load.as_ref().unwrap().authorized);
    let facts = bench.facts(NO_LOAD_PROJECT).await.unwrap();
    let refused = facts.can_load.as_ref().unwrap();
    assert_eq!((refused.authorized, refused.code.as_str()), (false, "WorkspaceNoEditorSeat"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_with_role_and_company() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let people = bench.people(MAIN_PROJECT).await.unwrap();
    assert_eq!((people.items.len(), people.total), (14, Some(14)));
    let first = &people.items[0];
    assert_eq!(
        (first.person.name.as_str(), first.role.as_str(), first.company.as_deref()),
        ("Mara Lindqvist", "stream:contributor", Some("Norrström Arkitekter"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_in_the_middle_is_waited_out_in_sight() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    demo.faults().next(1, Fault::TooManyRequests { retry_after: Some("0.2".to_owned()) });
    demo.faults().next(1, Fault::Latency(Duration::from_millis(1)));
    let listing = bench.projects().await.unwrap();
    assert!(listing.is_complete() && listing.warnings.is_empty());
    assert_eq!(demo.requests().len(), 4);
    let waited =
        bench.figures.iter().any(|f| matches!(f.phase, Phase::RateLimited { seconds } if seconds > 0.0));
    assert!(waited, "nobody saw the wait: {:?}", bench.figures);
    demo.faults().next(1, Fault::TooManyInGraphql);
    assert!(bench.models(MAIN_PROJECT).await.unwrap().is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_closes_the_connection_and_the_next_list_comes() {
    let demo = demo().await;
    let tap = Tap::before(demo.addr()).await;
    let mut bench = Bench::at(&tap.origin(), demo.token(Who::ReadOnly)).await;
    demo.requests().clear();
    demo.faults().next(1, Fault::Latency(Duration::from_secs(60)));
    let command = BrowseCommand::Models { account: bench.account.clone(), project: MAIN_PROJECT.into() };
    let id = bench.begin(Command::Browse(command));
    while demo.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bench.cancel(id);
    tap.until_closed("DappleModels").await;
    assert!(bench.models(MAIN_PROJECT).await.unwrap().is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_answer_is_a_failure_and_never_a_short_list() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    for fault in
        [Fault::ResetAfter(500), Fault::TruncateAfter(500), Fault::EmptyBody, Fault::HtmlErrorPage(502)]
    {
        demo.faults().next(1, fault.clone());
        let failure = bench.models(MAIN_PROJECT).await.unwrap_err();
        assert!(!failure.refused && !failure.title.is_empty(), "{fault:?}: {failure:?}");
    }
}
