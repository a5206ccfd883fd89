//! Buttons: 28, 24 or 20 high; primary, secondary, ghost or danger; and square icon buttons.

use eframe::egui::{Color32, FontId, Response, Role, Sense, Stroke, Ui, Vec2, Widget, WidgetInfo};

use super::paint::{self, Look, Phase};
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// What a button is for. One primary button a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    Primary,
    Secondary,
    Ghost,
    Danger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Height {
    Normal,
    Small,
    Tiny,
}

/// A button with words. Its name for a screen reader is its text.
#[must_use = "add it with `ui.add`"]
pub struct Button<'a> {
    text: &'a str,
    variant: Variant,
    height: Height,
    icon: Option<Icon>,
    icon_after: Option<Icon>,
    shortcut: Option<&'a str>,
    full_width: bool,
    look: Look,
}

impl<'a> Button<'a> {
    fn new(text: &'a str, variant: Variant) -> Self {
        Button {
            text,
            variant,
            height: Height::Normal,
            icon: None,
            icon_after: None,
            shortcut: None,
            full_width: false,
            look: Look::Live,
        }
    }

    /// The one thing this view is for.
    pub fn primary(text: &'a str) -> Self {
        Self::new(text, Variant::Primary)
    }

    /// An edge and no fill.
    pub fn secondary(text: &'a str) -> Self {
        Self::new(text, Variant::Secondary)
    }

    /// Nothing at rest.
    pub fn ghost(text: &'a str) -> Self {
        Self::new(text, Variant::Ghost)
    }

    /// Something that cannot be taken back.
    pub fn danger(text: &'a str) -> Self {
        Self::new(text, Variant::Danger)
    }

    /// 24 high: tool rows, alerts.
    pub fn small(mut self) -> Self {
        self.height = Height::Small;
        self
    }

    /// 20 high: strips.
    pub fn tiny(mut self) -> Self {
        self.height = Height::Tiny;
        self
    }

    /// An icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon after the words: a chevron for a menu, an arrow for the browser.
    pub fn icon_after(mut self, icon: Icon) -> Self {
        self.icon_after = Some(icon);
        self
    }

    /// Keys that do the same, written smaller behind the words.
    pub fn shortcut(mut self, keys: &'a str) -> Self {
        self.shortcut = Some(keys);
        self
    }

    /// As wide as there is room, words in the middle.
    pub fn full_width(mut self) -> Self {
        self.full_width = true;
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// Height, side padding, corner, face.
    fn measures<'t>(&self, tokens: &'t Tokens) -> (f32, f32, f32, &'t FontId) {
        let (size, font) = (&tokens.size, &tokens.font);
        match self.height {
            Height::Normal => (size.button, size.gap_12, size.radius, &font.ui_medium),
            Height::Small => (size.button_small, size.gap_8, size.radius, &font.ui_medium),
            Height::Tiny => (size.button_tiny, size.radius, size.radius_small, &font.secondary_medium),
        }
    }

    /// Fill, edge and text.
    fn colors(&self, tokens: &Tokens, phase: Phase, enabled: bool) -> (Color32, Option<Stroke>, Color32) {
        let color = &tokens.color;
        let edge = Stroke::new(tokens.size.hairline, color.button_border);
        if !enabled {
            return match self.variant {
                Variant::Primary | Variant::Danger => (color.hover, None, color.text_disabled),
                Variant::Secondary => {
                    let edge = Stroke::new(tokens.size.hairline, color.hairline);
                    (Color32::TRANSPARENT, Some(edge), color.text_disabled)
                }
                Variant::Ghost => (Color32::TRANSPARENT, None, color.text_disabled),
            };
        }
        let by_phase = |rest, hovered, pressed| match phase {
            Phase { pressed: true, .. } => pressed,
            Phase { hovered: true, .. } => hovered,
            _ => rest,
        };
        match self.variant {
            Variant::Primary => {
                (by_phase(color.accent, color.accent_hover, color.accent_pressed), None, color.on_accent)
            }
            Variant::Danger => {
                let fill = by_phase(color.danger_fill, color.danger_fill_hover, color.danger_fill_pressed);
                (fill, None, color.on_danger)
            }
            Variant::Secondary => (phase.ghost_fill(tokens), Some(edge), color.text),
            Variant::Ghost => (phase.ghost_fill(tokens), None, color.text),
        }
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let (height, padding, radius, font) = self.measures(&tokens);
        let enabled = ui.is_enabled();
        let gap = tokens.size.gap_8;
        // An edge stands outside the padding, as in the pictures.
        let edge_width = if self.variant == Variant::Secondary { tokens.size.hairline } else { 0.0 };
        // Colours are known only after the response; a galley takes its colour when it is painted.
        let words = paint::line(ui.painter(), self.text, font, Color32::PLACEHOLDER);
        let keys = self
            .shortcut
            .map(|keys| paint::line(ui.painter(), keys, &tokens.font.small, Color32::PLACEHOLDER));
        let mut inner = words.size().x;
        inner += self.icon.map_or(0.0, |_| tokens.size.icon + tokens.size.icon_gap);
        inner += self.icon_after.map_or(0.0, |_| tokens.size.icon_small + tokens.size.icon_gap);
        inner += keys.as_ref().map_or(0.0, |keys| keys.size().x + gap);
        let width = if self.full_width {
            ui.available_width()
        } else {
            (inner + 2.0 * (padding + edge_width)).round()
        };
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, self.text));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let phase = Phase::of(&response, self.look);
        let (fill, edge, text) = self.colors(&tokens, phase, enabled);
        let painter = ui.painter();
        paint::surface(painter, rect, radius, fill, edge);
        let mut x = rect.center().x - inner / 2.0;
        if let Some(icon) = self.icon {
            let side = paint::square_at(x, rect, tokens.size.icon);
            paint_icon(painter, icon, side.center(), tokens.size.icon, text);
            x += tokens.size.icon + tokens.size.icon_gap;
        }
        let at = |x: f32, height: f32| eframe::egui::pos2(x, rect.center().y - height / 2.0);
        painter.galley(at(x, words.size().y), words.clone(), text);
        x += words.size().x;
        if let Some(keys) = keys {
            x += gap;
            painter.galley(at(x, keys.size().y), keys.clone(), text);
            x += keys.size().x;
        }
        if let Some(icon) = self.icon_after {
            let side = paint::square_at(x + tokens.size.icon_gap, rect, tokens.size.icon_small);
            paint_icon(painter, icon, side.center(), tokens.size.icon_small, text);
        }
        if phase.focused {
            theme::focus_ring(ui, rect, radius, Ring::Outside);
        }
        response
    }
}

/// A square button of 24 with an icon and no words: its name is its tooltip.
#[must_use = "add it with `ui.add`"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    side: f32,
    icon_size: Option<f32>,
    color: Option<Color32>,
    on: bool,
    look: Look,
}

impl<'a> IconButton<'a> {
    /// `name` is what the tooltip and a screen reader say.
    pub fn new(icon: Icon, name: &'a str) -> Self {
        IconButton { icon, name, side: 0.0, icon_size: None, color: None, on: false, look: Look::Live }
    }

    /// Another side than 24.
    pub fn side(mut self, side: f32) -> Self {
        self.side = side;
        self
    }

    /// Another icon size than 14.
    pub fn icon_size(mut self, size: f32) -> Self {
        self.icon_size = Some(size);
        self
    }

    /// Another colour than that of icons.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// Whether what it opens is open.
    pub fn on(mut self, on: bool) -> Self {
        self.on = on;
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }
}

impl Widget for IconButton<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let side = if self.side > 0.0 { self.side } else { tokens.size.icon_button };
        let enabled = ui.is_enabled();
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, self.name));
        if ui.is_rect_visible(rect) {
            let phase = Phase::of(&response, self.look);
            let fill =
                if self.on && !phase.pressed { tokens.color.pressed } else { phase.ghost_fill(&tokens) };
            let radius =
                if side < tokens.size.icon_button { tokens.size.radius_check } else { tokens.size.radius };
            paint::surface(ui.painter(), rect, radius, fill, None);
            let rest = if phase.hovered || self.on { tokens.color.text } else { tokens.color.icon };
            let color = if enabled { self.color.unwrap_or(rest) } else { tokens.color.text_disabled };
            let icon_size = self.icon_size.unwrap_or(tokens.size.icon);
            paint_icon(ui.painter(), self.icon, rect.center(), icon_size, color);
            if phase.focused {
                theme::focus_ring(ui, rect, radius, Ring::Outside);
            }
        }
        super::tooltip(response, self.name)
    }
}
