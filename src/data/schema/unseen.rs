//! What apollo-compiler does not look at, read from the selections of the text itself: directives on parts
//! that it left out, fields below unknown ones whose type is known again, and introspection that nests too
//! deeply, also where some of its fields are unknown.
//!
//! Source: graphql-js, `KnownDirectivesRule`, `UniqueDirectivesPerLocationRule`, `FieldsOnCorrectTypeRule`,
//! `MaxIntrospectionDepthRule`.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::DirectiveLocation;

use super::Schema;
use super::suggest::{nearest, question};
use crate::graphql::{
    Definition, DirectiveUse, OperationKind, Problem, Selection, SelectionKind, SelectionSet,
};

/// Adds what is wrong with directives and below unknown fields. What is told already is not told again.
pub(super) fn check(schema: &Schema, definitions: &[Definition], problems: &mut Vec<Problem>) {
    let mut look = Look { schema, found: Vec::new() };
    for definition in definitions {
        let outline = &definition.outline;
        let place = match outline.kind {
            OperationKind::Query => DirectiveLocation::Query,
            OperationKind::Mutation => DirectiveLocation::Mutation,
            OperationKind::Subscription => DirectiveLocation::Subscription,
            OperationKind::Fragment => DirectiveLocation::FragmentDefinition,
        };
        look.directives(&definition.directives, place);
        let root = outline.on.as_deref().or_else(|| schema.root(outline.kind));
        let known = root.filter(|root| schema.type_info(root).is_some());
        if let Some(set) = &definition.set {
            look.set(set, known, known.is_some());
        }
    }
    for problem in look.found {
        let told = problems.iter().any(|p| p.code == problem.code && p.range.start == problem.range.start);
        if !told {
            problems.push(problem);
        }
    }
}

struct Look<'a> {
    schema: &'a Schema,
    found: Vec<Problem>,
}

impl Look<'_> {
    /// `seen`: apollo-compiler has looked at the fields of this set.
    fn set(&mut self, set: &SelectionSet, ty: Option<&str>, seen: bool) {
        for selection in &set.selections {
            let (place, inner) = match &selection.kind {
                SelectionKind::Field { name, name_range, .. } => {
                    let field = ty.and_then(|ty| self.schema.field(ty, name));
                    if let (None, Some(ty), false) = (&field, ty, seen) {
                        let fields = self.schema.fields(ty);
                        let near = question(&nearest(name, fields.iter().map(|f| f.name)));
                        let message = format!("\"{ty}\" has no field \"{name}\"{near}");
                        self.found.push(Problem::error(name_range.clone(), "UndefinedField", message));
                    }
                    (DirectiveLocation::Field, field.map(|f| f.type_name.to_owned()))
                }
                SelectionKind::Inline { on } => {
                    let known = on.as_deref().filter(|on| self.schema.type_info(on).is_some());
                    let own = if on.is_some() { known } else { ty };
                    (DirectiveLocation::InlineFragment, own.map(str::to_owned))
                }
                SelectionKind::Spread { .. } => (DirectiveLocation::FragmentSpread, None),
            };
            self.directives(&selection.directives, place);
            if let Some(below) = &selection.set {
                let still_seen = seen && inner.is_some();
                self.set(below, inner.as_deref(), still_seen);
            }
        }
    }

    fn directives(&mut self, uses: &[DirectiveUse], place: DirectiveLocation) {
        let mut names = HashSet::new();
        for used in uses {
            let Some(known) = self.schema.compiled.directive_definitions.get(used.name.as_str()) else {
                continue;
            };
            if !known.locations.contains(&place) {
                let shown = place.name().to_lowercase().replace('_', " ");
                let message = format!("\"@{}\" cannot stand on a {shown}", used.name);
                self.found.push(Problem::error(used.range.clone(), "UnsupportedLocation", message));
            }
            if !names.insert(used.name.as_str()) && !known.repeatable {
                let message = format!("\"@{}\" can stand here only once", used.name);
                self.found.push(Problem::error(used.range.clone(), "UniqueDirective", message));
            }
        }
    }
}

const MAX_LISTS: usize = 3;

/// Adds a problem for each root of introspection that nests its lists too deeply.
pub(super) fn introspection(definitions: &[Definition], problems: &mut Vec<Problem>) {
    let mut measure = Measure { definitions, fragments: HashMap::new(), depth: 0 };
    for definition in definitions {
        definition.set.iter().for_each(|set| measure.visit(set, problems));
    }
}

struct Measure<'a> {
    definitions: &'a [Definition],
    /// Lists nested in each fragment; 0 while it is being measured, which ends cycles.
    fragments: HashMap<&'a str, usize>,
    /// How deep the look goes at the moment, through fragments too.
    depth: usize,
}

impl<'a> Measure<'a> {
    fn visit(&mut self, set: &'a SelectionSet, problems: &mut Vec<Problem>) {
        for selection in &set.selections {
            let Some(inner) = &selection.set else { continue };
            match &selection.kind {
                SelectionKind::Field { name, name_range, .. } if name == "__schema" || name == "__type" => {
                    if self.lists(inner) >= MAX_LISTS {
                        let message = "Servers refuse introspection that nests fields and types this deeply";
                        problems.push(Problem::error(name_range.clone(), "MaxIntrospectionDepth", message));
                    }
                }
                _ => self.visit(inner, problems),
            }
        }
    }

    /// The most lists nested in each other below a selection.
    fn lists(&mut self, set: &'a SelectionSet) -> usize {
        if self.depth >= super::selections::MAX_DEPTH {
            return 0;
        }
        self.depth += 1;
        let most = set.selections.iter().map(|selection| self.lists_of(selection)).max().unwrap_or(0);
        self.depth -= 1;
        most
    }

    fn lists_of(&mut self, selection: &'a Selection) -> usize {
        let below = |measure: &mut Self| selection.set.as_ref().map_or(0, |set| measure.lists(set));
        match &selection.kind {
            SelectionKind::Field { name, .. } => usize::from(is_list(name)) + below(self),
            SelectionKind::Inline { .. } => below(self),
            SelectionKind::Spread { name } => {
                if let Some(&known) = self.fragments.get(name.as_str()) {
                    return known;
                }
                let is_meant = |d: &&Definition| {
                    d.outline.kind == OperationKind::Fragment && d.outline.name.as_ref() == Some(name)
                };
                let definitions = self.definitions;
                let Some(set) = definitions.iter().find(is_meant).and_then(|d| d.set.as_ref()) else {
                    return 0;
                };
                self.fragments.insert(name, 0);
                let lists = self.lists(set);
                self.fragments.insert(name, lists);
                lists
            }
        }
    }
}

fn is_list(name: &str) -> bool {
    matches!(name, "fields" | "interfaces" | "possibleTypes" | "inputFields")
}
