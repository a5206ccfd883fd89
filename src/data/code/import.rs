//! A cURL command line, as browsers and terminals copy it, read as a GraphQL operation.

use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::literal::JSON;
use super::words::{self, CommandWords};
use crate::jsonc::{self, Kind, Member, Value};
use crate::token;
use crate::url::Origin;

/// What a cURL command asks for. The token is apart from everything else, and nothing else holds it.
#[derive(Debug)]
pub struct Imported {
    pub origin: Origin,
    /// The path that is asked.
    pub endpoint: String,
    pub body: ImportedBody,
    /// A token that stood in the header, to be offered to the keyring. Nothing shows it.
    pub token: Option<SecretString>,
    /// Headers beside those that every request has, without anything secret.
    pub headers: Vec<(String, String)>,
    /// What of the command has no place here, in words.
    pub left_out: Vec<String>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportedBody {
    Operation {
        text: String,
        /// JSON; empty where there are none.
        variables: String,
        /// The operation that runs, where it is named.
        operation: Option<String>,
    },
    /// The body is in this file: see [`Imported::with_body`].
    File(String),
}

/// Why a command line is no operation. Holds nothing of it: it may hold a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("This is not a cURL command. It begins with curl")]
    NotCurl,
    #[error("The command has no address of a server")]
    NoAddress,
    #[error("The command asks for no GraphQL: its body has no query")]
    NoOperation,
}

/// Whether a text looks like a cURL command: what is worth reading with [`import`].
pub fn is_curl(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches("$ ");
    let rest = text.strip_prefix("curl").map(|rest| rest.strip_prefix(".exe").unwrap_or(rest));
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Options of curl whose next word is their value, beside those that are read here.
const TAKES_VALUE: &[&str] = &[
    "-o",
    "--output",
    "-A",
    "--user-agent",
    "-b",
    "--cookie",
    "-c",
    "--cookie-jar",
    "-e",
    "--referer",
    "-x",
    "--proxy",
    "-m",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "--retry-delay",
    "-w",
    "--write-out",
    "--cacert",
    "-E",
    "--cert",
    "--key",
    "-K",
    "--config",
    "-r",
    "--range",
    "-T",
    "--upload-file",
    "-F",
    "--form",
    "--resolve",
    "--interface",
    "-D",
    "--dump-header",
    "-C",
    "--continue-at",
    "--limit-rate",
    "--ciphers",
    "-y",
    "-Y",
    "-z",
    "--noproxy",
    "-U",
    "--proxy-user",
];

/// Headers that every request has by itself, or that say nothing of what is asked.
const USUAL: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "dnt",
    "host",
    "origin",
    "pragma",
    "priority",
    "referer",
    "te",
    "upgrade-insecure-requests",
    "user-agent",
];

/// What the words of a command say.
#[derive(Default)]
struct Said {
    address: Option<String>,
    headers: Vec<(String, String)>,
    /// Parts of the body, joined by `&`.
    data: Vec<String>,
    file: Option<String>,
    left_out: Vec<String>,
}

/// Reads a cURL command line.
///
/// # Errors
/// [`ImportError`]
pub fn import(text: &str) -> Result<Imported, ImportError> {
    if !is_curl(text) {
        return Err(ImportError::NotCurl);
    }
    let split = words::split(text.trim_start().trim_start_matches("$ "));
    let mut said = read(split);
    let address = said.address.take().ok_or(ImportError::NoAddress)?;
    let url = Url::parse(&address).or_else(|_| Url::parse(&format!("http://{address}")));
    let url = url.map_err(|_| ImportError::NoAddress)?;
    let origin = Origin::of(&url).map_err(|_| ImportError::NoAddress)?;
    let (token, headers) = headers(&mut said);
    let is_graphql = said.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type")
            && value.trim_start().starts_with("application/graphql")
            && !value.contains("json")
    });
    let body = match (said.file, said.data.is_empty()) {
        (Some(file), true) => ImportedBody::File(file),
        (_, false) => {
            let joined = said.data.join("&");
            if is_graphql { plain(&joined) } else { operation(&joined, &mut said.left_out) }
                .ok_or(ImportError::NoOperation)?
        }
        (None, true) => form(url.query().unwrap_or_default()).ok_or(ImportError::NoOperation)?,
    };
    let mut imported =
        Imported { origin, endpoint: url.path().to_owned(), body, token, headers, left_out: said.left_out };
    imported.hide_tokens();
    Ok(imported)
}

impl Imported {
    /// The same with the text of the file that holds the body.
    ///
    /// # Errors
    /// [`ImportError::NoOperation`] where there is none in it.
    pub fn with_body(mut self, text: &str) -> Result<Self, ImportError> {
        self.body = operation(text, &mut self.left_out).ok_or(ImportError::NoOperation)?;
        self.hide_tokens();
        Ok(self)
    }

    /// What can only be a token stays nowhere but in its own place.
    fn hide_tokens(&mut self) {
        let own = self.token.as_ref().map(|token| token.expose_secret().to_owned());
        let hide = |text: &mut String| {
            if let Some(own) = &own {
                *text = text.replace(own.as_str(), "***");
            }
            for range in token::likely_tokens(text).into_iter().rev() {
                text.replace_range(range, "***");
            }
        };
        if let ImportedBody::Operation { text, variables, .. } = &mut self.body {
            hide(text);
            hide(variables);
        }
        self.headers.iter_mut().for_each(|(_, value)| hide(value));
        self.left_out.iter_mut().for_each(hide);
    }
}

fn read(split: CommandWords) -> Said {
    let mut said = Said::default();
    let mut words = split.words.into_iter().skip(1).peekable();
    while let Some(word) = words.next() {
        // `-XPOST`, `-d{…}`, `-sSL`: a value may follow its letter at once, and letters stand together.
        let (option, mut value) = match word.strip_prefix('-') {
            Some(letters) if !letters.starts_with('-') && letters.chars().count() > 1 => {
                let valued = letters.char_indices().find(|(_, c)| "XHdouAbecxmwErFTKUCyYzD".contains(*c));
                match valued {
                    Some((at, c)) => {
                        let rest = letters.get(at + c.len_utf8()..).unwrap_or_default();
                        (format!("-{c}"), (!rest.is_empty()).then(|| rest.to_owned()))
                    }
                    None => (word.clone(), None),
                }
            }
            _ => (word.clone(), None),
        };
        let mut take = || value.take().or_else(|| words.next()).unwrap_or_default();
        match option.as_str() {
            "-H" | "--header" => {
                let header = take();
                if let Some((name, value)) = header.split_once(':') {
                    said.headers.push((name.trim().to_owned(), value.trim().to_owned()));
                }
            }
            "-d" | "--data" | "--data-ascii" | "--data-binary" | "--json" => {
                let data = take();
                match data.strip_prefix('@') {
                    Some("-") => said.data.extend(split.input.clone()),
                    Some(file) => said.file = Some(file.to_owned()),
                    None => said.data.push(data),
                }
            }
            "--data-raw" => said.data.push(take()),
            "--data-urlencode" => {
                let data = take();
                let (name, value) = data.split_once('=').unwrap_or(("", &data));
                let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                said.data.push(if name.is_empty() { encoded } else { format!("{name}={encoded}") });
            }
            "--url" => said.address = Some(take()),
            "-X" | "--request" => drop(take()),
            "--oauth2-bearer" => {
                let token = take();
                said.headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
            }
            "-u" | "--user" => {
                drop(take());
                said.left_out.push("a user name and password".to_owned());
            }
            "-b" | "--cookie" => {
                drop(take());
                said.left_out.push("cookies".to_owned());
            }
            other if TAKES_VALUE.contains(&other) => drop(take()),
            other if other.starts_with('-') => {}
            _ => said.address = said.address.take().or(Some(word)),
        }
    }
    said
}

/// The token of the headers, and the headers that say something about what is asked.
fn headers(said: &mut Said) -> (Option<SecretString>, Vec<(String, String)>) {
    let mut token = None;
    let mut kept = Vec::new();
    for (name, value) in &said.headers {
        let low = name.to_ascii_lowercase();
        if low == "authorization" {
            // `$SPECKLE_TOKEN`, `%TOKEN%` and `<token>` stand for one.
            let named = value.contains(['$', '%', '<', '{']);
            let bearer = value.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("bearer "));
            if bearer && !named {
                token = token::clean(value).ok();
            }
        } else if low == "cookie" {
            said.left_out.push("cookies".to_owned());
        } else if !USUAL.contains(&low.as_str()) && !low.starts_with("sec-") {
            kept.push((name.clone(), value.clone()));
        }
    }
    (token, kept)
}

fn plain(text: &str) -> Option<ImportedBody> {
    let text = text.trim().to_owned();
    let body = ImportedBody::Operation { text, variables: String::new(), operation: None };
    (!is_empty(&body)).then_some(body)
}

fn is_empty(body: &ImportedBody) -> bool {
    matches!(body, ImportedBody::Operation { text, .. } if text.trim().is_empty())
}

/// A body as JSON, as a form, or as the operation itself.
fn operation(body: &str, left_out: &mut Vec<String>) -> Option<ImportedBody> {
    let Ok(value) = jsonc::read(body) else { return form(body) };
    let first = match &value.kind {
        Kind::Array(all) => {
            if all.len() > 1 {
                left_out.push(format!("{} more operations of the same request", all.len() - 1));
            }
            all.first()?
        }
        _ => &value,
    };
    let Kind::Object(members) = &first.kind else { return None };
    let text = text_of(members, "query")?;
    let variables = member(members, "variables").map(|value| variables(value, body)).unwrap_or_default();
    Some(ImportedBody::Operation { text, variables, operation: text_of(members, "operationName") })
}

fn variables(value: &Value, source: &str) -> String {
    match &value.kind {
        Kind::Object(members) if !members.is_empty() => JSON.write(value, source, 0),
        // Some clients send them as text.
        Kind::String(text) if jsonc::read(text).is_ok() => text.clone(),
        _ => String::new(),
    }
}

fn member<'a>(members: &'a [Member], name: &str) -> Option<&'a Value> {
    members.iter().rev().find(|member| member.key == name).map(|member| &member.value)
}

fn text_of(members: &[Member], name: &str) -> Option<String> {
    match &member(members, name)?.kind {
        Kind::String(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// `query=…&variables=…`, of an address or a body.
fn form(text: &str) -> Option<ImportedBody> {
    let find = |name: &str| {
        let found = form_urlencoded::parse(text.as_bytes()).find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).filter(|value| !value.trim().is_empty())
    };
    let variables = find("variables").unwrap_or_default();
    Some(ImportedBody::Operation { text: find("query")?, variables, operation: find("operationName") })
}
