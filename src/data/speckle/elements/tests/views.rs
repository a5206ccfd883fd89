//! Wishes made into tables.

use super::*;
use crate::table::Direction;

/// A host with two parts, a wall in feet, one without anything, and one of another category.
fn building() -> Set {
    let element = |id: &str, category: &str, length: &str, more: &str| {
        let length = if length.is_empty() { String::new() } else { format!(r#""Length":{length},"#) };
        format!(
            r#"{{"id":"{id}","speckle_type":"Objects.Data.DataObject","category":"{category}","properties":{{{length}"Mark":"{id}"}}{more}}}"#
        )
    };
    let measured =
        |value: &str, unit: &str| format!(r#"{{"name":"Length","value":{value},"units":"{unit}"}}"#);
    let lines = [
        r#"{"id":"root","speckle_type":"Speckle.Core.Models.Collections.Collection","name":"R","elements":[{"referencedId":"w1"},{"referencedId":"w2"},{"referencedId":"w3"},{"referencedId":"d1"}]}"#.to_owned(),
        element("w1", "Walls", &measured("10.5", "mm"), r#","elements":[{"referencedId":"p1"},{"referencedId":"p2"}]"#),
        element("p1", "Panels", &measured("1.25", "mm"), ""),
        element("p2", "Panels", &measured("2.25", "mm"), ""),
        element("w2", "Walls", &measured("3", "ft"), ""),
        element("w3", "Walls", "", ""),
        element("d1", "Doors", &measured("2", "mm"), ""),
    ];
    set(&lines.join("\n"), &["root"])
}

fn length() -> ColumnKey {
    ColumnKey::path(["properties", "Length"])
}

fn category() -> ColumnKey {
    ColumnKey::path(["category"])
}

fn marks(view: &ElementsView) -> Vec<String> {
    let mark = view.column(&ColumnKey::path(["properties", "Mark"])).unwrap();
    view.rows().iter().map(|row| view.table.cell(*row as usize, mark).text.into_owned()).collect()
}

fn marked(wish: Wish) -> Wish {
    Wish { columns: vec![ColumnKey::path(["properties", "Mark"])], ..wish }
}

#[test]
fn filters_hold_together_and_their_columns_need_not_be_shown() {
    let set = building();
    for (filters, wanted) in [
        (vec![], &["w1", "p1", "p2", "w2", "w3", "d1"][..]),
        (vec![(category(), Condition::is("Walls"))], &["w1", "w2", "w3"]),
        (vec![(category(), Condition::is_not("Walls"))], &["p1", "p2", "d1"]),
        (vec![(category(), Condition::Contains("AL".to_owned()))], &["w1", "w2", "w3"]),
        (vec![(category(), Condition::NotContains("wall".to_owned()))], &["p1", "p2", "d1"]),
        (vec![(length(), Condition::Compare(Comparison::More, "2".to_owned()))], &["w1", "p2", "w2"]),
        (
            vec![(length(), Condition::Compare(Comparison::AtLeast, "2".to_owned()))],
            &["w1", "p2", "w2", "d1"],
        ),
        (vec![(length(), Condition::Compare(Comparison::Less, "2".to_owned()))], &["p1"]),
        (vec![(length(), Condition::Compare(Comparison::AtMost, "x".to_owned()))], &[]),
        (vec![(length(), Condition::is("3"))], &["w2"]),
        (vec![(length(), Condition::Among(vec![Pick::Measured("3".into(), "mm".into())]))], &[]),
        (vec![(length(), Condition::Among(vec![Pick::Missing]))], &["w3"]),
        (vec![(length(), Condition::is_filled()), (category(), Condition::is("Walls"))], &["w1", "w2"]),
        (vec![(Computed::Host.into(), Condition::is("w1"))], &["p1", "p2"]),
    ] {
        let view = set.view(&marked(Wish { filters: filters.clone(), ..Wish::default() }));
        assert_eq!(marks(&view), wanted, "{filters:?}");
        assert_eq!(view.shown(), 1);
    }
}

#[test]
fn rows_are_sorted_within_groups_and_added_up_by_unit() {
    let set = building();
    let wish = Wish {
        sort: vec![(length(), Direction::Descending)],
        group: vec![category()],
        sums: vec![length()],
        ..Wish::default()
    };
    let view = set.view(&marked(wish));
    assert_eq!(marks(&view), ["d1", "p2", "p1", "w1", "w2", "w3"]);
    let groups: Vec<(&str, usize, Option<String>)> = view
        .groups
        .groups
        .iter()
        .map(|group| {
            (
                group.values[0].text.as_str(),
                group.range.len(),
                group.totals[0].only().map(|part| part.sum.text()),
            )
        })
        .collect();
    assert_eq!(
        groups,
        [("Doors", 1, Some("2".into())), ("Panels", 2, Some("3.5".into())), ("Walls", 3, None)]
    );
    assert!(view.groups.totals[0].has_mixed_units());
    assert_eq!(view.with_host, [2], "both panels are added beside their wall");
}

#[test]
fn parts_alone_are_not_counted_twice() {
    let set = building();
    let filters = vec![(category(), Condition::is("Panels"))];
    let view = set.view(&marked(Wish { filters, sums: vec![length()], ..Wish::default() }));
    assert_eq!(view.with_host, [0]);
    assert_eq!(view.groups.totals[0].only().unwrap().sum.text(), "3.5");
}

#[test]
fn hosts_of_hosts_count_also_where_one_between_has_no_number() {
    let element = |id: &str, length: &str, part: &str| {
        let properties = if length.is_empty() { String::new() } else { format!(r#""Length":{length}"#) };
        format!(
            r#"{{"id":"{id}","speckle_type":"Objects.Data.DataObject","category":"{id}","properties":{{{properties}}},"elements":[{{"referencedId":"{part}"}}]}}"#
        )
    };
    let root = r#"{"id":"root","speckle_type":"Speckle.Core.Models.Collections.Collection","name":"R","elements":[{"referencedId":"a"}]}"#;
    let lines = [
        root.to_owned(),
        element("a", "8", "b"),
        element("b", "", "c"),
        element("c", "2", "d"),
        element("d", "", "e"),
    ];
    let set = set(&lines.join("\n"), &["root"]);
    let with_host = |filters: Vec<(ColumnKey, Condition)>| {
        set.view(&Wish { filters, sums: vec![length()], ..Wish::default() }).with_host
    };
    assert_eq!(with_host(vec![]), [1], "c is summed beside a, which holds b, which holds it");
    assert_eq!(
        with_host(vec![(category(), Condition::is_not("a"))]),
        [0],
        "a host that is filtered away is not summed"
    );
    assert_eq!(
        with_host(vec![(category(), Condition::is_not("b"))]),
        [1],
        "one between may be filtered away"
    );
}

#[test]
fn a_view_shares_the_columns_of_the_one_before_it() {
    let set = building();
    let stop = Stop::new();
    let first = view(&set.elements, &marked(Wish::default()), None, &stop).unwrap();
    let more = Wish { columns: vec![length(), ColumnKey::path(["properties", "Mark"])], ..Wish::default() };
    let second = view(&set.elements, &more, Some(&first), &stop).unwrap();
    let buffer =
        |view: &ElementsView, at: usize| view.table.columns()[at].array().to_data().buffers()[0].as_ptr();
    assert_eq!(buffer(&first, 0), buffer(&second, 1), "the same memory");
    assert_eq!(second.table.columns()[0].unit.as_deref(), Some("mm"));
    let all = view(&set.elements, &Wish { all_objects: true, ..more }, Some(&second), &stop).unwrap();
    assert_eq!(all.rows().len(), 7, "the root is an object too, and no column is of fewer rows");
}

#[test]
fn told_to_stop_it_stops() {
    let set = building();
    let stop = Stop::new();
    stop.set();
    assert!(view(&set.elements, &set.layout.wish(), None, &stop).is_err());
}

#[test]
fn the_first_wish_shows_what_is_there_and_sums_what_is_worth_it() {
    let set = building();
    let wish = set.layout.wish();
    assert_eq!(wish.columns.first(), Some(&ColumnKey::Computed(Computed::ObjectId)), "there is no other id");
    assert!(wish.columns.contains(&category()) && wish.columns.contains(&length()));
    assert_eq!(wish.sums, [length()]);
    assert_eq!(set.layout.facets(), [(Facet::Category, category())]);
}

#[test]
fn one_more_column_shares_rows_and_groups_and_all_else_is_made_anew() {
    let set = building();
    let stop = Stop::new();
    let wish = Wish {
        columns: vec![category()],
        sort: vec![(length(), Direction::Descending)],
        group: vec![category()],
        sums: vec![length()],
        ..Wish::default()
    };
    let first = view(&set.elements, &wish, None, &stop).unwrap();
    let more = Wish { columns: vec![length(), category()], ..wish.clone() };
    let second = view(&set.elements, &more, Some(&first), &stop).unwrap();
    assert!(Arc::ptr_eq(&first.groups, &second.groups) && Arc::ptr_eq(&first.outline, &second.outline));
    assert_eq!(second.column(&length()), Some(0));
    let walls = vec![(category(), Condition::is_not("Doors"))];
    for other in [
        Wish { filters: walls.clone(), ..wish.clone() },
        Wish { sort: Vec::new(), ..wish.clone() },
        Wish { group: Vec::new(), ..wish.clone() },
        Wish { sums: Vec::new(), ..wish.clone() },
        Wish { all_objects: true, ..wish.clone() },
        Wish { group: Vec::new(), sums: Vec::new(), filters: walls, ..wish.clone() },
        Wish::default(),
        wish,
    ] {
        // From any view to any other it is what it is by itself.
        for before in [
            &first,
            &second,
            &view(&set.elements, &Wish { group: Vec::new(), ..more.clone() }, None, &stop).unwrap(),
        ] {
            let made = view(&set.elements, &other, Some(before), &stop).unwrap();
            let alone = view(&set.elements, &other, None, &stop).unwrap();
            assert_eq!((made.rows(), &made.with_host), (alone.rows(), &alone.with_host), "{other:?}");
            assert_eq!(group_records(&made), group_records(&alone), "{other:?}");
            assert_eq!(made.outline.len(), alone.outline.len());
        }
    }
}
