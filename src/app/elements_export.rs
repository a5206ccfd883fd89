//! What of an element table is written, in whatever format: the shown columns, the rows that pass, in order.

use std::io::Write;

use dapple_data::Stop;
use dapple_data::export::{self, Book, ExportError, Format, Job, Schedule, Summary};
use dapple_data::speckle::elements::{Condition, ElementsView, WishTexts};
use dapple_data::token::Scrubber;

use super::answer_export::answer_source;
use super::elements::{ElementSet, RowsOf};

/// Writes a view. A workbook gets a sheet with a line for each group, where there are groups, and one that
/// says where it comes from. Objects that did not come make the summary short.
///
/// # Errors
/// What the writer, the disk or the format says.
pub fn write_view(
    set: &ElementSet,
    view: &ElementsView,
    (format, scrubber): (Format, &Scrubber),
    out: &mut dyn Write,
    (stop, tick): (&Stop, &mut dyn FnMut(u64, u64)),
) -> Result<Summary, ExportError> {
    let columns: Vec<usize> = (0..view.shown()).collect();
    let place = |key| view.column(key);
    let by: Vec<usize> = view.wish.group.iter().filter_map(place).collect();
    let added: Vec<usize> = view.wish.sums.iter().filter_map(place).collect();
    let schedule = Schedule { groups: &view.groups, by: &by, added: &added };
    let source = source(set, view);
    let book = Book {
        title: if set.answer.is_some() { "Answer" } else { "Elements" },
        schedule: view.is_grouped().then_some(schedule),
        source: &source,
        made: set.facts.at,
        scrubber: Some(scrubber),
    };
    let mut job = Job::of_table(set.elements.document(), &view.table, format);
    job.rows = Some(view.rows());
    job.columns = Some(&columns);
    job.missing = set.facts.short_by();
    job.book = Some(&book);
    export::write(&job, out, stop, tick)
}

/// What a person has to know of the sums and size filters before trusting them, a sentence each.
pub fn cautions(view: &ElementsView) -> Vec<String> {
    let name = |key| view.column(key).and_then(|at| view.table.columns().get(at));
    let mut words = Vec::new();
    for (key, condition) in &view.wish.filters {
        if let (Some(column), Condition::Compare(..)) = (name(key), condition)
            && column.has_mixed_units()
        {
            words.push(format!("{} has different units, the filter compares the numbers alone", column.name));
        }
    }
    let totals = view.wish.sums.iter().zip(&view.groups.totals).zip(&view.with_host);
    for ((key, total), with_host) in totals {
        let Some(column) = name(key) else { continue };
        if total.has_mixed_units() {
            words.push(format!("{} has different units, each is summed by itself", column.name));
        }
        if *with_host > 0 {
            words.push(format!(
                "{}: {with_host} elements are summed beside the host that holds them",
                column.name
            ));
        }
        if total.left_out > 0 {
            words.push(format!("{}: {} cells are no numbers and are left out", column.name, total.left_out));
        }
    }
    words
}

/// Where the rows come from: labels and values.
pub(super) fn source(set: &ElementSet, view: &ElementsView) -> Vec<(String, String)> {
    if let Some(rows) = &set.answer {
        let mut lines = answer_source(&rows.answer, rows.list());
        if let RowsOf::Values(filtered) = &rows.of {
            lines.push(("Filter of the answer".to_owned(), filtered.text.clone()));
        }
        lines.push(("Rows here".to_owned(), view.rows().len().to_string()));
        lines.extend(notes(view));
        return lines;
    }
    let facts = &set.facts;
    let mut lines: Vec<(&str, String)> = vec![
        ("Server", facts.server.clone()),
        ("Project", facts.project.clone().unwrap_or_default()),
        ("Project ID", set.target.as_ref().map(|target| target.project.to_string()).unwrap_or_default()),
    ];
    let sources = set.target.iter().flat_map(|target| &target.sources);
    for (source, name) in sources.zip(&facts.sources) {
        lines.push(("Model", name.model.clone().unwrap_or_default()));
        lines.push(("Version", name.message.clone().unwrap_or_default()));
        lines.push(("Version ID", source.version.as_ref().map(ToString::to_string).unwrap_or_default()));
        lines.push(("Published", name.created_at.clone().unwrap_or_default()));
        lines.push(("Object ID", source.object.to_string()));
    }
    lines.push(("Elements", set.elements.rows(false).len().to_string()));
    lines.push(("Rows here", view.rows().len().to_string()));
    lines.push(("Objects asked for", facts.asked.to_string()));
    lines.push(("Objects received", facts.received.to_string()));
    lines.push(("Complete", if facts.is_complete() { "yes" } else { "no" }.to_owned()));
    lines.extend(facts.incomplete.iter().map(|why| ("Why not", why.clone())));
    lines.retain(|(_, value)| !value.is_empty());
    let lines = lines.into_iter().map(|(label, value)| (label.to_owned(), value));
    lines.chain(notes(view)).collect()
}

/// What has to be known of sums, and what was filtered.
fn notes(view: &ElementsView) -> impl Iterator<Item = (String, String)> {
    let notes = cautions(view).into_iter().map(|text| ("Note".to_owned(), text));
    let filters = WishTexts::of(&view.wish).conditions.into_iter();
    notes.chain(filters.map(|text| ("Filter".to_owned(), text)))
}
