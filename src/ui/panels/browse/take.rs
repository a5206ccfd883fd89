//! Taking a list along: the button over it, with export, copy and command, and the keys that do the same.

use eframe::egui::Ui;

use crate::app::{Action, ListAction, ListRows};
use crate::ui::commands::keys_of;
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::Icon;
use crate::ui::widgets::{IconButton, MenuItem, menu, menu_line};

/// Adds the button of the list called `name` in the keyboard's words. `shown` says what its rows are called
/// and how many there are; `rows` gives them once something is done with them.
pub fn button(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    name: &'static str,
    (noun, shown): ((&str, &str), usize),
    rows: impl Fn() -> ListRows,
) {
    if cx.views.browse.regions.wants_export(name) && shown > 0 {
        cx.act(Action::List(ListAction::Export(Box::new(rows()))));
    }
    let (one, many) = noun;
    let words = format!("Export or copy the {many}");
    let button = ui.add_enabled(shown > 0, IconButton::new(Icon::Download, &words));
    menu(&button, |ui| {
        let count = format!("{} {}", format::count(shown as u64), if shown == 1 { one } else { many });
        let mut item = |ui: &mut Ui, item: MenuItem<'_>, action: fn(Box<ListRows>) -> ListAction| {
            if ui.add(item).clicked() {
                cx.actions.push(Action::List(action(Box::new(rows()))));
            }
        };
        let export = format!("Export {count}…");
        let keys = keys_of("Export");
        item(ui, MenuItem::new(&export).icon(Icon::Download).keys(&keys), ListAction::Export);
        let copy = format!("Copy {count}");
        item(ui, MenuItem::new(&copy).icon(Icon::Copy), ListAction::Copy);
        menu_line(ui);
        item(ui, MenuItem::new("Copy as command").icon(Icon::CodeXml), ListAction::CopyCommand);
    });
}
