//! Schemas in files: opened in the place of the server's, or written as SDL or JSON. Where the system has no
//! dialog the path is typed.

use std::path::{Path, PathBuf};

use super::{ExplorerCommand, schema_account, shown_schema};
use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::state::{NoticeKind, Outbox, State};

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaFile {
    /// Read SDL or an introspection answer.
    Open,
    /// Write SDL.
    SaveSdl,
    /// Write the answer to an introspection.
    SaveJson,
}

/// A path that is typed because there is no dialog.
#[derive(Clone, Debug)]
pub struct SchemaPath {
    pub file: SchemaFile,
    pub text: String,
    pub failure: Option<Failure>,
}

/// The path that is proposed for a schema: in the folder of the last export.
fn proposed(state: &State, file: SchemaFile) -> PathBuf {
    let folder = state.export_folder.clone().unwrap_or_default();
    let server = schema_account(state).map(|key| key.origin.host_and_port().replace(':', "-"));
    let name = match file {
        SchemaFile::Open => return folder,
        SchemaFile::SaveSdl => format!("{}.graphql", server.unwrap_or_else(|| "schema".to_owned())),
        SchemaFile::SaveJson => format!("{}-schema.json", server.unwrap_or_else(|| "server".to_owned())),
    };
    folder.join(name)
}

/// Asks for a path with the system's dialog.
pub(super) fn choose(state: &mut State, file: SchemaFile, out: &mut Outbox) {
    let suggested = proposed(state, file);
    let id = state.send(out, Command::Explorer(ExplorerCommand::Pick(file, suggested)));
    state.explorer.picking = Some((id, file));
}

/// There is no dialog here: the path is typed.
pub(super) fn type_path(state: &mut State, file: SchemaFile) {
    let text = proposed(state, file).to_string_lossy().into_owned();
    state.explorer.path = Some(SchemaPath { file, text, failure: None });
}

/// Uses the path that was typed.
pub(super) fn use_path(state: &mut State, replace: bool, now: f64, out: &mut Outbox) {
    let Some(path) = state.explorer.path.clone() else { return };
    if !path.text.trim().is_empty() {
        begin(state, path.file, (Path::new(path.text.trim()), replace), now, out);
    }
}

/// Opens or writes a file.
pub(super) fn begin(
    state: &mut State,
    file: SchemaFile,
    (path, replace): (&Path, bool),
    now: f64,
    out: &mut Outbox,
) {
    let path = path.to_owned();
    let command = match file {
        SchemaFile::Open => match schema_account(state).cloned() {
            Some(key) => ExplorerCommand::Open { key, path },
            None => {
                let words = "Add an account first: a schema file stands in for that of its server";
                state.notify(NoticeKind::Warning, words, now);
                return;
            }
        },
        SchemaFile::SaveSdl | SchemaFile::SaveJson => {
            let Some(schema) = shown_schema(state).cloned() else { return };
            ExplorerCommand::Save { schema, file, path, replace }
        }
    };
    let id = state.send(out, Command::Explorer(command));
    state.explorer.working = Some(id);
}
