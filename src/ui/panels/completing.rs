//! The list of what may stand at the caret, and what the schema says of the one chosen. It never takes a key
//! while it is closed.

use std::sync::Arc;

use dapple_data::schema::complete::{Item, ItemKind};
use dapple_data::text::{Buffer, Selection};
use eframe::egui::accesskit::HasPopup;
use eframe::egui::{
    Align2, Area, Context, Id, Key, Modifiers, Order, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::finding::editor_id;
use crate::app::{Action, CompleteAction, Completion, Tab, TabBuffers, TextOf};
use crate::ui::context::{TabView, ViewCtx};
use crate::ui::editor::EditorResponse;
use crate::ui::theme::Tokens;
use crate::ui::widgets::paint::{self, right};
use crate::ui::widgets::{matched, popup_frame};

/// Size of the popup, and width of the list in it, points. Source: `docs/LOOK.md`.
const WIDTH: f32 = 560.0;
const HEIGHT: f32 = 196.0;
const LIST: f32 = 306.0;
/// Height of a row, points.
const ROW: f32 = 24.0;
/// Rows of a page.
const PAGE: usize = 8;

/// How the list of one tab stands.
#[derive(Default)]
pub struct Completing {
    /// The list that `chosen` is of.
    of: Option<Arc<Completion>>,
    chosen: usize,
    /// The chosen row is to be brought into sight.
    reveal: bool,
    /// The revision and caret of the last frame: what is new was typed since.
    seen: Option<(u64, usize)>,
    /// Esc closed the list at this revision.
    dismissed: Option<u64>,
}

/// What a key means for the list.
enum Took {
    Nothing,
    Accept,
    Close,
}

/// The open list: it belongs to the text as it is now.
fn open(tab: &Tab, on: TextOf, buffer: &Buffer, completing: &Completing) -> Option<Arc<Completion>> {
    let found = tab.completion.value().filter(|_| tab.completes == on)?;
    let fits = found.revision == buffer.revision() && completing.dismissed != Some(found.revision);
    fits.then(|| found.clone())
}

/// The text that is meant.
fn text_of(texts: &mut TabBuffers, on: TextOf) -> &mut Buffer {
    if on == TextOf::Query { &mut texts.query } else { &mut texts.variables }
}

/// How the list over that text stands.
fn view_of(view: &mut TabView, on: TextOf) -> &mut Completing {
    if on == TextOf::Query { &mut view.completing } else { &mut view.completing_variables }
}

/// Keys that belong to the open list are taken before the editor sees them.
pub fn before(ui: &Ui, cx: &mut ViewCtx<'_>, tab: &Tab, on: TextOf) {
    let editor = editor_id(tab.id, on);
    let has_focus = ui.memory(|memory| memory.has_focus(editor));
    let Some(texts) = cx.buffers.get_mut(tab.id) else { return };
    let buffer = text_of(texts, on);
    let completing = view_of(cx.views.tabs.entry(tab.id).or_default(), on);
    let forced = has_focus && ui.input_mut(|input| input.consume_key(Modifiers::CTRL, Key::Space));
    if forced {
        completing.dismissed = None;
        let caret = buffer.byte_of_char(buffer.primary().head);
        cx.actions.push(Action::Complete(CompleteAction::Ask { tab: tab.id, on, caret, forced: true }));
        return;
    }
    let Some(list) = open(tab, on, buffer, completing).filter(|_| has_focus) else { return };
    follow(completing, &list);
    match take(ui, completing, list.found.items.len()) {
        Took::Nothing => {}
        Took::Accept => {
            if let Some(offer) = list.found.items.get(completing.chosen) {
                accept(buffer, &list, offer);
                completing.seen = None;
                finish(cx, (tab, on), offer);
            }
        }
        Took::Close => {
            completing.dismissed = Some(buffer.revision());
            cx.actions.push(Action::Complete(CompleteAction::Close(tab.id)));
        }
    }
}

/// A new list begins at its first row.
fn follow(completing: &mut Completing, list: &Arc<Completion>) {
    if !completing.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, list)) {
        completing.of = Some(list.clone());
        completing.chosen = 0;
        completing.reveal = true;
    }
}

fn take(ui: &Ui, completing: &mut Completing, rows: usize) -> Took {
    let last = rows.saturating_sub(1);
    ui.input_mut(|input| {
        let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key);
        let down = count(Key::ArrowDown) + PAGE * count(Key::PageDown);
        let up = count(Key::ArrowUp) + PAGE * count(Key::PageUp);
        if down + up > 0 {
            // Around at the ends by one step, to the ends by pages.
            completing.chosen = match completing.chosen {
                at if down == 1 && at == last => 0,
                0 if up == 1 => last,
                at => (at + down).saturating_sub(up).min(last),
            };
            completing.reveal = true;
        }
        if count(Key::Enter) + count(Key::Tab) > 0 {
            Took::Accept
        } else if count(Key::Escape) > 0 {
            Took::Close
        } else {
            Took::Nothing
        }
    })
}

/// Writes an offer in place of what was typed; one step of undo.
fn accept(buffer: &mut Buffer, list: &Completion, offer: &Item) {
    let range = buffer.chars_of_bytes(&list.found.range);
    let start = range.start;
    let mut shift = 0;
    let mut edits = vec![(range, offer.insert.clone())];
    for edit in &offer.also {
        let place = buffer.chars_of_bytes(&edit.range);
        if place.end <= start {
            shift += edit.text.chars().count() as isize - place.len() as isize;
        }
        edits.push((place, edit.text.clone()));
    }
    edits.sort_by_key(|(place, _)| place.start);
    buffer.replace_all(edits);
    let start = start.saturating_add_signed(shift);
    let chars = |byte: usize| offer.insert.get(..byte).unwrap_or(&offer.insert).chars().count();
    let (from, to) = (start + chars(offer.caret.start), start + chars(offer.caret.end));
    buffer.set_selections(vec![Selection::new(from, to)]);
}

/// The text changed; where it can go on at once, the next list is asked for.
fn finish(cx: &mut ViewCtx<'_>, (tab, on): (&Tab, TextOf), offer: &Item) {
    cx.actions.push(Action::Edited { tab: tab.id });
    let Some(texts) = cx.buffers.get_mut(tab.id) else { return };
    let buffer = text_of(texts, on);
    let caret = buffer.byte_of_char(buffer.primary().head);
    let next = if goes_on(offer) {
        CompleteAction::Ask { tab: tab.id, on, caret, forced: true }
    } else {
        CompleteAction::Close(tab.id)
    };
    cx.actions.push(Action::Complete(next));
}

/// Whether something has to follow at the caret: a value, an argument, a field.
fn goes_on(offer: &Item) -> bool {
    let before = offer.insert.get(..offer.caret.start).unwrap_or_default().trim_end();
    offer.caret.is_empty() && before.ends_with([':', '{', '('])
}

/// After the editor: asks for a list as one types, and draws the one that is open.
pub fn after(ui: &Ui, cx: &mut ViewCtx<'_>, (tab, on): (&Tab, TextOf), shown: &EditorResponse) {
    let Some(texts) = cx.buffers.get_mut(tab.id) else { return };
    let buffer: &Buffer = text_of(texts, on);
    let completing = view_of(cx.views.tabs.entry(tab.id).or_default(), on);
    let (revision, head) = (buffer.revision(), buffer.primary().head);
    let seen = completing.seen.replace((revision, head));
    let typed = shown.focused && shown.changed && seen.is_some_and(|(old, _)| old != revision);
    let mine = tab.completes == on;
    let waits = mine && tab.completion.waiting_for().is_some();
    let is_open = mine && tab.completion.value().is_some();
    if typed && buffer.primary().is_empty() {
        let begins = match on {
            TextOf::Query => begins(buffer, head, is_open || waits),
            TextOf::Variables => begins_in_json(buffer, head),
        };
        if begins {
            completing.dismissed = None;
            let caret = buffer.byte_of_char(head);
            cx.actions.push(Action::Complete(CompleteAction::Ask { tab: tab.id, on, caret, forced: false }));
        } else if is_open || waits {
            cx.actions.push(Action::Complete(CompleteAction::Close(tab.id)));
        }
        return;
    }
    let moved = seen.is_some_and(|seen| seen.0 == revision && seen.1 != head);
    if (moved || !shown.focused) && (is_open || waits) {
        cx.actions.push(Action::Complete(CompleteAction::Close(tab.id)));
        return;
    }
    let Some(list) = open(tab, on, buffer, completing).filter(|_| shown.focused) else { return };
    let Some(caret) = shown.caret_rect else { return };
    follow(completing, &list);
    ui.ctx().accesskit_node_builder(shown.response.id, |node| node.set_has_popup(HasPopup::Listbox));
    let clicked = popup(ui.ctx(), &cx.tokens.clone(), (tab, caret), (completing, &list));
    if let Some(offer) = clicked.and_then(|at| list.found.items.get(at)) {
        if let Some(texts) = cx.buffers.get_mut(tab.id) {
            accept(text_of(texts, on), &list, offer);
        }
        view_of(cx.views.tabs.entry(tab.id).or_default(), on).seen = None;
        finish(cx, (tab, on), offer);
        shown.response.request_focus();
    }
}

/// Whether what was typed begins a name, or goes on with one.
fn begins(buffer: &Buffer, head: usize, is_open: bool) -> bool {
    let before = |back: usize| head.checked_sub(back).and_then(|at| buffer.rope().get_char(at));
    match before(1) {
        Some(c) if c == '_' || c.is_ascii_alphanumeric() => true,
        Some('$' | '@' | '{' | '(' | ':') => true,
        Some('.') => before(2) == Some('.') && before(3) == Some('.'),
        // Deleting the whole name shows everything again, where a list was open.
        Some(c) if c.is_whitespace() => is_open && matches!(before(2), Some('{' | '(' | ':' | ',')),
        _ => false,
    }
}

/// The same in JSON: a name or a value begins with its letters or its quote.
fn begins_in_json(buffer: &Buffer, head: usize) -> bool {
    let before = |back: usize| head.checked_sub(back).and_then(|at| buffer.rope().get_char(at));
    match before(1) {
        Some('"') => !matches!(before(2), Some(c) if c.is_alphanumeric() || c == '_' || c == '\\'),
        Some(c) if c == '_' || c.is_alphanumeric() => true,
        Some('{' | ':') => true,
        Some(' ') => before(2) == Some(':'),
        _ => false,
    }
}

/// Draws the popup below the caret, above where it would leave the window. The row that was clicked.
fn popup(
    ctx: &Context,
    tokens: &Tokens,
    (tab, caret): (&Tab, Rect),
    (completing, list): (&mut Completing, &Completion),
) -> Option<usize> {
    let rows = list.found.items.len() as f32 * ROW;
    let height = (rows + 2.0 * tokens.size.popup_padding).clamp(HEIGHT * 0.6, HEIGHT);
    let screen = ctx.content_rect();
    let fits_below = caret.bottom() + height + tokens.size.gap_8 <= screen.bottom();
    let (pivot, y) = if fits_below {
        (Align2::LEFT_TOP, caret.bottom() + tokens.size.gap_2)
    } else {
        (Align2::LEFT_BOTTOM, caret.top() - tokens.size.gap_2)
    };
    let x = caret.left().min(screen.right() - WIDTH - tokens.size.gap_8).max(screen.left());
    let id = Id::unique(("completion", tab.id));
    let area = Area::new(id).order(Order::Foreground).pivot(pivot).fixed_pos(pos2(x, y)).constrain(true);
    let mut clicked = None;
    area.show(ctx, |ui| {
        popup_frame(tokens).show(ui, |ui| {
            let size = vec2(WIDTH, height) - vec2(2.0, 2.0) * tokens.size.popup_padding;
            let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
            let (left, side) = whole.split_left_right_at_x(whole.left() + LIST);
            let builder = UiBuilder::new().max_rect(left).id_salt("offers");
            ui.scope_builder(builder, |ui| clicked = offers(ui, tokens, completing, list));
            crate::ui::widgets::vline(ui, side.left(), side.y_range());
            if let Some(offer) = list.found.items.get(completing.chosen) {
                let inner = side.shrink2(vec2(tokens.size.gap_12, tokens.size.gap_8));
                ui.scope_builder(UiBuilder::new().max_rect(inner).id_salt("side"), |ui| {
                    about(ui, tokens, offer)
                });
            }
        });
    });
    clicked
}

/// The rows. One that was clicked.
fn offers(ui: &mut Ui, tokens: &Tokens, completing: &mut Completing, list: &Completion) -> Option<usize> {
    let mut clicked = None;
    let (chosen, reveal) = (completing.chosen, std::mem::take(&mut completing.reveal));
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if reveal {
        let top = chosen as f32 * ROW;
        let view = ui.available_height();
        let middle = (top - (view - ROW) / 2.0).max(0.0);
        area = area.vertical_scroll_offset(middle);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = list.found.items.len();
    area.show_rows(ui, ROW, count, |ui, rows| {
        for at in rows {
            let Some(offer) = list.found.items.get(at) else { continue };
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
            let spoken = spoken(offer);
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, at == chosen, &spoken));
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_position_in_set(at);
                node.set_size_of_set(count);
            });
            row(ui, tokens, rect, (offer, at == chosen, response.hovered()));
            if response.clicked() {
                clicked = Some(at);
            }
        }
    });
    clicked
}

fn row(ui: &Ui, tokens: &Tokens, rect: Rect, (offer, chosen, hovered): (&Item, bool, bool)) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let fill = match (chosen, hovered) {
        (true, _) => color.selection,
        (false, true) => color.hover,
        (false, false) => eframe::egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, size.radius_small, fill);
    let end = rect.right() - size.gap_12;
    let kind = paint::cut_line(
        ui.painter(),
        kind(offer),
        (&font.mono_small, color.text_subdued),
        rect.width() * 0.45,
    );
    let end = right(ui.painter(), end, rect, kind) - size.gap_8;
    let from = rect.left() + size.gap_8;
    let label = matched(ui.painter(), tokens, &offer.label, &offer.matched, end - from);
    let wide = label.size().x;
    paint::left(ui.painter(), from, rect, label);
    if offer.deprecated.is_some() {
        let stroke = Stroke::new(size.hairline, color.text_subdued);
        ui.painter().hline(from..=from + wide, rect.center().y, stroke);
    }
}

/// Its type, or what it is.
fn kind(offer: &Item) -> &str {
    if !offer.type_text.is_empty() {
        return &offer.type_text;
    }
    match offer.kind {
        ItemKind::Keyword => "",
        ItemKind::Field | ItemKind::Path => "field",
        ItemKind::Argument => "argument",
        ItemKind::InputField => "input",
        ItemKind::Value => "value",
        ItemKind::Variable => "variable",
        ItemKind::Type => "type",
        ItemKind::Fragment => "fragment",
        ItemKind::Directive => "directive",
    }
}

fn spoken(offer: &Item) -> String {
    let old = if offer.deprecated.is_some() { ", deprecated" } else { "" };
    let kind = if kind(offer).is_empty() { String::new() } else { format!(", {}", kind(offer)) };
    format!("{}{kind}{old}", offer.label)
}

/// Type, meaning, arguments, scope of the chosen one.
fn about(ui: &mut Ui, tokens: &Tokens, offer: &Item) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    ui.spacing_mut().item_spacing.y = size.gap_4;
    let write = |ui: &mut Ui, text: &str, face: &eframe::egui::FontId, tone| {
        let galley = paint::paragraph(ui.painter(), text, (face, tone), ui.available_width());
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        ui.painter().galley(rect.min, galley, tone);
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let head = if kind(offer).is_empty() {
            offer.label.clone()
        } else {
            format!("{}: {}", offer.label, kind(offer))
        };
        write(ui, &head, &font.mono, color.text);
        if let Some(why) = &offer.deprecated {
            let words = if why.is_empty() { "Deprecated".to_owned() } else { format!("Deprecated: {why}") };
            write(ui, &words, &font.secondary, color.warning_text);
        }
        if !offer.scopes.is_empty() {
            write(ui, &format!("Needs {}", offer.scopes.join(", ")), &font.secondary, color.warning_text);
        }
        if let Some(words) = &offer.description {
            write(ui, words, &font.secondary, color.text);
        }
    });
}
