//! Parquet: typed columns, compressed with zstd, in row groups that go out as soon as each is made.
//!
//! - Booleans, whole numbers and decimals are columns of their type. Text stays text, dates too, as they
//!   came. Null and missing cells are null, `""` is empty text. A column of lists holds their JSON.
//! - Where a value is of another type than its column, or has digits that the type does not keep,
//!   `NAME__text` follows with the JSON of exactly those values: where it is not null, it is the value.
//! - A column of mixed units is followed by `NAME unit`. The one unit of any other stands in the metadata.
//! - The file's metadata: `dapple.columns` (paths, types, units), `dapple.source` (where the rows come
//!   from), `dapple.rows` (asked, received, written, missing, complete).

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{LargeStringBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use serde_json::json;

use super::counter::Counter;
use super::report::{rows_json, source_json};
use super::value::cell_json;
use super::{ExportError, Job, Watch, chosen_columns, free_name};
use crate::stop::Stop;
use crate::table::{Column, ColumnType, Gathered, Table};
use crate::token::Scrubber;

/// Most rows of a group: readers skip whole groups, and one is held in memory while it is made.
const GROUP_ROWS: usize = 128 << 10;
/// Most cells of a group.
const GROUP_CELLS: usize = 16 << 20;
/// Fewest rows of a group, however many columns there are.
const FEWEST_ROWS: usize = 4 << 10;

/// A column of the table, and the columns of the file that say it.
struct Output<'a> {
    number: usize,
    column: &'a Column,
    /// The name of the column with the JSON of values that the typed one does not say.
    text: Option<String>,
    /// The name of the column with units.
    unit: Option<String>,
}

impl<'a> Output<'a> {
    fn new(number: usize, column: &'a Column, taken: &[&str]) -> Self {
        let differs = column.kind != ColumnType::List && !column.is_exact();
        let text = differs.then(|| free_name(format!("{}__text", column.name), taken));
        let unit = column.has_mixed_units().then(|| free_name(format!("{} unit", column.name), taken));
        Self { number, column, text, unit }
    }

    fn fields(&self) -> Vec<Field> {
        let column = self.column;
        let kind = column.gather(&[]).values.data_type().clone();
        let mut field = Field::new(&column.name, kind, true);
        if let Some(unit) = column.unit.as_ref().filter(|_| self.unit.is_none()) {
            field.set_metadata(HashMap::from([("unit".to_owned(), unit.clone())]));
        }
        let beside = [&self.text, &self.unit];
        let beside = beside.into_iter().flatten().map(|name| Field::new(name, DataType::Utf8, true));
        std::iter::once(field).chain(beside).collect()
    }

    /// What `dapple.columns` says of it.
    fn json(&self) -> serde_json::Value {
        let column = self.column;
        let kind = match column.kind {
            ColumnType::Bool => "boolean",
            ColumnType::Integer => "integer",
            ColumnType::Float => "float",
            ColumnType::Text => "text",
            ColumnType::Date => "date",
            ColumnType::List => "json",
        };
        let unit = column.unit.as_ref().filter(|_| self.unit.is_none());
        json!({
            "name": column.name, "path": column.path, "type": kind,
            "unit": unit, "text_column": self.text, "unit_column": self.unit,
        })
    }
}

/// All that the columns of one group are made with.
struct Source<'a> {
    job: &'a Job<'a>,
    table: &'a Table,
    scrubber: Option<&'a Scrubber>,
    stop: &'a Stop,
}

/// Writes the chosen rows.
pub(super) fn write(job: &Job<'_>, out: &mut Counter<'_>, watch: &mut Watch<'_>) -> Result<u64, ExportError> {
    let table = job.table.ok_or(ExportError::NoTable)?;
    let columns = chosen_columns(job, table)?;
    let taken: Vec<&str> = columns.iter().map(|(_, column)| column.name.as_str()).collect();
    let outputs: Vec<Output<'_>> =
        columns.iter().map(|(number, column)| Output::new(*number, column, &taken)).collect();
    let rows = job.table_rows(table)?;
    let schema = Arc::new(Schema::new(outputs.iter().flat_map(Output::fields).collect::<Vec<_>>()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(failed)?))
        .set_created_by(concat!("Dapple ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties)).map_err(failed)?;
    let (mut file, factory) = writer.into_serialized_writer().map_err(failed)?;
    let scrubber = job.book.and_then(|book| book.scrubber).filter(|scrubber| !scrubber.is_empty());
    let source = Source { job, table, scrubber, stop: watch.stop };
    let mut written = 0;
    let most = (GROUP_CELLS / schema.fields().len().max(1)).clamp(FEWEST_ROWS, GROUP_ROWS);
    for (nth, group) in rows.chunks(most).enumerate() {
        let writers = factory.create_column_writers(nth).map_err(failed)?;
        let chunks = encoded(&source, &outputs, (&schema, writers), group)?;
        let mut place = file.next_row_group().map_err(failed)?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut place).map_err(failed)?;
        }
        place.close().map_err(failed)?;
        out.write_all(&std::mem::take(file.inner_mut())).map_err(ExportError::Write)?;
        written += group.len() as u64;
        watch.page(written, out.bytes())?;
    }
    let facts = [
        ("dapple.columns", serde_json::Value::from(outputs.iter().map(Output::json).collect::<Vec<_>>())),
        ("dapple.source", source_json(job.book.map(|book| book.source).unwrap_or_default())),
        ("dapple.rows", rows_json(&job.summary(written, 0))),
    ];
    for (key, value) in facts {
        let text = value.to_string();
        let text =
            source.scrubber.map_or_else(|| text.clone(), |scrubber| scrubber.scrub(&text).into_owned());
        file.append_key_value_metadata(KeyValue::new(key.to_owned(), text));
    }
    let rest = file.into_inner().map_err(failed)?;
    out.write_all(&rest).map_err(ExportError::Write)?;
    Ok(written)
}

/// The columns of a group, compressed, each on its own.
fn encoded(
    source: &Source<'_>,
    outputs: &[Output<'_>],
    (schema, writers): (&Arc<Schema>, Vec<ArrowColumnWriter>),
    rows: &[u32],
) -> Result<Vec<ArrowColumnChunk>, ExportError> {
    let made: Result<Vec<Vec<ArrayRef>>, ExportError> =
        outputs.par_iter().map(|output| arrays(source, output, rows)).collect();
    let arrays: Vec<ArrayRef> = made?.into_iter().flatten().collect();
    let fields = schema.fields().par_iter().zip(arrays).zip(writers);
    fields
        .map(|((field, array), mut writer)| {
            source.stop.check()?;
            for leaf in compute_leaves(field, &array).map_err(failed)? {
                writer.write(&leaf).map_err(failed)?;
            }
            writer.close().map_err(failed)
        })
        .collect()
}

/// The arrays of one column of the table, as many as it has fields.
fn arrays(source: &Source<'_>, output: &Output<'_>, rows: &[u32]) -> Result<Vec<ArrayRef>, ExportError> {
    source.stop.check()?;
    let Gathered { values, differing } = output.column.gather(rows);
    let mut json = Vec::with_capacity(differing.len());
    for place in &differing {
        json.push(source.json(output, rows.get(*place).copied().unwrap_or(u32::MAX))?);
    }
    let mut arrays = Vec::new();
    if output.column.kind == ColumnType::List {
        arrays.push(replaced(&values, &differing, &json));
    } else {
        arrays.push(values);
    }
    if output.text.is_some() {
        let mut builder = StringBuilder::new();
        let mut next = differing.iter().zip(&json).peekable();
        for place in 0..rows.len() {
            let here = next.next_if(|(differing, _)| **differing == place);
            builder.append_option(here.and_then(|(_, json)| json.as_deref()));
        }
        arrays.push(Arc::new(builder.finish()));
    }
    if output.unit.is_some() {
        let mut builder = StringBuilder::new();
        for row in rows {
            builder.append_option(output.column.cell(*row as usize).unit);
        }
        arrays.push(Arc::new(builder.finish()));
    }
    Ok(match source.scrubber {
        Some(scrubber) => arrays.into_iter().map(|array| scrubbed(array, scrubber)).collect(),
        None => arrays,
    })
}

impl Source<'_> {
    fn json(&self, output: &Output<'_>, row: u32) -> Result<Option<String>, ExportError> {
        let place = (row as usize, output.number);
        let cell = self.table.cell(place.0, place.1);
        Ok(cell_json(self.job, self.table, place, cell, self.stop)?.map(|json| json.into_owned()))
    }
}

/// Text with some of its values replaced.
fn replaced(values: &ArrayRef, places: &[usize], texts: &[Option<String>]) -> ArrayRef {
    if places.is_empty() {
        return values.clone();
    }
    let mut next = places.iter().zip(texts).peekable();
    let cells = texts_of(values).enumerate().map(|(place, text)| {
        match next.next_if(|(replaced, _)| **replaced == place) {
            Some((_, text)) => text.as_deref(),
            None => text,
        }
    });
    if matches!(values.data_type(), DataType::LargeUtf8) {
        let mut builder = LargeStringBuilder::new();
        cells.for_each(|text| builder.append_option(text));
        return Arc::new(builder.finish());
    }
    let mut builder = StringBuilder::new();
    cells.for_each(|text| builder.append_option(text));
    Arc::new(builder.finish())
}

/// The texts of an array; nulls for one that holds none.
fn texts_of(values: &ArrayRef) -> Box<dyn Iterator<Item = Option<&str>> + '_> {
    if let Some(texts) = values.as_any().downcast_ref::<StringArray>() {
        return Box::new(texts.iter());
    }
    match values.as_any().downcast_ref::<LargeStringArray>() {
        Some(texts) => Box::new(texts.iter()),
        None => Box::new(std::iter::repeat_n(None, values.len())),
    }
}

/// Text without live tokens: what is compressed cannot be searched any more.
fn scrubbed(values: ArrayRef, scrubber: &Scrubber) -> ArrayRef {
    if !matches!(values.data_type(), DataType::Utf8 | DataType::LargeUtf8) {
        return values;
    }
    let mut places = Vec::new();
    let mut texts = Vec::new();
    for (place, text) in texts_of(&values).enumerate() {
        if let Some(std::borrow::Cow::Owned(clean)) = text.map(|text| scrubber.scrub(text)) {
            places.push(place);
            texts.push(Some(clean));
        }
    }
    replaced(&values, &places, &texts)
}

/// Only what this room does wrong, or the memory, can make the library fail: it writes to memory.
fn failed(error: ParquetError) -> ExportError {
    ExportError::Write(io::Error::other(error))
}
