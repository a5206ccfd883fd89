//! Lists: limits, cursors, filters and the models tree.

use std::collections::HashSet;

use dapple_demo::Who;
use dapple_demo::data::models::TIED_MODELS;
use dapple_demo::data::{
    HIDDEN_VERSIONS, MAIN_MODEL, MAIN_MODEL_VERSIONS, MAIN_PROJECT, MAIN_PROJECT_MODELS, MAIN_VERSION,
    NO_LOAD_PROJECT, PROJECTS,
};
use serde_json::{Value, json};

use super::{ask, data, demo};

fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().unwrap()
}

#[tokio::test]
async fn projects_are_capped_silently_and_the_last_cursor_is_not_null() {
    let demo = demo().await;
    for (limit, wanted) in [(0, 0), (1, 1), (-1, 1), (50, 50), (100, 50), (1000, 50)] {
        let list =
            data(&demo, &format!("{{activeUser{{projects(limit:{limit}){{totalCount items{{id}}}}}}}}"))
                .await;
        let list = &list["activeUser"]["projects"];
        assert_eq!(
            (list["totalCount"].as_u64(), items(list).len()),
            (Some(PROJECTS as u64), wanted),
            "limit {limit}"
        );
    }
    let mut seen = HashSet::new();
    let mut cursor = Value::Null;
    let mut pages = 0;
    loop {
        let after = if cursor.is_null() { String::new() } else { format!(",cursor:{cursor}") };
        let list =
            data(&demo, &format!("{{activeUser{{projects(limit:25{after}){{cursor items{{id}}}}}}}}")).await;
        let list = &list["activeUser"]["projects"];
        pages += 1;
        if items(list).is_empty() {
            assert!(list["cursor"].is_null());
            break;
        }
        assert!(list["cursor"].is_string(), "not null, also on the last page with items");
        cursor = list["cursor"].clone();
        seen.extend(items(list).iter().map(|item| item["id"].as_str().unwrap().to_owned()));
    }
    assert_eq!((seen.len(), pages), (PROJECTS, 7));
    let broken = data(&demo, "{activeUser{a:projects(limit:2){items{id}} b:projects(limit:2,cursor:\"broken\"){items{id}} c:projects(limit:2,cursor:\"\"){items{id}}}}").await;
    assert_eq!(
        broken["activeUser"]["a"], broken["activeUser"]["b"],
        "a broken cursor is the first page again"
    );
    assert_eq!(broken["activeUser"]["a"], broken["activeUser"]["c"]);
}

#[tokio::test]
async fn projects_are_found_by_part_of_a_name_and_sorted_by_it() {
    let demo = demo().await;
    let found = data(&demo, "{activeUser{projects(filter:{search:\"zürich\"}){items{name}}}}").await;
    assert_eq!(
        found["activeUser"]["projects"],
        json!({"items": [{"name": "Zürich / Genève, Größen & Maße"}]})
    );
    let sorted = data(&demo, "{activeUser{projects(sortBy:[\"name\"],limit:50){items{name}}}}").await;
    let names: Vec<&str> =
        items(&sorted["activeUser"]["projects"]).iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names[0] == "  007 ");
    let got = ask(&demo, Some(Who::Full), "{activeUser{projects(sortBy:[\"colour\"]){totalCount}}}").await;
    assert_eq!(got.status, 200);
    assert!(got.json()["errors"][0]["message"].as_str().unwrap().starts_with("select "));
    let homes = data(&demo, "{activeUser{workspaces{items{id name slug projects{totalCount}}} projects(filter:{personalOnly:true}){totalCount}}}").await;
    assert_eq!(homes["activeUser"]["workspaces"]["items"][0]["name"], "Norrström Arkitekter");
    assert_eq!(homes["activeUser"]["workspaces"]["items"][0]["projects"]["totalCount"], 18);
    assert_eq!(homes["activeUser"]["projects"]["totalCount"], 112);
}

async fn models(demo: &dapple_demo::Demo, arguments: &str) -> Value {
    let query = format!(
        "{{project(id:\"{MAIN_PROJECT}\"){{models({arguments}){{totalCount cursor items{{id name updatedAt}}}}}}}}"
    );
    data(demo, &query).await["project"]["models"].clone()
}

#[tokio::test]
async fn models_with_one_time_are_lost_at_a_page_border() {
    let demo = demo().await;
    for (limit, wanted) in [(0, 0), (25, 25), (501, MAIN_PROJECT_MODELS), (1000, MAIN_PROJECT_MODELS)] {
        let list = models(&demo, &format!("limit:{limit}")).await;
        assert_eq!(
            (list["totalCount"].as_u64(), items(&list).len()),
            (Some(MAIN_PROJECT_MODELS as u64), wanted)
        );
    }
    let all = models(&demo, "limit:500").await;
    let times: Vec<&str> = items(&all).iter().map(|item| item["updatedAt"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    let tied =
        times.iter().find(|time| times.iter().filter(|other| other == time).count() == TIED_MODELS).unwrap();
    let before = times.iter().position(|time| time == tied).unwrap();

    // A page that ends five models into the tie: the next one begins after the whole tie.
    let first = models(&demo, &format!("limit:{}", before + 5)).await;
    assert_eq!(&first["cursor"], tied, "the cursor is the bare time");
    let rest = models(&demo, &format!("limit:500,cursor:{}", first["cursor"])).await;
    assert_eq!(items(&first).len() + items(&rest).len(), MAIN_PROJECT_MODELS - (TIED_MODELS - 5));
}

#[tokio::test]
async fn a_broken_models_cursor_leaks_sql() {
    let demo = demo().await;
    let query = format!("{{project(id:\"{MAIN_PROJECT}\"){{models(cursor:\"broken\"){{totalCount}}}}}}");
    let got = ask(&demo, Some(Who::Full), &query).await;
    assert_eq!(got.status, 200);
    assert!(got.json()["errors"][0]["message"].as_str().unwrap().starts_with("select \"branches\".\"id\""));
    let list = models(&demo, "filter:{search:\"FAÇADE\"}").await;
    assert_eq!(items(&list)[0]["name"], "Architecture/Building A/Façade");
    let without = models(&demo, "filter:{onlyWithVersions:true},limit:500").await;
    assert!(items(&without).len() < MAIN_PROJECT_MODELS);
    assert!(items(&without).iter().all(|item| item["name"] != "Empty upload"));
}

#[tokio::test]
async fn versions_over_a_hundred_are_refused_and_old_ones_are_hidden() {
    let demo = demo().await;
    let versions = |arguments: &str| {
        format!(
            "{{project(id:\"{MAIN_PROJECT}\"){{model(id:\"{MAIN_MODEL}\"){{displayName versions({arguments}){{totalCount cursor items{{id message createdAt referencedObject totalChildrenCount sourceApplication authorUser{{name}}}}}}}}}}}}"
        )
    };
    let got = ask(&demo, Some(Who::Full), &versions("limit:101")).await;
    assert_eq!(got.status, 200);
    assert_eq!(
        got.json()["errors"][0]["message"],
        "Cannot return more than 100 items, please use pagination."
    );
    assert_eq!(got.json()["errors"][0]["extensions"]["code"], "BAD_REQUEST_ERROR");

    let count = data(&demo, &versions("limit:0")).await["project"]["model"].clone();
    assert_eq!(count["displayName"], "Core and shell");
    assert_eq!(
        (count["versions"]["totalCount"].as_u64(), items(&count["versions"]).len()),
        (Some(MAIN_MODEL_VERSIONS as u64), 0)
    );
    let first = data(&demo, &versions("limit:100")).await["project"]["model"]["versions"].clone();
    let after = format!("limit:100,cursor:{}", first["cursor"]);
    let second = data(&demo, &versions(&after)).await["project"]["model"]["versions"].clone();
    let all: Vec<&Value> = items(&first).iter().chain(items(&second)).collect();
    assert_eq!(all.len(), MAIN_MODEL_VERSIONS);
    assert_eq!(all.iter().filter(|version| version["referencedObject"].is_null()).count(), HIDDEN_VERSIONS);
    assert!(
        all[..MAIN_MODEL_VERSIONS - HIDDEN_VERSIONS]
            .iter()
            .all(|version| version["referencedObject"].is_string())
    );
    assert_eq!(all[0]["id"], MAIN_VERSION);
    assert_eq!(all[0]["message"], "Issue for coordination, slab openings on level 05");
    assert_eq!(all[0]["authorUser"]["name"], "Elin Sandberg");
    assert_eq!(
        (all[0]["sourceApplication"].as_str(), all[0]["totalChildrenCount"].as_u64()),
        (Some("revit"), Some(1))
    );
    assert_eq!(all[3]["message"], Value::Null);
    let ids: HashSet<&str> = all.iter().map(|version| version["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), MAIN_MODEL_VERSIONS);
}

#[tokio::test]
async fn the_tree_has_folders_that_are_no_models() {
    let demo = demo().await;
    let query = format!(
        "{{project(id:\"{MAIN_PROJECT}\"){{modelsTree(limit:0){{totalCount items{{id name fullName hasChildren model{{id}} children{{fullName hasChildren}}}}}} modelChildrenTree(fullName:\"Architecture/Building A\"){{name model{{id}}}} flat:modelsTree(filter:{{search:\"core\"}}){{items{{fullName}}}}}}}}"
    );
    let project = data(&demo, &query).await["project"].clone();
    let top = items(&project["modelsTree"]);
    assert_eq!(top.len(), 8);
    let architecture = top.iter().find(|item| item["name"] == "Architecture").unwrap();
    assert_eq!(architecture["id"], format!("{MAIN_PROJECT}-Architecture"));
    assert_eq!((&architecture["model"], &architecture["hasChildren"]), (&Value::Null, &json!(true)));
    assert_eq!(architecture["children"].as_array().unwrap().len(), 4);
    let below = project["modelChildrenTree"].as_array().unwrap();
    assert_eq!(below.len(), 14);
    assert_eq!(below[0], json!({"name": "Core and shell", "model": {"id": MAIN_MODEL}}));
    assert_eq!(items(&project["flat"]).len(), 2);
}

#[tokio::test]
async fn permissions_say_why_not() {
    let demo = demo().await;
    let query = |id: &str| {
        format!(
            "{{project(id:\"{id}\"){{permissions{{canLoad{{authorized code message}} canPublish{{authorized code}}}}}}}}"
        )
    };
    let main = data(&demo, &query(MAIN_PROJECT)).await["project"]["permissions"].clone();
    assert_eq!(main["canLoad"]["authorized"], true);
    let other = data(&demo, &query(NO_LOAD_PROJECT)).await["project"]["permissions"].clone();
    assert_eq!(
        (&other["canLoad"]["authorized"], &other["canLoad"]["code"]),
        (&json!(false), &json!("WorkspaceNoEditorSeat"))
    );
    assert_eq!(other["canPublish"], json!({"authorized": false, "code": "ProjectNotEnoughPermissions"}));
}

#[tokio::test]
async fn some_versions_exist_in_the_new_format_only() {
    let demo = demo().await;
    let query = "{activeUser{projects(filter:{search:\"IFC round trip\"}){items{id models{items{id versions(limit:1){items{id referencedObject}}}}}}}}";
    let project = data(&demo, query).await["activeUser"]["projects"]["items"][0].clone();
    let model = items(&project["models"]).iter().find(|model| !items(&model["versions"]).is_empty()).unwrap();
    let version = &items(&model["versions"])[0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let wanted = format!("bundle.{}.{}.{}", text(&project["id"]), text(&model["id"]), text(&version["id"]));
    assert_eq!(version["referencedObject"], wanted);
}

#[tokio::test]
async fn viewer_links_are_resolved_to_versions_and_objects() {
    let demo = demo().await;
    let ask = async |resources: &str| {
        let query = format!(
            "{{project(id:\"{MAIN_PROJECT}\"){{viewerResourcesExtended(resourceIdString:\"{resources}\",savedViewId:null){{resourceIdString groups{{identifier items{{modelId versionId objectId}}}}}} viewerResources(resourceIdString:\"{resources}\"){{identifier items{{objectId}}}}}}}}"
        );
        let project = data(&demo, &query).await["project"].clone();
        let groups = project["viewerResourcesExtended"]["groups"].as_array().unwrap().clone();
        assert_eq!(groups.len(), project["viewerResources"].as_array().unwrap().len(), "both say the same");
        groups
    };
    let model = ask(MAIN_MODEL).await;
    assert_eq!(model[0]["identifier"], MAIN_MODEL);
    let newest = &items(&model[0])[0];
    assert_eq!((&newest["modelId"], &newest["versionId"]), (&json!(MAIN_MODEL), &json!(MAIN_VERSION)));
    let object = newest["objectId"].as_str().unwrap();
    let alone = ask(object).await;
    assert_eq!(items(&alone[0])[0], json!({"modelId": null, "versionId": null, "objectId": object}));
    let version = ask(&format!("{MAIN_MODEL}@{MAIN_VERSION},0000000000, {object}")).await;
    assert_eq!(version.len(), 2, "what is unknown is left out without a word");
    let with_versions = data(
        &demo,
        &format!(
            "{{project(id:\"{MAIN_PROJECT}\"){{models(filter:{{onlyWithVersions:true}}){{totalCount}}}}}}"
        ),
    )
    .await;
    let wanted = with_versions["project"]["models"]["totalCount"].as_u64().unwrap() as usize;
    assert_eq!(items(&ask("all").await[0]).len(), wanted);
    let folder = ask("$architecture/building a").await;
    assert!(items(&folder[0]).len() > 3 && items(&folder[0]).len() < 15);
}
