//! An operation rewritten so that one of its lists can be asked for page by page. The person's text stays
//! as it is.

use std::collections::HashSet;

use apollo_compiler::ast::{Argument, Type, Value};
use apollo_compiler::executable::{Field, Operation, OperationType, SelectionSet, VariableDefinition};
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use apollo_compiler::{Name, Node};

use super::expand::{answering, certain, change, expanded};
use super::find::{Connection, connections, parsed};
use super::selections::{Step, chain, collect, directives_use, nest, only, uses};
use crate::graphql::Severity;
use crate::schema::{Schema, check};

/// Items a page, where the text does not ask for more. No list of Speckle refuses so many.
const PAGE: u32 = 100;
/// Items that a list inside the items begins with, at least.
const INNER_PAGE: u32 = 25;

/// Why a list cannot be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The text cannot be read, or is no query.
    #[error("Only a query without errors can be loaded as a whole")]
    NotAQuery,
    /// There is no such list in it.
    #[error("There is no list in pages at {path}{}", others(there))]
    NoConnection { path: String, there: Vec<String> },
    /// A list inside of items, which can only be asked for with all the others.
    #[error(
        "The server cannot be asked for one {of} alone, so the lists inside cannot be read to their ends"
    )]
    NotAddressed { of: String },
    /// The rewritten operation does not fit the server's schema.
    #[error("The operation cannot be asked for page by page: {0}")]
    Refused(String),
}

fn others(there: &[String]) -> String {
    if there.is_empty() { String::new() } else { format!(". There is: {}", there.join(", ")) }
}

/// How a list is read: its own pages, and the pages of the lists around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The operation's name, which the rewritten texts keep.
    pub operation: Option<String>,
    /// Outermost first; the last one is the list that was chosen.
    pub levels: Vec<Level>,
    /// What the rewritten texts ask for beyond the person's, one sentence each.
    pub added: Vec<String>,
}

/// One list of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The text that asks for one page.
    pub query: String,
    /// The person's variables that the text uses.
    pub kept: Vec<String>,
    /// The variable for the size of a page, where the list takes one.
    pub limit: Option<String>,
    /// The variable for where a page begins.
    pub cursor: String,
    /// Variables for ids of items around it: name, and the level whose item it is.
    pub parents: Vec<(String, usize)>,
    /// The response names from `data` to the list's connection, in answers to `query`.
    pub path: Vec<String>,
    /// The same from an item of the level around it.
    pub within: Vec<String>,
    /// Response names of the connection's fields, and of an item's id where items have one.
    pub items: String,
    pub total: String,
    pub cursor_key: String,
    pub id: Option<String>,
    /// Items a page to begin with.
    pub first: u32,
}

impl Plan {
    /// A plan for the list at `path` of an operation (`None`: the only one of the text).
    ///
    /// # Errors
    /// [`PlanError`]
    pub fn new(
        schema: &Schema,
        text: &str,
        operation: Option<&str>,
        path: &[String],
    ) -> Result<Self, PlanError> {
        let document = parsed(schema, text).ok_or(PlanError::NotAQuery)?;
        let operation_of_text = expanded(&document, operation).ok_or(PlanError::NotAQuery)?;
        if operation_of_text.operation_type != OperationType::Query {
            return Err(PlanError::NotAQuery);
        }
        let all = connections(schema, text, operation);
        let target = all.iter().find(|c| c.path == path).ok_or_else(|| PlanError::NoConnection {
            path: path.join("."),
            there: all.iter().map(Connection::dotted).collect(),
        })?;
        let around = target.outer.iter().filter_map(|len| path.get(..*len));
        let lists: Vec<&Connection> =
            around.chain([path]).filter_map(|p| all.iter().find(|c| c.path == p)).collect();
        let mut writer = Writer::new(schema, operation_of_text);
        for (at, list) in lists.iter().enumerate() {
            writer.prepare(at, list)?;
        }
        let levels: Vec<Level> =
            (0..lists.len()).map(|at| writer.level(at, &lists)).collect::<Result<_, _>>()?;
        for level in &levels {
            let problems = check(Some(schema), &level.query);
            if let Some(problem) = problems.into_iter().find(|p| p.severity == Severity::Error) {
                return Err(PlanError::Refused(problem.message));
            }
        }
        let operation = writer.operation.name.as_ref().map(ToString::to_string);
        Ok(Self { operation, levels, added: writer.added })
    }
}

/// What is known of one list while texts are written.
struct Prepared {
    total: String,
    cursor: String,
    id: Option<String>,
    item_type: Name,
    takes_limit: bool,
    first: u32,
}

struct Writer<'s> {
    schema: &'s Schema,
    /// The person's operation, with what is missing added and no cursor but the first page's.
    operation: Operation,
    prepared: Vec<Prepared>,
    limit: Name,
    cursor: Name,
    added: Vec<String>,
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap_or_else(|_| Name::new_static_unchecked("dapple"))
}

impl<'s> Writer<'s> {
    fn new(schema: &'s Schema, operation: Operation) -> Self {
        let taken: HashSet<&str> = operation.variables.iter().map(|v| v.name.as_str()).collect();
        let free = |wanted: &str| {
            let mut text = wanted.to_owned();
            while taken.contains(text.as_str()) {
                text.push('_');
            }
            name(&text)
        };
        let (limit, cursor) = (free("pageLimit"), free("pageCursor"));
        Self { schema, operation, prepared: Vec::new(), limit, cursor, added: Vec::new() }
    }

    /// Adds what one list needs: its count, its cursor, ids of its items; and takes its own cursor away.
    fn prepare(&mut self, at: usize, list: &Connection) -> Result<(), PlanError> {
        let missing = || PlanError::NoConnection { path: list.dotted(), there: Vec::new() };
        let chain = chain(&self.operation.selection_set, &list.path).ok_or_else(missing)?;
        let field = &chain.last().ok_or_else(missing)?.field;
        let takes_limit = field.definition.arguments.iter().any(|a| a.name.as_str() == "limit");
        let items = answering(&field.selection_set, &list.items);
        let items = items.first().ok_or_else(missing)?;
        let item_type = items.ty().inner_named_type().clone();
        let has_id = has_plain_field(self.schema, &item_type, "id");
        let asked = list.limit.unwrap_or(0);
        let first = if at == 0 { asked.max(PAGE) } else { asked.clamp(INNER_PAGE, PAGE) };
        let (schema, added) = (self.schema, &mut self.added);
        let dotted = list.dotted();
        let mut known: Option<(String, String, Option<String>)> = None;
        let mut failed = None;
        change(&mut self.operation.selection_set, &list.path, &mut |field| {
            let begins_later = field.arguments.iter().any(|a| {
                a.name.as_str() == "cursor" && !matches!(*a.value, Value::Null | Value::Variable(_))
            });
            if begins_later {
                added.push(format!("{dotted} is read from its beginning, not from the cursor of the text"));
            }
            field
                .arguments
                .retain(|a| a.name.as_str() != "cursor" && !(takes_limit && a.name.as_str() == "limit"));
            if at > 0 && takes_limit {
                field
                    .arguments
                    .push(argument("limit", Value::from(i32::try_from(first).unwrap_or(i32::MAX))));
            }
            if known.is_none() {
                match complete(schema, field, (&list.items, has_id), (&dotted, added)) {
                    Ok(keys) => known = Some(keys),
                    Err(error) => failed = Some(error),
                }
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let (total, cursor, id) = known.ok_or_else(missing)?;
        self.prepared.push(Prepared { total, cursor, id, item_type, takes_limit, first });
        Ok(())
    }

    /// The text for the pages of one list.
    fn level(&self, at: usize, lists: &[&Connection]) -> Result<Level, PlanError> {
        let gone = || PlanError::NotAQuery;
        let (list, prepared) = (lists.get(at).ok_or_else(gone)?, self.prepared.get(at).ok_or_else(gone)?);
        let root = self.operation.selection_set.ty.clone();
        let mut steps = Vec::new();
        let (mut selections, in_text, within) = match at.checked_sub(1).and_then(|up| lists.get(up)) {
            None => (self.operation.selection_set.clone(), list.path.clone(), list.path.clone()),
            Some(up) => {
                steps = self.address(at - 1, lists)?;
                let inside = up.path.len() + 1;
                let within = list.path.get(inside..).ok_or_else(gone)?.to_vec();
                let to_items = list.path.get(..inside).ok_or_else(gone)?;
                let mut set =
                    SelectionSet::new(self.prepared.get(at - 1).ok_or_else(gone)?.item_type.clone());
                collect(&self.operation.selection_set, to_items, &mut |items| {
                    set.selections.extend(only(items, &within).selections);
                });
                let mut path: Vec<String> =
                    steps.iter().map(|step| step.field.response_key().to_string()).collect();
                path.extend(within.iter().cloned());
                (nest(root, &steps, set), path, within)
            }
        };
        change(&mut selections, &in_text, &mut |field| {
            field.arguments.retain(|a| !(prepared.takes_limit && a.name.as_str() == "limit"));
            field.arguments.push(argument("cursor", Value::Variable(self.cursor.clone())));
            if prepared.takes_limit {
                field.arguments.push(argument("limit", Value::Variable(self.limit.clone())));
            }
        });
        let parents: Vec<(Name, Node<Type>, usize)> = steps
            .iter()
            .filter_map(|step| {
                let level = step.by?;
                let argument = id_argument(&step.field.definition)?;
                Some((self.parent(level), Node::new(Type::clone(&argument.1)), level))
            })
            .collect();
        let kept: Vec<String> = self.kept(&selections);
        let operation = Operation {
            operation_type: OperationType::Query,
            name: self.operation.name.clone(),
            variables: self.variables(&kept, prepared.takes_limit, &parents),
            directives: self.operation.directives.clone(),
            selection_set: selections,
        };
        Ok(Level {
            query: operation.to_string(),
            kept,
            limit: prepared.takes_limit.then(|| self.limit.to_string()),
            cursor: self.cursor.to_string(),
            parents: parents.iter().map(|(name, _, level)| (name.to_string(), *level)).collect(),
            path: in_text,
            within,
            items: list.items.clone(),
            total: prepared.total.clone(),
            cursor_key: prepared.cursor.clone(),
            id: prepared.id.clone(),
            first: prepared.first,
        })
    }

    fn parent(&self, level: usize) -> Name {
        name(&format!("{}Parent{level}", self.cursor))
    }

    /// The way to one item of a list, by its id.
    fn address(&self, at: usize, lists: &[&Connection]) -> Result<Vec<Step>, PlanError> {
        let gone = || PlanError::NotAQuery;
        let (list, prepared) = (lists.get(at).ok_or_else(gone)?, self.prepared.get(at).ok_or_else(gone)?);
        let unknown = || PlanError::NotAddressed { of: prepared.item_type.to_string() };
        if prepared.id.is_none() {
            return Err(unknown());
        }
        let root = &self.operation.selection_set.ty;
        if let Some(step) = self.by_id(root, prepared, at) {
            return Ok(vec![step]);
        }
        let mut chain = chain(&self.operation.selection_set, &list.path).ok_or_else(unknown)?;
        let owner = chain.last().ok_or_else(unknown)?.owner.clone();
        let step = self.by_id(&owner, prepared, at).ok_or_else(unknown)?;
        // The way to the owner: from the item around it where there is one, else as the text goes.
        let mut steps = match at.checked_sub(1).and_then(|up| lists.get(up)) {
            Some(up) => {
                let between = up.path.len() + 1;
                let mut steps = self.address(at - 1, lists)?;
                chain.truncate(list.path.len() - 1);
                steps.extend(chain.into_iter().skip(between));
                steps
            }
            None => {
                chain.truncate(list.path.len() - 1);
                chain
            }
        };
        steps.push(step);
        Ok(steps)
    }

    /// The field of a type that gives one item by its id.
    fn by_id(&self, owner: &Name, prepared: &Prepared, level: usize) -> Option<Step> {
        let fields = match self.schema.compiled().types.get(owner)? {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => return None,
        };
        let fits = |field: &FieldDefinition| {
            !field.ty.is_list()
                && *field.ty.inner_named_type() == prepared.item_type
                && id_argument(field).is_some()
        };
        let found = fields.values().find(|field| fits(field))?;
        let (argument_name, _) = id_argument(found)?;
        let mut field = Field::new(found.name.clone(), found.node.clone());
        field.arguments.push(Node::new(Argument {
            name: argument_name,
            value: Node::new(Value::Variable(self.parent(level))),
        }));
        Some(Step { owner: owner.clone(), field, by: Some(level) })
    }

    fn kept(&self, selections: &SelectionSet) -> Vec<String> {
        let mut used = HashSet::new();
        uses(selections, &mut used);
        directives_use(&self.operation.directives, &mut used);
        let declared = self.operation.variables.iter().map(|v| v.name.to_string());
        declared.filter(|name| used.contains(name)).collect()
    }

    fn variables(
        &self,
        kept: &[String],
        takes_limit: bool,
        parents: &[(Name, Node<Type>, usize)],
    ) -> Vec<Node<VariableDefinition>> {
        let mut all: Vec<Node<VariableDefinition>> = self
            .operation
            .variables
            .iter()
            .filter(|v| kept.iter().any(|name| name.as_str() == v.name.as_str()))
            .cloned()
            .collect();
        let mut add = |name: &Name, ty: Node<Type>| {
            all.push(Node::new(VariableDefinition {
                name: name.clone(),
                ty,
                default_value: None,
                directives: Default::default(),
            }));
        };
        add(&self.cursor, Node::new(Type::Named(name("String"))));
        if takes_limit {
            add(&self.limit, Node::new(Type::NonNullNamed(name("Int"))));
        }
        for (parent, ty, _) in parents {
            add(parent, ty.clone());
        }
        all
    }
}

/// Adds count and cursor to a connection and the id to its items, where they are missing.
fn complete(
    schema: &Schema,
    field: &mut Field,
    (items, has_id): (&str, bool),
    (dotted, added): (&str, &mut Vec<String>),
) -> Result<(String, String, Option<String>), PlanError> {
    let mut new = Vec::new();
    let mut total = "totalCount".to_owned();
    if has_plain_field(schema, &field.selection_set.ty, "totalCount") {
        total = ensure(schema, &mut field.selection_set, "totalCount", &mut new)?;
    }
    let cursor = ensure(schema, &mut field.selection_set, "cursor", &mut new)?;
    let mut id = None;
    let mut failed = None;
    if has_id {
        change(&mut field.selection_set, &[items.to_owned()], &mut |list| {
            if id.is_none() {
                match ensure(schema, &mut list.selection_set, "id", &mut new) {
                    Ok(key) => id = Some(key),
                    Err(error) => failed = Some(error),
                }
            }
        });
    }
    if let Some(error) = failed {
        return Err(error);
    }
    if !new.is_empty() {
        added.push(format!("{} is asked for in {dotted} as well", new.join(", ")));
    }
    Ok((total, cursor, id))
}

/// The response name of a plain field, which is added where it is missing.
fn ensure(
    schema: &Schema,
    set: &mut SelectionSet,
    wanted: &str,
    new: &mut Vec<String>,
) -> Result<String, PlanError> {
    let there = certain(set).into_iter().find(|f| f.name.as_str() == wanted && f.arguments.is_empty());
    if let Some(field) = there {
        return Ok(field.response_key().to_string());
    }
    let mut key = wanted.to_owned();
    while !answering(set, &key).is_empty() {
        key.push('_');
    }
    let field = set.new_field(schema.compiled(), name(wanted));
    let field = field.map_err(|_| PlanError::Refused(format!("{} has no field {wanted}", set.ty)))?;
    let alias = (key != wanted).then(|| name(&key));
    set.push(field.with_opt_alias(alias));
    new.push(wanted.to_owned());
    Ok(key)
}

fn has_plain_field(schema: &Schema, of: &Name, wanted: &str) -> bool {
    let field = schema.compiled().type_field(of, wanted);
    field.is_ok_and(|field| field.arguments.iter().all(|a| !a.is_required()) && !field.ty.is_list())
}

/// The argument of a field that wants nothing but an id.
fn id_argument(field: &FieldDefinition) -> Option<(Name, Node<Type>)> {
    let mut required = field.arguments.iter().filter(|a| a.is_required());
    let one = required.next()?;
    let is_id = one.name.as_str() == "id" && matches!(one.ty.inner_named_type().as_str(), "ID" | "String");
    (is_id && !one.ty.is_list() && required.next().is_none())
        .then(|| (one.name.clone(), Node::new(Type::clone(&one.ty))))
}

fn argument(of: &str, value: Value) -> Node<Argument> {
    Node::new(Argument { name: name(of), value: Node::new(value) })
}
