//! What Dapple asks a Speckle server, and what it answers.
//!
//! Operation texts are constants beside the types of their answers; field names are those of the
//! server's schema. [`scopes`] knows what a token may do, [`ServerError`] and [`GraphqlError`] turn
//! every shape of refusal into a sentence, [`STARTERS`] are operations to begin with, [`files`] are
//! those of versions in the new format.

mod account;
pub mod browse;
pub mod elements;
mod error_body;
pub mod files;
mod graphql_error;
mod permission;
pub mod scopes;
mod starters;
mod thing;

pub use account::{
    ACTIVE_USER, ActiveUser, ActiveUserData, Reply, SERVER_INFO, ServerInfo, ServerInfoData, ServerScope,
};
pub use error_body::{ServerError, ServerErrorKind, parse_error_body};
pub use graphql_error::{GraphqlError, Location, PathStep, parse_errors};
pub use permission::{CAN_LOAD, CanLoadData, Permission, can_load};
pub use scopes::{Recommended, Scope, ScopeState, Scopes, recommended, scope_probe};
pub use starters::{STARTERS, Starter};
pub use thing::Thing;
