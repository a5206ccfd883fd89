//! Operations of the old API (streams, branches, commits) in the words of the new one (projects, models,
//! versions), and other deprecated fields whose reason names what to use.
//!
//! Source: the deprecations of the Speckle server's schema; `Stream` is a project, `Branch` a model, `Commit`
//! a version.

use super::{Fix, Fixer};
use crate::graphql::edit::TextEdit;
use crate::graphql::{Problem, Selection, SelectionKind, SelectionSet};

/// The old fields and what they are called now, by the new type that they are asked of.
const RENAMED: [(&str, &str, &str); 9] = [
    ("Query", "stream", "project"),
    ("Project", "branches", "models"),
    ("Project", "branch", "modelByName"),
    ("Project", "commits", "versions"),
    ("Project", "commit", "version"),
    ("Project", "isPublic", "visibility"),
    ("Model", "commits", "versions"),
    ("Version", "branch", "model"),
    ("Version", "authorName", "authorUser { name }"),
];

impl Fixer<'_> {
    /// A deprecated field: what its reason names, where the type has that; and the old API as a whole.
    pub(super) fn deprecated(&self, problem: &Problem) -> Vec<Fix> {
        let mut fixes: Vec<Fix> = self.convert_legacy(problem.range.start).into_iter().collect();
        if fixes.is_empty() {
            fixes.extend(self.named_in_reason(problem));
        }
        fixes
    }

    fn named_in_reason(&self, problem: &Problem) -> Option<Fix> {
        let schema = self.schema?;
        let found = self.selection_at(problem.range.start)?;
        let SelectionKind::Field { name_range, name, .. } = &found.selection.kind else { return None };
        let ty = self.type_of(found.set)?;
        let old = schema.field(ty, name)?;
        let (_, reason) = problem.message.split_once("deprecated. ")?;
        let (_, named) = reason.split_once("se ")?;
        let word =
            named.split(|c: char| !(c.is_alphanumeric() || "._".contains(c))).find(|w| !w.is_empty())?;
        let field = word.strip_prefix(&format!("{ty}.")).unwrap_or(word).trim_end_matches('.');
        let new = schema.field(ty, field).filter(|new| new.deprecated.is_none())?;
        // Only where the same arguments and the same type make it the same question.
        let fits = found.selection.arguments.iter().all(|a| new.arguments.iter().any(|n| n.name == a.name));
        let same = new.type_name == old.type_name
            || found.selection.set.is_none() == schema.is_without_fields(new.type_name);
        let required = new
            .arguments
            .iter()
            .all(|a| !a.is_required || found.selection.arguments.iter().any(|g| g.name == a.name));
        (fits && same && required).then(|| {
            Fix::new(format!("Use {field}"), vec![TextEdit::replace(name_range.clone(), field.to_owned())])
        })
    }

    /// Turns the `stream` around a place into a `project`, with everything inside of it.
    pub(super) fn convert_legacy(&self, byte: usize) -> Option<Fix> {
        let schema = self.schema?;
        let definition = self.definition_at(byte)?;
        let set = self.definitions.get(definition)?.set.as_ref()?;
        let root = schema.root(self.definitions[definition].outline.kind)?;
        let stream =
            set.selections.iter().find(|s| s.field() == Some("stream") && super::within(&s.range, byte))?;
        schema.field(root, "project")?;
        let mut edits = Vec::new();
        self.convert(stream, root, &mut edits);
        (!edits.is_empty()).then(|| Fix::new("Convert to project, models and versions", edits))
    }

    /// Renames a field of the new type `ty`, and goes on inside.
    fn convert(&self, selection: &Selection, ty: &str, edits: &mut Vec<TextEdit>) {
        let (Some(schema), SelectionKind::Field { name, name_range, .. }) = (self.schema, &selection.kind)
        else {
            return;
        };
        let renamed =
            RENAMED.iter().find(|(owner, old, _)| *owner == ty && old == name).map(|(_, _, new)| *new);
        let new = renamed.unwrap_or(name);
        let bare = new.split(' ').next().unwrap_or(new);
        let Some(field) = schema.field(ty, bare) else { return };
        if let Some(new) = renamed {
            edits.push(TextEdit::replace(name_range.clone(), new.to_owned()));
        }
        if let Some(set) = &selection.set {
            self.convert_set(set, field.type_name, edits);
        }
    }

    fn convert_set(&self, set: &SelectionSet, ty: &str, edits: &mut Vec<TextEdit>) {
        for selection in &set.selections {
            match &selection.kind {
                SelectionKind::Inline { on: None } => {
                    if let Some(inner) = &selection.set {
                        self.convert_set(inner, ty, edits);
                    }
                }
                _ => self.convert(selection, ty, edits),
            }
        }
    }
}
