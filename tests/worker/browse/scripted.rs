//! Servers that are older, that lie about their counts, and whose lists move while they are read.

use std::sync::atomic::{AtomicUsize, Ordering};

use std::sync::Arc;

use dapple::app::{BrowseCommand, BrowseEvent};
use dapple_data::speckle::browse::{Listing, Model, Sort};
use dapple_data::url::Link;
use serde_json::{Value, json};

use super::Bench;
use crate::api::TOKEN;
use crate::api::server::{JSON, Request, Server, Step, answer};

/// What a server says to somebody who signs in. Its scopes stay unknown: it refuses batches.
pub fn signing_in(request: &Request) -> String {
    let said = if request.body.contains("DappleServerInfo") {
        json!({"data": {"serverInfo": {"name": "Scripted", "version": "1", "canonicalUrl": null, "scopes": []}}})
    } else if request.body.contains("DappleActiveUser") {
        json!({"data": {"activeUser": {"id": "u", "name": "U", "avatar": null, "company": null, "role": null}}})
    } else {
        json!({"errors": [{"message": "Operation batching disabled."}]})
    };
    said.to_string()
}

/// A server whose answers to everything after the sign-in are scripted: the operation's text and its
/// variables go in.
pub async fn server(script: impl Fn(&str, &Value) -> Value + Send + Sync + 'static) -> Server {
    Server::start(move |request: &Request, _| {
        let signing = ["DappleServerInfo", "DappleActiveUser", "projectMutations"];
        let said = if signing.iter().any(|name| request.body.contains(name)) {
            signing_in(request)
        } else {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            script(body["query"].as_str().unwrap(), &body["variables"]).to_string()
        };
        let status = if said.contains("GRAPHQL_VALIDATION_FAILED") { "400 Bad Request" } else { "200 OK" };
        vec![Step::Send(answer(status, &[JSON], said.as_bytes()))]
    })
    .await
}

fn unknown_field(name: &str) -> Value {
    let message = format!("Cannot query field \"{name}\" on type \"Project\".");
    json!({"errors": [{"message": message, "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}]})
}

fn project(nth: usize) -> Value {
    json!({"id": format!("p{nth}"), "name": format!("Project {nth}"), "description": null, "role": null,
        "visibility": "PRIVATE", "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z"})
}

fn projects(total: usize, hidden: usize, cursor: &str, items: impl IntoIterator<Item = Value>) -> Value {
    let items: Value = items.into_iter().collect();
    json!({"data": {"activeUser": {"projects":
        {"totalCount": total, "numberOfHidden": hidden, "cursor": cursor, "items": items}}}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_a_server_lacks_is_left_out() {
    let server = server(|query, variables| {
        for field in ["numberOfHidden", "previewUrl", "sourceApps", "permissions", "viewerResourcesExtended"] {
            if query.contains(field) {
                return unknown_field(field);
            }
        }
        if query.contains("viewerResources") {
            let item = json!({"modelId": "m", "versionId": "v", "objectId": "o"});
            let groups = json!([{"identifier": variables["resources"], "items": [item]}]);
            return json!({"data": {"project": {"name": "Old", "viewerResources": groups}}});
        }
        let model = json!({"id": "m", "name": "M", "createdAt": "a", "updatedAt": "b", "versions": {"totalCount": 2}});
        let version = json!({"id": "v", "message": "x", "createdAt": "a", "referencedObject": null});
        let list = |item: Value| json!({"totalCount": 1, "cursor": "c", "items": [item]});
        if query.contains("activeUser") {
            return projects(1, 0, "c", vec![project(1)]);
        }
        let mut found = project(1);
        if query.contains("DappleProjectPlain") {
            return json!({"data": {"project": found}});
        }
        found["models"] = list(model);
        found["versions"] = list(version.clone());
        found["model"] = json!({"id": "m", "name": "M", "versions": list(version)});
        json!({"data": {"project": found}})
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!((listing.items.len(), listing.warnings.len(), listing.items[0].models), (1, 0, None));
    let models = bench.models("p1").await.unwrap();
    assert_eq!((models.items[0].versions, models.warnings.len()), (2, 0));
    assert_eq!(bench.versions("p1", Some("m")).await.unwrap().items.len(), 1);
    assert_eq!(bench.versions("p1", None).await.unwrap().items.len(), 1);
    let facts = bench.facts("p1").await.unwrap();
    assert_eq!((facts.project.name.as_str(), &facts.can_load, facts.versions), ("Project 1", &None, None));
    let all = bench.resolve(Link::AllModels { project: "p1".into() }).await.unwrap();
    assert!(matches!(all, dapple::app::Destination::Elements(t) if t.title == "Old · all 1 model"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_knows_nothing_of_it_says_so() {
    let server = server(|_, _| unknown_field("project")).await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let failure = bench.models("p1").await.unwrap_err();
    assert!(failure.refused && failure.title.contains("does not know"), "{failure:?}");
    assert!(failure.details.unwrap().contains("Cannot query field"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_is_never_reached_ends_and_is_said() {
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let server = server(move |_, variables| {
        count.fetch_add(1, Ordering::SeqCst);
        match variables["cursor"].as_str() {
            None => projects(1_250, 0, "one", (0..50).map(project)),
            Some("one") => projects(1_250, 0, "two", (50..90).map(project)),
            _ => projects(1_250, 0, "", Vec::new()),
        }
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!((listing.items.len(), listing.total), (90, Some(1_250)));
    assert!(!listing.is_complete());
    assert!(listing.warnings[0].starts_with("90 of 1,250 projects came"), "{:?}", listing.warnings);
    assert_eq!(asked.load(Ordering::SeqCst), 6, "read twice, then said");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_the_server_ignores_makes_no_circle() {
    let server = server(|_, _| projects(130, 0, "bm8=", (0..50).map(project))).await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let before = server.requests().len();
    let listing = bench.projects().await.unwrap();
    assert_eq!(listing.items.len(), 50);
    assert!(listing.warnings[0].starts_with("50 of 130 projects came"));
    assert_eq!(server.requests().len() - before, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_moved_is_read_again() {
    // After the first page project 59 is changed and jumps to the front: the second page lacks it.
    let asked = AtomicUsize::new(0);
    let server = server(move |_, variables| {
        let moved = asked.fetch_add(1, Ordering::SeqCst) > 0;
        let mut order: Vec<usize> = (0..60).collect();
        if moved {
            order.pop();
            order.insert(0, 59);
        }
        let limit = variables["limit"].as_u64().unwrap() as usize;
        let after = variables["cursor"].as_str().map(|c| c.parse::<usize>().unwrap());
        let start = after.map_or(0, |id| order.iter().position(|n| *n == id).unwrap() + 1);
        let page: Vec<usize> = order.into_iter().skip(start).take(limit).collect();
        let cursor = page.last().map(ToString::to_string).unwrap_or_default();
        projects(60, 0, &cursor, page.into_iter().map(project))
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!(listing.items.len(), 60);
    assert!(listing.is_complete() && listing.warnings.is_empty(), "{:?}", listing.warnings);
}

#[tokio::test(flavor = "multi_thread")]
async fn models_of_one_moment_at_a_page_border_are_not_lost() {
    // 620 models, newest first; those from 490 to 509 were changed by one import.
    let time = |nth: usize| {
        let ms = if (490..510).contains(&nth) { 500 } else { 990 - nth };
        format!("2026-11-23T13:03:00.{ms:03}Z")
    };
    let server = server(move |_, variables| {
        let limit = variables["limit"].as_u64().unwrap().min(500) as usize;
        let before = variables["cursor"].as_str().unwrap_or("3000");
        let items: Vec<Value> = (0..620)
            .filter(|nth| time(*nth).as_str() < before)
            .take(limit)
            .map(|nth| {
                json!({"id": format!("m{nth}"), "name": format!("M/{nth}"), "createdAt": time(nth),
                    "updatedAt": time(nth), "versions": {"totalCount": 0}})
            })
            .collect();
        let cursor = items.last().map(|item| item["updatedAt"].clone());
        json!({"data": {"project": {"models": {"totalCount": 620, "cursor": cursor, "items": items}}}})
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let before = server.requests().len();
    let listing = bench.models("p").await.unwrap();
    assert_eq!((listing.items.len(), listing.total, listing.warnings.len()), (620, Some(620), 0));
    assert_eq!(server.requests().len() - before, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_workspace_keeps_back_is_said() {
    let server = server(|_, _| projects(5, 3, "", vec![project(1), project(2)])).await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!((listing.items.len(), listing.hidden, listing.total), (2, 3, Some(5)));
    assert!(listing.warnings[0].contains("single sign-on"), "{:?}", listing.warnings);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_beside_data_are_warnings_once() {
    let server = server(|_, _| {
        let mut said = projects(2, 0, "c", vec![project(1), project(2)]);
        let refused = "Your auth token does not have the required scope: workspace:read.";
        let error =
            json!({"message": refused, "extensions": {"code": "FORBIDDEN", "scope": "workspace:read"}});
        said["errors"] = json!([error, error]);
        said
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!(listing.items.len(), 2);
    assert_eq!(listing.warnings, ["This token may not see workspaces (`workspace:read`)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_workspaces_is_asked_for_them_once_and_nobody_hears_of_it() {
    let server = server(|query, variables| {
        let second = variables["cursor"].is_string();
        let mut said = match second {
            false => projects(60, 0, "c", (0..50).map(project)),
            true => projects(60, 0, "d", (50..60).map(project)),
        };
        if query.contains("workspace") {
            let path = json!(["activeUser", "projects", "items", 0, "workspace"]);
            said["errors"] = json!([{"message": "off", "path": path,
                "extensions": {"code": "WORKSPACES_MODULE_DISABLED_ERROR"}}]);
        }
        said
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let listing = bench.projects().await.unwrap();
    assert_eq!((listing.items.len(), listing.warnings.len()), (60, 0));
    let asked = server.requests().iter().filter(|r| r.body.contains("workspace { id")).count();
    assert_eq!(asked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_that_wants_its_sign_on_is_no_fault_of_dapples() {
    let server = server(|_, _| {
        let error =
            json!({"message": "norrstrom", "extensions": {"code": "SSO_SESSION_MISSING_OR_EXPIRED_ERROR"}});
        json!({"data": null, "errors": [error]})
    })
    .await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let failure = bench.resolve(Link::Project { project: "p".into() }).await.unwrap_err();
    assert!(failure.refused && failure.title.contains("single sign-on"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_repeats_the_token_does_not_get_it_onto_the_screen() {
    let server =
        server(|_, _| json!({"data": null, "errors": [{"message": format!("no {TOKEN} here")}]})).await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let failure = bench.models("p").await.unwrap_err();
    assert!(failure.title.starts_with("no ") && !failure.as_text().contains(TOKEN), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn models_are_arranged_on_the_pool() {
    let server = server(|_, _| unknown_field("project")).await;
    let mut bench = Bench::at(&server.address(), TOKEN).await;
    let model = |nth: usize| Model {
        id: format!("m{nth}").as_str().into(),
        name: format!("A/{nth}"),
        description: None,
        author: None,
        created_at: String::new(),
        updated_at: String::new(),
        versions: 0,
        preview_url: None,
    };
    let listing = Arc::new(Listing { items: (0..5_000).map(model).collect(), ..Listing::default() });
    let command =
        BrowseCommand::Arrange { listing: listing.clone(), filter: "a/49".to_owned(), sort: Sort::Name };
    let BrowseEvent::Arranged(Ok(arranged)) = bench.ask(command).await else { panic!("another event") };
    assert!(arranged.is_of(&listing, "a/49", Sort::Name));
    assert_eq!((arranged.shown, arranged.nodes[1].name.as_str()), (111, "49"));
}
