//! `dapple compare`: what differs between two versions, a row for each property.

use std::io;
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::export::Format;
use dapple_data::speckle::elements::compare::{Change, CompareOptions, MatchBy};
use dapple_data::speckle::elements::{ColumnKey, Typed};
use dapple_data::url::parse_link;

use super::arguments::{ChangeName, CompareArguments, MatchName};
use super::browse::{belongs, place, said};
use super::client::Client;
use super::end::{Code, End};
use super::objects::{destination, format, resolved, written};
use super::output;
use crate::app::{
    ChangesLook, Command, CompareAsk, CompareCommand, CompareEvent, Comparison, ComparisonTarget, ElementSet,
    Event, ExportPart, ShownChanges, write_comparison,
};

/// `dapple compare FROM TO`
pub(super) async fn compare(client: &mut Client, wish: CompareArguments) -> Result<(), End> {
    let (sink, name) = destination(wish.output.as_deref(), wish.format)?;
    let demo = wish.place.demo;
    let (account, _, link) = place(client, &wish.from, wish.place).await?;
    let first = resolved(client, &account, link).await?;
    let target = match &wish.to {
        Some(text) => {
            let (origin, link) = parse_link(text).map_err(|error| End::wrong_use(error.to_string()))?;
            belongs(origin.as_ref(), &account, demo)?;
            ComparisonTarget { from: first, to: resolved(client, &account, link).await? }
        }
        None => ComparisonTarget::with_before(first),
    };
    let look = ChangesLook { change: wish.only.map(ChangeName::change), ..ChangesLook::default() };
    let options = CompareOptions { match_by: wish.match_by.by(), ..CompareOptions::default() };
    let ask = CompareAsk { target, known: [None, None], options, look };
    let (mut comparison, mut shown) = compared(client, ask.clone()).await?;
    if !wish.ignore.is_empty() {
        // What properties there are is known once both versions are here; comparing again costs little.
        let known = [Some(comparison.from.clone()), Some(comparison.to.clone())];
        let ignore = ignored(&comparison, &wish.ignore)?;
        let options = CompareOptions { ignore, ..ask.options };
        (comparison, shown) = compared(client, CompareAsk { known, options, ..ask }).await?;
    }
    write(client, &comparison, &shown, (format(name), sink, wish.meta)).await?;
    finish(client, &comparison)
}

async fn compared(client: &mut Client, ask: CompareAsk) -> Result<(Arc<Comparison>, Arc<ShownChanges>), End> {
    match client.ask(Command::Compare(CompareCommand::Load(Box::new(ask)))).await? {
        Event::Compare(CompareEvent::Compared(result)) => said(result),
        _ => Err(End::broke()),
    }
}

/// A name is looked for in the second version, then in the first.
fn ignored(comparison: &Comparison, ignore: &[String]) -> Result<Vec<ColumnKey>, End> {
    let mut keys = Vec::new();
    for text in ignore {
        let typed = |set: &ElementSet| {
            Typed { layout: &set.layout, catalog: &set.catalog }.columns(text).map_err(|e| e.to_string())
        };
        let found = typed(&comparison.to).or_else(|words| typed(&comparison.from).map_err(|_| words));
        keys.extend(found.map_err(End::wrong_use)?);
    }
    Ok(keys)
}

async fn write(
    client: &mut Client,
    comparison: &Arc<Comparison>,
    shown: &Arc<ShownChanges>,
    (format, sink, report): (Format, output::Sink, bool),
) -> Result<(), End> {
    let elements = shown.elements.clone();
    let part = ExportPart::Comparison { comparison: comparison.clone(), elements: elements.clone() };
    let (comparison, scrubber) = (comparison.clone(), client.scrubber().clone());
    let write = move |out: &mut dyn io::Write, stop: &Stop| {
        write_comparison(&comparison, &elements, (format, Some(&scrubber)), out, (stop, &mut |_, _| {}))
    };
    written(client, part, (format, sink, report), write).await
}

/// Says how much differs, and what has to be known of it.
fn finish(client: &mut Client, comparison: &Comparison) -> Result<(), End> {
    let found = &comparison.differences;
    let counts = Change::ALL.map(|change| format!("{} {}", found.all.of(change), change.name()));
    client.say(&format!("{}, {} unchanged", counts.join(", "), found.unchanged));
    for words in comparison.cautions() {
        client.say(&words);
    }
    if comparison.short_by() > 0 || found.left_out > 0 {
        let words = "The comparison is not whole: see above";
        return Err(End::new(Code::Partial, words.to_owned()));
    }
    Ok(())
}

impl MatchName {
    fn by(self) -> MatchBy {
        match self {
            Self::Application => MatchBy::ApplicationId,
            Self::Element => MatchBy::ElementId,
            Self::Global => MatchBy::GlobalId,
        }
    }
}

impl ChangeName {
    fn change(self) -> Change {
        match self {
            Self::Changed => Change::Changed,
            Self::Added => Change::Added,
            Self::Removed => Change::Removed,
            Self::Shape => Change::Shape,
        }
    }
}
