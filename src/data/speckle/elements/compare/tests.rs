//! Comparisons of small versions, one question each.

use super::*;
use crate::speckle::elements::tests::{Set, set};

/// A version: elements as (hash, application id, what else stands in them).
fn version(elements: &[(&str, &str, &str)]) -> Set {
    let held: Vec<String> = elements
        .iter()
        .map(|(hash, ..)| format!(r#"{{"speckle_type":"reference","referencedId":"{hash}"}}"#))
        .collect();
    let mut lines = format!(
        "{{\"id\":\"root\",\"speckle_type\":\"Speckle.Core.Models.Collections.Collection\",\"name\":\"M\",\"elements\":[{}]}}\n",
        held.join(",")
    );
    for (hash, id, rest) in elements {
        let id = if id.is_empty() { String::new() } else { format!(r#""applicationId":"{id}","#) };
        let rest = if rest.is_empty() { String::new() } else { format!(",{rest}") };
        lines.push_str(&format!(
            "{{\"id\":\"{hash}\",{id}\"speckle_type\":\"Objects.Data.DataObject:Objects.Data.RevitObject\",\"name\":\"{hash}\"{}}}\n",
            rest.replace('\n', "")
        ));
    }
    set(&lines, &["root"])
}

fn side(set: &Set) -> Side<'_> {
    Side { elements: &set.elements, layout: &set.layout }
}

fn compared(from: &Set, to: &Set) -> Differences {
    let options = CompareOptions { ignore: vec![ColumnKey::path(["name"])], ..CompareOptions::default() };
    compare(side(from), side(to), &options, &Stop::new()).unwrap()
}

/// What changed, a line each: `changed w1: Length 1→2 (+1)`.
fn told(differences: &Differences) -> Vec<String> {
    let one = |element: &ElementChange| {
        let properties: Vec<String> = differences
            .of(element)
            .iter()
            .map(|property| {
                let text = |shown: &Shown| format!("{:?} {}", shown.kind, shown.text);
                let name = &differences.paths[property.path as usize].name;
                let by = property.difference.as_deref().map(|by| format!(" ({by})")).unwrap_or_default();
                let unit = unit(property).map(|unit| format!(" {unit}")).unwrap_or_default();
                format!("{name} {} to {}{by}{unit}", text(&property.from), text(&property.to))
            })
            .collect();
        let rest = if properties.is_empty() { String::new() } else { format!(": {}", properties.join("; ")) };
        format!("{} {}{rest}", element.change.name(), element.id)
    };
    differences.elements.iter().map(one).collect()
}

#[test]
fn elements_are_matched_by_their_own_id_and_told_in_the_order_of_the_second_version() {
    let from = version(&[
        ("a1", "A", ""),
        ("b1", "B", r#""x":1"#),
        ("c1", "C", ""),
        ("d1", "D", ""),
        ("e1", "E", ""),
    ]);
    let to = version(&[("d1", "D", ""), ("b2", "B", r#""x":2"#), ("n1", "N", ""), ("e2", "E", "")]);
    let found = compared(&from, &to);
    // C stood behind B, A before everything.
    let wanted =
        ["removed A", "changed B: x Number 1 to Number 2 (+1)", "removed C", "added N", "shape or parts E"];
    assert_eq!(told(&found), wanted);
    assert_eq!((found.unchanged, found.same_hash), (1, 1));
    let all = CategoryChange { changed: 1, added: 1, removed: 2, shape: 1, ..CategoryChange::default() };
    assert_eq!(found.all, all);
    assert_eq!(
        found.summary.iter().map(|path| (path.name.as_str(), path.count)).collect::<Vec<_>>(),
        [("x", 1)]
    );
}

#[test]
fn values_are_compared_with_type_and_unit() {
    let measured = |value: &str, unit: &str| {
        format!(r#""properties":{{"P":{{"name":"P","value":{value},"units":"{unit}"}}}}"#)
    };
    let one = |from: &str, to: &str| {
        let found = compared(&version(&[("h1", "A", from)]), &version(&[("h2", "A", to)]));
        (told(&found).concat(), found.rounding)
    };
    for (from, to, wanted) in [
        (
            measured("14.40", "m²"),
            measured("15.30", "m²"),
            "changed A: P Number 14.40 to Number 15.30 (+0.9) m²",
        ),
        (measured("1", "m"), measured("1", "ft"), "changed A: P Number 1 to Number 1 m → ft"),
        (measured("7", "m"), measured("7.0", "m"), "shape or parts A"),
        (r#""x":"007""#.to_owned(), r#""x":"7""#.to_owned(), "changed A: x Text 007 to Text 7"),
        (r#""x":"7""#.to_owned(), r#""x":7"#.to_owned(), "changed A: x Text 7 to Number 7"),
        (r#""x":null"#.to_owned(), r#""x":"""#.to_owned(), "changed A: x Null  to Empty "),
        (String::new(), r#""x":true"#.to_owned(), "changed A: x Missing  to Bool true"),
        (r#""x":[{"a":1}]"#.to_owned(), r#""x":[{"a":2}]"#.to_owned(), "changed A: x List [1] to List [1]"),
        (
            r#""x":9007199254740992"#.to_owned(),
            r#""x":9007199254740993"#.to_owned(),
            "changed A: x Number 9007199254740992 to Number 9007199254740993 (+1)",
        ),
        // Hashes of what is referred to are no properties.
        (
            r#""x":{"speckle_type":"reference","referencedId":"0123456789abcdef0123456789abcdef"}"#
                .to_owned(),
            r#""x":{"speckle_type":"reference","referencedId":"0123456789abcdef0123456789abcde0"}"#
                .to_owned(),
            "shape or parts A",
        ),
    ] {
        assert_eq!(one(&from, &to), (wanted.to_owned(), 0), "{from} {to}");
    }
    let noise = one(r#""x":5300.000000000001"#, r#""x":5300.0"#);
    assert_eq!(noise, ("shape or parts A".to_owned(), 1));
}

#[test]
fn equal_content_is_found_without_an_id_and_shared_ids_keep_their_order() {
    let from = version(&[("h1", "", ""), ("h2", "", ""), ("s1", "S", r#""x":1"#), ("s2", "S", r#""x":2"#)]);
    let to = version(&[("h2", "", ""), ("h3", "", ""), ("s2", "S", r#""x":2"#), ("s3", "S", r#""x":3"#)]);
    let found = compared(&from, &to);
    assert_eq!((found.without_id, found.shared_ids, found.unchanged), (4, 2, 2));
    // The ids of what has none are their hashes. Of the two called S the equal one is found first.
    let wanted = ["removed h1", "added h3", "changed S: x Number 1 to Number 3 (+2)"];
    assert_eq!(told(&found), wanted);
}

#[test]
fn what_is_ignored_makes_no_difference() {
    let from = version(&[("h1", "A", r#""x":1,"y":1"#), ("h3", "B", r#""y":1"#)]);
    let to = version(&[("h2", "A", r#""x":2,"y":2"#), ("h4", "B", r#""y":2"#)]);
    let options = CompareOptions {
        ignore: vec![ColumnKey::path(["name"]), ColumnKey::path(["y"])],
        ..CompareOptions::default()
    };
    let found = compare(side(&from), side(&to), &options, &Stop::new()).unwrap();
    assert_eq!(told(&found), ["changed A: x Number 1 to Number 2 (+1)", "shape or parts B"]);
}

#[test]
fn properties_of_any_material_are_one_and_are_ignored_as_one() {
    let of = |volume: &str| format!(r#"{{"name":"volume","value":{volume},"units":"m³"}}"#);
    let both = |a: &str, b: &str| {
        format!(
            r#""properties":{{"Material Quantities":{{"Concrete":{{"volume":{}}},"Steel":{{"volume":{}}}}}}}"#,
            of(a),
            of(b)
        )
    };
    let from = version(&[("h1", "A", &both("1", "2")), ("h3", "B", &both("1", "2"))]);
    let to = version(&[("h2", "A", &both("3", "4")), ("h4", "B", &both("1", "5"))]);
    let found = compared(&from, &to);
    let summary: Vec<_> =
        found.summary.iter().map(|p| (p.name.as_str(), p.group.as_str(), p.count)).collect();
    assert_eq!(summary, [("volume", "Material Quantities", 2)]);
    assert_eq!((found.paths.len(), found.properties.len()), (2, 3));
    let options = CompareOptions {
        ignore: vec![ColumnKey::path(["name"]), found.summary[0].key.clone()],
        ..CompareOptions::default()
    };
    let found = compare(side(&from), side(&to), &options, &Stop::new()).unwrap();
    assert_eq!(told(&found), ["shape or parts A", "shape or parts B"]);
}

#[test]
fn records_have_one_line_a_property_and_keep_types() {
    let from = version(&[("h1", "A", r#""category":"Walls","x":"007","y":1.50"#), ("h2", "B", "")]);
    let to = version(&[("h3", "A", r#""category":"Walls","x":7,"y":2.5"#)]);
    let found = compared(&from, &to);
    let lines = records(&found, (&from.elements, &to.elements), 0..found.elements.len());
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].contains(r#""category":"Walls""#)
            && lines[0].contains(r#""objectIdFrom":"h1","objectIdTo":"h3""#)
    );
    assert!(lines[0].ends_with(
        r#""property":"x","group":"","path":"x","from":"007","to":7,"difference":null,"unit":null}"#
    ));
    assert!(lines[1].ends_with(r#""from":1.50,"to":2.5,"difference":1,"unit":null}"#), "{}", lines[1]);
    assert!(lines[2].starts_with(r#"{"change":"removed""#) && lines[2].contains(r#""property":null"#));
    for line in &lines {
        let keys: Vec<String> =
            serde_json::from_str::<serde_json::Map<_, _>>(line).unwrap().keys().cloned().collect();
        assert_eq!(keys, MEMBERS);
    }
}

#[test]
fn a_comparison_stops_when_told() {
    let set = version(&[("h1", "A", "")]);
    let stop = Stop::new();
    stop.set();
    assert!(compare(side(&set), side(&set), &CompareOptions::default(), &stop).is_err());
}
