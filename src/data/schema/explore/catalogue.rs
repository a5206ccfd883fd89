//! Everything of a schema that has a name, for search, and where each type is used.

use std::collections::HashMap;

use memchr::memmem::Finder;

use super::super::Schema;
use super::super::index::{InputValue, TypeKind};
use crate::Stop;
use crate::stop::Stopped;

/// What a name of a schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A type.
    Type,
    /// A field of an object or interface.
    Field,
    /// A field of an input type.
    InputField,
    /// A value of an enum.
    EnumValue,
    /// An argument of a field.
    Argument,
}

/// One name of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    subject: Subject,
    /// The type it belongs to, by its position in `types`.
    owner: usize,
    member: String,
    argument: String,
    /// The name that is searched, in lower case.
    lower: String,
    /// The description, in lower case.
    words: String,
    deprecated: bool,
}

/// Where a type stands in another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The type that uses it.
    pub owner: String,
    /// Its field.
    pub member: String,
    /// The argument of that field, where it is taken by one.
    pub argument: Option<String>,
    /// Whether what uses it is deprecated.
    pub deprecated: bool,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub subject: Subject,
    /// The type it belongs to, or which it is.
    pub owner: String,
    /// Its field, input field or enum value.
    pub member: Option<String>,
    /// The argument.
    pub argument: Option<String>,
    /// The words stand in its description, not in its name.
    pub by_description: bool,
    /// It is deprecated.
    pub deprecated: bool,
}

/// What a search found, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// At most as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
}

#[derive(Debug, Default)]
struct Uses {
    returned: Vec<Use>,
    taken: Vec<Use>,
}

/// All names of a schema and all uses of its types. Made once for each schema.
#[derive(Debug)]
pub struct Catalogue {
    types: Vec<String>,
    lower_types: Vec<String>,
    entries: Vec<Entry>,
    uses: HashMap<String, Uses>,
}

/// How well a name fits; less is better.
type Rank = u8;
const EXACT: Rank = 0;
const BEGINS: Rank = 1;
const WORD: Rank = 2;
const WITHIN: Rank = 3;
const OWNER: Rank = 4;
const DESCRIPTION: Rank = 5;

impl Catalogue {
    pub(in crate::schema) fn new(schema: &Schema) -> Self {
        let mut found =
            Self { types: Vec::new(), lower_types: Vec::new(), entries: Vec::new(), uses: HashMap::new() };
        for name in schema.type_names() {
            found.type_entries(schema, name);
        }
        found
    }

    fn type_entries(&mut self, schema: &Schema, name: &str) {
        let Some(info) = schema.type_info(name) else { return };
        let owner = self.types.len();
        self.types.push(name.to_owned());
        self.lower_types.push(name.to_lowercase());
        self.push(Subject::Type, owner, (name, ""), (info.description, false));
        for field in schema.fields(name) {
            let old = field.deprecated.is_some();
            self.push(Subject::Field, owner, (field.name, ""), (field.description, old));
            let user = Use {
                owner: name.to_owned(),
                member: field.name.to_owned(),
                argument: None,
                deprecated: old,
            };
            self.uses.entry(field.type_name.to_owned()).or_default().returned.push(user);
            for argument in &field.arguments {
                self.argument(owner, field.name, argument, old);
            }
        }
        for field in schema.input_fields(name) {
            let old = field.deprecated.is_some();
            self.push(Subject::InputField, owner, (field.name, ""), (field.description, old));
            let user = Use {
                owner: name.to_owned(),
                member: field.name.to_owned(),
                argument: None,
                deprecated: old,
            };
            self.uses.entry(field.type_name.to_owned()).or_default().taken.push(user);
        }
        if info.kind == TypeKind::Enum {
            for value in schema.enum_values(name) {
                let old = value.deprecated.is_some();
                self.push(Subject::EnumValue, owner, (value.name, ""), (value.description, old));
            }
        }
    }

    fn argument(&mut self, owner: usize, field: &str, argument: &InputValue<'_>, field_old: bool) {
        let old = field_old || argument.deprecated.is_some();
        self.push(Subject::Argument, owner, (field, argument.name), (argument.description, old));
        let user = Use {
            owner: self.types[owner].clone(),
            member: field.to_owned(),
            argument: Some(argument.name.to_owned()),
            deprecated: old,
        };
        self.uses.entry(argument.type_name.to_owned()).or_default().taken.push(user);
    }

    fn push(
        &mut self,
        subject: Subject,
        owner: usize,
        (member, argument): (&str, &str),
        (description, deprecated): (Option<&str>, bool),
    ) {
        let searched = if subject == Subject::Argument { argument } else { member };
        self.entries.push(Entry {
            subject,
            owner,
            member: member.to_owned(),
            argument: argument.to_owned(),
            lower: searched.to_lowercase(),
            words: description.unwrap_or_default().to_lowercase(),
            deprecated,
        });
    }

    /// Fields that give a value of a type.
    pub fn returned_by(&self, type_name: &str) -> &[Use] {
        self.uses.get(type_name).map(|u| u.returned.as_slice()).unwrap_or_default()
    }

    /// Arguments and input fields that take a value of a type.
    pub fn taken_by(&self, type_name: &str) -> &[Use] {
        self.uses.get(type_name).map(|u| u.taken.as_slice()).unwrap_or_default()
    }

    /// What fits all words of `text`, best first, at most `most`. A word may stand in the name, in the name
    /// of the type around it (`Project.models`), or in the description. Deprecated things come last of
    /// their kind, or not at all.
    ///
    /// # Errors
    /// [`Stopped`] when nobody wants it any more.
    pub fn search(
        &self,
        text: &str,
        most: usize,
        with_deprecated: bool,
        stop: &Stop,
    ) -> Result<Hits, Stopped> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| c.is_whitespace() || ".(:)!".contains(c))
            .filter(|w| !w.is_empty())
            .collect();
        let finders: Vec<Finder<'_>> = words.iter().map(|w| Finder::new(w.as_bytes())).collect();
        if words.is_empty() {
            return Ok(Hits::default());
        }
        let mut found: Vec<((Rank, bool, Subject, usize), usize)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if at % 65_536 == 0 {
                stop.check()?;
            }
            if entry.deprecated && !with_deprecated {
                continue;
            }
            if let Some(rank) = self.rank(entry, &words, &finders) {
                found.push(((rank, entry.deprecated, entry.subject, entry.lower.len()), at));
            }
        }
        let total = found.len();
        if found.len() > most && most > 0 {
            found.select_nth_unstable(most - 1);
            found.truncate(most);
        }
        found.sort_unstable();
        Ok(Hits { hits: found.iter().map(|((rank, ..), at)| self.hit(*at, *rank)).collect(), total })
    }

    fn rank(&self, entry: &Entry, words: &[&str], finders: &[Finder<'_>]) -> Option<Rank> {
        let owner = if entry.subject == Subject::Type { "" } else { self.lower_types[entry.owner].as_str() };
        // The best word says how well it fits: `project models` is the field `models`, wherever `project` is.
        let mut best = DESCRIPTION;
        let mut in_name = false;
        for (word, finder) in words.iter().zip(finders) {
            let cased = if entry.subject == Subject::Argument { &entry.argument } else { &entry.member };
            let own = within(&entry.lower, word, finder, cased);
            let rank = match own {
                Some(rank) => {
                    in_name = true;
                    rank
                }
                None if !owner.is_empty() && finder.find(owner.as_bytes()).is_some() => OWNER,
                None if entry.subject == Subject::Argument
                    && finder.find(entry.member.to_lowercase().as_bytes()).is_some() =>
                {
                    OWNER
                }
                None if finder.find(entry.words.as_bytes()).is_some() => DESCRIPTION,
                None => return None,
            };
            best = best.min(rank);
        }
        // A type is found by its own name; all its fields would say the same again.
        (in_name || best == DESCRIPTION).then_some(best)
    }

    fn hit(&self, at: usize, rank: Rank) -> Hit {
        let entry = &self.entries[at];
        let is_type = entry.subject == Subject::Type;
        Hit {
            subject: entry.subject,
            owner: self.types[entry.owner].clone(),
            member: (!is_type).then(|| entry.member.clone()),
            argument: (entry.subject == Subject::Argument).then(|| entry.argument.clone()),
            by_description: rank == DESCRIPTION,
            deprecated: entry.deprecated,
        }
    }
}

/// How a word stands in a name, if it does. `cased` is the name as it is written, where humps begin words.
fn within(lower: &str, word: &str, finder: &Finder<'_>, cased: &str) -> Option<Rank> {
    let at = finder.find(lower.as_bytes())?;
    Some(match at {
        0 if lower.len() == word.len() => EXACT,
        0 => BEGINS,
        _ => {
            let begins = cased.as_bytes().get(at).is_some_and(u8::is_ascii_uppercase)
                || lower.as_bytes().get(at.wrapping_sub(1)) == Some(&b'_');
            if begins { WORD } else { WITHIN }
        }
    })
}
