//! `dapple projects`, `models`, `versions` and `people`: rows, counts, links, what is missing.

use dapple_demo::data::{MAIN_MODEL, MAIN_MODEL_NAME, MAIN_PROJECT, MAIN_VERSION};
use dapple_demo::{Demo, Who};
use serde_json::{Value, json};

use super::server::demo;
use super::{Done, Room};
use crate::api::TOKEN;
use crate::api::server::{JSON, Server, Step, answer};
use crate::browse::scripted;

fn run(arguments: &[&str]) -> Done {
    Room::new().run(&[arguments, &["--demo"]].concat(), "")
}

fn rows(done: &Done) -> Vec<Value> {
    done.json().as_array().unwrap().clone()
}

/// Asks a server of this test, with a piped token.
fn at(room: &Room, demo: &Demo, who: Who, arguments: &[&str]) -> Done {
    let origin = demo.origin();
    let done = room.run(&[arguments, &["--server", &origin, "--token-stdin"]].concat(), demo.token(who));
    assert!(!done.err.contains(demo.token(who)) && !done.out.contains(demo.token(who)));
    done
}

#[test]
fn projects_are_rows_with_the_fields_names() {
    let done = run(&["projects"]).ended(0);
    let all = rows(&done);
    assert_eq!((all.len(), done.err.as_str()), (130, "130 projects\n"));
    let keys: Vec<&str> = all[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "id name description role visibility createdAt updatedAt models workspaceId workspaceName workspaceSlug"
    );
    assert_eq!((&all[0]["id"], &all[0]["models"]), (&json!(MAIN_PROJECT), &json!(160)));
    assert_eq!(all[0]["workspaceName"], "Norrström Arkitekter");
}

#[test]
fn every_format_has_the_same_rows_and_a_file_is_there_whole() {
    let room = Room::new();
    let ndjson = room.run(&["models", MAIN_PROJECT, "--demo", "--format", "ndjson"], "").ended(0);
    assert_eq!(ndjson.out.lines().count(), 160);
    for line in ndjson.out.lines() {
        assert!(serde_json::from_str::<Value>(line).unwrap()["name"].is_string());
    }
    let csv = room.run(&["models", MAIN_PROJECT, "--demo", "-o", "models.csv"], "").ended(0);
    assert_eq!((csv.out.as_str(), csv.err.as_str()), ("", "Wrote 160 rows to models.csv\n160 models\n"));
    let text = room.read("models.csv");
    assert!(
        text.starts_with("id,name,description,authorId,authorName,createdAt,updatedAt,versions,previewUrl\n")
    );
    assert!(text.contains(&format!("{MAIN_MODEL},{MAIN_MODEL_NAME},")));
    let none =
        room.run(&["versions", MAIN_PROJECT, "Empty upload", "--demo", "--format", "ndjson"], "").ended(0);
    assert_eq!((none.out.as_str(), none.err.as_str()), ("", "0 versions\n"));
}

#[test]
fn a_model_is_named_by_id_or_full_name_and_versions_say_what_they_hold() {
    let by_id = run(&["versions", MAIN_PROJECT, MAIN_MODEL]).ended(0);
    let by_name = run(&["versions", MAIN_PROJECT, MAIN_MODEL_NAME]).ended(0);
    let without_previews = |done: &Done| {
        let mut all = rows(done);
        // Each run has a server of its own, at a port of its own.
        all.iter_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove("previewUrl")));
        all
    };
    let all = without_previews(&by_id);
    assert_eq!(all, without_previews(&by_name));
    assert_eq!((all.len(), by_id.err.as_str()), (131, "131 versions\n"));
    assert_eq!((&all[0]["id"], &all[0]["content"]), (&json!(MAIN_VERSION), &json!("objects")));
    assert_eq!(all[0]["modelName"], MAIN_MODEL_NAME);
    assert_eq!((&all[130]["content"], &all[130]["referencedObject"]), (&json!("hidden"), &Value::Null));
    let project = rows(&run(&["versions", MAIN_PROJECT]).ended(0));
    assert!(project.len() > 700, "{}", project.len());
}

#[test]
fn a_list_is_a_workbook_where_the_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.xlsx");
    run(&["people", MAIN_PROJECT, "-o", file.to_str().unwrap()]).ended(0);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
}

#[test]
fn people_have_a_role_and_a_company() {
    let done = run(&["people", MAIN_PROJECT]).ended(0);
    assert_eq!(done.err, "14 people\n");
    let first = &rows(&done)[0];
    assert_eq!(
        (&first["name"], &first["company"]),
        (&json!("Mara Lindqvist"), &json!("Norrström Arkitekter"))
    );
}

#[test]
fn what_names_nothing_is_wrong_use_and_what_is_gone_is_3() {
    for arguments in [
        &["models", "no link"][..],
        &["models", "https://app.speckle.systems/projects"],
        &["models", "https://app.speckle.systems/projects/f3a91c07be"],
        &["versions", MAIN_PROJECT, "https://app.speckle.systems/projects/f3a91c07be/models/4c19d07e6a"],
        &["people", "https://app.speckle.systems/workspaces/norrstrom"],
        &["models"],
    ] {
        let done = run(arguments).ended(2);
        assert!(done.out.is_empty() && !done.err.is_empty(), "{done:?}");
    }
    for arguments in [
        &["models", "0000000000"][..],
        &["versions", MAIN_PROJECT, "0000000000"],
        &["versions", MAIN_PROJECT, "mep/ventilation"],
    ] {
        let done = run(arguments).ended(3);
        assert!(done.out.is_empty() && done.err.contains("no such"), "{done:?}");
    }
    let token = run(&["models", TOKEN]).ended(2);
    assert!(!token.err.contains(TOKEN), "{token:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_link_names_project_model_and_server() {
    let (room, demo) = (Room::new(), demo().await);
    let link = format!("{}/projects/{MAIN_PROJECT}/models/{MAIN_MODEL}", demo.origin());
    let done = at(&room, &demo, Who::ReadOnly, &["versions", &link]).ended(0);
    assert_eq!(done.err, "131 versions\n");
    let version = format!("{link}@{MAIN_VERSION}");
    assert_eq!(at(&room, &demo, Who::ReadOnly, &["versions", MAIN_PROJECT, &version]).ended(0).out, done.out);
    let commit = format!("{}/streams/{MAIN_PROJECT}/commits/{MAIN_VERSION}", demo.origin());
    assert_eq!(at(&room, &demo, Who::ReadOnly, &["versions", &commit]).ended(0).out, done.out);
    // Without a place the link's own server is meant, for which there is no account here.
    let nobody = room.run(&["models", &link], "").ended(2);
    assert!(nobody.err.contains("no account"), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_token_that_may_not_see_it_says_which_scope() {
    let (room, demo) = (Room::new(), demo().await);
    let done = at(&room, &demo, Who::NoUsers, &["people", MAIN_PROJECT, "-o", "people.csv"]).ended(3);
    assert!(done.err.contains("users:read") && room.names().is_empty(), "{done:?}");
    let done = at(&room, &demo, Who::NoProfile, &["projects"]).ended(3);
    assert!(done.out.is_empty() && done.err.contains("profile:read"), "{done:?}");
    at(&room, &demo, Who::Revoked, &["projects"]).ended(5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_short_list_is_written_and_ends_with_4() {
    let server = Server::start(|request, _| {
        let item = json!({"id": "007", "name": "007", "description": null, "role": null, "visibility": "PRIVATE",
            "createdAt": "a", "updatedAt": "b"});
        let said = if request.body.contains("DappleProjects") {
            json!({"data": {"activeUser": {"projects": {"totalCount": 1_250, "cursor": null, "items": [item]}}}})
                .to_string()
        } else {
            scripted::signing_in(request)
        };
        vec![Step::Send(answer("200 OK", &[JSON], said.as_bytes()))]
    })
    .await;
    let room = Room::new();
    let place = ["projects", "--server", &server.address(), "--token-stdin", "--format", "csv"];
    let done = room.run(&place, TOKEN).ended(4);
    assert!(done.out.contains("\n007,007,"), "{done:?}");
    assert!(done.err.starts_with("1 of 1,250 projects came"), "{done:?}");
}
