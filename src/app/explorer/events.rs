//! What the world says to the explorer.

use super::{ExplorerCommand, ExplorerEvent, ExplorerSpot, SchemaSource, files, search};
use crate::app::command::Command;
use crate::app::failure::{Failure, Remedy};
use crate::app::query;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, NoticeKind, Outbox, State};

/// The schemas that were kept are asked for at once: a start without a network has them too.
pub(in crate::app) fn started(state: &mut State, out: &mut Outbox) {
    let keys: Vec<_> = state.accounts.list.iter().map(|row| row.key.clone()).collect();
    for key in keys {
        state.send(out, Command::Explorer(ExplorerCommand::ReadKept(key)));
    }
}

/// What the world says.
pub(in crate::app) fn on_event(
    heart: &mut Heart,
    id: CommandId,
    event: ExplorerEvent,
    now: f64,
    out: &mut Outbox,
) {
    let state = &mut heart.state;
    if state.explorer.working == Some(id) {
        state.explorer.working = None;
    }
    match event {
        ExplorerEvent::Kept { key, kept: Some((schema, at)) } => {
            let slot = state.schemas.entry(key.clone()).or_default();
            // The server's own word is newer, whenever it comes.
            if slot.value().is_some() {
                return;
            }
            match slot {
                Remote::Loading { previous, .. } | Remote::Failed { previous, .. } => {
                    *previous = Some(schema)
                }
                slot => *slot = Remote::ready(schema),
            }
            state.explorer.sources.insert(key.clone(), SchemaSource::Kept(at));
            query::check_again(state, &key);
            search(state, now, out);
        }
        ExplorerEvent::Kept { kept: None, .. } => {}
        ExplorerEvent::Facts { key, source, changes } => {
            state.explorer.sources.insert(key.clone(), source);
            if let Some(changes) = changes {
                state.explorer.changes.insert(key, changes);
            }
            // Marks and hits speak of the schema before.
            state.explorer.standing_of = None;
        }
        ExplorerEvent::Found(Ok(hits)) => {
            state.explorer.hits.succeed(id, hits, Vec::new());
        }
        ExplorerEvent::Found(Err(failure)) => {
            state.explorer.hits.fail(id, failure);
        }
        ExplorerEvent::Stands(standing) => {
            state.explorer.standing.succeed(id, standing, Vec::new());
        }
        ExplorerEvent::Picked(picked) => {
            let Some((_, file)) = state.explorer.picking.take_if(|(picking, _)| *picking == id) else {
                return;
            };
            match picked {
                Ok(None) => {}
                // The dialog has asked whether the file may be replaced.
                Ok(Some(path)) => files::begin(state, file, (&path, true), now, out),
                Err(_) => files::type_path(state, file),
            }
        }
        ExplorerEvent::Opened { key, path, result: Ok(schema) } => {
            state.explorer.path = None;
            out.cancel.extend(state.schemas.get(&key).and_then(Remote::waiting_for));
            let words = format!("{} stands in for the server's schema until it is reloaded", name_of(&path));
            state.schemas.insert(key.clone(), Remote::ready(schema));
            state.explorer.sources.insert(key.clone(), SchemaSource::File(path));
            state.explorer.standing_of = None;
            state.notify(NoticeKind::Done, words, now);
            query::check_again(state, &key);
            search(state, now, out);
        }
        ExplorerEvent::Saved { path, result: Ok(()) } => {
            state.explorer.path = None;
            let words = format!("{} is written", name_of(&path));
            state.notify(NoticeKind::Done, words, now).file = Some(path);
        }
        ExplorerEvent::Opened { result: Err(failure), .. }
        | ExplorerEvent::Saved { result: Err(failure), .. } => {
            tell(state, failure, now);
        }
    }
}

fn name_of(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// A failure stands at the typed path where there is one, else it is said in passing.
fn tell(state: &mut State, failure: Failure, now: f64) {
    match &mut state.explorer.path {
        Some(path) => path.failure = Some(failure),
        None => state.notify_failure(&failure, now),
    }
}

/// A command that gave no answer of its own. Returns whether it was one of these.
pub(in crate::app) fn fail(state: &mut State, id: CommandId, failure: &Failure, now: f64) -> bool {
    let explorer = &mut state.explorer;
    let mut told = explorer.hits.fail(id, failure.clone()) | explorer.standing.fail(id, failure.clone());
    if explorer.working == Some(id) {
        explorer.working = None;
        tell(state, failure.clone(), now);
        told = true;
    }
    told
}

/// Whether a failure asks whether a file may be replaced.
pub fn asks_to_replace(failure: &Failure) -> bool {
    failure.remedies.contains(&Remedy::Replace)
}

/// A page for whoever opens the explorer for the first time: where queries begin.
pub(in crate::app) fn first_spot(state: &State) -> Option<ExplorerSpot> {
    let root = super::shown_schema(state)?.root(dapple_data::graphql::OperationKind::Query)?;
    Some(ExplorerSpot::Type { name: root.to_owned(), member: None })
}
