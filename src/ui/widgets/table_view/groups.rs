//! Groups in a table: their rows, the open group's row that stays under the header, the totals at the bottom.

use eframe::egui::{Painter, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::virtual_list::RowHeights;
use super::super::{ListOutput, Row, RowAlign, paint};
use super::layout::Columns;
use super::{CellText, Column, TableOutput, TableState};
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// What a row of a group, or of the totals, says at its left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupLine {
    /// Its name.
    pub name: String,
    /// How many rows, subdued behind the name.
    pub count: String,
    /// 0 for the outermost.
    pub level: usize,
    /// Its rows are folded away.
    pub folded: bool,
}

impl GroupLine {
    /// What a screen reader says.
    pub(super) fn spoken(&self) -> String {
        let between = if self.count.is_empty() { "" } else { ", " };
        format!("{}{between}{}", self.name, self.count)
    }
}

/// Rows in groups. Everything is asked for visible rows only.
pub trait Grouped {
    /// What a group row says; none for other rows.
    fn group(&self, row: u64) -> Option<GroupLine>;
    /// The number of a row within its group, from 0.
    fn number(&self, row: u64) -> u64;
    /// The group row that a row stands under, or the row itself.
    fn head(&self, row: u64) -> Option<u64>;
    /// What the rows of a group come to in a column; all rows without a group.
    fn sum(&self, row: Option<u64>, column: usize) -> Option<CellText<'_>>;
    /// What the row of totals says.
    fn total(&self) -> GroupLine;
    /// The upper edge of a row, where rows and group rows are so high.
    fn top(&self, row: u64, heights: (f64, f64)) -> f64;
    /// The row at a height.
    fn row_at(&self, y: f64, heights: (f64, f64)) -> u64;
}

/// Rows and group rows are of two heights.
pub(super) struct Heights<'g>(pub &'g dyn Grouped);

fn heights() -> (f64, f64) {
    let size = theme::Sizes::default();
    (f64::from(size.table_row), f64::from(size.group_row))
}

impl RowHeights for Heights<'_> {
    fn top(&self, row: u64) -> f64 {
        self.0.top(row, heights())
    }

    fn row_at(&self, y: f64) -> u64 {
        self.0.row_at(y, heights())
    }
}

/// Paints a group row into its place.
pub(super) fn paint(
    ui: &Ui,
    columns: (&Columns, &[Column<'_>]),
    groups: &dyn Grouped,
    row: Row,
    line: &GroupLine,
) {
    let tokens = theme::tokens(ui.ctx());
    if !row.state.selected && !row.state.hovered {
        ui.painter().rect_filled(row.seen, 0.0, tokens.color.group_row);
    }
    super::super::hline(ui, row.seen.x_range(), row.seen.bottom() - tokens.size.hairline);
    content(ui.painter(), &tokens, columns, (groups, Some(row.index)), (row.seen, row.rect.left(), line));
    ui.ctx().accesskit_node_builder(ui.scope_id(), |node| node.set_expanded(!line.folded));
    if row.state.focused && theme::keyboard_in_use(ui.ctx()) {
        theme::focus_ring(ui, row.seen, tokens.size.focus_radius_row, Ring::Inside);
    }
}

/// Twist, name, count, and the sums under their own columns. `row` none: the totals.
fn content(
    whole: &Painter,
    tokens: &Tokens,
    (columns, specs): (&Columns, &[Column<'_>]),
    (groups, row): (&dyn Grouped, Option<u64>),
    (seen, left, line): (Rect, f32, &GroupLine),
) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let mut free = seen.right() - size.cell_padding;
    let visible = columns.visible(seen, Rect::from_min_max(pos2(left, seen.top()), seen.max));
    let edge = seen.left() + columns.pinned_width();
    let clipped = Rect::from_min_max(pos2(edge, seen.top()), seen.max).intersect(whole.clip_rect());
    let painter = whole.with_clip_rect(clipped);
    for column in visible {
        let (Some(spec), Some(cell)) = (specs.get(column), groups.sum(row, column)) else { continue };
        let x = left + columns.offset(column);
        let last = column + 1 == specs.len();
        let end = if last { size.cell_padding_last } else { size.cell_padding };
        let tone = if cell.subdued { color.text_subdued } else { color.text };
        let face = if cell.mono { &font.mono_medium } else { &font.secondary };
        let text = paint::line(&painter, &cell.text, face, tone);
        free = free.min(paint::right(&painter, x + spec.width - end, seen, text) - size.cell_padding);
    }
    let index = seen.left() + columns.index_width();
    if row.is_some() {
        let twist = if line.folded { Icon::ChevronRight } else { Icon::ChevronDown };
        let at = pos2(index - columns.index_width() / 2.0, seen.center().y);
        paint_icon(whole, twist, at, size.icon_small, color.icon);
    }
    let from = index + size.cell_padding + line.level as f32 * size.tree_indent;
    let name = paint::cut_line(whole, &line.name, (&font.ui_medium, color.text), free - from);
    let end = paint::left(whole, from, seen, name) + size.gap_8;
    let count = paint::cut_line(whole, &line.count, (&font.ui, color.text_subdued), free - end);
    paint::left(whole, end, seen, count);
}

/// The row of the group whose rows are at the top stays under the header. A click goes to it.
pub(super) fn sticky(
    ui: &Ui,
    columns: (&Columns, &[Column<'_>]),
    groups: &dyn Grouped,
    state: &mut TableState,
    list: &ListOutput,
) {
    let first = list.visible.start;
    let Some(head) = groups.head(first).filter(|head| groups.top(*head, heights()) < state.list.top) else {
        return;
    };
    let Some(line) = groups.group(head) else { return };
    let tokens = theme::tokens(ui.ctx());
    // The next group row pushes it out, so that it never stands over another group.
    let next = (first..list.visible.end).find(|row| *row > head && groups.group(*row).is_some());
    let room = next.map_or(f64::INFINITY, |row| groups.top(row, heights()) - state.list.top) as f32;
    let lifted = (tokens.size.group_row - room).clamp(0.0, tokens.size.group_row);
    let view = list.view;
    let strip = Rect::from_min_size(view.min - vec2(0.0, lifted), vec2(view.width(), tokens.size.group_row));
    let painter = ui.painter().with_clip_rect(view.intersect(ui.clip_rect()));
    painter.rect_filled(strip, 0.0, tokens.color.group_row);
    let stroke = (tokens.size.hairline, tokens.color.hairline);
    painter.hline(strip.x_range(), strip.bottom() - tokens.size.hairline / 2.0, stroke);
    let left = view.left() - state.list.left as f32;
    content(&painter, &tokens, columns, (groups, Some(head)), (strip, left, &line));
    let over = ui.interact(strip.intersect(view), list.response.id.with("open group"), Sense::CLICK);
    if over.clicked() {
        state.list.select(head);
        state.list.scroll_to(head, RowAlign::Top);
        list.response.request_focus();
    }
}

/// The totals stick to the bottom.
pub(super) fn total(
    ui: &Ui,
    columns: (&Columns, &[Column<'_>]),
    groups: &dyn Grouped,
    state: &TableState,
    list: &ListOutput,
) {
    let tokens = theme::tokens(ui.ctx());
    let strip = list.footer;
    let line = groups.total();
    ui.painter().rect_filled(strip, 0.0, tokens.color.group_row);
    super::super::hline(ui, strip.x_range(), strip.top());
    let left = strip.left() - state.list.left as f32;
    content(ui.painter(), &tokens, columns, (groups, None), (strip, left, &line));
    let response = ui.interact(strip, list.response.id.with("totals"), Sense::hover());
    let sums = (0..columns.1.len()).filter_map(|column| {
        let (spec, cell) = (columns.1.get(column)?, groups.sum(None, column)?);
        let unit = if cell.subdued { "" } else { &spec.unit };
        Some(format!(", {} {} {unit}", spec.title, cell.text).trim_end().to_owned())
    });
    let words = format!("Total {}{}", line.spoken(), sums.collect::<String>());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.trim()));
}

/// Clicks and keys that fold: the twist, a double click, Enter, Space, and the arrows.
pub(super) fn take_events(
    columns: &Columns,
    groups: &dyn Grouped,
    state: &mut TableState,
    result: &mut TableOutput,
) {
    let twist = |hit: &super::super::Hit| hit.pos.x < result.list.view.left() + columns.index_width();
    let of = |row: u64| groups.group(row).map(|line| (row, !line.folded));
    let clicked = result.list.clicked.filter(twist).and_then(|hit| of(hit.row));
    let doubled = result.list.double_clicked.filter(|hit| !twist(hit)).and_then(|hit| of(hit.row));
    result.folded = clicked.or(doubled);
    let Some(cursor) = state.list.cursor else { return };
    let keys = &mut result.list.keys;
    match groups.group(cursor) {
        Some(line) => {
            let folds = (keys.enter || keys.space, keys.left > 0, keys.right > 0);
            match folds {
                (true, ..) => result.folded = Some((cursor, !line.folded)),
                (_, true, _) if !line.folded => result.folded = Some((cursor, true)),
                (_, _, true) if line.folded => result.folded = Some((cursor, false)),
                _ => {}
            }
            (keys.left, keys.right, keys.enter) = (0, 0, false);
        }
        None if keys.left > 0 && state.column == 0 => {
            if let Some(head) = groups.head(cursor) {
                state.list.select(head);
                keys.left = 0;
            }
        }
        None => {}
    }
}
