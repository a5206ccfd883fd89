//! Which keys do what, per operating system. One table, no state.

use dapple_data::text::{FoldWish, Motion, Unit};
use eframe::egui::os::OperatingSystem;
use eframe::egui::{Key, Modifiers};

/// What a key asks of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Move(Motion, Extend),
    SelectAll,
    Newline,
    Tab,
    Outdent,
    Backspace,
    DeleteBackward(Unit),
    DeleteForward(Unit),
    ToggleComment,
    MoveLineUp,
    MoveLineDown,
    DuplicateLine,
    DeleteLine,
    Undo,
    Redo,
    Fold(FoldWish),
}

/// Whether a move takes the selection along.
pub(super) type Extend = bool;

impl Command {
    /// Whether it leaves the text as it is, so that a read-only editor may do it.
    pub(super) fn only_looks(self) -> bool {
        matches!(self, Self::Move(..) | Self::SelectAll | Self::Fold(_))
    }
}

/// The command of a pressed key; `page` is the number of lines of a page. `None` for keys that are
/// not the editor's, Ctrl/Cmd-Enter and Esc among them.
pub(super) fn command(os: OperatingSystem, key: Key, mods: Modifiers, page: usize) -> Option<Command> {
    if let Some(motion) = motion(os, key, mods, page) {
        return Some(Command::Move(motion, mods.shift));
    }
    editing(os, key, mods).or_else(|| shortcut(key, mods))
}

fn is_mac(os: OperatingSystem) -> bool {
    matches!(os, OperatingSystem::Mac | OperatingSystem::IOS)
}

/// Keys that move the caret.
fn motion(os: OperatingSystem, key: Key, mods: Modifiers, page: usize) -> Option<Motion> {
    let mac = is_mac(os);
    if mac && mods.ctrl && !mods.command && !mods.alt {
        return emacs_motion(key);
    }
    let word = if mac { mods.alt && !mods.command } else { mods.ctrl && !mods.alt };
    let edge = mac && mods.command && !mods.alt;
    let plain = !mods.ctrl && !mods.command && !mods.alt;
    let found = match key {
        Key::ArrowLeft if edge => Motion::LineStart,
        Key::ArrowRight if edge => Motion::LineEnd,
        Key::ArrowUp if edge => Motion::DocumentStart,
        Key::ArrowDown if edge => Motion::DocumentEnd,
        Key::ArrowLeft if word => Motion::WordLeft,
        Key::ArrowRight if word => Motion::WordRight,
        Key::Home if mods.command && !mods.alt => Motion::DocumentStart,
        Key::End if mods.command && !mods.alt => Motion::DocumentEnd,
        _ if !plain => return None,
        Key::ArrowLeft => Motion::Left,
        Key::ArrowRight => Motion::Right,
        Key::ArrowUp => Motion::Up,
        Key::ArrowDown => Motion::Down,
        Key::PageUp => Motion::PageUp(page),
        Key::PageDown => Motion::PageDown(page),
        Key::Home => Motion::LineStart,
        Key::End => Motion::LineEnd,
        _ => return None,
    };
    Some(found)
}

/// The moves that every text field of macOS knows.
fn emacs_motion(key: Key) -> Option<Motion> {
    Some(match key {
        Key::A => Motion::LineStart,
        Key::E => Motion::LineEnd,
        Key::P => Motion::Up,
        Key::N => Motion::Down,
        Key::B => Motion::Left,
        Key::F => Motion::Right,
        _ => return None,
    })
}

/// Keys that write or delete.
fn editing(os: OperatingSystem, key: Key, mods: Modifiers) -> Option<Command> {
    let mac = is_mac(os);
    let plain = !mods.ctrl && !mods.command && !mods.alt;
    let word = if mac { mods.alt && !mods.command } else { mods.ctrl && !mods.alt };
    let line = mac && mods.command;
    Some(match key {
        Key::Enter if plain => Command::Newline,
        Key::Tab if plain && mods.shift => Command::Outdent,
        Key::Tab if plain => Command::Tab,
        Key::Backspace if word => Command::DeleteBackward(Unit::Word),
        Key::Backspace if line => Command::DeleteBackward(Unit::Line),
        Key::Backspace if plain => Command::Backspace,
        Key::Delete if word => Command::DeleteForward(Unit::Word),
        Key::Delete if line => Command::DeleteForward(Unit::Line),
        // Shift-Delete is the old way to cut; the window turns it into a cut.
        Key::Delete if plain && !mods.shift => Command::DeleteForward(Unit::Grapheme),
        Key::H if mac && mods.ctrl => Command::Backspace,
        Key::D if mac && mods.ctrl => Command::DeleteForward(Unit::Grapheme),
        Key::K if mac && mods.ctrl => Command::DeleteForward(Unit::Line),
        Key::ArrowUp if mods.alt && !mods.shift && !mods.ctrl && !mods.command => Command::MoveLineUp,
        Key::ArrowDown if mods.alt && !mods.shift && !mods.ctrl && !mods.command => Command::MoveLineDown,
        _ => return None,
    })
}

/// Ctrl (Cmd on a Mac) and a letter.
fn shortcut(key: Key, mods: Modifiers) -> Option<Command> {
    if !mods.command || mods.alt {
        return None;
    }
    Some(match (key, mods.shift) {
        (Key::A, false) => Command::SelectAll,
        (Key::Z, false) => Command::Undo,
        (Key::Z, true) | (Key::Y, false) => Command::Redo,
        // On many keyboards the slash itself needs Shift.
        (Key::Slash, _) => Command::ToggleComment,
        (Key::D, true) => Command::DuplicateLine,
        (Key::K, true) => Command::DeleteLine,
        // With Shift the key may come as the brace it then writes.
        (Key::OpenBracket | Key::OpenCurlyBracket, true) => Command::Fold(FoldWish::Fold),
        (Key::CloseBracket | Key::CloseCurlyBracket, true) => Command::Fold(FoldWish::Unfold),
        _ => return None,
    })
}
