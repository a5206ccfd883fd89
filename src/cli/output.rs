//! Data on its way out: the part of an answer, its format, and the file or stdout that gets it.

use std::collections::VecDeque;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::document::{self, Document, ForTerminal, Kind, NodeId, Step};
use dapple_data::export::{self, Book, Dialect, ExportError, Format, Job, JsonLayout, Summary};
use dapple_data::table::{Table, TableError};
use dapple_data::token::Scrubber;

use super::arguments::{FormatName, OutputArguments};
use super::client::Client;
use super::end::{Code, End};
use crate::app::worker::Clean;
use crate::app::{Answer, Command, Event, ExportJob, ExportPart, answer_source};

/// How much goes to stdout at once.
const BUFFER: usize = 1 << 18;
/// How many values are looked at for an empty list.
const MOST_VISITED: usize = 20_000;

/// Where data goes.
pub(super) enum Sink {
    Stdout,
    File(PathBuf),
}

/// Writes what was wished for of an answer, and says what a person should know about it.
pub(super) async fn write(
    client: &mut Client,
    answer: Arc<Answer>,
    wish: &OutputArguments,
) -> Result<(), End> {
    let sink = sink(wish.output.as_deref())?;
    let name = wish.format.unwrap_or_else(|| by_ending(&sink));
    let list = match (&wish.list, name) {
        (Some(path), _) => Some(list_at(&answer.document, path)?),
        (None, FormatName::Json) => None,
        (None, _) => Some(best_list(client, &answer)?),
    };
    let is_screen = matches!(sink, Sink::Stdout) && io::stdout().is_terminal();
    if name == FormatName::Parquet && is_screen {
        return Err(no_text("Parquet", "parquet"));
    }
    let format = format(name, is_screen);
    let summary = match sink {
        Sink::File(path) => Some(to_file(client, answer, list, (format, path, wish.meta)).await?),
        Sink::Stdout => to_stdout(client, answer, list, format).await?,
    };
    // Whoever closed the pipe has seen enough.
    let Some(summary) = summary else { return Ok(()) };
    if summary.hidden_columns > 0 {
        let words = format!(
            "{} columns are left out: the table has too many. Write json or ndjson",
            summary.hidden_columns
        );
        return Err(End::new(Code::Partial, words));
    }
    if summary.complete {
        return Ok(());
    }
    Err(End::new(Code::Partial, format!("Only {} of {} rows came", summary.written, summary.asked)))
}

/// Why a format does not go to a terminal.
pub(super) fn no_text(what: &str, ending: &str) -> End {
    End::wrong_use(format!("{what} is no text for a terminal. Write it to a file: -o FILE.{ending}"))
}

/// The sink of a wish: a file that can be replaced, or stdout.
pub(super) fn sink(output: Option<&Path>) -> Result<Sink, End> {
    match output {
        Some(path) if path.as_os_str() != "-" => {
            is_replaceable(path)?;
            Ok(Sink::File(path.to_path_buf()))
        }
        _ => Ok(Sink::Stdout),
    }
}

/// A file is written beside its target and renamed onto it: a folder or device would be lost to that.
fn is_replaceable(path: &Path) -> Result<(), End> {
    match path.metadata() {
        Ok(meta) if !meta.is_file() => {
            let words = format!("{} is no regular file. Leave -o out and redirect stdout", path.display());
            Err(End::wrong_use(words))
        }
        _ => Ok(()),
    }
}

fn by_ending(sink: &Sink) -> FormatName {
    let Sink::File(path) = sink else { return FormatName::Json };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => FormatName::Csv,
        "ndjson" | "jsonl" => FormatName::Ndjson,
        "parquet" => FormatName::Parquet,
        "md" | "markdown" => FormatName::Markdown,
        _ => FormatName::Json,
    }
}

/// No format of the command line changes a value: no guard, no decimal comma.
fn format(name: FormatName, is_read_by_a_person: bool) -> Format {
    match name {
        FormatName::Csv => Format::Csv { dialect: Dialect::ForPrograms, guard: false },
        FormatName::Ndjson => Format::Ndjson,
        FormatName::Parquet => Format::Parquet,
        FormatName::Markdown => Format::Markdown,
        FormatName::Json if is_read_by_a_person => Format::Json(JsonLayout::Pretty),
        FormatName::Json => Format::Json(JsonLayout::AsReceived),
    }
}

/// The list at a path from the root, or from `data`.
fn list_at(document: &Document, path: &str) -> Result<NodeId, End> {
    let find = |path: &str| {
        document.find_path(path).map_err(|error| End::wrong_use(format!("--list {path}: {error}")))
    };
    let mut found = find(path)?;
    if found.is_none() && !path.starts_with(['$', '/', '[']) {
        found = find(&format!("data.{path}"))?;
    }
    match found {
        Some(node) if document.kind(node) == Kind::Array => Ok(node),
        Some(_) => Err(End::failed(format!("{path} is no list in this answer"))),
        None => Err(End::failed(format!("There is nothing at {path} in this answer"))),
    }
}

/// The list that a window would show as a table. Which one that is depends on the answer, so it is said.
fn best_list(client: &mut Client, answer: &Answer) -> Result<NodeId, End> {
    let mut lists = answer.lists.iter().filter(|list| !is_beside_data(&list.path));
    if let Some(best) = lists.next() {
        if lists.next().is_some() {
            client.say(&format!("Writing the list {}. Choose another with --list", best.path.dotted()));
        }
        return Ok(best.node);
    }
    empty_list(&answer.document).ok_or_else(|| {
        End::failed("This answer holds no list. Write json, or ask for a list such as items { … }")
    })
}

/// The server's complaints are no rows; they are said on stderr.
fn is_beside_data(path: &document::Path) -> bool {
    matches!(path.steps().first(), Some(Step::Key(key)) if matches!(key.as_str(), "errors" | "extensions"))
}

/// A list without items is still an answer: no rows.
fn empty_list(document: &Document) -> Option<NodeId> {
    let root = document.root()?;
    let start = document.member(root, "data").unwrap_or(root);
    let mut waiting = VecDeque::from([start]);
    for _ in 0..MOST_VISITED {
        let node = waiting.pop_front()?;
        if document.kind(node) == Kind::Array {
            return Some(node);
        }
        waiting.extend(document.children(node).filter(|child| document.kind(*child).is_container()));
    }
    None
}

/// Writes beside the file and renames: the same export as the window's.
async fn to_file(
    client: &mut Client,
    answer: Arc<Answer>,
    list: Option<NodeId>,
    (format, path, report): (Format, PathBuf, bool),
) -> Result<Summary, End> {
    let part = match list {
        Some(list) => ExportPart::List { answer, list },
        None => ExportPart::Whole(answer),
    };
    let job = ExportJob { part, format, path, replace: true, report };
    match client.ask(Command::Export(Box::new(job))).await? {
        Event::Exported(Ok(done)) => {
            client.say(&written(&done.path, &done.summary, list.is_some()));
            Ok(done.summary)
        }
        Event::Exported(Err(failure)) => Err(End::of(&failure)),
        _ => Err(End::broke()),
    }
}

fn written(path: &Path, summary: &Summary, is_list: bool) -> String {
    let what = match (is_list, summary.written) {
        (true, 1) => "1 row".to_owned(),
        (true, rows) => format!("{rows} rows"),
        (false, _) => format!("{} bytes", summary.bytes),
    };
    format!("Wrote {what} to {}", path.display())
}

/// Why nothing more goes to stdout.
pub(super) enum Trouble {
    /// The reader of the pipe has closed it.
    Closed,
    Stopped,
    Failed(String),
}

async fn to_stdout(
    client: &mut Client,
    answer: Arc<Answer>,
    list: Option<NodeId>,
    format: Format,
) -> Result<Option<Summary>, End> {
    let scrubber = client.scrubber().clone();
    let write =
        move |out: &mut dyn Write, stop: &Stop| stream((&answer, list), format, &scrubber, (out, stop));
    piped(client, write).await
}

/// Has something written to stdout. `None`: whoever read it has seen enough.
pub(super) async fn piped<E: Into<Trouble>>(
    client: &mut Client,
    write: impl FnOnce(&mut dyn Write, &Stop) -> Result<Summary, E> + Send + 'static,
) -> Result<Option<Summary>, End> {
    let scrubber = client.scrubber().clone();
    let done = client.block(move |stop| through(write, &scrubber, stop)).await?;
    match done {
        Ok(summary) => Ok(Some(summary)),
        Err(Trouble::Closed) => Ok(None),
        Err(Trouble::Stopped) => Err(End::stopped(Code::Stopped)),
        Err(Trouble::Failed(words)) => Err(End::failed(words)),
    }
}

/// Writes through a buffer to stdout.
fn through<E: Into<Trouble>>(
    write: impl FnOnce(&mut dyn Write, &Stop) -> Result<Summary, E>,
    scrubber: &Scrubber,
    stop: &Stop,
) -> Result<Summary, Trouble> {
    let out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let out = ForTerminal::new(out, io::stdout().is_terminal());
    // A server that repeats the token in its answer does not get it onto the screen.
    let mut out = Clean::new(out, scrubber);
    match write(&mut out, stop) {
        Ok(summary) => {
            let shown = out.finish().and_then(ForTerminal::finish);
            shown.and_then(|mut out| out.flush()).map_err(|error| of_write(&error))?;
            Ok(summary)
        }
        Err(error) => {
            // Dropping it would write to the pipe once more.
            drop(out.abandon().abandon().into_parts());
            Err(error.into())
        }
    }
}

fn stream(
    (answer, list): (&Answer, Option<NodeId>),
    format: Format,
    scrubber: &Scrubber,
    (out, stop): (&mut dyn Write, &Stop),
) -> Result<Summary, Trouble> {
    let document = answer.document.as_ref();
    let table = match (list, format) {
        (_, Format::Json(_) | Format::Ndjson) => None,
        (Some(list), _) => Some(Table::from_list(document, list, stop).map_err(|e| of_table(&e))?),
        _ => None,
    };
    let whole = Job::whole(document, JsonLayout::AsReceived);
    let whole = whole.ok_or_else(|| Trouble::Failed("The answer is empty".to_owned()))?;
    let source = answer_source(answer, list);
    let book = Book {
        title: "Answer",
        source: &source,
        made: answer.meta.at,
        scrubber: Some(scrubber),
        ..Book::default()
    };
    let book = Some(&book);
    let job = Job { node: list.unwrap_or(whole.node), table: table.as_ref(), format, book, ..whole };
    Ok(export::write(&job, out, stop, &mut |_, _| {})?)
}

fn of_table(error: &TableError) -> Trouble {
    match error {
        TableError::Stopped(_) => Trouble::Stopped,
        error => Trouble::Failed(error.to_string()),
    }
}

impl From<ExportError> for Trouble {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Stopped(_) => Self::Stopped,
            ExportError::Write(error) => of_write(&error),
            other => Self::Failed(other.to_string()),
        }
    }
}

fn of_write(error: &io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::BrokenPipe => Trouble::Closed,
        _ => Trouble::Failed(format!("stdout: {error}")),
    }
}

/// A small text of our own as data.
pub(super) async fn print(client: &mut Client, text: String) -> Result<(), End> {
    let write = move |_: &Stop| {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush())
    };
    match client.block(write).await?.map_err(|error| of_write(&error)) {
        Err(Trouble::Failed(words)) => Err(End::failed(words)),
        _ => Ok(()),
    }
}
