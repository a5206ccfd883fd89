//! Models as a tree: their full names cut at `/`, with folders that are no model and models that are folders.

use std::collections::HashMap;

use super::Model;
use crate::natural;
use crate::stop::{Stop, Stopped};

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

/// The tree of these models with their places in a list, all of it unfolded. In a time that follows the length of all names together: names
/// are cut into at most [`MOST_PARTS`] parts, and where there are more than [`MOST_NODES`] folders, or their names
/// are longer than [`MOST_TEXT`], the models after them stand at the top under their full names.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn tree_of(models: Vec<(usize, &Model)>, sort: Sort, stop: &Stop) -> Result<Vec<ModelNode>, Stopped> {
    let mut growth = Growth::default();
    for (nth, (at, model)) in models.into_iter().enumerate() {
        if nth.is_multiple_of(MODELS_PER_CHECK) {
            stop.check()?;
        }
        growth.add(at, model);
    }
    growth.drawn(sort, stop)
}

/// The most parts of a name: what is deeper stays one part.
pub const MOST_PARTS: usize = 100;
/// The most folders and models that are told apart.
pub const MOST_NODES: usize = 300_000;
/// The most bytes of the names of folders together.
pub const MOST_TEXT: usize = 64 << 20;
/// Models looked at between two looks at the stop flag.
const MODELS_PER_CHECK: usize = 4_096;
/// The place that all top folders lie in.
const TOP: u32 = 0;

/// A folder, a model or both while the tree grows.
struct Branch<'m> {
    /// The last part of the name, and the name up to here.
    name: &'m str,
    path: &'m str,
    depth: usize,
    parent: u32,
    model: Option<usize>,
    below: usize,
    newest: &'m str,
    children: Vec<u32>,
}

struct Growth<'m> {
    /// The first one is no folder: it holds what stands at the top.
    branches: Vec<Branch<'m>>,
    places: HashMap<(u32, &'m str), u32>,
    text: usize,
}

impl Default for Growth<'_> {
    fn default() -> Self {
        let top = Branch {
            name: "",
            path: "",
            depth: 0,
            parent: TOP,
            model: None,
            below: 0,
            newest: "",
            children: Vec::new(),
        };
        Self { branches: vec![top], places: HashMap::new(), text: 0 }
    }
}

impl<'m> Growth<'m> {
    fn add(&mut self, at: usize, model: &'m Model) {
        let is_full = self.branches.len() > MOST_NODES || self.text > MOST_TEXT;
        let parts = if is_full { 1 } else { MOST_PARTS };
        let (name, newest) = (model.name.as_str(), model.updated_at.as_str());
        let (mut place, mut end) = (TOP, 0);
        for part in name.splitn(parts, '/') {
            end += part.len();
            place = self.child(place, part, name.get(..end).unwrap_or(name));
            end += 1;
        }
        // Two models of one name lie beside each other.
        if self.branches.get(place as usize).is_some_and(|branch| branch.model.is_some()) {
            place = self.twin(place);
        }
        if let Some(branch) = self.branches.get_mut(place as usize) {
            branch.model = Some(at);
        }
        let mut above = Some(place);
        while let Some(branch) = above.and_then(|at| self.branches.get_mut(at as usize)) {
            // Times are ISO, so text compares them.
            branch.newest = branch.newest.max(newest);
            branch.below += usize::from(above != Some(place));
            above = (above != Some(TOP)).then_some(branch.parent);
        }
    }

    fn child(&mut self, parent: u32, name: &'m str, path: &'m str) -> u32 {
        if let Some(known) = self.places.get(&(parent, name)) {
            return *known;
        }
        let place = self.branch(parent, name, path);
        self.places.insert((parent, name), place);
        place
    }

    fn branch(&mut self, parent: u32, name: &'m str, path: &'m str) -> u32 {
        let place = self.branches.len() as u32;
        self.text += path.len();
        let above = self.branches.get_mut(parent as usize);
        let depth = above.map_or(0, |above| {
            above.children.push(place);
            above.depth + usize::from(parent != TOP)
        });
        self.branches.push(Branch {
            name,
            path,
            depth,
            parent,
            model: None,
            below: 0,
            newest: "",
            children: Vec::new(),
        });
        place
    }

    fn twin(&mut self, of: u32) -> u32 {
        let Some((parent, name, path)) =
            self.branches.get(of as usize).map(|branch| (branch.parent, branch.name, branch.path))
        else {
            return of;
        };
        self.branch(parent, name, path)
    }

    /// The lines in the order in which they are shown.
    fn drawn(self, sort: Sort, stop: &Stop) -> Result<Vec<ModelNode>, Stopped> {
        let mut nodes: Vec<ModelNode> = Vec::with_capacity(self.branches.len());
        // What comes next, the first one last; and for an open folder where its node is.
        let mut waiting: Vec<Next> = self.sorted(TOP, sort).collect();
        while let Some(next) = waiting.pop() {
            if nodes.len().is_multiple_of(MODELS_PER_CHECK) {
                stop.check()?;
            }
            let place = match next {
                Next::Close(node) => {
                    let end = nodes.len();
                    if let Some(node) = nodes.get_mut(node) {
                        node.end = end;
                    }
                    continue;
                }
                Next::Open(place) => place,
            };
            let Some(branch) = self.branches.get(place as usize) else { continue };
            waiting.push(Next::Close(nodes.len()));
            waiting.extend(self.sorted(place, sort));
            nodes.push(ModelNode {
                name: branch.name.to_owned(),
                path: branch.path.to_owned(),
                depth: branch.depth,
                model: branch.model,
                below: branch.below,
                end: 0,
                updated_at: branch.newest.to_owned(),
            });
        }
        Ok(nodes)
    }

    /// What lies in a folder, the first one last.
    fn sorted(&self, place: u32, sort: Sort) -> impl Iterator<Item = Next> {
        let of = |at: &u32| self.branches.get(*at as usize);
        let mut children: Vec<(u64, &Branch<'m>, u32)> = of(&place)
            .map(|branch| branch.children.as_slice())
            .unwrap_or_default()
            .iter()
            .filter_map(|at| of(at).map(|branch| (natural::beginning(branch.name), branch, *at)))
            .collect();
        children.sort_by(|(first, a, _), (second, b, _)| {
            let by_name = || first.cmp(second).then_with(|| natural::compare(a.name, b.name));
            match sort {
                Sort::Name => by_name(),
                Sort::Newest => b.newest.cmp(a.newest).then_with(by_name),
            }
        });
        children.into_iter().rev().map(|(_, _, at)| Next::Open(at))
    }
}

/// What is drawn next.
enum Next {
    Open(u32),
    /// The folder with this node has no more in it.
    Close(usize),
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

    fn tree(models: &[Model], sort: Sort) -> Vec<ModelNode> {
        tree_of(models.iter().enumerate().collect(), sort, &Stop::new()).unwrap()
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
    fn names_are_cut_into_so_many_parts_and_not_more() {
        let name = vec!["x"; 5_000].join("/");
        let nodes = tree(&[model(&name, "")], Sort::Name);
        assert_eq!(nodes.len(), MOST_PARTS);
        let last = nodes.last().unwrap();
        assert_eq!((last.depth, last.path.as_str(), last.model), (MOST_PARTS - 1, name.as_str(), Some(0)));
        assert_eq!(last.name.len(), name.len() - 2 * (MOST_PARTS - 1));
    }

    #[test]
    fn a_hostile_list_makes_no_more_than_it_may() {
        // Read as they stand these were 15 million folders, with a million bytes of path for each model.
        let name = |nth: usize| (0..300).map(|part| format!("{nth}.{part}")).collect::<Vec<_>>().join("/");
        let models: Vec<Model> = (0..50_000).map(|nth| model(&name(nth), "2026")).collect();
        let nodes = tree(&models, Sort::Newest);
        assert!(nodes.len() <= MOST_NODES + models.len() + MOST_PARTS, "{}", nodes.len());
        assert_eq!(
            nodes.iter().filter(|node| node.model.is_some()).count(),
            models.len(),
            "no model is lost"
        );
        let whole = nodes.iter().rfind(|node| node.depth == 0).unwrap();
        assert_eq!((whole.name.as_str(), whole.below), (whole.path.as_str(), 0));
        assert!(nodes.iter().all(|node| node.end <= nodes.len()));
    }

    #[test]
    fn a_stop_ends_it() {
        let stop = Stop::new();
        stop.set();
        assert!(tree_of(vec![(0, &model("a", ""))], Sort::Name, &stop).is_err());
    }
}
