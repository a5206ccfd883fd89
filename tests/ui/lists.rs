//! How the lists of the browser are arranged, without a pixel.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod model_tree;
mod parts;
mod projects;
mod records;
mod textures;
mod version_rows;
