//! What the schema and the text have for a place.

use std::collections::HashSet;

use apollo_compiler::Node;
use apollo_compiler::ast::{DirectiveLocation, Type};
use apollo_compiler::schema::{ExtendedType, FieldDefinition, InputValueDefinition};

use super::super::Schema;
use super::super::index::deprecation;
use super::super::scopes::field_scopes;
use super::insert::{self, Insert};
use super::place::Place;
use super::rank::{Candidate, Fit, matched, ranked};
use super::{Cut, Item, ItemKind, MOST_ITEMS, paths};
use crate::graphql::{Operation, OperationKind, operations};

/// Everything known about one completion.
pub(super) struct Request<'a> {
    pub schema: &'a Schema,
    pub text: &'a str,
    pub others: &'a str,
    pub cut: &'a Cut,
    /// What was typed of the word, up to the caret.
    pub typed: &'a str,
}

const KEYWORDS: [(&str, &str); 5] = [
    ("query", "Reads data"),
    ("mutation", "Changes data"),
    ("subscription", "Waits for events"),
    ("fragment", "A part that several selections share"),
    ("{", "A query without a name"),
];

impl<'a> Request<'a> {
    pub(super) fn items(&self, place: Place<'a, 'a>) -> Vec<Item> {
        match place {
            Place::TopLevel => self.keywords(),
            Place::On => self.words(&["on"], ItemKind::Keyword, " "),
            Place::Field { parent } => parent.map(|p| self.fields(p)).unwrap_or_default(),
            Place::Spread { parent } => parent.map(|p| self.spreads(p)).unwrap_or_default(),
            Place::TypeCondition { parent } => self.types(&self.conditions(parent)),
            Place::Argument { owner, used } => {
                self.inputs(owner.arguments().iter(), &used, ItemKind::Argument)
            }
            Place::InputField { type_name, used } => {
                let input = self.schema.extended(&type_name).and_then(|t| t.as_input_object());
                let fields = input.into_iter().flat_map(|i| i.fields.values().map(|f| &f.node));
                self.inputs(fields, &used, ItemKind::InputField)
            }
            Place::Value { wanted: Some(wanted) } => self.values(&wanted),
            Place::Variable { wanted } => self.variables(wanted.as_ref(), false),
            Place::VariableType => self.types(&self.input_types()),
            Place::Directive { location } => self.directives(location),
            Place::Value { wanted: None } | Place::NewVariable | Place::Nothing => Vec::new(),
        }
    }

    /// Ranks candidates and makes items of the best.
    fn made<'c, T>(
        &self,
        candidates: impl Iterator<Item = Candidate<'c, T>>,
        make: impl Fn(&Candidate<'c, T>) -> Item,
    ) -> Vec<Item> {
        let found = ranked(self.typed, candidates);
        let cut = found.into_iter().take(MOST_ITEMS);
        cut.map(|(fit, candidate)| Item {
            matched: matched(self.typed, candidate.label, fit),
            ..make(&candidate)
        })
        .collect()
    }

    fn keywords(&self) -> Vec<Item> {
        let all = KEYWORDS.iter().map(|(label, what)| plain(label, *what));
        self.made(all, |c| Item {
            description: Some(c.what.to_owned()),
            ..item(c.label, ItemKind::Keyword, insert::keyword(c.label))
        })
    }

    fn words(&self, words: &[&str], kind: ItemKind, behind: &str) -> Vec<Item> {
        let insert = |word: &str| Insert::end(format!("{word}{behind}"));
        self.made(words.iter().map(|w| plain(w, ())), |c| item(c.label, kind, insert(c.label)))
    }

    fn fields(&self, parent: &'a str) -> Vec<Item> {
        let mut all: Vec<(&str, Option<&FieldDefinition>)> =
            self.schema.definitions(parent).map(|f| (f.name.as_str(), Some(f))).collect();
        all.push(("__typename", self.schema.definition(parent, "__typename")));
        if self.schema.root(OperationKind::Query) == Some(parent) {
            all.extend(["__schema", "__type"].map(|name| (name, self.schema.definition(parent, name))));
        }
        let candidates = all.into_iter().map(|(label, field)| Candidate {
            label,
            weight: u8::from(label.starts_with("__")),
            is_deprecated: field.is_some_and(|f| f.directives.has("deprecated")),
            what: field,
        });
        let mut items = self.made(candidates, |c| match c.what {
            Some(field) => Item {
                type_text: field.ty.to_string(),
                description: field.description.as_deref().map(str::to_owned),
                deprecated: deprecation(&field.directives),
                scopes: field_scopes(parent, c.label).to_vec(),
                ..item(c.label, ItemKind::Field, insert::field(self, field))
            },
            None => item(c.label, ItemKind::Field, Insert::end(c.label.to_owned())),
        });
        let whole = items.iter().filter(|i| i.matched.len() == 1).count();
        let deeper = paths::deeper(self.schema, parent, self.typed);
        let deeper: Vec<Item> = deeper.into_iter().map(|path| self.path(&path)).collect();
        // What begins with the typed word here stands above what is further down, and that above slips.
        let at = whole.min(items.len());
        items.splice(at..at, deeper);
        items
    }

    fn path(&self, path: &paths::Path<'a>) -> Item {
        let label = path.steps.iter().map(|(_, f)| f.name.as_str()).collect::<Vec<_>>().join(" › ");
        let leaf = path.steps.last();
        let start = label.rfind(" › ").map_or(0, |at| at + " › ".len());
        let scopes: Vec<String> =
            path.steps.iter().flat_map(|(on, f)| field_scopes(on, f.name.as_str())).cloned().collect();
        let mut seen = HashSet::new();
        Item {
            type_text: leaf.map(|(_, f)| f.ty.to_string()).unwrap_or_default(),
            description: leaf.and_then(|(_, f)| f.description.as_deref()).map(str::to_owned),
            deprecated: leaf.and_then(|(_, f)| deprecation(&f.directives)),
            scopes: scopes.into_iter().filter(|s| seen.insert(s.clone())).collect(),
            matched: std::iter::once(start..start + self.typed.len()).collect(),
            ..item(&label, ItemKind::Path, insert::path(self, path))
        }
    }

    fn spreads(&self, parent: &'a str) -> Vec<Item> {
        let inside = self.operation();
        let inside =
            inside.as_ref().filter(|o| o.kind == OperationKind::Fragment).and_then(|o| o.name.clone());
        let all = [operations(self.text), operations(self.others)].concat();
        let fragments: Vec<(String, String)> = all
            .into_iter()
            .filter(|o| o.kind == OperationKind::Fragment && o.name != inside)
            .filter_map(|o| o.name.zip(o.on))
            .filter(|(_, on)| self.schema.overlap(parent, on))
            .collect();
        let candidates = fragments.iter().map(|(name, on)| plain(name, on.as_str()));
        let mut items = self.made(candidates, |c| Item {
            type_text: c.what.to_owned(),
            ..item(c.label, ItemKind::Fragment, Insert::end(c.label.to_owned()))
        });
        // Types come where no fragment fits, or once `on` is begun.
        let is_abstract = !self.schema.extended(parent).is_some_and(ExtendedType::is_object);
        if (items.is_empty() && is_abstract) || (!self.typed.is_empty() && "on".starts_with(self.typed)) {
            let types = self.conditions(Some(parent));
            let labels: Vec<(String, &str)> = types.iter().map(|t| (format!("on {t}"), *t)).collect();
            let fits = |(label, _): &&(String, &str)| label.starts_with(self.typed);
            items.extend(labels.iter().filter(fits).map(|(label, name)| Item {
                matched: matched(self.typed, label, Fit::Prefix),
                ..item(label, ItemKind::Type, insert::selection(self, label, name))
            }));
        }
        items
    }

    /// The types that a fragment here may be on.
    fn conditions(&self, parent: Option<&'a str>) -> Vec<&'a str> {
        let schema = self.schema;
        let Some(parent) = parent else {
            let all = schema.compiled.types.iter().filter(|(name, t)| {
                !name.starts_with("__") && (t.is_object() || t.is_interface() || t.is_union())
            });
            return all.map(|(name, _)| name.as_str()).collect();
        };
        let objects = schema.objects_of(parent);
        if schema.extended(parent).is_some_and(ExtendedType::is_object) {
            return objects;
        }
        let mut found = objects.clone();
        let mut seen: HashSet<&str> = found.iter().copied().collect();
        for object in objects {
            let object = schema.extended(object).and_then(|t| t.as_object());
            let interfaces = object.into_iter().flat_map(|o| o.implements_interfaces.iter());
            found.extend(interfaces.map(|i| i.name.as_str()).filter(|i| seen.insert(i)));
        }
        found
    }

    fn input_types(&self) -> Vec<&'a str> {
        let all = self.schema.compiled.types.iter();
        all.filter(|(_, t)| t.is_scalar() || t.is_enum() || t.is_input_object())
            .map(|(n, _)| n.as_str())
            .collect()
    }

    fn types(&self, names: &[&'a str]) -> Vec<Item> {
        let candidates = names.iter().map(|name| Candidate {
            weight: u8::from(name.starts_with("__")),
            ..plain(name, self.schema.extended(name))
        });
        self.made(candidates, |c| Item {
            description: c.what.and_then(|t| t.description()).map(|d| d.to_string()),
            ..item(c.label, ItemKind::Type, Insert::end(c.label.to_owned()))
        })
    }

    fn inputs(
        &self,
        all: impl Iterator<Item = &'a Node<InputValueDefinition>>,
        used: &[&str],
        kind: ItemKind,
    ) -> Vec<Item> {
        let candidates = all.filter(|a| !used.contains(&a.name.as_str())).map(|a| Candidate {
            weight: u8::from(!a.is_required()),
            is_deprecated: a.directives.has("deprecated"),
            ..plain(a.name.as_str(), a)
        });
        self.made(candidates, |c| Item {
            type_text: c.what.ty.to_string(),
            description: c.what.description.as_deref().map(str::to_owned),
            deprecated: deprecation(&c.what.directives),
            ..item(c.label, kind, insert::input(self, c.what))
        })
    }

    fn values(&self, wanted: &Type) -> Vec<Item> {
        let named = wanted.inner_named_type().as_str();
        let type_text = wanted.inner_named_type().to_string();
        let value = |label: &str| Item {
            type_text: type_text.clone(),
            ..item(label, ItemKind::Value, Insert::end(label.to_owned()))
        };
        let mut items = match self.schema.extended(named) {
            Some(ExtendedType::Enum(found)) => {
                let candidates = found.values.values().map(|v| Candidate {
                    is_deprecated: v.directives.has("deprecated"),
                    ..plain(v.value.as_str(), v)
                });
                self.made(candidates, |c| Item {
                    description: c.what.description.as_deref().map(str::to_owned),
                    deprecated: deprecation(&c.what.directives),
                    ..value(c.label)
                })
            }
            _ if named == "Boolean" => {
                self.made(["true", "false"].iter().map(|w| plain(w, ())), |c| value(c.label))
            }
            _ => Vec::new(),
        };
        items.extend(self.variables(Some(wanted), true));
        // `null` is rarely what is meant: it is offered to who begins to type it.
        if !self.typed.is_empty() && "null".starts_with(self.typed) && !wanted.is_non_null() {
            items.push(Item { matched: std::iter::once(0..self.typed.len()).collect(), ..value("null") });
        }
        items
    }

    /// The operation or fragment around the caret.
    fn operation(&self) -> Option<Operation> {
        let at = self.cut.range.start;
        operations(self.text).into_iter().rev().find(|o| o.range.start <= at)
    }

    /// Declared variables that fit a place; with their `$` where it was not typed yet.
    fn variables(&self, wanted: Option<&Type>, with_sigil: bool) -> Vec<Item> {
        let Some(operation) = self.operation() else { return Vec::new() };
        let fitting: Vec<(String, String, u8)> = operation
            .variables
            .iter()
            .filter_map(|v| Some((format!("${}", v.name), v.type_text.clone(), fits(&v.type_text, wanted)?)))
            .collect();
        let candidates =
            fitting.iter().map(|(label, text, weight)| Candidate { weight: *weight, ..plain(label, text) });
        self.made(candidates, |c| Item {
            type_text: c.what.clone(),
            ..item(
                c.label,
                ItemKind::Variable,
                Insert::end(c.label.get(usize::from(!with_sigil)..).unwrap_or_default().to_owned()),
            )
        })
    }

    fn directives(&self, location: DirectiveLocation) -> Vec<Item> {
        let all = self.schema.compiled.directive_definitions.iter();
        let candidates =
            all.filter(|(_, d)| d.locations.contains(&location)).map(|(name, d)| plain(name.as_str(), d));
        self.made(candidates, |c| Item {
            description: c.what.description.as_deref().map(str::to_owned),
            ..item(c.label, ItemKind::Directive, insert::directive(self, c.label, &c.what.arguments))
        })
    }
}

/// How well a variable fits: 0 for its very type, 1 where only `!` is missing; `None` where it never fits.
fn fits(type_text: &str, wanted: Option<&Type>) -> Option<u8> {
    let Some(wanted) = wanted else { return Some(0) };
    let wanted = wanted.to_string();
    let bare = |text: &str| text.replace(['!', ' '], "");
    let allowed = type_text == wanted || type_text.strip_suffix('!') == Some(&wanted);
    (bare(type_text) == bare(&wanted)).then_some(u8::from(!allowed))
}

fn plain<T>(label: &str, what: T) -> Candidate<'_, T> {
    Candidate { label, weight: 0, is_deprecated: false, what }
}

fn item(label: &str, kind: ItemKind, insert: Insert) -> Item {
    Item {
        label: label.to_owned(),
        kind,
        type_text: String::new(),
        description: None,
        deprecated: None,
        scopes: Vec::new(),
        insert: insert.text,
        caret: insert.caret,
        also: Vec::new(),
        matched: Vec::new(),
    }
}
