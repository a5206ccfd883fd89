//! Files that are dropped on the window: an operation becomes a text to write in, values become variables,
//! any other JSON is a saved answer.

use std::path::{Path, PathBuf};

use super::buffer_mut;
use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::problems::{TextOf, jumped};
use crate::app::state::{Heart, NoticeKind, Outbox};
use crate::app::tabs::{TabId, TabKind};
use crate::app::{Action, files, query};

/// What a file was dropped on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropTarget {
    /// One of the texts of a tab.
    Text(TabId, TextOf),
    /// Anything else.
    Window,
}

/// A text file and where its text goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub target: DropTarget,
    pub path: PathBuf,
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// Whether a file is an operation by its name.
fn is_operation(path: &Path) -> bool {
    matches!(extension(path).as_str(), "graphql" | "gql" | "graphqls")
}

pub(super) fn dropped(heart: &mut Heart, (target, path): (DropTarget, PathBuf), out: &mut Outbox) {
    let is_text = match target {
        DropTarget::Text(_, TextOf::Variables) => !is_operation(&path),
        DropTarget::Text(_, TextOf::Query) => {
            !matches!(extension(&path).as_str(), "json" | "ndjson" | "jsonl")
        }
        DropTarget::Window => is_operation(&path),
    };
    if is_text || is_operation(&path) {
        heart.state.send(out, Command::ReadText(Dropped { target, path }));
    } else {
        files::update(heart, Action::OpenPath(path), out);
    }
}

/// The text of a file is here. What stands in a query is never written over: then it is a tab of its own.
/// Variables are, as one step that can be taken back.
pub(in crate::app) fn on_read(
    heart: &mut Heart,
    dropped: &Dropped,
    result: Result<String, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    let text = match result {
        Ok(text) => text,
        Err(failure) => return heart.state.notify_failure(&failure, now),
    };
    let (tab, on) = match dropped.target {
        DropTarget::Text(tab, TextOf::Variables) if !is_operation(&dropped.path) => (tab, TextOf::Variables),
        DropTarget::Text(tab, _) if is_blank(heart, tab) => (tab, TextOf::Query),
        _ => (query::open_tab(heart, TabKind::Query, "", "", now), TextOf::Query),
    };
    let Some(buffer) = buffer_mut(heart, tab, on) else {
        heart.state.notify(NoticeKind::Warning, "The tab that the file was dropped on is closed", now);
        return;
    };
    buffer.set_text(&text);
    buffer.select(0, 0);
    jumped(&mut heart.state, tab, on);
    heart.state.touch(now);
    query::check(heart, tab, now, out);
}

fn is_blank(heart: &mut Heart, tab: TabId) -> bool {
    buffer_mut(heart, tab, TextOf::Query).is_some_and(|buffer| buffer.text().trim().is_empty())
}
