//! A comparison as a list of small objects, one for each property that differs.

use serde_json::json;
use serde_json::value::RawValue;

use super::{Differences, ElementChange, PropertyChange};
use crate::speckle::elements::Elements;
use crate::speckle::elements::column::Computed;
use crate::speckle::elements::names::column_text;
use crate::table::{CellKind, Shown};

/// The members of every record, in their order.
pub const MEMBERS: [&str; 15] = [
    "change",
    "category",
    "name",
    "mark",
    "applicationId",
    "elementId",
    "objectIdFrom",
    "objectIdTo",
    "property",
    "group",
    "path",
    "from",
    "to",
    "difference",
    "unit",
];

/// One JSON object for each differing property of these elements (places in [`Differences::elements`]), and
/// one for each element that came, went, or changed its shape alone. All of them have the same members, in
/// the same order; values keep type and digits.
pub fn records(
    differences: &Differences,
    (from, to): (&Elements, &Elements),
    elements: impl IntoIterator<Item = usize>,
) -> Vec<String> {
    let mut lines = Vec::new();
    for element in elements.into_iter().filter_map(|at| differences.elements.get(at)) {
        let properties = differences.of(element);
        let head = head(differences, (from, to), element);
        if properties.is_empty() {
            lines.push(format!("{{{head},{}}}", tail(None)));
        }
        for property in properties {
            let path = differences.paths.get(property.path as usize);
            let words = path.map(|path| (path.name.as_str(), path.group.as_str(), column_text(&path.key)));
            lines.push(format!("{{{head},{}}}", tail(words.map(|words| (words, property)))));
        }
    }
    lines
}

fn head(differences: &Differences, (from, to): (&Elements, &Elements), element: &ElementChange) -> String {
    let category = differences.categories.get(element.category as usize).map_or("", |c| c.name.as_str());
    let id = |computed: Computed| {
        let text = |of: &Elements, row: Option<u32>| {
            of.text(false, row? as usize, computed).map(std::borrow::Cow::into_owned)
        };
        text(to, element.to).or_else(|| text(from, element.from))
    };
    let object = |of: &Elements, row: Option<u32>| {
        of.text(false, row? as usize, Computed::ObjectId).map(std::borrow::Cow::into_owned)
    };
    let members = [
        ("change", json!(element.change.name())),
        ("category", json!(category)),
        ("name", json!(element.name)),
        ("mark", json!(Some(&element.mark).filter(|mark| !mark.is_empty()))),
        ("applicationId", json!(id(Computed::ApplicationId))),
        ("elementId", json!(id(Computed::ElementId).or_else(|| id(Computed::GlobalId)))),
        ("objectIdFrom", json!(object(from, element.from))),
        ("objectIdTo", json!(object(to, element.to))),
    ];
    members.map(|(name, value)| format!("{}:{value}", json!(name))).join(",")
}

fn tail(property: Option<((&str, &str, String), &PropertyChange)>) -> String {
    let (mut texts, mut values) = ([const { None }; 3], [const { None }; 4]);
    if let Some(((name, group, path), property)) = property {
        texts = [Some(json!(name)), Some(json!(group)), Some(json!(path))];
        let unit = unit(property);
        values = [
            Some(value(&property.from)),
            Some(value(&property.to)),
            property.difference.as_deref().map(|text| number(text.trim_start_matches('+'))),
            Some(json!(unit).to_string()),
        ];
    }
    let texts = ["property", "group", "path"].into_iter().zip(texts);
    let values = ["from", "to", "difference", "unit"].into_iter().zip(values);
    let texts = texts.map(|(name, text)| (name, text.map_or("null".to_owned(), |text| text.to_string())));
    let values = values.map(|(name, value)| (name, value.unwrap_or("null".to_owned())));
    texts.chain(values).map(|(name, value)| format!("{}:{value}", json!(name))).collect::<Vec<_>>().join(",")
}

/// The unit of a property; both, where it changed.
pub fn unit(property: &PropertyChange) -> Option<String> {
    match (&property.from.unit, &property.to.unit) {
        (Some(from), Some(to)) if from != to => Some(format!("{from} → {to}")),
        (from, to) => to.clone().or_else(|| from.clone()),
    }
}

fn value(shown: &Shown) -> String {
    match shown.kind {
        CellKind::Missing | CellKind::Null => "null".to_owned(),
        CellKind::Number => number(&shown.text),
        CellKind::Bool => shown.text.clone(),
        _ => json!(shown.text).to_string(),
    }
}

/// Digits stay as they are where they are JSON's.
fn number(text: &str) -> String {
    match RawValue::from_string(text.to_owned()) {
        Ok(_) => text.to_owned(),
        Err(_) => json!(text).to_string(),
    }
}
