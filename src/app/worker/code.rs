//! Code of an operation, written on the pool; and the body of a cURL command, read from its file.

use std::io;
use std::path::{Path, PathBuf};

use dapple_data::code::{CodeRequest, Imported};
use dapple_data::graphql::connections::{Plan, connections};
use dapple_data::graphql::operations;
use dapple_data::schema::Schema;
use dapple_data::token::{Scrubber, TokenId};

use super::{Task, lock};
use crate::app::code::{CodeCommand, CodeEvent, CodeJob};
use crate::app::event::Event;
use crate::app::failure::Failure;

/// A longer file, in bytes, holds no operation that a person wrote.
const LONGEST_BODY: u64 = 16 << 20;

/// Does one command about code.
pub(super) async fn perform(task: &Task, command: CodeCommand) -> Event {
    match command {
        CodeCommand::Write(job) => {
            let schema = lock(&task.shared.schemas).get(&job.account).cloned();
            let scrubber = task.shared.outside.scrubber.clone();
            let language = job.language;
            let made = task.on_pool(move |_| write(&job, schema.as_deref(), &scrubber)).await;
            Event::Code(CodeEvent::Written { language, result: made.and_then(|result| result) })
        }
        CodeCommand::ReadBody { path, imported, token } => read_body(task, path, imported, token).await,
    }
}

fn write(job: &CodeJob, schema: Option<&Schema>, scrubber: &Scrubber) -> Result<String, Failure> {
    let all = operations(&job.text);
    let operation = all.iter().filter(|o| o.kind.is_executable()).find(|o| o.name == job.operation);
    let plan = schema.filter(|_| job.language.follows_pages()).and_then(|schema| plan(schema, job));
    let request = CodeRequest {
        origin: &job.account.origin,
        endpoint: &job.endpoint,
        text: &job.text,
        operation,
        variables: &job.variables,
        plan: plan.as_ref(),
    };
    let code = request.write(job.language);
    let code = code.map_err(|error| Failure::new("There is no code for this", error.to_string()))?;
    Ok(scrubber.scrub(&code).into_owned())
}

/// How the outermost list of the operation is read to its end.
fn plan(schema: &Schema, job: &CodeJob) -> Option<Plan> {
    let operation = job.operation.as_deref();
    let all = connections(schema, &job.text, operation);
    let list = all.iter().find(|connection| !connection.is_nested())?;
    Plan::new(schema, &job.text, operation, &list.path).ok()
}

async fn read_body(task: &Task, path: PathBuf, imported: Box<Imported>, token: Option<TokenId>) -> Event {
    let read = task.on_disk(move |_| {
        let words = |error: io::Error| {
            Failure::new(format!("{} could not be read", path.display()), error.to_string())
        };
        let text = read(&path).map_err(words)?;
        let imported = imported.with_body(&text).map_err(|error| {
            Failure::new(error.to_string(), format!("{} holds something else", path.display()))
        })?;
        Ok(Box::new(imported))
    });
    Event::Code(CodeEvent::BodyRead { result: read.await.and_then(|result| result), token })
}

fn read(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.len() > LONGEST_BODY {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "It is too long for the body of a query"));
    }
    std::fs::read_to_string(path)
}
