//! Where reqwest's errors end: their texts may hold addresses, so only their kinds pass.

use std::error::Error;
use std::io;

use rustls::{CertificateError, Error as TlsError};

use super::error::{ApiError, Cut, ProxyProblem, Reason, TlsProblem};

/// Why a request got no answer. `proxied` tells whether it went through a proxy.
pub(super) fn reason(error: &reqwest::Error, proxied: bool) -> Reason {
    let tls = find(error, tls_problem);
    if let Some(problem) = tls {
        return Reason::Tls(problem);
    }
    if !error.is_connect() {
        return unanswered(error);
    }
    if let Some(problem) = find(error, proxy_problem).filter(|_| proxied) {
        return Reason::Proxy(problem);
    }
    if error.is_dns() || find(error, no_address).is_some() {
        // Behind a proxy the only name looked up here is the proxy's, except for plain `socks5`.
        let own_lookup = find(error, |e| (e.to_string() == LOOKED_UP_HERE).then_some(())).is_some();
        let of_proxy = proxied && !own_lookup;
        return if of_proxy { Reason::Proxy(ProxyProblem::Unreachable) } else { Reason::Dns };
    }
    if error.is_timeout() {
        return Reason::Timeout;
    }
    match find(error, io_kind) {
        Some(io::ErrorKind::ConnectionRefused) if proxied => Reason::Proxy(ProxyProblem::Unreachable),
        Some(io::ErrorKind::ConnectionRefused) => Reason::Refused,
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => Reason::Unreachable,
        Some(kind) if is_closed(kind) => Reason::Reset,
        Some(kind) => Reason::Other(kind.to_string()),
        None => Reason::Other("the connection could not be opened".to_owned()),
    }
}

/// How a body broke off.
pub(super) fn cut(error: &reqwest::Error) -> Cut {
    // The decoders report broken input in io errors of any kind, and pass on those of the
    // connection. What the connection says is always under hyper's own words.
    let of_connection =
        |e: &(dyn Error + 'static)| (e.to_string() == "error reading a body from connection").then_some(());
    let lost = find(error, of_connection).is_some() || !error.is_decode();
    if lost { Cut::Closed } else { Cut::Corrupt }
}

/// Connected, but no answer.
fn unanswered(error: &reqwest::Error) -> Reason {
    match find(error, io_kind) {
        Some(kind) if is_closed(kind) => Reason::Reset,
        Some(kind) => Reason::Other(kind.to_string()),
        // hyper's "connection closed before message completed" has no io error under it. What else
        // ends here is an answer that is not HTTP; its text is hyper's own and holds no address.
        None => innermost(error).map_or(Reason::Reset, |text| match text.as_str() {
            "connection closed before message completed" => Reason::Reset,
            _ => Reason::Other(text),
        }),
    }
}

fn is_closed(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected
            | io::ErrorKind::UnexpectedEof
    )
}

/// What reqwest says when it looks up the server's name itself on behalf of a SOCKS proxy.
const LOOKED_UP_HERE: &str = "error resolving for socks proxy";

/// What the proxy itself did. A connection that breaks behind it is the server's. The types of these
/// errors (hyper-util 0.1.21) are not public; their texts are fixed, and tests hold them.
fn proxy_problem(error: &(dyn Error + 'static)) -> Option<ProxyProblem> {
    let text = error.to_string();
    if let Some(tunnel) = text.strip_prefix("tunnel error: ") {
        return Some(match tunnel {
            "proxy authorization required" => ProxyProblem::LoginNeeded,
            "unsuccessful" => ProxyProblem::Refused,
            _ => ProxyProblem::Unreachable,
        });
    }
    if let Some(socks) = text.strip_prefix("SOCKS error: ") {
        return Some(match socks {
            "credentials not accepted" | "server does not support user/pass authentication" => {
                ProxyProblem::LoginNeeded
            }
            "failed to create underlying connection" | "io error during SOCKS handshake" => {
                ProxyProblem::Unreachable
            }
            _ => ProxyProblem::Refused,
        });
    }
    None
}

/// `is_dns` of reqwest 0.13.5 knows only resolvers of one's own; the usual one says it in words. A
/// text that cannot be a name at all fails before it is looked up.
fn no_address(error: &(dyn Error + 'static)) -> Option<()> {
    let unspeakable = error.is::<rustls::pki_types::InvalidDnsNameError>();
    (unspeakable || error.to_string().starts_with("dns error")).then_some(())
}

fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    error.downcast_ref::<io::Error>().map(io::Error::kind)
}

fn tls_problem(error: &(dyn Error + 'static)) -> Option<TlsProblem> {
    Some(match error.downcast_ref::<TlsError>()? {
        TlsError::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsProblem::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsProblem::WrongName
            }
            other => TlsProblem::Other(other.to_string()),
        },
        TlsError::InvalidMessage(_) => TlsProblem::NotTls,
        other => TlsProblem::Other(other.to_string()),
    })
}

/// Looks through the causes of an error. `io::Error` hides the error it wraps from `source`, so
/// both are asked.
fn find<T>(
    error: &(dyn Error + 'static),
    look: impl Fn(&(dyn Error + 'static)) -> Option<T> + Copy,
) -> Option<T> {
    let mut next = Some(error);
    while let Some(error) = next {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = wrapped.and_then(|inner| find(inner, look)) {
            return Some(found);
        }
        if let Some(found) = look(error) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The text of the last cause; only the outermost, reqwest's own, holds an address.
fn innermost(error: &reqwest::Error) -> Option<String> {
    let mut last = error.source()?;
    while let Some(next) = last.source() {
        last = next;
    }
    Some(last.to_string())
}

/// Whether a client could not be built because this machine has no certificates. Source:
/// rustls-platform-verifier, `verification/others.rs`; there is no kind of its own for it.
pub(super) fn lacks_certificates(error: &reqwest::Error) -> bool {
    find(error, |e| match e.downcast_ref::<TlsError>() {
        Some(TlsError::General(text)) if text.starts_with("No CA certificates") => Some(()),
        _ => None,
    })
    .is_some()
}

/// A client or request that could not be built.
pub(super) fn setup(error: &reqwest::Error) -> ApiError {
    ApiError::Setup { problem: innermost(error).unwrap_or_else(|| "unknown".to_owned()) }
}
