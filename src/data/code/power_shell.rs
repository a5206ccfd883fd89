//! PowerShell. The variables stay JSON text: its own values lose digits, letter case of names and lists of one.

use super::heading::token_line;
use super::literal::{JSON, json_text};
use super::{Parts, TOKEN_VARIABLE};
use crate::document::is_unseen;

pub(super) fn write(parts: &Parts<'_>) -> String {
    let mut code = token_line("#");
    code.push_str(&format!("$query = {}\n\n", long_text(&parts.text)));
    // PowerShell 5.1 writes JSON of a plain text correctly; of anything more it does not.
    let mut body = String::from("'{\"query\":' + (ConvertTo-Json $query)");
    if let Some(name) = parts.name {
        body.push_str(&format!(" + ',\"operationName\":' + {}", text(&json_text(name))));
    }
    if let Some(variables) = &parts.variables {
        code.push_str(&format!("$variables = {}\n\n", long_text(&JSON.write(variables, parts.source, 0))));
        body.push_str(" + ',\"variables\":' + $variables");
    }
    body.push_str(" + '}'");
    code.push_str(&format!(
        "$answer = Invoke-RestMethod -Method Post -Uri {} `
    -Headers @{{ Authorization = \"Bearer $env:{TOKEN_VARIABLE}\" }} `
    -ContentType 'application/json; charset=utf-8' `
    -Body ([Text.Encoding]::UTF8.GetBytes({body}))
if ($answer.errors) {{ $answer.errors | ForEach-Object {{ Write-Error $_.message }} }}
$answer.data | ConvertTo-Json -Depth 100
",
        text(&parts.address)
    ));
    code
}

/// What PowerShell takes for a single quote: typographic ones too.
fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

/// A text of one line in which nothing is special.
fn text(text: &str) -> String {
    let doubled = text.chars().flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(is_quote(c))));
    format!("'{}'", doubled.collect::<String>())
}

/// A here-string, so that it can be read and changed; as JSON where a line of it would end that, or
/// where something in it cannot be seen.
fn long_text(whole: &str) -> String {
    let ends = |line: &str| {
        let mut chars = line.trim_start_matches([' ', '\t']).chars();
        chars.next().is_some_and(is_quote) && chars.next() == Some('@')
    };
    let is_seen = |c: char| !is_unseen(c) || matches!(c, '\n' | '\t');
    if whole.lines().any(ends) || !whole.chars().all(is_seen) {
        return format!("ConvertFrom-Json {}", text(&json_text(whole)));
    }
    format!("@'\n{whole}\n'@")
}
