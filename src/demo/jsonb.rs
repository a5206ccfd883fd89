//! JSON as PostgreSQL's `jsonb` prints it, which is what a Speckle server streams: blanks after `:` and `,`, keys by
//! length and then by bytes, `54.0` as `54`.

use std::fmt::Write;

use serde_json::{Map, Value};

/// Appends `value` to `out`.
pub fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => write_map(map, out),
        Value::Array(items) => {
            out.push('[');
            for (nth, item) in items.iter().enumerate() {
                if nth > 0 {
                    out.push_str(", ");
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => {
            let text = number.to_string();
            out.push_str(text.strip_suffix(".0").unwrap_or(&text));
        }
        // Texts, true, false and null look the same in both.
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

/// Appends an object to `out`.
pub fn write_map(map: &Map<String, Value>, out: &mut String) {
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort_unstable_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
    out.push('{');
    for (nth, key) in keys.into_iter().enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        let _ = write!(out, "{}: ", Value::from(key.as_str()));
        write(&map[key], out);
    }
    out.push('}');
}
