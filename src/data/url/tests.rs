//! Links as the public test suites know them, and the traps around them.

use super::*;
use crate::ids::ProjectId;
use serde_json::{Value, json};

/// The conformance file's own words for what a link names.
fn modern(text: &str) -> Value {
    let (origin, link) = match parse_link(text) {
        Ok((origin, link)) => (origin, link),
        Err(LinkError::NoProject(origin)) => return json!({"server": origin.as_str(), "kind": "invalid"}),
        Err(error) => panic!("{text}: {error}"),
    };
    let mut out = json!({"server": origin.unwrap().as_str()});
    if let Some(project) = link.project() {
        out["project"] = json!(project.as_str());
    }
    if text.contains("/streams/") {
        out["legacy"] = json!(true);
    }
    let mut resources = Vec::new();
    match &link {
        Link::Project { .. } => out["kind"] = json!("project"),
        Link::Model { model, .. } => resources.push(Resource::Model(model.clone())),
        Link::Version { model, version, .. } => {
            resources.push(Resource::Version(model.clone(), version.clone()));
        }
        Link::Object { object, .. } if text.contains("/streams/") => {
            out["kind"] = json!("object");
            out["object"] = json!(object.as_str());
        }
        Link::Object { object, .. } => resources.push(Resource::Object(object.clone())),
        Link::AllModels { .. } => resources.push(Resource::AllModels),
        Link::Folder { folder, .. } => resources.push(Resource::Folder(folder.clone())),
        Link::Federated { resources: several, .. } => resources.extend(several.iter().cloned()),
        Link::Branch { branch, .. } => {
            out["kind"] = json!("branch-name");
            out["branch"] = json!(branch);
        }
        Link::Commit { branch, version, .. } => {
            out["kind"] = json!("commit");
            out["version"] = json!(version.as_str());
            if let Some(branch) = branch {
                out["branch"] = json!(branch);
            }
        }
        other => panic!("{other:?}"),
    }
    if !resources.is_empty() {
        out["kind"] = json!("resources");
        out["resources"] = resources.iter().map(resource_words).collect();
    }
    out
}

fn resource_words(resource: &Resource) -> Value {
    match resource {
        Resource::AllModels => json!({"kind": "all-models"}),
        Resource::Folder(folder) => json!({"kind": "model-folder", "folder": folder}),
        Resource::Model(model) => json!({"kind": "model", "model": model.as_str()}),
        Resource::Version(model, version) => {
            json!({"kind": "version", "model": model.as_str(), "version": version.as_str()})
        }
        Resource::Object(object) => json!({"kind": "object", "object": object.as_str()}),
    }
}

#[test]
fn every_conformance_link_reads_as_todays_web_app_reads_it() {
    let Some(rows) = crate::ids::fixtures::shared_text("conformance/speckle-urls.jsonl") else { return };
    let mut seen = 0;
    for row in rows.lines().filter(|line| !line.is_empty()) {
        let row: Value = serde_json::from_str(row).unwrap();
        let text = row["url"].as_str().unwrap();
        assert_eq!(modern(text), row["modern"], "{text}");
        if row["source_expect"]["round_trip"] == json!(true) {
            let (origin, link) = parse_link(text).unwrap();
            assert_eq!(link.address(&origin.unwrap()).as_deref(), Some(text));
        }
        seen += 1;
    }
    assert!(seen >= 40, "{seen} rows");
}

#[test]
fn links_that_people_paste_name_what_they_show() {
    let host = "https://app.speckle.systems";
    for (path, expected) in [
        ("/projects/p1", r#"Project { project: ProjectId(p1) }"#),
        ("/projects/p1/models", r#"Project { project: ProjectId(p1) }"#),
        ("/projects/p1/discussions?x=1", r#"Project { project: ProjectId(p1) }"#),
        ("/projects/p1/models/M1/versions", r#"Model { project: ProjectId(p1), model: ModelId(m1) }"#),
        ("/projects/p1/models/m1@", r#"Model { project: ProjectId(p1), model: ModelId(m1) }"#),
        ("/projects/p1/models/,%20,", r#"Project { project: ProjectId(p1) }"#),
        ("/projects/p1/models/%24Haus%2FEG", r#"Folder { project: ProjectId(p1), folder: "Haus/EG" }"#),
        ("/streams/p1/branches/a/b%2Fc/", r#"Branch { project: ProjectId(p1), branch: "a/b/c" }"#),
        ("/streams/p1/branches/100%25%zz", r#"Branch { project: ProjectId(p1), branch: "100%%zz" }"#),
        (
            "/embed?stream=p1&commit=v1",
            r#"Commit { project: ProjectId(p1), branch: None, version: VersionId(v1) }"#,
        ),
        ("/embed?stream=p1&branch=a%2Fb", r#"Branch { project: ProjectId(p1), branch: "a/b" }"#),
        (
            "/preview/p1/commits/v1",
            r#"Commit { project: ProjectId(p1), branch: None, version: VersionId(v1) }"#,
        ),
        ("/workspaces/studio-9/projects", r#"Workspace { slug: "studio-9" }"#),
    ] {
        let (origin, link) = parse_link(&format!("{host}{path}")).unwrap();
        assert_eq!(format!("{link:?}"), expected, "{path}");
        assert_eq!(origin.unwrap().as_str(), host);
    }
}

#[test]
fn a_link_carries_its_thread_overlay_and_person() {
    let pasted = parse(
        "<https://app.speckle.systems/streams/p1/commits/v1?overlay=v2,%20v3,%2F&u=abc#threadId=t1&camera=%5B1%5D>",
    )
    .unwrap();
    assert_eq!(pasted.thread.unwrap().as_str(), "t1");
    assert_eq!(pasted.overlay, ["v2", "v3"]);
    assert_eq!(pasted.user.unwrap().as_str(), "abc");
    assert_eq!(parse("app.speckle.systems/projects/p1?cId=c9").unwrap().thread.unwrap().as_str(), "c9");
}

#[test]
fn bare_ids_are_of_the_server_in_use() {
    assert_eq!(parse_link(" 843d07eb10\n").unwrap(), (None, Link::Project { project: "843d07eb10".into() }));
    let hash = "9B5E57DCA804A923A8D42D55DCC0191A";
    let object = hash.to_lowercase().into();
    assert_eq!(parse_link(hash).unwrap(), (None, Link::LooseObject { object }));
}

#[test]
fn what_is_no_link_says_what_to_do_and_repeats_nothing() {
    let token = "0123456789abcdef0123456789abcdef0123456789";
    assert_eq!(parse_link(token), Err(LinkError::LooksLikeToken));
    assert_eq!(parse_link("  "), Err(LinkError::Empty));
    for text in ["hello", "hello world", "query { a }", "12", "/projects/p1", "..", "ftp", "a\u{202e}b.c/d e"]
    {
        assert_eq!(parse_link(text), Err(LinkError::NotALink), "{text}");
    }
    assert_eq!(parse_link("file:///etc/passwd"), Err(LinkError::Address(OriginError::Scheme)));
    assert_eq!(
        parse_link("https://app.speckle.systems@evil.example/projects/p1"),
        Err(LinkError::Address(OriginError::Credentials))
    );
    for path in ["projects/..%2F..%2Fauth", "projects/a%20b", "objects/p1/%2e%2e", "projects/p1/models/a%2Fb"]
    {
        let error = parse_link(&format!("https://x.example/{path}")).unwrap_err();
        assert!(matches!(error, LinkError::BadId(_) | LinkError::UnknownPage(_)), "{path}: {error:?}");
    }
    let error = parse_link(&format!("https://x.example/settings?embedToken={token}")).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(token));
}

#[test]
fn origins_are_normalised() {
    for (text, origin) in [
        ("app.speckle.systems", "https://app.speckle.systems"),
        (" HTTPS://App.Speckle.Systems:443/projects/x?y#z ", "https://app.speckle.systems"),
        ("http://speckle.lan:80", "http://speckle.lan"),
        ("speckle.lan:8080", "https://speckle.lan:8080"),
        ("speckle", "https://speckle"),
        ("localhost:3000", "http://localhost:3000"),
        ("127.0.0.1:3000/graphql", "http://127.0.0.1:3000"),
        ("[::1]:3000", "http://[::1]:3000"),
        ("https://localhost", "https://localhost"),
        ("app.speckle.systems.", "https://app.speckle.systems"),
        ("bücher.example", "https://xn--bcher-kva.example"),
    ] {
        assert_eq!(text.parse::<Origin>().unwrap().as_str(), origin, "{text}");
    }
    let origin: Origin = "speckle.lan:8080".parse().unwrap();
    assert_eq!(
        (origin.host(), origin.port(), origin.host_and_port()),
        ("speckle.lan", 8080, "speckle.lan:8080")
    );
}

#[test]
fn what_is_no_server_address_is_refused() {
    for (text, error) in [
        ("", OriginError::Empty),
        ("https://", OriginError::NotAnAddress),
        ("a b", OriginError::NotAnAddress),
        ("http://a\u{0}b", OriginError::NotAnAddress),
        ("/projects", OriginError::NotAnAddress),
        ("javascript:alert(1)", OriginError::NotAnAddress),
        ("ftp://x.example", OriginError::Scheme),
        ("https://me:pw@x.example", OriginError::Credentials),
        ("me@x.example", OriginError::Credentials),
    ] {
        assert_eq!(text.parse::<Origin>(), Err(error), "{text}");
    }
}

#[test]
fn only_this_machine_is_loopback() {
    for (text, loopback) in [
        ("http://localhost", true),
        ("http://a.localhost", true),
        ("http://127.8.9.1", true),
        ("http://[::1]", true),
        ("http://0x7f000001", true),
        ("http://localhost.example", false),
        ("http://10.0.0.1", false),
        ("http://127.0.0.1.example", false),
    ] {
        let origin: Origin = text.parse().unwrap();
        assert_eq!((origin.is_loopback(), origin.is_plain_http()), (loopback, true), "{text}");
    }
}

#[test]
fn an_id_cannot_change_the_path_of_an_address() {
    let origin: Origin = "x.example".parse().unwrap();
    assert_eq!(
        origin.address(&["objects", "../a?b#c", "..", "d%2Fe"]),
        "https://x.example/objects/..%2Fa%3Fb%23c/_/d%252Fe"
    );
}

#[test]
fn origins_travel_as_text_and_are_checked_on_the_way_in() {
    let origin: Origin = serde_json::from_str("\"https://x.example/\"").unwrap();
    assert_eq!(serde_json::to_string(&origin).unwrap(), "\"https://x.example\"");
    assert!(serde_json::from_str::<Origin>("\"file:///\"").is_err());
}

#[test]
fn naughty_strings_never_panic() {
    let Some(strings) = crate::ids::fixtures::naughty_strings() else { return };
    for naughty in strings {
        let _ = parse_link(&naughty);
        let link = format!("https://x.example/projects/{naughty}/models/{naughty}");
        if let Ok((_, link)) = parse_link(&link) {
            let project: &ProjectId = link.project().unwrap();
            assert!(project.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
        }
    }
}
