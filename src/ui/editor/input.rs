//! Keys, typed text, clipboard and input methods: events of one pass, applied in their order.

use dapple_data::text::{Buffer, Motion, Selection};
use eframe::egui::{Event, ImeEvent, Ui};

use super::keys::{self, Command};
use super::{Composition, EditorView, Language, Pass};

/// What the events did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Typed {
    /// Text or caret may have changed.
    pub(super) acted: bool,
    /// The last thing was to select everything, which should not scroll.
    pub(super) selected_all: bool,
}

/// Applies the events of this pass. Nothing is taken from egui: what the editor has no use for,
/// such as Ctrl-Enter and Esc, is there for others, and so is the rest.
pub(super) fn handle(pass: &Pass<'_>, view: &mut EditorView, buffer: &mut Buffer, page: usize) -> Typed {
    let Pass { ui, options, .. } = *pass;
    let mut typed = Typed::default();
    let os = ui.ctx().os();
    for event in ui.input(|i| i.events.clone()) {
        let acted = match event {
            Event::Copy => {
                copy(ui, &buffer.selected_text());
                false
            }
            Event::Key { key, pressed: true, modifiers, .. } if view.composition.is_none() => {
                let command = keys::command(os, key, modifiers, page)
                    .filter(|command| !options.read_only || command.only_looks());
                if let Some(command) = command {
                    apply(view, buffer, command, options.language);
                    typed.selected_all = command == Command::SelectAll;
                }
                command.is_some()
            }
            _ if options.read_only => false,
            event => {
                let wrote = write(ui, view, buffer, event, options.language);
                typed.selected_all &= !wrote;
                wrote
            }
        };
        typed.acted |= acted;
    }
    typed
}

fn copy(ui: &Ui, text: &str) {
    if !text.is_empty() {
        ui.ctx().copy_text(text.to_owned());
    }
}

/// Events that write.
fn write(ui: &Ui, view: &mut EditorView, buffer: &mut Buffer, event: Event, language: Language) -> bool {
    match event {
        Event::Cut => copy(ui, &buffer.cut()),
        Event::Paste(text) => _ = buffer.paste(&text),
        // The Enter key comes as a key.
        Event::Text(text) if text == "\n" || text == "\r" => return false,
        Event::Text(text) if language == Language::Plain => _ = buffer.insert(&text),
        Event::Text(text) => _ = buffer.type_text(&text),
        Event::Ime(ime) => return compose(view, buffer, ime),
        _ => return false,
    }
    true
}

/// Input methods: what they show before they commit stays out of the buffer.
fn compose(view: &mut EditorView, buffer: &mut Buffer, event: ImeEvent) -> bool {
    match event {
        // Some systems send empty events when nothing is being composed.
        ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text)
            if text.is_empty() && view.composition.is_none() =>
        {
            return false;
        }
        ImeEvent::Preedit { text, .. } if text.is_empty() => view.composition = None,
        ImeEvent::Preedit { text, active_range_chars } => {
            if view.composition.is_none() && buffer.selections().iter().any(|s| !s.is_empty()) {
                buffer.insert("");
            }
            let len = text.chars().count();
            let active = active_range_chars.unwrap_or(len..len);
            view.composition = Some(Composition { text, active: active.start.min(len)..active.end.min(len) });
        }
        ImeEvent::Commit(text) => {
            view.composition = None;
            buffer.insert(&text);
        }
        ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
            let caret = buffer.primary();
            buffer.replace(caret.start().saturating_sub(before_chars)..caret.start(), "");
            let caret = buffer.primary();
            buffer.replace(caret.end()..caret.end().saturating_add(after_chars), "");
        }
        #[expect(deprecated, reason = "egui still lists them")]
        ImeEvent::Enabled | ImeEvent::Disabled => return false,
    }
    true
}

fn apply(view: &mut EditorView, buffer: &mut Buffer, command: Command, language: Language) {
    match command {
        Command::Move(motion, extend) => step(view, buffer, (motion, extend), language),
        Command::Fold(wish) => {
            view.arrange(buffer, language);
            view.folding.apply(buffer, wish);
        }
        Command::SelectAll => buffer.set_selections(vec![Selection::new(0, buffer.len_chars())]),
        Command::Newline if language == Language::Plain => _ = buffer.insert(buffer.line_break()),
        Command::Newline => _ = buffer.newline(),
        Command::Tab => _ = buffer.tab(),
        Command::Outdent => _ = buffer.outdent(),
        Command::Backspace => _ = buffer.backspace(),
        Command::DeleteBackward(unit) => _ = buffer.delete_backward(unit),
        Command::DeleteForward(unit) => _ = buffer.delete_forward(unit),
        Command::ToggleComment => {
            if let Some(prefix) = language.comment() {
                buffer.toggle_comment(prefix);
            }
        }
        Command::MoveLineUp => _ = buffer.move_line_up(),
        Command::MoveLineDown => _ = buffer.move_line_down(),
        Command::DuplicateLine => _ = buffer.duplicate_line(),
        Command::DeleteLine => _ = buffer.delete_line(),
        Command::Undo => _ = buffer.undo(),
        Command::Redo => _ = buffer.redo(),
    }
}

/// Moves the carets; up and down go by rows of the screen, where those are not lines.
fn step(view: &mut EditorView, buffer: &mut Buffer, (motion, extend): (Motion, bool), language: Language) {
    // An event before this one may have written.
    view.arrange(buffer, language);
    let rows = match motion {
        Motion::Up => -1,
        Motion::Down => 1,
        Motion::PageUp(rows) => -isize::try_from(rows).unwrap_or(isize::MAX),
        Motion::PageDown(rows) => isize::try_from(rows).unwrap_or(isize::MAX),
        _ => 0,
    };
    if rows == 0 || view.rows.are_lines() {
        return buffer.move_to(motion, extend);
    }
    let before = buffer.selections().to_vec();
    let goals: Vec<usize> = if view.goals.0 == before {
        view.goals.1.clone()
    } else {
        before.iter().map(|s| view.rows.column(buffer, s.head)).collect()
    };
    let moved = before.iter().zip(&goals).map(|(s, goal)| {
        let head = view.rows.moved(buffer, s.head, (rows, *goal));
        Selection::new(if extend { s.anchor } else { head }, head)
    });
    let moved: Vec<Selection> = moved.collect();
    buffer.set_selections(moved);
    // Carets that ran into each other have lost their own columns.
    view.goals = if buffer.selections().len() == goals.len() {
        (buffer.selections().to_vec(), goals)
    } else {
        Default::default()
    };
}
