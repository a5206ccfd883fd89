//! An object and its children, with the small query language of `Object.children`.

use std::cmp::Ordering;

use async_graphql::{Context, Error, Object, SimpleObject};
use serde_json::{Map, Value, json};

use super::paging::{decode, encode};
use super::scalars::{DateTime, JsonObject};
use crate::data::clock::NOW;
use crate::data::tree::Part;
use crate::errors;
use crate::world::World;

/// Children that a limit of 0 gives.
const LIMIT_OF_ZERO: usize = 50;

/// An object, and what of its data was selected.
#[derive(Debug)]
pub struct ObjectNode {
    part: Part,
    selected: Option<Map<String, Value>>,
}

impl ObjectNode {
    /// The object with all its data.
    pub fn whole(part: Part) -> Self {
        Self { part, selected: None }
    }
}

/// A page of children. `totalCount` is counted only with `query` or `orderBy`, else 0.
#[derive(Debug, SimpleObject)]
pub struct ObjectCollection {
    total_count: i32,
    cursor: Option<String>,
    objects: Vec<ObjectNode>,
}

/// One clause of a query.
struct Clause {
    path: Vec<String>,
    operator: String,
    value: Value,
    or: bool,
}

#[Object(name = "Object")]
impl ObjectNode {
    async fn id(&self, ctx: &Context<'_>) -> String {
        World::of(ctx).store.id(self.part)
    }

    async fn speckle_type(&self, ctx: &Context<'_>) -> Option<String> {
        let data = World::of(ctx).store.object(self.part);
        data.get("speckle_type").and_then(Value::as_str).map(str::to_owned)
    }

    #[graphql(deprecation = "Not implemented.")]
    async fn application_id(&self) -> Option<String> {
        None
    }

    async fn created_at(&self) -> Option<DateTime> {
        Some(DateTime(NOW))
    }

    async fn total_children_count(&self) -> Option<i32> {
        None
    }

    /// The full object, with all its props other than the things that were not selected.
    async fn data(&self, ctx: &Context<'_>) -> Option<JsonObject> {
        let data = match &self.selected {
            Some(selected) => selected.clone(),
            None => World::of(ctx).store.object(self.part),
        };
        Some(JsonObject(Value::Object(data)))
    }

    /// Get any objects that this object references. In the case of commits, this will give you a commit's constituent objects.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the API's")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 100)] limit: i32,
        #[graphql(default = 50)] depth: i32,
        select: Option<Vec<Option<String>>>,
        cursor: Option<String>,
        query: Option<Vec<JsonObject>>,
        order_by: Option<JsonObject>,
    ) -> Result<ObjectCollection, Error> {
        let wanted = Wanted {
            limit: if limit <= 0 { LIMIT_OF_ZERO } else { limit as usize },
            depth: u32::try_from(depth).unwrap_or(0),
            select: select.map(|paths| paths.into_iter().flatten().collect()),
            cursor,
        };
        let world = World::of(ctx);
        match (query, order_by) {
            (None, None) => Ok(wanted.plain(world, self.part)),
            (query, order) => wanted.queried(world, self.part, (query.unwrap_or_default(), order)),
        }
    }
}

struct Wanted {
    limit: usize,
    depth: u32,
    select: Option<Vec<String>>,
    cursor: Option<String>,
}

impl Wanted {
    /// Everything below, by id; `depth` means "less than".
    fn below(&self, world: &World, part: Part) -> Vec<(String, Part)> {
        let closure = part.closure().into_iter();
        let mut all: Vec<(String, Part)> = closure
            .filter(|&(_, depth)| depth < self.depth)
            .map(|(part, _)| (world.store.id(part), part))
            .collect();
        all.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        all
    }

    /// By id, not counted; objects that have none of the selected keys are left out.
    fn plain(&self, world: &World, root: Part) -> ObjectCollection {
        let after = self.cursor.as_deref().unwrap_or("");
        let mut objects = Vec::new();
        let mut last = None;
        for (id, part) in self.below(world, root).into_iter().filter(|(id, _)| id.as_str() > after) {
            if objects.len() == self.limit {
                break;
            }
            let selected = match &self.select {
                None => None,
                Some(paths) => match select(&world.store.object(part), paths) {
                    None => continue,
                    some => some,
                },
            };
            objects.push(ObjectNode { part, selected });
            last = Some(id);
        }
        ObjectCollection { total_count: 0, cursor: last, objects }
    }

    /// Filtered, ordered and counted.
    fn queried(
        &self,
        world: &World,
        root: Part,
        (query, order): (Vec<JsonObject>, Option<JsonObject>),
    ) -> Result<ObjectCollection, Error> {
        let clauses = query.iter().map(|clause| clause_of(&clause.0)).collect::<Result<Vec<_>, _>>()?;
        let mut hits: Vec<(Map<String, Value>, Part)> = self
            .below(world, root)
            .into_iter()
            .map(|(_, part)| (world.store.object(part), part))
            .filter(|(data, _)| matches(data, &clauses))
            .collect();
        if let Some(JsonObject(order)) = &order {
            let path = path_of(order.get("field").and_then(Value::as_str).unwrap_or("id"));
            let down = order.get("direction").and_then(Value::as_str) == Some("desc");
            hits.sort_by(|(one, _), (other, _)| {
                let order = compare(at(one, &path), at(other, &path)).unwrap_or(Ordering::Equal);
                if down { order.reverse() } else { order }
            });
        }
        let start = self
            .cursor
            .as_deref()
            .and_then(decode)
            .and_then(|cursor| cursor.get("at")?.as_u64())
            .map_or(0, |at| at as usize);
        let total = hits.len();
        let objects: Vec<ObjectNode> = hits
            .into_iter()
            .skip(start)
            .take(self.limit)
            .map(|(data, part)| {
                let selected = self.select.as_ref().map(|paths| select(&data, paths).unwrap_or_default());
                ObjectNode { part, selected }
            })
            .collect();
        let cursor = (!objects.is_empty()).then(|| encode(&json!({ "at": start + objects.len() })));
        Ok(ObjectCollection { total_count: total as i32, cursor, objects })
    }
}

/// A path is cut at dots; a key with blanks or dots is quoted.
fn path_of(field: &str) -> Vec<String> {
    let mut path = vec![String::new()];
    let mut quoted = false;
    for letter in field.chars() {
        match letter {
            '"' => quoted = !quoted,
            '.' if !quoted => path.push(String::new()),
            letter => {
                if let Some(step) = path.last_mut() {
                    step.push(letter);
                }
            }
        }
    }
    path
}

fn at<'a>(data: &'a Map<String, Value>, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(data.get(first)?, |value, key| value.get(key))
}

/// The selected keys, nested as the paths say, quotes kept; null where missing, `None` where all are.
fn select(data: &Map<String, Value>, paths: &[String]) -> Option<Map<String, Value>> {
    let mut chosen = Map::new();
    let mut any = false;
    for field in paths {
        let path = path_of(field);
        let value = at(data, &path).cloned();
        any |= value.is_some();
        let quoted: Vec<String> = path
            .iter()
            .map(|key| if key.contains([' ', '.']) { format!("\"{key}\"") } else { key.clone() })
            .collect();
        put(&mut chosen, &quoted, value.unwrap_or(Value::Null));
    }
    any.then_some(chosen)
}

fn put(into: &mut Map<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [last] => {
            into.insert(last.clone(), value);
        }
        [first, rest @ ..] => {
            let below = into.entry(first.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(below) = below {
                put(below, rest, value);
            }
        }
    }
}

fn clause_of(clause: &Value) -> Result<Clause, Error> {
    let text = |key: &str| clause.get(key).and_then(Value::as_str).unwrap_or_default();
    let operator = text("operator");
    if !["=", ">", "<", ">=", "<=", "!="].contains(&operator) {
        return Err(errors::graphql("Invalid operator for query", "USER_INPUT_ERROR", 400));
    }
    let field = text("field");
    if field.contains(' ') && !field.contains('"') {
        let message = format!(
            "select \"objects\".\"id\" from \"object_children_closure\" where jsonb_path_query_first(data, '$.{field}') = $1 - \
             syntax error at or near \" \" of jsonpath input"
        );
        return Err(errors::graphql(message, "INTERNAL_SERVER_ERROR", 500));
    }
    Ok(Clause {
        path: path_of(field),
        operator: operator.to_owned(),
        value: clause.get("value").cloned().unwrap_or(Value::Null),
        or: text("verb").eq_ignore_ascii_case("or"),
    })
}

fn matches(data: &Map<String, Value>, clauses: &[Clause]) -> bool {
    clauses.iter().enumerate().fold(true, |so_far, (nth, clause)| {
        let holds = clause.holds(at(data, &clause.path));
        if nth > 0 && clause.or { so_far || holds } else { so_far && holds }
    })
}

impl Clause {
    fn holds(&self, value: Option<&Value>) -> bool {
        let Some(order) = compare(value, Some(&self.value)) else { return false };
        match self.operator.as_str() {
            "=" => order == Ordering::Equal,
            "!=" => order != Ordering::Equal,
            ">" => order == Ordering::Greater,
            "<" => order == Ordering::Less,
            ">=" => order != Ordering::Less,
            _ => order != Ordering::Greater,
        }
    }
}

/// Numbers by size, texts by bytes; nothing to say about anything else.
fn compare(one: Option<&Value>, other: Option<&Value>) -> Option<Ordering> {
    match (one?, other?) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        _ => None,
    }
}
