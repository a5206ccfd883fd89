//! Remembers whether a person is using the keyboard, and draws the focus ring, which shows only then.
//!
//! Rings are collected while the widgets of a pass paint themselves and drawn when all of them have,
//! so that no neighbour paints over a ring.

use eframe::egui::{
    Context, CornerRadius, Event, Id, Key, LayerId, Plugin, RawInput, Rect, Response, Stroke, StrokeKind, Ui,
};

use super::tokens;

/// Sees every input before the widgets do, and the end of every pass.
#[derive(Default)]
struct Keyboard {
    in_use: bool,
}

/// Where a ring lies: buttons wear it outside with a gap, fields on their edge, rows inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Outside, with a gap.
    Outside,
    /// On the edge.
    Edge,
    /// Inside.
    Inside,
}

#[derive(Clone, Copy)]
struct Drawn {
    layer: LayerId,
    clip: Rect,
    rect: Rect,
    radius: f32,
}

/// The rings of this pass.
#[derive(Clone, Default)]
struct Rings(Vec<Drawn>);

impl Plugin for Keyboard {
    fn debug_name(&self) -> &'static str {
        "keyboard use"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        // Typing into a field that was clicked is no walk by keyboard; Tab and F6 always are.
        let typing = takes_text(ctx);
        for event in &input.events {
            match event {
                Event::Key { key: Key::Tab | Key::F6, pressed: true, .. } => self.in_use = true,
                Event::Key { pressed: true, .. } if !typing => self.in_use = true,
                Event::AccessKitActionRequest(_) => self.in_use = true,
                Event::PointerButton { pressed: true, .. } | Event::Touch { .. } => self.in_use = false,
                _ => {}
            }
        }
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let rings = ui.data_mut(|data| std::mem::take(data.get_temp_mut_or_default::<Rings>(Id::NULL)));
        let tokens = tokens(ui.ctx());
        let stroke = Stroke::new(tokens.size.focus_ring, tokens.color.focus_ring);
        for ring in rings.0 {
            let painter = ui.ctx().layer_painter(ring.layer).with_clip_rect(ring.clip);
            let corner = CornerRadius::same(ring.radius as u8);
            painter.rect_stroke(ring.rect, corner, stroke, StrokeKind::Inside);
        }
    }
}

/// Starts watching. Adding it twice changes nothing.
pub(super) fn install(ctx: &Context) {
    if ctx.plugin_opt::<Keyboard>().is_none() {
        ctx.add_plugin(Keyboard::default());
    }
}

/// Whether the last thing a person touched was the keyboard (or a screen reader), not the pointer.
pub fn keyboard_in_use(ctx: &Context) -> bool {
    ctx.plugin_opt::<Keyboard>().is_some_and(|keyboard| keyboard.lock().in_use)
}

/// Whether this widget has the keyboard and should say so.
pub fn shows_focus(response: &Response) -> bool {
    response.has_focus() && keyboard_in_use(&response.ctx)
}

/// Draws the focus ring around a widget, above everything else of its layer.
pub fn focus_ring(ui: &Ui, rect: Rect, radius: f32, ring: Ring) {
    let size = tokens(ui.ctx()).size;
    let grow = match ring {
        Ring::Outside => size.focus_gap + size.focus_ring,
        Ring::Edge | Ring::Inside => 0.0,
    };
    let drawn = Drawn {
        layer: ui.layer_id(),
        clip: ui.clip_rect().expand(grow),
        rect: rect.expand(grow),
        radius: radius + grow,
    };
    ui.data_mut(|data| data.get_temp_mut_or_default::<Rings>(Id::NULL).0.push(drawn));
}

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
