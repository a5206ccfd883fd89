//! What a word of an operation is, and where it leads: asked of the pool, the latest counts.

use std::sync::Arc;

use dapple_data::schema::{Hover, Target};

use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::problems::{TextOf, jumped};
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, NoticeKind, Outbox, Place};
use crate::app::tabs::TabId;
use crate::app::{AccountKey, ExplorerAction, explorer};

/// What is wanted of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordGoal {
    /// To know what it is.
    About,
    /// To see where it is defined.
    Definition,
    /// To see its type in the API.
    Type,
}

/// A word that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointedWord {
    pub account: Option<AccountKey>,
    /// The operation and its variables.
    pub query: String,
    pub variables: String,
    /// The revision of the operation.
    pub revision: u64,
    /// A byte of the operation.
    pub byte: usize,
    pub goal: WordGoal,
}

/// What is known of a word. Immutable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// The text that was looked at.
    pub revision: u64,
    /// The byte that was asked about.
    pub byte: usize,
    pub goal: WordGoal,
    /// What the schema says.
    pub hover: Option<Hover>,
    /// The value that the variables give it, as it stands there; cut where it is long.
    pub value: Option<String>,
    /// Where it leads, where that was the question.
    pub target: Option<Target>,
}

fn ask(
    heart: &mut Heart,
    (tab, byte, goal): (TabId, usize, WordGoal),
    out: &mut Outbox,
) -> Option<CommandId> {
    let texts = heart.buffers.get(tab)?;
    let word = PointedWord {
        account: heart.state.tab(tab)?.account.clone(),
        query: texts.query.text(),
        variables: texts.variables.text(),
        revision: texts.query.revision(),
        byte,
        goal,
    };
    Some(heart.state.send(out, Command::Point(Box::new(word))))
}

pub(super) fn about(heart: &mut Heart, (tab, byte): (TabId, usize), now: f64, out: &mut Outbox) {
    let Some(sent) = ask(heart, (tab, byte, WordGoal::About), out) else { return };
    if let Some(tab) = heart.state.tab_mut(tab) {
        out.cancel.extend(tab.writing.about.waiting_for());
        tab.writing.about.start(sent, now);
    }
}

pub(super) fn follow(
    heart: &mut Heart,
    (tab, byte, goal): (TabId, Option<usize>, WordGoal),
    out: &mut Outbox,
) {
    let Some(texts) = heart.buffers.get(tab) else { return };
    let byte = byte.unwrap_or_else(|| texts.query.byte_of_char(texts.query.primary().head));
    let Some(sent) = ask(heart, (tab, byte, goal), out) else { return };
    if let Some(tab) = heart.state.tab_mut(tab) {
        out.cancel.extend(tab.writing.going);
        tab.writing.going = Some(sent);
    }
}

/// What the pool found.
pub(in crate::app) fn on_event(
    heart: &mut Heart,
    id: CommandId,
    result: Result<Arc<Pointed>, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    let waits = |tab: &&mut crate::app::Tab| tab.writing.about.awaits(id) || tab.writing.going == Some(id);
    let Some(tab) = heart.state.tabs.iter_mut().find(waits) else { return };
    if tab.writing.going != Some(id) {
        match result {
            Ok(found) => _ = tab.writing.about.succeed(id, found, Vec::new()),
            // What could not be looked up is no reason to interrupt somebody who reads.
            Err(_) => tab.writing.about = Remote::Idle,
        }
        return;
    }
    tab.writing.going = None;
    let tab = tab.id;
    match result {
        Ok(found) => go(heart, tab, &found, now, out),
        Err(failure) => heart.state.notify_failure(&failure, now),
    }
}

/// Goes where a word leads; says so where it leads nowhere.
fn go(heart: &mut Heart, tab: TabId, found: &Pointed, now: f64, out: &mut Outbox) {
    match &found.target {
        Some(Target::Text(range)) => {
            let Some(texts) = heart.buffers.get_mut(tab) else { return };
            if texts.query.revision() != found.revision {
                return;
            }
            let chars = texts.query.chars_of_bytes(range);
            texts.query.select(chars.start, chars.end);
            jumped(&mut heart.state, tab, TextOf::Query);
        }
        Some(Target::Type { name, member }) => {
            let show = ExplorerAction::Show { name: name.clone(), member: member.clone() };
            explorer::update(heart, show, now, out);
            // Where the API stands beside the text already, one stays in the text.
            if !heart.state.explorer.beside_query {
                heart.state.place = Place::Api;
            }
        }
        None => {
            let words = match (found.goal, found.hover.is_some()) {
                (_, true) => "This word has no place of its own in the API",
                (WordGoal::Type, false) => "The API knows no type of this word",
                (_, false) => "The definition of this word is not known",
            };
            heart.state.notify(NoticeKind::Warning, words, now);
        }
    }
}
