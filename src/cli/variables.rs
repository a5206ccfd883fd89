//! The variables of a run: those of a file, and over them those of the command line.

use std::collections::BTreeMap;

use dapple_data::graphql::{Operation, Severity, line_column};
use dapple_data::jsonc::without_comments;
use dapple_data::schema::check_variables;
use serde_json::value::RawValue;

use super::end::End;

/// The variables as JSON text; empty where there are none. Numbers keep their digits.
pub(super) fn merge(
    file: Option<&str>,
    given: &[(String, String)],
    operation: &Operation,
) -> Result<String, End> {
    let file = file.map(|text| without_comments(text.trim_start_matches('\u{feff}')));
    if given.is_empty() {
        return Ok(file.unwrap_or_default().into_owned());
    }
    let mut all: BTreeMap<String, Box<RawValue>> = match &file {
        Some(text) => serde_json::from_str(text)
            .map_err(|error| End::wrong_use(format!("The variables file is not a JSON object: {error}")))?,
        None => BTreeMap::new(),
    };
    for (name, text) in given {
        let declared = operation.variables.iter().find(|v| v.name == *name);
        let value = value(text, declared.map_or("", |v| v.type_text.as_str()));
        // A value is JSON by the way it was made; were it not, the variable would be said to be missing.
        if let Ok(value) = RawValue::from_string(value) {
            all.insert(name.clone(), value);
        }
    }
    serde_json::to_string(&all).map_err(|_| End::broke())
}

/// The JSON of one value. Ids such as `12345e6789` look like numbers, so text is only read as JSON
/// where the operation declares something else than text; `null` and quoted text stay what they are.
fn value(text: &str, type_text: &str) -> String {
    let is_text = matches!(type_text.trim_end_matches('!'), "String" | "ID");
    match serde_json::from_str::<&RawValue>(text) {
        Ok(json) if !is_text || json.get().starts_with('"') || json.get() == "null" => json.get().to_owned(),
        _ => serde_json::Value::from(text).to_string(),
    }
}

/// Says what a server would refuse, or would silently pass over, before anything is sent.
pub(super) fn check(operation: &Operation, json: &str) -> Result<(), End> {
    let mut words = Vec::new();
    for problem in check_variables(None, operation, json) {
        // A mistyped name is passed over by servers: on the command line nobody would see it.
        let is_wrong = problem.severity == Severity::Error || problem.code == "UnknownVariable";
        match variable_at(json, problem.range.start) {
            Some(name) if is_wrong => words.push(format!("${name}: {}", problem.message)),
            None if is_wrong => words.push(problem.message),
            _ => {}
        }
    }
    if words.is_empty() { Ok(()) } else { Err(End::wrong_use(words.join("\n"))) }
}

/// The variable whose value is at a byte of the text.
fn variable_at(json: &str, byte: usize) -> Option<String> {
    let all: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
    // The values are borrowed from the text: where one begins in memory, it begins in the text.
    let start = |value: &RawValue| value.get().as_ptr() as usize - json.as_ptr() as usize;
    let holds = |value: &RawValue| (start(value)..start(value) + value.get().len()).contains(&byte);
    all.into_iter().find(|(_, value)| holds(value)).map(|(name, _)| name)
}

/// What is wrong with the text of an operation, with its place.
pub(super) fn check_text(text: &str) -> Result<(), End> {
    let Some(problem) = dapple_data::graphql::syntax_error(text) else { return Ok(()) };
    let (line, column) = line_column(text, problem.range.start);
    Err(End::wrong_use(format!("Line {line}, column {column}: {}", problem.message)))
}
