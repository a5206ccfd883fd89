//! Which page of a list to ask for next, what is new on it, and whether all of it came.
//!
//! The habits of Speckle's lists that this knows: a page may be shorter than asked (a silent cap) or
//! refused for its size; the cursor is not null on the last page, or never; a cursor that is not understood
//! begins the list again; a cursor that is a bare time passes over items of that same time; lists that are
//! sorted by their last change move while they are read; a count may be 0 for a list that is not empty.

use std::collections::HashSet;

use crate::speckle::browse::{PageAsk, one_millisecond_later};

/// The most pages of one pass: no list has so many, a confused server may.
const MOST_PAGES: usize = 20_000;
/// How many empty pages with a cursor are passed over where the count says that more is to come.
const MOST_EMPTY: u32 = 3;
/// The largest page that is asked for. Source: Speckle clamps `project.models` at 500.
const LARGEST: u32 = 500;
/// A refused page size is tried smaller down to here.
const SMALLEST: u32 = 5;

/// What came on one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Got {
    /// The id of each item; none where the items have no ids.
    pub ids: Vec<Option<String>>,
    /// Tells pages apart whose items have no ids.
    pub fingerprint: u64,
    pub total: Option<u64>,
    pub cursor: Option<String>,
}

/// How a list ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    pub received: u64,
    /// What the server counts, as it last said.
    pub total: Option<u64>,
    /// As many came as the server counts, or the list ended by itself and is not counted.
    pub complete: bool,
    pub pages: u64,
    /// Items that came more than once and are kept once.
    pub doubles: u64,
    /// Items that only a second reading found.
    pub found_again: u64,
    /// What was odd about the list, one sentence each, without a full stop.
    pub notes: Vec<String>,
}

/// Where in a list the reading is.
#[derive(Debug)]
pub struct Follow {
    limit: u32,
    next: Option<PageAsk>,
    pass: u8,
    pages_of_pass: usize,
    pages: u64,
    seen: HashSet<String>,
    /// Of this pass: ids, fingerprints, cursors that were asked for, and the ids of the page before.
    ids: HashSet<String>,
    prints: HashSet<u64>,
    cursors: HashSet<String>,
    before: HashSet<String>,
    first: Option<String>,
    largest: usize,
    empty: u32,
    /// Items without ids, all kept.
    nameless: u64,
    total: Option<u64>,
    doubles: u64,
    found_again: u64,
    /// The list ended as lists end: an empty page, no cursor, or all that is counted.
    ended_well: bool,
    moved: bool,
    began_again: bool,
    never_ends: bool,
}

impl Follow {
    /// Begins with a page of `limit` items.
    pub fn new(limit: u32) -> Self {
        let limit = limit.max(1);
        Self {
            limit,
            next: Some(PageAsk { limit, cursor: None }),
            pass: 1,
            pages_of_pass: 0,
            pages: 0,
            seen: HashSet::new(),
            ids: HashSet::new(),
            prints: HashSet::new(),
            cursors: HashSet::new(),
            before: HashSet::new(),
            first: None,
            largest: 0,
            empty: 0,
            nameless: 0,
            total: None,
            doubles: 0,
            found_again: 0,
            ended_well: false,
            moved: false,
            began_again: false,
            never_ends: false,
        }
    }

    /// The page to ask for; `None` when the reading is over.
    pub fn next(&self) -> Option<&PageAsk> {
        self.next.as_ref()
    }

    /// How many are here, and how many there are as far as the server says.
    pub fn counts(&self) -> (u64, Option<u64>) {
        (self.received(), self.total)
    }

    fn received(&self) -> u64 {
        self.seen.len() as u64 + self.nameless
    }

    /// The server refused a page of this size: a smaller one is next. False where that is no way on.
    pub fn refuse_size(&mut self) -> bool {
        let Some(ask) = &mut self.next else { return false };
        if ask.limit <= SMALLEST {
            return false;
        }
        if self.pass == 2 {
            // The larger page of the second reading is not to be had: another size does as well.
            ask.limit = other_size(self.limit);
        } else {
            self.limit = (ask.limit / 2).max(SMALLEST);
            ask.limit = self.limit;
        }
        true
    }

    /// Takes the page that was asked for; says of each item whether it is new.
    pub fn take(&mut self, page: &Got) -> Vec<bool> {
        let Some(asked) = self.next.take() else { return vec![false; page.ids.len()] };
        self.pages += 1;
        self.pages_of_pass += 1;
        if let (Some(old), Some(new)) = (self.total, page.total) {
            self.moved |= old != new;
        }
        self.total = page.total.or(self.total);
        if self.first.is_none() {
            self.first = page.ids.first().cloned().flatten();
        } else if asked.cursor.is_some() && page.ids.first().cloned().flatten() == self.first {
            self.began_again |= page.ids.len() > 1 || self.pages_of_pass > 2;
        }
        let (kept, is_new) = self.keep(page);
        self.go_on(page, &asked, is_new);
        kept
    }

    /// Which items are new at all, and whether anything is new in this pass.
    fn keep(&mut self, page: &Got) -> (Vec<bool>, bool) {
        let mut is_new = false;
        let new_print = self.prints.insert(page.fingerprint);
        let mut of_page = HashSet::new();
        let kept = page.ids.iter().map(|id| {
            let Some(id) = id else {
                // Without ids only whole pages can be told apart, and a second reading tells nothing.
                is_new |= new_print;
                let keep = new_print && self.pass == 1;
                self.nameless += u64::from(keep);
                return keep;
            };
            of_page.insert(id.clone());
            if self.ids.insert(id.clone()) {
                is_new = true;
            } else {
                // The page before is looked into once more on purpose; what was further away has moved.
                self.moved |= !self.before.contains(id) && !self.began_again;
            }
            let keep = self.seen.insert(id.clone());
            self.doubles += u64::from(!keep && self.pass == 1);
            self.found_again += u64::from(keep && self.pass > 1);
            keep
        });
        let kept = kept.collect();
        self.before = of_page;
        (kept, is_new)
    }

    fn go_on(&mut self, page: &Got, asked: &PageAsk, is_new: bool) {
        let came = page.ids.len();
        let full = if self.pages_of_pass > 1 { self.largest } else { asked.limit as usize };
        self.largest = self.largest.max(came);
        let cursor = page.cursor.as_ref().filter(|cursor| !cursor.is_empty());
        // A count below what is here counts something else: it ends nothing.
        let has_all = self.total == Some(self.received());
        let Some(cursor) = cursor else {
            self.ended_well = true;
            return self.end_pass();
        };
        if self.pages_of_pass >= MOST_PAGES {
            self.never_ends = true;
            return self.end_pass();
        }
        if came == 0 {
            self.empty += 1;
            let wants_more = self.total.is_some_and(|total| self.received() < total);
            if !wants_more || self.empty > MOST_EMPTY {
                self.never_ends |= self.empty > 1;
                self.ended_well = true;
                return self.end_pass();
            }
            return self.ask_behind(cursor.clone(), asked.limit);
        }
        self.empty = 0;
        if has_all && (came < full || self.pass > 1) {
            self.ended_well = true;
            return self.end_pass();
        }
        // Without ids an item that is looked at twice would be kept twice.
        let wide = one_millisecond_later(cursor).filter(|_| self.nameless == 0);
        match wide {
            Some(wide) if is_new && asked.cursor.as_ref() != Some(&wide) => {
                self.ask_behind(wide, asked.limit)
            }
            // A page full of one time: behind that time, not into it again.
            Some(_) => self.ask_behind(cursor.clone(), asked.limit),
            None if is_new => self.ask_behind(cursor.clone(), asked.limit),
            None => self.end_pass(),
        }
    }

    fn ask_behind(&mut self, cursor: String, limit: u32) {
        if self.cursors.insert(cursor.clone()) {
            self.next = Some(PageAsk { cursor: Some(cursor), limit });
        } else {
            self.end_pass();
        }
    }

    /// A list that is short is read again with a larger page, then with one of another size: what was missed
    /// between two pages lies within one then.
    fn end_pass(&mut self) {
        let is_short = self.total.is_some_and(|total| self.received() < total) && self.nameless == 0;
        let limit = match self.pass {
            1 => (self.limit.saturating_mul(4)).min(LARGEST.max(self.limit)),
            2 if self.found_again > 0 => other_size(self.limit),
            _ => return,
        };
        if !is_short {
            return;
        }
        self.pass += 1;
        self.pages_of_pass = 0;
        self.ids.clear();
        self.prints.clear();
        self.cursors.clear();
        self.before.clear();
        self.first = None;
        self.largest = 0;
        self.empty = 0;
        self.next = Some(PageAsk { limit, cursor: None });
    }

    /// How it ended, as far as it came.
    pub fn end(&self) -> Ended {
        let received = self.received();
        let is_over = self.next.is_none();
        let complete = is_over
            && match self.total {
                Some(total) if total > 0 => received >= total,
                _ => self.ended_well,
            };
        let mut notes = Vec::new();
        let mut note = |is_so: bool, words: &str| {
            if is_so {
                notes.push(words.to_owned());
            }
        };
        note(
            self.began_again,
            "The server began the list again instead of going on: it did not take its own cursor",
        );
        note(
            self.never_ends,
            "The server gives cursors without end: reading stopped where nothing more came",
        );
        note(self.moved && !self.began_again, "The list changed while it was read");
        note(
            self.nameless > 0,
            "The items have no ids: doubles cannot be told apart, and gaps cannot be searched again",
        );
        note(
            self.total.is_some_and(|total| received > total),
            "The server counts fewer than it sends: the count leaves something out",
        );
        if self.found_again > 0 {
            notes.push(format!("{} were found on a second reading with other pages", self.found_again));
        }
        Ended {
            received,
            total: self.total,
            complete,
            pages: self.pages,
            doubles: self.doubles,
            found_again: self.found_again,
            notes,
        }
    }
}

/// A page size whose borders fall elsewhere.
fn other_size(limit: u32) -> u32 {
    (limit - limit / 8).max(1)
}
