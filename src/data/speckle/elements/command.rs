//! A wish as a command line: what "Copy as command" gives, and what the command line reads.

use super::column::ColumnKey;
use super::names::{column_text, quoted};
use super::shell::Shell;
use super::typed::{Typed, TypedError};
use super::wish::{Comparison, Condition, Pick, Wish};
use crate::table::Direction;

/// What asks for no sums at all.
const NONE: &str = "none";

/// The texts behind the options of `dapple objects`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WishTexts {
    /// `--select`, each one or more columns between commas. Empty: the usual columns.
    pub select: Vec<String>,
    /// `--where`, each one condition.
    pub conditions: Vec<String>,
    /// `--sort`, each one or more columns between commas.
    pub sort: Vec<String>,
    /// `--group-by`
    pub group_by: Vec<String>,
    /// `--sum`. Empty: those of the columns that are worth it. `none`: no sums.
    pub sum: Vec<String>,
    /// `--all-objects`
    pub all_objects: bool,
}

impl WishTexts {
    /// The wish that the texts ask for.
    ///
    /// # Errors
    /// [`TypedError`] of the first text that names no column or says no condition.
    pub fn wish(&self, typed: &Typed<'_>) -> Result<Wish, TypedError> {
        let columns = |texts: &[String]| -> Result<Vec<ColumnKey>, TypedError> {
            let mut all: Vec<ColumnKey> = Vec::new();
            for text in texts {
                for key in typed.columns(text)? {
                    if !all.contains(&key) {
                        all.push(key);
                    }
                }
            }
            Ok(all)
        };
        let mut wish = Wish {
            columns: columns(&self.select)?,
            group: columns(&self.group_by)?,
            sums: if self.sum == [NONE] { Vec::new() } else { columns(&self.sum)? },
            all_objects: self.all_objects,
            ..Wish::default()
        };
        if self.select.is_empty() {
            wish.columns = typed.layout.columns().to_vec();
        }
        if self.sum.is_empty() {
            let worth = wish.columns.iter().filter(|key| typed.layout.sums().contains(key));
            wish.sums = worth.cloned().collect();
        }
        for text in &self.conditions {
            wish.filters.push(typed.condition(text)?);
        }
        for text in &self.sort {
            wish.sort.extend(typed.sort(text)?);
        }
        Ok(wish)
    }

    /// The texts that ask for a wish.
    pub fn of(wish: &Wish) -> Self {
        let columns = |keys: &[ColumnKey]| {
            let joined: Vec<String> = keys.iter().map(column_text).collect();
            if joined.is_empty() { Vec::new() } else { vec![joined.join(",")] }
        };
        let sort = |(key, direction): &(ColumnKey, Direction)| match direction {
            Direction::Ascending => column_text(key),
            Direction::Descending => format!("{} desc", column_text(key)),
        };
        Self {
            select: columns(&wish.columns),
            conditions: wish.filters.iter().map(|(key, condition)| condition_text(key, condition)).collect(),
            sort: wish.sort.iter().map(sort).collect(),
            group_by: columns(&wish.group),
            sum: if wish.sums.is_empty() { vec![NONE.to_owned()] } else { columns(&wish.sums) },
            all_objects: wish.all_objects,
        }
    }

    /// The options as arguments, not quoted for any shell.
    pub fn arguments(&self) -> Vec<String> {
        let mut all = Vec::new();
        let options = [
            ("--select", &self.select),
            ("--where", &self.conditions),
            ("--sort", &self.sort),
            ("--group-by", &self.group_by),
            ("--sum", &self.sum),
        ];
        for (option, texts) in options {
            for text in texts {
                all.push(option.to_owned());
                all.push(text.clone());
            }
        }
        if self.all_objects {
            all.push("--all-objects".to_owned());
        }
        all
    }
}

/// The whole command line for a shell, every word quoted where it needs it.
pub fn command_line(shell: Shell, link: &str, wish: &Wish, output: Option<&str>) -> String {
    let mut words = vec!["dapple".to_owned(), "objects".to_owned(), link.to_owned()];
    words.extend(WishTexts::of(wish).arguments());
    if let Some(output) = output {
        words.extend(["-o".to_owned(), output.to_owned()]);
    }
    words.iter().map(|word| shell.word(word)).collect::<Vec<_>>().join(" ")
}

fn condition_text(key: &ColumnKey, condition: &Condition) -> String {
    let name = column_text(key);
    match condition {
        Condition::Among(picks) if *picks == Condition::NOTHING => format!("{name} is not filled"),
        Condition::NotAmong(picks) if *picks == Condition::NOTHING => format!("{name} is filled"),
        Condition::Among(picks) => match picks.as_slice() {
            [Pick::Text(text)] => format!("{name}={}", value_text(text)),
            picks => format!("{name} is {}", picks_text(picks)),
        },
        Condition::NotAmong(picks) => match picks.as_slice() {
            [Pick::Text(text)] => format!("{name}!={}", value_text(text)),
            picks => format!("{name} is not {}", picks_text(picks)),
        },
        Condition::Contains(text) => format!("{name}~{}", value_text(text)),
        Condition::NotContains(text) => format!("{name}!~{}", value_text(text)),
        Condition::Compare(comparison, limit) => {
            let operator = match comparison {
                Comparison::Less => "<",
                Comparison::AtMost => "<=",
                Comparison::More => ">",
                Comparison::AtLeast => ">=",
            };
            format!("{name}{operator}{limit}")
        }
    }
}

/// A value as it stands, or in quotes where blanks or quotes would be lost, or an operator grow longer.
fn value_text(text: &str) -> String {
    let is_plain = text.trim() == text && !text.starts_with(['"', '=']) && !text.is_empty();
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn picks_text(picks: &[Pick]) -> String {
    let one = |pick: &Pick| match pick {
        Pick::Text(text) => quoted(text),
        Pick::Measured(text, unit) => format!("{} in {}", quoted(text), quoted(unit)),
        Pick::Empty => "empty".to_owned(),
        Pick::Null => "null".to_owned(),
        Pick::Missing => "missing".to_owned(),
    };
    picks.iter().map(one).collect::<Vec<_>>().join(", ")
}
