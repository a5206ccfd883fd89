//! Finds a part by its object id. The index of a tree is made when the first object of it is asked for.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::tree::{Part, Tree};
use super::{element, geometry, proxies};

/// All objects of the server, by id.
#[derive(Debug)]
pub struct Store {
    seed: u64,
    building: OnceLock<HashMap<u128, Part>>,
    samples: OnceLock<HashMap<u128, Part>>,
}

impl Store {
    /// An empty index over the trees that grow from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, building: OnceLock::new(), samples: OnceLock::new() }
    }

    /// The part with this id. The building's objects live in the main project only, the samples' in every project.
    pub fn find(&self, main_project: bool, id: &str) -> Option<Part> {
        if id.len() != 32 || id.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let bits = u128::from_str_radix(id, 16).ok()?;
        let samples = self.samples.get_or_init(|| {
            let trees = (0..Tree::SAMPLES).map(Tree::Sample);
            index(self.seed, trees)
        });
        if let Some(part) = samples.get(&bits) {
            return Some(*part);
        }
        if !main_project {
            return None;
        }
        self.building.get_or_init(|| index(self.seed, [Tree::Later, Tree::Earlier])).get(&bits).copied()
    }

    /// The id of a part.
    pub fn id(&self, part: Part) -> String {
        part.id(self.seed)
    }

    /// The object itself, with the keys in the order in which an SDK writes them.
    pub fn object(&self, part: Part) -> Map<String, Value> {
        let seed = self.seed;
        match part {
            Part::Root(tree) => proxies::root(seed, tree),
            Part::Level(..) | Part::Category(..) => proxies::collection(seed, part),
            Part::Element(of) => element::object(seed, of),
            Part::Mesh(of) => geometry::mesh(seed, of),
            Part::Vertices(of) => geometry::vertices(seed, of),
            Part::Colors(of) => geometry::colors(seed, of),
            Part::Faces => geometry::faces(seed),
        }
    }
}

fn index(seed: u64, trees: impl IntoIterator<Item = Tree>) -> HashMap<u128, Part> {
    trees
        .into_iter()
        .flat_map(|tree| {
            let root = Part::Root(tree);
            root.closure().into_iter().map(|(part, _)| part).chain([root])
        })
        .map(|part| (part.bits(seed), part))
        .collect()
}

/// `{"referencedId": …, "speckle_type": "reference"}`, which stands for a part kept as an object of its own.
pub fn reference(seed: u64, part: Part) -> Value {
    serde_json::json!({ "referencedId": part.id(seed), "speckle_type": "reference" })
}

/// The `__closure` of a part: descendant id to depth.
pub fn closure(seed: u64, part: Part) -> Value {
    part.closure()
        .into_iter()
        .map(|(below, depth)| (below.id(seed), Value::from(depth)))
        .collect::<Map<_, _>>()
        .into()
}
