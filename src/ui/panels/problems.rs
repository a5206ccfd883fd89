//! Under the editor: the list of problems with their fixes, and what the token may not ask for. At the caret:
//! the light bulb and the fixes to choose from.

use dapple_data::graphql::{Problem, Severity};
use dapple_data::schema::{MISSING_SCOPE, NeededScope};
use eframe::egui::{Align2, Area, Id, Key, Modifiers, Order, Rect, Role, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::app::{Action, FixMenu, ProblemsAction, Tab, TabId, TextOf, has_fix_on_line};
use crate::ui::commands::with_keys;
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_bottom, cut_top, from_right, line_above, region, row};
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::{
    Alert, AlertAction, Button, IconButton, ListRow, ListState, MenuItem, Tone, VirtualList, paint,
    panel_title, popup_frame, tooltip,
};

/// How the problems are looked at.
#[derive(Default)]
pub struct ProblemsView {
    list: ListState,
    /// The last jump that the editor took the keyboard for.
    jumps: u64,
    /// The fix that the keyboard stands on.
    choice: usize,
    /// The held run whose first way out got the keyboard.
    held_for: Option<(TabId, u64)>,
    /// The menu that this choice is of.
    choice_of: Option<(TabId, u64)>,
}

/// Rows that the list shows at once, at most.
const ROWS: usize = 6;

/// The problems of both texts, as the list has them.
fn all(tab: &Tab) -> impl Iterator<Item = (TextOf, usize, &Problem)> {
    let own = tab.problems.iter().enumerate().map(|(index, p)| (TextOf::Query, index, p));
    own.chain(tab.variable_problems.iter().enumerate().map(|(index, p)| (TextOf::Variables, index, p)))
}

/// Errors and warnings.
fn counts(tab: &Tab) -> (usize, usize) {
    let errors = all(tab).filter(|(_, _, p)| p.severity == Severity::Error).count();
    (errors, all(tab).count() - errors)
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn counts_words(tab: &Tab) -> String {
    match counts(tab) {
        (0, 0) => "no problems".to_owned(),
        (errors, 0) => counted(errors, "error"),
        (0, warnings) => counted(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}

/// The count in the tool row; a click opens and folds the list.
pub fn counter(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let (errors, warnings) = counts(tab);
    let open = cx.state.problems.list_open;
    if errors + warnings == 0 && !open {
        return;
    }
    let (icon, color) = match (errors, warnings) {
        (0, 0) => (Icon::CircleCheck, cx.tokens.color.success),
        (0, _) => (Icon::TriangleAlert, cx.tokens.color.warning),
        _ => (Icon::CircleAlert, cx.tokens.color.danger),
    };
    let verb = if open { "Hide the problems" } else { "Show the problems" };
    let name = format!("{verb}: {}", counts_words(tab));
    let count = crate::ui::format::count((errors + warnings) as u64);
    let response = ui.add(Button::ghost(&count).small().icon(icon));
    // The icon says by its colour how bad it is; the name says it in words.
    let mark =
        paint::square_at(response.rect.left() + cx.tokens.size.gap_8, response.rect, cx.tokens.size.icon);
    paint_icon(ui.painter(), icon, mark.center(), cx.tokens.size.icon, color);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &name));
    if tooltip(response, &name).clicked() {
        cx.act(Action::Problems(ProblemsAction::ShowList(!open)));
    }
}

/// Takes the room of list and alert off the bottom of the editor's, and draws them there.
pub fn below(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, rest: &mut Rect) {
    let tokens = cx.tokens.clone();
    if cx.state.problems.list_open {
        let rows = all(tab).count().clamp(1, ROWS) as f32;
        let room = tokens.size.panel_title + rows * tokens.size.list_row;
        let list = cut_bottom(rest, room.min(rest.height() / 2.0));
        region(ui, "problems", list, tokens.color.bg_content, |ui| self::list(ui, cx, tab));
        line_above(ui, list, &tokens);
    }
    let revision = cx.buffers.get(tab.id).map_or(0, |texts| texts.query.revision());
    let missing = cx.state.problems.missing(tab.id, revision).to_vec();
    if !missing.is_empty() {
        let size = &tokens.size;
        // As high as two lines and a row of buttons, whatever they say: the text above never moves by it.
        let inner =
            size.line + size.line_secondary + size.button_small + 3.0 * size.gap_4 + 2.0 * size.gap_12;
        let room = cut_bottom(rest, (inner + 2.0 * size.gap_12).min(rest.height() / 2.0));
        region(ui, "scopes", room, tokens.color.bg_content, |ui| {
            let padded = ui.max_rect().shrink(tokens.size.gap_12);
            region(ui, "scope alert", padded, tokens.color.bg_content, |ui| {
                alert(ui, cx, tab, revision, &missing)
            });
        });
    }
}

fn list(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.panel_title);
    region(ui, "problems head", head, tokens.color.bg_content, |ui| {
        panel_title(ui, "Problems", &counts_words(tab));
        row(ui, head, &tokens, |ui| {
            from_right(ui, |ui| {
                if ui.add(IconButton::new(Icon::X, "Close the list of problems")).clicked() {
                    cx.act(Action::Problems(ProblemsAction::ShowList(false)));
                }
            });
        });
    });
    region(ui, "problems rows", rest, tokens.color.bg_content, |ui| rows(ui, cx, tab));
}

fn rows(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let Some(texts) = cx.buffers.get(tab.id) else { return };
    let revision = texts.query.revision();
    let fixes = cx.state.problems.looked(tab.id, revision).map(|l| l.fixes.as_slice()).unwrap_or_default();
    let places: Vec<(TextOf, usize, &Problem)> = all(tab).collect();
    let place = |text: TextOf, problem: &Problem| {
        let buffer = if text == TextOf::Query { &texts.query } else { &texts.variables };
        let (line, column) = buffer.line_col(buffer.char_of_byte(problem.range.start));
        let of = if text == TextOf::Variables { "variables " } else { "" };
        format!("{of}{}:{}", line + 1, column + 1)
    };
    let words = |text: TextOf, problem: &Problem| -> String {
        let subject = match (text, problem.code) {
            // At its line the field stands beside it; here it has to be named.
            (TextOf::Query, MISSING_SCOPE) => {
                let chars = texts.query.chars_of_bytes(&problem.range);
                format!("{} ", texts.query.rope().slice(chars))
            }
            _ => String::new(),
        };
        format!("{subject}{}", problem.message)
    };
    let at = |index: u64| usize::try_from(index).ok().and_then(|index| places.get(index));
    let name = |index: u64| {
        at(index).map(|(text, _, p)| format!("{}, {}", words(*text, p), place(*text, p))).unwrap_or_default()
    };
    let mut asked = None;
    let state = &mut cx.views.problems.list;
    let output = VirtualList::new("Problems", places.len() as u64, tokens.size.list_row)
        .row_name(&name)
        .show(ui, state, |ui, row| {
            let Some((text, index, problem)) = at(row.index) else { return };
            let (icon, tint) = match problem.severity {
                Severity::Error => (Icon::CircleAlert, tokens.color.danger),
                Severity::Warning => (Icon::TriangleAlert, tokens.color.warning),
            };
            let mut room = row.seen;
            let first = (*text == TextOf::Query).then(|| fixes.get(*index).and_then(|f| f.first())).flatten();
            if let Some(fix) = first {
                let button = Button::secondary(&fix.title).tiny();
                let inner = room.shrink2(vec2(tokens.size.row_padding, 0.0));
                let response = ui.scope_builder(
                    eframe::egui::UiBuilder::new()
                        .max_rect(inner)
                        .layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center))
                        .id_salt(("fix", row.index)),
                    |ui| ui.add(button),
                );
                room.max.x = response.inner.rect.left() - tokens.size.gap_8 + tokens.size.row_padding;
                if response.inner.clicked() {
                    let fix = Box::new(fix.clone());
                    asked = Some(ProblemsAction::Fix { tab: tab.id, revision, fix });
                }
            }
            let (words, place) = (words(*text, problem), place(*text, problem));
            ListRow::new(&words).icon(icon).icon_color(tint).right(&place).paint(ui, room);
        });
    let by_key = output.keys.enter.then_some(state.cursor).flatten();
    if let Some((text, index, _)) = output.clicked.map(|hit| hit.row).or(by_key).and_then(at) {
        let go = ProblemsAction::GoTo { tab: tab.id, text: *text, index: *index };
        asked = asked.or(Some(go));
    }
    if let Some(action) = asked {
        cx.actions.push(Action::Problems(action));
    }
}

/// One alert for all fields that the token may not ask for: the fix first.
fn alert(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, revision: u64, missing: &[NeededScope]) {
    let Some(looked) = cx.state.problems.looked(tab.id, revision) else { return };
    let fixes = &looked.scope_fixes;
    let (mut title, reason) = scope_words(missing);
    let held = cx.state.problems.is_held(tab.id, revision);
    if held {
        title = format!("Not run yet: {title}");
    }
    let mut buttons: Vec<&str> = Vec::new();
    let mut does: Vec<Option<ProblemsAction>> = Vec::new();
    for fix in [&fixes.remove, &fixes.split].into_iter().flatten() {
        buttons.push(&fix.title);
        does.push(Some(ProblemsAction::Fix { tab: tab.id, revision, fix: Box::new(fix.clone()) }));
    }
    buttons.push("Run anyway");
    does.push(Some(ProblemsAction::RunAnyway(tab.id)));
    // A run that was held back by a key goes on by keys.
    let alert = Alert::new(Tone::Warning, &title).reason(&reason).buttons(&buttons);
    let takes = held && cx.views.problems.held_for != Some((tab.id, revision));
    cx.views.problems.held_for = held.then_some((tab.id, revision));
    if let Some(AlertAction::Button(used)) = alert.begin_with_buttons(takes).show(ui)
        && let Some(action) = does.get_mut(used).and_then(Option::take)
    {
        cx.actions.push(Action::Problems(action));
    }
}

/// What the token lacks, and what leaving it in does to the answer.
fn scope_words(missing: &[NeededScope]) -> (String, String) {
    let mut scopes: Vec<&str> = missing.iter().map(|n| n.scope.as_str()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut fields: Vec<&str> =
        missing.iter().map(|n| n.path.rsplit('.').next().unwrap_or(&n.path)).collect();
    fields.dedup();
    let subject = match fields.as_slice() {
        [only] => format!("{only} needs"),
        [first, second] => format!("{first} and {second} need"),
        [first, rest @ ..] => format!("{first} and {} more need", rest.len()),
        [] => String::new(),
    };
    let title = format!("{subject} {}, which this token lacks", scopes.join(" and "));
    let mut emptied: Vec<&str> = missing.iter().map(|n| n.emptied.as_str()).collect();
    emptied.sort_unstable();
    emptied.dedup();
    let it = if fields.len() == 1 { "it" } else { "them" };
    let reason = match emptied.as_slice() {
        [""] | ["", ..] => format!("Leaving {it} in empties the whole answer"),
        [only] if missing.iter().all(|n| n.path == *only) => format!("Left in, {only} comes back empty"),
        [only] => format!("Leaving {it} in empties {only}"),
        [first, rest @ ..] => format!("Leaving {it} in empties {first} and {} more", rest.len()),
        [] => String::new(),
    };
    (title, reason)
}

/// The keyboard goes to the editor that a problem was walked to in.
pub fn takes_keyboard(cx: &mut ViewCtx<'_>, tab: TabId, text: TextOf) -> bool {
    let problems = &cx.state.problems;
    if problems.jumps == cx.views.problems.jumps || problems.jumped_to != Some((tab, text)) {
        return false;
    }
    cx.views.problems.jumps = problems.jumps;
    true
}

/// Keys of the open menu, taken before the editor sees them.
pub fn menu_keys(ui: &Ui, cx: &mut ViewCtx<'_>, tab: TabId) {
    let Some(menu) = open_menu(cx, tab) else { return };
    let (count, revision) = (menu.fixes.len(), menu.revision);
    let chosen = menu.fixes.get(cx.views.problems.choice).cloned();
    let view = &mut cx.views.problems;
    if view.choice_of != Some((tab, revision)) {
        (view.choice_of, view.choice) = (Some((tab, revision)), 0);
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) && count > 0 {
        view.choice = (view.choice + 1) % count;
    }
    if pressed(Key::ArrowUp) && count > 0 {
        view.choice = (view.choice + count - 1) % count;
    }
    if pressed(Key::Escape) {
        cx.act(Action::Problems(ProblemsAction::CloseFixes));
    } else if (pressed(Key::Enter) || pressed(Key::Tab))
        && let Some(fix) = chosen
    {
        cx.act(Action::Problems(ProblemsAction::Fix { tab, revision, fix: Box::new(fix) }));
    }
}

fn open_menu<'a>(cx: &ViewCtx<'a>, tab: TabId) -> Option<&'a FixMenu> {
    cx.state.problems.menu.as_ref().filter(|menu| menu.tab == tab)
}

/// The light bulb at the caret's line, and the open menu under the caret.
pub fn at_caret(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, (caret, line): (Option<Rect>, usize)) {
    let tokens = cx.tokens.clone();
    let Some(caret) = caret else { return };
    let bulb = cx.buffers.get(tab.id).is_some_and(|t| has_fix_on_line(cx.state, tab, &t.query, line));
    if bulb {
        let side = tokens.size.button_tiny;
        let at = pos2(ui.max_rect().left() + tokens.size.gap_2, caret.center().y - side / 2.0);
        let name = with_keys("Show fixes", "Show fixes");
        let button = IconButton::new(Icon::Lightbulb, &name).side(side).color(tokens.color.warning);
        if ui.place(Rect::from_min_size(at, Vec2::splat(side)), button).clicked() {
            cx.act(Action::Problems(ProblemsAction::AskFixes(tab.id)));
        }
    }
    if open_menu(cx, tab.id).is_some() {
        menu(ui, cx, tab.id, caret);
    }
}

fn menu(ui: &Ui, cx: &mut ViewCtx<'_>, tab: TabId, caret: Rect) {
    let tokens = cx.tokens.clone();
    let Some(menu) = open_menu(cx, tab) else { return };
    let choice = cx.views.problems.choice;
    let mut asked = None;
    let area = Area::new(Id::unique("fixes"))
        .order(Order::Foreground)
        .fixed_pos(caret.left_bottom() + vec2(0.0, tokens.size.gap_4))
        .pivot(Align2::LEFT_TOP)
        .constrain(true);
    let shown = area.show(ui.ctx(), |ui| {
        popup_frame(&tokens).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_width(tokens.size.menu_min * FIXES_WIDE);
            if menu.fixes.is_empty() {
                ui.add_enabled(false, MenuItem::new("Nothing to fix here"));
            }
            for (index, fix) in menu.fixes.iter().enumerate() {
                let icon = if index == choice { Icon::ChevronRight } else { Icon::Lightbulb };
                if ui.add(MenuItem::new(&fix.title).icon(icon)).clicked() {
                    let fix = Box::new(fix.clone());
                    asked = Some(ProblemsAction::Fix { tab, revision: menu.revision, fix });
                }
            }
        });
    });
    let elsewhere = shown.response.clicked_elsewhere()
        || cx.buffers.get(tab).is_none_or(|texts| texts.query.revision() != menu.revision);
    if let Some(action) = asked {
        cx.actions.push(Action::Problems(action));
    } else if elsewhere {
        cx.actions.push(Action::Problems(ProblemsAction::CloseFixes));
    }
}

/// Titles of fixes are longer than those of menus.
const FIXES_WIDE: f32 = 1.5;
