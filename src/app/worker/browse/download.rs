//! The files of a version in the new format, into a folder of the person's: each is there whole or not at all.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use bytes::Bytes;
use dapple_data::speckle::files::{VersionFile, files_path, is_parquet, read_files};
use tokio::sync::watch;

use super::super::{Task, words};
use crate::app::browser::{Downloaded, Wanted};
use crate::app::failure::{Failure, Remedy};
use crate::app::progress::{Phase, Progress, Unit};
use crate::services::api::{Api, ApiError, Plain, RestRequest, Transfer};
use crate::services::store::{AtomicFile, Readers};

/// The longest list of files, in bytes.
const LIST_BYTES: u64 = 4 << 20;
/// The longest single file: shards of geometry end at 1.5 GiB.
const FILE_BYTES: u64 = 16 << 30;
/// So many bytes at both ends of a file say what it is.
const MARK: usize = 4;

/// Gets every file of a version.
pub(super) async fn download(task: &Task, wanted: Wanted) -> Result<Downloaded, Failure> {
    let api = task.api(&wanted.account).await?;
    let mut files = list(&api, &wanted).await?;
    let plain = Plain::new(&task.shared.network()?, &wanted.account.origin).map_err(|e| words::api(&e))?;
    let folder = wanted.folder.clone();
    let made = task.on_disk({
        let folder = folder.clone();
        move |_| std::fs::create_dir_all(&folder)
    });
    made.await?.map_err(|error| {
        Failure::new("The folder cannot be made", "Choose another one, or free the name")
            .detailed(format!("{}: {error}", folder.display()))
    })?;
    let count = files.len();
    let (mut bytes, mut at, mut renewed) = (0, 0, false);
    while let Some(file) = files.get(at) {
        match one(task, &plain, file, &folder, bytes).await {
            Ok(more) => bytes += more,
            // A signed link lives for an hour: the rest gets new ones, once.
            Err(Trouble::Api(ApiError::Http { status: 403, .. } | ApiError::NotSpeckle { .. }))
                if !renewed =>
            {
                renewed = true;
                files = list(&api, &wanted).await?;
                continue;
            }
            Err(trouble) => return Err(trouble.of(&file.name, at, count, &folder)),
        }
        at += 1;
    }
    Ok(Downloaded { folder, files: count, bytes })
}

async fn list(api: &Api, wanted: &Wanted) -> Result<Vec<VersionFile>, Failure> {
    let path = files_path(&wanted.project, &wanted.model, &wanted.version);
    let none = || {
        Failure::new(
            "This version has no files yet",
            "The server may still be making them, or is too old to hand them out. Try again in a while",
        )
        .with(Remedy::Retry)
    };
    let answer = api.rest_bytes(&RestRequest::get(path, "application/json", LIST_BYTES)).await;
    let (_, json) = match answer {
        Ok(answer) => answer,
        Err(ApiError::Http { status: 404, .. }) => return Err(none()),
        Err(ApiError::NotSpeckle { refusal, .. }) if refusal.answer.status == 404 => return Err(none()),
        Err(error) => return Err(words::api(&error)),
    };
    let files = read_files(&json).map_err(|error| {
        Failure::new("The files of this version cannot be taken", "Nothing was written")
            .detailed(error.to_string())
    })?;
    if files.is_empty() { Err(none()) } else { Ok(files) }
}

/// Why a file is not here.
enum Trouble {
    Api(ApiError),
    Said(Failure),
}

impl Trouble {
    fn of(self, name: &str, done: usize, count: usize, folder: &Path) -> Failure {
        let failure = match self {
            Self::Api(error) => words::api(&error),
            Self::Said(failure) => failure,
        };
        let details = failure.details.as_deref().unwrap_or(&failure.title).to_owned();
        let here = format!("{done} of {count} files are in {}, {name} is not", folder.display());
        Failure { title: format!("Only {done} of {count} files came"), ..failure }
            .detailed(format!("{here}\n{details}"))
    }
}

fn disk(error: impl std::fmt::Display) -> Trouble {
    let failure = Failure::new("The file cannot be written", "Free some space or choose another folder");
    Trouble::Said(failure.detailed(error.to_string()))
}

/// Gets one file; how many bytes it has.
async fn one(
    task: &Task,
    plain: &Plain,
    file: &VersionFile,
    folder: &Path,
    before: u64,
) -> Result<u64, Trouble> {
    let target = folder.join(&file.name);
    let writer =
        task.on_disk(move |_| AtomicFile::create(&target, Readers::AsUsual)).await.map_err(Trouble::Said)?;
    let mut taken = Taken::new(writer.map_err(disk)?);
    let transfer = watch::Sender::new(Transfer::default());
    let answer = {
        let mut moved = transfer.subscribe();
        let mut sink = |bytes: Bytes| taken.take(&bytes);
        let get = plain.get(&file.url, FILE_BYTES, &mut sink, &transfer);
        tokio::pin!(get);
        loop {
            tokio::select! {
                answer = &mut get => break answer,
                Ok(()) = moved.changed() => {
                    let done = before + moved.borrow_and_update().received;
                    let moving = Progress { phase: Phase::Moving, unit: Unit::Bytes, done, total: None };
                    task.progress.send_replace(moving);
                }
            }
        }
    };
    if let Some(error) = taken.failed {
        return Err(disk(error));
    }
    let answer = answer.map_err(Trouble::Api)?;
    let Taken { writer, first, last, length, .. } = taken;
    if answer.capped.is_some() || !is_parquet(&first, &last, length) {
        let failure = Failure::new("A file is not whole", "Download the files again").with(Remedy::Retry);
        let words = format!("{} has {length} bytes and is no parquet file", file.name);
        return Err(Trouble::Said(failure.detailed(words)));
    }
    task.on_disk(move |_| writer.commit()).await.map_err(Trouble::Said)?.map_err(disk)?;
    Ok(length)
}

/// What of a file has come: its bytes are on the disk, its ends are looked at.
struct Taken {
    writer: AtomicFile,
    first: Vec<u8>,
    last: Vec<u8>,
    length: u64,
    failed: Option<std::io::Error>,
}

impl Taken {
    fn new(writer: AtomicFile) -> Self {
        Self { writer, first: Vec::new(), last: Vec::new(), length: 0, failed: None }
    }

    fn take(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        if let Err(error) = self.writer.write_all(bytes) {
            self.failed = Some(error);
            return ControlFlow::Break(());
        }
        self.length += bytes.len() as u64;
        self.first.extend(bytes.iter().take(MARK.saturating_sub(self.first.len())));
        self.last.extend_from_slice(bytes.get(bytes.len().saturating_sub(MARK)..).unwrap_or_default());
        self.last.drain(..self.last.len().saturating_sub(MARK));
        ControlFlow::Continue(())
    }
}
