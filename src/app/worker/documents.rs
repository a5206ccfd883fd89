//! CPU work on texts and documents: checks, format, tables, sorting and exporting files.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::export::{self, Book, ExportError, Job, JsonLayout, Summary};
use dapple_data::graphql::{Operation, Problem};
use dapple_data::schema::{self, MISSING_SCOPE, fixes};
use dapple_data::table::{Table, TableError};
use dapple_data::token::Scrubber;

use super::clean::Clean;
use super::report;
use super::{Outside, Task, lock};
use crate::app::AccountKey;
use crate::app::command::{ExportJob, ExportPart};
use crate::app::compare_export::write_comparison;
use crate::app::elements::{AnswerRows, ElementSet};
use crate::app::elements_export::write_view;
use crate::app::event::{Event, Exported};
use crate::app::failure::{Failure, Remedy};
use crate::app::lists::ListRows;
use crate::app::problems::{Looked, ProblemsEvent};
use crate::app::progress::{Phase, Progress, Unit};
use crate::app::tabs::TabId;
use crate::app::variables::VariablesEvent;
use crate::services::store::Unfinished;

/// The texts of a tab at one revision.
pub(super) struct Texts {
    pub query: String,
    pub variables: String,
    pub operation: Option<String>,
}

/// Outline and problems of a tab's texts, against the schema where one is here.
pub(super) async fn check(
    task: &Task,
    tab: TabId,
    account: Option<AccountKey>,
    texts: Texts,
    revisions: (u64, u64),
) -> Event {
    let known = super::scopes::known(task, account.as_ref());
    let schema = account.and_then(|key| lock(&task.shared.schemas).get(&key).cloned());
    let checked = task
        .on_pool(move |_| {
            let outline = crate::app::running::executable(&texts.query);
            let blank = texts.query.trim().is_empty();
            let mut problems =
                if blank { Vec::new() } else { schema::check(schema.as_deref(), &texts.query) };
            let chosen = chosen(&outline, texts.operation.as_deref());
            let looked = look(schema.as_deref(), &texts, (chosen, revisions.0), &known, &mut problems);
            let form = chosen.map(|o| schema::form(schema.as_deref(), o, &texts.variables));
            let variable_problems = match chosen {
                Some(operation) if !texts.variables.trim().is_empty() || !operation.variables.is_empty() => {
                    schema::check_variables(schema.as_deref(), operation, &texts.variables)
                }
                _ => Vec::new(),
            };
            (outline, problems, variable_problems, (looked, form.unwrap_or_default()))
        })
        .await;
    match checked {
        Ok((outline, problems, variable_problems, (looked, form))) => {
            let looked = Box::new(looked);
            task.say(Event::Problems(ProblemsEvent::Looked { tab, looked })).await;
            task.say(Event::Variables(VariablesEvent::Form { tab, form })).await;
            Event::Checked { tab, revisions, outline, problems, variable_problems }
        }
        Err(failure) => Event::Broke(failure),
    }
}

/// The most problems that fixes are looked for.
const MOST_FIXED: usize = 200;

/// What can be done about the problems. Fields that the token may not ask for become warnings among them.
fn look(
    schema: Option<&schema::Schema>,
    texts: &Texts,
    (chosen, revision): (Option<&Operation>, u64),
    known: &super::scopes::Known,
    problems: &mut Vec<Problem>,
) -> Looked {
    let text = &texts.query;
    let missing = schema.map(|schema| known.missing(schema, text)).unwrap_or_default();
    for needed in &missing {
        let message = format!("needs {}", needed.scope);
        problems.push(Problem::warning(needed.range.clone(), MISSING_SCOPE, message));
    }
    problems.sort_by_key(|p| (p.range.start, p.range.end));
    problems.dedup();
    let of = |problem: &Problem| match (schema, problem.code) {
        (Some(schema), MISSING_SCOPE) => {
            let here: Vec<_> = missing.iter().filter(|n| n.range == problem.range).cloned().collect();
            let found = fixes::scope_fixes(schema, text, &here);
            found.remove.into_iter().chain(found.split).collect()
        }
        _ => fixes::problem_fixes(schema, text, problem),
    };
    let fixes = problems.iter().take(MOST_FIXED).map(of).collect();
    let run: Vec<_> =
        missing.iter().filter(|n| chosen.is_some_and(|c| c.name == n.operation)).cloned().collect();
    let scope_fixes = schema.map(|schema| fixes::scope_fixes(schema, text, &run)).unwrap_or_default();
    Looked { revision, missing: run, scope_fixes, fixes }
}

fn chosen<'a>(outline: &'a [Operation], name: Option<&str>) -> Option<&'a Operation> {
    name.and_then(|n| outline.iter().find(|o| o.name.as_deref() == Some(n))).or_else(|| outline.first())
}

/// The text laid out anew; comments and meaning stay.
pub(super) async fn format(task: &Task, tab: TabId, query: String, revision: u64) -> Event {
    let result = task
        .on_pool(move |_| {
            dapple_data::graphql::format(&query).map_err(|problem| {
                Failure::new("The text cannot be laid out while it has errors", problem.message)
            })
        })
        .await;
    Event::Formatted { tab, revision, result: result.and_then(|r| r) }
}

/// Rows of an answer as a table, with its first view.
pub(super) async fn table(task: &Task, rows: AnswerRows) -> Event {
    let built = task.on_pool(move |stop| {
        let (set, view) = ElementSet::of_answer(rows, stop).map_err(|error| match error {
            TableError::Stopped(_) => Failure::cancelled(),
            error => Failure::new("The table could not be made", error.to_string()).with(Remedy::Retry),
        })?;
        Ok((Arc::new(set), Arc::new(view)))
    });
    Event::TableBuilt(built.await.and_then(|r| r))
}

/// Writes a part of an answer to a file: a temporary one beside it, renamed when complete.
pub(super) async fn export(task: &Task, job: ExportJob) -> Event {
    let stop = task.stop.clone();
    let progress = task.progress.clone();
    let written = task.on_disk(move |shared| write(&job, &shared.outside, &stop, &progress)).await;
    Event::Exported(written.and_then(|r| r))
}

fn write(
    job: &ExportJob,
    outside: &Outside,
    stop: &Stop,
    progress: &tokio::sync::watch::Sender<Progress>,
) -> Result<Exported, Failure> {
    let failed = |error: &dyn std::fmt::Display| not_written(job, error);
    if !job.replace && job.path.exists() {
        let title = format!("{} is there already", job.path.display());
        return Err(Failure::new(title, "Replace it, or type another name").with(Remedy::Replace));
    }
    let file = Unfinished::create(outside.disk.folders(), &job.path).map_err(|e| failed(&e))?;
    let mut out = Clean::new(BufWriter::with_capacity(1 << 18, file), &outside.scrubber);
    let written = {
        let mut move_on = |done: u64, total: Option<u64>| {
            progress.send_replace(Progress { phase: Phase::Moving, unit: Unit::Rows, done, total });
        };
        write_part(job, outside, &mut out, (stop, &mut move_on))?
    };
    finish(job, written, out, outside)
}

/// Takes the rows written so far, and all of them where their number is known.
pub(super) type MoveOn<'a> = dyn FnMut(u64, Option<u64>) + 'a;

/// Writes what is exported.
fn write_part(
    job: &ExportJob,
    outside: &Outside,
    out: &mut dyn Write,
    (stop, move_on): (&Stop, &mut MoveOn<'_>),
) -> Result<Result<Summary, ExportError>, Failure> {
    let scrubber = &outside.scrubber;
    let failed = |error: &dyn std::fmt::Display| not_written(job, error);
    // Most formats need columns: a list that was not looked at as a table becomes one now.
    let made;
    let (answer, list, table) = match &job.part {
        ExportPart::Elements { set, view } => {
            let total = Some(view.rows().len() as u64);
            let mut tick = |done: u64, _bytes: u64| move_on(done, total);
            return Ok(write_view(set, view, (job.format, scrubber), out, (stop, &mut tick)));
        }
        ExportPart::Comparison { comparison, elements } => {
            let mut tick = |done: u64, _bytes: u64| move_on(done, None);
            let ticked = (stop, &mut tick as &mut dyn FnMut(u64, u64));
            return Ok(write_comparison(comparison, elements, (job.format, Some(scrubber)), out, ticked));
        }
        ExportPart::Differences { comparison, entries } => {
            let part = (comparison.as_ref(), entries.as_ref());
            return Ok(super::differences::write(part, (job, outside), out, (stop, move_on)));
        }
        ExportPart::Rows(rows) => return list_of(rows, (job, scrubber), out, (stop, move_on)),
        ExportPart::Whole(answer) => (answer, answer.document.root(), None),
        ExportPart::List { answer, list } if report::needs_table(job.format) => {
            made = Table::from_list(&answer.document, *list, stop).map_err(|e| failed(&e))?;
            (answer, Some(*list), Some(&made))
        }
        ExportPart::List { answer, list } => (answer, Some(*list), None),
    };
    let document = answer.document.as_ref();
    let empty = || Failure::new("There is nothing to export", "The answer is empty");
    let source = report::source(&job.part);
    let book = Book {
        title: "Answer",
        source: &source,
        made: answer.meta.at,
        scrubber: Some(scrubber),
        ..Book::default()
    };
    let request = Job {
        book: Some(&book),
        node: list.ok_or_else(empty)?,
        table,
        missing: answer.meta.loaded.as_ref().map_or(0, |loaded| loaded.missing()),
        format: job.format,
        ..Job::whole(document, JsonLayout::Compact).ok_or_else(empty)?
    };
    let total = Some(document.child_count(request.node) as u64);
    let mut tick = |rows: u64, _bytes: u64| move_on(rows, total);
    Ok(export::write(&request, out, stop, &mut tick))
}

/// Rows of a list of the browser. What the server counted and did not give makes the file short.
fn list_of(
    rows: &ListRows,
    (job, scrubber): (&ExportJob, &Scrubber),
    out: &mut dyn Write,
    (stop, move_on): (&Stop, &mut MoveOn<'_>),
) -> Result<Result<Summary, ExportError>, Failure> {
    let (document, table) =
        super::clipboard::table_of(rows, stop).map_err(|error| not_written(job, &error))?;
    let source = rows.source();
    let book = Book {
        title: rows.noun(2),
        source: &source,
        made: jiff::Timestamp::now().as_second(),
        scrubber: Some(scrubber),
        ..Book::default()
    };
    let total = Some(rows.rows.len() as u64);
    let request =
        Job { missing: rows.missing(), book: Some(&book), ..Job::of_table(&document, &table, job.format) };
    let mut tick = |done: u64, _bytes: u64| move_on(done, total);
    Ok(export::write(&request, out, stop, &mut tick))
}

/// Gives a written file its name, or takes it away.
fn finish(
    job: &ExportJob,
    written: Result<Summary, ExportError>,
    out: Clean<BufWriter<Unfinished>>,
    outside: &Outside,
) -> Result<Exported, Failure> {
    let failed = |error: &dyn std::fmt::Display| not_written(job, error);
    let summary = match written {
        Ok(summary) => summary,
        Err(ExportError::Stopped(_)) => return Err(Failure::cancelled()),
        Err(error) => return Err(failed(&error)),
    };
    let file = out.finish().and_then(|out| Ok(out.into_inner()?)).map_err(|e| failed(&e))?;
    file.commit().map_err(|e| failed(&e))?;
    report::beside(job, &summary, outside)?;
    Ok(Exported { path: job.path.clone(), summary })
}

fn not_written(job: &ExportJob, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        format!("{} was not written", job.path.display()),
        format!("{error}. Nothing half-written is left"),
    )
}
