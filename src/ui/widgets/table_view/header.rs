//! The header of a table: names, units, marks of sorting and filtering, and edges to drag.

use eframe::egui::{CursorIcon, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::super::paint::{self, Look, Phase};
use super::layout::Columns;
use super::{Column, Sorted, TableOutput, TableState};
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// Paints the header over the rows and takes its clicks.
pub(super) fn show(
    ui: &mut Ui,
    specs: &[Column<'_>],
    columns: &Columns,
    state: &TableState,
    result: &mut TableOutput,
) {
    let tokens = theme::tokens(ui.ctx());
    let strip = result.list.header;
    let left = state.list.left as f32;
    let builder = UiBuilder::new()
        .scope_id(result.list.response.id.with("header"))
        .max_rect(strip)
        .accessibility_parent(result.list.response.id)
        .accessibility_role(Role::Row);
    let mut ui = ui.new_child(builder);
    ui.shrink_clip_rect(strip);
    ui.painter().rect_filled(strip, 0.0, tokens.color.bg_content);
    let clip = ui.clip_rect();
    let edge = strip.left() + columns.pinned_width();
    ui.set_clip_rect(Rect::from_min_max(pos2(edge, clip.top()), clip.max).intersect(clip));
    for column in result.columns.clone() {
        let x = strip.left() + columns.offset(column) - left;
        one(&mut ui, &tokens, specs, (column, x), result);
    }
    ui.set_clip_rect(clip);
    for column in 0..columns.pinned() {
        let x = strip.left() + columns.offset(column);
        one(&mut ui, &tokens, specs, (column, x), result);
    }
    super::super::hline(&ui, strip.x_range(), strip.bottom() - tokens.size.hairline);
}

fn one(
    ui: &mut Ui,
    tokens: &Tokens,
    specs: &[Column<'_>],
    (column, x): (usize, f32),
    result: &mut TableOutput,
) {
    let Some(spec) = specs.get(column) else { return };
    let strip = result.list.header;
    let size = &tokens.size;
    let rect = Rect::from_min_size(pos2(x, strip.top()), vec2(spec.width, strip.height()));
    let id = ui.scope_id().with(("column", column));
    let response = ui.interact(rect.intersect(ui.clip_rect()), id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, ui.is_enabled(), &spec.title));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_column_index(column);
        node.set_sort_direction(match spec.sorted {
            Some(Sorted::Ascending) => eframe::egui::accesskit::SortDirection::Ascending,
            Some(Sorted::Descending) => eframe::egui::accesskit::SortDirection::Descending,
            None => eframe::egui::accesskit::SortDirection::Other,
        });
    });
    let phase = Phase::of(&response, Look::Live);
    ui.painter().rect_filled(rect, 0.0, phase.ghost_fill(tokens));
    paint(ui, tokens, spec, rect, column + 1 == specs.len());
    if phase.focused {
        theme::focus_ring(ui, rect, size.focus_radius_row, Ring::Inside);
    }
    if response.clicked() {
        result.sort = Some((column, ui.input(|input| input.modifiers.shift)));
    }
    if response.secondary_clicked() {
        result.header_menu = Some((column, rect));
    }
    if !spec.title.is_empty() && response.hovered() && !(spec.second.is_empty() && spec.warning.is_empty()) {
        let between = if spec.second.is_empty() || spec.warning.is_empty() { "" } else { "\n" };
        super::super::tooltip(response.clone(), &format!("{}{between}{}", spec.second, spec.warning));
    }
    result.headers.push((column, response));
    if column == 0 {
        super::super::vline(ui, rect.left(), edge_mark(tokens, rect));
    }
    // A short line marks the edge that can be dragged.
    let middle = rect.center().y;
    super::super::vline(ui, rect.right() - size.hairline, edge_mark(tokens, rect));
    let grip = Rect::from_center_size(pos2(rect.right(), middle), vec2(size.split_grip, rect.height()));
    let grip = ui.interact(grip.intersect(ui.clip_rect()), id.with("edge"), Sense::CLICK | Sense::DRAG);
    let grip = grip.on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
    if grip.double_clicked() {
        result.fit = Some(column);
    } else if grip.dragged()
        && let Some(at) = grip.interact_pointer_pos()
    {
        result.resized = Some((column, (at.x - rect.left()).max(size.column_least).round()));
    }
}

/// A line as tall as an icon at half height.
fn edge_mark(tokens: &Tokens, rect: Rect) -> eframe::egui::Rangef {
    let half = tokens.size.icon_small / 2.0;
    eframe::egui::Rangef::new(rect.center().y - half, rect.center().y + half)
}

/// Name, unit, marks, and the second line.
fn paint(ui: &Ui, tokens: &Tokens, spec: &Column<'_>, rect: Rect, last: bool) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let painter = ui.painter();
    let end = if last { size.cell_padding_last } else { size.cell_padding };
    let (from, to) = (rect.left() + size.cell_padding, rect.right() - end);
    let sorted = spec.sorted.map(|sorted| match sorted {
        Sorted::Ascending => Icon::ArrowUp,
        Sorted::Descending => Icon::ArrowDown,
    });
    let warned = (!spec.warning.is_empty()).then_some(Icon::TriangleAlert);
    let marks: Vec<Icon> =
        sorted.into_iter().chain(spec.filtered.then_some(Icon::ListFilter)).chain(warned).collect();
    let marks_width = marks.len() as f32 * (size.icon_small + size.gap_4);
    let unit = paint::line(painter, &spec.unit, &font.secondary, color.text_subdued);
    let unit_width = if spec.unit.is_empty() { 0.0 } else { unit.size().x + size.icon_gap };
    let room = to - from - marks_width - unit_width;
    let name = paint::cut_line(painter, &spec.title, (&font.secondary_medium, color.text), room);
    let two = rect.height() >= size.table_header_two - 0.5;
    let first = if two {
        Rect::from_min_size(rect.min + vec2(0.0, size.gap_4), vec2(rect.width(), size.line_secondary))
    } else {
        rect
    };
    let wide = name.size().x + unit_width + marks_width;
    let mut x = if spec.right { to - wide } else { from };
    x = paint::left(painter, x, first, name);
    if !spec.unit.is_empty() {
        x = paint::left(painter, x + size.icon_gap, first, unit);
    }
    for icon in marks {
        let side = paint::square_at(x + size.gap_4, first, size.icon_small);
        let tint = if icon == Icon::TriangleAlert { color.warning } else { color.accent_text };
        paint_icon(painter, icon, side.center(), size.icon_small, tint);
        x = side.right();
    }
    if two {
        let line = paint::cut_line(painter, &spec.second, (&font.small, color.text_subdued), to - from);
        let second = Rect::from_min_max(pos2(rect.left(), first.bottom()), rect.max - vec2(0.0, size.gap_4));
        let x = if spec.right { to - line.size().x } else { from };
        paint::left(painter, x, second, line);
    }
}
