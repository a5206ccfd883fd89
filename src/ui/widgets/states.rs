//! What a view shows when there is nothing, nothing yet, or not all of it.

use std::time::Duration;

use eframe::egui::{Align, Layout, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo};

use super::Button;
use super::paint;
use crate::ui::theme::{self, Icon, paint_icon};

/// An empty view: icon, one sentence, at most one button, a little above the middle. Returns whether
/// the button was used.
pub fn empty_state(ui: &mut Ui, icon: Icon, sentence: &str, button: Option<&str>) -> bool {
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let room = ui.available_rect_before_wrap();
    let galley = paint::paragraph(
        ui.painter(),
        sentence,
        (&tokens.font.ui, color.text),
        room.width() - 2.0 * size.gap_24,
    );
    let tall =
        size.icon_empty + size.gap_12 + galley.size().y + button.map_or(0.0, |_| size.gap_16 + size.button);
    let mut y = room.center().y - tall / 2.0 - size.gap_12;
    let middle = room.center().x;
    let mark = eframe::egui::pos2(middle, y + size.icon_empty / 2.0);
    paint_icon(ui.painter(), icon, mark, size.icon_empty, color.icon);
    y += size.icon_empty + size.gap_12;
    let at = Rect::from_min_size(eframe::egui::pos2(middle - galley.size().x / 2.0, y), galley.size());
    y = at.bottom() + size.gap_16;
    let label = ui.interact(at, ui.scope_id().with("sentence"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, sentence));
    ui.painter().galley(at.min, galley, color.text);
    let mut used = false;
    if let Some(text) = button {
        let row =
            Rect::from_min_size(eframe::egui::pos2(room.left(), y), Vec2::new(room.width(), size.button));
        let node = UiBuilder::new().max_rect(row).layout(Layout::top_down(Align::Center)).id_salt("empty");
        used = ui.new_child(node).add(Button::secondary(text)).clicked();
    }
    ui.advance_cursor_after_rect(room);
    used
}

/// Three quiet dots as tall as a line, once the wait has lasted 200 ms; before that the same room,
/// empty, so that nothing moves. `waited` is the time since the view began to wait.
pub fn loading_dots(ui: &mut Ui, waited: Duration) -> Response {
    let tokens = theme::tokens(ui.ctx());
    let size = &tokens.size;
    let (side, gap) = (size.loading_dot, size.loading_dot);
    let wanted = Vec2::new(3.0 * side + 2.0 * gap, size.line);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    let wait = Duration::from_secs_f32(size.loading_seconds);
    if waited < wait {
        ui.ctx().request_repaint_after(wait.saturating_sub(waited));
        return response;
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, "Loading"));
    // One dot after another is strong; a whole round takes 1.2 s, ten steps a second.
    let moving = theme::motion(ui.ctx());
    let round = if moving { (waited.as_secs_f32() / 1.2).fract() * 3.0 } else { 0.0 };
    for dot in 0..3 {
        let behind = (round - dot as f32).rem_euclid(3.0);
        let strength = 1.0 - 0.25 * behind.min(2.4);
        let at = eframe::egui::pos2(rect.left() + side / 2.0 + dot as f32 * (side + gap), rect.center().y);
        ui.painter().circle_filled(at, side / 2.0, tokens.color.text_subdued.gamma_multiply(strength));
    }
    if moving {
        ui.ctx().request_repaint_after(Duration::from_millis(100));
    }
    response
}

/// A strip of long work: what is done, counts, a bar, Cancel, rate and time left.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// "Receiving elements".
    pub title: &'a str,
    /// "3,187 of 8,412"; in mono, because it changes.
    pub counts: &'a str,
    /// "1,240 a second, 2.6 MB, about 4 s left".
    pub rate: &'a str,
    /// 0 to 1; `None` while nobody knows how much there is.
    pub share: Option<f32>,
}

/// A button of a progress strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripButton {
    Cancel,
    /// The one beside it.
    Other,
}

/// Places a progress strip. Returns whether Cancel was used.
pub fn progress_strip(ui: &mut Ui, progress: &Progress<'_>) -> bool {
    progress_strip_with(ui, progress, None).is_some()
}

/// The same with another button before Cancel. Returns the one that was used.
pub fn progress_strip_with(ui: &mut Ui, progress: &Progress<'_>, other: Option<&str>) -> Option<StripButton> {
    let tokens = theme::tokens(ui.ctx());
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let tall = size.gap_12 + 3.0 * size.section_label + size.gap_4;
    let (rect, strip) = ui.allocate_exact_size(Vec2::new(ui.available_width(), tall), Sense::hover());
    let words = format!("{} {} {}", progress.title, progress.counts, progress.rate);
    strip.widget_info(|| WidgetInfo::labeled(Role::Status, true, words.clone()));
    ui.painter().rect_filled(rect, 0.0, color.bg_panel);
    super::hline(ui, rect.x_range(), rect.bottom() - size.hairline);
    let row = |place: f32| {
        Rect::from_min_size(
            eframe::egui::pos2(
                rect.left() + size.row_padding,
                rect.top() + size.gap_8 + place * size.section_label,
            ),
            Vec2::new(rect.width() - 2.0 * size.row_padding, size.section_label),
        )
    };
    let first = row(0.0);
    let counts = paint::line(ui.painter(), progress.counts, &font.mono, color.text_subdued);
    paint::right(ui.painter(), first.right(), first, counts);
    paint::left(
        ui.painter(),
        first.left(),
        first,
        paint::line(ui.painter(), progress.title, &font.ui, color.text),
    );
    let second = row(1.0);
    let node =
        UiBuilder::new().max_rect(second).layout(Layout::right_to_left(Align::Center)).id_salt("progress");
    let mut buttons = ui.new_child(node);
    buttons.spacing_mut().item_spacing.x = size.gap_8;
    let cancel = buttons.add(Button::secondary("Cancel").tiny());
    let other = other.map(|text| buttons.add(Button::secondary(text).tiny()));
    let leftmost = other.as_ref().unwrap_or(&cancel).rect.left();
    let bar = Rect::from_min_max(
        eframe::egui::pos2(second.left(), second.center().y - size.progress_bar / 2.0),
        eframe::egui::pos2(leftmost - size.gap_12, second.center().y + size.progress_bar / 2.0),
    );
    progress_bar_at(ui, bar, progress.share, progress.title);
    let third = row(2.0);
    let rate =
        paint::cut_line(ui.painter(), progress.rate, (&font.secondary, color.text_subdued), third.width());
    paint::left(ui.painter(), third.left(), third, rate);
    match other {
        _ if cancel.clicked() => Some(StripButton::Cancel),
        Some(other) if other.clicked() => Some(StripButton::Other),
        _ => None,
    }
}

/// A bar of 6 in a place of one's own choosing.
pub fn progress_bar_at(ui: &Ui, rect: Rect, share: Option<f32>, name: &str) {
    let tokens = theme::tokens(ui.ctx());
    let radius = rect.height() / 2.0;
    ui.painter().rect_filled(rect, radius, tokens.color.pressed);
    let share = share.map(|share| share.clamp(0.0, 1.0));
    if let Some(share) = share {
        let mut done = rect;
        done.set_width((rect.width() * share).max(rect.height()));
        ui.painter().rect_filled(done, radius, tokens.color.accent);
    }
    let response = ui.interact(rect, ui.scope_id().with(("bar", name)), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = share.map(f64::from);
        info
    });
}
