//! JSON text cut into words for highlighting, also while it is half typed.
//!
//! Checking is the document engine's work; this follows no grammar, so that colours do not jump
//! about while somebody types variables.

use std::ops::Range;

use crate::jsonc::comment_end;

/// What a [`JsonToken`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonTokenKind {
    /// A string with a colon behind it.
    Key,
    /// Any other string; one without an end goes to the end of its line.
    String,
    /// A number, or what begins like one.
    Number,
    /// `true`, `false`, `null`.
    Constant,
    /// Brackets, colons, commas.
    Punctuation,
    /// From `//` to the end of the line, or between `/*` and `*/`.
    Comment,
    /// A word that JSON has no use for.
    Unknown,
}

/// A stretch of text with one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonToken {
    /// The role.
    pub kind: JsonTokenKind,
    /// Where, in bytes; never empty.
    pub range: Range<usize>,
}

/// The words of `text`, in order, without overlap; blanks and stray characters lie between them.
///
/// Never fails and takes time linear in the text.
pub fn json_tokens(text: &str) -> Vec<JsonToken> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b'"' => {
                at = string_end(bytes, at);
                JsonTokenKind::String
            }
            b'{' | b'}' | b'[' | b']' | b':' | b',' => {
                at += 1;
                JsonTokenKind::Punctuation
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                at = comment_end(text, at).unwrap_or(bytes.len());
                JsonTokenKind::Comment
            }
            b'-' | b'0'..=b'9' => {
                at = run_end(bytes, at, |b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
                JsonTokenKind::Number
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                at = run_end(bytes, at, |b| b.is_ascii_alphanumeric());
                let known = matches!(bytes.get(start..at), Some(b"true" | b"false" | b"null"));
                if known { JsonTokenKind::Constant } else { JsonTokenKind::Unknown }
            }
            _ => {
                at += 1;
                continue;
            }
        };
        if kind == JsonTokenKind::Punctuation && bytes.get(start) == Some(&b':') {
            name_key(&mut tokens);
        }
        tokens.push(JsonToken { kind, range: start..at });
    }
    tokens
}

/// A colon makes the string before it a key.
fn name_key(tokens: &mut [JsonToken]) {
    if let Some(last) = tokens.iter_mut().rfind(|token| token.kind != JsonTokenKind::Comment)
        && last.kind == JsonTokenKind::String
    {
        last.kind = JsonTokenKind::Key;
    }
}

/// One past the closing quote of the string that begins at `at`, or the end of its line. A broken
/// escape may lead into a character, but the way ends only at ASCII, so always at a boundary.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    loop {
        match bytes.get(end) {
            Some(b'"') => return end + 1,
            Some(b'\\') if bytes.get(end + 1).is_some_and(|b| *b != b'\n') => end += 2,
            None | Some(b'\n') => return end,
            Some(_) => end += 1,
        }
    }
}

fn run_end(bytes: &[u8], at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    at + bytes.iter().skip(at).take_while(|b| belongs(**b)).count()
}

#[cfg(test)]
mod tests {
    use super::JsonTokenKind::*;
    use super::*;

    #[test]
    fn words_of_json() {
        let table: &[(&str, &[(&str, JsonTokenKind)])] = &[
            (
                r#"{"a" : 1}"#,
                &[("{", Punctuation), ("\"a\"", Key), (":", Punctuation), ("1", Number), ("}", Punctuation)],
            ),
            (
                r#"["x\"y", -1.5e+3]"#,
                &[
                    ("[", Punctuation),
                    (r#""x\"y""#, String),
                    (",", Punctuation),
                    ("-1.5e+3", Number),
                    ("]", Punctuation),
                ],
            ),
            ("true null yes", &[("true", Constant), ("null", Constant), ("yes", Unknown)]),
            ("\"open\n1", &[("\"open", String), ("1", Number)]),
            ("\"a\\é\" § 2", &[("\"a\\é\"", String), ("2", Number)]),
            ("\"end\\", &[("\"end\\", String)]),
            ("// 1\n2 /* 3", &[("// 1", Comment), ("2", Number), ("/* 3", Comment)]),
            (
                "\"a\" /* \"b\" */ : \"//\"",
                &[("\"a\"", Key), ("/* \"b\" */", Comment), (":", Punctuation), ("\"//\"", String)],
            ),
            ("", &[]),
        ];
        for (text, expected) in table {
            let found: Vec<_> = json_tokens(text).into_iter().map(|t| (&text[t.range], t.kind)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
