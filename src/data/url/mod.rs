//! Server origins, and every form of Speckle link that people paste.
//!
//! [`Origin`] is the exact scheme, host and port a token belongs to. [`parse_link`] reads links of
//! the web app, of the old web app, of the REST interface, and bare ids.

mod link;
mod origin;
mod resources;
#[cfg(test)]
mod tests;

pub use link::{Link, LinkError, Pasted, parse, parse_link};
pub use origin::{Origin, OriginError};
pub use resources::Resource;
