//! From a target to its elements: asked whether it may, gathered, read, and looked at for the first time.

use std::sync::Arc;
use std::time::Instant;

use dapple_data::Stop;
use dapple_data::ids::ObjectId;
use dapple_data::speckle::elements::{Elements, ElementsView, Layout, catalog_options, view};
use dapple_data::table::{Catalog, CatalogOptions, TableError};

use super::super::Task;
use super::super::run::seconds_now;
use super::gather::gather;
use super::taken::Gathered;
use super::{facts, of_table};
use crate::app::elements::{ElementSet, ElementsTarget, SetFacts};
use crate::app::failure::{Failure, Remedy};

/// A set and its first view.
type Loaded = (Arc<ElementSet>, Arc<ElementsView>);

pub(super) async fn load(task: &Task, target: ElementsTarget) -> Result<Loaded, Failure> {
    let begun = Instant::now();
    let api = task.api(&target.account).await?;
    facts::allowed(task, &api, &target).await?;
    let names = facts::names(task, &api, &target).await?;
    let roots: Vec<ObjectId> = target.sources.iter().map(|source| source.object.clone()).collect();
    let gathered = gather(task, &api, &target.project, &roots).await?;
    if gathered.received == 0 {
        let advice = "The server has no object with this id in this project";
        let failure = Failure::new("The object was not found", advice).with(Remedy::Retry);
        return Err(Failure { refused: true, ..failure });
    }
    let facts = SetFacts {
        asked: gathered.asked,
        received: gathered.received,
        missing: gathered.missing.clone(),
        incomplete: gathered.incomplete.clone(),
        bytes: gathered.bytes,
        took: begun.elapsed(),
        at: seconds_now(),
        server: target.account.origin.as_str().to_owned(),
        project: names.project,
        sources: names.sources,
    };
    let (set, first) = task
        .on_pool(move |stop| read(target, gathered, (facts, &roots), stop))
        .await?
        .map_err(|error| of_table(&error))?;
    let mut set = set;
    set.facts.took = begun.elapsed();
    let millis = u64::try_from(set.facts.took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(objects = set.facts.received, bytes = set.facts.bytes, millis, "elements are here");
    Ok((Arc::new(set), Arc::new(first)))
}

/// The work of the pool: elements, all their paths, what the app calls them, the first table.
fn read(
    target: ElementsTarget,
    gathered: Gathered,
    (facts, roots): (SetFacts, &[ObjectId]),
    stop: &Stop,
) -> Result<(ElementSet, ElementsView), TableError> {
    let elements = Elements::find(Arc::new(gathered.document), roots, stop)?;
    let (skip, fold) = catalog_options();
    let options = CatalogOptions { skip, fold: &fold };
    let catalog = Catalog::of_rows(elements.document(), elements.rows(false), &options, stop)?;
    let application = facts.sources.iter().find_map(|source| source.application.as_deref());
    let layout = Layout::of(&elements, &catalog, application);
    let first = view(&elements, &layout.wish(), None, stop)?;
    let (elements, catalog) = (Arc::new(elements), Arc::new(catalog));
    Ok((ElementSet { target: Some(target), answer: None, elements, catalog, layout, facts }, first))
}
