//! Browsing: projects, models, versions, people, pictures and links, asked of the account's server.
//!
//! In reading order: `ask` sends one operation with patience and falls back to a plainer one, `lists` are
//! the commands that read lists, `resolve` finds out what a link names, `preview` and `picture` get and
//! decode pictures, `download` gets the files of a version, `kept` are those on the disk, `refused` says why something did not come.

mod ask;
mod download;
mod kept;
mod lists;
mod picture;
mod preview;
mod refused;
mod resolve;

use std::sync::Arc;

use dapple_data::speckle::browse::{ArrangedModels, Listing, Model, Sort};

use super::Task;
use crate::app::browser::{BrowseCommand, BrowseEvent};
use crate::app::failure::Failure;

pub(super) use kept::{KeptPictures, key_of};
pub(super) use preview::Previews;

/// Does one thing for the browser.
pub(super) async fn perform(task: &Task, command: BrowseCommand) -> BrowseEvent {
    match command {
        BrowseCommand::Projects(account) => {
            BrowseEvent::Projects(lists::projects(task, &account).await.map(Arc::new))
        }
        BrowseCommand::Project { account, project } => {
            BrowseEvent::Project(lists::facts(task, &account, &project).await.map(Arc::new))
        }
        BrowseCommand::Models { account, project } => {
            BrowseEvent::Models(lists::models(task, &account, &project).await.map(Arc::new))
        }
        BrowseCommand::Versions { account, project, model } => BrowseEvent::Versions(
            lists::versions(task, &account, &project, model.as_ref()).await.map(Arc::new),
        ),
        BrowseCommand::People { account, project } => {
            BrowseEvent::People(lists::people(task, &account, &project).await.map(Arc::new))
        }
        BrowseCommand::Arrange { listing, filter, sort } => {
            BrowseEvent::Arranged(arranged(task, listing, filter, sort).await)
        }
        BrowseCommand::Preview { account, url } => {
            BrowseEvent::Preview(preview::preview(task, account, url).await)
        }
        BrowseCommand::Download(wanted) => BrowseEvent::Downloaded(download::download(task, *wanted).await),
        BrowseCommand::Resolve { account, link } => {
            BrowseEvent::Resolved(resolve::resolve(task, account, link).await)
        }
    }
}

async fn arranged(
    task: &Task,
    listing: Arc<Listing<Model>>,
    filter: String,
    sort: Sort,
) -> Result<Arc<ArrangedModels>, Failure> {
    let made = task.on_pool(move |stop| ArrangedModels::make(listing, filter, sort, stop)).await?;
    made.map(Arc::new).map_err(|_| Failure::cancelled())
}
