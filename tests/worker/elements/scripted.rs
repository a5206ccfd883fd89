//! A server of this test's own objects: what it is asked, and what it may leave out.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use dapple::app::ElementsTarget;
use dapple::app::worker::Disk;
use dapple::services::store::Folders;
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::Computed;
use serde_json::{Value, json};

use super::load;
use crate::api::TOKEN;
use crate::api::server::{JSON, Request, Server, Step, answer};
use crate::browse::{Bench, scripted};

const TEXT: &str = "Content-Type: text/plain";

/// A server with these objects. `late`: ids that it leaves out when they are first asked for. The first
/// stream that holds the word BREAK breaks off in its last line, every one that holds BREAK ALWAYS does, and an
/// object called `down` is behind a proxy that has lost the server.
pub async fn server(objects: Vec<Value>, late: &'static [&'static str]) -> Server {
    let by_id: HashMap<String, Value> =
        objects.into_iter().map(|object| (object["id"].as_str().unwrap().to_owned(), object)).collect();
    let asked: Mutex<Vec<String>> = Mutex::default();
    let broken = AtomicBool::new(false);
    Server::start(move |request: &Request, _| {
        let said = if request.target().starts_with("/api/v2/") {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let ids: Vec<String> = serde_json::from_value(body["objectIds"].clone()).unwrap();
            let ids_hold_down = ids.iter().any(|id| id == "down");
            let mut lines = String::new();
            for id in ids {
                let first = {
                    let mut asked = asked.lock().unwrap();
                    let first = !asked.contains(&id);
                    asked.push(id.clone());
                    first
                };
                if let Some(object) = by_id.get(&id).filter(|_| !(first && late.contains(&id.as_str()))) {
                    lines.push_str(&format!("{id}\t{object}\n"));
                }
            }
            let mut bytes = answer("200 OK", &[TEXT], lines.as_bytes());
            if ids_hold_down {
                bytes = answer("502 Bad Gateway", &["Content-Type: text/html"], b"<html>Bad gateway</html>");
            }
            if lines.contains("BREAK ALWAYS")
                || lines.contains("BREAK") && !broken.swap(true, Ordering::SeqCst)
            {
                // Fewer bytes than were promised: up to the middle of the last line.
                bytes.truncate(bytes.len() - 10);
            }
            return vec![Step::Send(bytes)];
        } else if let Some(rest) = request.target().strip_prefix("/objects/p/") {
            by_id[rest.trim_end_matches("/single")].to_string()
        } else if request.body.contains("DappleFindObject") {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            json!({"data": {"project": {"name": "P", "object": {"id": body["variables"]["object"]}}}})
                .to_string()
        } else if request.body.contains("DappleCanLoad") {
            let allowed = json!({"authorized": true, "code": "OK", "message": "OK"});
            json!({"data": {"project": {"permissions": {"canLoad": allowed}}}}).to_string()
        } else if request.body.contains("DappleElementNames") {
            // A version called `odd` comes in a shape that nobody knows, others not at all.
            let odd =
                request.body.contains("\"odd\"").then(|| json!({"message": 5, "referencedObject": "root"}));
            json!({"data": {"project": {"name": "P", "v0": odd}}}).to_string()
        } else {
            scripted::signing_in(request)
        };
        vec![Step::Send(answer("200 OK", &[JSON], said.as_bytes()))]
    })
    .await
}

fn references(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"referencedId": id, "speckle_type": "reference"})).collect()
}

pub fn collection(id: &str, elements: &[&str]) -> Value {
    let class = "Speckle.Core.Models.Collections.Collection";
    json!({"id": id, "speckle_type": class, "name": id, "elements": references(elements)})
}

pub fn wall(id: &str, elements: &[&str]) -> Value {
    json!({"id": id, "speckle_type": "Objects.Data.DataObject", "name": id, "elements": references(elements)})
}

async fn bench(server: &Server) -> (Bench, ElementsTarget) {
    let bench = Bench::at(&server.address(), TOKEN).await;
    let sources = vec![Source { model: None, version: None, object: "root".into() }];
    let target =
        ElementsTarget { account: bench.account.clone(), project: "p".into(), sources, title: String::new() };
    (bench, target)
}

/// The ids of each request for objects.
fn asked(server: &Server) -> Vec<Vec<String>> {
    let streams = server.requests().into_iter().filter(|request| request.target().starts_with("/api/v2/"));
    streams
        .map(|request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let excluded = body["attributeMask"]["exclude"].as_array().unwrap();
            for member in ["displayValue", "@displayValue", "__closure", "vertices", "data"] {
                assert!(excluded.contains(&json!(member)), "{member} is asked for");
            }
            for member in ["elements", "properties", "value", "parameters"] {
                assert!(!excluded.contains(&json!(member)), "{member} is left out");
            }
            serde_json::from_value(body["objectIds"].clone()).unwrap()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_come_is_asked_for_once_more_and_then_counted() {
    let objects = vec![
        collection("root", &["a", "late", "gone"]),
        wall("a", &[]),
        wall("late", &["part"]),
        wall("part", &[]),
    ];
    let server = server(objects, &["late"]).await;
    let (mut bench, target) = bench(&server).await;
    let (set, view) = load(&mut bench, target).await.unwrap();
    assert_eq!(asked(&server), [vec!["root"], vec!["a", "late", "gone"], vec!["late", "gone"], vec!["part"]]);
    let ids: Vec<_> = (0..3).map(|row| set.elements.text(false, row, Computed::ObjectId).unwrap()).collect();
    assert_eq!(ids, ["a", "late", "part"]);
    assert_eq!(view.rows().len(), 3);
    let facts = &set.facts;
    assert_eq!((facts.asked, facts.received, facts.missing.as_slice()), (5, 4, &["gone".into()][..]));
    assert!(!facts.is_complete());
    assert_eq!(facts.short_by(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deep_tree_is_asked_for_as_a_whole() {
    let ids: Vec<String> = (0..40).map(|nth| format!("w{nth:02}")).collect();
    let mut root = collection("root", &["w00"]);
    root["__closure"] =
        ids.iter().map(|id| (id.clone(), json!(100))).collect::<serde_json::Map<_, _>>().into();
    let mut objects = vec![root];
    for (nth, id) in ids.iter().enumerate() {
        objects.push(wall(id, &ids.get(nth + 1).map(String::as_str).into_iter().collect::<Vec<_>>()));
    }
    let server = server(objects, &[]).await;
    let (mut bench, target) = bench(&server).await;
    let (set, _) = load(&mut bench, target).await.unwrap();
    assert_eq!(set.elements.rows(false).len(), 40);
    assert!(set.facts.is_complete());
    let rounds = asked(&server);
    assert_eq!(rounds.len(), 9, "eight levels, then the rest at once");
    assert_eq!(rounds.last().unwrap().len(), 33);
    let singles = server.requests().iter().filter(|r| r.target() == "/objects/p/root/single").count();
    assert_eq!(singles, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_root_that_is_not_there_is_said() {
    let server = server(vec![wall("other", &[])], &[]).await;
    let (mut bench, target) = bench(&server).await;
    let failure = load(&mut bench, target).await.unwrap_err();
    assert!(failure.refused && failure.title.contains("not found"), "{failure:?}");
    assert_eq!(asked(&server).len(), 2, "asked twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lone_element_is_a_table_of_one_row() {
    let server = server(vec![wall("root", &["part"]), wall("part", &[])], &[]).await;
    let (mut bench, target) = bench(&server).await;
    let (set, _) = load(&mut bench, target).await.unwrap();
    assert_eq!(set.elements.rows(false).len(), 2);
    assert_eq!(set.elements.text(false, 1, Computed::Host).unwrap(), "root");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_was_cut_is_asked_for_again_and_nothing_else() {
    let mut last = wall("c", &[]);
    last["note"] = json!("BREAK");
    let server =
        server(vec![collection("root", &["a", "b", "c"]), wall("a", &[]), wall("b", &[]), last], &[]).await;
    let (mut bench, target) = bench(&server).await;
    let (set, view) = load(&mut bench, target).await.unwrap();
    assert_eq!(asked(&server), [vec!["root"], vec!["a", "b", "c"], vec!["c"]]);
    assert_eq!(view.rows().len(), 3);
    assert!(set.facts.is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_of_which_the_server_says_nothing_readable_is_not_loaded() {
    let server = server(vec![wall("root", &[])], &[]).await;
    let (mut bench, target) = bench(&server).await;
    for version in ["odd", "silent"] {
        let mut target = target.clone();
        target.sources[0].version = Some(version.into());
        let failure = load(&mut bench, target).await.unwrap_err();
        assert!(failure.title.contains("cannot be loaded"), "{failure:?}");
        assert!(asked(&server).is_empty(), "{version}: nothing is fetched");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_twice_leaves_what_came_and_says_that_it_is_short() {
    let mut last = wall("c", &["d"]);
    last["note"] = json!("BREAK ALWAYS");
    let objects =
        vec![collection("root", &["a", "b", "c"]), wall("a", &["e"]), wall("b", &[]), wall("e", &[]), last];
    let server = server(objects, &[]).await;
    let (mut bench, target) = bench(&server).await;
    let (set, view) = load(&mut bench, target).await.unwrap();
    assert_eq!(asked(&server), [vec!["root"], vec!["a", "b", "c"], vec!["c"]], "nothing more is asked for");
    assert_eq!(view.rows().len(), 2);
    let facts = &set.facts;
    assert!(!facts.is_complete() && facts.short_by() == 1, "{facts:?}");
    assert!(
        facts.incomplete.as_ref().unwrap().starts_with("The objects did not come whole. Twice "),
        "{facts:?}"
    );
    assert_eq!(facts.missing, ["c".into()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_lost_on_the_way_leaves_what_came() {
    let objects = vec![collection("root", &["a", "b"]), wall("a", &["down"]), wall("b", &[])];
    let server = server(objects, &[]).await;
    let (mut bench, target) = bench(&server).await;
    let (set, view) = load(&mut bench, target).await.unwrap();
    assert_eq!(view.rows().len(), 2);
    assert!(set.facts.incomplete.as_ref().unwrap().contains("502"), "{:?}", set.facts);
    assert_eq!(set.facts.missing, ["down".into()]);
}

/// Objects of a megabyte each, and the bench whose disk says how much of it is free.
async fn heavy(count: usize, disk: impl FnOnce(Folders) -> Disk) -> (Bench, ElementsTarget, Server) {
    let ids: Vec<String> = (0..count).map(|nth| format!("w{nth:03}")).collect();
    let mut objects = vec![collection("root", &ids.iter().map(String::as_str).collect::<Vec<_>>())];
    for id in &ids {
        let mut object = wall(id, &[]);
        object["note"] = json!("x".repeat(1_000_000));
        objects.push(object);
    }
    let server = server(objects, &[]).await;
    let bench = Bench::with(&server.address(), TOKEN, disk).await;
    let sources = vec![Source { model: None, version: None, object: "root".into() }];
    let target =
        ElementsTarget { account: bench.account.clone(), project: "p".into(), sources, title: String::new() };
    (bench, target, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_without_two_gigabytes_to_spare_gets_no_spool() {
    let free = |bytes: u64| move |folders| Disk::open(folders).unwrap().with_free_space(move |_| Ok(bytes));
    let (mut bench, target, _server) = heavy(70, free(2_050_000_000)).await;
    let (set, _) = load(&mut bench, target).await.unwrap();
    let facts = &set.facts;
    let why = facts.incomplete.as_ref().unwrap();
    assert!(why.contains("has 2050 MB left, and 2 GB stay free"), "{why}");
    // Memory holds 64 MiB: all of that is there and can be read.
    assert_eq!(
        (facts.received, set.elements.rows(false).len()),
        (69, 67),
        "the last one came and was not kept"
    );
    assert_eq!(facts.missing.len(), 2);
    let (mut bench, target, _server) = heavy(70, free(2_200_000_000)).await;
    let (set, _) = load(&mut bench, target).await.unwrap();
    assert!(set.facts.is_complete() && set.elements.rows(false).len() == 70, "{:?}", set.facts);
    // Little to keep needs no disk at all.
    let (mut bench, target, _server) = heavy(2, free(0)).await;
    assert!(load(&mut bench, target).await.unwrap().0.facts.is_complete());
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_take_no_more_space_than_the_settings_allow() {
    let disk = |folders: Folders| {
        std::fs::create_dir_all(&folders.config).unwrap();
        std::fs::write(folders.settings_file(), r#"{"version":1,"stream_limit_bytes":3000000}"#).unwrap();
        Disk::open(folders).unwrap()
    };
    let (mut bench, target, _server) = heavy(5, disk).await;
    let (set, _) = load(&mut bench, target).await.unwrap();
    assert_eq!(set.elements.rows(false).len(), 2);
    let why = set.facts.incomplete.as_ref().unwrap();
    assert!(why.starts_with("The objects are larger than 3 MB, the most that may be kept"), "{why}");
}
