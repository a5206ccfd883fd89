//! The first page: which server, which token, and what it needs. Also the dialog for another account.

use std::time::Duration;

use dapple_data::speckle::{Recommended, Scope};
use eframe::egui::{
    Align, Id, Key, Label, Layout, Rect, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use zeroize::Zeroizing;

use super::failure_alert;
use super::server_field::{found_line, server_field};
use crate::app::{Action, Connecting, Failed, Phase, Remedy, TokenDraft};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{from_right, row};
use crate::ui::theme::{Icon, app_mark, paint_icon};
use crate::ui::widgets::paint::{cut_line, left, line, right};
use crate::ui::widgets::{Button, CheckBox, PasswordField, group_label, hairline, loading_dots};

/// Share of the window's height above the column.
const TOP_SHARE: f32 = 0.21;
/// Width of a scope's name, and in the dialog, where its meaning would not fit beside that.
const SCOPE_NAME: f32 = 132.0;
const SCOPE_NAME_LEAST: f32 = 110.0;

/// The page over the whole window.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let page = ui.max_rect();
    let width = tokens.size.dialog.min(page.width() - 2.0 * tokens.size.gap_16);
    let foot = page.bottom() - tokens.size.rail;
    // A failure makes the column longer: it moves up as far as there is room before it scrolls.
    let kept = ui.scope_id().with("height of the column");
    let needs = ui.data(|data| data.get_temp::<f32>(kept)).unwrap_or_default() + tokens.size.gap_16;
    let top = (page.top() + page.height() * TOP_SHARE).min(foot - needs).max(page.top() + tokens.size.gap_24);
    // The scroll bar stands beside the column, not over it.
    let column = Rect::from_min_max(
        pos2(page.center().x - width / 2.0, top),
        pos2(page.center().x + width / 2.0 + tokens.size.gap_16, foot),
    );
    let builder = UiBuilder::new().max_rect(column).layout(Layout::top_down(Align::Min)).id_salt("column");
    let shown = ui.scope_builder(builder, |ui| {
        eframe::egui::ScrollArea::vertical().show(ui, |ui| {
            ui.set_max_width(width);
            head(ui, cx);
            ui.add_space(tokens.size.gap_24);
            connect_form(ui, cx);
        })
    });
    let height = shown.inner.content_size.y;
    if ui.data_mut(|data| data.get_temp_mut_or_default::<f32>(kept).to_bits() != height.to_bits()) {
        ui.data_mut(|data| data.insert_temp(kept, height));
        ui.ctx().request_repaint();
    }
    let foot = Rect::from_min_max(pos2(page.left(), foot), page.max);
    foot_line(ui, cx, foot);
}

fn head(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let (size, font, color) = (&cx.tokens.size, &cx.tokens.font, &cx.tokens.color);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size.app_mark), Sense::hover());
    app_mark(ui.painter(), rect.left_center() + vec2(size.app_mark / 2.0, 0.0), size.app_mark);
    let x = rect.left() + size.app_mark + size.gap_12;
    // Two lines that belong together, in the middle of the mark's height.
    let tall = size.line + size.gap_2;
    let upper = Rect::from_min_size(rect.left_center() - vec2(0.0, tall), vec2(rect.width(), tall));
    let lower = upper.translate(vec2(0.0, tall));
    let (title, words) =
        ("Connect to a Speckle server", "Browse, query and export with a personal access token");
    left(ui.painter(), x, upper, line(ui.painter(), title, &font.title, color.text));
    left(ui.painter(), x, lower, line(ui.painter(), words, &font.ui, color.text_subdued));
    said(ui, upper, Role::Heading, title);
    said(ui, lower, Role::Label, words);
}

/// Painted words as a screen reader finds them.
fn said(ui: &Ui, rect: Rect, role: Role, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(words), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, words));
}

/// What Dapple is, and the way to the settings: behind a proxy no server is found without them.
fn foot_line(ui: &mut Ui, cx: &mut ViewCtx<'_>, rect: Rect) {
    let proxy = cx.state.proxy.as_ref().map_or_else(|| "No proxy".to_owned(), |p| format!("Proxy {p}"));
    let text = format!(
        "Dapple {}   ·   {proxy}   ·   Not affiliated with Speckle Systems",
        env!("CARGO_PKG_VERSION")
    );
    let galley = line(ui.painter(), &text, &cx.tokens.font.secondary, cx.tokens.color.text_subdued);
    left(ui.painter(), rect.center().x - galley.size().x / 2.0, rect, galley);
    said(ui, rect, Role::Label, &text);
    let tokens = cx.tokens.clone();
    row(ui, rect, &tokens, |ui| {
        from_right(ui, |ui| {
            if ui.add(Button::ghost("Settings…").small().icon(Icon::Settings)).clicked() {
                cx.act(Action::ShowSettings);
            }
        });
    });
}

/// Fields, scopes, failure and buttons: on the first page, and in the dialog for another account.
pub fn connect_form(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    ui.spacing_mut().item_spacing.y = tokens.size.gap_4;
    let entered_server = server_field(ui, cx);
    found_line(ui, cx);
    ui.add_space(tokens.size.gap_4);
    let mut draft = std::mem::take(&mut cx.views.token);
    let (entered_token, token_id) = token_field(ui, cx, &mut draft);
    keep_row(ui, cx);
    ui.add_space(tokens.size.gap_12);
    hairline(ui);
    scopes(ui, cx);
    hairline(ui);
    ui.add_space(tokens.size.gap_12);
    let mut again = false;
    if let Connecting::Failed(failure) = &cx.state.connect.connecting {
        failure_alert(ui, failure, Failed::Connect, cx.actions);
        again = connects_again(cx.actions);
        ui.add_space(tokens.size.gap_12);
    }
    let clicked = buttons(ui, cx, draft.is_empty());
    let clicked = clicked || again;
    let ready = !draft.is_empty() && (clicked || !cx.state.connect.is_running());
    if !draft.is_empty() && cx.state.connect.can_be_found() {
        cx.act(Action::TokenTyped);
    }
    if entered_server && draft.is_empty() {
        ui.memory_mut(|m| m.request_focus(token_id));
    } else if (clicked || entered_token || entered_server) && ready {
        cx.act(Action::Connect(TokenDraft::copy_of(&draft)));
    }
    cx.views.token = draft;
}

/// A remedy of the failure above means: connect, this time so. The token is here, in its field.
fn connects_again(actions: &mut Vec<Action>) -> bool {
    let Some(Action::Remedy(Failed::Connect, remedy)) = actions.last() else { return false };
    let first = match remedy {
        Remedy::Retry => None,
        Remedy::SessionOnly => Some(Action::KeepToken(false)),
        Remedy::AllowPlainHttp => Some(Action::AllowPlainHttp(true)),
        _ => return false,
    };
    actions.pop();
    actions.extend(first);
    true
}

/// The field and the way to a token. Gives whether Enter was pressed in it, and the field's id.
fn token_field(ui: &mut Ui, cx: &mut ViewCtx<'_>, draft: &mut Zeroizing<String>) -> (bool, Id) {
    let top = ui.cursor().min;
    let width = ui.available_width();
    let shown = PasswordField::new(draft, "Personal access token")
        .label()
        .icon(Icon::KeyRound)
        .placeholder("Paste it here")
        .show(ui);
    if !cx.state.connect.server.is_empty() {
        cx.views.focus.begin_with(&shown.response);
    }
    // The link stands on the label's line, at its right end.
    let face = &cx.tokens.font.secondary_medium;
    let tall = line(ui.painter(), "Make a token", face, cx.tokens.color.accent_text).size().y;
    let link = Rect::from_min_size(top, vec2(width, tall));
    let builder =
        UiBuilder::new().max_rect(link).layout(Layout::right_to_left(Align::Center)).id_salt("make a token");
    let mut corner = ui.new_child(builder);
    corner.spacing_mut().item_spacing.x = cx.tokens.size.gap_4;
    let side = cx.tokens.size.icon_small;
    let (mark, _) = corner.allocate_exact_size(vec2(side, tall), Sense::hover());
    paint_icon(corner.painter(), Icon::ExternalLink, mark.center(), side, cx.tokens.color.accent_text);
    let words = RichText::new("Make a token")
        .font(cx.tokens.font.secondary_medium.clone())
        .color(cx.tokens.color.accent_text);
    let hint = "Opens this server's page for personal access tokens in the browser: choose New token, tick the scopes below, copy it, paste it here";
    if corner.link(words).on_hover_text(hint).clicked() {
        cx.act(Action::OpenTokenPage);
    }
    (shown.submitted, shown.response.id)
}

fn keep_row(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let form = &cx.state.connect;
    let host = form.origin.as_ref().map(|o| o.host_and_port().to_owned());
    ui.horizontal(|ui| {
        if ui.add(CheckBox::new(form.keep, "Keep in the system keyring")).clicked() {
            cx.actions.push(Action::KeepToken(!form.keep));
        }
        let words = match (form.keep, host) {
            (true, Some(host)) => format!("Sent only to {host}"),
            (true, None) => String::new(),
            (false, _) => "Forgotten when Dapple closes".to_owned(),
        };
        let galley = line(ui.painter(), &words, &tokens.font.secondary, tokens.color.text_subdued);
        let (rect, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), tokens.size.section_label), Sense::hover());
        right(ui.painter(), rect.right(), rect, galley);
    });
}

/// The scopes a token needs: only those the server offers, never one that writes.
fn scopes(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let all = dapple_data::speckle::recommended(&[]);
    let recommended: &Recommended = match cx.state.connect.found.value() {
        Some(found) => &found.recommended,
        None => &all,
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(tokens.size.gap_8);
    group_label(ui, "Scopes to browse and export");
    let rows = recommended.needed.iter().map(|s| (s, "needed", tokens.color.text));
    let rows = rows.chain(recommended.optional.iter().map(|s| (s, "optional", tokens.color.text_subdued)));
    for (scope, word, tint) in rows {
        scope_row(ui, cx, *scope, word, tint);
    }
    ui.add_space(tokens.size.gap_12);
    ui.spacing_mut().item_spacing.y = tokens.size.gap_4;
}

fn scope_row(ui: &mut Ui, cx: &ViewCtx<'_>, scope: Scope, word: &str, tint: eframe::egui::Color32) {
    let (size, font, color) = (&cx.tokens.size, &cx.tokens.font, &cx.tokens.color);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size.key_value_row), Sense::hover());
    response.widget_info(|| {
        let said = format!("{}: {}, {word}", scope.name(), scope.words());
        WidgetInfo::labeled(Role::Label, true, said)
    });
    left(ui.painter(), rect.left(), rect, line(ui.painter(), scope.name(), &font.mono, color.text));
    let end = right(ui.painter(), rect.right(), rect, line(ui.painter(), word, &font.secondary, tint));
    let narrow = rect.width() < size.dialog;
    let from = rect.left() + if narrow { SCOPE_NAME_LEAST } else { SCOPE_NAME };
    let look = (&font.secondary, color.text_subdued);
    left(ui.painter(), from, rect, cut_line(ui.painter(), scope.words(), look, end - from - size.gap_8));
}

/// Connect (or its progress), and the way without an account.
fn buttons(ui: &mut Ui, cx: &mut ViewCtx<'_>, empty: bool) -> bool {
    let tokens = cx.tokens.clone();
    let mut connect = false;
    let mut session_only = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.size.gap_8;
        if let Connecting::Running(id) = cx.state.connect.connecting {
            let slow = cx.state.progress.get(&id).is_some_and(|p| p.phase == Phase::KeyringSlow);
            if slow {
                ui.add(Label::new(
                    RichText::new("The keyring is waiting for an answer").color(tokens.color.warning_text),
                ));
                if ui.add(Button::secondary("Try again")).clicked() {
                    cx.act(Action::RetryKeyring);
                }
                session_only = ui.add(Button::ghost("Use for this session only")).clicked();
            } else {
                loading_dots(ui, Duration::from_secs(1));
            }
            let escape = ui.input(|i| i.key_pressed(Key::Escape));
            if ui.add(Button::secondary("Cancel")).clicked() || escape {
                cx.act(Action::CancelConnect);
            }
            return;
        }
        connect = ui.add_enabled(!empty, Button::primary("Connect").shortcut("Enter")).clicked();
        if cx.state.has_samples
            && cx.state.dialog.is_none()
            && ui.add(Button::ghost("Explore sample data")).clicked()
        {
            cx.act(Action::ExploreSamples);
        }
    });
    if session_only {
        cx.act(Action::CancelConnect);
        cx.act(Action::KeepToken(false));
    }
    connect || session_only
}
