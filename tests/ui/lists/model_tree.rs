//! The tree of models: folds that last, and a filter that looks into them.

use std::sync::Arc;

use dapple::ui::lists::{Change, ModelTree};
use dapple_data::Stop;
use dapple_data::speckle::browse::{ArrangedModels, Listing, Model, Sort};

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
    assert_eq!(tree.update(&listing, ("", Sort::Newest), None), Change::Fresh);
    assert_eq!(
        tree.update(&listing, ("", Sort::Newest), None),
        Change::Same,
        "nothing changed, nothing is made"
    );
    assert_eq!(said(&tree), ["Architecture", "-A", "--Core", "-B", "Loose", "Structure", "-Steel"]);
    assert_eq!(tree.node(1).unwrap().model, Some(3), "a model and a folder at once");
    tree.fold(0, true);
    assert_eq!(said(&tree), ["Architecture", "Loose", "Structure", "-Steel"]);
    assert!(tree.is_folded(0));
    tree.update(&listing, ("core", Sort::Newest), None);
    assert_eq!((said(&tree), tree.shown()), (vec!["Architecture".into(), "-A".into(), "--Core".into()], 1));
    assert_eq!((tree.parent_row(2), tree.node(2).unwrap().model), (Some(1), Some(1)));
    tree.update(&listing, ("", Sort::Name), None);
    assert_eq!((tree.len(), tree.row_of(1)), (4, None), "still folded");
    tree.reveal(1);
    assert_eq!((tree.row_of(1), tree.len()), (Some(2), 7));
    tree.fold_all();
    assert_eq!(tree.len(), 3);
    tree.fold_all();
    assert_eq!(tree.len(), 7);
    assert_eq!(tree.parent_row(0), None);
}

/// More models than a frame may arrange.
fn many(count: usize) -> Arc<Listing<Model>> {
    let items = (0..count).map(|nth| model(&format!("F{}/Model {nth}", nth % 50), 1)).collect();
    Arc::new(Listing { items, ..Listing::default() })
}

#[test]
fn a_long_list_is_arranged_elsewhere_and_older_rows_stay_until_then() {
    let mut tree = ModelTree::default();
    let (old, new) = (sample(), many(20_000));
    tree.update(&old, ("", Sort::Name), None);
    let before = said(&tree);
    assert_eq!(tree.update(&new, ("", Sort::Name), None), Change::Ask);
    assert_eq!(tree.update(&new, ("", Sort::Name), None), Change::Same, "it is asked once");
    assert_eq!(said(&tree), before);
    assert!(Arc::ptr_eq(&tree.listing().unwrap(), &old), "and they are rows of the older list");
    let make = |filter: &str| {
        Arc::new(ArrangedModels::make(new.clone(), filter.to_owned(), Sort::Name, &Stop::new()).unwrap())
    };
    let other = make("model 7");
    assert_eq!(tree.update(&new, ("", Sort::Name), Some(&other)), Change::Same, "that is another filter's");
    assert_eq!(tree.update(&new, ("", Sort::Name), Some(&make(""))), Change::Fresh);
    assert_eq!((tree.len(), tree.shown()), (20_050, 20_000));
    tree.fold(0, true);
    assert_eq!(tree.len(), 20_050 - 400);
    assert_eq!(tree.update(&new, ("model 19999", Sort::Name), None), Change::Ask);
    assert_eq!(tree.update(&new, ("model 19999", Sort::Name), Some(&make("model 19999"))), Change::Fresh);
    assert_eq!(said(&tree), ["F49", "-Model 19999"]);
    assert_eq!(tree.update(&new, ("", Sort::Name), Some(&make(""))), Change::Fresh);
    assert!(tree.is_folded(0) && tree.len() == 20_050 - 400, "what was folded is folded");
    let mut empty = ModelTree::default();
    empty.update(&new, ("", Sort::Name), None);
    assert!(empty.is_waiting() && empty.is_empty());
}
