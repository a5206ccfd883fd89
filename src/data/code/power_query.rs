//! Power Query M, for Excel and Power BI: the token is a parameter, and a list in pages is read to its end.

use super::Parts;
use super::literal::Dialect;
use crate::document::is_unseen;
use crate::graphql::connections::Level;

const M: Dialect = Dialect {
    null: "null",
    yes: "true",
    no: "false",
    list: ("{", "}"),
    object: ("[", "]"),
    text,
    key: |name| format!("{} = ", field(name)),
    indent: 4,
    last_comma: false,
};

/// Words of the language, which no plain name of a field is. Source: the specification of Power Query M.
const KEYWORDS: [&str; 21] = [
    "and",
    "as",
    "each",
    "else",
    "error",
    "false",
    "if",
    "in",
    "is",
    "let",
    "meta",
    "not",
    "null",
    "or",
    "otherwise",
    "section",
    "shared",
    "then",
    "true",
    "try",
    "type",
];

pub(super) fn write(parts: &Parts<'_>) -> String {
    // A list inside the items of another comes along with them.
    let level = parts.plan.and_then(|plan| plan.levels.first());
    let query = level.map_or(parts.text.as_ref(), |level| level.query.trim_end());
    let name = match (level, parts.plan) {
        (Some(_), Some(plan)) => plan.operation.as_deref(),
        _ => parts.name,
    };
    let name = name.map(|name| format!(", operationName = {}", text(name))).unwrap_or_default();
    let variables = parts.variables.as_ref().map_or_else(|| "[]".to_owned(), |v| M.write(v, parts.source, 1));
    let mut code = format!(
        "// Power Query for Excel and Power BI. It reads the token from a parameter of type text:
// Manage Parameters > New Parameter, named SpeckleToken. When asked how to connect, choose Anonymous.
let
    Query = {},
    Variables = {variables},
    Ask = (variables as record) as record =>
        let
            Reply = Web.Contents({}, [
                RelativePath = {},
                Headers = [#\"Content-Type\" = \"application/json\", Authorization = \"Bearer \" & SpeckleToken],
                Content = Json.FromValue([query = Query{name}, variables = variables]),
                ManualStatusHandling = {{400}}
            ]),
            Answer = Json.Document(Reply, TextEncoding.Utf8)
        in
            if Record.HasFields(Answer, \"errors\") then
                error Error.Record(\"Speckle\", Answer[errors]{{0}}[message], Answer[errors])
            else
                Answer[data],
",
        text(query),
        text(parts.origin.as_str()),
        text(parts.endpoint),
    );
    match level {
        Some(level) => code.push_str(&pages(level, parts)),
        None => code.push_str("    Data = Ask(Variables)\nin\n    Data\n"),
    }
    code
}

/// The steps that read a list page by page: until there is no cursor, nothing new, or the count is reached.
fn pages(level: &Level, parts: &Parts<'_>) -> String {
    let members = |value: &crate::jsonc::Value| match &value.kind {
        crate::jsonc::Kind::Object(members) => members.iter().map(|m| m.key.clone()).collect(),
        _ => Vec::new(),
    };
    // Without those that only the first text used, such as its own limit.
    let given: Vec<String> = parts.variables.as_ref().map(members).unwrap_or_default();
    let unused: Vec<String> =
        given.iter().filter(|name| !level.kept.contains(name)).map(|n| text(n)).collect();
    let kept = if unused.is_empty() {
        "Variables".to_owned()
    } else {
        format!("Record.RemoveFields(Variables, {{{}}})", unused.join(", "))
    };
    let mut added = vec![format!("{} = cursor", field(&level.cursor))];
    added.extend(level.limit.as_ref().map(|name| format!("{} = {}", field(name), level.first)));
    let way: String = level.path.iter().map(|key| format!("[{}]", field(key))).collect();
    let [items, total, cursor] = [&level.items, &level.total, &level.cursor_key].map(|name| field(name));
    let distinct = match &level.id {
        Some(id) => format!(
            "List.Distinct(List.Combine(List.Transform(Pages, each [{items}])), each [{}])",
            field(id)
        ),
        None => format!("List.Combine(List.Transform(Pages, each [{items}]))"),
    };
    format!(
        "    Page = (cursor as nullable text) as record => Ask({kept} & [{}]){way},
    Pages = List.Generate(
        () => [Found = Page(null), Cursor = null, Before = 0],
        (state) => state[Found] <> null,
        (state) =>
            let
                Next = state[Found][{cursor}],
                Seen = state[Before] + List.Count(state[Found][{items}]),
                IsLast = Next = null or Next = state[Cursor] or Seen = state[Before] or Seen >= state[Found][{total}]
            in
                [Found = if IsLast then null else Page(Next), Cursor = Next, Before = Seen],
        (state) => state[Found]
    ),
    Items = {distinct},
    Total = List.First(Pages)[{total}]
in
    if List.Count(Items) < Total then
        error Error.Record(\"Speckle\", Text.From(List.Count(Items)) & \" of \" & Text.From(Total) & \" came. Refresh to read the list again\")
    else
        Table.FromRecords(Items, null, MissingField.UseNull)
",
        added.join(", "),
    )
}

/// A text literal; line breaks stand in it as they are.
fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted.push_str("\"\""),
            // What begins an escape is one itself.
            '#' if chars.peek() == Some(&'(') => quoted.push_str("#(#)"),
            '\n' | '\t' => quoted.push(c),
            c if is_unseen(c) && u32::from(c) > 0xffff => {
                quoted.push_str(&format!("#({:08X})", u32::from(c)))
            }
            c if is_unseen(c) => quoted.push_str(&format!("#({:04X})", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The name of a field: quoted where it is none of the language's own names.
fn field(name: &str) -> String {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_plain = begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain && !KEYWORDS.contains(&name) { name.to_owned() } else { format!("#{}", text(name)) }
}
