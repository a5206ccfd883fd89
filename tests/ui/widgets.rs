//! The theme and the widgets in every state.

mod theme;
