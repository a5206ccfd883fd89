//! Versions as rows: hidden ones together at the end.

use std::sync::Arc;

use dapple::ui::lists::{VersionOrder as Order, VersionRow as Row, VersionRows, about, message};
use dapple_data::speckle::browse::{Content, Listing, Person, Version};

fn version(id: &str, author: &str, day: u32, content: Content) -> Version {
    Version {
        id: id.into(),
        model: None,
        message: Some(format!("Message of {id}")),
        author: Some(Person { id: author.into(), name: author.to_owned(), avatar: None }),
        source_application: Some("civil3d".to_owned()),
        created_at: format!("2026-01-{day:02}T00:00:00Z"),
        content,
        preview_url: None,
    }
}

#[test]
fn hidden_versions_stand_together_at_the_end() {
    let root = || Content::Root("9b5e57dca804a923a8d42d55dcc0191a".into());
    let items = vec![
        version("a", "Zoe", 3, root()),
        version("b", "Ada", 9, Content::Hidden),
        version("c", "Ada", 5, root()),
        version("d", "Ada", 1, Content::Hidden),
    ];
    let listing = Arc::new(Listing { items, ..Listing::default() });
    let mut rows = VersionRows::default();
    rows.update(&listing, "", Order::Newest, false);
    assert_eq!(rows.rows, [Row::Version(2), Row::Version(0), Row::Hidden(2)]);
    assert_eq!((rows.row_of(&listing, "a"), rows.row_of(&listing, "b")), (Some(1), None));
    rows.update(&listing, "", Order::Oldest, true);
    assert_eq!(
        rows.rows,
        [Row::Version(0), Row::Version(2), Row::Hidden(2), Row::Version(3), Row::Version(1)]
    );
    rows.update(&listing, "zoe civil 3d", Order::Author, false);
    assert_eq!((rows.rows.as_slice(), rows.shown), ([Row::Version(0)].as_slice(), 1));
}

#[test]
fn a_version_without_words_says_so() {
    let version = Version {
        id: "v".into(),
        model: None,
        message: Some("  ".to_owned()),
        author: None,
        source_application: Some("ifc".to_owned()),
        created_at: String::new(),
        content: Content::NewFormat("bundle.p.m.v".into()),
        preview_url: None,
    };
    assert_eq!(message(&version), ("No message".to_owned(), true));
    assert_eq!(about(&version), "IFC  ·  new format");
}
