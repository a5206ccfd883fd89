//! One value of a text changed in place: what stands around it keeps its comments, order and layout.

use std::ops::Range;

use super::read::{Kind, Member, Value, read};
use super::strip::{comment_end, is_blank};
use crate::graphql::Problem;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
}

/// A change of a text: these bytes become that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes, in bytes.
    pub range: Range<usize>,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// The text after the change.
    pub fn apply(&self, text: &str) -> String {
        let (before, after) = (text.get(..self.range.start), text.get(self.range.end..));
        format!("{}{}{}", before.unwrap_or_default(), self.text, after.unwrap_or_default())
    }
}

/// The value a path leads to; of members given twice the last, which is the one that counts.
pub fn find<'v>(root: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(root, |value, step| match (step, &value.kind) {
        (Step::Key(key), Kind::Object(members)) => {
            members.iter().rfind(|member| member.key == *key).map(|member| &member.value)
        }
        (Step::Item(at), Kind::Array(items)) => items.get(*at),
        _ => None,
    })
}

/// The change that gives the value at `path` the JSON text `json`. What is missing on the way is made:
/// a member behind the last one, an item at the end, an object around a member. A blank text is an
/// empty object.
///
/// # Errors
/// The syntax error of a text that cannot be read, or `JsonPath` where the path leads through a value
/// that is neither object nor list.
pub fn set(text: &str, path: &[Step], json: &str) -> Result<Edit, Problem> {
    if is_blank(text) {
        let made = wrapped(path, json, true);
        // Comments alone stay above the values.
        let comments = text.trim_end().len();
        let made = if comments == 0 { made } else { format!("\n{made}") };
        return Ok(Edit { range: comments..text.len(), text: made });
    }
    let root = read(text)?;
    if let Some(value) = find(&root, path) {
        return Ok(Edit { range: value.range.clone(), text: json.to_owned() });
    }
    // The longest way there is; from there on everything is new.
    let known = (0..path.len()).rev().find_map(|n| {
        let (way, rest) = path.split_at(n);
        find(&root, way).map(|value| (value, rest))
    });
    let (value, rest) = known.unwrap_or((&root, path));
    let Some((first, deeper)) = rest.split_first() else { return Err(astray(value)) };
    let inner = wrapped(deeper, json, false);
    match (first, &value.kind) {
        (Step::Key(key), Kind::Object(_)) => Ok(append(text, value, &format!("{}: {inner}", quoted(key)))),
        (Step::Item(_), Kind::Array(_)) => Ok(append(text, value, &inner)),
        // Something else stands where an object or a list is needed.
        (_, Kind::Null) => Ok(Edit { range: value.range.clone(), text: wrapped(rest, json, false) }),
        _ => Err(astray(value)),
    }
}

fn astray(value: &Value) -> Problem {
    Problem::error(value.range.clone(), "JsonPath", "Another kind of value stands here")
}

/// A JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `json` inside the objects and lists of a path.
fn wrapped(path: &[Step], json: &str, over_lines: bool) -> String {
    path.iter().rev().enumerate().fold(json.to_owned(), |inner, (from_inside, step)| {
        let outermost = over_lines && from_inside + 1 == path.len();
        match step {
            Step::Key(key) if outermost => format!("{{\n  {}: {inner}\n}}", quoted(key)),
            Step::Key(key) => format!("{{ {}: {inner} }}", quoted(key)),
            Step::Item(_) => format!("[{inner}]"),
        }
    })
}

/// Where the members or items of a value are, each from its key to behind its value.
fn parts(value: &Value) -> Vec<Range<usize>> {
    let member = |m: &Member| m.key_range.start..m.value.range.end;
    match &value.kind {
        Kind::Object(members) => members.iter().map(member).collect(),
        Kind::Array(items) => items.iter().map(|item| item.range.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Puts `part` behind the last member or item, behind the comments that follow it.
fn append(text: &str, container: &Value, part: &str) -> Edit {
    let parts = parts(container);
    let close = container.range.end.saturating_sub(1);
    let (from, comma) = match parts.last() {
        Some(last) => (last.end, ","),
        None => (container.range.start + 1, ""),
    };
    let behind = text.get(from..close).unwrap_or_default();
    let comments = behind.trim_end();
    let whole = text.get(container.range.clone()).unwrap_or_default();
    let lines = whole.contains('\n') || (parts.is_empty() && container.range.start == first(text));
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (before, after) = if lines {
        let outer = indent_at(text, container.range.start);
        let inner = parts.last().map_or_else(
            || format!("{outer}  "),
            |last| {
                let own = indent_at(text, last.start);
                // Several on one line: the indent of the line that opens is a step less.
                if own.len() > outer.len() { own } else { format!("{outer}  ") }
            },
        );
        let closing =
            if behind.len() == comments.len() { format!("{line_break}{outer}") } else { String::new() };
        (format!("{line_break}{inner}"), closing)
    } else if matches!(container.kind, Kind::Object(_)) && parts.is_empty() {
        (" ".to_owned(), if behind.len() == comments.len() { " ".to_owned() } else { String::new() })
    } else {
        (if parts.is_empty() { String::new() } else { " ".to_owned() }, String::new())
    };
    Edit { range: from..from + comments.len(), text: format!("{comma}{comments}{before}{part}{after}") }
}

/// Where the text itself begins.
fn first(text: &str) -> usize {
    let bare = text.trim_start_matches('\u{feff}');
    text.len() - bare.trim_start().len()
}

/// The blanks before the first word of the line that `at` is on.
fn indent_at(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |n| n + 1);
    let line = text.get(line..).unwrap_or_default();
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
}

/// The change that takes the value at `path` out, with its key, its comma and the comment behind it on
/// the same line. `None` where nothing is there.
///
/// # Errors
/// The syntax error of a text that cannot be read.
pub fn remove(text: &str, path: &[Step]) -> Result<Option<Edit>, Problem> {
    let Some((last, way)) = path.split_last() else { return Ok(None) };
    if is_blank(text) {
        return Ok(None);
    }
    let root = read(text)?;
    let Some(container) = find(&root, way) else { return Ok(None) };
    let at = match (last, &container.kind) {
        (Step::Key(key), Kind::Object(members)) => members.iter().rposition(|m| m.key == *key),
        (Step::Item(at), Kind::Array(items)) => (*at < items.len()).then_some(*at),
        _ => None,
    };
    let parts = parts(container);
    let Some((at, part)) = at.and_then(|at| parts.get(at).map(|part| (at, part.clone()))) else {
        return Ok(None);
    };
    let is_last = at + 1 == parts.len();
    let mut end = part.end;
    if !is_last {
        end = comma_after(text, end).map_or(end, |comma| comma + 1);
    }
    end = rest_of_line(text, end);
    let line_start = text.get(..part.start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let own_line = text.get(line_start..part.start).is_some_and(|t| t.trim().is_empty());
    if !is_last {
        // The whole line goes where nothing else is on it.
        let ends_line = text.get(end..).is_some_and(|t| t.starts_with(['\n', '\r']));
        if own_line && ends_line {
            let broken = text.get(end..).map_or(0, |t| t.find('\n').map_or(t.len(), |n| n + 1));
            return Ok(Some(Edit { range: line_start..end + broken, text: String::new() }));
        }
        let blanks = text.get(end..).map_or(0, |t| t.len() - t.trim_start_matches([' ', '\t']).len());
        return Ok(Some(Edit { range: part.start..end + blanks, text: String::new() }));
    }
    let Some(before) = at.checked_sub(1).and_then(|n| parts.get(n)) else {
        let start = if own_line { line_start } else { part.start };
        // What is left between the brackets, if it is blank, goes too.
        let (open, close) = (container.range.start + 1, container.range.end.saturating_sub(1));
        let blank = |range: Range<usize>| text.get(range).is_some_and(|t| t.trim().is_empty());
        let range = if blank(open..start) && blank(end..close) { open..close } else { start..end };
        return Ok(Some(Edit { range, text: String::new() }));
    };
    let between = text.get(before.end..part.start).unwrap_or_default();
    let comma = comma_after(text, before.end).map(|comma| comma - before.end);
    let kept = match comma {
        Some(comma) => {
            let (left, right) = between.split_at(comma);
            format!("{left}{}", right.get(1..).unwrap_or_default())
        }
        None => between.to_owned(),
    };
    Ok(Some(Edit { range: before.end..end, text: kept.trim_end().to_owned() }))
}

/// Where the comma is that follows `at`, over blanks and comments.
fn comma_after(text: &str, mut at: usize) -> Option<usize> {
    loop {
        match text.as_bytes().get(at)? {
            b',' => return Some(at),
            b'/' => at = comment_end(text, at)?,
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => return None,
        }
    }
}

/// Behind the blanks and the comment that end the line of `at`; `at` itself where something else follows.
fn rest_of_line(text: &str, at: usize) -> usize {
    let mut end = at;
    loop {
        match text.as_bytes().get(end) {
            Some(b' ' | b'\t') => end += 1,
            Some(b'/') => match comment_end(text, end) {
                Some(next) if !text.get(end..next).is_some_and(|t| t.contains('\n')) => end = next,
                _ => return at,
            },
            Some(b'\n' | b'\r') | None => return end,
            Some(_) => return at,
        }
    }
}

/// The change that makes an item of a list change places with another one of it. Comments stay where
/// they are. `None` where one of the two is not there.
///
/// # Errors
/// The syntax error of a text that cannot be read.
pub fn swap(text: &str, list: &[Step], (one, other): (usize, usize)) -> Result<Option<Edit>, Problem> {
    let root = read(text)?;
    let Some(Kind::Array(items)) = find(&root, list).map(|value| &value.kind) else { return Ok(None) };
    let (Some(a), Some(b)) = (items.get(one.min(other)), items.get(one.max(other))) else { return Ok(None) };
    if one == other {
        return Ok(None);
    }
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let between = part(a.range.end..b.range.start);
    let swapped = format!("{}{between}{}", part(b.range.clone()), part(a.range.clone()));
    Ok(Some(Edit { range: a.range.start..b.range.end, text: swapped }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<Step> {
        text.split('.')
            .map(|word| word.parse().map_or_else(|_| Step::Key(word.to_owned()), Step::Item))
            .collect()
    }

    #[test]
    fn one_value_changes_and_the_rest_stays() {
        for (text, at, json, expected) in [
            ("", "a", "1", "{\n  \"a\": 1\n}"),
            ("// why\n", "a", "1", "// why\n{\n  \"a\": 1\n}"),
            ("{}", "a", "1", "{\n  \"a\": 1\n}"),
            ("{\"a\": 1}", "a", "2", "{\"a\": 2}"),
            ("{\"a\": 1}", "b", "2", "{\"a\": 1, \"b\": 2}"),
            ("{\n  \"a\": 1 // one\n}", "a", "2", "{\n  \"a\": 2 // one\n}"),
            ("{\n  \"a\": 1 // one\n}", "b", "2", "{\n  \"a\": 1, // one\n  \"b\": 2\n}"),
            ("{\n  // none yet\n}", "b", "2", "{\n  // none yet\n  \"b\": 2\n}"),
            ("{\r\n\t\"a\": 1\r\n}", "b", "2", "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}"),
            ("{\"a\": {}}", "a.b", "2", "{\"a\": { \"b\": 2 }}"),
            ("{\"a\": null}", "a.b", "2", "{\"a\": { \"b\": 2 }}"),
            ("{\"x\": 0}", "a.b", "2", "{\"x\": 0, \"a\": { \"b\": 2 }}"),
            ("{\"a\": []}", "a.0", "2", "{\"a\": [2]}"),
            ("{\"a\": [1]}", "a.1", "2", "{\"a\": [1, 2]}"),
            ("{\"a\": [\n    1\n  ]}", "a.1", "2", "{\"a\": [\n    1,\n    2\n  ]}"),
            ("{\"x\": 0}", "a.0", "2", "{\"x\": 0, \"a\": [2]}"),
            // The last of two counts.
            ("{\"a\": 1, \"a\": 2}", "a", "3", "{\"a\": 1, \"a\": 3}"),
            ("// all\n{ \"a\": /* é */ \"ö\" }", "a", "1", "// all\n{ \"a\": /* é */ 1 }"),
        ] {
            let made = set(text, &path(at), json).unwrap().apply(text);
            assert_eq!(made, expected, "{text} {at}");
            let root = read(&made).unwrap();
            assert_eq!(&made[find(&root, &path(at)).unwrap().range.clone()], json);
        }
        assert_eq!(set("{\"a\": 1}", &path("a.b"), "2").unwrap_err().code, "JsonPath");
        assert_eq!(set("{\"a\": ", &path("a"), "2").unwrap_err().code, "JsonSyntax");
    }

    #[test]
    fn a_value_goes_with_its_comma_and_its_own_comment() {
        for (text, at, expected) in [
            ("{\"a\": 1}", "a", "{}"),
            ("{\n  \"a\": 1\n}", "a", "{}"),
            ("{\n  // of b\n  \"a\": 1\n}", "a", "{\n  // of b\n\n}"),
            ("{\"a\": 1, \"b\": 2}", "a", "{\"b\": 2}"),
            ("{\"a\": 1, \"b\": 2}", "b", "{\"a\": 1}"),
            ("{\n  \"a\": 1, // one\n  // of b\n  \"b\": 2\n}", "a", "{\n  // of b\n  \"b\": 2\n}"),
            ("{\n  \"a\": 1, // one\n  \"b\": 2 // two\n}", "b", "{\n  \"a\": 1 // one\n}"),
            ("{\"a\": [1, 2, 3]}", "a.1", "{\"a\": [1, 3]}"),
            ("{\"a\": [1, 2, 3]}", "a.2", "{\"a\": [1, 2]}"),
        ] {
            let made = remove(text, &path(at)).unwrap().unwrap().apply(text);
            assert_eq!(made, expected, "{text} {at}");
            read(&made).unwrap();
        }
        for (text, at) in [("", "a"), ("{}", "a"), ("{\"a\": [1]}", "a.1"), ("{\"a\": 1}", "a.b")] {
            assert_eq!(remove(text, &path(at)).unwrap(), None, "{text} {at}");
        }
    }

    #[test]
    fn items_change_places() {
        let text = "{\"a\": [1, /* two */ 2, 3]}";
        let made = swap(text, &path("a"), (2, 0)).unwrap().unwrap().apply(text);
        assert_eq!(made, "{\"a\": [3, /* two */ 2, 1]}");
        assert_eq!(swap(text, &path("a"), (0, 3)).unwrap(), None);
        assert_eq!(swap(text, &path("b"), (0, 1)).unwrap(), None);
    }
}
