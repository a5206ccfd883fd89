//! The differences as a tree: containers in which something differs, and before and after of what does.

use dapple_data::document::compare::{Difference, Entry, Matched, ShownRow, Sides};
use dapple_data::document::{Document, NodeId, visible};
use eframe::egui::Ui;

use super::{DifferencesPanel, mark};
use crate::app::{Action, Answer, DifferencesAction, DifferencesTab, FindAction, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_bottom, line_above, region};
use crate::ui::panels::tree::{name_span, path_row, value_spans};
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Fold, MenuItem, RowAlign, Span, TextRole, TreeRow, TreeView, Twist, context_menu, menu_line,
};

/// The longest value that is put on the clipboard from here, in bytes; more is an export.
const MOST_COPIED: u64 = 4 * 1024 * 1024;

/// Draws the tree and the path of the value under the cursor.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &DifferencesTab, &mut DifferencesPanel),
) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let tokens = cx.tokens.clone();
    let sides = comparison.sides(shown);
    reveal(panel, compared, &sides);
    let mut rest = ui.max_rect();
    let path = cut_bottom(&mut rest, tokens.size.table_header);
    region(ui, "tree", rest, tokens.color.bg_content, |ui| {
        let folds = &panel.folds;
        let rows = folds.row_count(&sides);
        let draw = |row: u64| match folds.at(&sides, row) {
            Some(what) => tree_row(&sides, what, folds.is_folded(&sides, what)),
            None => TreeRow::default(),
        };
        let parent = |row| folds.parent_row(&sides, row);
        let output = TreeView::new("Differences as tree", rows).marked().sticky(&parent).show(
            ui,
            &mut panel.list,
            draw,
            |_, _| {},
        );
        if let Some((row, fold)) = output.fold {
            apply(panel, &sides, row, fold);
        }
        let at = panel.list.cursor.and_then(|row| panel.folds.at(&sides, row));
        if output.list.moved
            && let Some(place) = at.and_then(|at| sides.place_at(at.entry()))
        {
            cx.act(Action::Differences(DifferencesAction::StandOn(tab.id, place, false)));
        }
        if output.list.keys.copy
            && let Some((document, node)) = at.and_then(|at| value_of(&sides, at))
        {
            copy(cx, tab, document, node);
        }
        context_menu(&output.list.response, |ui| {
            if let Some(at) = at {
                menu(ui, cx, (tab, compared, panel), (&sides, at));
            }
        });
    });
    let at = panel.list.cursor.and_then(|row| panel.folds.at(&sides, row));
    region(ui, "path", path, tokens.color.bg_content, |ui| match at.and_then(|at| value_of(&sides, at)) {
        Some((document, node)) => path_row(ui, cx, document, Some(node)),
        None => path_row(ui, cx, sides.after, None),
    });
    line_above(ui, path, &tokens);
}

/// Brings the difference that a person went to into sight, unfolding what hides it.
fn reveal(panel: &mut DifferencesPanel, compared: &DifferencesTab, sides: &Sides<'_>) {
    if panel.revealed == compared.reveal {
        return;
    }
    panel.revealed = compared.reveal;
    let entry = compared.at.and_then(|at| sides.rows.differences().get(at).copied());
    let Some(entry) = entry else { return };
    panel.folds.reveal(sides, entry);
    if let Some(row) = panel.folds.row_of(sides, entry) {
        panel.list.select(row);
        panel.list.scroll_to(row, RowAlign::Center);
    }
}

fn apply(panel: &mut DifferencesPanel, sides: &Sides<'_>, row: u64, fold: Fold) {
    let Some(at) = panel.folds.at(sides, row) else { return };
    match fold {
        Fold::ToParent => {
            if let Some(parent) = panel.folds.parent_row(sides, row) {
                panel.list.select(parent);
                panel.list.scroll_to(parent, RowAlign::Nearest);
            }
        }
        Fold::Open => panel.folds.set(sides, at, false),
        Fold::Close => panel.folds.set(sides, at, true),
        Fold::Toggle => {
            if let Some(folded) = panel.folds.is_folded(sides, at) {
                panel.folds.set(sides, at, !folded);
            }
        }
    }
}

fn value_of<'a>(sides: &Sides<'a>, row: ShownRow) -> Option<(&'a Document, NodeId)> {
    let (document, node) = sides.value(row.entry())?;
    Some(match row {
        ShownRow::Entry(_) => (document, node),
        ShownRow::Value { node, .. } => (document, node),
    })
}

fn tree_row<'a>(sides: &Sides<'_>, row: ShownRow, folded: Option<bool>) -> TreeRow<'a> {
    let Some((document, node)) = value_of(sides, row) else { return TreeRow::default() };
    let Some(entry) = sides.differences.entry(row.entry()) else { return TreeRow::default() };
    let twist = match folded {
        None => Twist::None,
        Some(true) => Twist::Closed,
        Some(false) => Twist::Open,
    };
    let mut spans = vec![name_span(document, node)];
    let (mut mark_of, mut depth) = (None, entry.depth());
    match row {
        ShownRow::Value { node, .. } => {
            let top = sides.value(row.entry()).map_or(0, |(_, top)| document.depth(top));
            depth += document.depth(node).saturating_sub(top);
            spans.extend(value_spans(document, node, folded == Some(true)));
        }
        ShownRow::Entry(at) => {
            mark_of = entry.difference().map(mark);
            spans.extend(entry_spans(sides, at, entry));
        }
    }
    TreeRow { indent: u32::try_from(depth).unwrap_or(0), twist, spans, mark: mark_of }
}

/// What stands behind the name of an entry: its value, both values, or how much differs in it; and a word.
fn entry_spans<'a>(sides: &Sides<'_>, at: u32, entry: &Entry) -> Vec<Span<'a>> {
    let Some((document, node)) = sides.value(at) else { return Vec::new() };
    let mut spans = Vec::new();
    match (entry.difference(), entry.before()) {
        (Some(Difference::Changed), Some(before)) => {
            spans.extend(value_spans(sides.before, before, true));
            spans.push(Span::new(" → ", TextRole::Punctuation));
            spans.extend(value_spans(document, node, true));
        }
        _ => spans.extend(value_spans(document, node, true)),
    }
    let mut words = Vec::new();
    words.extend(entry.difference().map(|difference| difference.name().to_owned()));
    if entry.difference() == Some(Difference::Moved)
        && let (Some(before), Some(after)) = (entry.before(), entry.after())
    {
        let [from, to] = [sides.before.position(before), sides.after.position(after)];
        words = vec![format!("moved from {} to {}", format::count(from as u64), format::count(to as u64))];
    }
    if entry.is_inside() {
        words.push(super::words(sides.count_inside(at)));
        words.extend(sides.differences.matched(at).map(|matched| match matched {
            Matched::Key(key) => format!("items by {}", visible(&key.dotted())),
            Matched::Place => "items by place".to_owned(),
        }));
    }
    if !words.is_empty() {
        spans.push(Span::new(format!("   {}", words.join(", ")), TextRole::Subdued));
    }
    spans
}

fn copy(cx: &mut ViewCtx<'_>, tab: &Tab, document: &Document, node: NodeId) {
    let range = document.range(node);
    if range.end - range.start > MOST_COPIED {
        cx.act(Action::AskExport(tab.id, crate::app::ExportWhat::List));
        return;
    }
    // Bytes on the disk come within a moment: the value is on the screen, so they were asked for.
    let raw = document.raw(node).map(|raw| String::from_utf8_lossy(&raw).into_owned());
    cx.actions.extend(raw.map(Action::Copy));
}

fn menu(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &DifferencesTab, &mut DifferencesPanel),
    (sides, at): (&Sides<'_>, ShownRow),
) {
    let item = |ui: &mut Ui, text: &str, icon: Icon| ui.add(MenuItem::new(text).icon(icon)).clicked();
    let entry = sides.differences.entry(at.entry()).copied();
    let (before, after) = match at {
        ShownRow::Entry(_) => (entry.and_then(|entry| entry.before()), entry.and_then(|entry| entry.after())),
        ShownRow::Value { node, .. } if entry.is_some_and(|entry| entry.after().is_none()) => {
            (Some(node), None)
        }
        ShownRow::Value { node, .. } => (None, Some(node)),
    };
    let both = before.is_some() && after.is_some();
    for (node, document, which) in [(before, sides.before, "before"), (after, sides.after, "after")] {
        let Some(node) = node else { continue };
        let words = if both { format!("Copy the value {which}") } else { "Copy value".to_owned() };
        if item(ui, &words, Icon::Copy) {
            copy(cx, tab, document, node);
        }
    }
    if let Some((document, node)) = value_of(sides, at)
        && item(ui, "Copy path", Icon::Copy)
    {
        cx.actions.extend(document.path(node).map(|path| Action::Copy(path.dotted())));
    }
    if let Some((comparison, _)) = compared.loaded() {
        for (node, answer, words) in [
            (before, &comparison.before, "Show in the answer before"),
            (after, &comparison.after, "Show in the answer after"),
        ] {
            if let Some((node, tab)) = node.zip(tab_of(cx, answer))
                && item(ui, words, Icon::ListTree)
            {
                cx.act(Action::SelectTab(tab));
                cx.act(Action::FindInAnswer(tab, FindAction::ShowInTree(node)));
            }
        }
    }
    menu_line(ui);
    if item(ui, "Fold all", Icon::ListCollapse) {
        panel.folds.fold_all(sides);
    }
    if item(ui, "Unfold all differences", Icon::ListTree) {
        panel.folds.unfold_all();
    }
}

/// The tab that shows an answer, if one does.
fn tab_of(cx: &ViewCtx<'_>, answer: &Answer) -> Option<crate::app::TabId> {
    let shows = |tab: &&Tab| tab.answer.value().is_some_and(|shown| shown.serial == answer.serial);
    cx.state.tabs.iter().find(shows).map(|tab| tab.id)
}
