//! The client that carries nothing: for presigned links to files, which hold their own permission.
//!
//! No token, no cookie. It goes to https addresses and to the account's own host, and follows at
//! most five redirects, each under the same rule.

use std::fmt;

use dapple_data::token::Scrubber;
use dapple_data::url::Origin;
use reqwest::Url;
use reqwest::header::ACCEPT;
use tokio::sync::watch;

use super::answer::{Answer, Phase, Transfer};
use super::error::ApiError;
use super::gate::{Gates, Priority};
use super::network::Network;
use super::receive::{Incoming, Sink, Taker, Wanted};
use super::transport::{Transport, host_of, shown};

/// How many redirects a link may lead through.
const MOST_REDIRECTS: usize = 5;

/// A client without credentials, for the files of one account.
pub struct Plain {
    /// For addresses on the account's own host, which on loopback go round the proxy.
    own: Transport,
    /// For all other addresses.
    outward: Transport,
    own_host: String,
    gates: Gates,
}

impl Plain {
    /// Sets up the client for an account on this server. Nothing is sent yet.
    ///
    /// # Errors
    /// The errors of settings: proxy and certificate files.
    pub fn new(network: &Network, own: &Origin) -> Result<Self, ApiError> {
        let elsewhere = "https://elsewhere.example".parse::<Origin>();
        let elsewhere = elsewhere.map_err(|e| ApiError::Setup { problem: e.to_string() })?;
        Ok(Self {
            own: Transport::new(network, own)?,
            outward: Transport::new(network, &elsewhere)?,
            own_host: own.host().to_owned(),
            gates: network.gates.clone(),
        })
    }

    /// Gets the file behind a link, at most `limit` bytes of it after decompression. Reaching the
    /// limit is no error: [`Answer::capped`] says so.
    ///
    /// # Errors
    /// [`ApiError::PlainHttpNotAllowed`] for plain http to another host, also when a redirect
    /// leads there, [`ApiError::TooManyRedirects`], and the errors of a transfer.
    pub async fn get(
        &self,
        link: &str,
        limit: u64,
        sink: Sink<'_>,
        progress: &watch::Sender<Transfer>,
    ) -> Result<Answer, ApiError> {
        let mut url = Url::parse(link).map_err(|e| ApiError::Setup { problem: e.to_string() })?;
        let first = host_of(&url);
        let nothing_secret = Scrubber::default();
        for _ in 0..=MOST_REDIRECTS {
            let transport = self.transport(&url)?;
            progress.send_replace(Transfer::default());
            let _pass = self.gates.of(&url.origin().ascii_serialization()).pass(Priority::Person).await;
            progress.send_replace(Transfer { phase: Phase::Asked, ..Transfer::default() });
            let peer = transport.peer(&url, &nothing_secret);
            let request = transport.client.get(url.clone()).header(ACCEPT, "*/*");
            let (response, wait) = transport.send(request, &peer).await?;
            let incoming = Incoming::new(response, wait, &peer, transport.idle);
            match incoming.redirect() {
                Some(to) => url = to,
                None => return incoming.take(Wanted::Anything, Taker { sink, progress, limit }).await,
            }
        }
        Err(ApiError::TooManyRedirects { host: first })
    }

    /// The transport for an address, if it may be asked at all.
    fn transport(&self, url: &Url) -> Result<&Transport, ApiError> {
        let own = url.host_str() == Some(self.own_host.as_str());
        match url.scheme() {
            // A user name in a link would become an Authorization header.
            _ if !url.username().is_empty() || url.password().is_some() => {
                Err(ApiError::OtherServer { to: shown(url) })
            }
            "https" | "http" if own => Ok(&self.own),
            "https" => Ok(&self.outward),
            "http" => Err(ApiError::PlainHttpNotAllowed { host: host_of(url) }),
            _ => Err(ApiError::OtherServer { to: shown(url) }),
        }
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plain").field("own_host", &self.own_host).finish_non_exhaustive()
    }
}
