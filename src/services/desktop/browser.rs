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
}

/// Opens web pages. Blocking; belongs on the pool.
pub trait Browser: Send + Sync {
    /// Opens a page whose address the person has seen.
    ///
    /// # Errors
    /// See [`BrowserError`].
    fn open(&self, address: &str) -> Result<(), BrowserError>;
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
