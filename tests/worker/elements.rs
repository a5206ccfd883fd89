//! Element tables through the worker: the sample building, and servers that leave things out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod building;
mod compare;
mod faults;
pub mod scripted;

use std::sync::Arc;

use dapple::app::{
    Command, Destination, Detail, ElementSet, ElementsCommand, ElementsEvent, ElementsTarget, Event, Failure,
};
use dapple_data::speckle::elements::{ElementsView, Wish};
use dapple_data::url::parse_link;
use dapple_demo::Demo;
use dapple_demo::data::{MAIN_MODEL, MAIN_PROJECT, MAIN_VERSION};

use crate::browse::Bench;

/// The page of the sample's main version.
pub fn main_link(server: &str) -> String {
    format!("{server}/projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@{MAIN_VERSION}")
}

/// What a link leads to.
pub async fn target(bench: &mut Bench, link: &str) -> ElementsTarget {
    match bench.resolve(parse_link(link).unwrap().1).await.unwrap() {
        Destination::Elements(target) => target,
        other => panic!("{other:?}"),
    }
}

/// The sample's main version, not loaded yet, with all requests forgotten.
pub async fn main_target(bench: &mut Bench, demo: &Demo) -> ElementsTarget {
    let target = target(bench, &main_link(&demo.origin())).await;
    demo.requests().clear();
    target
}

pub async fn load(
    bench: &mut Bench,
    target: ElementsTarget,
) -> Result<(Arc<ElementSet>, Arc<ElementsView>), Failure> {
    let id = bench.begin(Command::Elements(ElementsCommand::Load(target)));
    match bench.answer(id).await {
        Event::Elements(ElementsEvent::Loaded(result)) => result,
        other => panic!("{other:?}"),
    }
}

pub async fn look(bench: &mut Bench, set: &Arc<ElementSet>, wish: Wish) -> Arc<ElementsView> {
    let command = ElementsCommand::View { set: set.clone(), wish, previous: None };
    let id = bench.begin(Command::Elements(command));
    match bench.answer(id).await {
        Event::Elements(ElementsEvent::Viewed(result)) => result.unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Everything about one row of a table of elements.
pub async fn detail(bench: &mut Bench, set: &Arc<ElementSet>, row: usize) -> Arc<Detail> {
    let command = ElementsCommand::Detail { set: set.clone(), all_objects: false, row };
    let id = bench.begin(Command::Elements(command));
    match bench.answer(id).await {
        Event::Elements(ElementsEvent::Detail(result)) => result.unwrap(),
        other => panic!("{other:?}"),
    }
}

/// How many requests of the sample server had a path that begins so.
pub fn asked(demo: &Demo, path: &str) -> usize {
    demo.requests().all().iter().filter(|request| request.path.starts_with(path)).count()
}
