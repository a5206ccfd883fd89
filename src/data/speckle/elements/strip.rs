//! Members cut out of an object's JSON text, so that what nobody looks at is not kept.

use std::borrow::Cow;

/// The text of an object without the members of its own that have one of these names. Everything else stays
/// as it stands, byte by byte. Text that is no object, and names written with escapes, are left alone: whoever
/// reads it next finds out.
pub fn without_members<'j>(json: &'j [u8], names: &[&str]) -> Cow<'j, [u8]> {
    match cut(json, names) {
        Some(text) => Cow::Owned(text),
        None => Cow::Borrowed(json),
    }
}

/// `None`: there is nothing to cut, or the text is no object.
fn cut(json: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let mut at = blank(json, 0);
    if *json.get(at)? != b'{' {
        return None;
    }
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut is_cut = false;
    // A member begins behind the bracket or comma before it: blanks are a part of it.
    let mut start = at + 1;
    at = blank(json, start);
    while *json.get(at)? != b'}' {
        let end = string(json, at)?;
        let name = json.get(at + 1..end - 1)?;
        at = blank(json, end);
        if *json.get(at)? != b':' {
            return None;
        }
        at = value(json, at + 1)?;
        if names.iter().any(|known| known.as_bytes() == name) {
            is_cut = true;
        } else {
            kept.push(json.get(start..at)?);
        }
        if *json.get(at)? == b',' {
            start = at + 1;
            at = blank(json, start);
        }
    }
    is_cut.then(|| [b"{", kept.join(&b","[..]).as_slice(), json.get(at..).unwrap_or(b"}")].concat())
}

/// The first byte from here that is no blank.
fn blank(json: &[u8], at: usize) -> usize {
    let rest = json.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// The byte behind the string that begins here.
fn string(json: &[u8], at: usize) -> Option<usize> {
    if *json.get(at)? != b'"' {
        return None;
    }
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', json.get(at..)?)?;
        match json.get(at)? {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// The comma or bracket behind the value that begins here.
fn value(json: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match json.get(at)? {
            b'"' => {
                at = string(json, at)?;
                continue;
            }
            b',' | b'}' if depth == 0 => return Some(at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(json: &str) -> String {
        let text = without_members(json.as_bytes(), &["data", "@displayValue"]).into_owned();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn members_of_the_object_itself_are_cut_and_nothing_else() {
        for (json, wanted) in [
            (r#"{"id":"a","data":[1,{"x":"}\"]"}],"n": 1.10}"#, r#"{"id":"a","n": 1.10}"#),
            (r#"{"data":1}"#, "{}"),
            (r#" { "data" : 1 , "a" : {"data":2} , "@displayValue":null } "#, r#"{ "a" : {"data":2} } "#),
            (r#"{"a":"\"data\":1","a":2,"data":"x,y"}"#, r#"{"a":"\"data\":1","a":2}"#),
            (r#"{"k\\":1,"data":"\\"}"#, r#"{"k\\":1}"#),
            (r#"{"id":"a"}"#, r#"{"id":"a"}"#),
            ("{}", "{}"),
        ] {
            assert_eq!(without(json), wanted);
        }
    }

    #[test]
    fn what_is_no_object_is_left_alone() {
        for json in [
            "",
            "[1]",
            "{",
            r#"{"data""#,
            r#"{"data":1"#,
            r#"{"data":"x"#,
            r#"{"data":]}"#,
            r#"{1:2}"#,
            r#"{"a" 1}"#,
        ] {
            assert_eq!(without(json), json);
        }
    }

    #[test]
    fn whatever_is_cut_reads_as_before() {
        let json = r#"{"id":"ü","data":[[]],"properties":{"data":{"v":"\u00e4"}},"@displayValue":{"a":[{}]},"z":-1e5}"#;
        let mut whole: serde_json::Value = serde_json::from_str(json).unwrap();
        let object = whole.as_object_mut().unwrap();
        object.remove("data");
        object.remove("@displayValue");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&without(json)).unwrap(), whole);
    }
}
