//! What a word of an operation is and where it leads, by the schema of its account.

use std::sync::Arc;

use dapple_data::jsonc::{Step, find, read};
use dapple_data::schema::{self, HoverKind};

use super::{Task, lock};
use crate::app::event::Event;
use crate::app::{Pointed, PointedWord, WordGoal};

/// The most of a variable's value that is shown, bytes.
const MOST_OF_A_VALUE: usize = 200;

/// Looks on the pool; without a schema nothing is known.
pub(super) async fn point(task: &Task, word: PointedWord) -> Event {
    let known = word.account.as_ref().and_then(|key| lock(&task.shared.schemas).get(key).cloned());
    let looked = task
        .on_pool(move |_| {
            let PointedWord { query, variables, revision, byte, goal, .. } = word;
            let mut found = Pointed { revision, byte, goal, hover: None, value: None, target: None };
            if let Some(schema) = known {
                found.hover = schema::hover(&schema, &query, byte);
                let variable = found.hover.as_ref().filter(|hover| hover.kind == HoverKind::Variable);
                let name = variable.and_then(|hover| query.get(hover.range.clone()));
                found.value = name.and_then(|name| value_of(&variables, name));
                found.target = match goal {
                    WordGoal::About => None,
                    WordGoal::Definition => schema::definition_target(&schema, &query, byte),
                    WordGoal::Type => schema::type_target(&schema, &query, byte),
                };
            }
            Arc::new(found)
        })
        .await;
    Event::Pointed(looked)
}

/// The text that the variables give a variable; cut with `…` where it is long.
fn value_of(variables: &str, name: &str) -> Option<String> {
    let root = read(variables).ok()?;
    let value = find(&root, &[Step::Key(name.to_owned())])?;
    let text = variables.get(value.range.clone())?;
    let end = (0..=MOST_OF_A_VALUE.min(text.len())).rfind(|at| text.is_char_boundary(*at))?;
    let cut = if end < text.len() { "…" } else { "" };
    Some(format!("{}{cut}", text.get(..end)?))
}
