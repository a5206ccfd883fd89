//! The way to a leaf that is further down: a bounded breadth-first search over the types, aimed by an
//! index from the names of leaves to the types that have them.

use std::collections::{HashMap, HashSet, VecDeque};

use apollo_compiler::schema::FieldDefinition;

use super::super::Schema;

/// Letters that must be typed before ways are searched.
const LEAST: usize = 2;
/// Steps of a way, the leaf included.
const DEEPEST: usize = 5;
/// Ways that are offered.
const MOST: usize = 6;
/// Types that one search looks at.
const VISITS: usize = 3000;
/// Names of leaves that one search aims at.
const NAMES: usize = 64;

/// From the names of leaves to the types that have them, made once for a schema.
#[derive(Debug, Default)]
pub(in crate::schema) struct Leaves {
    /// Lower-case name, name, and type, sorted.
    sorted: Vec<(String, String, String)>,
}

impl Leaves {
    pub(in crate::schema) fn new(schema: &Schema) -> Self {
        let mut sorted = Vec::new();
        for name in schema.type_names() {
            for field in schema.definitions(name) {
                let is_leaf = schema.is_without_fields(field.ty.inner_named_type());
                if is_leaf && !field.directives.has("deprecated") {
                    let leaf = field.name.to_string();
                    sorted.push((leaf.to_ascii_lowercase(), leaf, name.to_owned()));
                }
            }
        }
        sorted.sort();
        Self { sorted }
    }

    /// Types and their leaves that begin with `typed`, of at most [`NAMES`] names.
    fn beginning(&self, typed: &str) -> HashMap<&str, Vec<&str>> {
        let start = self.sorted.partition_point(|(lower, _, _)| lower.as_str() < typed);
        let mut names = HashSet::new();
        let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
        for (lower, name, on) in self.sorted.iter().skip(start) {
            names.insert(name.as_str());
            if !lower.starts_with(typed) || names.len() > NAMES {
                break;
            }
            found.entry(on).or_default().push(name);
        }
        found
    }
}

/// The steps to a leaf: each a field and the type it is of.
#[derive(Clone, Debug)]
pub(super) struct Path<'s> {
    pub steps: Vec<(&'s str, &'s FieldDefinition)>,
}

/// The shortest ways from `parent` to leaves below it whose names begin with `typed`.
pub(super) fn deeper<'s>(schema: &'s Schema, parent: &'s str, typed: &str) -> Vec<Path<'s>> {
    let typed = typed.to_ascii_lowercase();
    if typed.len() < LEAST {
        return Vec::new();
    }
    let aims = schema.leaves().beginning(&typed);
    let mut seen: HashSet<&str> = HashSet::from([parent]);
    let mut waiting: VecDeque<Path<'s>> = VecDeque::from([Path { steps: Vec::new() }]);
    let mut found: Vec<Path<'s>> = Vec::new();
    let mut visits = 0;
    while let Some(path) = waiting.pop_front() {
        visits += 1;
        if visits > VISITS || found.len() >= MOST || path.steps.len() >= DEEPEST {
            break;
        }
        let here = path.steps.last().map_or(parent, |(_, f)| f.ty.inner_named_type().as_str());
        if !path.steps.is_empty() {
            let leaves = aims.get(here).into_iter().flatten();
            found.extend(leaves.filter_map(|leaf| {
                let mut whole = path.clone();
                whole.steps.push((here, schema.definition(here, leaf)?));
                Some(whole)
            }));
        }
        for field in schema.definitions(here) {
            let next = field.ty.inner_named_type().as_str();
            let is_way = !schema.is_without_fields(next) && !field.directives.has("deprecated");
            if is_way && seen.insert(next) {
                let mut further = path.clone();
                further.steps.push((here, field));
                waiting.push_back(further);
            }
        }
    }
    let rank = |path: &Path<'_>| {
        let leaf = path.steps.last().map(|(_, f)| f.name.as_str()).unwrap_or_default();
        (!leaf.eq_ignore_ascii_case(&typed), path.steps.len())
    };
    found.sort_by_key(rank);
    found.truncate(MOST);
    found
}
