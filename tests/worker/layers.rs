//! The house rules that Cargo cannot say, checked on the source text: who may name what, and the size
//! and shape of files. The checker itself is tested on bad snippets, so that it can fail.

#![allow(clippy::unwrap_used, reason = "what serves tests may fail and speak like one")]

use std::fs;
use std::path::{Path, PathBuf};

mod snippets;
mod text;

use text::{code, names_crate, without_tests};

/// The longest file, in lines.
const LONGEST: usize = 500;

/// Crates, and the only places (below `src/`) that may name them.
const ONLY: &[(&[&str], &[&str])] = &[
    (&["egui", "eframe", "egui_extras", "egui_wgpu", "egui_glow", "winit"], &["ui/", "main.rs"]),
    (&["reqwest"], &["services/api/"]),
    (
        &[
            "keyring",
            "keyring_core",
            "zbus_secret_service_keyring_store",
            "apple_native_keyring_store",
            "windows_native_keyring_store",
        ],
        &["services/secrets/"],
    ),
    (&["rusqlite", "fs4"], &["services/store/"]),
    (&["rfd", "webbrowser"], &["services/desktop/"]),
];

/// What a room must not say, and why.
const NEVER: &[(&str, &[&str], &str)] = &[
    ("ui/", &[".await", "async move", "block_on"], "nothing is awaited in a frame"),
    ("ui/", &["Mutex", "RwLock"], "nothing is locked in a frame"),
    ("ui/", &["std::fs", "fs::read", "fs::write", "File::open", "File::create"], "no files in a frame"),
    ("ui/", &["std::thread", "std::net", "tokio::"], "no threads and no network in a frame"),
    ("ui/", &["crate::services", "dapple::services", "crate::cli"], "the window sees the heart alone"),
    ("app/", &["crate::ui", "crate::cli"], "the heart does not know who shows it"),
    ("cli/", &["crate::ui"], "the command line has no window"),
    ("services/", &["crate::app", "crate::ui", "crate::cli"], "services know nothing above them"),
    (
        "data/",
        &["std::fs", "std::net", "std::env", "std::process", "SystemTime", "Instant::now", "thread::spawn"],
        "data is pure: no I/O, no clock, no thread",
    ),
    ("data/", &["println!", "eprintln!"], "data is pure: it prints nothing"),
];

/// Crates that must not be among the dependencies of `dapple-data`: I/O, clocks, runtimes, windows.
const IMPURE: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "reqwest",
    "hyper",
    "ureq",
    "egui",
    "eframe",
    "winit",
    "rusqlite",
    "keyring",
    "rfd",
    "directories",
    "tempfile",
    "jiff",
    "chrono",
    "time",
    "webbrowser",
    "dapple",
    "dapple-demo",
];

/// Everything wrong with one file. `path` is below `src/`, with forward slashes.
fn check(path: &str, source: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if !source.starts_with("//! ") {
        wrong.push("it does not open with what it is for (`//!`)".to_owned());
    }
    let lines = source.lines().count();
    if lines > LONGEST {
        wrong.push(format!("it has {lines} lines, more than {LONGEST}"));
    }
    let code = code(source);
    check_crates(path, &code, &mut wrong);
    check_words(path, &without_tests(&code), &mut wrong);
    if !path.starts_with("demo/") {
        check_secrets(&without_tests(&code), &mut wrong);
    }
    wrong.iter().map(|what| format!("src/{path}: {what}")).collect()
}

fn check_crates(path: &str, code: &str, wrong: &mut Vec<String>) {
    for (crates, homes) in ONLY {
        if homes.iter().any(|home| path.starts_with(home)) {
            continue;
        }
        let named = crates.iter().filter(|name| names_crate(code, name));
        wrong.extend(named.map(|name| format!("only {} may name {name}", homes.join(" and "))));
    }
}

fn check_words(path: &str, code: &str, wrong: &mut Vec<String>) {
    if is_test(path) {
        return;
    }
    for (room, words, why) in NEVER.iter().filter(|(room, ..)| path.starts_with(room)) {
        let said = words.iter().filter(|word| text::says(code, word));
        wrong.extend(said.map(|word| format!("{room} must not say `{word}`: {why}")));
    }
}

/// Files that are tests as a whole: `tests.rs` beside what it tests, or in a `tests` folder.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// The files that are only compiled for tests: `#[cfg(test)] mod name;` in a file of their folder.
fn test_files(sources: &[(String, String)]) -> Vec<String> {
    let declared = |(path, source): &(String, String)| {
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let names = text::test_modules(&code(source));
        names.into_iter().map(move |name| format!("{folder}{name}.rs")).collect::<Vec<_>>()
    };
    sources.iter().flat_map(declared).collect()
}

/// A field that holds a secret as plain text must not be in a type that can be printed or written.
fn check_secrets(code: &str, wrong: &mut Vec<String>) {
    for (name, body) in text::printable_types(code) {
        let fields = body.split([',', ';', '{', '}', '(']).filter_map(text::secret_field);
        wrong.extend(fields.map(|field| format!("{name} derives Debug or Serialize and holds `{field}`")));
    }
}

/// The impure crates among the dependencies of a manifest.
fn impure(manifest: &str) -> Vec<String> {
    let mut section = "";
    let mut found: Vec<&str> = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        }
        let name = line.split(['=', '.', ' ']).next().unwrap_or_default().trim_matches('"');
        let in_list =
            matches!(section, "[dependencies]" | "[build-dependencies]") || section.starts_with("[target");
        let in_header = line.strip_prefix("[dependencies.").map(|name| name.trim_end_matches(']'));
        found.extend(
            IMPURE.iter().copied().filter(|bad| (in_list && *bad == name) || in_header == Some(*bad)),
        );
    }
    found.into_iter().map(str::to_owned).collect()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below a folder, with its path below `src/`.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let below = path.strip_prefix(src()).unwrap().to_string_lossy().replace('\\', "/");
            found.push((below, fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

#[test]
fn every_file_keeps_the_rules() {
    let sources = sources(&src());
    assert!(sources.len() > 40, "the walk found only {} files", sources.len());
    let tests = test_files(&sources);
    let wrong: Vec<String> = sources
        .iter()
        .flat_map(|(path, source)| {
            // A test file is judged like one in a `tests` folder.
            let path = if tests.contains(path) { path.replacen('/', "/tests/", 1) } else { path.clone() };
            check(&path, source)
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_walked() {
    let sources = sources(&src());
    for room in ["app/", "cli/", "data/", "demo/", "services/api/", "services/secrets/", "ui/", "main.rs"] {
        assert!(sources.iter().any(|(path, _)| path.starts_with(room)), "{room} has no file");
    }
}

#[test]
fn data_depends_on_nothing_impure() {
    let manifest = fs::read_to_string(src().join("data/Cargo.toml")).unwrap();
    assert!(manifest.contains("[dependencies]"));
    assert_eq!(impure(&manifest), Vec::<String>::new());
}

#[test]
fn nothing_in_the_house_is_unsafe() {
    let manifest = fs::read_to_string(src().join("../Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for package in ["data/Cargo.toml", "demo/Cargo.toml"] {
        let manifest = fs::read_to_string(src().join(package)).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{package} has its own lints");
    }
}
