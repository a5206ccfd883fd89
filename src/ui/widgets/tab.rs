//! One tab of a strip: 32 high, an underline when open, a dot while unsaved, a cross under the pointer.

use eframe::egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::IconButton;
use super::paint::{self, Phase};
use crate::ui::theme::{self, Icon, Ring, Sizes, paint_icon};

/// A tab called by its title.
#[must_use = "call `show`"]
pub struct Tab<'a> {
    title: &'a str,
    icon: Option<Icon>,
    open: bool,
    dirty: bool,
    closable: bool,
    most_width: f32,
}

/// What was done to a tab.
pub struct TabResponse {
    /// The tab's own body: clicked, dragged, context menu.
    pub response: Response,
    /// It should close: its cross, or the middle button.
    pub closed: bool,
}

impl<'a> Tab<'a> {
    /// A tab that can be closed.
    pub fn new(title: &'a str, open: bool) -> Self {
        Tab { title, icon: None, open, dirty: false, closable: true, most_width: Sizes::default().tab_most }
    }

    /// An icon before the title.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Whether it holds something unsaved.
    pub fn dirty(mut self, dirty: bool) -> Self {
        self.dirty = dirty;
        self
    }

    /// A tab that always stays.
    pub fn fixed(mut self) -> Self {
        self.closable = false;
        self
    }

    /// No wider than this; the title is cut.
    pub fn most_width(mut self, width: f32) -> Self {
        self.most_width = width;
        self
    }

    /// Places the tab.
    pub fn show(self, ui: &mut Ui) -> TabResponse {
        let tokens = theme::tokens(ui.ctx());
        let (size, color) = (&tokens.size, &tokens.color);
        let icon = self.icon.map_or(0.0, |_| size.icon + size.gap_8);
        let end = if self.closable || self.dirty { size.gap_8 + size.close_mark } else { 0.0 };
        let room = self.most_width - 2.0 * size.row_padding - icon - end;
        let text = if self.open { color.text } else { color.text_subdued };
        let words = paint::cut_line(ui.painter(), self.title, (&tokens.font.ui, text), room);
        let cut = words.elided;
        let width = (2.0 * size.row_padding + icon + words.size().x + end).ceil();
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, size.tab), Sense::click_and_drag());
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::Tab, enabled, self.open, self.title));
        let phase = Phase::of(&response, super::Look::Live);
        let painter = ui.painter();
        if self.open {
            painter.rect_filled(rect, 0.0, color.bg_content);
            let mut underline = rect;
            underline.min.y = rect.bottom() - size.tab_underline;
            painter.rect_filled(underline, 0.0, color.accent);
        } else {
            painter.rect_filled(rect, 0.0, phase.ghost_fill(&tokens));
        }
        super::vline(ui, rect.right() - size.hairline, rect.y_range());
        let mut x = rect.left() + size.row_padding;
        if let Some(icon) = self.icon {
            let side = paint::square_at(x, rect, size.icon);
            let tint = if self.open { color.accent_text } else { color.icon };
            paint_icon(ui.painter(), icon, side.center(), size.icon, tint);
            x = side.right() + size.gap_8;
        }
        paint::left(ui.painter(), x, rect, words);
        let end = paint::square_at(
            rect.right() - size.row_padding - size.close_mark + size.gap_4,
            rect,
            size.close_mark,
        );
        let closed = self.end(ui, end, &response) || response.middle_clicked();
        if phase.focused {
            theme::focus_ring(ui, rect, size.focus_radius_row, Ring::Inside);
        }
        let response = if cut { super::tooltip(response, self.title) } else { response };
        TabResponse { response, closed }
    }

    /// The dot or the cross at the right end. Returns whether the cross was used.
    fn end(&self, ui: &mut Ui, end: Rect, response: &Response) -> bool {
        let tokens = theme::tokens(ui.ctx());
        let shows_cross = self.closable
            && (response.contains_pointer() || response.has_focus() || (self.open && !self.dirty));
        if self.dirty && !shows_cross {
            ui.painter().circle_filled(end.center(), tokens.size.dot / 2.0, tokens.color.icon);
        }
        if !shows_cross {
            // The tabs after this one keep their ids, whether or not the cross is there.
            ui.skip_ahead_auto_ids(1);
            return false;
        }
        let name = format!("Close {}", self.title);
        let cross =
            IconButton::new(Icon::X, &name).side(tokens.size.close_mark).icon_size(tokens.size.icon_small);
        ui.place(end, cross).clicked()
    }
}
