//! The exact scheme, host and port of a server: what a token is bound to.

use std::fmt;
use std::str::FromStr;

use ::url::{Host, Url};

/// Scheme, host and port of a server, normalised: lower case, international names in their ASCII
/// form, no default port, no path. Two equal origins are one server; nothing else is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    text: String,
    host: String,
    port: u16,
    plain_http: bool,
    loopback: bool,
}

/// Why a text is no server address. Holds nothing of the text: it may be a secret pasted astray.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    #[error("Type the address of a server, such as app.speckle.systems")]
    Empty,
    #[error("This is not a server address. It should look like https://app.speckle.systems")]
    NotAnAddress,
    #[error("Only http and https addresses can be opened")]
    Scheme,
    #[error("The address holds a user name or password. Remove everything up to the @")]
    Credentials,
}

impl Origin {
    /// `https://app.speckle.systems`: no path, no slash at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host alone, IPv6 addresses in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port in use, also when it is the scheme's own.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host, and the port where it is not the scheme's own: how people name a server.
    pub fn host_and_port(&self) -> &str {
        self.text.split_once("://").map_or(self.text.as_str(), |(_, rest)| rest)
    }

    /// Whether the server runs on this very machine: `localhost`, `127.0.0.0/8` or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether what is sent can be read on the way. Needs the person's yes, except on loopback.
    pub fn is_plain_http(&self) -> bool {
        self.plain_http
    }

    /// An address on this server; each segment is escaped, so an id cannot change the path.
    pub fn address(&self, segments: &[&str]) -> String {
        let Ok(mut url) = Url::parse(&self.text) else { return self.text.clone() };
        if let Ok(mut path) = url.path_segments_mut() {
            // The parser drops dot segments, also escaped ones: an id made of dots must not climb.
            path.clear().extend(segments.iter().map(|s| if matches!(*s, "." | "..") { "_" } else { s }));
        }
        url.into()
    }

    /// Takes the origin of a parsed address.
    ///
    /// # Errors
    /// [`OriginError::Scheme`] for anything but http and https, [`OriginError::Credentials`] for
    /// `user:password@host`, [`OriginError::NotAnAddress`] without a host.
    pub fn of(url: &Url) -> Result<Self, OriginError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OriginError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OriginError::Credentials);
        }
        let host = url.host().ok_or(OriginError::NotAnAddress)?;
        let loopback = match &host {
            Host::Domain(name) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        let host = host.to_string().trim_end_matches('.').to_owned();
        if host.is_empty() {
            return Err(OriginError::NotAnAddress);
        }
        let scheme = url.scheme();
        let text = match url.port() {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        };
        let port = url.port_or_known_default().ok_or(OriginError::NotAnAddress)?;
        Ok(Self { text, host, port, plain_http: scheme == "http", loopback })
    }
}

/// Parses what a person typed as an address. Without a scheme it is https, on this machine http.
pub(super) fn parse_address(text: &str) -> Result<Url, OriginError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(OriginError::Empty);
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(OriginError::NotAnAddress);
    }
    if let Some((scheme, _)) = text.split_once("://") {
        let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        if !known && is_scheme {
            return Err(OriginError::Scheme);
        }
        if known {
            return Url::parse(text).map_err(|_| OriginError::NotAnAddress);
        }
    }
    // A path alone would otherwise lend its first part as the host.
    if text.starts_with(['/', '?', '#', '.']) {
        return Err(OriginError::NotAnAddress);
    }
    let secure = Url::parse(&format!("https://{text}")).map_err(|_| OriginError::NotAnAddress)?;
    if Origin::of(&secure)?.is_loopback() {
        return Url::parse(&format!("http://{text}")).map_err(|_| OriginError::NotAnAddress);
    }
    Ok(secure)
}

impl FromStr for Origin {
    type Err = OriginError;

    /// Accepts `app.speckle.systems`, `localhost:3000`, full links (the path is dropped).
    fn from_str(text: &str) -> Result<Self, OriginError> {
        Self::of(&parse_address(text)?)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({})", self.text)
    }
}

impl serde::Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Origin {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
