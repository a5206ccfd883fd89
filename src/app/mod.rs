//! The heart, free of egui: state, actions, update, and the worker that runs commands.
