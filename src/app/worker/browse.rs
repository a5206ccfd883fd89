//! Browsing: projects, models, versions, people, pictures and links, asked of the account's server.

use super::{Task, words};
use crate::app::browser::{BrowseCommand, BrowseEvent};

/// Does one thing for the browser.
pub(super) async fn perform(_task: &Task, command: BrowseCommand) -> BrowseEvent {
    match command {
        BrowseCommand::Projects(_) => BrowseEvent::Projects(Err(words::broke())),
        BrowseCommand::Project { .. } => BrowseEvent::Project(Err(words::broke())),
        BrowseCommand::Models { .. } => BrowseEvent::Models(Err(words::broke())),
        BrowseCommand::Versions { .. } => BrowseEvent::Versions(Err(words::broke())),
        BrowseCommand::People { .. } => BrowseEvent::People(Err(words::broke())),
        BrowseCommand::Preview { .. } => BrowseEvent::Preview(Err(words::broke())),
        BrowseCommand::Resolve { .. } => BrowseEvent::Resolved(Err(words::broke())),
    }
}
