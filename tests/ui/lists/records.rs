//! Rows of a table: filtered and sorted by what they say.

use std::sync::Arc;

use dapple::ui::lists::Records;
use dapple_data::speckle::browse::Listing;

#[test]
fn rows_are_filtered_and_sorted_by_what_they_say() {
    let listing = Arc::new(Listing { items: vec!["b", "A", "c"], ..Listing::default() });
    let mut records = Records::default();
    let cells = |text: &&str| vec![(*text).to_owned()];
    let said = |records: &Records<&str>| {
        (0..records.len() as u64).map(|row| *records.item(&listing, row).unwrap()).collect::<String>()
    };
    records.update(&listing, cells);
    assert_eq!(said(&records), "bAc");
    records.sort_by(0, false);
    assert!(records.update(&listing, cells));
    assert_eq!(said(&records), "Abc");
    records.sort_by(0, false);
    records.update(&listing, cells);
    assert_eq!(said(&records), "cbA");
    records.sort_by(0, false);
    records.filter = "a".to_owned();
    records.update(&listing, cells);
    assert_eq!((said(&records), records.sort), ("A".to_owned(), None));
    assert!(!records.update(&listing, cells));
}
