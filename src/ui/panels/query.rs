//! A tab: the operation and its variables at the left, the answer at the right.

use std::time::Duration;

use dapple_data::code::Language;
use dapple_data::ids::display_name;
use eframe::egui::Ui;

use super::problems;
use super::{answer, browse, compare, completing, differences, elements, finding, hovering, variables};
use crate::app::TextOf;
use crate::app::{Action, CodeAction, Place, Tab, TabKind};
use crate::ui::commands::{keys_of, with_keys};
use crate::ui::context::ViewCtx;
use crate::ui::editor::{self, Language as Written};
use crate::ui::layout::{
    cut_bottom, cut_left, cut_top, from_right, grip_x, grip_y, line_above, line_below, line_right, region,
    row,
};
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, IconButton, MenuItem, empty_state, loading_dots, menu};

/// Narrowest editor and answer, points.
const LEAST: f32 = 260.0;

/// Draws the tab in front, or a way to begin.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let state = cx.state;
    let Some(tab) = state.current() else {
        if cx.state.place == Place::Browse {
            let words = "Choose a project at the left, or paste a Speckle link";
            if empty_state(ui, Icon::Layers, words, Some("Search projects")) {
                cx.act(Action::ShowPalette);
            }
        } else if empty_state(ui, Icon::Braces, "No query is open", Some("New query")) {
            cx.act(Action::NewTab);
        }
        return;
    };
    match &tab.kind {
        TabKind::Query if tab.editor_open => split(ui, cx, tab),
        TabKind::Query | TabKind::File(_) => answer::ui(ui, cx, tab),
        TabKind::Project => browse::page(ui, cx, tab),
        TabKind::Elements => elements::ui(ui, cx, tab),
        TabKind::Comparison => compare::ui(ui, cx, tab),
        TabKind::Differences => differences::ui(ui, cx, tab),
    }
}

fn split(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let whole = ui.max_rect();
    let mut rest = whole;
    let most = (whole.width() - LEAST).max(LEAST);
    let width = (whole.width() * cx.views.editor_share).clamp(LEAST.min(most), most).round();
    let writing = cut_left(&mut rest, width);
    region(ui, "writing", writing, tokens.color.bg_content, |ui| self::writing(ui, cx, tab));
    line_right(ui, writing, &tokens);
    region(ui, "answer", rest, tokens.color.bg_content, |ui| answer::ui(ui, cx, tab));
    let moved = grip_x(ui, "editor and answer", writing.right(), whole.y_range(), &tokens);
    if moved != 0.0 {
        cx.views.editor_share = ((width + moved) / whole.width().max(1.0)).clamp(0.1, 0.9);
    }
}

fn writing(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let tools = cut_top(&mut rest, tokens.size.tool_row);
    row(ui, tools, &tokens, |ui| tool_row(ui, cx, tab));
    line_below(ui, tools, &tokens);
    let least = tokens.size.tool_row_second;
    let height = if tab.variables_open {
        cx.views.variables.clamp(least * 2.0, (rest.height() - 80.0).max(least * 2.0))
    } else {
        least
    };
    let below = cut_bottom(&mut rest, height);
    finding::bar(ui, cx, tab, (TextOf::Query, &mut rest));
    problems::below(ui, cx, tab, &mut rest);
    let edited = region(ui, "operation", rest, tokens.color.bg_content, |ui| operation(ui, cx, tab));
    let also = region(ui, "variables", below, tokens.color.bg_content, |ui| variables::ui(ui, cx, tab));
    line_above(ui, below, &tokens);
    if tab.variables_open {
        let moved = grip_y(ui, "variables", below.top(), below.x_range(), &tokens);
        cx.views.variables = (cx.views.variables - moved).max(least * 2.0);
    }
    if edited || also {
        cx.act(Action::Edited { tab: tab.id });
    }
}

fn tool_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    operation_picker(ui, cx, tab);
    if tab.is_running() {
        if ui.add(Button::secondary("Cancel").small().shortcut("Esc")).clicked() {
            cx.act(Action::CancelRun(tab.id));
        }
        let waited = tab.answer.since().map_or(0.0, |since| (cx.now - since).max(0.0));
        loading_dots(ui, Duration::from_secs_f64(waited));
    } else {
        let keys = keys_of("Run the operation");
        if ui.add(Button::primary("Run").small().shortcut(&keys)).clicked() {
            cx.act(Action::Run(tab.id));
        }
    }
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_4;
        if ui.add(IconButton::new(Icon::PanelLeftClose, "Hide the query")).clicked() {
            cx.act(Action::ShowEditor(tab.id, false));
        }
        if ui.add(IconButton::new(Icon::AlignLeft, &with_keys("Format", "Format the query"))).clicked() {
            cx.act(Action::Format(tab.id));
        }
        code_menu(ui, cx, tab);
        problems::counter(ui, cx, tab);
        account_picker(ui, cx, tab);
    });
}

/// The operation as code to run elsewhere.
fn code_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let response = ui.add(IconButton::new(Icon::CodeXml, "Copy as code"));
    menu(&response, |ui| {
        for language in Language::ALL {
            if ui.add(MenuItem::new(language.name()).icon(Icon::Copy)).clicked() {
                cx.actions.push(Action::Code(CodeAction::Copy(tab.id, language)));
            }
        }
        if ui.add(MenuItem::new("dapple query").icon(Icon::Copy)).clicked() {
            cx.actions.push(Action::CopyQueryCommand(tab.id));
        }
    });
}

fn operation_picker(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let name = tab.chosen().and_then(|o| o.name.clone()).unwrap_or_else(|| "Unnamed".to_owned());
    if tab.outline.len() < 2 {
        return;
    }
    let response = ui.add(Button::ghost(&name).small().icon(Icon::Play).icon_after(Icon::ChevronDown));
    menu(&response, |ui| {
        for operation in &tab.outline {
            let text = operation.name.as_deref().unwrap_or("Unnamed");
            let open = tab.chosen().map(|o| o.range.start) == Some(operation.range.start);
            let item = MenuItem::new(text).icon(if open { Icon::Check } else { Icon::Play });
            if ui.add(item).clicked() {
                cx.actions.push(Action::ChooseOperation(tab.id, operation.name.clone()));
            }
        }
    });
}

/// Which account this tab runs with, when there is more than one.
fn account_picker(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let accounts = &cx.state.accounts;
    let unset = tab.account.is_none();
    if accounts.list.len() < 2 && !unset {
        return;
    }
    let name = tab
        .account
        .as_ref()
        .and_then(|k| accounts.get(k))
        .map_or_else(|| "Choose an account".to_owned(), crate::app::AccountRow::title);
    let response = ui.add(Button::ghost(&display_name(&name)).small().icon_after(Icon::ChevronDown));
    menu(&response, |ui| {
        for row in &accounts.list {
            let icon = if tab.account.as_ref() == Some(&row.key) { Icon::Check } else { Icon::Globe };
            if ui
                .add(
                    MenuItem::new(&display_name(&row.title()))
                        .icon(icon)
                        .keys(row.account.origin.host_and_port()),
                )
                .clicked()
            {
                cx.actions.push(Action::SetTabAccount(tab.id, row.key.clone()));
            }
        }
        if accounts.list.is_empty() && ui.add(MenuItem::new("Add an account…").icon(Icon::Plus)).clicked() {
            cx.actions.push(Action::AddAccount);
        }
    });
}

fn operation(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) -> bool {
    // A tab that comes to the front for the first time is there to be written in.
    let fresh = !cx.views.tabs.contains_key(&tab.id) && cx.state.dialog.is_none();
    problems::menu_keys(ui, cx, tab.id);
    let jumped = problems::takes_keyboard(cx, tab.id, TextOf::Query);
    let editor = finding::editor_id(tab.id, TextOf::Query);
    completing::before(ui, cx, tab, TextOf::Query);
    hovering::before(ui, cx, tab, editor);
    let Some(texts) = cx.buffers.get_mut(tab.id) else { return false };
    let view = cx.views.tabs.entry(tab.id).or_default();
    let current = tab.checked.0 == texts.query.revision();
    let options = editor::Options {
        // Problems of an older text would stand in the wrong places.
        problems: if current { &tab.problems } else { &[] },
        hint: "Write a query, or open one of the starters",
        found: tab.writing.find.hits(TextOf::Query, &texts.query),
        has_links: true,
        zoom: cx.state.settings.editor_zoom,
        wrap: cx.state.settings.editor_wrap,
        ..editor::Options::new(editor, "Operation", Written::GraphQl)
    };
    finding::folds(tab, TextOf::Query, (&mut view.finding, &mut view.editor));
    let shown = editor::show(ui, &mut view.editor, &mut texts.query, options);
    if fresh || jumped {
        shown.response.request_focus();
    }
    problems::at_caret(ui, cx, tab, (shown.caret_rect, shown.caret.0));
    completing::after(ui, cx, (tab, TextOf::Query), &shown);
    hovering::after(ui, cx, tab, &shown);
    finding::after(cx, &shown);
    shown.changed
}
