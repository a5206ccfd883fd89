//! The shape of a personal access token, and the scrubber that keeps live tokens out of text.
//!
//! A token is 42 characters today: ten that are its public id, 32 that are the secret. The server
//! itself shows the id and the last six; nothing here ever shows more. Nothing in this file
//! implements a `Debug` or `Display` that could show a token.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};

/// Fewest characters a token may have.
pub const MIN_CHARS: usize = 20;
/// Most characters a token may have.
pub const MAX_CHARS: usize = 200;
/// The public part at the front. Source: Speckle server, `apiTokens[].id`.
const ID_CHARS: usize = 10;
/// What the server shows of the end (`apiTokens[].lastChars`).
const LAST_CHARS: usize = 6;
/// So many hexadecimal digits in a row are no id and no word.
const LEAST_LIKELY: usize = 40;
/// Length of today's tokens. The end of shorter ones is not shown: too little would stay hidden.
const FULL_CHARS: usize = 42;

/// Why a pasted text is no token. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenShapeError {
    #[error("Paste a token")]
    Empty,
    #[error("The token is cut off: it should have at least 20 characters. Copy all of it")]
    TooShort,
    #[error("This is too long for a token. Copy only the token")]
    TooLong,
    #[error("The token holds a line break or another control character. Copy only the token")]
    Control,
    #[error("The token holds a blank. Copy only the token")]
    Blank,
    #[error("The token holds a character that tokens do not have. Copy it again")]
    NotAscii,
    #[error("This is a link. Paste the token that the server showed when you made it")]
    Link,
}

/// Takes a token as it was pasted: trims white space, invisible marks and a leading `Bearer`.
///
/// # Errors
/// [`TokenShapeError`] unless 20 to 200 visible ASCII characters are left.
pub fn clean(pasted: &str) -> Result<SecretString, TokenShapeError> {
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}');
    let mut token = pasted.trim_matches(invisible);
    if let Some((word, rest)) = token.split_at_checked("bearer".len())
        && word.eq_ignore_ascii_case("bearer")
        && (rest.is_empty() || rest.starts_with(invisible))
    {
        token = rest.trim_start_matches(invisible);
    }
    if token.is_empty() {
        return Err(TokenShapeError::Empty);
    }
    if token.chars().any(char::is_control) {
        return Err(TokenShapeError::Control);
    }
    if token.chars().any(char::is_whitespace) {
        return Err(TokenShapeError::Blank);
    }
    if !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(TokenShapeError::NotAscii);
    }
    if token.contains("://") {
        return Err(TokenShapeError::Link);
    }
    match token.len() {
        ..MIN_CHARS => Err(TokenShapeError::TooShort),
        MIN_CHARS..=MAX_CHARS => Ok(SecretString::from(token)),
        _ => Err(TokenShapeError::TooLong),
    }
}

/// Where in a text something stands that can only be a token: 40 and more hexadecimal digits in a row, the
/// longest id of Speckle has 32. Byte ranges, in order.
pub fn likely_tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        match (byte.is_ascii_hexdigit(), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                if at - start >= LEAST_LIKELY {
                    found.push(start..at);
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}

/// The public id of a token: its first ten characters. May be shown, logged and saved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct TokenId(String);

impl TokenId {
    /// The id of a token.
    pub fn of(token: &SecretString) -> Self {
        Self(first_chars(token.expose_secret()).to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn first_chars(token: &str) -> &str {
    token.char_indices().nth(ID_CHARS).map_or(token, |(end, _)| &token[..end])
}

/// `0123456789…abcdef`: the id and the last six, as the server shows them.
///
/// Of a token shorter than today's 42 characters the end stays hidden too.
pub fn mask(token: &SecretString) -> String {
    let token = token.expose_secret();
    let id = first_chars(token);
    let last = match token.char_indices().rev().nth(LAST_CHARS - 1) {
        Some((start, _)) if token.len() >= FULL_CHARS => &token[start..],
        _ => "",
    };
    format!("{id}…{last}")
}

/// Replaces every live token in a text, by exact value. Clones share one list; meant to live
/// between everything that is shown, logged or saved and the outside.
#[derive(Clone, Default)]
pub struct Scrubber {
    live: Arc<RwLock<Vec<SecretString>>>,
    gone: Arc<RwLock<Vec<Gone>>>,
}

/// A token that was forgotten, as far as it takes to know it again: a text may still hold it, and its
/// server may still take it.
struct Gone {
    id: String,
    len: usize,
    keys: RandomState,
    hash: u64,
}

impl Gone {
    fn of(token: &SecretString) -> Self {
        let (token, keys) = (token.expose_secret(), RandomState::new());
        let hash = keys.hash_one(token.as_bytes());
        Self { id: first_chars(token).to_owned(), len: token.len(), keys, hash }
    }

    fn is(&self, bytes: &[u8]) -> bool {
        self.keys.hash_one(bytes) == self.hash
    }
}

impl Scrubber {
    /// A scrubber that knows no token yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a token known. One that is known already is not added again.
    pub fn add(&self, token: &SecretString) {
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        if token.expose_secret().is_empty() || live.iter().any(|known| same(known, token)) {
            return;
        }
        live.push(token.clone());
        // Longest first: a token that begins with another one is replaced whole.
        live.sort_by_key(|token| std::cmp::Reverse(token.expose_secret().len()));
    }

    /// Forgets a token, once nothing holds it any more.
    pub fn remove(&self, token: &SecretString) {
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        live.retain(|known| !same(known, token));
    }

    /// Wipes the tokens with this public id from memory. They are still taken out of texts, known by
    /// id and hash: the person may have typed one where it stays, and the server may still take it.
    pub fn forget(&self, id: &TokenId) {
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        let mut gone = self.gone.write().unwrap_or_else(PoisonError::into_inner);
        gone.extend(live.iter().filter(|token| TokenId::of(token) == *id).map(Gone::of));
        live.retain(|known| TokenId::of(known) != *id);
    }

    /// How many tokens are known.
    pub fn len(&self) -> usize {
        self.live.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether no token is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text with every known token replaced by its id and `…`. Borrowed when there is none.
    pub fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        let mut clean = Cow::Borrowed(text);
        for token in live.iter() {
            let token = token.expose_secret();
            if clean.contains(token) {
                clean = Cow::Owned(clean.replace(token, &format!("{}…", first_chars(token))));
            }
        }
        let gone = self.gone.read().unwrap_or_else(PoisonError::into_inner);
        for token in gone.iter() {
            if let Some(without) = without(clean.as_bytes(), &token.id, token.len, |found| token.is(found)) {
                clean = Cow::Owned(String::from_utf8_lossy(&without).into_owned());
            }
        }
        clean
    }

    /// The same for bytes that need not be text, such as a file on its way out.
    pub fn scrub_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        let mut clean = Cow::Borrowed(bytes);
        for token in live.iter() {
            let token = token.expose_secret();
            if let Some(without) = without(&clean, token, token.len(), |_| true) {
                clean = Cow::Owned(without);
            }
        }
        let gone = self.gone.read().unwrap_or_else(PoisonError::into_inner);
        for token in gone.iter() {
            if let Some(without) = without(&clean, &token.id, token.len, |found| token.is(found)) {
                clean = Cow::Owned(without);
            }
        }
        clean
    }
}

/// The bytes with everything of this length that begins with `start` and that `is` knows replaced by
/// its id and `…`; `None` where there is nothing to replace.
fn without(bytes: &[u8], start: &str, len: usize, is: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let mut clean = Vec::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(bytes, start) {
        let found = bytes.get(at..at + len);
        if at >= from && found.is_some_and(&is) {
            clean.extend_from_slice(&bytes[from..at]);
            clean.extend_from_slice(first_chars(start).as_bytes());
            clean.extend_from_slice("…".as_bytes());
            from = at + len;
        }
    }
    (from > 0).then(|| {
        clean.extend_from_slice(&bytes[from..]);
        clean
    })
}

fn same(a: &SecretString, b: &SecretString) -> bool {
    a.expose_secret() == b.expose_secret()
}

impl fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scrubber({} tokens)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";

    #[test]
    fn pasted_tokens_are_cleaned() {
        let tab = format!("\tbearer\t{TOKEN}");
        for pasted in [
            TOKEN.to_owned(),
            format!("  {TOKEN}\r\n"),
            format!("Bearer {TOKEN}"),
            format!(" bearer   {TOKEN} "),
            format!("\u{feff}{TOKEN}\u{200b}"),
            tab,
        ] {
            assert_eq!(clean(&pasted).unwrap().expose_secret(), TOKEN, "{pasted:?}");
        }
        assert!(clean(&"x".repeat(20)).is_ok() && clean(&"x".repeat(200)).is_ok());
        assert!(clean("bearerbearerbearerbearer").is_ok());
    }

    #[test]
    fn what_is_no_token_is_refused_by_name() {
        let long = "x".repeat(201);
        for (pasted, error) in [
            ("", TokenShapeError::Empty),
            ("Bearer ", TokenShapeError::Empty),
            ("Bearer", TokenShapeError::Empty),
            ("0123456789abcdef012", TokenShapeError::TooShort),
            (long.as_str(), TokenShapeError::TooLong),
            ("0123456789\n0123456789abc", TokenShapeError::Control),
            ("0123456789\u{0}0123456789abc", TokenShapeError::Control),
            ("0123456789 0123456789abc", TokenShapeError::Blank),
            ("0123456789é0123456789abc", TokenShapeError::NotAscii),
            ("0123456789\u{202e}0123456789abc", TokenShapeError::NotAscii),
            ("https://app.speckle.systems/projects/1", TokenShapeError::Link),
        ] {
            assert_eq!(clean(pasted).unwrap_err(), error, "{pasted:?}");
        }
    }

    #[test]
    fn bytes_are_scrubbed_whether_they_are_text_or_not() {
        let scrubber = Scrubber::new();
        let mut bytes = vec![0xff, b'"'];
        bytes.extend_from_slice(format!("{TOKEN} and {TOKEN}").as_bytes());
        assert_eq!(scrubber.scrub_bytes(&bytes), bytes);
        scrubber.add(&clean(TOKEN).unwrap());
        let mut wanted = vec![0xff, b'"'];
        wanted.extend_from_slice("0123456789… and 0123456789…".as_bytes());
        assert_eq!(scrubber.scrub_bytes(&bytes), wanted);
    }

    #[test]
    fn a_forgotten_token_is_wiped_and_known_again_by_its_hash() {
        let scrubber = Scrubber::new();
        let token = clean(TOKEN).unwrap();
        scrubber.add(&token);
        scrubber.forget(&TokenId::of(&token));
        assert!(scrubber.is_empty());
        assert_eq!(scrubber.scrub(&format!("é{TOKEN}é{TOKEN}")), "é0123456789…é0123456789…");
        assert_eq!(scrubber.scrub_bytes(TOKEN.as_bytes()), "0123456789…".as_bytes());
        // Only the id is the same, or it is cut off: that is nobody's secret.
        let other = "0123456789000000000000000000000000000000000";
        assert_eq!(scrubber.scrub(other), other);
        assert_eq!(scrubber.scrub("the id 0123456789"), "the id 0123456789");
    }

    #[test]
    fn the_mask_shows_the_id_and_the_last_six_and_no_more() {
        let token = clean(TOKEN).unwrap();
        assert_eq!(mask(&token), "0123456789…fedcba");
        assert_eq!(TokenId::of(&token).as_str(), "0123456789");
        let short = clean("0123456789abcdefghij").unwrap();
        assert_eq!(mask(&short), "0123456789…");
        assert_eq!(mask(&SecretString::from("ü")), "ü…");
    }

    #[test]
    fn live_tokens_are_replaced_wherever_they_stand() {
        let scrubber = Scrubber::new();
        let shared = scrubber.clone();
        let text = format!("Authorization: Bearer {TOKEN}, again {TOKEN}{TOKEN}.");
        assert!(matches!(scrubber.scrub(&text), Cow::Borrowed(_)));
        shared.add(&clean(TOKEN).unwrap());
        shared.add(&clean(TOKEN).unwrap());
        assert_eq!(scrubber.len(), 1);
        assert_eq!(scrubber.scrub(&text), "Authorization: Bearer 0123456789…, again 0123456789…0123456789….");
        assert!(matches!(scrubber.scrub("nothing here"), Cow::Borrowed(_)));
        shared.remove(&clean(TOKEN).unwrap());
        assert!(scrubber.is_empty() && scrubber.scrub(&text) == text);
    }

    #[test]
    fn a_token_that_begins_with_another_is_replaced_whole() {
        let scrubber = Scrubber::new();
        let longer = format!("{TOKEN}SECRETMORE");
        scrubber.add(&clean(TOKEN).unwrap());
        scrubber.add(&clean(&longer).unwrap());
        assert_eq!(scrubber.scrub(&longer), "0123456789…");
    }

    #[test]
    fn debug_shows_no_token() {
        let scrubber = Scrubber::new();
        let token = clean(TOKEN).unwrap();
        scrubber.add(&token);
        let shown = format!("{scrubber:?} {token:?} {:?} {:?}", clean(TOKEN), clean("Bearer x"));
        assert!(!shown.contains("abcdef"), "{shown}");
    }

    #[test]
    fn what_can_only_be_a_token_is_found_in_any_text() {
        let token = "0123456789abcdef0123456789abcdef0123fedcba";
        for (text, found) in [
            (token.to_owned(), &[(0, 42)][..]),
            (format!("app.speckle.systems{token}"), &[(19, 61)]),
            (format!("Bearer {token} {token}"), &[(7, 49), (50, 92)]),
            (token[..40].to_uppercase(), &[(0, 40)]),
            (token[..39].to_owned(), &[]),
            // The longest id of Speckle, in a link, and text that is not ASCII.
            (format!("https://a.example/objects/{}/{}", &token[..10], &token[..32]), &[]),
            ("Müller é".to_owned(), &[]),
        ] {
            let ranges: Vec<_> = likely_tokens(&text).into_iter().map(|r| (r.start, r.end)).collect();
            assert_eq!(ranges, found, "{text}");
        }
    }
}
