//! Find and replace in the query or its variables, and the way to a line.

use std::ops::Range;
use std::sync::Arc;

use dapple_data::text::{Buffer, Finder, Pattern, Selection};

use super::buffer_mut;
use crate::app::problems::{TextOf, jumped};
use crate::app::query;
use crate::app::state::{Heart, Outbox};
use crate::app::tabs::TabId;

/// What stands over a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FindBar {
    #[default]
    Closed,
    Find,
    Replace,
    /// The number of a line.
    Line,
}

/// Looking for something in one of the texts of a tab.
#[derive(Clone, Debug, Default)]
pub struct TextFind {
    pub bar: FindBar,
    /// The text that is looked through; `None` while the bar was never open.
    on: Option<TextOf>,
    pub pattern: Pattern,
    pub replacement: String,
    /// A line, or line and column as `12:5`, as it is typed.
    pub line: String,
    /// All hits, in chars of the text at `revision`.
    hits: Arc<[Range<usize>]>,
    revision: Option<u64>,
    /// Why the expression cannot be read.
    pub error: Option<String>,
    /// Grows with every asking: the field takes the keyboard.
    pub asked: u64,
}

impl TextFind {
    /// The text that is looked through.
    pub fn on(&self) -> TextOf {
        self.on.unwrap_or(TextOf::Query)
    }

    /// Whether the bar stands over this text.
    pub fn shows_over(&self, text: TextOf) -> bool {
        self.bar != FindBar::Closed && self.on() == text
    }

    /// The hits in a text as it stands, while they are shown.
    pub fn hits(&self, text: TextOf, buffer: &Buffer) -> &[Range<usize>] {
        let shown = self.shows_over(text) && self.bar != FindBar::Line;
        if shown && self.revision == Some(buffer.revision()) { &self.hits } else { &[] }
    }

    /// The hit that is selected, by its place.
    pub fn current(&self, selection: Selection) -> Option<usize> {
        let range = selection.range();
        let at = self.hits.partition_point(|hit| (hit.start, hit.end) < (range.start, range.end));
        self.hits.get(at).filter(|hit| **hit == range).map(|_| at)
    }
}

/// What a person did about finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindTextAction {
    /// Open the bar over a text. What is selected there on one line is what is looked for.
    Show {
        on: TextOf,
        bar: FindBar,
    },
    Close,
    Pattern(Pattern),
    Replacement(String),
    /// The next hit behind the caret, or before it; around at the ends.
    Next {
        back: bool,
    },
    /// Replace the hit that is selected and go to the next; without one, go to the next.
    Replace,
    /// Replace all as one step.
    ReplaceAll,
    Line(String),
    GoToLine,
}

/// Actions of finding.
pub(super) fn update(heart: &mut Heart, tab: TabId, action: FindTextAction, now: f64, out: &mut Outbox) {
    match action {
        FindTextAction::Show { on, bar } => show(heart, tab, (on, bar)),
        FindTextAction::Close => {
            let Some(find) = find_mut(heart, tab) else { return };
            find.bar = FindBar::Closed;
            let on = find.on();
            jumped(&mut heart.state, tab, on);
        }
        FindTextAction::Pattern(pattern) => {
            let Some(find) = find_mut(heart, tab) else { return };
            find.pattern = pattern;
            find.revision = None;
            refresh(heart, tab);
            nearest(heart, tab);
        }
        FindTextAction::Replacement(text) => {
            if let Some(find) = find_mut(heart, tab) {
                find.replacement = text;
            }
        }
        FindTextAction::Next { back } => next(heart, tab, back),
        FindTextAction::Replace => replace(heart, tab, now, out),
        FindTextAction::ReplaceAll => replace_all(heart, tab, now, out),
        FindTextAction::Line(text) => {
            if let Some(find) = find_mut(heart, tab) {
                find.line = text;
            }
        }
        FindTextAction::GoToLine => go_to_line(heart, tab),
    }
}

fn find_mut(heart: &mut Heart, tab: TabId) -> Option<&mut TextFind> {
    heart.state.tab_mut(tab).map(|tab| &mut tab.writing.find)
}

fn show(heart: &mut Heart, tab: TabId, (on, bar): (TextOf, FindBar)) {
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    let chosen = buffer.selected_text();
    let line = (buffer.line_col(buffer.primary().head).0 + 1).to_string();
    let Some(shown) = heart.state.tab_mut(tab) else { return };
    if on == TextOf::Variables {
        shown.variables_open = true;
        shown.kept.view = crate::app::VariablesView::Json;
    }
    let find = &mut shown.writing.find;
    // Asked for again, the open row of the replacement stays.
    find.bar = if bar == FindBar::Find && find.shows_over(on) && find.bar == FindBar::Replace {
        FindBar::Replace
    } else {
        bar
    };
    find.on = Some(on);
    find.asked += 1;
    find.revision = None;
    if bar == FindBar::Line {
        find.line = line;
    } else if !chosen.is_empty() && !chosen.contains(['\n', '\r']) {
        find.pattern.text = if find.pattern.is_regex { escaped(&chosen) } else { chosen };
    }
    refresh(heart, tab);
}

/// A selected text as an expression that finds just that.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            written.push('\\');
        }
        written.push(c);
    }
    written
}

/// Looks again where text or pattern are others than at the last look.
pub(in crate::app) fn refresh(heart: &mut Heart, tab: TabId) {
    let Some(find) = heart.state.tab(tab).map(|tab| &tab.writing.find) else { return };
    let (on, pattern, looked) = (find.on(), find.pattern.clone(), find.revision);
    if matches!(find.bar, FindBar::Closed | FindBar::Line) {
        return;
    }
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    let revision = buffer.revision();
    if looked == Some(revision) {
        return;
    }
    let (hits, error) = match Finder::new(&pattern) {
        Ok(finder) => (finder.map(|finder| finder.hits(buffer.rope())).unwrap_or_default(), None),
        Err(error) => (Vec::new(), Some(error)),
    };
    if let Some(find) = find_mut(heart, tab) {
        (find.hits, find.error, find.revision) = (hits.into(), error, Some(revision));
    }
}

/// Selects the hit at the start of what is selected, or the first behind it, as one types the pattern.
fn nearest(heart: &mut Heart, tab: TabId) {
    let Some(find) = find_mut(heart, tab) else { return };
    let (on, hits) = (find.on(), find.hits.clone());
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    let from = buffer.primary().start();
    if let Some(hit) = hits.iter().find(|hit| hit.start >= from).or(hits.first()) {
        buffer.select(hit.start, hit.end);
    }
}

fn next(heart: &mut Heart, tab: TabId, back: bool) {
    refresh(heart, tab);
    let Some(find) = find_mut(heart, tab) else { return };
    let (on, hits) = (find.on(), find.hits.clone());
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    let here = buffer.primary().range();
    let hit = if back {
        hits.iter().rfind(|hit| hit.start < here.start).or(hits.last())
    } else {
        let behind = |hit: &&Range<usize>| hit.start >= here.end && **hit != here;
        hits.iter().find(behind).or(hits.first())
    };
    if let Some(hit) = hit {
        buffer.select(hit.start, hit.end);
    }
}

/// What takes the place of ranges of chars.
type Edits = Vec<(Range<usize>, String)>;

/// The hits of a pattern with what takes their places, in chars.
fn replacements(heart: &mut Heart, tab: TabId) -> Option<(TextOf, Edits)> {
    refresh(heart, tab);
    let find = find_mut(heart, tab)?;
    let (on, pattern, with) = (find.on(), find.pattern.clone(), find.replacement.clone());
    let finder = Finder::new(&pattern).ok().flatten()?;
    let buffer = buffer_mut(heart, tab, on)?;
    let found = finder.replacements(&buffer.text(), &with);
    let found = found.into_iter().map(|r| (buffer.chars_of_bytes(&r.range), r.text)).collect();
    Some((on, found))
}

fn replace(heart: &mut Heart, tab: TabId, now: f64, out: &mut Outbox) {
    let Some((on, found)) = replacements(heart, tab) else { return };
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    let here = buffer.primary().range();
    if let Some((range, text)) = found.into_iter().find(|(range, _)| *range == here) {
        let end = range.start + text.chars().count();
        buffer.replace(range, &text);
        buffer.select(end, end);
        changed(heart, tab, now, out);
    }
    next(heart, tab, false);
}

fn replace_all(heart: &mut Heart, tab: TabId, now: f64, out: &mut Outbox) {
    let Some((on, found)) = replacements(heart, tab) else { return };
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    if buffer.replace_all(found) {
        changed(heart, tab, now, out);
    }
}

fn changed(heart: &mut Heart, tab: TabId, now: f64, out: &mut Outbox) {
    heart.state.touch(now);
    query::check(heart, tab, now, out);
}

/// `12` is a line, `12:5` a column of it as well; both from 1. Beyond the end is the end.
fn go_to_line(heart: &mut Heart, tab: TabId) {
    let Some(find) = find_mut(heart, tab) else { return };
    let (line, column) = find.line.split_once([':', ',']).unwrap_or((&find.line, "1"));
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let Some(line) = number(line) else { return };
    let column = number(column).unwrap_or(1);
    find.bar = FindBar::Closed;
    let on = find.on();
    let Some(buffer) = buffer_mut(heart, tab, on) else { return };
    let last = buffer.line_count() - 1;
    let at = buffer.char_of(line.saturating_sub(1).min(last), column.saturating_sub(1));
    buffer.select(at, at);
    jumped(&mut heart.state, tab, on);
}
