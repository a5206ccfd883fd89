//! Comparisons: both versions loaded, elements matched, differences found and picked among.

use std::sync::Arc;
use std::time::Instant;

use dapple_data::export::{Decimal, Dialect, ExportError, Format};
use dapple_data::speckle::elements::compare::{Side, compare};
use dapple_data::table::TableError;

use super::{Task, elements};
use crate::app::compare::{CompareAsk, CompareCommand, CompareEvent, Comparison, ShownChanges};
use crate::app::compare_export::write_comparison;
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
    let from = match from {
        Some(set) => set,
        None => elements::set_of(task, target.from).await?,
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
