//! What apollo-compiler does not look at in fields and values: deprecated use, input types of which
//! exactly one field must be given, and variables that may be null by their own default.
//!
//! Source: graphql-js, `NoDeprecatedCustomRule`, `ValuesOfCorrectTypeRule`, `VariablesInAllowedPositionRule`.

use apollo_compiler::ast::{Argument, DirectiveList, InputValueDefinition, Type, Value, VariableDefinition};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Name, Node};

use super::Schema;
use super::check::range_of;
use super::index::deprecation;
use crate::graphql::Problem;

const DEPRECATED: &str = "Deprecated";

/// Adds a warning for each deprecated use, and errors for values that servers refuse.
pub(super) fn check(schema: &Schema, document: &ExecutableDocument, problems: &mut Vec<Problem>) {
    let mut usage = Usage { schema, problems, variables: &[] };
    for operation in document.operations.iter() {
        usage.variables = &operation.variables;
        for variable in &operation.variables {
            if let Some(default) = &variable.default_value {
                usage.value(default, &variable.ty);
            }
        }
        usage.directives(&operation.directives);
        usage.selections(&operation.selection_set);
    }
    // Fragments serve several operations, so their variables are nobody's in particular.
    usage.variables = &[];
    for fragment in document.fragments.values() {
        usage.directives(&fragment.directives);
        usage.selections(&fragment.selection_set);
    }
}

struct Usage<'a> {
    schema: &'a Schema,
    problems: &'a mut Vec<Problem>,
    /// Of the operation that is looked at.
    variables: &'a [Node<VariableDefinition>],
}

impl Usage<'_> {
    fn warn(&mut self, span: Option<apollo_compiler::parser::SourceSpan>, subject: &str, reason: &str) {
        let message = format!("{subject} is deprecated. {reason}");
        self.problems.push(Problem::warning(range_of(span), DEPRECATED, message));
    }

    fn selections(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(field, set.ty.as_str()),
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.directives);
                    self.selections(&inline.selection_set);
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.directives),
            }
        }
    }

    fn field(&mut self, field: &Field, parent: &str) {
        let subject = format!("{parent}.{}", field.name);
        if let Some(reason) = deprecation(&field.definition.directives) {
            self.warn(field.name.location(), &format!("The field {subject}"), &reason);
        }
        self.arguments(&field.arguments, &field.definition.arguments, &subject);
        self.directives(&field.directives);
        self.selections(&field.selection_set);
    }

    fn directives(&mut self, directives: &DirectiveList) {
        let schema = self.schema;
        for directive in directives.iter() {
            if let Some(definition) = schema.compiled.directive_definitions.get(&directive.name) {
                self.arguments(&directive.arguments, &definition.arguments, &format!("@{}", directive.name));
            }
        }
    }

    fn arguments(&mut self, given: &[Node<Argument>], known: &[Node<InputValueDefinition>], owner: &str) {
        for argument in given {
            let Some(definition) = known.iter().find(|k| k.name == argument.name) else { continue };
            if let Some(reason) = deprecation(&definition.directives) {
                let subject = format!("The argument \"{}\" of {owner}", argument.name);
                self.warn(argument.name.location(), &subject, &reason);
            }
            if definition.default_value.is_none() {
                self.null_default(&argument.value, &definition.ty);
            }
            self.value(&argument.value, &definition.ty);
        }
    }

    fn variable(&self, value: &Value) -> Option<&Node<VariableDefinition>> {
        let Value::Variable(name) = value else { return None };
        self.variables.iter().find(|v| v.name == *name)
    }

    /// A default of null makes a variable nullable, also where its default seems to fill it.
    fn null_default(&mut self, value: &Node<Value>, ty: &Type) {
        let Some(variable) = self.variable(value).filter(|_| ty.is_non_null()) else { return };
        let has_null = variable.default_value.as_ref().is_some_and(|d| matches!(**d, Value::Null));
        if has_null && !variable.ty.is_non_null() {
            let message = format!("The variable \"${}\" may be null, {ty} may not", variable.name);
            self.problems.push(Problem::error(
                range_of(value.location()),
                "DisallowedVariableUsage",
                message,
            ));
        }
    }

    /// Exactly one field of a `@oneOf` input is given, and it is not null.
    fn one_of(&mut self, value: &Node<Value>, fields: &[(Name, Node<Value>)], ty: &str) {
        let (at, message) = match fields {
            [(_, only)] if matches!(**only, Value::Null) => {
                (only, format!("The field of {ty} cannot be null"))
            }
            [(_, only)] => match self.variable(only).filter(|v| !v.ty.is_non_null()) {
                Some(variable) => {
                    (only, format!("\"${}\" may be null, the one field of {ty} may not", variable.name))
                }
                None => return,
            },
            _ => (value, format!("{ty} takes exactly one field")),
        };
        self.problems.push(Problem::error(range_of(at.location()), "OneOf", message));
    }

    fn value(&mut self, value: &Node<Value>, ty: &Type) {
        match (&**value, self.schema.extended(ty.inner_named_type())) {
            (Value::List(items), _) => items.iter().for_each(|item| self.value(item, ty)),
            (Value::Enum(name), Some(ExtendedType::Enum(definition))) => {
                let reason = definition.values.get(name).and_then(|v| deprecation(&v.directives));
                if let Some(reason) = reason {
                    self.warn(value.location(), &format!("The value {}.{name}", definition.name), &reason);
                }
            }
            (Value::Object(fields), Some(ExtendedType::InputObject(definition))) => {
                if definition.directives.has("oneOf") {
                    self.one_of(value, fields, definition.name.as_str());
                }
                for (name, inner) in fields {
                    let Some(field) = definition.fields.get(name) else { continue };
                    if let Some(reason) = deprecation(&field.directives) {
                        let subject = format!("The input field {}.{name}", definition.name);
                        self.warn(name.location(), &subject, &reason);
                    }
                    self.value(inner, &field.ty);
                }
            }
            _ => {}
        }
    }
}
