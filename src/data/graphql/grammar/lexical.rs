//! Words that the lexical grammar refuses, and why.

use std::ops::Range;

use super::{Lexeme, LexemeKind, Problem, SYNTAX};

/// What is wrong with a word by itself.
pub(super) fn problem(text: &str, word: &Lexeme) -> Option<Problem> {
    let shown = word.text(text);
    let message = match word.kind {
        LexemeKind::Unknown if shown.starts_with('\'') => {
            "Unexpected character ', texts are written in double quotes".to_owned()
        }
        LexemeKind::Unknown => {
            let first: String = shown.chars().take(1).collect();
            format!("Unexpected character {first}")
        }
        LexemeKind::BadNumber => format!("{shown} is not a number"),
        LexemeKind::String { closed: false } => "The closing quote is missing on this line".to_owned(),
        LexemeKind::BlockString { closed: false } => "The closing \"\"\" is missing".to_owned(),
        LexemeKind::String { .. } => return escape_problem(shown, word.range.start),
        _ => return None,
    };
    Some(Problem::error(word.range.clone(), SYNTAX, message))
}

fn escape_problem(string: &str, place: usize) -> Option<Problem> {
    let escape = broken_escape(string)?;
    let shown = string.get(escape.clone()).unwrap_or_default();
    let message = format!("{shown} is not an escape that GraphQL knows");
    Some(Problem::error(place + escape.start..place + escape.end, SYNTAX, message))
}

/// The first escape sequence of a string that stands for no character.
fn broken_escape(string: &str) -> Option<Range<usize>> {
    let bytes = string.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', bytes.get(at..)?) {
        let start = at + found;
        at = start + 2;
        match bytes.get(start + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
            b'u' => match unicode_end(string, at) {
                Some(end) => at = end,
                None => return Some(start..at),
            },
            _ => {
                let character = string.get(start + 1..)?.chars().next()?;
                return Some(start..start + 1 + character.len_utf8());
            }
        }
    }
    None
}

/// Where the digits behind `\u` end, if they stand for a character: `{…}`, four, or a surrogate pair.
fn unicode_end(string: &str, at: usize) -> Option<usize> {
    if let Some(braced) = string.get(at..)?.strip_prefix('{') {
        let length = braced.find('}')?;
        char::from_u32(hexadecimal(braced.get(..length)?)?)?;
        return Some(at + length + 2);
    }
    let first = hexadecimal(string.get(at..at + 4)?)?;
    if char::from_u32(first).is_some() {
        return Some(at + 4);
    }
    let second = string.get(at + 4..at + 10)?.strip_prefix("\\u")?;
    let is_pair = (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(&hexadecimal(second)?);
    is_pair.then_some(at + 10)
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let is_plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    if is_plain { u32::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_that_stand_for_no_character_are_found() {
        for known in [r#""\\ \" \/ \b \f \n \r \t""#, r#""\u00e9 \u{1F600} \uD83D\uDE00""#, "\"é\""] {
            assert_eq!(broken_escape(known), None, "{known}");
        }
        for (broken, range) in [
            (r#""\q""#, 1..3),
            (r#""\é""#, 1..4),
            (r#""\u12""#, 1..3),
            (r#""\uD83D""#, 1..3),
            (r#""\uDE00\uD83D""#, 1..3),
            (r#""\u{110000}""#, 1..3),
            (r#""\u{}""#, 1..3),
            (r#""\u+123""#, 1..3),
        ] {
            assert_eq!(broken_escape(broken), Some(range), "{broken}");
        }
    }
}
