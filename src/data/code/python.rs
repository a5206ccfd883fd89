//! Python 3, with `requests` and with Speckle's own package.

use super::heading::token_line;
use super::literal::Dialect;
use super::{Parts, TOKEN_VARIABLE};
use crate::document::is_unseen;

const PYTHON: Dialect = Dialect {
    null: "None",
    yes: "True",
    no: "False",
    list: ("[", "]"),
    object: ("{", "}"),
    text,
    key: |name| format!("{}: ", text(name)),
    indent: 4,
    last_comma: true,
};

pub(super) fn requests(parts: &Parts<'_>) -> String {
    let mut body = vec!["\"query\": QUERY".to_owned()];
    body.extend(parts.name.map(|name| format!("\"operationName\": {}", text(name))));
    body.extend(parts.variables.as_ref().map(|_| "\"variables\": VARIABLES".to_owned()));
    format!(
        "{}# pip install requests\nimport json\nimport os\nimport sys\n\nimport requests\n\n{}\
response = requests.post(
    {},
    headers={{\"Authorization\": f\"Bearer {{os.environ['{TOKEN_VARIABLE}']}}\"}},
    json={{{}}},
    timeout=120,
)
if response.status_code != 400:  # 400 has a body that says what is wrong with the operation
    response.raise_for_status()
answer = response.json()
print(json.dumps(answer.get(\"data\"), indent=2, ensure_ascii=False))
if answer.get(\"errors\"):
    sys.exit(\"\\n\".join(error[\"message\"] for error in answer[\"errors\"]))
",
        token_line("#"),
        constants(parts),
        text(&parts.address),
        body.join(", "),
    )
}

pub(super) fn specklepy(parts: &Parts<'_>) -> String {
    let mut given = vec!["QUERY".to_owned()];
    given.extend(parts.name.map(|name| format!("operation_name={}", text(name))));
    given.extend(parts.variables.as_ref().map(|_| "variable_values=VARIABLES".to_owned()));
    let plain = if parts.origin.is_plain_http() { ", use_ssl=False" } else { "" };
    format!(
        "{}# pip install specklepy (3.0 or later)\nimport json\nimport os\n\nfrom gql import GraphQLRequest\n\
from specklepy.api.client import SpeckleClient\n\n{}\
client = SpeckleClient(host={}{plain})
client.authenticate_with_token(os.environ[\"{TOKEN_VARIABLE}\"])
data = client.httpclient.execute(GraphQLRequest({}))
print(json.dumps(data, indent=2, ensure_ascii=False))
",
        token_line("#"),
        constants(parts),
        text(parts.origin.host_and_port()),
        given.join(", "),
    )
}

fn constants(parts: &Parts<'_>) -> String {
    let query = format!("QUERY = {}\n\n", long_text(&parts.text));
    match &parts.variables {
        Some(variables) => format!("{query}VARIABLES = {}\n\n", PYTHON.write(variables, parts.source, 0)),
        None => query,
    }
}

/// A text of one line.
fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    text.chars().for_each(|c| push(&mut quoted, c, c == '"'));
    quoted.push('"');
    quoted
}

/// A text of several lines, so that it can be read and changed.
fn long_text(text: &str) -> String {
    let mut quoted = String::from("\"\"\"\\\n");
    // Two quotes in a row are still text; the third would be the end.
    let mut quotes = 0;
    for c in text.chars() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => quoted.push('\n'),
            c => push(&mut quoted, c, c == '"' && quotes % 3 == 0),
        }
    }
    quoted.push_str("\n\"\"\"");
    quoted
}

fn push(quoted: &mut String, c: char, escapes_quote: bool) {
    match c {
        '\\' => quoted.push_str("\\\\"),
        '"' if escapes_quote => quoted.push_str("\\\""),
        '\n' => quoted.push_str("\\n"),
        '\t' => quoted.push_str("\\t"),
        '\r' => quoted.push_str("\\r"),
        c if is_unseen(c) && u32::from(c) > 0xffff => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
        c if is_unseen(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
        c => quoted.push(c),
    }
}
