//! Whether the keys of every command reach it: checked when the program is built.

use eframe::egui::KeyboardShortcut;

use super::UiCommand;

/// egui takes a shortcut with more Shift and Alt than it asks for: whoever wants more stands first.
const fn hides(before: KeyboardShortcut, after: KeyboardShortcut) -> bool {
    let (a, b) = (before.modifiers, after.modifiers);
    before.logical_key as usize == after.logical_key as usize
        && (a.ctrl || a.command) == (b.ctrl || b.command)
        && (!a.shift || b.shift)
        && (!a.alt || b.alt)
}

/// Whether every command's keys reach it, and not a command that stands before it.
pub(super) const fn all_reachable(mut commands: &[UiCommand]) -> bool {
    while let [first, rest @ ..] = commands {
        let mut others = rest;
        while let [other, more @ ..] = others {
            if let (Some(before), Some(after)) = (first.keys, other.keys)
                && hides(before, after)
            {
                return false;
            }
            others = more;
        }
        commands = rest;
    }
    true
}
