//! Every starter runs as it stands, once its ids are filled in.

use dapple_data::speckle::STARTERS;
use dapple_demo::Who;
use dapple_demo::data::{MAIN_MODEL, MAIN_MODEL_NAME, MAIN_PROJECT, MAIN_VERSION};
use serde_json::{Map, Value, json};

use super::{data, demo, post};

/// Whether there is anything in an answer besides empty lists, zeros and nulls.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) => true,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.values().any(says_something),
    }
}

#[tokio::test]
async fn every_starter_runs_and_gives_data_without_errors() {
    let demo = demo().await;
    let known = data(
        &demo,
        &format!(
            "{{project(id:\"{MAIN_PROJECT}\"){{sourceApps version(id:\"{MAIN_VERSION}\"){{referencedObject}}}} \
             activeUser{{name workspaces{{items{{slug}}}}}}}}"
        ),
    )
    .await;
    let ids = json!({
        "project": MAIN_PROJECT, "model": MAIN_MODEL, "version": MAIN_VERSION, "name": MAIN_MODEL_NAME,
        "resources": MAIN_MODEL, "app": known["project"]["sourceApps"][0], "search": known["activeUser"]["name"],
        "object": known["project"]["version"]["referencedObject"],
        "slug": known["activeUser"]["workspaces"]["items"][0]["slug"],
    });
    assert_eq!(STARTERS.len(), 25);
    for starter in STARTERS {
        let mut variables: Map<String, Value> = serde_json::from_str(starter.variables).unwrap();
        for (name, value) in variables.iter_mut().filter(|(_, value)| **value == json!("")) {
            value.clone_from(&ids[name.as_str()]);
            assert!(value.is_string(), "{}: nothing is known for {name}", starter.id);
        }
        let body = json!({ "query": starter.text, "variables": variables });
        let answer = post(&demo, Some(Who::Full), "/graphql", &body).await.json();
        assert_eq!(answer.get("errors"), None, "{}", starter.id);
        // Nobody has invited the sample person.
        assert!(starter.id == "invitations" || says_something(&answer["data"]), "{}: {answer}", starter.id);
    }
    let mut names: Vec<&str> = STARTERS.iter().map(|starter| starter.id).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), STARTERS.len());
}
