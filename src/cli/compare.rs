//! `dapple compare`: what differs between two versions, a row for each property.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::export::Format;
use dapple_data::speckle::browse::{Content, Source, Version};
use dapple_data::speckle::elements::Typed;
use dapple_data::speckle::elements::compare::{Change, CompareOptions, MatchBy};
use dapple_data::url::parse_link;

use super::arguments::{ChangeName, CompareArguments, MatchName, TableFormatName};
use super::browse::{ask, is_of, place, said};
use super::client::Client;
use super::end::{Code, End};
use super::objects::{by_ending, format, resolved, set_of, written};
use super::output;
use crate::app::{
    AccountKey, BrowseCommand, BrowseEvent, ChangesLook, Command, CompareAsk, CompareCommand, CompareEvent,
    Comparison, ComparisonTarget, ElementSet, ElementsTarget, Event, ExportPart, ShownChanges,
    write_comparison,
};

/// `dapple compare FROM TO`
pub(super) async fn compare(client: &mut Client, wish: CompareArguments) -> Result<(), End> {
    let sink = output::sink(wish.output.as_deref())?;
    let name = wish.format.unwrap_or_else(|| by_ending(&sink));
    if name == TableFormatName::Xlsx && matches!(sink, output::Sink::Stdout) && io::stdout().is_terminal() {
        return Err(End::wrong_use("A workbook is no text for a terminal. Write it to a file: -o FILE.xlsx"));
    }
    let demo = wish.place.demo;
    let (account, _, link) = place(client, &wish.from, wish.place).await?;
    let first = resolved(client, &account, link).await?;
    let target = match &wish.to {
        Some(text) => {
            let (origin, link) = parse_link(text).map_err(|error| End::wrong_use(error.to_string()))?;
            if !(demo && origin.as_ref().is_some_and(dapple_data::url::Origin::is_loopback)) {
                is_of(origin.as_ref(), &account)?;
            }
            ComparisonTarget { from: first, to: resolved(client, &account, link).await? }
        }
        None => ComparisonTarget { from: before(client, &account, &first).await?, to: first },
    };
    let from = set_of(client, target.from.clone()).await?;
    let to = set_of(client, target.to.clone()).await?;
    let options = options(&from, &to, &wish.ignore, wish.match_by)?;
    let look = ChangesLook { change: wish.only.map(ChangeName::change), ..ChangesLook::default() };
    let load =
        CompareCommand::Load(Box::new(CompareAsk { target, known: [Some(from), Some(to)], options, look }));
    let (comparison, shown) = match client.ask(Command::Compare(load)).await? {
        Event::Compare(CompareEvent::Compared(result)) => said(result)?,
        _ => return Err(End::broke()),
    };
    write(client, &comparison, &shown, (format(name), sink, wish.meta)).await?;
    finish(client, &comparison)
}

/// The version of the same model that was published before one.
async fn before(
    client: &mut Client,
    account: &AccountKey,
    to: &ElementsTarget,
) -> Result<ElementsTarget, End> {
    let words = "Name two versions: only a version of a model has one before it";
    let [Source { model: Some(model), version: Some(version), .. }] = to.sources.as_slice() else {
        return Err(End::wrong_use(words));
    };
    let (account, project) = (account.clone(), to.project.clone());
    let command = BrowseCommand::Versions { account, project, model: Some(model.clone()) };
    let BrowseEvent::Versions(result) = ask(client, command).await? else { return Err(End::broke()) };
    let listing = said(result)?;
    let own = listing.items.iter().find(|known| known.id == *version);
    let older = listing.items.iter().filter(|other| own.is_some_and(|own| other.created_at < own.created_at));
    let newest: Option<&Version> = older.max_by(|a, b| a.created_at.cmp(&b.created_at));
    let Some(newest) = newest else { return Err(End::failed("The model has no version before this one")) };
    let Content::Root(object) = &newest.content else {
        return Err(End::failed(
            "The version before this one cannot be loaded: it is hidden, or in a newer format",
        ));
    };
    let source =
        Source { model: Some(model.clone()), version: Some(newest.id.clone()), object: object.clone() };
    Ok(ElementsTarget { sources: vec![source], ..to.clone() })
}

/// A name is looked for in the second version, then in the first.
fn options(
    from: &ElementSet,
    to: &ElementSet,
    ignore: &[String],
    by: MatchName,
) -> Result<CompareOptions, End> {
    let mut keys = Vec::new();
    for text in ignore {
        let typed = |set: &ElementSet| {
            Typed { layout: &set.layout, catalog: &set.catalog }.columns(text).map_err(|e| e.to_string())
        };
        keys.extend(typed(to).or_else(|_| typed(from)).map_err(End::wrong_use)?);
    }
    Ok(CompareOptions { match_by: by.by(), ignore: keys })
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
