//! Servers and tokens: find, check, keep, read again, forget.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dapple_data::schema::{INTROSPECTION_QUERY, Schema};
use dapple_data::speckle::{self, ActiveUserData, GraphqlError, Reply, Scope, Scopes};
use dapple_data::token::TokenId;
use dapple_data::url::Origin;
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use super::{Task, lock, words};
use crate::app::AccountKey;
use crate::app::accounts::{AccountRow, Link, SAMPLES};
use crate::app::command::TokenUse;
use crate::app::connect::ServerFound;
use crate::app::event::Event;
use crate::app::failure::Failure;
use crate::app::progress::{Phase, Progress};
use crate::services::api::{Api, ApiSettings, Found, GraphqlRequest, Limits, Priority, find_endpoint};
use crate::services::secrets::{Saved, SecretError, SecretKey, ending};
use crate::services::store::Account;

/// What the first page asks for.
pub(super) struct Wish {
    pub origin: Origin,
    pub token: SecretString,
    pub keep: bool,
    pub allow_plain_http: bool,
    pub stripe: u8,
}

fn settings(task: &Task, origin: Origin, allow_plain_http: bool) -> Result<ApiSettings, Failure> {
    let chosen = task.shared.outside.disk.settings();
    Ok(ApiSettings {
        allow_plain_http,
        network: task.shared.network()?,
        limits: Limits::default()
            .with_answer(chosen.answer_limit_bytes)
            .with_stream(chosen.stream_limit_bytes),
        ..ApiSettings::new(origin)
    })
}

/// Whether a Speckle server answers at `origin`, and where. Sends no token.
pub(super) async fn find(task: &Task, origin: Origin, allow_plain_http: bool) -> Event {
    let found = match settings(task, origin.clone(), allow_plain_http) {
        Ok(settings) => find_endpoint(&settings).await.map_err(|e| words::api(&e)),
        Err(failure) => Err(failure),
    };
    Event::ServerFound(found.map(|found| server_found(origin, found)))
}

fn server_found(origin: Origin, found: Found) -> ServerFound {
    ServerFound {
        origin,
        recommended: speckle::recommended(&found.scopes),
        name: found.name,
        version: found.version,
        endpoint: found.endpoint,
        latency_ms: millis(found.latency),
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// The stripe of the sample data, apart from what a person's first accounts get.
#[cfg(feature = "demo")]
const SAMPLE_STRIPE: u8 = 4;

/// What is known of an account before its server was asked.
fn account(origin: Origin, token: &SecretString, stripe: u8, allow_plain_http: bool) -> Account {
    Account {
        origin,
        endpoint: "/graphql".to_owned(),
        token_id: TokenId::of(token),
        last_six: last_six(token),
        name: String::new(),
        user_name: None,
        user_id: None,
        server_name: String::new(),
        stripe,
        scopes: None,
        allow_plain_http,
        kept_in_keyring: false,
        entry: None,
        added: Some(jiff::Timestamp::now()),
    }
}

/// The end of a token as the server shows it. Of a short one six characters would be too much to show.
fn last_six(token: &SecretString) -> String {
    let text = token.expose_secret();
    let shown = if text.len() >= 40 { text.get(text.len() - 6..) } else { None };
    shown.unwrap_or_default().to_owned()
}

/// A token that the server took, and what is known of it.
struct Checked {
    api: Api,
    account: Account,
    scopes: Scopes,
    latency_ms: u32,
}

/// Finds the endpoint, asks who this is, probes what the token may do.
async fn check(task: &Task, base: Account, token: SecretString) -> Result<Checked, Failure> {
    let failed = |error: crate::services::api::ApiError| words::api(&error);
    let origin = base.origin.clone();
    let open = settings(task, origin, base.allow_plain_http)?;
    let found = find_endpoint(&open).await.map_err(failed)?;
    let with_token = ApiSettings { endpoint: found.endpoint.clone(), token: Some(token), ..open };
    let api = Api::new(with_token).map_err(failed)?;
    let asked = Instant::now();
    let who: Reply<ActiveUserData> =
        api.graphql_json(&GraphqlRequest::query(speckle::ACTIVE_USER)).await.map_err(failed)?;
    let latency_ms = millis(asked.elapsed());
    let no_profile = who.errors.iter().any(|e| e.missing_scope() == Some(Scope::ProfileRead.name()));
    let user = who.data.and_then(|d| d.active_user);
    if user.is_none() && !no_profile {
        return Err(refused_by(&who.errors));
    }
    let probes: Vec<_> = speckle::scope_probe().into_iter().map(GraphqlRequest::query).collect();
    let scopes = match api.graphql_batch::<Box<RawValue>>(&probes, Priority::Person).await {
        Ok(body) => Scopes::from_batch(body.get().as_bytes()),
        Err(error) => {
            // A server that refuses batches tells no scopes; everything else still works.
            tracing::info!(error = %error, "the scopes of the token are not known");
            Scopes::default()
        }
    };
    let account = Account {
        endpoint: found.endpoint,
        server_name: found.name,
        user_id: user.as_ref().map(|u| u.id.to_string()),
        user_name: user.map(|u| u.name).or_else(|| base.user_name.clone()),
        scopes: Some(scopes.in_state(speckle::ScopeState::Present).map(|s| s.name().to_owned()).collect()),
        ..base
    };
    Ok(Checked { api, account, scopes, latency_ms })
}

/// The server answered, knew nobody, and said why or not.
fn refused_by(errors: &[GraphqlError]) -> Failure {
    let said = errors.first().map(|e| e.message.clone());
    let failure = Failure::new(
        "The server does not know whose token this is",
        "It answered, but without a person behind the token. Make a new token and paste it here",
    )
    .with(crate::app::failure::Remedy::MakeToken);
    match said {
        Some(said) => failure.detailed(said),
        None => failure,
    }
}

/// Keeps a client for the account; from here on the token is scrubbed from everything.
fn adopt(task: &Task, checked: Checked, session_only: bool) -> AccountRow {
    let Checked { api, account, scopes, latency_ms } = checked;
    let key = account.key();
    lock(&task.shared.scopes).insert(key.clone(), scopes.clone());
    lock(&task.shared.apis).insert(key.clone(), Arc::new(api));
    task.shared.connected.notify_waiters();
    if !session_only {
        task.shared.kept_pictures.allow(&key);
    }
    AccountRow { key, account, link: Link::Connected { latency_ms }, scopes, session_only }
}

/// Checks a pasted token and keeps it where the person wants it.
pub(super) async fn connect(task: &Task, wish: Wish) -> Event {
    task.shared.outside.scrubber.add(&wish.token);
    let base = account(wish.origin, &wish.token, wish.stripe, wish.allow_plain_http);
    let key = SecretKey::new(base.origin.clone(), base.token_id.clone());
    let refuse = |failure| {
        let known = lock(&task.shared.apis).keys().any(|k| k.token_id == key.token);
        if !known {
            // The token itself is wiped here; should it be typed somewhere, it is masked all the same.
            task.shared.outside.scrubber.forget(&key.token);
        }
        Event::Connected(Err(failure))
    };
    let checked = tokio::select! {
        checked = check(task, base, wish.token.clone()) => checked,
        () = task.stopped() => Err(Failure::new("Cancelled", "Nothing was kept")),
    };
    let checked = match checked {
        Ok(checked) => checked,
        Err(failure) => return refuse(failure),
    };
    // No keyring is no reason to keep the token somewhere else: the person is asked what to do.
    let mut chosen = None;
    if wish.keep {
        let kept = tokio::select! {
            // Given up counts, whatever the keyring says at the same moment: dropping its call leaves undone
            // what it has not done by now.
            biased;
            () = task.stopped() => return refuse(Failure::new("Cancelled", "Nothing was kept")),
            kept = keep(task, &key, &wish.token) => kept,
        };
        match kept {
            // Whoever pastes one of several tokens has chosen it. The others stay.
            Ok(saved) => chosen = saved.one_of_several.then(|| ending(&wish.token)),
            Err(SecretError::Ambiguous { entries }) => {
                drop(refuse(Failure::cancelled()));
                return Event::TokensDiffer { account: Box::new(checked.account), entries };
            }
            Err(error) => return refuse(words::secret(&error)),
        }
    }
    let mut row = adopt(task, checked, !wish.keep);
    row.account.kept_in_keyring = wish.keep;
    row.account.entry = chosen;
    Event::Connected(Ok(Box::new(row)))
}

/// Saves a token in the keyring; after five seconds the person is told that it waits for an answer.
async fn keep(task: &Task, key: &SecretKey, token: &SecretString) -> Result<Saved, SecretError> {
    watched(task, key, task.shared.outside.keyring.save(key, token, None)).await
}

async fn watched<T>(
    task: &Task,
    key: &SecretKey,
    work: impl Future<Output = Result<T, SecretError>>,
) -> Result<T, SecretError> {
    let mut waiting = task.shared.outside.keyring.waiting();
    tokio::pin!(work);
    tokio::select! {
        result = &mut work => return result,
        // The keyring itself says when a call takes long.
        true = async { waiting.wait_for(|now| now.keys.contains(key)).await.is_ok() } => {}
    }
    task.progress.send_replace(Progress { phase: Phase::KeyringSlow, ..Progress::default() });
    let result = work.await;
    // From here on a wait is the server's, not the keyring's.
    task.progress.send_replace(Progress::default());
    result
}

/// Leaves a keyring call that nobody answers behind and asks anew.
pub(super) fn retry_keyring(task: &Task) -> Result<(), Failure> {
    task.shared.outside.keyring.try_again().map_err(|error| words::secret(&error))
}

/// Reads the token of a known account and checks it again.
pub(super) async fn reconnect(task: &Task, account: Account) -> Event {
    let key = account.key();
    let secret = SecretKey::new(key.origin.clone(), key.token_id.clone());
    let reading = task.shared.outside.keyring.read_chosen(&secret, account.entry.as_deref());
    let result = match watched(task, &secret, reading).await {
        Ok(Some(token)) => {
            task.shared.outside.scrubber.add(&token);
            check(task, account, token).await.map(|checked| Box::new(adopt(task, checked, false)))
        }
        Ok(None) => Err(Failure::new(
            "The keyring has no token for this account",
            "It was removed outside Dapple. Sign out here, then add the account again",
        )),
        Err(SecretError::Ambiguous { entries }) => {
            return Event::TokensDiffer { account: Box::new(account), entries };
        }
        Err(error) => Err(words::secret(&error)),
    };
    Event::Reconnected { key, result }
}

/// Uses the one of several tokens that the person chose.
pub(super) async fn use_token(task: &Task, wanted: TokenUse) -> Event {
    let (key, signing_in) = (wanted.account.key(), wanted.signing_in);
    let result = chosen_token(task, wanted).await.map(Box::new);
    if signing_in { Event::Connected(result) } else { Event::Reconnected { key, result } }
}

/// Checks the chosen token; only once the server took it may the others go.
async fn chosen_token(task: &Task, wanted: TokenUse) -> Result<AccountRow, Failure> {
    let TokenUse { account, entry, remove_others, .. } = wanted;
    let keyring = &task.shared.outside.keyring;
    let secret = SecretKey::new(account.origin.clone(), account.token_id.clone());
    let found = watched(task, &secret, keyring.choose(&secret, &entry)).await;
    let token = found
        .map_err(|error| words::secret(&error))?
        .ok_or_else(|| Failure::new("The chosen token is not in the keyring any more", "Choose again"))?;
    task.shared.outside.scrubber.add(&token);
    let base = Account { last_six: last_six(&token), entry: Some(entry.ending.clone()), ..account };
    let checked = check(task, base, token).await?;
    let mut row = adopt(task, checked, false);
    row.account.kept_in_keyring = true;
    if remove_others {
        match watched(task, &secret, keyring.keep_only(&secret, &entry)).await {
            Ok(_) => row.account.entry = None,
            // The account works all the same: its choice is remembered, and the rest is said.
            Err(error) => task.say(Event::Failed(words::secret(&error))).await,
        }
    }
    Ok(row)
}

/// Forgets an account: its client at once, its keyring entry as soon as the keyring answers.
pub(super) async fn forget(task: &Task, key: AccountKey, kept: bool) -> Event {
    lock(&task.shared.apis).remove(&key);
    lock(&task.shared.schemas).remove(&key);
    lock(&task.shared.scopes).remove(&key);
    lock(&task.shared.learned).remove(&key);
    lock(&task.shared.previews).forget(&key);
    task.shared.kept_pictures.forget(&key);
    forget_pictures(task, &key).await;
    if !kept {
        task.shared.outside.scrubber.forget(&key.token_id);
        return Event::TokenForgotten { key, result: Ok(()) };
    }
    let secret = SecretKey::new(key.origin.clone(), key.token_id.clone());
    let gone = watched(task, &secret, task.shared.outside.keyring.delete(&secret)).await;
    if gone.is_ok() {
        task.shared.outside.scrubber.forget(&key.token_id);
    }
    Event::TokenForgotten { key, result: gone.map_err(|error| words::secret(&error)) }
}

/// Removes what is kept of an account on the disk: first its key, without which it is nothing, then the files.
async fn forget_pictures(task: &Task, key: &AccountKey) {
    let secret = super::browse::key_of(key);
    let folders = task.shared.outside.disk.folders().clone();
    if !folders.has_sealed(&secret.account()) {
        return;
    }
    if let Err(error) = watched(task, &secret, task.shared.outside.keyring.delete(&secret)).await {
        tracing::warn!(%error, "the key of kept previews is still in the keyring");
    }
    match task.on_disk(move |_| folders.remove_sealed(&secret.account())).await {
        Ok(Ok(())) | Err(_) => {}
        Ok(Err(error)) => tracing::warn!(%error, "kept previews are still on the disk"),
    }
}

/// Asks the server for its schema and reads it on the pool.
pub(super) async fn schema(task: &Task, key: AccountKey) -> Event {
    let result = load_schema(task, &key).await;
    Event::SchemaLoaded { key, result }
}

pub(super) async fn load_schema(task: &Task, key: &AccountKey) -> Result<Arc<Schema>, Failure> {
    // The account may still be connecting when its schema is wanted: the connection asks again.
    let api = task.api(key).await?;
    let request = GraphqlRequest::query(INTROSPECTION_QUERY).in_background();
    let (_, body) =
        api.graphql_bytes(&request, api.limits().introspection).await.map_err(|e| words::api(&e))?;
    let read = task.on_pool(move |_| Schema::from_introspection(&body)).await?;
    let schema = Arc::new(read.map_err(|error| {
        Failure::new(
            "The server's schema cannot be read",
            "Completion and checks are off, everything else works",
        )
        .detailed(error.to_string())
    })?);
    super::explorer::arrived(task, key, &schema).await;
    lock(&task.shared.schemas).insert(key.clone(), schema.clone());
    Ok(schema)
}

/// Starts the embedded sample server (once) and signs in to it. Its token stays in memory.
pub(super) async fn samples(task: &Task) -> Event {
    Event::Connected(start_samples(task).await.map(Box::new))
}

#[cfg(feature = "demo")]
async fn start_samples(task: &Task) -> Result<AccountRow, Failure> {
    use dapple_demo::{Demo, Options, Who};
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new("The sample data could not be started", error.to_string())
    };
    let demo = task
        .shared
        .demo
        .get_or_try_init(|| Demo::start(Options::default()))
        .await
        .map_err(|error| failed(&error))?;
    let origin: Origin = demo.origin().parse().map_err(|error| failed(&error))?;
    let token = dapple_data::token::clean(demo.token(Who::Full)).map_err(|error| failed(&error))?;
    task.shared.outside.scrubber.add(&token);
    let account = Account { name: SAMPLES.to_owned(), ..account(origin, &token, SAMPLE_STRIPE, false) };
    let checked = check(task, account, token).await?;
    Ok(adopt(task, checked, true))
}

#[cfg(not(feature = "demo"))]
async fn start_samples(_task: &Task) -> Result<AccountRow, Failure> {
    Err(Failure::new("This build has no sample data", "It was built without the feature `demo`"))
}
