//! The objects of a document as a tree: who holds whom, which of them are elements, in the tree's order.

use std::collections::{HashMap, HashSet};
use std::io;

use rayon::prelude::*;

use super::line::Key;
use super::proxies::Proxies;
use super::role::{Role, last_name};
use crate::document::{Children, Document, Kind, NodeId, Reader};
use crate::ids::ObjectId;
use crate::stop::Stop;
use crate::table::TableError;

/// Objects read between two looks at the stop flag.
const OBJECTS_PER_CHECK: usize = 1_024;

/// Where the parts of one object lie.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub node: NodeId,
    pub id: Option<Box<str>>,
    pub role: Role,
    pub speckle_type: Option<NodeId>,
    pub application_id: Option<NodeId>,
    pub name: Option<NodeId>,
    pub level: Option<NodeId>,
    pub element_id: Option<NodeId>,
    pub properties: Option<NodeId>,
    /// `parameters`, as Revit's properties were called before 2024.
    pub parameters: Option<NodeId>,
    pub ifc_type: Option<NodeId>,
    /// A `DataChunk`: a piece of a long list.
    pub is_chunk: bool,
    /// `elements` and `@elements`.
    elements: Vec<NodeId>,
    /// Other lists with `@`.
    dynamic: Vec<NodeId>,
    pub proxies: Vec<NodeId>,
}

/// An object at its first place in the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Its place in [`Tree::objects`].
    pub object: u32,
    /// The element that holds it: its place in [`Tree::found`].
    pub host: Option<u32>,
    /// The collection that holds it, or its host: its place in [`Tree::collections`].
    pub collection: Option<u32>,
    /// In how many places it is held.
    pub places: u32,
    pub is_element: bool,
}

impl Found {
    /// An object that nothing holds.
    pub fn alone(object: u32) -> Self {
        Self { object, host: None, collection: None, places: 1, is_element: false }
    }
}

/// A collection, or a list with `@` of an object of before 2024.
#[derive(Clone, Debug)]
pub(super) struct Collection {
    pub name: Box<str>,
    pub parent: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The lines of the document in their order, then objects that lie inside others.
    pub objects: Vec<Object>,
    /// Everything below the roots, roots included, in the order of the tree, each object once.
    pub found: Vec<Found>,
    pub collections: Vec<Collection>,
    /// Ids that are referred to and are not here, each once.
    pub missing: Vec<ObjectId>,
    by_id: HashMap<Box<str>, u32>,
}

impl Object {
    /// Reads where the parts of an object lie.
    pub fn read(document: &Document, reader: &mut Reader<'_>, node: NodeId) -> io::Result<Self> {
        let mut object = Self {
            node,
            id: None,
            role: Role::Never,
            speckle_type: None,
            application_id: None,
            name: None,
            level: None,
            element_id: None,
            properties: None,
            parameters: None,
            ifc_type: None,
            is_chunk: false,
            elements: Vec::new(),
            dynamic: Vec::new(),
            proxies: Vec::new(),
        };
        if document.kind(node) != Kind::Object {
            return Ok(object);
        }
        let mut id = None;
        for member in document.children(node) {
            let kind = document.kind(member);
            let Some(key) = reader.key(member)? else { continue };
            match (Key::of(key.as_bytes()), kind) {
                (_, Kind::Null) => {}
                (Key::Id, Kind::String) => id = Some(member),
                (Key::SpeckleType, Kind::String) => object.speckle_type = Some(member),
                (Key::Elements, Kind::Array) => object.elements.push(member),
                (Key::Dynamic, Kind::Array) => object.dynamic.push(member),
                (Key::Proxies, Kind::Array) => object.proxies.push(member),
                (Key::Level, _) => object.level = Some(member),
                _ => match &*key {
                    "applicationId" => object.application_id = Some(member),
                    "name" => object.name = Some(member),
                    "elementId" => object.element_id = Some(member),
                    "properties" if kind == Kind::Object => object.properties = Some(member),
                    "parameters" if kind == Kind::Object => object.parameters = Some(member),
                    "ifcType" => object.ifc_type = Some(member),
                    _ => {}
                },
            }
        }
        let speckle_type = object.speckle_type.map(|at| reader.text(at)).transpose()?;
        let speckle_type = speckle_type.as_deref().unwrap_or_default();
        object.role = Role::of(speckle_type);
        object.is_chunk = last_name(speckle_type) == "DataChunk";
        object.id = id.map(|at| reader.text(at)).transpose()?.map(|id| id.into());
        Ok(object)
    }
}

impl Tree {
    /// Reads all lines and follows the references from the roots down.
    pub fn grow(document: &Document, roots: &[ObjectId], stop: &Stop) -> Result<(Self, Proxies), TableError> {
        let lines: Vec<NodeId> =
            document.root().map(|root| document.children(root).collect()).unwrap_or_default();
        let read = |chunk: &[NodeId]| -> Result<Vec<Object>, TableError> {
            stop.check()?;
            let mut reader = document.reader();
            chunk.iter().map(|node| Ok(Object::read(document, &mut reader, *node)?)).collect()
        };
        let chunks: Vec<Vec<Object>> =
            lines.par_chunks(OBJECTS_PER_CHECK).map(read).collect::<Result<_, TableError>>()?;
        let mut tree = Self { objects: chunks.into_iter().flatten().collect(), ..Self::default() };
        for (object, nth) in tree.objects.iter().zip(0..) {
            if let Some(id) = &object.id {
                tree.by_id.entry(id.clone()).or_insert(nth);
            }
        }
        let proxies = Proxies::read(document, &tree, roots, stop)?;
        let mut growth = Growth {
            document,
            reader: document.reader(),
            seen: vec![None; tree.objects.len()],
            tree,
            definitions: &proxies.definitions,
            missing: HashSet::new(),
            stack: Vec::new(),
        };
        growth.roots(roots, stop)?;
        let tree = growth.tree;
        Ok((tree, proxies))
    }

    /// The value of the object with this id.
    pub fn node_of(&self, id: &str) -> Option<NodeId> {
        self.object(*self.by_id.get(id)?).map(|object| object.node)
    }

    /// The object with this id.
    pub fn object_of(&self, id: &str) -> Option<&Object> {
        self.object(*self.by_id.get(id)?)
    }

    /// The object with this place.
    pub fn object(&self, at: u32) -> Option<&Object> {
        self.objects.get(at as usize)
    }
}

/// A list whose items come next.
struct Frame<'d> {
    items: Children<'d>,
    host: Option<u32>,
    collection: Option<u32>,
    /// Whether a collection (or root) holds the list, so that bare geometry in it counts.
    in_collection: bool,
}

struct Growth<'d> {
    document: &'d Document,
    reader: Reader<'d>,
    tree: Tree,
    /// Of every object, its place among the found.
    seen: Vec<Option<u32>>,
    /// `applicationId`s of what block definitions are made of.
    definitions: &'d HashSet<Box<str>>,
    missing: HashSet<Box<str>>,
    stack: Vec<Frame<'d>>,
}

impl Growth<'_> {
    fn roots(&mut self, roots: &[ObjectId], stop: &Stop) -> Result<(), TableError> {
        for root in roots {
            let Some(&at) = self.tree.by_id.get(root.as_str()) else {
                self.miss(root.as_str());
                continue;
            };
            let frame = FrameOf { host: None, collection: None, in_collection: true };
            // The root of a single version says nothing that its rows do not share.
            self.place(at, frame, Some(roots.len() > 1))?;
            let mut steps = 0_usize;
            while let Some(frame) = self.stack.last_mut() {
                steps += 1;
                if steps.is_multiple_of(OBJECTS_PER_CHECK) {
                    stop.check()?;
                }
                let Some(item) = frame.items.next() else {
                    self.stack.pop();
                    continue;
                };
                let of = FrameOf {
                    host: frame.host,
                    collection: frame.collection,
                    in_collection: frame.in_collection,
                };
                self.item(item, of)?;
            }
        }
        Ok(())
    }

    fn item(&mut self, item: NodeId, of: FrameOf) -> io::Result<()> {
        if self.document.kind(item) != Kind::Object {
            return Ok(());
        }
        let at = match self.reader.member(item, "referencedId")? {
            Some(id) => {
                let id = self.reader.text(id)?;
                let Some(&at) = self.tree.by_id.get(&*id) else {
                    self.miss(&id);
                    return Ok(());
                };
                at
            }
            None => self.inside(item)?,
        };
        self.place(at, of, None)
    }

    /// An object that lies inside another: the one with its id, where there is one.
    fn inside(&mut self, item: NodeId) -> io::Result<u32> {
        let object = Object::read(self.document, &mut self.reader, item)?;
        let next = self.tree.objects.len() as u32;
        if let Some(id) = &object.id {
            let at = *self.tree.by_id.entry(id.clone()).or_insert(next);
            if at != next {
                return Ok(at);
            }
        }
        self.tree.objects.push(object);
        self.seen.push(None);
        Ok(next)
    }

    fn miss(&mut self, id: &str) {
        if self.missing.insert(id.into()) {
            self.tree.missing.push(ObjectId::new(id));
        }
    }

    /// Gives an object its place; a second place is counted and not entered again. `root`: it is a root,
    /// and whether its name is part of the collections' path.
    fn place(&mut self, at: u32, of: FrameOf, root: Option<bool>) -> io::Result<()> {
        let seen = self.seen.get(at as usize).copied().flatten();
        if let Some(found) = seen.and_then(|found| self.tree.found.get_mut(found as usize)) {
            found.places += 1;
            return Ok(());
        }
        let Some(object) = self.tree.object(at).cloned() else { return Ok(()) };
        let is_element = match object.role {
            Role::Element => true,
            Role::Geometry => of.in_collection && !self.is_of_a_definition(&object)?,
            Role::Container | Role::Never => false,
        };
        let nth = self.tree.found.len() as u32;
        self.tree.found.push(Found {
            object: at,
            host: of.host,
            collection: of.collection,
            places: 1,
            is_element,
        });
        if let Some(slot) = self.seen.get_mut(at as usize) {
            *slot = Some(nth);
        }
        if !object.role.has_parts() && root.is_none() {
            return Ok(());
        }
        let is_container = object.role == Role::Container;
        let mut inner = FrameOf { host: is_element.then_some(nth).or(of.host), ..of };
        inner.in_collection = is_container || root.is_some();
        if is_container && root != Some(false) {
            let name = object.name.map(|at| self.reader.text(at)).transpose()?.unwrap_or_default();
            inner.collection = Some(self.collection(&name, of.collection));
        }
        self.push_lists(&object, inner, is_container || root.is_some())
    }

    /// The lists of an object, so that the first one comes next.
    fn push_lists(&mut self, object: &Object, of: FrameOf, with_dynamic: bool) -> io::Result<()> {
        if with_dynamic {
            for list in object.dynamic.iter().rev() {
                let key = self.reader.key(*list)?.unwrap_or_default();
                let collection = self.collection(key.trim_start_matches('@'), of.collection);
                self.push(*list, FrameOf { collection: Some(collection), ..of });
            }
        }
        for list in object.elements.iter().rev() {
            self.push(*list, of);
        }
        Ok(())
    }

    fn push(&mut self, list: NodeId, of: FrameOf) {
        let FrameOf { host, collection, in_collection } = of;
        self.stack.push(Frame { items: self.document.children(list), host, collection, in_collection });
    }

    fn collection(&mut self, name: &str, parent: Option<u32>) -> u32 {
        self.tree.collections.push(Collection { name: name.into(), parent });
        self.tree.collections.len() as u32 - 1
    }

    fn is_of_a_definition(&mut self, object: &Object) -> io::Result<bool> {
        let Some(id) = object.application_id.filter(|_| !self.definitions.is_empty()) else {
            return Ok(false);
        };
        Ok(self.definitions.contains(&*self.reader.text(id)?))
    }
}

/// What the items of a list share.
#[derive(Clone, Copy)]
struct FrameOf {
    host: Option<u32>,
    collection: Option<u32>,
    in_collection: bool,
}
