//! The rows that stay at the top of a tree: what the first rows on the screen lie in.

use eframe::egui::{Rect, Sense, Ui, pos2, vec2};

use super::{ListOutput, ListState};
use crate::ui::theme::Tokens;

/// The most rows that stay.
const MOST: usize = 6;
/// The largest share of the view that they take.
const SHARE: f32 = 1.0 / 3.0;

/// Gives the row that a row lies in.
pub(super) type Parent<'p> = dyn Fn(u64) -> Option<u64> + 'p;

/// Which rows stay, outermost first, when the list stands at `top`, in rows. A row that is on the screen at its own
/// place does not stay, nor one that ends under what stays.
fn rows(top: f64, rows: u64, most: usize, parent: &Parent<'_>) -> Vec<u64> {
    let above = |row: u64| -> Vec<u64> {
        let mut above: Vec<u64> = std::iter::successors(parent(row), |row| parent(*row)).collect();
        above.reverse();
        above
    };
    let mut stay: Vec<u64> = Vec::new();
    for place in 0..most.min(MOST) {
        // What stays is what the row right below it lies in.
        let below = (top + place as f64).floor() as u64;
        if below + 1 >= rows {
            break;
        }
        let next = above(below).get(place).copied().filter(|row| (*row as f64) < top + place as f64);
        let Some(next) = next.filter(|next| above(below + 1).get(place) == Some(next)) else { break };
        stay.push(next);
    }
    stay
}

/// Draws the rows that stay over the first rows of the list. Gives how many there are. A click brings the row to its
/// own place.
pub(super) fn show(
    ui: &Ui,
    tokens: &Tokens,
    state: &mut ListState,
    (output, count, height): (&ListOutput, u64, f32),
    (parent, paint): (&Parent<'_>, &dyn Fn(u64, Rect)),
) -> usize {
    let view = output.view;
    let most = (view.height() * SHARE / height).floor() as usize;
    let stay = rows(state.top / f64::from(height), count, most, parent);
    let size = &tokens.size;
    for (nth, row) in stay.iter().copied().enumerate() {
        let from = pos2(view.left(), view.top() + nth as f32 * height);
        let rect = Rect::from_min_size(from, vec2(view.width(), height));
        let response = ui.interact(rect, output.response.id.with(("stays", row)), Sense::click());
        let fill = if response.hovered() { tokens.color.bg_panel } else { tokens.color.bg_content };
        ui.painter().rect_filled(rect, 0.0, fill);
        let left = view.left() - state.left as f32;
        paint(row, rect.with_min_x(left));
        if response.clicked() {
            // Right below what it lies in, which stays above it.
            state.select(row);
            state.top = (row as f64 - nth as f64) * f64::from(height);
            ui.ctx().request_repaint();
        }
    }
    if !stay.is_empty() {
        let bottom = view.top() + stay.len() as f32 * height;
        super::hline(ui, view.x_range(), bottom - size.hairline);
    }
    stay.len()
}

/// Brings the row with the cursor below the rows that stay, where the keyboard moved it under them.
pub(super) fn keep_clear(state: &mut ListState, output: &ListOutput, stay: usize, height: f32) {
    let height = f64::from(height);
    let Some(cursor) = state.cursor.filter(|_| output.moved && output.clicked.is_none()) else { return };
    let covered = (cursor as f64).mul_add(height, -state.top) < stay as f64 * height;
    if covered {
        state.top = ((cursor as f64 - stay as f64) * height).max(0.0);
    }
}
