//! A small Speckle server in the process, with sample buildings: loopback only.
//!
//! It answers as a real Speckle server of June 2026 does wherever a client branches on the answer: the three shapes of
//! errors, scopes, silent caps, cursors that never end on the last page, gzip whatever was accepted, pictures that
//! are none. Its data is invented, grows from a seed and is written out when asked for, so that starting takes a few
//! milliseconds. [`Faults`] make it misbehave while it runs; [`Requests`] tell what it was asked.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use dapple_demo::{Demo, Options, Who};
//! let demo = Demo::start(Options::default()).await?;
//! println!("{}", demo.origin());
//! let _token = demo.token(Who::ReadOnly);
//! demo.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! In reading order: [`data`] (the sample), `auth`, `world` (what is known and who may see it), `schema` (GraphQL),
//! `graphql` (its HTTP), `live` (its sockets), `events`, `objects`, `blobs`, `files` and `previews` (REST), `server` (routes), `faults` and `misbehave`.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

mod auth;
mod blobs;
pub mod data;
mod errors;
mod events;
mod faults;
mod files;
mod form;
mod graphql;
mod jsonb;
mod listener;
mod live;
mod misbehave;
mod nulls;
mod objects;
mod picture;
mod previews;
mod requests;
mod schema;
mod server;
mod variables;
mod world;

pub use auth::Who;
pub use faults::{Fault, Faults, ListHabit};
pub use requests::{Recorded, Requests};

use listener::{Loopback, ResetSwitch};
use server::Server;
use world::World;

/// How long [`Demo::stop`] waits for answers that are still being sent.
const PATIENCE: Duration = Duration::from_secs(2);

/// How a server is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// What ids, names and numbers grow from; the same seed gives the same sample.
    pub seed: u64,
    /// Waited before every answer, for demonstrations.
    pub latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 7, latency: Duration::ZERO }
    }
}

/// A running server. Dropping it stops it.
pub struct Demo {
    addr: SocketAddr,
    world: Arc<World>,
    faults: Faults,
    requests: Requests,
    stop: watch::Sender<()>,
    serving: JoinHandle<()>,
}

impl Demo {
    /// Starts a server on a free port of 127.0.0.1, on the runtime that polls this future.
    ///
    /// # Errors
    /// If no port of the loopback interface can be listened on.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let world = Arc::new(World::new(options.seed, format!("http://{addr}")));
        let (faults, requests) = (Faults::default(), Requests::default());
        let server = Server::new(world.clone(), faults.clone(), requests.clone(), options.latency);
        let service = server::router(Arc::new(server)).into_make_service_with_connect_info::<ResetSwitch>();
        let (stop, mut stopped) = watch::channel(());
        let serving = tokio::spawn(async move {
            let serving = axum::serve(Loopback(listener), service).with_graceful_shutdown(async move {
                // Ends on a message and also when the sender is dropped.
                let _ = stopped.changed().await;
            });
            if let Err(error) = serving.await {
                tracing::warn!(%error, "the demo server stopped");
            }
        });
        Ok(Self { addr, world, faults, requests, stop, serving })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn origin(&self) -> String {
        self.world.origin.clone()
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A live token (a dead one for [`Who::Revoked`]): 42 lower-case hexadecimal characters. It is in no `Debug`.
    pub fn token(&self, who: Who) -> &str {
        self.world.tokens.of(who)
    }

    /// The handle that switches faults on and off.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// How many subscriptions listen for changes now.
    pub fn listeners(&self) -> usize {
        self.world.events.listeners()
    }

    /// Breaks every socket that is open, without a word.
    pub fn cut_sockets(&self) {
        self.world.events.cut();
    }

    /// What the server was asked.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// Takes no more connections, lets the answers under way finish for up to two seconds, and ends.
    pub async fn stop(self) {
        let Self { stop, mut serving, .. } = self;
        drop(stop);
        if tokio::time::timeout(PATIENCE, &mut serving).await.is_err() {
            serving.abort();
        }
    }
}

impl fmt::Debug for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Demo").field("addr", &self.addr).finish_non_exhaustive()
    }
}
