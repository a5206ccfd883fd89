//! Element tables: objects got from the server, elements and their properties found, tables arranged.
//!
//! In reading order: `load` is the whole way from a target to a set with its first view, `facts` asks whether
//! it may be gone and what things are called, `gather` walks down the objects, `stream` is one request of them,
//! `taken` keeps what came.

mod facts;
mod gather;
mod load;
mod stream;
mod taken;

use std::sync::Arc;

use dapple_data::speckle::elements::{ElementsView, Wish, view};
use dapple_data::table::TableError;

use super::Task;
use crate::app::elements::{ElementSet, ElementsCommand, ElementsEvent, ElementsTarget};
use crate::app::failure::{Failure, Remedy};

/// Loads the elements of a target, without a look at them.
pub(super) async fn set_of(task: &Task, target: ElementsTarget) -> Result<Arc<ElementSet>, Failure> {
    load::load(task, target).await.map(|(set, _)| set)
}

/// Does one thing for an element table.
pub(super) async fn perform(task: &Task, command: ElementsCommand) -> ElementsEvent {
    match command {
        ElementsCommand::Load(target) => ElementsEvent::Loaded(load::load(task, target).await),
        ElementsCommand::View { set, wish, previous } => {
            ElementsEvent::Viewed(look(task, set, wish, previous).await)
        }
        asked => super::lookup::perform(task, asked).await,
    }
}

async fn look(
    task: &Task,
    set: Arc<ElementSet>,
    wish: Wish,
    previous: Option<Arc<ElementsView>>,
) -> Result<Arc<ElementsView>, Failure> {
    let made = task.on_pool(move |stop| view(&set.elements, &wish, previous.as_deref(), stop)).await?;
    made.map(Arc::new).map_err(|error| of_table(&error))
}

/// What a table that could not be made means to a person.
pub(super) fn of_table(error: &TableError) -> Failure {
    match error {
        TableError::Stopped(_) => Failure::cancelled(),
        other => Failure::new("The elements could not be read", other.to_string()).with(Remedy::Retry),
    }
}
