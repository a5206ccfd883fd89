//! Ways to look at a table that are one click away: presets of the source app, and views saved by name.

use dapple_data::ids::display_name;
use eframe::egui::Ui;

use crate::app::{Action, ElementSet, ElementsAction, Look, Tab, ViewAction};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Chip, MenuItem, Word, menu_line};
use dapple_data::speckle::elements::Wish;

/// The most views that a menu lists.
const MOST_VIEWS: usize = 40;

fn act(cx: &mut ViewCtx<'_>, action: ElementsAction) {
    cx.act(Action::Elements(action));
}

/// The presets, as chips over the columns.
pub fn chips(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, (set, wish): (&ElementSet, &Wish)) {
    ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_4;
    for (preset, columns) in set.layout.presets() {
        let on = *columns == wish.columns;
        let chip = Chip::new(&[Word::Plain(preset.name())]).on(on).show(ui);
        if chip.response.clicked() {
            act(cx, ElementsAction::Look(tab.id, Look::Preset(*preset)));
        }
    }
}

/// The saved views to look through, and what can be done with the one in use.
pub fn items(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, (set, wish): (&ElementSet, &Wish)) {
    let tables = &cx.state.element_tables;
    let of_answer = set.answer.is_some();
    let used = tables.named(wish, of_answer).map(|view| (view.id, display_name(&view.name).into_owned()));
    let mut chosen = None;
    let fitting: Vec<_> = tables.views.iter().filter(|view| view.fits(of_answer)).take(MOST_VIEWS).collect();
    for view in &fitting {
        let icon =
            if used.as_ref().is_some_and(|(id, _)| *id == view.id) { Icon::Check } else { Icon::Bookmark };
        if ui.add(MenuItem::new(&display_name(&view.name)).icon(icon)).clicked() {
            chosen = Some(ViewAction::Use(tab.id, view.id));
        }
    }
    if !fitting.is_empty() {
        menu_line(ui);
    }
    if ui.add(MenuItem::new("Save this view…").icon(Icon::Plus)).clicked() {
        chosen = Some(ViewAction::AskSave(tab.id));
    }
    if let Some((id, name)) = used {
        if ui.add(MenuItem::new(&format!("Rename {name}…")).icon(Icon::Bookmark)).clicked() {
            chosen = Some(ViewAction::AskRename(id));
        }
        if ui.add(MenuItem::new(&format!("Delete {name}…")).icon(Icon::Trash2)).clicked() {
            chosen = Some(ViewAction::AskDelete(id));
        }
    }
    if let Some(action) = chosen {
        cx.actions.push(Action::Elements(ElementsAction::View(action)));
    }
}
