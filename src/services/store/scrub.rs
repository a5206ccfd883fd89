//! Keeps secrets out of the history: values whose name says that they are one become `***`.
//!
//! Works on the text, so that everything else (number forms, order, comments, broken ends) stays as
//! the person wrote it.

use std::ops::Range;

/// A value is masked when its name holds one of these, in any case.
const TELLING: &[&str] = &["token", "secret", "password", "email", "authorization"];

/// What stands for a masked value.
const MASK: &str = "\"***\"";

/// What a text is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Variables: every value under a telling key is masked whole.
    Json,
    /// An operation: strings and numbers given to a telling argument, field or variable are masked;
    /// types, aliases and variables are not values and stay.
    Graphql,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Word,
    Number,
    Mark(u8),
}

type Token = (Kind, Range<usize>);

/// The text with its telling values masked.
pub(super) fn mask(text: &str, language: Language) -> String {
    let tokens = tokens(text, language);
    let mut masked = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let value =
            if telling(text, &tokens, at, language) { value_after(&tokens, at, language) } else { None };
        match value {
            Some(value) => {
                at = value.end;
                hide(&tokens, value, language, &mut masked);
            }
            None => at += 1,
        }
    }
    replace(text, &masked)
}

/// Whether the token is a name that announces a secret.
fn telling(text: &str, tokens: &[Token], at: usize, language: Language) -> bool {
    let Some((kind, range)) = tokens.get(at) else { return false };
    let Some(source) = text.get(range.clone()) else { return false };
    let name = match (language, kind) {
        (Language::Graphql, Kind::Word) => source.to_lowercase(),
        // A key may be written with escapes.
        (Language::Json, Kind::Text) => {
            serde_json::from_str(source).unwrap_or_else(|_| source.to_owned()).to_lowercase()
        }
        _ => return false,
    };
    TELLING.iter().any(|word| name.contains(word))
}

/// The tokens of the value that belongs to the name at `at`, if a value follows.
fn value_after(tokens: &[Token], at: usize, language: Language) -> Option<Range<usize>> {
    let mark = |at: usize| match tokens.get(at) {
        Some((Kind::Mark(mark), _)) => Some(*mark),
        _ => None,
    };
    if mark(at + 1)? != b':' {
        return None;
    }
    let variable = language == Language::Graphql && at > 0 && mark(at - 1) == Some(b'$');
    let start = if variable { default_after(tokens, at + 2)? } else { at + 2 };
    (start < tokens.len()).then(|| start..value_end(tokens, start))
}

/// Where the default value of a variable begins: behind the `=` that follows its type.
fn default_after(tokens: &[Token], from: usize) -> Option<usize> {
    for (at, (kind, _)) in tokens.iter().enumerate().skip(from) {
        match kind {
            Kind::Mark(b'=') => return Some(at + 1),
            Kind::Word | Kind::Mark(b'[' | b']' | b'!') => {}
            _ => return None,
        }
    }
    None
}

/// The end of the value that begins at `start`: one token, or up to the closing bracket.
fn value_end(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (kind, _)) in tokens.iter().enumerate().skip(start) {
        match kind {
            Kind::Mark(b'{' | b'[') => depth += 1,
            Kind::Mark(b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn hide(tokens: &[Token], value: Range<usize>, language: Language, masked: &mut Vec<Range<usize>>) {
    let value = tokens.get(value).unwrap_or_default();
    match language {
        Language::Json => {
            if let (Some((_, first)), Some((_, last))) = (value.first(), value.last()) {
                masked.push(first.start..last.end);
            }
        }
        Language::Graphql => {
            let literals = value.iter().filter(|(kind, _)| matches!(kind, Kind::Text | Kind::Number));
            masked.extend(literals.map(|(_, range)| range.clone()));
        }
    }
}

fn replace(text: &str, masked: &[Range<usize>]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for range in masked {
        result.push_str(text.get(done..range.start).unwrap_or_default());
        result.push_str(MASK);
        done = range.end;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}

/// Cuts a text into tokens; white space, commas of GraphQL and comments are between them. Never fails:
/// an open string reaches to the end.
fn tokens(text: &str, language: Language) -> Vec<Token> {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let run = |from: usize, within: fn(u8) -> bool| {
        bytes.iter().skip(from).position(|b| !within(*b)).map_or(bytes.len(), |length| from + length)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = match byte(at) {
            b'"' => (Some(Kind::Text), string_end(bytes, at, language)),
            b'#' if language == Language::Graphql => (None, run(at, |b| b != b'\n' && b != b'\r')),
            b if b.is_ascii_alphabetic() || b == b'_' => {
                (Some(Kind::Word), run(at, |b| b.is_ascii_alphanumeric() || b == b'_'))
            }
            b if b.is_ascii_digit() || b == b'-' => (
                Some(Kind::Number),
                run(at + 1, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-')),
            ),
            // White space, and whatever is not ASCII and not in a string: no name, no value.
            b if b.is_ascii_whitespace() || b == b',' || !b.is_ascii() => (None, at + 1),
            mark => (Some(Kind::Mark(mark)), at + 1),
        };
        if let Some(kind) = kind {
            found.push((kind, at..end));
        }
        at = end;
    }
    found
}

fn string_end(bytes: &[u8], start: usize, language: Language) -> usize {
    let rest = |at: usize| bytes.get(at..).unwrap_or_default();
    if language == Language::Graphql && rest(start).starts_with(b"\"\"\"") {
        let mut at = start + 3;
        while at < bytes.len() {
            if rest(at).starts_with(b"\\\"\"\"") {
                at += 4;
            } else if rest(at).starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return bytes.len();
    }
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            // A string of one line that is not closed ends with its line in GraphQL.
            b'\n' if language == Language::Graphql => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}
