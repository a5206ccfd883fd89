//! Files and SQLite: what Dapple keeps on this computer. The only place that names rusqlite.
//!
//! | what | where | file |
//! | --- | --- | --- |
//! | [`Settings`] | config | `settings.json` |
//! | [`Accounts`] (never a token) | data | `accounts.json` |
//! | [`Session`]: tabs, saved queries and what the window remembers | data | `session.db` |
//! | [`History`]: operations, not answers | data | `history.db` |
//! | [`SavedFolder`]: queries as files | where the person says | `*.graphql`, `*.json` |
//! | [`Instance`]: which process may write | state | `dapple.lock` |
//! | [`Unfinished`]: exports under way, swept after a kill | state | `unfinished/` |
//! | [`KeptSchema`]: a schema a server, as SDL | cache | `schemas/` |
//! | [`Sealed`]: previews, encrypted with a key from the keyring | cache | `sealed/` |
//! | [`Spool`]: large answers, unnamed | cache | none: gone with the process |
//!
//! Everything is blocking and belongs on the pool. Files are replaced whole ([`AtomicFile`]); a file
//! that cannot be read, or that a newer Dapple wrote, is set aside ([`SetAside`]), never overwritten.
//! Only the process that holds [`Instance`] writes; another one opens with [`Access::ReadOnly`].

mod accounts;
mod atomic;
mod database;
mod error;
mod folders;
mod history;
mod instance;
mod json;
mod machine;
mod pages;
mod queries;
mod saved;
mod schemas;
mod scrub;
mod sealed;
mod session;
mod set_aside;
mod settings;
mod spool;
mod storage;
mod unfinished;
mod views;

pub use accounts::{Account, AccountKey, Accounts, STRIPES};
pub use atomic::{AtomicFile, Readers};
pub use error::StoreError;
pub use folders::{Folders, HOME_VARIABLE};
pub use history::{Entry, History, Outcome, Record};
pub use instance::{Claim, Instance};
pub use machine::memory;
pub use queries::SavedQuery;
pub use saved::{Expected, FRAGMENTS, SaveEnd, SavedFolder, SavedList, SavedText, wrong_name};
pub use schemas::{KeptSchema, MAX_SCHEMA_BYTES};
pub use sealed::{MAX_SEALED_BYTES, Sealed};
pub use session::{Session, Tab, Tabs};
pub use set_aside::{SetAside, Why};
pub use settings::{ProxyChoice, RendererChoice, Settings, ThemeChoice};
pub use spool::{PageWanted, Spool, SpoolWriter};
pub use storage::{Kept, Purpose, free_space};
pub use unfinished::Unfinished;

/// Whether this process may write the state of Dapple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It holds the lock of [`Instance`].
    Write,
    /// Another process does: files are read, nothing is changed or set aside.
    ReadOnly,
}

/// What was opened, and the file that had to be set aside to open it.
#[derive(Debug)]
pub struct Opened<T> {
    /// The value: what the file held, or the value of a first start.
    pub value: T,
    /// The file that could not be used, to be told to the person.
    pub set_aside: Option<SetAside>,
}
