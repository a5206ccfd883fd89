//! Pictures of versions. A status of 200 says nothing: only the headers tell a preview from a picture that
//! says that there is none.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::{Task, lock, words};
use super::{kept, picture};
use crate::app::AccountKey;
use crate::app::browser::Picture;
use crate::app::failure::Failure;
use crate::services::api::{Answer, RestRequest};

/// How long a picture that the server does not have is not asked for again: asking makes it render.
const MISSING_FOR: Duration = Duration::from_secs(600);
/// The most bytes of pixels that are kept: about forty pictures.
const KEPT_BYTES: usize = 32 << 20;
/// The most missing pictures that are remembered.
const KEPT_MISSING: usize = 4_096;

type Key = (AccountKey, String);

/// The pictures of this process, in memory only: the least used ones go first.
#[derive(Default)]
pub(in crate::app::worker) struct Previews {
    pictures: HashMap<Key, (Arc<Picture>, u64)>,
    missing: HashMap<Key, Instant>,
    uses: u64,
    /// How often an account was forgotten: what was asked for before that is not kept.
    forgotten: u64,
}

impl Previews {
    /// What is known of a picture; `Some(None)` is one that was missing a moment ago.
    fn known(&mut self, key: &Key, now: Instant) -> Option<Option<Arc<Picture>>> {
        if let Some((picture, used)) = self.pictures.get_mut(key) {
            self.uses += 1;
            *used = self.uses;
            return Some(Some(picture.clone()));
        }
        let since = *self.missing.get(key)?;
        if now.saturating_duration_since(since) < MISSING_FOR {
            return Some(None);
        }
        self.missing.remove(key);
        None
    }

    fn keep(&mut self, key: Key, picture: Arc<Picture>) {
        self.uses += 1;
        self.missing.remove(&key);
        self.pictures.insert(key, (picture, self.uses));
        let bytes = |kept: &Self| kept.pictures.values().map(|(p, _)| p.pixels.len()).sum::<usize>();
        while bytes(self) > KEPT_BYTES && self.pictures.len() > 1 {
            let oldest = self.pictures.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { return };
            self.pictures.remove(&oldest);
        }
    }

    fn miss(&mut self, key: Key, now: Instant) {
        if self.missing.len() >= KEPT_MISSING {
            self.missing.retain(|_, since| now.saturating_duration_since(*since) < MISSING_FOR);
        }
        if self.missing.len() < KEPT_MISSING {
            self.missing.insert(key, now);
        }
    }

    /// The account is gone: so are its pictures, those on their way too.
    pub(in crate::app::worker) fn forget(&mut self, account: &AccountKey) {
        self.forgotten += 1;
        self.pictures.retain(|(of, _), _| of != account);
        self.missing.retain(|(of, _), _| of != account);
    }
}

/// The picture behind a `previewUrl`; `None` while the server has none.
pub(super) async fn preview(
    task: &Task,
    account: AccountKey,
    url: String,
) -> Result<Option<Arc<Picture>>, Failure> {
    let key = (account, url);
    let forgotten = {
        let mut previews = lock(&task.shared.previews);
        if let Some(known) = previews.known(&key, Instant::now()) {
            return Ok(known);
        }
        previews.forgotten
    };
    let api = task.api(&key.0).await?;
    let on_disk = kept::read(task, &key.0, &key.1).await;
    let (bytes, lives) = match on_disk {
        Some(bytes) => (bytes.into(), None),
        None => {
            let request = RestRequest::preview(&key.1, api.limits()).ok_or_else(|| {
                Failure::new("This preview has no address", "The server gave something else")
            })?;
            let (answer, bytes) = api.rest_bytes(&request).await.map_err(|error| words::api(&error))?;
            let Some(lives) = lifetime(&answer) else {
                let mut previews = lock(&task.shared.previews);
                if previews.forgotten == forgotten {
                    previews.miss(key, Instant::now());
                }
                return Ok(None);
            };
            (bytes, Some(lives))
        }
    };
    let raw = bytes.clone();
    let decoded = task.on_pool(move |_| picture::decode(&bytes)).await?;
    let picture = Arc::new(decoded.map_err(|why| {
        Failure::new("This preview cannot be shown", "The server's picture is not one that Dapple can read")
            .detailed(why)
    })?);
    let still_wanted = {
        let mut previews = lock(&task.shared.previews);
        let still = previews.forgotten == forgotten;
        if still {
            previews.keep(key.clone(), picture.clone());
        }
        still
    };
    if let Some(lives) = lives.filter(|_| still_wanted) {
        kept::keep(task, &key.0, &key.1, raw, lives).await;
    }
    Ok(Some(picture))
}

/// How long the server lets a picture of the model be kept; `None` for what is no such picture, as the server
/// lets only those be kept, and marks its errors.
fn lifetime(answer: &Answer) -> Option<Duration> {
    let cache = answer.header("cache-control").unwrap_or_default().to_ascii_lowercase();
    let mut rules = cache.split(',').map(str::trim);
    let is_private = rules.clone().any(|rule| rule == "private");
    let lives =
        rules.find_map(|rule| rule.strip_prefix("max-age=")?.parse().ok().filter(|n: &u64| *n > 0))?;
    let is_preview = is_private && answer.header("x-preview-error").is_none();
    is_preview.then(|| Duration::from_secs(lives))
}
