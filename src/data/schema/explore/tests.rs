//! Tables of search, ways, examples, toggled fields and differences.
#![allow(clippy::print_stdout)] // How long a search takes is said.

use super::leaves::sample_value;
use super::*;
use crate::Stop;
use crate::graphql::conformance::shared;
use crate::graphql::edit::applied;
use crate::graphql::syntax_error;
use crate::schema::{Schema, check};

const SDL: &str = r#"
type Query { project(id: String!): Project! activeUser: User serverInfo: ServerInfo! old: Int @deprecated }
type Mutation { projectMutations: ProjectMutations! }
type ProjectMutations { create(input: ProjectCreateInput): Project! delete(id: String!): Boolean! }
"What is planned and built"
type Project { id: ID! name: String! model(id: String!): Model! models(limit: Int! = 25, cursor: String): ModelCollection! team: [Member!]! thing: Thing }
type Model { id: ID! name: String! versions(limit: Int! = 25): VersionCollection! }
type ModelCollection { totalCount: Int! cursor: String items: [Model!]! }
type Version { id: ID! message: String author: User }
type VersionCollection { totalCount: Int! items: [Version!]! }
type User { id: ID! name: String! email: String projects(cursor: String): [Project!]! }
type Member { role: String! user: User! }
type ServerInfo { version: String canonicalUrl: String }
union Thing = Model | Version
enum Visibility { PUBLIC PRIVATE }
input ProjectCreateInput { name: String! visibility: Visibility! description: String }
"#;

fn schema() -> Schema {
    Schema::from_sdl(SDL).expect("a valid schema")
}

/// The text after a click on a field, with the caret at `|`.
fn toggled(marked: &str, coordinate: &str) -> String {
    let caret = marked.find('|').expect("a caret");
    let text = marked.replacen('|', "", 1);
    let (ty, field) = coordinate.split_once('.').expect("a coordinate");
    let change = toggle_field(&schema(), &text, caret, (ty, field)).expect("a change");
    let after = applied(&text, &change.edits);
    assert_eq!(syntax_error(&after), None, "{after}");
    after
}

#[test]
fn a_click_puts_a_field_where_it_belongs() {
    for (before, coordinate, after) in [
        ("|", "Query.serverInfo", "query ServerInfo {\n  serverInfo {\n    version\n  }\n}\n"),
        (
            "|",
            "Project.name",
            "query ProjectName($projectId: String!) {\n  project(id: $projectId) {\n    name\n  }\n}\n",
        ),
        (
            "query Q {\n  activeUser {\n    id|\n  }\n}\n",
            "User.name",
            "query Q {\n  activeUser {\n    id\n    name\n  }\n}\n",
        ),
        (
            "query Q {\n  activeUser {\n    id # mine\n  }|\n}\n",
            "User.name",
            "query Q {\n  activeUser {\n    id # mine\n    name\n  }\n}\n",
        ),
        ("{ activeUser { id| } }", "User.email", "{ activeUser { id email } }"),
        (
            "{ activeUser { id| } }",
            "Query.project",
            "query ($projectId: String!) { activeUser { id } project(id: $projectId) { id } }",
        ),
        (
            "query Q($limit: Int) {\n\tserverInfo {\n\t\tversion|\n\t}\n}",
            "Query.project",
            "query Q($limit: Int, $projectId: String!) {\n\tserverInfo {\n\t\tversion\n\t}\n\tproject(id: $projectId) {\n\t\tid\n\t}\n}",
        ),
        (
            "query Q($projectId: String!) {\n  project(id: $projectId) {\n    name|\n  }\n}",
            "Model.name",
            "query Q($projectId: String!, $modelId: String!) {\n  project(id: $projectId) {\n    name\n    model(id: $modelId) {\n      name\n    }\n  }\n}",
        ),
        (
            "query Q { project(id: \"1\") { models { items { id| } } } }",
            "Version.message",
            "query Q { project(id: \"1\") { models { items { id versions { items { message } } } } } }",
        ),
        (
            "query Q { activeUser { ...P| } }\n\nfragment P on Project {\n  id\n}\n",
            "Project.model",
            "query Q($modelId: String!) { activeUser { ...P } }\n\nfragment P on Project {\n  id\n  model(id: $modelId) {\n    id\n  }\n}\n",
        ),
        (
            "query Q {\n  activeUser {\n    # nothing yet\n  |}\n}",
            "User.name",
            "query Q {\n  activeUser {\n    # nothing yet\n    name\n  }\n}",
        ),
        ("query Q { activeUser {|} }", "User.name", "query Q { activeUser {\n  name\n} }"),
        (
            "query Q { serverInfo { version| } }",
            "Mutation.projectMutations",
            "query Q { serverInfo { version } }\n\nmutation ProjectMutations {\n  projectMutations {\n    create {\n      id\n    }\n  }\n}\n",
        ),
    ] {
        assert_eq!(toggled(before, coordinate), after, "{before} + {coordinate}");
    }
}

#[test]
fn a_second_click_takes_it_out_again() {
    for (before, coordinate, after) in [
        ("{ activeUser { id| name } }", "User.name", "{ activeUser { id } }"),
        ("{ activeUser { id, name| } }", "User.id", "{ activeUser { name } }"),
        ("{\n  activeUser {\n    id\n    name|\n  }\n}", "User.id", "{\n  activeUser {\n    name\n  }\n}"),
        (
            "{\n  activeUser {\n    id # mine\n    name|\n  }\n}",
            "User.id",
            "{\n  activeUser {\n    # mine\n    name\n  }\n}",
        ),
        ("{ activeUser { id| } }", "User.id", "{ activeUser { __typename } }"),
        (
            "query Q($id: String!, $n: Int) { project(id: $id) { name } activeUser { id| } }",
            "Query.project",
            "query Q($n: Int) { activeUser { id } }",
        ),
        (
            "query ($id: String!) { project(id: $id) { name } activeUser { id| } }",
            "Query.project",
            "query { activeUser { id } }",
        ),
        (
            "query Q($id: String!) { a: project(id: $id) { name } project(id: $id) { id| } }",
            "Query.project",
            "query Q($id: String!) { project(id: $id) { id } }",
        ),
    ] {
        assert_eq!(toggled(before, coordinate), after, "{before} - {coordinate}");
    }
    // A field that fills a set alone gives way to the next one.
    assert_eq!(toggled("{ activeUser { __typename| } }", "User.id"), "{ activeUser { id } }");
}

#[test]
fn every_field_can_be_put_in_and_taken_out_of_a_real_schema() {
    let Some(path) = shared("speckle-schema.graphql") else { return };
    let text = std::fs::read_to_string(path).expect("the SDL");
    let schema = Schema::from_sdl(&text).expect("a valid schema");
    let mut seen = 0;
    for ty in schema.type_names() {
        for field in schema.fields(ty) {
            let Some(example) = example(&schema, ty, field.name) else { continue };
            let wrong = check(Some(&schema), &example.query);
            let errors: Vec<_> =
                wrong.iter().filter(|p| p.severity == crate::graphql::Severity::Error).collect();
            assert!(errors.is_empty(), "{ty}.{}: {errors:?}\n{}", field.name, example.query);
            assert_eq!(crate::graphql::format(&example.query).as_ref(), Ok(&example.query));
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen} fields have an example");
}

#[test]
fn a_standing_says_what_is_there_and_where_the_next_goes() {
    let schema = schema();
    let text = "query Q { activeUser { id name } }";
    let at = |ty: &str| standing(&schema, text, 25, ty);
    assert_eq!(at("User").fields, ["id", "name"]);
    assert_eq!(at("User").place, Place::Set(21..32));
    assert_eq!(at("User").operation.as_deref(), Some("Q"));
    assert_eq!(at("Project").place, Place::ByWayOf(vec!["projects".to_owned()]));
    assert_eq!(at("Mutation").place, Place::NewOperation);
    assert_eq!(at("ProjectCreateInput").place, Place::Nowhere);
    assert_eq!(type_at(&schema, text, 25).as_deref(), Some("User"));
    assert_eq!(type_at(&schema, text, 10).as_deref(), Some("Query"));
    assert_eq!(type_at(&schema, text, 0), None);
}

#[test]
fn an_example_has_values_of_the_right_shape() {
    let schema = schema();
    let found = example(&schema, "ProjectMutations", "delete").expect("an example");
    assert_eq!(
        found.query,
        "mutation ProjectMutationsDelete($deleteId: String!) {\n  projectMutations {\n    delete(id: $deleteId)\n  }\n}\n"
    );
    assert_eq!(found.variables, "{\n  \"deleteId\": \"\"\n}");
    assert_eq!(
        sample_value(&schema, "ProjectCreateInput!"),
        serde_json::json!({"name": "", "visibility": "PUBLIC"})
    );
    assert!(example(&schema, "Visibility", "PUBLIC").is_none());
}

fn searched(text: &str) -> Vec<String> {
    let hits = schema().catalogue().search(text, 5, true, &Stop::new()).expect("not stopped");
    hits.hits
        .iter()
        .map(|h| {
            let member = h.member.as_ref().map(|m| format!(".{m}")).unwrap_or_default();
            let argument = h.argument.as_ref().map(|a| format!("({a}:)")).unwrap_or_default();
            format!("{}{member}{argument}", h.owner)
        })
        .collect()
}

#[test]
fn search_finds_names_first_and_descriptions_last() {
    assert_eq!(searched("model")[..2], ["Model", "Project.model"]);
    assert_eq!(searched("project.mod")[..2], ["Project.model", "Project.models"]);
    assert_eq!(searched("planned"), ["Project"]);
    assert_eq!(searched("url"), ["ServerInfo.canonicalUrl"]);
    assert_eq!(searched("limit versions"), ["Model.versions(limit:)"]);
    assert!(searched("zzz").is_empty() && searched("  ").is_empty());
}

#[test]
fn types_know_their_uses() {
    let schema = schema();
    let catalogue = schema.catalogue();
    let names = |uses: &[Use]| uses.iter().map(|u| format!("{}.{}", u.owner, u.member)).collect::<Vec<_>>();
    assert_eq!(names(catalogue.returned_by("User")), ["Query.activeUser", "Version.author", "Member.user"]);
    assert_eq!(names(catalogue.taken_by("Visibility")), ["ProjectCreateInput.visibility"]);
    assert_eq!(names(catalogue.taken_by("ProjectCreateInput")), ["ProjectMutations.create"]);
}

#[test]
fn differences_say_what_breaks() {
    let old = Schema::from_sdl(
        "type Query { a(x: Int, y: Int!): Int! b: [Int] c: Int e: E gone: Int } enum E { A B } input I { n: Int }",
    )
    .expect("a schema");
    let new = Schema::from_sdl(
        "type Query { a(x: Int!, y: Int, z: Int = 1): Int b: [Int!]! c: Int @deprecated(reason: \"Old\") e: E d: D } type D { i: Int } enum E { A C } input I { n: Int m: Int! }",
    )
    .expect("a schema");
    let found: Vec<String> = difference(&old, &new)
        .iter()
        .map(|c| format!("{}{:?} {} {}", if c.breaking { "!" } else { "" }, c.kind, c.coordinate, c.words))
        .map(|line| line.trim_end().to_owned())
        .collect();
    assert_eq!(
        found,
        [
            "!Removed E.B",
            "!Added I.m is required",
            "!Changed Query.a is Int, was Int!",
            "!Changed Query.a(x:) takes Int!, took Int",
            "!Removed Query.gone",
            "Added D",
            "Added E.C",
            "Changed Query.a(y:) takes Int, took Int!",
            "Added Query.a(z:)",
            "Changed Query.b is [Int!]!, was [Int]",
            "Changed Query.c is deprecated: Old",
            "Added Query.d",
        ]
    );
    assert!(difference(&new, &new).is_empty());
}

#[test]
fn a_schema_comes_back_from_the_files_it_is_written_to() {
    let schema = schema();
    let json = schema.introspection_json();
    let again = Schema::from_file(json.as_bytes()).expect("its own introspection");
    assert!(difference(&schema, &again).is_empty() && difference(&again, &schema).is_empty());
    let text = Schema::from_file(format!("\u{feff}{}", schema.sdl()).as_bytes()).expect("its own SDL");
    assert!(difference(&schema, &text).is_empty());
    assert!(Schema::from_file(b"{}").is_err() && Schema::from_file(b"nonsense").is_err());
}

#[test]
fn twenty_thousand_types_are_searched() {
    let mut sdl = String::from("type Query { first: T0 }\n");
    for n in 0..20_000 {
        let next = (n + 1) % 20_000;
        sdl.push_str(&format!("type T{n} {{ id: ID! next(limit: Int): T{next} name{n}: String }}\n"));
    }
    let schema = Schema::from_sdl(&sdl).expect("a schema");
    let begun = std::time::Instant::now();
    let catalogue = schema.catalogue();
    let made = begun.elapsed();
    let hits = catalogue.search("name1999", 100, true, &Stop::new()).expect("not stopped");
    println!("catalogue {made:?}, search {:?}", begun.elapsed() - made);
    assert_eq!(hits.total, 11);
    assert_eq!(hits.hits[0].member.as_deref(), Some("name1999"));
    let stop = Stop::new();
    stop.set();
    assert!(catalogue.search("name", 100, true, &stop).is_err());
}
