//! What may stand at the caret of an operation or its variables, by the schema of its account.

use std::sync::Arc;

use dapple_data::graphql::{Operation, operations};
use dapple_data::schema::{self, Schema};

use super::{Task, lock};
use crate::app::AccountKey;
use crate::app::completion::{Completion, VariablesText};
use crate::app::event::Event;

/// Looks on the pool; without a schema there is nothing to offer in an operation.
pub(super) async fn complete(
    task: &Task,
    account: Option<AccountKey>,
    (query, variables, revision): (String, Option<VariablesText>, u64),
    (caret, forced): (usize, bool),
) -> Event {
    let known = account.and_then(|key| lock(&task.shared.schemas).get(&key).cloned());
    let looked = task
        .on_pool(move |_| {
            let schema = known.as_deref();
            let found = match &variables {
                Some(variables) => in_variables(schema, &query, variables, caret),
                None => schema.map(|schema| in_operation(schema, &query, caret)),
            };
            let found = found.unwrap_or_default();
            let text = variables.as_ref().map_or(query.as_str(), |variables| variables.json.as_str());
            // A list of one that is written out already says nothing.
            let typed = text.get(found.range.clone()).unwrap_or_default();
            let said = matches!(found.items.as_slice(), [only] if only.insert == typed);
            let found = if said && !forced { schema::complete::Completion::default() } else { found };
            Arc::new(Completion { revision, found })
        })
        .await;
    Event::Completed(looked)
}

/// What the schema has for the place, and a new variable where a value may stand.
fn in_operation(schema: &Schema, query: &str, caret: usize) -> schema::complete::Completion {
    let mut found = schema::complete(schema, query, caret, "");
    found.items.extend(schema::complete::new_variable(schema, query, caret));
    found
}

/// The names and values that the chosen operation has variables for.
fn in_variables(
    schema: Option<&Schema>,
    query: &str,
    variables: &VariablesText,
    caret: usize,
) -> Option<schema::complete::Completion> {
    let mut all: Vec<Operation> = operations(query);
    all.retain(|operation| operation.kind.is_executable());
    let chosen = all.iter().find(|operation| operation.name == variables.operation).or(all.first())?;
    Some(schema::complete_variables(schema, chosen, &variables.json, caret))
}
