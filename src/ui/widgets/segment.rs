//! One of a few, side by side: Tree | Table | Text.

use eframe::egui::{Color32, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::paint::{self, Phase};
use crate::ui::theme::{self, Ring, Tokens};

/// Shows a segmented control and returns the part that was chosen in this pass.
///
/// `name` tells the control from others on the same page. 24 high; `tall` is 28, for dialogs, and
/// then the parts share the whole width.
pub fn segment(ui: &mut Ui, name: &str, parts: &[&str], open: usize, tall: bool) -> Option<usize> {
    let tokens = theme::tokens(ui.ctx());
    let size = &tokens.size;
    let height = if tall { size.segment_dialog } else { size.segment };
    let inner = size.gap_2;
    let galleys: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let (font, color) = if index == open {
                (&tokens.font.secondary_medium, tokens.color.text)
            } else {
                (&tokens.font.secondary_medium, tokens.color.text_subdued)
            };
            paint::line(ui.painter(), part, font, color)
        })
        .collect();
    let padding = size.gap_8;
    let natural: Vec<f32> = galleys.iter().map(|galley| (galley.size().x + 2.0 * padding).ceil()).collect();
    let natural_sum: f32 = natural.iter().sum();
    let spare = if tall { ui.available_width() - 2.0 * inner - natural_sum } else { 0.0 };
    let more = (spare / parts.len().max(1) as f32).max(0.0);
    let width = natural_sum + more * parts.len() as f32 + 2.0 * inner;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
    paint::surface(ui.painter(), rect, size.radius, tokens.color.hover, None);
    let mut x = rect.left() + inner;
    let mut chosen = None;
    for (index, galley) in galleys.into_iter().enumerate() {
        let part = Rect::from_min_size(
            eframe::egui::pos2(x, rect.top() + inner),
            vec2(natural[index] + more, height - 2.0 * inner),
        );
        x = part.right();
        let id = ui.make_persistent_id(("segment", name, index));
        let response = ui.interact(part, id, Sense::click());
        paint_part(ui, &tokens, part, &response, index == open);
        paint::centered(ui.painter(), part, galley);
        let enabled = ui.is_enabled();
        response
            .widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, index == open, parts[index]));
        if response.clicked() && index != open {
            chosen = Some(index);
        }
    }
    chosen
}

fn paint_part(ui: &Ui, tokens: &Tokens, part: Rect, response: &Response, open: bool) {
    let phase = Phase::of(response, super::Look::Live);
    let fill = match (open, tokens.dark) {
        (true, true) => tokens.color.selection_inactive,
        (true, false) => tokens.color.bg_popup,
        (false, _) if phase.hovered => tokens.color.pressed,
        (false, _) => Color32::TRANSPARENT,
    };
    let radius = tokens.size.radius_check;
    paint::surface(ui.painter(), part, radius, fill, None);
    if phase.focused {
        theme::focus_ring(ui, part, radius, Ring::Edge);
    }
}
