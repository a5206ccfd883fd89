//! Comparisons: both versions loaded, elements matched, differences found and picked among.

use std::sync::Arc;
use std::time::Instant;

use dapple_data::export::{Decimal, Dialect, ExportError, Format};
use dapple_data::speckle::browse::{Content, Source};
use dapple_data::speckle::elements::compare::{Side, compare};
use dapple_data::table::TableError;

use super::{Task, browse, elements};
use crate::app::browser::{BrowseCommand, BrowseEvent};
use crate::app::compare::{CompareAsk, CompareCommand, CompareEvent, Comparison, ShownChanges};
use crate::app::compare_export::write_comparison;
use crate::app::elements::ElementsTarget;
use crate::app::failure::{Failure, Remedy};

/// Does one thing for a comparison.
pub(super) async fn perform(task: &Task, command: CompareCommand) -> CompareEvent {
    match command {
        CompareCommand::Load(ask) => CompareEvent::Compared(load(task, *ask).await),
        CompareCommand::Arrange { comparison, look } => {
            let picked = task.on_pool(move |stop| ShownChanges::pick(&comparison, look, stop)).await;
            CompareEvent::Arranged(picked.and_then(|r| r.map(Arc::new).map_err(|_| Failure::cancelled())))
        }
        CompareCommand::Copy { comparison, elements } => {
            let text = task.on_pool(move |stop| {
                let decimal = if super::outside::decimal_comma() { Decimal::Comma } else { Decimal::Point };
                let format = Format::Csv { dialect: Dialect::ForClipboard { decimal }, guard: true };
                let mut out = Vec::new();
                let written = write_comparison(
                    &comparison,
                    &elements,
                    (format, None),
                    &mut out,
                    (stop, &mut |_, _| {}),
                );
                written.map(|_| String::from_utf8_lossy(&out).into_owned()).map_err(|error| match error {
                    ExportError::Stopped(_) => Failure::cancelled(),
                    error => Failure::new("The changes could not be copied", error.to_string()),
                })
            });
            CompareEvent::Copied(text.await.and_then(|r| r))
        }
        CompareCommand::Forget(comparison) => match task.on_pool(move |_| drop(comparison)).await {
            Ok(()) | Err(_) => CompareEvent::Forgotten,
        },
    }
}

async fn load(task: &Task, ask: CompareAsk) -> Result<(Arc<Comparison>, Arc<ShownChanges>), Failure> {
    let CompareAsk { target, known: [from, to], options, look } = ask;
    let before = match target.from.sources.is_empty() {
        true => before(task, &target.to).await?,
        false => target.from,
    };
    let from = match from {
        Some(set) => set,
        None => elements::set_of(task, before).await?,
    };
    let to = match to {
        Some(set) => set,
        None => elements::set_of(task, target.to).await?,
    };
    let made = task.on_pool(move |stop| -> Result<_, TableError> {
        let begun = Instant::now();
        let [before, after] = [&from, &to].map(|set| Side { elements: &set.elements, layout: &set.layout });
        let differences = compare(before, after, &options, stop)?;
        let took = begun.elapsed();
        let comparison = Comparison { from: from.clone(), to: to.clone(), options, differences, took };
        let shown = ShownChanges::pick(&comparison, look, stop)?;
        Ok((Arc::new(comparison), Arc::new(shown)))
    });
    made.await?.map_err(|error| match error {
        TableError::Stopped(_) => Failure::cancelled(),
        other => Failure::new("The versions could not be compared", other.to_string()).with(Remedy::Retry),
    })
}

/// The version of the same model that was published before one.
async fn before(task: &Task, to: &ElementsTarget) -> Result<ElementsTarget, Failure> {
    let alone = || {
        let advice = "Only a version of a model has one before it. Choose two versions";
        Failure::new("There is no version to compare with", advice)
    };
    let [Source { model: Some(model), version: Some(version), .. }] = to.sources.as_slice() else {
        return Err(alone());
    };
    let (account, project) = (to.account.clone(), to.project.clone());
    let command = BrowseCommand::Versions { account, project, model: Some(model.clone()) };
    let BrowseEvent::Versions(listing) = browse::perform(task, command).await else {
        return Err(super::words::broke());
    };
    let listing = listing?;
    let own = listing.items.iter().find(|known| known.id == *version);
    let older = listing.items.iter().filter(|other| own.is_some_and(|own| other.created_at < own.created_at));
    let Some(newest) = older.max_by(|a, b| a.created_at.cmp(&b.created_at)) else {
        let advice = "It is the oldest one that the server shows of this model";
        return Err(Failure::new("The model has no version before this one", advice));
    };
    let Content::Root(object) = &newest.content else {
        let advice = "It is hidden by the workspace's subscription, or in a newer format";
        return Err(Failure::new("The version before this one cannot be loaded", advice));
    };
    let source =
        Source { model: Some(model.clone()), version: Some(newest.id.clone()), object: object.clone() };
    Ok(ElementsTarget { sources: vec![source], ..to.clone() })
}
