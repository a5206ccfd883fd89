//! Taking an answer along: the form, and what became of it.

use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::document::NodeId;
pub use dapple_data::export::JsonLayout;
use dapple_data::export::{Decimal, Delimiter, Dialect, Format, Summary};
use dapple_data::speckle::elements::ElementsView;

use super::command::{Command, ExportJob, ExportPart};
use super::elements::ElementSet;
use super::failure::Failure;
use super::lists::ListRows;
use super::remote::CommandId;
use super::state::{Dialog, NoticeKind, Outbox, State};
use super::tabs::TabId;
use super::{Action, Event};
use super::{compare, differences, elements};

/// The part of the answer that is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportWhat {
    /// The answer as it came.
    Whole,
    /// The list shown, one row an item; an element table as it is shown.
    List,
}

/// The format of a form, without its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    Xlsx,
    Csv,
    Ndjson,
    Json,
    Parquet,
    Markdown,
}

impl ExportKind {
    /// The ending of a file of this kind.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Markdown => "md",
        }
    }

    /// The kind whose files end so.
    pub fn from_extension(extension: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv, Self::Ndjson, Self::Json, Self::Parquet, Self::Markdown]
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }
}

/// What an export is of.
#[derive(Clone, Debug)]
pub enum ExportOf {
    /// An answer, or an element table.
    Tab(TabId),
    /// Rows of a list of the browser.
    List(Box<ListRows>),
}

impl ExportOf {
    /// The tab whose contents are exported.
    pub fn tab(&self) -> Option<TabId> {
        match self {
            Self::Tab(tab) => Some(*tab),
            Self::List(_) => None,
        }
    }
}

/// The export dialog.
#[derive(Clone, Debug)]
pub struct ExportForm {
    pub of: ExportOf,
    pub what: ExportWhat,
    pub kind: ExportKind,
    pub layout: JsonLayout,
    /// The objects of an element table as the server sent them, not the columns shown. JSON and NDJSON only.
    pub whole_objects: bool,
    /// CSV for a spreadsheet here, or for programs.
    pub for_excel: bool,
    /// Between two cells, and before decimals, of a CSV for a spreadsheet.
    pub delimiter: Delimiter,
    pub decimal: Decimal,
    /// Guard cells that a spreadsheet could run.
    pub guard: bool,
    /// Write a `.meta.json` beside the file: where its rows come from, and whether they are all there.
    pub report: bool,
    pub path: String,
    /// The path was typed or chosen: a change of format only changes its ending.
    pub running: Option<CommandId>,
    pub picking: Option<CommandId>,
    /// The path that the save dialog gave.
    pub asked_about: Option<String>,
    pub failure: Option<Failure>,
}

impl ExportForm {
    /// The format with its options, as the exporter wants it.
    pub fn format(&self) -> Format {
        match self.kind {
            ExportKind::Xlsx => Format::Xlsx,
            ExportKind::Ndjson => Format::Ndjson,
            ExportKind::Parquet => Format::Parquet,
            ExportKind::Markdown => Format::Markdown,
            ExportKind::Csv => {
                let excel = Dialect::ForExcel { delimiter: self.delimiter, decimal: self.decimal };
                let dialect = if self.for_excel { excel } else { Dialect::ForPrograms };
                Format::Csv { dialect, guard: self.guard }
            }
            ExportKind::Json => Format::Json(self.layout),
        }
    }

    /// The same for an element table: flat objects of the columns shown, unless whole ones are wanted.
    fn format_of_elements(&self) -> Format {
        match self.kind {
            ExportKind::Ndjson if !self.whole_objects => Format::Records { lines: true },
            ExportKind::Json if !self.whole_objects => Format::Records { lines: false },
            // Rows are picked one by one: there are no bytes to give as received.
            ExportKind::Json => Format::Json(JsonLayout::Pretty),
            _ => self.format(),
        }
    }

    /// The format whose files end as the path does.
    fn kind_of_path(&self) -> Option<ExportKind> {
        let extension = std::path::Path::new(self.path.trim()).extension()?.to_str()?;
        ExportKind::from_extension(&extension.to_ascii_lowercase())
    }

    /// Changes the format and, with it, the ending of the path.
    pub fn set_kind(&mut self, kind: ExportKind) {
        let old = format!(".{}", self.kind.extension());
        if let Some(stem) = self.path.strip_suffix(&old) {
            self.path = format!("{stem}.{}", kind.extension());
        }
        self.kind = kind;
    }
}

/// The figures of an export form: what it would write.
pub fn rows_of(state: &State, form: &ExportForm) -> Option<u64> {
    let id = match &form.of {
        ExportOf::List(rows) => return Some(rows.rows.len() as u64),
        ExportOf::Tab(id) => *id,
    };
    let tab = state.tab(id)?;
    if let Some(table) = state.element_table(id) {
        return table.view.value().map(|view| view.rows().len() as u64);
    }
    if let Some(compared) = state.comparisons.tabs.get(&id) {
        return compared.shown.value().map(|shown| shown.records);
    }
    if let Some(compared) = state.differences.tabs.get(&id) {
        return compared.shown.value().map(|shown| shown.rows.differences().len() as u64);
    }
    let answer = tab.answer.value()?;
    match form.what {
        ExportWhat::Whole => None,
        ExportWhat::List => match answer_rows(state, id) {
            Some((_, view)) => Some(view.rows().len() as u64),
            None => answer.lists.first().map(|l| l.len as u64),
        },
    }
}

/// Actions of the export dialog.
pub(super) fn update(state: &mut State, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::AskExport(tab, what) => ask(state, tab, what),
        Action::EditExport(form) => {
            if let Some(Dialog::Export(old)) = &mut state.dialog
                && old.running.is_none()
            {
                let typed = form.path != old.path && form.kind == old.kind;
                *old = form;
                if let Some(kind) = typed.then(|| old.kind_of_path()).flatten() {
                    old.kind = kind;
                }
            }
        }
        Action::ChooseExportPath => {
            if let Some(Dialog::Export(form)) = &state.dialog {
                let suggested = PathBuf::from(&form.path);
                let id = state.send(out, Command::PickSave { suggested });
                if let Some(Dialog::Export(form)) = &mut state.dialog {
                    form.picking = Some(id);
                }
            }
        }
        Action::Export => start(state, false, now, out),
        Action::ExportOver => start(state, true, now, out),
        Action::CancelExport => {
            if let Some(Dialog::Export(form)) = &mut state.dialog {
                out.cancel.extend(form.running.take());
            }
        }
        _ => {}
    }
}

pub(super) fn ask(state: &mut State, id: TabId, what: ExportWhat) {
    let Some(tab) = state.tab(id) else { return };
    if let Some(table) = state.element_table(id) {
        let stem = elements::export_stem(table);
        if table.loaded().is_some_and(|(_, view)| !view.rows().is_empty()) {
            let kind = state.export_kind.unwrap_or(ExportKind::Xlsx);
            open_form(state, ExportOf::Tab(id), (ExportWhat::List, kind), &stem);
        }
        return;
    }
    if let Some(compared) = state.comparisons.tabs.get(&id) {
        let stem = compare::export_stem(compared);
        if compared.loaded().is_some_and(|(_, shown)| !shown.elements.is_empty()) {
            let kind = state.export_kind.unwrap_or(ExportKind::Xlsx);
            open_form(state, ExportOf::Tab(id), (ExportWhat::List, kind), &stem);
        }
        return;
    }
    if let Some(compared) = state.differences.tabs.get(&id) {
        let stem = differences::export_stem(compared);
        if compared.loaded().is_some_and(|(_, shown)| !shown.rows.differences().is_empty()) {
            let kind = state.export_kind.unwrap_or(ExportKind::Xlsx);
            open_form(state, ExportOf::Tab(id), (ExportWhat::List, kind), &stem);
        }
        return;
    }
    let Some(answer) = tab.answer.value() else { return };
    let what = if answer.lists.is_empty() { ExportWhat::Whole } else { what };
    let kind = match what {
        ExportWhat::Whole => ExportKind::Json,
        ExportWhat::List => state.export_kind.unwrap_or(ExportKind::Xlsx),
    };
    let stem = dapple_data::ids::file_stem(&tab.title());
    open_form(state, ExportOf::Tab(id), (what, kind), &stem);
}

/// Opens the dialog for rows of a list, where there are any.
pub(super) fn ask_list(state: &mut State, rows: Box<ListRows>) {
    if rows.rows.is_empty() {
        return;
    }
    let kind = state.export_kind.unwrap_or(ExportKind::Xlsx);
    let stem = rows.file_stem();
    open_form(state, ExportOf::List(rows), (ExportWhat::List, kind), &stem);
}

fn open_form(state: &mut State, of: ExportOf, (what, kind): (ExportWhat, ExportKind), stem: &str) {
    let folder = state.export_folder.clone().unwrap_or_default();
    let path = folder.join(format!("{stem}.{}", kind.extension())).display().to_string();
    state.dialog = Some(Dialog::Export(ExportForm {
        of,
        what,
        kind,
        layout: JsonLayout::Pretty,
        whole_objects: false,
        for_excel: true,
        delimiter: if state.decimal_comma { Delimiter::Semicolon } else { Delimiter::Comma },
        decimal: if state.decimal_comma { Decimal::Comma } else { Decimal::Point },
        guard: true,
        report: false,
        path,
        running: None,
        picking: None,
        asked_about: None,
        failure: None,
    }));
}

fn start(state: &mut State, over: bool, now: f64, out: &mut Outbox) {
    let Some(Dialog::Export(form)) = &state.dialog else { return };
    if form.running.is_some() {
        return;
    }
    let form = form.clone();
    let asked = form.asked_about.as_deref() == Some(form.path.as_str());
    let result = job(state, &form).map(|job| ExportJob { replace: over || asked, ..job });
    let sent = match result {
        Ok(job) => {
            state.export_kind = Some(form.kind);
            if let Some(folder) = job.path.parent() {
                state.export_folder = Some(folder.to_owned());
            }
            state.touch(now);
            Ok(state.send(out, Command::Export(Box::new(job))))
        }
        Err(failure) => Err(failure),
    };
    if let Some(Dialog::Export(form)) = &mut state.dialog {
        match sent {
            Ok(id) => {
                form.running = Some(id);
                form.failure = None;
            }
            Err(failure) => form.failure = Some(failure),
        }
    }
}

fn job(state: &State, form: &ExportForm) -> Result<ExportJob, Failure> {
    let path = PathBuf::from(form.path.trim());
    if path.file_name().is_none() || !path.is_absolute() {
        return Err(Failure::new(
            "The file has no full path",
            "Type one that starts at the root, or choose a file",
        ));
    }
    let id = match &form.of {
        ExportOf::List(rows) => {
            let part = ExportPart::Rows(rows.clone());
            return Ok(ExportJob { part, format: form.format(), path, replace: false, report: form.report });
        }
        ExportOf::Tab(id) => *id,
    };
    if let Some(table) = state.element_table(id) {
        let gone = || Failure::new("The elements are gone", "Load them again, then export");
        let (set, view) = table.loaded().ok_or_else(gone)?;
        let part = ExportPart::Elements { set: set.clone(), view: view.clone() };
        return Ok(ExportJob {
            part,
            format: form.format_of_elements(),
            path,
            replace: false,
            report: form.report,
        });
    }
    if let Some(compared) = state.comparisons.tabs.get(&id) {
        let gone = || Failure::new("The comparison is gone", "Compare again, then export");
        let (comparison, shown) = compared.loaded().ok_or_else(gone)?;
        let part =
            ExportPart::Comparison { comparison: comparison.clone(), elements: shown.elements.clone() };
        let format = form.format_of_elements();
        return Ok(ExportJob { part, format, path, replace: false, report: form.report });
    }
    if let Some(compared) = state.differences.tabs.get(&id) {
        let gone = || Failure::new("The comparison is gone", "Compare again, then export");
        let (comparison, shown) = compared.loaded().ok_or_else(gone)?;
        let entries = shown.rows.differences().into();
        let part = ExportPart::Differences { comparison: comparison.clone(), entries };
        return Ok(ExportJob { part, format: form.format(), path, replace: false, report: form.report });
    }
    let gone = || Failure::new("The answer is gone", "Run the query again, then export");
    let tab = state.tab(id).ok_or_else(gone)?;
    let answer = tab.answer.value().cloned().ok_or_else(gone)?;
    let part = match (form.what, answer_rows(state, id)) {
        (ExportWhat::Whole, _) => ExportPart::Whole(answer),
        // What is filtered and sorted on the screen is so in the file.
        (ExportWhat::List, Some((set, view))) => match as_received(set, view, form.kind) {
            Some(list) => ExportPart::List { answer, list },
            None => ExportPart::Elements { set: set.clone(), view: view.clone() },
        },
        (ExportWhat::List, None) => {
            let list = answer.lists.first().map(|l| l.node).ok_or_else(gone)?;
            ExportPart::List { answer, list }
        }
    };
    Ok(ExportJob { part, format: form.format(), path, replace: false, report: form.report })
}

/// The rows of an answer as they are looked at, where they were.
fn answer_rows(state: &State, id: TabId) -> Option<(&Arc<ElementSet>, &Arc<ElementsView>)> {
    state.element_tables.tabs.get(&id).filter(|table| table.target.is_none())?.loaded()
}

/// The list whose very bytes are written: JSON of a list that is looked at as it came.
fn as_received(set: &ElementSet, view: &ElementsView, kind: ExportKind) -> Option<NodeId> {
    let wish = &view.wish;
    let untouched = wish.filters.is_empty() && wish.sort.is_empty() && wish.group.is_empty();
    let is_json = matches!(kind, ExportKind::Json | ExportKind::Ndjson);
    set.answer.as_ref()?.list().filter(|_| untouched && is_json)
}

/// What was written, in one line; a short export is never silent.
fn sentence(summary: &Summary) -> String {
    let rows = |n: u64| if n == 1 { "1 row".to_owned() } else { format!("{n} rows") };
    // What never came says so itself: what was chosen is written all the same.
    let mut words = if summary.complete || (summary.missing > 0 && summary.written >= summary.asked) {
        format!("Exported {}", rows(summary.written))
    } else {
        format!("Exported only {} of {}", rows(summary.written), summary.asked)
    };
    let cells: u64 = summary.guarded.iter().map(|(_, count)| count).sum();
    if cells > 0 {
        let columns: Vec<&str> = summary.guarded.iter().map(|(name, _)| name.as_str()).take(3).collect();
        words.push_str(&format!(", {cells} cells guarded in {}", columns.join(", ")));
    }
    if summary.missing > 0 {
        words.push_str(&format!(". {} never came from the server, so the file is short", summary.missing));
    }
    if summary.cut > 0 {
        words.push_str(&format!(", {} texts cut to what a cell holds", summary.cut));
    }
    words
}

/// What the world says about exports.
pub(super) fn on_event(state: &mut State, id: CommandId, event: Event, now: f64) {
    match event {
        Event::SavePicked(result) => {
            let Some(Dialog::Export(form)) = &mut state.dialog else { return };
            if form.picking != Some(id) {
                return;
            }
            form.picking = None;
            match result {
                Ok(Some(path)) => {
                    form.path = path.display().to_string();
                    // The system's dialog asks by itself before it gives the name of a file that is there.
                    form.asked_about = Some(form.path.clone());
                }
                Ok(None) => {}
                Err(failure) => form.failure = Some(failure),
            }
        }
        Event::Exported(result) => {
            state.progress.remove(&id);
            let shown = matches!(&state.dialog, Some(Dialog::Export(form)) if form.running == Some(id));
            match result {
                Ok(done) => {
                    if shown {
                        state.dialog = None;
                    }
                    let words = sentence(&done.summary);
                    let kind = if done.summary.complete { NoticeKind::Done } else { NoticeKind::Warning };
                    state.notify(kind, words, now).file = Some(done.path);
                }
                Err(failure) if shown => {
                    if let Some(Dialog::Export(form)) = &mut state.dialog {
                        form.running = None;
                        form.failure = Some(failure);
                    }
                }
                // The person's own wish is no error.
                Err(failure) if failure == Failure::cancelled() => {
                    state.notify(NoticeKind::Done, "Export cancelled. No file was written", now);
                }
                Err(failure) => state.notify_failure(&failure, now),
            }
        }
        _ => {}
    }
}
