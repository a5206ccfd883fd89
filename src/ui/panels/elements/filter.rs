//! The popup that narrows an element table down: a column, then a text, a range, or values to choose from.

use dapple_data::speckle::elements::{ColumnKey, Comparison, Computed, Condition, Pick, Wish};
use dapple_data::table::ColumnType;
use eframe::egui::{Rect, Response, ScrollArea, Ui, UiBuilder, vec2};

use super::words;
use crate::app::{Action, ElementsAction, ElementsTab, Look, Remote, Tab, Values};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Button, Checked, IconButton, ListKind, ListRow, ListState, TextField, VirtualList, drop_down,
    group_label, segment,
};

/// Width of the popup, and height of its lists, points.
const WIDTH: f32 = 320.0;
const LIST: f32 = 234.0;

/// What is being set up.
#[derive(Default)]
pub struct FilterDraft {
    open: bool,
    key: Option<ColumnKey>,
    search: String,
    text: String,
    from: String,
    to: String,
    values: ListState,
    /// The fields were filled from the wish.
    filled: bool,
    excludes: bool,
    /// The keyboard was given to the field of the column.
    greeted: bool,
}

impl FilterDraft {
    /// Opens the popup on its list of columns, or closes it.
    pub fn toggle(&mut self) {
        let open = !self.open;
        *self = Self { open, ..Self::default() };
    }

    /// Opens the popup on one column.
    pub fn begin(&mut self, key: ColumnKey) {
        *self = Self { open: true, key: Some(key), ..Self::default() };
    }

    /// Takes what the wish says of the column into the fields.
    fn fill(&mut self, wish: &Wish) {
        if self.filled {
            return;
        }
        self.filled = true;
        for (_, condition) in wish.filters.iter().filter(|(key, _)| Some(key) == self.key.as_ref()) {
            match condition {
                Condition::Contains(text) => self.text.clone_from(text),
                Condition::Compare(Comparison::More | Comparison::AtLeast, limit) => {
                    self.from.clone_from(limit)
                }
                Condition::Compare(_, limit) => self.to.clone_from(limit),
                Condition::NotAmong(_) => self.excludes = true,
                _ => {}
            }
        }
    }
}

/// Draws the popup under its button while it is open.
pub fn popup(
    button: &Response,
    cx: &mut ViewCtx<'_>,
    (tab, table, draft): (&Tab, &ElementsTab, &mut FilterDraft),
) {
    let mut open = draft.open;
    drop_down(button, &mut open, WIDTH, |ui| match draft.key.clone() {
        None => columns(ui, cx, (tab, table, draft)),
        Some(key) => conditions(ui, cx, (tab, table, draft), &key),
    });
    // A click on the very button has done its work already.
    if !button.clicked() && !open {
        draft.open = false;
    }
}

/// Which column: those in the table, and what is worked out.
fn columns(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, draft): (&Tab, &ElementsTab, &mut FilterDraft)) {
    let Some(wish) = table.present_wish() else { return };
    let field = TextField::new(&mut draft.search, "Column to filter by").icon(Icon::Search).small();
    let shown = field.placeholder("Which column").show(ui);
    if ui.memory(|memory| memory.focused().is_none()) {
        shown.response.request_focus();
    }
    let needle = draft.search.trim().to_lowercase();
    let Some(set) = table.set.value().cloned() else { return };
    let computed = Computed::ALL.into_iter().filter(|_| !set.elements.is_plain()).map(ColumnKey::Computed);
    let others = computed.filter(|key| !wish.columns.contains(key));
    let all = wish.columns.iter().cloned().chain(others);
    let fitting: Vec<ColumnKey> =
        all.filter(|key| words::name(&set, key).to_lowercase().contains(&needle)).collect();
    let mut chosen = (shown.submitted).then(|| fitting.first().cloned()).flatten();
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (nth, key) in fitting.iter().enumerate() {
            let row = ui
                .push_id(nth, |ui| ui.add(ListRow::new(&words::name(&set, key)).right(&words::group(key))))
                .inner;
            if row.clicked() {
                chosen = Some(key.clone());
            }
        }
    });
    if let Some(key) = chosen {
        cx.act(Action::Elements(ElementsAction::AskValues(tab.id, key.clone())));
        draft.begin(key);
    }
}

/// What must hold of the column.
fn conditions(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, table, draft): (&Tab, &ElementsTab, &mut FilterDraft),
    key: &ColumnKey,
) {
    let Some(wish) = table.present_wish() else { return };
    draft.fill(wish);
    let title = table.set.value().map(|set| words::name(set, key)).unwrap_or_default();
    head(ui, cx, tab, (draft, wish), (key, &title));
    let entry = table.entry(key);
    let is_number = entry.is_some_and(|entry| matches!(entry.kind, ColumnType::Integer | ColumnType::Float));
    if is_number {
        range(ui, cx, tab, (draft, wish), key);
    }
    let field = TextField::new(&mut draft.text, "Holds this text").icon(Icon::Search).small();
    let shown = field.placeholder("Holds this text").show(ui);
    if !std::mem::replace(&mut draft.greeted, true) {
        shown.response.request_focus();
    }
    let entered = shown.response.lost_focus() || shown.submitted || shown.cleared;
    if entered {
        let is = |condition: &Condition| matches!(condition, Condition::Contains(_));
        let wanted = Some(draft.text.trim().to_owned()).filter(|text| !text.is_empty());
        put(cx, tab, wish, (key, wanted.map(Condition::Contains)), is);
    }
    match &table.values {
        Remote::Ready { value, .. } if value.key == *key => choices(ui, cx, tab, (draft, wish), value),
        Remote::Failed { error, .. } => {
            group_label(ui, &error.title);
        }
        Remote::Idle => {
            // The rows changed: what is offered is counted anew.
            cx.act(Action::Elements(ElementsAction::AskValues(tab.id, key.clone())));
        }
        _ => {
            let waited = table.values.since().map_or(1.0, |since| (cx.now - since).max(0.0));
            crate::ui::widgets::loading_dots(ui, std::time::Duration::from_secs_f64(waited));
        }
    }
}

fn head(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    (draft, wish): (&mut FilterDraft, &Wish),
    (key, title): (&ColumnKey, &str),
) {
    let count = wish.filters.iter().filter(|(column, _)| column == key).count();
    ui.horizontal(|ui| {
        if ui.add(IconButton::new(Icon::ListFilter, "Another column")).clicked() {
            draft.key = None;
        }
        let tokens = &cx.tokens;
        let words = eframe::egui::RichText::new(title).font(tokens.font.ui_semibold.clone());
        ui.add(eframe::egui::Label::new(words).truncate());
        if count > 0 && ui.add(Button::ghost("Clear").tiny()).clicked() {
            // From the back, so that the places before stay right.
            for (at, _) in wish.filters.iter().enumerate().rev().filter(|(_, (column, _))| column == key) {
                cx.actions.push(Action::Elements(ElementsAction::Look(tab.id, Look::RemoveFilter(at))));
            }
            let key = draft.key.clone();
            *draft = FilterDraft { open: true, key, filled: true, ..FilterDraft::default() };
        }
    });
}

/// From and to, for numbers.
fn range(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    (draft, wish): (&mut FilterDraft, &Wish),
    key: &ColumnKey,
) {
    let half = (ui.available_width() - cx.tokens.size.gap_8) / 2.0;
    ui.horizontal(|ui| {
        for lower in [true, false] {
            let (text, name, words) = if lower {
                (&mut draft.from, "At least", "At least")
            } else {
                (&mut draft.to, "At most", "At most")
            };
            let odd = !text.trim().is_empty() && text.trim().parse::<f64>().is_err();
            let field = TextField::new(text, name).placeholder(words).small().mono().width(half);
            let shown = field.error(odd.then_some("")).show(ui);
            if !(shown.response.lost_focus() || shown.submitted) || odd {
                continue;
            }
            let limit = Some(text.trim().to_owned()).filter(|limit| !limit.is_empty());
            let comparison = if lower { Comparison::AtLeast } else { Comparison::AtMost };
            let is = move |condition: &Condition| match condition {
                Condition::Compare(Comparison::More | Comparison::AtLeast, _) => lower,
                Condition::Compare(..) => !lower,
                _ => false,
            };
            let wanted = limit.map(|limit| Condition::Compare(comparison, limit));
            put(cx, tab, wish, (key, wanted), is);
        }
    });
}

/// Puts a condition into the wish, in the place of the one of its kind; none takes that away.
fn put(
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    wish: &Wish,
    (key, wanted): (&ColumnKey, Option<Condition>),
    is: impl Fn(&Condition) -> bool,
) {
    let at = wish.filters.iter().position(|(column, condition)| column == key && is(condition));
    let look = match (wanted, at) {
        (Some(condition), Some(at)) => Look::EditFilter(at, condition),
        (Some(condition), None) => Look::Filter(key.clone(), condition),
        (None, Some(at)) => Look::RemoveFilter(at),
        (None, None) => return,
    };
    cx.act(Action::Elements(ElementsAction::Look(tab.id, look)));
}

/// The values there are, each with its count: those ticked stay, or go.
fn choices(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    (draft, wish): (&mut FilterDraft, &Wish),
    values: &Values,
) {
    let is = |condition: &Condition| matches!(condition, Condition::Among(_) | Condition::NotAmong(_));
    let held = wish.filters.iter().find(|(key, condition)| *key == values.key && is(condition));
    let picks: Vec<Pick> = match held {
        Some((_, Condition::Among(picks) | Condition::NotAmong(picks))) => picks.clone(),
        _ => Vec::new(),
    };
    let make = |excludes: bool, picks: Vec<Pick>| {
        let some = !picks.is_empty();
        some.then_some(if excludes { Condition::NotAmong(picks) } else { Condition::Among(picks) })
    };
    let open = usize::from(draft.excludes);
    if let Some(chosen) = segment(ui, "Values", &["Is one of", "Is none of"], open, false) {
        draft.excludes = chosen == 1;
        put(cx, tab, wish, (&values.key, make(draft.excludes, picks.clone())), is);
    }
    let rows = values.values.len();
    let tokens = cx.tokens.clone();
    let height = (rows as f32 * tokens.size.list_row).min(LIST);
    let (room, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), eframe::egui::Sense::hover());
    let name = |row: u64| {
        let value = usize::try_from(row).ok().and_then(|row| values.values.get(row));
        value.map(|(pick, count)| format!("{}, {count}", words::pick(pick))).unwrap_or_default()
    };
    let list =
        VirtualList::new("Values", rows as u64, tokens.size.list_row).kind(ListKind::List).row_name(&name);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(room).id_salt("values"));
    let output = list.show(&mut inner, &mut draft.values, |ui, row| {
        let value = usize::try_from(row.index).ok().and_then(|row| values.values.get(row));
        let Some((pick, count)) = value else { return };
        let on = picks.contains(pick);
        let size = &tokens.size;
        let mark =
            crate::ui::widgets::paint::square_at(row.seen.left() + size.gap_4, row.seen, size.check_box);
        let phase = crate::ui::widgets::paint::Phase { hovered: row.state.hovered, ..Default::default() };
        crate::ui::widgets::paint_check(ui, &tokens, mark, Checked::from(on), phase);
        let from = mark.right() + size.gap_8 - size.row_padding;
        let rest = Rect::from_min_max(eframe::egui::pos2(from, row.seen.top()), row.seen.max);
        ListRow::new(&words::pick(pick)).right(&format::count(*count as u64)).paint(ui, rest);
        ui.ctx().accesskit_node_builder(ui.scope_id(), |node| {
            node.set_toggled(if on { TRUE } else { FALSE });
        });
    });
    let by_key = (output.keys.space || output.keys.enter).then_some(draft.values.cursor).flatten();
    let toggled = output.clicked.map(|hit| hit.row).or(by_key);
    let toggled = toggled.and_then(|row| values.values.get(usize::try_from(row).ok()?));
    if let Some((pick, _)) = toggled {
        let mut picks = picks;
        if picks.contains(pick) {
            picks.retain(|other| other != pick);
        } else {
            picks.push(pick.clone());
        }
        put(cx, tab, wish, (&values.key, make(draft.excludes, picks)), is);
    }
    if values.more > 0 {
        group_label(
            ui,
            &format!("and {} more values: type a text they hold", format::count(values.more as u64)),
        );
    }
}

const TRUE: eframe::egui::accesskit::Toggled = eframe::egui::accesskit::Toggled::True;
const FALSE: eframe::egui::accesskit::Toggled = eframe::egui::accesskit::Toggled::False;
