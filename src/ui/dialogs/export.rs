//! Export: what, in which form, where to; then how far it has come.

use dapple_data::export::{Decimal, Delimiter};
use dapple_data::ids::display_name;
use eframe::egui::{Context, Label, Rect, RichText, Ui, vec2};

use crate::app::{
    Action, ExportForm, ExportKind, ExportOf, ExportWhat, Failed, JsonLayout, ListRows, TabId, export_rows,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::panels::{elements_words, failure_alert};
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Button, CheckBox, Radio, TextField, dialog, dialog_footer, group_label, progress_bar_at, segment,
};

/// Formats with their names.
const KINDS: [(ExportKind, &str); 6] = [
    (ExportKind::Xlsx, "Excel"),
    (ExportKind::Csv, "CSV"),
    (ExportKind::Ndjson, "NDJSON"),
    (ExportKind::Json, "JSON"),
    (ExportKind::Parquet, "Parquet"),
    (ExportKind::Markdown, "Markdown"),
];

/// Draws the dialog.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>, form: &ExportForm) {
    let rows = export_rows(cx.state, form);
    let table = form.of.tab().and_then(|tab| cx.state.element_table(tab));
    let all_objects = table.and_then(|table| table.view.value()).is_some_and(|view| view.wish.all_objects);
    let noun = match (form.what, rows) {
        (_, Some(n)) if let ExportOf::List(list) = &form.of => {
            format!("{} {}", format::count(n), list.noun(list.rows.len()))
        }
        (_, Some(n)) if table.is_some() => {
            elements_words(usize::try_from(n).unwrap_or(usize::MAX), all_objects)
        }
        (ExportWhat::List, Some(1)) => "1 row".to_owned(),
        (ExportWhat::List, Some(n)) => format!("{} rows", format::count(n)),
        _ => "the answer".to_owned(),
    };
    let title = format!("Export {noun}");
    let subtitle = subtitle(cx, form);
    let mut edited = form.clone();
    let mut go = false;
    let shown = dialog(ctx, &title, &display_name(&subtitle), |ui| {
        let running = form.running.is_some();
        ui.add_enabled_ui(!running, |ui| {
            if running {
                ui.set_opacity(0.6);
            }
            go |= fields(ui, cx, &mut edited);
        });
        if let Some(failure) = &form.failure {
            ui.add_space(cx.tokens.size.gap_8);
            failure_alert(ui, failure, Failed::Export, cx.actions);
        }
        go |= footer(ui, cx, form, &title);
    });
    let changed = !same(form, &edited);
    if changed {
        cx.act(Action::EditExport(edited));
    }
    // After what was typed in this very frame.
    if go {
        cx.act(Action::Export);
    }
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}

/// What the rows are of.
fn subtitle(cx: &ViewCtx<'_>, form: &ExportForm) -> String {
    match &form.of {
        ExportOf::Tab(tab) => cx.state.tab(*tab).map(crate::app::Tab::title).unwrap_or_default(),
        ExportOf::List(list) => {
            let named = [list.project.as_ref().map(|p| &p.1), list.model.as_ref().map(|m| &m.1)];
            let names: Vec<&str> = named.into_iter().flatten().map(String::as_str).collect();
            if names.is_empty() { list.account.origin.host_and_port().to_owned() } else { names.join(", ") }
        }
    }
}

fn same(a: &ExportForm, b: &ExportForm) -> bool {
    (a.what, a.kind, a.layout, a.whole_objects, a.for_excel, a.guard, a.decimal)
        == (b.what, b.kind, b.layout, b.whole_objects, b.for_excel, b.guard, b.decimal)
        && (&a.path, a.report) == (&b.path, b.report)
}

/// What to export and where to. Returns whether Enter was pressed on the path.
fn fields(ui: &mut Ui, cx: &mut ViewCtx<'_>, form: &mut ExportForm) -> bool {
    let names: Vec<&str> = KINDS.iter().map(|(_, name)| *name).collect();
    let open = KINDS.iter().position(|(kind, _)| *kind == form.kind).unwrap_or(0);
    if let Some((kind, _)) = segment(ui, "Format", &names, open, true).and_then(|i| KINDS.get(i)) {
        form.set_kind(*kind);
    }
    let id = match &form.of {
        ExportOf::List(list) => {
            rows_of_list(ui, cx, list);
            options(ui, form);
            return file(ui, cx, form);
        }
        ExportOf::Tab(id) => *id,
    };
    if cx.state.element_table(id).is_some() {
        rows_of_elements(ui, cx, id);
        elements_options(ui, form);
        return file(ui, cx, form);
    }
    let of_differences = cx.state.differences.tabs.contains_key(&id);
    if of_differences || cx.state.comparisons.tabs.contains_key(&id) {
        group_label(ui, "Rows");
        ui.add(Label::new(if of_differences {
            "One for each value that differs"
        } else {
            "One for each property that differs, and for each element added or removed"
        }));
        options(ui, form);
        return file(ui, cx, form);
    }
    let lists = cx.state.tab(id).and_then(|t| t.answer.value()).is_some_and(|a| !a.lists.is_empty());
    group_label(ui, "Rows");
    if ui.add_enabled(lists, Radio::new(form.what == ExportWhat::List, "The list, one row an item")).clicked()
    {
        form.what = ExportWhat::List;
    }
    let whole = form.kind == ExportKind::Json;
    if ui.add_enabled(whole, Radio::new(form.what == ExportWhat::Whole, "The whole answer")).clicked() {
        form.what = ExportWhat::Whole;
    }
    if !whole && form.what == ExportWhat::Whole {
        form.what = ExportWhat::List;
    }
    options(ui, form);
    file(ui, cx, form)
}

/// What is written of a list: what is shown, and why that may not be all.
fn rows_of_list(ui: &mut Ui, cx: &ViewCtx<'_>, list: &ListRows) {
    group_label(ui, "Rows");
    let all = list.all();
    let words = if list.rows.len() < all {
        format!(
            "{} of {}, as filtered and sorted",
            format::count(list.rows.len() as u64),
            format::count(all as u64)
        )
    } else {
        "All of the list, as sorted".to_owned()
    };
    ui.add(Label::new(RichText::new(words)));
    for why in list.shortages() {
        let words = format!("{}. The file will say so", why.trim_end_matches('.'));
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.warning_text)).wrap());
    }
}

/// What is written of an element table: what is shown, and why that may not be all.
fn rows_of_elements(ui: &mut Ui, cx: &ViewCtx<'_>, tab: TabId) {
    let Some(table) = cx.state.element_table(tab) else { return };
    let Some((set, view)) = table.loaded() else { return };
    group_label(ui, "Rows");
    let wish = &view.wish;
    let mut words = vec![format!("{} columns as shown", wish.columns.len())];
    if !wish.filters.is_empty() {
        words.push("filtered".to_owned());
    }
    if !wish.sort.is_empty() {
        words.push("sorted".to_owned());
    }
    if view.is_grouped() {
        words.push("group by group".to_owned());
    }
    ui.add(Label::new(RichText::new(words.join(", "))));
    let short = set.facts.short_by();
    if short > 0 {
        let words = format!(
            "{} of {} objects never came from the server. The file will say so",
            format::count(short),
            format::count(set.facts.asked as u64)
        );
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.warning_text)));
    }
}

/// What is in the file, by its format.
fn elements_options(ui: &mut Ui, form: &mut ExportForm) {
    match form.kind {
        ExportKind::Xlsx => {
            group_label(ui, "In the file");
            let words =
                "A sheet of rows, one of groups where there are any, and one that says where they come from";
            ui.add(Label::new(RichText::new(words)).wrap());
        }
        ExportKind::Csv | ExportKind::Parquet | ExportKind::Markdown => options(ui, form),
        ExportKind::Ndjson | ExportKind::Json => {
            group_label(ui, "In the file");
            if ui
                .add(Radio::new(!form.whole_objects, "The columns shown, one flat object an element"))
                .clicked()
            {
                form.whole_objects = false;
            }
            if ui.add(Radio::new(form.whole_objects, "Whole objects, without shapes and parts")).clicked() {
                form.whole_objects = true;
            }
        }
    }
}

/// Where to. Returns whether Enter was pressed on the path.
fn file(ui: &mut Ui, cx: &mut ViewCtx<'_>, form: &mut ExportForm) -> bool {
    group_label(ui, "File");
    let entered = ui.horizontal(|ui| {
        let width = ui.available_width() - 92.0;
        let field = TextField::new(&mut form.path, "File").icon(Icon::FileSpreadsheet).medium().show_end();
        let field = field.width(width).show(ui);
        if ui.add(Button::secondary("Choose…")).clicked() {
            cx.act(Action::ChooseExportPath);
        }
        field.submitted
    });
    let words = "Write a summary beside it, as .meta.json";
    if ui.add(CheckBox::new(form.report, words)).clicked() {
        form.report = !form.report;
    }
    ui.add_space(cx.tokens.size.gap_8);
    entered.inner
}

fn options(ui: &mut Ui, form: &mut ExportForm) {
    match form.kind {
        ExportKind::Xlsx => {
            group_label(ui, "In the file");
            let words = "A sheet of rows, and one that says where they come from";
            ui.add(Label::new(RichText::new(words)).wrap());
        }
        ExportKind::Csv => {
            group_label(ui, "In the file");
            let comma = form.decimal == Decimal::Comma;
            let here = if comma {
                "For Excel here: semicolons, decimal comma"
            } else {
                "For Excel here: commas, decimal point"
            };
            if ui.add(Radio::new(form.for_excel, here)).clicked() {
                form.for_excel = true;
            }
            if ui.add(Radio::new(!form.for_excel, "For programs: commas, LF, values exact")).clicked() {
                form.for_excel = false;
            }
            if form.for_excel && ui.add(CheckBox::new(comma, "Semicolons and decimal comma")).clicked() {
                form.decimal = if comma { Decimal::Point } else { Decimal::Comma };
                form.delimiter = if comma { Delimiter::Comma } else { Delimiter::Semicolon };
            }
            if ui
                .add(CheckBox::new(form.guard, "Guard cells that a spreadsheet could run as a formula"))
                .clicked()
            {
                form.guard = !form.guard;
            }
        }
        ExportKind::Json => {
            group_label(ui, "In the file");
            let layouts = [
                (JsonLayout::Pretty, "Pretty, two spaces"),
                (JsonLayout::Compact, "Compact"),
                (JsonLayout::AsReceived, "Exactly the bytes received"),
            ];
            // The rows of a list were put together here: no bytes of them were received as they are.
            let own = matches!(form.of, ExportOf::List(_));
            for (layout, words) in layouts.into_iter().take(if own { 2 } else { 3 }) {
                if ui.add(Radio::new(form.layout == layout, words)).clicked() {
                    form.layout = layout;
                }
            }
        }
        ExportKind::Parquet => {
            group_label(ui, "In the file");
            let words =
                "Typed columns; text stays text, and what a type does not hold is in a column beside it";
            ui.add(Label::new(RichText::new(words)).wrap());
        }
        ExportKind::Markdown => {
            group_label(ui, "In the file");
            ui.add(Label::new(RichText::new("A table for notes and reviews, one line a row")));
        }
        ExportKind::Ndjson => {
            group_label(ui, "In the file");
            ui.add(Label::new(RichText::new("One item a line, numbers digit by digit")));
        }
    }
}

/// Progress or buttons. Returns whether the export should begin.
fn footer(ui: &mut Ui, cx: &mut ViewCtx<'_>, form: &ExportForm, title: &str) -> bool {
    let tokens = cx.tokens.clone();
    if let Some(id) = form.running {
        let progress = cx.state.progress.get(&id).copied().unwrap_or_default();
        let words = match progress.total {
            Some(total) => format!("{} of {} rows", format::count(progress.done), format::count(total)),
            None => format!("{} rows", format::count(progress.done)),
        };
        dialog_footer(ui, &words, |ui| {
            if ui.add(Button::secondary("Cancel")).clicked() {
                cx.act(Action::CancelExport);
            }
            let room = ui.available_rect_before_wrap();
            let bar = Rect::from_min_size(
                room.left_bottom() - vec2(0.0, tokens.size.gap_24),
                vec2(room.width() - tokens.size.gap_8, tokens.size.progress_bar),
            );
            progress_bar_at(ui, bar, progress.fraction(), "Export");
        });
        return false;
    }
    dialog_footer(ui, "", |ui| {
        let export = ui.add(Button::primary(title));
        cx.views.focus.begin_with(&export);
        if ui.add(Button::ghost("Cancel")).clicked() {
            cx.act(Action::CloseDialog);
        }
        export.clicked()
    })
}
