//! The tree of models: folds that last, and a filter that looks into them.

use std::sync::Arc;

use dapple::ui::lists::ModelTree;
use dapple_data::speckle::browse::{Listing, Model, Sort};

fn model(name: &str, day: u32) -> Model {
    let time = format!("2026-01-{day:02}T00:00:00Z");
    Model {
        id: name.into(),
        name: name.to_owned(),
        description: None,
        author: None,
        created_at: time.clone(),
        updated_at: time,
        versions: 1,
        preview_url: None,
    }
}

fn said(tree: &ModelTree) -> Vec<String> {
    let rows = (0..tree.len()).filter_map(|row| tree.node(row));
    rows.map(|node| format!("{}{}", "-".repeat(node.depth), node.name)).collect()
}

fn sample() -> Arc<Listing<Model>> {
    let names = ["Structure/Steel", "Architecture/A/Core", "Architecture/B", "Architecture/A", "Loose"];
    let items = names.iter().zip([2, 9, 5, 1, 8]).map(|(name, day)| model(name, day)).collect();
    Arc::new(Listing { items, ..Listing::default() })
}

#[test]
fn folds_last_and_a_filter_looks_into_them() {
    let mut tree = ModelTree::default();
    let listing = sample();
    assert!(tree.update(&listing, "", Sort::Newest));
    assert!(!tree.update(&listing, "", Sort::Newest), "nothing changed, nothing is made");
    assert_eq!(said(&tree), ["Architecture", "-A", "--Core", "-B", "Loose", "Structure", "-Steel"]);
    assert_eq!(tree.node(1).unwrap().model, Some(3), "a model and a folder at once");
    tree.fold(0, true);
    assert_eq!(said(&tree), ["Architecture", "Loose", "Structure", "-Steel"]);
    assert!(tree.is_folded(tree.node(0).unwrap()));
    tree.update(&listing, "core", Sort::Newest);
    assert_eq!((said(&tree), tree.shown), (vec!["Architecture".into(), "-A".into(), "--Core".into()], 1));
    assert_eq!((tree.parent_row(2), tree.node(2).unwrap().model), (Some(1), Some(1)));
    tree.update(&listing, "", Sort::Name);
    assert_eq!((tree.len(), tree.row_of(1)), (4, None), "still folded");
    tree.reveal(1);
    assert_eq!((tree.row_of(1), tree.len()), (Some(2), 7));
    tree.fold_all();
    assert_eq!(tree.len(), 3);
    tree.fold_all();
    assert_eq!(tree.len(), 7);
    assert_eq!(tree.parent_row(0), None);
}
