//! Files and databases: whole or not at all, set aside when broken, closed to other people. Also what
//! the desktop and the log do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what serves tests may fail and speak like one"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use dapple::services::store::{
    Access, Account, AccountKey, Accounts, AtomicFile, Claim, Folders, Instance, ProxyChoice, Purpose,
    Readers, Session, Settings, StoreError, Tab, ThemeChoice, Unfinished, Why,
};
use dapple_data::token::TokenId;
use secrecy::SecretString;
use tempfile::TempDir;

mod desktop;
mod log;
mod saved;
mod schemas;
mod sealed;
mod second;
mod session;
mod spool;

const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";

/// Folders of a test's own, made.
fn home() -> (TempDir, Folders) {
    let home = tempfile::tempdir().unwrap();
    let folders = Folders::under(home.path());
    folders.create().unwrap();
    (home, folders)
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

fn names(folder: &Path) -> Vec<String> {
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files(folder).iter().map(name).collect()
}

/// Whether permissions bind this process: they do not bind root.
fn permissions_bind(folder: &Path) -> bool {
    let probe = folder.join("probe");
    fs::create_dir(&probe).unwrap();
    set_mode(&probe, 0o500);
    let bind = fs::write(probe.join("file"), "x").is_err();
    set_mode(&probe, 0o700);
    fs::remove_dir_all(&probe).unwrap();
    if !bind {
        println!("skipped in part: permissions do not bind this user");
    }
    bind
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[cfg(unix)]
#[test]
fn folders_and_files_are_closed_to_others() {
    let (home, folders) = home();
    set_mode(&folders.data, 0o755);
    folders.create().unwrap();
    for folder in [&folders.config, &folders.data, &folders.cache, &folders.state] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    let Claim::Writer(_lock) = Instance::claim(&folders).unwrap() else { panic!("no lock") };
    Settings::default().save(&folders).unwrap();
    Accounts::default().save(&folders).unwrap();
    let mut session = Session::open(&folders, Access::Write).unwrap().value;
    session.remember("a", "b").unwrap();
    let _history = dapple::services::store::History::open(&folders, Access::Write).unwrap();
    let all = files(home.path());
    assert!(all.len() >= 8, "{all:?}");
    for file in all {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn the_cache_is_marked_for_backups() {
    let (_home, folders) = home();
    let tag = fs::read_to_string(folders.cache.join("CACHEDIR.TAG")).unwrap();
    assert!(tag.starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
}

#[test]
fn a_given_home_holds_everything() {
    let home = tempfile::tempdir().unwrap();
    let folders = Folders::find(Some(home.path())).unwrap();
    assert_eq!(folders, Folders::under(home.path()));
    for folder in [&folders.config, &folders.data, &folders.cache, &folders.state] {
        assert!(folder.starts_with(home.path()));
    }
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("export.csv");
    fs::write(&target, "old").unwrap();
    let mut file = AtomicFile::create(&target, Readers::AsUsual).unwrap();
    file.write_all(b"half").unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
    drop(file);
    assert_eq!(names(home.path()), ["export.csv"]);
    let mut file = AtomicFile::create(&target, Readers::AsUsual).unwrap();
    file.write_all(b"new").unwrap();
    file.commit().unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(names(home.path()), ["export.csv"]);
}

#[cfg(unix)]
#[test]
fn a_linked_file_stays_a_link() {
    let home = tempfile::tempdir().unwrap();
    let (real, link) = (home.path().join("real.json"), home.path().join("link.json"));
    fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mut file = AtomicFile::create(&link, Readers::Owner).unwrap();
    file.write_all(b"new").unwrap();
    file.commit().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
}

#[test]
fn a_target_that_cannot_be_written_is_named() {
    let home = tempfile::tempdir().unwrap();
    let missing = home.path().join("gone").join("export.csv");
    let error = AtomicFile::create(&missing, Readers::AsUsual).unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }), "{error}");
    assert!(error.to_string().contains("export.csv"));
    if permissions_bind(home.path()) {
        set_mode(home.path(), 0o500);
        let error = AtomicFile::create(&home.path().join("a"), Readers::AsUsual).unwrap_err();
        set_mode(home.path(), 0o700);
        assert!(matches!(error, StoreError::NotWritable { .. }), "{error}");
    }
}

/// What a process does whose files may not grow beyond a few blocks: a full disk, as far as it can see.
fn full_disk(folders: &Folders) {
    let mut accounts = Accounts::load(folders, Access::Write).unwrap().value;
    accounts.put(Account { name: "x".repeat(1 << 20), ..account("https://b.example", TOKEN) });
    let error = accounts.save(folders).unwrap_err();
    println!("file: {error}");
    let mut session = Session::open(folders, Access::Write).unwrap().value;
    let large = Tab { id: 2, text: "x".repeat(4 << 20), ..Tab::default() };
    println!("database: {}", session.save_tab(&large).unwrap_err());
    println!("kept: {}", session.tabs().unwrap().list.len());
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_content_whole_and_names_the_file() {
    let (home, folders) = home();
    let mut accounts = Accounts::default();
    accounts.put(account("https://a.example", TOKEN));
    accounts.save(&folders).unwrap();
    let mut session = Session::open(&folders, Access::Write).unwrap().value;
    session.save_tab(&Tab { id: 1, ..Tab::default() }).unwrap();
    drop(session);
    let output = Command::new("sh")
        // Without the trap the system would end the process instead of refusing the write.
        .args(["-c", "trap '' XFSZ; ulimit -f 400; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "store::inside_other_process", "--nocapture"])
        .env(GUARD, home.path())
        .env("DAPPLE_TEST_SCENE", "full")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        said.contains("file: The disk is full:") && said.contains("accounts.json was not written"),
        "{said}"
    );
    assert!(said.contains("database: ") && said.contains("session.db") && said.contains("kept: 1"), "{said}");
    assert_eq!(Accounts::load(&folders, Access::Write).unwrap().value, accounts);
    assert!(!names(home.path()).iter().any(|name| name.ends_with(".part")));
}

#[test]
fn settings_come_back_and_keep_what_they_do_not_know() {
    let (_home, folders) = home();
    let opened = Settings::load(&folders, Access::Write).unwrap();
    assert_eq!((opened.value, opened.set_aside), (Settings::default(), None));
    let mut settings = Settings::default();
    settings.theme = ThemeChoice::Dark;
    settings.proxy = ProxyChoice::Address("http://proxy:8080".to_owned());
    settings.extra_ca = Some("/etc/ca.pem".into());
    settings.save(&folders).unwrap();
    assert_eq!(Settings::load(&folders, Access::Write).unwrap().value, settings);
    let text = fs::read_to_string(folders.settings_file()).unwrap();
    fs::write(folders.settings_file(), text.replacen('{', "{ \"shine\": [1, 2],", 1)).unwrap();
    Settings::load(&folders, Access::Write).unwrap().value.save(&folders).unwrap();
    assert!(fs::read_to_string(folders.settings_file()).unwrap().contains("\"shine\""));
}

#[test]
fn settings_edited_by_hand_are_kept_in_range() {
    let (_home, folders) = home();
    let text =
        r#"{"version": 1, "zoom": 900, "idle_timeout_seconds": 0, "answer_limit_bytes": 99999999999999}"#;
    fs::write(folders.settings_file(), text).unwrap();
    let settings = Settings::load(&folders, Access::Write).unwrap().value;
    assert_eq!((settings.zoom, settings.idle_timeout_seconds), (3.0, 5));
    assert_eq!(settings.answer_limit_bytes, 4 << 30);
}

#[test]
fn a_broken_or_newer_file_is_set_aside_and_never_overwritten() {
    for (content, newer) in [
        ("{ \"version\": 1, \"theme\": ", false),
        ("", false),
        ("[]", false),
        (r#"{"version": 1, "theme": "sepia"}"#, false),
        (r#"{"version": 2, "theme": {"new": true}}"#, true),
    ] {
        let (_home, folders) = home();
        let path = folders.settings_file();
        for round in 1..=2 {
            fs::write(&path, content).unwrap();
            let opened = Settings::load(&folders, Access::Write).unwrap();
            assert_eq!(opened.value, Settings::default());
            let aside = opened.set_aside.unwrap();
            assert_eq!(matches!(aside.why, Why::Newer { version: 2 }), newer, "{content}");
            let kept = aside.kept_as.clone().unwrap();
            assert!(kept.to_string_lossy().contains("settings.json.corrupt-"));
            assert_eq!(fs::read_to_string(kept).unwrap(), content);
            assert!(!path.exists());
            assert!(aside.to_string().contains("settings.json"));
            opened.value.save(&folders).unwrap();
            // The second one in the same second does not overwrite the first.
            assert_eq!(files(&folders.config).len(), round + 1);
        }
    }
}

#[test]
fn a_reader_leaves_a_broken_file_where_it_is() {
    let (_home, folders) = home();
    fs::write(folders.settings_file(), "{").unwrap();
    let opened = Settings::load(&folders, Access::ReadOnly).unwrap();
    assert_eq!(opened.set_aside.unwrap().kept_as, None);
    assert_eq!(fs::read_to_string(folders.settings_file()).unwrap(), "{");
}

#[test]
fn everything_that_is_kept_is_listed_with_its_purpose() {
    let (home, folders) = home();
    let _claim = Instance::claim(&folders).unwrap();
    fs::write(folders.settings_file(), "{").unwrap();
    Settings::load(&folders, Access::Write).unwrap().value.save(&folders).unwrap();
    Accounts::default().save(&folders).unwrap();
    let _session = Session::open(&folders, Access::Write).unwrap();
    let _history = dapple::services::store::History::open(&folders, Access::Write).unwrap();
    fs::write(folders.state.join("dapple.2026-11-23.log"), "line").unwrap();
    let kept = folders.kept();
    let mut listed: Vec<PathBuf> = kept.iter().map(|kept| kept.path.clone()).collect();
    listed.sort();
    assert_eq!(listed, files(home.path()));
    let count = |purpose| kept.iter().filter(|kept| kept.purpose == purpose).count();
    let single = [Purpose::Settings, Purpose::Accounts, Purpose::Log, Purpose::SetAside, Purpose::Cache];
    assert!(single.into_iter().all(|purpose| count(purpose) == 1), "{kept:?}");
    // Each database with its log and its index of that log.
    assert_eq!((count(Purpose::Session), count(Purpose::History), count(Purpose::Bookkeeping)), (3, 3, 1));
    assert!(kept.iter().any(|kept| kept.purpose == Purpose::Log && kept.bytes == 4));
    assert_eq!(folders.remove_set_aside().unwrap(), 1);
    assert_eq!(files(home.path()).len(), kept.len() - 1);
}

fn account(server: &str, token: &str) -> Account {
    Account {
        origin: server.parse().unwrap(),
        endpoint: "/graphql".to_owned(),
        token_id: TokenId::of(&SecretString::from(token)),
        last_six: "fedcba".to_owned(),
        name: "Ana, read only".to_owned(),
        user_name: Some("Ana".to_owned()),
        user_id: None,
        server_name: "Speckle".to_owned(),
        stripe: 0,
        scopes: Some(vec!["profile:read".to_owned()]),
        allow_plain_http: false,
        kept_in_keyring: true,
        entry: None,
        added: "2026-11-23T21:00:00Z".parse().ok(),
    }
}

#[test]
fn accounts_come_back_without_the_token() {
    let (_home, folders) = home();
    let mut accounts = Accounts::default();
    let mut first = account("https://a.example", TOKEN);
    first.stripe = accounts.stripe_for(&first.origin);
    accounts.put(first.clone());
    let mut second = account("https://b.example:8443", TOKEN);
    second.stripe = accounts.stripe_for(&second.origin);
    accounts.put(second.clone());
    assert_ne!(first.stripe, second.stripe);
    accounts.save(&folders).unwrap();
    let text = fs::read_to_string(folders.accounts_file()).unwrap();
    assert!(text.contains("0123456789") && !text.contains(TOKEN));
    let mut read = Accounts::load(&folders, Access::Write).unwrap().value;
    assert_eq!(read, accounts);
    // The same key replaces; another one adds.
    read.put(Account { name: "Ana".to_owned(), ..first.clone() });
    assert_eq!(read.list().len(), 2);
    assert_eq!(read.get(&first.key()).unwrap().name, "Ana");
    assert_eq!(read.remove(&first.key()).unwrap().origin, first.origin);
    assert_eq!(read.list(), [second]);
    let AccountKey { .. } = first.key();
    assert_eq!(first.key().to_string(), "0123456789@https://a.example");
}

/// Set to a home, makes [`inside_other_process`] act on it.
const GUARD: &str = "DAPPLE_TEST_STORE";

/// Runs [`inside_other_process`] in another process and returns what it said.
fn other_process(home: &Path, scene: &str) -> (bool, String) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::inside_other_process", "--nocapture"])
        .env(GUARD, home)
        .env("DAPPLE_TEST_SCENE", scene)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn inside_other_process() {
    let Some(home) = std::env::var_os(GUARD) else { return };
    let folders = Folders::under(Path::new(&home));
    match std::env::var("DAPPLE_TEST_SCENE").unwrap().as_str() {
        "claim" => println!("claim: {:?}", Instance::claim(&folders).unwrap().access()),
        "killed export" => {
            let mut file = Unfinished::create(&folders, &Path::new(&home).join("export.csv")).unwrap();
            file.write_all(b"half").unwrap();
            // Like a kill: nothing is dropped or cleaned up.
            std::process::abort();
        }
        "killed session" => session::write_and_abort(&folders),
        "log" => log::write(&folders),
        "log without file" => log::without_file(&folders),
        "full" => full_disk(&folders),
        "dialog" => desktop::ask_without_a_desktop(),
        other => panic!("no scene {other}"),
    }
}

#[test]
fn one_process_writes_and_the_next_is_told() {
    let (home, folders) = home();
    let claim = Instance::claim(&folders).unwrap();
    assert_eq!(claim.access(), Access::Write);
    let (_, said) = other_process(home.path(), "claim");
    assert!(said.contains("claim: ReadOnly"), "{said}");
    drop(claim);
    let (_, said) = other_process(home.path(), "claim");
    assert!(said.contains("claim: Write"), "{said}");
}

#[test]
fn the_writer_sweeps_what_a_killed_one_left_and_nothing_else() {
    let (_home, folders) = home();
    let stray = folders.config.join(".dapple-abc123.part");
    let mine = folders.config.join(".dapple-notes.txt");
    fs::write(&stray, "half").unwrap();
    fs::write(&mine, "mine").unwrap();
    let _claim = Instance::claim(&folders).unwrap();
    assert!(!stray.exists());
    assert!(mine.exists());
}

#[test]
fn a_killed_export_is_swept_and_a_running_one_is_not() {
    let (home, folders) = home();
    let (survived, _) = other_process(home.path(), "killed export");
    assert!(!survived);
    let strays = || names(home.path()).iter().filter(|name| name.ends_with(".part")).count();
    assert_eq!(strays(), 1);
    let mut running = Unfinished::create(&folders, &home.path().join("running.csv")).unwrap();
    running.write_all(b"rows").unwrap();
    assert_eq!(strays(), 2);
    assert_eq!(Unfinished::sweep(&folders), 1);
    assert_eq!(strays(), 1);
    running.commit().unwrap();
    assert_eq!(fs::read_to_string(home.path().join("running.csv")).unwrap(), "rows");
    assert_eq!(Unfinished::sweep(&folders), 0);
    assert!(files(&folders.state.join("unfinished")).is_empty());
}

#[test]
fn a_note_about_a_foreign_file_removes_nothing() {
    let (home, folders) = home();
    let precious = home.path().join("thesis.doc");
    fs::write(&precious, "years").unwrap();
    let notes = folders.state.join("unfinished");
    fs::create_dir_all(&notes).unwrap();
    fs::write(notes.join("note"), precious.as_os_str().as_encoded_bytes()).unwrap();
    assert_eq!(Unfinished::sweep(&folders), 0);
    assert!(precious.exists());
}
