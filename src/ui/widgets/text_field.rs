//! A field of one line: 32, 24 or 48 high, with icon, placeholder, trailing text, clear button and error.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Align2, Color32, FontSelection, Frame, Id, Key, Margin, Rect, Response, TextBuffer, TextEdit, Ui,
    UiBuilder, Vec2,
};

use super::field_frame::FieldFrame;
use super::paint::{self, Look};
use super::{Cut, cut};
use crate::ui::theme::{self, Icon, Sizes};

/// A field of one line. Its name, unique in its `Ui`, is what a screen reader says, also when a label stands above it.
#[must_use = "call `show`"]
pub struct TextField<'a> {
    text: &'a mut dyn TextBuffer,
    name: &'a str,
    placeholder: &'a str,
    frame: FieldFrame<'a>,
    clearable: bool,
    mono: bool,
    shows_end: bool,
    id: Option<Id>,
}

/// What happened in a field.
pub struct FieldResponse {
    /// The text's own response: focus, change.
    pub response: Response,
    /// The whole box.
    pub rect: Rect,
    /// Enter was pressed in the field.
    pub submitted: bool,
    /// The clear button was used; the text is already empty.
    pub cleared: bool,
}

impl FieldResponse {
    /// Selects all of the text, so that typing begins anew.
    pub fn select_all(&self, text: &str) {
        let ctx = &self.response.ctx;
        let mut state = TextEditState::load(ctx, self.response.id).unwrap_or_default();
        let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
        state.cursor.set_char_range(Some(all));
        state.store(ctx, self.response.id);
    }
}

impl<'a> TextField<'a> {
    /// A field over `text`, called `name`.
    pub fn new(text: &'a mut dyn TextBuffer, name: &'a str) -> Self {
        TextField {
            text,
            name,
            placeholder: "",
            frame: FieldFrame::default(),
            clearable: false,
            mono: false,
            shows_end: false,
            id: None,
        }
    }

    /// An id of one's own, so that the field can be given focus from outside.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shows the name above the field.
    pub fn label(mut self) -> Self {
        self.frame.label = Some(self.name);
        self
    }

    /// What the field is for, shown while it is empty.
    pub fn placeholder(mut self, text: &'a str) -> Self {
        self.placeholder = text;
        self
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.frame.icon = Some(icon);
        self
    }

    /// Subdued text at the right end: a count, a unit, keys.
    pub fn trailing(mut self, text: &'a str) -> Self {
        self.frame.trailing = Some(text);
        self
    }

    /// What is wrong with the text; an empty string marks the field and says nothing.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.frame.error = error;
        self
    }

    /// A button that empties the field, while there is something in it.
    pub fn clearable(mut self) -> Self {
        self.clearable = true;
        self
    }

    /// 24 high, for tool rows, with text of 12.
    pub fn small(mut self) -> Self {
        self.frame.height = Sizes::default().field_small;
        self
    }

    /// 48 high with text of 15 and no box of its own: the head of a popup.
    pub fn large(mut self) -> Self {
        self.frame.height = Sizes::default().field_large;
        self.frame.bare = true;
        self
    }

    /// 28 high, beside a button.
    pub fn medium(mut self) -> Self {
        self.frame.height = Sizes::default().field_medium;
        self
    }

    /// A width of its own; without it the field takes what there is.
    pub fn width(mut self, width: f32) -> Self {
        self.frame.width = Some(width);
        self
    }

    /// Ids, paths and numbers: JetBrains Mono.
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// While it has not the keyboard and its text is too long, the field shows the end: the name of a file
    /// counts more than the folders it lies in.
    pub fn show_end(mut self) -> Self {
        self.shows_end = true;
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.frame.look = look;
        self
    }

    /// Places the field.
    pub fn show(mut self, ui: &mut Ui) -> FieldResponse {
        let tokens = theme::tokens(ui.ctx());
        self.frame.clear = self.clearable && ui.is_enabled() && !self.text.as_str().is_empty();
        let space = self.frame.begin(ui, &tokens);
        if space.cleared {
            self.text.clear();
        }
        let font = match (self.mono, self.frame.height) {
            (true, _) => &tokens.font.mono,
            (false, _) if self.frame.bare => &tokens.font.large,
            (false, height) if height > 0.0 && height <= tokens.size.field_small => &tokens.font.secondary,
            _ => &tokens.font.ui,
        };
        let color = if ui.is_enabled() { tokens.color.text } else { tokens.color.text_disabled };
        // Not egui's own id: that would change when the clear button comes, and focus would be lost.
        let id = self.id.unwrap_or_else(|| ui.make_persistent_id(("field", self.name)));
        let focused = ui.memory(|memory| memory.has_focus(id));
        let whole = self.shows_end && !focused;
        let end = whole
            .then(|| cut(ui.painter(), self.text.as_str(), (font, color), space.text.width(), Cut::Front));
        let end = end.filter(|(_, was_cut)| *was_cut).map(|(galley, _)| galley);
        let color = if end.is_some() { Color32::TRANSPARENT } else { color };
        let edit = TextEdit::singleline(self.text)
            .id(id)
            .font(FontSelection::FontId(font.clone()))
            .text_color(color)
            .hint_text(eframe::egui::RichText::new(self.placeholder).font(font.clone()))
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .align(Align2::LEFT_CENTER)
            .min_size(space.text.size())
            .desired_width(space.text.width());
        // egui's field is at least as high as a button: in a lower box it keeps the same middle line.
        let tall = space.text.height().max(tokens.size.button);
        let room = Rect::from_center_size(space.text.center(), Vec2::new(space.text.width(), tall));
        let child = UiBuilder::new().max_rect(room).id_salt(("field", self.name));
        let response = ui.new_child(child).add(edit);
        let response = match &space.label {
            Some(label) => response.labelled_by(label.id),
            None => response.accessible_name(self.name),
        };
        if let Some(end) = end {
            paint::left(ui.painter(), space.text.left(), space.text, end);
        }
        if space.cleared {
            response.request_focus();
        }
        let submitted = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        self.frame.end(ui, &tokens, &space, &response);
        FieldResponse { response, rect: space.rect, submitted, cleared: space.cleared }
    }
}
