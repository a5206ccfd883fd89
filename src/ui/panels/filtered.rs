//! The values that a filter selects, one a row with its path: what is shown in place of the whole answer.

use std::sync::Arc;

use dapple_data::document::{Document, NodeId, visible};
use eframe::egui::Ui;

use super::tree::{self, Copying};
use crate::app::{Action, Answer, Filtered, FindAction, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_bottom, line_above, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    ListState, MenuItem, Span, TextRole, TreeRow, TreeView, context_menu, empty_state, menu_line,
};

/// Cursor and scroll position.
#[derive(Default)]
pub struct FilteredState {
    list: ListState,
    of: Option<Arc<Filtered>>,
    copying: Option<Copying>,
}

/// Draws the rows and the path of the one with the cursor.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, answer): (&Tab, &Arc<Answer>), shown: &Arc<Filtered>) {
    let tokens = cx.tokens.clone();
    let document = &answer.document;
    if shown.nodes.is_empty() {
        empty_state(ui, Icon::FilterX, "The filter selects nothing in this answer", None);
        return;
    }
    let mut state = std::mem::take(&mut cx.views.tab(tab.id).answer.filtered);
    if !state.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, shown)) {
        state = FilteredState { of: Some(shown.clone()), ..FilteredState::default() };
    }
    let node_at = |row: u64| usize::try_from(row).ok().and_then(|row| shown.nodes.get(row)).copied();
    let mut rest = ui.max_rect();
    let path = cut_bottom(&mut rest, tokens.size.table_header);
    region(ui, "filtered", rest, tokens.color.bg_content, |ui| {
        let draw = |row| node_at(row).map_or_else(TreeRow::default, |node| row_of(document, node));
        let output = TreeView::new("Values of the filter", shown.nodes.len() as u64).show(
            ui,
            &mut state.list,
            draw,
            |_, _| {},
        );
        let opened = output.list.opened(&state.list).and_then(node_at);
        if let Some(node) = opened {
            cx.act(Action::FindInAnswer(tab.id, FindAction::ShowInTree(node)));
        }
        let node = state.list.cursor.and_then(node_at);
        if output.list.keys.copy
            && let Some(node) = node
        {
            state.copying = tree::copy_value(cx, tab, document, node).or(state.copying);
        }
        context_menu(&output.list.response, |ui| {
            let Some(node) = node else { return };
            if ui.add(MenuItem::new("Show in the whole answer").icon(Icon::ListTree).keys("Enter")).clicked()
            {
                cx.act(Action::FindInAnswer(tab.id, FindAction::ShowInTree(node)));
            }
            menu_line(ui);
            state.copying = tree::copy_menu(ui, cx, tab, document, node).or(state.copying);
        });
        tree::advance(cx, document, &mut state.copying);
    });
    let node = state.list.cursor.and_then(node_at);
    region(ui, "path", path, tokens.color.bg_content, |ui| tree::path_row(ui, cx, document, node));
    line_above(ui, path, &tokens);
    cx.views.tab(tab.id).answer.filtered = state;
}

/// The path, then the value as the tree shows it.
fn row_of<'a>(document: &Document, node: NodeId) -> TreeRow<'a> {
    let path = document.path(node).map_or_else(|| "…".to_owned(), |path| path.dotted());
    let path = if path.is_empty() { "answer".to_owned() } else { visible(&path).into_owned() };
    let mut spans = vec![Span::new(format!("{path}  "), TextRole::Subdued)];
    spans.extend(tree::value_spans(document, node, true));
    TreeRow { spans, ..TreeRow::default() }
}
