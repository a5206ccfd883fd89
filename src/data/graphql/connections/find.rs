//! Which fields of an operation are lists that come page by page.

use std::ops::Range;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, OperationType, Selection, SelectionSet, Value};
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

use super::expand::{certain, expanded};
use crate::graphql::syntax_error;
use crate::schema::Schema;

/// What the list inside a connection is called.
const LISTS: [&str; 2] = ["items", "objects"];

/// A field of an operation that is a list in pages, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The response names from `data` to it, through the lists of the connections around it.
    pub path: Vec<String>,
    /// The response name of its list.
    pub items: String,
    /// The response name of its count, where it is asked for.
    pub total: Option<String>,
    /// The response name of its cursor, where it is asked for.
    pub cursor: Option<String>,
    /// The lengths of the paths of the connections around it, outermost first.
    pub outer: Vec<usize>,
    /// Items that one page was asked to have; none where a variable or the server says.
    pub limit: Option<u32>,
    /// Where its name stands, in bytes of the text.
    pub name: Range<usize>,
}

impl Connection {
    /// The path as people write it: `project.models`.
    pub fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// Whether it stands in the items of another one: it then is a list for each of them.
    pub fn is_nested(&self) -> bool {
        !self.outer.is_empty()
    }
}

/// The connections of one operation of a text (`None`: of its only one), outermost first. A mutation has
/// none: it is never sent twice. Nor has a text with errors of syntax.
pub fn connections(schema: &Schema, text: &str, operation: Option<&str>) -> Vec<Connection> {
    let Some(document) = parsed(schema, text) else { return Vec::new() };
    let Some(operation) = expanded(&document, operation) else { return Vec::new() };
    if operation.operation_type != OperationType::Query {
        return Vec::new();
    }
    let mut finder = Finder { schema, path: Vec::new(), outer: Vec::new(), found: Vec::new() };
    finder.set(&operation.selection_set);
    finder.found.sort_by_key(|connection| connection.path.len());
    finder.found
}

/// The text against the schema, as far as it fits.
pub(super) fn parsed(schema: &Schema, text: &str) -> Option<ExecutableDocument> {
    if syntax_error(text).is_some() {
        return None;
    }
    let parsed = ExecutableDocument::parse(schema.compiled(), text, "operation.graphql");
    Some(parsed.unwrap_or_else(|failed| failed.partial))
}

struct Finder<'s> {
    schema: &'s Schema,
    path: Vec<String>,
    outer: Vec<usize>,
    found: Vec<Connection>,
}

impl Finder<'_> {
    fn set(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(field),
                Selection::InlineFragment(inline) => self.set(&inline.selection_set),
                // Written out before.
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn field(&mut self, field: &Field) {
        self.path.push(field.response_key().to_string());
        match shape(self.schema, &field.definition) {
            Some(list) => self.connection(field, list),
            // A list that is no connection has items that nothing tells apart.
            None if field.ty().is_list() => {}
            None => self.set(&field.selection_set),
        }
        self.path.pop();
    }

    fn connection(&mut self, field: &Field, list: &str) {
        let asked = certain(&field.selection_set);
        let named = |name: &str| {
            let field = asked.iter().find(|f| f.name.as_str() == name && f.arguments.is_empty());
            field.map(|field| field.response_key().to_string())
        };
        let Some(items) = asked.iter().find(|f| f.name.as_str() == list) else { return };
        let here = Connection {
            path: self.path.clone(),
            items: items.response_key().to_string(),
            total: named("totalCount"),
            cursor: named("cursor"),
            outer: self.outer.clone(),
            limit: limit(field),
            name: range(field),
        };
        // Fragments may ask for one list at several places.
        if !self.found.iter().any(|other| other.path == here.path) {
            self.found.push(here);
        }
        let items = Field::clone(items);
        self.outer.push(self.path.len());
        self.path.push(items.response_key().to_string());
        self.set(&items.selection_set);
        self.path.pop();
        self.outer.pop();
    }
}

fn range(field: &Field) -> Range<usize> {
    field.name.location().map_or(0..0, |span| span.offset()..span.end_offset())
}

/// The limit that is written into the text.
pub(super) fn limit(field: &Field) -> Option<u32> {
    let argument = field.arguments.iter().find(|a| a.name.as_str() == "limit")?;
    match &*argument.value {
        Value::Int(number) => number.as_str().parse().ok(),
        _ => None,
    }
}

/// What the list of a connection is called; `None` for a field that is no connection.
pub(super) fn shape(schema: &Schema, field: &FieldDefinition) -> Option<&'static str> {
    let takes_cursor = field.arguments.iter().any(|a| a.name.as_str() == "cursor" && !a.ty.is_non_null());
    if !takes_cursor || field.ty.is_list() {
        return None;
    }
    let Some(ExtendedType::Object(page)) = schema.compiled().types.get(field.ty.inner_named_type()) else {
        return None;
    };
    let cursor = page.fields.get("cursor")?;
    if cursor.ty.is_list() {
        return None;
    }
    LISTS.into_iter().find(|list| page.fields.get(*list).is_some_and(|field| field.ty.is_list()))
}
