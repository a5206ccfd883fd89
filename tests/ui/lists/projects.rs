//! Projects as rows: grouped by workspace, filtered, sorted.

use std::sync::Arc;

use dapple::ui::lists::{ProjectOrder as Order, ProjectRow as Row, ProjectRows};
use dapple_data::speckle::browse::{Listing, Project, Workspace};

fn project(id: &str, name: &str, workspace: Option<&str>, role: &str, updated: &str) -> Project {
    Project {
        id: id.into(),
        name: name.to_owned(),
        description: None,
        role: Some(format!("stream:{role}")),
        visibility: "PRIVATE".to_owned(),
        created_at: updated.to_owned(),
        updated_at: updated.to_owned(),
        models: None,
        workspace: workspace.map(|name| Workspace {
            id: name.into(),
            name: name.to_owned(),
            slug: name.to_owned(),
        }),
    }
}

fn said(rows: &ProjectRows, listing: &Listing<Project>) -> String {
    let words = rows.rows.iter().map(|row| match row {
        Row::Section(name, count) => format!("[{name} {count}]"),
        Row::Project(at) => listing.items[*at].name.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn projects_stand_under_their_workspace_and_what_lies_in_none_comes_last() {
    let items = vec![
        project("1", "Beta", Some("North"), "owner", "2026-01-03T00:00:00Z"),
        project("2", "alpha", None, "owner", "2026-01-04T00:00:00Z"),
        project("3", "Gamma", None, "reviewer", "2026-01-02T00:00:00Z"),
        project("4", "Delta", Some("South"), "reviewer", "2026-01-05T00:00:00Z"),
        project("5", "Aleph", Some("North"), "owner", "2026-01-01T00:00:00Z"),
    ];
    let listing = Arc::new(Listing { items, ..Listing::default() });
    let mut rows = ProjectRows::default();
    assert!(rows.update(&listing, "", Order::Updated, &[]));
    assert_eq!(
        said(&rows, &listing),
        "[South 1] Delta [North 2] Beta Aleph [Shared with me 1] Gamma [Personal 1] alpha"
    );
    assert!(!rows.update(&listing, "", Order::Updated, &[]), "nothing changed, nothing is made");
    rows.update(&listing, "a north", Order::Name, &["5".to_owned()]);
    assert_eq!(said(&rows, &listing), "[Favourites 1] Aleph [North 2] Aleph Beta");
    assert_eq!((rows.shown, rows.row_of(&listing, "5")), (2, Some(3)));
    assert_eq!(rows.row_of(&listing, "4"), None);
}
