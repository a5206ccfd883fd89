//! What both HTTP clients are made of: TLS, proxy, timeouts and the mapping of errors.

use std::sync::Once;
use std::time::{Duration, Instant};

use dapple_data::token::Scrubber;
use dapple_data::url::Origin;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Certificate, ClientBuilder, Identity, Proxy, Url, redirect};
use secrecy::ExposeSecret;

use super::border;
use super::error::{ApiError, ProxyProblem, Reason};
use super::network::{Network, ProxyChoice, describe};

/// What Dapple calls itself.
const USER_AGENT: &str = concat!("Dapple/", env!("CARGO_PKG_VERSION"));

/// One pool of connections with its rules. It follows no redirect and keeps no cookie.
pub(super) struct Transport {
    pub(super) client: reqwest::Client,
    /// Whether https can be checked; without, only plain http works.
    has_certificates: bool,
    proxy: Option<Matcher>,
    pub(super) idle: Duration,
}

/// Whom a request goes to, for messages, and what must not be in them.
#[derive(Clone)]
pub(super) struct Peer {
    /// Host, with its port where that is not the scheme's own.
    pub(super) host: String,
    pub(super) proxy: Option<String>,
    pub(super) scrubber: Scrubber,
}

impl Transport {
    /// A transport for requests to this server, and to others where the plain client is sent on.
    /// Reads the certificates of the platform, which takes some milliseconds.
    pub(super) fn new(network: &Network, origin: &Origin) -> Result<Self, ApiError> {
        Self::made(network, origin, |builder| builder)
    }

    /// The same for sockets, which HTTP/2 does not have.
    pub(super) fn for_sockets(network: &Network, origin: &Origin) -> Result<Self, ApiError> {
        Self::made(network, origin, ClientBuilder::http1_only)
    }

    fn made(
        network: &Network,
        origin: &Origin,
        change: impl Fn(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, ApiError> {
        use_ring();
        if !network.proxy.is_usable() {
            return Err(ApiError::BadProxy);
        }
        let proxy = if origin.is_loopback() { &ProxyChoice::None } else { &network.proxy };
        let checked = change(builder(network, proxy)?).build();
        let (client, has_certificates) = match checked {
            Ok(client) => (client, true),
            Err(error) if border::lacks_certificates(&error) => {
                // Loopback and servers that may be plain still work without certificates.
                let trusting = builder(network, proxy)?.tls_backend_preconfigured(trusting_nobody()?);
                let client = change(trusting).build();
                (client.map_err(|e| border::setup(&e))?, false)
            }
            Err(_) if network.client_certificate_pem.is_some() && network.extra_ca_pem.is_none() => {
                return Err(ApiError::BadClientCertificate);
            }
            Err(_) if network.extra_ca_pem.is_some() => return Err(ApiError::BadCertificateFile),
            Err(error) => return Err(border::setup(&error)),
        };
        Ok(Self { client, has_certificates, proxy: proxy.matcher(), idle: network.idle_timeout })
    }

    /// The peer at this address.
    pub(super) fn peer(&self, url: &Url, scrubber: &Scrubber) -> Peer {
        let proxy = self.proxy.as_ref().and_then(|m| describe(m, &url.origin().ascii_serialization()));
        Peer { host: host_of(url), proxy, scrubber: scrubber.clone() }
    }

    /// Sends a request and waits for the headers of its answer, at most the idle limit.
    pub(super) async fn send(
        &self,
        request: reqwest::RequestBuilder,
        peer: &Peer,
    ) -> Result<(reqwest::Response, Duration), ApiError> {
        let request = request.build().map_err(|e| border::setup(&e))?;
        if request.url().scheme() == "https" && !self.has_certificates {
            return Err(ApiError::NoCertificates);
        }
        let sent = Instant::now();
        match tokio::time::timeout(self.idle, self.client.execute(request)).await {
            Ok(Ok(response)) if response.status() == 407 => {
                Err(peer.cannot_reach(Reason::Proxy(ProxyProblem::LoginNeeded)))
            }
            Ok(Ok(response)) => Ok((response, sent.elapsed())),
            Ok(Err(error)) => Err(peer.cannot_reach(border::reason(&error, peer.proxy.is_some()))),
            Err(_) => Err(peer.cannot_reach(Reason::Silent { after: self.idle })),
        }
    }
}

impl Peer {
    pub(super) fn cannot_reach(&self, reason: Reason) -> ApiError {
        ApiError::CannotReach { host: self.host.clone(), reason, proxy: self.proxy.clone() }
    }
}

/// Host, with its port where that is not the scheme's own.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// An address as far as it may be shown: no query string, no fragment, no credentials.
pub(super) fn shown(url: &Url) -> String {
    match url.host_str() {
        Some(_) => format!("{}://{}{}", url.scheme(), host_of(url), url.path()),
        None => format!("{}:…", url.scheme()),
    }
}

impl Network {
    /// Whether the certificate files that it names can be used. Sends nothing.
    ///
    /// # Errors
    /// [`ApiError::BadCertificateFile`], [`ApiError::BadClientCertificate`].
    pub fn check_certificates(&self) -> Result<(), ApiError> {
        use_ring();
        match builder(self, &ProxyChoice::None)?.build() {
            Ok(_) => Ok(()),
            // The platform's own are missing, which says nothing about these files.
            Err(error) if border::lacks_certificates(&error) => Ok(()),
            Err(_) if self.client_certificate_pem.is_some() => Err(ApiError::BadClientCertificate),
            Err(_) => Err(ApiError::BadCertificateFile),
        }
    }
}

fn builder(network: &Network, proxy: &ProxyChoice) -> Result<ClientBuilder, ApiError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(network.connect_timeout);
    builder = match proxy {
        ProxyChoice::System => builder,
        ProxyChoice::None => builder.no_proxy(),
        ProxyChoice::Url(url) => builder.proxy(Proxy::all(url.as_str()).map_err(|_| ApiError::BadProxy)?),
    };
    if let Some(pem) = &network.extra_ca_pem {
        let extra = Certificate::from_pem_bundle(pem).map_err(|_| ApiError::BadCertificateFile)?;
        if extra.is_empty() {
            return Err(ApiError::BadCertificateFile);
        }
        builder = builder.tls_certs_merge(extra);
    }
    if let Some(pem) = &network.client_certificate_pem {
        let identity = Identity::from_pem(pem.expose_secret().as_bytes());
        builder = builder.identity(identity.map_err(|_| ApiError::BadClientCertificate)?);
    }
    Ok(builder)
}

/// reqwest takes the process's provider of cryptography and panics where there is none.
fn use_ring() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// TLS that accepts no server: what is left on a machine without certificates.
fn trusting_nobody() -> Result<rustls::ClientConfig, ApiError> {
    let provider = rustls::crypto::ring::default_provider();
    let config = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|e| ApiError::Setup { problem: e.to_string() })?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}
