//! The theme and the widgets in every state.

mod controls;
mod pictures;
mod theme;
mod views;
