//! The page of a type: its fields, what they take and give, and where it is used.

use std::sync::Arc;

use dapple_data::schema::explore::{Place as Where, Standing};
use eframe::egui::{Color32, Role, Sense, Ui, WidgetInfo};

use super::page_row::{self, Asked, Drawn};
use super::rows::{Shown, kind_words};
use super::{PageView, list};
use crate::app::{
    Action, ExplorerAction, ExplorerSpot, SchemaFile, asks_to_replace, schema_account, shown_schema,
};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_bottom, cut_top, from_right, line_above, region, row};
use crate::ui::theme::{Icon, Tokens};
use crate::ui::widgets::{
    Alert, AlertAction, Button, IconButton, ListState, RowAlign, TextField, Tone, VirtualList, paint,
};

/// Steps of indent of a description's line.
pub(super) fn indent(tokens: &Tokens, steps: usize) -> f32 {
    tokens.size.row_padding + tokens.size.tree_indent * steps as f32
}

/// Draws the page into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, ground: Color32) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let Some(spot) = cx.state.explorer.trail.here().cloned() else { return };
    let top = cut_top(&mut rest, tokens.size.tool_row);
    region(ui, "page head", top, ground, |ui| row(ui, top, &tokens, |ui| head(ui, cx, &spot)));
    super::head_line(ui, cx, top);
    if cx.state.explorer.path.is_some() {
        path_row(ui, cx, &mut rest, ground);
    }
    let foot = cut_bottom(&mut rest, tokens.size.list_row);
    region(ui, "page foot", foot, ground, |ui| standing_line(ui, cx, &spot));
    line_above(ui, foot, &tokens);
    region(ui, "page rows", rest, ground, |ui| rows(ui, cx, &spot));
}

fn head(ui: &mut Ui, cx: &mut ViewCtx<'_>, spot: &ExplorerSpot) {
    let tokens = cx.tokens.clone();
    ui.spacing_mut().item_spacing.x = tokens.size.gap_4;
    let trail = &cx.state.explorer.trail;
    let (back, forward) = (trail.can_go_back(), trail.can_go_forward());
    if ui.add_enabled(back, IconButton::new(Icon::ChevronLeft, "Back in the schema")).clicked() {
        cx.act(Action::Explorer(ExplorerAction::Back));
    }
    if ui.add_enabled(forward, IconButton::new(Icon::ChevronRight, "Forward in the schema")).clicked() {
        cx.act(Action::Explorer(ExplorerAction::Forward));
    }
    let kind = match spot {
        ExplorerSpot::Type { name, .. } => {
            shown_schema(cx.state).and_then(|s| s.type_info(name)).map_or("", |t| kind_words(t.kind))
        }
        ExplorerSpot::Changes => "",
    };
    page_row::heading(ui, list::spot_name(spot), kind);
    from_right(ui, |ui| {
        let shown = cx.state.explorer.show_deprecated;
        let (icon, words) = if shown {
            (Icon::Check, "Hide what is deprecated")
        } else {
            (Icon::EyeOff, "Show what is deprecated")
        };
        if ui.add(IconButton::new(icon, words).on(shown)).clicked() {
            cx.act(Action::Explorer(ExplorerAction::ShowDeprecated(!shown)));
        }
    });
}

/// Where there is no dialog, the path of a file is typed.
fn path_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, rest: &mut eframe::egui::Rect, ground: Color32) {
    let tokens = cx.tokens.clone();
    let Some(path) = cx.state.explorer.path.clone() else { return };
    let line = cut_top(rest, tokens.size.tool_row);
    let (name, verb) = match path.file {
        SchemaFile::Open => ("Path of a schema file", "Open"),
        SchemaFile::SaveSdl => ("Path to write SDL to", "Write"),
        SchemaFile::SaveJson => ("Path to write JSON to", "Write"),
    };
    let mut act = |action| cx.actions.push(Action::Explorer(action));
    region(ui, "schema path", line, ground, |ui| {
        row(ui, line, &tokens, |ui| {
            from_right(ui, |ui| {
                if ui.add(IconButton::new(Icon::X, "Close the path")).clicked() {
                    act(ExplorerAction::ClosePath);
                }
                let used = ui.add(Button::secondary(verb).small()).clicked();
                let mut text = path.text.clone();
                let field = TextField::new(&mut text, name).small().placeholder(name).show(ui);
                if text != path.text {
                    act(ExplorerAction::PathTyped(text));
                }
                if used || field.submitted {
                    act(ExplorerAction::UsePath { replace: false });
                }
            });
        });
    });
    if let Some(failure) = &path.failure {
        let room = cut_top(rest, tokens.size.tool_row * 2.0);
        region(ui, "schema path failed", room.shrink(tokens.size.gap_4), ground, |ui| {
            let replace = asks_to_replace(failure);
            let buttons: &[&str] = if replace { &["Replace it"] } else { &[] };
            let alert = Alert::new(Tone::Danger, &failure.title).reason(&failure.advice).buttons(buttons);
            if alert.show(ui) == Some(AlertAction::Button(0)) {
                act(ExplorerAction::UsePath { replace: true });
            }
        });
    }
}

/// Where a click puts a field, in one line at the bottom.
fn standing_line(ui: &Ui, cx: &ViewCtx<'_>, spot: &ExplorerSpot) {
    if !matches!(spot, ExplorerSpot::Type { .. }) {
        return;
    }
    let rect = ui.max_rect();
    let words = match cx.state.explorer.standing.value().map(Arc::as_ref) {
        None if crate::app::target_tab(cx.state).is_some() => String::new(),
        None => "A click makes a new query".to_owned(),
        Some(standing) => place_words(standing),
    };
    let response = ui.interact(rect, ui.make_persistent_id("standing"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    let look = (&cx.tokens.font.secondary, cx.tokens.color.text_subdued);
    let padding = cx.tokens.size.row_padding;
    let line = paint::cut_line(ui.painter(), &words, look, rect.width() - 2.0 * padding);
    paint::left(ui.painter(), rect.left() + padding, rect, line);
}

fn place_words(standing: &Standing) -> String {
    let into = standing.operation.as_deref().map_or_else(|| "the query".to_owned(), str::to_owned);
    match &standing.place {
        Where::Set(_) => format!("A click adds to {into} where the caret is"),
        Where::ByWayOf(fields) => format!("A click adds to {into} by way of {}", fields.join(" › ")),
        Where::NewOperation => "A click makes a new operation".to_owned(),
        Where::Nowhere => "No operation asks for fields of this type".to_owned(),
    }
}

fn rows(ui: &mut Ui, cx: &mut ViewCtx<'_>, spot: &ExplorerSpot) {
    let Some(schema) = shown_schema(cx.state).cloned() else { return };
    let mut view = std::mem::take(&mut cx.views.api.page);
    arrive(&mut view, spot);
    let tokens = cx.tokens.clone();
    let changes = schema_account(cx.state).and_then(|key| cx.state.explorer.changes.get(key)).cloned();
    let width = ui.max_rect().width();
    let shown = Shown {
        schema: &schema,
        changes: changes.as_ref(),
        spot,
        open: &view.open,
        with_deprecated: cx.state.explorer.show_deprecated,
        width,
    };
    let wrap = |text: &str, steps: usize| {
        let room = width - indent(&tokens, steps) - tokens.size.cell_padding_last;
        let font = tokens.font.secondary.clone();
        let galley = ui.fonts_mut(|fonts| fonts.layout(text.to_owned(), font, Color32::PLACEHOLDER, room));
        galley.rows.iter().map(|row| row.text()).collect()
    };
    if view.rows.update(shown, &wrap) {
        view.list = ListState::default();
        if let ExplorerSpot::Type { member: Some(member), .. } = spot
            && let Some(row) = view.rows.row_of(member)
        {
            view.list.select(row as u64);
            view.list.scroll_to(row as u64, RowAlign::Center);
        }
    }
    let PageView { rows, list, .. } = &mut view;
    let page = &rows.rows;
    let at = |row: u64| usize::try_from(row).ok().and_then(|row| page.get(row));
    let spoken = |row: u64| at(row).map(page_row::spoken).unwrap_or_default();
    let mut asked = None;
    let drawn = Drawn::new(cx, spot);
    let output = VirtualList::new("Page of the type", page.len() as u64, tokens.size.table_row)
        .row_name(&spoken)
        .show(ui, list, |ui, place| {
            if let Some(row) = at(place.index) {
                asked = drawn.row(ui, row, place).or(asked.take());
            }
        });
    let by_key = |pressed: bool| pressed.then_some(list.cursor).flatten().and_then(at);
    asked = asked
        .or_else(|| output.clicked.and_then(|hit| at(hit.row)).and_then(page_row::clicked))
        .or_else(|| by_key(output.keys.enter).and_then(page_row::entered))
        .or_else(|| by_key(output.keys.space).and_then(page_row::spaced));
    if let Some(asked) = asked {
        act(cx, &mut view, spot, asked);
    }
    cx.views.api.page = view;
}

/// Another spot opens what was asked for, and folds all else.
fn arrive(view: &mut PageView, spot: &ExplorerSpot) {
    if view.seen.as_ref() == Some(spot) {
        return;
    }
    view.seen = Some(spot.clone());
    view.open.clear();
    if let ExplorerSpot::Type { member: Some(member), .. } = spot {
        view.open.insert(member.clone());
    }
}

fn act(cx: &mut ViewCtx<'_>, view: &mut PageView, spot: &ExplorerSpot, asked: Asked) {
    let ExplorerSpot::Type { name: type_name, .. } = spot else {
        if let Asked::Show(name, member) = asked {
            super::show(cx, &name, member.as_deref());
        }
        return;
    };
    match asked {
        Asked::Show(name, member) => super::show(cx, &name, member.as_deref()),
        Asked::Open(member) => {
            if !view.open.remove(&member) {
                view.open.insert(member);
            }
        }
        Asked::Toggle(field) => {
            cx.act(Action::Explorer(ExplorerAction::Toggle { type_name: type_name.clone(), field }));
        }
        Asked::Example(field) => {
            cx.act(Action::Explorer(ExplorerAction::Example { type_name: type_name.clone(), field }));
        }
    }
}
