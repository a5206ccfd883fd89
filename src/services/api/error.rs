//! Everything that can go wrong between this machine and a server.
//!
//! No variant holds a token, a header value of a request, or the query string of an address. The
//! words shown to people are in `words.rs`; reqwest's own errors end at `border.rs`.

use std::time::Duration;

use super::answer::{Answer, Refusal};

/// Why a request has no answer, or none that can be used.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.title())]
pub enum ApiError {
    /// No answer came at all.
    CannotReach {
        /// Host and port, as in the address.
        host: String,
        /// What stood in the way.
        reason: Reason,
        /// The proxy that was used, without its credentials.
        proxy: Option<String>,
    },
    /// The server knows no such token (403, `Your token is not valid.`).
    TokenRefused {
        /// Host and port.
        host: String,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// Something answered that does not speak GraphQL as Speckle does: a web page, another API.
    NotSpeckle {
        /// Host and port.
        host: String,
        /// The paths that were tried.
        tried: Vec<String>,
        /// What it said.
        refusal: Box<Refusal>,
    },
    /// The server sends the request elsewhere. Dapple does not follow: the token would go along.
    Redirected {
        /// Host and port.
        host: String,
        /// The target without query string and fragment.
        to: String,
    },
    /// A file's link led through more redirects than are followed.
    TooManyRedirects {
        /// Host and port of the first address.
        host: String,
    },
    /// Too many requests (429).
    RateLimited {
        /// How long the server wants to be left alone, where it says so.
        wait: Option<Duration>,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// Any other answer that is not the one asked for.
    Http {
        /// Host and port.
        host: String,
        /// HTTP status.
        status: u16,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// A typed answer is larger than it may be.
    TooLarge {
        /// The cap in bytes, after decompression.
        limit: u64,
    },
    /// The answer broke off. What came before is in the sink.
    Truncated {
        /// Bytes that came, after decompression.
        received: u64,
        /// How it broke off.
        cut: Cut,
        /// Status, headers and timings up to there.
        answer: Box<Answer>,
    },
    /// The answer is neither JSON nor a web page, or not the JSON that was asked for.
    NotJson {
        /// Host and port.
        host: String,
        /// What the reader of JSON stumbled over; no data of the answer.
        problem: String,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// No socket came about, so nothing can be subscribed to.
    NoSocket {
        /// Host and port.
        host: String,
        /// What was in the way; no data of the answer.
        problem: String,
    },
    /// The receiver of the bytes wanted no more of them.
    Cancelled,
    /// Plain http to a server that was not allowed to be plain.
    PlainHttpNotAllowed {
        /// Host and port.
        host: String,
    },
    /// The address leaves the account's server, so the token must not go there.
    OtherServer {
        /// The address without query string and fragment.
        to: String,
    },
    /// This machine has no certificates by which to know a server.
    NoCertificates,
    /// The extra certificate file holds no certificate that can be used.
    BadCertificateFile,
    /// The client certificate cannot be used: the PEM text needs a certificate and its key.
    BadClientCertificate,
    /// The proxy setting is no address of a proxy.
    BadProxy,
    /// The token has characters that no header can carry.
    BadToken,
    /// The HTTP client could not be set up.
    Setup {
        /// What was in the way; no address and no secret.
        problem: String,
    },
}

/// What stood between this machine and the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No address for the name.
    Dns,
    /// Nothing listens there.
    Refused,
    /// No way to that network.
    Unreachable,
    /// The connection did not open in time.
    Timeout,
    /// It connected and then said nothing for this long.
    Silent {
        /// The limit that passed.
        after: Duration,
    },
    /// The connection was closed before an answer.
    Reset,
    /// No secure connection.
    Tls(TlsProblem),
    /// The proxy is the problem.
    Proxy(ProxyProblem),
    /// Something else, in the words of the library; no address in it.
    Other(String),
}

/// Why no secure connection came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsProblem {
    /// Signed by nobody this machine trusts.
    UnknownIssuer,
    /// Its time has passed.
    Expired,
    /// Its time has not come, or this machine's clock is wrong.
    NotYetValid,
    /// It belongs to another name.
    WrongName,
    /// What listens there does not speak TLS.
    NotTls,
    /// Something else, in the words of rustls.
    Other(String),
}

/// What is wrong with the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyProblem {
    /// It does not answer.
    Unreachable,
    /// It wants a user name and a password.
    LoginNeeded,
    /// It would not, or could not, connect to the server.
    Refused,
}

/// How an answer broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The connection was closed in the middle.
    Closed,
    /// Nothing came for this long.
    Silent {
        /// The limit that passed.
        after: Duration,
    },
    /// The compressed bytes cannot be unpacked.
    Corrupt,
}

impl ApiError {
    /// Whether the server may have carried out the request although this error came. A mutation
    /// then ends as "outcome unknown: it may have happened".
    pub fn may_have_happened(&self) -> bool {
        match self {
            // An unknown trouble of TLS may come after the request went out.
            Self::CannotReach { reason, .. } => matches!(
                reason,
                Reason::Silent { .. } | Reason::Reset | Reason::Other(_) | Reason::Tls(TlsProblem::Other(_))
            ),
            Self::Truncated { .. } | Self::TooLarge { .. } | Self::NotJson { .. } | Self::Cancelled => true,
            // A gateway gives up on a server that goes on working.
            Self::Http { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// What the server said, where it said something.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::TokenRefused { refusal, .. }
            | Self::NotSpeckle { refusal, .. }
            | Self::RateLimited { refusal, .. }
            | Self::Http { refusal, .. }
            | Self::NotJson { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// The facts about the answer, where there was one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Truncated { answer, .. } => Some(answer),
            other => other.refusal().map(|refusal| &refusal.answer),
        }
    }

    /// The server's own id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.answer()?.request_id.as_deref()
    }
}
