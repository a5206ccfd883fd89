//! What is wrong with the text of a tab and what can be done about it: the list, walking through it, fixes as
//! one step of the buffer, and fields that the token may not ask for.

use std::collections::HashMap;

use dapple_data::graphql::edit::TextEdit;
use dapple_data::schema::NeededScope;
use dapple_data::schema::fixes::{Fix, ScopeFixes, refactorings};
use dapple_data::speckle::Scope;

use super::explorer::apply_edits;
use super::state::{Heart, Outbox, State};
use super::tabs::{Tab, TabId};
use super::{AccountKey, Action, query};

/// What one check found besides the problems themselves.
#[derive(Debug, Default)]
pub struct Looked {
    /// The revision of the text that it speaks of.
    pub revision: u64,
    /// Fields of the operation that would run, which the token may not ask for.
    pub missing: Vec<NeededScope>,
    pub scope_fixes: ScopeFixes,
    /// What can be done about each problem of the tab, by its place in the list.
    pub fixes: Vec<Vec<Fix>>,
}

/// Fixes to choose from, at the caret.
#[derive(Debug)]
pub struct FixMenu {
    pub tab: TabId,
    pub revision: u64,
    pub fixes: Vec<Fix>,
}

/// Which of the two texts of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOf {
    Query,
    Variables,
}

/// The problems' part of the state.
#[derive(Debug, Default)]
pub struct Problems {
    looked: HashMap<TabId, Looked>,
    /// The list is open under every editor.
    pub list_open: bool,
    pub menu: Option<FixMenu>,
    /// Grows when a caret was put somewhere: the editor of that text takes the keyboard.
    pub jumps: u64,
    pub jumped_to: Option<(TabId, TextOf)>,
    /// Missing scopes that a person has waved through, by tab: `field scope` each.
    waved: HashMap<TabId, Vec<String>>,
    /// The run that is held back by a missing scope, and the revision of its text.
    held: Option<(TabId, u64)>,
    /// Scopes that the answer in front was refused for.
    refused: HashMap<TabId, Vec<String>>,
}

/// What a person did about problems.
#[derive(Clone, Debug)]
pub enum ProblemsAction {
    ShowList(bool),
    /// The next problem behind the caret, or before it.
    Walk {
        tab: TabId,
        back: bool,
    },
    /// One problem of the list, by its place in the text's own problems.
    GoTo {
        tab: TabId,
        text: TextOf,
        index: usize,
    },
    /// Ask what can be done where the caret is.
    AskFixes(TabId),
    CloseFixes,
    /// Do it, where the text is still the one it was made for.
    Fix {
        tab: TabId,
        revision: u64,
        fix: Box<Fix>,
    },
    /// Leave the fields in that the token may not ask for, and run.
    RunAnyway(TabId),
}

/// What the world says about problems.
#[derive(Debug)]
pub enum ProblemsEvent {
    Looked {
        tab: TabId,
        looked: Box<Looked>,
    },
    /// An answer was refused for want of these scopes; checks are to know.
    Refused {
        tab: TabId,
        key: AccountKey,
        scopes: Vec<String>,
    },
}

impl Problems {
    /// What the last check of a tab found, where it speaks of the text as it stands.
    pub fn looked(&self, tab: TabId, revision: u64) -> Option<&Looked> {
        self.looked.get(&tab).filter(|looked| looked.revision == revision)
    }

    /// The fields that the token may not ask for and that nobody has waved through.
    pub fn missing(&self, tab: TabId, revision: u64) -> &[NeededScope] {
        let missing = self.looked(tab, revision).map(|l| l.missing.as_slice()).unwrap_or_default();
        let waved = self.waved.get(&tab).map(Vec::as_slice).unwrap_or_default();
        if missing.iter().all(|n| waved.contains(&wave(n))) { &[] } else { missing }
    }

    /// The scopes that the answer of a tab was refused for.
    pub fn refused(&self, tab: TabId) -> &[String] {
        self.refused.get(&tab).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a run of this text is held back by a missing scope.
    pub fn is_held(&self, tab: TabId, revision: u64) -> bool {
        self.held == Some((tab, revision))
    }

    pub(super) fn hold(&mut self, run: Option<(TabId, u64)>) {
        self.held = run;
    }

    /// A new run begins: what the one before was refused for is over.
    pub(super) fn forget_refusal(&mut self, tab: TabId) {
        self.refused.remove(&tab);
    }

    /// A closed tab has no problems.
    pub(super) fn close(&mut self, tab: TabId) {
        self.looked.remove(&tab);
        self.waved.remove(&tab);
        self.refused.remove(&tab);
        if self.menu.as_ref().is_some_and(|menu| menu.tab == tab) {
            self.menu = None;
        }
    }
}

fn wave(needed: &NeededScope) -> String {
    format!("{} {}", needed.path, needed.scope)
}

/// Actions on problems.
pub(super) fn update(heart: &mut Heart, action: ProblemsAction, now: f64, out: &mut Outbox) {
    match action {
        ProblemsAction::ShowList(open) => heart.state.problems.list_open = open,
        ProblemsAction::Walk { tab, back } => walk(heart, tab, back),
        ProblemsAction::GoTo { tab, text, index } => go_to(heart, tab, (text, index)),
        ProblemsAction::AskFixes(tab) => ask_fixes(heart, tab),
        ProblemsAction::CloseFixes => heart.state.problems.menu = None,
        ProblemsAction::Fix { tab, revision, fix } => {
            heart.state.problems.menu = None;
            let Some(texts) = heart.buffers.get_mut(tab) else { return };
            if texts.query.revision() != revision || !apply_edits(&mut texts.query, &fix.edits) {
                return;
            }
            jumped(&mut heart.state, tab, TextOf::Query);
            heart.state.touch(now);
            query::check(heart, tab, now, out);
        }
        ProblemsAction::RunAnyway(tab) => {
            let waved: Vec<String> = heart
                .state
                .problems
                .looked
                .get(&tab)
                .iter()
                .flat_map(|l| l.missing.iter().map(wave))
                .collect();
            heart.state.problems.waved.insert(tab, waved);
            query::update(heart, Action::Run(tab), now, out);
        }
    }
}

/// What the world says.
pub(super) fn on_event(heart: &mut Heart, event: ProblemsEvent) {
    let state = &mut heart.state;
    match event {
        ProblemsEvent::Looked { tab, mut looked } => {
            if let (Some(texts), true) = (heart.buffers.get(tab), state.tab(tab).is_some()) {
                keep_to(&mut looked, texts.query.rope().len_bytes());
                state.problems.looked.insert(tab, *looked);
            }
        }
        ProblemsEvent::Refused { tab, key, scopes } => {
            if let Some(row) = state.accounts.get_mut(&key) {
                for scope in scopes.iter().filter_map(|name| Scope::from_name(name)) {
                    row.scopes.learn_missing(scope);
                }
            }
            state.problems.refused.insert(tab, scopes);
            query::check_again(state, &key);
        }
    }
}

/// Shared fragments stand behind the text of a tab: what would change them is no fix of it, and what is put
/// behind all of them is put behind the text.
fn keep_to(looked: &mut Looked, whole: usize) {
    let fits = |fix: &mut Fix| {
        let shared = |edit: &TextEdit| edit.range.end > whole && edit.range.end > edit.range.start;
        for edit in fix.edits.iter_mut().filter(|edit| edit.range.start >= whole) {
            // The end of everything: a new definition.
            if edit.text.starts_with("\n\n") {
                edit.range = whole..whole;
            }
        }
        !fix.edits.iter().any(|edit| shared(edit) || edit.range.start > whole)
    };
    looked.fixes.iter_mut().for_each(|fixes| fixes.retain_mut(fits));
    for slot in [&mut looked.scope_fixes.remove, &mut looked.scope_fixes.split] {
        if slot.as_mut().is_some_and(|fix| !fits(fix)) {
            *slot = None;
        }
    }
}

/// The keyboard goes to the editor of a text whose caret was put somewhere.
pub(super) fn jumped(state: &mut State, tab: TabId, text: TextOf) {
    state.problems.jumps += 1;
    state.problems.jumped_to = Some((tab, text));
}

fn go_to(heart: &mut Heart, id: TabId, (text, index): (TextOf, usize)) {
    let Some(tab) = heart.state.tab(id) else { return };
    let problems = if text == TextOf::Query { &tab.problems } else { &tab.variable_problems };
    let Some(range) = problems.get(index).map(|p| p.range.clone()) else { return };
    let Some(texts) = heart.buffers.get_mut(id) else { return };
    let buffer = if text == TextOf::Query { &mut texts.query } else { &mut texts.variables };
    let at = buffer.char_of_byte(range.start);
    buffer.select(at, at);
    jumped(&mut heart.state, id, text);
}

/// The problem behind the caret, or before it; from the last one back to the first.
fn walk(heart: &mut Heart, id: TabId, back: bool) {
    let Some((tab, texts)) = heart.state.tab(id).zip(heart.buffers.get(id)) else { return };
    let caret = texts.query.byte_of_char(texts.query.primary().head);
    let places = tab.problems.iter().enumerate().map(|(index, problem)| (problem.range.start, index));
    let mut places: Vec<(usize, usize)> = places.collect();
    places.sort_unstable();
    places.dedup_by_key(|(start, _)| *start);
    let next = if back {
        places.iter().rfind(|(start, _)| *start < caret).or(places.last())
    } else {
        places.iter().find(|(start, _)| *start > caret).or(places.first())
    };
    match next {
        Some(&(_, index)) => go_to(heart, id, (TextOf::Query, index)),
        None if !tab.variable_problems.is_empty() => go_to(heart, id, (TextOf::Variables, 0)),
        None => {}
    }
}

/// The fixes of the problems on the caret's line, those at the caret first, then what can be done there
/// with nothing wrong.
fn ask_fixes(heart: &mut Heart, id: TabId) {
    let Some((tab, texts)) = heart.state.tab(id).zip(heart.buffers.get(id)) else { return };
    let buffer = &texts.query;
    let selection = buffer.primary();
    let bytes = buffer.byte_of_char(selection.start())..buffer.byte_of_char(selection.end());
    let line = buffer.line_col(selection.head).0;
    let mut fixes: Vec<Fix> = Vec::new();
    if let Some(looked) = heart.state.problems.looked(id, buffer.revision()) {
        let here =
            |p: &dapple_data::graphql::Problem| p.range.start <= bytes.end && bytes.start <= p.range.end;
        let on_line =
            |p: &dapple_data::graphql::Problem| buffer.line_col(buffer.char_of_byte(p.range.start)).0 == line;
        let with = || tab.problems.iter().zip(&looked.fixes);
        fixes.extend(with().filter(|(p, _)| here(p)).flat_map(|(_, f)| f.iter().cloned()));
        fixes.extend(with().filter(|(p, _)| !here(p) && on_line(p)).flat_map(|(_, f)| f.iter().cloned()));
    }
    let schema = tab.account.as_ref().and_then(|key| heart.state.schema(key));
    fixes.extend(refactorings(schema.map(AsRef::as_ref), &buffer.text(), bytes));
    let mut seen = std::collections::HashSet::new();
    fixes.retain(|fix| seen.insert(fix.title.clone()));
    let revision = buffer.revision();
    heart.state.problems.menu = Some(FixMenu { tab: id, revision, fixes });
}

/// Whether a problem on the caret's line can be mended: then there is a light bulb.
pub fn has_fix_on_line(state: &State, tab: &Tab, buffer: &dapple_data::text::Buffer, line: usize) -> bool {
    let Some(looked) = state.problems.looked(tab.id, buffer.revision()) else { return false };
    let mendable = tab.problems.iter().zip(&looked.fixes).filter(|(_, fixes)| !fixes.is_empty());
    mendable.map(|(p, _)| p).any(|p| buffer.line_col(buffer.char_of_byte(p.range.start)).0 == line)
}
