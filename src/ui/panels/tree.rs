//! The answer as a tree: one row a value, folded as the person likes, with its path below.

use std::sync::Arc;

use dapple_data::document::{Document, Folds, Kind, NodeId, visible};
use dapple_data::table::moment;
use eframe::egui::{Sense, Ui, WidgetInfo};

use super::answer_find::{Marked, paint_marks};
use crate::app::{Action, Answer, ExportWhat, Remote, Tab};
use crate::ui::commands::{COPY, keys_text};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_bottom, from_right, line_above, region, row};
use crate::ui::theme::Icon;
use crate::ui::widgets::paint::left;
use crate::ui::widgets::{
    Button, Cut, Fold, ListState, MenuItem, RowAlign, Span, TextRole, TreeRow, TreeView, Twist, context_menu,
    cut, menu_line,
};

/// The longest value that Copy takes, in bytes of the source; more is an export.
const MOST_COPIED: u64 = 4 * 1024 * 1024;
/// The longest value that is drawn in a row; the whole is on hover and in Copy.
const MOST_TEXT: usize = 400;
/// The longest address that is offered to be opened, and how much of it the menu shows.
const MOST_ADDRESS: usize = 2_000;
const SHOWN_ADDRESS: usize = 40;
/// The longest key that is drawn.
const MOST_KEY: usize = 200;
/// As many levels are open when an answer comes as give at most this many rows.
const OPEN_ROWS: u64 = 120;
/// The most levels that are opened by themselves.
const OPEN_LEVELS: usize = 12;
/// Of an answer with more values than this, or of one that still grows, the first long list is opened,
/// however deep it lies: what is looked for are its items.
const LARGE: usize = 200_000;
/// A level of such an answer with more rows than this is worth looking at.
const FEW_ROWS: u64 = 20;

/// Folds, cursor and scroll position of one answer.
#[derive(Default)]
pub struct TreeState {
    list: ListState,
    /// Serial of the answer, its length when it was last seen, and its folds.
    folds: Option<(u64, usize, Folds)>,
    menu_row: Option<u64>,
    /// A copy that waits for its bytes: they are on the disk and have been asked for.
    copying: Option<Copying>,
    /// What was last brought into sight.
    revealed: u64,
}

/// A value on its way to the clipboard.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copying(NodeId, Take);

/// What of a value is copied.
#[derive(Clone, Copy, Debug)]
enum Take {
    /// The decoded text of a string, the exact source of everything else.
    Value,
    /// The exact source.
    Json,
}

impl TreeState {
    /// The folds of this document; new ones, with the upper levels open, for a new answer.
    fn take_folds(&mut self, answer: &Answer, grows: bool) -> Folds {
        let document = &answer.document;
        match self.folds.take() {
            Some((serial, seen, mut folds)) if serial == answer.serial => {
                if seen != document.node_count() {
                    folds.grow(document);
                }
                folds
            }
            _ => {
                self.list = ListState::default();
                self.copying = None;
                first_folds(document, grows)
            }
        }
    }
}

/// Open as far down as still fits a glance: the keys of a list's items, not their insides.
fn first_folds(document: &Document, grows: bool) -> Folds {
    if grows || document.node_count() > LARGE {
        Folds::filling(document, FEW_ROWS, OPEN_LEVELS)
    } else {
        Folds::fitting(document, OPEN_ROWS, OPEN_LEVELS)
    }
}

/// Rows that are not drawn: the root, where it is an object or a list that is open.
fn hidden_rows(document: &Document, folds: &Folds) -> u64 {
    let open = document.root().is_some_and(|root| {
        document.kind(root).is_container()
            && document.child_count(root) > 0
            && !folds.is_folded(document, root)
    });
    u64::from(open)
}

/// Draws the tree and the row with the path of the value under the cursor.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, answer: &Arc<Answer>) {
    let tokens = cx.tokens.clone();
    let document = &answer.document;
    let mut state = std::mem::take(&mut cx.views.tab(tab.id).answer.tree);
    let mut folds = state.take_folds(answer, matches!(tab.answer, Remote::Partial { .. }));
    reveal(&mut state, &mut folds, document, tab);
    let mut rest = ui.max_rect();
    let path = cut_bottom(&mut rest, tokens.size.table_header);
    region(ui, "tree", rest, tokens.color.bg_content, |ui| {
        let hidden = hidden_rows(document, &folds);
        let rows = folds.row_count(document) - hidden;
        let marked = Marked::of(&tab.find);
        let output = {
            let shown = &folds;
            let draw = |row| tree_row(document, shown, (row, hidden), marked);
            let parent = |row| parent_row(document, shown, row, hidden);
            let tree = TreeView::new("Answer as tree", rows).sticky(&parent);
            tree.show(ui, &mut state.list, draw, |_, _| {})
        };
        if let Some((row, fold)) = output.fold
            && let Some(node) = folds.node_at(document, row + hidden)
        {
            apply(document, &mut folds, &mut state.list, node, (fold, output.deep));
        }
        if output.list.keys.copy
            && let Some(node) = state.list.cursor.and_then(|row| folds.node_at(document, row + hidden))
        {
            state.copying = copy_value(cx, tab, document, node).or(state.copying);
        }
        if let Some(hit) = output.list.context {
            state.list.select(hit.row);
            state.menu_row = Some(hit.row);
        }
        let node = state.menu_row.and_then(|row| folds.node_at(document, row + hidden));
        context_menu(&output.list.response, |ui| {
            let Some(node) = node else { return };
            open_menu(ui, cx, document, node);
            state.copying = copy_menu(ui, cx, tab, document, node).or(state.copying);
            menu_line(ui);
            fold_menu(ui, document, &mut folds, node);
        });
        advance(cx, document, &mut state.copying);
        if let Some(hits) = tab.find.found.value().filter(|_| marked.is_some()) {
            let rows = hits.marks.iter().filter_map(|node| row_above(document, &folds, *node));
            let rows = rows.map(|row| row.saturating_sub(hidden));
            paint_marks(ui, cx, &output.list, (rows, folds.row_count(document) - hidden));
        }
    });
    let hidden = hidden_rows(document, &folds);
    let node = state.list.cursor.and_then(|row| folds.node_at(document, row + hidden));
    region(ui, "path", path, tokens.color.bg_content, |ui| path_row(ui, cx, document, node));
    line_above(ui, path, &tokens);
    state.folds = Some((answer.serial, document.node_count(), folds));
    cx.views.tab(tab.id).answer.tree = state;
}

fn apply(
    document: &Document,
    folds: &mut Folds,
    list: &mut ListState,
    node: NodeId,
    (fold, deep): (Fold, bool),
) {
    match fold {
        Fold::Toggle if deep && folds.is_folded(document, node) => folds.unfold_below(document, node),
        Fold::Toggle => {
            folds.toggle(document, node);
        }
        Fold::Open => {
            folds.unfold(document, node);
        }
        Fold::Close => {
            folds.fold(document, node);
        }
        Fold::ToParent => {
            let hidden = hidden_rows(document, folds);
            let row = document.parent(node).and_then(|parent| folds.row_of(document, parent));
            if let Some(row) = row.and_then(|row| row.checked_sub(hidden)) {
                list.select(row);
                list.scroll_to(row, RowAlign::Nearest);
            }
        }
    }
}

/// Whether a value is small enough for the clipboard.
fn fits_clipboard(document: &Document, node: NodeId) -> bool {
    let range = document.range(node);
    range.end - range.start <= MOST_COPIED
}

/// Begins to copy a value. One that is too large for the clipboard opens the export.
pub(super) fn copy_value(
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    document: &Document,
    node: NodeId,
) -> Option<Copying> {
    if fits_clipboard(document, node) {
        return Some(Copying(node, Take::Value));
    }
    cx.act(Action::AskExport(tab.id, ExportWhat::Whole));
    None
}

/// Copies once the bytes are at hand.
pub(super) fn advance(cx: &mut ViewCtx<'_>, document: &Document, copying: &mut Option<Copying>) {
    if let Some(Copying(node, take)) = *copying
        && let Some(text) = value_text(document, node, take)
    {
        cx.act(Action::Copy(text));
        *copying = None;
    }
}

/// Brings what was found into sight, unfolding what hides it.
fn reveal(state: &mut TreeState, folds: &mut Folds, document: &Document, tab: &Tab) {
    if state.revealed == tab.find.reveal {
        return;
    }
    state.revealed = tab.find.reveal;
    let Some(node) = tab.find.revealed else { return };
    folds.reveal(document, node);
    let hidden = hidden_rows(document, folds);
    if let Some(row) = folds.row_of(document, node).and_then(|row| row.checked_sub(hidden)) {
        state.list.select(row);
        state.list.scroll_to(row, RowAlign::Center);
    }
}

/// The row of a value, or of the folded one that hides it.
fn row_above(document: &Document, folds: &Folds, node: NodeId) -> Option<u64> {
    let above = document.ancestors(node);
    std::iter::once(node).chain(above).find_map(|node| folds.row_of(document, node))
}

/// The row of what the value in a row lies in.
fn parent_row(document: &Document, folds: &Folds, row: u64, hidden: u64) -> Option<u64> {
    let parent = document.parent(folds.node_at(document, row + hidden)?)?;
    folds.row_of(document, parent)?.checked_sub(hidden)
}

/// What Copy takes; `None` while the bytes are on their way from the disk.
fn value_text(document: &Document, node: NodeId, take: Take) -> Option<String> {
    match (take, document.kind(node)) {
        (Take::Value, Kind::String) => document.text(node),
        _ => document.raw(node).map(|raw| String::from_utf8_lossy(&raw).into_owned()),
    }
}

fn tree_row<'a>(
    document: &Document,
    folds: &Folds,
    (row, hidden): (u64, u64),
    marked: Option<Marked<'_>>,
) -> TreeRow<'a> {
    let Some(node) = folds.node_at(document, row + hidden) else { return TreeRow::default() };
    let kind = document.kind(node);
    let count = document.child_count(node);
    let folded = folds.is_folded(document, node);
    let twist = match kind {
        Kind::Array | Kind::Object if count > 0 => {
            if folded {
                Twist::Closed
            } else {
                Twist::Open
            }
        }
        _ => Twist::None,
    };
    let mut spans = vec![name_span(document, node)];
    spans.extend(value_spans(document, node, folded));
    if let Some(marked) = marked {
        spans = marked.spans(spans, node);
    }
    let indent =
        u32::try_from(document.depth(node)).unwrap_or(0).saturating_sub(u32::try_from(hidden).unwrap_or(0));
    TreeRow { indent, twist, spans, mark: None }
}

/// A scalar, or how much a container holds and, where it is `folded`, what it is about.
pub(super) fn value_spans<'a>(document: &Document, node: NodeId, folded: bool) -> Vec<Span<'a>> {
    let kind = document.kind(node);
    if !kind.is_container() {
        let value = value_span(document, node, kind);
        let age = (kind == Kind::String).then(|| age(&value.text)).flatten();
        return std::iter::once(value).chain(age).collect();
    }
    let (open, close) = if kind == Kind::Object { ('{', '}') } else { ('[', ']') };
    let count = format::count(document.child_count(node) as u64);
    let mut spans = vec![Span::new(format!("{open}{count}{close}"), TextRole::Subdued)];
    if folded && let Some(summary) = document.summary(node) {
        spans.push(Span::new(format!("  {}", visible(&summary)), TextRole::Subdued));
    }
    spans
}

/// The key of a member, the number of an item (padded to the width of the longest), or the root.
pub(super) fn name_span<'a>(document: &Document, node: NodeId) -> Span<'a> {
    let Some(parent) = document.parent(node) else {
        return Span::new("answer ", TextRole::Key);
    };
    if document.is_member(node) {
        return match document.key_excerpt(node, MOST_KEY) {
            Some(key) if key.text.is_empty() => Span::new("\"\" ", TextRole::Key),
            Some(key) => {
                let more = if key.cut { "…" } else { "" };
                Span::new(format!("{}{more} ", visible(&key.text)), TextRole::Key)
            }
            None => Span::new("… ", TextRole::Subdued),
        };
    }
    let width = document.child_count(parent).saturating_sub(1).to_string().len();
    Span::new(format!("{:>width$} ", document.position(node)), TextRole::Subdued)
}

fn value_span<'a>(document: &Document, node: NodeId, kind: Kind) -> Span<'a> {
    let Some(excerpt) = document.excerpt(node, MOST_TEXT) else {
        // Its page is on the disk and has been asked for.
        return Span::new("…", TextRole::Subdued);
    };
    let more = if excerpt.cut { "…" } else { "" };
    let text = visible(&excerpt.text);
    match kind {
        Kind::String => Span::new(format!("\"{text}{more}\""), TextRole::String),
        Kind::Number => Span::new(format!("{text}{more}"), TextRole::Number),
        _ => Span::new(text.into_owned(), TextRole::Constant),
    }
}

/// How long ago a date is: `  12 min ago`. Nothing for what is no date with time and zone, or still to come.
fn age<'a>(text: &str) -> Option<Span<'a>> {
    let text = text.trim_matches('"');
    let (then, _) = (text.len() <= MOST_DATE).then(|| moment(text)).flatten()?;
    let now = format::now();
    (then <= now).then(|| Span::new(format!("  {}", format::ago(then, now)), TextRole::Subdued))
}

/// The longest text of a date.
const MOST_DATE: usize = 40;

/// What can be copied of a value. Its text is made only when it is asked for: a frame takes no
/// megabytes. Returns the copy that was chosen.
pub(super) fn copy_menu(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    document: &Document,
    node: NodeId,
) -> Option<Copying> {
    let mut chosen =
        |words: &str, keys: &str| ui.add(MenuItem::new(words).icon(Icon::Copy).keys(keys)).clicked();
    let fits = fits_clipboard(document, node);
    let mut take = None;
    if fits && chosen("Copy value", &keys_text(COPY)) {
        take = Some(Copying(node, Take::Value));
    }
    if chosen("Copy path", "") {
        cx.actions.extend(document.path(node).map(|path| Action::Copy(path.dotted())));
    }
    if chosen("Copy JSONPath", "") {
        cx.actions.extend(document.path(node).map(|path| Action::Copy(path.json_path())));
    }
    if chosen("Copy fields", "") {
        cx.actions.extend(document.path(node).map(|path| Action::Copy(path.fields())));
    }
    if fits && chosen("Copy as JSON", "") {
        take = Some(Copying(node, Take::Json));
    }
    if !fits && ui.add(MenuItem::new("Too large to copy, export it…").icon(Icon::Download)).clicked() {
        cx.act(Action::AskExport(tab.id, ExportWhat::Whole));
    }
    take
}

/// What a value can be opened as: an id or a link of Speckle here, any address in the web browser.
fn open_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>, document: &Document, node: NodeId) {
    if document.kind(node) != Kind::String {
        return;
    }
    let Some(text) = document.excerpt(node, MOST_ADDRESS).filter(|text| !text.cut).map(|text| text.text)
    else {
        return;
    };
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    // Ten letters are mostly a word; an id has digits among them.
    let is_id =
        matches!(text.len(), 10 | 32) && text.bytes().all(hex) && text.bytes().any(|b| b.is_ascii_digit());
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let is_here = is_id || (is_address && dapple_data::url::parse_link(&text).is_ok());
    if is_here && ui.add(MenuItem::new("Open in Browse").icon(Icon::Layers)).clicked() {
        cx.act(Action::OpenPasted(text.clone()));
    }
    if is_address {
        let shown: String = visible(&text).chars().take(SHOWN_ADDRESS).collect();
        if ui.add(MenuItem::new("Open in the browser").icon(Icon::ExternalLink).keys(&shown)).clicked() {
            cx.act(Action::OpenLink(text));
        }
    }
    if is_id || is_address {
        menu_line(ui);
    }
}

fn fold_menu(ui: &mut Ui, document: &Document, folds: &mut Folds, node: NodeId) {
    if ui.add(MenuItem::new("Unfold everything below").icon(Icon::ChevronsDown).keys("Alt click")).clicked() {
        folds.unfold(document, node);
        folds.unfold_below(document, node);
    }
    if ui.add(MenuItem::new("Unfold all").icon(Icon::ListTree)).clicked() {
        folds.unfold_all(document);
    }
    // What lies above a level is walked: of a large answer only the levels that open by themselves are cheap.
    let depth = document.depth(node) + usize::from(document.kind(node).is_container());
    let words = format!("Unfold to level {depth}");
    if depth > 0
        && document.node_count() <= LARGE
        && ui.add(MenuItem::new(&words).icon(Icon::ListTree)).clicked()
    {
        folds.unfold_to_level(document, depth);
    }
    if ui.add(MenuItem::new("Fold all").icon(Icon::ListCollapse)).clicked() {
        folds.fold_all(document);
    }
}

/// Where the cursor is, and a button that copies it.
pub(super) fn path_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, document: &Document, node: Option<NodeId>) {
    let tokens = cx.tokens.clone();
    let rect = ui.max_rect();
    let path = node.and_then(|n| document.path(n)).map(|p| p.dotted()).unwrap_or_default();
    row(ui, rect, &tokens, |ui| {
        from_right(ui, |ui| {
            if !path.is_empty() && ui.add(Button::ghost("Copy path").tiny().icon(Icon::Copy)).clicked() {
                cx.act(Action::Copy(path.clone()));
            }
            let room = ui.available_rect_before_wrap();
            let (galley, _) = cut(
                ui.painter(),
                &visible(&path).replace('.', " › "),
                (&tokens.font.mono, tokens.color.text_subdued),
                room.width() - tokens.size.gap_8,
                Cut::Front,
            );
            let response = ui.interact(room, ui.scope_id().with("path"), Sense::hover());
            response
                .widget_info(|| WidgetInfo::labeled(eframe::egui::Role::Label, true, format!("Path {path}")));
            left(ui.painter(), room.left(), room, galley);
        });
    });
}
