//! The two versions of the sample building side by side, through the worker, the heart and the real binary.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dapple::app::{
    BrowseCommand, BrowseEvent, ChangeFolds, ChangesLook, Command, CompareAsk, CompareCommand, CompareEvent,
    Comparison, ComparisonTarget, ElementSet, ElementsTarget, Event, Failure, ShownChange, ShownChanges,
};
use dapple_data::Stop;
use dapple_data::speckle::elements::ColumnKey;
use dapple_data::speckle::elements::compare::{Change, CompareOptions, MatchBy};
use dapple_demo::data::building::{ADDED, CATEGORIES, CHANGED, ELEMENTS, REMOVED};
use dapple_demo::data::{EARLIER_VERSION, MAIN_MODEL, MAIN_PROJECT};
use dapple_demo::{Demo, Who};

use super::{main_link, target};
use crate::browse::{Bench, demo};

/// Curtain walls that hold a panel of which a property changed: their own properties are the same.
const HOSTS: usize = 2;

async fn both(bench: &mut Bench, demo: &Demo) -> ComparisonTarget {
    let earlier = format!("{}/projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@{EARLIER_VERSION}", demo.origin());
    let from: ElementsTarget = target(bench, &earlier).await;
    ComparisonTarget { from, to: target(bench, &main_link(&demo.origin())).await }
}

async fn compared(
    bench: &mut Bench,
    target: ComparisonTarget,
    known: [Option<Arc<ElementSet>>; 2],
    options: CompareOptions,
) -> Result<(Arc<Comparison>, Arc<ShownChanges>), Failure> {
    let look = ChangesLook::default();
    let id = bench.begin(Command::Compare(CompareCommand::Load(Box::new(CompareAsk {
        target,
        known,
        options,
        look,
    }))));
    match bench.answer(id).await {
        Event::Compare(CompareEvent::Compared(result)) => result,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_differences_of_the_building_count_right() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let target = both(&mut bench, &demo).await;
    let (comparison, shown) =
        compared(&mut bench, target.clone(), [None, None], CompareOptions::default()).await.unwrap();
    let found = &comparison.differences;
    let all = &found.all;
    assert_eq!((all.added, all.removed, all.changed, all.shape), (ADDED, REMOVED, CHANGED, HOSTS));
    assert_eq!(found.unchanged, ELEMENTS - ADDED - CHANGED - HOSTS);
    assert_eq!(shown.elements.len(), ADDED + REMOVED + CHANGED + HOSTS);
    for category in &CATEGORIES {
        let (added, removed, changed) = category.difference;
        let of = found.categories.iter().find(|of| of.name == category.name);
        let counts = of.map_or((0, 0, 0), |of| (of.added, of.removed, of.changed));
        assert_eq!(counts, (added.into(), removed.into(), changed.into()), "{}", category.name);
    }
    assert!(found.categories.windows(2).all(|two| two[0].total() >= two[1].total()));
    // Every element that changed says in what, and a path counts the elements in which it differs.
    let mut counts: HashMap<u32, HashSet<&str>> = HashMap::new();
    for element in &found.elements {
        let properties = found.of(element);
        assert_eq!(properties.is_empty(), element.change != Change::Changed, "{element:?}");
        for property in properties {
            let summary = found.paths[property.path as usize].summary;
            counts.entry(summary).or_default().insert(&element.id);
        }
        assert!(!element.name.is_empty() && !element.id.is_empty());
    }
    for (at, property) in found.summary.iter().enumerate() {
        assert_eq!(counts[&(at as u32)].len(), property.count, "{property:?}");
    }
    assert!(found.summary.windows(2).all(|two| two[0].count >= two[1].count));
    assert!(comparison.cautions().is_empty(), "{:?}", comparison.cautions());
    // With both sets here nothing is asked for again; by the other id it is the same.
    demo.requests().clear();
    let known = [Some(comparison.from.clone()), Some(comparison.to.clone())];
    let options = CompareOptions { match_by: MatchBy::ElementId, ..CompareOptions::default() };
    let (again, _) = compared(&mut bench, target, known, options).await.unwrap();
    assert_eq!(again.differences.all, found.all);
    assert_eq!(demo.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_compared_with_itself_does_not_differ_and_a_look_narrows() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let target = both(&mut bench, &demo).await;
    let same = ComparisonTarget { from: target.to.clone(), to: target.to.clone() };
    let (comparison, shown) =
        compared(&mut bench, same, [None, None], CompareOptions::default()).await.unwrap();
    assert_eq!((comparison.differences.unchanged, comparison.differences.same_hash), (ELEMENTS, ELEMENTS));
    assert!(shown.elements.is_empty() && comparison.differences.elements.is_empty());
    let known = [None, Some(comparison.to.clone())];
    let (comparison, _) = compared(&mut bench, target, known, CompareOptions::default()).await.unwrap();
    let pick = |look: ChangesLook| ShownChanges::pick(&comparison, look, &Stop::new()).unwrap();
    let removed = pick(ChangesLook { change: Some(Change::Removed), ..ChangesLook::default() });
    assert_eq!((removed.elements.len(), removed.records), (REMOVED, REMOVED as u64));
    let walls = ChangesLook { category: Some("Walls".to_owned()), ..ChangesLook::default() };
    assert_eq!(pick(walls.clone()).elements.len(), 99 + HOSTS);
    assert_eq!(pick(ChangesLook { change: Some(Change::Changed), ..walls }).elements.len(), 78);
    let path = &comparison.differences.summary[0];
    let by_path = pick(ChangesLook { property: Some(path.key.clone()), ..ChangesLook::default() });
    assert_eq!(by_path.elements.len(), path.count);
    let first = &comparison.differences.elements[0];
    let by_id = pick(ChangesLook { text: first.id.to_uppercase(), ..ChangesLook::default() });
    assert!(!by_id.elements.is_empty() && by_id.elements.len() < 5);
    // What is ignored changes nothing, and elements in which nothing else differs are shape at most.
    let ignore =
        comparison.differences.summary.iter().map(|path| path.key.clone()).collect::<Vec<ColumnKey>>();
    let options = CompareOptions { ignore, ..CompareOptions::default() };
    let known = [Some(comparison.from.clone()), Some(comparison.to.clone())];
    let target = ComparisonTarget {
        from: comparison.from.target.clone().unwrap(),
        to: comparison.to.target.clone().unwrap(),
    };
    let (without, _) = compared(&mut bench, target, known, options).await.unwrap();
    let all = &without.differences.all;
    assert_eq!((all.changed, all.shape, all.added, all.removed), (0, CHANGED + HOSTS, ADDED, REMOVED));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_found_by_halving_as_by_counting() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let target = both(&mut bench, &demo).await;
    let (comparison, shown) =
        compared(&mut bench, target, [None, None], CompareOptions::default()).await.unwrap();
    let count = |place: usize| {
        let element = &comparison.differences.elements[shown.elements[place] as usize];
        comparison.differences.of(element).len()
    };
    let heights = (26.0, 22.0);
    for all_folded in [false, true] {
        let mut folds = ChangeFolds::of_all(all_folded);
        for place in [0, 1, 2, 50, 51, 273, 120, 51] {
            folds.set(place, !folds.is_folded(place), &shown);
            let mut rows = Vec::new();
            for at in 0..shown.elements.len() {
                rows.push(ShownChange::Element(at));
                if !folds.is_folded(at) {
                    rows.extend((0..count(at)).map(|nth| ShownChange::Property(at, nth)));
                }
            }
            assert_eq!(folds.rows(&shown), rows.len() as u64);
            let mut y = 0.0;
            for (row, expected) in rows.iter().enumerate() {
                let row = row as u64;
                assert_eq!(folds.at(&shown, row), Some(*expected));
                assert_eq!(folds.top(&shown, row, heights), y, "row {row}");
                let height = if matches!(expected, ShownChange::Element(_)) { 26.0 } else { 22.0 };
                assert_eq!(folds.row_at(&shown, y, heights), row);
                assert_eq!(folds.row_at(&shown, y + height - 0.5, heights), row);
                if let ShownChange::Element(place) = expected {
                    assert_eq!(folds.row_of(&shown, *place), row);
                }
                y += height;
            }
            assert_eq!(folds.at(&shown, rows.len() as u64), None);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_version_before_is_found_and_the_oldest_has_none() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let pair = both(&mut bench, &demo).await;
    let target = ComparisonTarget::with_before(pair.to.clone());
    let (comparison, _) =
        compared(&mut bench, target, [None, None], CompareOptions::default()).await.unwrap();
    assert_eq!(comparison.from.target.as_ref().unwrap().sources, pair.from.sources);
    assert_eq!(comparison.differences.all.changed, CHANGED);
    // An object of no model has none.
    let mut alone = pair.to.clone();
    alone.sources[0].model = None;
    let target = ComparisonTarget::with_before(alone);
    let failure = compared(&mut bench, target, [None, None], CompareOptions::default()).await.unwrap_err();
    assert_eq!(failure.title, "There is no version to compare with");
    let (account, project) = (pair.to.account.clone(), pair.to.project.clone());
    let model = Some(MAIN_MODEL.into());
    let id = bench.begin(Command::Browse(BrowseCommand::Versions { account, project, model }));
    let Event::Browse(BrowseEvent::Versions(Ok(listing))) = bench.answer(id).await else { panic!() };
    let oldest = listing.items.iter().min_by(|a, b| a.created_at.cmp(&b.created_at)).unwrap();
    let mut first = pair.to.clone();
    first.sources[0].version = Some(oldest.id.clone());
    let target = ComparisonTarget::with_before(first);
    let failure = compared(&mut bench, target, [None, None], CompareOptions::default()).await.unwrap_err();
    assert!(failure.title.contains("before this one"), "{failure:?}");
}
