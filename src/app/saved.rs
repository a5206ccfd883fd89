//! Saved queries: files in a folder, open in tabs, written back, never over what somebody else wrote.

use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::graphql;
use serde::{Deserialize, Serialize};

use super::command::Command;
use super::failure::Failure;
use super::query;
use super::remote::{CommandId, Remote};
use super::state::{Dialog, Heart, NoticeKind, Outbox, State};
use super::tabs::{Tab, TabId, TabKind};
use crate::services::store::{Expected, SaveEnd, SavedList, SavedText};

/// What is known of the folder.
#[derive(Debug, Default)]
pub struct SavedQueries {
    pub list: Remote<Arc<SavedList>>,
    /// Where it is.
    pub folder: PathBuf,
}

/// The file that a tab was opened from or saved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedLink {
    /// Its path in the folder, without its ending.
    pub path: String,
    /// The stamp of what it held when it was last read or written here.
    pub stamp: u64,
}

/// What is asked over the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedDialog {
    /// The name to save a tab under.
    Name { tab: TabId, suggested: String },
    /// Another name for a saved query.
    Rename(String),
    /// The file is another one than the tab knows: whose words stay?
    Changed { tab: TabId, path: String, theirs: SavedText },
    /// The folder of saved queries.
    Folder,
    /// Another name for a tab.
    TabName(TabId),
}

/// What a person did with saved queries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedAction {
    /// Look what is in the folder now.
    Look,
    Open(String),
    /// Write the tab to its file; ask for a name where it has none.
    Save(TabId),
    SaveAs(TabId),
    SaveUnder(TabId, String),
    /// Write over what is there.
    KeepMine(TabId),
    /// Take what is there.
    TakeTheirs(TabId),
    AskRename(String),
    Rename(String, String),
    Remove(String),
    AskFolder,
    /// Another folder; none is the one of a first start.
    UseFolder(Option<PathBuf>),
    AskTabName(TabId),
}

/// What the disk must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedCommand {
    /// List the folder, and read the files of these tabs where they differ from the stamp.
    List(Vec<(TabId, SavedLink)>),
    Open(String),
    Save {
        tab: TabId,
        path: String,
        saved: SavedText,
        expected: Expected,
    },
    Rename(String, String),
    Remove(String),
}

impl SavedCommand {
    /// Whether it changes nothing on the disk.
    pub fn is_read(&self) -> bool {
        matches!(self, Self::List(_) | Self::Open(_))
    }
}

/// What the disk says.
#[derive(Debug)]
pub enum SavedEvent {
    Listed {
        folder: PathBuf,
        result: Result<SavedList, Failure>,
        changed: Vec<(TabId, SavedText)>,
    },
    Opened {
        path: String,
        result: Result<SavedText, Failure>,
    },
    Saved {
        tab: TabId,
        path: String,
        result: Result<SaveEnd, Failure>,
    },
    Renamed {
        from: String,
        to: String,
        result: Result<(), Failure>,
    },
    /// Where it lies now.
    Removed {
        path: String,
        result: Result<PathBuf, Failure>,
    },
}

/// Actions on saved queries.
pub(super) fn update(heart: &mut Heart, action: SavedAction, now: f64, out: &mut Outbox) {
    use SavedAction as A;
    match action {
        A::Look => look(&mut heart.state, now, out),
        A::Open(path) => open(heart, path, now, out),
        A::Save(tab) => match heart.state.tab(tab).map(|tab| tab.saved.clone()) {
            Some(Some(link)) => save(heart, tab, link.path, Expected::Stamp(link.stamp), out),
            Some(None) => ask_name(&mut heart.state, tab),
            None => {}
        },
        A::SaveAs(tab) => ask_name(&mut heart.state, tab),
        A::SaveUnder(tab, path) => {
            close(&mut heart.state);
            let own = heart.state.tab(tab).and_then(|tab| tab.saved.clone()).filter(|link| link.path == path);
            let expected = own.map_or(Expected::Nothing, |link| Expected::Stamp(link.stamp));
            save(heart, tab, path, expected, out);
        }
        A::KeepMine(tab) => {
            if let Some(Dialog::Saved(SavedDialog::Changed { path, .. })) = heart.state.dialog.take() {
                save(heart, tab, path, Expected::Anything, out);
            }
        }
        A::TakeTheirs(tab) => {
            if let Some(Dialog::Saved(SavedDialog::Changed { path, theirs, .. })) = heart.state.dialog.take()
            {
                take(heart, (tab, path), &theirs, now, out);
            }
        }
        A::AskRename(path) => heart.state.dialog = Some(Dialog::Saved(SavedDialog::Rename(path))),
        A::Rename(from, to) => {
            close(&mut heart.state);
            if from != to {
                heart.state.send(out, Command::Saved(SavedCommand::Rename(from, to)));
            }
        }
        A::Remove(path) => {
            heart.state.send(out, Command::Saved(SavedCommand::Remove(path)));
        }
        A::AskFolder => heart.state.dialog = Some(Dialog::Saved(SavedDialog::Folder)),
        A::UseFolder(folder) => {
            close(&mut heart.state);
            heart.state.settings.queries_folder = folder;
            let settings = Box::new(heart.state.settings.clone());
            heart.state.send(out, Command::SaveSettings(settings));
            // The files of the old folder are not those of the new one.
            for tab in &mut heart.state.tabs {
                tab.saved = None;
                tab.unsaved = false;
            }
            heart.state.touch(now);
            look(&mut heart.state, now, out);
        }
        A::AskTabName(tab) => heart.state.dialog = Some(Dialog::Saved(SavedDialog::TabName(tab))),
    }
}

fn close(state: &mut State) {
    state.dialog.take_if(|dialog| matches!(dialog, Dialog::Saved(_)));
}

fn ask_name(state: &mut State, id: TabId) {
    let Some(tab) = state.tab(id).filter(|tab| tab.kind == TabKind::Query) else { return };
    let suggested = tab.saved.as_ref().map_or_else(|| tab.title(), |link| link.path.clone());
    state.dialog = Some(Dialog::Saved(SavedDialog::Name { tab: id, suggested }));
}

/// Lists the folder; files of open tabs that changed come along.
pub(super) fn look(state: &mut State, now: f64, out: &mut Outbox) {
    // What was begun before may have read the folder before the latest change of it.
    out.cancel.extend(state.saved.list.waiting_for());
    let open = state.tabs.iter().filter_map(|tab| Some((tab.id, tab.saved.clone()?))).collect();
    let id = state.send(out, Command::Saved(SavedCommand::List(open)));
    state.saved.list.start(id, now);
}

/// Opens a saved query, or goes to the tab that has it.
fn open(heart: &mut Heart, path: String, now: f64, out: &mut Outbox) {
    let has = |tab: &&Tab| tab.saved.as_ref().is_some_and(|link| link.path == path);
    match heart.state.tabs.iter().find(has).map(|tab| tab.id) {
        Some(tab) => query::update(heart, super::Action::SelectTab(tab), now, out),
        None => {
            heart.state.send(out, Command::Saved(SavedCommand::Open(path)));
        }
    }
}

fn save(heart: &mut Heart, tab: TabId, path: String, expected: Expected, out: &mut Outbox) {
    let Some(saved) = texts(heart, tab) else { return };
    heart.state.send(out, Command::Saved(SavedCommand::Save { tab, path, saved, expected }));
}

fn texts(heart: &Heart, tab: TabId) -> Option<SavedText> {
    let texts = heart.buffers.get(tab)?;
    let mut saved = SavedText { text: texts.query.text(), variables: texts.variables.text() };
    if saved.variables.trim().is_empty() {
        saved.variables.clear();
    }
    Some(saved)
}

/// Remembers whether a tab differs from its file. After every change of its texts.
pub(super) fn compare(heart: &mut Heart, id: TabId) {
    let Some(stamp) = heart.state.tab(id).and_then(|tab| tab.saved.as_ref()).map(|link| link.stamp) else {
        return;
    };
    let differs = texts(heart, id).is_some_and(|saved| saved.stamp() != stamp);
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.unsaved = differs;
    }
}

/// The text of a tab becomes what is in the file, as a step that can be undone.
fn take(heart: &mut Heart, (id, path): (TabId, String), theirs: &SavedText, now: f64, out: &mut Outbox) {
    if let Some(texts) = heart.buffers.get_mut(id) {
        texts.query.set_text(&theirs.text);
        texts.variables.set_text(&theirs.variables);
    }
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.saved = Some(SavedLink { path, stamp: theirs.stamp() });
        tab.unsaved = false;
    }
    heart.state.touch(now);
    query::check(heart, id, now, out);
}

/// The fragments of the folder that a text spreads, put behind it.
pub(super) fn with_fragments(state: &State, text: String) -> String {
    let shared = state.saved.list.value().map(|list| list.fragments.as_slice()).unwrap_or_default();
    if shared.is_empty() {
        return text;
    }
    graphql::with_fragments(&text, shared).into_owned()
}

/// What the disk says.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: SavedEvent, now: f64, out: &mut Outbox) {
    match event {
        SavedEvent::Listed { folder, result, changed } => {
            let slot = &mut heart.state.saved;
            match result {
                Ok(list) => {
                    if slot.list.succeed(id, Arc::new(list), Vec::new()) {
                        slot.folder = folder;
                    }
                }
                Err(failure) => {
                    slot.list.fail(id, failure);
                }
            }
            for (tab, theirs) in changed {
                on_disk(heart, tab, &theirs, now, out);
            }
        }
        SavedEvent::Opened { path, result } => match result {
            Ok(saved) => {
                let tab = query::open_tab(heart, TabKind::Query, &saved.text, &saved.variables, now);
                let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
                if let Some(tab) = heart.state.tab_mut(tab) {
                    tab.name = Some(name);
                    tab.saved = Some(SavedLink { path, stamp: saved.stamp() });
                }
                query::check(heart, tab, now, out);
            }
            Err(failure) => heart.state.notify_failure(&failure, now),
        },
        SavedEvent::Saved { tab, path, result } => saved(heart, (tab, path), result, now, out),
        SavedEvent::Renamed { from, to, result } => match result {
            Ok(()) => {
                let links = heart.state.tabs.iter_mut();
                for tab in links.filter(|tab| tab.saved.as_ref().is_some_and(|link| link.path == from)) {
                    tab.name = Some(to.rsplit('/').next().unwrap_or(&to).to_owned());
                    if let Some(link) = &mut tab.saved {
                        link.path.clone_from(&to);
                    }
                }
                heart.state.touch(now);
                look(&mut heart.state, now, out);
            }
            Err(failure) => heart.state.notify_failure(&failure, now),
        },
        SavedEvent::Removed { path, result } => match result {
            Ok(lies) => {
                for tab in &mut heart.state.tabs {
                    tab.saved.take_if(|link| link.path == path);
                }
                let words = format!("“{path}” is among the deleted queries");
                heart.state.notify(NoticeKind::Done, words, now).file = Some(lies);
                heart.state.touch(now);
                look(&mut heart.state, now, out);
            }
            Err(failure) => heart.state.notify_failure(&failure, now),
        },
    }
}

/// The file of a tab was changed by somebody else. A tab without changes of its own follows it; one with
/// changes keeps them, and the person is asked when it is saved.
fn on_disk(heart: &mut Heart, id: TabId, theirs: &SavedText, now: f64, out: &mut Outbox) {
    compare(heart, id);
    let Some(tab) = heart.state.tab(id) else { return };
    let Some(link) = tab.saved.clone().filter(|link| link.stamp != theirs.stamp()) else { return };
    let name = tab.title();
    if tab.unsaved {
        let words = format!("“{name}” was changed on the disk. Saving it asks whose words stay");
        heart.state.notify(NoticeKind::Warning, words, now);
        return;
    }
    take(heart, (id, link.path), theirs, now, out);
    heart.state.notify(NoticeKind::Done, format!("“{name}” was read again, it changed on the disk"), now);
}

fn saved(
    heart: &mut Heart,
    (id, path): (TabId, String),
    result: Result<SaveEnd, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    match result {
        Ok(SaveEnd::Done(stamp)) => {
            let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.name = Some(name);
                tab.saved = Some(SavedLink { path: path.clone(), stamp });
            }
            compare(heart, id);
            heart.state.notify(NoticeKind::Done, format!("Saved as “{path}”"), now);
            heart.state.touch(now);
            look(&mut heart.state, now, out);
        }
        Ok(SaveEnd::Changed(theirs)) => {
            heart.state.dialog = Some(Dialog::Saved(SavedDialog::Changed { tab: id, path, theirs }));
        }
        Err(failure) => heart.state.notify_failure(&failure, now),
    }
}
