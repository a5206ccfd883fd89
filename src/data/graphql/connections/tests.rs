//! Connections against a small schema with Speckle's habits, and the following of lists against a server
//! that has every trap.

use std::collections::HashSet;

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::document::Document;
use crate::schema::{Schema, check};
use crate::speckle::browse::PageAsk;

fn schema() -> Schema {
    Schema::from_sdl(
        "type Query { project(id: String!): Project! activeUser: User version(name: String!): Version }
         type User { projects(limit: Int! = 25, cursor: String): Projects! name: String }
         type Projects { totalCount: Int! cursor: String items: [Project!]! }
         type Project { id: ID! name: String! model(id: String!): Model! team: [User!]!
           models(limit: Int! = 25, cursor: String, search: String): Models!
           object(id: String!): Object }
         type Models { totalCount: Int! cursor: String items: [Model!]! }
         type Model { id: ID! name: String! versions(limit: Int! = 25, cursor: String): Versions! }
         type Versions { totalCount: Int! cursor: String items: [Version!]! }
         type Version { id: ID! message: String tags(cursor: String): Tags! }
         type Tags { totalCount: Int! cursor: String items: [Tag!]! }
         type Tag { id: ID! words(cursor: String): Words! }
         type Words { cursor: String items: [Word!]! }
         type Word { text: String! }
         type Object { id: String! children(limit: Int! = 100, cursor: String): Objects! }
         type Objects { totalCount: Int! cursor: String objects: [Object!]! }
         type Mutation { project(id: String!): Project! }",
    )
    .unwrap()
}

fn path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}

fn plan(text: &str, at: &str) -> Result<Plan, PlanError> {
    Plan::new(&schema(), text, None, &path(at))
}

#[test]
fn connections_are_found_where_they_are_asked_for() {
    let found = |text: &str| -> Vec<String> {
        connections(&schema(), text, None).iter().map(Connection::dotted).collect()
    };
    for (text, expected) in [
        ("{ activeUser { projects { items { id } } } }", vec!["activeUser.projects"]),
        ("{ project(id: \"a\") { all: models { list: items { id } } } }", vec!["project.all"]),
        (
            "{ project(id: \"a\") { object(id: \"b\") { children { objects { id } } } } }",
            vec!["project.object.children"],
        ),
        // A count alone is no list, a plain list is no connection, and a mutation is never sent twice.
        ("{ project(id: \"a\") { models { totalCount } } }", vec![]),
        ("{ project(id: \"a\") { team { projects { items { id } } } } }", vec![]),
        ("mutation { project(id: \"a\") { models { items { id } } } }", vec![]),
        ("{ project(id: \"a\") { models { items { id } ", vec![]),
        (
            "query Q { project(id: \"a\") { ...P } } fragment P on Project { models { ...M } }
             fragment M on Models { items { id versions(limit: 3) { items { id } } } }",
            vec!["project.models", "project.models.items.versions"],
        ),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
    let text = "{ project(id: \"a\") { models(limit: 7) { totalCount items { id } } } }";
    let all = connections(&schema(), text, None);
    let Connection { total, cursor, limit, name, outer, .. } = &all[0];
    assert_eq!((total.as_deref(), cursor, *limit, outer.len()), (Some("totalCount"), &None, Some(7), 0));
    assert_eq!(&text[name.clone()], "models");
}

#[test]
fn what_is_missing_is_added_and_said_and_the_cursor_becomes_a_variable() {
    let plan = plan(
        "query Mine($p: String!, $n: Int!, $c: String) { project(id: $p) { name models(limit: $n, cursor: $c, search: \"x\") { items { name } } } }",
        "project.models",
    )
    .unwrap();
    let [level] = &plan.levels[..] else { panic!("{plan:?}") };
    assert_eq!(plan.added, ["totalCount, cursor, id is asked for in project.models as well"]);
    assert_eq!(plan.operation.as_deref(), Some("Mine"));
    assert_eq!(level.kept, ["p"], "the person's own limit and cursor are not sent");
    assert!(check(Some(&schema()), &level.query).is_empty(), "{}", level.query);
    let flat: String = level.query.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        flat,
        "query Mine($p: String!, $pageCursor: String, $pageLimit: Int!) { project(id: $p) { name \
         models(search: \"x\", cursor: $pageCursor, limit: $pageLimit) { items { name id } totalCount cursor } } }"
    );
    assert_eq!((level.first, level.id.as_deref(), level.total.as_str()), (100, Some("id"), "totalCount"));
}

#[test]
fn names_that_are_taken_get_out_of_the_way() {
    let plan = plan(
        "query($pageCursor: String!) { project(id: $pageCursor) { models(cursor: \"abc\") { cursor: totalCount items { id: name } } } }",
        "project.models",
    )
    .unwrap();
    let level = &plan.levels[0];
    assert!(check(Some(&schema()), &level.query).is_empty(), "{}", level.query);
    assert_eq!((level.cursor.as_str(), level.total.as_str()), ("pageCursor_", "cursor"));
    assert_eq!((level.cursor_key.as_str(), level.id.as_deref()), ("cursor_", Some("id_")));
    assert!(plan.added.iter().any(|said| said.contains("from its beginning")), "{:?}", plan.added);
}

#[test]
fn a_list_inside_items_is_asked_for_by_the_ids_around_it() {
    let plan = plan(
        "query($n: Boolean!) { activeUser { name @include(if: $n) projects { items { models(limit: 3) { items { name versions(limit: 200) { items { message @skip(if: $n) } } } } } } } }",
        "activeUser.projects.items.models.items.versions",
    )
    .unwrap();
    let flat = |at: usize| plan.levels[at].query.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(plan.levels.len(), 3);
    for level in &plan.levels {
        assert!(check(Some(&schema()), &level.query).is_empty(), "{}", level.query);
    }
    assert_eq!(
        flat(2),
        "query($n: Boolean!, $pageCursor: String, $pageLimit: Int!, $pageCursorParent0: String!, \
         $pageCursorParent1: String!) { project(id: $pageCursorParent0) { model(id: $pageCursorParent1) { \
         versions(cursor: $pageCursor, limit: $pageLimit) { items { message @skip(if: $n) id } totalCount \
         cursor } } } }"
    );
    assert_eq!(
        plan.levels[2].parents,
        [("pageCursorParent0".to_owned(), 0), ("pageCursorParent1".to_owned(), 1)]
    );
    assert_eq!(
        (plan.levels[2].path.join("."), plan.levels[2].within.join(".")),
        ("project.model.versions".into(), "versions".into())
    );
    // The first pages of lists inside are neither tiny nor larger than servers allow.
    assert!(flat(0).contains("models(limit: 25)") && flat(0).contains("versions(limit: 100)"), "{}", flat(0));
}

#[test]
fn what_cannot_be_read_to_its_end_is_refused_with_the_reason() {
    let tags = "{ project(id: \"a\") { models { items { versions { items { tags { items { id } } } } } } } }";
    let refused = plan(tags, "project.models.items.versions.items.tags").unwrap_err();
    assert_eq!(refused, PlanError::NotAddressed { of: "Version".to_owned() });
    assert!(refused.to_string().contains("one Version alone"));
    let refused = plan("{ project(id: \"a\") { models { items { id } } } }", "project.versions").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "There is no list in pages at project.versions. There is: project.models"
    );
    assert_eq!(
        plan("mutation { project(id: \"a\") { models { items { id } } } }", "project.models").unwrap_err(),
        PlanError::NotAQuery
    );
    assert!(matches!(
        plan("{ project { models { items { id } } } }", "project.models"),
        Err(PlanError::Refused(_))
    ));
}

#[test]
fn items_are_taken_out_and_put_in_byte_for_byte() {
    let plan = plan("{ project(id: \"a\") { models { cursor totalCount items { id } } } }", "project.models")
        .unwrap();
    let level = &plan.levels[0];
    let text = r#"{"data":{"project":{"models":{"cursor":"c1","totalCount":4,"items":[ {"id":"a","n":1.50} ,{"id":7}]}}}}"#;
    let page = read_page(&Document::from_bytes(Bytes::from_static(text.as_bytes())), level, true).unwrap();
    assert_eq!(page.items, [r#"{"id":"a","n":1.50}"#, r#"{"id":7}"#]);
    assert_eq!(page.got.ids, [Some("a".to_owned()), Some("7".to_owned())]);
    assert_eq!((page.got.total, page.got.cursor.as_deref()), (Some(4), Some("c1")));
    let joined = page.splice.joined(text.as_bytes(), &[page.items[1].clone(), Bytes::from_static(b"{}")]);
    assert_eq!(
        String::from_utf8(joined).unwrap(),
        r#"{"data":{"project":{"models":{"cursor":null,"totalCount":4,"items":[{"id":7},{}]}}}}"#
    );
    for (text, why) in [
        (r#"{"data":{"project":null}}"#, "project.models is not in the answer"),
        (r#"{"data":null}"#, "project.models is not in the answer"),
        (r#"[]"#, "project.models is not in the answer"),
    ] {
        let error = read_page(&Document::from_bytes(Bytes::from_static(text.as_bytes())), level, true);
        assert_eq!(error.unwrap_err().to_string(), why, "{text}");
    }
}

/// A list of a server, with whatever habits.
#[derive(Clone, Debug)]
struct Served {
    /// Time of each item, newest first; its id is its place.
    times: Vec<u64>,
    cap: usize,
    by_time: bool,
    /// More than this is refused.
    most: u32,
    /// Added to the count it gives.
    lies: i64,
    never_null: bool,
    begins_again: bool,
    /// At this page the last item jumps to the front.
    jumps_at: Option<usize>,
    ids: bool,
}

impl Served {
    fn iso(time: u64) -> String {
        format!("2026-11-23T13:{:02}:{:02}.{:03}Z", time / 60_000, time / 1000 % 60, time % 1000)
    }

    fn page(&self, ask: &PageAsk, nth: usize) -> Option<Got> {
        if ask.limit > self.most {
            return None;
        }
        let mut items: Vec<(usize, u64)> = self.times.iter().copied().enumerate().collect();
        if self.jumps_at.is_some_and(|at| nth >= at)
            && let Some((id, _)) = items.pop()
        {
            items.insert(0, (id, 3_000_000));
        }
        let cursor = ask.cursor.as_deref().filter(|_| !self.begins_again);
        let start = match cursor {
            None => 0,
            Some(cursor) if self.by_time => {
                items.iter().position(|(_, time)| Self::iso(*time).as_str() < cursor).unwrap_or(items.len())
            }
            Some(cursor) => {
                let id: usize = cursor.trim_start_matches("after ").parse().unwrap_or(usize::MAX);
                items.iter().position(|(other, _)| *other == id).map_or(items.len(), |at| at + 1)
            }
        };
        let page: Vec<(usize, u64)> =
            items.into_iter().skip(start).take(self.cap.min(ask.limit as usize)).collect();
        let cursor = match page.last() {
            Some((_, time)) if self.by_time => Some(Self::iso(*time)),
            Some((id, _)) => Some(format!("after {id}")),
            None if self.never_null => Some(format!("never {nth}")),
            None => None,
        };
        let count = self.times.len() as i64 + self.lies;
        Some(Got {
            fingerprint: page
                .iter()
                .fold(7, |print, (id, _)| print.wrapping_mul(31).wrapping_add(*id as u64 + 1)),
            ids: page.iter().map(|(id, _)| self.ids.then(|| id.to_string())).collect(),
            total: Some(count.max(0) as u64),
            cursor,
        })
    }

    /// Reads it; the ids that were kept, how it ended, how many pages were asked for.
    fn read(&self, limit: u32) -> (Vec<String>, Ended, usize) {
        let mut follow = Follow::new(limit);
        let (mut kept, mut asked) = (Vec::new(), 0);
        while let Some(ask) = follow.next().cloned() {
            assert!(asked < 2_000, "it goes round in a circle: {self:?}");
            asked += 1;
            let Some(got) = self.page(&ask, asked) else {
                assert!(follow.refuse_size(), "no page size is small enough: {self:?}");
                continue;
            };
            let new = follow.take(&got);
            let ids = got.ids.iter().map(|id| id.clone().unwrap_or_default());
            kept.extend(ids.zip(new).filter(|(_, new)| *new).map(|(id, _)| id));
        }
        (kept, follow.end(), asked)
    }
}

fn served(count: u64) -> Served {
    Served {
        times: (0..count).map(|n| 2_000_000 - n * 1000).collect(),
        cap: 500,
        by_time: true,
        most: u32::MAX,
        lies: 0,
        never_null: false,
        begins_again: false,
        jumps_at: None,
        ids: true,
    }
}

#[test]
fn each_trap_is_survived_or_said() {
    let whole = |served: &Served, limit: u32| {
        let (kept, ended, asked) = served.read(limit);
        let distinct: HashSet<&String> = kept.iter().collect();
        assert_eq!((distinct.len(), kept.len()), (served.times.len(), served.times.len()), "{served:?}");
        assert!(ended.complete, "{ended:?}");
        (ended, asked)
    };
    assert_eq!(whole(&served(1_250), 100).1, 13, "the last page is short: nothing more is asked for");
    assert_eq!(whole(&served(0), 100).1, 1);
    assert_eq!(whole(&Served { cap: 50, ..served(126) }, 100).1, 3, "a silent cap");
    let refused = Served { most: 100, ..served(260) };
    assert_eq!(whole(&refused, 200).0.received, 260, "a size that is refused");
    let mut tied = served(60);
    tied.times.iter_mut().skip(20).take(12).for_each(|time| *time = 1_900_000);
    tied.times.sort_unstable_by(|a, b| b.cmp(a));
    for limit in [13, 20, 25, 31] {
        whole(&tied, limit);
    }
    // More of one time than a page holds: the larger page of the second reading holds them.
    let ended = whole(&tied, 10).0;
    assert!(ended.found_again > 0 && ended.notes.iter().any(|n| n.contains("second reading")), "{ended:?}");
    let ended = whole(&Served { jumps_at: Some(3), ..served(90) }, 20).0;
    assert!(ended.found_again > 0, "what jumped over the border is found: {ended:?}");
    let ended = whole(&Served { never_null: true, ..served(100) }, 100).0;
    assert_eq!(ended.received, 100);
    let ended = whole(&Served { lies: -60, by_time: false, ..served(60) }, 25).0;
    assert_eq!((ended.total, ended.received), (Some(0), 60), "a count of 0 ends nothing");
    let (kept, ended, _) = Served { lies: 3, never_null: true, ..served(60) }.read(25);
    assert!(kept.len() == 60 && !ended.complete && ended.total == Some(63), "{ended:?}");
    let (kept, ended, asked) = Served { begins_again: true, ..served(500) }.read(100);
    assert!(kept.len() == 400 && !ended.complete && asked < 12, "one page of the largest size: {ended:?}");
    assert!(ended.notes.iter().any(|n| n.contains("began the list again")), "{ended:?}");
    let (kept, ended, _) = Served { ids: false, by_time: false, ..served(60) }.read(25);
    assert!(kept.len() == 60 && ended.complete && ended.notes[0].contains("no ids"), "{ended:?}");
}

proptest! {
    /// Whatever a server does, the reading ends, keeps nothing twice, and is never silently short.
    #[test]
    fn nothing_is_kept_twice_and_nothing_is_short_in_silence(
        gaps in prop::collection::vec(0_u64..4, 0..160),
        cap in 1_usize..60,
        limit in 1_u32..60,
        (by_time, never_null, begins_again) in any::<(bool, bool, bool)>(),
        jumps_at in prop::option::of(1_usize..6),
        lies in prop_oneof![4 => Just(0_i64), 1 => -5_i64..5],
        most in prop_oneof![3 => Just(u32::MAX), 1 => 5_u32..80],
    ) {
        let mut time = 2_000_000;
        let times = gaps.iter().map(|gap| { time -= gap; time }).collect();
        let served = Served { times, cap, by_time, most, lies, never_null, begins_again, jumps_at, ids: true };
        let count = served.times.len();
        let (kept, ended, _) = served.read(limit);
        let distinct: HashSet<&String> = kept.iter().collect();
        prop_assert_eq!(distinct.len(), kept.len());
        prop_assert_eq!(ended.received, kept.len() as u64);
        if lies == 0 {
            prop_assert_eq!(ended.complete, kept.len() == count, "{:?}", ended);
        }
        if lies == 0 && !begins_again && !by_time && jumps_at.is_none() {
            prop_assert_eq!(kept.len(), count, "an honest list comes whole");
        }
    }

    /// Times that are shared by no more items than a page has are all of them found.
    #[test]
    fn shared_times_lose_nothing(
        gaps in prop::collection::vec(0_u64..3, 0..200),
        limit in 30_u32..60,
    ) {
        let mut time = 2_000_000;
        let times: Vec<u64> = gaps.iter().map(|gap| { time -= gap; time }).collect();
        let most_shared = times.chunk_by(|a, b| a == b).map(<[u64]>::len).max().unwrap_or(0);
        prop_assume!(most_shared < 30);
        let served = Served { times, ..served(0) };
        let (kept, ended, _) = served.read(limit);
        prop_assert_eq!(kept.len(), served.times.len());
        prop_assert!(ended.complete && ended.found_again == 0);
    }
}
