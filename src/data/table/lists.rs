//! Which lists of an answer are worth a table.

use std::cmp::Reverse;

use crate::document::{Document, Kind, NodeId, Path, Reader, Step};

/// Most values looked at: an answer's lists are near its top.
const MOST_VISITED: usize = 20_000;
/// Deepest level looked at.
const MOST_DEPTH: usize = 12;
/// Up to how many items a list is looked into: the answers of a batch, but not rows.
const BATCH_ITEMS: usize = 16;
/// How many items decide whether a list holds objects.
const SAMPLE: usize = 16;

/// A list that can be a table.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub node: NodeId,
    /// Where it stands, from the root.
    pub path: Path,
    /// Number of items.
    pub len: usize,
}

/// The lists of a document, best first: objects before scalars, lists named as collections are
/// (`items`, `objects`, `nodes`, `edges`), near the top, and long. Empty lists are left out.
/// So are the complaints of a GraphQL answer, which are no data of anybody.
/// Waits for the disk: for the pool. What the disk does not give is left out.
pub fn lists(document: &Document) -> Vec<List> {
    let Some(root) = document.root() else { return Vec::new() };
    let mut found: Vec<(Reverse<i64>, List)> = Vec::new();
    let mut waiting = std::collections::VecDeque::from([(root, 0_usize)]);
    let mut visited = 0;
    let mut reader = document.reader();
    while let Some((node, depth)) = waiting.pop_front() {
        visited += 1;
        if visited > MOST_VISITED {
            break;
        }
        let items = document.child_count(node);
        let is_list = document.kind(node) == Kind::Array;
        if is_list
            && items > 0
            && let Ok(path) = reader.path(node)
        {
            let score = score(document, node, &path, items);
            found.push((Reverse(score), List { node, path, len: items }));
        }
        if depth < MOST_DEPTH && (!is_list || (depth == 0 && items <= BATCH_ITEMS)) {
            // An answer stands at the top, or is an item of a batch there.
            let is_top = depth == 0 || (depth == 1 && document.kind(root) == Kind::Array);
            let complaints = if is_top { complaints(&mut reader, node) } else { [None; 2] };
            let inside = document
                .children(node)
                .filter(|child| document.kind(*child).is_container() && !complaints.contains(&Some(*child)));
            waiting.extend(inside.take(MOST_VISITED).map(|child| (child, depth + 1)));
        }
    }
    // Stable: of equal lists the one that comes first in the answer is first.
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().map(|(_, list)| list).collect()
}

/// `errors` and `extensions` of a GraphQL answer that has errors: an object of nothing but what the
/// specification lets it have, with a list of errors that have messages.
/// Source: GraphQL specification, section "Response Format".
fn complaints(reader: &mut Reader<'_>, node: NodeId) -> [Option<NodeId>; 2] {
    let document = reader.document();
    if document.kind(node) != Kind::Object || document.child_count(node) > 3 {
        return [None; 2];
    }
    let mut member = |of: NodeId, key: &str| reader.member(of, key).ok().flatten();
    let [data, errors, extensions] = ["data", "errors", "extensions"].map(|key| member(node, key));
    let known = [data, errors, extensions].iter().flatten().count();
    let first =
        errors.filter(|list| document.kind(*list) == Kind::Array).and_then(|list| document.child(list, 0));
    let message = first.and_then(|error| member(error, "message"));
    let is_answer = known == document.child_count(node)
        && message.is_some_and(|message| document.kind(message) == Kind::String);
    if is_answer { [errors, extensions] } else { [None; 2] }
}

fn score(document: &Document, list: NodeId, path: &Path, items: usize) -> i64 {
    let of_objects = document.children(list).take(SAMPLE).any(|item| document.kind(item) == Kind::Object);
    let by_name = match path.0.last() {
        Some(Step::Key(key)) => match key.as_str() {
            "items" | "objects" | "nodes" | "edges" => 40,
            // A server's complaints are shown elsewhere.
            "errors" | "extensions" | "locations" => -500,
            _ => 0,
        },
        _ => 0,
    };
    let by_size = i64::from(items.ilog2()) * 10;
    i64::from(of_objects) * 1_000 + by_name + by_size - 5 * path.0.len() as i64
}
