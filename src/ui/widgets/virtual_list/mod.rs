//! The one virtual list: rows of one height, any number of them, only the visible ones drawn.
//!
//! Tables, trees and read-only text stand on it. egui's own scroll area stops scrolling finely beyond
//! a million rows, because its positions are `f32`; here they are `f64`.

mod keys;
mod report;
mod scroll;
mod state;

use eframe::egui::accesskit::{Action, Node};
use eframe::egui::{
    Align, Id, Layout, Modifiers, PointerButton, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::list_row::{Chosen, row_fill};
use super::paint::Phase;
use crate::ui::theme::{self, Ring};
pub use keys::ListKeys;
pub use report::{Hit, ListKind, ListOutput, Row, RowState};
use scroll::Geometry;
pub use scroll::RowHeights;
pub use state::{ListState, RowAlign};

/// A list of `rows` rows, called `name`, which is unique in its `Ui`. Its place on the screen is all the room there is.
#[must_use = "call `show`"]
pub struct VirtualList<'a> {
    name: &'a str,
    rows: u64,
    row_height: f32,
    header: f32,
    footer: f32,
    heights: Option<&'a dyn RowHeights>,
    content_width: f32,
    kind: ListKind,
    many: bool,
    fills: bool,
    row_name: Option<&'a dyn Fn(u64) -> String>,
}

/// What the caller does with one row.
type Draw<'d> = dyn FnMut(&mut Ui, Row) + 'd;

impl<'a> VirtualList<'a> {
    /// `row_height` in points, the same for every row.
    pub fn new(name: &'a str, rows: u64, row_height: f32) -> Self {
        VirtualList {
            name,
            rows,
            row_height,
            header: 0.0,
            footer: 0.0,
            heights: None,
            content_width: 0.0,
            kind: ListKind::List,
            many: false,
            fills: true,
            row_name: None,
        }
    }

    /// Keeps a strip over the rows that scrolls sideways with them but never up.
    pub fn header(mut self, height: f32) -> Self {
        self.header = height;
        self
    }

    /// Keeps a strip under the rows that scrolls sideways with them but never away.
    pub fn footer(mut self, height: f32) -> Self {
        self.footer = height;
        self
    }

    /// Rows that are not all of one height.
    pub fn heights(mut self, heights: &'a dyn RowHeights) -> Self {
        self.heights = Some(heights);
        self
    }

    /// Content wider than the view scrolls sideways.
    pub fn content_width(mut self, width: f32) -> Self {
        self.content_width = width;
        self
    }

    /// What a screen reader is told the list is.
    pub fn kind(mut self, kind: ListKind) -> Self {
        self.kind = kind;
        self
    }

    /// Shift and dragging choose several rows.
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// Leaves the fills of hover and selection to the caller.
    pub fn bare_rows(mut self) -> Self {
        self.fills = false;
        self
    }

    /// What a screen reader says for a row. Called only for visible rows, and only while
    /// one listens; without it a row is called by its number.
    pub fn row_name(mut self, name: &'a dyn Fn(u64) -> String) -> Self {
        self.row_name = Some(name);
        self
    }

    /// Places the list and draws its visible rows.
    pub fn show(self, ui: &mut Ui, state: &mut ListState, mut draw: impl FnMut(&mut Ui, Row)) -> ListOutput {
        let tokens = theme::tokens(ui.ctx());
        let id = ui.make_persistent_id(("virtual list", self.name));
        let outer = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(outer);
        let counted = (self.rows, self.row_height.max(1.0), self.heights);
        let strips = (self.header, self.footer);
        let geometry = Geometry::new(outer, strips, counted, self.content_width, &tokens);
        state.clamp_rows(self.rows);
        let sense = if self.many { Sense::click_and_drag() } else { Sense::click() };
        let response = ui.interact(geometry.view, id, sense);
        self.describe(ui, &response, state);
        let before = (state.cursor, state.anchor);
        scroll::wheel(ui, &geometry, state);
        let bars = scroll::bars(ui, id, &geometry, state);
        let keys = if response.has_focus() {
            keys::take(ui, id, self.many, &geometry, state)
        } else {
            ListKeys::default()
        };
        geometry.clamp(state);
        let mut output = ListOutput {
            header: geometry.header,
            footer: geometry.footer,
            view: geometry.view,
            visible: 0..0,
            hovered: self.hovered(ui, &geometry, state),
            clicked: None,
            double_clicked: None,
            context: None,
            moved: false,
            keys,
            response,
        };
        self.pointer(ui, &geometry, state, &mut output);
        geometry.follow(state);
        geometry.clamp(state);
        self.draw_rows(ui, &geometry, state, (&mut output, &mut draw));
        for bar in &bars {
            bar.paint(ui);
        }
        output.moved = before != (state.cursor, state.anchor);
        output
    }

    /// The node of the whole list.
    fn describe(&self, ui: &Ui, response: &Response, state: &ListState) {
        let (role, _) = self.kind.roles();
        response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), self.name));
        let rows = usize::try_from(self.rows).unwrap_or(usize::MAX);
        // The builder holds the context's lock: everything it needs is looked up before.
        let current = state.cursor.filter(|_| response.has_focus());
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_row_count(rows);
            node.set_size_of_set(rows);
            if let ListKind::Table(columns) = self.kind {
                node.set_column_count(columns);
            }
            if let Some(row) = current {
                node.set_active_descendant(row_id(response.id, row).accesskit_id());
            }
        });
    }

    fn hovered(&self, ui: &Ui, geometry: &Geometry<'_>, state: &ListState) -> Option<u64> {
        if !ui.is_enabled() || !ui.rect_contains_pointer(geometry.view) {
            return None;
        }
        let at = ui.input(|input| input.pointer.hover_pos())?;
        geometry.row_at(state, at.y)
    }

    fn pointer(&self, ui: &Ui, geometry: &Geometry<'_>, state: &mut ListState, output: &mut ListOutput) {
        let response = &output.response;
        let modifiers = ui.input(|input| input.modifiers);
        let hit = response.interact_pointer_pos().and_then(|pos| {
            let row = geometry.row_at(state, pos.y)?;
            Some(Hit { row, pos, modifiers })
        });
        let primary = response.clicked_by(PointerButton::Primary);
        let dragged = self.many && response.dragged_by(PointerButton::Primary);
        if primary || response.secondary_clicked() || dragged {
            response.request_focus();
        }
        if dragged && let Some(pos) = response.interact_pointer_pos() {
            if response.drag_started() {
                let from = ui.input(|input| input.pointer.press_origin()).unwrap_or(pos);
                state.anchor = geometry.row_at(state, from.y);
                state.cursor = state.anchor;
            }
            if let Some(row) = geometry.row_near(state, pos.y) {
                state.extend_to(row);
            }
            if !geometry.view.contains(pos) {
                // Held outside, the list goes on scrolling without the pointer moving.
                ui.ctx().request_repaint();
            }
        }
        let Some(hit) = hit else { return };
        if primary {
            if self.many && modifiers.shift {
                state.extend_to(hit.row);
            } else {
                state.select(hit.row);
            }
            output.clicked = Some(hit);
        }
        if response.double_clicked() {
            output.double_clicked = Some(hit);
        }
        if response.secondary_clicked() {
            if !state.is_selected(hit.row) {
                state.select(hit.row);
            }
            output.context = Some(hit);
        }
    }

    fn draw_rows(
        &self,
        ui: &mut Ui,
        geometry: &Geometry<'_>,
        state: &mut ListState,
        (output, draw): (&mut ListOutput, &mut Draw<'_>),
    ) {
        let view = geometry.view;
        let scale = ui.pixels_per_point();
        let (first, above) = geometry.first(state, scale);
        let left = view.left() - ((state.left as f32) * scale).round() / scale;
        let active = output.response.has_focus();
        let mut inner =
            ui.new_child(UiBuilder::new().max_rect(view).scope_id(output.response.id.with("rows")));
        inner.shrink_clip_rect(view);
        let listened = ui.ctx().has_accesskit_node(output.response.id);
        let mut row = first;
        let mut y = view.top() - above;
        while row < self.rows && y < view.bottom() {
            let height = geometry.height(row) as f32;
            let rect = Rect::from_min_size(pos2(left, y), vec2(geometry.content_width as f32, height));
            let row_state = RowState {
                hovered: output.hovered == Some(row),
                selected: state.is_selected(row),
                focused: active && state.cursor == Some(row),
                active,
            };
            let seen = rect.intersect(Rect::from_x_y_ranges(view.x_range(), rect.y_range()));
            let row_data = Row { index: row, rect, seen, state: row_state };
            if self.draw_row(&mut inner, &output.response, row_data, (listened, draw)) {
                let modifiers = Modifiers::NONE;
                output.clicked = Some(Hit { row, pos: rect.left_center(), modifiers });
                state.cursor = Some(row);
                state.anchor = Some(row);
            }
            row += 1;
            y += height;
        }
        output.visible = first..row;
        if active && state.cursor.is_none() && theme::shows_focus(&output.response) {
            let radius = theme::tokens(ui.ctx()).size.focus_radius_row;
            theme::focus_ring(ui, view, radius, Ring::Inside);
        }
    }

    /// Draws one row. Returns whether a screen reader clicked it.
    fn draw_row(
        &self,
        ui: &mut Ui,
        list: &Response,
        row: Row,
        (listened, draw): (bool, &mut Draw<'_>),
    ) -> bool {
        let tokens = theme::tokens(ui.ctx());
        if self.fills {
            let chosen = match (row.state.selected, row.state.active) {
                (true, true) => Chosen::Active,
                (true, false) => Chosen::Inactive,
                (false, _) => Chosen::No,
            };
            let pressed = row.state.hovered && list.is_pointer_button_down_on();
            let phase = Phase { hovered: row.state.hovered, pressed, focused: false };
            ui.painter().rect_filled(row.seen, 0.0, row_fill(&tokens, chosen, phase));
        }
        let id = row_id(list.id, row.index);
        let mut builder = UiBuilder::new()
            .scope_id(id)
            .max_rect(row.rect)
            .layout(Layout::left_to_right(Align::Center))
            .accessibility_parent(list.id)
            .accessibility_role(self.kind.roles().1);
        if listened {
            let number = |row: u64| (row + 1).to_string();
            builder = builder
                .accessibility_label(self.row_name.map_or_else(|| number(row.index), |name| name(row.index)));
        }
        let mut child = ui.new_child(builder);
        let index = usize::try_from(row.index).unwrap_or(usize::MAX);
        ui.ctx().accesskit_node_builder(id, |node| place(node, index, row, list.sense.senses_click()));
        draw(&mut child, row);
        if row.state.focused && theme::shows_focus(list) && !matches!(self.kind, ListKind::Table(_)) {
            theme::focus_ring(ui, row.seen, tokens.size.focus_radius_row, Ring::Inside);
        }
        listened && ui.input(|input| input.has_accesskit_action_request(id, Action::Click))
    }
}

/// The id of a row comes from its number, so that it keeps its id while it moves over the screen.
pub(super) fn row_id(list: Id, row: u64) -> Id {
    list.with(("row", row))
}

/// Tells a screen reader where a row is.
fn place(node: &mut Node, index: usize, row: Row, clickable: bool) {
    node.set_row_index(index);
    node.set_position_in_set(index);
    node.set_selected(row.state.selected);
    node.set_bounds(eframe::egui::accesskit::Rect {
        x0: row.seen.min.x.into(),
        y0: row.seen.min.y.into(),
        x1: row.seen.max.x.into(),
        y1: row.seen.max.y.into(),
    });
    if clickable {
        node.add_action(Action::Click);
    }
}
