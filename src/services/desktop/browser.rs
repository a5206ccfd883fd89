//! Opening a web page in the person's browser.

use std::sync::{Mutex, PoisonError};

use url::Url;

/// Why a page was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrowserError {
    /// Only web pages are opened: never a file, a script, or another program's scheme.
    #[error("Only http and https addresses can be opened")]
    NotAWebPage,
    /// The address carries a user name or password.
    #[error("The address holds a user name or password. Remove everything up to the @")]
    Credentials,
    /// No browser started.
    #[error("No browser could be started. Copy the address and open it yourself")]
    NoBrowser,
    /// No file manager started.
    #[error("No file manager could be started")]
    NoFileManager,
}

/// Opens web pages. Blocking; belongs on the pool.
pub trait Browser: Send + Sync {
    /// Opens a page whose address the person has seen.
    ///
    /// # Errors
    /// See [`BrowserError`].
    fn open(&self, address: &str) -> Result<(), BrowserError>;

    /// Shows a folder of this computer in the file manager.
    ///
    /// # Errors
    /// [`BrowserError::NoFileManager`] when nothing opened it.
    fn show(&self, folder: &std::path::Path) -> Result<(), BrowserError>;
}

/// The person's own browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, address: &str) -> Result<(), BrowserError> {
        let page = web_page(address)?;
        let mut options = webbrowser::BrowserOptions::new();
        options.with_suppress_output(true);
        webbrowser::open_browser_with_options(webbrowser::Browser::Default, page.as_str(), &options)
            .map_err(|_| BrowserError::NoBrowser)
    }

    fn show(&self, folder: &std::path::Path) -> Result<(), BrowserError> {
        let program = if cfg!(windows) {
            "explorer"
        } else if cfg!(target_os = "macos") {
            "open"
        } else {
            "xdg-open"
        };
        // An absolute path: it cannot be taken for an option. The child is not waited for.
        let folder = std::path::absolute(folder).map_err(|_| BrowserError::NoFileManager)?;
        let silent = || std::process::Stdio::null();
        let mut command = std::process::Command::new(program);
        command.arg(folder).stdin(silent()).stdout(silent()).stderr(silent());
        command.spawn().map(drop).map_err(|_| BrowserError::NoFileManager)
    }
}

/// Opens nothing and notes what it was asked for, under the same rules.
#[derive(Debug, Default)]
pub struct NotedBrowser {
    opened: Mutex<Vec<String>>,
}

impl NotedBrowser {
    /// The addresses so far, as a browser would get them.
    pub fn opened(&self) -> Vec<String> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Browser for NotedBrowser {
    fn open(&self, address: &str) -> Result<(), BrowserError> {
        let page = web_page(address)?;
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(page.into());
        Ok(())
    }

    fn show(&self, folder: &std::path::Path) -> Result<(), BrowserError> {
        let noted = folder.display().to_string();
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(noted);
        Ok(())
    }
}

/// A parsed address that may be opened. It goes on in the parser's own form, so that nothing in it can
/// be taken for an option or a second argument.
fn web_page(address: &str) -> Result<Url, BrowserError> {
    let page = Url::parse(address.trim()).map_err(|_| BrowserError::NotAWebPage)?;
    if !matches!(page.scheme(), "http" | "https") || page.host().is_none() {
        return Err(BrowserError::NotAWebPage);
    }
    if !page.username().is_empty() || page.password().is_some() {
        return Err(BrowserError::Credentials);
    }
    Ok(page)
}
