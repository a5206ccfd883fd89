//! The editor's buffer: rope, carets, selections, undo.
