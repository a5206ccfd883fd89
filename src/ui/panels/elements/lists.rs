//! Which rows of an answer the table is made of: one of its lists, or what a filter selects.

use dapple_data::document::visible;
use dapple_data::ids::display_name;
use eframe::egui::Ui;

use crate::app::{Action, ElementSet, FindAction, RowsOf, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Chip, MenuItem, Word, menu};

/// The most lists that are offered.
const MOST_LISTS: usize = 30;
/// The longest path on the chip, in letters; its end says what is in it. The second where there is little room.
const MOST_LETTERS: (usize, usize) = (30, 16);
/// What counts as little, points.
const LITTLE: f32 = 620.0;

/// Draws the chip with its menu.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, set): (&Tab, &ElementSet)) {
    let (Some(rows), Some(answer)) = (&set.answer, tab.answer.value()) else { return };
    let path_of = |path: &dapple_data::document::Path| match path.dotted() {
        path if path.is_empty() => "The whole answer".to_owned(),
        path => visible(&path).into_owned(),
    };
    let current = rows.answer.lists.iter().find(|list| Some(list.node) == rows.list());
    let (word, name) = match &rows.of {
        RowsOf::List(_) => ("List", current.map(|list| path_of(&list.path)).unwrap_or_default()),
        RowsOf::Values(filtered) => ("Filter", display_name(&filtered.text).into_owned()),
    };
    let most = if ui.available_width() < LITTLE { MOST_LETTERS.1 } else { MOST_LETTERS.0 };
    let name = if rows.list().is_some() { shortened(&name, most) } else { begun(&name, most) };
    let chip = Chip::new(&[Word::Subdued(word), Word::Mono(&name)]).icon(Icon::ListTree).menu().show(ui);
    menu(&chip.response, |ui| {
        for list in answer.lists.iter().take(MOST_LISTS) {
            let icon = if Some(list.node) == rows.list() { Icon::Check } else { Icon::ListTree };
            let count = format::count(list.len as u64);
            if ui.add(MenuItem::new(&path_of(&list.path)).icon(icon).keys(&count)).clicked() {
                cx.actions.push(Action::ChooseList(tab.id, list.node));
            }
        }
        let filtered = tab.find.filtered.value().filter(|filtered| !filtered.nodes.is_empty());
        if let Some(filtered) = filtered {
            let icon = if rows.list().is_none() { Icon::Check } else { Icon::ListFilter };
            let count = format::count(filtered.nodes.len() as u64);
            if ui.add(MenuItem::new(&display_name(&filtered.text)).icon(icon).keys(&count)).clicked() {
                cx.actions.push(Action::FindInAnswer(tab.id, FindAction::Tabulate));
            }
        }
    });
}

/// The beginning of a long filter.
fn begun(filter: &str, most: usize) -> String {
    let begin: String = filter.chars().take(most).collect();
    if begin.len() < filter.len() { format!("{begin}…") } else { begin }
}

/// The end of a long path.
fn shortened(path: &str, most: usize) -> String {
    let count = path.chars().count();
    if count <= most {
        return path.to_owned();
    }
    let end: String = path.chars().skip(count - most).collect();
    // A whole key is better read than a part of one.
    let end = end.split_once('.').map_or(end.as_str(), |(_, end)| end);
    format!("…{end}")
}
