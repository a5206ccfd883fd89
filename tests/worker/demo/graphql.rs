//! Tokens, scopes, and the shapes of errors.

use dapple_demo::Who;
use dapple_demo::data::{EARLIER_VERSION, FOREIGN_PROJECT, MAIN_PROJECT, MAIN_VERSION, PUBLIC_PROJECT};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use super::{Got, ask, client, data, demo, get, post, send};

fn first_error(got: &Got) -> Value {
    got.json()["errors"][0].clone()
}

fn code(got: &Got) -> String {
    first_error(got)["extensions"]["code"].as_str().unwrap_or("").to_owned()
}

#[tokio::test]
async fn bad_tokens_are_403_before_everything_else() {
    let demo = demo().await;
    let good = demo.token(Who::Full).to_owned();
    let wrong_secret = format!("{}{}", &good[..10], "0".repeat(32));
    let refused = [
        "Bearer nonsense".to_owned(),
        format!("Bearer {wrong_secret}"),
        format!("Bearer {}", demo.token(Who::Revoked)),
        format!("bearer {good}"),
        format!("Bearer  {good}"),
        "Bearer ".to_owned(),
    ];
    let root = data(
        &demo,
        &format!("{{project(id:\"{MAIN_PROJECT}\"){{version(id:\"{MAIN_VERSION}\"){{referencedObject}}}}}}"),
    )
    .await;
    let object = root["project"]["version"]["referencedObject"].as_str().unwrap().to_owned();
    let paths = [
        "/graphql".to_owned(),
        "/api/ping".to_owned(),
        "/no/such/page".to_owned(),
        format!("/objects/{MAIN_PROJECT}/{object}/single"),
        format!("/preview/{PUBLIC_PROJECT}"),
    ];
    for header in &refused {
        for path in &paths {
            let got =
                send(client().get(format!("{}{path}", demo.origin())).header(AUTHORIZATION, header)).await;
            assert_eq!(got.status, 403, "{path}");
            assert_eq!(got.json(), json!({"error": "Your token is not valid."}), "{path}");
        }
    }
    for header in [format!("Bearer {good}"), good.clone(), format!("Bearer {good}and more")] {
        let request =
            client().post(format!("{}/graphql", demo.origin())).header(CONTENT_TYPE, "application/json");
        let got = send(request.header(AUTHORIZATION, header).body(r#"{"query":"{activeUser{name}}"}"#)).await;
        assert_eq!(got.json(), json!({"data": {"activeUser": {"name": "Mara Lindqvist"}}}));
    }
    let request =
        client().post(format!("{}/graphql", demo.origin())).header(CONTENT_TYPE, "application/json");
    let got =
        send(request.header("cookie", format!("authn={good}")).body(r#"{"query":"{activeUser{name}}"}"#))
            .await;
    assert_eq!(got.json()["data"]["activeUser"]["name"], "Mara Lindqvist");
}

#[tokio::test]
async fn without_a_token_there_is_nobody() {
    let demo = demo().await;
    let got = ask(&demo, None, "{activeUser{id name email}}").await;
    assert_eq!((got.status, got.json()), (200, json!({"data": {"activeUser": null}})));
    let got = ask(&demo, None, &format!("{{project(id:\"{MAIN_PROJECT}\"){{id}}}}")).await;
    assert_eq!((got.status, code(&got).as_str()), (200, "FORBIDDEN"));
    assert_eq!(got.json()["data"], Value::Null);
    assert_eq!(first_error(&got)["message"], "You are not logged in to this server");
    let got = ask(&demo, None, &format!("{{project(id:\"{PUBLIC_PROJECT}\"){{name role}}}}")).await;
    assert_eq!(got.json()["data"]["project"], json!({"name": "Façade studies 2026", "role": null}));
}

#[tokio::test]
async fn a_missing_scope_is_200_and_named() {
    let demo = demo().await;
    let got = ask(&demo, Some(Who::NoProfile), "{activeUser{id}}").await;
    assert_eq!(got.status, 200);
    assert_eq!(
        got.json(),
        json!({
            "errors": [{
                "message": "Your auth token does not have the required scope: profile:read.",
                "locations": [{"line": 1, "column": 2}],
                "path": ["activeUser"],
                "extensions": {"code": "FORBIDDEN", "scope": "profile:read", "statusCode": 403},
            }],
            "data": {"activeUser": null},
        })
    );
    let with = ask(&demo, Some(Who::Full), "{activeUser{email}}").await.json();
    assert_eq!(with["data"]["activeUser"]["email"], "mara.lindqvist@norrstrom.example");
    let without = ask(&demo, Some(Who::ReadOnly), "{activeUser{email}}").await.json();
    assert_eq!(without, json!({"data": {"activeUser": {"email": null}}}));
}

#[tokio::test]
async fn a_refused_non_null_field_empties_all_above_and_a_nullable_one_only_itself() {
    let demo = demo().await;
    let got = ask(&demo, Some(Who::NoUsers), "{activeUser{projects(limit:3){items{id team{role}}}}}").await;
    assert_eq!((got.status, got.json()["data"].clone()), (200, json!({"activeUser": null})));
    assert_eq!(first_error(&got)["extensions"]["scope"], "users:read");
    assert_eq!(first_error(&got)["path"].as_array().unwrap().last().unwrap(), "team");

    let team = format!("{{project(id:\"{MAIN_PROJECT}\"){{name team{{role user{{name}}}}}}}}");
    assert_eq!(ask(&demo, Some(Who::NoUsers), &team).await.json()["data"], Value::Null);
    let seen = ask(&demo, Some(Who::Full), &team).await.json();
    assert_eq!(seen["data"]["project"]["team"].as_array().unwrap().len(), 14);

    let workspaces = "{activeUser{projects(limit:3){items{name workspace{name}}}}}";
    let got = ask(&demo, Some(Who::NoUsers), workspaces).await.json();
    assert_eq!(got["errors"].as_array().unwrap().len(), 3, "one error for each item");
    assert_eq!(got["data"]["activeUser"]["projects"]["items"][0]["name"], "Kvarnholmen block 7");
    assert_eq!(got["data"]["activeUser"]["projects"]["items"][0]["workspace"], Value::Null);
}

#[tokio::test]
async fn unknown_things_have_codes_with_old_names() {
    let demo = demo().await;
    let inside = |field: &str| format!("{{project(id:\"{MAIN_PROJECT}\"){{{field}}}}}");
    let table = [
        ("{project(id:\"0000000000\"){id}}".to_owned(), "STREAM_NOT_FOUND", 404),
        (inside("model(id:\"0000000000\"){id}"), "BRANCH_NOT_FOUND", 404),
        (inside("version(id:\"0000000000\"){id}"), "COMMIT_NOT_FOUND", 404),
        (format!("{{project(id:\"{FOREIGN_PROJECT}\"){{id}}}}"), "FORBIDDEN", 403),
    ];
    for (query, wanted, status) in table {
        let got = ask(&demo, Some(Who::Full), &query).await;
        assert_eq!((got.status, code(&got).as_str()), (200, wanted), "{query}");
        assert_eq!(first_error(&got)["extensions"]["statusCode"], status, "{query}");
    }
    let missing =
        ask(&demo, Some(Who::Full), &inside("object(id:\"00000000000000000000000000000000\"){id}")).await;
    assert_eq!(missing.json(), json!({"data": {"project": {"object": null}}}));

    let limited =
        ask(&demo, Some(Who::Limited), &format!("{{project(id:\"{PUBLIC_PROJECT}\"){{id}}}}")).await;
    assert_eq!(first_error(&limited)["message"], "You are not authorized to access this resource.");
    let own = ask(&demo, Some(Who::Limited), "{activeUser{projects{totalCount}}}").await.json();
    assert_eq!(own["data"]["activeUser"]["projects"]["totalCount"], 1);
}

#[tokio::test]
async fn bad_requests_are_400_with_a_code() {
    let demo = demo().await;
    let wanted = |variables: Value| json!({"query": "query($id:String!){project(id:$id){id}}", "variables": variables});
    let table = [
        (json!({"query": "{project("}), "GRAPHQL_PARSE_FAILED"),
        (json!({"query": "{noSuchField}"}), "GRAPHQL_VALIDATION_FAILED"),
        (json!({"query": "{_ @defer}"}), "GRAPHQL_VALIDATION_FAILED"),
        (wanted(json!({})), "BAD_USER_INPUT"),
        (wanted(json!({"id": 3})), "BAD_USER_INPUT"),
        (wanted(json!({"id": null})), "BAD_USER_INPUT"),
        (json!({"query": "query A{_} query B{_}"}), "OPERATION_RESOLUTION_FAILURE"),
        (json!({"query": "query A{_}", "operationName": "C"}), "OPERATION_RESOLUTION_FAILURE"),
        (json!({"variables": {}}), "BAD_REQUEST"),
        (json!([]), "BAD_REQUEST"),
    ];
    for (body, wanted) in table {
        let got = post(&demo, Some(Who::Full), "/graphql", &body).await;
        assert_eq!((got.status, code(&got).as_str()), (400, wanted), "{body}");
        assert_eq!(got.json().get("data"), None, "{body}");
    }
    let unknown = ask(&demo, None, "{noSuchField}").await;
    assert_eq!(first_error(&unknown)["message"], "Cannot query field \"noSuchField\" on type \"Query\".");
    let named = json!({"query": "query A{_} query B{__typename}", "operationName": "B"});
    assert_eq!(post(&demo, None, "/graphql", &named).await.json(), json!({"data": {"__typename": "Query"}}));
    let persisted = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}});
    let got = post(&demo, None, "/graphql", &persisted).await;
    assert_eq!((got.status, code(&got).as_str()), (200, "PERSISTED_QUERY_NOT_SUPPORTED"));

    let request =
        client().post(format!("{}/graphql", demo.origin())).header(CONTENT_TYPE, "application/json");
    let got = send(request.body("{\"query\":")).await;
    assert_eq!(got.status, 400);
    assert_eq!(got.json()["error"]["code"], "USER_INPUT_ERROR");
    assert!(got.json()["error"]["message"].as_str().unwrap().starts_with("Invalid request body: "));
}

#[tokio::test]
async fn get_is_guarded_against_forgery_and_refuses_mutations() {
    let demo = demo().await;
    let address = format!("{}/graphql?query=%7B_%7D", demo.origin());
    let got = get(&demo, None, "/graphql?query=%7B_%7D").await;
    assert_eq!((got.status, code(&got).as_str()), (400, "BAD_REQUEST"));
    assert!(first_error(&got)["message"].as_str().unwrap().contains("Cross-Site Request Forgery"));
    let got = send(client().get(&address).header("Apollo-Require-Preflight", "true")).await;
    assert_eq!((got.status, got.json()), (200, json!({"data": {"_": null}})));
    let got = send(client().get(&address).header(CONTENT_TYPE, "application/json")).await;
    assert_eq!(got.status, 200);
    let mutation = format!("{}/graphql?query=mutation%7B_%7D", demo.origin());
    let got = send(client().get(mutation).header("Apollo-Require-Preflight", "true")).await;
    assert_eq!((got.status, got.header("allow")), (405, "POST"));
    let got = send(client().get(address).header(ACCEPT, "text/html")).await;
    assert!(got.status == 200 && got.header("content-type").starts_with("text/html"));

    let address = format!("{}/graphql", demo.origin());
    let got = send(client().post(&address).header(CONTENT_TYPE, "text/plain").body("{_}")).await;
    assert_eq!((got.status, code(&got).as_str()), (400, "BAD_REQUEST"));
    let got = send(client().post(&address).header(CONTENT_TYPE, "application/graphql").body("{_}")).await;
    assert!(
        got.status == 400 && first_error(&got)["message"].as_str().unwrap().starts_with("POST body missing")
    );
    let got = send(client().request(reqwest::Method::OPTIONS, &address)).await;
    assert_eq!((got.status, got.header("access-control-allow-origin")), (204, "*"));
    let accept = "application/graphql-response+json";
    let request = client().post(&address).header(CONTENT_TYPE, "application/json").header(ACCEPT, accept);
    let got = send(request.body(r#"{"query":"{_}"}"#)).await;
    assert_eq!(got.header("content-type"), "application/graphql-response+json; charset=utf-8");
}

#[tokio::test]
async fn unknown_paths_are_html_and_answers_carry_an_id() {
    let demo = demo().await;
    for path in ["/", "/api/graphql", "/api/v2/projects/a/models/b/versions/c/artifacts"] {
        let got = get(&demo, Some(Who::Full), path).await;
        assert_eq!(got.status, 404, "{path}");
        assert!(got.header("content-type").starts_with("text/html"), "{path}");
        assert!(got.text.contains(&format!("<pre>Cannot GET {path}</pre>")), "{}", got.text);
    }
    let got = post(&demo, None, "/api/graphql", &json!({"query": "{_}"})).await;
    assert!(got.status == 404 && got.text.contains("Cannot POST /api/graphql"));
    let (one, other) = (ask(&demo, None, "{_}").await, ask(&demo, None, "{_}").await);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    let left = |got: &Got| got.header("x-ratelimit-remaining").parse::<u32>().unwrap();
    assert_eq!(left(&one), left(&other) + 1);
    assert_eq!(one.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_batch_tells_the_scopes_of_a_token() {
    let demo = demo().await;
    let operations = [
        ("{activeUser{id}}", "profile:read"),
        ("{activeUser{apiTokens{id}}}", "tokens:read"),
        ("{project(id:\"0000000000\"){id}}", "streams:read"),
        ("mutation{projectMutations{__typename}}", "streams:write"),
        ("mutation{activeUserMutations{__typename}}", "profile:write"),
        ("{users(input:{query:\"zzzz\",limit:1}){cursor}}", "users:read"),
        ("{authenticatedAsApp{id}}", "apps:read"),
        ("{serverStats{totalUserCount}}", "server:stats"),
        ("{workspace(id:\"x\"){id}}", "workspace:read"),
        ("mutation{dashboardMutations{__typename}}", "workspace:update"),
    ];
    let body: Value = operations.iter().map(|(query, _)| json!({ "query": query })).collect();
    for (who, lacking) in [
        (Who::Full, vec!["tokens:read", "apps:read", "workspace:update"]),
        (
            Who::NoUsers,
            operations
                .iter()
                .map(|(_, scope)| *scope)
                .filter(|s| *s != "profile:read" && *s != "streams:read")
                .collect(),
        ),
    ] {
        let got = post(&demo, Some(who), "/graphql", &body).await;
        assert_eq!(got.status, 200);
        let answers = got.json();
        let missing: Vec<&str> = operations
            .iter()
            .enumerate()
            .filter(|(nth, (_, scope))| answers[nth]["errors"][0]["extensions"]["scope"] == *scope)
            .map(|(_, (_, scope))| *scope)
            .collect();
        assert_eq!(missing, lacking, "{who:?}");
        let unknown = answers[2]["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(unknown, Some("STREAM_NOT_FOUND"), "with streams:read the project is merely unknown");
    }
    let mixed = json!([{"query": "{_}"}, {"query": "{noSuchField}"}]);
    let got = post(&demo, None, "/graphql", &mixed).await;
    assert_eq!((got.status, got.json()[0].clone()), (400, json!({"data": {"_": null}})));
    let app = ask(&demo, Some(Who::App), "{activeUser{apiTokens{id lastChars scopes}}}").await.json();
    let own = &app["data"]["activeUser"]["apiTokens"][0];
    assert_eq!(own["id"], demo.token(Who::Full)[..10]);
    assert_eq!(own["lastChars"], demo.token(Who::Full)[36..]);
}

#[tokio::test]
async fn introspection_works_with_and_without_a_token() {
    let demo = demo().await;
    let query = "{__schema{queryType{name} mutationType{name} types{name fields(includeDeprecated:true){name type{kind name ofType{kind name ofType{kind name}}} args{name defaultValue}}}}}";
    let with = ask(&demo, Some(Who::Full), query).await.json();
    assert_eq!(with, ask(&demo, None, query).await.json());
    let types = with["data"]["__schema"]["types"].as_array().unwrap();
    let kind = |name: &str, field: &str| {
        let owner = types.iter().find(|kind| kind["name"] == name).unwrap_or_else(|| panic!("{name}"));
        let fields = owner["fields"].as_array().unwrap();
        fields.iter().find(|known| known["name"] == field).unwrap_or_else(|| panic!("{name}.{field}"))["type"]
            .clone()
    };
    assert_eq!(kind("Project", "team")["kind"], "NON_NULL");
    assert_eq!(kind("Project", "workspace"), json!({"kind": "OBJECT", "name": "Workspace", "ofType": null}));
    assert_eq!(kind("Version", "referencedObject")["name"], "String");
    assert_eq!(kind("Project", "createdAt")["ofType"]["name"], "DateTime");
    assert_eq!(kind("Object", "data")["name"], "JSONObject");
    assert_eq!(kind("ApiToken", "lifespan")["ofType"]["name"], "BigInt");
    let depth = "{a:activeUser{projects{items{models{items{versions{items{model{name}}}}}}}}}";
    assert_eq!(ask(&demo, None, depth).await.status, 200);
}

#[tokio::test]
async fn a_version_message_can_be_changed_with_the_scope_and_subscriptions_cannot_be_posted() {
    let demo = demo().await;
    let change = format!(
        "mutation{{versionMutations{{update(input:{{projectId:\"{MAIN_PROJECT}\",versionId:\"{EARLIER_VERSION}\",message:\"Checked\"}}){{id message}}}}}}"
    );
    let got = ask(&demo, Some(Who::ReadOnly), &change).await;
    assert_eq!(first_error(&got)["extensions"]["scope"], "streams:write");
    let changed = data(&demo, &change).await;
    assert_eq!(changed["versionMutations"]["update"], json!({"id": EARLIER_VERSION, "message": "Checked"}));
    let seen = data(
        &demo,
        &format!("{{project(id:\"{MAIN_PROJECT}\"){{version(id:\"{EARLIER_VERSION}\"){{message}}}}}}"),
    )
    .await;
    assert_eq!(seen["project"]["version"]["message"], "Checked");

    let got = ask(&demo, Some(Who::Full), "subscription{userProjectsUpdated{id}}").await;
    assert_eq!((got.status, code(&got).as_str()), (200, "INTERNAL_SERVER_ERROR"));
    let message = "Cannot return null for non-nullable field Subscription.userProjectsUpdated.";
    assert_eq!(first_error(&got)["message"], message);
}
