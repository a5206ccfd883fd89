//! The head of the explorer: where the schema is from, reload, files, and what changed.

use eframe::egui::Ui;

use crate::app::{Action, ExplorerAction, Place, SchemaFile, SchemaSource, schema_account, shown_schema};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{from_right, row};
use crate::ui::theme::Icon;
use crate::ui::widgets::{IconButton, MenuItem, menu, menu_line, panel_title, tooltip};

/// Title, count and tools. `beside` the query there is a way back to the list of queries.
pub fn title(ui: &mut Ui, cx: &mut ViewCtx<'_>, beside: bool) {
    let rect = ui.max_rect();
    let count = shown_schema(cx.state).map(|s| format::count(s.type_count() as u64)).unwrap_or_default();
    let heading = panel_title(ui, "API", &count);
    if let Some(words) = source_words(cx) {
        tooltip(heading, &words);
    }
    row(ui, rect, &cx.tokens.clone(), |ui| {
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_4;
            if beside {
                if ui.add(IconButton::new(Icon::Bookmark, "Show the list of queries")).clicked() {
                    cx.act(Action::Explorer(ExplorerAction::BesideQuery(false)));
                }
                if ui.add(IconButton::new(Icon::PanelRightClose, "Open in full")).clicked() {
                    cx.act(Action::Go(Place::Api));
                }
            }
            more(ui, cx);
            changes(ui, cx);
        });
    });
}

/// A word about what the last reading changed.
fn changes(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let changes = schema_account(cx.state).and_then(|key| cx.state.explorer.changes.get(key));
    let Some(changes) = changes.filter(|c| !c.is_empty()) else { return };
    let breaking = changes.iter().filter(|c| c.breaking).count();
    let words = match (changes.len(), breaking) {
        (1, _) => "1 change since the schema was read before".to_owned(),
        (n, 0) => format!("{} changes since the schema was read before", format::count(n as u64)),
        (n, b) => {
            format!(
                "{} changes since the schema was read before, {b} of them breaking",
                format::count(n as u64)
            )
        }
    };
    let color = if breaking > 0 { cx.tokens.color.warning } else { cx.tokens.color.icon };
    if ui.add(IconButton::new(Icon::Diff, &words).color(color)).clicked() {
        cx.act(Action::Explorer(ExplorerAction::ShowChanges));
    }
}

fn more(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let button = ui.add(IconButton::new(Icon::Ellipsis, "More about the schema"));
    let key = schema_account(cx.state).cloned();
    let there = shown_schema(cx.state).is_some();
    let shown = cx.state.explorer.show_deprecated;
    let mut act = |action| cx.actions.push(action);
    menu(&button, |ui| {
        if let Some(key) = &key
            && ui.add(MenuItem::new("Reload the schema").icon(Icon::History)).clicked()
        {
            act(Action::RefreshSchema(key.clone()));
        }
        let item = MenuItem::new("Show deprecated");
        let item = if shown { item.icon(Icon::Check) } else { item };
        if ui.add(item).clicked() {
            act(Action::Explorer(ExplorerAction::ShowDeprecated(!shown)));
        }
        if ui.add(MenuItem::new("What changed").icon(Icon::Diff)).clicked() {
            act(Action::Explorer(ExplorerAction::ShowChanges));
        }
        menu_line(ui);
        if ui.add(MenuItem::new("Open a schema file…").icon(Icon::Folder)).clicked() {
            act(Action::Explorer(ExplorerAction::Choose(SchemaFile::Open)));
        }
        if there {
            if ui.add(MenuItem::new("Export as SDL…").icon(Icon::Download)).clicked() {
                act(Action::Explorer(ExplorerAction::Choose(SchemaFile::SaveSdl)));
            }
            if ui.add(MenuItem::new("Export as JSON…").icon(Icon::Download)).clicked() {
                act(Action::Explorer(ExplorerAction::Choose(SchemaFile::SaveJson)));
            }
        }
    });
}

/// Where the schema is from, in words.
fn source_words(cx: &ViewCtx<'_>) -> Option<String> {
    let key = schema_account(cx.state)?;
    let server = key.origin.host_and_port();
    Some(match cx.state.explorer.sources.get(key)? {
        SchemaSource::Server(at) => format!("Read from {server} {}", format::ago(*at, format::now())),
        SchemaSource::Kept(at) => {
            format!("Kept on this computer, read from {server} {}", format::ago(*at, format::now()))
        }
        SchemaSource::File(path) => format!("From the file {}", path.display()),
    })
}
