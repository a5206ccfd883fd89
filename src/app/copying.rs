//! What goes on the clipboard by way of the worker: tables in both forms, and texts that must hold no token.

use dapple_data::graphql::QueryCommand;
use dapple_data::shell::Shell;

use super::command::Command;
use super::failure::Failure;
use super::lists::ListRows;
use super::remote::CommandId;
use super::state::{Heart, NoticeKind, Outbox, State};
use super::tabs::TabId;

/// What is to be put on the clipboard.
#[derive(Clone, Debug)]
pub enum CopyJob {
    /// The rows of a list, all their members, with a header.
    List(Box<ListRows>),
    /// Cells of rows as they are, without a header.
    Cells(Vec<Vec<String>>),
    /// A text of the person's own, such as a command line: live tokens are taken out of it.
    Text(String),
}

/// What became of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// It is on the clipboard, as a table and as text: so many rows.
    Table(usize),
    /// Only text, which the window puts there: so many things. `why` it is no table, where one was wanted.
    Text { text: String, count: usize, why: Option<String> },
}

/// Asks for a copy; an older one that is not done is given up.
pub(super) fn ask(state: &mut State, job: CopyJob, out: &mut Outbox) {
    out.cancel.extend(state.copying.take());
    let sent = state.send(out, Command::Copy(job));
    state.copying = Some(sent);
}

/// What the world says about a copy.
pub(super) fn on_event(
    state: &mut State,
    id: CommandId,
    result: Result<Copied, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    if state.copying == Some(id) {
        state.copying = None;
        done(state, result, now, out);
    }
}

/// Has the command line that runs the operation of a tab put on the clipboard.
pub(super) fn query_command(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    let (Some(tab), Some(texts)) = (state.tab(id), heart.buffers.get(id)) else { return };
    let Some(account) = &tab.account else {
        return state.notify_failure(&Failure::new("The tab has no account", "Choose one, then copy"), now);
    };
    let (text, variables) = (texts.query.text(), texts.variables.text());
    let place = state.accounts.place_arguments(account);
    let allow_changes = tab.mutations_allowed;
    let command = QueryCommand {
        text: &text,
        operation: tab.chosen(),
        variables: &variables,
        place: &place,
        allow_changes,
    };
    match command.line(Shell::of_this_system()) {
        Some(line) => ask(state, CopyJob::Text(line), out),
        None => {
            let advice = "Write them as { \"name\": value }, then copy";
            state.notify_failure(&Failure::new("The variables are no JSON object", advice), now);
        }
    }
}

/// Puts down what a copy came to.
pub(super) fn done(state: &mut State, result: Result<Copied, Failure>, now: f64, out: &mut Outbox) {
    match result {
        Ok(Copied::Table(0) | Copied::Text { count: 0, .. }) => {
            state.notify(NoticeKind::Warning, "There is nothing of that in these rows to copy", now);
        }
        Ok(Copied::Table(_)) => {}
        Ok(Copied::Text { text, why, .. }) => {
            out.clipboard = Some(text);
            if let Some(why) = why {
                let words = format!(
                    "Copied as plain text. {why}, so a spreadsheet may read 007 as 7. An export keeps it as it is"
                );
                state.notify(NoticeKind::Warning, words, now);
            }
        }
        Err(failure) if failure == Failure::cancelled() => {}
        Err(failure) => state.notify_failure(&failure, now),
    }
}
