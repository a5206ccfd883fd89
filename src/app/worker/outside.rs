//! Things handed to other programs: a page to the browser, a file to the file manager.

use std::path::PathBuf;

use super::Task;
use crate::app::failure::Failure;

/// Opens an http(s) address in the web browser.
pub(super) async fn browse(task: &Task, url: String) -> Result<(), Failure> {
    let shown = url.clone();
    task.on_disk(move |shared| shared.outside.browser.open(&url)).await?.map_err(|error| {
        Failure::new("The web browser did not open", format!("{error}. The address is {shown}"))
    })
}

/// Shows where a file is.
pub(super) async fn show_file(task: &Task, path: PathBuf) -> Result<(), Failure> {
    let folder = path.parent().map(PathBuf::from).unwrap_or(path);
    let shown = folder.display().to_string();
    task.on_disk(move |shared| shared.outside.browser.show(&folder))
        .await?
        .map_err(|error| Failure::new("The folder did not open", format!("{error}. The file is in {shown}")))
}

/// Languages whose spreadsheets write 1,5 and therefore take `;` between cells. Source: CLDR.
const COMMA_LANGUAGES: &[&str] = &[
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "is", "it", "lt", "lv",
    "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi",
];

/// Whether numbers are written with a decimal comma here, by the environment's locale.
pub(super) fn decimal_comma() -> bool {
    let named = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_NUMERIC", "LANG"].iter().find_map(named).unwrap_or_default();
    is_comma_locale(&locale)
}

/// `de_DE.UTF-8` is, `de_CH.UTF-8` and `en_GB.UTF-8` are not.
fn is_comma_locale(locale: &str) -> bool {
    let base = locale.split(['.', '@']).next().unwrap_or_default();
    let (language, country) = base.split_once(['_', '-']).unwrap_or((base, ""));
    // Switzerland and Mexico write a point although their languages do not.
    COMMA_LANGUAGES.contains(&language) && !matches!(country, "CH" | "LI" | "MX")
}
