//! What a root says about objects by their `applicationId`: levels, materials, parts of block definitions.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::tree::Tree;
use crate::document::{Document, Kind, NodeId, Reader};
use crate::ids::ObjectId;

/// The proxies of all roots, by the `applicationId`s they are about.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    /// Names of levels.
    pub levels: HashMap<Box<str>, Arc<str>>,
    /// Names of materials, in the order of the root.
    pub materials: HashMap<Box<str>, Vec<Arc<str>>>,
    /// Of what block definitions are made.
    pub definitions: HashSet<Box<str>>,
}

impl Proxies {
    /// Reads the proxies of the roots. Sources: SDK `ProxyKeys`, `Objects.Other.LevelProxy`.
    pub fn read(document: &Document, tree: &Tree, roots: &[ObjectId]) -> io::Result<Self> {
        let mut proxies = Self::default();
        let mut reader = document.reader();
        let resolve = |reader: &mut Reader<'_>, node: NodeId| -> io::Result<Option<NodeId>> {
            let Some(id) = reader.member(node, "referencedId")? else { return Ok(Some(node)) };
            let id = reader.text(id)?;
            Ok(tree.node_of(&id))
        };
        for root in roots.iter().filter_map(|id| tree.object_of(id.as_str())) {
            for list in &root.proxies {
                let key = reader.key(*list)?.unwrap_or_default();
                for item in document.children(*list) {
                    let Some(proxy) = resolve(&mut reader, item)? else { continue };
                    let name = match reader.member(proxy, "value")? {
                        Some(value) => match resolve(&mut reader, value)? {
                            Some(value) => text_member(document, &mut reader, value, "name")?,
                            None => None,
                        },
                        None => None,
                    };
                    proxies.add(&key, name.as_deref(), &objects(document, &mut reader, proxy)?);
                }
            }
        }
        Ok(proxies)
    }

    fn add(&mut self, list: &str, name: Option<&str>, objects: &[Box<str>]) {
        if list == "instanceDefinitionProxies" {
            self.definitions.extend(objects.iter().cloned());
            return;
        }
        let Some(name) = name.map(Arc::<str>::from) else { return };
        for object in objects {
            if list == "levelProxies" {
                self.levels.entry(object.clone()).or_insert_with(|| name.clone());
            } else {
                let names = self.materials.entry(object.clone()).or_default();
                if !names.contains(&name) {
                    names.push(name.clone());
                }
            }
        }
    }
}

/// The `objects` of a proxy: `applicationId`s.
fn objects(document: &Document, reader: &mut Reader<'_>, proxy: NodeId) -> io::Result<Vec<Box<str>>> {
    let Some(list) = reader.member(proxy, "objects")? else { return Ok(Vec::new()) };
    let mut ids = Vec::new();
    for item in document.children(list).filter(|item| document.kind(*item) == Kind::String) {
        ids.push(reader.text(item)?.into());
    }
    Ok(ids)
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
