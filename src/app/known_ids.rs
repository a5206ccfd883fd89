//! Projects, models and versions that are known by name here, to fill in where an operation wants an id.

use std::collections::HashSet;

use dapple_data::jsonc::Step;
use dapple_data::schema::{Control, Form, FormRow, Given};
use dapple_data::speckle::Thing;

use super::AccountKey;
use super::browser::ProjectPage;
use super::state::State;

/// A thing with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownId {
    pub id: String,
    pub name: String,
}

/// What is known of an account's things of this kind: marked ones first, then those opened lately, then
/// the lists that are loaded. `within` are the project and the model that the form names beside it; what
/// belongs to another one is left out.
pub fn known_ids(
    state: &State,
    account: &AccountKey,
    thing: Thing,
    within: (Option<&str>, Option<&str>),
) -> Vec<KnownId> {
    let mut found = Vec::new();
    match thing {
        Thing::Project => projects(state, account, &mut found),
        Thing::Model => {
            for page in pages(state, account, within.0) {
                let models = page.models.value().map(|list| list.items.as_slice()).unwrap_or_default();
                found.extend(models.iter().map(|m| known(&m.id, &m.name)));
            }
        }
        Thing::Version => {
            for page in pages(state, account, within.0) {
                versions(page, within.1, &mut found);
            }
        }
        Thing::Object => {}
    }
    let mut seen = HashSet::new();
    found.retain(|known| seen.insert(known.id.clone()));
    found
}

fn known(id: &impl ToString, name: &str) -> KnownId {
    KnownId { id: id.to_string(), name: name.to_owned() }
}

fn projects(state: &State, account: &AccountKey, found: &mut Vec<KnownId>) {
    let browser = &state.browser;
    let key = account.to_string();
    let kept = browser.favourites.iter().chain(&browser.recents).filter(|k| k.account == key);
    found.extend(kept.map(|k| known(&k.project, &k.name)));
    if browser.account.as_ref() == Some(account) {
        let all = browser.projects.value().map(|list| list.items.as_slice()).unwrap_or_default();
        found.extend(all.iter().map(|project| known(&project.id, &project.name)));
    }
}

fn versions(page: &ProjectPage, model: Option<&str>, found: &mut Vec<KnownId>) {
    let lists = [page.versions.value(), page.timeline.value()];
    let shown = page.model.as_ref();
    for version in lists.into_iter().flatten().flat_map(|list| &list.items) {
        let of = version.model.as_ref().map(|(id, _)| id).or(shown);
        if model.is_some_and(|wanted| of.is_none_or(|id| id.as_str() != wanted)) {
            continue;
        }
        let message = version.message.as_deref().filter(|m| !m.trim().is_empty()).unwrap_or("No message");
        found.push(known(&version.id, message));
    }
}

/// The pages of an account, those of one project only where the form names one that is open.
fn pages<'a>(state: &'a State, account: &AccountKey, project: Option<&str>) -> Vec<&'a ProjectPage> {
    let mut pages: Vec<_> = state.browser.pages.values().filter(|page| page.account == *account).collect();
    if let Some(project) = project.filter(|id| !id.is_empty()) {
        pages.retain(|page| page.project.as_str() == project);
    }
    pages.sort_by(|a, b| a.project.as_str().cmp(b.project.as_str()));
    pages
}

/// The project and the model that stand beside a row: in the same object, or else among the variables.
pub fn named_beside<'f>(form: &'f Form, row: &FormRow) -> (Option<&'f str>, Option<&'f str>) {
    let beside = |thing: Thing| {
        let way = row.path.split_last().map(|(_, way)| way).unwrap_or_default();
        let near = form.rows.iter().find(|other| gives(other, thing) && is_in(other, way));
        let near = near.or_else(|| form.rows.iter().find(|other| gives(other, thing) && is_in(other, &[])));
        near.and_then(|row| match &row.given {
            Given::Text(id) => Some(id.as_str()),
            _ => None,
        })
    };
    (beside(Thing::Project), beside(Thing::Model))
}

fn gives(row: &FormRow, thing: Thing) -> bool {
    row.control == Control::Id(Some(thing)) && matches!(&row.given, Given::Text(id) if !id.is_empty())
}

fn is_in(row: &FormRow, way: &[Step]) -> bool {
    row.path.split_last().is_some_and(|(_, own)| own == way)
}
