//! Which widgets take typed text, so that keys and pastes meant for them go nowhere else.

use eframe::egui::{Context, Id};

/// The last widget with the keyboard that takes text and is not egui's own field.
#[derive(Clone, Copy)]
struct TextInput(Id);

/// Says that this widget takes text while it has the keyboard. Called every frame by the token field
/// and by the editor.
pub fn claim_text_input(ctx: &Context, id: Id) {
    ctx.data_mut(|data| data.insert_temp(Id::NULL, TextInput(id)));
}

/// Whether typed text and Paste belong to a field or an editor now. The window looks here before it
/// takes Ctrl-V for a link: a token must never be read as one.
pub fn takes_text(ctx: &Context) -> bool {
    let claimed = ctx.data(|data| data.get_temp::<TextInput>(Id::NULL));
    let focused = ctx.memory(|memory| memory.focused());
    ctx.text_edit_focused() || (focused.is_some() && focused == claimed.map(|input| input.0))
}
