//! HTTP to a Speckle server. The only place that names reqwest.
//!
//! There are two HTTP clients, one file each, and no other: `authorized` carries the account's
//! token to the exact origin it was saved for; `plain` carries nothing and fetches files behind
//! presigned links. Nothing follows a redirect with a token, and nothing keeps cookies.
//!
//! In reading order: `request` is what is asked, `answer` what comes back, `error` what goes wrong
//! (in people's words in `words`); `authorized` and `plain` send, `receive` takes in; `execute` and `patient` wait
//! out rate limits, `live` makes a socket of the account's client, `discovery` finds the endpoint; `transport`, `network`, `gate` and `limits` are
//! the rules of the road; reqwest's errors end at `border`.

mod answer;
mod authorized;
mod border;
mod discovery;
mod error;
mod execute;
mod gate;
mod limits;
mod live;
mod network;
mod patient;
mod plain;
mod receive;
mod request;
mod retry_after;
mod sniff;
mod transport;
mod words;

pub use answer::{Answer, Phase, Refusal, Transfer};
pub use authorized::{Api, ApiSettings};
pub use discovery::{Found, find_endpoint};
pub use error::{ApiError, Cut, ProxyProblem, Reason, TlsProblem};
pub use gate::{Gates, Priority};
pub use limits::Limits;
pub use live::{Live, LiveSink};
pub use network::{Network, ProxyChoice};
pub use plain::Plain;
pub use receive::Sink;
pub use request::{Effect, GraphqlRequest, RestRequest};
