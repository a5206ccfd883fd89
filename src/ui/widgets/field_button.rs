//! A button that looks like a field: a choice from a menu, or the way into the command palette.

use eframe::egui::accesskit::HasPopup;
use eframe::egui::{CursorIcon, Response, Role, Sense, Stroke, Ui, Vec2, Widget, WidgetInfo};

use super::paint::{self, Look, Phase};
use super::text::Cut;
use crate::ui::theme::{self, Icon, Ring, Sizes, paint_icon};

/// Shows `text` and is called `name`; what it opens is the caller's (see [`super::menu`]).
#[must_use = "add it with `ui.add`"]
pub struct FieldButton<'a> {
    name: &'a str,
    text: &'a str,
    hint: bool,
    icon: Option<Icon>,
    trailing: &'a str,
    keys: &'a str,
    chevron: bool,
    height: f32,
    width: Option<f32>,
    look: Look,
}

impl<'a> FieldButton<'a> {
    /// A choice: `text` is what is chosen now.
    pub fn choice(name: &'a str, text: &'a str) -> Self {
        let height = Sizes::default().field_medium;
        FieldButton {
            name,
            text,
            hint: false,
            icon: None,
            trailing: "",
            keys: "",
            chevron: true,
            height,
            width: None,
            look: Look::Live,
        }
    }

    /// A way in: `hint` says what can be typed there, `keys` opens it too.
    pub fn entry(name: &'a str, hint: &'a str, keys: &'a str) -> Self {
        let height = Sizes::default().field_small;
        FieldButton {
            hint: true,
            keys,
            chevron: false,
            height,
            icon: Some(Icon::Search),
            ..Self::choice(name, hint)
        }
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An id or a count at the right end, in mono.
    pub fn trailing(mut self, text: &'a str) -> Self {
        self.trailing = text;
        self
    }

    /// A width of its own; without it the field takes what there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }
}

impl Widget for FieldButton<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, self.height), Sense::click());
        let enabled = ui.is_enabled();
        let role = if self.chevron { Role::ComboBox } else { Role::Button };
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(role, enabled, self.name);
            info.current_text_value = (!self.hint).then(|| self.text.to_owned());
            info
        });
        if self.chevron {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_has_popup(HasPopup::Menu));
        }
        let phase = Phase::of(&response, self.look);
        let fill = if phase.hovered { phase.ghost_fill(&tokens) } else { color.bg_field };
        let line = if enabled { color.control_border } else { color.hairline };
        let edge = Stroke::new(size.hairline, if self.hint { color.button_border } else { line });
        paint::surface(ui.painter(), rect, size.radius, fill, Some(edge));
        let (mut from, mut to) = (rect.left() + size.gap_8, rect.right() - size.gap_8);
        if let Some(icon) = self.icon {
            let side = paint::square_at(from, rect, size.icon);
            paint_icon(ui.painter(), icon, side.center(), size.icon, color.icon);
            from = side.right() + size.gap_8;
        }
        if self.chevron {
            let side = paint::square_at(to - size.icon_small, rect, size.icon_small);
            paint_icon(ui.painter(), Icon::ChevronDown, side.center(), size.icon_small, color.icon);
            to = side.left() - size.gap_8;
        }
        if !self.keys.is_empty() {
            let cap = super::labels::paint_key_cap(ui, &tokens, rect, to, self.keys);
            to = cap.left() - size.gap_8;
        }
        if !self.trailing.is_empty() {
            let line = paint::line(ui.painter(), self.trailing, &font.mono, color.text_subdued);
            to = paint::right(ui.painter(), to, rect, line) - size.gap_8;
        }
        let (face, tone) = match (enabled, self.hint) {
            (false, _) => (&font.ui, color.text_disabled),
            (true, true) => (&font.secondary, color.text_subdued),
            (true, false) => (&font.ui, color.text),
        };
        let (line, cut) = super::text::cut(ui.painter(), self.text, (face, tone), to - from, Cut::End);
        paint::left(ui.painter(), from, rect, line);
        if phase.focused {
            theme::focus_ring(ui, rect, size.radius, Ring::Edge);
        }
        let response = response.on_hover_cursor(CursorIcon::Default);
        if cut { super::tooltip(response, self.text) } else { response }
    }
}
