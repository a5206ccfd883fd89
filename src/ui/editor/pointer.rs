//! The mouse: clicks, drags and middle-click paste.

use std::ops::Range;

use dapple_data::text::{Buffer, Selection};
use eframe::egui::{CursorIcon, Event, Modifiers, Pos2, Rect, Ui, Vec2};

use super::geometry::Geometry;
use super::{EditorView, Pass};

/// Points a second that the text scrolls for each point the pointer is outside while it drags.
const DRAG_SPEED: f64 = 12.0;

/// What a drag selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Char,
    Word,
    Line,
}

/// A press under way.
#[derive(Clone, Debug)]
struct Drag {
    grain: Grain,
    /// What the press itself selected: a drag always keeps it.
    origin: Range<usize>,
}

/// What is remembered of the mouse between frames.
#[derive(Clone, Debug, Default)]
pub(super) struct Pointer {
    drag: Option<Drag>,
    /// Time, place and number of the last press in a row.
    last: Option<(f64, Pos2, u32)>,
    /// A word was clicked to go where it leads.
    followed: Option<usize>,
}

/// Applies the mouse of this pass to carets and scrolling. `true` when it moved a caret.
pub(super) fn handle(
    pass: &Pass<'_>,
    view: &mut EditorView,
    buffer: &mut Buffer,
    geometry: &Geometry,
) -> bool {
    let Pass { ui, response, options, .. } = *pass;
    if response.hovered()
        && ui.input(|i| i.pointer.hover_pos()).is_some_and(|pos| geometry.text.contains(pos))
    {
        let links = options.has_links && ui.input(|i| i.modifiers.command);
        ui.ctx().set_cursor_icon(if links { CursorIcon::PointingHand } else { CursorIcon::Text });
        ui.output_mut(|output| output.mutable_text_under_cursor = !options.read_only);
    }
    let mut acted = false;
    if response.hovered()
        && let Some((pos, modifiers)) = pressed(ui)
    {
        response.request_focus();
        let count = view.pointer.count(ui, pos);
        if folded_by_click(pass, view, buffer, geometry, pos) {
            return true;
        }
        let at = char_at(pass, view, buffer, geometry, pos);
        let grain = match count {
            _ if pos.x < geometry.text.left() => Grain::Line,
            1 => Grain::Char,
            2 => Grain::Word,
            _ => Grain::Line,
        };
        if options.has_links && modifiers.command && !modifiers.shift && grain == Grain::Char {
            view.pointer.followed = under(pass, view, buffer, geometry, pos).map(|(at, _)| at);
        } else {
            press(view, buffer, grain, at, modifiers);
        }
        acted = true;
    }
    if !ui.input(|i| i.pointer.primary_down()) {
        view.pointer.drag = None;
    } else if let Some(pos) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        acted |= drag(pass, view, buffer, geometry, pos);
    }
    acted | middle_paste(pass, view, buffer, geometry)
}

/// Where the primary button went down in this pass, and what was held with it.
fn pressed(ui: &Ui) -> Option<(Pos2, Modifiers)> {
    use eframe::egui::PointerButton::Primary;
    ui.input(|i| {
        i.events.iter().find_map(|event| match event {
            Event::PointerButton { pos, button: Primary, pressed: true, modifiers } => {
                Some((*pos, *modifiers))
            }
            _ => None,
        })
    })
}

impl Pointer {
    /// The word that was clicked to be followed, once.
    pub(super) fn take_followed(&mut self) -> Option<usize> {
        self.followed.take()
    }

    /// Notes a press and gives its number in a row of quick ones at one place.
    fn count(&mut self, ui: &Ui, pos: Pos2) -> u32 {
        let now = ui.input(|i| i.time);
        let (delay, distance) =
            ui.ctx().options(|o| (o.input_options.max_double_click_delay, o.input_options.max_click_dist));
        let count = match self.last {
            Some((time, place, count)) if now - time <= delay && place.distance(pos) <= distance => count + 1,
            _ => 1,
        };
        self.last = Some((now, pos, count));
        count
    }
}

/// The char offset under a point: the nearest grapheme start of its line.
fn char_at(pass: &Pass<'_>, view: &EditorView, buffer: &Buffer, geometry: &Geometry, pos: Pos2) -> usize {
    let row = view.rows.row(buffer, geometry.row_at(pos));
    let column = pass.layouter(view, buffer).line(&row, geometry).column_at(geometry.offset_of(pos.x));
    buffer.grapheme_start((row.line_start + column).min(row.end()))
}

/// A press on the sign beside a line, or on the mark behind a folded one, folds or unfolds it.
fn folded_by_click(
    pass: &Pass<'_>,
    view: &mut EditorView,
    buffer: &mut Buffer,
    geometry: &Geometry,
    pos: Pos2,
) -> bool {
    let n = geometry.row_at(pos);
    let row = view.rows.row(buffer, n);
    let Some((_, folded)) = view.folding.at(row.line).filter(|_| geometry.row_rect(n).contains(pos)) else {
        return false;
    };
    let at_sign = row.is_first && pass.options.line_numbers && geometry.is_at_sign(pos);
    let at_mark = || {
        let width = pass.layouter(view, buffer).line(&row, geometry).width();
        folded && row.is_last && geometry.folded_mark(n, width).contains(pos)
    };
    let clicked = at_sign || at_mark();
    if clicked {
        view.folding.toggle(buffer, row.line);
    }
    clicked
}

/// The char under the pointer, while no button is down.
pub(super) fn pointed(
    pass: &Pass<'_>,
    view: &EditorView,
    buffer: &Buffer,
    geometry: &Geometry,
) -> Option<(usize, Rect)> {
    let pos = pass.response.hover_pos().filter(|_| !pass.ui.input(|i| i.pointer.any_down()))?;
    under(pass, view, buffer, geometry, pos)
}

/// The char whose box a point is in, and that box; `None` beside the text.
fn under(
    pass: &Pass<'_>,
    view: &EditorView,
    buffer: &Buffer,
    geometry: &Geometry,
    pos: Pos2,
) -> Option<(usize, Rect)> {
    let n = geometry.row_at(pos);
    let rect = geometry.row_rect(n);
    if !geometry.text.contains(pos) || !geometry.lines_rect().contains(pos) || !rect.contains(pos) {
        return None;
    }
    let row = view.rows.row(buffer, n);
    let line = pass.layouter(view, buffer).line(&row, geometry);
    let offset = geometry.offset_of(pos.x);
    let near = line.column_at(offset);
    let column = if line.x_of(near) > offset { near.checked_sub(1)? } else { near };
    let at = row.line_start + column;
    let x = geometry.x(line.x_of(column))..=geometry.x(line.x_of(column + 1));
    row.chars.contains(&at).then(|| (at, Rect::from_x_y_ranges(x, rect.y_range())))
}

fn press(view: &mut EditorView, buffer: &mut Buffer, grain: Grain, at: usize, modifiers: Modifiers) {
    let before = buffer.selections().to_vec();
    if modifiers.shift {
        let anchor = buffer.primary().anchor;
        buffer.select(anchor, at);
        view.pointer.drag = Some(Drag { grain: Grain::Char, origin: anchor..anchor });
        return;
    }
    match grain {
        Grain::Char => buffer.select(at, at),
        Grain::Word => buffer.select_word_at(at),
        Grain::Line => buffer.select_line_at(at),
    }
    view.pointer.drag = Some(Drag { grain, origin: buffer.primary().range() });
    if modifiers.alt && grain == Grain::Char {
        let mut all = before;
        all.push(Selection::caret(at));
        buffer.set_selections(all);
        // A drag would select for one caret only.
        view.pointer.drag = None;
    }
}

/// Selects from where the press was to the pointer, and scrolls when it is outside.
fn drag(pass: &Pass<'_>, view: &mut EditorView, buffer: &mut Buffer, geometry: &Geometry, pos: Pos2) -> bool {
    let Some(drag) = view.pointer.drag.clone() else { return false };
    let inside = pos.clamp(geometry.text.min, geometry.text.max);
    let outside = pos - inside;
    if outside != Vec2::ZERO {
        let step = f64::from(pass.ui.input(|i| i.stable_dt)) * DRAG_SPEED;
        view.scroll.x = (view.scroll.x + f64::from(outside.x) * step).max(0.0);
        view.scroll.y = (view.scroll.y + f64::from(outside.y) * step).max(0.0);
        pass.ui.ctx().request_repaint();
    }
    let at = char_at(pass, view, buffer, geometry, inside);
    let before = buffer.primary();
    let reach = match drag.grain {
        Grain::Char => at..at,
        Grain::Word => {
            buffer.select_word_at(at);
            buffer.primary().range()
        }
        Grain::Line => {
            buffer.select_line_at(at);
            buffer.primary().range()
        }
    };
    if reach.start < drag.origin.start {
        buffer.select(drag.origin.end, reach.start);
    } else {
        buffer.select(drag.origin.start, reach.end.max(drag.origin.end));
    }
    buffer.primary() != before
}

/// X11 and Wayland: the middle button pastes what was selected last, where it is pressed.
fn middle_paste(pass: &Pass<'_>, view: &EditorView, buffer: &mut Buffer, geometry: &Geometry) -> bool {
    let Pass { ui, response, options, .. } = *pass;
    if options.read_only || !response.contains_pointer() {
        return false;
    }
    let pasted = ui.input(|i| {
        i.events.iter().find_map(|event| match event {
            Event::MiddleClickPaste { pos, text } => Some((*pos, text.clone())),
            _ => None,
        })
    });
    let Some((pos, text)) = pasted else { return false };
    let at = char_at(pass, view, buffer, geometry, pos);
    buffer.select(at, at);
    buffer.paste(&text);
    response.request_focus();
    true
}
