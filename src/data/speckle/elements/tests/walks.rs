//! The walk: what it asks for, and that it ends whatever the graph.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;

fn take(walk: &mut Walk, json: &str) -> bool {
    walk.take(json.as_bytes()).unwrap()
}

fn asked(walk: &mut Walk) -> Vec<String> {
    walk.next_ask().iter().map(ToString::to_string).collect()
}

#[test]
fn only_what_a_table_needs_is_asked_for() {
    let mut walk = Walk::new([ObjectId::from("root")]);
    assert_eq!(asked(&mut walk), ["root"]);
    assert_eq!(asked(&mut walk), [""; 0], "each id is asked for once");
    let root = r#"{"id":"root","speckle_type":"Base","__closure":{"a":1,"x":2},
        "elements":[{"referencedId":"a"},{"id":"in","elements":[{"referencedId":"b"}]},{"referencedId":"a"},7,null],
        "@Walls":[{"referencedId":"c"}],"@displayValue":[{"referencedId":"x"}],"@Views":[{"referencedId":"x"}],
        "levelProxies":[{"referencedId":"p"},{"objects":["q"]}],"displayValue":[{"referencedId":"x"}]}"#;
    assert!(take(&mut walk, root));
    let mut next = asked(&mut walk);
    next.sort();
    assert_eq!(next, ["a", "b", "c", "p"]);
    assert!(!take(&mut walk, root), "it came before");
    let wall = r#"{"id":"a","speckle_type":"X.Wall","level":{"referencedId":"l"},"@elements":[{"referencedId":"d"}],"@Walls":[{"referencedId":"x"}]}"#;
    assert!(take(&mut walk, wall));
    assert!(take(
        &mut walk,
        r#"{"id":"b","speckle_type":"Objects.Geometry.Mesh","elements":[{"referencedId":"x"}]}"#
    ));
    let mut next = asked(&mut walk);
    next.sort();
    assert_eq!(next, ["d", "l"]);
    assert_eq!((walk.asked(), walk.received()), (7, 3));
    let missing: Vec<String> = walk.missing().iter().map(ToString::to_string).collect();
    assert_eq!(missing.len(), 4);
    assert!(missing.contains(&"c".to_owned()) && !missing.contains(&"a".to_owned()));
}

#[test]
fn a_closure_gives_all_ids_at_once() {
    let mut walk = Walk::new([ObjectId::from("root")]);
    walk.next_ask();
    let root = r#"{"id":"root","elements":[{"referencedId":"a"}],"__closure":{"a":1,"b":2,"c":100}}"#;
    take(&mut walk, root);
    assert_eq!(walk.take_closure(root.as_bytes()), Ok(2), "a is known from the elements");
    assert_eq!(asked(&mut walk), ["a", "b", "c"]);
    assert_eq!(walk.take_closure(br#"{"__closure":null}"#), Ok(0));
    assert!(walk.take_closure(b"[").is_err());
}

#[test]
fn lines_that_are_no_object_are_said_and_not_taken() {
    let mut walk = Walk::new([ObjectId::from("root")]);
    for line in ["", "7", "[]", r#"{"id":"root""#, r#"{"id":"root"} x"#] {
        assert!(matches!(walk.take(line.as_bytes()), Err(LineError::Json(_))), "{line}");
    }
    assert_eq!(walk.take(br#"{"id":null}"#), Err(LineError::NoId));
    assert_eq!(walk.received(), 0);
    // Lone surrogates, in keys too, and values deeper than any stack are no reason to stop.
    let deep =
        format!(r#"{{"id":"root","\ud800":"\udfff","x":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(take(&mut walk, &deep));
}

/// Objects by number, each with the numbers of its elements: circles, doubles and gaps included.
fn graphs() -> impl Strategy<Value = Vec<Vec<usize>>> {
    (1_usize..40).prop_flat_map(|count| {
        prop::collection::vec(prop::collection::vec(0..count + 3, 0..5), count..=count)
    })
}

proptest! {
    #[test]
    fn every_object_that_can_be_reached_is_asked_once_and_is_one_row(graph in graphs()) {
        let id = |number: usize| format!("o{number}");
        let json = |number: usize| {
            let references: Vec<String> =
                graph[number].iter().map(|to| format!(r#"{{"referencedId":"{}"}}"#, id(*to))).collect();
            let class = if number == 0 { "Speckle.Core.Models.Collections.Collection" } else { "Objects.Data.DataObject" };
            format!(r#"{{"id":"{}","speckle_type":"{class}","elements":[{}]}}"#, id(number), references.join(","))
        };
        let by_id: HashMap<String, usize> = (0..graph.len()).map(|number| (id(number), number)).collect();
        let mut walk = Walk::new([ObjectId::new(id(0))]);
        let mut asked = HashSet::new();
        let mut lines = String::new();
        loop {
            let ask = walk.next_ask();
            if ask.is_empty() {
                break;
            }
            for object in ask {
                prop_assert!(asked.insert(object.clone()), "{object} was asked twice");
                if let Some(number) = by_id.get(object.as_str()) {
                    let json = json(*number);
                    prop_assert!(walk.take(json.as_bytes()).unwrap());
                    lines.push_str(&json);
                    lines.push('\n');
                }
            }
        }
        // What can be reached, the plain way.
        let mut reached = HashSet::from([0]);
        let mut waiting = vec![0];
        while let Some(at) = waiting.pop() {
            for to in graph.get(at).into_iter().flatten() {
                if reached.insert(*to) {
                    waiting.push(*to);
                }
            }
        }
        let here = reached.iter().filter(|number| **number < graph.len()).count();
        prop_assert_eq!(asked.len(), reached.len());
        prop_assert_eq!(walk.received(), here);
        prop_assert_eq!(walk.missing().len(), reached.len() - here);
        let set = set(&lines, &["o0"]);
        prop_assert_eq!(set.elements.rows(false).len(), here - 1);
        prop_assert_eq!(set.elements.missing().len(), reached.len() - here);
        let ids: HashSet<String> = set.column(Computed::ObjectId).into_iter().collect();
        prop_assert_eq!(ids.len(), here - 1);
    }
}
