//! Bad and good snippets: the checker must see the first and leave the second alone.

use super::{check, impure, text};

/// A file with a header and this code.
fn wrong(path: &str, code: &str) -> Vec<String> {
    check(path, &format!("//! A file.\n{code}\n"))
}

#[test]
fn what_is_forbidden_is_seen() {
    for (path, code) in [
        ("app/mod.rs", "use egui::Ui;"),
        ("app/mod.rs", "fn a(ui: &mut eframe::egui::Ui) {}"),
        ("services/api/mod.rs", "use ::egui as e;"),
        ("services/store/a.rs", "use reqwest;"),
        ("app/mod.rs", "let c = reqwest::Client::new();"),
        ("app/mod.rs", "use keyring::Entry;"),
        ("services/store/a.rs", "fn a(e: keyring_core::Error) {}"),
        ("app/mod.rs", "fn a() -> rusqlite::Result<()> {}"),
        ("ui/mod.rs", "rfd::FileDialog::new();"),
        ("cli/mod.rs", "webbrowser::open(u);"),
        ("ui/a.rs", "let a = b.await;"),
        ("ui/a.rs", "state: std::sync::Mutex<u8>,"),
        ("ui/a.rs", "use std::sync::RwLock;"),
        ("ui/a.rs", "std::fs::metadata(p);"),
        ("ui/a.rs", "use crate::services::api::Api;"),
        ("ui/a.rs", "tokio::spawn(f);"),
        ("app/a.rs", "use crate::ui::theme;"),
        ("services/api/a.rs", "use crate::app::State;"),
        ("services/log.rs", "use crate::ui;"),
        ("data/a.rs", "std::time::Instant::now();"),
        ("data/a.rs", "use std::fs;"),
        ("data/a.rs", "println!(\"\");"),
        ("app/a.rs", "#[derive(Debug)]\nstruct A { token: String }"),
        (
            "app/a.rs",
            "#[derive(Clone, Serialize)]\npub struct A {\n    /// It.\n    pub api_token: Option<String>,\n}",
        ),
        ("app/a.rs", "#[derive(Debug)]\nenum A { B { n: u8, password: Box<str> } }"),
        ("data/a.rs", "#[derive(Debug, Clone)]\npub struct A<'a> { authorization: &'a str }"),
    ] {
        assert_eq!(wrong(path, code).len(), 1, "{path}: {code}: {:?}", wrong(path, code));
    }
}

#[test]
fn what_is_allowed_is_left_alone() {
    for (path, code) in [
        ("ui/a.rs", "use egui::Ui;"),
        ("main.rs", "eframe::run_native();"),
        ("services/api/a.rs", "use reqwest::Client;"),
        ("services/secrets/a.rs", "use keyring_core::Entry;"),
        ("services/store/a.rs", "use rusqlite::Connection;"),
        ("services/desktop/a.rs", "webbrowser::open(u); rfd::x();"),
        ("app/a.rs", "let keyring = Keyring::system(); keyring.read(k); use secrets::keyring::Keyring;"),
        ("app/a.rs", "// egui::Ui in a comment, /* reqwest::x /* nested */ */\nlet a = \"egui::Ui\";"),
        ("app/a.rs", "let a = r#\"use \"egui::Ui\" \"#; let c = '\"'; let s: &'static str = \"rfd::x\";"),
        ("ui/a.rs", "fn awaited() {} struct MutexLike; let await_ = 1;"),
        ("ui/a.rs", "use crate::app::State;\n#[cfg(test)]\nmod tests { use std::fs; fn a() { b.await } }"),
        ("data/a.rs", "#[cfg(test)]\nmod tests;\nfn a() {}"),
        ("data/document/tests.rs", "use std::fs;"),
        ("data/tests/a.rs", "fn a() {}"),
        (
            "app/a.rs",
            "#[derive(Debug)]\nstruct A { token: SecretString, token_id: String, tokens: Vec<Token> }",
        ),
        ("app/a.rs", "struct A { token: String }"),
        (
            "app/a.rs",
            "#[derive(Clone)]\nstruct A { token: String }\n#[derive(Debug)]\nstruct B { name: String }",
        ),
        ("demo/a.rs", "#[derive(Debug)]\nstruct A { token: String }"),
    ] {
        assert_eq!(wrong(path, code), Vec::<String>::new(), "{path}: {code}");
    }
}

#[test]
fn headers_and_lengths_are_seen() {
    assert_eq!(check("app/a.rs", "fn a() {}\n").len(), 1);
    assert_eq!(check("app/a.rs", "//! A file.\nfn a() {}\n").len(), 0);
    let long = "//! A file.\n".to_owned() + &"\n".repeat(499);
    assert_eq!(check("app/a.rs", &long).len(), 0);
    assert_eq!(check("app/a.rs", &(long + "\n")).len(), 1);
}

#[test]
fn impure_dependencies_are_seen() {
    for manifest in [
        "[dependencies]\nserde.workspace = true\ntokio = \"1\"",
        "[dependencies]\nreqwest.workspace = true",
        "[dependencies.rusqlite]\nversion = \"1\"",
        "[target.'cfg(unix)'.dependencies]\njiff = \"0.2\"",
    ] {
        assert_eq!(impure(manifest).len(), 1, "{manifest}");
    }
    let fine = "[package]\nname = \"dapple-data\"\n[dependencies]\nserde = \"1\"\n[dev-dependencies]\ntempfile = \"3\"";
    assert!(impure(fine).is_empty());
}

#[test]
fn blanking_keeps_lines_and_code() {
    let source =
        "let a = \"x\\\"y\n\"; /* a\nb */ let b = b\"q\"; let c = br##\"\"# \"##; // end\nlet d = 'x';";
    let code = text::code(source);
    assert_eq!(code.lines().count(), source.lines().count());
    assert!(!code.contains(['x', 'y', 'q', '#']), "{code}");
    for kept in ["let a =", "let b =", "let c =", "let d ="] {
        assert!(code.contains(kept), "{code}");
    }
    assert_eq!(
        text::test_modules("#[cfg(test)]\npub(crate) mod fixtures;\n#[cfg(test)]\nmod t { mod u; }"),
        ["fixtures"]
    );
    let nested = "fn a() {}\n#[cfg(test)]\nmod t { fn b() { if x { y } } }\nfn c() {}";
    assert_eq!(text::without_tests(nested), "fn a() {}\n\nfn c() {}");
}
