//! Headers of a person's own: rows of a tab, sent with what it runs.

use std::fmt;

use dapple_data::headers::{header_problem, is_likely_secret};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::state::Heart;
use super::tabs::TabId;

/// The most rows of a tab.
const MOST: usize = 50;

/// One row. Its value may be a secret, so it is not shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderRow {
    pub name: String,
    pub value: String,
    /// It is sent; otherwise it only stands there.
    pub on: bool,
}

impl Default for HeaderRow {
    fn default() -> Self {
        Self { name: String::new(), value: String::new(), on: true }
    }
}

impl fmt::Debug for HeaderRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderRow").field("name", &self.name).field("on", &self.on).finish_non_exhaustive()
    }
}

impl HeaderRow {
    /// Why it cannot be sent; none for a row that is off, or that nothing was written into yet.
    pub fn problem(&self) -> Option<&'static str> {
        let blank = self.name.trim().is_empty() && self.value.trim().is_empty();
        if blank || !self.on { None } else { header_problem(self.name.trim(), self.value.trim()) }
    }

    /// Whether its value is sent but not written to the disk.
    pub fn is_secret(&self) -> bool {
        is_likely_secret(self.name.trim(), &self.value)
    }
}

/// Names and values as they go out. Values are not shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestHeaders(Vec<(String, String)>);

impl RequestHeaders {
    /// The headers, in order.
    pub fn list(&self) -> &[(String, String)] {
        &self.0
    }
}

impl fmt::Debug for RequestHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// What a person did with the headers of a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadersAction {
    /// Show them below the operation in place of the variables, or the other way round.
    Show(TabId, bool),
    Add(TabId),
    Set(TabId, usize, HeaderRow),
    Remove(TabId, usize),
}

/// Actions on headers.
pub(super) fn update(heart: &mut Heart, action: HeadersAction, now: f64) {
    let (HeadersAction::Show(id, _)
    | HeadersAction::Add(id)
    | HeadersAction::Set(id, ..)
    | HeadersAction::Remove(id, _)) = action;
    let Some(tab) = heart.state.tab_mut(id) else { return };
    match action {
        HeadersAction::Show(_, show) => {
            tab.headers_shown = show;
            tab.variables_open = true;
            if show && tab.headers.is_empty() {
                tab.headers.push(HeaderRow::default());
            }
        }
        HeadersAction::Add(_) if tab.headers.len() < MOST => tab.headers.push(HeaderRow::default()),
        HeadersAction::Set(_, at, row) => {
            if let Some(old) = tab.headers.get_mut(at) {
                *old = row;
            }
        }
        HeadersAction::Remove(_, at) if at < tab.headers.len() => {
            tab.headers.remove(at);
        }
        HeadersAction::Add(_) | HeadersAction::Remove(..) => {}
    }
    heart.state.touch(now);
}

/// What is sent of these rows, or why nothing is.
pub(super) fn to_send(rows: &[HeaderRow]) -> Result<RequestHeaders, Failure> {
    let mut headers = Vec::new();
    for row in rows.iter().filter(|row| row.on) {
        if let Some(reason) = row.problem() {
            let name = row.name.trim();
            let title = if name.is_empty() {
                "A header of this tab cannot be sent".to_owned()
            } else {
                format!("The header {name} cannot be sent")
            };
            return Err(Failure::new(title, format!("{reason}. Remove it, or switch it off")));
        }
        if !row.name.trim().is_empty() {
            headers.push((row.name.trim().to_owned(), row.value.trim().to_owned()));
        }
    }
    Ok(RequestHeaders(headers))
}

/// The rows as they are written to the disk: a value that is likely a secret is not.
pub(super) fn to_keep(rows: &[HeaderRow]) -> Vec<HeaderRow> {
    let kept = rows.iter().filter(|row| !row.name.trim().is_empty() || !row.value.trim().is_empty());
    kept.map(|row| HeaderRow {
        value: if row.is_secret() { String::new() } else { row.value.clone() },
        ..row.clone()
    })
    .collect()
}
