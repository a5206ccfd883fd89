//! A server's schema: introspection to SDL to index, and the check of an operation against it.

pub(crate) mod suggest;
