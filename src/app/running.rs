//! Running an operation: what is asked of a person first, and what goes out.

use dapple_data::graphql::{Operation, OperationKind};
use dapple_data::schema::{self, Change};

use super::accounts::{self, Link};
use super::command::{Command, RunRequest};
use super::failure::{Failure, Remedy};
use super::remote::Remote;
use super::state::{Dialog, Heart, Outbox};
use super::tabs::{Tab, TabId};
use super::{headers, live, saved};

/// What a person did about a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunningAction {
    /// Send the change that the dialog shows, once.
    Confirm,
}

/// A change that waits for a person's yes. What it says is what is sent, whatever is typed meanwhile.
#[derive(Debug)]
pub struct ChangeAsked {
    pub tab: TabId,
    /// Host of the server that it goes to.
    pub server: String,
    /// The account that it is made with.
    pub account: String,
    pub changes: Vec<Change>,
    prepared: Box<Prepared>,
}

/// What is ready to go out.
#[derive(Debug)]
struct Prepared {
    request: RunRequest,
    /// Of the query that it was made of.
    revision: u64,
    /// Events are waited for, in place of one answer.
    live: bool,
}

/// Actions on runs.
pub(super) fn update(heart: &mut Heart, action: RunningAction, now: f64, out: &mut Outbox) {
    match action {
        RunningAction::Confirm => {
            // The dialog goes with the run: one yes is one request.
            if !matches!(heart.state.dialog, Some(Dialog::Change(_))) {
                return;
            }
            if let Some(Dialog::Change(asked)) = heart.state.dialog.take() {
                send(heart, asked.tab, *asked.prepared, now, out);
            }
        }
    }
}

/// Runs the chosen operation of a tab, or asks first.
pub(super) fn run(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    let Some(texts) = heart.buffers.get(id) else { return };
    let (query, variables) = (texts.query.text(), texts.variables.text());
    let revision = texts.query.revision();
    let outline = executable(&query);
    let query = saved::with_fragments(&heart.state, query);
    let Some(tab) = heart.state.tab_mut(id) else { return };
    tab.outline = outline;
    tab.run_waits = false;
    if tab.changing && tab.is_running() {
        return;
    }
    match request(tab, query, variables) {
        Err(failure) => refuse(tab, failure),
        Ok(request) => {
            if !is_held(heart, id, revision) {
                let live = is_live(heart, id);
                ask_or_send(heart, id, Prepared { request, revision, live }, now, out);
            }
        }
    }
}

fn is_live(heart: &Heart, id: TabId) -> bool {
    let chosen = heart.state.tab(id).and_then(Tab::chosen);
    chosen.is_some_and(|operation| operation.kind == OperationKind::Subscription)
}

/// Says in the place of the answer why nothing was sent. The answer before it stays.
fn refuse(tab: &mut Tab, failure: Failure) {
    let previous = tab.answer.value().cloned();
    tab.answer = Remote::Failed { error: failure, previous };
}

/// Whether fields that the token may not ask for hold the run back. Where they are still being looked for, the
/// run follows as soon as they are known.
fn is_held(heart: &mut Heart, id: TabId, revision: u64) -> bool {
    let Some(tab) = heart.state.tab(id) else { return true };
    let known = tab.account.as_ref().is_some_and(|key| heart.state.schema(key).is_some());
    if known && tab.checking.waiting_for().is_some() {
        if let Some(tab) = heart.state.tab_mut(id) {
            tab.run_waits = true;
        }
        return true;
    }
    let held = known && !heart.state.problems.missing(id, revision).is_empty();
    heart.state.problems.hold(held.then_some((id, revision)));
    if held && let Some(tab) = heart.state.tab_mut(id) {
        // What is said about it stands under the editor.
        tab.editor_open = true;
    }
    held
}

/// Runs what waited for a check that has ended.
pub(super) fn tick(heart: &mut Heart, now: f64, out: &mut Outbox) {
    let is_due = |tab: &&Tab| tab.run_waits && tab.checking.waiting_for().is_none();
    let due: Vec<TabId> = heart.state.tabs.iter().filter(is_due).map(|tab| tab.id).collect();
    for id in due {
        run(heart, id, now, out);
    }
}

/// A change is shown before it is made.
fn ask_or_send(heart: &mut Heart, id: TabId, prepared: Prepared, now: f64, out: &mut Outbox) {
    if !prepared.request.changes {
        return send(heart, id, prepared, now, out);
    }
    let request = &prepared.request;
    let schema = heart.state.schema(&request.account).cloned();
    let name = request.operation.as_deref();
    let changes = schema::changes(schema.as_deref(), &request.query, name, &request.variables);
    let row = heart.state.accounts.get(&request.account);
    let asked = ChangeAsked {
        tab: id,
        server: request.account.origin.host_and_port().to_owned(),
        account: row.map(super::AccountRow::title).unwrap_or_default(),
        changes,
        prepared: Box::new(prepared),
    };
    heart.state.dialog = Some(Dialog::Change(Box::new(asked)));
}

fn send(heart: &mut Heart, id: TabId, prepared: Prepared, now: f64, out: &mut Outbox) {
    let Prepared { request, revision, live } = prepared;
    let Some(tab) = heart.state.tab_mut(id) else { return };
    tab.changing = request.changes;
    tab.loading = None;
    tab.ran = Some(request.clone());
    let account = request.account.clone();
    tab.sent = Some((revision, request.operation.clone()));
    out.cancel.extend(tab.answer.waiting_for());
    out.cancel.extend(tab.table.waiting_for());
    tab.table.give_up();
    heart.state.problems.forget_refusal(id);
    let link = heart.state.accounts.get(&account).map(|row| &row.link);
    if matches!(link, Some(Link::Unknown | Link::Failed(_))) {
        // The request waits in the worker until the token was read.
        accounts::reconnect(&mut heart.state, &account, out);
    }
    if live {
        live::begin(heart, id, request, out);
    } else {
        let sent = heart.state.send(out, Command::Run { tab: id, request });
        if let Some(tab) = heart.state.tab_mut(id) {
            out.cancel.extend(tab.live.take().and_then(|live| live.id));
            tab.answer.start(sent, now);
        }
    }
    heart.state.touch(now);
}

/// The operations of a text, without its fragments.
pub(super) fn executable(text: &str) -> Vec<Operation> {
    let mut all = dapple_data::graphql::operations(text);
    all.retain(|o| o.kind.is_executable());
    all
}

/// What would be sent, or why nothing is.
fn request(tab: &Tab, query: String, variables: String) -> Result<RunRequest, Failure> {
    let Some(account) = tab.account.clone() else {
        return Err(Failure::new(
            "No account is chosen for this tab",
            "Choose one at the top left, or add one",
        ));
    };
    if query.trim().is_empty() {
        return Err(Failure::new(
            "There is nothing to run yet",
            "Write an operation, or open one of the starters",
        ));
    }
    let Some(operation) = tab.chosen() else {
        return Err(Failure::new(
            "There is no operation in this text",
            "A document needs a query, a mutation or a subscription to run",
        ));
    };
    match operation.kind {
        OperationKind::Mutation if !tab.mutations_allowed => {
            return Err(Failure::new(
                "Changes are off for this tab",
                "This operation may change data on the server. Allow changes to run it",
            )
            .with(Remedy::AllowChanges));
        }
        _ => {}
    }
    let changes = operation.kind == OperationKind::Mutation;
    let headers = headers::to_send(&tab.headers)?;
    Ok(RunRequest { account, query, variables, operation: operation.name.clone(), changes, headers })
}
