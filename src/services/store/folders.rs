//! Where Dapple keeps its files, for this person alone.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::StoreError;

/// Set to a folder, it holds everything Dapple writes: for a USB stick, and for tests.
pub const HOME_VARIABLE: &str = "DAPPLE_HOME";

/// Marks a folder that backups may skip. Source: <https://bford.info/cachedir/>.
const CACHE_TAG: &str = "CACHEDIR.TAG";
const CACHE_TAG_TEXT: &[u8] =
    b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder is Dapple's cache. It can be removed while Dapple is closed.\n";

/// The four folders. They are named here and made by [`Folders::create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings. May roam with the person's profile.
    pub config: PathBuf,
    /// Accounts, tabs, saved queries, history: the person's own work.
    pub data: PathBuf,
    /// What can be had again. Local, never roaming, marked with `CACHEDIR.TAG`.
    pub cache: PathBuf,
    /// Lock, log, unfinished exports.
    pub state: PathBuf,
}

impl Folders {
    /// Where exports go until the person chose another folder: Downloads, else the home folder.
    pub fn downloads() -> Option<PathBuf> {
        let person = directories::UserDirs::new()?;
        Some(person.download_dir().unwrap_or_else(|| person.home_dir()).to_owned())
    }

    /// The folders under `home` if given, else under `DAPPLE_HOME` if set, else where the platform
    /// wants them.
    ///
    /// # Errors
    /// [`StoreError::Homeless`] when no home folder is known.
    pub fn find(home: Option<&Path>) -> Result<Self, StoreError> {
        let variable = std::env::var_os(HOME_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        match home.map(Path::to_owned).or(variable) {
            Some(home) => Ok(Self::under(&home)),
            None => Self::of_platform().ok_or(StoreError::Homeless),
        }
    }

    /// The four folders side by side in one.
    pub fn under(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
            cache: home.join("cache"),
            state: home.join("state"),
        }
    }

    fn of_platform() -> Option<Self> {
        let project = directories::ProjectDirs::from("app", "dapple", "Dapple")?;
        let data = project.data_local_dir().to_owned();
        Some(Self {
            config: project.config_dir().to_owned(),
            cache: project.cache_dir().to_owned(),
            state: project.state_dir().map_or_else(|| data.join("state"), Path::to_owned),
            data,
        })
    }

    /// Makes the folders that are missing, closes them to other people, and marks the cache.
    ///
    /// # Errors
    /// The first folder that cannot be made, by name.
    pub fn create(&self) -> Result<(), StoreError> {
        for folder in [&self.config, &self.data, &self.cache, &self.state] {
            create_private(folder)?;
        }
        let tag = self.cache.join(CACHE_TAG);
        if !tag.exists() {
            let write = || private_file(&tag)?.write_all(CACHE_TAG_TEXT);
            write().map_err(|error| StoreError::of_io(&tag, &error))?;
        }
        Ok(())
    }

    /// `settings.json`.
    pub fn settings_file(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// `accounts.json`.
    pub fn accounts_file(&self) -> PathBuf {
        self.data.join("accounts.json")
    }

    /// `session.db`.
    pub fn session_file(&self) -> PathBuf {
        self.data.join("session.db")
    }

    /// The folder of saved queries until the person chooses another one.
    pub fn queries_folder(&self) -> PathBuf {
        self.data.join("queries")
    }

    /// `history.db`.
    pub fn history_file(&self) -> PathBuf {
        self.data.join("history.db")
    }
}

/// Makes a folder and its parents; the folder itself is 0700 where that means something.
pub(super) fn create_private(folder: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::of_io(folder, &error);
    fs::create_dir_all(folder).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
        }
    }
    Ok(())
}

/// Opens a file for reading and writing, making it when missing: 0600 where that means something.
/// What it held stays.
pub(super) fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
