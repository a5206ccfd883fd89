//! Text files that are dropped on the window.

use std::fs::File;
use std::io::Read;

use super::{Task, words};
use crate::app::Dropped;
use crate::app::event::Event;
use crate::app::failure::Failure;

/// The largest file that becomes a text to write in, bytes.
const MOST: u64 = 4 << 20;

/// Reads a file as text.
pub(super) async fn read(task: &Task, dropped: Dropped) -> Event {
    let path = dropped.path.clone();
    let read = task
        .on_disk(move |_| {
            let title = || format!("{} could not be opened", path.display());
            let failed = |error: std::io::Error| Failure::new(title(), words::unreadable(&error));
            let mut bytes = Vec::new();
            File::open(&path).map_err(failed)?.take(MOST + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > MOST {
                return Err(Failure::new(title(), "It has more than 4 MB, which nobody writes by hand"));
            }
            let text = String::from_utf8(bytes).map_err(|_| {
                Failure::new(title(), "It is no text in UTF-8. Save it as such and try again")
            })?;
            Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
        })
        .await
        .and_then(|read| read);
    Event::TextRead(dropped, read)
}
