//! From the bytes between two quotes to text that can be shown, losing nothing.

use memchr::memchr;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A string's text. Escapes are resolved; what is no character stays visible: a lone surrogate as `\ud83d`,
/// a byte that is no UTF-8 as `\xff`. An escape that is cut at the end is kept as it is.
pub(crate) fn decode(inner: &[u8]) -> Cow<'_, str> {
    match memchr(b'\\', inner) {
        None => lossless(inner),
        Some(first) => Cow::Owned(resolve(inner, first)),
    }
}

/// Bytes as text; those that are no UTF-8 as `\xff`.
pub(crate) fn lossless(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let mut text = String::with_capacity(bytes.len() + 16);
            push_lossless(&mut text, bytes);
            Cow::Owned(text)
        }
    }
}

fn push_lossless(text: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
}

fn resolve(inner: &[u8], first: usize) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    let mut next = Some(first);
    while let Some(slash) = next {
        let (plain, escape) = rest.split_at(slash);
        push_lossless(&mut text, plain);
        let used = push_escape(&mut text, escape);
        rest = escape.get(used..).unwrap_or_default();
        next = memchr(b'\\', rest);
    }
    push_lossless(&mut text, rest);
    text
}

/// Resolves the escape at the start and says how many bytes it took.
fn push_escape(text: &mut String, escape: &[u8]) -> usize {
    let simple = match escape.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(&byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
        Some(b'u') => return push_unicode(text, escape),
        _ => {
            text.push('\\');
            return 1;
        }
    };
    text.push(simple);
    2
}

fn push_unicode(text: &mut String, escape: &[u8]) -> usize {
    let Some(unit) = unit(escape) else {
        text.push('\\');
        return 1;
    };
    if let Some(character) = char::from_u32(unit) {
        text.push(character);
        return 6;
    }
    let low = escape.get(6..).and_then(self::unit).filter(|low| (0xDC00..0xE000).contains(low));
    if unit < 0xDC00
        && let Some(low) = low
        && let Some(character) = char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
    {
        text.push(character);
        return 12;
    }
    let _ = write!(text, "\\u{unit:04x}");
    6
}

/// The number of a `\uXXXX` at the start.
fn unit(escape: &[u8]) -> Option<u32> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
}

/// Makes characters visible that would hide or reorder text: control characters, directional marks,
/// zero-width spaces and line separators become `\u202e` and the like. Text without them is borrowed.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unseen(character) {
            push_escaped(&mut shown, character);
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Writes a character as JSON's `\uXXXX`, in two units where it needs them.
pub(crate) fn push_escaped(text: &mut String, character: char) {
    let mut units = [0; 2];
    for unit in character.encode_utf16(&mut units) {
        let _ = write!(text, "\\u{unit:04x}");
    }
}

/// Whether a character cannot be seen as itself: it controls, reorders or hides its neighbours.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_decode_and_lose_nothing() {
        let cases: [(&[u8], &str); 14] = [
            (b"", ""),
            (b"plain", "plain"),
            ("Höhe 高さ".as_bytes(), "Höhe 高さ"),
            (br#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (br"caf\u00e9", "café"),
            (br"caf\u00E9!", "café!"),
            (br"\ud83d\ude00", "😀"),
            (br"\ud83d", r"\ud83d"),
            (br"\ude00\ud83d", r"\ude00\ud83d"),
            (br"\ud83d\u0041", r"\ud83dA"),
            (b"\xff\xc3(", r"\xff\xc3("),
            (b"a\\n\xed\xa0\x80", "a\n\\xed\\xa0\\x80"),
            (br"\u12", r"\u12"),
            (br"\u0000", "\0"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes), text);
        }
        assert!(matches!(decode("né".as_bytes()), Cow::Borrowed(_)));
    }

    #[test]
    fn what_hides_or_reorders_is_made_visible() {
        assert_eq!(visible("a\u{202e}b\0\u{e0001}"), "a\\u202eb\\u0000\\udb40\\udc01");
        assert!(matches!(visible("Wände 👷‍♀️"), Cow::Borrowed(_)));
    }
}
