//! How a command begins and how it is given up: what was cancelled in the queue never begins.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use dapple_data::Stop;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

use super::{Shared, Task, lock, perform, words};
use crate::app::command::{Command, Envelope};
use crate::app::event::Event;
use crate::app::explorer::ExplorerCommand;
use crate::app::failure::Failure;
use crate::app::live::LiveCommand;
use crate::app::progress::Progress;
use crate::app::remote::CommandId;

/// The commands that were sent and have not ended.
#[derive(Default)]
pub(super) struct Works {
    /// In the queue. One that is taken out of here never begins.
    pub(super) waiting: HashSet<CommandId>,
    running: HashMap<CommandId, Running>,
}

struct Running {
    abort: AbortHandle,
    stop: Stop,
    told: Arc<Notify>,
    /// Reads may be dropped at any moment; writes end by themselves.
    read: bool,
}

/// Whether a command only reads: its future may be dropped at any moment.
fn is_read(command: &Command) -> bool {
    match command {
        Command::Start
        | Command::StartSamples
        | Command::FindServer { .. }
        | Command::Reconnect(_)
        | Command::RetryKeyring
        | Command::LoadSchema(_)
        | Command::Check { .. }
        | Command::Complete { .. }
        | Command::Point(_)
        | Command::ReadText(_)
        | Command::Format { .. }
        | Command::BuildTable { .. }
        | Command::SearchAnswer { .. }
        | Command::FilterAnswer { .. }
        | Command::Rest { .. }
        | Command::Wake { .. }
        | Command::LetGo(_)
        | Command::Browse(_)
        | Command::Elements(_)
        | Command::Compare(_)
        | Command::Copy(_)
        | Command::Differences(_)
        | Command::Code(_)
        | Command::PickOpen
        | Command::PickSave { .. }
        | Command::PickCertificate
        | Command::CheckCertificate { .. }
        | Command::OpenFile(_)
        | Command::LoadHistory
        | Command::Pause { .. }
        | Command::ListPlaces => true,
        // A change may have happened when its answer is given up: it ends with a word about that.
        Command::Run { request, .. } => !request.changes,
        // A token that is being kept in the keyring is kept or not, never something between.
        Command::Connect { keep, .. } => !keep,
        Command::UseToken(wanted) => !wanted.remove_others,
        Command::Explorer(command) => !matches!(command, ExplorerCommand::Save { .. }),
        Command::Saved(command) => command.is_read(),
        // A subscription says goodbye before it ends.
        Command::Live(command) => !matches!(command, LiveCommand::Subscribe { .. }),
        // What came of a list until it was given up is worth keeping: it ends with that.
        Command::LoadAll { .. }
        | Command::ForgetToken { .. }
        | Command::SaveAccounts(_)
        | Command::Export(_)
        | Command::SaveSession(_)
        | Command::SaveSettings(_)
        | Command::ClearHistory
        | Command::ClearKept(_)
        | Command::OpenBrowser(_)
        | Command::ShowFile(_) => false,
    }
}

/// Whether a command writes to the disk. The end of the program waits for these a little, never for the
/// keyring or the network.
pub(super) fn is_save(command: &Command) -> bool {
    if let Command::Saved(command) = command {
        return !command.is_read();
    }
    matches!(
        command,
        Command::SaveAccounts(_)
            | Command::SaveSession(_)
            | Command::SaveSettings(_)
            | Command::ClearHistory
            | Command::ClearKept(_)
            | Command::Export(_)
    )
}

/// Begins a command as a task of its own, unless it was given up while it was in the queue.
pub(super) fn begin(shared: &Arc<Shared>, envelope: Envelope, progress: watch::Sender<Progress>) {
    let Envelope { id, command } = envelope;
    let (stop, told) = (Stop::new(), Arc::<Notify>::default());
    let (read, save) = (is_read(&command), is_save(&command));
    let mut works = lock(&shared.works);
    if !works.waiting.remove(&id) {
        drop(works);
        return never(shared, id, &command);
    }
    let connecting = match &command {
        Command::Reconnect(account) => Some(account.key()),
        Command::UseToken(wanted) => Some(wanted.account.key()),
        _ => None,
    };
    if let Some(key) = &connecting {
        lock(&shared.connecting).insert(key.clone());
    }
    let task = Task { id, stop: stop.clone(), told: told.clone(), progress, shared: shared.clone() };
    let work = tokio::spawn(async move { perform(&task, command).await });
    works.running.insert(id, Running { abort: work.abort_handle(), stop, told, read });
    drop(works);
    let shared = shared.clone();
    tokio::spawn(async move {
        let ended = work.await;
        lock(&shared.works).running.remove(&id);
        if let Some(key) = connecting {
            lock(&shared.connecting).remove(&key);
            shared.connected.notify_waiters();
        }
        if save {
            shared.saves.fetch_sub(1, Ordering::AcqRel);
        }
        if ended.is_err_and(|e| e.is_panic())
            && shared.events.send((id, Event::Broke(words::broke()))).await.is_ok()
        {
            (shared.wake)();
        }
    });
}

/// A command that was given up before it began. Nobody waits for a read any more; everything else has a
/// visible end.
fn never(shared: &Arc<Shared>, id: CommandId, command: &Command) {
    if is_save(command) {
        shared.saves.fetch_sub(1, Ordering::AcqRel);
    }
    if is_read(command) {
        return;
    }
    let event = match command {
        Command::Run { tab, .. } | Command::LoadAll { tab, .. } => {
            Event::Answered { tab: *tab, result: Err(Failure::cancelled()) }
        }
        Command::Connect { .. } => Event::Connected(Err(Failure::cancelled())),
        Command::Export(_) => Event::Exported(Err(Failure::cancelled())),
        _ => Event::Refused(Failure::cancelled()),
    };
    let shared = shared.clone();
    tokio::spawn(async move {
        if shared.events.send((id, event)).await.is_ok() {
            (shared.wake)();
        }
    });
}

/// Gives a command up: what has not begun never begins, reads are dropped at once, writes are told to
/// stop and end by themselves.
pub(super) fn cancel(shared: &Shared, id: CommandId) {
    let mut works = lock(&shared.works);
    if works.waiting.remove(&id) {
        return;
    }
    if let Some(running) = works.running.get(&id) {
        running.stop.set();
        running.told.notify_waiters();
        if running.read {
            running.abort.abort();
        }
    }
}
