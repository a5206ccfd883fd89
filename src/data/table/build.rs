//! The second pass: the planned columns, filled.

use arrow_array::Array;
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, LargeStringBuilder, StringBuilder};
use rayon::prelude::*;

use super::TableError;
use super::column::{Column, ColumnType, Origin, Side, SideKind, Values};
use super::number::{float, integer, is_plain_float, is_plain_integer};
use super::plan::{NO_COLUMN, Plan, PlannedColumn};
use super::star::combined;
use super::survey::{Found, chunk_rows};
use super::walk::{Leaf, Sink, Value, Walker};
use crate::document::{Document, NodeId};
use crate::stop::Stop;

/// Rows between two looks at the stop flag.
const ROWS_PER_CHECK: usize = 1_024;
/// "No unit" where the column has some.
const NO_UNIT: u16 = u16::MAX;

enum Building {
    Bool(BooleanBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    LargeText(LargeStringBuilder),
}

impl Building {
    fn new(planned: &PlannedColumn, rows: usize) -> Self {
        match planned.kind {
            ColumnType::Bool => Self::Bool(BooleanBuilder::with_capacity(rows)),
            ColumnType::Integer => Self::Integer(Int64Builder::with_capacity(rows)),
            ColumnType::Float => Self::Float(Float64Builder::with_capacity(rows)),
            _ if planned.large => Self::LargeText(LargeStringBuilder::with_capacity(rows, 0)),
            _ => Self::Text(StringBuilder::with_capacity(rows, 0)),
        }
    }

    fn append_nulls(&mut self, count: usize) {
        match self {
            Self::Bool(builder) => builder.append_nulls(count),
            Self::Integer(builder) => builder.append_nulls(count),
            Self::Float(builder) => builder.append_nulls(count),
            Self::Text(builder) => builder.append_nulls(count),
            Self::LargeText(builder) => builder.append_nulls(count),
        }
    }

    fn append_text(&mut self, text: &str) {
        match self {
            Self::Text(builder) => builder.append_value(text),
            Self::LargeText(builder) => builder.append_value(text),
            other => other.append_nulls(1),
        }
    }

    fn append(&mut self, values: &Values) {
        match (self, values) {
            (Self::Bool(builder), Values::Bool(array)) => builder.append_array(array),
            (Self::Integer(builder), Values::Integer(array)) => builder.append_array(array),
            (Self::Float(builder), Values::Float(array)) => builder.append_array(array),
            (Self::Text(builder), Values::Text(array)) => {
                // The plan chose 64 bit offsets where 32 bits could overflow.
                if builder.append_array(array).is_err() {
                    builder.append_nulls(array.len());
                }
            }
            (Self::LargeText(builder), Values::LargeText(array)) => {
                if builder.append_array(array).is_err() {
                    builder.append_nulls(array.len());
                }
            }
            // All pieces of a column come from one plan, so they are of one type.
            (builder, other) => builder.append_nulls(other.len()),
        }
    }

    fn finish(self) -> Values {
        match self {
            Self::Bool(mut builder) => Values::Bool(builder.finish()),
            Self::Integer(mut builder) => Values::Integer(builder.finish()),
            Self::Float(mut builder) => Values::Float(builder.finish()),
            Self::Text(mut builder) => Values::Text(builder.finish()),
            Self::LargeText(mut builder) => Values::LargeText(builder.finish()),
        }
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Bool(array) => array.len(),
            Self::Integer(array) => array.len(),
            Self::Float(array) => array.len(),
            Self::Text(array) => array.len(),
            Self::LargeText(array) => array.len(),
            Self::Shared(shared) => shared.len(),
        }
    }
}

/// One column over the rows of one unit of work.
struct Piece<'p, 'a> {
    planned: &'p PlannedColumn,
    /// The values of the row at hand, last first, where they become one cell.
    gathered: Vec<Leaf<'a>>,
    building: Building,
    side: Side,
    other_units: Vec<(u32, u16)>,
    next: u32,
    filled: usize,
    nulls: usize,
    empty: usize,
    scratch: String,
}

/// A piece that is complete.
struct Done {
    values: Values,
    side: Side,
    other_units: Vec<(u32, u16)>,
    filled: usize,
    nulls: usize,
    empty: usize,
}

impl<'p, 'a> Piece<'p, 'a> {
    fn new(planned: &'p PlannedColumn, first: u32, rows: usize) -> Self {
        Self {
            planned,
            gathered: Vec::new(),
            building: Building::new(planned, rows),
            side: Side::default(),
            other_units: Vec::new(),
            next: first,
            filled: 0,
            nulls: 0,
            empty: 0,
            scratch: String::new(),
        }
    }

    /// Leaves the rows up to `row` missing.
    fn skip_to(&mut self, row: u32) {
        if row <= self.next {
            return;
        }
        self.building.append_nulls((row - self.next) as usize);
        if self.planned.null_is_usual {
            for row in self.next..row {
                self.side.push(row, SideKind::Missing, "");
            }
        }
        self.next = row;
    }

    /// Ends a row: what was gathered becomes a cell.
    fn combine(&mut self, row: u32) {
        self.gathered.reverse();
        if let Some(leaf) = combined(&mut self.gathered) {
            self.put(row, &leaf);
        }
    }

    fn put(&mut self, row: u32, leaf: &Leaf<'_>) {
        // Members that repeat a key come last first: the last one counts.
        if row < self.next {
            return;
        }
        self.skip_to(row);
        self.next = row + 1;
        match &leaf.value {
            Value::Null => {
                self.nulls += 1;
                self.building.append_nulls(1);
                if !self.planned.null_is_usual {
                    self.side.push(row, SideKind::Null, "");
                }
            }
            value => {
                self.filled += 1;
                self.put_value(row, value);
            }
        }
        self.put_unit(row, leaf);
    }

    fn put_value(&mut self, row: u32, value: &Value<'_>) {
        match (&mut self.building, value, self.planned.kind) {
            (Building::Bool(builder), Value::Bool(value), _) => builder.append_value(*value),
            (Building::Integer(builder), Value::Number(text), _) if integer(text).is_some() => {
                builder.append_option(integer(text));
                if !is_plain_integer(text) {
                    self.side.push(row, SideKind::Number, text);
                }
            }
            (Building::Float(builder), Value::Number(text), _) => {
                let value = float(text);
                builder.append_value(value);
                if !is_plain_float(value, text, &mut self.scratch) {
                    self.side.push(row, SideKind::Number, text);
                }
            }
            (building, Value::Text(text), ColumnType::Text | ColumnType::Date) => {
                building.append_text(text);
                self.empty += usize::from(text.is_empty());
            }
            (building, Value::List(raw), ColumnType::List) => building.append_text(raw),
            (building, other, _) => {
                building.append_nulls(1);
                self.put_aside(row, other);
            }
        }
    }

    fn put_aside(&mut self, row: u32, value: &Value<'_>) {
        match value {
            Value::Null => self.side.push(row, SideKind::Null, ""),
            Value::Bool(value) => self.side.push(row, SideKind::Bool, if *value { "true" } else { "false" }),
            Value::Number(text) => self.side.push(row, SideKind::Number, text),
            Value::Text(text) => {
                self.empty += usize::from(text.is_empty());
                self.side.push(row, SideKind::Text, text);
            }
            Value::List(raw) => self.side.push(row, SideKind::List, raw),
            Value::Count(items) => self.side.push(row, SideKind::Count, &format!("[{items}]")),
            Value::Object(members) => self.side.push(row, SideKind::Object, &format!("{{{members}}}")),
        }
    }

    fn put_unit(&mut self, row: u32, leaf: &Leaf<'_>) {
        if self.planned.units.is_empty() {
            return;
        }
        let known = |unit: &str| self.planned.units.iter().position(|known| known == unit);
        let unit = leaf.unit.as_deref().and_then(known);
        if unit != Some(0) {
            self.other_units.push((row, unit.and_then(|unit| u16::try_from(unit).ok()).unwrap_or(NO_UNIT)));
        }
    }

    fn finish(mut self, end: u32) -> Done {
        self.skip_to(end);
        Done {
            values: self.building.finish(),
            side: self.side,
            other_units: self.other_units,
            filled: self.filled,
            nulls: self.nulls,
            empty: self.empty,
        }
    }
}

/// Collects the cells of a row, then puts them into their columns.
struct RowSink<'p, 'a> {
    document: &'a Document,
    plan: &'p Plan,
    cells: Vec<(u32, Leaf<'a>)>,
}

impl RowSink<'_, '_> {
    fn column_at(&self, at: u32) -> Option<u32> {
        self.plan.column_of.get(at as usize).copied().filter(|column| *column != NO_COLUMN)
    }
}

impl<'a> Sink<'a> for RowSink<'_, 'a> {
    fn child(&mut self, parent: u32, key: &[u8], guess: &mut usize) -> Option<u32> {
        let at = self.plan.keys.find(parent, key, guess)?;
        self.plan.useful.get(at as usize).copied().unwrap_or(false).then_some(at)
    }

    fn leaf(&mut self, at: u32, _node: NodeId, leaf: Leaf<'a>) {
        if matches!(leaf.value, Value::Null) {
            let below = self.plan.below.get(&at).map(Vec::as_slice).unwrap_or_default();
            self.cells.extend(below.iter().map(|column| (*column, Value::Null.into())));
        }
        if let Some(column) = self.column_at(at) {
            self.cells.push((column, leaf));
        }
    }

    fn branch(&mut self, at: u32, node: NodeId) {
        if let Some(column) = self.column_at(at) {
            let members = self.document.child_count(node);
            self.cells.push((column, Value::Object(members).into()));
        }
    }
}

/// Fills the planned columns. The cells are looked for unless the survey found them, unit by unit.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub(super) fn build(
    document: &Document,
    rows: &[NodeId],
    (plan, found): (&Plan, &[Found]),
    stop: &Stop,
) -> Result<Vec<Column>, TableError> {
    let size = chunk_rows(rows.len());
    let chunks: Vec<Vec<Done>> = rows
        .par_chunks(size)
        .enumerate()
        .map(|(nth, chunk)| {
            let first = (nth * size) as u32;
            build_chunk(document, (chunk, first), (plan, found.get(nth)), stop)
        })
        .collect::<Result<_, TableError>>()?;
    // From pieces by chunk to pieces by column; a column's pieces go as soon as it is whole.
    let mut by_column: Vec<Vec<Done>> =
        plan.columns.iter().map(|_| Vec::with_capacity(chunks.len())).collect();
    for chunk in chunks {
        for (column, piece) in by_column.iter_mut().zip(chunk) {
            column.push(piece);
        }
    }
    let work = plan.columns.par_iter().zip(by_column);
    work.map(|(planned, pieces)| {
        stop.check()?;
        Ok(join(planned, pieces, rows.len()))
    })
    .collect()
}

fn build_chunk(
    document: &Document,
    (rows, first): (&[NodeId], u32),
    (plan, found): (&Plan, Option<&Found>),
    stop: &Stop,
) -> Result<Vec<Done>, TableError> {
    let mut pieces: Vec<Piece<'_, '_>> =
        plan.columns.iter().map(|planned| Piece::new(planned, first, rows.len())).collect();
    let stars: Vec<usize> =
        pieces.iter().enumerate().filter(|(_, piece)| piece.planned.is_star()).map(|(nth, _)| nth).collect();
    let mut sink = RowSink { document, plan, cells: Vec::new() };
    let mut walker = Walker::new(document);
    let (mut number, mut at) = (first, 0);
    for part in rows.chunks(ROWS_PER_CHECK) {
        stop.check()?;
        for row in part {
            match found {
                Some(found) => {
                    let nth = (number - first) as usize;
                    let end = found.ends.get(nth).map_or(at, |end| *end as usize);
                    for (place, node) in found.cells.get(at..end).unwrap_or_default() {
                        walker.cell(*node, *place, &mut sink)?;
                    }
                    at = end;
                }
                None => walker.row(*row, &mut sink)?,
            }
            for (column, leaf) in sink.cells.drain(..).rev() {
                match pieces.get_mut(column as usize) {
                    Some(piece) if piece.planned.is_star() => piece.gathered.push(leaf),
                    Some(piece) => piece.put(number, &leaf),
                    None => {}
                }
            }
            for column in &stars {
                if let Some(piece) = pieces.get_mut(*column) {
                    piece.combine(number);
                }
            }
            number += 1;
        }
    }
    Ok(pieces.into_iter().map(|piece| piece.finish(number)).collect())
}

fn join(planned: &PlannedColumn, pieces: Vec<Done>, rows: usize) -> Column {
    let mut building = Building::new(planned, rows);
    let mut side = Side::default();
    let mut other_units = Vec::new();
    let (mut filled, mut nulls, mut empty) = (0, 0, 0);
    for piece in pieces {
        building.append(&piece.values);
        side.append(piece.side);
        other_units.extend(piece.other_units);
        filled += piece.filled;
        nulls += piece.nulls;
        empty += piece.empty;
    }
    side.shrink();
    other_units.shrink_to_fit();
    Column {
        origin: Origin::Document(planned.path.clone()),
        path: planned.path.texts(),
        name: planned.name.clone(),
        kind: planned.kind,
        unit: planned.units.first().cloned(),
        filled,
        nulls,
        empty,
        values: building.finish(),
        side,
        null_is_usual: planned.null_is_usual,
        units: planned.units.clone(),
        other_units,
    }
}
