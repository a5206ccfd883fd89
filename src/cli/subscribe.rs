//! `dapple subscribe`: each event of a subscription as a line of JSON on stdout, as it comes.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use dapple_data::graphql::OperationKind;

use super::arguments::{PlaceArguments, assignment};
use super::client::Client;
use super::end::{Code, End};
use super::{query, variables};
use crate::app::{
    Command, Event, LiveCommand, LiveEvent, LiveItem, LiveKind, RequestHeaders, RunRequest, TabId,
};

/// `dapple subscribe`
#[derive(Debug, Args)]
pub(super) struct SubscribeArguments {
    /// A file with the subscription, or - for stdin
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// A JSON file with the variables
    #[arg(long, value_name = "FILE")]
    pub variables: Option<PathBuf>,
    /// One variable, over those of the file; text or JSON as with dapple query
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub vars: Vec<(String, String)>,
    /// The subscription to run, where the text has several operations
    #[arg(long, value_name = "NAME")]
    pub operation: Option<String>,
    /// End after this many events; without it only the server or Ctrl-C ends it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
    #[command(flatten)]
    pub place: PlaceArguments,
}

/// Runs it until the server, the count, the reader or Ctrl-C ends it.
pub(super) async fn run(client: &mut Client, wish: SubscribeArguments) -> Result<(), End> {
    if wish.file.as_os_str() == "-" && wish.place.token_stdin {
        return Err(End::wrong_use("Only one thing can come from stdin: put the operation into a file"));
    }
    let text = query::text(client, &wish.file).await?;
    variables::check_text(&text)?;
    let operation = query::choose_operation(&text, wish.operation.as_deref())?;
    if operation.kind != OperationKind::Subscription {
        return Err(End::wrong_use("This operation is no subscription: dapple query runs it"));
    }
    let file = match &wish.variables {
        Some(path) => Some(query::text(client, path).await?),
        None => None,
    };
    let variables = variables::merge(file.as_deref(), &wish.vars, &operation)?;
    variables::check(&operation, &variables)?;
    let account = query::connect(client, &wish.place).await?;
    let headers = RequestHeaders::default();
    let request =
        RunRequest { account, query: text, variables, operation: operation.name, changes: false, headers };
    let mut events = Events { left: wish.count, failed: 0 };
    let subscribe = Command::Live(LiveCommand::Subscribe { tab: TabId(0), request });
    client.follow(subscribe, |client, event| events.take(client, event)).await
}

/// What is still to come.
struct Events {
    left: Option<u64>,
    /// Events that had errors.
    failed: u64,
}

impl Events {
    fn take(&mut self, client: &mut Client, event: Event) -> ControlFlow<Result<(), End>> {
        let Event::Live(event) = event else { return ControlFlow::Continue(()) };
        match event {
            LiveEvent::Listening { .. } => client.say("Listening"),
            LiveEvent::Lost { why, again_in, .. } => client.say(&format!("{why}. Again in {again_in:.0} s")),
            LiveEvent::Came { items, .. } => return self.write(client, &items),
            LiveEvent::Ended { result: Ok(_), .. } => return ControlFlow::Break(self.end()),
            LiveEvent::Ended { result: Err(failure), .. } => {
                return ControlFlow::Break(Err(End::of(&failure)));
            }
            LiveEvent::Filtered { .. }
            | LiveEvent::Copied(_)
            | LiveEvent::Gathered { .. }
            | LiveEvent::Detail { .. } => {}
        }
        ControlFlow::Continue(())
    }

    fn write(&mut self, client: &mut Client, items: &[LiveItem]) -> ControlFlow<Result<(), End>> {
        let mut out = io::stdout().lock();
        for item in items {
            if item.kind == LiveKind::Gap {
                client.say(&item.text);
                continue;
            }
            self.failed += u64::from(item.kind == LiveKind::Errors);
            let line = client.scrubber().scrub(&item.text).into_owned();
            if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
                // Whoever closed the pipe has seen enough.
                let closed = error.kind() == io::ErrorKind::BrokenPipe;
                let end = if closed { Ok(()) } else { Err(End::failed(format!("stdout: {error}"))) };
                return ControlFlow::Break(end);
            }
            if let Some(left) = &mut self.left {
                *left -= 1;
                if *left == 0 {
                    return ControlFlow::Break(self.end());
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn end(&self) -> Result<(), End> {
        match self.failed {
            0 => Ok(()),
            1 => Err(End::new(Code::Partial, "1 event came with errors")),
            n => Err(End::new(Code::Partial, format!("{n} events came with errors"))),
        }
    }
}
