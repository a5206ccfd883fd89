//! Which scopes a token needs for an operation. A Speckle server does not say so in its schema; the
//! list comes from its source code.
//!
//! Source: `assets/speckle-field-scopes.json`, the scope directives of the Speckle server's typedefs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use serde::Deserialize;

use super::Schema;
use super::check::{SOURCE_NAME, range_of};
use super::selections::MAX_DEPTH;
use crate::graphql::{Lexeme, lexemes, syntax_error};

/// The code of the warning that a field asks for a scope which the token lacks. Its message is `needs` and
/// the scope: it stands beside the field.
pub const MISSING_SCOPE: &str = "MissingScope";

/// A scope that a field of an operation asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededScope {
    /// The scope, such as `users:read`.
    pub scope: String,
    /// The field in the schema, such as `Project.team`.
    pub field: String,
    /// The operation that asks for it; none where it has no name.
    pub operation: Option<String>,
    /// The way to the field by response names, such as `activeUser.projects.items.team`.
    pub path: String,
    /// Where the field's name is, in bytes of the text.
    pub range: Range<usize>,
    /// The field cannot be null, so without the scope the server empties more than the field.
    pub non_null_empties: bool,
    /// What becomes null without the scope: a path, or empty for the whole answer.
    pub emptied: String,
}

/// One entry of the list; roles are of no use here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    has_scope: Option<String>,
    /// Several, separated by commas; all are needed.
    has_scopes: Option<String>,
}

/// Scopes by `Type.field`. The list is part of the program and its shape is held by a test.
static SCOPES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let text = include_str!("../../../assets/speckle-field-scopes.json");
    let entries: HashMap<String, Entry> = serde_json::from_str(text).unwrap_or_default();
    entries
        .into_iter()
        .map(|(field, entry)| {
            let several = entry.has_scopes.unwrap_or_default();
            let several = several.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
            (field, entry.has_scope.into_iter().chain(several).collect::<Vec<String>>())
        })
        .filter(|(_, scopes)| !scopes.is_empty())
        .collect()
});

/// The scopes that a field of a type asks for; all of them are needed.
pub fn field_scopes(type_name: &str, field: &str) -> &'static [String] {
    SCOPES.get(&format!("{type_name}.{field}")).map(Vec::as_slice).unwrap_or_default()
}

/// What a server's answers taught: scopes of fields that the list does not know, or knows otherwise. Servers
/// are older or newer than the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LearnedScopes {
    fields: HashMap<String, Vec<String>>,
    missing: HashSet<String>,
}

impl LearnedScopes {
    /// A server refused a field (`Project.team`) for want of a scope. Whether that is news.
    pub fn learn(&mut self, field: &str, scope: &str) -> bool {
        let missing = self.missing.insert(scope.to_owned());
        let listed = SCOPES.get(field).is_some_and(|scopes| scopes.iter().any(|s| s == scope));
        let known = self.fields.entry(field.to_owned()).or_default();
        if listed || known.iter().any(|s| s == scope) {
            return missing;
        }
        known.push(scope.to_owned());
        true
    }

    /// Whether the server has said that the token lacks a scope.
    pub fn lacks(&self, scope: &str) -> bool {
        self.missing.contains(scope)
    }
}

/// The field (`Project.team`) at a path of response names, such as `project.team`, in an operation of a text.
pub fn field_at_path(schema: &Schema, text: &str, operation: Option<&str>, path: &[&str]) -> Option<String> {
    let parsed = ExecutableDocument::parse(&schema.compiled, text, SOURCE_NAME);
    let document = parsed.unwrap_or_else(|failed| failed.partial);
    let operation = document.operations.get(operation).ok()?;
    let (last, before) = path.split_last()?;
    let mut sets = vec![&operation.selection_set];
    for step in before {
        sets = fields_of(&document, &sets)
            .into_iter()
            .filter(|(_, f)| f.response_key().as_str() == *step)
            .map(|(_, f)| &f.selection_set)
            .collect();
    }
    let fields = fields_of(&document, &sets);
    let (owner, field) = fields.into_iter().find(|(_, f)| f.response_key().as_str() == *last)?;
    Some(format!("{owner}.{}", field.name))
}

/// The fields of several sets with the type they are asked of, through fragments.
fn fields_of<'a>(document: &'a ExecutableDocument, sets: &[&'a SelectionSet]) -> Vec<(&'a str, &'a Field)> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting: Vec<&SelectionSet> = sets.to_vec();
    while let Some(set) = waiting.pop() {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => found.push((set.ty.as_str(), &**field)),
                Selection::InlineFragment(inline) => waiting.push(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.fragment_name)
                        && seen.insert(fragment.name.as_str())
                    {
                        waiting.push(&fragment.selection_set);
                    }
                }
            }
        }
    }
    found
}

/// The scopes that a text's operations ask for, in the order of the text; each field counts once for
/// each operation. Fields that the schema does not know ask for nothing.
pub fn needed_scopes(schema: &Schema, text: &str) -> Vec<NeededScope> {
    needed_scopes_with(schema, text, &LearnedScopes::default())
}

/// The same, with what a server's answers taught.
pub fn needed_scopes_with(schema: &Schema, text: &str, learned: &LearnedScopes) -> Vec<NeededScope> {
    if !lexemes(text).iter().any(Lexeme::is_significant) || syntax_error(text).is_some() {
        return Vec::new();
    }
    let parsed = ExecutableDocument::parse(&schema.compiled, text, SOURCE_NAME);
    let document = parsed.unwrap_or_else(|failed| failed.partial);
    let mut found = Vec::new();
    for operation in document.operations.iter() {
        let name = operation.name.as_ref().map(|name| name.as_str());
        let mut walk =
            Walk { document: &document, learned, name, seen: HashSet::new(), depth: 0, found: &mut found };
        walk.selections(&operation.selection_set, &Place { path: String::new(), emptied: String::new() });
    }
    found
}

/// Where a selection stands.
struct Place {
    /// The response names so far.
    path: String,
    /// The nearest place at or above that may be null; empty for the whole answer.
    emptied: String,
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    learned: &'a LearnedScopes,
    /// The operation's name.
    name: Option<&'a str>,
    /// Fragments count at their first spread only, so that many spreads stay cheap.
    seen: HashSet<&'a str>,
    /// How deep the walk is at the moment, through fragments too.
    depth: usize,
    found: &'a mut Vec<NeededScope>,
}

impl<'a> Walk<'a> {
    fn selections(&mut self, set: &'a SelectionSet, place: &Place) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(field, set.ty.as_str(), place),
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set, place),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment.filter(|f| self.seen.insert(f.name.as_str())) {
                        self.selections(&fragment.selection_set, place);
                    }
                }
            }
        }
        self.depth -= 1;
    }

    fn field(&mut self, field: &'a Field, parent: &str, place: &Place) {
        let dot = if place.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{}", place.path, field.response_key());
        let is_non_null = field.ty().is_non_null();
        let emptied = if is_non_null { place.emptied.clone() } else { path.clone() };
        let coordinate = format!("{parent}.{}", field.name);
        let learned = self.learned.fields.get(&coordinate).into_iter().flatten();
        for scope in SCOPES.get(&coordinate).into_iter().flatten().chain(learned) {
            self.found.push(NeededScope {
                scope: scope.clone(),
                field: coordinate.clone(),
                operation: self.name.map(str::to_owned),
                path: path.clone(),
                range: range_of(field.name.location()),
                non_null_empties: is_non_null,
                emptied: emptied.clone(),
            });
        }
        // A list whose items may be null loses only the item; the path of the list stands for it.
        let emptied = if field.ty().is_list() && !item_is_non_null(field) { path.clone() } else { emptied };
        self.selections(&field.selection_set, &Place { path, emptied });
    }
}

fn item_is_non_null(field: &Field) -> bool {
    field.ty().item_type().is_non_null()
}

#[cfg(test)]
pub(super) fn listed_fields() -> usize {
    SCOPES.len()
}
