//! Where a value lies: keys and positions, and the three texts in which people write them.

use super::decode::{is_unseen, push_escaped};
use std::borrow::Cow;
use std::fmt::Write as _;

/// One level down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into the member of an object. Where keys repeat, the last one is meant.
    Key(String),
    /// Into the item of an array, from 0.
    Index(usize),
}

/// The steps from the root to a value; none for the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

/// A text that is no path: where and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is no path: {message} at character {column}")]
pub struct PathError {
    /// From 1, in characters.
    pub column: usize,
    /// What was expected.
    pub message: &'static str,
}

impl Path {
    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path one step further down.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// `data.project.objects[3]["odd key"]`, as people and JavaScript write it; empty for the root.
    pub fn dotted(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Index(nth) => push_index(&mut text, *nth),
                Step::Key(key) if is_name(key) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(key);
                }
                Step::Key(key) => {
                    text.push('[');
                    push_quoted(&mut text, key, '"');
                    text.push(']');
                }
            }
        }
        text
    }

    /// The fields that lead there in the operation that was run, by the names they have in its answer:
    /// `project.models.items`, without `data` and positions.
    pub fn fields(&self) -> String {
        let keys = self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        let keys: Vec<&str> = keys.collect();
        match keys.as_slice() {
            ["data", rest @ ..] => rest.join("."),
            all => all.join("."),
        }
    }

    /// The normalised JSONPath, `$['data']['objects'][3]` (RFC 9535, section 2.7).
    pub fn json_path(&self) -> String {
        let mut text = String::from("$");
        for step in &self.0 {
            match step {
                Step::Index(nth) => push_index(&mut text, *nth),
                Step::Key(key) => {
                    text.push('[');
                    push_quoted(&mut text, key, '\'');
                    text.push(']');
                }
            }
        }
        text
    }

    /// The JSON pointer, `/data/objects/3` (RFC 6901).
    pub fn pointer(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            text.push('/');
            match step {
                Step::Index(nth) => {
                    let _ = write!(text, "{nth}");
                }
                Step::Key(key) => text.push_str(&key.replace('~', "~0").replace('/', "~1")),
            }
        }
        text
    }

    /// Reads a JSONPath of names and positions (`$…`) or a path of dots.
    ///
    /// A JSON pointer does not say whether `3` is a key or a position: [`super::Document::find_path`] looks.
    ///
    /// # Errors
    /// [`PathError`] for anything else, also for JSONPath's wildcards and filters.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let mut parser = Parser { text, at: 0 };
        let rooted = parser.take('$');
        let mut steps = Vec::new();
        while !parser.rest().is_empty() {
            if parser.take('[') {
                steps.push(parser.bracket()?);
            } else if parser.take('.') {
                if steps.is_empty() && !rooted {
                    return Err(parser.error("a name was expected"));
                }
                steps.push(parser.name()?);
            } else if steps.is_empty() && !rooted {
                steps.push(parser.name()?);
            } else {
                return Err(parser.error("a dot or a bracket was expected"));
            }
        }
        Ok(Self(steps))
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.dotted())
    }
}

/// The keys or positions of a JSON pointer.
pub(crate) fn pointer_tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(|token| {
        if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
    })
}

/// A pointer's token as a position: digits without a leading zero.
pub(crate) fn pointer_index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit()));
    token.parse().ok().filter(|_| plain)
}

fn push_index(text: &mut String, nth: usize) {
    // Writing to a string cannot fail.
    let _ = write!(text, "[{nth}]");
}

/// Keys that need no quotes after a dot.
fn is_name(key: &str) -> bool {
    let mut characters = key.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_part)
}

fn is_name_start(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '@')
}

fn is_name_part(character: char) -> bool {
    is_name_start(character) || character.is_numeric() || character == '-'
}

/// A key in quotes. Control characters are escaped, and in double quotes, which are for people, also
/// what would hide or reorder text; RFC 9535 wants the rest of a normalised path as it is.
fn push_quoted(text: &mut String, key: &str, quote: char) {
    text.push(quote);
    for character in key.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            _ if character == quote => {
                text.push('\\');
                text.push(quote);
            }
            _ if character < ' ' || (quote == '"' && is_unseen(character)) => push_escaped(text, character),
            _ => text.push(character),
        }
    }
    text.push(quote);
}

/// Reads the steps of a path.
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest().chars().next()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn error(&self, message: &'static str) -> PathError {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        PathError { column: before.chars().count() + 1, message }
    }

    fn name(&mut self) -> Result<Step, PathError> {
        let rest = self.rest();
        let len = rest.find(|character| !is_name_part(character)).unwrap_or(rest.len());
        let name = rest.get(..len).unwrap_or_default();
        if name.is_empty() {
            return Err(self.error("a name was expected"));
        }
        self.at += len;
        Ok(Step::Key(name.to_owned()))
    }

    fn bracket(&mut self) -> Result<Step, PathError> {
        let step = if self.take('\'') {
            Step::Key(self.quoted('\'')?)
        } else if self.take('"') {
            Step::Key(self.quoted('"')?)
        } else {
            let rest = self.rest();
            let len = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
            let digits = rest.get(..len).unwrap_or_default();
            let nth =
                pointer_index(digits).ok_or_else(|| self.error("a position or a quoted key was expected"))?;
            self.at += len;
            Step::Index(nth)
        };
        if self.take(']') { Ok(step) } else { Err(self.error("`]` was expected")) }
    }

    fn quoted(&mut self, quote: char) -> Result<String, PathError> {
        let mut key = String::new();
        loop {
            match self.next() {
                None => return Err(self.error("the closing quote was expected")),
                Some('\\') => key.push(self.escape()?),
                Some(character) if character == quote => return Ok(key),
                Some(character) => key.push(character),
            }
        }
    }

    fn escape(&mut self) -> Result<char, PathError> {
        Ok(match self.next() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some(character @ ('\\' | '/' | '\'' | '"')) => character,
            Some('u') => return self.unicode(),
            _ => return Err(self.error("an escape was expected")),
        })
    }

    fn unicode(&mut self) -> Result<char, PathError> {
        let unit = self.unit()?;
        let mut units = vec![unit];
        if (0xD800..0xDC00).contains(&unit) && self.take('\\') && self.take('u') {
            units.push(self.unit()?);
        }
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(self.error("a whole character was expected")),
        }
    }

    fn unit(&mut self) -> Result<u16, PathError> {
        let digits =
            self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error("four hexadecimal digits were expected"))?;
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Step {
        Step::Key(text.into())
    }

    #[test]
    fn a_path_has_three_texts() {
        let cases: [(Vec<Step>, &str, &str, &str); 7] = [
            (vec![], "", "$", ""),
            (
                vec![key("data"), key("items"), Step::Index(3)],
                "data.items[3]",
                "$['data']['items'][3]",
                "/data/items/3",
            ),
            (vec![Step::Index(0), Step::Index(12)], "[0][12]", "$[0][12]", "/0/12"),
            (vec![key("a b"), key("it's")], r#"["a b"]["it's"]"#, r"$['a b']['it\'s']", "/a b/it's"),
            (vec![key("a/b~c"), key("")], r#"["a/b~c"][""]"#, "$['a/b~c']['']", "/a~1b~0c/"),
            (
                vec![key("@displayValue"), key("7")],
                r#"@displayValue["7"]"#,
                "$['@displayValue']['7']",
                "/@displayValue/7",
            ),
            (
                vec![key("\n\u{1}\\\"\u{202e}")],
                r#"["\n\u0001\\\"\u202e"]"#,
                "$['\\n\\u0001\\\\\"\u{202e}']",
                "/\n\u{1}\\\"\u{202e}",
            ),
        ];
        for (steps, dotted, json_path, pointer) in cases {
            let path = Path(steps);
            assert_eq!((&*path.dotted(), &*path.json_path(), &*path.pointer()), (dotted, json_path, pointer));
            assert_eq!(Path::parse(dotted).as_ref(), Ok(&path));
            assert_eq!(Path::parse(json_path).as_ref(), Ok(&path));
        }
    }

    #[test]
    fn fields_are_those_of_the_operation() {
        for (path, fields) in [
            ("data.project.models.items[3].name", "project.models.items.name"),
            ("[0].a", "a"),
            ("data", ""),
            ("", ""),
        ] {
            assert_eq!(Path::parse(path).map(|path| path.fields()), Ok(fields.to_owned()), "{path}");
        }
    }

    #[test]
    fn other_spellings_are_read_and_other_texts_are_refused() {
        assert_eq!(Path::parse(r#"$.data["a"].b[0]"#).map(|path| path.dotted()), Ok("data.a.b[0]".into()));
        assert_eq!(Path::parse(r"$['\ud83d\ude00']").map(|path| path.0), Ok(vec![key("😀")]));
        for (text, column) in [
            ("a..b", 3),
            (".a", 2),
            ("$.", 3),
            ("$a", 2),
            ("a[", 3),
            ("a[01]", 3),
            ("a[-1]", 3),
            ("a[*]", 3),
            ("ü['x", 5),
            ("a['x'", 6),
            (r"$['\x']", 6),
            (r"$['\ud800']", 10),
        ] {
            assert_eq!(Path::parse(text).map_err(|error| error.column), Err(column), "{text}");
        }
    }
}
