//! Tables of chosen columns, of any values of a document.

use std::collections::HashMap;
use std::sync::Arc;

use super::column::Column;
use super::keys::Keys;
use super::names::{distinct, names};
use super::path::ColumnPath;
use super::plan::plan_of;
use super::survey::{Rules, survey};
use super::{Table, TableError, Uneven, build};
use crate::document::{Document, NodeId};
use crate::stop::Stop;

impl Table {
    /// Makes a table of exactly the chosen columns, in that order, typed by what stands there. A path
    /// that no row has is a text column of missing cells. For the pool.
    ///
    /// A path with a star has one cell a row: numbers of one unit are summed, anything else is joined
    /// as text with `, `, each text once.
    ///
    /// # Errors
    /// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
    pub fn of_columns(
        document: &Document,
        rows: impl Into<Arc<[NodeId]>>,
        chosen: &[ColumnPath],
        stop: &Stop,
    ) -> Result<Self, TableError> {
        let rows = rows.into();
        let columns = columns(document, &rows, chosen, stop)?;
        Ok(Self { list: None, rows, columns, hidden: Vec::new() })
    }

    /// A table of columns that were made elsewhere: by [`Table::of_columns`], which share their cells,
    /// or given as text. Names that are there twice get a number.
    ///
    /// # Errors
    /// [`Uneven`] when a column has not one cell for each row.
    pub fn with_columns(rows: impl Into<Arc<[NodeId]>>, mut columns: Vec<Column>) -> Result<Self, Uneven> {
        let rows = rows.into();
        if let Some(odd) = columns.iter().find(|column| column.row_count() != rows.len()) {
            let column = odd.name.clone();
            return Err(Uneven { column, cells: odd.row_count(), rows: rows.len() });
        }
        let names = distinct(columns.iter_mut().map(|column| std::mem::take(&mut column.name)).collect());
        for (column, name) in columns.iter_mut().zip(names) {
            column.name = name;
        }
        Ok(Self { list: None, rows, columns, hidden: Vec::new() })
    }

    /// The columns without the table, to put them together anew.
    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }
}

fn columns(
    document: &Document,
    rows: &[NodeId],
    chosen: &[ColumnPath],
    stop: &Stop,
) -> Result<Vec<Column>, TableError> {
    let mut made: HashMap<ColumnPath, Column> = HashMap::with_capacity(chosen.len());
    for paths in walks(chosen) {
        let (keys, nodes) = Keys::of_paths(&paths);
        let rules = Rules { only: Some(&keys), ..Rules::default() };
        let (survey, found) = survey(document, rows, &rules, stop)?;
        let plan = plan_of(survey.keys, &survey.counts, &nodes, (rows.len(), true));
        let columns = build::build(document, rows, (&plan, &found), stop)?;
        made.extend(paths.into_iter().zip(columns));
    }
    // A column that is wanted twice is there twice, and shares its cells.
    let mut columns: Vec<Column> = chosen.iter().filter_map(|path| made.get(path).cloned()).collect();
    let paths: Vec<Vec<String>> = columns.iter().map(|column| column.path.clone()).collect();
    for (column, name) in columns.iter_mut().zip(names(&paths)) {
        column.name = name;
    }
    Ok(columns)
}

/// Paths that one walk over the rows can serve, each once: a value goes to one place, so that a star
/// and a key at the same place are two walks.
fn walks(chosen: &[ColumnPath]) -> Vec<Vec<ColumnPath>> {
    let mut walks: Vec<(Keys, Vec<ColumnPath>)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let (stars, plain): (Vec<&ColumnPath>, Vec<&ColumnPath>) =
        chosen.iter().filter(|path| seen.insert(*path)).partition(|path| path.is_star());
    if !plain.is_empty() {
        walks.push((Keys::default(), plain.into_iter().cloned().collect()));
        if let Some((keys, paths)) = walks.last_mut() {
            for path in paths {
                keys.add(path);
            }
        }
    }
    for path in stars {
        let fitting = walks.iter_mut().find_map(|(keys, paths)| {
            let mut more = keys.clone();
            more.add(path);
            (!more.has_clash()).then_some((keys, paths, more))
        });
        match fitting {
            Some((keys, paths, more)) => {
                *keys = more;
                paths.push(path.clone());
            }
            None => {
                let (keys, _) = Keys::of_paths(std::slice::from_ref(path));
                walks.push((keys, vec![path.clone()]));
            }
        }
    }
    walks.into_iter().map(|(_, paths)| paths).collect()
}
