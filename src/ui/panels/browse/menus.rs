//! What can be done with anything that has an address: open, copy, query.

use dapple_data::url::Link;
use eframe::egui::Ui;

use super::parts;
use crate::app::{AccountKey, Action, BrowseAction};
use crate::ui::commands::{COPY, keys_text};
use crate::ui::theme::Icon;
use crate::ui::widgets::{MenuItem, menu_line};

/// Adds the rows that every thing has; `id` is what "Copy id" copies, `cells` what "Copy row" does.
pub fn thing(
    ui: &mut Ui,
    (account, link): (&AccountKey, &Link),
    (id, cells): (&str, Vec<String>),
    actions: &mut Vec<Action>,
) {
    if ui.add(MenuItem::new("Query this").icon(Icon::Braces)).clicked() {
        actions.push(Action::Browse(BrowseAction::Query(account.clone(), link.clone())));
    }
    if ui.add(MenuItem::new("Open in the browser").icon(Icon::ExternalLink)).clicked() {
        actions.push(Action::Browse(BrowseAction::OpenInBrowser(account.clone(), link.clone())));
    }
    menu_line(ui);
    if ui.add(MenuItem::new("Copy link").icon(Icon::Copy)).clicked() {
        actions.extend(link.address(&account.origin).map(Action::Copy));
    }
    if ui.add(MenuItem::new("Copy row").icon(Icon::Copy).keys(&keys_text(COPY))).clicked() {
        actions.push(parts::copy_cells(vec![cells]));
    }
    if ui.add(MenuItem::new("Copy id").icon(Icon::Copy)).clicked() {
        actions.push(Action::Copy(id.to_owned()));
    }
}
