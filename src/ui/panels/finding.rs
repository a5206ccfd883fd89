//! Find, replace and go to line: a bar over the query or its variables.

use eframe::egui::{Context, Id, Key, KeyboardShortcut, Label, Modifiers, Rect, RichText, Ui};

use crate::app::{
    Action, DropTarget, FindBar, FindTextAction, State, Tab, TabId, TabKind, TextFind, TextOf, WritingAction,
    ZoomStep,
};
use crate::ui::context::ViewCtx;
use crate::ui::editor::{EditorResponse, EditorView};
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, line_below, region, row};
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, Chip, FieldResponse, IconButton, TextField, Word, tooltip};

/// Width of the fields, points, where there is room.
const FIELD: f32 = 200.0;
/// The least, points.
const LEAST: f32 = 72.0;
/// What stands beside the field, points: three switches, the count, three buttons.
const BESIDE: f32 = 258.0;
/// Below this width the count is left out.
const NARROW: f32 = 300.0;

/// Whether the bar's fields took the keyboard.
#[derive(Default)]
pub struct Finding {
    asked: u64,
    /// The last folding by a command that the editor did.
    folds: u64,
}

/// The editor of one of the texts of a tab.
pub fn editor_id(tab: TabId, text: TextOf) -> Id {
    Id::unique((if text == TextOf::Query { "operation" } else { "variables" }, tab))
}

/// Hands the editor what a command wants folded, once.
pub fn folds(tab: &Tab, on: TextOf, (finding, editor): (&mut Finding, &mut EditorView)) {
    let asked = tab.writing.folds;
    if let Some((text, wish)) = asked.wish
        && text == on
        && finding.folds != asked.asked
    {
        finding.folds = asked.asked;
        editor.fold(wish);
    }
}

/// After an editor: the wheel with Ctrl (Cmd) changes the size of the text.
pub fn after(cx: &mut ViewCtx<'_>, shown: &EditorResponse) {
    if let Some(factor) = shown.zoomed {
        cx.act(Action::Writing(WritingAction::Zoom(ZoomStep::By(factor))));
    }
}

/// Files that are dropped on the window: where the pointer is decides.
pub fn dropped(ctx: &Context, state: &State, actions: &mut Vec<Action>) {
    let files = ctx.input(|input| input.raw.dropped_files.clone());
    if files.is_empty() || state.dialog.is_some() || state.shows_first_page() {
        return;
    }
    let pos = ctx.input(|input| input.pointer.latest_pos());
    let over = |tab: TabId, text: TextOf| {
        let place = ctx.read_response(editor_id(tab, text)).map(|response| response.rect);
        place.zip(pos).is_some_and(|(rect, pos)| rect.contains(pos)).then_some(DropTarget::Text(tab, text))
    };
    let tab = state.current().filter(|tab| tab.kind == TabKind::Query).map(|tab| tab.id);
    let target = tab
        .and_then(|tab| over(tab, TextOf::Query).or_else(|| over(tab, TextOf::Variables)))
        .unwrap_or(DropTarget::Window);
    let drop = |path: &std::path::Path| Action::Writing(WritingAction::Drop(target, path.to_owned()));
    actions.extend(files.iter().map(|file| drop(file.path())));
}

fn field_id(tab: TabId, what: &str) -> Id {
    Id::unique(("find in text", what, tab))
}

/// The text of the tab that the keyboard is in, also through the bar over it.
fn text_with_keyboard(ctx: &Context, tab: &Tab) -> Option<TextOf> {
    let focused = ctx.memory(|memory| memory.focused())?;
    let texts = [TextOf::Query, TextOf::Variables];
    let own = texts.into_iter().find(|text| focused == editor_id(tab.id, *text));
    let fields = ["pattern", "replacement", "line"];
    own.or_else(|| fields.iter().any(|what| focused == field_id(tab.id, what)).then(|| tab.writing.find.on()))
}

/// Keys that mean the text one writes in, taken before those of commands: where the keyboard is decides.
pub fn keys(ctx: &Context, state: &State, actions: &mut Vec<Action>) {
    let Some(tab) = state.current().filter(|tab| tab.kind == TabKind::Query) else { return };
    if state.dialog.is_some() {
        return;
    }
    let Some(on) = text_with_keyboard(ctx, tab) else { return };
    let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
    let mut zooms = Vec::new();
    let mut find = |action| actions.push(Action::Writing(WritingAction::Find(tab.id, action)));
    let plain = |input: &eframe::egui::InputState| !input.modifiers.shift && !input.modifiers.alt;
    if ctx.input(plain) {
        for (key, bar) in [(Key::F, FindBar::Find), (Key::H, FindBar::Replace), (Key::G, FindBar::Line)] {
            // On macOS Ctrl H deletes and Cmd H hides the window: there replacing has Alt as well.
            if pressed(Modifiers::COMMAND, key) {
                find(FindTextAction::Show { on, bar });
            }
        }
    }
    let sizes = [
        (Key::Plus, ZoomStep::In),
        (Key::Equals, ZoomStep::In),
        (Key::Minus, ZoomStep::Out),
        (Key::Num0, ZoomStep::Reset),
    ];
    for (key, step) in sizes {
        if ctx.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, key))) {
            zooms.push(Action::Writing(WritingAction::Zoom(step)));
        }
    }
    let back = ctx.input(|input| input.modifiers.shift);
    if pressed(if back { Modifiers::SHIFT } else { Modifiers::NONE }, Key::F3) {
        find(FindTextAction::Next { back });
    }
    actions.append(&mut zooms);
}

/// Takes the room of the bar off the top of a text's, and draws it there.
pub fn bar(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, (on, rest): (TextOf, &mut Rect)) {
    let find = &tab.writing.find;
    if !find.shows_over(on) {
        return;
    }
    let tokens = cx.tokens.clone();
    let rows = if find.bar == FindBar::Replace { 2.0 } else { 1.0 };
    let room = cut_top(rest, (rows * tokens.size.tool_row_second).min(rest.height()));
    region(ui, "find in text", room, tokens.color.bg_panel, |ui| {
        let mut lines = room;
        let first = cut_top(&mut lines, tokens.size.tool_row_second);
        if find.bar == FindBar::Line {
            row(ui, first, &tokens, |ui| line_row(ui, cx, tab));
            return;
        }
        row(ui, first, &tokens, |ui| find_row(ui, cx, tab));
        if find.bar == FindBar::Replace {
            row(ui, lines, &tokens, |ui| replace_row(ui, cx, tab));
        }
    });
    line_below(ui, room, &tokens);
}

fn act(cx: &mut ViewCtx<'_>, tab: &Tab, action: FindTextAction) {
    cx.act(Action::Writing(WritingAction::Find(tab.id, action)));
}

fn field_width(ui: &Ui) -> f32 {
    (ui.available_width() - BESIDE).clamp(LEAST, FIELD)
}

fn find_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let find = &tab.writing.find;
    let narrow = ui.available_width() < NARROW;
    let width = field_width(ui);
    let mut pattern = find.pattern.clone();
    let field = TextField::new(&mut pattern.text, "Find in the text").id(field_id(tab.id, "pattern"));
    let field = if pattern_is_wrong(find) { field.error(Some("")) } else { field };
    let shown = field.small().mono().width(width).placeholder("Find").show(ui);
    take_keyboard(cx, tab, (&shown, &pattern.text));
    if shown.submitted {
        let back = ui.input(|input| input.modifiers.shift);
        act(cx, tab, FindTextAction::Next { back });
        shown.response.request_focus();
    }
    close_by_key(ui, cx, tab, &shown);
    switch(ui, "Aa", "Tell capitals from small letters", &mut pattern.case_sensitive);
    switch(ui, "ab", "Whole words only", &mut pattern.whole_word);
    switch(ui, ".*", "Read it as a regular expression", &mut pattern.is_regex);
    if pattern != find.pattern {
        act(cx, tab, FindTextAction::Pattern(pattern));
    }
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_2;
        close(ui, cx, tab);
        for (icon, name, back) in
            [(Icon::ArrowDown, "Next hit (F3)", false), (Icon::ArrowUp, "Previous hit (Shift F3)", true)]
        {
            if ui.add(IconButton::new(icon, name)).clicked() {
                act(cx, tab, FindTextAction::Next { back });
            }
        }
        if !narrow {
            let (words, whole) = words(cx, tab);
            let text = RichText::new(words).font(cx.tokens.font.secondary.clone());
            let color =
                if find.error.is_some() { cx.tokens.color.danger_text } else { cx.tokens.color.text_subdued };
            tooltip(ui.add(Label::new(text.color(color)).truncate()), &whole);
        }
    });
}

fn pattern_is_wrong(find: &TextFind) -> bool {
    find.error.is_some()
}

/// `3 of 12`, short and in full.
fn words(cx: &ViewCtx<'_>, tab: &Tab) -> (String, String) {
    let find = &tab.writing.find;
    if let Some(error) = &find.error {
        return (error.clone(), error.clone());
    }
    let Some(texts) = cx.buffers.get(tab.id) else { return Default::default() };
    let buffer = if find.on() == TextOf::Query { &texts.query } else { &texts.variables };
    let hits = find.hits(find.on(), buffer).len() as u64;
    let words = match (hits, find.current(buffer.primary())) {
        (0, _) if find.pattern.text.is_empty() => String::new(),
        (0, _) => "Not found".to_owned(),
        (hits, Some(at)) => format!("{} of {}", format::count(at as u64 + 1), format::count(hits)),
        (hits, None) => format::count(hits),
    };
    let whole = if hits == 1 { "1 hit".to_owned() } else { format!("{} hits", format::count(hits)) };
    (words, whole)
}

fn replace_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let find = &tab.writing.find;
    let width = field_width(ui);
    let mut text = find.replacement.clone();
    let field = TextField::new(&mut text, "Replace with").id(field_id(tab.id, "replacement"));
    let hint = if find.pattern.is_regex { "Replace, $1 for a group" } else { "Replace" };
    let shown = field.small().mono().width(width).placeholder(hint).show(ui);
    if text != find.replacement {
        act(cx, tab, FindTextAction::Replacement(text));
    }
    if shown.submitted {
        act(cx, tab, FindTextAction::Replace);
        shown.response.request_focus();
    }
    close_by_key(ui, cx, tab, &shown);
    if ui.add(Button::secondary("Replace").small()).clicked() {
        act(cx, tab, FindTextAction::Replace);
    }
    if ui.add(Button::secondary("Replace all").small()).clicked() {
        act(cx, tab, FindTextAction::ReplaceAll);
    }
}

fn line_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let find = &tab.writing.find;
    let mut text = find.line.clone();
    let lines = cx.buffers.get(tab.id).map_or(1, |texts| {
        if find.on() == TextOf::Query { texts.query.line_count() } else { texts.variables.line_count() }
    });
    let field = TextField::new(&mut text, "Go to line").id(field_id(tab.id, "line"));
    let shown = field.small().mono().width(LEAST * 2.0).placeholder("Line, or line:column").show(ui);
    take_keyboard(cx, tab, (&shown, &text));
    if text != find.line {
        act(cx, tab, FindTextAction::Line(text));
    }
    if shown.submitted {
        act(cx, tab, FindTextAction::GoToLine);
    }
    close_by_key(ui, cx, tab, &shown);
    let words = format!("of {}", format::count(lines as u64));
    let words = RichText::new(words).font(cx.tokens.font.secondary.clone());
    ui.add(Label::new(words.color(cx.tokens.color.text_subdued)));
    from_right(ui, |ui| close(ui, cx, tab));
}

fn switch(ui: &mut Ui, text: &str, hint: &str, on: &mut bool) {
    let chip = Chip::new(&[Word::Mono(text)]).on(*on).show(ui);
    if chip.response.on_hover_text(hint).clicked() {
        *on = !*on;
    }
}

/// The field takes the keyboard whenever it was asked for, with all that stands in it selected.
fn take_keyboard(cx: &mut ViewCtx<'_>, tab: &Tab, (field, text): (&FieldResponse, &str)) {
    let asked = tab.writing.find.asked;
    let finding = &mut cx.views.tab(tab.id).finding;
    if finding.asked != asked {
        finding.asked = asked;
        field.response.request_focus();
        field.select_all(text);
    }
}

fn close_by_key(ui: &Ui, cx: &mut ViewCtx<'_>, tab: &Tab, field: &FieldResponse) {
    let held = field.response.has_focus() || field.response.lost_focus();
    if held && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        act(cx, tab, FindTextAction::Close);
    }
}

fn close(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if ui.add(IconButton::new(Icon::X, "Close the bar")).clicked() {
        act(cx, tab, FindTextAction::Close);
    }
}
