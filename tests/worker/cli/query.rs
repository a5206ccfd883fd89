//! `dapple query --demo`: formats, lists, files, variables, operations.

use serde_json::json;

use super::{PROJECTS, Room};

fn demo(room: &Room, more: &[&str]) -> super::Done {
    room.run(&[&["query", "--demo", "projects.graphql"], more].concat(), "")
}

fn room() -> Room {
    let room = Room::new();
    room.file("projects.graphql", PROJECTS);
    room
}

#[test]
fn json_is_the_answer_as_it_came() {
    let room = room();
    let done = demo(&room, &[]).ended(0);
    let items = &done.json()["data"]["activeUser"]["projects"]["items"];
    assert_eq!(items.as_array().unwrap().len(), 3);
    assert_eq!(items[0]["name"], "Kvarnholmen block 7");
    assert_eq!(done.out.lines().count(), 1, "a pipe gets the server's own bytes");
    assert_eq!(done.err, "", "nothing is said about what went well");
}

#[test]
fn the_operation_can_come_from_stdin() {
    let room = room();
    let piped = room.run(&["query", "--demo", "-"], PROJECTS).ended(0);
    assert_eq!(piped.out, demo(&room, &[]).out);
}

#[test]
fn ndjson_has_a_line_for_each_item() {
    let room = room();
    let done = demo(&room, &["--format", "ndjson"]).ended(0);
    let lines: Vec<serde_json::Value> = done.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["name"], "Kvarnholmen block 7");
}

#[test]
fn csv_is_for_programs_and_changes_no_cell() {
    let room = room();
    let done = demo(&room, &["--format", "csv"]).ended(0);
    let lines: Vec<&str> = done.out.split('\n').collect();
    assert_eq!(lines[0], "id,name", "no byte order mark, LF");
    assert_eq!(lines.len(), 5, "a header, three rows, and nothing behind the last LF");
    assert!(lines[1].ends_with(",Kvarnholmen block 7"), "{}", lines[1]);

    room.file("formula.json", r#"{"data":{"items":[{"a":"=1+1","b":"007","c":1e5,"d":{"x":[1]}}]}}"#);
    let done = room.run(&["open", "formula.json", "--format", "csv"], "").ended(0);
    assert!(done.out.contains("=1+1,007,1e5"), "{}", done.out);
}

#[test]
fn a_list_is_named_by_a_path() {
    let room = room();
    let whole = demo(&room, &["--format", "ndjson"]).ended(0).out;
    for path in [
        "data.activeUser.projects.items",
        "activeUser.projects.items",
        "/data/activeUser/projects/items",
        "$.data.activeUser.projects.items",
    ] {
        assert_eq!(demo(&room, &["--format", "ndjson", "--list", path]).ended(0).out, whole, "{path}");
    }
    let list = demo(&room, &["--list", "activeUser.projects.items"]).ended(0);
    assert_eq!(list.json().as_array().unwrap().len(), 3, "json of a list is that list");
    let none = demo(&room, &["--list", "activeUser.projects"]).ended(1);
    assert!(none.out.is_empty() && none.err.contains("is no list"), "{none:?}");
    let missing = demo(&room, &["--list", "activeUser.nobody"]).ended(1);
    assert!(missing.out.is_empty() && missing.err.contains("nothing at activeUser.nobody"), "{missing:?}");
    let path = demo(&room, &["--list", "a..b"]).ended(2);
    assert!(path.err.contains("no path"), "{path:?}");
}

#[test]
fn an_empty_list_is_no_rows_and_no_list_is_an_error() {
    let room = Room::new();
    room.file("empty.json", r#"{"data":{"project":{"models":{"items":[]}}}}"#);
    let done = room.run(&["open", "empty.json", "--format", "ndjson"], "").ended(0);
    assert_eq!(done.out, "");
    room.file("none.json", r#"{"data":{"project":{"name":"A"}}}"#);
    let done = room.run(&["open", "none.json", "--format", "csv"], "").ended(1);
    assert!(done.out.is_empty() && done.err.contains("holds no list"), "{done:?}");
}

#[test]
fn a_file_is_there_whole_or_not_at_all() {
    let room = room();
    let done = demo(&room, &["-o", "projects.csv"]).ended(0);
    assert_eq!(done.out, "", "the data is in the file");
    assert_eq!(done.err, "Wrote 3 rows to projects.csv\n", "its ending chose the format");
    assert!(room.read("projects.csv").starts_with("id,name\n"));
    assert_eq!(room.names(), ["projects.csv", "projects.graphql"]);

    // What fails leaves the old file as it was.
    let old = room.read("projects.csv");
    demo(&room, &["-o", "projects.csv", "--list", "data.nothing"]).ended(1);
    assert_eq!(room.read("projects.csv"), old);
    demo(&room, &["-o", "no/such/folder.json"]).ended(1);
    demo(&room, &["-o", "projects.csv", "--format", "json"]).ended(0);
    assert!(room.read("projects.csv").starts_with("{\"data\""), "a named format beats the ending");
    assert_eq!(room.names(), ["projects.csv", "projects.graphql"]);
}

#[test]
fn variables_come_from_a_file_and_from_the_command_line() {
    let room = room();
    room.file("variables.json", r#"{"limit": 2}"#);
    let rows = |done: super::Done| done.ended(0).out.lines().count();
    assert_eq!(rows(demo(&room, &["--format", "ndjson", "--variables", "variables.json"])), 2);
    assert_eq!(rows(demo(&room, &["--format", "ndjson", "--var", "limit=1"])), 1);
    let both = ["--format", "ndjson", "--variables", "variables.json", "--var", "$limit=4"];
    assert_eq!(rows(demo(&room, &both)), 4, "the command line has the last word");
}

#[test]
fn text_that_looks_like_a_number_stays_text_where_the_operation_wants_text() {
    let room = Room::new();
    room.file("echo.graphql", "query Q($id: String!) { project(id: $id) { id } }");
    // A number would be refused as one; an unknown id is only not found.
    for id in ["12345e6789", "0123456789", "true"] {
        let done = room.run(&["query", "--demo", "echo.graphql", "--var", &format!("id={id}")], "").ended(3);
        assert!(
            !done.err.contains("String cannot represent") && !done.err.contains("got invalid value"),
            "{done:?}"
        );
    }
    let done = room.run(&["query", "--demo", "echo.graphql", "--var", "id=null"], "").ended(2);
    assert_eq!(done.err, "$id: Expected String!, found null\n");
}

#[test]
fn wrong_variables_are_said_before_anything_is_sent() {
    let room = room();
    room.file("one.graphql", "query One($id: String!) { project(id: $id) { name } }");
    room.file("broken.json", "{\"id\": ");
    // Nothing listens there: whatever is sent would end with 5.
    let ask = |more: &[&str]| {
        let place = ["query", "one.graphql", "--server", "http://127.0.0.1:9", "--token-stdin"];
        room.run(&[&place, more].concat(), "0123456789abcdef0123456789abcdef0123fedcba")
    };
    let missing = ask(&[]).ended(2);
    assert!(missing.err.contains("$id") && missing.err.contains("required"), "{missing:?}");
    let unknown = ask(&["--var", "id=a", "--var", "idd=b"]).ended(2);
    assert!(unknown.err.contains("$idd"), "{unknown:?}");
    ask(&["--variables", "broken.json"]).ended(2);
    ask(&["--variables", "broken.json", "--var", "id=a"]).ended(2);
    ask(&["--var", "id"]).ended(2);
    ask(&["--variables", "missing.json"]).ended(1);
    ask(&["--var", "id=a"]).ended(5);
}

#[test]
fn one_operation_of_several_is_chosen_by_name() {
    let room = Room::new();
    room.file(
        "several.graphql",
        "query A { serverInfo { name } } query B { activeUser { name ...F } } fragment F on User { id }",
    );
    let ask = |more: &[&str]| room.run(&[&["query", "--demo", "several.graphql"], more].concat(), "");
    assert!(ask(&["--operation", "A"]).ended(0).json()["data"]["serverInfo"]["name"].is_string());
    assert!(ask(&["--operation", "B"]).ended(0).json()["data"]["activeUser"]["name"].is_string());
    let done = ask(&[]).ended(2);
    assert!(done.err.contains("A, B") && !done.err.contains("B, F"), "{done:?}");
    assert!(ask(&["--operation", "C"]).ended(2).err.contains("A, B"));
}

#[test]
fn broken_text_is_wrong_use_with_its_place() {
    let room = Room::new();
    let done = room.run(&["query", "--demo", "-"], "{\n  serverInfo { name\n").ended(2);
    assert!(done.err.starts_with("Line "), "{done:?}");
    assert_eq!(room.run(&["query", "--demo", "-"], "").ended(2).out, "");
    room.run(&["query", "--demo", "nowhere.graphql"], "").ended(1);
}

#[test]
fn changes_are_made_only_with_a_yes() {
    let room = Room::new();
    let mutation = r#"mutation { projectMutations { create(input: {name: "x"}) { id } } }"#;
    let done = room.run(&["query", "--demo", "-"], mutation).ended(2);
    assert!(done.out.is_empty() && done.err.contains("--allow-changes"), "{done:?}");
    let done = room.run(&["query", "--demo", "-", "--allow-changes"], mutation);
    assert!(!done.err.contains("--allow-changes"), "{done:?}");
    let done = room.run(&["query", "--demo", "-", "--allow-changes"], "subscription { a }").ended(2);
    assert!(done.err.contains("dapple subscribe"), "{done:?}");
}

#[test]
fn errors_without_data_are_3_and_beside_data_4() {
    let room = Room::new();
    let nothing = r#"{ project(id: "0000000000") { name } }"#;
    let done = room.run(&["query", "--demo", "-", "-o", "out.json"], nothing).ended(3);
    assert!(done.out.is_empty() && !done.err.is_empty(), "{done:?}");
    assert!(room.names().is_empty(), "{:?}", room.names());
    let unknown = room.run(&["query", "--demo", "-"], "{ serverInfo { nmae } }").ended(3);
    assert!(unknown.err.contains("nmae"), "the server's own words: {unknown:?}");

    let place =
        json!({"data": {"a": [1, 2], "b": null}, "errors": [{"message": "no b today", "path": ["b"]}]});
    room.file("partial.json", &place.to_string());
    let done = room.run(&["open", "partial.json", "--format", "ndjson"], "").ended(4);
    assert_eq!((done.out.as_str(), done.err.as_str()), ("1\n2\n", "b: no b today\n"));
}

const THREADS: &str = "query Threads { project(id: \"f3a91c07be\") { commentThreads(limit: 5) { items { id rawText } } models(limit: 2) { items { name } } } }";

#[test]
fn a_list_is_loaded_to_its_end() {
    let room = room();
    room.file("threads.graphql", THREADS);
    let run = |more: &[&str]| room.run(&[&["query", "--demo", "threads.graphql"], more].concat(), "");
    let done = run(&["--format", "ndjson", "--load-all", "commentThreads"]).ended(0);
    assert_eq!(done.out.lines().count(), 1_250);
    assert!(done.err.contains("1,250 of 1,250 in 13 pages"), "{}", done.err);
    assert!(done.err.contains("is asked for in project.commentThreads as well"), "{}", done.err);
    let done = run(&["--load-all", "data.project.models.items", "--format", "csv"]).ended(0);
    assert_eq!(done.out.lines().count(), 161);
    // Two lists: one must be named, and a wrong name is answered with the right ones.
    let done = run(&["--load-all"]).ended(1);
    assert!(
        done.out.is_empty() && done.err.contains("There is: project.commentThreads, project.models"),
        "{}",
        done.err
    );
    room.file("one.graphql", PROJECTS);
    let done = room.run(&["query", "--demo", "one.graphql", "--load-all", "--format", "csv"], "").ended(0);
    assert_eq!(done.out.lines().count(), 131);
}
