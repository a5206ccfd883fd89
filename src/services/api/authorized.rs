//! The client that carries the token: to the exact origin it was saved for, and nowhere else.
//!
//! It follows no redirect and keeps no cookie; a redirect is an error that names its target.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::Bytes;
use dapple_data::headers::header_problem;
use dapple_data::live::LiveProtocol;
use dapple_data::token::Scrubber;
use dapple_data::url::Origin;
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::answer::{Answer, Phase, Refusal, Transfer, Whole};
use super::error::ApiError;
use super::gate::{Gate, Priority};
use super::limits::Limits;
use super::network::Network;
use super::receive::{Incoming, Sink, Taker, Wanted};
use super::request::{GraphqlRequest, RestRequest};
use super::transport::{Peer, Transport, host_of, shown};

/// Speckle answers the newer type where it is accepted; both are read.
const ACCEPT_GRAPHQL: &str = "application/graphql-response+json, application/json";

/// What a connection to one server, as one account, needs to know.
#[derive(Clone)]
pub struct ApiSettings {
    /// The server.
    pub origin: Origin,
    /// The path of its GraphQL endpoint, such as `/graphql`.
    pub endpoint: String,
    /// The token; without one the server shows what is public.
    pub token: Option<SecretString>,
    /// Whether the person said yes to plain http for this server. Loopback needs none.
    pub allow_plain_http: bool,
    /// Proxy, certificates, timeouts.
    pub network: Network,
    /// Caps on what comes back.
    pub limits: Limits,
}

impl ApiSettings {
    /// Settings for this server with everything at its default: `/graphql`, no token.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            endpoint: "/graphql".to_owned(),
            token: None,
            allow_plain_http: false,
            network: Network::default(),
            limits: Limits::default(),
        }
    }
}

/// The token is shown only as being there.
impl fmt::Debug for ApiSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiSettings")
            .field("origin", &self.origin)
            .field("endpoint", &self.endpoint)
            .field("token", &self.token.as_ref().map(|_| "•••"))
            .field("allow_plain_http", &self.allow_plain_http)
            .field("network", &self.network)
            .field("limits", &self.limits)
            .finish()
    }
}

/// A connection to one server as one account. Clones share connections and the request gate.
///
/// Dropping the future of a request cancels it: its connection is closed.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    transport: Transport,
    /// `Bearer TOKEN`, marked sensitive; made once, so that no request can make it differently.
    authorization: Option<HeaderValue>,
    base: Url,
    endpoint: Url,
    /// For sockets, which have a client of their own.
    network: Network,
    gate: Arc<Gate>,
    limits: Limits,
    scrubber: Scrubber,
}

impl Api {
    /// Sets up the client. Nothing is sent yet; reading the platform's certificates takes some
    /// milliseconds, so this is work for the worker.
    ///
    /// # Errors
    /// [`ApiError::PlainHttpNotAllowed`], [`ApiError::OtherServer`] for an endpoint that is no path
    /// of the server, and the errors of settings: proxy, certificate files, token.
    pub fn new(settings: ApiSettings) -> Result<Self, ApiError> {
        let ApiSettings { origin, endpoint, token, allow_plain_http, network, limits } = settings;
        let base = Url::parse(origin.as_str()).map_err(|e| ApiError::Setup { problem: e.to_string() })?;
        if origin.is_plain_http() && !origin.is_loopback() && !allow_plain_http {
            return Err(ApiError::PlainHttpNotAllowed { host: host_of(&base) });
        }
        let scrubber = Scrubber::default();
        if let Some(token) = &token {
            scrubber.add(token);
        }
        let inner = Inner {
            endpoint: on_server(&base, &endpoint)?,
            transport: Transport::new(&network, &origin)?,
            authorization: token.as_ref().map(authorization).transpose()?,
            gate: network.gates.of(origin.as_str()),
            network,
            base,
            limits,
            scrubber,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The same account of the same server over another network: for settings that changed. Requests
    /// under way keep the old one.
    ///
    /// # Errors
    /// Those of settings: proxy, certificate files.
    pub fn with_network(&self, network: &Network) -> Result<Self, ApiError> {
        let inner = &self.0;
        let origin = Origin::of(&inner.base).map_err(|e| ApiError::Setup { problem: e.to_string() })?;
        Ok(Self(Arc::new(Inner {
            transport: Transport::new(network, &origin)?,
            authorization: inner.authorization.clone(),
            base: inner.base.clone(),
            endpoint: inner.endpoint.clone(),
            network: network.clone(),
            gate: network.gates.of(origin.as_str()),
            limits: inner.limits,
            scrubber: inner.scrubber.clone(),
        })))
    }

    /// The proxy in use, as `http://host:port`, without its credentials.
    pub fn proxy_in_use(&self) -> Option<String> {
        self.0.transport.peer(&self.0.base, &self.0.scrubber).proxy
    }

    /// A client for one socket, and the address it asks: the endpoint of the account's server, without a token.
    pub(super) fn socket_transport(&self) -> Result<(Transport, Url), ApiError> {
        let inner = &self.0;
        let origin = Origin::of(&inner.base).map_err(|e| ApiError::Setup { problem: e.to_string() })?;
        Ok((Transport::for_sockets(&inner.network, &origin)?, inner.endpoint.clone()))
    }

    /// The first word of a socket to this server: the only place, besides the header, where the token goes.
    pub(super) fn first_word(&self, protocol: &dyn LiveProtocol) -> String {
        let text = self.0.authorization.as_ref().and_then(|value| value.to_str().ok());
        match text {
            Some(text) => protocol.init(&format!("{{\"Authorization\":{}}}", serde_json::Value::from(text))),
            None => protocol.init("{}"),
        }
    }

    pub(super) fn peer(&self) -> Peer {
        self.0.transport.peer(&self.0.base, &self.0.scrubber)
    }

    pub(super) fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// The caps this connection was made with.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Runs one operation; the answer goes into the sink as it comes, errors of GraphQL included.
    ///
    /// Reaching [`Limits::answer`] is no error: [`Answer::capped`] says so.
    ///
    /// # Errors
    /// [`ApiError`]; after [`ApiError::Truncated`] the sink holds what came.
    pub async fn graphql(
        &self,
        request: &GraphqlRequest,
        sink: Sink<'_>,
        progress: &watch::Sender<Transfer>,
    ) -> Result<Answer, ApiError> {
        let body = GraphqlRequest::encode(std::slice::from_ref(request), false);
        let taker = Taker { sink, progress, limit: self.0.limits.answer };
        self.post_graphql(body, own_headers(&request.headers)?, request.priority, taker).await
    }

    /// Runs one small operation and reads its whole answer, `data` and `errors`, as `T`.
    ///
    /// # Errors
    /// As [`Self::graphql`], [`ApiError::TooLarge`] over [`Limits::typed`], and
    /// [`ApiError::NotJson`] where the answer is not a `T`.
    pub async fn graphql_json<T: DeserializeOwned>(&self, request: &GraphqlRequest) -> Result<T, ApiError> {
        let progress = watch::Sender::new(Transfer::default());
        self.graphql_json_with_facts(request, &progress).await.map(|(_, value)| value)
    }

    /// The same, with progress and the facts about the answer.
    pub(super) async fn graphql_json_with_facts<T: DeserializeOwned>(
        &self,
        request: &GraphqlRequest,
        progress: &watch::Sender<Transfer>,
    ) -> Result<(Answer, T), ApiError> {
        let body = GraphqlRequest::encode(std::slice::from_ref(request), false);
        self.typed((body, own_headers(&request.headers)?), request.priority, progress).await
    }

    /// Runs several operations in one request, and reads the array of their answers as `T`. To the
    /// server's rate limit each of them counts.
    ///
    /// # Errors
    /// As [`Self::graphql_json`].
    pub async fn graphql_batch<T: DeserializeOwned>(
        &self,
        requests: &[GraphqlRequest],
        priority: Priority,
    ) -> Result<T, ApiError> {
        let progress = watch::Sender::new(Transfer::default());
        let body = GraphqlRequest::encode(requests, true);
        self.typed((body, HeaderMap::new()), priority, &progress).await.map(|(_, value)| value)
    }

    /// Runs one operation and gives the bytes of its answer, at most `limit` of them.
    ///
    /// # Errors
    /// As [`Self::graphql`], and [`ApiError::TooLarge`].
    pub async fn graphql_bytes(
        &self,
        request: &GraphqlRequest,
        limit: u64,
    ) -> Result<(Answer, Bytes), ApiError> {
        let body = GraphqlRequest::encode(std::slice::from_ref(request), false);
        let progress = watch::Sender::new(Transfer::default());
        self.whole((body, own_headers(&request.headers)?), request.priority, limit, &progress).await
    }

    /// Asks one of the server's REST paths; the answer goes into the sink as it comes.
    ///
    /// # Errors
    /// [`ApiError::OtherServer`] for a path that leaves the server, [`ApiError::Http`] for every
    /// status but success, and the other errors of a transfer.
    pub async fn rest(
        &self,
        request: &RestRequest,
        sink: Sink<'_>,
        progress: &watch::Sender<Transfer>,
    ) -> Result<Answer, ApiError> {
        let url = on_server(&self.0.base, &request.path)?;
        let client = &self.0.transport.client;
        let built = match &request.json {
            None => client.get(url.clone()),
            Some(json) => {
                client.post(url.clone()).header(CONTENT_TYPE, "application/json").body(json.clone())
            }
        };
        let taker = Taker { sink, progress, limit: request.limit };
        let built = built.header(ACCEPT, request.accept);
        self.exchange((url, built), request.priority, Wanted::Anything, taker).await
    }

    /// Asks one of the server's REST paths and gives the bytes of its answer.
    ///
    /// # Errors
    /// As [`Self::rest`], and [`ApiError::TooLarge`] over the request's limit.
    pub async fn rest_bytes(&self, request: &RestRequest) -> Result<(Answer, Bytes), ApiError> {
        let mut whole = Whole::default();
        let mut sink = |bytes: Bytes| {
            whole.push(&bytes);
            ControlFlow::Continue(())
        };
        let progress = watch::Sender::new(Transfer::default());
        let answer = self.rest(request, &mut sink, &progress).await?;
        match answer.capped {
            Some(limit) => Err(ApiError::TooLarge { limit }),
            None => Ok((answer, whole.into_bytes())),
        }
    }

    async fn typed<T: DeserializeOwned>(
        &self,
        body: (Bytes, HeaderMap),
        priority: Priority,
        progress: &watch::Sender<Transfer>,
    ) -> Result<(Answer, T), ApiError> {
        let (answer, bytes) = self.whole(body, priority, self.0.limits.typed, progress).await?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok((answer, value)),
            Err(e) => {
                // serde's message may quote a value, so only its kind and place pass.
                let problem = format!("{:?} error at line {}, column {}", e.classify(), e.line(), e.column());
                let refusal = Box::new(self.refusal(answer, &bytes));
                Err(ApiError::NotJson { host: host_of(&self.0.base), problem, refusal })
            }
        }
    }

    /// An answer that turned out not to be what was asked for, with the beginning of its body.
    pub(super) fn refusal(&self, answer: Answer, body: &[u8]) -> Refusal {
        let kept = body.len().min(usize::try_from(Refusal::KEPT).unwrap_or(usize::MAX));
        Refusal::new(answer, body.get(..kept).unwrap_or_default(), &self.0.scrubber)
    }

    async fn whole(
        &self,
        (body, headers): (Bytes, HeaderMap),
        priority: Priority,
        limit: u64,
        progress: &watch::Sender<Transfer>,
    ) -> Result<(Answer, Bytes), ApiError> {
        let mut whole = Whole::default();
        let mut sink = |bytes: Bytes| {
            whole.push(&bytes);
            ControlFlow::Continue(())
        };
        let taker = Taker { sink: &mut sink, progress, limit };
        let answer = self.post_graphql(body, headers, priority, taker).await?;
        match answer.capped {
            Some(limit) => Err(ApiError::TooLarge { limit }),
            None => Ok((answer, whole.into_bytes())),
        }
    }

    async fn post_graphql(
        &self,
        body: Bytes,
        headers: HeaderMap,
        priority: Priority,
        taker: Taker<'_>,
    ) -> Result<Answer, ApiError> {
        let url = self.0.endpoint.clone();
        let client = &self.0.transport.client;
        let request = client
            .post(url.clone())
            .headers(headers)
            .header(ACCEPT, ACCEPT_GRAPHQL)
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        self.exchange((url, request), priority, Wanted::GraphQl, taker).await
    }

    /// The one place where the token is put on a request.
    async fn exchange(
        &self,
        (url, request): (Url, reqwest::RequestBuilder),
        priority: Priority,
        wanted: Wanted,
        taker: Taker<'_>,
    ) -> Result<Answer, ApiError> {
        let inner = &*self.0;
        if url.origin() != inner.base.origin() {
            return Err(ApiError::OtherServer { to: shown(&url) });
        }
        let request = match &inner.authorization {
            Some(value) => request.header(AUTHORIZATION, value.clone()),
            None => request,
        };
        taker.progress.send_replace(Transfer::default());
        let _pass = inner.gate.pass(priority).await;
        taker.progress.send_replace(Transfer { phase: Phase::Asked, ..Transfer::default() });
        let peer = inner.transport.peer(&url, &inner.scrubber);
        let (response, wait) = inner.transport.send(request, &peer).await?;
        let incoming = Incoming::new(response, wait, &peer, inner.transport.idle);
        incoming.with_token(inner.authorization.is_some()).take(wanted, taker).await
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("endpoint", &shown(&self.0.endpoint)).finish_non_exhaustive()
    }
}

/// `Bearer TOKEN`, with exactly one space, as the server demands.
fn authorization(token: &SecretString) -> Result<HeaderValue, ApiError> {
    let text = zeroize::Zeroizing::new(format!("Bearer {}", token.expose_secret()));
    let mut value = HeaderValue::from_str(&text).map_err(|_| ApiError::BadToken)?;
    value.set_sensitive(true);
    Ok(value)
}

/// A person's own headers. What could stand for one of the client's is refused here once more.
pub(super) fn own_headers(list: &[(String, String)]) -> Result<HeaderMap, ApiError> {
    let mut headers = HeaderMap::with_capacity(list.len());
    for (name, value) in list {
        let refused = || ApiError::Setup { problem: format!("the header {name} cannot be sent") };
        if header_problem(name, value).is_some() {
            return Err(refused());
        }
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
        value.set_sensitive(true);
        headers.append(key, value);
    }
    Ok(headers)
}

/// The address of a path on the server. A text that would lead elsewhere (`//other`, `https:…`) is
/// refused here already, and what is left is compared by origin.
fn on_server(base: &Url, path: &str) -> Result<Url, ApiError> {
    let elsewhere = |url: Option<Url>| ApiError::OtherServer {
        to: url.map_or_else(|| "an address that is no path".to_owned(), |u| shown(&u)),
    };
    let url = base.join(path).map_err(|_| elsewhere(None))?;
    if !path.starts_with('/') || url.origin() != base.origin() || !url.username().is_empty() {
        return Err(elsewhere(Some(url)));
    }
    Ok(url)
}
