//! What may stand at the caret of an operation, by the schema of its account.

use std::sync::Arc;

use dapple_data::schema;

use super::{Task, lock};
use crate::app::AccountKey;
use crate::app::completion::Completion;
use crate::app::event::Event;

/// Looks on the pool; without a schema there is nothing to offer.
pub(super) async fn complete(
    task: &Task,
    account: Option<AccountKey>,
    (query, revision): (String, u64),
    (caret, forced): (usize, bool),
) -> Event {
    let known = account.and_then(|key| lock(&task.shared.schemas).get(&key).cloned());
    let looked = task
        .on_pool(move |_| {
            let found = known.map(|schema| schema::complete(&schema, &query, caret, "")).unwrap_or_default();
            // A list of one that is written out already says nothing.
            let typed = query.get(found.range.clone()).unwrap_or_default();
            let said =
                matches!(found.items.as_slice(), [only] if only.label == typed && only.insert == typed);
            let found = if said && !forced { schema::complete::Completion::default() } else { found };
            Arc::new(Completion { revision, found })
        })
        .await;
    Event::Completed(looked)
}
