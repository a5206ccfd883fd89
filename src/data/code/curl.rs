//! `curl` for a POSIX shell.

use super::{Parts, TOKEN_VARIABLE};

/// Linux takes one argument of at most 128 KiB; a longer body goes by standard input.
const LONGEST_ARGUMENT: usize = 100_000;

pub(super) fn write(parts: &Parts<'_>) -> String {
    let body = parts.body();
    let head = format!(
        "curl {} \\\n  -H \"Authorization: Bearer ${TOKEN_VARIABLE}\" \\\n  -H 'Content-Type: application/json' \\\n",
        quoted(&parts.address)
    );
    if body.len() > LONGEST_ARGUMENT {
        // A line of JSON never is this word alone.
        return format!("{head}  --data-binary @- <<'JSON'\n{body}\nJSON\n");
    }
    format!("{head}  --data-raw {}\n", quoted(&body))
}

/// A word in single quotes. Whatever goes in holds no character that cannot be seen.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
