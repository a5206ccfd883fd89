//! The field for a token. It is not a `TextEdit`: that keeps the text in undo history and plain
//! copies. Here the only copy is the panel's own zeroizing buffer, the screen shows dots, and the
//! accessibility tree learns the length, never the text.

use eframe::egui::accesskit::{Action, ActionData};
use eframe::egui::{
    CursorIcon, Event, EventFilter, Id, ImeEvent, Key, Modifiers, PointerButton, Pos2, Rect, Response, Role,
    Sense, Ui, WidgetInfo,
};
use zeroize::Zeroizing;

use super::field_frame::FieldFrame;
use super::paint::{self, Look};
use super::text_field::FieldResponse;
use crate::ui::theme::{self, Icon, Tokens};

/// The longest text the field takes: far beyond any token, far below a mistaken paste.
const MOST_BYTES: usize = 4096;

/// A field whose text cannot be read, neither on the screen nor by a screen reader.
///
/// The caret is always at the end. Typing and pasting add there, Backspace takes the last character,
/// Select all marks the whole, which the next key replaces. Nothing can be copied out.
#[must_use = "call `show`"]
pub struct PasswordField<'a> {
    text: &'a mut Zeroizing<String>,
    name: &'a str,
    placeholder: &'a str,
    frame: FieldFrame<'a>,
    id: Option<Id>,
}

/// Whether the whole text is marked. The only state, and it says nothing about the text.
#[derive(Clone, Copy, Default)]
struct Marked(bool);

impl<'a> PasswordField<'a> {
    /// A field over `text`, called `name`.
    pub fn new(text: &'a mut Zeroizing<String>, name: &'a str) -> Self {
        PasswordField { text, name, placeholder: "", frame: FieldFrame::default(), id: None }
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

    /// An icon before the dots.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.frame.icon = Some(icon);
        self
    }

    /// What is wrong with the text.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.frame.error = error;
        self
    }

    /// A width of its own.
    pub fn width(mut self, width: f32) -> Self {
        self.frame.width = Some(width);
        self
    }

    /// Shows a state that is not there. For the gallery.
    pub fn show_as(mut self, look: Look) -> Self {
        self.frame.look = look;
        self
    }

    /// Places the field.
    pub fn show(self, ui: &mut Ui) -> FieldResponse {
        let tokens = theme::tokens(ui.ctx());
        let PasswordField { text, name, placeholder, mut frame, id } = self;
        let length = text.chars().count();
        let counted = match length {
            0 => None,
            1 => Some("1 character".to_owned()),
            _ => Some(format!("{length} characters")),
        };
        frame.trailing = counted.as_deref();
        frame.clear = length > 0 && ui.is_enabled();
        let space = frame.begin(ui, &tokens);
        let id = id.unwrap_or_else(|| ui.make_persistent_id(("password", name)));
        let mut response = ui.interact(space.text, id, Sense::click()).on_hover_cursor(CursorIcon::Text);
        let mut marked = ui.data(|data| data.get_temp::<Marked>(id)).unwrap_or_default();
        if response.clicked_by(PointerButton::Primary) || space.cleared {
            response.request_focus();
            marked.0 = response.double_clicked();
        }
        let mut changed = space.cleared;
        if space.cleared {
            replace(text, "");
        }
        let mut submitted = false;
        if response.has_focus() {
            super::claim_text_input(ui.ctx(), id);
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, FILTER));
            (changed, submitted) = take_input(ui, text, &mut marked, changed);
        } else {
            marked.0 = false;
        }
        changed |= take_accesskit(ui, &response, text);
        ui.data_mut(|data| data.insert_temp(id, marked));
        if changed {
            response.mark_changed();
        }
        describe(ui, &response, (name, placeholder), text.chars().count());
        let dots = Dots { length: text.chars().count(), marked: marked.0, placeholder };
        dots.paint(ui, &tokens, space.text, &response);
        frame.end(ui, &tokens, &space, &response);
        FieldResponse { response, rect: space.rect, submitted, cleared: space.cleared }
    }
}

/// Arrows stay in the field, Tab and Escape leave it.
const FILTER: EventFilter =
    EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: false, escape: false };

/// Sets the accessibility node: a password input with a name and a length.
fn describe(ui: &Ui, response: &Response, words: (&str, &str), length: usize) {
    let (name, placeholder) = words;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::PasswordInput, ui.is_enabled(), name);
        info.hint_text = Some(placeholder.to_owned());
        info
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(format!("{length} characters"));
        node.add_action(Action::SetValue);
    });
}

/// Applies the keys and text of this pass. Returns whether the text changed and whether Enter came.
fn take_input(ui: &Ui, text: &mut Zeroizing<String>, marked: &mut Marked, changed: bool) -> (bool, bool) {
    let (mut changed, mut submitted) = (changed, false);
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Text(added) | Event::Paste(added) | Event::Ime(ImeEvent::Commit(added)) => {
                add(text, marked, added);
                changed = true;
                false
            }
            // Nothing leaves this field through the clipboard.
            Event::Copy | Event::Cut => false,
            Event::Key { key: Key::Backspace | Key::Delete, pressed: true, modifiers, .. } => {
                if marked.0 || modifiers.command || modifiers.alt {
                    replace(text, "");
                } else {
                    text.pop();
                }
                marked.0 = false;
                changed = true;
                false
            }
            Event::Key { key: Key::Enter, pressed: true, .. } => {
                submitted = true;
                true
            }
            _ => true,
        });
        if input.consume_key(Modifiers::COMMAND, Key::A) {
            marked.0 = !text.is_empty();
        }
        for key in [Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End] {
            if input.consume_key(Modifiers::NONE, key) {
                marked.0 = false;
            }
        }
    });
    (changed, submitted)
}

/// A screen reader may set the text; it may never read it.
fn take_accesskit(ui: &Ui, response: &Response, text: &mut Zeroizing<String>) -> bool {
    let mut changed = false;
    ui.input_mut(|input| {
        input.consume_accesskit_action_requests(response.id, |request| {
            if request.action == Action::SetValue
                && let Some(ActionData::Value(value)) = &request.data
            {
                replace(text, value);
                changed = true;
                return true;
            }
            false
        });
    });
    changed
}

fn add(text: &mut Zeroizing<String>, marked: &mut Marked, added: &str) {
    if marked.0 {
        replace(text, "");
        marked.0 = false;
    }
    let room = MOST_BYTES.saturating_sub(text.len());
    let end = (0..=added.len().min(room)).rev().find(|end| added.is_char_boundary(*end)).unwrap_or(0);
    let added = &added[..end];
    if text.capacity() < text.len() + added.len() {
        // A String that grows by itself leaves its old bytes behind; this one is zeroized on drop.
        let mut wider = Zeroizing::new(String::with_capacity(MOST_BYTES));
        wider.push_str(text);
        *text = wider;
    }
    text.push_str(added);
}

fn replace(text: &mut Zeroizing<String>, with: &str) {
    *text = Zeroizing::new(String::with_capacity(MOST_BYTES));
    let end = (0..=with.len().min(MOST_BYTES)).rev().find(|end| with.is_char_boundary(*end)).unwrap_or(0);
    text.push_str(&with[..end]);
}

/// What the screen shows instead of the text.
struct Dots<'a> {
    length: usize,
    marked: bool,
    placeholder: &'a str,
}

impl Dots<'_> {
    fn paint(&self, ui: &Ui, tokens: &Tokens, rect: Rect, response: &Response) {
        let painter = ui.painter().with_clip_rect(rect.expand(1.0).intersect(ui.clip_rect()));
        let (color, font) = (&tokens.color, &tokens.font);
        if self.length == 0 {
            let hint = paint::line(&painter, self.placeholder, &font.ui, color.text_subdued);
            paint::left(&painter, rect.left(), rect, hint);
        }
        // Dots on a grid of their own, scrolled to the end.
        let step = tokens.size.gap_8;
        let wide = self.length as f32 * step;
        let from = if wide > rect.width() { rect.right() - wide } else { rect.left() };
        if self.marked {
            let mark = Rect::from_min_max(
                Pos2::new(from.max(rect.left()), rect.center().y - tokens.size.line / 2.0),
                Pos2::new(from + wide, rect.center().y + tokens.size.line / 2.0),
            );
            painter.rect_filled(mark, 0.0, color.code_selection);
        }
        // Only whole dots: half a dot would look like a letter.
        let seen = ((rect.width() / step).floor() as usize).min(self.length);
        for place in self.length - seen..self.length {
            let at = Pos2::new(from + (place as f32 + 0.5) * step, rect.center().y);
            painter.circle_filled(
                at,
                tokens.size.secret_dot / 2.0,
                if ui.is_enabled() { color.text } else { color.text_disabled },
            );
        }
        if response.has_focus() {
            let x = from + wide;
            let half = tokens.size.line / 2.0;
            let caret = rect.center().y - half..=rect.center().y + half;
            painter.vline(x.max(rect.left()), caret, ui.visuals().text_cursor.stroke);
        }
    }
}
