//! The outside world. Each folder is the only place that names its library.

pub mod api;
pub mod desktop;
pub mod log;
pub mod secrets;
pub mod store;
