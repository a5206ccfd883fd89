//! Where the keyboard is when a dialog or the first page opens, and where it goes back to.

use std::mem::Discriminant;

use eframe::egui::{Context, Id, Order, Response};

use crate::app::{Dialog, State};

/// What takes the keyboard for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Surface {
    /// Nothing: the window with its regions.
    #[default]
    Window,
    FirstPage,
    Dialog(Discriminant<Dialog>),
}

impl Surface {
    fn of(state: &State) -> Self {
        match &state.dialog {
            Some(dialog) => Self::Dialog(std::mem::discriminant(dialog)),
            None if state.shows_first_page() => Self::FirstPage,
            None => Self::Window,
        }
    }

    fn is_dialog(self) -> bool {
        matches!(self, Self::Dialog(_))
    }
}

/// Gives the keyboard to the control that a dialog or the first page begins with, once, and gives it
/// back when the dialog goes.
#[derive(Debug, Default)]
pub struct Focus {
    on: Surface,
    /// Who had it before the dialog.
    before: Option<Id>,
    /// Who gets it back in the next frame: in this one egui still keeps it from all below the dialog.
    back: Option<Id>,
    /// The control to begin with has not got it yet.
    wanted: bool,
}

impl Focus {
    /// Sees what is open now. Called once a frame, before anything is drawn.
    pub fn follow(&mut self, ctx: &Context, state: &State) {
        if let Some(id) = self.back.take() {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
        let now = Surface::of(state);
        if now == self.on {
            return;
        }
        let was_dialog = self.on.is_dialog();
        if now.is_dialog() && !was_dialog {
            self.before = ctx.memory(|memory| memory.focused());
        } else if was_dialog && !now.is_dialog() {
            self.back = self.before.take();
            ctx.request_repaint();
        }
        self.wanted = now != Surface::Window && self.back.is_none();
        self.on = now;
    }

    /// This is the control that what just opened begins with.
    pub fn begin_with(&mut self, control: &Response) {
        // The first page is still drawn below its dialogs.
        let below = self.on.is_dialog() && control.layer_id.order == Order::Background;
        if !self.wanted || below {
            return;
        }
        if control.has_focus() {
            self.wanted = false;
        } else if control.enabled() {
            // In its very first frame a dialog is only measured, and nothing in it can be used.
            control.request_focus();
            control.ctx.request_repaint();
        }
    }
}
