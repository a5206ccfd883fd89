//! Which element of one version is which of the other.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::MatchBy;
pub(super) use crate::side_by_side::Step;
use crate::side_by_side::in_order;
use crate::speckle::elements::Elements;
use crate::speckle::elements::column::Computed;

/// Elements of two versions, matched. Rows of the first are `from`, of the second `to`.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Ascending by `to`.
    pub both: Vec<Pair>,
    pub added: Vec<u32>,
    pub removed: Vec<u32>,
    pub without_id: usize,
    pub shared_ids: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub from: u32,
    pub to: u32,
    /// The content has the same hash.
    pub same_hash: bool,
}

impl Pairs {
    /// All elements in the order of the second version; what was removed stands behind what it stood behind.
    pub fn in_order(&self) -> Vec<Step> {
        let both: Vec<(u32, u32)> = self.both.iter().map(|pair| (pair.from, pair.to)).collect();
        in_order(&both, &self.added, &self.removed)
    }
}

/// Rows that nothing was found for yet, by id, in their order.
type Open<'e> = HashMap<Cow<'e, str>, Vec<u32>>;
/// The hash of the content of each row.
type Hashes<'e> = Vec<Option<Cow<'e, str>>>;

/// Matches the elements of two versions by an id: equal content first, then in their order. Elements without
/// the id are matched where their content has the same hash.
pub(super) fn pairs(from: &Elements, to: &Elements, by: MatchBy) -> Pairs {
    let mut pairs = Pairs::default();
    let (from_ids, from_none) = ids(from, by.column());
    let (to_ids, to_none) = ids(to, by.column());
    pairs.without_id = from_none.len() + to_none.len();
    pairs.shared_ids =
        [&from_ids, &to_ids].iter().flat_map(|ids| ids.values()).filter(|rows| rows.len() > 1).count();
    let hashes = (hashes(from), hashes(to));
    let mut from_ids = from_ids;
    let leave = |pairs: &mut Pairs, mine: Vec<u32>, theirs: Vec<u32>, only_same: bool| {
        let (mine, theirs) = same(&hashes, mine, theirs, pairs);
        if only_same {
            pairs.removed.extend(mine);
            pairs.added.extend(theirs);
            return;
        }
        let both = mine.len().min(theirs.len());
        let paired =
            mine.iter().zip(&theirs).map(|(from, to)| Pair { from: *from, to: *to, same_hash: false });
        pairs.both.extend(paired);
        pairs.removed.extend(mine.into_iter().skip(both));
        pairs.added.extend(theirs.into_iter().skip(both));
    };
    for (id, theirs) in to_ids {
        let mine = from_ids.remove(&id).unwrap_or_default();
        leave(&mut pairs, mine, theirs, false);
    }
    for mine in from_ids.into_values() {
        leave(&mut pairs, mine, Vec::new(), false);
    }
    leave(&mut pairs, from_none, to_none, true);
    pairs.both.sort_unstable_by_key(|pair| pair.to);
    pairs.added.sort_unstable();
    pairs.removed.sort_unstable();
    pairs
}

/// Pairs what has the same hash; gives back what is left on both sides.
fn same(
    (from_hashes, to_hashes): &(Hashes<'_>, Hashes<'_>),
    mine: Vec<u32>,
    theirs: Vec<u32>,
    pairs: &mut Pairs,
) -> (Vec<u32>, Vec<u32>) {
    let mut open: HashMap<&str, Vec<u32>> = HashMap::new();
    for row in mine.iter().rev() {
        if let Some(Some(hash)) = from_hashes.get(*row as usize) {
            open.entry(hash).or_default().push(*row);
        }
    }
    let mut taken = HashSet::new();
    let mut rest = Vec::new();
    for to in theirs {
        let hash = to_hashes.get(to as usize).and_then(Option::as_deref);
        match hash.and_then(|hash| open.get_mut(hash)?.pop()) {
            Some(from) => {
                taken.insert(from);
                pairs.both.push(Pair { from, to, same_hash: true });
            }
            None => rest.push(to),
        }
    }
    (mine.into_iter().filter(|row| !taken.contains(row)).collect(), rest)
}

/// The rows by id, and those without one.
fn ids(elements: &Elements, column: Computed) -> (Open<'_>, Vec<u32>) {
    let mut open: Open<'_> = HashMap::new();
    let mut none = Vec::new();
    for row in 0..elements.rows(false).len() {
        let Ok(number) = u32::try_from(row) else { break };
        match elements.text(false, row, column).filter(|id| !id.is_empty()) {
            Some(id) => open.entry(id).or_default().push(number),
            None => none.push(number),
        }
    }
    (open, none)
}

fn hashes(elements: &Elements) -> Hashes<'_> {
    let hash = |row| elements.text(false, row, Computed::ObjectId);
    (0..elements.rows(false).len()).map(hash).collect()
}
