//! Remembers whether a person is using the keyboard, because the focus ring shows only then.

use eframe::egui::{Context, Event, Plugin, RawInput};

/// Sees every input before the widgets do.
#[derive(Default)]
struct Keyboard {
    in_use: bool,
}

impl Plugin for Keyboard {
    fn debug_name(&self) -> &'static str {
        "keyboard use"
    }

    fn input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        for event in &input.events {
            match event {
                Event::Key { pressed: true, .. } | Event::AccessKitActionRequest(_) => self.in_use = true,
                Event::PointerButton { pressed: true, .. } | Event::Touch { .. } => self.in_use = false,
                _ => {}
            }
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
