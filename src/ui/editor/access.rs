//! What screen readers learn and ask.
//!
//! The editor is one node with a text run for each line that can be seen, and one for the caret's
//! line wherever it is. A run holds at most 255 characters (word starts are bytes in AccessKit).
//! Both ends of the selection always point into a run of this frame, clamped if need be:
//! accesskit_consumer panics on a position without a node.

use std::ops::Range;

use dapple_data::text::{Buffer, Selection};
use eframe::egui::accesskit::{self, Action, ActionData, Node, Role, TextPosition, TextSelection};
use eframe::egui::{Id, Rect, Ui, UiBuilder};

use super::geometry::Geometry;
use super::line::{Layouter, Line};
use super::rows::Row;
use super::{EditorView, Options, Pass};
use crate::ui::theme::Tokens;

/// Characters of a run, its line break included.
const RUN: usize = 255;

/// Texts up to this size are given as the node's value as well, for tools that read nothing else.
const VALUE_BYTES: usize = 16 << 10;

/// A text run of the last frame and the chars it holds, its line break included.
#[derive(Clone, Debug)]
pub(super) struct Run {
    node: accesskit::NodeId,
    chars: Range<usize>,
}

impl Run {
    fn position(&self, at: usize) -> TextPosition {
        let at = at.clamp(self.chars.start, self.chars.end);
        TextPosition { node: self.node, character_index: at - self.chars.start }
    }
}

/// Applies what assistive technology asks for. `true` when something came.
pub(super) fn requests(pass: &Pass<'_>, view: &EditorView, buffer: &mut Buffer) -> bool {
    let mut requests: Vec<accesskit::ActionRequest> = Vec::new();
    pass.ui.input(|i| {
        for action in [Action::SetTextSelection, Action::ReplaceSelectedText, Action::SetValue] {
            requests.extend(i.accesskit_action_requests(pass.options.id, action).cloned());
        }
    });
    let mut acted = false;
    for request in requests {
        let writable = !pass.options.read_only;
        match (request.action, request.data) {
            (Action::SetTextSelection, Some(ActionData::SetTextSelection(selection))) => {
                let at = |position: TextPosition| {
                    let run = view.runs.iter().find(|run| run.node == position.node)?;
                    Some(
                        buffer
                            .grapheme_start((run.chars.start + position.character_index).min(run.chars.end)),
                    )
                };
                if let (Some(anchor), Some(head)) = (at(selection.anchor), at(selection.focus)) {
                    buffer.select(anchor, head);
                    acted = true;
                }
            }
            (Action::ReplaceSelectedText, Some(ActionData::Value(text))) if writable => {
                acted |= buffer.paste(&text);
            }
            (Action::SetValue, Some(ActionData::Value(text))) if writable => {
                buffer.set_text(&text);
                acted = true;
            }
            _ => {}
        }
    }
    acted
}

/// Describes the editor; does nothing while nobody listens.
pub(super) fn report(
    ui: &mut Ui,
    view: &mut EditorView,
    buffer: &Buffer,
    options: &Options<'_>,
    (geometry, tokens): (&Geometry, &Tokens),
) {
    view.runs.clear();
    if ui.ctx().accesskit_node_builder(options.id, |node| describe(node, buffer, options)).is_none() {
        return;
    }
    let caret_row = view.rows.row_of(buffer, buffer.primary().head).index;
    let visible = geometry.visible_rows();
    let mut rows: Vec<usize> = visible.clone().collect();
    if !visible.contains(&caret_row) {
        let at = if caret_row < visible.start { 0 } else { rows.len() };
        rows.insert(at, caret_row);
    }
    let mut runs = Vec::with_capacity(rows.len());
    for n in rows {
        let row = view.rows.row(buffer, n);
        let layouter =
            Layouter { ui, tokens, buffer, highlighter: &view.highlighter, composition: None, found: &[] };
        let line = layouter.line(&row, geometry);
        let chars = run_chars(buffer, &row, &line, geometry);
        let id = options.id.with(("line", n));
        let node = run_node(buffer, &line, chars.clone(), (&row, geometry));
        add_run(ui, options.id, id, node);
        runs.push(Run { node: id.accesskit_id(), chars });
    }
    if let Some(selection) = selection(&runs, buffer.primary()) {
        ui.ctx().accesskit_node_builder(options.id, |node| node.set_text_selection(selection));
    }
    view.runs = runs;
}

fn describe(node: &mut Node, buffer: &Buffer, options: &Options<'_>) {
    node.set_role(Role::MultilineTextInput);
    node.set_label(options.name);
    node.add_action(Action::SetTextSelection);
    if options.read_only {
        node.set_read_only();
    } else {
        node.add_action(Action::SetValue);
        node.add_action(Action::ReplaceSelectedText);
    }
    if buffer.is_empty() && !options.hint.is_empty() {
        node.set_placeholder(options.hint);
    }
    if buffer.rope().len_bytes() <= VALUE_BYTES {
        node.set_value(buffer.text());
    }
}

/// The chars of a row that its run holds: around the caret if it stands there, else from the
/// first that can be seen. Its line break counts as one char, also where it is two.
fn run_chars(buffer: &Buffer, row: &Row, line: &Line, geometry: &Geometry) -> Range<usize> {
    let own = row.chars.clone();
    let breaks = row.is_last && row.line + 1 < buffer.line_count();
    let with_break = if breaks { own.end + 1 } else { own.end };
    if with_break - own.start <= RUN {
        return own.start..with_break;
    }
    let caret = buffer.primary().head;
    let first = if (own.start..=own.end).contains(&caret) {
        caret.saturating_sub(RUN / 2).max(own.start)
    } else {
        row.line_start + line.column_at(geometry.scroll.x)
    };
    let first = first.max(own.start).min(with_break - RUN);
    first..first + RUN
}

/// The node of a run: its text and where each char is.
fn run_node(buffer: &Buffer, line: &Line, chars: Range<usize>, (row, geometry): (&Row, &Geometry)) -> Node {
    let own = row.chars.clone();
    let inside = chars.start..chars.end.min(own.end);
    let x = |at: usize| line.x_of(at - row.line_start) as f32;
    let first = x(chars.start);
    let mut value = buffer.rope().slice(inside.clone()).to_string();
    let mut lengths: Vec<u8> = value.chars().map(|c| c.len_utf8() as u8).collect();
    let mut positions: Vec<f32> = inside.clone().map(|at| x(at) - first).collect();
    let mut widths: Vec<f32> = inside.clone().map(|at| x(at + 1) - x(at)).collect();
    let end = x(inside.end);
    if chars.end > own.end {
        value.push('\n');
        lengths.push(1);
        positions.push(end - first);
        widths.push(0.0);
    }
    let left = geometry.x(f64::from(first));
    let rect = geometry.row_rect(row.index).with_min_x(left).with_max_x(geometry.x(f64::from(end)));
    let mut node = Node::new(Role::TextRun);
    node.set_text_direction(accesskit::TextDirection::LeftToRight);
    node.set_bounds(bounds(rect));
    node.set_word_starts(word_starts(&value));
    node.set_value(value);
    node.set_character_lengths(lengths);
    node.set_character_positions(positions);
    node.set_character_widths(widths);
    node
}

/// Where words begin, in chars; the first word of a line is one without being named.
fn word_starts(text: &str) -> Vec<u8> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut starts = Vec::new();
    let mut before = true;
    for (at, c) in (0_u8..=u8::MAX).zip(text.chars()) {
        if is_word(c) && !before {
            starts.push(at);
        }
        before = is_word(c);
    }
    starts
}

fn bounds(rect: Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}

/// Puts a run under the editor's node: only a child `Ui` can say whose child a node is.
fn add_run(ui: &mut Ui, editor: Id, id: Id, node: Node) {
    let builder = UiBuilder::new()
        .scope_id(id)
        .max_rect(Rect::ZERO)
        .accessibility_parent(editor)
        .accessibility_role(Role::TextRun);
    let child = ui.new_child(builder);
    ui.ctx().accesskit_node_builder(child.unique_id(), |slot| *slot = node);
}

/// The primary selection in terms of runs; what lies outside goes to the nearest end.
fn selection(runs: &[Run], selection: Selection) -> Option<TextSelection> {
    let position = |at: usize| {
        let after = runs.partition_point(|run| run.chars.start <= at);
        let run = runs.get(after.saturating_sub(1))?;
        Some(run.position(at))
    };
    Some(TextSelection { anchor: position(selection.anchor)?, focus: position(selection.head)? })
}
