//! The pure part of Dapple: documents, GraphQL text, schemas, tables, exports.
//!
//! No I/O, no clock, no async runtime, no window: the dependency list of this package is the rule.
//! CPU work may fork and join on rayon and takes a [`Stop`] that it looks at every 64 K items.
//!
//! In reading order: [`ids`] and [`url`] name things; [`token`] knows the shape of a secret;
//! [`document`] is one JSON answer; [`table`] and [`export`] are what people make of it;
//! [`text`], [`jsonc`], [`graphql`] and [`schema`] are the query side, [`headers`] what goes with a request, [`live`] what is
//! subscribed to, [`code`] takes operations elsewhere;
//! [`speckle`] knows the server.

pub mod code;
pub mod document;
pub mod export;
pub mod graphql;
pub mod headers;
pub mod ids;
pub mod jsonc;
pub mod live;
pub(crate) mod natural;
pub mod schema;
pub mod shell;
pub(crate) mod side_by_side;
pub mod speckle;
pub mod stop;
pub mod table;
pub mod text;
pub mod token;
pub mod url;

pub use stop::Stop;
