//! The small grammar of typed columns and conditions: dots and commas outside of quotes, `\` inside.

/// Cuts a text at a character outside of quotes. Pieces keep their quotes.
pub(super) fn split(text: &str, at: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (place, c) in outside(text) {
        if c == at {
            pieces.push(text.get(start..place).unwrap_or_default());
            start = place + c.len_utf8();
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

/// The characters outside of quotes with their places. A quote begins only where a piece begins, so that
/// `3' 6"` needs no care.
pub(super) fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quoted, mut escaped, mut fresh) = (false, false, true);
    text.char_indices().filter(move |(_, c)| {
        let was_quoted = quoted;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if quoted => quoted = false,
            '"' if fresh => quoted = true,
            _ => {}
        }
        fresh = !quoted && matches!(c, '.' | ',' | '=' | '~' | '<' | '>' | ' ');
        !was_quoted && !quoted
    })
}

/// The text of a piece: without its quotes and escapes, or as it stands. Tells whether it was quoted.
pub(super) fn unquoted(piece: &str) -> (String, bool) {
    let piece = piece.trim();
    let inner = piece.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|_| piece.len() > 1);
    let Some(inner) = inner else { return (piece.to_owned(), false) };
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    (text, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_dots_and_commas_together() {
        for (text, at, pieces) in [
            ("a.b.c", '.', &["a", "b", "c"][..]),
            (r#"a."b.c".d"#, '.', &["a", r#""b.c""#, "d"]),
            (r#"a, "b, c" ,d"#, ',', &["a", r#" "b, c" "#, "d"]),
            (r#""a\"b,c",d"#, ',', &[r#""a\"b,c""#, "d"]),
            (r#"3' 6",x"#, ',', &[r#"3' 6""#, "x"]),
            ("", ',', &[""]),
        ] {
            assert_eq!(split(text, at), pieces, "{text}");
        }
        assert_eq!(unquoted(r#" "a\"b\\" "#), (r#"a"b\"#.to_owned(), true));
        assert_eq!(unquoted(" a b "), ("a b".to_owned(), false));
        assert_eq!(unquoted("\""), ("\"".to_owned(), false));
    }
}
