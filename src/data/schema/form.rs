//! The variables of an operation as a form: one row a value, with the control that its type asks for.
//!
//! The JSON text is the only truth: rows say where in it their value is ([`Step`]s for [`crate::jsonc`]),
//! and what is wrong with a value stands on its row. Values that no type declares have a row too.

use super::index::TypeKind;
use super::{Schema, check_variables};
use crate::graphql::{Operation, Problem};
use crate::jsonc::{Kind, Member, Step, Value, is_blank, read};
use crate::speckle::Thing;

/// The most rows of a form; what lies beyond is in the text.
pub const MOST_ROWS: usize = 400;
/// Longer values, in bytes, are changed in the text only.
const LONGEST_VALUE: usize = 4096;

/// The rows of one operation over one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// From top to bottom; the rows of what a row holds follow it, one deeper.
    pub rows: Vec<FormRow>,
    /// The text cannot be read, and why; there are no rows then.
    pub broken: Option<Problem>,
    /// Values that have no row because there are too many.
    pub more: usize,
}

/// One value, given or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// The way to it in the text.
    pub path: Vec<Step>,
    /// The variable, the field, or the number of the item from 1.
    pub name: String,
    /// Its type as GraphQL writes it; empty where nothing declares it.
    pub type_text: String,
    /// What takes it.
    pub control: Control,
    /// What stands in the text.
    pub given: Given,
    /// Its default value as GraphQL writes it.
    pub default: Option<String>,
    /// Whether `null` may be given.
    pub nullable: bool,
    /// Whether it must be given.
    pub required: bool,
    /// What is wrong with it, in words.
    pub problem: Option<String>,
    /// Its place among the items of a list, and how many they are.
    pub item: Option<(usize, usize)>,
}

impl FormRow {
    /// How deep it lies: 0 for a variable.
    pub fn depth(&self) -> usize {
        self.path.len().saturating_sub(1)
    }
}

/// What a text gives for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing.
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, in its own digits.
    Number(String),
    /// A text, decoded.
    Text(String),
    /// A list of so many items.
    List(usize),
    /// An object of so many members.
    Object(usize),
    /// Too long for a form.
    Long,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// The server advises against it.
    pub deprecated: bool,
}

/// What takes a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// A text.
    Text,
    /// An id; what it names, where that can be told.
    Id(Option<Thing>),
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// One of these.
    Enum(Vec<Choice>),
    /// A date and time.
    Date,
    /// Items, one row each.
    List,
    /// Fields, one row each.
    Object,
    /// Anything, written as JSON.
    Json,
}

/// The form of `op` over the variables text `json`. Never fails: a broken text is said in the form.
pub fn form(schema: Option<&Schema>, op: &Operation, json: &str) -> Form {
    let root = if is_blank(json) { None } else { Some(read(json)) };
    let root = match root {
        Some(Err(problem)) => return Form { broken: Some(problem), ..Form::default() },
        Some(Ok(root)) => Some(root),
        None => None,
    };
    let mut maker = Maker { schema, json, form: Form::default(), places: Vec::new() };
    let members = match root.as_ref().map(|root| (&root.kind, root.range.clone())) {
        None => &[][..],
        Some((Kind::Object(members), _)) => members,
        Some((_, range)) => {
            let problem = Problem::error(range, "VariablesShape", "Variables are one JSON object");
            return Form { broken: Some(problem), ..Form::default() };
        }
    };
    for variable in &op.variables {
        let declared = Declared {
            name: &variable.name,
            type_text: &variable.type_text,
            default: variable.default.clone(),
            required: variable.is_required(),
        };
        maker.declared(&mut Vec::new(), &declared, members);
    }
    let names: Vec<&str> = op.variables.iter().map(|v| v.name.as_str()).collect();
    maker.undeclared(&mut Vec::new(), &names, members);
    let Maker { mut form, places, .. } = maker;
    for problem in check_variables(schema, op, json) {
        blame(&mut form, &places, &problem);
    }
    form
}

/// Puts a problem on the innermost row that its place lies in. What is missing has rows of its own.
fn blame(form: &mut Form, places: &[Option<std::ops::Range<usize>>], problem: &Problem) {
    if matches!(problem.code, "MissingVariable" | "MissingInputField") {
        return;
    }
    let lies_in = |place: &Option<std::ops::Range<usize>>| {
        place.as_ref().is_some_and(|p| p.start <= problem.range.start && problem.range.end <= p.end)
    };
    let found = places.iter().rposition(lies_in).and_then(|at| form.rows.get_mut(at));
    if let Some(row) = found {
        row.problem.get_or_insert_with(|| problem.message.clone());
    }
}

/// A name with its type.
struct Declared<'a> {
    name: &'a str,
    type_text: &'a str,
    default: Option<String>,
    required: bool,
}

struct Maker<'a> {
    schema: Option<&'a Schema>,
    json: &'a str,
    form: Form,
    /// Where each row is in the text, with its key.
    places: Vec<Option<std::ops::Range<usize>>>,
}

impl Maker<'_> {
    /// The row of a variable or field, and the rows of what it holds.
    fn declared(&mut self, way: &mut Vec<Step>, declared: &Declared<'_>, members: &[Member]) {
        let member = members.iter().rfind(|m| m.key == declared.name);
        way.push(Step::Key(declared.name.to_owned()));
        let mut row = self.row(way, declared.name, declared.type_text, member.map(|m| &m.value));
        row.default.clone_from(&declared.default);
        row.required = declared.required;
        if declared.required && row.given == Given::Absent {
            row.problem = Some("This one is required".to_owned());
        }
        self.put(row, member.map(|m| m.key_range.start..m.value.range.end));
        if let Some(member) = member {
            self.inside(way, declared.type_text, &member.value);
        }
        way.pop();
    }

    /// The rows of members that nothing declares.
    fn undeclared(&mut self, way: &mut Vec<Step>, declared: &[&str], members: &[Member]) {
        for member in members.iter().filter(|m| !declared.contains(&m.key.as_str())) {
            way.push(Step::Key(member.key.clone()));
            let row = self.row(way, &member.key, "", Some(&member.value));
            self.put(row, Some(member.key_range.start..member.value.range.end));
            way.pop();
        }
    }

    fn row(&self, way: &[Step], name: &str, type_text: &str, value: Option<&Value>) -> FormRow {
        let given = value.map_or(Given::Absent, |value| self.given(value));
        let nullable = !type_text.ends_with('!');
        let bare = type_text.trim_end_matches('!');
        let control = match (bare.strip_prefix('['), &given) {
            (Some(_), Given::Absent | Given::Null | Given::List(_)) => Control::List,
            // One value stands for a list of it.
            _ => self.control(name, bare.trim_matches(['[', ']', '!'])),
        };
        FormRow {
            path: way.to_vec(),
            name: name.to_owned(),
            type_text: type_text.to_owned(),
            control: if fits(&control, &given) { control } else { Control::Json },
            given,
            default: None,
            nullable,
            required: false,
            problem: None,
            item: None,
        }
    }

    fn given(&self, value: &Value) -> Given {
        let source = self.json.get(value.range.clone()).unwrap_or_default();
        match &value.kind {
            Kind::Null => Given::Null,
            Kind::Bool => Given::Bool(source == "true"),
            Kind::Array(items) => Given::List(items.len()),
            Kind::Object(members) => Given::Object(members.len()),
            _ if source.len() > LONGEST_VALUE => Given::Long,
            Kind::Number => Given::Number(source.to_owned()),
            Kind::String(text) => Given::Text(text.clone()),
        }
    }

    fn control(&self, name: &str, type_name: &str) -> Control {
        match type_name {
            "Int" | "Float" | "BigInt" => Control::Number,
            "Boolean" => Control::Boolean,
            "String" | "ID" => match Thing::named(name) {
                None if type_name == "String" => Control::Text,
                thing => Control::Id(thing),
            },
            other if super::date::is_date(other) => Control::Date,
            other => match self.schema.and_then(|s| s.type_info(other).map(|info| (s, info.kind))) {
                Some((schema, TypeKind::Enum)) => {
                    let choice = |v: super::EnumValue<'_>| Choice {
                        name: v.name.to_owned(),
                        deprecated: v.deprecated.is_some(),
                    };
                    Control::Enum(schema.enum_values(other).into_iter().map(choice).collect())
                }
                Some((_, TypeKind::Input)) => Control::Object,
                Some((_, TypeKind::Scalar)) if !other.to_lowercase().contains("json") => Control::Text,
                _ => Control::Json,
            },
        }
    }

    /// The rows of the items or fields of a value.
    fn inside(&mut self, way: &mut Vec<Step>, type_text: &str, value: &Value) {
        let bare = type_text.strip_suffix('!').unwrap_or(type_text);
        let item = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        match (item, &value.kind) {
            (Some(item), Kind::Array(items)) => {
                for (at, one) in items.iter().enumerate() {
                    let mut row = {
                        way.push(Step::Item(at));
                        // An item is what its list is named after.
                        let list = way.iter().rev().find_map(|step| match step {
                            Step::Key(key) => Some(key.clone()),
                            Step::Item(_) => None,
                        });
                        self.row(way, &list.unwrap_or_default(), item, Some(one))
                    };
                    row.name = (at + 1).to_string();
                    row.item = Some((at, items.len()));
                    self.put(row, Some(one.range.clone()));
                    self.inside(way, item, one);
                    way.pop();
                }
            }
            (None, Kind::Object(members)) => {
                let Some(schema) = self.schema else { return };
                let fields = schema.input_fields(bare);
                if schema.type_info(bare).map(|info| info.kind) != Some(TypeKind::Input) {
                    return;
                }
                for field in &fields {
                    let declared = Declared {
                        name: field.name,
                        type_text: &field.type_text,
                        default: field.default.clone(),
                        required: field.is_required,
                    };
                    self.declared(way, &declared, members);
                }
                let names: Vec<&str> = fields.iter().map(|f| f.name).collect();
                self.undeclared(way, &names, members);
            }
            _ => {}
        }
    }

    fn put(&mut self, row: FormRow, place: Option<std::ops::Range<usize>>) {
        if self.form.rows.len() < MOST_ROWS {
            self.form.rows.push(row);
            self.places.push(place);
        } else {
            self.form.more += 1;
        }
    }
}

/// Whether a control can show what is given. What it cannot is shown as JSON, as it stands in the text.
fn fits(control: &Control, given: &Given) -> bool {
    match (control, given) {
        (_, Given::Absent | Given::Null) => true,
        (Control::Text | Control::Id(_) | Control::Number | Control::Date | Control::Enum(_), given) => {
            matches!(given, Given::Text(_) | Given::Number(_))
        }
        (Control::Boolean, given) => matches!(given, Given::Bool(_)),
        (Control::List, given) => matches!(given, Given::List(_)),
        (Control::Object, given) => matches!(given, Given::Object(_)),
        (Control::Json, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::operations;

    const SDL: &str = "scalar DateTime scalar JSONObject scalar Email
enum Role { OWNER READER OLD @deprecated(reason: \"x\") }
input Filter { search: String, roles: [Role!], after: DateTime, inner: Filter, limit: Int! = 25 }
type Query { a(f: Filter, r: Role): Int }";

    fn made(query: &str, json: &str) -> Form {
        let schema = Schema::from_sdl(SDL).unwrap();
        form(Some(&schema), &operations(query)[0], json)
    }

    fn lines(form: &Form) -> Vec<String> {
        let control = |c: &Control| match c {
            Control::Enum(choices) => format!("Enum {}", choices.len()),
            other => format!("{other:?}"),
        };
        form.rows
            .iter()
            .map(|r| {
                let indent = " ".repeat(r.depth());
                let problem = r.problem.as_deref().map(|p| format!(" ! {p}")).unwrap_or_default();
                format!("{indent}{} {} {:?}{problem}", r.name, control(&r.control), r.given)
            })
            .collect()
    }

    #[test]
    fn every_type_has_its_control() {
        let query = "query Q($projectId: String!, $ids: [ID!], $n: Int = 5, $on: Boolean, $r: Role!,
            $since: DateTime, $any: JSONObject, $mail: Email, $text: String) { a }";
        let json = r#"{"projectId": "f3a91c07be", "ids": ["x", 7], "on": true, "r": "OWNER"}"#;
        assert_eq!(
            lines(&made(query, json)),
            [
                "projectId Id(Some(Project)) Text(\"f3a91c07be\")",
                "ids List List(2)",
                " 1 Id(None) Text(\"x\")",
                " 2 Id(None) Number(\"7\")",
                "n Number Absent",
                "on Boolean Bool(true)",
                "r Enum 3 Text(\"OWNER\")",
                "since Date Absent",
                "any Json Absent",
                "mail Text Absent",
                "text Text Absent",
            ]
        );
        let form = made(query, json);
        assert_eq!(form.rows[4].default.as_deref(), Some("5"));
        assert!(form.rows[5].nullable && !form.rows[6].nullable);
        assert_eq!(form.rows[3].item, Some((1, 2)));
    }

    #[test]
    fn an_input_object_shows_its_fields_and_unknown_ones() {
        let json = r#"{ // how
            "f": { "search": "x", "inner": {}, "colour": 1, "after": "yesterday" }, "old": [1] }"#;
        assert_eq!(
            lines(&made("query($f: Filter) { a }", json)),
            [
                "f Object Object(4)",
                " search Text Text(\"x\")",
                " roles List Absent",
                " after Date Text(\"yesterday\") ! This is no date and time as ISO 8601 writes it, such as 2026-11-23T12:00:00Z",
                " inner Object Object(0)",
                "  search Text Absent",
                "  roles List Absent",
                "  after Date Absent",
                "  inner Object Absent",
                "  limit Number Absent",
                " limit Number Absent",
                " colour Json Number(\"1\") ! Filter has no field \"colour\"",
                "old Json List(1) ! The operation has no variable \"$old\"",
            ]
        );
    }

    #[test]
    fn what_does_not_fit_stands_there_with_its_problem() {
        let query = "query($n: Int!, $on: Boolean, $r: Role!, $l: [Int]) { a }";
        assert_eq!(
            lines(&made(query, r#"{"on": "yes", "r": "BOSS", "l": 5}"#)),
            [
                "n Number Absent ! This one is required",
                "on Json Text(\"yes\") ! Expected Boolean, found the text \"yes\"",
                "r Enum 3 Text(\"BOSS\") ! \"BOSS\" is no value of Role",
                "l Number Number(\"5\")",
            ]
        );
        assert_eq!(made(query, "{\"n\": ").broken.unwrap().code, "JsonSyntax");
        assert_eq!(made(query, "[]").broken.unwrap().code, "VariablesShape");
        assert_eq!(lines(&made("query($n: Int) { a }", "")), ["n Number Absent"]);
    }

    #[test]
    fn a_form_ends_and_says_so() {
        let many = format!("{{\"l\": [{}]}}", vec!["1"; 1000].join(","));
        let form = made("query($l: [Int]) { a }", &many);
        assert_eq!((form.rows.len(), form.more), (MOST_ROWS, 1001 - MOST_ROWS));
    }
}
