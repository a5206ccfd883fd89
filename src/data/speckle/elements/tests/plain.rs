//! Rows that are no elements: the items of a list, looked at with the same wishes.

use std::sync::Arc;

use super::*;
use crate::document::{Document, NodeId};
use crate::table::{Catalog, CatalogOptions, ColumnPath, Direction};

fn set(json: &str) -> (Elements, Catalog) {
    let document = Arc::new(Document::from_bytes(bytes::Bytes::copy_from_slice(json.as_bytes())));
    let root = document.root().unwrap();
    let rows: Arc<[NodeId]> = document.children(root).collect();
    let options = CatalogOptions { skip: &[], fold: &[] };
    let catalog = Catalog::of_rows(&document, &rows, &options, &Stop::new()).unwrap();
    (Elements::of_rows(document, rows), catalog)
}

fn cells(view: &ElementsView, column: usize) -> Vec<String> {
    view.rows().iter().map(|row| view.table.cell(*row as usize, column).text.into_owned()).collect()
}

const ROWS: &str = r#"[{"id":"b","n":2,"author":{"name":"Ana"}},{"id":"a","n":1.50,"author":{"name":"Bo"}},{"id":"c","n":3,"author":null}]"#;

#[test]
fn a_list_opens_with_its_columns_in_order_and_nothing_added_up() {
    let (elements, catalog) = set(ROWS);
    let layout = Layout::of_rows(&catalog, 100);
    let first = view(&elements, &layout.wish(), None, &Stop::new()).unwrap();
    let names: Vec<&str> = first.table.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "n", "author.name"]);
    assert_eq!(cells(&first, 0), ["b", "a", "c"]);
    assert!(first.wish.sums.is_empty());
    assert_eq!(layout.sums(), [ColumnKey::path(["n"])]);
    assert!(elements.is_plain() && elements.text(false, 0, Computed::ObjectId).is_none());
    assert_eq!(Layout::of_rows(&catalog, 2).columns().len(), 2);
}

#[test]
fn it_is_filtered_sorted_grouped_and_summed_like_any_table() {
    let (elements, catalog) = set(ROWS);
    let first = view(&elements, &Layout::of_rows(&catalog, 100).wish(), None, &Stop::new()).unwrap();
    let wish = Wish {
        filters: vec![(ColumnKey::path(["n"]), Condition::Compare(Comparison::AtLeast, "1.5".into()))],
        sort: vec![(ColumnKey::path(["id"]), Direction::Descending)],
        sums: vec![ColumnKey::path(["n"])],
        ..first.wish.clone()
    };
    let arranged = view(&elements, &wish, Some(&first), &Stop::new()).unwrap();
    assert_eq!(cells(&arranged, 0), ["c", "b", "a"]);
    assert_eq!(arranged.groups.totals[0].only().unwrap().sum.text(), "6.5");
    assert_eq!(arranged.with_host, [0]);
    let wish = Wish { group: vec![ColumnKey::Path(ColumnPath::of_keys(["author", "name"]))], ..wish };
    let grouped = view(&elements, &wish, Some(&arranged), &Stop::new()).unwrap();
    assert_eq!(grouped.groups.groups.len(), 3);
    let node = elements.rows(false)[1];
    let all = details(&elements, node, &Stop::new()).unwrap();
    assert_eq!(all.columns().len(), 3);
}
