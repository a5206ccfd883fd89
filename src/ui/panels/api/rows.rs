//! The rows of a type's page, made once for each type, schema and width: descriptions in lines, fields with
//! their arguments where they are open, values, members, and where the type is used.

use std::collections::BTreeSet;
use std::sync::Arc;

use dapple_data::schema::explore::{Change, ChangeKind, Use};
use dapple_data::schema::{InputValue, Schema, TypeKind, field_scopes};

use crate::app::ExplorerSpot;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageRow {
    /// A section's name and count.
    Label(&'static str, String),
    /// A line of a description, `indent` steps further in.
    Words { text: String, indent: usize, warning: bool },
    /// A field, input field or enum value.
    Member(Box<Member>),
    /// An argument of an open field.
    Argument { name: String, type_text: String, type_name: String, default: Option<String>, deprecated: bool },
    /// Another type that belongs to this one.
    Type { name: String, kind: &'static str },
    /// A field that gives or takes this type.
    Use(Use),
    /// What the last reload changed.
    Change(Change),
    /// Nothing, to set parts apart.
    Gap,
}

/// A field, input field or enum value, as its row shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    /// What it takes, in short: `(limit, cursor)`.
    pub arguments: String,
    /// Its type as GraphQL writes it; empty for enum values.
    pub type_text: String,
    pub type_name: String,
    pub default: Option<String>,
    pub deprecated: Option<String>,
    /// The scopes it asks for.
    pub scopes: &'static [String],
    /// It can be asked for in an operation.
    pub is_field: bool,
    pub is_open: bool,
    /// There is something to open.
    pub has_more: bool,
}

/// What the rows are made of.
#[derive(Clone, Debug, PartialEq)]
struct Made {
    schema: usize,
    changes: usize,
    spot: ExplorerSpot,
    open: BTreeSet<String>,
    with_deprecated: bool,
    width: u32,
}

/// Cuts a text into lines for `indent` steps further in.
pub type Wrap<'w> = dyn Fn(&str, usize) -> Vec<String> + 'w;

/// The rows, and when they are to be made again.
#[derive(Debug, Default)]
pub struct PageRows {
    made: Option<Made>,
    pub rows: Vec<PageRow>,
}

/// What a page shows.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub schema: &'a Arc<Schema>,
    pub changes: Option<&'a Arc<Vec<Change>>>,
    pub spot: &'a ExplorerSpot,
    pub open: &'a BTreeSet<String>,
    pub with_deprecated: bool,
    pub width: f32,
}

impl PageRows {
    /// Brings the rows up to date. Whether they are of another thing than before.
    pub fn update(&mut self, shown: Shown<'_>, wrap: &Wrap<'_>) -> bool {
        let made = Made {
            schema: Arc::as_ptr(shown.schema) as usize,
            changes: shown.changes.map_or(0, |c| Arc::as_ptr(c) as usize),
            spot: shown.spot.clone(),
            open: shown.open.clone(),
            with_deprecated: shown.with_deprecated,
            width: shown.width as u32,
        };
        if self.made.as_ref() == Some(&made) {
            return false;
        }
        let another = self.made.as_ref().is_none_or(|before| before.spot != made.spot);
        self.rows = match shown.spot {
            ExplorerSpot::Type { name, .. } => {
                let mut page = Page { shown, wrap, rows: Vec::new() };
                page.of_type(name);
                page.rows
            }
            ExplorerSpot::Changes => changes(shown.changes.map(|c| c.as_slice()).unwrap_or_default()),
        };
        self.made = Some(made);
        another
    }

    /// The row of a member.
    pub fn row_of(&self, member: &str) -> Option<usize> {
        self.rows.iter().position(|row| matches!(row, PageRow::Member(m) if m.name == member))
    }
}

/// What a kind of type is called.
pub fn kind_words(kind: TypeKind) -> &'static str {
    match kind {
        TypeKind::Scalar => "scalar",
        TypeKind::Object => "type",
        TypeKind::Interface => "interface",
        TypeKind::Union => "union",
        TypeKind::Enum => "enum",
        TypeKind::Input => "input",
    }
}

/// The words of a description without the marks of Markdown; addresses of links go.
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find(['`', '*', '[', '_']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut letters = from.chars();
        let mark = letters.next();
        rest = letters.as_str();
        match mark {
            Some('[') => {
                let link = rest.split_once("](").and_then(|(words, behind)| {
                    let (_, behind) = behind.split_once(')')?;
                    (!words.contains(['\n', ']'])).then_some((words, behind))
                });
                match link {
                    Some((words, behind)) => {
                        out.push_str(words);
                        rest = behind;
                    }
                    None => out.push('['),
                }
            }
            // A list's star stands before a blank; a mark for emphasis never does on both sides.
            Some('*') if rest.starts_with(' ') => out.push('•'),
            Some('_') => out.push('_'),
            _ => {}
        }
    }
    out.push_str(rest);
    out
}

struct Page<'a> {
    shown: Shown<'a>,
    wrap: &'a Wrap<'a>,
    rows: Vec<PageRow>,
}

impl Page<'_> {
    fn words(&mut self, text: &str, indent: usize, warning: bool) {
        for line in (self.wrap)(&plain(text), indent) {
            self.rows.push(PageRow::Words { text: line, indent, warning });
        }
    }

    fn of_type(&mut self, name: &str) {
        let schema = self.shown.schema.clone();
        let Some(info) = schema.type_info(name) else {
            self.words("This schema has no such type", 0, true);
            return;
        };
        if let Some(description) = info.description {
            self.words(description, 0, false);
            self.rows.push(PageRow::Gap);
        }
        self.types("Implements", schema.interfaces(name), "interface");
        match info.kind {
            TypeKind::Object | TypeKind::Interface => self.fields(&schema, name),
            TypeKind::Input => self.inputs(&schema, name),
            TypeKind::Enum => self.values(&schema, name),
            TypeKind::Union | TypeKind::Scalar => {}
        }
        if matches!(info.kind, TypeKind::Interface | TypeKind::Union) {
            self.types("May be", schema.possible_types(name), "type");
        }
        let catalogue = schema.catalogue();
        self.uses("Returned by", catalogue.returned_by(name));
        self.uses("Taken by", catalogue.taken_by(name));
    }

    fn label(&mut self, text: &'static str, count: usize) {
        self.rows.push(PageRow::Label(text, crate::ui::format::count(count as u64)));
    }

    fn types(&mut self, label: &'static str, names: Vec<&str>, kind: &'static str) {
        if names.is_empty() {
            return;
        }
        self.label(label, names.len());
        self.rows.extend(names.into_iter().map(|name| PageRow::Type { name: name.to_owned(), kind }));
        self.rows.push(PageRow::Gap);
    }

    fn is_shown(&self, deprecated: Option<&String>) -> bool {
        self.shown.with_deprecated || deprecated.is_none()
    }

    /// Says how many are left out, so that a short list is not taken for all.
    fn hidden(&mut self, hidden: usize) {
        if hidden > 0 {
            let text = match hidden {
                1 => "1 deprecated is hidden".to_owned(),
                n => format!("{n} deprecated are hidden"),
            };
            self.rows.push(PageRow::Words { text, indent: 1, warning: false });
        }
        self.rows.push(PageRow::Gap);
    }

    fn fields(&mut self, schema: &Schema, ty: &str) {
        let fields = schema.fields(ty);
        self.label("Fields", fields.len());
        let mut hidden = 0;
        for field in &fields {
            if !self.is_shown(field.deprecated.as_ref()) {
                hidden += 1;
                continue;
            }
            let names: Vec<&str> = field.arguments.iter().map(|a| a.name).collect();
            let arguments = if names.is_empty() { String::new() } else { format!("({})", names.join(", ")) };
            let scopes = field_scopes(ty, field.name);
            let is_open = self.shown.open.contains(field.name);
            self.rows.push(PageRow::Member(Box::new(Member {
                name: field.name.to_owned(),
                arguments,
                type_text: field.type_text.clone(),
                type_name: field.type_name.to_owned(),
                default: None,
                deprecated: field.deprecated.clone(),
                scopes,
                is_field: true,
                is_open,
                has_more: true,
            })));
            if is_open {
                self.opened_field(field.description, field.deprecated.as_deref(), scopes);
                field.arguments.iter().for_each(|argument| self.argument(argument));
            }
        }
        self.hidden(hidden);
    }

    fn opened_field(&mut self, description: Option<&str>, deprecated: Option<&str>, scopes: &[String]) {
        match description {
            Some(description) => self.words(description, 2, false),
            None if deprecated.is_none() && scopes.is_empty() => {
                self.words("The server says nothing about it", 2, false);
            }
            None => {}
        }
        if let Some(reason) = deprecated {
            self.words(&format!("Deprecated: {reason}"), 2, true);
        }
        if !scopes.is_empty() {
            self.words(&format!("Needs {}", scopes.join(" and ")), 2, false);
        }
    }

    fn argument(&mut self, argument: &InputValue<'_>) {
        if !self.is_shown(argument.deprecated.as_ref()) {
            return;
        }
        self.rows.push(PageRow::Argument {
            name: argument.name.to_owned(),
            type_text: argument.type_text.clone(),
            type_name: argument.type_name.to_owned(),
            default: argument.default.clone(),
            deprecated: argument.deprecated.is_some(),
        });
        if let Some(description) = argument.description {
            self.words(description, 3, false);
        }
        if let Some(reason) = &argument.deprecated {
            self.words(&format!("Deprecated: {reason}"), 3, true);
        }
    }

    fn inputs(&mut self, schema: &Schema, ty: &str) {
        let fields = schema.input_fields(ty);
        self.label(if schema.is_one_of(ty) { "Exactly one of" } else { "Fields" }, fields.len());
        let mut hidden = 0;
        for field in fields {
            if !self.is_shown(field.deprecated.as_ref()) {
                hidden += 1;
                continue;
            }
            let is_open = self.shown.open.contains(field.name);
            self.rows.push(PageRow::Member(Box::new(Member {
                name: field.name.to_owned(),
                arguments: String::new(),
                type_text: field.type_text.clone(),
                type_name: field.type_name.to_owned(),
                default: field.default.clone(),
                deprecated: field.deprecated.clone(),
                scopes: &[],
                is_field: false,
                is_open,
                has_more: field.description.is_some() || field.deprecated.is_some(),
            })));
            if is_open {
                self.opened_field(field.description, field.deprecated.as_deref(), &[]);
            }
        }
        self.hidden(hidden);
    }

    fn values(&mut self, schema: &Schema, ty: &str) {
        let values = schema.enum_values(ty);
        self.label("Values", values.len());
        let mut hidden = 0;
        for value in values {
            if !self.is_shown(value.deprecated.as_ref()) {
                hidden += 1;
                continue;
            }
            self.rows.push(PageRow::Member(Box::new(Member {
                name: value.name.to_owned(),
                arguments: String::new(),
                type_text: String::new(),
                type_name: String::new(),
                default: None,
                deprecated: value.deprecated.clone(),
                scopes: &[],
                is_field: false,
                is_open: true,
                has_more: false,
            })));
            if let Some(description) = value.description {
                self.words(description, 2, false);
            }
            if let Some(reason) = &value.deprecated {
                self.words(&format!("Deprecated: {reason}"), 2, true);
            }
        }
        self.hidden(hidden);
    }

    fn uses(&mut self, label: &'static str, uses: &[Use]) {
        let shown: Vec<&Use> = uses.iter().filter(|u| self.shown.with_deprecated || !u.deprecated).collect();
        if shown.is_empty() {
            return;
        }
        self.label(label, shown.len());
        self.rows.extend(shown.into_iter().cloned().map(PageRow::Use));
        self.rows.push(PageRow::Gap);
    }
}

fn changes(changes: &[Change]) -> Vec<PageRow> {
    let mut rows = Vec::new();
    for (label, breaking, kind) in [
        ("Breaking", true, None),
        ("Added", false, Some(ChangeKind::Added)),
        ("Changed", false, Some(ChangeKind::Changed)),
        ("Removed", false, Some(ChangeKind::Removed)),
    ] {
        let belongs = |c: &&Change| c.breaking == breaking && kind.is_none_or(|kind| c.kind == kind);
        let found: Vec<&Change> = changes.iter().filter(belongs).collect();
        if !found.is_empty() {
            rows.push(PageRow::Label(label, crate::ui::format::count(found.len() as u64)));
            rows.extend(found.into_iter().cloned().map(PageRow::Change));
            rows.push(PageRow::Gap);
        }
    }
    if rows.is_empty() {
        let text = "Nothing has changed since the schema was last read".to_owned();
        rows.push(PageRow::Words { text, indent: 0, warning: false });
    }
    rows
}
