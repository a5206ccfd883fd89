//! Scopes that the token of an account lacks: before a run from the list of fields, after a refusal from the
//! server's own words, which are remembered for the session.

use std::collections::HashMap;
use std::io;
use std::sync::Mutex;

use dapple_data::document::{Document, Kind};
use dapple_data::schema::{self, LearnedScopes, NeededScope, Schema};
use dapple_data::speckle::{GraphqlError, Scope, Scopes};

use super::{Task, lock};
use crate::app::AccountKey;
use crate::app::answer::Answer;
use crate::app::command::RunRequest;
use crate::app::event::Event;
use crate::app::problems::ProblemsEvent;
use crate::app::tabs::TabId;

/// What the servers of this session have taught, by account.
pub(super) type Learned = Mutex<HashMap<AccountKey, LearnedScopes>>;

/// What is known of an account's scopes at one moment.
pub(super) struct Known {
    scopes: Scopes,
    learned: LearnedScopes,
}

/// What is known of the scopes of an account.
pub(super) fn known(task: &Task, key: Option<&AccountKey>) -> Known {
    let Some(key) = key else {
        return Known { scopes: Scopes::default(), learned: LearnedScopes::default() };
    };
    Known {
        scopes: lock(&task.shared.scopes).get(key).cloned().unwrap_or_default(),
        learned: lock(&task.shared.learned).get(key).cloned().unwrap_or_default(),
    }
}

impl Known {
    fn lacks(&self, name: &str) -> bool {
        self.learned.lacks(name) || Scope::from_name(name).is_some_and(|scope| self.scopes.lacks(scope))
    }

    /// The fields of a text that the token may not ask for. Nothing where nothing is known of the token.
    pub(super) fn missing(&self, schema: &Schema, text: &str) -> Vec<NeededScope> {
        let needed = schema::needed_scopes_with(schema, text, &self.learned);
        needed.into_iter().filter(|needed| self.lacks(&needed.scope)).collect()
    }
}

/// Learns from the errors of an answer which field needs which scope, and says so.
pub(super) async fn learn(task: &Task, tab: TabId, request: &RunRequest, answer: &Answer) {
    if answer.errors.is_empty() {
        return;
    }
    // A large answer lies on the disk; its errors are read once, here.
    let document = answer.document.clone();
    let read = task.on_disk(move |_| refusals(&document)).await;
    let found = match read {
        Ok(Ok(found)) if !found.is_empty() => found,
        _ => return,
    };
    let key = request.account.clone();
    let schema = lock(&task.shared.schemas).get(&key).cloned();
    let mut scopes: Vec<String> = Vec::new();
    for (path, scope) in found {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let field = schema.as_deref().and_then(|schema| {
            schema::field_at_path(schema, &request.query, request.operation.as_deref(), &path)
        });
        let mut learned = lock(&task.shared.learned);
        learned.entry(key.clone()).or_default().learn(field.as_deref().unwrap_or_default(), &scope);
        drop(learned);
        if let (Some(known), Some(scopes)) =
            (Scope::from_name(&scope), lock(&task.shared.scopes).get_mut(&key))
        {
            scopes.learn_missing(known);
        }
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    task.say(Event::Problems(ProblemsEvent::Refused { tab, key, scopes })).await;
}

/// The most errors that are looked at.
const MOST_ERRORS: usize = 50;

/// Paths (fields only) and scopes of the errors that name a scope.
fn refusals(document: &Document) -> io::Result<Vec<(Vec<String>, String)>> {
    let Some(root) = document.root() else { return Ok(Vec::new()) };
    let mut reader = document.reader();
    let list = reader.member(root, "errors")?.filter(|n| document.kind(*n) == Kind::Array);
    let mut found = Vec::new();
    for error in list.into_iter().flat_map(|list| document.children(list).take(MOST_ERRORS)) {
        let Ok(value) = serde_json::from_slice(reader.raw(error)?.as_ref()) else { continue };
        let error = GraphqlError::from_value(&value);
        let Some(scope) = error.missing_scope().map(str::to_owned) else { continue };
        let fields = error.path.into_iter().filter_map(|step| match step {
            dapple_data::speckle::PathStep::Field(name) => Some(name),
            dapple_data::speckle::PathStep::Item(_) => None,
        });
        found.push((fields.collect(), scope));
    }
    Ok(found)
}
