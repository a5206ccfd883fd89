//! Saved queries on the disk: listing, reading, writing. What is written holds no live token.

use super::Task;
use crate::app::event::Event;
use crate::app::failure::Failure;
use crate::app::saved::{SavedCommand, SavedEvent};
use crate::services::store::{SavedFolder, SavedText, StoreError};

fn failed(error: &StoreError) -> Failure {
    Failure::new("The saved queries cannot be read or written", error.to_string())
}

/// Does one command about saved queries.
pub(super) async fn perform(task: &Task, command: SavedCommand) -> Event {
    let done = task
        .on_disk(move |shared| {
            let disk = &shared.outside.disk;
            let root = disk.settings().queries_folder.unwrap_or_else(|| disk.folders().queries_folder());
            let folder = SavedFolder::new(root);
            match command {
                SavedCommand::List(open) => {
                    let differs = |text: &SavedText, stamp| text.stamp() != stamp;
                    let changed = open.into_iter().filter_map(|(tab, link)| {
                        // A file that is gone or cannot be read changes nothing in its tab.
                        let there = folder.read(&link.path).ok().flatten()?;
                        differs(&there, link.stamp).then_some((tab, there))
                    });
                    let changed = changed.collect();
                    let result = folder.list().map_err(|error| failed(&error));
                    SavedEvent::Listed { folder: folder.root().to_owned(), result, changed }
                }
                SavedCommand::Open(path) => {
                    let gone = || Failure::new("This query is not there any more", "It was moved or deleted");
                    let result = folder
                        .read(&path)
                        .map_err(|error| failed(&error))
                        .and_then(|read| read.ok_or_else(gone));
                    SavedEvent::Opened { path, result }
                }
                SavedCommand::Save { tab, path, saved, expected } => {
                    let clean = |text: &str| shared.outside.scrubber.scrub(text).into_owned();
                    let saved = SavedText { text: clean(&saved.text), variables: clean(&saved.variables) };
                    let result = folder.write(&path, &saved, expected).map_err(|error| failed(&error));
                    SavedEvent::Saved { tab, path, result }
                }
                SavedCommand::Rename(from, to) => {
                    let result = folder.rename(&from, &to).map_err(|error| failed(&error));
                    SavedEvent::Renamed { from, to, result }
                }
                SavedCommand::Remove(path) => {
                    let result = folder.remove(&path).map_err(|error| failed(&error));
                    SavedEvent::Removed { path, result }
                }
            }
        })
        .await;
    match done {
        Ok(event) => Event::Saved(event),
        Err(failure) => Event::Broke(failure),
    }
}
