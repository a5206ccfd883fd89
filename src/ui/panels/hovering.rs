//! What a word of the operation is, in a popup at the word: for the pointer that rests on it, or by a key.
//! Problems at the word stand first.

use std::sync::Arc;
use std::time::Duration;

use dapple_data::graphql::{Problem, Severity};
use dapple_data::speckle::Scope;
use eframe::egui::{
    Align2, Area, Color32, FontId, Id, Key, Modifiers, Order, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::app::{Action, Pointed, ProblemsAction, Tab, WordGoal, WritingAction};
use crate::ui::commands::with_keys;
use crate::ui::context::ViewCtx;
use crate::ui::editor::EditorResponse;
use crate::ui::theme::{Icon, Tokens, paint_icon};
use crate::ui::widgets::{Button, paint, popup_frame};

/// Width of the popup, points.
const WIDTH: f32 = 420.0;
/// Height of the text in it, at most, points.
const HEIGHT: f32 = 240.0;
/// Arguments that are listed.
const ARGUMENTS: usize = 12;

/// What is shown at which word.
#[derive(Default)]
pub struct Hovering {
    /// Revision and byte that were asked about last.
    asked: Option<(u64, usize)>,
    /// Where the popup points at.
    at: Option<Rect>,
    /// It was opened by a key and stays until the next one.
    by_key: bool,
    /// The popup of the last frame.
    shown: Option<Rect>,
}

/// Keys of the open popup, taken before the editor sees them, and the key that opens it.
pub fn before(ui: &Ui, cx: &mut ViewCtx<'_>, tab: &Tab, editor: Id) {
    let has_focus = ui.memory(|memory| memory.has_focus(editor));
    let hovering = &mut cx.views.tabs.entry(tab.id).or_default().hovering;
    let closes = hovering.at.is_some() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    if closes {
        return close(cx, tab);
    }
    if has_focus && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::I)) {
        let Some(texts) = cx.buffers.get(tab.id) else { return };
        let byte = texts.query.byte_of_char(texts.query.primary().head);
        hovering.by_key = true;
        hovering.at = None;
        hovering.asked = Some((texts.query.revision(), byte));
        cx.act(Action::Writing(WritingAction::About { tab: tab.id, byte }));
    }
}

fn close(cx: &mut ViewCtx<'_>, tab: &Tab) {
    let hovering = &mut cx.views.tabs.entry(tab.id).or_default().hovering;
    if hovering.at.is_some() || hovering.asked.is_some() {
        *hovering = Hovering::default();
        cx.act(Action::Writing(WritingAction::Leave(tab.id)));
    }
}

/// After the editor: asks about the word under a resting pointer, and draws the popup that is open.
pub fn after(ui: &Ui, cx: &mut ViewCtx<'_>, tab: &Tab, shown: &EditorResponse) {
    if let Some(at) = shown.followed
        && let Some(texts) = cx.buffers.get(tab.id)
    {
        let (tab, byte) = (tab.id, Some(texts.query.byte_of_char(at)));
        cx.act(Action::Writing(WritingAction::Follow { tab, byte, goal: WordGoal::Definition }));
    }
    // The list of offers says what it offers; two popups would lie on each other.
    let busy = tab.completion.value().is_some() || cx.state.problems.menu.is_some();
    if busy || shown.changed || cx.state.dialog.is_some() {
        return close(cx, tab);
    }
    let Some(revision) = cx.buffers.get(tab.id).map(|texts| texts.query.revision()) else { return };
    let found = tab.writing.about.value().filter(|found| found.revision == revision).cloned();
    rest(ui, cx, tab, (shown, revision, found.as_ref()));
    let problems = problems_here(cx, tab);
    let hovering = &mut cx.views.tabs.entry(tab.id).or_default().hovering;
    if hovering.by_key && hovering.at.is_none() {
        hovering.at = shown.caret_rect;
    }
    let known = found.filter(|found| hovering.asked == Some((found.revision, found.byte)));
    let says = known.as_ref().is_some_and(|found| found.hover.is_some());
    let Some(at) = hovering.at.filter(|_| says || !problems.is_empty()) else { return };
    let place = popup(ui, cx, tab, at, (&problems, known.as_deref()));
    cx.views.tabs.entry(tab.id).or_default().hovering.shown = Some(place);
}

/// Follows the pointer: it asks where it rests, and closes where it leaves word and popup.
fn rest(
    ui: &Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    (shown, revision, found): (&EditorResponse, u64, Option<&Arc<Pointed>>),
) {
    let Some(texts) = cx.buffers.get(tab.id) else { return };
    let pointed = shown.pointed.map(|(at, rect)| (texts.query.byte_of_char(at), rect));
    let hovering = &mut cx.views.tabs.entry(tab.id).or_default().hovering;
    let moved = ui.input(|input| input.pointer.delta() != eframe::egui::Vec2::ZERO);
    if hovering.by_key {
        if moved || ui.input(|input| input.pointer.any_pressed()) || !shown.focused {
            close(cx, tab);
        }
        return;
    }
    let inside = |rect: Option<Rect>| {
        let pos = ui.input(|input| input.pointer.hover_pos());
        rect.zip(pos).is_some_and(|(rect, pos)| rect.expand(cx.tokens.size.gap_4).contains(pos))
    };
    if inside(hovering.shown.filter(|_| hovering.at.is_some())) {
        return;
    }
    let Some((byte, rect)) = pointed else { return close(cx, tab) };
    // On the same word the popup stays where it is.
    let word = found.and_then(|found| found.hover.as_ref()).map(|hover| hover.range.clone());
    let same = hovering.asked.is_some_and(|(of, at)| {
        of == revision && (at == byte || word.is_some_and(|word| word.contains(&byte)))
    });
    if same && hovering.at.is_some() {
        return;
    }
    let rests = Duration::from_secs_f32(cx.tokens.size.tooltip_seconds);
    let since = Duration::from_secs_f32(ui.input(|input| input.pointer.time_since_last_movement()));
    if hovering.at.is_some() {
        close(cx, tab);
    }
    if since < rests {
        ui.ctx().request_repaint_after(rests - since);
        return;
    }
    let hovering = &mut cx.views.tabs.entry(tab.id).or_default().hovering;
    (hovering.asked, hovering.at) = (Some((revision, byte)), Some(rect));
    cx.act(Action::Writing(WritingAction::About { tab: tab.id, byte }));
}

/// Problems of the text as it stands that the asked byte is in.
fn problems_here(cx: &ViewCtx<'_>, tab: &Tab) -> Vec<Problem> {
    let asked = cx.views.tabs.get(&tab.id).and_then(|view| view.hovering.asked);
    let Some((revision, byte)) = asked.filter(|(revision, _)| *revision == tab.checked.0) else {
        return Vec::new();
    };
    let current = cx.buffers.get(tab.id).is_some_and(|texts| texts.query.revision() == revision);
    let here = |problem: &&Problem| {
        problem.range.contains(&byte) || (problem.range.is_empty() && problem.range.start == byte)
    };
    if current { tab.problems.iter().filter(here).cloned().collect() } else { Vec::new() }
}

/// Draws the popup below the word, above where it would leave the window. Gives its place.
fn popup(
    ui: &Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    at: Rect,
    (problems, known): (&[Problem], Option<&Pointed>),
) -> Rect {
    let tokens = cx.tokens.clone();
    let screen = ui.ctx().content_rect();
    let below = at.bottom() + HEIGHT * 0.8 <= screen.bottom();
    let (pivot, y) = if below {
        (Align2::LEFT_TOP, at.bottom() + tokens.size.gap_2)
    } else {
        (Align2::LEFT_BOTTOM, at.top() - tokens.size.gap_2)
    };
    let width = WIDTH.min(screen.width() - tokens.size.gap_24);
    let x = at.left().min(screen.right() - width - tokens.size.gap_24).max(screen.left());
    let id = Id::unique(("about a word", tab.id));
    let area = Area::new(id).order(Order::Foreground).pivot(pivot).fixed_pos(pos2(x, y)).constrain(true);
    let shown = area.show(ui.ctx(), |ui| {
        popup_frame(&tokens).show(ui, |ui| {
            eframe::egui::Frame::NONE.inner_margin(tokens.size.gap_8).show(ui, |ui| {
                ui.set_width(width - 2.0 * (tokens.size.gap_8 + tokens.size.popup_padding));
                ui.spacing_mut().item_spacing.y = tokens.size.gap_4;
                ScrollArea::vertical().max_height(HEIGHT).show(ui, |ui| {
                    problems.iter().for_each(|problem| problem_line(ui, &tokens, problem));
                    if let Some(found) = known {
                        about(ui, cx, tab, found);
                    }
                });
                buttons(ui, cx, tab, (problems, known));
            });
        });
    });
    shown.response.rect
}

fn problem_line(ui: &mut Ui, tokens: &Tokens, problem: &Problem) {
    let (icon, tint, color) = match problem.severity {
        Severity::Error => (Icon::CircleAlert, tokens.color.danger, tokens.color.danger_text),
        Severity::Warning => (Icon::TriangleAlert, tokens.color.warning, tokens.color.warning_text),
    };
    let left = tokens.size.icon + tokens.size.gap_8;
    let room = ui.available_width() - left;
    let galley = paint::paragraph(ui.painter(), &problem.message, (&tokens.font.ui, color), room);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &problem.message));
    let middle = pos2(rect.left() + tokens.size.icon / 2.0, rect.top() + tokens.size.line / 2.0);
    paint_icon(ui.painter(), icon, middle, tokens.size.icon, tint);
    ui.painter().galley(rect.min + vec2(left, 0.0), galley, color);
}

fn write(ui: &mut Ui, text: &str, (face, tone): (&FontId, Color32)) {
    let galley = paint::paragraph(ui.painter(), text, (face, tone), ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.min, galley, tone);
}

/// What the schema says of the word, and the value it has.
fn about(ui: &mut Ui, cx: &ViewCtx<'_>, tab: &Tab, found: &Pointed) {
    let Some(hover) = &found.hover else { return };
    let (color, font) = (&cx.tokens.color, &cx.tokens.font);
    write(ui, &hover.title, (&font.mono, color.text));
    if let Some(value) = &found.value {
        write(ui, &format!("Value: {value}"), (&font.mono_small, color.text_subdued));
    }
    if let Some(why) = &hover.deprecated {
        let words = if why.is_empty() { "Deprecated".to_owned() } else { format!("Deprecated: {why}") };
        write(ui, &words, (&font.secondary, color.warning_text));
    }
    let account = tab.account.as_ref().and_then(|key| cx.state.accounts.get(key));
    for scope in &hover.scopes {
        let lacks = Scope::from_name(scope).is_some_and(|s| account.is_some_and(|row| row.scopes.lacks(s)));
        let (words, tone) = if lacks {
            (format!("Needs {scope}, which this token lacks"), color.warning_text)
        } else {
            (format!("Needs {scope}"), color.text_subdued)
        };
        write(ui, &words, (&font.secondary, tone));
    }
    if let Some(words) = &hover.description {
        write(ui, words.trim(), (&font.secondary, color.text));
    }
    for argument in hover.arguments.iter().take(ARGUMENTS) {
        write(ui, argument, (&font.mono_small, color.text_subdued));
    }
    let more = hover.arguments.len().saturating_sub(ARGUMENTS);
    if more > 0 {
        write(ui, &format!("and {more} more arguments"), (&font.secondary, color.text_subdued));
    }
}

/// Where one can go from here.
fn buttons(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, (problems, known): (&[Problem], Option<&Pointed>)) {
    let word = known.filter(|found| found.hover.is_some()).map(|found| found.byte);
    let revision = cx.buffers.get(tab.id).map_or(0, |texts| texts.query.revision());
    let looked = cx.state.problems.looked(tab.id, revision);
    let fix =
        tab.problems.iter().zip(looked.into_iter().flat_map(|l| &l.fixes)).find_map(|(problem, fixes)| {
            problems.contains(problem).then(|| fixes.first().cloned()).flatten()
        });
    if word.is_none() && fix.is_none() {
        return;
    }
    let mut asked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_4;
        if let Some(fix) = fix
            && ui.add(Button::secondary(&fix.title).tiny()).clicked()
        {
            let fix = Box::new(fix);
            asked = Some(Action::Problems(ProblemsAction::Fix { tab: tab.id, revision, fix }));
        }
        let ways = [
            ("Definition", "Go to the definition", WordGoal::Definition),
            ("Type", "Show the type in the API", WordGoal::Type),
        ];
        for (name, command, goal) in ways.into_iter().filter(|_| word.is_some()) {
            if ui.add(Button::ghost(&with_keys(name, command)).tiny()).clicked() {
                asked = Some(Action::Writing(WritingAction::Follow { tab: tab.id, byte: word, goal }));
            }
        }
    });
    if let Some(action) = asked {
        cx.act(action);
        close(cx, tab);
    }
}
