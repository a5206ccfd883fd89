//! The demo's schema against the introspection of a real Speckle server: a part of it, with nothing of its own.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::Value;

use super::{ask, demo};

/// The introspection query of graphql-js, as far as both servers answer it.
const QUERY: &str = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } \
    types { ...FullType } directives { name description locations args { ...InputValue } } } } \
    fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description \
    args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } \
    interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name isDeprecated } possibleTypes { ...TypeRef } } \
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue } \
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

fn shared(file: &str) -> PathBuf {
    let folder = std::env::var_os("DAPPLE_SHARED").map(PathBuf::from);
    folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared")).join(file)
}

fn by_name(list: &Value) -> HashMap<&str, &Value> {
    list.as_array().into_iter().flatten().map(|item| (item["name"].as_str().unwrap(), item)).collect()
}

fn types(introspection: &Value) -> HashMap<&str, &Value> {
    let root = introspection.get("data").unwrap_or(introspection);
    by_name(&root["__schema"]["types"])
}

/// `[Project!]!` and the like.
fn written(kind: &Value) -> String {
    match kind["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", written(&kind["ofType"])),
        Some("LIST") => format!("[{}]", written(&kind["ofType"])),
        _ => kind["name"].as_str().unwrap_or("?").to_owned(),
    }
}

/// What of `ours` is missing or different in `theirs`, for the items under `key`.
fn differences(owner: &str, key: &str, (ours, theirs): (&Value, &Value), found: &mut Vec<String>) {
    let known = by_name(&theirs[key]);
    for (name, item) in by_name(&ours[key]) {
        let Some(real) = known.get(name) else {
            found.push(format!("{owner}.{name} does not exist"));
            continue;
        };
        let (our_type, real_type) = (written(&item["type"]), written(&real["type"]));
        if our_type != real_type {
            found.push(format!("{owner}.{name}: {our_type}, really {real_type}"));
        }
        if item.get("args").is_some() {
            differences(&format!("{owner}.{name}"), "args", (item, real), found);
        }
        let default = |item: &Value| item.get("defaultValue").and_then(Value::as_str).map(str::to_owned);
        if default(item) != default(real) && default(real).as_deref() != Some("null") {
            found.push(format!("{owner}.{name}: default {:?}, really {:?}", default(item), default(real)));
        }
    }
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "a test that skips itself says so")]
async fn everything_in_the_schema_exists_on_a_real_server() {
    let demo = demo().await;
    let got = ask(&demo, None, QUERY).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let Ok(text) = std::fs::read_to_string(shared("speckle-introspection.json")) else {
        println!("skipped: no introspection of a real server at hand");
        return;
    };
    let (ours, real) = (got.json(), serde_json::from_str::<Value>(&text).unwrap());
    let (ours, real) = (types(&ours), types(&real));
    assert!(ours.len() > 50, "{}", ours.len());
    let mut found = Vec::new();
    for (name, kind) in &ours {
        if name.starts_with("__") {
            continue;
        }
        let Some(theirs) = real.get(name) else {
            found.push(format!("type {name} does not exist"));
            continue;
        };
        for key in ["fields", "inputFields"] {
            differences(name, key, (kind, theirs), &mut found);
        }
        let values = by_name(&theirs["enumValues"]);
        found.extend(
            by_name(&kind["enumValues"])
                .keys()
                .filter(|value| !values.contains_key(*value))
                .map(|value| format!("{name}.{value} does not exist")),
        );
    }
    found.sort();
    assert!(found.is_empty(), "{found:#?}");
}
