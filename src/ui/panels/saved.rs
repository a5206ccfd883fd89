//! Saved queries in the list beside the tabs: folders, files, what is looked for; and what is asked.

use std::collections::HashSet;

use dapple_data::ids::display_name;
use eframe::egui::{Context, Id, Label, RichText, Ui};

use crate::app::{Action, Remote, SavedAction, SavedDialog, TabId, wrong_query_name};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Button, Chosen, ListRow, MenuItem, TextField, context_menu, dialog, dialog_footer, menu_line,
    section_label,
};

/// More files than this have a field to look for one.
const FEW: usize = 8;
/// The most rows that are drawn; looking for a name narrows them.
const MOST_ROWS: usize = 300;

/// How the saved queries are looked at.
#[derive(Default)]
pub struct SavedView {
    typed: String,
    /// Folders whose files are hidden.
    folded: HashSet<String>,
}

/// Draws the section into the list.
pub fn section(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let saved = &cx.state.saved;
    let list = saved.list.value().cloned();
    let count = list.as_ref().map(|list| list.files.len()).unwrap_or_default();
    let label = section_label(ui, "Saved", &count.to_string(), false);
    context_menu(&label, |ui| folder_menu(ui, cx));
    if let Remote::Failed { error, .. } = &saved.list {
        note(ui, cx, &format!("{}. {}", error.title, error.advice));
        return;
    }
    let Some(list) = list else { return };
    if list.files.is_empty() {
        return note(ui, cx, "Ctrl S saves a query here, as a file");
    }
    let mut view = std::mem::take(&mut cx.views.saved);
    if list.files.len() > FEW {
        ui.horizontal(|ui| {
            ui.add_space(cx.tokens.size.row_padding);
            let width = ui.available_width() - cx.tokens.size.row_padding;
            let field = TextField::new(&mut view.typed, "Look for a saved query");
            field.small().icon(Icon::Search).placeholder("Look for").clearable().width(width).show(ui);
        });
        ui.add_space(cx.tokens.size.gap_4);
    }
    let low = view.typed.trim().to_lowercase();
    let open = cx.state.current().and_then(|tab| tab.saved.as_ref()).map(|link| link.path.clone());
    let mut shown = HashSet::new();
    let fits = |path: &&String| low.is_empty() || path.to_lowercase().contains(&low);
    for path in list.files.iter().filter(fits).take(MOST_ROWS) {
        if folders(ui, cx, (&mut view, low.is_empty()), path, &mut shown) {
            file(ui, cx, path, open.as_deref() == Some(path.as_str()));
        }
    }
    if list.cut {
        note(ui, cx, "Only the first 2,000 files are listed");
    }
    cx.views.saved = view;
}

/// The rows of the folders above a file that have none yet. Whether the file itself is shown.
fn folders(
    ui: &mut Ui,
    cx: &ViewCtx<'_>,
    (view, foldable): (&mut SavedView, bool),
    path: &str,
    shown: &mut HashSet<String>,
) -> bool {
    let steps: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    for (depth, at) in steps.into_iter().enumerate() {
        let Some(folder) = path.get(..at) else { continue };
        let folded = foldable && view.folded.contains(folder);
        if shown.insert(folder.to_owned()) {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            let icon = if folded { Icon::ChevronRight } else { Icon::ChevronDown };
            let indent = depth as f32 * cx.tokens.size.tree_indent;
            if ui.add(ListRow::new(&display_name(name)).icon(icon).indent(indent)).clicked() {
                if folded {
                    view.folded.remove(folder);
                } else {
                    view.folded.insert(folder.to_owned());
                }
            }
        }
        if folded {
            return false;
        }
    }
    true
}

fn file(ui: &mut Ui, cx: &mut ViewCtx<'_>, path: &str, open: bool) {
    let depth = path.matches('/').count();
    let name = path.rsplit('/').next().unwrap_or(path);
    let size = &cx.tokens.size;
    let indent = if depth == 0 { 0.0 } else { depth as f32 * size.tree_indent + size.gap_8 };
    let mark = if open { Chosen::Inactive } else { Chosen::No };
    let row =
        ui.push_id(path, |ui| ui.add(ListRow::new(&display_name(name)).indent(indent).chosen(mark))).inner;
    if row.clicked() {
        cx.act(Action::Saved(SavedAction::Open(path.to_owned())));
    }
    let mut act = |action| cx.actions.push(Action::Saved(action));
    context_menu(&row, |ui| {
        if ui.add(MenuItem::new("Open").icon(Icon::Braces)).clicked() {
            act(SavedAction::Open(path.to_owned()));
        }
        if ui.add(MenuItem::new("Rename…").icon(Icon::Folder)).clicked() {
            act(SavedAction::AskRename(path.to_owned()));
        }
        menu_line(ui);
        if ui.add(MenuItem::new("Delete").icon(Icon::Trash2).danger()).clicked() {
            act(SavedAction::Remove(path.to_owned()));
        }
    });
}

fn folder_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    if ui.add(MenuItem::new("Look again").icon(Icon::History)).clicked() {
        cx.act(Action::Saved(SavedAction::Look));
    }
    if ui.add(MenuItem::new("Choose the folder…").icon(Icon::Folder)).clicked() {
        cx.act(Action::Saved(SavedAction::AskFolder));
    }
}

fn note(ui: &mut Ui, cx: &ViewCtx<'_>, words: &str) {
    let tokens = &cx.tokens;
    ui.horizontal(|ui| {
        ui.add_space(tokens.size.row_padding);
        let words = RichText::new(words).font(tokens.font.secondary.clone()).color(tokens.color.text_subdued);
        ui.add(Label::new(words).wrap().selectable(false));
    });
}

/// The dialog that is open.
pub fn ask(ctx: &Context, cx: &mut ViewCtx<'_>, asked: &SavedDialog) {
    match asked {
        SavedDialog::Changed { tab, path, .. } => changed(ctx, cx, *tab, path),
        SavedDialog::Name { tab, suggested } => {
            let words =
                Words { title: "Save the query", field: "Name", verb: "Save", hint: "reports/All versions" };
            if let Some(name) = name(ctx, cx, &words, suggested, wrong_query_name) {
                cx.act(Action::Saved(SavedAction::SaveUnder(*tab, name)));
            }
        }
        SavedDialog::Rename(path) => {
            let words = Words { title: "Rename the saved query", field: "Name", verb: "Rename", hint: "" };
            if let Some(name) = name(ctx, cx, &words, path, wrong_query_name) {
                cx.act(Action::Saved(SavedAction::Rename(path.clone(), name)));
            }
        }
        SavedDialog::TabName(tab) => {
            let before = cx.state.tab(*tab).map(crate::app::Tab::title).unwrap_or_default();
            let words = Words { title: "Rename the tab", field: "Name", verb: "Rename", hint: "" };
            if let Some(name) = name(ctx, cx, &words, &before, |_| None) {
                cx.act(Action::RenameTab(*tab, name));
            }
        }
        SavedDialog::Folder => {
            let before = cx.state.saved.folder.display().to_string();
            let words =
                Words { title: "Folder of saved queries", field: "Path", verb: "Use this folder", hint: "" };
            let absolute = |path: &str| {
                let fits = path.trim().is_empty() || std::path::Path::new(path.trim()).is_absolute();
                (!fits).then_some("Write the whole path; leave it empty for the usual folder")
            };
            if let Some(path) = name(ctx, cx, &words, &before, absolute) {
                let folder = (!path.is_empty()).then(|| path.into());
                cx.act(Action::Saved(SavedAction::UseFolder(folder)));
            }
        }
    }
}

struct Words {
    title: &'static str,
    field: &'static str,
    verb: &'static str,
    hint: &'static str,
}

/// Asks for one line of text. Gives it once, when it was taken.
fn name(
    ctx: &Context,
    cx: &mut ViewCtx<'_>,
    words: &Words,
    before: &str,
    wrong: impl Fn(&str) -> Option<&'static str>,
) -> Option<String> {
    let id = Id::unique(("saved name", words.title));
    let mut text = ctx.data(|d| d.get_temp::<String>(id)).unwrap_or_else(|| before.to_owned());
    let mut done = None;
    let shown = dialog(ctx, words.title, "Folders are written with /", |ui| {
        let why = wrong(text.trim());
        let field = TextField::new(&mut text, words.field).label().placeholder(words.hint).error(why);
        let field = field.show(ui);
        cx.views.focus.begin_with(&field.response);
        dialog_footer(ui, "", |ui| {
            let fits = wrong(text.trim()).is_none();
            if ui.add_enabled(fits, Button::primary(words.verb)).clicked() || (field.submitted && fits) {
                done = Some(true);
            }
            if ui.add(Button::ghost("Cancel")).clicked() {
                done = Some(false);
            }
        });
    });
    let Some(yes) = done.or(shown.closed.then_some(false)) else {
        ctx.data_mut(|d| d.insert_temp(id, text));
        return None;
    };
    ctx.data_mut(|d| d.remove_temp::<String>(id));
    cx.act(Action::CloseDialog);
    yes.then(|| text.trim().to_owned())
}

/// Both texts are somebody's work: nothing is done without a word.
fn changed(ctx: &Context, cx: &mut ViewCtx<'_>, tab: TabId, path: &str) {
    let shown = dialog(ctx, "Another text is in this file", path, |ui| {
        let words = "The file holds something else than this tab knows of. \
                     What goes from the tab can be undone there; what goes from the file is gone";
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.text_subdued)).wrap());
        dialog_footer(ui, "", |ui| {
            if ui.add(Button::danger("Overwrite the file")).clicked() {
                cx.act(Action::Saved(SavedAction::KeepMine(tab)));
            }
            if ui.add(Button::secondary("Take the file's text")).clicked() {
                cx.act(Action::Saved(SavedAction::TakeTheirs(tab)));
            }
            let cancel = ui.add(Button::ghost("Cancel"));
            cx.views.focus.begin_with(&cancel);
            if cancel.clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}
