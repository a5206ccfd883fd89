//! Element tables: objects got from the server, elements and their properties found, tables arranged.

use super::{Task, lookup, words};
use crate::app::elements::{ElementsCommand, ElementsEvent};

/// Does one thing for an element table.
pub(super) async fn perform(task: &Task, command: ElementsCommand) -> ElementsEvent {
    match command {
        ElementsCommand::Load(_) => ElementsEvent::Loaded(Err(words::broke())),
        ElementsCommand::View { .. } => ElementsEvent::Viewed(Err(words::broke())),
        asked => lookup::perform(task, asked).await,
    }
}
