//! Everything on this computer's disk, opened once and shared by all tasks.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock};

use dapple_data::token::Scrubber;

use super::lock;
use crate::app::state::{Clearable, KeptPlace};
use crate::services::store::{
    Access, Accounts, Claim, Folders, History, Instance, Purpose, Record, Session, SetAside, Settings,
    SpoolWriter, StoreError, Unfinished, free_space,
};

/// What spooled objects leave free on the disk, in bytes.
const LEFT_FREE: u64 = 2_000_000_000;

/// The opened files. Locks are held for one call on a blocking thread, never across an await.
pub struct Disk {
    folders: Folders,
    access: Access,
    /// Held until the process ends: the right to write.
    _instance: Option<Instance>,
    session: Mutex<Session>,
    history: Mutex<History>,
    settings: Mutex<Settings>,
    accounts: Mutex<Accounts>,
    /// The newest command whose accounts, settings and session were written: older ones come too late.
    written: [Mutex<u64>; 3],
    /// Tabs that this process read or wrote: only these may go when they are closed.
    known_tabs: Mutex<HashSet<i64>>,
    /// What was set aside or could not be opened, in words.
    troubles: Vec<String>,
    /// How a page of a spool that a frame looked for is fetched.
    fetch: OnceLock<Fetch>,
    free_space: FreeSpace,
}

/// How many bytes are free on the disk that holds a folder.
type FreeSpace = Box<dyn Fn(&Path) -> io::Result<u64> + Send + Sync>;

/// A file that is written as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written {
    Accounts,
    Settings,
    Session,
}

type Fetch = Box<dyn Fn(crate::services::store::PageWanted) + Send + Sync>;

impl Disk {
    /// Opens what is there. What cannot be opened lives in memory instead, and is said.
    ///
    /// # Errors
    /// [`StoreError`] only when not even memory can hold a session.
    pub fn open(folders: Folders) -> Result<Self, StoreError> {
        Self::with(folders, Instance::claim)
    }

    /// The same without asking for the right to write: for a command that only reads. A window that
    /// opens meanwhile gets that right and keeps it.
    ///
    /// # Errors
    /// As [`Disk::open`].
    pub fn read(folders: Folders) -> Result<Self, StoreError> {
        Self::with(folders, |_| Ok(Claim::Reader))
    }

    fn with(
        folders: Folders,
        claim: impl FnOnce(&Folders) -> Result<Claim, StoreError>,
    ) -> Result<Self, StoreError> {
        let mut troubles = Vec::new();
        let mut noted = |error: StoreError| {
            troubles.push(format!("{error}. What you do now is kept until Dapple closes"))
        };
        let created = folders.create();
        let claim = created.and_then(|()| claim(&folders));
        let (access, instance) = match claim {
            Ok(Claim::Writer(instance)) => (Access::Write, Some(instance)),
            Ok(Claim::Reader) => (Access::ReadOnly, None),
            Err(error) => {
                noted(error);
                (Access::ReadOnly, None)
            }
        };
        if access == Access::Write {
            Unfinished::sweep(&folders);
        }
        let mut aside: Vec<SetAside> = Vec::new();
        let session = match Session::open(&folders, access) {
            Ok(opened) => {
                aside.extend(opened.set_aside);
                opened.value
            }
            Err(error) => {
                noted(error);
                Session::in_memory()?
            }
        };
        let history = match History::open(&folders, access) {
            Ok(opened) => {
                aside.extend(opened.set_aside);
                opened.value
            }
            Err(error) => {
                noted(error);
                History::in_memory()?
            }
        };
        let settings = Settings::load(&folders, access).map(|opened| {
            aside.extend(opened.set_aside);
            opened.value
        });
        let settings = settings.map_err(&mut noted).unwrap_or_default();
        let accounts = Accounts::load(&folders, access).map(|opened| {
            aside.extend(opened.set_aside);
            opened.value
        });
        let accounts = accounts.map_err(&mut noted).unwrap_or_default();
        troubles.extend(aside.iter().map(ToString::to_string));
        Ok(Self {
            folders,
            access,
            _instance: instance,
            session: Mutex::new(session),
            history: Mutex::new(history),
            settings: Mutex::new(settings),
            accounts: Mutex::new(accounts),
            written: Default::default(),
            known_tabs: Mutex::default(),
            troubles,
            fetch: OnceLock::new(),
            free_space: Box::new(free_space),
        })
    }

    /// The same disk, which says of itself how much of it is free.
    #[must_use]
    pub fn with_free_space(self, says: impl Fn(&Path) -> io::Result<u64> + Send + Sync + 'static) -> Self {
        Self { free_space: Box::new(says), ..self }
    }

    /// The folders in use.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Whether another process owns the files.
    pub fn is_read_only(&self) -> bool {
        self.access == Access::ReadOnly
    }

    /// What was set aside or could not be opened.
    pub fn troubles(&self) -> &[String] {
        &self.troubles
    }

    /// Does a write unless a newer one was done already. The lock is held over the write, so that two
    /// tasks cannot overtake each other on the way to one file.
    pub(super) fn in_order(
        &self,
        what: Written,
        id: u64,
        write: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(slot) = self.written.get(what as usize) else { return write() };
        let mut newest = lock(slot);
        if id < *newest {
            return Ok(());
        }
        *newest = id;
        write()
    }

    /// Tabs that this process read or wrote.
    pub(super) fn known_tabs(&self) -> MutexGuard<'_, HashSet<i64>> {
        lock(&self.known_tabs)
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Settings {
        lock(&self.settings).clone()
    }

    /// Keeps new settings, on the disk where that may be written.
    ///
    /// # Errors
    /// [`StoreError`], naming the file; the settings count for this process all the same.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        lock(&self.settings).clone_from(settings);
        if self.is_read_only() {
            return Ok(());
        }
        settings.save(&self.folders)?;
        // Whoever wants none kept wants those gone that are.
        if settings.keep_previews { Ok(()) } else { self.folders.clear_sealed() }
    }

    /// The accounts as they are now.
    pub fn accounts(&self) -> Accounts {
        lock(&self.accounts).clone()
    }

    /// Keeps the accounts.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn save_accounts(&self, accounts: &Accounts) -> Result<(), StoreError> {
        lock(&self.accounts).clone_from(accounts);
        if self.is_read_only() { Ok(()) } else { accounts.save(&self.folders) }
    }

    /// Works on the session.
    pub fn session<T>(&self, work: impl FnOnce(&mut Session) -> T) -> T {
        work(&mut lock(&self.session))
    }

    /// Works on the history.
    pub fn history<T>(&self, work: impl FnOnce(&mut History) -> T) -> T {
        work(&mut lock(&self.history))
    }

    /// Adds a run to the history, if the settings want one.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remember(&self, record: &Record, scrubber: &Scrubber) -> Result<(), StoreError> {
        let settings = self.settings();
        if !settings.keep_history || self.is_read_only() {
            return Ok(());
        }
        self.history(|history| history.add(record, scrubber, settings.history_limit)).map(drop)
    }

    /// How pages that a frame looked for in vain are fetched: set once, by the worker.
    pub(super) fn on_page_wanted(
        &self,
        fetch: impl Fn(crate::services::store::PageWanted) + Send + Sync + 'static,
    ) {
        // Set a second time only by a second worker in one process, whose pages the first fetches.
        drop(self.fetch.set(Box::new(fetch)));
    }

    /// A new unnamed file for a large answer.
    ///
    /// # Errors
    /// [`StoreError`], naming the cache folder.
    pub(super) fn spool(self: &std::sync::Arc<Self>) -> Result<SpoolWriter, StoreError> {
        let disk = std::sync::Arc::downgrade(self);
        SpoolWriter::create(&self.folders.cache, move |page| {
            if let Some(disk) = disk.upgrade()
                && let Some(fetch) = disk.fetch.get()
            {
                fetch(page);
            }
        })
    }

    /// Whether so many bytes more can be spooled and [`LEFT_FREE`] stay free for everything else.
    ///
    /// # Errors
    /// [`io::ErrorKind::StorageFull`] in words that name the folder.
    pub(super) fn has_room(&self, bytes: u64) -> io::Result<()> {
        let folder = &self.folders.cache;
        let free = match (self.free_space)(folder) {
            Ok(free) => free,
            Err(error) => {
                // Some network drives do not say. Writing then ends where the drive is full.
                tracing::warn!(%error, "the free space of the cache folder is not known");
                return Ok(());
            }
        };
        if free >= bytes.saturating_add(LEFT_FREE) {
            return Ok(());
        }
        let words = format!(
            "The disk of {} has {} MB left, and {} GB stay free for everything else",
            folder.display(),
            free / 1_000_000,
            LEFT_FREE / 1_000_000_000
        );
        Err(io::Error::new(io::ErrorKind::StorageFull, words))
    }

    /// The files Dapple writes: what they are, where, and how long all together.
    pub fn places(&self) -> Vec<KeptPlace> {
        let kept = self.folders.kept();
        let named = [
            (Purpose::Settings, "Settings", self.folders.settings_file(), None),
            (Purpose::Accounts, "Accounts", self.folders.accounts_file(), None),
            (Purpose::Session, "Session", self.folders.session_file(), None),
            (Purpose::History, "History", self.folders.history_file(), Some(Clearable::History)),
            (Purpose::SetAside, "Set aside", self.folders.data.clone(), Some(Clearable::SetAside)),
            (Purpose::Log, "Log", self.folders.state.clone(), Some(Clearable::Log)),
            (Purpose::Previews, "Previews", self.folders.sealed(), Some(Clearable::Previews)),
            (Purpose::Cache, "Cache", self.folders.cache.clone(), None),
        ];
        let place = |(purpose, what, path, clear): (Purpose, _, _, Option<Clearable>)| {
            let files = || kept.iter().filter(|k| k.purpose == purpose);
            let bytes = files().map(|k| k.bytes).sum();
            // The folder of the first one that was set aside; mostly there is none.
            let found = files().next().filter(|_| purpose == Purpose::SetAside);
            let path = found.and_then(|k| k.path.parent()).map_or(path, PathBuf::from);
            KeptPlace { what, path, bytes, clear: clear.filter(|_| bytes > 0 && !self.is_read_only()) }
        };
        let all = named.into_iter().map(place);
        let seldom = ["Set aside", "Previews"];
        all.filter(|place| place.clear.is_some() || place.bytes > 0 || !seldom.contains(&place.what))
            .collect()
    }

    /// Removes what the person can do without.
    ///
    /// # Errors
    /// [`StoreError`], naming the file; [`StoreError::NotWritable`] where another process owns the files.
    pub fn clear(&self, what: Clearable) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Err(StoreError::NotWritable { path: self.folders.data.clone() });
        }
        match what {
            Clearable::History => self.history(History::clear),
            Clearable::SetAside => self.folders.remove_set_aside().map(drop),
            Clearable::Log => self.folders.clear_logs(),
            Clearable::Previews => self.folders.clear_sealed(),
        }
    }
}
