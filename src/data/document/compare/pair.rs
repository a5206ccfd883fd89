//! Which member or item of one container is which of the other.

use std::collections::HashMap;
use std::io;

use super::super::document::Document;
use super::super::error::ReadError;
use super::super::node::{Kind, NodeId};
use super::super::path::{Path, Step as PathStep};
use super::super::reader::Reader;
use super::hash::{Hashes, Hashing};
use super::{ItemsBy, Matched};
use crate::side_by_side::{Step, in_order};
use crate::stop::Stop;

/// The keys that are tried by themselves.
const KEYS: [&str; 2] = ["id", "applicationId"];
/// Items looked at between two looks at the stop flag.
const AT_ONCE: usize = 1 << 14;

/// One of two documents, as its parts are matched with those of the other.
pub(super) struct Side<'a> {
    pub document: &'a Document,
    pub hashes: Hashes,
    pub reader: Reader<'a>,
}

/// The parts of two containers in the order in which they are shown.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub steps: Vec<Step>,
    /// Places in the second container of what stands elsewhere in its list than before; ascending.
    pub moved: Vec<u32>,
    /// How items were matched; `None` for members of objects, and where one of the lists is empty.
    pub by: Option<Matched>,
    /// Keys that several items of a list have.
    pub shared: usize,
}

/// Members with the same key belong together; where keys repeat, the first with the first and so on.
pub(super) fn members(
    hashing: &Hashing,
    (before, after): (&mut Side<'_>, &mut Side<'_>),
    (from, to): (&[NodeId], &[NodeId]),
    stop: &Stop,
) -> Result<Parts, ReadError> {
    let keys = |side: &mut Side<'_>, nodes: &[NodeId]| -> Result<Vec<u64>, ReadError> {
        let mut keys = Vec::with_capacity(nodes.len());
        for (nth, node) in nodes.iter().enumerate() {
            if nth % AT_ONCE == 0 {
                stop.check()?;
            }
            keys.push(hashing.key(&mut side.reader, *node)?);
        }
        Ok(keys)
    };
    let (from, to) = (keys(before, from)?, keys(after, to)?);
    let paired = Paired::by_keys(&from, &to);
    Ok(Parts { steps: paired.steps(), ..Parts::default() })
}

/// Items by a key that all of them have, else by their place.
pub(super) fn items(
    by: &ItemsBy,
    (before, after): (&mut Side<'_>, &mut Side<'_>),
    (from, to): (&[NodeId], &[NodeId]),
    stop: &Stop,
) -> Result<Parts, ReadError> {
    if from.is_empty() || to.is_empty() {
        // All came, or all went: nothing is matched.
        let paired = Paired::by_place(from, to, |_, _| false);
        return Ok(Parts { steps: paired.steps(), ..Parts::default() });
    }
    let mut best: Option<(Path, Paired)> = None;
    for path in wanted(by) {
        let Some(mine) = keys(before, from, &path, stop)? else { continue };
        let Some(theirs) = keys(after, to, &path, stop)? else { continue };
        let paired = Paired::by_keys(&mine, &theirs);
        // The id of an object of Speckle is that of its content: the other one finds it again when it changed.
        if best.as_ref().is_none_or(|(_, known)| paired.both.len() > known.both.len()) {
            best = Some((path, paired));
        }
    }
    if let Some((path, paired)) = best {
        let moved = paired.moved();
        let shared = paired.shared;
        return Ok(Parts { steps: paired.steps(), moved, by: Some(Matched::Key(path)), shared });
    }
    let same = |a: &NodeId, b: &NodeId| before.hashes.of_node(*a) == after.hashes.of_node(*b);
    let paired = Paired::by_place(from, to, same);
    Ok(Parts { steps: paired.steps(), by: Some(Matched::Place), ..Parts::default() })
}

/// The keys that a wish names, the likeliest first.
fn wanted(by: &ItemsBy) -> Vec<Path> {
    let known = KEYS.map(|key| Path(vec![PathStep::Key(key.to_owned())]));
    match by {
        ItemsBy::Ids => known.to_vec(),
        ItemsBy::Key(path) => vec![path.clone()],
        ItemsBy::Place => Vec::new(),
    }
}

/// The value of a key of every item, as a number; `None` where one of them has no such text or number.
fn keys(
    side: &mut Side<'_>,
    items: &[NodeId],
    path: &Path,
    stop: &Stop,
) -> Result<Option<Vec<u64>>, ReadError> {
    let mut keys = Vec::with_capacity(items.len());
    for (nth, item) in items.iter().enumerate() {
        if nth % AT_ONCE == 0 {
            stop.check()?;
        }
        let Some(value) = value_of(&mut side.reader, *item, path)? else { return Ok(None) };
        keys.push(side.hashes.of_node(value));
    }
    Ok(Some(keys))
}

/// The text or number that an item has at a path of names.
pub(super) fn value_of(reader: &mut Reader<'_>, item: NodeId, path: &Path) -> io::Result<Option<NodeId>> {
    let mut at = item;
    for step in path.steps() {
        let PathStep::Key(key) = step else { return Ok(None) };
        let Some(next) = reader.member(at, key)? else { return Ok(None) };
        at = next;
    }
    let is_key = matches!(reader.document().kind(at), Kind::String | Kind::Number);
    Ok(Some(at).filter(|_| is_key))
}

/// Places in two lists that belong together, ascending by the second.
#[derive(Debug, Default)]
struct Paired {
    both: Vec<(u32, u32)>,
    added: Vec<u32>,
    removed: Vec<u32>,
    shared: usize,
}

impl Paired {
    /// Equal keys belong together; where several have one, the first with the first and so on.
    fn by_keys(from: &[u64], to: &[u64]) -> Self {
        let mut open: HashMap<u64, Vec<u32>> = HashMap::with_capacity(from.len());
        let last = u32::try_from(from.len()).unwrap_or(u32::MAX);
        for (place, key) in (0..last).zip(from).rev() {
            open.entry(*key).or_default().push(place);
        }
        let mut paired =
            Self { shared: open.values().filter(|places| places.len() > 1).count(), ..Self::default() };
        for (place, key) in (0_u32..).zip(to) {
            match open.get_mut(key).and_then(Vec::pop) {
                Some(from) => paired.both.push((from, place)),
                None => paired.added.push(place),
            }
        }
        paired.removed = open.into_values().flatten().collect();
        paired.removed.sort_unstable();
        paired
    }

    /// What is equal at both ends belongs together, and between them the first with the first and so on.
    fn by_place(from: &[NodeId], to: &[NodeId], same: impl Fn(&NodeId, &NodeId) -> bool) -> Self {
        let head = from.iter().zip(to).take_while(|(a, b)| same(a, b)).count();
        let most = from.len().min(to.len()) - head;
        let tail = from.iter().rev().zip(to.iter().rev()).take(most).take_while(|(a, b)| same(a, b)).count();
        let (from_end, to_end) = (from.len() - tail, to.len() - tail);
        let (mine, theirs) = (from_end - head, to_end - head);
        let between = head..head + mine.min(theirs);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let both = (0..between.end).map(|at| (at, at)).chain((from_end..from.len()).zip(to_end..to.len()));
        Self {
            both: both.map(|(a, b)| (place(a), place(b))).collect(),
            added: (between.end..to_end).map(place).collect(),
            removed: (between.end..from_end).map(place).collect(),
            shared: 0,
        }
    }

    fn steps(&self) -> Vec<Step> {
        in_order(&self.both, &self.added, &self.removed)
    }

    /// The fewest places of the second list that must have moved for the rest to stand in its old order.
    fn moved(&self) -> Vec<u32> {
        let stays = longest_rise(&self.both);
        let mut stays = stays.into_iter().peekable();
        let moved = (0..self.both.len()).filter(|nth| stays.next_if_eq(nth).is_none());
        moved.filter_map(|nth| self.both.get(nth)).map(|(_, to)| *to).collect()
    }
}

/// The places of a longest row of pairs whose first numbers rise.
fn longest_rise(pairs: &[(u32, u32)]) -> Vec<usize> {
    let value = |at: usize| pairs.get(at).map_or(0, |(from, _)| *from);
    // For each length the pair with which a row of that length ends lowest, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (from, _)) in pairs.iter().enumerate() {
        let longest = ends.partition_point(|end| value(*end) < *from);
        previous.push(longest.checked_sub(1).and_then(|before| ends.get(before)).copied());
        match ends.get_mut(longest) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut rise: Vec<usize> =
        std::iter::successors(ends.last().copied(), |at| previous.get(*at).copied().flatten()).collect();
    rise.reverse();
    rise
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_have_moved() {
        let moved = |from: &[u64], to: &[u64]| Paired::by_keys(from, to).moved();
        assert_eq!(moved(&[1, 2, 3, 4], &[1, 2, 3, 4]), [0_u32; 0]);
        assert_eq!(moved(&[1, 2, 3, 4], &[4, 1, 2, 3]), [0]);
        assert_eq!(moved(&[1, 2, 3, 4], &[2, 3, 4, 1]), [3]);
        // What came and went moves nobody.
        assert_eq!(moved(&[9, 1, 2, 3], &[1, 8, 2, 3]), [0_u32; 0]);
        assert_eq!(moved(&[1, 2, 3], &[3, 2, 1]).len(), 2);
    }

    #[test]
    fn equal_keys_are_matched_in_their_order() {
        let paired = Paired::by_keys(&[7, 7, 8], &[7, 9, 7, 7]);
        assert_eq!(paired.both, [(0, 0), (1, 2)]);
        assert_eq!((paired.added, paired.removed, paired.shared), (vec![1, 3], vec![2], 1));
    }
}
