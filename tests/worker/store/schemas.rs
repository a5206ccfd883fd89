//! Schemas kept of servers: each under its own address, never a token, never too much.

use dapple::services::store::MAX_SCHEMA_BYTES;

use super::{files, home, names};

#[test]
fn a_schema_comes_back_under_its_own_server_only() {
    let (_home, folders) = home();
    assert_eq!(folders.read_schema("https://one.example").unwrap(), None);
    assert!(folders.keep_schema("https://one.example", "type Query { a: Int }").unwrap());
    assert!(folders.keep_schema("https://one.example:8443", "type Query { b: Int }").unwrap());
    assert!(folders.keep_schema("https://one.example", "type Query { c: Int }").unwrap());
    let kept = folders.read_schema("https://one.example").unwrap().unwrap();
    assert_eq!(kept.sdl, "type Query { c: Int }");
    assert!(kept.at > 1_600_000_000);
    assert_eq!(
        folders.read_schema("https://one.example:8443").unwrap().unwrap().sdl,
        "type Query { b: Int }"
    );
    assert_eq!(names(&folders.cache.join("schemas")).len(), 2);
    // A file of that name that is of another server, or damaged, is none.
    for path in files(&folders.cache.join("schemas")) {
        std::fs::write(path, "# https://two.example\ntype Query { a: Int }").unwrap();
    }
    assert_eq!(folders.read_schema("https://one.example").unwrap(), None);
}

#[test]
fn too_long_a_schema_is_not_kept_and_old_ones_give_way() {
    let (_home, folders) = home();
    let long = " ".repeat(usize::try_from(MAX_SCHEMA_BYTES).unwrap() + 1);
    assert!(!folders.keep_schema("https://long.example", &long).unwrap());
    let large = " ".repeat(usize::try_from(MAX_SCHEMA_BYTES).unwrap() - 100);
    for server in ["a", "b", "c", "d", "e"] {
        assert!(folders.keep_schema(&format!("https://{server}.example"), &large).unwrap());
        // The oldest goes first, so each has a time of its own.
        std::thread::sleep(std::time::Duration::from_millis(15));
    }
    assert_eq!(names(&folders.cache.join("schemas")).len(), 4);
    assert_eq!(folders.read_schema("https://a.example").unwrap(), None);
    assert!(folders.read_schema("https://e.example").unwrap().is_some());
}
