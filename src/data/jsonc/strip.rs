//! Comments: where one ends, and a text without any.

use std::borrow::Cow;

/// One past the comment that begins at byte `at`: before the line break of a `//` comment, behind the
/// `*/` of the other kind. `None` where no comment begins, or where it has no end.
pub fn comment_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if rest.starts_with("//") {
        return Some(at + rest.find(['\n', '\r']).unwrap_or(rest.len()));
    }
    let inside = rest.strip_prefix("/*")?;
    inside.find("*/").map(|end| at + "/*".len() + end + "*/".len())
}

/// Whether a text holds nothing but blanks and comments.
pub fn is_blank(text: &str) -> bool {
    without_comments(text).trim_start_matches('\u{feff}').trim().is_empty()
}

/// The text with blanks where its comments were, so that lines and columns of what follows stay.
/// Strings are left alone, and so is a comment without an end, which no reader takes.
pub fn without_comments(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut made: Option<String> = None;
    let (mut at, mut kept) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'/' => match comment_end(text, at) {
                Some(end) => {
                    let made = made.get_or_insert_default();
                    made.push_str(text.get(kept..at).unwrap_or_default());
                    let hidden = text.get(at..end).unwrap_or_default();
                    made.extend(hidden.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { ' ' }));
                    (at, kept) = (end, end);
                }
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    match made {
        Some(mut made) => {
            made.push_str(text.get(kept..).unwrap_or_default());
            Cow::Owned(made)
        }
        None => Cow::Borrowed(text),
    }
}

/// One past the closing quote of the string at `at`; the end of the text where it has none.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    loop {
        match bytes.get(end) {
            Some(b'"') => return end + 1,
            Some(b'\\') => end += 2,
            Some(_) => end += 1,
            None => return end.min(bytes.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_blanks_and_strings_stay() {
        for (text, plain) in [
            ("{\"a\": 1}", "{\"a\": 1}"),
            ("{ // one\n\"a\": 1}", "{       \n\"a\": 1}"),
            ("{/* é\n */\"a\":1}", "{    \n   \"a\":1}"),
            ("{\"a\": \"// no\"} // yes", "{\"a\": \"// no\"}       "),
            ("{\"a\\\"/*\": 1 /**/}", "{\"a\\\"/*\": 1     }"),
            ("{ /* open", "{ /* open"),
            ("\"open // x", "\"open // x"),
            ("\"\\", "\"\\"),
        ] {
            assert_eq!(without_comments(text), plain, "{text}");
        }
        assert!(matches!(without_comments("{}"), Cow::Borrowed(_)));
    }
}
