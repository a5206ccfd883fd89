//! The shortest text with the same meaning, for copying an operation into one line.
//!
//! Source: graphql-js, `stripIgnoredCharacters`.

use super::Problem;
use super::grammar::{parse, significant};
use super::lexeme::{LexemeKind, block_string_value};

/// The text without comments, commas and blanks that mean nothing.
///
/// # Errors
/// The first syntax error: a text that is not understood is not touched.
pub fn minify(text: &str) -> Result<String, Problem> {
    let words = significant(text);
    parse(text, &words)?;
    let mut written = String::with_capacity(text.len());
    let mut needs_gap = false;
    for word in &words {
        let is_punctuator = matches!(word.kind, LexemeKind::Punctuator(_) | LexemeKind::Spread);
        if needs_gap && (!is_punctuator || word.kind == LexemeKind::Spread) {
            written.push(' ');
        }
        match word.kind {
            LexemeKind::BlockString { .. } => written.push_str(&short_block_string(word.text(text))),
            _ => written.push_str(word.text(text)),
        }
        needs_gap = !is_punctuator;
    }
    Ok(written)
}

fn short_block_string(source: &str) -> String {
    let value = block_string_value(source);
    let escaped = value.replace("\"\"\"", "\\\"\"\"");
    let mut behind_first = escaped.split('\n').skip(1).peekable();
    // Lines that are all indented would lose their indent if the first did not stand apart.
    let leads =
        behind_first.peek().is_some() && behind_first.all(|l| l.is_empty() || l.starts_with([' ', '\t']));
    let ends_in_quote = value.ends_with('"') && !escaped.ends_with("\\\"\"\"");
    let trails = ends_in_quote || value.ends_with('\\');
    let line = |wanted: bool| if wanted { "\n" } else { "" };
    format!("\"\"\"{}{escaped}{}\"\"\"", line(leads), line(trails))
}
