//! `dapple diff`: what differs between two saved answers, a row for each value.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::document::Document;
use dapple_data::document::compare::{Difference, ItemsBy};
use dapple_data::export::{Format, JsonLayout};

use super::arguments::{DiffArguments, DifferenceName, TableFormatName};
use super::browse::said;
use super::client::Client;
use super::end::{Code, End};
use super::objects::{destination, format, written};
use crate::app::{
    AnswerDifferences, AnswerSide, Command, DifferencesAsk, DifferencesCommand, DifferencesEvent,
    DifferencesLook, Event, ExportPart, SideOf, write_differences,
};

/// `dapple diff BEFORE AFTER`
pub(super) async fn diff(client: &mut Client, wish: DiffArguments) -> Result<(), End> {
    let (sink, name) = destination(wish.output.as_deref(), wish.format)?;
    let by = match (wish.key, wish.by_place) {
        (Some(key), _) => ItemsBy::Key(key),
        (None, true) => ItemsBy::Place,
        (None, false) => ItemsBy::Ids,
    };
    let look = DifferencesLook { only: true, kind: wish.only.map(DifferenceName::difference) };
    let ask = DifferencesAsk { before: side(wish.before), after: side(wish.after), by, look };
    let event = client.ask(Command::Differences(DifferencesCommand::Load(Box::new(ask)))).await?;
    let Event::Differences(DifferencesEvent::Compared(result)) = event else { return Err(End::broke()) };
    let (comparison, shown) = said(result)?;
    for (answer, title) in [&comparison.before, &comparison.after].into_iter().zip(&comparison.titles) {
        if answer.document.root().is_none() {
            return Err(End::failed(format!("{title} holds no JSON")));
        }
    }
    let entries: Arc<[u32]> = shown.rows.differences().into();
    let records = recorded(client, &comparison, &entries).await?;
    let part = ExportPart::Differences { comparison: comparison.clone(), entries };
    let format = match name {
        TableFormatName::Json => Format::Json(JsonLayout::Pretty),
        TableFormatName::Ndjson => Format::Ndjson,
        other => self::format(other),
    };
    let (compared, scrubber) = (comparison.clone(), client.scrubber().clone());
    let write = move |out: &mut dyn io::Write, stop: &Stop| {
        write_differences(&compared, &records, (format, Some(&scrubber)), out, (stop, &mut |_, _| {}))
    };
    written(client, part, (format, sink, wish.meta), write).await?;
    finish(client, &comparison)
}

fn side(path: PathBuf) -> AnswerSide {
    AnswerSide { title: path.display().to_string(), of: SideOf::File(path) }
}

async fn recorded(
    client: &mut Client,
    comparison: &Arc<AnswerDifferences>,
    entries: &Arc<[u32]>,
) -> Result<Arc<Document>, End> {
    let (comparison, entries) = (comparison.clone(), entries.clone());
    let command = DifferencesCommand::Record { comparison, entries };
    match client.ask(Command::Differences(command)).await? {
        Event::Differences(DifferencesEvent::Recorded(result)) => said(result),
        _ => Err(End::broke()),
    }
}

/// Says how much differs, and what has to be known of it.
fn finish(client: &mut Client, comparison: &AnswerDifferences) -> Result<(), End> {
    let counts = comparison.differences.counts();
    let words = Difference::ALL.map(|difference| format!("{} {}", counts.of(difference), difference.name()));
    client.say(&words.join(", "));
    for words in comparison.cautions() {
        client.say(&words);
    }
    if comparison.is_short() {
        return Err(End::new(Code::Partial, "The comparison is not whole: see above"));
    }
    Ok(())
}

impl DifferenceName {
    fn difference(self) -> Difference {
        match self {
            Self::Changed => Difference::Changed,
            Self::Added => Difference::Added,
            Self::Removed => Difference::Removed,
            Self::Moved => Difference::Moved,
        }
    }
}
