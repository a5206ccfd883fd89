//! Pixels. The only place that names egui.

pub mod editor;
pub mod theme;
pub mod widgets;
