//! Faults that a test or a demonstration switches on while the server runs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One way in which a server, a proxy or a network misbehaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Waits before answering.
    Latency(Duration),
    /// Breaks the connection (TCP reset) after this many bytes of the body, or at its end if it is shorter.
    ResetAfter(usize),
    /// Ends the body cleanly after this many bytes, as a proxy with a small buffer does.
    TruncateAfter(usize),
    /// Answers with a proxy's HTML page and this status.
    HtmlErrorPage(u16),
    /// Sends the right body as `text/plain`.
    WrongContentType,
    /// Sends a valid GraphQL answer of about this many megabytes.
    Huge {
        /// Megabytes (1,000,000 bytes) of `data`.
        megabytes: usize,
    },
    /// Sends the body a few bytes at a time.
    Drip {
        /// Bytes at a time.
        bytes: usize,
        /// Pause between them.
        pause: Duration,
    },
    /// 429 before GraphQL, with this `Retry-After` (`"0.765"`: seconds with decimals) or without one.
    TooManyRequests {
        /// The header's value.
        retry_after: Option<String>,
    },
    /// 429 from a resolver: a GraphQL body and no `Retry-After`.
    TooManyInGraphql,
    /// Sends status and headers, and no body.
    EmptyBody,
    /// The discussions of the main project misbehave as a list.
    List(ListHabit),
    /// `/api/v2/…` is an HTML 404, as on servers of before the object stream.
    ObjectStreamMissing,
    /// The token of whoever asks is revoked by now.
    TokenRevoked,
    /// `/graphql` is an HTML 404, so that `/api/graphql` is the one that answers.
    GraphqlMissing,
}

/// One way in which a list in pages misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListHabit {
    /// No cursor is understood: every page is the first one.
    BeginsAgain,
    /// A cursor comes with empty pages too, always a new one.
    NeverEnds,
    /// Between the first page and the second the last item becomes the first.
    Moves,
    /// `totalCount` is this much more than there are.
    CountsMore(i32),
}

#[derive(Debug, Clone)]
struct Rule {
    fault: Fault,
    path: String,
    left: Option<usize>,
}

/// The faults in force, shared with the server. Cloning gives another handle to the same list.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    rules: Arc<Mutex<Vec<Rule>>>,
    /// What a misbehaving list counts by.
    counted: Arc<AtomicUsize>,
}

impl Faults {
    /// From now on, for every request, until [`Faults::clear`].
    pub fn always(&self, fault: Fault) {
        self.add(fault, "", None);
    }

    /// For the next `count` requests.
    pub fn next(&self, count: usize, fault: Fault) {
        self.add(fault, "", Some(count));
    }

    /// For requests whose path begins with `path`: the next `count` of them, or all.
    pub fn on(&self, path: &str, count: Option<usize>, fault: Fault) {
        self.add(fault, path, count);
    }

    /// No more faults.
    pub fn clear(&self) {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether `/api/graphql` stands in for `/graphql` now.
    pub(crate) fn graphql_is_missing(&self) -> bool {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        rules.iter().any(|rule| rule.fault == Fault::GraphqlMissing)
    }

    /// How lists misbehave now.
    pub(crate) fn list_habit(&self) -> Option<ListHabit> {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        rules.iter().find_map(|rule| match rule.fault {
            Fault::List(habit) => Some(habit),
            _ => None,
        })
    }

    /// Counts one up.
    pub(crate) fn count_up(&self) -> usize {
        self.counted.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// How often it was counted up.
    pub(crate) fn counted(&self) -> usize {
        self.counted.load(Ordering::Relaxed)
    }

    fn add(&self, fault: Fault, path: &str, left: Option<usize>) {
        let rule = Rule { fault, path: path.to_owned(), left };
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
    }

    /// The faults that this request meets, in the order in which they were switched on; counted ones are used up.
    pub(crate) fn take(&self, path: &str) -> Vec<Fault> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let mut met = Vec::new();
        for rule in rules.iter_mut().filter(|rule| path.starts_with(&rule.path)) {
            match &mut rule.left {
                Some(0) => continue,
                Some(left) => *left -= 1,
                None => {}
            }
            met.push(rule.fault.clone());
        }
        rules.retain(|rule| rule.left != Some(0));
        met
    }
}
