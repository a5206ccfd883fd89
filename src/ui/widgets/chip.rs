//! A chip of 24: a filter with its cross, or a choice that is on or off.

use eframe::egui::{Color32, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::IconButton;
use super::paint::{self, Phase};
use crate::ui::theme::{self, Icon, Ring};

/// A piece of a chip's text: operator words step back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// A name or a value.
    Plain(&'a str),
    /// A word between them.
    Subdued(&'a str),
    /// A path or an id.
    Mono(&'a str),
}

impl<'a> Word<'a> {
    fn text(self) -> &'a str {
        match self {
            Word::Plain(text) | Word::Subdued(text) | Word::Mono(text) => text,
        }
    }
}

/// What was done to a chip.
pub struct ChipResponse {
    /// The chip's own body.
    pub response: Response,
    /// Its cross was used.
    pub removed: bool,
}

/// A chip that says `Level is 01`. Its name is its words in a row.
#[must_use = "call `show`"]
pub struct Chip<'a> {
    words: &'a [Word<'a>],
    icon: Option<Icon>,
    removable: bool,
    menu: bool,
    on: bool,
}

impl<'a> Chip<'a> {
    /// A chip with these words.
    pub fn new(words: &'a [Word<'a>]) -> Self {
        Chip { words, icon: None, removable: false, menu: false, on: false }
    }

    /// An icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A cross behind the words.
    pub fn removable(mut self) -> Self {
        self.removable = true;
        self
    }

    /// A chevron behind the words: it opens a menu.
    pub fn menu(mut self) -> Self {
        self.menu = true;
        self
    }

    /// Whether the choice is on.
    pub fn on(mut self, on: bool) -> Self {
        self.on = on;
        self
    }

    /// Places the chip.
    pub fn show(self, ui: &mut Ui) -> ChipResponse {
        let tokens = theme::tokens(ui.ctx());
        let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
        let plain = if self.on { color.accent_text } else { color.text };
        let space = size.gap_4 + size.hairline;
        let galleys: Vec<_> = self
            .words
            .iter()
            .map(|word| match word {
                Word::Plain(text) => paint::line(ui.painter(), text, &font.secondary_medium, plain),
                Word::Subdued(text) => paint::line(ui.painter(), text, &font.secondary, color.text_subdued),
                Word::Mono(text) => paint::line(ui.painter(), text, &font.mono, plain),
            })
            .collect();
        let text: f32 = galleys.iter().map(|galley| galley.size().x).sum::<f32>()
            + space * (galleys.len().max(1) - 1) as f32;
        let icon = self.icon.map_or(0.0, |_| size.icon + size.icon_gap);
        let end = if self.removable {
            size.close_mark + size.gap_2
        } else if self.menu {
            size.icon_small + size.gap_8 + size.gap_4
        } else {
            size.gap_8
        };
        let width = (size.gap_8 + icon + text + end).ceil();
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, size.chip), Sense::click());
        let name = self.words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" ");
        let (enabled, on) = (ui.is_enabled(), self.on);
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, &name));
        let phase = Phase::of(&response, super::Look::Live);
        let fill: Color32 = match (self.on, phase) {
            (true, _) => color.accent_surface,
            (_, Phase { hovered: true, .. }) => color.pressed,
            _ => color.hover,
        };
        paint::surface(ui.painter(), rect, size.radius, fill, None);
        let mut x = rect.left() + size.gap_8;
        if let Some(icon) = self.icon {
            let side = paint::square_at(x, rect, size.icon);
            theme::paint_icon(ui.painter(), icon, side.center(), size.icon, color.icon);
            x = side.right() + size.icon_gap;
        }
        for galley in galleys {
            x = paint::left(ui.painter(), x, rect, galley) + space;
        }
        if self.menu {
            let side = paint::square_at(rect.right() - size.gap_8 - size.icon_small, rect, size.icon_small);
            theme::paint_icon(ui.painter(), Icon::ChevronDown, side.center(), size.icon_small, color.icon);
        }
        if phase.focused {
            theme::focus_ring(ui, rect, size.radius, Ring::Outside);
        }
        let mut removed = false;
        if self.removable {
            let side = paint::square_at(rect.right() - size.close_mark - size.gap_2, rect, size.close_mark);
            let remove = format!("Remove {name}");
            let cross = IconButton::new(Icon::X, &remove).side(size.close_mark).icon_size(size.icon_small);
            removed = ui.place(side, cross).clicked();
        }
        ChipResponse { response, removed }
    }
}
