//! Where the rows of an answer come from: labels and values for what is written beside them.

use dapple_data::document::NodeId;

use super::answer::Answer;

/// Where one list of an answer comes from, or all of it. Values of operations are not among it: they may be
/// anybody's secret.
pub fn answer_source(answer: &Answer, list: Option<NodeId>) -> Vec<(String, String)> {
    let meta = &answer.meta;
    let shown = list.and_then(|list| answer.lists.iter().find(|known| known.node == list));
    let path = shown.map(|list| list.path.dotted()).filter(|path| !path.is_empty());
    let received = jiff::Timestamp::from_second(meta.at).ok().map(|at| at.to_string());
    let lines = [
        ("Server", meta.server.clone()),
        ("Received", received),
        ("Request ID", meta.request_id.clone()),
        ("Operation SHA-256", meta.operation.clone()),
        ("List", path),
        ("Not complete", meta.incomplete.clone()),
    ];
    let filled = lines.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?)));
    filled
        .chain(answer.errors.iter().take(MOST_ERRORS).map(|error| ("Error".to_owned(), error.clone())))
        .collect()
}

/// Most errors of a server that are told.
const MOST_ERRORS: usize = 5;
