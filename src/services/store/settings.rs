//! What the person chose, for all accounts: `settings.json`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Access, Folders, Opened, StoreError, json};

const VERSION: i64 = 1;

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// As the system says, also when it changes.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How the window is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RendererChoice {
    /// The platform's usual one, the other when it fails.
    #[default]
    Automatic,
    /// OpenGL.
    Glow,
    /// Vulkan, Metal, DirectX.
    Wgpu,
}

/// How servers are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyChoice {
    /// From the environment or the system's settings.
    #[default]
    System,
    /// Directly.
    Direct,
    /// Through this one: `http://`, `https://` or `socks5://`, without user name and password.
    Address(String),
}

/// The settings, with the value of a first start for everything that a file does not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    version: i64,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// OpenGL or the rest.
    pub renderer: RendererChoice,
    /// Size of everything in the window, 1.0 as designed.
    pub zoom: f32,
    /// Size of the text in editors, 1.0 as designed.
    pub editor_zoom: f32,
    /// Long lines of editors go on in the next row.
    pub editor_wrap: bool,
    /// No movement on the screen.
    pub reduced_motion: bool,
    /// The way to servers.
    pub proxy: ProxyChoice,
    /// Another file of certificate authorities (PEM) to trust.
    pub extra_ca: Option<PathBuf>,
    /// A client certificate with its key (PEM).
    pub client_certificate: Option<PathBuf>,
    /// How long a silent transfer is waited for, in seconds.
    pub idle_timeout_seconds: u32,
    /// The longest answer that is kept, in bytes. At most 4 GiB.
    pub answer_limit_bytes: u64,
    /// The space an object stream may use, in bytes.
    pub stream_limit_bytes: u64,
    /// Memory for all open documents together, in bytes; `None`: a quarter of memory, at most 1 GiB.
    pub document_budget_bytes: Option<u64>,
    /// The folder of saved queries; `None`: one of Dapple's own.
    pub queries_folder: Option<PathBuf>,
    /// Whether operations are kept in the history.
    pub keep_history: bool,
    /// Whether previews of versions are kept, encrypted with a key from the keyring.
    pub keep_previews: bool,
    /// How many operations the history keeps.
    pub history_limit: u32,
    /// What a newer Dapple of the same file version wrote here: kept as it is.
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            theme: ThemeChoice::default(),
            renderer: RendererChoice::default(),
            zoom: 1.0,
            editor_zoom: 1.0,
            editor_wrap: false,
            reduced_motion: false,
            proxy: ProxyChoice::default(),
            extra_ca: None,
            client_certificate: None,
            idle_timeout_seconds: 60,
            answer_limit_bytes: 1 << 30,
            stream_limit_bytes: 20_000_000_000,
            document_budget_bytes: None,
            queries_folder: None,
            keep_history: true,
            keep_previews: true,
            history_limit: 5_000,
            unknown: Map::new(),
        }
    }
}

impl Settings {
    /// Reads the file; the settings of a first start when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the file is there but cannot be read.
    pub fn load(folders: &Folders, access: Access) -> Result<Opened<Self>, StoreError> {
        let mut opened: Opened<Self> = json::load(&folders.settings_file(), VERSION, access)?;
        opened.value.bound();
        Ok(opened)
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// [`StoreError`]; the old file is then whole.
    pub fn save(&self, folders: &Folders) -> Result<(), StoreError> {
        json::save(&folders.settings_file(), self)
    }

    /// The file can be edited by hand: values outside their range become the nearest inside.
    fn bound(&mut self) {
        self.version = VERSION;
        let bound = |zoom: f32| if zoom.is_finite() { zoom.clamp(0.5, 3.0) } else { 1.0 };
        (self.zoom, self.editor_zoom) = (bound(self.zoom), bound(self.editor_zoom));
        self.idle_timeout_seconds = self.idle_timeout_seconds.clamp(5, 3_600);
        self.answer_limit_bytes = self.answer_limit_bytes.clamp(1 << 20, 4 << 30);
        self.stream_limit_bytes = self.stream_limit_bytes.max(1 << 20);
        self.document_budget_bytes = self.document_budget_bytes.map(|bytes| bytes.max(64 << 20));
        self.history_limit = self.history_limit.clamp(10, 100_000);
    }
}
