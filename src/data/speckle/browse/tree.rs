//! Models as a tree: their full names cut at `/`, with folders that are no model and models that are folders.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use super::Model;

/// How the children of one folder follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// As people count: `Level 2` before `Level 10`, without regard to case.
    #[default]
    Name,
    /// What changed last first; a folder changed when something in it did.
    Newest,
}

/// One line of the tree, in the order in which it is shown: a folder before what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelNode {
    /// The last part of the name.
    pub name: String,
    /// The full name up to here.
    pub path: String,
    /// 0 at the top.
    pub depth: usize,
    /// Index of the model in the list; `None` for a folder that is no model.
    pub model: Option<usize>,
    /// How many models lie below, at any depth.
    pub below: usize,
    /// Index of the first node that is not below this one: a folded folder goes on there.
    pub end: usize,
    /// The latest change here or below, as the server wrote it.
    pub updated_at: String,
}

impl ModelNode {
    /// Whether it can be opened.
    pub fn is_folder(&self) -> bool {
        self.below > 0
    }
}

/// The tree of these models, all of it unfolded.
pub fn tree(models: &[Model], sort: Sort) -> Vec<ModelNode> {
    let newest = newest(models);
    let mut order: Vec<(usize, Vec<&str>)> =
        models.iter().enumerate().map(|(at, model)| (at, model.name.split('/').collect())).collect();
    order.sort_by(|(one, left), (other, right)| {
        let of = |at: usize| models.get(at).map_or("", |m| m.name.as_str());
        compare(sort, &newest, (of(*one), left), (of(*other), right))
    });
    let mut nodes: Vec<ModelNode> = Vec::new();
    // The folders that the next model may lie in, as indices into `nodes`.
    let mut open: Vec<usize> = Vec::new();
    for (at, parts) in &order {
        let Some(model) = models.get(*at) else { continue };
        let same = open
            .iter()
            .zip(parts)
            .take_while(|(node, part)| nodes.get(**node).is_some_and(|node| node.name == **part))
            .count();
        // Two models of one name lie beside each other.
        let keep = same.min(parts.len() - 1);
        close(&mut nodes, &mut open, keep);
        for (depth, part) in parts.iter().enumerate().skip(keep) {
            let path = prefix(&model.name, parts, depth);
            let updated_at = newest.get(path).copied().unwrap_or_default().to_owned();
            open.push(nodes.len());
            nodes.push(ModelNode {
                name: (*part).to_owned(),
                path: path.to_owned(),
                depth,
                model: (depth + 1 == parts.len()).then_some(*at),
                below: 0,
                end: 0,
                updated_at,
            });
        }
        for folder in open.iter().rev().skip(1) {
            if let Some(node) = nodes.get_mut(*folder) {
                node.below += 1;
            }
        }
    }
    close(&mut nodes, &mut open, 0);
    nodes
}

/// Nothing more comes into the open folders below `keep`.
fn close(nodes: &mut [ModelNode], open: &mut Vec<usize>, keep: usize) {
    let end = nodes.len();
    for node in open.drain(keep.min(open.len())..) {
        if let Some(node) = nodes.get_mut(node) {
            node.end = end;
        }
    }
}

/// The full name up to and with the part at `depth`.
fn prefix<'a>(name: &'a str, parts: &[&str], depth: usize) -> &'a str {
    let bytes: usize = parts.iter().take(depth + 1).map(|part| part.len()).sum();
    name.get(..bytes + depth).unwrap_or(name)
}

/// The latest change of each full name and each beginning of one. Times are ISO, so text compares them.
fn newest(models: &[Model]) -> HashMap<&str, &str> {
    let mut newest: HashMap<&str, &str> = HashMap::new();
    for model in models {
        let ends = model.name.match_indices('/').map(|(at, _)| at).chain([model.name.len()]);
        for end in ends {
            let path = model.name.get(..end).unwrap_or(&model.name);
            let latest = newest.entry(path).or_default();
            *latest = (*latest).max(model.updated_at.as_str());
        }
    }
    newest
}

/// Compares two models by the first part of their names that differs; a folder stands before its content.
fn compare(
    sort: Sort,
    newest: &HashMap<&str, &str>,
    (one, left): (&str, &[&str]),
    (other, right): (&str, &[&str]),
) -> Ordering {
    let Some(depth) = left.iter().zip(right).position(|(l, r)| l != r) else {
        return left.len().cmp(&right.len());
    };
    let part = |parts: &[&str]| parts.get(depth).copied().unwrap_or_default().to_owned();
    let by_name = || natural(&part(left), &part(right));
    match sort {
        Sort::Name => by_name(),
        Sort::Newest => {
            let of = |name, parts| newest.get(prefix(name, parts, depth)).copied().unwrap_or_default();
            Reverse(of(one, left)).cmp(&Reverse(of(other, right))).then_with(by_name)
        }
    }
}

/// Text as people sort it: numbers by their value, case and surrounding blanks only where nothing else
/// differs. Never equal for two different texts.
fn natural(one: &str, other: &str) -> Ordering {
    let (left, right) = (one.trim().to_lowercase(), other.trim().to_lowercase());
    let (mut l, mut r) = (left.as_str(), right.as_str());
    loop {
        let (a, b) = (number(l), number(r));
        if !a.is_empty() && !b.is_empty() {
            let value = |digits: &str| digits.trim_start_matches('0').to_owned();
            let (x, y) = (value(a), value(b));
            let by_value = x.len().cmp(&y.len()).then_with(|| x.cmp(&y));
            if by_value != Ordering::Equal {
                return by_value;
            }
            (l, r) = (l.get(a.len()..).unwrap_or_default(), r.get(b.len()..).unwrap_or_default());
            continue;
        }
        match (l.chars().next(), r.chars().next()) {
            (Some(x), Some(y)) if x == y => {
                let step = x.len_utf8();
                (l, r) = (l.get(step..).unwrap_or_default(), r.get(step..).unwrap_or_default());
            }
            (x, y) => return x.cmp(&y).then_with(|| one.cmp(other)),
        }
    }
}

/// The digits a text begins with.
fn number(text: &str) -> &str {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(name: &str, updated_at: &str) -> Model {
        Model {
            id: name.into(),
            name: name.to_owned(),
            description: None,
            author: None,
            created_at: String::new(),
            updated_at: updated_at.to_owned(),
            versions: 0,
            preview_url: None,
        }
    }

    fn models(names: &[&str]) -> Vec<Model> {
        names.iter().map(|name| model(name, "2026")).collect()
    }

    /// One line a node: indent, name, `*` for a model, how many lie below.
    fn drawn(nodes: &[ModelNode]) -> Vec<String> {
        let line = |node: &ModelNode| {
            let mark = if node.model.is_some() { "*" } else { "" };
            format!("{}{}{mark} {}", "  ".repeat(node.depth), node.name, node.below)
        };
        nodes.iter().map(line).collect()
    }

    #[test]
    fn names_are_cut_at_slashes_and_a_model_can_be_a_folder() {
        let models = models(&["MEP/Ventilation", "MEP", "Architecture/A/Core", "Architecture/A", "site"]);
        let nodes = tree(&models, Sort::Name);
        assert_eq!(
            drawn(&nodes),
            ["Architecture 2", "  A* 1", "    Core* 0", "MEP* 1", "  Ventilation* 0", "site* 0"]
        );
        assert_eq!(nodes[2].path, "Architecture/A/Core");
        assert_eq!(nodes[2].model, Some(2), "an index into the list that was given");
        let ends: Vec<usize> = nodes.iter().map(|node| node.end).collect();
        assert_eq!(ends, [3, 3, 3, 5, 5, 6]);
        assert!(nodes[3].is_folder() && !nodes[5].is_folder());
        assert!(tree(&[], Sort::Name).is_empty());
    }

    #[test]
    fn numbers_count_and_case_does_not() {
        let models =
            models(&["Level 10", "level 2", "Level 02", "Ärker", "Zone", "apartment", "ビル管理", "Level"]);
        let names: Vec<String> = tree(&models, Sort::Name).into_iter().map(|n| n.name).collect();
        assert_eq!(
            names,
            ["apartment", "Level", "Level 02", "level 2", "Level 10", "Zone", "Ärker", "ビル管理"]
        );
    }

    #[test]
    fn the_newest_change_brings_its_folders_up() {
        let models = [model("A/old", "2026-01"), model("B", "2026-02"), model("A/x/new", "2026-03")];
        let nodes = tree(&models, Sort::Newest);
        assert_eq!(drawn(&nodes), ["A 2", "  x 1", "    new* 0", "  old* 0", "B* 0"]);
        assert_eq!(nodes[0].updated_at, "2026-03");
    }

    #[test]
    fn odd_names_keep_their_parts() {
        let models = models(&["Survey/Brygga Süd / Bestand", "a//b", "/lead", "A", "a", "same", "same"]);
        let nodes = tree(&models, Sort::Name);
        assert_eq!(nodes.iter().filter(|n| n.model.is_some()).count(), 7, "no model is lost");
        let blank = nodes.iter().find(|n| n.name == " Bestand").unwrap();
        assert_eq!((blank.path.as_str(), blank.depth), ("Survey/Brygga Süd / Bestand", 2));
        assert_eq!(nodes.iter().filter(|n| n.name == "same").count(), 2);
        let empty = nodes.iter().find(|n| n.path == "a/").unwrap();
        assert_eq!((empty.name.as_str(), empty.below), ("", 1));
    }

    #[test]
    fn a_grown_project_makes_one_node_for_each_folder() {
        let names: Vec<String> =
            (0..160).map(|n| format!("Haus {}/Geschoss {}/Modell {n}", n % 4, n % 8)).collect();
        let models: Vec<Model> = names.iter().map(|name| model(name, "2026")).collect();
        for sort in [Sort::Name, Sort::Newest] {
            let nodes = tree(&models, sort);
            assert_eq!(nodes.len(), 160 + 4 + 8);
            assert_eq!(nodes.iter().filter(|n| n.depth == 0).map(|n| n.below).sum::<usize>(), 160);
            for (at, node) in nodes.iter().enumerate() {
                assert!(node.end > at && node.end <= nodes.len());
                let below = nodes[at + 1..node.end].iter().filter(|n| n.model.is_some()).count();
                assert_eq!(below, node.below, "{}", node.path);
                assert!(nodes[at + 1..node.end].iter().all(|n| n.depth > node.depth));
            }
        }
    }

    #[test]
    fn a_name_of_a_thousand_folders_is_no_recursion() {
        let name = vec!["x"; 5_000].join("/");
        assert_eq!(tree(&[model(&name, "")], Sort::Name).len(), 5_000);
    }
}
