//! What may stand at the caret of an operation or its variables: asked for as one types, the latest counts.

use std::sync::Arc;

use dapple_data::schema::complete;

use super::command::Command;
use super::failure::Failure;
use super::problems::TextOf;
use super::remote::CommandId;
use super::state::{Heart, Outbox};
use super::tabs::TabId;

/// What is offered at one place of one text. Immutable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The revision of the text that was looked at.
    pub revision: u64,
    /// What may stand there, and the part of the text that a choice replaces.
    pub found: complete::Completion,
}

/// The values of an operation, where something may stand in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariablesText {
    pub json: String,
    /// The operation that they are for, where the text has several.
    pub operation: Option<String>,
}

/// What a person did about completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompleteAction {
    /// Look at what may stand at this byte. `forced`: by a key, also where nothing was typed.
    Ask {
        tab: TabId,
        on: TextOf,
        caret: usize,
        forced: bool,
    },
    Close(TabId),
}

/// Actions on completion.
pub(super) fn update(heart: &mut Heart, action: CompleteAction, now: f64, out: &mut Outbox) {
    match action {
        CompleteAction::Ask { tab: id, on, caret, forced } => {
            let Some(texts) = heart.buffers.get(id) else { return };
            let Some(tab) = heart.state.tab(id) else { return };
            let buffer = if on == TextOf::Query { &texts.query } else { &texts.variables };
            let variables = (on == TextOf::Variables)
                .then(|| VariablesText { json: texts.variables.text(), operation: tab.operation.clone() });
            let (account, revision) = (tab.account.clone(), buffer.revision());
            let query = texts.query.text();
            out.cancel.extend(tab.completion.waiting_for());
            let command = Command::Complete { account, query, variables, revision, caret, forced };
            let sent = heart.state.send(out, command);
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.completes = on;
                tab.completion.start(sent, now);
            }
        }
        CompleteAction::Close(id) => {
            let Some(tab) = heart.state.tab_mut(id) else { return };
            out.cancel.extend(tab.completion.waiting_for());
            tab.completion = super::Remote::Idle;
        }
    }
}

/// What the world found. Nothing to offer closes what was open.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, result: Result<Arc<Completion>, Failure>) {
    let Some(tab) = heart.state.tabs.iter_mut().find(|tab| tab.completion.awaits(id)) else { return };
    match result {
        Ok(found) if !found.found.items.is_empty() => {
            tab.completion.succeed(id, found, Vec::new());
        }
        // A list that could not be made is no reason to interrupt somebody who types.
        Ok(_) | Err(_) => tab.completion = super::Remote::Idle,
    }
}
