//! What people read when a request has no answer: what happened, who is at fault, what to do.

use dapple_data::speckle::ServerErrorKind;

use super::answer::Refusal;
use super::error::{ApiError, Cut, ProxyProblem, Reason, TlsProblem};

impl ApiError {
    /// What happened, in one line.
    pub fn title(&self) -> String {
        match self {
            Self::CannotReach { host, reason: Reason::Proxy(_), proxy: Some(proxy) } => {
                format!("Cannot reach {host} through the proxy {proxy}")
            }
            Self::CannotReach { host, .. } => format!("Cannot reach {host}"),
            Self::TokenRefused { host, .. } => format!("{host} does not accept this token"),
            Self::NotSpeckle { host, .. } => format!("{host} does not answer as a Speckle server"),
            Self::Redirected { host, to } => format!("{host} sends requests on to {to}"),
            Self::TooManyRedirects { host } => format!("The link to {host} leads in circles"),
            Self::RateLimited { .. } => "The server asks to slow down".to_owned(),
            Self::Http { host, status, .. } => format!("{host} answered with status {status}"),
            Self::TooLarge { limit } => format!("The answer is larger than {}", size(*limit)),
            Self::Truncated { received, .. } => format!("The answer broke off after {}", size(*received)),
            Self::NotJson { host, .. } => format!("The answer of {host} is not the JSON it should be"),
            Self::NoSocket { host, .. } => format!("{host} opens no socket for events"),
            Self::Cancelled => "Cancelled".to_owned(),
            Self::PlainHttpNotAllowed { host } => format!("{host} is asked for without encryption"),
            Self::OtherServer { to } => format!("{to} is not on the account's server"),
            Self::NoCertificates => "This machine has no certificates to check servers with".to_owned(),
            Self::BadCertificateFile => "The extra certificate file cannot be used".to_owned(),
            Self::BadClientCertificate => "The client certificate cannot be used".to_owned(),
            Self::BadProxy => "The proxy setting is not the address of a proxy".to_owned(),
            Self::BadToken => "The token has characters that cannot be sent".to_owned(),
            Self::Setup { .. } => "The connection could not be set up".to_owned(),
        }
    }

    /// What the person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::CannotReach { reason, proxy, .. } => {
                let advice = reason_advice(reason);
                match proxy {
                    Some(proxy) if !matches!(reason, Reason::Proxy(_)) => {
                        format!("{advice} The proxy {proxy} is in use.")
                    }
                    _ => advice,
                }
            }
            Self::NotSpeckle { tried, refusal, .. } => not_speckle_advice(tried, refusal),
            Self::RateLimited { wait: Some(wait), .. } => {
                format!("Try again in {} s.", wait.as_secs_f64().ceil())
            }
            Self::Http { refusal, .. } | Self::NotJson { refusal, .. } => refusal.error.sentence(),
            Self::Truncated { cut, .. } => cut_advice(*cut),
            other => other.fixed_advice().to_owned(),
        }
    }

    /// Advice that is the same whatever the numbers.
    fn fixed_advice(&self) -> &'static str {
        match self {
            Self::TokenRefused { .. } => {
                "It may be revoked, expired or cut off when it was copied. Make a new token on the server and paste it."
            }
            Self::Redirected { .. } => {
                "Dapple does not follow, so that the token stays with the server it was made for. If the new address is right, add it as a server."
            }
            Self::TooManyRedirects { .. } => {
                "Tell the people who run the server: its storage is set up wrongly."
            }
            Self::RateLimited { .. } => "Wait a little, then try again.",
            Self::TooLarge { .. } => "Ask for less at a time, or raise the limit in Settings.",
            Self::NoSocket { .. } => {
                "A proxy on the way may not let sockets through. Ask who runs the network or the server."
            }
            Self::Cancelled => "Run it again when you want the answer.",
            Self::PlainHttpNotAllowed { .. } => {
                "Everybody on the way could read the token. Use https, or allow plain http for this server."
            }
            Self::OtherServer { .. } => {
                "The token goes only to the server it was made for. Add the other one as a server."
            }
            Self::NoCertificates => {
                "Install the package ca-certificates, or name a certificate file in Settings → Network."
            }
            Self::BadCertificateFile => {
                "It should be a PEM file with at least one certificate. Choose another one in Settings → Network."
            }
            Self::BadClientCertificate => {
                "It should be a PEM file with the certificate and its private key. Choose another one in Settings → Network."
            }
            Self::BadProxy => {
                "It should look like http://proxy.example:3128. Change it in Settings → Network."
            }
            Self::BadToken => "Copy the token again from the page where it was made.",
            Self::Setup { .. } => "Check Settings → Network.",
            // The others have advice of their own above.
            _ => "Try again.",
        }
    }

    /// Lines for the folded part: name and value. They hold no secret.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        match self {
            Self::CannotReach { reason, proxy, .. } => {
                lines.push(("Reason", reason_words(reason)));
                lines.extend(proxy.iter().map(|p| ("Proxy", p.clone())));
            }
            Self::NotSpeckle { tried, .. } => lines.push(("Tried", tried.join(", "))),
            Self::NotJson { problem, .. } | Self::NoSocket { problem, .. } | Self::Setup { problem } => {
                lines.push(("Problem", problem.clone()))
            }
            _ => {}
        }
        if let Some(answer) = self.answer() {
            lines.push(("Status", answer.status.to_string()));
            lines.extend(answer.content_type.iter().map(|t| ("Content type", t.clone())));
            lines.extend(answer.request_id.iter().map(|id| ("Request ID", id.clone())));
        }
        if let Some(refusal) = self.refusal().filter(|r| !r.error.body.trim().is_empty()) {
            lines.push(("The server said", refusal.error.body.clone()));
        }
        lines
    }
}

fn reason_advice(reason: &Reason) -> String {
    match reason {
        Reason::Dns => {
            "No address was found for this name. Check its spelling and the network connection.".to_owned()
        }
        Reason::Refused => {
            "Nothing listens at this address. Check the port, and whether the server runs.".to_owned()
        }
        Reason::Unreachable => "There is no way to this network. Check the connection or the VPN.".to_owned(),
        Reason::Timeout => {
            "The connection did not open in time. Check the network, or whether a firewall needs a proxy."
                .to_owned()
        }
        Reason::Silent { after } => format!(
            "It took the request and was silent for {} s. Ask for less at a time, or raise the limit in Settings → Network.",
            after.as_secs_f64()
        ),
        Reason::Reset => {
            "The connection was closed before an answer. Try again; if it stays, ask who runs the server."
                .to_owned()
        }
        Reason::Tls(problem) => tls_advice(problem).to_owned(),
        Reason::Proxy(problem) => proxy_advice(*problem).to_owned(),
        Reason::Other(_) => "Check the network connection, then try again.".to_owned(),
    }
}

fn tls_advice(problem: &TlsProblem) -> &'static str {
    match problem {
        TlsProblem::UnknownIssuer => {
            "This machine does not trust who signed the server's certificate. In a company network, add its certificate file in Settings → Network."
        }
        TlsProblem::Expired => {
            "The server's certificate has expired. Tell the people who run the server, and check this machine's clock."
        }
        TlsProblem::NotYetValid => "The server's certificate is not valid yet. Check this machine's clock.",
        TlsProblem::WrongName => "The server's certificate is for another name. Check the address.",
        TlsProblem::NotTls => {
            "It does not speak https at this port. Check the address, or use http:// if the server is in your own network."
        }
        TlsProblem::Other(_) => "No secure connection came about. The details say why.",
    }
}

fn proxy_advice(problem: ProxyProblem) -> &'static str {
    match problem {
        ProxyProblem::Unreachable => {
            "The proxy does not answer. Check it in Settings → Network; PAC files are not supported."
        }
        ProxyProblem::LoginNeeded => {
            "The proxy wants a name and a password. Set them in Settings → Network; NTLM is not supported."
        }
        ProxyProblem::Refused => {
            "The proxy would not connect to the server. Check the address, or ask who runs the proxy."
        }
    }
}

fn reason_words(reason: &Reason) -> String {
    match reason {
        Reason::Dns => "no address for the name".to_owned(),
        Reason::Refused => "connection refused".to_owned(),
        Reason::Unreachable => "network unreachable".to_owned(),
        Reason::Timeout => "connecting took too long".to_owned(),
        Reason::Silent { after } => format!("no answer within {} s", after.as_secs_f64()),
        Reason::Reset => "connection closed".to_owned(),
        Reason::Tls(TlsProblem::UnknownIssuer) => "certificate signed by an unknown authority".to_owned(),
        Reason::Tls(TlsProblem::Expired) => "certificate expired".to_owned(),
        Reason::Tls(TlsProblem::NotYetValid) => "certificate not valid yet".to_owned(),
        Reason::Tls(TlsProblem::WrongName) => "certificate for another name".to_owned(),
        Reason::Tls(TlsProblem::NotTls) => "no TLS at this port".to_owned(),
        Reason::Proxy(ProxyProblem::Unreachable) => "proxy unreachable".to_owned(),
        Reason::Proxy(ProxyProblem::LoginNeeded) => "proxy wants a login".to_owned(),
        Reason::Proxy(ProxyProblem::Refused) => "proxy refused".to_owned(),
        Reason::Tls(TlsProblem::Other(text)) | Reason::Other(text) => text.clone(),
    }
}

fn not_speckle_advice(tried: &[String], refusal: &Refusal) -> String {
    let status = refusal.answer.status;
    let said = match &refusal.error.kind {
        ServerErrorKind::Html { .. } => refusal.error.sentence(),
        _ if status == 404 => "Nothing is there (404)".to_owned(),
        _ => format!("Something else answered with {status}"),
    };
    format!("{said} (tried {}). Check the address of the server.", tried.join(" and "))
}

fn cut_advice(cut: Cut) -> String {
    match cut {
        Cut::Closed => "The connection was closed in the middle. What came is kept. Try again, or ask for less at a time.".to_owned(),
        Cut::Silent { after } => {
            format!("Nothing more came for {} s. What came is kept. Try again.", after.as_secs_f64())
        }
        Cut::Corrupt => "The compressed bytes cannot be unpacked. What came is kept. A proxy on the way may be at fault.".to_owned(),
    }
}

/// Bytes as people read them, in decimal units as file managers do.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => format!("{bytes} bytes"),
    }
}
