//! How far syntax errors and formatting agree with the public suites of graphql-js and prettier.
//!
//! The suites are data outside the project, read through `DAPPLE_SHARED`; where they are missing a test
//! says so and passes. Each suite prints its agreement and holds a floor.
#![allow(clippy::print_stdout)] // The agreement is what the test is run for.

use std::path::PathBuf;

use serde_json::Value;

use super::format::{comments, meaning};
use super::*;

/// The folder with suites and schemas: `DAPPLE_SHARED`, or `shared` beside the workspace.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let root = std::env::var("DAPPLE_SHARED").unwrap_or_else(|_| format!("{workspace}/../shared"));
    let found = PathBuf::from(root).join(path);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: {} is not here", found.display());
    None
}

/// The rows of a suite, or none where the suites are missing.
pub(crate) fn rows(suite: &str) -> Vec<Value> {
    let Some(path) = shared(&format!("conformance/{suite}.jsonl")) else { return Vec::new() };
    let text = std::fs::read_to_string(path).expect("a suite is readable");
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

/// Counts agreement of one aspect and names what disagrees.
#[derive(Default)]
pub(crate) struct Score {
    agreed: usize,
    asked: usize,
}

impl Score {
    pub(crate) fn note(&mut self, agrees: bool, told: impl FnOnce() -> String) {
        self.asked += 1;
        if agrees {
            self.agreed += 1;
        } else {
            println!("  differs: {}", told());
        }
    }

    /// Prints the agreement and asserts that at most `misses` rows differ.
    pub(crate) fn settle(&self, name: &str, misses: usize) {
        println!("{name}: {} of {}", self.agreed, self.asked);
        assert!(self.agreed + misses >= self.asked, "{name}: {} of {}", self.agreed, self.asked);
    }
}

/// The lines, from 1, that a row's errors name first.
pub(crate) fn error_lines(errors: &Value) -> Vec<usize> {
    let mut lines: Vec<usize> = errors
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|e| e["locations"][0]["line"].as_u64())
        .filter_map(|line| usize::try_from(line).ok())
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

#[test]
fn syntax_errors_agree_with_graphql_js() {
    let (mut valid, mut lines, mut columns) = (Score::default(), Score::default(), Score::default());
    for row in rows("syntax") {
        if row["options"].is_object() {
            continue; // Token limits are no setting of ours.
        }
        let text = row["text"].as_str().expect("a text");
        let error = syntax_error(text);
        let id = row["id"].as_str().unwrap_or_default();
        valid.note(error.is_none() == row["valid"].as_bool().expect("a verdict"), || {
            format!("{id} {text:?} {error:?}")
        });
        if let (Some(error), Some(location)) = (&error, row["error"]["locations"].get(0)) {
            let found = line_column(text, error.range.start);
            let expected = (location["line"].as_u64(), location["column"].as_u64());
            let is_line = Some(found.0 as u64) == expected.0;
            lines.note(is_line, || format!("{id} {found:?} {expected:?} {}", error.message));
            columns.note(is_line && Some(found.1 as u64) == expected.1, || {
                format!("{id} {found:?} {expected:?} {}", error.message)
            });
        }
    }
    valid.settle("syntax, verdict", 0);
    lines.settle("syntax, line", 0);
    columns.settle("syntax, column", 0);
}

#[test]
fn formatting_keeps_the_texts_of_every_suite() {
    let mut safe = Score::default();
    for (suite, field) in
        [("syntax", "text"), ("validation", "query"), ("validation_cats", "query"), ("autocomplete", "query")]
    {
        for row in rows(suite) {
            let text = row[field].as_str().unwrap_or_default();
            match format(text) {
                Ok(written) => {
                    safe.note(format(&written).as_ref() == Ok(&written), || format!("{text}\n{written}"))
                }
                Err(error) => safe.note(error.code == "SyntaxError", || format!("{text}\n{error:?}")),
            }
        }
    }
    safe.settle("format, other suites idempotent with the same meaning", 0);
}

#[test]
fn formatting_keeps_the_texts_of_speckle() {
    let mut safe = Score::default();
    let starters = crate::speckle::STARTERS.iter().map(|starter| starter.text.to_owned());
    let schema = shared("speckle-schema.graphql").map(|path| std::fs::read_to_string(path).expect("the SDL"));
    for text in starters.chain(schema) {
        let written = format(&text).expect("a text of ours is valid");
        let same = meaning(&written) == meaning(&text) && comments(&written) == comments(&text);
        safe.note(same && format(&written).as_ref() == Ok(&written), || written.clone());
    }
    safe.settle("format, texts of Speckle idempotent with the same meaning", 0);
}

#[test]
fn formatting_agrees_with_prettier() {
    let (mut safe, mut operations, mut schemas) = (Score::default(), Score::default(), Score::default());
    let mut short = Score::default();
    for row in rows("format") {
        let id = row["id"].as_str().unwrap_or_default();
        let text = row["input"].as_str().expect("a text");
        let formatted = format(text);
        if row["input_parses_graphql16"] == false {
            continue;
        }
        let Ok(written) = &formatted else {
            safe.note(false, || format!("{id} {formatted:?}"));
            continue;
        };
        let again = format(written);
        safe.note(
            meaning(written) == meaning(text)
                && comments(written) == comments(text)
                && again.as_ref() == Ok(written),
            || format!("{id} is not safe:\n{written}\n---\n{again:?}"),
        );
        if let (Some(expected), Ok(found)) = (row["minified"].as_str(), minify(text)) {
            short.note(found == expected, || format!("{id}\n{found}\n{expected}"));
        }
        if row["default_options"] == true {
            let expected = row["prettier_output"].as_str().expect("an output");
            let score = if row["kind"] == "executable" { &mut operations } else { &mut schemas };
            score.note(written == expected, || format!("{id}\n{}", first_difference(written, expected)));
        }
    }
    safe.settle("format, idempotent with meaning and comments kept", 0);
    operations.settle("format, operations as prettier", 0);
    // prettier trims the inner blanks of `""" one line """`, which changes the value, and keeps comments
    // between interfaces there; we do neither.
    schemas.settle("format, type system as prettier", 2);
    short.settle("minify as graphql-js", 0);
}

fn first_difference(written: &str, expected: &str) -> String {
    let at = written.lines().zip(expected.lines()).position(|(a, b)| a != b).unwrap_or(0);
    let window =
        |text: &str| text.lines().skip(at.saturating_sub(1)).take(5).collect::<Vec<_>>().join("\n    ");
    format!("    {}\n  expected\n    {}", window(written), window(expected))
}
