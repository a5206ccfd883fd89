//! What is read at start and written as one works: settings, accounts, session, history.

use std::collections::HashSet;
use std::path::PathBuf;

use dapple_data::speckle::elements::Wish;

use super::disk::Written;
use super::{Shared, Task, certificates};
use crate::app::answer::AnswerView;
use crate::app::browser::Known;
use crate::app::compare::SavedComparison;
use crate::app::elements::{SavedElements, SavedView};
use crate::app::event::{Event, Started};
use crate::app::failure::Failure;
use crate::app::headers::HeaderRow;
use crate::app::saved::SavedLink;
use crate::app::session::{SavedPage, SavedTab, Snapshot};
use crate::app::state::Clearable;
use crate::app::variables::KeptVariables;
use crate::services::store::{Account, Accounts, Folders, Session, Settings, StoreError, Tab};

/// Under which names the projects opened lately and the favourites are kept, as JSON.
const RECENTS: &str = "browse.recents";
const FAVOURITES: &str = "browse.favourites";
/// How many runs the history shows.
const SHOWN_RUNS: u32 = 500;
/// Under which name the account for new tabs is kept.
const ACTIVE: &str = "account.active";
/// Under which name the folder of the last export is kept.
const EXPORT_FOLDER: &str = "export.folder";
/// Under which name the format of the last export is kept.
const EXPORT_KIND: &str = "export.kind";
/// Under which name the filters used lately are kept, as JSON.
const FILTERS: &str = "answer.filters";

fn failed(error: &StoreError) -> Failure {
    Failure::new("Something could not be kept on this disk", error.to_string())
}

/// Everything that was on the disk.
pub(super) async fn start(task: &Task) -> Event {
    let read = task
        .on_disk(|shared: &Shared| {
            let disk = &shared.outside.disk;
            let mut warnings = disk.troubles().to_vec();
            let session = match disk.session(|session| restore(session)) {
                Ok(snapshot) => {
                    let ids = snapshot.tabs.iter().filter_map(|t| i64::try_from(t.id).ok());
                    disk.known_tabs().extend(ids);
                    Some(snapshot)
                }
                Err(error) => {
                    warnings.push(error.to_string());
                    None
                }
            };
            let accounts: Vec<Account> = disk.accounts().list().to_vec();
            Started {
                settings: disk.settings(),
                accounts,
                session,
                warnings,
                read_only: disk.is_read_only(),
                has_samples: shared.outside.samples,
                proxy: shared.proxy(),
                decimal_comma: super::outside::decimal_comma(),
                downloads: Folders::downloads(),
                memory: crate::services::store::memory(),
            }
        })
        .await;
    match read {
        Ok(started) => Event::Started(Box::new(started)),
        Err(failure) => {
            let warnings = vec![failure.as_text()];
            Event::Started(Box::new(Started { warnings, ..Started::default() }))
        }
    }
}

fn restore(session: &Session) -> Result<Snapshot, StoreError> {
    let tabs = session.tabs()?;
    Ok(Snapshot {
        tabs: tabs.list.into_iter().map(saved_tab).collect(),
        selected: tabs.selected.and_then(|id| u64::try_from(id).ok()),
        active: session.remembered(ACTIVE)?,
        export_folder: session.remembered(EXPORT_FOLDER)?.map(PathBuf::from),
        export_kind: session.remembered(EXPORT_KIND)?,
        // What cannot be read is no reason to lose the session.
        recent_filters: serde_json::from_str(&session.remembered(FILTERS)?.unwrap_or_default())
            .unwrap_or_default(),
        recents: known(session, RECENTS)?,
        favourites: known(session, FAVOURITES)?,
        views: views(session)?,
    })
}

/// Remembered projects. What cannot be read is no reason to lose the session.
fn known(session: &Session, name: &str) -> Result<Vec<Known>, StoreError> {
    let text = session.remembered(name)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// A named view on the disk, where its name is beside it.
#[derive(serde::Serialize, serde::Deserialize)]
struct KeptView {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    of_answer: bool,
    #[serde(flatten)]
    wish: Wish,
}

/// The named views of tables. One that cannot be read stays on the disk.
fn views(session: &Session) -> Result<Vec<SavedView>, StoreError> {
    let read = session.saved_views()?.into_iter();
    let readable =
        read.filter_map(|(name, kept)| Some((name, serde_json::from_str::<KeptView>(&kept).ok()?)));
    let view = |(id, (name, KeptView { of_answer, wish }))| SavedView { id, name, of_answer, wish };
    Ok((1..).zip(readable).map(view).collect())
}

/// Writes the views that changed, and removes those that are gone and could be read.
fn write_views(
    session: &mut Session,
    views: &[SavedView],
    clean: impl Fn(&str) -> String,
) -> Result<(), StoreError> {
    let old = session.saved_views()?;
    let mut kept = HashSet::new();
    for view in views {
        let kept_view = KeptView { of_answer: view.of_answer, wish: view.wish.clone() };
        let (name, wish) = (clean(&view.name), clean(&serde_json::to_string(&kept_view).unwrap_or_default()));
        if !old.iter().any(|(other, text)| *other == name && *text == wish) {
            session.save_view(&name, &wish)?;
        }
        kept.insert(name);
    }
    for (name, wish) in old {
        if !kept.contains(&name) && serde_json::from_str::<KeptView>(&wish).is_ok() {
            session.remove_view(&name)?;
        }
    }
    Ok(())
}

/// What a tab remembers besides its texts.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct Detail {
    name: Option<String>,
    file: Option<PathBuf>,
    view: AnswerView,
    variables_folded: bool,
    variables: KeptVariables,
    headers: Vec<HeaderRow>,
    saved: Option<SavedLink>,
    page: Option<SavedPage>,
    elements: Option<SavedElements>,
    comparison: Option<SavedComparison>,
}

fn saved_tab(tab: Tab) -> SavedTab {
    // A detail that cannot be read costs the view of a tab, never its text.
    let detail: Detail = serde_json::from_str(&tab.detail).unwrap_or_default();
    SavedTab {
        id: u64::try_from(tab.id).unwrap_or_default(),
        file: detail.file,
        name: detail.name,
        account: tab.account,
        operation: tab.operation,
        query: tab.text,
        variables: tab.variables,
        view: detail.view,
        variables_open: !detail.variables_folded,
        kept: detail.variables,
        headers: detail.headers,
        saved: detail.saved,
        page: detail.page,
        elements: detail.elements,
        comparison: detail.comparison,
    }
}

fn stored_tab(saved: &SavedTab) -> Tab {
    let detail = Detail {
        name: saved.name.clone(),
        file: saved.file.clone(),
        view: saved.view,
        variables_folded: !saved.variables_open,
        variables: saved.kept.clone(),
        headers: saved.headers.clone(),
        saved: saved.saved.clone(),
        page: saved.page.clone(),
        elements: saved.elements.clone(),
        comparison: saved.comparison.clone(),
    };
    let kind = match (&saved.page, &saved.elements, &saved.file) {
        _ if saved.comparison.is_some() => "comparison",
        (Some(_), _, _) => "project",
        (None, Some(_), _) => "elements",
        (None, None, Some(_)) => "file",
        (None, None, None) => "query",
    };
    Tab {
        id: i64::try_from(saved.id).unwrap_or(i64::MAX),
        kind: kind.to_owned(),
        title: saved.name.clone().unwrap_or_default(),
        text: saved.query.clone(),
        variables: saved.variables.clone(),
        operation: saved.operation.clone(),
        account: saved.account.clone(),
        detail: serde_json::to_string(&detail).unwrap_or_default(),
    }
}

/// Writes the session: what changed, what is gone, and the order.
pub(super) async fn session(task: &Task, snapshot: Snapshot) -> Event {
    let id = task.id.0;
    let written = task
        .on_disk(move |shared| {
            let disk = &shared.outside.disk;
            if disk.is_read_only() {
                return Ok(());
            }
            let mut known = disk.known_tabs();
            let work =
                || disk.session(|session| write(session, &snapshot, &mut known, &shared.outside.scrubber));
            disk.in_order(Written::Session, id, work)
        })
        .await;
    Event::SessionSaved(written.and_then(|r| r.map_err(|e| failed(&e))))
}

fn write(
    session: &mut Session,
    snapshot: &Snapshot,
    known: &mut HashSet<i64>,
    scrubber: &dapple_data::token::Scrubber,
) -> Result<(), StoreError> {
    let old = session.tabs()?;
    let clean = |text: &str| scrubber.scrub(text).into_owned();
    let mut order = Vec::with_capacity(snapshot.tabs.len());
    for saved in &snapshot.tabs {
        let mut tab = stored_tab(saved);
        // A live token that somebody typed into a query stays on the screen and off the disk.
        tab.text = clean(&tab.text);
        tab.variables = clean(&tab.variables);
        tab.title = clean(&tab.title);
        tab.detail = clean(&tab.detail);
        tab.operation = tab.operation.as_deref().map(clean);
        order.push(tab.id);
        if !old.list.contains(&tab) {
            session.save_tab(&tab)?;
        }
    }
    // A tab that this process never read was not closed here, whatever kept it from being read.
    for gone in old.list.iter().filter(|t| known.contains(&t.id) && !order.contains(&t.id)) {
        session.remove_tab(gone.id)?;
    }
    known.extend(&order);
    session.arrange(&order, snapshot.selected.and_then(|id| i64::try_from(id).ok()))?;
    session.remember(ACTIVE, snapshot.active.as_deref().unwrap_or_default())?;
    if let Some(folder) = &snapshot.export_folder {
        session.remember(EXPORT_FOLDER, &folder.to_string_lossy())?;
    }
    if let Some(kind) = &snapshot.export_kind {
        session.remember(EXPORT_KIND, kind)?;
    }
    session
        .remember(FILTERS, &clean(&serde_json::to_string(&snapshot.recent_filters).unwrap_or_default()))?;
    for (name, list) in [(RECENTS, &snapshot.recents), (FAVOURITES, &snapshot.favourites)] {
        session.remember(name, &clean(&serde_json::to_string(list).unwrap_or_default()))?;
    }
    write_views(session, &snapshot.views, clean)?;
    Ok(())
}

/// Writes the settings.
pub(super) async fn settings(task: &Task, settings: Settings) -> Event {
    let id = task.id.0;
    let old = task.shared.outside.disk.settings();
    let others =
        (&old.extra_ca, &old.client_certificate) != (&settings.extra_ca, &settings.client_certificate);
    let written = task
        .on_disk(move |shared| {
            let disk = &shared.outside.disk;
            disk.in_order(Written::Settings, id, || disk.save_settings(&settings))
        })
        .await;
    if others && let Err(failure) = certificates::renew(task).await {
        task.say(Event::Failed(failure)).await;
    }
    Event::SettingsSaved(written.and_then(|r| r.map_err(|e| failed(&e))))
}

/// Writes the list of accounts.
pub(super) async fn accounts(task: &Task, list: Vec<Account>) -> Event {
    let id = task.id.0;
    let written = task
        .on_disk(move |shared| {
            let mut accounts = Accounts::default();
            list.into_iter().for_each(|account| accounts.put(account));
            let disk = &shared.outside.disk;
            disk.in_order(Written::Accounts, id, || disk.save_accounts(&accounts))
        })
        .await;
    Event::AccountsSaved(written.and_then(|r| r.map_err(|e| failed(&e))))
}

/// The last runs.
pub(super) async fn history(task: &Task) -> Event {
    let read = task.on_disk(|shared| shared.outside.disk.history(|h| h.page(None, "", SHOWN_RUNS))).await;
    Event::History(read.and_then(|r| r.map_err(|e| failed(&e))))
}

/// What lies on the disk, with its length now.
pub(super) async fn places(task: &Task) -> Event {
    Event::Places(task.on_disk(|shared| shared.outside.disk.places()).await)
}

/// Forgets all runs.
pub(super) async fn clear_history(task: &Task) -> Event {
    let cleared = task
        .on_disk(|shared| {
            shared.outside.disk.history(crate::services::store::History::clear).map(|()| Vec::new())
        })
        .await;
    Event::History(cleared.and_then(|r| r.map_err(|e| failed(&e))))
}

/// Removes what can be removed, and says what is there now.
pub(super) async fn clear(task: &Task, what: Clearable) -> Event {
    let cleared = task.on_disk(move |shared| {
        let disk = &shared.outside.disk;
        disk.clear(what).map(|()| disk.places())
    });
    Event::Cleared { what, result: cleared.await.and_then(|r| r.map_err(|e| failed(&e))) }
}
