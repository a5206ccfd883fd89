//! Follows a list of the server to its end, page by page, and counts what came.
//!
//! The habits of Speckle's lists that this knows: a page may be shorter than asked (a silent cap); the
//! cursor is not null on the last page; a cursor that is not understood begins the list again; a cursor
//! that is a bare time passes over items of that same time; lists that are sorted by their last change
//! move while they are read. Whatever is missing at the end is said.

use std::collections::HashSet;

use serde::Deserialize;

use super::Listing;

/// How much of a list is read, in one pass. No list of people has so much, a confused or hostile server may: what
/// is beyond is counted and said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    pub pages: usize,
    pub items: usize,
    /// Bytes of the answers together.
    pub bytes: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self { pages: 10_000, items: 100_000, bytes: 512 << 20 }
    }
}

/// One page of a list, as the server answers it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Page<T> {
    pub total_count: Option<i64>,
    /// Only lists of projects have it.
    pub number_of_hidden: Option<i64>,
    pub cursor: Option<String>,
    pub items: Vec<T>,
}

impl<T> Page<T> {
    /// The same page with its rows made into something else.
    pub(super) fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page {
            total_count: self.total_count,
            number_of_hidden: self.number_of_hidden,
            cursor: self.cursor,
            items: self.items.into_iter().map(make).collect(),
        }
    }
}

/// Which page to ask for next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsk {
    pub limit: u32,
    pub cursor: Option<String>,
}

/// What tells two items of a list apart.
pub trait Identified {
    /// The id as text.
    fn id(&self) -> &str;
}

/// Where in a list a walk is.
#[derive(Debug)]
pub struct Walk<T> {
    /// Items a page.
    limit: u32,
    /// What the items are called in a sentence, such as "projects".
    noun: &'static str,
    next: Option<PageAsk>,
    /// How often the list was begun.
    passes: u8,
    pages: usize,
    bytes: u64,
    caps: Caps,
    /// A cap was reached: there is more.
    cut: bool,
    items: Vec<T>,
    seen: HashSet<String>,
    /// Ids that came and cursors that were asked for in this pass: all of them twice is a list that began
    /// again.
    in_pass: HashSet<String>,
    cursors: HashSet<String>,
    total: Option<u64>,
    hidden: u64,
    warnings: Vec<String>,
}

impl<T: Identified> Walk<T> {
    /// A walk that begins with a page of `limit` items.
    pub fn new(limit: u32, noun: &'static str) -> Self {
        Self {
            limit,
            noun,
            next: Some(PageAsk { limit, cursor: None }),
            passes: 1,
            pages: 0,
            bytes: 0,
            caps: Caps::default(),
            cut: false,
            items: Vec::new(),
            seen: HashSet::new(),
            in_pass: HashSet::new(),
            cursors: HashSet::new(),
            total: None,
            hidden: 0,
            warnings: Vec::new(),
        }
    }

    /// The same walk with other caps.
    #[must_use]
    pub fn with_caps(self, caps: Caps) -> Self {
        Self { caps, ..self }
    }

    /// The page to ask for; `None` when the walk is over.
    pub fn next(&self) -> Option<&PageAsk> {
        self.next.as_ref()
    }

    /// How many are here, and how many there are as far as the server says.
    pub fn counts(&self) -> (u64, Option<u64>) {
        (self.items.len() as u64, self.total)
    }

    /// Something to tell about this list. Said once, however often it comes.
    pub fn warn(&mut self, words: impl Into<String>) {
        let words = words.into();
        if !self.warnings.contains(&words) {
            self.warnings.push(words);
        }
    }

    /// Takes the page that was asked for, which came in so many bytes.
    pub fn take(&mut self, page: Page<T>, bytes: u64) {
        let Some(asked) = self.next.take() else { return };
        self.pages += 1;
        self.bytes += bytes;
        self.total = page.total_count.map(|n| u64::try_from(n).unwrap_or(0)).or(self.total);
        self.hidden = page.number_of_hidden.map_or(self.hidden, |n| u64::try_from(n).unwrap_or(0));
        let (came, before) = (page.items.len(), self.in_pass.len());
        for item in page.items {
            if self.items.len() == self.caps.items && !self.seen.contains(item.id()) {
                self.cut = true;
                break;
            }
            self.in_pass.insert(item.id().to_owned());
            if self.seen.insert(item.id().to_owned()) {
                self.items.push(item);
            }
        }
        let is_new = self.in_pass.len() > before;
        let has_all = self.total.is_none_or(|total| self.known() >= total);
        // A full page may have more behind it, whatever the count says.
        let ends_here = has_all && came < asked.limit as usize;
        match page.cursor.filter(|cursor| came > 0 && !cursor.is_empty()) {
            _ if self.cut => {}
            Some(_) if !ends_here && self.is_at_a_cap() => self.cut = true,
            Some(cursor) if !ends_here => self.follow(cursor, &asked, is_new),
            _ => self.end_pass(),
        }
    }

    fn is_at_a_cap(&self) -> bool {
        let Caps { pages, items, bytes } = self.caps;
        // Where the count says that all are here, one page more shows whether it lies.
        let is_full = self.items.len() >= items && self.total.is_none_or(|total| self.known() < total);
        self.pages >= pages || self.bytes >= bytes || is_full
    }

    /// Goes on behind `cursor`, unless the list goes round in a circle.
    fn follow(&mut self, cursor: String, asked: &PageAsk, is_new: bool) {
        let wide = one_millisecond_later(&cursor);
        let next = match wide {
            Some(wide) if is_new && asked.cursor.as_ref() != Some(&wide) => wide,
            // A page full of one time: behind that time, not into it again.
            Some(_) => cursor,
            None if is_new => cursor,
            None => return self.end_pass(),
        };
        if self.cursors.insert(next.clone()) {
            self.next = Some(PageAsk { cursor: Some(next), limit: asked.limit });
        } else {
            self.end_pass();
        }
    }

    /// A list that is short is read once more, with pages of another size: what was missed between two
    /// of them lies within one then.
    fn end_pass(&mut self) {
        if self.total.is_some_and(|total| self.known() < total) && self.passes == 1 {
            let limit = (self.limit - self.limit / 8).max(1);
            self.passes = 2;
            self.pages = 0;
            self.in_pass.clear();
            self.cursors.clear();
            self.next = Some(PageAsk { limit, cursor: None });
        }
    }

    /// What came, and what the server says that it keeps back.
    fn known(&self) -> u64 {
        self.items.len() as u64 + self.hidden
    }

    /// The list as far as it came, with a word about what is missing.
    pub fn finish(mut self) -> Listing<T> {
        let noun = self.noun;
        if self.hidden > 0 {
            let hidden = grouped(self.hidden);
            self.warn(format!(
                "{hidden} {noun} are kept back: their workspace asks for single sign-on. Sign in to it in the web app"
            ));
        }
        if self.cut {
            let here = grouped(self.items.len() as u64);
            let missing = self.total.map(|total| total.saturating_sub(self.known())).filter(|n| *n > 0);
            let missing = missing.map_or("an unknown number".to_owned(), grouped);
            self.warn(format!(
                "The list is cut at {here} {noun}, the most that are listed: {missing} more are on the server. Use the search of the web app"
            ));
        } else if let Some(total) = self.total.filter(|total| self.known() < *total) {
            let (here, total) = (grouped(self.items.len() as u64), grouped(total));
            self.warn(format!(
                "{here} of {total} {noun} came: the list changed while it was read, or the server counts what it does not show"
            ));
        }
        Listing {
            items: self.items,
            total: self.total,
            hidden: self.hidden,
            cut: self.cut,
            warnings: self.warnings,
        }
    }
}

/// `1,250`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The time after this one, for a cursor that is a bare ISO time (`2026-11-23T13:03:00.000Z`).
///
/// The server gives what is older than the cursor: with the last item's own time everything of that same
/// millisecond would be passed over, so the next page begins a millisecond later and doubles are dropped.
/// `None` for any other cursor, and in the last millisecond of a day.
pub(crate) fn one_millisecond_later(cursor: &str) -> Option<String> {
    let number = |from: usize, to: usize| {
        let digits = cursor.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
    };
    let date = cursor.get(..11).filter(|date| date.ends_with('T'))?;
    let marks = [(13, ":"), (16, ":"), (19, "."), (23, "Z")];
    if cursor.len() != 24 || marks.iter().any(|(at, mark)| cursor.get(*at..at + 1) != Some(mark)) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute) = (number(11, 13)?, number(14, 16)?);
    let (second, milli) = (number(17, 19)?, number(20, 23)?);
    let is_time = year > 0 && month > 0 && day > 0 && hour < 24 && minute < 60 && second < 60;
    let later = ((hour * 60 + minute) * 60 + second) * 1000 + milli + 1;
    if !is_time || later >= 24 * 3_600_000 {
        return None;
    }
    let (rest, milli) = (later / 1000, later % 1000);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    Some(format!("{date}{hour:02}:{minute:02}:{second:02}.{milli:03}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An item with a time, which is its place in the list.
    #[derive(Clone, Debug, PartialEq)]
    struct Item(String, u64);

    impl Identified for Item {
        fn id(&self) -> &str {
            &self.0
        }
    }

    fn items(count: usize) -> Vec<Item> {
        (0..count).map(|n| Item(format!("id{n}"), 1_000 - n as u64)).collect()
    }

    fn iso(time: u64) -> String {
        format!("2026-11-23T13:03:{:02}.{:03}Z", time / 1000, time % 1000)
    }

    /// A list sorted by time, with a cursor that is a bare time, as models and versions have.
    fn by_time(all: &[Item], ask: &PageAsk, cap: usize) -> Page<Item> {
        let before = ask.cursor.as_deref().map_or(u64::MAX, |c| {
            c[17..19].parse::<u64>().unwrap() * 1000 + c[20..23].parse::<u64>().unwrap()
        });
        let limit = cap.min(ask.limit as usize);
        let items: Vec<Item> = all.iter().filter(|i| i.1 < before).take(limit).cloned().collect();
        page(all.len(), items.last().map(|i| iso(i.1)), items)
    }

    fn page(total: usize, cursor: Option<String>, items: Vec<Item>) -> Page<Item> {
        Page { total_count: Some(total as i64), number_of_hidden: None, cursor, items }
    }

    /// Walks to the end; gives the listing and how many pages were asked for.
    fn walk(limit: u32, serve: impl FnMut(&PageAsk, usize) -> Page<Item>) -> (Listing<Item>, usize) {
        capped(limit, Caps::default(), serve)
    }

    /// A list whose cursors say how many items come before them.
    fn by_place(all: &[Item], ask: &PageAsk) -> Page<Item> {
        let from: usize = ask.cursor.as_deref().map_or(0, |cursor| cursor[6..].parse().unwrap());
        let items: Vec<Item> = all.iter().skip(from).take(ask.limit as usize).cloned().collect();
        page(all.len(), Some(format!("place {}", from + items.len())), items)
    }

    fn capped(
        limit: u32,
        caps: Caps,
        mut serve: impl FnMut(&PageAsk, usize) -> Page<Item>,
    ) -> (Listing<Item>, usize) {
        let mut walk = Walk::new(limit, "models").with_caps(caps);
        let mut asked = 0;
        while let Some(ask) = walk.next().cloned() {
            assert!(asked < 1_000, "it goes round in a circle");
            walk.take(serve(&ask, asked), 1_000);
            asked += 1;
        }
        (walk.finish(), asked)
    }

    #[test]
    fn a_list_is_followed_to_its_end_although_the_last_cursor_is_not_null() {
        for (count, pages) in [(0, 1), (1, 1), (24, 1), (26, 2), (60, 3)] {
            let all = items(count);
            let (listing, asked) = walk(25, |ask, _| by_time(&all, ask, 500));
            assert_eq!(listing.items, all, "{count}");
            assert!(listing.is_complete() && listing.warnings.is_empty());
            assert_eq!(asked, pages, "{count}");
        }
        // A full last page may have more behind it: the empty page after it is asked for.
        let all = items(25);
        assert_eq!(walk(25, |ask, _| by_time(&all, ask, 500)).1, 2);
    }

    #[test]
    fn a_silent_cap_costs_pages_and_no_items() {
        let all = items(126);
        let (listing, asked) = walk(100, |ask, _| by_time(&all, ask, 50));
        assert_eq!((listing.items.len(), asked), (126, 3));
    }

    #[test]
    fn items_of_one_time_are_not_lost_between_two_pages() {
        for limit in [5, 6, 7, 12] {
            let mut all = items(40);
            all.iter_mut().skip(8).take(4).for_each(|item| item.1 = 992);
            let (listing, _) = walk(limit, |ask, _| by_time(&all, ask, 500));
            assert_eq!(listing.items, all, "{limit}");
        }
    }

    #[test]
    fn more_of_one_time_than_a_page_holds_are_counted_as_missing() {
        let mut all = items(40);
        all.iter_mut().for_each(|item| item.1 = 500);
        let (listing, asked) = walk(16, |ask, _| by_time(&all, ask, 500));
        assert_eq!(listing.items.len(), 16);
        assert!(!listing.is_complete() && asked < 10, "{asked}");
        assert_eq!(
            listing.warnings,
            [
                "16 of 40 models came: the list changed while it was read, or the server counts what it does not show"
            ]
        );
    }

    #[test]
    fn a_cursor_that_is_ignored_does_not_make_a_circle() {
        let all = items(60);
        let first = |ask: &PageAsk| {
            let some: Vec<Item> = all.iter().take(ask.limit as usize).cloned().collect();
            page(60, Some("bm90IGEgdGltZQ==".to_owned()), some)
        };
        let (listing, asked) = walk(25, |ask, _| first(ask));
        assert_eq!(listing.items.len(), 25);
        assert!(asked <= 5, "{asked}");
        assert!(listing.warnings[0].starts_with("25 of 60 models came"));
        // The same where every page has a cursor of its own.
        let (listing, asked) =
            walk(25, |ask, nth| Page { cursor: Some(format!("cursor {nth}")), ..first(ask) });
        assert_eq!(listing.items.len(), 25);
        assert!(asked <= 5, "{asked}");
    }

    #[test]
    fn a_list_that_moves_is_read_once_more() {
        // Between page one and two the last item is changed and jumps to the front.
        let before = items(30);
        let mut after = before.clone();
        let mut jumped = after.pop().unwrap();
        jumped.1 = 2_000;
        after.insert(0, jumped);
        let (listing, asked) =
            walk(25, |ask, nth| by_time(if nth == 0 { &before } else { &after }, ask, 500));
        assert!(listing.is_complete() && listing.warnings.is_empty(), "{:?}", listing.warnings);
        let ids: HashSet<&str> = listing.items.iter().map(|i| i.0.as_str()).collect();
        assert_eq!((ids.len(), listing.items.len()), (30, 30), "without doubles");
        assert!(asked > 2);
    }

    #[test]
    fn a_count_that_lies_ends_all_the_same() {
        let all = items(30);
        let lying = |total: usize| {
            walk(25, |ask, _| Page { total_count: Some(total as i64), ..by_time(&all, ask, 500) }).0
        };
        let (more, less) = (lying(1_250), lying(3));
        assert_eq!(more.items.len(), 30);
        assert!(more.warnings[0].starts_with("30 of 1,250 models came"), "{:?}", more.warnings);
        assert_eq!(less.items.len(), 30, "a full page is followed although the count is reached");
        let none = walk(25, |ask, _| Page { total_count: None, ..by_time(&all, ask, 500) }).0;
        assert!(none.items.len() == 30 && none.is_complete() && none.warnings.is_empty());
    }

    #[test]
    fn a_list_beyond_a_cap_is_cut_and_says_by_how_much() {
        let all = items(60);
        let caps = Caps::default();
        for (caps, here, pages) in [
            (Caps { pages: 3, ..caps }, 30, 3),
            (Caps { items: 25, ..caps }, 25, 3),
            (Caps { items: 30, ..caps }, 30, 3),
            (Caps { bytes: 2_000, ..caps }, 20, 2),
        ] {
            let (listing, asked) = capped(10, caps, |ask, _| by_place(&all, ask));
            assert_eq!((listing.items.len(), asked), (here, pages), "{caps:?}: and it is not read once more");
            assert!(listing.cut && !listing.is_complete());
            let words = format!(
                "The list is cut at {here} models, the most that are listed: {} more are on the server. Use the search of the web app",
                60 - here
            );
            assert_eq!(listing.warnings, [words]);
            let uncounted = |ask: &PageAsk, _| Page { total_count: None, ..by_place(&all, ask) };
            let (listing, _) = capped(10, caps, uncounted);
            assert!(!listing.is_complete(), "{caps:?}: also where nobody counts");
            assert!(listing.warnings[0].contains("an unknown number more are on the server"));
        }
        // As many as may be listed, and not one more.
        for exact in [Caps { items: 60, ..caps }, Caps { pages: 7, ..caps }] {
            let (listing, _) = capped(10, exact, |ask, _| by_place(&all, ask));
            assert!(listing.is_complete() && listing.warnings.is_empty(), "{exact:?} {:?}", listing.warnings);
            assert_eq!(listing.items.len(), 60);
        }
    }

    #[test]
    fn what_is_kept_back_is_said_and_not_asked_for_again() {
        let all = items(3);
        let (listing, asked) =
            walk(25, |_, _| Page { number_of_hidden: Some(2), ..page(5, None, all.clone()) });
        assert_eq!((asked, listing.hidden, listing.total), (1, 2, Some(5)));
        assert!(listing.warnings[0].contains("single sign-on") && listing.warnings.len() == 1);
        assert!(!listing.is_complete());
    }

    #[test]
    fn a_time_moves_by_one_millisecond_and_nothing_else_does() {
        for (cursor, later) in [
            ("2026-11-23T13:03:00.000Z", Some("2026-11-23T13:03:00.001Z")),
            ("2026-11-23T13:59:59.999Z", Some("2026-11-23T14:00:00.000Z")),
            ("2026-11-23T23:59:59.999Z", None),
            ("2026-11-23T13:03:00Z", None),
            ("eyJ1cGRhdGVkQXQiOiIyMDI2In0=", None),
            ("2026-11-23T13:03:00.00éZ", None),
            ("2026-11-23 13:03:00.000Z", None),
            ("", None),
        ] {
            assert_eq!(one_millisecond_later(cursor).as_deref(), later, "{cursor}");
        }
        assert_eq!(grouped(0) + &grouped(1_234_567) + &grouped(999), "01,234,567999");
    }
}
