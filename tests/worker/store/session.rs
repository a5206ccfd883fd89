//! The session and the history: what a kill, a broken file and a second process leave.

use std::fs;

use dapple::services::store::{
    Access, Folders, History, Outcome, Record, SavedQuery, Session, StoreError, Tab, Tabs, Why,
};
use dapple_data::token::Scrubber;
use jiff::Timestamp;
use secrecy::SecretString;

use super::{TOKEN, files, home, other_process, permissions_bind, set_mode};

fn tab(id: i64, text: &str) -> Tab {
    Tab { id, kind: "query".to_owned(), title: format!("Tab {id}"), text: text.to_owned(), ..Tab::default() }
}

fn session(folders: &Folders) -> Session {
    let opened = Session::open(folders, Access::Write).unwrap();
    assert_eq!(opened.set_aside, None);
    opened.value
}

fn ids(tabs: &Tabs) -> Vec<i64> {
    tabs.list.iter().map(|tab| tab.id).collect()
}

#[test]
fn tabs_come_back_in_order_with_their_texts() {
    let (_home, folders) = home();
    let mut first = session(&folders);
    assert_eq!(first.tabs().unwrap(), Tabs::default());
    let whole = Tab {
        variables: "{\"id\": \"é\"}".to_owned(),
        operation: Some("Q".to_owned()),
        account: Some("0123456789@https://a.example".to_owned()),
        detail: "{}".to_owned(),
        ..tab(7, "query Q { a }\n\u{0}")
    };
    for tab in [&tab(3, "a"), &whole, &tab(5, "b")] {
        first.save_tab(tab).unwrap();
    }
    first.arrange(&[5, 7, 3], Some(7)).unwrap();
    first.save_tab(&tab(3, "changed")).unwrap();
    first.save_tab(&tab(9, "new, so last")).unwrap();
    drop(first);
    let mut again = session(&folders);
    let tabs = again.tabs().unwrap();
    assert_eq!((ids(&tabs), tabs.selected), (vec![5, 7, 3, 9], Some(7)));
    assert_eq!((&tabs.list[1], tabs.list[2].text.as_str()), (&whole, "changed"));
    again.remove_tab(7).unwrap();
    assert_eq!(again.tabs().unwrap().selected, None, "what is selected must be there");
    again.remove_account("0123456789@https://a.example").unwrap();
    assert_eq!(ids(&again.tabs().unwrap()), [5, 3, 9]);
    assert!(again.size() > 0);
}

#[test]
fn the_window_is_remembered_and_queries_are_saved() {
    let (_home, folders) = home();
    let mut session = session(&folders);
    assert_eq!(session.remembered("split").unwrap(), None);
    session.remember("split", "240").unwrap();
    session.remember("split", "260").unwrap();
    assert_eq!(session.remembered("split").unwrap().as_deref(), Some("260"));
    let mut query = SavedQuery {
        id: 0,
        name: "Walls".to_owned(),
        text: "{ a }".to_owned(),
        variables: String::new(),
        operation: None,
        changed: Timestamp::from_millisecond(1_700_000_000_123).unwrap(),
    };
    query.id = session.save_query(&query).unwrap();
    query.name = "Doors".to_owned();
    assert_eq!(session.save_query(&query).unwrap(), query.id);
    assert_eq!(session.saved_queries().unwrap(), [query.clone()]);
    session.remove_query(query.id).unwrap();
    assert!(session.saved_queries().unwrap().is_empty());
}

/// Runs in a process that then ends like a killed one.
pub fn write_and_abort(folders: &Folders) {
    let mut session = session(folders);
    for id in 1..=20 {
        session.save_tab(&tab(id, "query { kept }")).unwrap();
    }
    session.arrange(&[20, 1], Some(20)).unwrap();
    std::process::abort();
}

#[test]
fn a_killed_process_loses_nothing_that_was_saved() {
    let (home, folders) = home();
    let (survived, _) = other_process(home.path(), "killed session");
    assert!(!survived);
    let tabs = session(&folders).tabs().unwrap();
    assert_eq!((tabs.list.len(), ids(&tabs)[0], tabs.selected), (20, 20, Some(20)));
    assert!(tabs.list.iter().all(|tab| tab.text == "query { kept }"));
}

#[test]
fn a_broken_database_is_set_aside_whole() {
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damage: [Damage; 3] = [
        |_| b"this is no database at all, but long enough to look like one. ".repeat(100),
        |whole| whole[..whole.len() / 2].to_vec(),
        |whole| whole.iter().enumerate().map(|(at, byte)| if at > 4096 { 0xA5 } else { *byte }).collect(),
    ];
    for (number, damage) in damage.iter().enumerate() {
        let (_home, folders) = home();
        let mut good = session(&folders);
        (1..200).for_each(|id| good.save_tab(&tab(id, &"long ".repeat(100))).unwrap());
        drop(good);
        let broken = damage(&fs::read(folders.session_file()).unwrap());
        fs::write(folders.session_file(), &broken).unwrap();
        let mut opened = Session::open(&folders, Access::Write).unwrap();
        let aside = opened.set_aside.unwrap_or_else(|| panic!("damage {number} went unnoticed"));
        assert!(matches!(aside.why, Why::Damaged(_)));
        assert_eq!(fs::read(aside.kept_as.unwrap()).unwrap(), broken);
        opened.value.save_tab(&tab(1, "goes on")).unwrap();
        assert_eq!(session(&folders).tabs().unwrap().list.len(), 1);
    }
}

#[test]
fn a_newer_database_is_set_aside() {
    let (_home, folders) = home();
    drop(session(&folders));
    // The version is the 32-bit number at byte 60 of the header. Source: SQLite file format, 1.3.
    let mut bytes = fs::read(folders.session_file()).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(folders.session_file(), bytes).unwrap();
    let opened = Session::open(&folders, Access::Write).unwrap();
    assert_eq!(opened.set_aside.unwrap().why, Why::Newer { version: 99 });
}

#[test]
fn a_second_process_reads_and_cannot_write() {
    let (_home, folders) = home();
    let empty = Session::open(&folders, Access::ReadOnly).unwrap().value;
    assert_eq!(empty.tabs().unwrap(), Tabs::default());
    assert!(files(&folders.data).is_empty(), "a reader makes no file");
    let mut writer = session(&folders);
    writer.save_tab(&tab(1, "a")).unwrap();
    let mut reader = Session::open(&folders, Access::ReadOnly).unwrap().value;
    writer.save_tab(&tab(2, "b")).unwrap();
    assert_eq!(ids(&reader.tabs().unwrap()), [1, 2]);
    let refused = reader.save_tab(&tab(3, "c"));
    assert!(matches!(refused, Err(StoreError::NotWritable { .. })), "{refused:?}");
}

#[test]
fn a_home_that_cannot_be_written_is_named_and_memory_goes_on() {
    let (home, folders) = home();
    if permissions_bind(home.path()) {
        set_mode(&folders.data, 0o500);
        let error = Session::open(&folders, Access::Write).unwrap_err();
        set_mode(&folders.data, 0o700);
        assert!(matches!(error, StoreError::NotWritable { .. }), "{error}");
        assert!(error.to_string().contains("session.db"), "{error}");
    }
    // A folder in the database's place fails for every user.
    fs::create_dir(folders.session_file()).unwrap();
    let error = Session::open(&folders, Access::Write).unwrap_err();
    assert!(error.to_string().contains("session.db"), "{error}");
    let mut memory = Session::in_memory().unwrap();
    memory.save_tab(&tab(1, "a")).unwrap();
    assert_eq!(memory.tabs().unwrap().list.len(), 1);
}

fn record(text: &str, variables: &str) -> Record {
    Record {
        at: Timestamp::from_millisecond(1_700_000_000_000).unwrap(),
        account: Some("0123456789@https://a.example".to_owned()),
        server: "https://a.example".to_owned(),
        operation: Some("Q".to_owned()),
        text: text.to_owned(),
        variables: variables.to_owned(),
        outcome: Outcome::Partial,
        status: Some(200),
        milliseconds: 42,
        bytes: u64::from(u32::MAX) * 4,
    }
}

fn history(folders: &Folders) -> History {
    History::open(folders, Access::Write).unwrap().value
}

#[test]
fn runs_come_back_newest_first_and_the_oldest_go() {
    let (_home, folders) = home();
    let mut history = history(&folders);
    let scrubber = Scrubber::new();
    let ids: Vec<i64> = (0..7)
        .map(|n| history.add(&record(&format!("{{ field{n} }}"), "{}"), &scrubber, 5).unwrap())
        .collect();
    let page = history.page(None, "", 2).unwrap();
    assert_eq!(page.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ids[6], ids[5]]);
    assert_eq!(page[0].record, record("{ field6 }", "{}"));
    let rest = history.page(Some(ids[5]), "", 10).unwrap();
    assert_eq!(rest.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ids[4], ids[3], ids[2]]);
    assert_eq!(history.page(None, "FIELD3", 10).unwrap().len(), 1);
    assert_eq!(history.page(None, "field%", 10).unwrap().len(), 0);
    history.remove(ids[3]).unwrap();
    assert_eq!(history.count().unwrap(), 4);
    history.remove_account("0123456789@https://a.example").unwrap();
    assert_eq!(history.count().unwrap(), 0);
}

#[test]
fn secrets_are_masked_before_they_are_written() {
    let json = [
        (r#"{"id": "a", "apiToken": "x"}"#, r#"{"id": "a", "apiToken": "***"}"#),
        (r#"{"in":{"PassWord" : 12.50e3,"n":1.10}}"#, r#"{"in":{"PassWord" : "***","n":1.10}}"#),
        (r#"{"secrets": [1, {"a": "b"}], "z": null}"#, r#"{"secrets": "***", "z": null}"#),
        (r#"{"pass\u0077ord": "x"}"#, r#"{"pass\u0077ord": "***"}"#),
        (r#"{"email": true, "note": "password: x"}"#, r#"{"email": "***", "note": "password: x"}"#),
        (r#"{"token": "never closed"#, r#"{"token": "***""#),
        (r#"{"a": "token", "b": 1}"#, r#"{"a": "token", "b": 1}"#),
        ("", ""),
    ];
    let graphql = [
        (r#"mutation { a(password: "x", n: 1) { b } }"#, r#"mutation { a(password: "***", n: 1) { b } }"#),
        (r#"{ a(i: {email: """x " y""", k: 2}) }"#, r#"{ a(i: {email: "***", k: 2}) }"#),
        (
            r#"query ($token: String! = "x", $n: Int) { a }"#,
            r#"query ($token: String! = "***", $n: Int) { a }"#,
        ),
        (
            "query ($token: [String!]!) { a(token: $token) }",
            "query ($token: [String!]!) { a(token: $token) }",
        ),
        ("{ token: name email } # password: \"x\"", "{ token: name email } # password: \"x\""),
        (r#"{ a(secrets: ["x", $b, 4]) }"#, r#"{ a(secrets: ["***", $b, "***"]) }"#),
        ("{ a(password: \"open\n) }", "{ a(password: \"***\"\n) }"),
    ];
    let (_home, folders) = home();
    let mut history = history(&folders);
    let mut masked = |text: &str, variables: &str| {
        history.add(&record(text, variables), &Scrubber::new(), 100).unwrap();
        history.page(None, "", 1).unwrap().remove(0).record
    };
    for (given, kept) in json {
        assert_eq!(masked("", given).variables, kept);
    }
    for (given, kept) in graphql {
        assert_eq!(masked(given, "").text, kept);
    }
}

#[test]
fn a_live_token_is_nowhere_on_the_disk() {
    let (home, folders) = home();
    let scrubber = Scrubber::new();
    scrubber.add(&SecretString::from(TOKEN));
    let mut history = history(&folders);
    let text = format!("{{ a(id: \"{TOKEN}\") }} # {TOKEN}");
    history.add(&record(&text, &format!("{{\"id\": \"{TOKEN}\"}}")), &scrubber, 100).unwrap();
    let kept = history.page(None, "", 1).unwrap().remove(0).record;
    assert!(kept.text.contains("0123456789"), "its public id may stay: {}", kept.text);
    for file in files(home.path()) {
        let bytes = fs::read(&file).unwrap();
        let found = bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes());
        assert!(!found, "{}", file.display());
    }
}

#[test]
fn what_is_cleared_is_gone_from_the_files() {
    let (home, folders) = home();
    let mut history = history(&folders);
    history.add(&record("{ unmistakable_field }", "{}"), &Scrubber::new(), 100).unwrap();
    let found = || {
        let needle = b"unmistakable_field";
        let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        files(home.path()).iter().any(|file| holds(&fs::read(file).unwrap()))
    };
    assert!(found());
    history.clear().unwrap();
    assert!(!found());
    assert_eq!(history.count().unwrap(), 0);
}
