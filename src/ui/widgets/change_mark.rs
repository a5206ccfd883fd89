//! The square that says what became of something: a sign on a surface of its own, so that colour is not all that tells.

use eframe::egui::{Rect, Ui};

use super::paint;
use crate::ui::theme::Tokens;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeMark {
    /// Another value.
    Changed,
    /// It came.
    Added,
    /// It went.
    Removed,
    /// Its shape, or a part of it.
    Shape,
    /// It stands elsewhere.
    Moved,
}

impl ChangeMark {
    /// Paints it into a square.
    pub fn paint(self, ui: &Ui, tokens: &Tokens, rect: Rect) {
        let color = &tokens.color;
        let (sign, tone, surface) = match self {
            Self::Changed => ("±", color.warning, color.warning_surface),
            Self::Added => ("+", color.success, color.success_surface),
            Self::Removed => ("−", color.danger, color.danger_surface),
            Self::Shape => ("◇", color.text_subdued, color.hover),
            Self::Moved => ("↕", color.info, color.info_surface),
        };
        paint::surface(ui.painter(), rect, tokens.size.radius_check, surface, None);
        paint::centered(ui.painter(), rect, paint::line(ui.painter(), sign, &tokens.font.mono_medium, tone));
    }
}
