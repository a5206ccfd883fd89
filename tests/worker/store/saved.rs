//! Saved queries: files of their own, never written over in silence, found again when removed.

use std::fs;

use dapple::services::store::{Expected, SaveEnd, SavedFolder, SavedList, SavedText, wrong_name};

fn saved(text: &str, variables: &str) -> SavedText {
    SavedText { text: text.to_owned(), variables: variables.to_owned() }
}

fn done(end: SaveEnd) -> u64 {
    match end {
        SaveEnd::Done(stamp) => stamp,
        SaveEnd::Changed(there) => panic!("{there:?} is in the way"),
    }
}

#[test]
fn queries_are_files_with_their_variables_beside_them() {
    let home = tempfile::tempdir().unwrap();
    let folder = SavedFolder::new(home.path().join("queries"));
    assert_eq!(folder.list().unwrap(), SavedList::default(), "no folder yet");
    let mine = saved("{ a }", "{ // one\n}");
    let stamp = done(folder.write("reports/Größen", &mine, Expected::Nothing).unwrap());
    done(
        folder
            .write("fragments/User", &saved("fragment U on User { id }", " \n"), Expected::Nothing)
            .unwrap(),
    );
    assert_eq!(fs::read_to_string(home.path().join("queries/reports/Größen.graphql")).unwrap(), "{ a }");
    assert!(!home.path().join("queries/fragments/User.json").exists(), "blank variables have no file");
    let list = folder.list().unwrap();
    assert_eq!(list.files, ["fragments/User", "reports/Größen"]);
    assert_eq!(list.fragments, ["fragment U on User { id }"]);
    let read = folder.read("reports/Größen").unwrap().unwrap();
    assert_eq!((read.stamp(), &read), (stamp, &mine));
}

#[test]
fn a_file_that_changed_is_never_overwritten_in_silence() {
    let home = tempfile::tempdir().unwrap();
    let folder = SavedFolder::new(home.path().to_owned());
    let stamp = done(folder.write("a", &saved("one", ""), Expected::Nothing).unwrap());
    fs::write(home.path().join("a.graphql"), "theirs").unwrap();
    let theirs = SaveEnd::Changed(saved("theirs", ""));
    assert_eq!(folder.write("a", &saved("two", ""), Expected::Stamp(stamp)).unwrap(), theirs);
    assert_eq!(folder.write("a", &saved("two", ""), Expected::Nothing).unwrap(), theirs);
    assert_eq!(fs::read_to_string(home.path().join("a.graphql")).unwrap(), "theirs");
    // The same text is no conflict, and a person may say that theirs goes.
    done(folder.write("a", &saved("theirs", ""), Expected::Stamp(stamp)).unwrap());
    done(folder.write("a", &saved("two", "{}"), Expected::Anything).unwrap());
    assert_eq!(folder.read("a").unwrap().unwrap(), saved("two", "{}"));
    // Variables alone that changed are a change too.
    let stamp = saved("two", "{}").stamp();
    fs::write(home.path().join("a.json"), "{ }").unwrap();
    assert!(matches!(
        folder.write("a", &saved("three", "{}"), Expected::Stamp(stamp)).unwrap(),
        SaveEnd::Changed(_)
    ));
}

#[test]
fn names_change_and_what_is_removed_can_be_found() {
    let home = tempfile::tempdir().unwrap();
    let folder = SavedFolder::new(home.path().to_owned());
    for name in ["a", "b"] {
        done(folder.write(name, &saved(name, "{}"), Expected::Nothing).unwrap());
    }
    assert!(folder.rename("a", "b").is_err(), "nothing is replaced");
    folder.rename("a", "sub/c").unwrap();
    assert_eq!(folder.list().unwrap().files, ["b", "sub/c"]);
    let first = folder.remove("sub/c").unwrap();
    done(folder.write("sub/c", &saved("c", ""), Expected::Nothing).unwrap());
    let second = folder.remove("sub/c").unwrap();
    assert_ne!(first, second);
    assert_eq!(
        (fs::read_to_string(first).unwrap(), fs::read_to_string(second).unwrap()),
        ("a".into(), "c".into())
    );
    assert_eq!(folder.list().unwrap().files, ["b"]);
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["", " ", "..", "../a", "/etc/a", "a/../b", ".a", "a.", "a:b", "con", "a\\b", "a/ b", "a\n"] {
        assert!(wrong_name(name).is_some(), "{name:?}");
    }
    for name in ["a", "reports/All versions 2026", "ビル"] {
        assert_eq!(wrong_name(name), None, "{name:?}");
    }
    let home = tempfile::tempdir().unwrap();
    let folder = SavedFolder::new(home.path().join("in"));
    assert!(folder.write("../out", &saved("x", ""), Expected::Anything).is_err());
    assert!(folder.read("../out").is_err());
    assert!(!home.path().join("out.graphql").exists());
}
