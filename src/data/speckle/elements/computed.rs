//! Rows of an element table with what is worked out for each: ids, host, collection, level, material, type.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::column::Computed;
use super::proxies::{Proxies, text_member};
use super::role::last_name;
use super::texts::Room;
use super::tree::{Found, Object, Tree};
use crate::document::{Document, Kind, NodeId, Reader};
use crate::stop::Stop;
use crate::table::{Column, Given, TableError};

/// Rows worked out between two looks at the stop flag.
const ROWS_PER_CHECK: usize = 1_024;
/// What stands between the names of a path.
const BETWEEN: &str = " › ";
/// No host.
const NONE: u32 = u32::MAX;

/// Rows and their computed columns.
#[derive(Clone, Debug)]
pub(super) struct RowSet {
    pub rows: Arc<[NodeId]>,
    hosts: Vec<u32>,
    pub places: Vec<u32>,
    /// In the order of [`Computed::ALL`].
    pub columns: Vec<Column>,
}

/// A cell that is worked out: the row's own text, which the document holds too, or one that other rows share.
#[derive(Clone, Debug)]
enum Text {
    Own(String),
    Shared(Arc<str>),
}

impl Text {
    fn given(&self) -> Given<'_> {
        match self {
            Self::Own(text) => Given::Own(text),
            Self::Shared(text) => Given::Shared(text),
        }
    }
}

/// The computed cells of one row, in the order of [`Computed::ALL`].
type Cells = [Option<Text>; Computed::ALL.len()];

impl RowSet {
    /// Rows of which nothing is worked out.
    pub fn plain(rows: Arc<[NodeId]>) -> Self {
        Self { rows, hosts: Vec::new(), places: Vec::new(), columns: Vec::new() }
    }

    /// Whether any row has a host.
    pub fn has_hosts(&self) -> bool {
        self.hosts.iter().any(|host| *host != NONE)
    }

    /// Works everything out for these rows.
    pub fn make(
        document: &Document,
        tree: &Tree,
        proxies: &Proxies,
        found: &[Found],
        stop: &Stop,
    ) -> Result<Self, TableError> {
        let room = Room::default();
        let paths = tree.collections.iter().map(|_| OnceLock::new()).collect();
        let about = About { document, tree, proxies, room: &room, paths };
        let work = |chunk: &[Found]| -> Result<Vec<Cells>, TableError> {
            stop.check()?;
            let mut reader = document.reader();
            let mut known = Known::default();
            chunk.iter().map(|found| Ok(about.cells(&mut reader, found, &mut known)?)).collect()
        };
        let cells: Vec<Vec<Cells>> =
            found.par_chunks(ROWS_PER_CHECK).map(work).collect::<Result<_, TableError>>()?;
        let cells: Vec<Cells> = cells.into_iter().flatten().collect();
        let column = |computed: &Computed| {
            let texts = cells.iter().map(|row| row.get(computed.index())?.as_ref().map(Text::given));
            match computed {
                Computed::Host | Computed::Collection | Computed::Level | Computed::Material => {
                    Column::from_shared(Vec::new(), computed.name(), texts)
                }
                _ => Column::from_texts(Vec::new(), computed.name(), texts.map(|text| text.map(Given::text))),
            }
        };
        let columns = Computed::ALL.par_iter().map(column).collect();
        let row_of: HashMap<u32, u32> =
            found.iter().zip(0..).map(|(found, row)| (found.object, row)).collect();
        let host = |found: &Found| {
            let host = tree.found.get(found.host? as usize)?;
            row_of.get(&host.object).copied()
        };
        Ok(Self {
            rows: found.iter().filter_map(|found| Some(tree.object(found.object)?.node)).collect(),
            hosts: found.iter().map(|found| host(found).unwrap_or(NONE)).collect(),
            places: found.iter().map(|found| found.places).collect(),
            columns,
        })
    }

    /// The row of the element that holds this one.
    pub fn host(&self, row: usize) -> Option<usize> {
        self.hosts.get(row).filter(|host| **host != NONE).map(|host| *host as usize)
    }
}

/// What cells are worked out from.
struct About<'d> {
    document: &'d Document,
    tree: &'d Tree,
    proxies: &'d Proxies,
    room: &'d Room,
    /// The path of each collection, once some row asked for it.
    paths: Vec<OnceLock<Option<Arc<str>>>>,
}

/// Texts that the rows of one unit of work share.
#[derive(Default)]
struct Known {
    /// By the host's place among the found.
    hosts: HashMap<u32, Option<Arc<str>>>,
    /// By the value that is a level of its own.
    levels: HashMap<NodeId, Option<Arc<str>>>,
}

impl About<'_> {
    fn cells(&self, reader: &mut Reader<'_>, found: &Found, known: &mut Known) -> io::Result<Cells> {
        let mut cells = Cells::default();
        let Some(object) = self.tree.object(found.object) else { return Ok(cells) };
        let application_id = self.text(reader, object.application_id)?;
        let mut put = |computed: Computed, text: Option<Text>| {
            if let Some(cell) = cells.get_mut(computed.index()) {
                *cell = text;
            }
        };
        let own = |text: Option<String>| text.map(Text::Own);
        put(Computed::ObjectId, own(object.id.as_deref().map(str::to_owned)));
        put(Computed::ElementId, own(self.element_id(reader, object)?));
        put(Computed::GlobalId, own(self.global_id(reader, object)?));
        put(Computed::Host, self.host(reader, found, known)?.map(Text::Shared));
        put(Computed::Collection, self.collection(found.collection).map(Text::Shared));
        put(Computed::Level, self.level(reader, object, application_id.as_deref(), known)?);
        put(Computed::Material, self.material(reader, object, application_id.as_deref())?);
        let speckle_type = self.text(reader, object.speckle_type)?;
        put(Computed::ObjectType, own(speckle_type.map(|text| last_name(&text).to_owned())));
        put(Computed::ApplicationId, own(application_id));
        Ok(cells)
    }

    /// The text of a scalar that is there.
    fn text(&self, reader: &mut Reader<'_>, node: Option<NodeId>) -> io::Result<Option<String>> {
        let is_text = |node: &NodeId| matches!(self.document.kind(*node), Kind::String | Kind::Number);
        node.filter(is_text).map(|node| Ok(reader.text(node)?.into_owned())).transpose()
    }

    fn element_id(&self, reader: &mut Reader<'_>, object: &Object) -> io::Result<Option<String>> {
        let inside = match object.properties {
            Some(properties) => reader.member(properties, "elementId")?,
            None => None,
        };
        match self.text(reader, inside)? {
            Some(text) => Ok(Some(text)),
            None => self.text(reader, object.element_id),
        }
    }

    fn global_id(&self, reader: &mut Reader<'_>, object: &Object) -> io::Result<Option<String>> {
        let Some(properties) = object.properties else { return Ok(None) };
        let Some(attributes) = reader.member(properties, "Attributes")? else { return Ok(None) };
        let id = reader.member(attributes, "GlobalId")?;
        self.text(reader, id)
    }

    /// The name of the host, else its id: a host without a name is a host.
    fn host(
        &self,
        reader: &mut Reader<'_>,
        found: &Found,
        known: &mut Known,
    ) -> io::Result<Option<Arc<str>>> {
        let Some(at) = found.host else { return Ok(None) };
        if let Some(text) = known.hosts.get(&at) {
            return Ok(text.clone());
        }
        let host = self.tree.found.get(at as usize).and_then(|host| self.tree.object(host.object));
        let text = match host {
            Some(host) => {
                let name = self.text(reader, host.name)?.filter(|name| !name.is_empty());
                name.as_deref().or(host.id.as_deref()).map(|text| self.room.share(text))
            }
            None => None,
        };
        known.hosts.insert(at, text.clone());
        Ok(text)
    }

    fn collection(&self, at: Option<u32>) -> Option<Arc<str>> {
        let at = at?;
        let of = |at: u32| self.tree.collections.get(at as usize);
        let path = || {
            let outwards = std::iter::successors(of(at), |collection| of(collection.parent?));
            self.room.path(outwards.map(|collection| &*collection.name), BETWEEN)
        };
        self.paths.get(at as usize)?.get_or_init(path).clone()
    }

    fn level(
        &self,
        reader: &mut Reader<'_>,
        object: &Object,
        application_id: Option<&str>,
        known: &mut Known,
    ) -> io::Result<Option<Text>> {
        let own = match object.level {
            Some(level) if self.document.kind(level) == Kind::Object => {
                let detached = reader.member(level, "referencedId")?;
                let detached = self.text(reader, detached)?.and_then(|id| self.tree.node_of(&id));
                self.level_name(reader, detached.unwrap_or(level), known)?.map(Text::Shared)
            }
            level => self.text(reader, level)?.map(Text::Own),
        };
        let of_proxy = || self.proxies.levels.get(application_id?).cloned();
        Ok(own.or_else(|| of_proxy().map(Text::Shared)))
    }

    fn level_name(
        &self,
        reader: &mut Reader<'_>,
        level: NodeId,
        known: &mut Known,
    ) -> io::Result<Option<Arc<str>>> {
        if let Some(text) = known.levels.get(&level) {
            return Ok(text.clone());
        }
        let text = text_member(self.document, reader, level, "name")?.map(|name| self.room.share(&name));
        known.levels.insert(level, text.clone());
        Ok(text)
    }

    fn material(
        &self,
        reader: &mut Reader<'_>,
        object: &Object,
        application_id: Option<&str>,
    ) -> io::Result<Option<Text>> {
        if let Some(names) = application_id.and_then(|id| self.proxies.materials.get(id)) {
            return Ok(Some(Text::Shared(names.clone())));
        }
        let Some(properties) = object.properties else { return Ok(None) };
        let Some(quantities) = reader.member(properties, "Material Quantities")? else { return Ok(None) };
        let mut names: Vec<String> = Vec::new();
        for material in self.document.children(quantities) {
            if self.document.kind(material) == Kind::Object
                && let Some(name) = reader.key(material)?
            {
                names.push(name.into_owned());
            }
        }
        Ok((!names.is_empty()).then(|| Text::Own(names.join(", "))))
    }
}
