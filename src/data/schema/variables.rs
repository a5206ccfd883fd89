//! The check of a variables text against the operation that declares the variables.
//!
//! Source: GraphQL specification, sections 3.5 to 3.12 (input coercion) and 6.1.2 (variable values).

use std::collections::HashSet;
use std::ops::Range;

use super::date::{is_date, is_date_time};
use super::index::TypeKind;
use super::suggest::{nearest, question};
use super::{InputValue, Schema};
use crate::graphql::{Operation, Problem};
use crate::jsonc::{Kind, Member, Value, is_blank, read};

/// The problems of a variables text, in the order of their places, in bytes of `json`.
///
/// A blank text means no variables. A syntax error is the only problem then. A name that the operation
/// does not declare is a warning, because servers pass over it; everything else a server refuses.
/// Without a schema, enum and input types are taken as they come.
pub fn check_variables(schema: Option<&Schema>, op: &Operation, json: &str) -> Vec<Problem> {
    let mut checker = Checker { schema, json, problems: Vec::new() };
    if is_blank(json) {
        checker.missing(op, &HashSet::new(), 0..json.len());
        return checker.problems;
    }
    let root = match read(json) {
        Ok(root) => root,
        Err(error) => return vec![error],
    };
    let Kind::Object(members) = &root.kind else {
        let message = "Variables are one JSON object, such as { \"id\": \"…\" }";
        return vec![Problem::error(root.range, "VariablesShape", message)];
    };
    let mut given = HashSet::new();
    for member in members {
        checker.twice(member, &mut given);
        match op.variables.iter().find(|v| v.name == member.key) {
            Some(variable) => checker.value(&member.value, &variable.type_text),
            None => checker.unknown_variable(op, member),
        }
    }
    checker.missing(op, &given, root.range.end - 1..root.range.end);
    checker.problems.sort_by_key(|p| (p.range.start, p.range.end));
    checker.problems
}

struct Checker<'a> {
    schema: Option<&'a Schema>,
    json: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Checker<'a> {
    fn error(&mut self, range: &Range<usize>, code: &'static str, message: String) {
        self.problems.push(Problem::error(range.clone(), code, message));
    }

    fn twice(&mut self, member: &'a Member, given: &mut HashSet<&'a str>) {
        if !given.insert(member.key.as_str()) {
            let message = format!("\"{}\" is given twice, the last one counts", member.key);
            self.problems.push(Problem::warning(member.key_range.clone(), "DuplicateKey", message));
        }
    }

    fn unknown_variable(&mut self, op: &Operation, member: &Member) {
        let near = nearest(&member.key, op.variables.iter().map(|v| v.name.as_str()));
        let message = format!("The operation has no variable \"${}\"{}", member.key, question(&near));
        self.problems.push(Problem::warning(member.key_range.clone(), "UnknownVariable", message));
    }

    fn missing(&mut self, op: &Operation, given: &HashSet<&str>, place: Range<usize>) {
        for variable in op.variables.iter().filter(|v| v.is_required()) {
            if !given.contains(variable.name.as_str()) {
                let message =
                    format!("The variable \"${}\" of type {} is required", variable.name, variable.type_text);
                self.error(&place, "MissingVariable", message);
            }
        }
    }

    /// Checks a value against a type as GraphQL writes it, such as `[Int!]!`.
    fn value(&mut self, value: &Value, type_text: &str) {
        let mut nullable = type_text;
        loop {
            nullable = match nullable.strip_suffix('!') {
                Some(_) if matches!(value.kind, Kind::Null) => {
                    return self.mismatch(value, type_text);
                }
                Some(inner) => inner,
                None => nullable,
            };
            let item = nullable.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            match (item, &value.kind) {
                (_, Kind::Null) => return,
                (Some(item), Kind::Array(items)) => {
                    return items.iter().for_each(|one| self.value(one, item));
                }
                // One value stands for a list of it.
                (Some(item), _) => nullable = item,
                (None, _) => return self.named(value, nullable),
            }
        }
    }

    fn mismatch(&mut self, value: &Value, expected: &str) {
        let message = format!("Expected {expected}, found {}", self.describe(value));
        self.error(&value.range, "WrongType", message);
    }

    fn describe(&self, value: &Value) -> String {
        let source = self.json.get(value.range.clone()).unwrap_or_default();
        match value.kind {
            Kind::Null => "null".to_owned(),
            Kind::Bool => source.to_owned(),
            Kind::Number => format!("the number {source}"),
            Kind::String(_) if source.chars().count() <= 40 => format!("the text {source}"),
            Kind::String(_) => "a text".to_owned(),
            Kind::Array(_) => "a list".to_owned(),
            Kind::Object(_) => "an object".to_owned(),
        }
    }

    fn named(&mut self, value: &Value, name: &str) {
        let fits = match name {
            "Int" => return self.int(value),
            "Float" => matches!(value.kind, Kind::Number) && self.number(value).is_some_and(f64::is_finite),
            "String" => matches!(value.kind, Kind::String(_)),
            "Boolean" => matches!(value.kind, Kind::Bool),
            "ID" => match value.kind {
                Kind::String(_) => true,
                Kind::Number => self.number(value).is_some_and(|n| n.fract() == 0.0),
                _ => false,
            },
            _ => return self.declared(value, name),
        };
        if !fits {
            self.mismatch(value, name);
        }
    }

    fn number(&self, value: &Value) -> Option<f64> {
        self.json.get(value.range.clone())?.parse().ok()
    }

    fn int(&mut self, value: &Value) {
        match self.number(value).filter(|n| matches!(value.kind, Kind::Number) && n.fract() == 0.0) {
            None => self.mismatch(value, "Int"),
            Some(n) if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&n) => {}
            Some(_) => {
                let message = format!("An Int lies between {} and {}", i32::MIN, i32::MAX);
                self.error(&value.range, "IntRange", message);
            }
        }
    }

    /// A type of the schema; scalars of the server's own accept anything.
    fn declared(&mut self, value: &Value, name: &str) {
        if let (true, Kind::String(given)) = (is_date(name), &value.kind)
            && !is_date_time(given)
        {
            let message = "This is no date and time as ISO 8601 writes it, such as 2026-11-23T12:00:00Z";
            self.problems.push(Problem::warning(value.range.clone(), "DateText", message));
        }
        let Some(schema) = self.schema else { return };
        match schema.type_info(name).map(|t| t.kind) {
            Some(TypeKind::Enum) => self.enumeration(schema, value, name),
            Some(TypeKind::Input) => self.input(schema, value, name),
            _ => {}
        }
    }

    fn enumeration(&mut self, schema: &Schema, value: &Value, name: &str) {
        let Kind::String(given) = &value.kind else { return self.mismatch(value, name) };
        let values = schema.enum_values(name);
        if !values.iter().any(|v| v.name == given) {
            let near = question(&nearest(given, values.iter().map(|v| v.name)));
            self.error(&value.range, "UnknownEnumValue", format!("\"{given}\" is no value of {name}{near}"));
        }
    }

    fn input(&mut self, schema: &Schema, value: &Value, name: &str) {
        let Kind::Object(members) = &value.kind else { return self.mismatch(value, name) };
        let fields = schema.input_fields(name);
        let mut given = HashSet::new();
        for member in members {
            if !given.insert(member.key.as_str()) {
                let message = format!("\"{}\" is given twice, the last one counts", member.key);
                self.problems.push(Problem::warning(member.key_range.clone(), "DuplicateKey", message));
            }
            match fields.iter().find(|f| f.name == member.key) {
                Some(field) => self.value(&member.value, &field.type_text),
                None => {
                    let near = question(&nearest(&member.key, fields.iter().map(|f| f.name)));
                    let message = format!("{name} has no field \"{}\"{near}", member.key);
                    self.error(&member.key_range, "UnknownInputField", message);
                }
            }
        }
        let is_one = members.len() == 1 && !members.iter().any(|m| matches!(m.value.kind, Kind::Null));
        if schema.is_one_of(name) && !is_one {
            self.error(&value.range, "OneOf", format!("{name} takes exactly one field, which is not null"));
        }
        self.required_fields(&fields, &given, value, name);
    }

    fn required_fields(
        &mut self,
        fields: &[InputValue<'_>],
        given: &HashSet<&str>,
        value: &Value,
        name: &str,
    ) {
        for field in fields.iter().filter(|f| f.is_required && !given.contains(f.name)) {
            let message = format!("\"{}\" of type {} is required in {name}", field.name, field.type_text);
            self.error(&(value.range.end - 1..value.range.end), "MissingInputField", message);
        }
    }
}
