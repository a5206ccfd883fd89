//! Items of the browser's lists as flat JSON objects: the rows of a file, a copied table, the command line.
//!
//! Every item of a list has the same members in the same order; what is not known is `null`.

use serde_json::{Value, json};

use super::{Content, Member, Model, Project, Version};

/// Something of a list that is one row of a table.
pub trait Record {
    /// What one of them and several of them are called.
    const NOUN: (&'static str, &'static str);

    /// The row: a JSON object of texts, whole numbers and nulls.
    fn record(&self) -> Value;
}

/// A JSON array of rows, one on each line.
pub fn rows_text(rows: &[String]) -> String {
    if rows.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", rows.join(",\n")) }
}

impl Record for Project {
    const NOUN: (&'static str, &'static str) = ("project", "projects");

    fn record(&self) -> Value {
        let workspace = self.workspace.as_ref();
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "role": self.role,
            "visibility": self.visibility,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
            "models": self.models,
            "workspaceId": workspace.map(|w| &w.id),
            "workspaceName": workspace.map(|w| &w.name),
            "workspaceSlug": workspace.map(|w| &w.slug),
        })
    }
}

impl Record for Model {
    const NOUN: (&'static str, &'static str) = ("model", "models");

    fn record(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "authorId": self.author.as_ref().map(|a| &a.id),
            "authorName": self.author.as_ref().map(|a| &a.name),
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
            "versions": self.versions,
            "previewUrl": self.preview_url,
        })
    }
}

impl Record for Version {
    const NOUN: (&'static str, &'static str) = ("version", "versions");

    fn record(&self) -> Value {
        let (content, object) = match &self.content {
            Content::Root(object) => ("objects", Some(object)),
            Content::Hidden => ("hidden", None),
            Content::NewFormat(object) => ("new format", Some(object)),
        };
        json!({
            "id": self.id,
            "modelId": self.model.as_ref().map(|(id, _)| id),
            "modelName": self.model.as_ref().map(|(_, name)| name),
            "message": self.message,
            "authorId": self.author.as_ref().map(|a| &a.id),
            "authorName": self.author.as_ref().map(|a| &a.name),
            "sourceApplication": self.source_application,
            "createdAt": self.created_at,
            "content": content,
            "referencedObject": object,
            "previewUrl": self.preview_url,
        })
    }
}

impl Record for Member {
    const NOUN: (&'static str, &'static str) = ("person", "people");

    fn record(&self) -> Value {
        json!({
            "id": self.person.id,
            "name": self.person.name,
            "role": self.role,
            "company": self.company,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Person;
    use super::*;
    use crate::document::Document;
    use crate::stop::Stop;
    use crate::table::{CellKind, Table};

    #[test]
    fn rows_become_a_table_in_which_text_stays_text() {
        let member = |id: &str, company: Option<&str>| Member {
            person: Person { id: id.into(), name: "Åsa, \"B\"".to_owned(), avatar: None },
            role: "stream:owner".to_owned(),
            company: company.map(str::to_owned),
        };
        let rows: Vec<String> =
            [member("0012", None), member("1e5", Some(""))].iter().map(|m| m.record().to_string()).collect();
        let document = Document::from_bytes(rows_text(&rows).into_bytes().into());
        let table = Table::from_list(&document, document.root().unwrap(), &Stop::new()).unwrap();
        let names: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "name", "role", "company"]);
        assert_eq!((table.cell(0, 0).text.as_ref(), table.cell(0, 0).kind), ("0012", CellKind::Text));
        assert_eq!(table.cell(1, 0).kind, CellKind::Text);
        assert_eq!((table.cell(0, 3).kind, table.cell(1, 3).kind), (CellKind::Null, CellKind::Empty));
        assert_eq!(rows_text(&[]), "[]");
    }
}
