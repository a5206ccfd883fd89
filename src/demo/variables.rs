//! Checks variables against the types an operation declares for them, as graphql-js does before it runs anything.

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use serde_json::Value;

/// The first variable that is missing or has a value of the wrong type, in graphql-js's words.
pub fn check(operation: &OperationDefinition, variables: &Value) -> Result<(), String> {
    for definition in &operation.variable_definitions {
        let definition = &definition.node;
        let name = &definition.name.node;
        let kind = &definition.var_type.node;
        let given = variables.get(name.as_str());
        match given {
            None if definition.default_value.is_some() || kind.nullable => {}
            None => {
                return Err(format!("Variable \"${name}\" of required type \"{kind}!\" was not provided.")
                    .replace("!!", "!"));
            }
            Some(Value::Null) if !kind.nullable => {
                return Err(format!("Variable \"${name}\" of non-null type \"{kind}\" must not be null."));
            }
            Some(value) => fits(kind, value)
                .map_err(|reason| format!("Variable \"${name}\" got invalid value {value}; {reason}"))?,
        }
    }
    Ok(())
}

fn fits(kind: &Type, value: &Value) -> Result<(), String> {
    if value.is_null() {
        return if kind.nullable {
            Ok(())
        } else {
            Err(format!("Expected non-nullable type \"{kind}\" not to be null."))
        };
    }
    match &kind.base {
        BaseType::List(item) => match value {
            Value::Array(values) => values.iter().try_for_each(|value| fits(item, value)),
            // One value stands for a list of one.
            value => fits(item, value),
        },
        BaseType::Named(name) => scalar(name, value),
    }
}

fn scalar(name: &str, value: &Value) -> Result<(), String> {
    let (right, wanted) = match name {
        "Int" => (value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()), "non-integer"),
        "Float" => (value.is_number(), "non numeric"),
        "String" => (value.is_string(), "a non string"),
        "Boolean" => (value.is_boolean(), "a non boolean"),
        "ID" => (value.is_string() || value.as_i64().is_some(), "a non-ID"),
        name if name.ends_with("Input") || name.ends_with("Filter") => {
            return if value.is_object() {
                Ok(())
            } else {
                Err(format!("Expected type \"{name}\" to be an object."))
            };
        }
        _ => (true, ""),
    };
    if right { Ok(()) } else { Err(format!("{name} cannot represent {wanted} value: {value}")) }
}
