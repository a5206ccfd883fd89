//! The widgets in every state.
