//! The keys of commands in words, for buttons, menus and the palette.

use eframe::egui::KeyboardShortcut;

use super::COMMANDS;

/// The keys of a command as they are written on this system.
pub fn keys_text(keys: KeyboardShortcut) -> String {
    let names = if cfg!(target_os = "macos") {
        eframe::egui::ModifierNames::SYMBOLS
    } else {
        eframe::egui::ModifierNames::NAMES
    };
    keys.format(&names, cfg!(target_os = "macos")).replace('+', " ").replace("Comma", ",")
}

/// The keys of the command called `text`, as they are written on this system; empty where it has none.
pub fn keys_of(text: &str) -> String {
    let found = COMMANDS.iter().find(|command| command.text == text);
    debug_assert!(found.is_some(), "there is no command {text:?}");
    found.and_then(|command| command.keys).map(keys_text).unwrap_or_default()
}

/// A button's name with the keys of the command `text` that does the same: `Export (Ctrl E)`.
pub fn with_keys(name: &str, text: &str) -> String {
    let keys = keys_of(text);
    if keys.is_empty() { name.to_owned() } else { format!("{name} ({keys})") }
}
