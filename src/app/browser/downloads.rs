//! Files of versions in the new format: asked for, given up, and what came of it.

use std::path::{Path, PathBuf};

use dapple_data::ids::{ModelId, ProjectId, VersionId, file_stem};

use super::BrowseCommand;
use crate::app::AccountKey;
use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::remote::CommandId;
use crate::app::state::{NoticeKind, Outbox, State};
use crate::app::tabs::TabId;

/// The files that are wanted, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub account: AccountKey,
    pub project: ProjectId,
    pub model: ModelId,
    pub version: VersionId,
    /// A folder for these files alone; it is made where it is missing.
    pub folder: PathBuf,
}

/// All files of a version are in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    pub folder: PathBuf,
    pub files: usize,
    /// Of all files together.
    pub bytes: u64,
}

/// The folder of a version's files below another one: the last part of the model's name, and the version's id.
pub fn folder_of(parent: &Path, model: Option<&str>, version: &VersionId) -> PathBuf {
    let model = model.and_then(|name| name.rsplit('/').next()).unwrap_or("Version");
    parent.join(file_stem(&format!("{model} {version}")))
}

/// Asks for the files of a version on a page; once is enough.
pub(super) fn start(state: &mut State, tab: TabId, version: &VersionId, now: f64, out: &mut Outbox) {
    let Some(page) = state.browser.pages.get(&tab) else { return };
    if state.browser.downloads.contains_key(version) {
        return;
    }
    let known = page.versions.value().and_then(|all| all.items.iter().find(|known| known.id == *version));
    let Some((model, name)) = known.and_then(|version| page.model_of(version)) else { return };
    let Some(parent) = &state.export_folder else {
        let failure = Failure::new("No folder for files is known", "Export something once to choose one");
        return state.notify_failure(&failure, now);
    };
    let wanted = Wanted {
        account: page.account.clone(),
        project: page.project.clone(),
        model: model.clone(),
        version: version.clone(),
        folder: folder_of(parent, name, version),
    };
    let id = state.send(out, Command::Browse(BrowseCommand::Download(Box::new(wanted))));
    state.browser.downloads.insert(version.clone(), id);
}

/// Gives the rest up; what is there stays.
pub(super) fn cancel(state: &mut State, version: &VersionId, out: &mut Outbox) {
    out.cancel.extend(state.browser.downloads.remove(version));
}

/// All files are there, or some are not.
pub(super) fn ended(state: &mut State, id: CommandId, result: Result<Downloaded, Failure>, now: f64) {
    let asked = state.browser.downloads.len();
    state.browser.downloads.retain(|_, waiting| *waiting != id);
    if state.browser.downloads.len() == asked {
        return;
    }
    match result {
        Ok(done) => {
            let files = if done.files == 1 { "1 file".to_owned() } else { format!("{} files", done.files) };
            let words = format!("Downloaded {files} to {}", done.folder.display());
            state.notify(NoticeKind::Done, words, now).file = Some(done.folder);
        }
        Err(failure) => state.notify_failure(&failure, now),
    }
}
