//! Which lists of an answer go on behind what came.

use dapple_data::document::{Document, Kind};
use dapple_data::graphql::connections::{Connection, connections};
use dapple_data::schema::Schema;

use crate::app::answer::Offer;
use crate::app::command::RunRequest;

/// The lists of an answer that can be loaded to their ends: those of which more is there, as far as is
/// known, and those inside of items.
pub(in crate::app::worker) fn offers(
    schema: &Schema,
    request: &RunRequest,
    document: &Document,
) -> Vec<Offer> {
    let all = connections(schema, &request.query, request.operation.as_deref());
    all.iter().filter_map(|connection| offer(connection, document)).collect()
}

fn offer(connection: &Connection, document: &Document) -> Option<Offer> {
    let path = connection.path.clone();
    if connection.is_nested() {
        return Some(Offer { path, here: None, total: None });
    }
    let mut node = document.root().and_then(|root| document.member(root, "data"))?;
    for key in &connection.path {
        node = document.member(node, key)?;
    }
    let list = document.member(node, &connection.items).filter(|n| document.kind(*n) == Kind::Array)?;
    let here = document.child_count(list) as u64;
    let total = connection.total.as_ref().and_then(|key| document.member(node, key));
    let total: Option<u64> = total.and_then(|total| document.text(total)?.parse().ok());
    let cursor = connection.cursor.as_ref().and_then(|key| document.member(node, key));
    let ends_here = match total {
        Some(total) if total > 0 => total <= here,
        // Not counted: an empty page, or one without a cursor, is the last one.
        _ => here == 0 || cursor.is_some_and(|cursor| document.kind(cursor) == Kind::Null),
    };
    (!ends_here).then_some(Offer { path, here: Some(here), total: total.filter(|total| *total > here) })
}
