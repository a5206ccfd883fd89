//! An alert: what happened, why, and a button that does something about it; details stay folded.

use eframe::egui::{Color32, Id, Layout, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo};

use super::paint;
use super::{Button, IconButton};
use crate::ui::theme::{self, Icon, Tokens, paint_icon};

/// How bad it is. Amber when data is there but part was refused, red when the thing asked for is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Something is missing or doubtful.
    Warning,
    /// It did not work.
    Danger,
    /// It worked. For toasts.
    Success,
}

impl Tone {
    /// Icon, its colour, and the surface behind.
    pub(super) fn parts(self, tokens: &Tokens) -> (Icon, Color32, Color32) {
        let color = &tokens.color;
        match self {
            Tone::Info => (Icon::Info, color.info, color.info_surface),
            Tone::Warning => (Icon::TriangleAlert, color.warning, color.warning_surface),
            Tone::Danger => (Icon::CircleX, color.danger, color.danger_surface),
            Tone::Success => (Icon::CircleCheck, color.success, color.success_surface),
        }
    }
}

/// What a person did with an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertAction {
    /// The fix, or another button, by its place.
    Button(usize),
    /// Copy was used: title, reason and details are on the clipboard.
    Copied,
}

/// An alert across the room there is.
#[must_use = "call `show`"]
pub struct Alert<'a> {
    tone: Tone,
    title: &'a str,
    reason: &'a str,
    buttons: &'a [&'a str],
    details: Option<(&'a str, &'a str)>,
    copy: bool,
    takes_keyboard: bool,
}

impl<'a> Alert<'a> {
    /// An alert of one line.
    pub fn new(tone: Tone, title: &'a str) -> Self {
        Alert { tone, title, reason: "", buttons: &[], details: None, copy: false, takes_keyboard: false }
    }

    /// Why, and what to do.
    pub fn reason(mut self, reason: &'a str) -> Self {
        self.reason = reason;
        self
    }

    /// The fix first, as a secondary button; the other ways out as ghosts.
    pub fn buttons(mut self, buttons: &'a [&'a str]) -> Self {
        self.buttons = buttons;
        self
    }

    /// Folded details: the words on the fold, and what is under it.
    pub fn details(mut self, fold: &'a str, text: &'a str) -> Self {
        self.details = Some((fold, text));
        self
    }

    /// A button at the right that copies everything the alert says.
    pub fn copy(mut self) -> Self {
        self.copy = true;
        self
    }

    /// The first button gets the keyboard, in this frame.
    pub fn begin_with_buttons(mut self, takes: bool) -> Self {
        self.takes_keyboard = takes;
        self
    }

    /// Places the alert and says what was done with it.
    pub fn show(self, ui: &mut Ui) -> Option<AlertAction> {
        let tokens = theme::tokens(ui.ctx());
        let size = &tokens.size;
        let (icon, tint, surface) = self.tone.parts(&tokens);
        let width = ui.available_width();
        let ground = ui.painter().add(eframe::egui::Shape::Noop);
        let from = ui.cursor().min;
        let inset = size.gap_12 + size.icon + size.gap_8;
        let room = Rect::from_min_size(
            from + Vec2::new(inset, size.gap_12 - size.gap_2),
            Vec2::new(width - inset - size.gap_12, f32::INFINITY),
        );
        let node = UiBuilder::new()
            .max_rect(room)
            .layout(Layout::top_down(eframe::egui::Align::Min))
            .id_salt(("alert", self.title))
            .accessibility_role(Role::Alert)
            .accessibility_label(self.title);
        let mut inner = ui.new_child(node);
        inner.spacing_mut().item_spacing = Vec2::new(size.gap_4, size.gap_4);
        let action = self.contents(&mut inner, &tokens);
        let bottom = inner.min_rect().bottom() + size.gap_12 - size.gap_2;
        let rect = Rect::from_min_max(from, eframe::egui::pos2(from.x + width, bottom));
        let fill = eframe::egui::Shape::rect_filled(rect, size.radius, surface);
        ui.painter().set(ground, fill);
        let mark =
            from + Vec2::new(size.gap_12 + size.icon / 2.0, size.gap_12 - size.gap_2 + size.line / 2.0);
        paint_icon(ui.painter(), icon, mark, size.icon, tint);
        ui.advance_cursor_after_rect(rect);
        if action == Some(AlertAction::Copied) {
            ui.ctx().copy_text(self.everything());
        }
        action
    }

    fn everything(&self) -> String {
        let details = self.details.map_or("", |(_, text)| text);
        let parts = [self.title, self.reason, details];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn contents(&self, ui: &mut Ui, tokens: &Tokens) -> Option<AlertAction> {
        let (color, font) = (&tokens.color, &tokens.font);
        let short = self.reason.is_empty() && self.buttons.is_empty() && self.details.is_none();
        let face = if short { &font.ui } else { &font.ui_medium };
        words(ui, self.title, (face, color.text));
        if !self.reason.is_empty() {
            words(ui, self.reason, (&font.ui, color.text_subdued));
        }
        let mut action = None;
        if !self.buttons.is_empty() || self.copy {
            ui.add_space(tokens.size.gap_2);
            action = ui.horizontal(|ui| self.actions(ui)).inner;
        }
        if let Some((fold, text)) = self.details {
            let id = ui.make_persistent_id("details");
            if folded(ui, tokens, id, fold) {
                words(ui, text, (&font.mono, color.text_subdued));
            }
        }
        action
    }

    /// The buttons in a row, Copy at its right end.
    fn actions(&self, ui: &mut Ui) -> Option<AlertAction> {
        let mut action = None;
        for (place, text) in self.buttons.iter().enumerate() {
            let button = if place == 0 { Button::secondary(text) } else { Button::ghost(text) };
            let response = ui.add(button.small());
            if self.takes_keyboard && place == 0 {
                response.request_focus();
            }
            if response.clicked() {
                action = Some(AlertAction::Button(place));
            }
        }
        if !self.copy {
            return action;
        }
        let right = Layout::right_to_left(eframe::egui::Align::Center);
        let copy = ui.with_layout(right, |ui| ui.add(IconButton::new(Icon::Copy, "Copy what this says")));
        if copy.inner.clicked() { Some(AlertAction::Copied) } else { action }
    }
}

/// Text over the whole width, as a label of its own. Much of it comes from servers: what would hide or
/// reorder it is written out, line breaks stay.
pub(super) fn words(ui: &mut Ui, text: &str, look: (&eframe::egui::FontId, Color32)) -> Response {
    let text = &super::text::visible_lines(text);
    let galley = paint::paragraph(ui.painter(), text, look, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.min, galley, look.1);
    response
}

/// A line that folds what is under it. Returns whether it is open.
pub(super) fn folded(ui: &mut Ui, tokens: &Tokens, id: Id, text: &str) -> bool {
    let mut open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    let size = &tokens.size;
    let line = paint::line(ui.painter(), text, &tokens.font.secondary, tokens.color.text_subdued);
    let wanted = Vec2::new(size.icon_small + size.gap_8 + line.size().x, size.button_small);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, text));
    if response.clicked() {
        open = !open;
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    let icon = if open { Icon::ChevronDown } else { Icon::ChevronRight };
    let mark = paint::square_at(rect.left(), rect, size.icon_small);
    paint_icon(ui.painter(), icon, mark.center(), size.icon_small, tokens.color.icon);
    paint::left(ui.painter(), mark.right() + size.gap_8, rect, line);
    if theme::shows_focus(&response) {
        theme::focus_ring(ui, rect, size.radius_check, theme::Ring::Edge);
    }
    open
}
