//! `dapple projects`, `models`, `versions` and `people`: the browser's lists, one row an item.

use std::sync::Arc;

use dapple_data::document::Document;
use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::browse::{Listing, Record, rows_text};
use dapple_data::url::{Link, LinkError, Origin, parse_link};

use super::arguments::{
    DownloadArguments, OutputArguments, PlaceArguments, ProjectArguments, ProjectsArguments,
    VersionsArguments,
};
use super::client::Client;
use super::end::{Code, End};
use super::output;
use super::query::connect;
use crate::app::{
    AccountKey, Answer, AnswerMeta, BrowseCommand, BrowseEvent, Command, Destination, Event, Failure, Wanted,
    folder_of,
};

/// `dapple projects`
pub(super) async fn projects(client: &mut Client, wish: ProjectsArguments) -> Result<(), End> {
    let account = connect(client, &wish.place).await?;
    let BrowseEvent::Projects(result) = ask(client, BrowseCommand::Projects(account)).await? else {
        return Err(End::broke());
    };
    deliver(client, &*said(result)?, &wish.output).await
}

/// `dapple models PROJECT`
pub(super) async fn models(client: &mut Client, wish: ProjectArguments) -> Result<(), End> {
    let (account, project, _) = place(client, &wish.project, wish.place).await?;
    let BrowseEvent::Models(result) = ask(client, BrowseCommand::Models { account, project }).await? else {
        return Err(End::broke());
    };
    deliver(client, &*said(result)?, &wish.output).await
}

/// `dapple versions PROJECT [MODEL]`
pub(super) async fn versions(client: &mut Client, wish: VersionsArguments) -> Result<(), End> {
    let (account, project, link) = place(client, &wish.project, wish.place).await?;
    let model = match (&wish.model, link) {
        (Some(text), _) => Some(model(client, &account, &project, text).await?),
        (None, Link::Model { model, .. } | Link::Version { model, .. }) => Some(model),
        (None, link @ (Link::Branch { .. } | Link::Commit { .. })) => {
            Some(model_of(client, &account, link).await.map_err(|failure| end(&failure))?)
        }
        (None, _) => None,
    };
    let command = BrowseCommand::Versions { account, project, model };
    let BrowseEvent::Versions(result) = ask(client, command).await? else { return Err(End::broke()) };
    deliver(client, &*said(result)?, &wish.output).await
}

/// `dapple people PROJECT`
pub(super) async fn people(client: &mut Client, wish: ProjectArguments) -> Result<(), End> {
    let (account, project, _) = place(client, &wish.project, wish.place).await?;
    let BrowseEvent::People(result) = ask(client, BrowseCommand::People { account, project }).await? else {
        return Err(End::broke());
    };
    deliver(client, &*said(result)?, &wish.output).await
}

/// `dapple download LINK`
pub(super) async fn download(client: &mut Client, wish: DownloadArguments) -> Result<(), End> {
    let (account, project, link) = place(client, &wish.link, wish.place).await?;
    let (model, version) = match link {
        Link::Version { model, version, .. } => (model, Some(version)),
        Link::Model { model, .. } => (model, None),
        Link::Commit { ref version, .. } => {
            let version = version.clone();
            (model_of(client, &account, link).await.map_err(|failure| end(&failure))?, Some(version))
        }
        link @ Link::Branch { .. } => {
            (model_of(client, &account, link).await.map_err(|failure| end(&failure))?, None)
        }
        _ => return Err(End::wrong_use("This names no version. Paste a link of a version, or of a model")),
    };
    let version = match version {
        Some(version) => version,
        None => newest(client, &account, &project, &model).await?,
    };
    let folder = wish.output.unwrap_or_else(|| folder_of(std::path::Path::new(""), None, &version));
    let wanted = Wanted { account, project, model, version, folder };
    let BrowseEvent::Downloaded(result) = ask(client, BrowseCommand::Download(Box::new(wanted))).await?
    else {
        return Err(End::broke());
    };
    let done = said(result)?;
    client.say(&format!("{} files, {} bytes, in {}", done.files, done.bytes, done.folder.display()));
    Ok(())
}

/// The newest version of a model.
async fn newest(
    client: &mut Client,
    account: &AccountKey,
    project: &ProjectId,
    model: &ModelId,
) -> Result<VersionId, End> {
    let (account, project, model) = (account.clone(), project.clone(), Some(model.clone()));
    let command = BrowseCommand::Versions { account, project, model };
    let BrowseEvent::Versions(result) = ask(client, command).await? else { return Err(End::broke()) };
    let first = said(result)?.items.first().map(|version| version.id.clone());
    first.ok_or_else(|| End::wrong_use("This model has no versions"))
}

pub(super) async fn ask(client: &mut Client, command: BrowseCommand) -> Result<BrowseEvent, End> {
    match client.ask(Command::Browse(command)).await? {
        Event::Browse(event) => Ok(event),
        _ => Err(End::broke()),
    }
}

pub(super) fn said<T>(result: Result<T, Failure>) -> Result<T, End> {
    result.map_err(|failure| end(&failure))
}

/// A server that was reached and said no has given errors without data.
fn end(failure: &Failure) -> End {
    let of = End::of(failure);
    if failure.refused { End::new(Code::OnlyErrors, of.words) } else { of }
}

/// Signs in where the project lies: a link names its server itself.
pub(super) async fn place(
    client: &mut Client,
    text: &str,
    mut place: PlaceArguments,
) -> Result<(AccountKey, ProjectId, Link), End> {
    let (origin, link) = parse_link(text).map_err(|error| End::wrong_use(error.to_string()))?;
    let Some(project) = link.project().cloned() else {
        return Err(End::wrong_use("This names no project. Paste a link of a project, or its id"));
    };
    if let Some(origin) = &origin
        && place.account.is_none()
        && place.server.is_none()
        && !place.demo
    {
        place.server = Some(origin.clone());
    }
    let account = connect(client, &place).await?;
    belongs(origin.as_ref(), &account, place.demo)?;
    Ok((account, project, link))
}

/// A link of another server than the one that is asked names something else there, or nothing.
///
/// The sample server has another port at each start: links of all of them mean its data.
pub(super) fn belongs(origin: Option<&Origin>, account: &AccountKey, demo: bool) -> Result<(), End> {
    if demo && origin.is_some_and(Origin::is_loopback) {
        return Ok(());
    }
    match origin.filter(|origin| **origin != account.origin) {
        Some(origin) => Err(End::wrong_use(format!(
            "The link is of {}, the account of {}",
            origin.host_and_port(),
            account.origin.host_and_port()
        ))),
        None => Ok(()),
    }
}

/// The model that a text names: an id, a link, or the full name.
async fn model(
    client: &mut Client,
    account: &AccountKey,
    project: &ProjectId,
    text: &str,
) -> Result<ModelId, End> {
    let by_name = Link::Branch { project: project.clone(), branch: text.to_owned() };
    let link = match parse_link(text) {
        Err(LinkError::LooksLikeToken) => return Err(End::wrong_use(LinkError::LooksLikeToken.to_string())),
        // A name may look like an id.
        Ok((None, Link::Project { .. })) => {
            let by_id = Link::Model { project: project.clone(), model: text.trim().into() };
            match model_of(client, account, by_id).await {
                Err(failure) if failure.refused => by_name,
                found => return said(found),
            }
        }
        Ok((Some(origin), link)) => {
            belongs(Some(&origin), account, false)?;
            if link.project().is_some_and(|of| of != project) {
                return Err(End::wrong_use("The model lies in another project"));
            }
            link
        }
        Ok(_) | Err(_) => by_name,
    };
    said(model_of(client, account, link).await)
}

/// The model that a link leads to, as the server has it.
async fn model_of(client: &mut Client, account: &AccountKey, link: Link) -> Result<ModelId, Failure> {
    let link = match link {
        // A version that cannot be opened still has a model.
        Link::Version { project, model, .. } => Link::Model { project, model },
        other => other,
    };
    let command = BrowseCommand::Resolve { account: account.clone(), link };
    let destination = match ask(client, command).await {
        Ok(BrowseEvent::Resolved(result)) => result?,
        Ok(_) => return Err(Failure::new("Something in Dapple broke", "The log says where")),
        Err(End { words, .. }) => return Err(Failure::new("The model could not be asked for", words)),
    };
    let model = match destination {
        Destination::Page { model, .. } => model,
        Destination::Elements(target) => target.sources.into_iter().next().and_then(|source| source.model),
    };
    model.ok_or_else(|| Failure::new("This names no model", "Give its id, its full name, or a link to it"))
}

/// Writes the rows, and says how many there are and what is missing.
async fn deliver<T: Record>(
    client: &mut Client,
    listing: &Listing<T>,
    wish: &OutputArguments,
) -> Result<(), End> {
    let rows: Vec<String> = listing.items.iter().map(|item| item.record().to_string()).collect();
    output::write(client, answer(&rows), wish).await?;
    if !listing.is_complete() {
        return Err(End::new(Code::Partial, listing.warnings.join("\n")));
    }
    for warning in &listing.warnings {
        client.say(warning);
    }
    let noun = if rows.len() == 1 { T::NOUN.0 } else { T::NOUN.1 };
    client.say(&format!("{} {noun}", rows.len()));
    Ok(())
}

/// The rows as a list that goes out like any answer.
pub(super) fn answer(rows: &[String]) -> Arc<Answer> {
    let document = Document::from_bytes(rows_text(rows).into_bytes().into());
    let lists = dapple_data::table::lists(&document);
    Arc::new(Answer {
        serial: 1,
        document: Arc::new(document),
        meta: AnswerMeta::default(),
        errors: Vec::new(),
        has_data: true,
        raw_lines: None,
        lists,
    })
}
