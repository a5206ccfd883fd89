//! Completion in the JSON of variables, from what the operation declares.

use std::ops::Range;

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;

use super::super::Schema;
use super::super::index::deprecation;
use super::rank::{Candidate, matched, ranked};
use super::{Completion, Item, ItemKind, floor_boundary};
use crate::graphql::Operation;

/// A word of a JSON text that may be broken.
struct Word<'t> {
    text: &'t str,
    range: Range<usize>,
}

/// Names, quoted texts and single other characters.
fn words(json: &str) -> Vec<Word<'_>> {
    let bytes = json.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let start = at;
        at += 1;
        if first.is_ascii_whitespace() {
            continue;
        }
        if first == b'"' {
            while let Some(&b) = bytes.get(at) {
                at += 1;
                match b {
                    b'\\' => at = (at + 1).min(bytes.len()),
                    b'"' | b'\n' => break,
                    _ => {}
                }
            }
        } else if !b"{}[]:,".contains(&first) {
            while bytes.get(at).is_some_and(|b| !b"{}[]:,\"".contains(b) && !b.is_ascii_whitespace()) {
                at += 1;
            }
        }
        let text = json.get(start..at).unwrap_or_default();
        found.push(Word { text, range: start..at });
    }
    found
}

enum Frame {
    Object { of: Option<Type>, key: Option<String>, used: Vec<String>, is_value: bool },
    List(Option<Type>),
}

/// What may stand at `caret`, a byte of `json`, for the variables of an operation. Never fails.
pub fn complete_variables(schema: Option<&Schema>, op: &Operation, json: &str, caret: usize) -> Completion {
    let caret = floor_boundary(json, caret);
    let words = words(json);
    let mut walk = Walk { schema, op, stack: Vec::new(), began: false };
    let mut range = caret..caret;
    for word in &words {
        let is_word = !["{", "}", "[", "]", ":", ","].contains(&word.text);
        if word.range.end < caret || (word.range.end == caret && !is_word) {
            walk.feed(word.text);
        } else {
            if is_word && word.range.start < caret {
                range = word.range.clone();
            }
            break;
        }
    }
    let typed = json.get(range.start..caret).unwrap_or_default().trim_matches('"');
    let behind = json.get(range.end..).unwrap_or_default().trim_start();
    Completion { items: walk.items(typed, behind.starts_with(':')), range }
}

struct Walk<'a> {
    schema: Option<&'a Schema>,
    op: &'a Operation,
    stack: Vec<Frame>,
    began: bool,
}

impl<'a> Walk<'a> {
    fn feed(&mut self, word: &str) {
        match word {
            "{" | "[" => self.open(word == "{"),
            "}" | "]" => _ = self.stack.pop(),
            ":" => {
                if let Some(Frame::Object { is_value, .. }) = self.stack.last_mut() {
                    *is_value = true;
                }
            }
            "," => {
                if let Some(Frame::Object { key, is_value, .. }) = self.stack.last_mut() {
                    (*key, *is_value) = (None, false);
                }
            }
            word => {
                if let Some(Frame::Object { key, used, is_value: false, .. }) = self.stack.last_mut() {
                    let name = word.trim_matches('"').to_owned();
                    used.push(name.clone());
                    *key = Some(name);
                }
            }
        }
    }

    fn open(&mut self, is_object: bool) {
        let of = self.wanted();
        let is_root = self.stack.is_empty() && !self.began;
        self.began = true;
        let of = if is_root { None } else { of };
        self.stack.push(if is_object {
            Frame::Object { of, key: None, used: Vec::new(), is_value: false }
        } else {
            Frame::List(of.map(|t| t.item_type().clone()))
        });
    }

    /// The type of the value that would stand here.
    fn wanted(&self) -> Option<Type> {
        match self.stack.last()? {
            Frame::List(item) => item.clone(),
            Frame::Object { key: Some(key), is_value: true, of, .. }
                if self.stack.len() == 1 && of.is_none() =>
            {
                let variable = self.op.variables.iter().find(|v| v.name == *key)?;
                Type::parse(&variable.type_text, "variable").ok()
            }
            Frame::Object { key: Some(key), is_value: true, of: Some(of), .. } => {
                let input = self.schema?.extended(of.inner_named_type())?.as_input_object()?;
                Some(Type::clone(&input.fields.get(key.as_str())?.ty))
            }
            Frame::Object { .. } => None,
        }
    }

    fn items(&self, typed: &str, has_colon: bool) -> Vec<Item> {
        let Some(frame) = self.stack.last() else {
            let blank = !self.began && typed.is_empty();
            return if blank { vec![made("{", ItemKind::Keyword, "{  }".to_owned(), 2)] } else { Vec::new() };
        };
        match frame {
            Frame::Object { is_value: false, key: None, used, of } => match of {
                None if self.stack.len() == 1 => self.names(typed, used, has_colon),
                Some(of) => self.input_fields((typed, has_colon), used, of),
                None => Vec::new(),
            },
            Frame::Object { is_value: false, .. } => Vec::new(),
            _ => self.wanted().map(|of| self.values(typed, &of)).unwrap_or_default(),
        }
    }

    fn names(&self, typed: &str, used: &[String], has_colon: bool) -> Vec<Item> {
        let all = self.op.variables.iter().filter(|v| !used.contains(&v.name)).map(|v| Candidate {
            label: v.name.as_str(),
            weight: u8::from(!v.is_required()),
            is_deprecated: false,
            what: v.type_text.clone(),
        });
        let make = |c: &Candidate<'_, String>| Item {
            type_text: c.what.clone(),
            ..key(c.label, ItemKind::Variable, has_colon)
        };
        finish(typed, all, make)
    }

    fn input_fields(&self, (typed, has_colon): (&str, bool), used: &[String], of: &Type) -> Vec<Item> {
        let input = self.schema.and_then(|s| s.extended(of.inner_named_type())?.as_input_object());
        let fields = input.into_iter().flat_map(|i| i.fields.values());
        let all = fields.filter(|f| !used.iter().any(|u| u == f.name.as_str())).map(|f| Candidate {
            label: f.name.as_str(),
            weight: u8::from(!f.is_required()),
            is_deprecated: f.directives.has("deprecated"),
            what: f,
        });
        finish(typed, all, |c| Item {
            type_text: c.what.ty.to_string(),
            description: c.what.description.as_deref().map(str::to_owned),
            deprecated: deprecation(&c.what.directives),
            ..key(c.label, ItemKind::InputField, has_colon)
        })
    }

    fn values(&self, typed: &str, of: &Type) -> Vec<Item> {
        let plain = |label| Candidate { label, weight: 0, is_deprecated: false, what: () };
        let name = of.inner_named_type();
        if name.as_str() == "Boolean" {
            let make =
                |c: &Candidate<'_, ()>| made(c.label, ItemKind::Value, c.label.to_owned(), c.label.len());
            return finish(typed, ["true", "false"].into_iter().map(plain), make);
        }
        let Some(ExtendedType::Enum(found)) = self.schema.and_then(|s| s.extended(name)) else {
            return Vec::new();
        };
        let all = found.values.keys().map(|v| plain(v.as_str()));
        finish(typed, all, |c| Item {
            type_text: name.to_string(),
            ..made(c.label, ItemKind::Value, format!("\"{}\"", c.label), c.label.len() + 2)
        })
    }
}

fn finish<'c, T>(
    typed: &str,
    all: impl Iterator<Item = Candidate<'c, T>>,
    make: impl Fn(&Candidate<'c, T>) -> Item,
) -> Vec<Item> {
    let found = ranked(typed, all).into_iter().take(super::MOST_ITEMS);
    found.map(|(fit, c)| Item { matched: matched(typed, c.label, fit), ..make(&c) }).collect()
}

fn key(name: &str, kind: ItemKind, has_colon: bool) -> Item {
    let text = format!("\"{name}\"{}", if has_colon { "" } else { ": " });
    let caret = text.len();
    made(name, kind, text, caret)
}

fn made(label: &str, kind: ItemKind, insert: String, caret: usize) -> Item {
    Item {
        label: label.to_owned(),
        kind,
        type_text: String::new(),
        description: None,
        deprecated: None,
        scopes: Vec::new(),
        insert,
        caret: caret..caret,
        also: Vec::new(),
        matched: Vec::new(),
    }
}
