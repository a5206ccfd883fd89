//! Columns and conditions as people type them, on the command line and in a search field.

use super::column::{ColumnKey, Computed};
use super::layout::{Layout, entry};
use super::lexer::{outside, split, unquoted};
use super::names::{path_text, short_name};
use super::wish::{Comparison, Condition, Pick};
use crate::table::{Catalog, ColumnPath, Direction, PathPart};

/// How many columns an error offers.
const MOST_OFFERED: usize = 6;

/// Why a typed text is no column or condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    #[error("There is no column {name}{}", offer(.offered, ". Did you mean "))]
    Unknown { name: String, offered: Vec<String> },
    #[error("{name} can mean several columns. Type one in full{}", offer(.offered, ": "))]
    Ambiguous { name: String, offered: Vec<String> },
    #[error(
        "{0} says no condition. Write NAME=VALUE, with =, !=, ~, !~, <, >, <= or >=, or NAME is empty, not set, missing or filled"
    )]
    NoCondition(String),
    #[error("{0} is compared by size and is no number")]
    NoNumber(String),
    #[error("A name is missing in {0}")]
    NoName(String),
}

fn offer(offered: &[String], lead: &str) -> String {
    if offered.is_empty() { String::new() } else { format!("{lead}{}", offered.join(" or ")) }
}

/// Reads what people type against the columns that there are.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'c> {
    pub layout: &'c Layout,
    pub catalog: &'c Catalog,
}

impl Typed<'_> {
    /// One column, by the first of these that knows the name, whatever the case: a computed column (Element
    /// ID, Level), a facet (Category, Family), a key of the element itself, a usual column (Length), any other
    /// column's short name where only one has it. Or a path in full: keys joined by dots, `*` for any key,
    /// keys in quotes as they stand; a first `properties.` may be left out.
    ///
    /// # Errors
    /// [`TypedError::Unknown`] with names that are like it, [`TypedError::Ambiguous`] with what it can mean.
    pub fn column(&self, text: &str) -> Result<ColumnKey, TypedError> {
        let (name, quoted) = unquoted(text);
        if name.is_empty() {
            return Err(TypedError::NoName(text.to_owned()));
        }
        let parts = split(text.trim(), '.');
        if quoted || parts.len() > 1 {
            if let Some(path) = self.path(&parts) {
                return Ok(ColumnKey::Path(path));
            }
            if quoted {
                return Err(self.unknown(&name));
            }
        }
        if let Some(key) = self.known(&name) {
            return Ok(key);
        }
        // As it is typed first, then whatever the case.
        let exact = |short: &str| short == name;
        let alike = |short: &str| is_same(short, &name);
        for same in [&exact as &dyn Fn(&str) -> bool, &alike] {
            if let Some(key) = self.usual(same) {
                return Ok(key.clone());
            }
            let paths = self.catalog.entries().iter().map(|entry| &entry.path);
            let found: Vec<&ColumnPath> = paths.filter(|path| same(&short_name(path))).collect();
            match found.as_slice() {
                [] => {}
                [path] => return Ok(ColumnKey::Path((*path).clone())),
                several => {
                    let offered = several.iter().take(MOST_OFFERED).map(|path| path_text(path)).collect();
                    return Err(TypedError::Ambiguous { name: name.clone(), offered });
                }
            }
        }
        Err(self.unknown(&name))
    }

    /// Several columns between commas.
    ///
    /// # Errors
    /// Those of [`Typed::column`].
    pub fn columns(&self, text: &str) -> Result<Vec<ColumnKey>, TypedError> {
        split(text, ',').into_iter().map(|piece| self.column(piece)).collect()
    }

    /// Columns to sort by, between commas: `Length desc`, `Mark`.
    ///
    /// # Errors
    /// Those of [`Typed::column`].
    pub fn sort(&self, text: &str) -> Result<Vec<(ColumnKey, Direction)>, TypedError> {
        let one = |piece: &str| {
            let piece = piece.trim();
            let (name, direction) = match piece.rsplit_once(' ') {
                Some((name, end)) if is_same(end, "desc") => (name, Direction::Descending),
                Some((name, end)) if is_same(end, "asc") => (name, Direction::Ascending),
                _ => (piece, Direction::Ascending),
            };
            Ok((self.column(name)?, direction))
        };
        split(text, ',').into_iter().map(one).collect()
    }

    /// A condition: `Category=Walls`, `Mark!=007`, `Comments~check`, `Length>=3000`, `Comments is empty`,
    /// `Level is "L1", "L2", missing`. A value in quotes is that text, blanks included.
    ///
    /// # Errors
    /// Those of [`Typed::column`], [`TypedError::NoCondition`], [`TypedError::NoNumber`].
    pub fn condition(&self, text: &str) -> Result<(ColumnKey, Condition), TypedError> {
        let (name, condition) = condition(text)?;
        Ok((self.column(name)?, condition))
    }

    /// A path in full that some element has.
    fn path(&self, parts: &[&str]) -> Option<ColumnPath> {
        let part = |piece: &&str| match unquoted(piece) {
            (text, false) if text == "*" => PathPart::Any,
            (text, _) => PathPart::Key(text),
        };
        let path = ColumnPath(parts.iter().map(part).collect());
        let mut inside = vec![PathPart::Key("properties".to_owned())];
        inside.extend(path.0.iter().cloned());
        [path, ColumnPath(inside)].into_iter().find(|path| entry(self.catalog, path).is_some())
    }

    /// A computed column, a facet, or a key of the element itself; as it is typed before whatever the case.
    fn known(&self, name: &str) -> Option<ColumnKey> {
        let exact = |known: &str| known == name;
        let alike = |known: &str| is_same(known, name);
        [&exact as &dyn Fn(&str) -> bool, &alike].into_iter().find_map(|same| {
            if let Some(computed) = Computed::ALL.into_iter().find(|computed| same(computed.name())) {
                return Some(computed.into());
            }
            if let Some((_, key)) = self.layout.facets().iter().find(|(facet, _)| same(facet.name())) {
                return Some(key.clone());
            }
            let mut top = self.catalog.entries().iter().map(|e| &e.path).filter(|path| path.0.len() == 1);
            top.find(|path| path.0.first().is_some_and(|part| same(part.text())))
                .cloned()
                .map(ColumnKey::Path)
        })
    }

    /// The one usual column with such a short name.
    fn usual(&self, same: &dyn Fn(&str) -> bool) -> Option<&ColumnKey> {
        let is_named = |key: &&ColumnKey| match key {
            ColumnKey::Path(path) => same(&short_name(path)),
            ColumnKey::Computed(_) => false,
        };
        let mut usual = self.layout.columns().iter().filter(is_named);
        usual.next().filter(|_| usual.next().is_none())
    }

    fn unknown(&self, name: &str) -> TypedError {
        let wanted = name.to_lowercase();
        let computed = Computed::ALL.into_iter().map(|computed| computed.name().to_owned());
        let paths = self.catalog.entries().iter().map(|entry| short_name(&entry.path));
        let mut alike: Vec<(usize, String)> = Vec::new();
        for known in computed.chain(paths) {
            let distance = distance(&wanted, &known.to_lowercase());
            let is_part = wanted.len() > 2 && known.to_lowercase().contains(&wanted);
            if (distance <= 1 + wanted.chars().count() / 4 || is_part)
                && !alike.iter().any(|(_, k)| *k == known)
            {
                alike.push((distance, known));
            }
        }
        alike.sort();
        let offered = alike.into_iter().take(MOST_OFFERED).map(|(_, known)| known).collect();
        TypedError::Unknown { name: name.to_owned(), offered }
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

/// The column's text and the condition.
fn condition(text: &str) -> Result<(&str, Condition), TypedError> {
    let places: Vec<(usize, char)> = outside(text).collect();
    for (nth, (place, c)) in places.iter().enumerate() {
        let next = places.get(nth + 1).filter(|(at, _)| *at == place + 1).map(|(_, c)| *c);
        let operator = match (c, next) {
            ('!', Some('=')) => "!=",
            ('!', Some('~')) => "!~",
            ('<', Some('=')) => "<=",
            ('>', Some('=')) => ">=",
            ('=', _) => "=",
            ('~', _) => "~",
            ('<', _) => "<",
            ('>', _) => ">",
            (' ', Some('i')) if text.get(*place..).is_some_and(|rest| rest.starts_with(" is ")) => " is ",
            _ => continue,
        };
        let name = text.get(..*place).unwrap_or_default().trim();
        let rest = text.get(place + operator.len()..).unwrap_or_default();
        if name.is_empty() {
            return Err(TypedError::NoName(text.to_owned()));
        }
        return Ok((
            name,
            with(operator, rest).map_err(|e| e.unwrap_or(TypedError::NoCondition(text.to_owned())))?,
        ));
    }
    Err(TypedError::NoCondition(text.to_owned()))
}

/// The condition of an operator. `Err(None)`: what follows is none.
fn with(operator: &str, rest: &str) -> Result<Condition, Option<TypedError>> {
    let (value, _) = unquoted(rest);
    let compare = |comparison: Comparison| match value.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Condition::Compare(comparison, value.clone())),
        _ => Err(Some(TypedError::NoNumber(value.clone()))),
    };
    match operator {
        "=" => Ok(Condition::is(value)),
        "!=" => Ok(Condition::is_not(value)),
        "~" => Ok(Condition::Contains(value)),
        "!~" => Ok(Condition::NotContains(value)),
        "<" => compare(Comparison::Less),
        "<=" => compare(Comparison::AtMost),
        ">" => compare(Comparison::More),
        ">=" => compare(Comparison::AtLeast),
        _ => one_of(rest.trim()).ok_or(None),
    }
}

/// What follows `is`: `empty`, `not set`, `missing`, `filled`, quoted texts; `not` before them turns it round.
fn one_of(text: &str) -> Option<Condition> {
    if text == "filled" {
        return Some(Condition::is_filled());
    }
    if let Some(picks) = picks(text) {
        return Some(Condition::Among(picks));
    }
    let rest = text.strip_prefix("not ")?;
    if rest == "filled" {
        return Some(Condition::Among(Condition::NOTHING.to_vec()));
    }
    Some(Condition::NotAmong(picks(rest)?))
}

fn picks(text: &str) -> Option<Vec<Pick>> {
    let one = |piece: &str| match piece.trim() {
        "empty" => Some(Pick::Empty),
        "not set" | "null" => Some(Pick::Null),
        "missing" => Some(Pick::Missing),
        piece => measured(piece),
    };
    split(text, ',').into_iter().map(one).collect()
}

/// `"text"`, or `"3" in "mm"`.
fn measured(piece: &str) -> Option<Pick> {
    if let (text, true) = unquoted(piece)
        && split(piece, ' ').len() == 1
    {
        return Some(Pick::Text(text));
    }
    let parts = split(piece, ' ');
    let [number, "in", unit] = parts.as_slice() else { return None };
    match (unquoted(number), unquoted(unit)) {
        ((number, true), (unit, true)) => Some(Pick::Measured(number, unit)),
        _ => None,
    }
}

/// How many characters have to change to make one text of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (nth, c) in one.chars().enumerate() {
        let mut before = nth;
        let mut left = nth + 1;
        let mut next = vec![left];
        for (other, above) in other.iter().zip(row.iter().skip(1)) {
            left = (before + usize::from(c != *other)).min(above + 1).min(left + 1);
            before = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
