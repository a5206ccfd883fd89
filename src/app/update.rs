//! The one loop: what a person did or the world said, into a new state and commands. Pure.

use super::explorer;
use super::problems;
use super::remote::{CommandId, Remote};
use super::state::{Clearable, Dialog, Heart, NoticeKind, Outbox, Place};
use super::writing;
use super::{
    Action, BrowseAction, Command, CompareAction, DifferencesAction, ElementsAction, Event, Failed, Failure,
    Remedy, TabKind,
};
use super::{
    accounts, answer, answer_find, browser, certificates, code, compare, completion, connect, copying,
    differences, elements, export, files, headers, links, lists, live, load_all, memory, query, running,
    saved, session, tabs_again, token_choice, variables,
};
use crate::services::desktop::Call;

/// One thing that happened.
#[derive(Debug)]
pub enum Input {
    Action(Action),
    Event(CommandId, Event),
}

/// How long a session that could not be written waits before the next attempt, in seconds.
const SAVE_AGAIN: f64 = 10.0;

/// How long a notice stays, in seconds; errors stay until closed.
pub(super) const NOTICE_STAYS: f64 = 4.0;

/// Applies one input. `now` is in seconds of the window's clock; the commands are for the worker.
pub fn update(heart: &mut Heart, input: Input, now: f64) -> Outbox {
    let mut out = Outbox::default();
    match input {
        Input::Action(action) => on_action(heart, action, now, &mut out),
        Input::Event(id, event) => on_event(heart, id, event, now, &mut out),
    }
    browser::look(&mut heart.state, now, &mut out);
    memory::look(&mut heart.state, now, &mut out);
    out
}

fn on_action(heart: &mut Heart, action: Action, now: f64, out: &mut Outbox) {
    use Action as A;
    match action {
        A::ServerTyped(_)
        | A::TokenInServerField
        | A::TokenTyped
        | A::KeepToken(_)
        | A::Connect(_)
        | A::CancelConnect
        | A::RetryKeyring
        | A::AllowPlainHttp(_)
        | A::OpenTokenPage
        | A::ExploreSamples
        | A::AddAccount => connect::update(&mut heart.state, action, now, out),
        A::UseAccount(_)
        | A::Reconnect(_)
        | A::RefreshSchema(_)
        | A::RenameAccount(..)
        | A::AskSignOut(_)
        | A::SignOut(_) => accounts::update(&mut heart.state, action, now, out),
        A::PickToken(_) | A::RemoveOtherTokens(_) | A::UseToken => {
            token_choice::update(&mut heart.state, &action, out);
        }
        A::NewTab
        | A::OpenStarter(_)
        | A::OpenHistory(_)
        | A::SelectTab(_)
        | A::CloseTab(_)
        | A::NextTab { .. }
        | A::MoveTab { .. }
        | A::RenameTab(..)
        | A::SetTabAccount(..)
        | A::Edited { .. }
        | A::ChooseOperation(..)
        | A::Format(_)
        | A::ShowVariables(..)
        | A::ShowEditor(..)
        | A::Run(_)
        | A::CancelRun(_)
        | A::AllowChanges(..) => query::update(heart, action, now, out),
        A::ShowAnswerAs(..) | A::ChooseList(..) => answer::update(&mut heart.state, &action, now, out),
        A::FindInAnswer(tab, action) => answer_find::update(&mut heart.state, tab, action, now, out),
        A::LoadAll(..) | A::PauseLoading(..) => load_all::update(heart, action, now, out),
        A::Running(action) => running::update(heart, action, now, out),
        A::Headers(action) => headers::update(heart, action, now),
        A::Live(action) => live::update(heart, action, now, out),
        A::Saved(action) => saved::update(heart, action, now, out),
        A::Code(action) => code::update(heart, action, now, out),
        A::ReopenTab => tabs_again::reopen(heart, now, out),
        A::DuplicateTab(tab) => tabs_again::duplicate(heart, tab, now, out),
        A::Variables(action) => variables::update(heart, action, now, out),
        A::Browse(action) => browser::update(heart, action, now, out),
        A::Elements(action) => elements::update(heart, action, now, out),
        A::Writing(action) => writing::update(heart, action, now, out),
        A::Complete(action) => completion::update(heart, action, now, out),
        A::Compare(action) => compare::update(heart, action, now, out),
        A::Differences(action) => differences::update(heart, action, now, out),
        A::Explorer(action) => explorer::update(heart, action, now, out),
        A::List(action) => lists::update(&mut heart.state, action, out),
        A::Problems(action) => problems::update(heart, action, now, out),
        A::OpenFile | A::OpenPath(_) | A::ShowFile(_) | A::OpenLink(_) => files::update(heart, action, out),
        A::AskExport(..)
        | A::EditExport(_)
        | A::ChooseExportPath
        | A::Export
        | A::ExportOver
        | A::CancelExport => {
            export::update(&mut heart.state, action, now, out);
        }
        A::CertificateTyped(..) | A::PickCertificate(_) => {
            certificates::update(&mut heart.state, action, now, out);
        }
        A::OpenPasted(text) => links::open(heart, &text, now, out),
        A::Copy(text) => out.clipboard = Some(text),
        A::CopyQueryCommand(tab) => copying::query_command(heart, tab, now, out),
        A::Remedy(failed, remedy) => remedy_taken(heart, failed, remedy, now, out),
        A::Tick => tick(heart, now, out),
        other => on_window(heart, other, now, out),
    }
}

/// The window's own matters: places, dialogs, settings, notices.
fn on_window(heart: &mut Heart, action: Action, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    match action {
        Action::Go(place) => {
            state.place = place;
            if place == Place::History {
                let id = state.send(out, Command::LoadHistory);
                state.history.start(id, now);
            }
        }
        Action::ClearHistory => {
            let id = state.send(out, Command::ClearHistory);
            state.history.start(id, now);
        }
        Action::ShowPalette => state.dialog = Some(Dialog::Palette),
        Action::ShowSettings => {
            state.dialog = Some(Dialog::Settings);
            state.send(out, Command::ListPlaces);
            certificates::opened(state, now, out);
        }
        Action::ClearKept(what) => {
            state.send(out, Command::ClearKept(what));
        }
        Action::ShowAbout => state.dialog = Some(Dialog::About),
        Action::AskRename(account) => {
            let name = state.accounts.get(&account).map(super::AccountRow::title).unwrap_or_default();
            state.dialog = Some(Dialog::Rename { account, name });
        }
        Action::ChangeSettings(settings) => {
            state.settings = *settings;
            let saved = Box::new(state.settings.clone());
            state.send(out, Command::SaveSettings(saved));
        }
        Action::CloseDialog => close_dialog(heart, out),
        Action::CloseNotice(id) => state.notices.retain(|n| n.id != id),
        Action::Quit => {
            if state.started && state.unsaved_since.is_some() && !state.read_only {
                session::save(heart, out);
            }
            out.quit = true;
        }
        _ => {}
    }
}

fn close_dialog(heart: &mut Heart, out: &mut Outbox) {
    if let Some(Dialog::Export(form)) = &heart.state.dialog {
        out.cancel.extend(form.running);
        out.cancel.extend(form.picking);
    }
    if matches!(heart.state.dialog, Some(Dialog::Connect))
        && let connect::Connecting::Running(id) = heart.state.connect.connecting
    {
        out.cancel.push(id);
        heart.state.connect.connecting = connect::Connecting::Idle;
    }
    heart.state.dialog = None;
}

fn remedy_taken(heart: &mut Heart, failed: Failed, remedy: Remedy, now: f64, out: &mut Outbox) {
    let tab = match failed {
        Failed::Answer(tab)
        | Failed::Table(tab)
        | Failed::Page(tab)
        | Failed::Elements(tab)
        | Failed::Comparison(tab)
        | Failed::Differences(tab) => heart.state.tab(tab),
        Failed::Connect | Failed::History | Failed::Export | Failed::Projects | Failed::Account => None,
    };
    let next = match (remedy, failed) {
        (Remedy::Retry, Failed::Table(tab)) => return answer::table_again(&mut heart.state, tab, now, out),
        (Remedy::Retry, Failed::Answer(id)) => match tab.map(|tab| &tab.kind) {
            Some(TabKind::File(path)) => {
                let path = path.clone();
                on_action(heart, Action::CloseTab(id), now, out);
                Action::OpenPath(path)
            }
            _ => Action::Run(id),
        },
        (Remedy::Retry, Failed::Page(tab)) => Action::Browse(BrowseAction::RetryPage(tab)),
        (Remedy::Retry, Failed::Projects) => Action::Browse(BrowseAction::RefreshProjects),
        (Remedy::Retry, Failed::Account) => {
            let of_tab = heart.state.current().and_then(|tab| tab.account.clone());
            match of_tab.or_else(|| heart.state.accounts.active.clone()) {
                Some(key) => Action::Reconnect(key),
                None => Action::AddAccount,
            }
        }
        (Remedy::Retry, Failed::Comparison(tab)) => Action::Compare(CompareAction::Load(tab)),
        (Remedy::Retry, Failed::Differences(tab)) => Action::Differences(DifferencesAction::Load(tab)),
        (Remedy::Retry, Failed::Elements(tab)) => Action::Elements(ElementsAction::Load(tab)),
        (Remedy::Retry, Failed::History) => Action::Go(Place::History),
        (Remedy::Retry, Failed::Export) => Action::Export,
        // The token is not here: the first page connects again by itself, here its server is asked again.
        (Remedy::Retry, Failed::Connect) => Action::ServerTyped(heart.state.connect.server.clone()),
        (Remedy::MakeToken, _) => match tab.and_then(|tab| tab.account.as_ref()) {
            Some(account) => Action::OpenLink(format!("{}/settings/user/developer", account.origin.as_str())),
            None => Action::OpenTokenPage,
        },
        (Remedy::AllowChanges, Failed::Answer(tab)) => Action::AllowChanges(tab, true),
        (Remedy::SessionOnly, _) => Action::KeepToken(false),
        (Remedy::AllowPlainHttp, _) => Action::AllowPlainHttp(true),
        (Remedy::Replace, _) => Action::ExportOver,
        (Remedy::ChangeServer | Remedy::AllowChanges, _) => Action::AddAccount,
    };
    on_action(heart, next, now, out);
}

fn tick(heart: &mut Heart, now: f64, out: &mut Outbox) {
    heart.state.notices.retain(|n| n.kind == NoticeKind::Error || now - n.since < NOTICE_STAYS);
    connect::tick(&mut heart.state, now, out);
    certificates::tick(&mut heart.state, now, out);
    query::tick(heart, now, out);
    running::tick(heart, now, out);
    explorer::tick(heart, now, out);
    session::tick(heart, now, out);
}

fn on_event(heart: &mut Heart, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    use Event as E;
    match event {
        E::Started(started) => session::restore(heart, *started, now, out),
        E::ServerFound(_) | E::Connected(_) => connect::on_event(heart, id, event, now, out),
        E::Reconnected { ref key, ref result } => {
            let again = result.is_ok().then(|| key.clone());
            accounts::on_event(&mut heart.state, id, event, now, out);
            if let Some(key) = again {
                browser::connected(&mut heart.state, &key);
            }
        }
        E::TokenForgotten { .. } | E::AccountsSaved(_) | E::SchemaLoaded { .. } => {
            accounts::on_event(&mut heart.state, id, event, now, out);
        }
        E::TokensDiffer { account, entries } => {
            token_choice::on_event(&mut heart.state, id, *account, entries);
        }
        E::Checked { .. }
        | E::Formatted { .. }
        | E::AnswerGrew { .. }
        | E::Answered { .. }
        | E::TableBuilt(_) => {
            query::on_event(heart, id, event, now, out);
        }
        E::AnswerSearched(_) | E::AnswerFiltered(_) => answer_find::on_event(&mut heart.state, id, event),
        E::Rested { .. } | E::Woke { .. } => memory::on_event(&mut heart.state, id, event, now, out),
        E::Called(call) => called(heart, call, now, out),
        E::Saved(event) => saved::on_event(heart, id, event, now, out),
        E::Code(event) => code::on_event(heart, id, event, now, out),
        E::Variables(event) => variables::on_event(heart, id, event),
        E::Browse(event) => browser::on_event(heart, id, event, now, out),
        E::Elements(event) => elements::on_event(heart, id, event, now, out),
        E::Pointed(result) => writing::on_event(heart, id, result, now, out),
        E::TextRead(dropped, result) => writing::on_read(heart, &dropped, result, now, out),
        E::Completed(result) => completion::on_event(heart, id, result),
        E::Compare(event) => compare::on_event(heart, id, event, now, out),
        E::Differences(event) => differences::on_event(heart, id, event, now, out),
        E::Explorer(event) => explorer::on_event(heart, id, event, now, out),
        E::Copied(result) => copying::on_event(&mut heart.state, id, result, now, out),
        E::Live(event) => live::on_event(heart, id, event, now, out),
        E::Problems(event) => problems::on_event(heart, event),
        E::SavePicked(_) | E::Exported(_) => export::on_event(&mut heart.state, id, event, now),
        E::OpenPicked(_) | E::FileGrew(_) | E::FileOpened(_) | E::Failed(_) => {
            files::on_event(heart, id, event, now, out)
        }
        E::SessionSaved(result) => session_saved(heart, id, result, now),
        E::SettingsSaved(result) => {
            if let Err(failure) = result {
                heart.state.notify_failure(&failure, now);
            }
        }
        E::Places(Ok(places)) => heart.state.places = places,
        E::Cleared { what, result: Ok(places) } => {
            heart.state.places = places;
            if what == Clearable::History && heart.state.history.value().is_some() {
                heart.state.history = Remote::ready(Vec::new());
            }
        }
        E::Cleared { result: Err(failure), .. } => heart.state.notify_failure(&failure, now),
        E::CertificatePicked(_) | E::CertificateChecked { .. } => {
            certificates::on_event(&mut heart.state, id, event, now, out);
        }
        E::Places(Err(failure)) => heart.state.notify_failure(&failure, now),
        E::History(Ok(entries)) => {
            heart.state.history.succeed(id, entries, Vec::new());
        }
        E::History(Err(failure)) => {
            heart.state.history.fail(id, failure);
        }
        E::Refused(failure) | E::Broke(failure) => fail_everywhere(heart, id, &failure, now, out),
    }
}

/// The session is on the disk, or not.
fn session_saved(heart: &mut Heart, id: CommandId, result: Result<(), Failure>, now: f64) {
    let state = &mut heart.state;
    if state.saving == Some(id) {
        state.saving = None;
    }
    if let Err(failure) = result {
        // Said once, and tried again after a while without another word.
        if state.save_failures == 0 {
            state.notify_failure(&failure, now);
        }
        state.save_failures += 1;
        state.unsaved_since = Some(now + SAVE_AGAIN);
    } else {
        state.save_failures = 0;
    }
}

/// Dapple was started once more: this window comes to the front, with what the start was for.
fn called(heart: &mut Heart, call: Call, now: f64, out: &mut Outbox) {
    out.raise = true;
    match call {
        Call::Raise => {}
        Call::Samples => on_action(heart, Action::ExploreSamples, now, out),
        Call::Open(path) => on_action(heart, Action::OpenPath(path), now, out),
        Call::Link(text) => on_action(heart, Action::OpenPasted(text), now, out),
    }
}

/// A command ended without its own answer: whoever waits for it learns so.
fn fail_everywhere(heart: &mut Heart, id: CommandId, failure: &Failure, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    state.progress.remove(&id);
    state.opening.retain(|opening| *opening != id);
    let mut told = state.connect.found.fail(id, failure.clone());
    told |= certificates::fail(state, id, failure);
    told |= state.history.fail(id, failure.clone());
    told |= state.saved.list.fail(id, failure.clone());
    told |= browser::fail(state, id, failure, out);
    told |= elements::fail(state, id, failure);
    told |= compare::fail(state, id, failure);
    told |= differences::fail(state, id, failure);
    told |= explorer::fail(state, id, failure, now);
    told |= memory::fail(state, id);
    told |= live::fail(state, id, failure);
    for slot in state.schemas.values_mut() {
        told |= slot.fail(id, failure.clone());
    }
    for tab in &mut state.tabs {
        if tab.answer.fail(id, failure.clone()) {
            tab.loading = None;
            told = true;
        }
        told |= tab.table.fail(id, failure.clone());
        told |= tab.checking.fail(id, failure.clone());
        told |= tab.completion.fail(id, failure.clone());
        told |= tab.writing.about.fail(id, failure.clone());
        told |= tab.find.found.fail(id, failure.clone());
        told |= tab.find.filtered.fail(id, failure.clone());
    }
    if matches!(state.connect.connecting, connect::Connecting::Running(waiting) if waiting == id) {
        state.connect.connecting = connect::Connecting::Failed(failure.clone());
        told = true;
    }
    if let Some(Dialog::Export(form)) = &mut state.dialog
        && form.running == Some(id)
    {
        form.running = None;
        form.failure = Some(failure.clone());
        told = true;
    }
    state.accounts.saving.fail(id, failure.clone());
    if state.saving == Some(id) {
        state.saving = None;
        state.unsaved_since = Some(now);
    }
    for row in &mut state.accounts.list {
        if matches!(row.link, accounts::Link::Connecting(waiting) if waiting == id) {
            row.link = accounts::Link::Failed(failure.clone());
            told = true;
        }
    }
    if !told {
        state.notify_failure(failure, now);
    }
}
