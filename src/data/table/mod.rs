//! Typed columns made from a list in a document.
