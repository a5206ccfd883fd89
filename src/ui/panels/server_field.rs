//! The field for a server: what was found there, and that no token stays in it.

use std::time::Duration;

use dapple_data::ids::display_name;
use dapple_data::token;
use eframe::egui::{
    Align, Event, Id, ImeEvent, Layout, Role, Sense, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};
use zeroize::Zeroizing;

use crate::app::{Action, Remote};
use crate::ui::context::ViewCtx;
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::left;
use crate::ui::widgets::{CheckBox, Cut, TextField, cut, loading_dots};

/// The field. Returns whether Enter was pressed in it.
pub(super) fn server_field(ui: &mut Ui, cx: &mut ViewCtx<'_>) -> bool {
    let mut server = cx.state.connect.server.clone();
    let id = ui.make_persistent_id("server");
    let mut refused = refuse_tokens(ui, id);
    let bad = cx.state.connect.origin.is_none() && !server.trim().is_empty();
    let error = bad.then_some("This is neither a server address nor a Speckle link");
    let shown = TextField::new(&mut server, "Server")
        .label()
        .icon(Icon::Globe)
        .placeholder("app.speckle.systems, or any Speckle link")
        .error(error)
        .id(id)
        .show(ui);
    if cx.state.connect.server.is_empty() {
        cx.views.focus.begin_with(&shown.response);
    }
    if shown.response.changed() {
        refused |= take_out_tokens(ui, id, &mut server);
        cx.act(Action::ServerTyped(server));
    }
    if refused {
        cx.act(Action::TokenInServerField);
    }
    shown.submitted
}

/// A token that is pasted into the server's field never gets there: neither into its text nor into its
/// undo history, nor to a screen reader. Returns whether there was one.
fn refuse_tokens(ui: &Ui, id: Id) -> bool {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return false;
    }
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| match event {
            Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => {
                token::likely_tokens(text).is_empty()
            }
            _ => true,
        });
        input.events.len() < before
    })
}

/// One that came letter by letter is taken out again, together with the field's memory of it. Returns
/// whether there was one.
fn take_out_tokens(ui: &Ui, id: Id, text: &mut String) -> bool {
    let found = token::likely_tokens(text);
    if found.is_empty() {
        return false;
    }
    let held = Zeroizing::new(std::mem::take(text));
    let mut from = 0;
    for token in &found {
        text.push_str(held.get(from..token.start).unwrap_or_default());
        from = token.end;
    }
    text.push_str(held.get(from..).unwrap_or_default());
    if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
        state.clear_undoer();
        TextEdit::store_state(ui.ctx(), id, state);
    }
    true
}

/// What was found at the typed address. Keeps its height when there is nothing to say.
pub(super) fn found_line(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let (size, color) = (&tokens.size, &tokens.color);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size.section_label), Sense::hover());
    let form = &cx.state.connect;
    if form.needs_plain_http_yes() {
        let builder = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            let words = "Allow plain http here: the token can be read on the way";
            if ui.add(CheckBox::new(form.allow_plain_http, words)).clicked() {
                cx.actions.push(Action::AllowPlainHttp(!form.allow_plain_http));
            }
        });
        return;
    }
    let (icon, tint, words) = match &form.found {
        Remote::Ready { value, .. } => {
            let text =
                format!("Speckle {} answers at {} in {} ms", value.version, value.endpoint, value.latency_ms);
            (Icon::Check, color.success, text)
        }
        Remote::Failed { error, .. } => {
            (Icon::CircleAlert, color.danger, format!("{}. {}", error.title, error.advice))
        }
        Remote::Loading { since, .. } => {
            let waited = Duration::from_secs_f64((cx.now - since).max(0.0));
            let builder = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
            ui.scope_builder(builder, |ui| loading_dots(ui, waited));
            return;
        }
        _ => return,
    };
    paint_icon(ui.painter(), icon, rect.left_center() + vec2(size.icon / 2.0, 0.0), size.icon, tint);
    let words = display_name(&words);
    let x = rect.left() + size.icon + size.gap_4;
    let (galley, cut) =
        cut(ui.painter(), &words, (&tokens.font.secondary, color.text_subdued), rect.right() - x, Cut::End);
    left(ui.painter(), x, rect, galley);
    let response = ui.interact(rect, ui.scope_id().with("found"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    if cut {
        response.on_hover_text(words);
    }
}
