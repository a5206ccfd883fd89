//! What a virtual list shows and says: its kind, its rows, and what happened in it.

use std::ops::Range;

use eframe::egui::{Modifiers, Pos2, Rect, Response, Role};

use super::{ListKeys, ListState};

/// What a screen reader is told the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// A list of items.
    List,
    /// A table with this many columns.
    Table(usize),
    /// A tree.
    Tree,
    /// Lines of text.
    Text,
}

impl ListKind {
    /// Roles of the whole and of a row.
    pub(super) fn roles(self) -> (Role, Role) {
        match self {
            ListKind::List => (Role::ListBox, Role::ListBoxOption),
            ListKind::Table(_) => (Role::Grid, Role::Row),
            ListKind::Tree => (Role::Tree, Role::TreeItem),
            ListKind::Text => (Role::Document, Role::Paragraph),
        }
    }
}

/// One visible row, as its painter sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Its number, from 0.
    pub index: u64,
    /// Its whole rectangle; wider than the view when the content is, and moved with it.
    pub rect: Rect,
    /// The part of it that is in the view.
    pub seen: Rect,
    /// How it stands.
    pub state: RowState,
}

/// How a row stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowState {
    /// Under the pointer.
    pub hovered: bool,
    /// Chosen.
    pub selected: bool,
    /// It is the row with the cursor and the list has the keyboard.
    pub focused: bool,
    /// The list has the keyboard.
    pub active: bool,
}

/// A row that was clicked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The row.
    pub row: u64,
    /// Where.
    pub pos: Pos2,
    /// With which modifiers.
    pub modifiers: Modifiers,
}

/// What happened in a list.
#[derive(Debug)]
pub struct ListOutput {
    /// The list's own response; `has_focus` says whether keys go to it.
    pub response: Response,
    /// The strip over the rows, for the caller to paint.
    pub header: Rect,
    /// The strip under the rows, for the caller to paint.
    pub footer: Rect,
    /// The rows' window.
    pub view: Rect,
    /// The rows that were drawn.
    pub visible: Range<u64>,
    /// The row under the pointer.
    pub hovered: Option<u64>,
    /// A row was clicked; the cursor is already there.
    pub clicked: Option<Hit>,
    /// A row was clicked twice.
    pub double_clicked: Option<Hit>,
    /// A row's menu was asked for; the cursor is already there.
    pub context: Option<Hit>,
    /// Cursor or selection changed.
    pub moved: bool,
    /// Keys left to the caller.
    pub keys: ListKeys,
}

impl ListOutput {
    /// The row to open: Enter on the cursor, or a double click.
    pub fn opened(&self, state: &ListState) -> Option<u64> {
        let by_key = self.keys.enter.then_some(state.cursor).flatten();
        by_key.or(self.double_clicked.map(|hit| hit.row))
    }
}
