//! Tests of the schema, its checks, variables and scopes.

use proptest::prelude::*;

use super::*;
use crate::graphql::conformance::shared;
use crate::graphql::tests::graphql_like;
use crate::graphql::{Problem, Severity, operations};

/// A schema with every kind of type and the cases that checks tell apart.
pub(super) const SDL: &str = r#"
schema { query: Query mutation: Mutation }
type Query { me: User user(id: ID!, filter: Filter, role: Role = MEMBER): User things: [Thing!]! old: Int @deprecated(reason: "Use new") node: Node }
type Mutation { add(n: Int!): Int }
interface Node { id: ID! }
type User implements Node { id: ID! name: String friends(limit: Int, gone: Int @deprecated(reason: "No limit")): [User!]! role: Role }
type Door implements Node { id: ID! width: Float }
union Thing = User | Door
enum Role { OWNER MEMBER GUEST @deprecated(reason: "Nobody is") }
input Filter { text: String! limit: Int = 5 roles: [Role!] inner: Filter old: Int @deprecated(reason: "Gone") }
scalar Anything
"#;

fn schema() -> Schema {
    Schema::from_sdl(SDL).expect("a valid schema")
}

fn found(text: &str) -> Vec<(String, String)> {
    check(Some(&schema()), text).into_iter().map(|p| (text[p.range].to_owned(), p.message)).collect()
}

fn first(text: &str) -> (String, String) {
    found(text).into_iter().next().unwrap_or_else(|| panic!("{text} has a problem"))
}

fn told(at: &str, message: &str) -> (String, String) {
    (at.to_owned(), message.to_owned())
}

#[test]
fn problems_say_what_was_meant() {
    for (text, at, message) in [
        ("{ me { nam } }", "nam", "\"User\" has no field \"nam\", did you mean \"name\"?"),
        ("{ node { width } }", "width", "\"Node\" has no field \"width\", ask for it in \"... on Door { }\""),
        (
            "{ user(id: 1, rol: OWNER) { id } }",
            "rol: OWNER",
            "\"Query.user\" has no argument \"rol\", did you mean \"role\"?",
        ),
        ("{ user { id } }", "user", "\"user\" needs the argument \"id\" of type ID!"),
        ("{ me }", "me", "Choose fields of \"me\" in braces, it is of type User"),
        (
            "{ user(id: 1, role: OWNR) { id } }",
            "OWNR",
            "\"OWNR\" is no value of \"Role\", did you mean \"OWNER\"?",
        ),
        (
            "{ user(id: 1, filter: {tex: \"\"}) { id } }",
            "tex",
            "\"Filter\" has no field \"tex\", did you mean \"text\"?",
        ),
        ("{ me { ...F } }", "...F", "There is no fragment \"F\""),
        ("query($a: Int) { me { id } }", "$a", "The variable \"$a\" is never used"),
        (
            "query($num: Int) { me { friends(limit: $nun) { id } } }",
            "$nun",
            "The variable \"$nun\" is not declared, did you mean \"$num\"?",
        ),
        ("query($a: Flter) { me { id } }", "Flter", "There is no type \"Flter\", did you mean \"Filter\"?"),
        ("{ me { ... on Usr { id } } }", "Usr", "There is no type \"Usr\", did you mean \"User\"?"),
        (
            "{ me @inclde(if: true) { id } }",
            "@inclde",
            "There is no directive \"@inclde\", did you mean \"@include\"?",
        ),
    ] {
        assert!(found(text).contains(&told(at, message)), "{text}: {:?}", found(text));
    }
}

#[test]
fn an_unknown_field_is_one_problem_only() {
    assert_eq!(found("{ me { friends { nope } } }").len(), 1);
    assert_eq!(
        found("{ things { ... on Door { widht } } }"),
        [told("widht", "\"Door\" has no field \"widht\", did you mean \"width\"?")]
    );
}

#[test]
fn places_are_bytes_also_behind_other_letters() {
    let text = "{ user(id: \"Größe 😀\") { nam } }";
    assert_eq!(first(text).0, "nam");
}

#[test]
fn deprecated_use_is_a_warning() {
    let text = "{ old me { friends(gone: 1) { id } } user(id: 1, role: GUEST, filter: {text: \"\", old: 1}) { id } }";
    let problems = check(Some(&schema()), text);
    assert!(problems.iter().all(|p| p.severity == Severity::Warning), "{problems:?}");
    let at: Vec<_> = problems.iter().map(|p| &text[p.range.clone()]).collect();
    assert_eq!(at, ["old", "gone", "GUEST", "old"]);
    assert_eq!(problems[0].message, "The field Query.old is deprecated. Use new");
}

#[test]
fn blank_and_broken_texts() {
    assert!(check(Some(&schema()), " # nothing\n").is_empty());
    assert_eq!(found("{ me { id "), [told("", "Expected a field, found the end of the text")]);
    assert!(check(None, "{ whatever }").is_empty());
    assert_eq!(check(None, "{ }").len(), 1);
}

#[test]
fn long_chains_of_fragments_do_no_harm() {
    let chain: String = (0..2_000).map(|n| format!("fragment F{n} on Query {{ ...F{} }}\n", n + 1)).collect();
    let text = format!("{{ ...F0 }}\n{chain}fragment F2000 on Query {{ old }}");
    check(Some(&schema()), &text);
    needed_scopes(&schema(), &text);
    let unused = format!("{{ old }}\n{chain}fragment F2000 on Query {{ nope }}");
    assert!(check(Some(&schema()), &unused).len() > 2_000);
}

#[test]
fn fragments_that_nothing_uses_yet_are_checked() {
    let text =
        "{ old }\nfragment F on User { nam friends(limt: 1) { id } }\nfragment G on User { id(x: $v) }";
    let messages: Vec<String> = found(text).into_iter().map(|(_, message)| message).collect();
    for part in
        ["has no field \"nam\"", "has no argument \"limt\"", "\"F\" is never used", "has no argument \"x\""]
    {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:?}");
    }
    assert!(!messages.iter().any(|m| m.contains("declared")), "{messages:?}");
}

fn variable_problems(query: &str, json: &str) -> Vec<(String, String)> {
    let operation = operations(query).remove(0);
    let problems = check_variables(Some(&schema()), &operation, json);
    problems.into_iter().map(|p| (json[p.range].to_owned(), p.message)).collect()
}

#[test]
fn variables_fit_their_types() {
    let query = "query($n: Int, $f: Float, $s: String, $b: Boolean, $id: ID, $r: Role, $in: Filter, $l: [[Int!]], $x: Anything)";
    for json in [
        "",
        " ",
        "{}",
        r#"{"n": 2147483647, "f": 1, "s": "", "b": true, "id": 5, "r": "OWNER"}"#,
        r#"{"n": null, "n2": 1}"#,
        r#"{"in": {"text": "", "roles": "OWNER", "inner": {"text": "x"}}}"#,
        r#"{"l": [[1], 2, null]}"#,
        r#"{"l": 1}"#,
        r#"{"x": {"any": [1, {}]}, "n": 1.0, "n": 1e3}"#,
    ] {
        let errors: Vec<_> = variable_problems(query, json)
            .into_iter()
            .filter(|(_, m)| !m.contains("no variable") && !m.contains("twice"))
            .collect();
        assert_eq!(errors, [], "{json}");
    }
}

#[test]
fn variables_that_do_not_fit_are_told_at_their_place() {
    let query = "query($n: Int, $f: Float, $id: ID!, $r: Role, $in: Filter, $l: [Int!]!)";
    for (json, at, message) in [
        (r#"{"n": "1"}"#, "\"1\"", "Expected Int, found the text \"1\""),
        (r#"{"n": 1.5}"#, "1.5", "Expected Int, found the number 1.5"),
        (r#"{"n": 2147483648}"#, "2147483648", "An Int lies between -2147483648 and 2147483647"),
        (r#"{"f": true}"#, "true", "Expected Float, found true"),
        (r#"{"id": null}"#, "null", "Expected ID!, found null"),
        (r#"{"r": "OWNR"}"#, "\"OWNR\"", "\"OWNR\" is no value of Role, did you mean \"OWNER\"?"),
        (r#"{"in": {}}"#, "}", "\"text\" of type String! is required in Filter"),
        (r#"{"in": {"txt": ""}}"#, "\"txt\"", "Filter has no field \"txt\", did you mean \"text\"?"),
        (r#"{"in": []}"#, "[]", "Expected Filter, found a list"),
        (r#"{"l": [1, null]}"#, "null", "Expected Int!, found null"),
        (r#"{"l": 1}"#, "}", "The variable \"$id\" of type ID! is required"),
        (r#"{"ID": 1}"#, "\"ID\"", "The operation has no variable \"$ID\", did you mean \"id\" or \"in\"?"),
    ] {
        assert!(
            variable_problems(query, json).contains(&told(at, message)),
            "{json}: {:?}",
            variable_problems(query, json)
        );
    }
}

#[test]
fn variables_must_be_json() {
    for (json, at, message) in [
        ("{ foo: 1 }", "foo", "A name in double quotes is expected here"),
        ("{\"a\": 1,}", ",", "The last entry has no comma behind it"),
        ("{\"a\" 1}", "1", "A colon is missing behind the name"),
        ("{\"a\": 1 \"b\": 2}", "\"", "A comma is missing before this"),
        ("{\"a\": 'x'}", "'", "Texts are written in double quotes"),
        ("{\"a\": 01}", "01", "This is not a JSON number"),
        ("{\"a\": \"x\n\"}", "\"x", "The closing quote is missing on this line"),
        ("{\"a\": 1", "", "The closing brace is missing"),
        ("{} /* why", "/* why", "This comment has no end: */ is missing"),
        ("{} # why", "# why", "Comments begin with // here"),
        ("[1]", "[1]", "Variables are one JSON object, such as { \"id\": \"…\" }"),
    ] {
        assert_eq!(variable_problems("query($a: Int)", json), [told(at, message)], "{json}");
    }
    let deep = format!("{{\"a\": {}", "[".repeat(100_000));
    assert_eq!(variable_problems("query($a: Int)", &deep)[0].1, "Nested too deeply");
}

#[test]
fn lookups() {
    let schema = schema();
    assert_eq!(schema.root(OperationKind::Mutation), Some("Mutation"));
    let field = schema.field("Query", "user").expect("a field");
    assert_eq!((field.type_text.as_str(), field.type_name), ("User", "User"));
    assert_eq!(field.arguments[2].default.as_deref(), Some("MEMBER"));
    assert!(field.arguments[0].is_required && !field.arguments[2].is_required);
    assert_eq!(schema.field("User", "__typename").map(|f| f.type_text).as_deref(), Some("String!"));
    assert_eq!(schema.possible_types("Thing"), ["Door", "User"]);
    assert_eq!(schema.possible_types("Node"), ["Door", "User"]);
    assert_eq!(schema.type_info("Role").map(|t| t.kind), Some(TypeKind::Enum));
    assert_eq!(schema.enum_values("Role")[2].deprecated.as_deref(), Some("Nobody is"));
    assert_eq!(schema.fields("Query")[3].deprecated.as_deref(), Some("Use new"));
    assert!(schema.fields("Role").is_empty() && schema.type_info("Nope").is_none());
}

#[test]
fn a_broken_schema_is_an_error_never_a_panic() {
    let large = vec![b' '; MAX_INTROSPECTION_BYTES + 1];
    assert_eq!(Schema::from_introspection(&large).err(), Some(SchemaError::TooLarge { megabytes: 65 }));
    assert!(matches!(Schema::from_introspection(b"<html>"), Err(SchemaError::Unreadable { line: 1, .. })));
    let refused = br#"{"errors": [{"message": "introspection is off"}], "data": null}"#;
    let Err(error) = Schema::from_introspection(refused) else { panic!("there is no schema in it") };
    assert_eq!(error.to_string(), "The server does not describe its API: introspection is off");
    let empty = br#"{"__schema": {"queryType": {"name": "Q"}, "types": []}}"#;
    assert!(matches!(Schema::from_introspection(empty), Err(SchemaError::Broken { .. })));
    let strange = br#"{"__schema": {"queryType": {"name": "} type"}, "types": [{"kind": "NEW_KIND", "name": "Q"}, {"kind": "OBJECT", "name": "1 {", "fields": [{"name": "\"\"\"", "type": {"kind": "LIST"}}]}]}}"#;
    assert!(matches!(Schema::from_introspection(strange), Err(SchemaError::Broken { .. })));
    assert!(matches!(Schema::from_sdl("type"), Err(SchemaError::Broken { .. })));
}

#[test]
fn introspection_becomes_sdl_with_everything_it_says() {
    let answer = r#"{"data": {"__schema": {"description": "All", "queryType": {"name": "Query"}, "types": [
        {"kind": "OBJECT", "name": "Query", "description": "Says \"\"\" and\n  indents", "interfaces": [{"kind": "INTERFACE", "name": "N"}], "fields": [
            {"name": "id", "args": [{"name": "a", "type": {"kind": "SCALAR", "name": "Int"}, "defaultValue": "3", "isDeprecated": true, "deprecationReason": null}], "type": {"kind": "NON_NULL", "ofType": {"kind": "LIST", "ofType": {"kind": "SCALAR", "name": "ID"}}}, "isDeprecated": true, "deprecationReason": "say \"no\""}]},
        {"kind": "INTERFACE", "name": "N", "fields": [{"name": "id", "args": [{"name": "a", "description": " spaced", "type": {"kind": "SCALAR", "name": "Int"}}], "type": {"kind": "LIST", "ofType": {"kind": "SCALAR", "name": "ID"}}}]},
        {"kind": "SCALAR", "name": "Url", "specifiedByURL": "https://x.example"},
        {"kind": "UNION", "name": "U", "possibleTypes": [{"kind": "OBJECT", "name": "Query"}]},
        {"kind": "ENUM", "name": "E", "enumValues": [{"name": "A", "isDeprecated": false}]},
        {"kind": "INPUT_OBJECT", "name": "I", "inputFields": [{"name": "x", "type": {"kind": "ENUM", "name": "E"}, "defaultValue": "A"}, {"name": "y", "type": {"kind": "ENUM", "name": "E"}, "defaultValue": "2020-01-01"}]},
        {"kind": "SCALAR", "name": "ID"}, {"kind": "OBJECT", "name": "__Type", "fields": []}],
        "directives": [{"name": "skip", "locations": ["FIELD"], "args": []}, {"name": "live", "isRepeatable": true, "locations": ["QUERY", "FIELD"], "args": []}]}}}"#;
    let schema = Schema::from_introspection(answer.as_bytes()).expect("a valid schema");
    let expected = "\"\"\"\nAll\n\"\"\"\nschema {\n  query: Query\n}\n\ndirective @live repeatable on QUERY | FIELD\n\nenum E {\n  A\n}\n\ninput I {\n  x: E = A\n  y: E\n}\n\ninterface N {\n  id(\n    \" spaced\"\n    a: Int\n  ): [ID]\n}\n\n\"\"\"\nSays \\\"\"\" and\n  indents\n\"\"\"\ntype Query implements N {\n  id(a: Int = 3 @deprecated): [ID]! @deprecated(reason: \"say \\\"no\\\"\")\n}\n\nunion U = Query\n\nscalar Url @specifiedBy(url: \"https://x.example\")\n";
    assert_eq!(schema.sdl(), expected);
    assert_eq!(schema.type_info("Query").and_then(|t| t.description), Some("Says \"\"\" and\n  indents"));
}

/// A Speckle server's schema, or `None` where the files are missing.
fn speckle(file: &str) -> Option<(Schema, serde_json::Value)> {
    let bytes = std::fs::read(shared(file)?).expect("a readable file");
    let schema = Schema::from_introspection(&bytes).expect("Speckle's schema is valid");
    Some((schema, serde_json::from_slice(&bytes).expect("JSON")))
}

#[test]
fn speckle_schemas_survive_the_way_through_sdl() {
    for file in ["speckle-introspection.json", "speckle-introspection-hosted.json"] {
        let Some((schema, answer)) = speckle(file) else { continue };
        let root = if answer["data"].is_object() { &answer["data"]["__schema"] } else { &answer["__schema"] };
        let types = root["types"].as_array().expect("types");
        let names = |types: &[serde_json::Value]| -> Vec<String> {
            let mut names: Vec<String> = types
                .iter()
                .filter_map(|t| t["name"].as_str())
                .filter(|n| !n.starts_with("__"))
                .map(str::to_owned)
                .collect();
            names.sort();
            names
        };
        let again = Schema::from_sdl(schema.sdl()).expect("our SDL is valid");
        let mut found: Vec<String> = again.type_names().map(str::to_owned).collect();
        found.sort();
        assert_eq!(found, names(types), "{file}");
        for ty in types
            .iter()
            .filter(|t| t["fields"].is_array() && !t["name"].as_str().unwrap_or_default().starts_with("__"))
        {
            let name = ty["name"].as_str().unwrap_or_default();
            let fields = ty["fields"].as_array().expect("fields");
            let count = fields.len();
            assert_eq!(schema.fields(name).len(), count, "{file} {name}");
            let deprecated = fields.iter().filter(|f| f["isDeprecated"] == true).count();
            assert_eq!(
                schema.fields(name).iter().filter(|f| f.deprecated.is_some()).count(),
                deprecated,
                "{file} {name}"
            );
            assert_eq!(
                schema.type_info(name).and_then(|t| t.description),
                ty["description"].as_str(),
                "{file} {name}"
            );
        }
        let problems: Vec<Problem> = check(Some(&schema), INTROSPECTION_QUERY);
        assert_eq!(problems, [], "the introspection query itself is valid");
    }
}

#[test]
fn a_speckle_operation_is_checked_in_full() {
    let Some((schema, _)) = speckle("speckle-introspection.json") else { return };
    let text = "query Projects($limit: Int!, $cursor: String) {\n  activeUser {\n    id\n    projects(limit: $limit, cursor: $cursor) {\n      totalCount\n      cursor\n      items { id name role visibility updatedAt models(limit: 5) { totalCount items { id name versions(limit: 1) { items { id referencedObject createdAt } } } } }\n    }\n  }\n}";
    assert_eq!(check(Some(&schema), text), []);
    assert_eq!(schema.field("User", "projects").map(|f| f.type_name), Some("UserProjectCollection"));
    let broken = text.replace("totalCount\n      cursor", "totalCont\n      cursor");
    let problems = check(Some(&schema), &broken);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        problems[0].message,
        "\"UserProjectCollection\" has no field \"totalCont\", did you mean \"totalCount\"?"
    );
    let operation = operations(text).remove(0);
    assert_eq!(check_variables(Some(&schema), &operation, "{\"limit\": 10}"), []);
    assert_eq!(check_variables(Some(&schema), &operation, "").len(), 1);
}

#[test]
fn what_lies_below_unknown_names_is_looked_at() {
    for (text, at, message) in [
        ("{ nope { ... on User { nam } } }", "nam", "\"User\" has no field \"nam\", did you mean \"name\"?"),
        ("{ nope @deprecated { id } }", "@deprecated", "\"@deprecated\" cannot stand on a field"),
        (
            "fragment F on Nope { id @include(if: true) @include(if: true) }",
            "@include",
            "\"@include\" can stand here only once",
        ),
        (
            "query A { me { id } } query A { me { nam } }",
            "nam",
            "\"User\" has no field \"nam\", did you mean \"name\"?",
        ),
        ("query A { me { id } } query A { me { id } }", "A", "There can be only one operation named \"A\""),
    ] {
        assert!(found(text).contains(&told(at, message)), "{text}: {:?}", found(text));
    }
    // Nothing is told twice.
    let twice = found("{ me @deprecated { id @skip(if: true) @skip(if: true) } }");
    assert_eq!(twice.len(), 2, "{twice:?}");
}

#[test]
fn scopes_are_learned_from_refusals() {
    let schema = schema();
    let text = "query Q { me { friends { ...F } } }\nfragment F on User { nick: name }";
    let at = |path: &[&str]| field_at_path(&schema, text, Some("Q"), path);
    assert_eq!(at(&["me", "friends", "nick"]).as_deref(), Some("User.name"));
    assert_eq!(at(&["me"]).as_deref(), Some("Query.me"));
    assert_eq!(at(&["me", "nothing"]), None);
    assert_eq!(field_at_path(&schema, text, Some("Other"), &["me"]), None);
    let mut learned = LearnedScopes::default();
    assert!(needed_scopes_with(&schema, text, &learned).is_empty());
    assert!(learned.learn("User.name", "names:read") && !learned.learn("User.name", "names:read"));
    let needed = needed_scopes_with(&schema, text, &learned);
    assert_eq!(needed.len(), 1);
    assert_eq!((needed[0].path.as_str(), needed[0].operation.as_deref()), ("me.friends.nick", Some("Q")));
    assert!(learned.lacks("names:read") && !learned.lacks("users:read"));
}

#[test]
fn scopes_of_an_operation() {
    assert!(scopes::listed_fields() > 150, "{}", scopes::listed_fields());
    let Some((schema, _)) = speckle("speckle-introspection.json") else { return };
    let text = "{ activeUser { id projects { items { ...T } } } }\nfragment T on Project { id team { id } }";
    let needed: Vec<_> = needed_scopes(&schema, text)
        .into_iter()
        .map(|n| (n.scope, n.path, text[n.range].to_owned(), n.non_null_empties, n.emptied))
        .collect();
    let row = |scope: &str, path: &str, at: &str, empties: bool, emptied: &str| {
        (scope.to_owned(), path.to_owned(), at.to_owned(), empties, emptied.to_owned())
    };
    assert!(
        needed.contains(&row("profile:read", "activeUser", "activeUser", false, "activeUser")),
        "{needed:?}"
    );
    assert!(
        needed.contains(&row("users:read", "activeUser.projects.items.team", "team", true, "activeUser")),
        "{needed:?}"
    );
    assert!(needed_scopes(&schema, "{ broken").is_empty());
}

proptest! {
    #[test]
    fn checks_never_panic(text in graphql_like(), json in any::<String>()) {
        let schema = schema();
        for problem in check(Some(&schema), &text) {
            prop_assert!(text.get(problem.range.clone()).is_some(), "{:?} in {:?}", problem, text);
        }
        needed_scopes(&schema, &text);
        for operation in operations(&text) {
            for problem in check_variables(Some(&schema), &operation, &json) {
                prop_assert!(json.get(problem.range.clone()).is_some(), "{:?} in {:?}", problem, json);
            }
        }
    }

    #[test]
    fn checks_of_any_text_never_panic(text in any::<String>()) {
        check(Some(&schema()), &text);
    }

    #[test]
    fn json_like_texts_never_panic(words in prop::collection::vec(prop::sample::select(vec!["{", "}", "[", "]", "\"a\"", ":", ",", "1", "-", ".5", "e9", "null", "\"", "\\", "é", "//", "/*", "*/", "\n", " "]), 0..30)) {
        let json = words.concat();
        let operation = operations("query($a: [Filter!]!)").remove(0);
        let ours = check_variables(Some(&schema()), &operation, &json);
        for problem in &ours {
            prop_assert!(json.get(problem.range.clone()).is_some());
        }
        let plain = crate::jsonc::without_comments(&json);
        let is_json = serde_json::from_str::<serde_json::Value>(&plain).is_ok();
        let refused = ours.iter().any(|p| p.code == "JsonSyntax");
        prop_assert!(plain.trim().is_empty() || is_json != refused, "{:?}", json);
    }
}
