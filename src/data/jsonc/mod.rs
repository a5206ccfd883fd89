//! JSON as people write it by hand: with comments, read to places and changed in place.
//!
//! [`read`] knows where every value and key stands, [`without_comments`] makes what is sent, and
//! [`set`], [`remove`] and [`swap`] change one value and leave comments, order and layout alone.
//! For answers of servers there is [`crate::document`].

mod edit;
mod read;
mod strip;

pub use edit::{Edit, Step, find, remove, set, swap};
pub use read::{Kind, Member, Value, read};
pub use strip::{comment_end, is_blank, without_comments};
