//! What a form of variables makes of typed text, of paths and of new items.

use super::Control;
use crate::jsonc::{self, Kind, Step};

/// A path as a screen reader says it: `filter.ids 2`.
pub fn spoken(path: &[Step]) -> String {
    let mut words = String::new();
    for step in path {
        match step {
            Step::Key(key) if words.is_empty() => words.push_str(key),
            Step::Key(key) => words.push_str(&format!(".{key}")),
            Step::Item(at) => words.push_str(&format!(" {}", at + 1)),
        }
    }
    words
}

/// The JSON that typed text is for a control. `None` leaves the value out; an error keeps it as it was.
pub fn json_of(control: &Control, typed: &str) -> Result<Option<String>, &'static str> {
    let text = || Ok(Some(serde_json::Value::from(typed).to_string()));
    match control {
        Control::Number => match jsonc::read(typed.trim()) {
            _ if typed.trim().is_empty() => Ok(None),
            Ok(value) if matches!(value.kind, Kind::Number) => Ok(Some(typed.trim().to_owned())),
            // Not a number: it stands in the text as it was typed, and the row says so.
            _ => text(),
        },
        Control::Json => match jsonc::read(typed) {
            _ if typed.trim().is_empty() => Ok(None),
            Ok(_) => Ok(Some(typed.trim().to_owned())),
            Err(_) => Err("Write it as JSON: a text stands in double quotes"),
        },
        Control::Date if typed.is_empty() => Ok(None),
        _ => text(),
    }
}

/// What a new item of a list is: the least that its type can be without knowing more.
pub fn empty_item(list_type: &str) -> &'static str {
    let list = list_type.strip_suffix('!').unwrap_or(list_type);
    let item = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    match item.trim_end_matches('!') {
        "Int" | "Float" => "0",
        "Boolean" => "false",
        inner if inner.starts_with('[') => "[]",
        inner if inner.ends_with("Input") || inner.ends_with("Filter") => "{}",
        _ => "\"\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_becomes_the_json_its_control_stands_for() {
        for (control, typed, json) in [
            (Control::Number, "50", Some("50")),
            (Control::Number, " 1e3 ", Some("1e3")),
            (Control::Number, "", None),
            (Control::Number, "007", Some("\"007\"")),
            (Control::Number, "many", Some("\"many\"")),
            (Control::Text, "", Some("\"\"")),
            (Control::Text, "7", Some("\"7\"")),
            (Control::Text, "a\"b", Some("\"a\\\"b\"")),
            (Control::Date, "", None),
            (Control::Json, "{ \"a\": 1 }", Some("{ \"a\": 1 }")),
            (Control::Json, "", None),
        ] {
            assert_eq!(json_of(&control, typed).unwrap().as_deref(), json, "{control:?} {typed}");
        }
        assert!(json_of(&Control::Json, "{ a").is_err());
    }

    #[test]
    fn a_path_is_spoken_and_a_new_item_fits_its_type() {
        let path = [Step::Key("filter".to_owned()), Step::Key("ids".to_owned()), Step::Item(1)];
        assert_eq!(spoken(&path), "filter.ids 2");
        for (list, item) in [("[Int!]!", "0"), ("[String]", "\"\""), ("[[Int]]", "[]"), ("[AInput!]", "{}")] {
            assert_eq!(empty_item(list), item, "{list}");
        }
    }
}
