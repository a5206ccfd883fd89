//! Check boxes and radios of 14.

use eframe::egui::accesskit::Toggled;
use eframe::egui::{Color32, Rect, Response, Role, Sense, Stroke, Ui, Vec2, Widget, WidgetInfo};

use super::paint::{self, Look, Phase};
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// Whether a check box is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Off.
    Off,
    /// On.
    On,
    /// Some of what it stands for is on.
    Some,
}

impl From<bool> for Checked {
    fn from(on: bool) -> Self {
        if on { Checked::On } else { Checked::Off }
    }
}

/// A check box with words. It changes nothing by itself: ask the response whether it was clicked.
#[must_use = "add it with `ui.add`"]
pub struct CheckBox<'a> {
    checked: Checked,
    text: &'a str,
    name: Option<&'a str>,
    look: Look,
}

impl<'a> CheckBox<'a> {
    /// A check box that shows `checked` and says `text`.
    pub fn new(checked: impl Into<Checked>, text: &'a str) -> Self {
        CheckBox { checked: checked.into(), text, name: None, look: Look::Live }
    }

    /// A box alone, in a row that says what it is for.
    pub fn bare(checked: impl Into<Checked>, name: &'a str) -> Self {
        CheckBox { checked: checked.into(), text: "", name: Some(name), look: Look::Live }
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }
}

impl Widget for CheckBox<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let name = self.name.unwrap_or(self.text);
        let (mark, response) = mark_and_text(ui, &tokens, self.text);
        let (enabled, checked) = (ui.is_enabled(), self.checked);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, checked == Checked::On, name));
        if checked == Checked::Some {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_toggled(Toggled::Mixed));
        }
        let phase = Phase::of(&response, self.look);
        paint_check(ui, &tokens, mark, checked, phase);
        if phase.focused {
            theme::focus_ring(ui, mark, tokens.size.radius_check, Ring::Outside);
        }
        response
    }
}

/// Paints the box of a check box: for rows that are one big check box.
pub(in crate::ui) fn paint_check(ui: &Ui, tokens: &Tokens, mark: Rect, checked: Checked, phase: Phase) {
    let (fill, edge, on) = mark_colors(ui, tokens, checked != Checked::Off, phase);
    paint::surface(ui.painter(), mark, tokens.size.radius_check, fill, edge);
    let icon = match checked {
        Checked::Off => return,
        Checked::On => Icon::Check,
        Checked::Some => Icon::Minus,
    };
    paint_icon(ui.painter(), icon, mark.center(), tokens.size.icon_small, on);
}

/// One choice of several.
#[must_use = "add it with `ui.add`"]
pub struct Radio<'a> {
    on: bool,
    text: &'a str,
    look: Look,
}

impl<'a> Radio<'a> {
    /// A radio that shows `on` and says `text`.
    pub fn new(on: bool, text: &'a str) -> Self {
        Radio { on, text, look: Look::Live }
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }
}

impl Widget for Radio<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let (mark, response) = mark_and_text(ui, &tokens, self.text);
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, self.on, self.text));
        let phase = Phase::of(&response, self.look);
        let (fill, edge, on) = mark_colors(ui, &tokens, self.on, phase);
        let radius = mark.width() / 2.0;
        paint::surface(ui.painter(), mark, radius, fill, edge);
        if self.on {
            ui.painter().circle_filled(mark.center(), tokens.size.radio_mark / 2.0, on);
        }
        if phase.focused {
            theme::focus_ring(ui, mark, radius, Ring::Outside);
        }
        response
    }
}

/// Fill, edge and mark.
fn mark_colors(ui: &Ui, tokens: &Tokens, on: bool, phase: Phase) -> (Color32, Option<Stroke>, Color32) {
    let color = &tokens.color;
    let hairline = |color| Some(Stroke::new(tokens.size.hairline, color));
    match (ui.is_enabled(), on) {
        (false, true) => (color.hover, None, color.text_disabled),
        (false, false) => (Color32::TRANSPARENT, hairline(color.hairline), color.text_disabled),
        (true, false) => (phase.ghost_fill(tokens), hairline(color.control_border), color.text),
        (true, true) if phase.pressed => (color.accent_pressed, None, color.on_accent),
        (true, true) if phase.hovered => (color.accent_hover, None, color.on_accent),
        (true, true) => (color.accent, None, color.on_accent),
    }
}

/// Makes room for a mark and its words, and paints the words.
fn mark_and_text(ui: &mut Ui, tokens: &Tokens, text: &str) -> (Rect, Response) {
    let color = if ui.is_enabled() { tokens.color.text } else { tokens.color.text_disabled };
    let words = paint::line(ui.painter(), text, &tokens.font.ui, color);
    let side = tokens.size.check_box;
    let gap = if text.is_empty() { 0.0 } else { tokens.size.gap_8 };
    let wanted = Vec2::new(side + gap + words.size().x, tokens.size.line.max(side));
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    let mark = paint::square_at(rect.left(), rect, side);
    paint::left(ui.painter(), mark.right() + gap, rect, words);
    (mark, response)
}
