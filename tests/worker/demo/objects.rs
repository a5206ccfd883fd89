//! The REST routes for objects, and `Object.children`.

use std::io::Read;

use dapple_demo::data::{BLOB, EARLIER_VERSION, FOREIGN_PROJECT, MAIN_PROJECT, MAIN_VERSION, PUBLIC_PROJECT};
use dapple_demo::{Demo, Who};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING};
use serde_json::{Map, Value, json};

use super::{ask, client, data, demo, get, post, send, signed};

/// The root object's id of a version of the main project.
pub async fn root(demo: &Demo, version: &str) -> String {
    let query =
        format!("{{project(id:\"{MAIN_PROJECT}\"){{version(id:\"{version}\"){{referencedObject}}}}}}");
    data(demo, &query).await["project"]["version"]["referencedObject"].as_str().unwrap().to_owned()
}

/// A version of a few dozen objects.
const SMALL_VERSION: &str = "77d0c2be15";

pub fn lines(text: &str) -> Vec<(&str, Value)> {
    text.lines()
        .map(|line| line.split_once('\t').unwrap())
        .map(|(id, text)| (id, serde_json::from_str(text).unwrap()))
        .collect()
}

fn closure(root: &Value) -> &Map<String, Value> {
    root["__closure"].as_object().unwrap()
}

#[tokio::test]
async fn a_single_object_comes_uncompressed() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let path = format!("/objects/{MAIN_PROJECT}/{id}/single");
    let got = get(&demo, Some(Who::ReadOnly), &path).await;
    assert_eq!((got.status, got.header("content-encoding")), (200, ""));
    assert_eq!(got.header("content-length"), got.text.len().to_string());
    assert_eq!(got.json()["id"], id);
    let unknown =
        get(&demo, Some(Who::Full), &format!("/objects/{MAIN_PROJECT}/{}/single", "0".repeat(32))).await;
    assert_eq!((unknown.status, unknown.text.as_str()), (404, "Failed to find object."));
    for (who, project, status) in [
        (Some(Who::Full), "0000000000", 404),
        (None, MAIN_PROJECT, 401),
        (Some(Who::NoStreams), MAIN_PROJECT, 401),
        (Some(Who::Full), FOREIGN_PROJECT, 401),
    ] {
        let got = get(&demo, who, &format!("/objects/{project}/{id}/single")).await;
        assert_eq!((got.status, got.text.as_str()), (status, ""), "{who:?} {project}");
    }
    assert_eq!(get(&demo, None, &format!("/objects/{PUBLIC_PROJECT}/{id}/single")).await.status, 200);
}

#[tokio::test]
async fn an_object_with_its_children_is_gzip_and_lines_only_for_exactly_text_plain() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let address = format!("{}/objects/{MAIN_PROJECT}/{id}", demo.origin());
    let request = || signed(&demo, Some(Who::ReadOnly), client().get(&address));
    let got = send(request().header(ACCEPT, "text/plain")).await;
    assert!(got.text.starts_with(&format!("{id}\t{{\"id\":\"{id}\",\"name\":")), "the first line is compact");
    let objects = lines(&got.text);
    assert_eq!(objects.len(), closure(&objects[0].1).len() + 1);
    assert!(objects.iter().all(|(id, object)| object["id"] == *id));
    assert!(objects[1..].is_sorted_by(|one, other| one.0 < other.0));
    let second = got.text.lines().nth(1).unwrap();
    assert!(second.contains("\": ") && second.contains("\", \""), "the others are jsonb text: {second}");

    for accept in ["text/plain, application/json", "application/json"] {
        let array = send(request().header(ACCEPT, accept)).await.json();
        assert_eq!(array.as_array().unwrap().len(), objects.len(), "{accept}");
    }
    let raw = reqwest::Client::builder().no_proxy().no_gzip().build().unwrap().get(&address);
    let raw = signed(&demo, Some(Who::ReadOnly), raw)
        .header(ACCEPT_ENCODING, "identity")
        .header(ACCEPT, "text/plain");
    let raw = raw.send().await.unwrap();
    assert_eq!(raw.headers()["content-encoding"], "gzip");
    let bytes = raw.bytes().await.unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, got.text);
    assert_eq!(send(signed(&demo, Some(Who::ReadOnly), client().head(&address))).await.status, 200);
}

#[tokio::test]
async fn missing_ids_are_left_out_without_a_word() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let whole = get(&demo, Some(Who::Full), &format!("/objects/{MAIN_PROJECT}/{id}/single")).await.json();
    let mut ids: Vec<String> = closure(&whole).keys().take(3).cloned().collect();
    ids.push("0".repeat(32));
    ids.sort_by(|one, other| other.cmp(one));
    let body = json!({ "objects": Value::from(ids.clone()).to_string() });
    let got = post(&demo, Some(Who::Full), &format!("/api/getobjects/{MAIN_PROJECT}"), &body).await;
    let array = got.json();
    let came: Vec<&str> =
        array.as_array().unwrap().iter().map(|object| object["id"].as_str().unwrap()).collect();
    assert!(got.status == 200 && came.len() == 3 && came.is_sorted());
    let none = json!({ "objects": format!("[\"{}\"]", "0".repeat(32)) });
    assert_eq!(
        post(&demo, Some(Who::Full), &format!("/api/getobjects/{MAIN_PROJECT}"), &none).await.text,
        "[]"
    );

    let path = format!("/api/v2/projects/{MAIN_PROJECT}/object-stream");
    let streamed = post(&demo, Some(Who::Full), &path, &json!({ "objectIds": ids })).await;
    assert!(streamed.header("content-type").starts_with("text/plain"));
    assert_eq!(lines(&streamed.text).iter().map(|(id, _)| *id).collect::<Vec<_>>(), came);
    let empty = post(&demo, Some(Who::Full), &path, &json!({ "objectIds": [] })).await;
    assert_eq!((empty.status, empty.json()[0]["type"].as_str()), (400, Some("Body")));
    assert_eq!(empty.json()[0]["errors"]["name"], "ZodError");
    for who in [None, Some(Who::NoStreams)] {
        let got = post(&demo, who, &path, &json!({ "objectIds": ["x"] })).await;
        assert_eq!(got.status, 403);
        assert_eq!(
            got.json(),
            json!({"error": "Your auth token does not have the required scope: streams:read."})
        );
    }
}

#[tokio::test]
async fn a_mask_keeps_or_drops_top_level_keys() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let path = format!("/api/v2/projects/{MAIN_PROJECT}/object-stream");
    let masked = async |mask: Value| {
        let body = json!({ "objectIds": [id], "attributeMask": mask });
        let got = post(&demo, Some(Who::Full), &path, &body).await;
        let (sent, object) = lines(&got.text).remove(0);
        assert_eq!(sent, id, "the id stands before the text, whatever the mask");
        object.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        masked(json!({"include": ["name", "speckle_type", "properties.elementId"]})).await,
        ["name", "speckle_type"]
    );
    let kept = masked(json!({"exclude": ["__closure", "elements"]})).await;
    assert!(kept.contains(&"id".to_owned()) && !kept.contains(&"__closure".to_owned()));
}

#[tokio::test]
async fn the_building_streams_whole() {
    let demo = demo().await;
    let id = root(&demo, MAIN_VERSION).await;
    let address = format!("{}/objects/{MAIN_PROJECT}/{id}", demo.origin());
    let got = send(signed(&demo, Some(Who::Full), client().get(address)).header(ACCEPT, "text/plain")).await;
    assert_eq!(got.text.lines().count(), dapple_demo::data::building::OBJECTS);
    let first = got.text.lines().next().unwrap();
    assert!(first.len() > 1_000_000, "one line can be long: {}", first.len());
    // The building's objects belong to its project alone.
    let elsewhere = get(&demo, Some(Who::Full), &format!("/objects/{PUBLIC_PROJECT}/{id}/single")).await;
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test]
async fn attachments_are_files_to_keep() {
    let demo = demo().await;
    let list = get(&demo, Some(Who::ReadOnly), &format!("/api/stream/{MAIN_PROJECT}/blobs")).await.json();
    assert_eq!(list["blobs"][0]["id"], BLOB);
    let address = format!("/api/stream/{MAIN_PROJECT}/blob/{BLOB}");
    let response = signed(&demo, Some(Who::ReadOnly), client().get(format!("{}{address}", demo.origin())));
    let response = response.send().await.unwrap();
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"site photo.png\"");
    assert_eq!(response.headers()["content-type"], "application/octet-stream");
    assert_eq!(response.bytes().await.unwrap().len() as u64, list["blobs"][0]["fileSize"].as_u64().unwrap());
    assert_eq!(get(&demo, None, &address).await.status, 403);
    let unknown = get(&demo, Some(Who::Full), &format!("/api/stream/{MAIN_PROJECT}/blob/xxxx")).await;
    assert_eq!((unknown.status, unknown.json()["error"]["code"].as_str()), (404, Some("NOT_FOUND_ERROR")));
}

async fn children(demo: &Demo, id: &str, arguments: &str) -> Value {
    let query = format!(
        "{{project(id:\"{MAIN_PROJECT}\"){{object(id:\"{id}\"){{id speckleType totalChildrenCount children({arguments}){{totalCount cursor objects{{id speckleType data}}}}}}}}}}"
    );
    let got = ask(demo, Some(Who::Full), &query).await;
    assert_eq!(got.status, 200, "{arguments}: {}", got.text);
    got.json()
}

fn objects(answer: &Value) -> &Vec<Value> {
    answer["data"]["project"]["object"]["children"]["objects"].as_array().unwrap()
}

#[tokio::test]
async fn children_are_paged_by_id_and_not_counted() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let whole = get(&demo, Some(Who::Full), &format!("/objects/{MAIN_PROJECT}/{id}/single")).await.json();
    let (below, direct) =
        (closure(&whole).len(), closure(&whole).values().filter(|depth| **depth == 1).count());
    let all = children(&demo, &id, "limit:50000").await;
    assert_eq!(objects(&all).len(), below);
    assert_eq!(all["data"]["project"]["object"]["children"]["totalCount"], 0);
    assert_eq!(objects(&children(&demo, &id, "limit:0").await).len(), 50);
    assert_eq!(objects(&children(&demo, &id, "depth:1,limit:1000").await).len(), 0, "depth means less than");
    assert_eq!(objects(&children(&demo, &id, "depth:2,limit:1000").await).len(), direct);
    let page = children(&demo, &id, "limit:10").await;
    let cursor = &page["data"]["project"]["object"]["children"]["cursor"];
    assert_eq!(cursor, &objects(&page)[9]["id"], "the plain cursor is the last id");
    let next = children(&demo, &id, &format!("limit:10,cursor:{cursor}")).await;
    assert_eq!(objects(&next)[0]["id"], objects(&all)[10]["id"]);
    let selected = children(&demo, &id, "limit:50000,select:[\"category\"]").await;
    assert!(objects(&selected).len() < below, "objects without the key are dropped");
    assert!(objects(&selected).iter().all(|object| object["data"].as_object().unwrap().len() == 1));
}

#[tokio::test]
async fn children_are_queried_by_path() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let query = |operator: &str| {
        format!("query:[{{field:\"category\",operator:\"{operator}\",value:\"Walls\"}}],limit:2")
    };
    let walls = children(&demo, &id, &query("=")).await;
    let found = &walls["data"]["project"]["object"]["children"];
    assert_eq!((found["totalCount"].as_u64(), objects(&walls).len()), (Some(4), 2));
    let wide = "query:[{field:\"properties.Parameters.\\\"Type Parameters\\\".Construction.Width.value\",operator:\">\",value:1000}],select:[\"name\"],orderBy:{field:\"name\",direction:\"desc\"}";
    let wide = children(&demo, &id, wide).await;
    let names: Vec<&str> =
        objects(&wide).iter().map(|object| object["data"]["name"].as_str().unwrap()).collect();
    assert!(!names.is_empty() && names.is_sorted_by(|one, other| one >= other), "{names:?}");
    let refused = children(&demo, &id, &query("like")).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "USER_INPUT_ERROR");
    let unquoted = children(&demo, &id, "query:[{field:\"a b\",operator:\"=\",value:1}]").await;
    assert!(unquoted["errors"][0]["message"].as_str().unwrap().starts_with("select "));
    assert_ne!(root(&demo, EARLIER_VERSION).await, root(&demo, MAIN_VERSION).await);
}

#[tokio::test]
async fn objects_by_ids_can_be_asked_for_with_a_form_as_specklepy_does() {
    let demo = demo().await;
    let id = root(&demo, SMALL_VERSION).await;
    let address = format!("{}/api/getobjects/{MAIN_PROJECT}", demo.origin());
    let form = |body: String| {
        signed(&demo, Some(Who::Full), client().post(&address))
            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .header(ACCEPT, "text/plain")
            .body(body)
    };
    let got = send(form(format!("a=b+c&objects=%5b%22{id}%22%2C+%22unknown%22%5D"))).await;
    assert_eq!(lines(&got.text)[0].0, id);
    assert_eq!(lines(&got.text).len(), 1);
    for wrong in ["objects=%5", "objects=%zz", "objects=[1", "other=[]", "objects=%ff"] {
        assert_eq!(send(form(wrong.to_owned())).await.status, 400, "{wrong}");
    }
}
