//! Headers of a person's own on a request: which may be sent, and which values are worth keeping.
//!
//! Source of what may not be set by hand: the Fetch standard's forbidden request headers, and what a client
//! that binds a token to one server has to keep for itself.

use crate::token::likely_tokens;

/// The most characters of a name, and of a value.
const MOST_NAME: usize = 128;
const MOST_VALUE: usize = 4096;
/// A row of letters and digits as long as this, without a blank, is a secret more often than not.
const LEAST_SECRET: usize = 32;

/// Headers that nobody sets by hand, and why.
const REFUSED: &[(&[&str], &str)] = &[
    (
        &["authorization", "proxy-authorization"],
        "The account's token goes out by itself, to its own server only",
    ),
    (&["cookie", "cookie2", "set-cookie"], "Cookies are neither kept nor sent"),
    (&["host", ":authority"], "It names the server that the account belongs to"),
    (&["origin", "referer"], "It would say that a web page asks"),
    (&["user-agent"], "Requests say that they come from Dapple"),
    (&["content-type", "accept"], "A GraphQL request has its own"),
    (
        &[
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "accept-encoding",
            "expect",
            "te",
            "trailer",
        ],
        "It follows from how the request is sent",
    ),
    (
        &["connection", "keep-alive", "upgrade", "via", "date"],
        "It belongs to the connection, not to the request",
    ),
];

/// Why a header cannot be sent, in a sentence; none where it can.
///
/// Names are compared without case. A value is one line of visible ASCII.
pub fn header_problem(name: &str, value: &str) -> Option<&'static str> {
    let low = name.to_ascii_lowercase();
    if low.is_empty() {
        return Some("It has no name");
    }
    if let Some((_, reason)) = REFUSED.iter().find(|(names, _)| names.contains(&low.as_str())) {
        return Some(reason);
    }
    if low.starts_with("sec-") || low.starts_with("proxy-") {
        return Some("It belongs to the connection, not to the request");
    }
    // RFC 9110, 5.6.2: the characters of a token.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !low.bytes().all(is_name) {
        return Some("A name has letters, digits and dashes, no blanks");
    }
    if low.len() > MOST_NAME || value.len() > MOST_VALUE {
        return Some("It is too long for a header");
    }
    if !value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
        return Some("A value is one line of plain ASCII characters");
    }
    None
}

/// Whether a header is more likely a secret than a setting: such a value is sent and never written down.
pub fn is_likely_secret(name: &str, value: &str) -> bool {
    let low = name.to_ascii_lowercase();
    let named = ["token", "secret", "password", "api-key", "apikey", "session", "auth"];
    if value.trim().is_empty() {
        return false;
    }
    named.iter().any(|part| low.contains(part)) || looks_like_token(value)
}

/// Whether a value has the shape of a token: a Speckle one, a bearer or basic credential, a JSON web token, or
/// a long row of letters and digits.
fn looks_like_token(value: &str) -> bool {
    let value = value.trim();
    let low = value.to_ascii_lowercase();
    if low.starts_with("bearer ") || low.starts_with("basic ") || !likely_tokens(value).is_empty() {
        return true;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_+/=.".contains(c);
    value.split(|c| !is_part(c)).any(|word| {
        let mixed = word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
        word.len() >= LEAST_SECRET && mixed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_account_or_the_connection_is_refused() {
        for name in [
            "Authorization",
            "PROXY-AUTHORIZATION",
            "Cookie",
            "Host",
            "Content-Length",
            "Sec-WebSocket-Key",
            "Proxy-Foo",
            "",
            "X Y",
            "X\u{e9}",
            "X:Y",
        ] {
            assert!(header_problem(name, "1").is_some(), "{name:?}");
        }
        for name in ["X-Request-Id", "apollo-require-preflight", "x_y", "Accept-Language"] {
            assert_eq!(header_problem(name, "de, en"), None, "{name:?}");
        }
        assert!(header_problem("X-A", "a\r\nAuthorization: b").is_some());
        assert!(header_problem("X-A", "é").is_some());
        assert!(header_problem("X-A", &"a".repeat(5000)).is_some());
    }

    #[test]
    fn secrets_are_told_from_settings() {
        for (name, value) in [
            ("X-Trace", "0123456789abcdef0123456789abcdef0123fedcba"),
            ("X-Trace", "Bearer abc"),
            ("X-Trace", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"),
            ("X-Api-Key", "short"),
            ("x-auth", "1"),
            ("X-Trace", "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"),
        ] {
            assert!(is_likely_secret(name, value), "{name}: {value}");
        }
        for (name, value) in [
            ("X-Trace", "a trace of a request that has many words 1"),
            ("X-Api-Key", " "),
            ("Accept-Language", "de-CH, de;q=0.9, en;q=0.8"),
            ("X-Request-Id", "550e8400-e29b"),
        ] {
            assert!(!is_likely_secret(name, value), "{name}: {value}");
        }
    }
}
