//! Rows of groups that fold, against a list that is written out one by one.

use std::sync::Arc;

use dapple::app::{Folded, ShownRow, ShownRows};
use dapple_data::Stop;
use dapple_data::speckle::elements::{GroupRow, Outline, Pick};
use dapple_data::table::arrange::{Group, Groups};
use dapple_data::table::{CellKind, Shown};
use proptest::prelude::*;

fn shown(text: &str) -> Shown {
    Shown { kind: CellKind::Text, text: text.to_owned(), unit: None }
}

/// Groups of these values, each with so many rows; equal ones become one.
fn outline(mut groups: Vec<(Vec<u8>, usize)>) -> (Arc<Outline>, usize) {
    groups.sort();
    groups.dedup_by(|a, b| a.0 == b.0);
    let levels = groups.first().map_or(0, |(values, _)| values.len());
    let (mut found, mut end) = (Groups::default(), 0);
    for (values, rows) in groups {
        let values = values.iter().map(|value| shown(&value.to_string())).collect();
        found.groups.push(Group { values, range: end..end + rows, totals: Vec::new() });
        end += rows;
    }
    (Arc::new(Outline::of(&found, levels, &Stop::new()).unwrap()), end)
}

/// All rows, one by one.
fn written_out(outline: &Outline, folded: &Folded) -> Vec<ShownRow> {
    let (mut rows, mut hidden) = (Vec::new(), None);
    for (at, group) in outline.groups().iter().enumerate() {
        if hidden.is_some_and(|level| group.level > level) {
            continue;
        }
        let is_folded = folded.is_folded(&outline.path(at));
        hidden = is_folded.then_some(group.level);
        rows.push(ShownRow::Group { group: at, folded: is_folded });
        if !is_folded && outline.groups().get(at + 1).is_none_or(|next| next.level <= group.level) {
            let elements = group.rows.clone().enumerate();
            rows.extend(elements.map(|(nth, position)| ShownRow::Element { position, nth }));
        }
    }
    rows
}

fn group(outline: &Outline, row: &ShownRow) -> Option<GroupRow> {
    let ShownRow::Group { group, .. } = row else { return None };
    outline.get(*group).cloned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_question_is_answered_as_if_rows_were_written_out(
        groups in (1_usize..4).prop_flat_map(|levels| {
            prop::collection::vec((prop::collection::vec(0_u8..4, levels), 1_usize..4), 1..30)
        }),
        all in any::<bool>(),
        otherwise in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let (outline, count) = outline(groups);
        let mut folded = Folded::of_all(all);
        for at in &otherwise {
            folded.set(outline.path(at.index(outline.len())), !all);
        }
        // Of another view, and not in this one.
        folded.set(vec![Pick::Text("elsewhere".to_owned())], !all);
        let rows = ShownRows::new(count, &outline, &folded);
        let wanted = written_out(&outline, &folded);
        prop_assert_eq!(rows.len(), wanted.len() as u64);
        let mut groups_before = 0;
        let mut head = None;
        let mut y = 0.0;
        for (at, row) in wanted.iter().enumerate() {
            let at = at as u64;
            prop_assert_eq!(rows.row(at), Some(row.clone()));
            prop_assert_eq!(rows.groups_before(at), groups_before);
            prop_assert_eq!(rows.row_at(y + 0.5, 22.0, 26.0), at);
            if let ShownRow::Group { group: place, .. } = row {
                groups_before += 1;
                head = Some((at, *place));
                let start = group(&outline, row).unwrap().rows.start;
                prop_assert_eq!(rows.place_of_group(*place, start), Some(at));
            }
            y += if matches!(row, ShownRow::Group { .. }) { 26.0 } else { 22.0 };
            prop_assert_eq!(rows.group_of(at), head);
        }
        prop_assert_eq!((rows.group_count(), rows.groups_before(rows.len())), (groups_before, groups_before));
        prop_assert_eq!((rows.row(rows.len()), rows.row_at(y + 1.0, 22.0, 26.0)), (None, rows.len()));
        for position in 0..count {
            let shows = |row: &ShownRow| match row {
                ShownRow::Element { position: of, .. } => *of == position,
                ShownRow::Group { folded, .. } => {
                    *folded && group(&outline, row).unwrap().rows.contains(&position)
                }
            };
            prop_assert_eq!(rows.place_of(position), wanted.iter().position(shows).map(|row| row as u64));
            let around = outline.around(position);
            let holds: Vec<u32> = (0..).zip(outline.groups()).filter(|(_, g)| g.rows.contains(&position)).map(|(at, _)| at).collect();
            prop_assert_eq!(around, holds);
        }
        for (at, group) in outline.groups().iter().enumerate() {
            prop_assert_eq!(outline.find(&outline.path(at)), Some(at as u32));
            let below = outline.groups()[at + 1..].iter().take_while(|inner| inner.level > group.level).count();
            prop_assert_eq!((group.end, group.is_leaf()), (at + 1 + below, below == 0));
        }
        for from in 0..wanted.len().min(6) {
            for to in from..wanted.len() {
                let covered = rows.covered(&(from as u64..=to as u64));
                let ends = |row: &ShownRow, first: bool| match row {
                    ShownRow::Element { position, .. } => *position + usize::from(!first),
                    ShownRow::Group { folded, .. } => {
                        let of = group(&outline, row).unwrap().rows;
                        if first || !(*folded || from == to) { of.start } else { of.end }
                    }
                };
                let start = ends(&wanted[from], true);
                prop_assert_eq!(covered, start..ends(&wanted[to], false).max(start));
            }
        }
    }
}

#[test]
fn a_fold_among_a_million_groups_costs_what_was_folded_by_hand() {
    let values = |nth: usize| vec![shown(&format!("a{}", nth / 1_000)), shown(&nth.to_string())];
    let groups = (0..1_000_000)
        .map(|nth| Group { values: values(nth), range: nth..nth + 1, totals: Vec::new() })
        .collect();
    let groups = Groups { groups, ..Groups::default() };
    let outline = Arc::new(Outline::of(&groups, 2, &Stop::new()).unwrap());
    assert_eq!((outline.len(), outline.inner(None).len()), (1_001_000, 1_000));
    for all in [true, false] {
        let mut folded = Folded::of_all(all);
        for nth in 0..20 {
            let outer = outline.side_by_side()[nth * 50] as usize;
            folded.set(outline.path(outer), !all);
            folded.set(outline.path(outer + 7), !all);
        }
        let rows = ShownRows::new(1_000_000, &outline, &folded);
        assert!(rows.pieces() <= 5 * 40 + 1, "{} pieces are made for 40 groups", rows.pieces());
        let len = if all { 1_000 + 20 * 1_000 + 20 } else { 2_001_000 - 20 * 2_000 };
        assert_eq!(rows.len(), len, "{all}");
        assert!(rows.row(rows.len() - 1).is_some());
    }
}
