//! What a server says about its schema: the question, and the typed model of the answer.

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, introspection};
use serde::Deserialize;

/// The introspection query in the form that servers widely accept (graphql-js 15 and later, Apollo 3
/// and 4): with `specifiedByURL` and deprecated fields and values, without the deprecation of arguments,
/// which older servers refuse.
///
/// Source: graphql-js, `getIntrospectionQuery({ specifiedByUrl: true })`. Nine levels of `ofType` carry
/// any type of practice.
pub const INTROSPECTION_QUERY: &str = r"query IntrospectionQuery {
  __schema {
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    types { ...FullType }
    directives { name description locations args { ...InputValue } }
  }
}

fragment FullType on __Type {
  kind
  name
  description
  specifiedByURL
  fields(includeDeprecated: true) {
    name
    description
    args { ...InputValue }
    type { ...TypeRef }
    isDeprecated
    deprecationReason
  }
  inputFields { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}

fragment InputValue on __InputValue {
  name
  description
  type { ...TypeRef }
  defaultValue
}

fragment TypeRef on __Type {
  kind
  name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}
";

/// What a server with this schema would answer to [`INTROSPECTION_QUERY`].
pub(super) fn answer(schema: &Valid<apollo_compiler::Schema>) -> String {
    let answered =
        ExecutableDocument::parse_and_validate(schema, INTROSPECTION_QUERY, "introspection.graphql")
            .ok()
            .and_then(|document| {
                let operation = document.operations.get(None).ok()?;
                let implementers = schema.implementers_map();
                let none = Valid::assume_valid(Default::default());
                introspection::partial_execute(schema, &implementers, &document, operation, &none).ok()
            });
    // The query is a constant and valid for every schema; a failure would be an empty file, which tests find.
    answered.and_then(|answer| serde_json::to_string_pretty(&answer).ok()).unwrap_or_default()
}

/// An answer to [`INTROSPECTION_QUERY`]: whole, or only its `data`.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    data: Option<Data>,
    #[serde(rename = "__schema")]
    schema: Option<Schema>,
    #[serde(default)]
    errors: Vec<AnswerError>,
}

#[derive(Debug, Deserialize)]
struct Data {
    #[serde(rename = "__schema")]
    schema: Option<Schema>,
}

#[derive(Debug, Deserialize)]
struct AnswerError {
    #[serde(default)]
    message: String,
}

impl Answer {
    /// The schema, or what the server said instead.
    pub(super) fn into_schema(self) -> Result<Schema, Option<String>> {
        let told = self.errors.into_iter().next().map(|error| error.message);
        self.schema.or(self.data.and_then(|data| data.schema)).ok_or(told)
    }
}

/// `__Schema`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    pub(super) description: Option<String>,
    pub(super) query_type: Option<Named>,
    pub(super) mutation_type: Option<Named>,
    pub(super) subscription_type: Option<Named>,
    pub(super) types: Vec<Type>,
    #[serde(default)]
    pub(super) directives: Vec<Directive>,
}

/// A type named as a root.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

/// `__TypeKind`; kinds of later specifications are not shown.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Kind {
    Scalar,
    Object,
    Interface,
    Union,
    Enum,
    InputObject,
    List,
    NonNull,
    #[serde(other)]
    Unknown,
}

/// `__Type` with all that it declares.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Type {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) description: Option<String>,
    #[serde(rename = "specifiedByURL", alias = "specifiedByUrl")]
    pub(super) specified_by: Option<String>,
    pub(super) fields: Option<Vec<Field>>,
    pub(super) input_fields: Option<Vec<InputValue>>,
    pub(super) interfaces: Option<Vec<TypeRef>>,
    pub(super) enum_values: Option<Vec<EnumValue>>,
    pub(super) possible_types: Option<Vec<TypeRef>>,
    #[serde(default)]
    pub(super) is_one_of: Option<bool>,
}

/// `__Field`
#[derive(Debug, Deserialize)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) args: Vec<InputValue>,
    #[serde(rename = "type")]
    pub(super) ty: TypeRef,
    #[serde(flatten)]
    pub(super) deprecation: Deprecation,
}

/// `__InputValue`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InputValue {
    pub(super) name: String,
    pub(super) description: Option<String>,
    #[serde(rename = "type")]
    pub(super) ty: TypeRef,
    pub(super) default_value: Option<String>,
    #[serde(flatten)]
    pub(super) deprecation: Deprecation,
}

/// `__EnumValue`
#[derive(Debug, Deserialize)]
pub(super) struct EnumValue {
    pub(super) name: String,
    pub(super) description: Option<String>,
    #[serde(flatten)]
    pub(super) deprecation: Deprecation,
}

/// Whether something is on its way out.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deprecation {
    #[serde(default)]
    pub(super) is_deprecated: Option<bool>,
    #[serde(default)]
    pub(super) deprecation_reason: Option<String>,
}

/// A reference to a type: a name, or a list or non-null of another reference.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TypeRef {
    pub(super) kind: Kind,
    pub(super) name: Option<String>,
    pub(super) of_type: Option<Box<TypeRef>>,
}

impl std::fmt::Display for TypeRef {
    /// As GraphQL writes it: `[String!]!`.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.kind, &self.of_type, &self.name) {
            (Kind::List, Some(inner), _) => write!(out, "[{inner}]"),
            (Kind::NonNull, Some(inner), _) => write!(out, "{inner}!"),
            (_, _, Some(name)) => out.write_str(name),
            // Deeper than the query asked: no name here makes the schema refused, not misread.
            _ => out.write_str("?"),
        }
    }
}

/// `__Directive`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Directive {
    pub(super) name: String,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) locations: Vec<String>,
    #[serde(default)]
    pub(super) args: Vec<InputValue>,
    #[serde(default)]
    pub(super) is_repeatable: Option<bool>,
}
