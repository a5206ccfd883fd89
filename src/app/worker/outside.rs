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
    task.on_disk(move |shared| shared.outside.browser.show_folder(&folder)).await?.map_err(|error| {
        Failure::new("The folder did not open", format!("{error}. The file is in {shown}"))
    })
}
