//! Two lists side by side: the order in which what is in both, came and went is shown.

/// One step through both lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is in both lists: its places in the first and in the second.
    Both { from: u32, to: u32 },
    /// Only the second has it.
    Added(u32),
    /// Only the first has it.
    Removed(u32),
}

/// Everything in the order of the second list; what was removed stands behind what it stood behind.
/// `both` are pairs of places (first list, second list); the places of `added` are of the second list, those of
/// `removed` of the first.
pub(crate) fn in_order(both: &[(u32, u32)], added: &[u32], removed: &[u32]) -> Vec<Step> {
    // (place in the second list, at it or after it, place) sorts as wanted.
    let mut steps: Vec<((i64, u8, u32), Step)> = Vec::with_capacity(both.len() + added.len() + removed.len());
    for (from, to) in both.iter().copied() {
        steps.push(((i64::from(to), 0, to), Step::Both { from, to }));
    }
    steps.extend(added.iter().map(|to| ((i64::from(*to), 0, *to), Step::Added(*to))));
    let mut by_from = both.to_vec();
    by_from.sort_unstable();
    for from in removed.iter().copied() {
        let before = by_from.partition_point(|(other, _)| *other < from);
        let anchor =
            before.checked_sub(1).and_then(|at| by_from.get(at)).map_or(-1, |(_, to)| i64::from(*to));
        steps.push(((anchor, 1, from), Step::Removed(from)));
    }
    steps.sort_unstable_by_key(|(place, _)| *place);
    steps.into_iter().map(|(_, step)| step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_removed_stands_behind_what_it_stood_behind() {
        let steps = in_order(&[(1, 0), (3, 2)], &[1], &[0, 2, 4]);
        let expected = [
            Step::Removed(0),
            Step::Both { from: 1, to: 0 },
            Step::Removed(2),
            Step::Added(1),
            Step::Both { from: 3, to: 2 },
            Step::Removed(4),
        ];
        assert_eq!(steps, expected);
    }
}
