//! Filters, groups and totals of the cells that answers have, and of the traps in them.

use super::*;
use crate::document::Document;
use crate::stop::Stop;
use crate::table::{CellKind, Direction, Shown, Sum, Table, sort_rows};
use bytes::Bytes;
use proptest::prelude::*;

fn table(json: &str) -> Table {
    let document = Document::from_bytes(Bytes::copy_from_slice(json.as_bytes()));
    assert!(document.error().is_none(), "{json}: {:?}", document.error());
    Table::from_list(&document, document.root().unwrap(), &Stop::new()).unwrap()
}

fn passing(table: &Table, tests: &[(usize, Test)]) -> Vec<u32> {
    let filters: Vec<Filter> =
        tests.iter().map(|(column, test)| Filter { column: *column, test: test.clone() }).collect();
    filter(table, &filters, &Stop::new()).unwrap()
}

fn shown(kind: CellKind, text: &str) -> Shown {
    Shown { kind, text: text.into(), unit: None }
}

fn measured(value: &str, unit: &str) -> String {
    format!(r#"{{"name":"L","value":{value},"units":"{unit}"}}"#)
}

fn all(table: &Table) -> Vec<u32> {
    (0..table.row_count() as u32).collect()
}

#[test]
fn filters_by_state_and_text() {
    let table = table(
        r#"[{"s":"Wall"},{"s":"ÄWALL"},{"s":""},{"s":null},{},{"s":12.50},{"s":["a","b"]},{"s":"door"}]"#,
    );
    for (test, expected) in [
        (Test::Contains("wall".into()), vec![0, 1]),
        (Test::Contains("äw".into()), vec![1]),
        (Test::Contains("2.5".into()), vec![5]),
        (Test::Contains("A, B".into()), vec![6]),
        (Test::Contains(String::new()), vec![0, 1, 2, 5, 6, 7]),
        (Test::NotSet, vec![3]),
        (Test::Empty, vec![2]),
        (Test::Missing, vec![4]),
        (Test::Filled, vec![0, 1, 5, 6, 7]),
        (Test::OneOf(vec![]), vec![]),
        (Test::OneOf(vec![shown(CellKind::Text, "door"), shown(CellKind::Number, "12.50")]), vec![5, 7]),
        (Test::OneOf(vec![shown(CellKind::Text, "12.50")]), vec![]),
        (Test::OneOf(vec![shown(CellKind::List, "a, b"), shown(CellKind::Null, "")]), vec![3, 6]),
        (Test::OneOf(vec![shown(CellKind::Missing, ""), shown(CellKind::Empty, "")]), vec![2, 4]),
    ] {
        assert_eq!(passing(&table, &[(0, test.clone())]), expected, "{test:?}");
    }
    assert_eq!(passing(&table, &[]), all(&table));
    assert_eq!(passing(&table, &[(9, Test::Filled)]), [0_u32; 0]);
}

#[test]
fn filters_by_range_and_all_at_once() {
    let json = r#"[{"n":1,"d":"2026-01-01T00:00:00Z"},{"n":2.5,"d":"2026-01-01T00:30:00+01:00"},
        {"n":"2","d":"2026-01-01"},{"n":1e400,"d":null},{"n":-3}]"#;
    let table = table(json);
    let number = |least, most| Test::Number { least, most, unit: None };
    assert_eq!(passing(&table, &[(0, number(Some(1.0), Some(2.5)))]), [0, 1]);
    assert_eq!(passing(&table, &[(0, number(None, Some(0.0)))]), [4]);
    assert_eq!(passing(&table, &[(0, number(Some(3.0), None))]), [3]);
    let new_year = 1_767_225_600;
    let moment = |from, before| Test::Moment { from, before };
    assert_eq!(passing(&table, &[(1, moment(Some(new_year), None))]), [0]);
    assert_eq!(passing(&table, &[(1, moment(None, Some(new_year)))]), [1]);
    assert_eq!(passing(&table, &[(0, number(Some(0.0), None)), (1, moment(None, None))]), [0, 1]);
}

#[test]
fn values_of_other_units_are_other_values() {
    let row = |value, unit| format!(r#"{{"L":{}}}"#, measured(value, unit));
    let rows =
        [row("3", "m"), row("3", "mm"), r#"{"L":3}"#.into(), "{}".into(), row("4", "m"), row("3", "m")];
    let table = table(&format!("[{}]", rows.join(",")));
    let found = distinct(&table, 0, &all(&table), 10, &Stop::new()).unwrap();
    let texts: Vec<String> = found
        .values
        .iter()
        .map(|(shown, count)| format!("{}{}×{count}", shown.text, shown.unit.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(texts, ["3m×2", "3×1", "3mm×1", "4m×1", "×1"]);
    for (shown, count) in found.values {
        assert_eq!(passing(&table, &[(0, Test::OneOf(vec![shown.clone()]))]).len(), count, "{shown:?}");
    }
    let only_mm = Test::Number { least: None, most: None, unit: Some("mm".into()) };
    assert_eq!(passing(&table, &[(0, only_mm)]), [1]);
    let no_ft = Test::Number { least: None, most: None, unit: Some("ft".into()) };
    assert_eq!(passing(&table, &[(0, no_ft)]), [0_u32; 0]);
}

#[test]
fn totals_never_add_across_units_and_say_what_they_left_out() {
    let rows =
        [measured("0.1", "m"), measured("0.2", "m"), measured("5", "mm"), r#""n/a""#.into(), "null".into()];
    let rows: Vec<String> = rows.iter().map(|value| format!(r#"{{"L":{value}}}"#)).collect();
    let table = table(&format!("[{}]", rows.join(",")));
    let sum = total(&table, 0, &all(&table), &Stop::new()).unwrap();
    assert!(sum.has_mixed_units() && sum.only().is_none());
    assert_eq!((sum.filled, sum.left_out, sum.count()), (4, 1, 3));
    let [metres, millimetres] = sum.parts.as_slice() else { panic!("{sum:?}") };
    assert_eq!((metres.sum.text().as_str(), metres.unit.as_deref(), metres.count), ("0.3", Some("m"), 2));
    assert_eq!((metres.least.row, metres.most.row), (0, 1));
    assert!((metres.mean() - 0.15).abs() < 1e-12);
    assert_eq!((millimetres.sum.text().as_str(), millimetres.unit.as_deref()), ("5", Some("mm")));
    let two = total(&table, 0, &[0, 1], &Stop::new()).unwrap();
    assert_eq!(two.only().unwrap().sum.text(), "0.3");
    let cells = of_cells(&table, &[(0, 0), (1, 0), (4, 0), (0, 7), (99, 0)], &Stop::new()).unwrap();
    assert_eq!((cells.filled, cells.only().unwrap().sum.text().as_str()), (2, "0.3"));
}

#[test]
fn long_integers_are_added_to_the_last_digit() {
    let table = table("[9007199254740993,9223372036854775807,12345678901234567890,1e400,1]");
    let sum = total(&table, 0, &all(&table), &Stop::new()).unwrap();
    assert_eq!(sum.only().unwrap().sum.text(), "21578058137344084691");
    assert_eq!(sum.left_out, 1);
}

#[test]
fn groups_are_in_order_of_their_values_with_rows_as_given() {
    let json = r#"[{"l":"B","t":1,"n":1},{"l":"a","t":2,"n":2},{"l":"B","t":1,"n":3},{"t":1,"n":4},{"l":null,"n":5},{"l":"B","t":0,"n":6}]"#;
    let table = table(json);
    let order = sort_rows(&table, &all(&table), &[(2, Direction::Descending)], &Stop::new()).unwrap();
    let groups = group(&table, &order, &[0, 1], &[2], &Stop::new()).unwrap();
    let lines: Vec<String> = (0..groups.groups.len())
        .map(|nth| {
            let group = &groups.groups[nth];
            let values: Vec<&str> = group.values.iter().map(|shown| shown.text.as_str()).collect();
            let sum = group.totals[0].only().unwrap().sum.text();
            format!("{} {:?} {sum}", values.join("/"), groups.rows_of(nth))
        })
        .collect();
    assert_eq!(lines, ["a/2 [1] 2", "B/0 [5] 6", "B/1 [2, 0] 4", "/ [4] 5", "/1 [3] 4"]);
    assert_eq!(groups.totals[0].only().unwrap().sum.text(), "21");
    let one = group(&table, &order, &[], &[], &Stop::new()).unwrap();
    assert_eq!((one.groups.len(), one.rows), (1, order));
    assert!(group(&table, &[], &[0], &[2], &Stop::new()).unwrap().groups.is_empty());
}

#[test]
fn lists_that_look_the_same_are_one_value() {
    let table = table(r#"[{"t":["a",1]},{"t":["a", 1]},{"t":[]},{"t":[{}]},{"t":["a",1]}]"#);
    let found = distinct(&table, 0, &all(&table), 1, &Stop::new()).unwrap();
    assert_eq!((found.values[0].0.text.as_str(), found.values[0].1, found.more), ("a, 1", 3, 2));
    assert_eq!(group(&table, &all(&table), &[0], &[], &Stop::new()).unwrap().groups.len(), 3);
}

#[test]
fn a_stop_ends_every_arrangement() {
    let table = table(r#"[{"a":1},{"a":2}]"#);
    let (rows, stop) = (all(&table), Stop::new());
    stop.set();
    assert!(filter(&table, &[Filter { column: 0, test: Test::Filled }], &stop).is_err());
    assert!(group(&table, &rows, &[0], &[0], &stop).is_err());
    assert!(distinct(&table, 0, &rows, 9, &stop).is_err());
    assert!(total(&table, 0, &rows, &stop).is_err());
    assert!(sort_rows(&table, &rows, &[(0, Direction::Ascending)], &stop).is_err());
}

/// A member with any kind of value, or none.
fn member() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("null".to_owned()),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3})?",
        "\"[a-cA-C ]{0,2}\"",
        Just("[1, 2]".to_owned()),
        Just("true".to_owned()),
        ("[1-9]{1,2}\\.[0-9]", "m|mm").prop_map(|(value, unit)| measured(&value, &unit)),
    ]
}

fn rows() -> impl Strategy<Value = String> {
    prop::collection::vec((member(), member(), member()), 1..60).prop_map(|rows| {
        let row = |(a, b, c): &(String, String, String)| {
            let members = [("a", a), ("b", b), ("c", c)];
            let there = members.iter().filter(|(_, value)| !value.is_empty());
            let texts: Vec<String> = there.map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{\"k\":1,{}}}", texts.join(",")).replace(",}", "}")
        };
        format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","))
    })
}

fn sums(total: &Total) -> Vec<(Option<String>, String, usize)> {
    let mut sums: Vec<_> =
        total.parts.iter().map(|part| (part.unit.clone(), part.sum.text(), part.count)).collect();
    sums.sort();
    sums
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn groups_partition_the_rows_and_add_up_to_the_total(json in rows(), column in 0_usize..4, needle in "[0-9a-c]?") {
        let table = table(&json);
        let rows = passing(&table, &[(column, Test::Contains(needle))]);
        let columns: Vec<usize> = (0..table.columns().len()).collect();
        let groups = group(&table, &rows, &[column, 1], &columns, &Stop::new()).unwrap();
        let mut back = groups.rows.clone();
        back.sort_unstable();
        prop_assert_eq!(&back, &rows);
        let mut end = 0;
        for (nth, group) in groups.groups.iter().enumerate() {
            prop_assert_eq!(group.range.start, end);
            prop_assert!(!group.range.is_empty());
            end = group.range.end;
            for row in groups.rows_of(nth) {
                let there = [column, 1].into_iter().filter_map(|number| table.columns().get(number));
                let values: Vec<Shown> = there.map(|column| Shown::of(column, *row)).collect();
                prop_assert_eq!(&values, &group.values);
            }
        }
        prop_assert_eq!(end, rows.len());
        for column in columns {
            let total = total(&table, column, &rows, &Stop::new()).unwrap();
            prop_assert_eq!(sums(&groups.totals[column]), sums(&total));
            prop_assert_eq!(groups.totals[column].left_out, total.left_out);
        }
    }

    #[test]
    fn every_distinct_value_is_found_by_its_filter(json in rows(), column in 0_usize..4) {
        let table = table(&json);
        let found = distinct(&table, column, &all(&table), usize::MAX, &Stop::new()).unwrap();
        let counted: usize = found.values.iter().map(|(_, count)| count).sum();
        prop_assert_eq!(counted, if column < table.columns().len() { table.row_count() } else { 0 });
        for (shown, count) in &found.values {
            let rows = passing(&table, &[(column, Test::OneOf(vec![shown.clone()]))]);
            prop_assert_eq!(rows.len(), *count, "{:?}", shown);
        }
    }

    #[test]
    fn a_sort_of_some_rows_is_a_permutation_in_order(json in rows(), column in 0_usize..4) {
        let table = table(&json);
        let some: Vec<u32> = all(&table).into_iter().filter(|row| row % 3 != 1).collect();
        let by = [(column, Direction::Descending), (0, Direction::Ascending)];
        let order = sort_rows(&table, &some, &by, &Stop::new()).unwrap();
        // The same order as in the whole table, where that is sorted.
        let whole = crate::table::sort(&table, &by, &Stop::new()).unwrap();
        let whole: Vec<u32> = whole.into_iter().filter(|row| some.contains(row)).collect();
        prop_assert_eq!(&order, &whole);
        let mut back = order;
        back.sort_unstable();
        prop_assert_eq!(back, some);
    }

    #[test]
    fn every_line_of_a_folded_list_is_where_it_says(sizes in prop::collection::vec((1_usize..5, any::<bool>()), 0..20)) {
        let mut groups = Groups::default();
        let mut end = 0;
        for (size, _) in &sizes {
            groups.groups.push(Group { values: Vec::new(), range: end..end + size, totals: Vec::new() });
            end += size;
        }
        let mut positions = Positions::new(&groups);
        prop_assert_eq!(positions.len(), (end + sizes.len()) as u64);
        positions.fold_all(true);
        prop_assert_eq!(positions.len(), sizes.len() as u64);
        sizes.iter().enumerate().for_each(|(group, (_, folded))| positions.fold(group, *folded));
        let mut expected = Vec::new();
        let mut place = 0;
        for (group, (size, folded)) in sizes.iter().enumerate() {
            let header = expected.len() as u64;
            expected.push(Place::Header(group));
            prop_assert_eq!(positions.line_of_group(group), Some(header));
            for _ in 0..*size {
                let line = if *folded { header } else { expected.len() as u64 };
                prop_assert_eq!(positions.line_of_row(place), Some(line));
                if !folded {
                    expected.push(Place::Row { group, place });
                }
                place += 1;
            }
        }
        let lines: Vec<Place> = (0..positions.len()).map(|line| positions.at(line).unwrap()).collect();
        prop_assert_eq!(lines, expected);
        prop_assert_eq!((positions.at(positions.len()), positions.line_of_row(place)), (None, None));
    }

    #[test]
    fn sums_do_not_depend_on_their_order(values in prop::collection::vec("-?[0-9]{1,12}(\\.[0-9]{1,9})?(e[0-9])?", 1..40), cut in 0_usize..40) {
        let sum = |texts: &mut dyn Iterator<Item = &String>| {
            let mut sum = Sum::default();
            texts.for_each(|text| assert!(sum.add_text(text.trim_start_matches("-0").trim_start_matches('0')) || sum.add_text("0")));
            sum
        };
        let forward = sum(&mut values.iter());
        prop_assert_eq!(sum(&mut values.iter().rev()).text(), forward.text());
        let (left, right) = values.split_at(cut.min(values.len()));
        let mut joined = sum(&mut left.iter());
        joined.merge(&sum(&mut right.iter()));
        prop_assert_eq!(joined.text(), forward.text());
    }
}

#[test]
fn a_profile_says_how_full_and_how_spread_a_column_is() {
    let rows: Vec<String> = (0..100).map(|n| format!(r#"{{"n":{},"s":"t{}"}}"#, n * n, n % 4)).collect();
    let table = table(&format!(r#"[{},{{"n":null,"s":""}},{{"s":null}}]"#, rows.join(",")));
    let numbers = profile(&table, 0, &all(&table), &Stop::new()).unwrap();
    assert_eq!(
        (numbers.rows, numbers.filled, numbers.nulls, numbers.missing, numbers.distinct),
        (102, 100, 1, 1, 100)
    );
    assert_eq!((numbers.least.as_deref(), numbers.most.as_deref()), (Some("0"), Some("9801")));
    assert_eq!((numbers.mean, numbers.median), (Some(3283.5), Some((49.0 * 49.0 + 2500.0) / 2.0)));
    assert!(numbers.frequent.is_empty(), "each is there once");
    let histogram = numbers.histogram.unwrap();
    assert_eq!((histogram.from, histogram.to, histogram.bars.len()), (0.0, 9801.0, BARS));
    assert_eq!(histogram.bars.iter().sum::<usize>(), 100);
    assert_eq!(histogram.bars[0], (0..100).filter(|n| f64::from(n * n) < 9801.0 / 20.0).count());
    assert!(histogram.edge(0) == 0.0 && histogram.edge(BARS) == 9801.0);
    let texts = profile(&table, 1, &all(&table), &Stop::new()).unwrap();
    assert_eq!((texts.empty, texts.nulls, texts.distinct), (1, 1, 4));
    assert_eq!(texts.frequent[0], (shown(CellKind::Text, "t0"), 25));
    assert_eq!(texts.frequent.len(), 3);
    assert_eq!((texts.least.as_deref(), texts.most.as_deref()), (Some("t0"), Some("t3")));
    assert!(texts.histogram.is_none() && texts.mean.is_none());
    let few = profile(&table, 0, &[3, 4], &Stop::new()).unwrap();
    assert_eq!((few.rows, few.median), (2, Some(12.5)));
}

#[test]
fn a_profile_of_dates_is_spread_over_time_and_mixed_units_have_none() {
    let dates = table(
        r#"[{"d":"2026-01-01T00:00:00Z"},{"d":"2026-01-01T02:00:00+01:00"},{"d":"2026-01-11T00:00:00Z"}]"#,
    );
    let of_dates = profile(&dates, 0, &all(&dates), &Stop::new()).unwrap();
    let histogram = of_dates.histogram.unwrap();
    assert!(histogram.is_moment);
    assert_eq!((histogram.to - histogram.from, histogram.bars[0], histogram.bars[19]), (864_000.0, 2, 1));
    assert_eq!(of_dates.most.as_deref(), Some("2026-01-11T00:00:00Z"));
    let mixed = table(&format!("[{{\"l\":{}}},{{\"l\":{}}}]", measured("1", "m"), measured("2", "mm")));
    let of_mixed = profile(&mixed, 0, &all(&mixed), &Stop::new()).unwrap();
    assert!(of_mixed.has_mixed_units && of_mixed.histogram.is_none() && of_mixed.mean.is_none());
    let same = table(r#"[{"n":7},{"n":7}]"#);
    let of_same = profile(&same, 0, &all(&same), &Stop::new()).unwrap();
    assert!(of_same.histogram.is_none() && of_same.frequent[0].1 == 2);
}

proptest! {
    #[test]
    fn a_profile_counts_every_row_once(cells in prop::collection::vec(0u8..7, 1..60)) {
        let cell = |kind: &u8| ["{}", r#"{"c":null}"#, r#"{"c":""}"#, r#"{"c":1.50}"#, r#"{"c":2}"#, r#"{"c":-3}"#, r#"{"c":"x"}"#][*kind as usize];
        let json: Vec<&str> = std::iter::once(r#"{"c":0}"#).chain(cells.iter().map(cell)).collect();
        let table = table(&format!("[{}]", json.join(",")));
        let profile = profile(&table, 0, &all(&table), &Stop::new()).unwrap();
        prop_assert_eq!(profile.filled + profile.nulls + profile.missing, profile.rows);
        let numbers = cells.iter().filter(|kind| (3..6).contains(*kind)).count() + 1;
        if let Some(histogram) = profile.histogram {
            prop_assert_eq!(histogram.bars.iter().sum::<usize>(), numbers);
        }
        let different: std::collections::HashSet<u8> = cells.iter().filter(|kind| **kind > 2).copied().collect();
        prop_assert_eq!(profile.distinct, different.len() + 1);
    }
}
