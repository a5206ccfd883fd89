//! One row of a short list: 26 high, icon, text, right text; and the fill every row of the house wears.

use eframe::egui::{Color32, Rect, Response, Role, Sense, Ui, Vec2, Widget, WidgetInfo};

use super::paint::{self, Look, Phase};
use super::text::Cut;
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// How a row is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// Not.
    #[default]
    No,
    /// In the region with the keyboard.
    Active,
    /// While the keyboard is elsewhere.
    Inactive,
}

/// A row of a short list. Long lists use [`super::VirtualList`] and its [`ListRow::paint`].
#[must_use = "add it with `ui.add`"]
pub struct ListRow<'a> {
    text: &'a str,
    right: &'a str,
    icon: Option<Icon>,
    icon_color: Option<Color32>,
    indent: f32,
    height: f32,
    cut: Cut,
    chosen: Chosen,
    medium: bool,
    bare: bool,
    look: Look,
}

impl<'a> ListRow<'a> {
    /// A row that says `text`.
    pub fn new(text: &'a str) -> Self {
        ListRow {
            text,
            right: "",
            icon: None,
            icon_color: None,
            indent: 0.0,
            height: 0.0,
            cut: Cut::End,
            chosen: Chosen::No,
            medium: false,
            bare: false,
            look: Look::Live,
        }
    }

    /// Subdued text at the right: age, count, keys.
    pub fn right(mut self, text: &'a str) -> Self {
        self.right = text;
        self
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon that says something by its colour.
    pub fn icon_color(mut self, color: Color32) -> Self {
        self.icon_color = Some(color);
        self
    }

    /// Further in by this many points.
    pub fn indent(mut self, indent: f32) -> Self {
        self.indent = indent;
        self
    }

    /// Another height than 26.
    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// Where a text that does not fit is cut.
    pub fn cut(mut self, cut: Cut) -> Self {
        self.cut = cut;
        self
    }

    /// Whether and how it is chosen.
    pub fn chosen(mut self, chosen: Chosen) -> Self {
        self.chosen = chosen;
        self
    }

    /// A name of weight 500.
    pub fn medium(mut self) -> Self {
        self.medium = true;
        self
    }

    /// Fill, focus and name only: the caller paints what stands in it.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// Paints the content alone: into a row of a [`super::VirtualList`], which has its own fill and name.
    pub fn paint(&self, ui: &Ui, rect: Rect) {
        self.paint_content(ui, &theme::tokens(ui.ctx()), rect);
    }

    /// Paints what stands in the row; true when the text was cut.
    fn paint_content(&self, ui: &Ui, tokens: &Tokens, rect: Rect) -> bool {
        let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
        let painter = ui.painter();
        let mut x = rect.left() + size.row_padding + self.indent;
        if let Some(icon) = self.icon {
            let side = paint::square_at(x, rect, size.icon);
            paint_icon(painter, icon, side.center(), size.icon, self.icon_color.unwrap_or(color.icon));
            x = side.right() + size.gap_8;
        }
        let mut end = rect.right() - size.row_padding;
        if !self.right.is_empty() {
            let line = paint::line(painter, self.right, &font.secondary, color.text_subdued);
            end = paint::right(painter, end, rect, line) - size.gap_8;
        }
        let face = if self.medium { &font.ui_medium } else { &font.ui };
        let text = if ui.is_enabled() { color.text } else { color.text_disabled };
        let (line, cut) = super::text::cut(painter, self.text, (face, text), end - x, self.cut);
        paint::left(painter, x, rect, line);
        cut
    }
}

impl Widget for ListRow<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let height = if self.height > 0.0 { self.height } else { tokens.size.list_row };
        let (rect, response) =
            ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
        let (enabled, chosen) = (ui.is_enabled(), self.chosen != Chosen::No);
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, enabled, chosen, self.text));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let phase = Phase::of(&response, self.look);
        ui.painter().rect_filled(rect, 0.0, row_fill(&tokens, self.chosen, phase));
        let cut = !self.bare && self.paint_content(ui, &tokens, rect);
        if phase.focused {
            theme::focus_ring(ui, rect, tokens.size.focus_radius_row, Ring::Inside);
        }
        if cut { super::tooltip(response, self.text) } else { response }
    }
}

/// The fill of a row: selection first, then pressed, then hover.
pub(super) fn row_fill(tokens: &Tokens, chosen: Chosen, phase: Phase) -> Color32 {
    match chosen {
        Chosen::Active => tokens.color.selection,
        Chosen::Inactive => tokens.color.selection_inactive,
        Chosen::No => phase.ghost_fill(tokens),
    }
}
