//! Previews: asked for while they are on the screen, two at a time, and the last few kept.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{BrowseCommand, Picture, is_connected};
use crate::app::AccountKey;
use crate::app::command::Command;
use crate::app::remote::CommandId;
use crate::app::state::{Outbox, State};

/// How many are asked for at the same time.
const AT_ONCE: usize = 2;
/// How many decoded pictures are kept; the window keeps those it has drawn.
const KEPT: usize = 24;

/// What is known of one preview.
#[derive(Clone, Debug)]
pub enum Preview {
    /// It is on its way.
    Waiting(CommandId),
    Here(Arc<Picture>),
    /// The server has no picture, or it did not come.
    Absent,
}

/// The previews by their address.
#[derive(Debug, Default)]
pub struct Pictures {
    known: HashMap<String, Preview>,
    /// Addresses of the pictures that are here, the oldest first.
    order: VecDeque<String>,
    /// What the screen still waits for, the most wanted first.
    wanted: Vec<String>,
    account: Option<AccountKey>,
}

impl Pictures {
    /// What is known of the preview at an address.
    pub fn get(&self, url: &str) -> Option<&Preview> {
        self.known.get(url)
    }

    /// Whose they are.
    pub fn account(&self) -> Option<&AccountKey> {
        self.account.as_ref()
    }

    /// A refresh asks again for pictures that were not there.
    pub(super) fn forget_absent(&mut self) {
        self.known.retain(|_, preview| !matches!(preview, Preview::Absent));
    }

    fn waiting(&self) -> impl Iterator<Item = (&String, CommandId)> {
        self.known.iter().filter_map(|(url, preview)| match preview {
            Preview::Waiting(id) => Some((url, *id)),
            _ => None,
        })
    }
}

/// These are on the screen now. What is on its way and not among them is given up.
pub(super) fn show(state: &mut State, account: AccountKey, urls: Vec<String>, out: &mut Outbox) {
    let pictures = &mut state.browser.pictures;
    if pictures.account.as_ref() != Some(&account) {
        pictures.known.retain(|_, preview| matches!(preview, Preview::Waiting(_)));
        pictures.order.clear();
        pictures.account = Some(account);
    }
    let left: Vec<(String, CommandId)> = pictures
        .waiting()
        .filter(|(url, _)| !urls.contains(url))
        .map(|(url, id)| (url.clone(), id))
        .collect();
    for (url, id) in left {
        pictures.known.remove(&url);
        out.cancel.push(id);
    }
    pictures.wanted = urls;
    ask(state, out);
}

/// Asks for the next ones, as many as may be on their way.
fn ask(state: &mut State, out: &mut Outbox) {
    let Some(account) = state.browser.pictures.account.clone() else { return };
    if !is_connected(state, &account) {
        return;
    }
    while state.browser.pictures.waiting().count() < AT_ONCE {
        let pictures = &mut state.browser.pictures;
        let Some(at) = pictures.wanted.iter().position(|url| !pictures.known.contains_key(url)) else {
            return;
        };
        let url = pictures.wanted.remove(at);
        let command = BrowseCommand::Preview { account: account.clone(), url: url.clone() };
        let id = state.send(out, Command::Browse(command));
        state.browser.pictures.known.insert(url, Preview::Waiting(id));
    }
}

/// A preview is here, or will not come. Whether anybody waited for it.
pub(super) fn came(
    state: &mut State,
    id: CommandId,
    picture: Option<Arc<Picture>>,
    out: &mut Outbox,
) -> bool {
    let pictures = &mut state.browser.pictures;
    let found = pictures.waiting().find(|(_, waiting)| *waiting == id).map(|(url, _)| url.clone());
    let Some(url) = found else { return false };
    match picture {
        Some(picture) => {
            pictures.known.insert(url.clone(), Preview::Here(picture));
            pictures.order.push_back(url);
            if pictures.order.len() > KEPT
                && let Some(oldest) = pictures.order.pop_front()
            {
                pictures.known.remove(&oldest);
            }
        }
        None => {
            pictures.known.insert(url, Preview::Absent);
        }
    }
    ask(state, out);
    true
}
