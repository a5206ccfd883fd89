//! JSON values as literals of a language: the same values, with the digits of their numbers.

use crate::document::is_unseen;
use crate::jsonc::{Kind, Value};

/// How a language writes values.
pub(super) struct Dialect {
    pub null: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    /// What a list begins and ends with.
    pub list: (&'static str, &'static str),
    /// What an object begins and ends with.
    pub object: (&'static str, &'static str),
    /// A text with its quotes.
    pub text: fn(&str) -> String,
    /// The name of a member, up to its value.
    pub key: fn(&str) -> String,
    pub indent: usize,
    /// The last of several lines ends with a comma too.
    pub last_comma: bool,
}

/// JSON: unseen characters by their numbers.
pub(super) const JSON: Dialect = Dialect {
    null: "null",
    yes: "true",
    no: "false",
    list: ("[", "]"),
    object: ("{", "}"),
    text: json_text,
    key: |name| format!("{}: ", json_text(name)),
    indent: 2,
    last_comma: false,
};

impl Dialect {
    /// A value at a depth: containers with anything in them have a line for each.
    pub fn write(&self, value: &Value, source: &str, depth: usize) -> String {
        match &value.kind {
            Kind::Null => self.null.to_owned(),
            Kind::Bool if source.get(value.range.clone()) == Some("true") => self.yes.to_owned(),
            Kind::Bool => self.no.to_owned(),
            Kind::Number => source.get(value.range.clone()).unwrap_or("0").to_owned(),
            Kind::String(text) => (self.text)(text),
            Kind::Array(items) => {
                self.lines(self.list, items.iter().map(|item| self.write(item, source, depth + 1)), depth)
            }
            Kind::Object(members) => {
                // Of a name given twice the last one counts, in JSON as everywhere.
                let is_last = |at: usize, key: &str| !members.iter().skip(at + 1).any(|m| m.key == key);
                let kept = members.iter().enumerate().filter(|(at, member)| is_last(*at, &member.key));
                let written = kept.map(|(_, member)| {
                    format!("{}{}", (self.key)(&member.key), self.write(&member.value, source, depth + 1))
                });
                self.lines(self.object, written, depth)
            }
        }
    }

    fn lines(
        &self,
        (open, close): (&str, &str),
        items: impl Iterator<Item = String>,
        depth: usize,
    ) -> String {
        let blanks = " ".repeat(self.indent * (depth + 1));
        let items: Vec<String> = items.map(|item| format!("{blanks}{item}")).collect();
        if items.is_empty() {
            return format!("{open}{close}");
        }
        let last = if self.last_comma { "," } else { "" };
        format!("{open}\n{}{last}\n{}{close}", items.join(",\n"), " ".repeat(self.indent * depth))
    }
}

/// A JSON string whose every character can be seen.
pub(super) fn json_text(text: &str) -> String {
    use std::fmt::Write as _;
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_unseen(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Writing to a string cannot fail.
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
