//! The explorer's work: searching, reading and keeping schemas, and writing them to files.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dapple_data::schema::explore::{Change, difference, standing};
use dapple_data::schema::{MAX_INTROSPECTION_BYTES, Schema, SchemaError};

use super::{Shared, Task, lock};
use crate::app::AccountKey;
use crate::app::event::Event;
use crate::app::explorer::{ExplorerCommand, ExplorerEvent, SchemaFile, SchemaSource, most_hits};
use crate::app::failure::{Failure, Remedy};
use crate::services::store::Unfinished;

/// One command of the explorer.
pub(super) async fn perform(task: &Task, command: ExplorerCommand) -> Event {
    let event = match command {
        ExplorerCommand::ReadKept(key) => {
            let kept = read_kept(task, &key).await;
            if let Some((schema, _)) = &kept {
                // Never over what the server or a person has put there meanwhile.
                lock(&task.shared.schemas).entry(key.clone()).or_insert_with(|| schema.clone());
            }
            ExplorerEvent::Kept { key, kept }
        }
        ExplorerCommand::Search { schema, text, with_deprecated } => {
            let found = task
                .on_pool(move |stop| {
                    schema.catalogue().search(&text, most_hits(), with_deprecated, stop).map(Arc::new)
                })
                .await;
            ExplorerEvent::Found(found.and_then(|hits| hits.map_err(|_| Failure::cancelled())))
        }
        ExplorerCommand::Stand { schema, of, text } => {
            let stands = task
                .on_pool(move |_| {
                    let caret = text.char_indices().nth(of.caret).map_or(text.len(), |(at, _)| at);
                    standing(&schema, &text, caret, &of.type_name)
                })
                .await;
            match stands {
                Ok(standing) => ExplorerEvent::Stands(Arc::new(standing)),
                Err(failure) => return Event::Broke(failure),
            }
        }
        // Begun by the link, on the thread that owns the window.
        ExplorerCommand::Pick(..) => ExplorerEvent::Picked(Ok(None)),
        ExplorerCommand::Open { key, path } => {
            let result = open(task, path.clone()).await;
            if let Ok(schema) = &result {
                lock(&task.shared.schemas).insert(key.clone(), schema.clone());
            }
            ExplorerEvent::Opened { key, path, result }
        }
        ExplorerCommand::Save { schema, file, path, replace } => {
            let target = path.clone();
            let written = task.on_disk(move |shared| save(shared, &schema, file, (&target, replace))).await;
            ExplorerEvent::Saved { path, result: written.and_then(|r| r) }
        }
    };
    Event::Explorer(event)
}

/// The schema that was kept of a server, ready to be searched.
async fn read_kept(task: &Task, key: &AccountKey) -> Option<(Arc<Schema>, i64)> {
    let server = key.origin.to_string();
    let read = task.on_disk(move |shared| shared.outside.disk.folders().read_schema(&server)).await;
    let kept = match read {
        Ok(Ok(kept)) => kept?,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the kept schema cannot be read");
            return None;
        }
        Err(_) => return None,
    };
    let schema = task.on_pool(move |_| Schema::from_sdl(&kept.sdl).map(Arc::new)).await.ok()?;
    match schema {
        Ok(schema) => Some((ready(task, schema).await, kept.at)),
        Err(error) => {
            tracing::warn!(%error, "the kept schema is not valid");
            None
        }
    }
}

/// Makes the catalogue, so that no frame has to.
async fn ready(task: &Task, schema: Arc<Schema>) -> Arc<Schema> {
    let made = schema.clone();
    // A panic there leaves the schema usable without search.
    let _ = task.on_pool(move |_| _ = made.catalogue()).await;
    schema
}

/// A schema has come from its server: what it changed is worked out, it is made ready for search and kept,
/// and where it is from is said before it is.
pub(super) async fn arrived(task: &Task, key: &AccountKey, schema: &Arc<Schema>) {
    let known = lock(&task.shared.schemas).get(key).cloned();
    let before = match known {
        Some(known) => Some(known),
        None => read_kept(task, key).await.map(|(schema, _)| schema),
    };
    let fresh = schema.clone();
    let changes: Option<Arc<Vec<Change>>> = task
        .on_pool(move |_| {
            let _ = fresh.catalogue();
            before.filter(|b| b.sdl() != fresh.sdl()).map(|before| Arc::new(difference(&before, &fresh)))
        })
        .await
        .ok()
        .flatten();
    let source = SchemaSource::Server(jiff::Timestamp::now().as_second());
    let said = Event::Explorer(ExplorerEvent::Facts { key: key.clone(), source, changes });
    let (server, kept) = (key.origin.to_string(), schema.clone());
    if is_sample_server(task, &server) {
        // It has another address at every start.
        return task.say(said).await;
    }
    let written = task
        .on_disk(move |shared| {
            let disk = &shared.outside.disk;
            if disk.is_read_only() { Ok(false) } else { disk.folders().keep_schema(&server, kept.sdl()) }
        })
        .await;
    if let Ok(Err(error)) = written {
        tracing::warn!(%error, "the schema was not kept");
    }
    task.say(said).await;
}

#[cfg(feature = "demo")]
fn is_sample_server(task: &Task, server: &str) -> bool {
    task.shared
        .demo
        .get()
        .is_some_and(|demo| demo.origin().trim_end_matches('/') == server.trim_end_matches('/'))
}

#[cfg(not(feature = "demo"))]
fn is_sample_server(_task: &Task, _server: &str) -> bool {
    false
}

async fn open(task: &Task, path: PathBuf) -> Result<Arc<Schema>, Failure> {
    let shown = path.display().to_string();
    let failed = move |what: String| Failure::new(format!("{shown} cannot be opened"), what);
    let bytes = task
        .on_disk(move |_| {
            let length = std::fs::metadata(&path)?.len();
            if length > MAX_INTROSPECTION_BYTES as u64 {
                let megabytes = usize::try_from(length.div_ceil(1024 * 1024)).unwrap_or(usize::MAX);
                return Ok(Err(SchemaError::TooLarge { megabytes }));
            }
            std::fs::read(&path).map(Ok)
        })
        .await?
        .map_err(|error| failed(error.to_string()))?;
    let read = task.on_pool(move |_| bytes.and_then(|bytes| Schema::from_file(&bytes))).await?;
    let schema = read.map_err(|error| {
        let advice = "A schema file is SDL, or the JSON answer to an introspection";
        failed(advice.to_owned()).detailed(error.to_string())
    })?;
    Ok(ready(task, Arc::new(schema)).await)
}

fn save(
    shared: &Shared,
    schema: &Schema,
    file: SchemaFile,
    (path, replace): (&Path, bool),
) -> Result<(), Failure> {
    if !replace && path.exists() {
        let title = format!("{} is there already", path.display());
        return Err(Failure::new(title, "Replace it, or type another name").with(Remedy::Replace));
    }
    let text = match file {
        SchemaFile::SaveJson => schema.introspection_json(),
        SchemaFile::Open | SchemaFile::SaveSdl => schema.sdl().to_owned(),
    };
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(
            format!("{} was not written", path.display()),
            format!("{error}. Nothing half-written is left"),
        )
    };
    let mut out = Unfinished::create(shared.outside.disk.folders(), path).map_err(|e| failed(&e))?;
    out.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
    out.commit().map_err(|e| failed(&e))
}
