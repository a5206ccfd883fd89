//! The theme and the widgets in every state.

mod pictures;
mod theme;
