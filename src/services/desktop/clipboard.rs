//! Tables on the clipboard: as text and as HTML at once, so that a spreadsheet keeps text as text.

use std::sync::{Mutex, PoisonError};

/// Why nothing was put on the clipboard. Says nothing of what was to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// There is no clipboard that takes two forms at once.
    #[error("The clipboard of this desktop cannot be reached")]
    Unreachable,
    /// Another program holds it and does not let go.
    #[error("Another program holds the clipboard")]
    Occupied,
    /// It took nothing.
    #[error("The clipboard of this desktop did not take the table")]
    Refused,
}

/// Takes tables. Blocking; belongs on a thread of its own.
pub trait Clipboard: Send + Sync {
    /// Puts a table on the clipboard: `html` for programs that take tables, `text` for all others.
    ///
    /// # Errors
    /// [`ClipboardError`]; the clipboard may then hold what it held before.
    fn put_table(&self, text: &str, html: &str) -> Result<(), ClipboardError>;
}

/// The clipboard of the desktop. On X11 what is copied is handed out by the program itself, so one
/// connection lives as long as the program.
#[derive(Default)]
pub struct SystemClipboard {
    connection: Mutex<Option<arboard::Clipboard>>,
}

impl Clipboard for SystemClipboard {
    fn put_table(&self, text: &str, html: &str) -> Result<(), ClipboardError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match &mut *connection {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new().map_err(|error| of(&error))?),
        };
        let put = clipboard.set().html(html, Some(text)).map_err(|error| of(&error));
        if put.is_err() {
            // A server that went away is asked for anew the next time.
            *connection = None;
        }
        put
    }
}

/// What arboard says, without what it was given.
fn of(error: &arboard::Error) -> ClipboardError {
    match error {
        arboard::Error::ClipboardNotSupported => ClipboardError::Unreachable,
        arboard::Error::ClipboardOccupied => ClipboardError::Occupied,
        arboard::Error::Unknown { .. } => ClipboardError::Unreachable,
        _ => ClipboardError::Refused,
    }
}

/// Keeps what it is given, or refuses it as told: for tests.
#[derive(Debug, Default)]
pub struct ScriptedClipboard {
    tables: Mutex<Vec<(String, String)>>,
    refusal: Mutex<Option<ClipboardError>>,
}

impl ScriptedClipboard {
    /// The tables so far: text and HTML.
    pub fn tables(&self) -> Vec<(String, String)> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on it takes nothing, for this reason; or everything again.
    pub fn refuse(&self, why: Option<ClipboardError>) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

impl Clipboard for ScriptedClipboard {
    fn put_table(&self, text: &str, html: &str) -> Result<(), ClipboardError> {
        if let Some(why) = *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(why);
        }
        let table = (text.to_owned(), html.to_owned());
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).push(table);
        Ok(())
    }
}
