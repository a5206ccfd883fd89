//! An operation as the command line that runs it: `dapple query -` with the text beside it.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{Operation, operations};
use crate::document::is_unseen;
use crate::shell::Shell;

/// What a command line runs.
#[derive(Clone, Copy, Debug)]
pub struct QueryCommand<'a> {
    pub text: &'a str,
    /// The operation that runs; it is named where the text has several.
    pub operation: Option<&'a Operation>,
    /// JSON text; blank means none.
    pub variables: &'a str,
    /// The arguments that say which server is asked.
    pub place: &'a [String],
    pub allow_changes: bool,
}

impl QueryCommand<'_> {
    /// The command line. The text is a here-document or a here-string, so that it can be read and changed;
    /// one with unseen characters is a quoted word, in which none of them reaches a terminal. `None` where the
    /// variables are no JSON object: the server would refuse them too.
    pub fn line(&self, shell: Shell) -> Option<String> {
        let mut words: Vec<String> = ["dapple", "query", "-"].map(str::to_owned).to_vec();
        words.extend(self.place.iter().cloned());
        let several = operations(self.text).iter().filter(|o| o.kind.is_executable()).count() > 1;
        if let Some(name) = self.operation.and_then(|o| o.name.as_deref()).filter(|_| several) {
            words.extend(["--operation".to_owned(), name.to_owned()]);
        }
        if self.allow_changes {
            words.push("--allow-changes".to_owned());
        }
        if !self.variables.trim().is_empty() {
            let all: BTreeMap<String, &RawValue> = serde_json::from_str(self.variables).ok()?;
            for (name, value) in all {
                words.extend(["--var".to_owned(), format!("{name}={}", self.value(&name, value.get()))]);
            }
        }
        let (text, line) = (self.text.trim_end(), shell.line(&words));
        let is_seen = !text.chars().any(|c| is_unseen(c) && !matches!(c, '\n' | '\t'));
        Some(match shell {
            Shell::Posix if is_seen => {
                let mut end = "GRAPHQL".to_owned();
                while text.lines().any(|line| line == end) {
                    end.push('_');
                }
                format!("{line} <<'{end}'\n{text}\n{end}\n")
            }
            Shell::Posix => format!("printf %s {} | {line}", shell.word(text)),
            Shell::PowerShell if is_seen && !text.contains("\n'@") => format!("@'\n{text}\n'@ | {line}"),
            Shell::PowerShell => format!("{} | {line}", shell.word(text)),
        })
    }

    /// A value as `--var` takes it: text as it stands where it is declared as text and reads as nothing
    /// else, otherwise JSON.
    fn value(&self, name: &str, json: &str) -> String {
        let declared = self.operation.and_then(|o| o.variables.iter().find(|v| v.name == name));
        let is_text = declared.is_some_and(|v| matches!(v.type_text.trim_end_matches('!'), "String" | "ID"));
        match serde_json::from_str::<String>(json) {
            Ok(text) if is_text && text.trim() == text && text != "null" && !text.starts_with('"') => text,
            _ => json.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, variables: &str) -> Option<String> {
        let all = operations(text);
        let place = ["--server".to_owned(), "https://h.example".to_owned()];
        let (operation, allow_changes) = (all.last(), false);
        QueryCommand { text, operation, variables, place: &place, allow_changes }.line(Shell::Posix)
    }

    #[test]
    fn an_operation_is_a_here_document_with_its_variables() {
        let text = "query One($id: String!, $n: Int, $s: Scalar) { a(id: $id, n: $n, s: $s) }\n";
        let expected = "dapple query - --server https://h.example --var 'id=it'\\''s' --var n=10 --var 's=\"10\"' \
            <<'GRAPHQL'\nquery One($id: String!, $n: Int, $s: Scalar) { a(id: $id, n: $n, s: $s) }\nGRAPHQL\n";
        // Sorted by name; digits and types stay.
        let expected = expected.replace("n=10", "'n=10'");
        assert_eq!(line(text, r#"{"id":"it's","n":10,"s":"10"}"#).unwrap(), expected);
    }

    #[test]
    fn several_operations_are_told_apart_and_the_text_cannot_end_the_document() {
        let made = line("query A { a }\n# next\nGRAPHQL\nquery B { b }", "").unwrap();
        assert!(made.starts_with("dapple query - --server https://h.example --operation B <<'GRAPHQL_'\n"));
        assert!(made.ends_with("\nGRAPHQL_\n"));
    }

    #[test]
    fn every_shell_gets_the_text_and_no_terminal_a_control_character() {
        let command =
            |text| QueryCommand { text, operation: None, variables: "", place: &[], allow_changes: false };
        let line = |text, shell| command(text).line(shell).unwrap();
        assert_eq!(line("{ a }", Shell::PowerShell), "@'\n{ a }\n'@ | dapple query -");
        assert_eq!(line("{ a }\n'@", Shell::PowerShell), "\"{ a }`n'@\" | dapple query -");
        assert_eq!(line("{ a } #\u{1b}", Shell::Posix), r"printf %s $'{ a } #\033' | dapple query -");
        assert!(!line("{ a } #\u{1b}\r", Shell::PowerShell).contains(['\u{1b}', '\r']));
    }

    #[test]
    fn text_that_reads_as_something_else_is_sent_as_json() {
        let text = "query Q($a: String) { x(a: $a) }";
        for (json, expected) in [
            (r#"{"a":"007"}"#, "'a=007'"),
            (r#"{"a":"null"}"#, "'a=\"null\"'"),
            (r#"{"a":null}"#, "'a=null'"),
            (r#"{"a":" b"}"#, "'a=\" b\"'"),
        ] {
            let made = line(text, json).unwrap();
            assert!(made.contains(&format!("--var {expected} <<")), "{json}: {made}");
        }
        assert_eq!(line(text, "[1]"), None);
        assert_eq!(line(text, "{"), None);
    }
}
