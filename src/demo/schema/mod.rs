//! The GraphQL schema: the part of Speckle's API that a desktop client uses, with its names, types and nullability.
//!
//! A nullable field that can be refused returns `Option<Result<_>>`: the refusal then empties that field alone. A
//! non-null field returns `Result<_>`, and its refusal empties everything up to the next nullable field above.

mod comments;
mod model;
mod mutations;
mod object;
mod paging;
mod permissions;
mod project;
mod query;
mod scalars;
mod server;
mod subscriptions;
mod tree;
mod user;
mod version;
mod viewer;
mod workspace;

use std::sync::Arc;

use async_graphql::{Context, Error, Schema};

pub use mutations::Mutation;
pub use query::Query;
pub use subscriptions::Subscription;

use crate::auth::Viewer;
use crate::errors;
use crate::faults::Faults;
use crate::nulls::NullPropagation;
use crate::world::World;

/// The executable schema.
pub type Api = Schema<Query, Mutation, Subscription>;

/// How deep a query may nest. Real servers have no limit; here the stack of a worker thread sets one.
const DEEPEST: usize = 64;

/// The schema over a world.
pub fn build(world: Arc<World>, faults: Faults) -> Api {
    Schema::build(Query, Mutation, Subscription)
        .data(world)
        .data(faults)
        .extension(NullPropagation)
        .limit_recursive_depth(DEEPEST)
        .finish()
}

/// Who asks.
fn viewer(ctx: &Context<'_>) -> Viewer {
    ctx.data_opt::<Viewer>().copied().unwrap_or(Viewer(None))
}

/// Wants a token with `scope`: as on a real server the scope is looked at only if there is a token.
fn scoped(ctx: &Context<'_>, scope: &'static str) -> Result<Viewer, Error> {
    let viewer = viewer(ctx);
    if !viewer.is_signed_in() {
        return Err(errors::not_signed_in());
    }
    if viewer.has(scope) { Ok(viewer) } else { Err(errors::missing_scope(scope)) }
}
