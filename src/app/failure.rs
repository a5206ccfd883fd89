//! What went wrong, in the form that a person reads: what happened, what to do, and a way on.

use super::tabs::TabId;

/// The button that helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Ask again.
    Retry,
    /// The token is refused or lacks a scope: make another.
    MakeToken,
    /// Type another server address.
    ChangeServer,
    /// The keyring does not work: keep the token for this session only.
    SessionOnly,
    /// The tab refuses changes until they are allowed.
    AllowChanges,
    /// The file is there already: replace it.
    Replace,
    /// Allow plain http for this server.
    AllowPlainHttp,
}

/// What failed: where its failure stands, and what its remedies are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The answer of a tab.
    Answer(TabId),
    /// The table made of that answer.
    Table(TabId),
    /// Connecting, on the first page or in its dialog.
    Connect,
    History,
    Export,
    /// The list of projects.
    Projects,
    /// A list on a project's page.
    Page(TabId),
    /// An element table.
    Elements(TabId),
    Comparison(TabId),
    Differences(TabId),
    /// The connection of the account that the tab in front, or else the window, works with.
    Account,
}

/// A failure as it is shown. Holds no token, header value or query string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened, one line.
    pub title: String,
    /// Whose fault it is and what to do.
    pub advice: String,
    /// Everything else, folded away.
    pub details: Option<String>,
    /// The server's own id of the request, for its administrators.
    pub request_id: Option<Box<str>>,
    pub remedies: Vec<Remedy>,
    /// The server was reached, understood what was asked for, and said no.
    pub refused: bool,
}

impl Failure {
    /// A failure with nothing but its two sentences.
    pub fn new(title: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            advice: advice.into(),
            details: None,
            request_id: None,
            remedies: Vec::new(),
            refused: false,
        }
    }

    /// The same with a way on.
    #[must_use]
    pub fn with(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    /// The same with folded details.
    #[must_use]
    pub fn detailed(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// The command queue is full: nothing was sent.
    pub fn busy() -> Self {
        Self::new("Too much is waiting already", "Nothing was sent. Try again when something is done")
            .with(Remedy::Retry)
    }

    /// The person gave it up. Nothing went wrong.
    pub fn cancelled() -> Self {
        Self::new("Cancelled", "Nothing was changed")
    }

    /// The whole as text, for Copy.
    pub fn as_text(&self) -> String {
        let mut text = format!("{}\n{}", self.title, self.advice);
        if let Some(details) = &self.details {
            text.push('\n');
            text.push_str(details);
        }
        if let Some(id) = &self.request_id {
            text.push_str("\nRequest ");
            text.push_str(id);
        }
        text
    }
}
