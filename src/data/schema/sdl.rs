//! Writes an introspected schema as SDL. Types are sorted by name, so the text of a schema is the same
//! whichever way a server orders them; members keep the server's order.

use std::fmt::Write as _;

use super::introspection::{
    Deprecation, Directive, EnumValue, Field, InputValue, Kind, Schema, Type, TypeRef,
};
use crate::graphql::{block_string_value, syntax_error};

/// What every schema has without saying so.
const BUILT_IN_SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];
const BUILT_IN_DIRECTIVES: [&str; 4] = ["skip", "include", "deprecated", "specifiedBy"];

/// The SDL of a schema.
pub(super) fn print(schema: &Schema) -> String {
    let mut writer = Writer { out: String::with_capacity(128 * 1024) };
    writer.schema(schema);
    let mut directives: Vec<&Directive> =
        schema.directives.iter().filter(|d| !BUILT_IN_DIRECTIVES.contains(&d.name.as_str())).collect();
    directives.sort_by(|a, b| a.name.cmp(&b.name));
    for directive in directives {
        writer.directive(directive);
    }
    let mut types: Vec<&Type> = schema.types.iter().filter(|t| !is_built_in(t)).collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    for ty in types {
        writer.type_definition(ty);
    }
    writer.out
}

fn is_built_in(ty: &Type) -> bool {
    ty.name.starts_with("__") || BUILT_IN_SCALARS.contains(&ty.name.as_str())
}

/// Everything is written to a `String`, which cannot fail.
struct Writer {
    out: String,
}

impl Writer {
    fn line(&mut self, indent: usize, line: std::fmt::Arguments<'_>) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        let _ = self.out.write_fmt(line);
        self.out.push('\n');
    }

    fn schema(&mut self, schema: &Schema) {
        self.description(schema.description.as_deref(), 0);
        self.line(0, format_args!("schema {{"));
        let roots = [
            ("query", &schema.query_type),
            ("mutation", &schema.mutation_type),
            ("subscription", &schema.subscription_type),
        ];
        for (keyword, root) in roots {
            if let Some(root) = root {
                self.line(2, format_args!("{keyword}: {}", root.name));
            }
        }
        self.line(0, format_args!("}}"));
    }

    fn type_definition(&mut self, ty: &Type) {
        self.out.push('\n');
        self.description(ty.description.as_deref(), 0);
        let name = &ty.name;
        match ty.kind {
            Kind::Scalar => {
                let url = ty.specified_by.as_deref();
                let url = url.map(|url| format!(" @specifiedBy(url: {})", quoted(url))).unwrap_or_default();
                self.line(0, format_args!("scalar {name}{url}"));
            }
            Kind::Object | Kind::Interface => self.object(ty),
            Kind::Union => {
                let members = names(ty.possible_types.as_deref(), " | ");
                self.line(0, format_args!("union {name} = {members}"));
            }
            Kind::Enum => {
                let values = ty.enum_values.as_deref().unwrap_or_default();
                self.body(&format!("enum {name}"), values, Self::enum_value);
            }
            Kind::InputObject => {
                let one_of = if ty.is_one_of == Some(true) { " @oneOf" } else { "" };
                let fields = ty.input_fields.as_deref().unwrap_or_default();
                self.body(&format!("input {name}{one_of}"), fields, |writer, field| {
                    writer.input_value(field, 2);
                });
            }
            Kind::List | Kind::NonNull | Kind::Unknown => {}
        }
    }

    fn object(&mut self, ty: &Type) {
        let keyword = if ty.kind == Kind::Object { "type" } else { "interface" };
        let interfaces = names(ty.interfaces.as_deref(), " & ");
        let implements = if interfaces.is_empty() { interfaces } else { format!(" implements {interfaces}") };
        let fields = ty.fields.as_deref().unwrap_or_default();
        self.body(&format!("{keyword} {}{implements}", ty.name), fields, Self::field);
    }

    fn body<T>(&mut self, head: &str, members: &[T], mut member: impl FnMut(&mut Self, &T)) {
        self.line(0, format_args!("{head} {{"));
        for one in members {
            member(self, one);
        }
        self.line(0, format_args!("}}"));
    }

    fn field(&mut self, field: &Field) {
        self.description(field.description.as_deref(), 2);
        let _ = write!(self.out, "  {}", field.name);
        self.arguments(&field.args, 2);
        let tail = deprecated(&field.deprecation);
        let _ = writeln!(self.out, ": {}{tail}", field.ty);
    }

    /// Arguments in one line, or one a line when some are described.
    fn arguments(&mut self, arguments: &[InputValue], indent: usize) {
        if arguments.is_empty() {
            return;
        }
        if arguments.iter().all(|a| a.description.is_none()) {
            let written: Vec<String> = arguments.iter().map(input_value).collect();
            let _ = write!(self.out, "({})", written.join(", "));
            return;
        }
        self.out.push_str("(\n");
        for argument in arguments {
            self.input_value(argument, indent + 2);
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push(')');
    }

    fn input_value(&mut self, value: &InputValue, indent: usize) {
        self.description(value.description.as_deref(), indent);
        self.line(indent, format_args!("{}", input_value(value)));
    }

    fn enum_value(&mut self, value: &EnumValue) {
        self.description(value.description.as_deref(), 2);
        self.line(2, format_args!("{}{}", value.name, deprecated(&value.deprecation)));
    }

    fn directive(&mut self, directive: &Directive) {
        self.out.push('\n');
        self.description(directive.description.as_deref(), 0);
        let _ = write!(self.out, "directive @{}", directive.name);
        self.arguments(&directive.args, 0);
        let repeatable = if directive.is_repeatable == Some(true) { " repeatable" } else { "" };
        let _ = writeln!(self.out, "{repeatable} on {}", directive.locations.join(" | "));
    }

    /// A description as a block string where that says exactly the same, else as a quoted string.
    fn description(&mut self, description: Option<&str>, indent: usize) {
        let Some(description) = description.filter(|d| !d.is_empty()) else { return };
        let escaped = description.replace("\"\"\"", "\\\"\"\"");
        let pad = " ".repeat(indent);
        let lines: Vec<String> = escaped
            .split('\n')
            .map(|line| if line.is_empty() { String::new() } else { format!("{pad}{line}") })
            .collect();
        let block = format!("\"\"\"\n{}\n{pad}\"\"\"", lines.join("\n"));
        let has_controls = description.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
        if !has_controls && block_string_value(&block) == description {
            self.line(indent, format_args!("{block}"));
        } else {
            self.line(indent, format_args!("{}", quoted(description)));
        }
    }
}

fn names(types: Option<&[TypeRef]>, separator: &str) -> String {
    let names: Vec<String> = types.unwrap_or_default().iter().map(TypeRef::to_string).collect();
    names.join(separator)
}

fn input_value(value: &InputValue) -> String {
    // Some servers write defaults that are no GraphQL values; without it the rest of the schema stands.
    let default = value.default_value.as_deref().filter(|default| is_value(default));
    let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
    format!("{}: {}{default}{}", value.name, value.ty, deprecated(&value.deprecation))
}

fn is_value(text: &str) -> bool {
    syntax_error(&format!("{{a(b:{text})}}")).is_none()
}

fn deprecated(deprecation: &Deprecation) -> String {
    match (deprecation.is_deprecated, deprecation.deprecation_reason.as_deref()) {
        (Some(true), Some(reason)) => format!(" @deprecated(reason: {})", quoted(reason)),
        (Some(true), None) => " @deprecated".to_owned(),
        _ => String::new(),
    }
}

/// A GraphQL string in quotes; its escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
