//! Null propagation: a non-null field that fails empties everything up to the next nullable field above it.
//!
//! async-graphql 7.2 leaves a failed field out of its object and goes on, which no real server does; a client that
//! has to survive `data: null` because of one missing scope needs the rule of the specification.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo,
};
use async_graphql::{Response, ServerResult, Value};

/// Makes one [`Propagation`] for each request.
#[derive(Debug)]
pub struct NullPropagation;

impl ExtensionFactory for NullPropagation {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Propagation::default())
    }
}

/// Paths of values that must become null because something non-null below them failed; `""` is the whole answer.
#[derive(Debug, Default)]
struct Propagation(Mutex<HashSet<String>>);

impl Propagation {
    fn mark(&self, path: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    fn take(&self, path: impl FnOnce() -> String) -> bool {
        let mut marked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !marked.is_empty() && marked.remove(&path())
    }
}

#[async_trait]
impl Extension for Propagation {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let node = info.path_node;
        let required = info.return_type.ends_with('!');
        let result = next.run(ctx, info).await;
        let emptied = self.take(|| node.to_string());
        if required && (emptied || result.is_err()) {
            self.mark(node.parent.map(ToString::to_string).unwrap_or_default());
        }
        if emptied && result.is_ok() { Ok(Some(Value::Null)) } else { result }
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        if self.take(String::new) {
            response.data = Value::Null;
        }
        response
    }
}
