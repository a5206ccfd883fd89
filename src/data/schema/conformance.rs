//! How far checks agree with the public suites of graphql-js, graphql-cats and graphiql.
#![allow(clippy::print_stdout)] // The agreement is what the test is run for.

use std::collections::HashMap;

use serde_json::Value;

use super::*;
use crate::graphql::conformance::{Score, error_lines, rows, shared};
use crate::graphql::{Problem, Severity, operations};

/// The schema that a row names; `None` where it is no valid schema for apollo-compiler.
#[derive(Default)]
pub(super) struct Schemas(HashMap<String, Option<Schema>>);

impl Schemas {
    pub(super) fn of(&mut self, row: &Value) -> Option<&Schema> {
        let file = row["schema_file"].as_str();
        let key = file.or(row["schema_inline"].as_str())?;
        let load = || {
            let sdl = match file {
                Some(file) => std::fs::read_to_string(shared(&format!("conformance/{file}"))?).ok()?,
                None => key.to_owned(),
            };
            // graphql-cats uses a directive that it does not declare.
            let declared = "\ndirective @enumInt(value: Int) on ENUM_VALUE\n";
            let sdl = if sdl.contains("@enumInt") { sdl + declared } else { sdl };
            Schema::from_sdl(&sdl).map_err(|error| println!("  schema of {}: {error}", row["id"])).ok()
        };
        self.0.entry(key.to_owned()).or_insert_with(load).as_ref()
    }
}

/// The byte of a cursor: line and UTF-16 column, both from 0.
pub(super) fn byte_of(text: &str, cursor: &Value) -> usize {
    let line = cursor["line"].as_u64().unwrap_or_default() as usize;
    let column = cursor["character"].as_u64().unwrap_or_default() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
    let mut units = 0;
    let within = rest.char_indices().find(|(_, c)| {
        let here = units >= column;
        units += c.len_utf16();
        here
    });
    start + within.map_or(rest.len(), |(at, _)| at)
}

fn errors(problems: &[Problem]) -> Vec<&Problem> {
    problems.iter().filter(|p| p.severity == Severity::Error).collect()
}

fn lines(text: &str, problems: &[Problem]) -> Vec<usize> {
    let mut lines: Vec<usize> = errors(problems).iter().map(|p| line_column(text, p.range.start).0).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Whether each error of the suite is told at one of its lines, and each of ours is at a line of one.
fn at_the_same_lines(text: &str, problems: &[Problem], errors: &Value) -> bool {
    let ours = lines(text, problems);
    let theirs: Vec<Vec<usize>> = errors
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| {
            let locations = error["locations"].as_array().into_iter().flatten();
            locations.filter_map(|l| usize::try_from(l["line"].as_u64()?).ok()).collect()
        })
        .collect();
    theirs.iter().all(|any| any.iter().any(|line| ours.contains(line)))
        && ours.iter().all(|line| theirs.iter().any(|any| any.contains(line)))
}

#[test]
fn validation_agrees_with_graphql_js() {
    let mut schemas = Schemas::default();
    let (mut verdicts, mut places) = (Score::default(), Score::default());
    for row in rows("validation") {
        let Some(expected) = row
            .get("all_spec_rules")
            .filter(|_| row["kind"] == "operation" && row["sdl_roundtrip_ok"] != false)
        else {
            continue;
        };
        let (Some(text), Some(schema)) = (row["query"].as_str(), schemas.of(&row)) else { continue };
        let problems = check(Some(schema), text);
        let valid = errors(&problems).is_empty();
        let told = || format!("{} {} {:?}\n    {text}", row["id"], expected, problems);
        verdicts.note(Some(valid) == expected["valid"].as_bool(), told);
        if !valid && expected["valid"] == false {
            let told = || {
                let (rule, ours) = (&row["rule"], lines(text, &problems));
                format!("{} {rule} {ours:?} {problems:?} {}\n {text}", row["id"], expected["errors"])
            };
            places.note(at_the_same_lines(text, &problems, &expected["errors"]), told);
        }
    }
    verdicts.settle("validation, verdict", 0);
    // Two rows: we tell of a missing root type, of which graphql-js is silent. One row: fields of fragments on
    // unknown types are not compared with each other.
    places.settle("validation, lines", 3);
}

#[test]
fn validation_agrees_with_graphql_cats() {
    let mut schemas = Schemas::default();
    let mut verdicts = Score::default();
    for row in rows("validation_cats") {
        let text = row["query"].as_str().unwrap_or_default();
        let problems = match row["kind"].as_str() {
            Some("parse") => check(None, text),
            _ => match schemas.of(&row) {
                Some(schema) => check(Some(schema), text),
                None => continue,
            },
        };
        // A row names the rules it is about; other rules may have their say too.
        let expected = row["valid"] == true;
        let found = lines(text, &problems);
        let agrees = if expected {
            true
        } else {
            error_lines(&row["errors"]).iter().all(|l| found.contains(l)) && !found.is_empty()
        };
        verdicts.note(agrees, || {
            format!("{} {} {:?} {:?}\n{text}", row["id"], row["rules"], problems, row["errors"])
        });
    }
    verdicts.settle("validation_cats, errors found", 0);
}

#[test]
fn variables_agree_with_codemirror_graphql() {
    let mut schemas = Schemas::default();
    let mut counts = Score::default();
    for row in rows("variables").iter().filter(|r| r["kind"] == "variables-lint") {
        let (Some(json), schema) = (row["variables_text"].as_str(), schemas.of(row)) else { continue };
        // Rows without a query come from an empty editor there: only the JSON is judged.
        let query = row["query"].as_str().unwrap_or("query ($foo: String) { f }");
        let operation = operations(query).into_iter().next().expect("an operation");
        let problems = check_variables(schema, &operation, json);
        let expects_none = row["expected"] == 0 && row["matcher"] == "toBe";
        counts.note(problems.is_empty() == expects_none, || format!("{row} {problems:?}"));
        if let Some(from) = row["expected"]["from"]["ch"].as_u64() {
            let starts = problems.iter().any(|p| p.range.start as u64 == from);
            counts.note(starts, || format!("{row} {problems:?}"));
        }
    }
    counts.settle("variables lint", 0);
}

#[test]
fn diagnostics_agree_with_graphql_language_service() {
    let mut schemas = Schemas::default();
    let mut counts = Score::default();
    for row in rows("diagnostics") {
        if row["custom_rules"] == true || row["external_fragments"].is_string() {
            continue; // Fragments of other files are no part of a text here.
        }
        let text = row["query"].as_str().unwrap_or_default();
        let problems = check(schemas.of(&row), text);
        let expected: Vec<(u64, u64)> = row["reference"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|r| Some((r["severity"].as_u64()?, r["range"]["start"]["line"].as_u64()? + 1)))
            .collect();
        let found: Vec<(u64, u64)> = problems
            .iter()
            .map(|p| {
                (if p.severity == Severity::Error { 1 } else { 2 }, line_column(text, p.range.start).0 as u64)
            })
            .collect();
        counts.note(found == expected, || format!("{} {expected:?} {problems:?}", row["id"]));
    }
    counts.settle("diagnostics", 0);
}
