//! `dapple open FILE` with a format: a saved answer is converted without a window.

use super::arguments::OpenArguments;
use super::client::Client;
use super::end::End;
use super::query::deliver;
use crate::app::{Command, Event};

/// Reads the file and writes what was wished for of it.
pub(super) async fn convert(client: &mut Client, wish: OpenArguments) -> Result<(), End> {
    let OpenArguments { file, output } = wish;
    match client.ask(Command::OpenFile(file)).await? {
        Event::FileOpened(Ok(opened)) => deliver(client, opened.answer, &output).await,
        Event::FileOpened(Err(failure)) => Err(End::of(&failure)),
        _ => Err(End::broke()),
    }
}
