//! What a workbook says beyond the cells of its table.

use crate::table::arrange::Groups;
use crate::token::Scrubber;

/// The sheets around the rows. See [`super::Format::Xlsx`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Book<'a> {
    /// Name of the sheet with the rows; made to fit what a spreadsheet allows.
    pub title: &'a str,
    /// Groups, for a first sheet with a line for each; the rows then follow in their order.
    pub schedule: Option<Schedule<'a>>,
    /// Labels and values of the last sheet: server, project, model, version, time, filters.
    pub source: &'a [(String, String)],
    /// When it is made, in seconds since 1970: for the file's properties.
    pub made: i64,
    /// Takes live tokens out of every text: a workbook is packed, so what is written cannot be searched.
    pub scrubber: Option<&'a Scrubber>,
}

/// A line for each group: its values, how many rows it has, what they come to.
#[derive(Clone, Copy, Debug)]
pub struct Schedule<'a> {
    pub groups: &'a Groups,
    /// The columns that were grouped by.
    pub by: &'a [usize],
    /// The columns that were added up.
    pub added: &'a [usize],
}
