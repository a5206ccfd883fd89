//! `dapple objects` and `dapple properties`: the element table of a version, and what its columns can be.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::export::{Dialect, ExportError, Format, Summary};
use dapple_data::ids::ProjectId;
use dapple_data::speckle::elements::{ElementsView, Typed, WishTexts, group_records, property_records};
use dapple_data::url::{Link, Resource};

use super::arguments::{
    ObjectsArguments, OutputArguments, PlaceArguments, PropertiesArguments, TableFormatName,
};
use super::browse::{answer, ask, place, said};
use super::client::Client;
use super::end::{Code, End};
use super::output;
use crate::app::{
    AccountKey, BrowseCommand, BrowseEvent, Command, Destination, ElementSet, ElementsCommand, ElementsEvent,
    ElementsTarget, Event, ExportJob, ExportPart, write_view,
};

/// `dapple objects LINK`
pub(super) async fn objects(client: &mut Client, wish: ObjectsArguments) -> Result<(), End> {
    let (sink, name) = destination(wish.output.as_deref(), wish.format)?;
    let (set, first) = load(client, &wish.link, wish.place).await?;
    let typed = Typed { layout: &set.layout, catalog: &set.catalog };
    let texts = WishTexts {
        select: wish.select,
        conditions: wish.conditions,
        sort: wish.sort,
        group_by: wish.group_by,
        sum: wish.sum,
        all_objects: wish.all_objects,
    };
    let asked = texts.wish(&typed).map_err(|error| End::wrong_use(error.to_string()))?;
    let view = if asked == first.wish {
        first
    } else {
        let view = ElementsCommand::View { set: set.clone(), wish: asked, previous: Some(first) };
        match client.ask(Command::Elements(view)).await? {
            Event::Elements(ElementsEvent::Viewed(result)) => said(result)?,
            _ => return Err(End::broke()),
        }
    };
    warn(client, &view);
    let rows = view.rows().len();
    if view.is_grouped() && name != TableFormatName::Xlsx {
        let groups = output_of(name, wish.output, wish.meta);
        output::write(client, answer(&group_records(&view)), &groups).await?;
    } else {
        table(client, (&set, view), (format(name), sink, wish.meta)).await?;
    }
    finish(client, &set, rows)
}

/// `dapple properties LINK`
pub(super) async fn properties(client: &mut Client, wish: PropertiesArguments) -> Result<(), End> {
    let (set, _) = load(client, &wish.link, wish.place).await?;
    let records = property_records(&set.catalog);
    output::write(client, answer(&records), &wish.output).await?;
    finish(client, &set, set.elements.rows(false).len())
}

/// Resolves the link and loads what it names.
async fn load(
    client: &mut Client,
    link: &str,
    at: PlaceArguments,
) -> Result<(Arc<ElementSet>, Arc<ElementsView>), End> {
    let (account, _, link) = place(client, link, at).await?;
    let target = resolved(client, &account, link).await?;
    match client.ask(Command::Elements(ElementsCommand::Load(target))).await? {
        Event::Elements(ElementsEvent::Loaded(result)) => said(result),
        _ => Err(End::broke()),
    }
}

/// What a link names, as far as it has elements: of a model the newest version.
pub(super) async fn resolved(
    client: &mut Client,
    account: &AccountKey,
    link: Link,
) -> Result<ElementsTarget, End> {
    let resolve = |link: Link| BrowseCommand::Resolve { account: account.clone(), link };
    let BrowseEvent::Resolved(found) = ask(client, resolve(link)).await? else { return Err(End::broke()) };
    match said(found)? {
        Destination::Elements(target) => Ok(target),
        Destination::Page { project, model: Some(model), .. } => {
            newest(client, resolve(model_link(project, Resource::Model(model)))).await
        }
        Destination::Page { .. } => {
            let words = "The link names a project and no model or version. Copy the link of one, or see \
                         dapple models";
            Err(End::wrong_use(words))
        }
    }
}

/// The newest version of a model.
async fn newest(client: &mut Client, command: BrowseCommand) -> Result<ElementsTarget, End> {
    match ask(client, command).await? {
        BrowseEvent::Resolved(found) => match said(found)? {
            Destination::Elements(target) => Ok(target),
            Destination::Page { .. } => Err(End::failed("The model has no versions yet")),
        },
        _ => Err(End::broke()),
    }
}

fn model_link(project: ProjectId, model: Resource) -> Link {
    Link::Federated { project, resources: vec![model] }
}

/// Where a table goes and as what: the format that was named, else that of the file's ending.
///
/// # Errors
/// A file that cannot be written, or a format that is no text for a terminal.
pub(super) fn destination(
    output: Option<&Path>,
    format: Option<TableFormatName>,
) -> Result<(output::Sink, TableFormatName), End> {
    let sink = output::sink(output)?;
    let name = format.unwrap_or_else(|| by_ending(&sink));
    let is_screen = matches!(sink, output::Sink::Stdout) && io::stdout().is_terminal();
    match name {
        TableFormatName::Xlsx if is_screen => Err(output::no_text("A workbook", "xlsx")),
        TableFormatName::Parquet if is_screen => Err(output::no_text("Parquet", "parquet")),
        _ => Ok((sink, name)),
    }
}

fn by_ending(sink: &output::Sink) -> TableFormatName {
    let output::Sink::File(path) = sink else { return TableFormatName::Json };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "xlsx" => TableFormatName::Xlsx,
        "csv" => TableFormatName::Csv,
        "ndjson" | "jsonl" => TableFormatName::Ndjson,
        "parquet" => TableFormatName::Parquet,
        "md" | "markdown" => TableFormatName::Markdown,
        _ => TableFormatName::Json,
    }
}

/// No format of the command line changes a value.
pub(super) fn format(name: TableFormatName) -> Format {
    match name {
        TableFormatName::Xlsx => Format::Xlsx,
        TableFormatName::Csv => Format::Csv { dialect: Dialect::ForPrograms, guard: false },
        TableFormatName::Ndjson => Format::Records { lines: true },
        TableFormatName::Json => Format::Records { lines: false },
        TableFormatName::Parquet => Format::Parquet,
        TableFormatName::Markdown => Format::Markdown,
    }
}

/// Groups go out as any list does.
fn output_of(name: TableFormatName, output: Option<std::path::PathBuf>, meta: bool) -> OutputArguments {
    use super::arguments::FormatName;
    let name = match name {
        TableFormatName::Csv => FormatName::Csv,
        TableFormatName::Ndjson => FormatName::Ndjson,
        TableFormatName::Parquet => FormatName::Parquet,
        TableFormatName::Markdown => FormatName::Markdown,
        TableFormatName::Json | TableFormatName::Xlsx => FormatName::Json,
    };
    OutputArguments { format: Some(name), list: None, output, meta }
}

/// What a person has to know of the sums before trusting them.
fn warn(client: &mut Client, view: &ElementsView) {
    let words = crate::app::cautions(view);
    // Without groups nothing is summed here: only what was filtered matters.
    let is_filter = |text: &&String| text.ends_with("the filter compares the numbers alone");
    let wanted = words.iter().filter(|text| view.is_grouped() || is_filter(text));
    wanted.for_each(|text| client.say(text));
}

async fn table(
    client: &mut Client,
    (set, view): (&Arc<ElementSet>, Arc<ElementsView>),
    (format, sink, report): (Format, output::Sink, bool),
) -> Result<(), End> {
    let part = ExportPart::Elements { set: set.clone(), view: view.clone() };
    let (set, scrubber) = (set.clone(), client.scrubber().clone());
    let write = move |out: &mut dyn io::Write, stop: &Stop| {
        write_view(&set, &view, (format, &scrubber), out, (stop, &mut |_, _| {}))
    };
    written(client, part, (format, sink, report), write).await
}

/// Writes a part to a file, or with `write` to stdout. Says what was cut.
pub(super) async fn written(
    client: &mut Client,
    part: ExportPart,
    (format, sink, report): (Format, output::Sink, bool),
    write: impl FnOnce(&mut dyn io::Write, &Stop) -> Result<Summary, ExportError> + Send + 'static,
) -> Result<(), End> {
    let summary: Option<Summary> = match sink {
        output::Sink::File(path) => {
            let job = ExportJob { part, format, path, replace: true, report };
            match client.ask(Command::Export(Box::new(job))).await? {
                Event::Exported(result) => Some(result.map_err(|failure| End::of(&failure))?.summary),
                _ => return Err(End::broke()),
            }
        }
        output::Sink::Stdout => output::piped(client, write).await?,
    };
    if let Some(cut) = summary.as_ref().map(|summary| summary.cut).filter(|cut| *cut > 0) {
        client.say(&format!("{cut} cells were cut: a workbook holds 32,767 characters in each"));
    }
    match summary {
        // Objects that did not come are spoken of for the whole table.
        Some(summary) if summary.written < summary.asked => Err(End::new(
            Code::Partial,
            format!("Only {} of {} rows were written", summary.written, summary.asked),
        )),
        _ => Ok(()),
    }
}

/// Says how many rows there are, and what did not come.
fn finish(client: &mut Client, set: &ElementSet, rows: usize) -> Result<(), End> {
    let facts = &set.facts;
    if facts.is_complete() {
        client.say(&format!("{rows} {}", if rows == 1 { "element" } else { "elements" }));
        return Ok(());
    }
    let mut words = Vec::new();
    if let Some(why) = &facts.incomplete {
        words.push(why.clone());
        words.push(format!("At least {} of {} objects are missing", facts.short_by(), facts.asked.max(1)));
    } else if !facts.missing.is_empty() {
        let ids: Vec<&str> = facts.missing.iter().take(3).map(dapple_data::ids::ObjectId::as_str).collect();
        words.push(format!(
            "{} of {} objects did not come from the server though asked twice, such as {}",
            facts.missing.len(),
            facts.asked,
            ids.join(", ")
        ));
    }
    Err(End::new(Code::Partial, words.join("\n")))
}
