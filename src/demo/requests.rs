//! What the server was asked, for tests: never a header's value, never a token.

use std::sync::{Arc, Mutex, PoisonError};

use crate::auth::Who;

/// The most requests that are remembered; older ones are forgotten first.
const KEPT: usize = 10_000;

/// One request as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without the query string, which may hold an embed token.
    pub path: String,
    /// Names of all headers, lower case, in the order in which they came.
    pub headers: Vec<String>,
    /// Whether there was an `Authorization` header.
    pub authorization: bool,
    /// Whose token it held, if it is one of this server's.
    pub who: Option<Who>,
    /// The public id of that token.
    pub token_id: Option<String>,
}

/// The list, shared with the server.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Mutex<Vec<Recorded>>>);

impl Requests {
    /// Everything recorded so far, oldest first.
    pub fn all(&self) -> Vec<Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many were recorded.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was asked yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn push(&self, request: Recorded) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if list.len() >= KEPT {
            list.drain(..KEPT / 2);
        }
        list.push(request);
    }
}
