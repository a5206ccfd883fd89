//! What a root says about objects by their `applicationId`: levels, materials, parts of block definitions.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::texts::Room;
use super::tree::Tree;
use crate::document::{Document, Kind, NodeId, Reader};
use crate::ids::ObjectId;
use crate::stop::Stop;
use crate::table::TableError;

/// Proxies and ids read between two looks at the stop flag.
const READ_PER_CHECK: usize = 1_024;

/// The proxies of all roots, by the `applicationId`s they are about.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    /// Names of levels.
    pub levels: HashMap<Box<str>, Arc<str>>,
    /// Names of materials, in the order of the root, joined.
    pub materials: HashMap<Box<str>, Arc<str>>,
    /// Of what block definitions are made.
    pub definitions: HashSet<Box<str>>,
}

impl Proxies {
    /// Reads the proxies of the roots, each once, however often a root refers to it. Sources: SDK `ProxyKeys`,
    /// `Objects.Other.LevelProxy`.
    pub fn read(
        document: &Document,
        tree: &Tree,
        roots: &[ObjectId],
        stop: &Stop,
    ) -> Result<Self, TableError> {
        let mut reading = Reading {
            document,
            tree,
            reader: document.reader(),
            stop,
            steps: 0,
            room: Room::default(),
            proxies: Self::default(),
            materials: Materials::default(),
        };
        let mut seen: HashSet<NodeId> = HashSet::new();
        for root in roots.iter().filter_map(|id| tree.object_of(id.as_str())) {
            for list in root.proxies.iter().filter(|list| seen.insert(**list)) {
                reading.list(*list)?;
            }
        }
        let Reading { mut proxies, materials, room, .. } = reading;
        proxies.materials = materials.joined(&room);
        Ok(proxies)
    }
}

/// Which materials an object has, as numbers: a name may be long, and an object may have many.
#[derive(Default)]
struct Materials {
    names: Vec<Arc<str>>,
    codes: HashMap<Arc<str>, u32>,
    objects: HashMap<Box<str>, u32>,
    /// For each object its materials in the order met.
    of: Vec<Vec<u32>>,
    pairs: HashSet<(u32, u32)>,
}

impl Materials {
    fn code(&mut self, name: &str) -> u32 {
        if let Some(code) = self.codes.get(name) {
            return *code;
        }
        let (name, code) = (Arc::<str>::from(name), self.names.len() as u32);
        self.names.push(name.clone());
        self.codes.insert(name, code);
        code
    }

    fn add(&mut self, object: &str, name: u32) {
        let object = match self.objects.get(object) {
            Some(object) => *object,
            None => {
                let next = self.of.len() as u32;
                self.objects.insert(object.into(), next);
                self.of.push(Vec::new());
                next
            }
        };
        if self.pairs.insert((object, name))
            && let Some(names) = self.of.get_mut(object as usize)
        {
            names.push(name);
        }
    }

    /// The names of each object as one text; objects with the same materials share it.
    fn joined(self, room: &Room) -> HashMap<Box<str>, Arc<str>> {
        let Self { names, objects, of, .. } = self;
        let mut texts: HashMap<&[u32], Arc<str>> = HashMap::new();
        let mut joined = HashMap::with_capacity(objects.len());
        for (object, at) in objects {
            let Some(codes) = of.get(at as usize) else { continue };
            let text = texts.entry(codes.as_slice()).or_insert_with(|| {
                room.join(codes.iter().filter_map(|code| names.get(*code as usize).map(|name| &**name)), ", ")
            });
            joined.insert(object, text.clone());
        }
        joined
    }
}

struct Reading<'d> {
    document: &'d Document,
    tree: &'d Tree,
    reader: Reader<'d>,
    stop: &'d Stop,
    steps: usize,
    room: Room,
    proxies: Proxies,
    materials: Materials,
}

impl Reading<'_> {
    fn step(&mut self) -> Result<(), TableError> {
        self.steps += 1;
        if self.steps.is_multiple_of(READ_PER_CHECK) {
            self.stop.check()?;
        }
        Ok(())
    }

    fn list(&mut self, list: NodeId) -> Result<(), TableError> {
        let key = self.reader.key(list)?.unwrap_or_default().into_owned();
        let mut seen: HashSet<NodeId> = HashSet::new();
        for item in self.document.children(list) {
            self.step()?;
            let Some(proxy) = self.resolve(item)?.filter(|proxy| seen.insert(*proxy)) else { continue };
            self.proxy(&key, proxy)?;
        }
        Ok(())
    }

    /// The object that a reference means, or the object itself.
    fn resolve(&mut self, node: NodeId) -> io::Result<Option<NodeId>> {
        let Some(id) = self.reader.member(node, "referencedId")? else { return Ok(Some(node)) };
        let id = self.reader.text(id)?;
        Ok(self.tree.node_of(&id))
    }

    fn proxy(&mut self, list: &str, proxy: NodeId) -> Result<(), TableError> {
        let is_definition = list == "instanceDefinitionProxies";
        let name = if is_definition { None } else { self.name(proxy)? };
        if name.is_none() && !is_definition {
            return Ok(());
        }
        let level = name.as_deref().filter(|_| list == "levelProxies").map(|name| self.room.share(name));
        let material = match (&name, &level) {
            (Some(name), None) => Some(self.materials.code(name)),
            _ => None,
        };
        let Some(objects) = self.reader.member(proxy, "objects")? else { return Ok(()) };
        for item in self.document.children(objects) {
            self.step()?;
            if self.document.kind(item) != Kind::String {
                continue;
            }
            let object = self.reader.text(item)?;
            match (&level, material) {
                (Some(name), _) if !self.proxies.levels.contains_key(&*object) => {
                    self.proxies.levels.insert(object.into(), name.clone());
                }
                (None, Some(material)) => self.materials.add(&object, material),
                (None, None) => {
                    self.proxies.definitions.insert(object.into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The name of a proxy's value.
    fn name(&mut self, proxy: NodeId) -> io::Result<Option<String>> {
        let Some(value) = self.reader.member(proxy, "value")? else { return Ok(None) };
        match self.resolve(value)? {
            Some(value) => text_member(self.document, &mut self.reader, value, "name"),
            None => Ok(None),
        }
    }
}

/// The text of a member that is a string.
pub(super) fn text_member(
    document: &Document,
    reader: &mut Reader<'_>,
    object: NodeId,
    key: &str,
) -> io::Result<Option<String>> {
    let member = reader.member(object, key)?.filter(|member| document.kind(*member) == Kind::String);
    Ok(member.map(|member| reader.text(member)).transpose()?.map(|text| text.into_owned()))
}
