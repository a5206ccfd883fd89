//! One value of a document in 16 bytes.

/// A value of a document: its number in document order (preorder), from 0 for the root.
///
/// Ids stay the same while a document grows, so they can be kept across snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The number in document order, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The id with this number; `None` above the most nodes a document can hold.
    pub fn from_index(index: usize) -> Option<Self> {
        u32::try_from(index).ok().filter(|&id| id < Node::MOST).map(Self)
    }
}

/// The six kinds of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number; its digits are kept as written.
    Number,
    /// A string
    String,
    /// An array, and the list of values of a document of lines
    Array,
    /// An object
    Object,
}

impl Kind {
    /// Arrays and objects: what can hold other values.
    pub fn is_container(self) -> bool {
        matches!(self, Self::Array | Self::Object)
    }

    fn from_bits(bits: u32) -> Self {
        match bits {
            1 => Self::Bool,
            2 => Self::Number,
            3 => Self::String,
            4 => Self::Array,
            5 => Self::Object,
            _ => Self::Null,
        }
    }
}

/// A value: where it lies in the bytes, which container holds it, and where its subtree ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// First byte of the value.
    pub offset: u32,
    /// The byte after the value; 0 while a container is open.
    pub end: u32,
    /// The first node after the subtree; 0 while a container is open.
    pub next: u32,
    /// The kind in the upper 3 bits, the parent below; `NO_PARENT` for the root.
    link: u32,
}

const KIND_SHIFT: u32 = 29;
const NO_PARENT: u32 = (1 << KIND_SHIFT) - 1;

impl Node {
    /// The most nodes of a document: a little over 500 million, 8 GB of index.
    pub const MOST: u32 = NO_PARENT;

    /// What an id of another document reads as: a null that lies nowhere.
    pub const NOTHING: Self = Self { offset: 0, end: 0, next: 0, link: NO_PARENT };

    pub fn new(kind: Kind, parent: Option<u32>, offset: u32) -> Self {
        let parent = parent.unwrap_or(NO_PARENT);
        Self { offset, end: 0, next: 0, link: (kind as u32) << KIND_SHIFT | parent }
    }

    pub fn kind(self) -> Kind {
        Kind::from_bits(self.link >> KIND_SHIFT)
    }

    pub fn parent(self) -> Option<u32> {
        Some(self.link & NO_PARENT).filter(|&parent| parent != NO_PARENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_16_bytes_and_keeps_kind_and_parent() {
        assert_eq!(size_of::<Node>(), 16);
        for kind in [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object] {
            for parent in [None, Some(0), Some(Node::MOST - 1)] {
                let node = Node::new(kind, parent, u32::MAX);
                assert_eq!((node.kind(), node.parent(), node.offset), (kind, parent, u32::MAX));
            }
        }
    }
}
