//! The object trees: which parts they have, how parts hang together, and the id of each.
//!
//! Nothing is stored. A part is a few numbers, its id a hash of them, its text written when asked for; equal content
//! has an equal id, and a parent's id changes when a part of it does, as with Speckle's own content hashes.

use std::collections::HashSet;

use super::building::{self, CATEGORIES, Change, LEVELS, WALLS};
use super::random::bits;

/// One tree of objects, reached from one root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tree {
    /// The building as the newest version of the main model has it.
    Later,
    /// The building one version before.
    Earlier,
    /// A few elements of each category; there are [`Tree::SAMPLES`] of these.
    Sample(u8),
}

impl Tree {
    /// How many small trees there are.
    pub const SAMPLES: u8 = 12;
}

/// One element of the building, in one of the states it can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Element {
    /// Index into [`CATEGORIES`].
    pub category: u8,
    /// Number within the category, from 0.
    pub serial: u16,
    /// Bit 0: its own properties are the old ones. Bit 1: a part nested in it is.
    state: u8,
}

const OWN_OLD: u8 = 1;
const PARTS_OLD: u8 = 2;

impl Element {
    /// The element as the newest version has it.
    pub fn current(category: u8, serial: u16) -> Self {
        Self { category, serial, state: 0 }
    }

    /// The element as the version before has it; the same one if nothing changed.
    pub fn old(category: u8, serial: u16) -> Self {
        let own = if building::change(category, serial).is_some() { OWN_OLD } else { 0 };
        let host = Self { category, serial, state: PARTS_OLD };
        let parts = building::nested(host).iter().any(|part| part.state != 0);
        Self { category, serial, state: own | if parts { PARTS_OLD } else { 0 } }
    }

    /// Whether nested elements are taken from the version before.
    pub fn parts_are_old(self) -> bool {
        self.state & PARTS_OLD != 0
    }

    /// What is still to change about the element, when it is an old one.
    pub fn pending_change(self) -> Option<Change> {
        if self.state & OWN_OLD == 0 { None } else { building::change(self.category, self.serial) }
    }

    /// The element whose mesh this one shows: states that do not touch the size share theirs.
    fn shape(self) -> Self {
        let state = if self.pending_change() == Some(Change::Size) { OWN_OLD } else { 0 };
        Self { state, ..self }
    }
}

/// One object of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The root collection.
    Root(Tree),
    /// The collection of one level.
    Level(Tree, u8),
    /// The collection of one category on one level.
    Category(Tree, u8, u8),
    /// An element.
    Element(Element),
    /// The mesh of an element.
    Mesh(Element),
    /// The chunk of a mesh's vertices.
    Vertices(Element),
    /// The chunk of a mesh's colours.
    Colors(Element),
    /// The chunk of faces that all meshes share: they are all boxes.
    Faces,
}

impl Part {
    /// The 128 bits of the object's id.
    pub fn bits(self, seed: u64) -> u128 {
        let bits = bits(seed, &self.key());
        match self {
            // The main version's root looks as it does in the product's pictures, whatever the seed.
            Part::Root(Tree::Later) => {
                let middle = (bits >> 24) & ((1 << 88) - 1);
                (0x7f2c_u128 << 112) | (middle << 24) | 0x00d0_e94b
            }
            _ => bits,
        }
    }

    /// The object's id: 32 lower-case hexadecimal digits.
    pub fn id(self, seed: u64) -> String {
        format!("{:032x}", self.bits(seed))
    }

    fn key(self) -> String {
        let element = |kind: &str, Element { category, serial, state }: Element| {
            format!("{kind}/{category}/{serial}/{state}")
        };
        match self {
            Part::Root(tree) => format!("root/{tree:?}"),
            Part::Level(tree, level) => format!("level/{tree:?}/{level}"),
            Part::Category(tree, level, category) => format!("category/{tree:?}/{level}/{category}"),
            Part::Element(of) => element("element", of),
            Part::Mesh(of) => element("mesh", of),
            Part::Vertices(of) => element("vertices", of),
            Part::Colors(of) => element("colors", of),
            Part::Faces => "faces".to_owned(),
        }
    }

    /// The objects that this one refers to, in order.
    pub fn children(self) -> Vec<Part> {
        match self {
            Part::Root(tree) => (0..LEVELS.len() as u8)
                .map(|level| Part::Level(tree, level))
                .filter(|level| !level.children().is_empty())
                .collect(),
            Part::Level(tree, level) => (0..CATEGORIES.len() as u8)
                .filter(|&category| {
                    building::serials(tree, category)
                        .iter()
                        .any(|&serial| building::level_of(category, serial) == level)
                })
                .map(|category| Part::Category(tree, level, category))
                .collect(),
            Part::Category(tree, level, category) => building::serials(tree, category)
                .into_iter()
                .filter(|&serial| building::level_of(category, serial) == level)
                .map(|serial| Part::Element(in_tree(tree, category, serial)))
                .collect(),
            Part::Element(element) => building::nested(element)
                .into_iter()
                .map(Part::Element)
                .chain([Part::Mesh(element.shape())])
                .collect(),
            Part::Mesh(element) => vec![Part::Vertices(element), Part::Colors(element), Part::Faces],
            Part::Vertices(_) | Part::Colors(_) | Part::Faces => Vec::new(),
        }
    }

    /// Everything below this object, each once, with the shortest way down to it; level by level.
    pub fn closure(self) -> Vec<(Part, u32)> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut row = vec![self];
        let mut depth = 0;
        while !row.is_empty() {
            depth += 1;
            let next: Vec<Part> =
                row.iter().flat_map(|part| part.children()).filter(|&child| seen.insert(child)).collect();
            found.extend(next.iter().map(|&child| (child, depth)));
            row = next;
        }
        found
    }
}

fn in_tree(tree: Tree, category: u8, serial: u16) -> Element {
    match tree {
        Tree::Earlier => Element::old(category, serial),
        Tree::Later | Tree::Sample(_) => Element::current(category, serial),
    }
}

/// All elements of a tree, nested ones included.
pub fn elements(tree: Tree) -> Vec<Element> {
    let mut all = Vec::new();
    for category in 0..CATEGORIES.len() as u8 {
        for serial in building::serials(tree, category) {
            let element = in_tree(tree, category, serial);
            all.push(element);
            if category == WALLS {
                all.extend(building::nested(element));
            }
        }
    }
    all
}
