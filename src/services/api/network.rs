//! How requests leave this machine: proxy, certificates, timeouts.

use std::fmt;
use std::time::Duration;

use dapple_data::url::Origin;
use hyper_util::client::proxy::matcher::Matcher;
use secrecy::SecretString;

use super::gate::Gates;

/// Which proxy requests go through. Loopback addresses never go through one.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum ProxyChoice {
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, or else the settings of the
    /// operating system (macOS, Windows). PAC files and NTLM are not supported.
    #[default]
    System,
    /// No proxy, whatever the environment says.
    None,
    /// This one for every server: `http://`, `https://`, `socks5://` or `socks5h://`, with
    /// `user:password@` where it needs a login.
    Url(String),
}

/// Settings shared by all accounts. Clones share the request gates.
#[derive(Clone)]
pub struct Network {
    /// Which proxy to use.
    pub proxy: ProxyChoice,
    /// Certificates of a company's own authority (PEM), trusted beside those of the platform.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// A client certificate and its private key (PEM, in one text).
    pub client_certificate_pem: Option<SecretString>,
    /// How long a connection may take to open.
    pub connect_timeout: Duration,
    /// How long a server may stay silent, before its answer and between two parts of it.
    pub idle_timeout: Duration,
    /// The limits of requests at a time, by server.
    pub gates: Gates,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            proxy: ProxyChoice::default(),
            extra_ca_pem: None,
            client_certificate_pem: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            gates: Gates::default(),
        }
    }
}

impl Network {
    /// The proxy that requests to this server go through now, as `http://host:port`; `None` for a
    /// direct connection. Credentials of the proxy are not in it.
    pub fn proxy_in_use(&self, origin: &Origin) -> Option<String> {
        if origin.is_loopback() {
            return None;
        }
        describe(&self.proxy.matcher()?, origin.as_str())
    }
}

impl ProxyChoice {
    /// The rules of this choice, by the same code that reqwest decides with.
    pub(super) fn matcher(&self) -> Option<Matcher> {
        match self {
            Self::System => Some(Matcher::from_system()),
            Self::None => None,
            Self::Url(url) => Some(Matcher::builder().all(url.as_str()).build()),
        }
    }

    /// Whether the text names a proxy that can be used. An unusable one must be an error: reqwest
    /// would go round it silently.
    pub(super) fn is_usable(&self) -> bool {
        match self {
            Self::System | Self::None => true,
            Self::Url(_) => self.matcher().is_some_and(|m| describe(&m, "https://a.example").is_some()),
        }
    }
}

/// The proxy for this address, without credentials: the matcher keeps those apart.
pub(super) fn describe(matcher: &Matcher, address: &str) -> Option<String> {
    let proxy = matcher.intercept(&address.parse().ok()?)?;
    Some(proxy.uri().to_string().trim_end_matches('/').to_owned())
}

impl fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            Self::None => f.write_str("None"),
            // The text may hold a user name and a password.
            Self::Url(_) => {
                let shown = self.matcher().and_then(|m| describe(&m, "https://a.example"));
                f.debug_tuple("Url").field(&shown.unwrap_or_else(|| "unusable".to_owned())).finish()
            }
        }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("proxy", &self.proxy)
            .field("extra_ca_pem", &self.extra_ca_pem.is_some())
            .field("client_certificate_pem", &self.client_certificate_pem.is_some())
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .finish_non_exhaustive()
    }
}
