//! Questions about an element table that is loaded: what holds a text, values, figures, one row in full,
//! text for the clipboard. All of it on the pool.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use dapple_data::document::Document;
use dapple_data::export::{self, Decimal, Dialect, ExportError, Format, Job, JsonLayout};
use dapple_data::ids::ObjectId;
use dapple_data::speckle::elements::{
    ColumnKey, Computed, ElementsView, Pick, Wish, details, origin, short_name, view,
};
use dapple_data::stop::{Stop, Stopped};
use dapple_data::table::arrange::{self, total};
use dapple_data::table::{CatalogEntry, Cell, CellKind, Origin, Sum, TableError};
use dapple_data::url::Link;
use rayon::prelude::*;

use super::elements::of_table;
use super::{Task, words};
use crate::app::elements::{
    ColumnProfile, CopyAs, CopyForm, Detail, ElementSet, ElementsCommand, ElementsEvent, Figures, Found, IDS,
    Paths, Property, Values,
};
use crate::app::failure::Failure;

/// Rows worked on between two looks at the stop flag.
const ROWS_AT_ONCE: usize = 1_024;
/// The most values that a filter offers.
const MOST_VALUES: usize = 1_000;
/// The longest object that is laid out to be looked at, in bytes.
const LONGEST_JSON: u64 = 1 << 20;

/// Answers one question.
pub(super) async fn perform(task: &Task, command: ElementsCommand) -> ElementsEvent {
    match command {
        ElementsCommand::Find { set, view, text } => {
            let found = task.on_pool(move |stop| find(&set, &view, &text, stop)).await;
            ElementsEvent::Found(found.and_then(|r| r.map(Arc::new).map_err(stopped)))
        }
        ElementsCommand::Values { set, view, key } => {
            let values = task.on_pool(move |stop| values(&set, &view, key, stop)).await;
            ElementsEvent::Values(values.and_then(|r| r.map(Arc::new).map_err(|e| of_table(&e))))
        }
        ElementsCommand::Profile { set, view, key } => {
            let profile = task.on_pool(move |stop| profile(&set, &view, key, stop)).await;
            ElementsEvent::Profile(profile.and_then(|r| r.map(Arc::new).map_err(|e| of_table(&e))))
        }
        ElementsCommand::Paths { set, text } => {
            let paths = task.on_pool(move |stop| paths(&set, text, stop)).await;
            ElementsEvent::Paths(paths.and_then(|r| r.map(Arc::new).map_err(stopped)))
        }
        ElementsCommand::Figures { view, rows, column } => {
            let figures = task.on_pool(move |stop| figures(&view, rows, column, stop)).await;
            ElementsEvent::Figures(figures.and_then(|r| r.map(Arc::new).map_err(stopped)))
        }
        ElementsCommand::Detail { set, all_objects, row } => {
            let detail = task.on_pool(move |stop| detail(&set, all_objects, row, stop)).await;
            ElementsEvent::Detail(detail.and_then(|r| r.map(Arc::new).map_err(|e| of_table(&e))))
        }
        ElementsCommand::Copy { set, view, rows, how } => {
            let copied = task.on_pool(move |stop| copy(&set, &view, rows, &how, stop)).await;
            ElementsEvent::Copied(copied.and_then(|r| r))
        }
        ElementsCommand::Forget(sets, views) => match task.on_pool(move |_| drop((sets, views))).await {
            Ok(()) => ElementsEvent::Forgotten,
            Err(failure) => ElementsEvent::Viewed(Err(failure)),
        },
        ElementsCommand::Load(_) => ElementsEvent::Loaded(Err(words::broke())),
        ElementsCommand::View { .. } => ElementsEvent::Viewed(Err(words::broke())),
    }
}

fn stopped(_: Stopped) -> Failure {
    Failure::cancelled()
}

/// The rows that hold a text, whatever its case, in a column that is shown or in an id.
fn find(set: &ElementSet, view: &ElementsView, text: &str, stop: &Stop) -> Result<Found, Stopped> {
    let needle = text.to_lowercase();
    let columns: Vec<&dapple_data::table::Column> = view.table.columns().iter().take(view.shown()).collect();
    let shown: HashSet<&ColumnKey> = view.keys.iter().take(view.shown()).collect();
    let all = view.wish.all_objects;
    let ids: Vec<Computed> =
        IDS.into_iter().filter(|id| !shown.contains(&ColumnKey::Computed(*id))).collect();
    // 0: no; 1: somewhere in a cell; 2: a whole cell.
    let look = |row: usize| {
        let rank = |text: &str| {
            let exact = text.len() == needle.len() && text.to_lowercase() == needle;
            if exact { 2 } else { u8::from(holds(text, &needle)) }
        };
        let cells = columns.iter().map(|column| rank(&column.cell(row).text));
        let by_id = ids.iter().map(|id| set.elements.text(all, row, *id).map_or(0, |text| rank(&text)));
        cells.chain(by_id).max().unwrap_or(0)
    };
    let rows: Vec<usize> = (0..view.table.row_count()).collect();
    let ranks: Vec<Vec<u8>> = rows
        .par_chunks(ROWS_AT_ONCE)
        .map(|chunk| {
            stop.check()?;
            Ok(chunk.iter().map(|row| look(*row)).collect())
        })
        .collect::<Result<_, Stopped>>()?;
    let ranks = ranks.concat();
    let held = ranks.iter().filter(|rank| **rank > 0).count();
    let rank_of = |row: u32| ranks.get(row as usize).copied().unwrap_or(0);
    let places = (0_u32..).zip(view.rows().iter());
    let positions: Vec<u32> = places.filter(|(_, row)| rank_of(**row) > 0).map(|(at, _)| at).collect();
    let whole = |at: &u32| view.rows().get(*at as usize).is_some_and(|row| rank_of(*row) == 2);
    let best = positions.iter().position(whole).unwrap_or(0);
    Ok(Found { best, filtered_away: held.saturating_sub(positions.len()), positions })
}

fn holds(text: &str, needle: &str) -> bool {
    if needle.is_empty() {
        return true;
    }
    if text.is_ascii() {
        // Most cells are: no new string for each of them.
        let (text, needle) = (text.as_bytes(), needle.as_bytes());
        return text.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
    }
    text.to_lowercase().contains(needle)
}

/// The values of a column in the rows that pass the filters on other columns.
fn values(set: &ElementSet, shown: &ElementsView, key: ColumnKey, stop: &Stop) -> Result<Values, TableError> {
    let others = shown.wish.filters.iter().filter(|(column, _)| *column != key);
    let wish = Wish {
        columns: vec![key.clone()],
        filters: others.cloned().collect(),
        group: vec![key.clone()],
        all_objects: shown.wish.all_objects,
        ..Wish::default()
    };
    let grouped = view(&set.elements, &wish, Some(shown), stop)?;
    let groups = &grouped.groups.groups;
    let more = groups.len().saturating_sub(MOST_VALUES);
    let counted = groups.iter().take(MOST_VALUES).filter_map(|group| {
        let value = group.values.first().map(Pick::from)?;
        Some((value, group.range.len()))
    });
    Ok(Values { key, values: counted.collect(), more })
}

/// What a column is like in the rows that pass the filters on other columns.
fn profile(
    set: &ElementSet,
    shown: &ElementsView,
    key: ColumnKey,
    stop: &Stop,
) -> Result<ColumnProfile, TableError> {
    let others = shown.wish.filters.iter().filter(|(column, _)| *column != key);
    let wish = Wish {
        columns: vec![key.clone()],
        filters: others.cloned().collect(),
        all_objects: shown.wish.all_objects,
        ..Wish::default()
    };
    let seen = view(&set.elements, &wish, Some(shown), stop)?;
    let profile = arrange::profile(&seen.table, 0, seen.rows(), stop)?;
    Ok(ColumnProfile { key, profile })
}

/// The paths that hold a text in their keys, their unit or their samples, by name and then by where they
/// come from.
fn paths(set: &ElementSet, text: String, stop: &Stop) -> Result<Paths, Stopped> {
    let needle = text.trim().to_lowercase();
    let entries = set.catalog.entries();
    let fits = |entry: &CatalogEntry| {
        let by_path = entry.path.0.iter().any(|part| holds(part.text(), &needle));
        by_path || entry.samples.iter().any(|sample| holds(&sample.text, &needle))
    };
    stop.check()?;
    let mut named: Vec<(String, String, u32)> = entries
        .par_iter()
        .enumerate()
        .filter(|(_, entry)| needle.is_empty() || fits(entry))
        .map(|(at, entry)| (short_name(&entry.path).to_lowercase(), origin(&entry.path), at as u32))
        .collect();
    stop.check()?;
    named.par_sort_unstable();
    // Nothing is worked out for rows that are no elements.
    let is_plain = set.elements.is_plain();
    let computed = Computed::ALL.into_iter().filter(|_| !is_plain);
    let computed = computed.filter(|computed| holds(computed.name(), &needle));
    let order = named.into_iter().map(|(_, _, at)| at).collect();
    let places = needle.is_empty().then(|| {
        let all = entries.iter().zip(0_u32..);
        Arc::new(all.map(|(entry, at)| (entry.path.clone(), at)).collect())
    });
    let computed = computed.collect();
    Ok(Paths { text, order, computed, places })
}

/// Count, sum, mean, least and most of a column.
fn figures(view: &ElementsView, rows: Range<usize>, column: usize, stop: &Stop) -> Result<Figures, Stopped> {
    let mut figures = Figures { rows: rows.clone(), column, ..Figures::default() };
    let rows = view.rows().get(rows).unwrap_or_default();
    let total = total(&view.table, column, rows, stop)?;
    figures.filled = total.filled;
    figures.numbers = total.count();
    figures.has_mixed_units = total.has_mixed_units();
    if let Some(part) = total.only() {
        let cell = |row: u32| view.table.cell(row as usize, column).text.into_owned();
        let mut mean = Sum::default();
        mean.add_float(part.mean());
        figures.sum = Some(part.sum.text());
        figures.mean = Some(mean.text());
        figures.least = Some(cell(part.least.row));
        figures.most = Some(cell(part.most.row));
        figures.unit.clone_from(&part.unit);
    }
    Ok(figures)
}

/// Everything about one row: what is worked out, and every property with its value.
fn detail(set: &ElementSet, all_objects: bool, row: usize, stop: &Stop) -> Result<Detail, TableError> {
    let elements = &set.elements;
    let document = elements.document().as_ref();
    let mut detail = Detail { row, places: elements.places(all_objects, row), ..Detail::default() };
    for computed in Computed::ALL {
        let text = elements.text(all_objects, row, computed);
        detail.facts.extend(text.map(|text| (computed, text.into_owned())));
    }
    let Some(node) = elements.rows(all_objects).get(row).copied() else { return Ok(detail) };
    let table = details(elements, node, stop)?;
    for (nth, column) in table.columns().iter().enumerate() {
        let Origin::Document(path) = column.origin.clone() else { continue };
        let cell = table.cell(0, nth);
        let (group, name) = (origin(&path), short_name(&path));
        if name == "name" && group.is_empty() {
            detail.name = cell.text.clone().into_owned();
        }
        let unit = cell.unit.map(str::to_owned);
        detail.properties.push(Property { key: path.into(), group, name, value: pick(&cell), unit });
    }
    detail.json = json(document, node, stop);
    Ok(detail)
}

fn pick(cell: &Cell<'_>) -> Pick {
    match cell.kind {
        CellKind::Missing => Pick::Missing,
        CellKind::Null => Pick::Null,
        CellKind::Empty => Pick::Empty,
        _ => Pick::Text(cell.text.clone().into_owned()),
    }
}

/// An object laid out, in lines. What is too long, or cannot be read, has none.
fn json(document: &Document, node: dapple_data::document::NodeId, stop: &Stop) -> Option<Vec<String>> {
    let range = document.range(node);
    if range.end - range.start > LONGEST_JSON {
        return None;
    }
    let job = Job { node, ..Job::whole(document, JsonLayout::Pretty)? };
    let job = Job { format: Format::Json(JsonLayout::Pretty), ..job };
    let mut out = Vec::new();
    export::write(&job, &mut out, stop, &mut |_, _| {}).ok()?;
    Some(String::from_utf8(out).ok()?.lines().map(str::to_owned).collect())
}

/// Rows as text for the clipboard, and how many things it holds.
fn copy(
    set: &ElementSet,
    view: &ElementsView,
    rows: Range<usize>,
    how: &CopyAs,
    stop: &Stop,
) -> Result<(String, usize), Failure> {
    let rows = view.rows().get(rows).unwrap_or_default();
    let all = view.wish.all_objects;
    match how {
        CopyAs::Cell(column) => {
            let cell = rows.first().map(|row| view.table.cell(*row as usize, *column));
            let text = cell.map(|cell| cell.text.into_owned()).unwrap_or_default();
            let count = usize::from(!text.is_empty());
            Ok((text, count))
        }
        CopyAs::Rows => {
            let decimal = if super::outside::decimal_comma() { Decimal::Comma } else { Decimal::Point };
            let format = Format::Csv { dialect: Dialect::ForClipboard { decimal }, guard: true };
            Ok((text_of(set, view, (rows, format), stop)?, rows.len()))
        }
        CopyAs::Form(form) => {
            let format = match form {
                CopyForm::Csv => Format::Csv { dialect: Dialect::ForPrograms, guard: false },
                CopyForm::Markdown => Format::Markdown,
                CopyForm::Json => Format::Records { lines: false },
            };
            Ok((text_of(set, view, (rows, format), stop)?, rows.len()))
        }
        CopyAs::Ids(computed) => {
            let ids = rows.iter().filter_map(|row| set.elements.text(all, *row as usize, *computed));
            let ids: Vec<_> = ids.collect();
            Ok((ids.join(","), ids.len()))
        }
        CopyAs::Links => {
            let Some(target) = set.target.as_ref() else { return Ok((String::new(), 0)) };
            let ids = rows.iter().filter_map(|row| set.elements.text(all, *row as usize, Computed::ObjectId));
            let link = |id: &str| Link::Object { project: target.project.clone(), object: ObjectId::new(id) };
            let links: Vec<String> = ids.filter_map(|id| link(&id).address(&target.account.origin)).collect();
            Ok((links.join("\n"), links.len()))
        }
    }
}

/// Rows of the shown columns as text.
fn text_of(
    set: &ElementSet,
    view: &ElementsView,
    (rows, format): (&[u32], Format),
    stop: &Stop,
) -> Result<String, Failure> {
    let columns: Vec<usize> = (0..view.shown()).collect();
    let mut job = Job::of_table(set.elements.document(), &view.table, format);
    job.rows = Some(rows);
    job.columns = Some(&columns);
    let mut out = Vec::new();
    match export::write(&job, &mut out, stop, &mut |_, _| {}) {
        Ok(_) => Ok(String::from_utf8_lossy(&out).into_owned()),
        Err(ExportError::Stopped(_)) => Err(Failure::cancelled()),
        Err(error) => Err(Failure::new("The rows could not be copied", error.to_string())),
    }
}
