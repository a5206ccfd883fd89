//! A table of any size on the virtual list: virtual rows and virtual columns, a header that sorts and
//! resizes, pinned columns, and one active cell.

mod groups;
mod header;
mod layout;

use std::borrow::Cow;

use eframe::egui::{Rect, Response, Role, Stroke, StrokeKind, Ui, UiBuilder, pos2};

use super::text::{self, Cut};
use super::{ListKind, ListOutput, ListState, Row, VirtualList, paint};
use crate::ui::theme::{self, Ring, Tokens};
pub use groups::{GroupLine, Grouped};
use layout::Columns;

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column<'a> {
    /// Its name.
    pub title: Cow<'a, str>,
    /// Path or type, under the name in a header of two lines.
    pub second: Cow<'a, str>,
    /// Unit, subdued behind the name.
    pub unit: Cow<'a, str>,
    /// Width in points.
    pub width: f32,
    /// Figures: right-aligned.
    pub right: bool,
    /// How the table is sorted by it.
    pub sorted: Option<Sorted>,
    /// A filter is on it.
    pub filtered: bool,
    /// Something about its values needs a look: a sign of warning, and the words on hover.
    pub warning: Cow<'a, str>,
}

/// The direction of sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What stands in one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellText<'a> {
    /// The text, of one line.
    pub text: Cow<'a, str>,
    /// Missing, empty, not set: the text steps back.
    pub subdued: bool,
    /// Numbers, ids, dates: JetBrains Mono.
    pub mono: bool,
    /// Right-aligned although its column is not, or the other way round.
    pub right: bool,
    /// What the cell means, on hover: "no such property".
    pub hint: &'static str,
}

/// Where a table stands: the list's state and the active column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableState {
    /// Rows: scroll position, cursor, selection.
    pub list: ListState,
    /// The column of the active cell.
    pub column: usize,
}

/// What Copy should take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyWhat {
    /// The active cell.
    Cell(u64, usize),
    /// Whole rows.
    Rows(std::ops::RangeInclusive<u64>),
}

/// What happened in a table.
#[derive(Debug)]
pub struct TableOutput {
    /// What happened in the list below.
    pub list: ListOutput,
    /// A header was clicked: sort by it; `true` with Shift, as a further key.
    pub sort: Option<(usize, bool)>,
    /// A header's menu was asked for, under this rectangle.
    pub header_menu: Option<(usize, Rect)>,
    /// A column is being dragged to a new width.
    pub resized: Option<(usize, f32)>,
    /// A column's edge was clicked twice: make it as wide as its content.
    pub fit: Option<usize>,
    /// A cell was clicked.
    pub clicked: Option<(u64, usize)>,
    /// A cell was opened: Enter or double click.
    pub opened: Option<(u64, usize)>,
    /// A cell's menu was asked for.
    pub context: Option<(u64, usize)>,
    /// Copy was pressed.
    pub copy: Option<CopyWhat>,
    /// A group is to be folded (`true`) or unfolded: its row.
    pub folded: Option<(u64, bool)>,
    /// The headers that were drawn, for their menus.
    pub headers: Vec<(usize, Response)>,
    /// The columns that were drawn, without pinned ones.
    pub columns: std::ops::Range<usize>,
}

/// A table of `rows` rows, called `name`.
#[must_use = "call `show`"]
pub struct TableView<'a> {
    name: &'a str,
    columns: &'a [Column<'a>],
    rows: u64,
    row_height: Option<f32>,
    two_lines: bool,
    pinned: usize,
    /// The column whose cells name their rows for a screen reader.
    named_by: usize,
    index: bool,
    grouped: Option<&'a dyn Grouped>,
}

impl<'a> TableView<'a> {
    /// A table with a column of row numbers.
    pub fn new(name: &'a str, columns: &'a [Column<'a>], rows: u64) -> Self {
        TableView {
            name,
            columns,
            rows,
            row_height: None,
            two_lines: false,
            pinned: 0,
            named_by: 0,
            index: true,
            grouped: None,
        }
    }

    /// Another row height than 22.
    pub fn row_height(mut self, height: f32) -> Self {
        self.row_height = Some(height);
        self
    }

    /// A header of 40 with path or type below the name.
    pub fn two_lines(mut self) -> Self {
        self.two_lines = true;
        self
    }

    /// The column that names a row for a screen reader; the first without.
    pub fn named_by(mut self, column: usize) -> Self {
        self.named_by = column;
        self
    }

    /// The first columns that stay while the others scroll sideways.
    pub fn pinned(mut self, count: usize) -> Self {
        self.pinned = count;
        self
    }

    /// No row numbers.
    pub fn no_index(mut self) -> Self {
        self.index = false;
        self
    }

    /// Rows in groups, with what each comes to, and a row of totals that sticks to the bottom.
    pub fn grouped(mut self, groups: &'a dyn Grouped) -> Self {
        self.grouped = Some(groups);
        self
    }

    /// Places the table. `cell` is asked for visible cells only.
    pub fn show<'c>(
        self,
        ui: &mut Ui,
        state: &mut TableState,
        cell: impl Fn(u64, usize) -> CellText<'c>,
    ) -> TableOutput {
        let tokens = theme::tokens(ui.ctx());
        let size = &tokens.size;
        let index = if self.index { layout::index_width(ui, &tokens, self.rows) } else { 0.0 };
        let columns = Columns::new(self.columns, index, self.pinned);
        state.column = state.column.min(self.columns.len().saturating_sub(1));
        let header = if self.two_lines { size.table_header_two } else { size.table_header };
        let grouped = self.grouped;
        let name_of = |row: u64| match grouped.and_then(|groups| groups.group(row)) {
            Some(group) => group.spoken(),
            None => cell(row, self.named_by).text.into_owned(),
        };
        let heights = grouped.map(groups::Heights);
        let mut list = VirtualList::new(self.name, self.rows, self.row_height.unwrap_or(size.table_row))
            .header(header)
            .content_width(columns.width())
            .kind(ListKind::Table(self.columns.len()))
            .many()
            .row_name(&name_of);
        if let Some(heights) = &heights {
            list = list.heights(heights).footer(size.total_row);
        }
        let cells = Cells {
            tokens: &tokens,
            columns: &columns,
            specs: self.columns,
            cell: &cell,
            grouped,
            active: state.column,
        };
        let mut visible = 0..0;
        let mut hover = None;
        let output = list.show(ui, &mut state.list, |ui, row| {
            visible = columns.visible(row.seen, row.rect);
            match grouped.and_then(|groups| Some((groups, groups.group(row.index)?))) {
                Some((groups, line)) => groups::paint(ui, (&columns, self.columns), groups, row, &line),
                None => cells.paint_row(ui, row, visible.clone(), &mut hover),
            }
        });
        if let Some(hint) = hover {
            super::popup::tooltip_at_pointer(&output.response, &hint);
        }
        let mut result = TableOutput {
            sort: None,
            header_menu: None,
            resized: None,
            fit: None,
            clicked: None,
            opened: None,
            context: None,
            copy: None,
            folded: None,
            headers: Vec::new(),
            columns: visible,
            list: output,
        };
        if let Some(groups) = grouped {
            groups::sticky(ui, (&columns, self.columns), groups, state, &result.list);
            groups::total(ui, (&columns, self.columns), groups, state, &result.list);
        }
        header::show(ui, self.columns, &columns, state, &mut result);
        if let Some(groups) = grouped {
            groups::take_events(&columns, groups, state, &mut result);
        }
        take_events(&columns, state, &mut result);
        result
    }
}

/// Turns what happened to rows into what happened to cells.
fn take_events(columns: &Columns, state: &mut TableState, result: &mut TableOutput) {
    let view = result.list.view;
    let at = |hit: super::Hit, state: &TableState| columns.at(hit.pos.x, view, state.list.left as f32);
    if let Some(hit) = result.list.clicked.or(result.list.context)
        && let Some(column) = at(hit, state)
    {
        state.column = column;
        result.clicked = result.list.clicked.map(|hit| (hit.row, column));
        result.context = result.list.context.map(|hit| (hit.row, column));
    }
    let keys = result.list.keys;
    if keys.left + keys.right > 0 {
        let last = columns.len().saturating_sub(1);
        state.column = (state.column + keys.right).saturating_sub(keys.left).min(last);
        columns.reveal(state.column, view, &mut state.list.left);
    }
    result.opened = result.list.opened(&state.list).map(|row| (row, state.column));
    if keys.copy
        && let Some(rows) = state.list.selected()
    {
        let one = rows.start() == rows.end();
        result.copy =
            Some(if one { CopyWhat::Cell(*rows.start(), state.column) } else { CopyWhat::Rows(rows) });
    }
}

/// Everything the painter of cells needs.
struct Cells<'a, F> {
    tokens: &'a Tokens,
    columns: &'a Columns,
    specs: &'a [Column<'a>],
    cell: &'a F,
    grouped: Option<&'a dyn Grouped>,
    active: usize,
}

impl<'c, F: Fn(u64, usize) -> CellText<'c>> Cells<'_, F> {
    fn paint_row(&self, ui: &mut Ui, row: Row, visible: std::ops::Range<usize>, hover: &mut Option<String>) {
        let pinned = self.columns.pinned();
        let edge = row.seen.left() + self.columns.pinned_width();
        let clip = ui.clip_rect();
        let right = Rect::from_min_max(pos2(edge, clip.top()), clip.max).intersect(clip);
        ui.set_clip_rect(right);
        for column in visible {
            let left = row.rect.left() + self.columns.offset(column);
            self.paint_cell(ui, row, (column, left), hover);
        }
        ui.set_clip_rect(clip);
        for column in 0..pinned {
            let left = row.seen.left() + self.columns.offset(column);
            self.paint_cell(ui, row, (column, left), hover);
        }
        self.paint_index(ui, row);
        if row.rect.left() < row.seen.left() && pinned > 0 {
            super::vline(ui, edge - self.tokens.size.hairline, row.seen.y_range());
        }
    }

    fn paint_index(&self, ui: &Ui, row: Row) {
        let width = self.columns.index_width();
        if width <= 0.0 {
            return;
        }
        let place = Rect::from_min_max(row.seen.min, pos2(row.seen.left() + width, row.seen.bottom()));
        let number = self.grouped.map_or(row.index, |groups| groups.number(row.index));
        let text = (number + 1).to_string();
        let number = paint::line(
            ui.painter(),
            &text,
            &self.tokens.font.mono_small,
            self.tokens.color.code_line_number,
        );
        paint::right(ui.painter(), place.right() - self.tokens.size.cell_padding, place, number);
    }

    fn paint_cell(&self, ui: &mut Ui, row: Row, (column, left): (usize, f32), hover: &mut Option<String>) {
        let tokens = self.tokens;
        let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
        let Some(spec) = self.specs.get(column) else { return };
        let rect = Rect::from_min_max(pos2(left, row.rect.top()), pos2(left + spec.width, row.rect.bottom()));
        let last = column + 1 == self.specs.len();
        let end = if last { size.cell_padding_last } else { size.cell_padding };
        let inner = Rect::from_min_max(
            pos2(rect.left() + size.cell_padding, rect.top()),
            pos2(rect.right() - end, rect.bottom()),
        );
        let content = (self.cell)(row.index, column);
        let face = if content.mono { &font.mono } else { &font.ui };
        let tone = if content.subdued { color.text_subdued } else { color.text };
        let (galley, cut) = text::cut(ui.painter(), &content.text, (face, tone), inner.width(), Cut::End);
        if spec.right || content.right {
            paint::right(ui.painter(), inner.right(), rect, galley);
        } else {
            paint::left(ui.painter(), inner.left(), rect, galley);
        }
        if row.state.hovered && (cut || !content.hint.is_empty()) {
            let under = ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| rect.contains(at));
            if under && ui.clip_rect().intersects(rect) {
                let hint = if content.hint.is_empty() { content.text.as_ref() } else { content.hint };
                *hover = Some(hint.chars().take(text::MOST_CHARS).collect());
            }
        }
        if row.state.focused {
            self.describe_cell(ui, (row, column), rect, &content);
            if column == self.active {
                self.paint_active(ui, rect);
            }
        }
    }

    /// The active cell: a ring for the keyboard, one quiet pixel for the pointer.
    fn paint_active(&self, ui: &Ui, rect: Rect) {
        let size = &self.tokens.size;
        if theme::keyboard_in_use(ui.ctx()) {
            theme::focus_ring(ui, rect, size.focus_radius_row, Ring::Inside);
        } else {
            let stroke = Stroke::new(size.hairline, self.tokens.color.accent);
            ui.painter().rect_stroke(rect, size.focus_radius_row, stroke, StrokeKind::Inside);
        }
    }

    /// Cells are nodes only in the row with the cursor, so that a frame stays cheap.
    fn describe_cell(&self, ui: &mut Ui, (row, column): (Row, usize), rect: Rect, content: &CellText<'_>) {
        let id = ui.scope_id().with(("cell", column));
        let builder = UiBuilder::new()
            .scope_id(id)
            .max_rect(rect)
            .accessibility_role(Role::GridCell)
            .accessibility_label(content.text.as_ref());
        let _cell = ui.new_child(builder);
        let index = usize::try_from(row.index).unwrap_or(usize::MAX);
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_column_index(column);
            node.set_row_index(index);
            node.set_selected(column == self.active);
        });
    }
}
