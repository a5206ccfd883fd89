//! Everything that floats: tooltips, menus, popups and dialogs.

use eframe::egui::{
    Color32, Context, CornerRadius, Frame, Id, Key, Label, Margin, Modal, Modifiers, Popup,
    PopupCloseBehavior, RectAlign, Response, RichText, Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
};

use super::IconButton;
use super::paint::{self, Look, Phase};
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// Shows words when the pointer rests on something.
pub fn tooltip(response: Response, text: &str) -> Response {
    response.on_hover_ui(|ui| tooltip_words(ui, text))
}

/// Shows words at the pointer: for a part of something that is one widget to egui.
pub fn tooltip_at_pointer(response: &Response, text: &str) {
    response.clone().on_hover_ui_at_pointer(|ui| tooltip_words(ui, text));
}

fn tooltip_words(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui.ctx());
    let size = &tokens.size;
    ui.set_max_width(size.tooltip_max);
    // egui's own frame around a tooltip has the padding of a menu; words want a little more.
    Frame::NONE.inner_margin(Margin::symmetric(size.gap_4 as i8, size.gap_2 as i8)).show(ui, |ui| {
        let words = RichText::new(text).font(tokens.font.secondary.clone()).color(tokens.color.text);
        ui.add(Label::new(words).selectable(false));
    });
}

/// The frame of menus and popups: radius 8, one pixel of edge, a soft shadow.
pub fn popup_frame(tokens: &Tokens) -> Frame {
    let size = &tokens.size;
    Frame::NONE
        .fill(tokens.color.bg_popup)
        .stroke(Stroke::new(size.hairline, tokens.color.hairline))
        .corner_radius(CornerRadius::same(size.radius_popup as u8))
        .inner_margin(Margin::same(size.popup_padding as i8))
        .shadow(theme::shadow(tokens))
}

/// A row of a menu; closes the menu when used.
#[must_use = "add it with `ui.add` inside a menu"]
pub struct MenuItem<'a> {
    text: &'a str,
    icon: Option<Icon>,
    keys: &'a str,
    danger: bool,
    look: Look,
}

impl<'a> MenuItem<'a> {
    /// A row that says `text`.
    pub fn new(text: &'a str) -> Self {
        MenuItem { text, icon: None, keys: "", danger: false, look: Look::Live }
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Keys that do the same, or a count.
    pub fn keys(mut self, keys: &'a str) -> Self {
        self.keys = keys;
        self
    }

    /// Something that cannot be taken back.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.look = look;
        self
    }
}

impl eframe::egui::Widget for MenuItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let tokens = theme::tokens(ui.ctx());
        let (size, color) = (&tokens.size, &tokens.color);
        let wanted =
            Vec2::new(ui.available_width().max(size.menu_min - 2.0 * size.popup_padding), size.menu_row);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, enabled, self.text));
        let phase = Phase::of(&response, self.look);
        let fill = if phase.focused { color.hover } else { phase.ghost_fill(&tokens) };
        paint::surface(ui.painter(), rect, size.radius_small, fill, None);
        let (text, tint) = match (enabled, self.danger) {
            (false, _) => (color.text_disabled, color.text_disabled),
            (true, true) => (color.danger_text, color.danger),
            (true, false) => (color.text, color.icon),
        };
        let mut x = rect.left() + size.gap_8;
        if let Some(icon) = self.icon {
            let side = paint::square_at(x, rect, size.icon);
            paint_icon(ui.painter(), icon, side.center(), size.icon, tint);
            x = side.right() + size.gap_8;
        }
        let keys = paint::line(ui.painter(), self.keys, &tokens.font.secondary, color.text_subdued);
        paint::left(ui.painter(), x, rect, paint::line(ui.painter(), self.text, &tokens.font.ui, text));
        paint::right(ui.painter(), rect.right() - size.gap_8, rect, keys);
        if phase.focused {
            theme::focus_ring(ui, rect, size.radius_check, Ring::Inside);
        }
        response
    }
}

/// A line between groups of a menu, edge to edge.
pub fn menu_line(ui: &mut Ui) {
    let tokens = theme::tokens(ui.ctx());
    let size = &tokens.size;
    let tall = 2.0 * size.popup_padding + size.hairline;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), tall), Sense::hover());
    let whole = rect.x_range().expand(size.popup_padding);
    super::hline(ui, whole, rect.center().y - size.hairline / 2.0);
}

/// A menu under a button; it opens and closes by itself.
pub fn menu(button: &Response, contents: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(&button.ctx);
    Popup::menu(button)
        .frame(popup_frame(&tokens))
        .gap(tokens.size.gap_4)
        .show(|ui| menu_room(ui, &tokens, contents));
}

/// A popup under a button with controls of its own: it stays open until a click outside or Esc.
pub fn drop_down(button: &Response, open: &mut bool, width: f32, contents: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(&button.ctx);
    Popup::from_response(button)
        .open_bool(open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .frame(popup_frame(&tokens).inner_margin(Margin::same(tokens.size.gap_12 as i8)))
        .gap(tokens.size.gap_4)
        .show(|ui| {
            ui.set_width(width - 2.0 * tokens.size.gap_12);
            ui.spacing_mut().item_spacing = Vec2::splat(tokens.size.gap_8);
            contents(ui);
        });
}

/// A menu at the pointer after a secondary click.
pub fn context_menu(on: &Response, contents: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(&on.ctx);
    Popup::context_menu(on).frame(popup_frame(&tokens)).show(|ui| menu_room(ui, &tokens, contents));
}

/// Like [`context_menu`], under what was clicked and of another width: for what is more than a menu.
pub fn context_panel(on: &Response, width: f32, contents: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(&on.ctx);
    Popup::context_menu(on)
        .anchor(on.rect)
        .align(RectAlign::BOTTOM_START)
        .gap(tokens.size.gap_4)
        .frame(popup_frame(&tokens))
        .show(|ui| {
            ui.set_width(width - 2.0 * tokens.size.popup_padding);
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            contents(ui);
        });
}

fn menu_room(ui: &mut Ui, tokens: &Tokens, contents: impl FnOnce(&mut Ui)) {
    ui.set_width(tokens.size.menu_min - 2.0 * tokens.size.popup_padding);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    contents(ui);
}

/// What a dialog returns.
pub struct DialogResponse<T> {
    /// What the contents gave back.
    pub inner: T,
    /// Esc, the cross, or a click on the scrim: close it.
    pub closed: bool,
}

/// A dialog of 420 over a scrim. Behind it nothing takes the pointer or the keyboard; Esc closes it.
///
/// `contents` stand below the title with 16 at the sides; use [`dialog_footer`] for the buttons.
pub fn dialog<T>(
    ctx: &Context,
    title: &str,
    subtitle: &str,
    contents: impl FnOnce(&mut Ui) -> T,
) -> DialogResponse<T> {
    let tokens = theme::tokens(ctx);
    let size = &tokens.size;
    let frame = popup_frame(&tokens)
        .corner_radius(CornerRadius::same(size.radius_dialog as u8))
        .inner_margin(Margin::symmetric(size.gap_16 as i8, size.dialog_padding as i8));
    let id = Id::unique(("dialog", title));
    let area = Modal::default_area(id).role(Role::Dialog).accessible_name(title);
    let modal = Modal::new(id).area(area).frame(frame).backdrop_color(tokens.color.scrim);
    let mut crossed = false;
    let shown = modal.show(ctx, |ui| {
        ui.set_width(size.dialog - 2.0 * size.gap_16);
        ui.spacing_mut().item_spacing = Vec2::splat(size.gap_8);
        crossed = dialog_head(ui, &tokens, title, subtitle);
        contents(ui)
    });
    let escaped = shown.is_top_modal
        && !shown.any_popup_open
        && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let closed = crossed || escaped || shown.should_close();
    DialogResponse { inner: shown.inner, closed }
}

/// Title, subtitle and cross. Returns whether the cross was used.
fn dialog_head(ui: &mut Ui, tokens: &Tokens, title: &str, subtitle: &str) -> bool {
    let (size, color) = (&tokens.size, &tokens.color);
    let tall = size.line + if subtitle.is_empty() { 0.0 } else { size.line };
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), tall + size.gap_2), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
    let name = paint::line(ui.painter(), title, &tokens.font.title, color.text);
    ui.painter().galley(rect.min, name.clone(), Color32::PLACEHOLDER);
    let look = (&tokens.font.secondary, color.text_subdued);
    let second = paint::cut_line(ui.painter(), subtitle, look, rect.width());
    let at = rect.min + Vec2::new(0.0, name.size().y + 2.0);
    ui.painter().galley(at, second, Color32::PLACEHOLDER);
    let corner = eframe::egui::pos2(rect.right() - size.icon_button + size.gap_4, rect.top() - size.gap_2);
    let cross = eframe::egui::Rect::from_min_size(corner, Vec2::splat(size.icon_button));
    ui.place(cross, IconButton::new(Icon::X, "Close")).clicked()
}

/// The foot of a dialog: a hairline from edge to edge and 80 of room, buttons at the right.
///
/// `left` is a subdued sentence; `buttons` are added from the right.
pub fn dialog_footer<T>(ui: &mut Ui, left: &str, buttons: impl FnOnce(&mut Ui) -> T) -> T {
    let tokens = theme::tokens(ui.ctx());
    let size = &tokens.size;
    ui.add_space(size.gap_8);
    // The dialog's own lower padding belongs to the footer's 80.
    let (rect, _) = ui.allocate_exact_size(
        Vec2::new(ui.available_width(), size.dialog_footer - size.dialog_padding),
        Sense::hover(),
    );
    super::hline(ui, rect.x_range().expand(size.gap_16), rect.top());
    let room = eframe::egui::Rect::from_min_size(rect.min, Vec2::new(rect.width(), size.dialog_footer));
    let line = paint::line(ui.painter(), left, &tokens.font.secondary, tokens.color.text_subdued);
    paint::left(ui.painter(), rect.left(), room, line);
    let node = eframe::egui::UiBuilder::new()
        .max_rect(room)
        .layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center))
        .id_salt("footer");
    buttons(&mut ui.new_child(node))
}
