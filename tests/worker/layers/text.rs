//! Reading Rust as text, just well enough for rules about names: comments and strings are blanked,
//! test modules left out, types with their derives found.

/// The source with comments and the content of strings blanked. Lines stay where they are.
pub fn code(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = opaque_end(bytes, at);
        if end > at {
            // Something is left to stand for a string, so that words around it do not join.
            code.push(' ');
            code.extend(source[at..end].chars().filter(|c| *c == '\n'));
            at = end;
        } else {
            let c = source[at..].chars().next().unwrap_or(' ');
            code.push(c);
            at += c.len_utf8();
        }
    }
    code
}

/// The end of the comment, string or character that begins here; `at` itself when none does.
fn opaque_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let word_before = at > 0 && is_word(bytes[at - 1]);
    if rest.starts_with(b"//") {
        return at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    }
    if rest.starts_with(b"/*") {
        return block_comment_end(bytes, at);
    }
    let raw = rest.strip_prefix(b"r").or_else(|| rest.strip_prefix(b"br")).filter(|_| !word_before);
    if let Some(raw) = raw {
        let hashes = raw.iter().take_while(|b| **b == b'#').count();
        if raw.get(hashes) == Some(&b'"') {
            let close = [&b"\""[..], &b"#".repeat(hashes)].concat();
            let start = bytes.len() - raw.len() + hashes + 1;
            return find(bytes, start, &close).map_or(bytes.len(), |found| found + close.len());
        }
    }
    match rest {
        [b'"', ..] => quoted_end(bytes, at, b'"'),
        // A lifetime has no closing quote two characters on.
        [b'\'', b'\\', ..] => quoted_end(bytes, at, b'\''),
        [b'\'', ..] => character_end(bytes, at),
        _ => at,
    }
}

fn block_comment_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

fn character_end(bytes: &[u8], at: usize) -> usize {
    let text = std::str::from_utf8(&bytes[at + 1..]).unwrap_or_default();
    match text.chars().next() {
        Some(c) if text[c.len_utf8()..].starts_with('\'') => at + 2 + c.len_utf8(),
        _ => at,
    }
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(needle.len()).position(|window| window == needle).map(|at| from + at)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where `word` stands in the code and is not a part of a longer word.
fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = code.as_bytes();
    let starts_as_word = word.bytes().next().is_some_and(is_word);
    let ends_as_word = word.bytes().last().is_some_and(is_word);
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = !starts_as_word || *at == 0 || !is_word(bytes[at - 1]);
        let after = !ends_as_word || bytes.get(at + word.len()).is_none_or(|b| !is_word(*b));
        before && after
    })
}

/// Whether the code holds this word or path.
pub fn says(code: &str, word: &str) -> bool {
    places(code, word).next().is_some()
}

/// Whether the code names a crate: `name::…` that is not a part of a longer path, or `use name`. A
/// variable, field or module of that name is none.
pub fn names_crate(code: &str, name: &str) -> bool {
    let crate_path = |at: usize| {
        let before = code[..at].trim_end();
        let after = code[at + name.len()..].trim_start();
        let global = before.strip_suffix("::").map(str::trim_end);
        // `a::name` is a module of something else; `::name` is the crate.
        let inner = global.is_some_and(|rest| rest.bytes().last().is_some_and(is_word) && !used(rest));
        if inner {
            return false;
        }
        after.starts_with("::") || (used(global.unwrap_or(before)) && after.starts_with([';', 'a']))
    };
    places(code, name).any(crate_path)
}

/// Whether the code ends with the word that names a crate or module to use.
fn used(code: &str) -> bool {
    ["use", "extern crate"]
        .iter()
        .any(|word| code.strip_suffix(word).is_some_and(|rest| !rest.bytes().last().is_some_and(is_word)))
}

/// The names in `#[cfg(test)] mod name;`.
pub fn test_modules(code: &str) -> Vec<String> {
    let module = |at: usize| {
        let item = code[at..].split_once(']')?.1;
        let (head, _) = item.split_once(['{', ';'])?;
        let is_file = item[head.len()..].starts_with(';');
        let (_, name) = head.rsplit_once("mod ")?;
        is_file.then(|| name.trim().to_owned())
    };
    code.match_indices("#[cfg(test)]").filter_map(|(at, _)| module(at)).collect()
}

/// The code without the bodies of its `#[cfg(test)]` modules.
pub fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        let body = &rest[at..];
        let open = body.find('{').unwrap_or(body.len());
        let ends = body.find(';').unwrap_or(body.len());
        let end = if ends < open { ends + 1 } else { open + block_length(&body[open..]) };
        rest = &body[end.min(body.len())..];
    }
    kept.push_str(rest);
    kept
}

/// The length of the block that begins with this text's first character, `{`.
fn block_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// The types that derive Debug or Serialize: their names and bodies.
pub fn printable_types(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("#[derive(") {
        let rest = &code[at..];
        let Some(close) = rest.find(')') else { continue };
        if !(says(&rest[..close], "Debug") || says(&rest[..close], "Serialize")) {
            continue;
        }
        let Some(kind) = ["struct ", "enum "].iter().filter_map(|kind| rest.find(kind)).min() else {
            continue;
        };
        let item = &rest[kind..];
        let name = item.split([' ', '<', '(', '{', ';']).nth(1).unwrap_or_default();
        let end = item.find(['{', ';']).unwrap_or(item.len());
        let length = if item[end..].starts_with('{') { block_length(&item[end..]) } else { 0 };
        found.push((name.to_owned(), item[..end + length].to_owned()));
    }
    found
}

/// `name: Type` when that is a secret kept as plain text. Public ids and counts are none, and
/// `SecretString` prints nothing.
pub fn secret_field(field: &str) -> Option<String> {
    let (before, kind) = field.split_once(':')?;
    let name = before.split_whitespace().last().unwrap_or_default();
    let telling = ["token", "secret", "password", "authorization", "bearer"];
    let named = telling.iter().any(|word| name == *word || name.ends_with(&format!("_{word}")));
    let plain = ["String", "str", "Vec<u8>", "Bytes", "Zeroizing"];
    let secret = named && plain.iter().any(|word| says(kind, word));
    secret.then(|| format!("{name}: {}", kind.trim()))
}
