//! Man pages and shell completions, made from the arguments themselves: for packages.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

use super::arguments::Arguments;
use super::end::End;

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Generated {
    /// A page for the program, and with `--into` one for each command
    Man,
    Bash,
    Zsh,
    Fish,
    Powershell,
}

/// Writes it to stdout, or man pages into a folder.
///
/// # Errors
/// The folder or stdout cannot be written.
pub(super) fn run(kind: Generated, into: Option<PathBuf>) -> Result<(), End> {
    let failed = |error: io::Error| End::failed(format!("The pages could not be written: {error}"));
    let mut command = Arguments::command();
    let shell = match (kind, into) {
        (Generated::Man, Some(folder)) => {
            command.build();
            return clap_mangen::generate_to(command, folder).map_err(failed);
        }
        (Generated::Man, None) => {
            let page = clap_mangen::Man::new(command);
            return page.render(&mut io::stdout()).map_err(failed);
        }
        (Generated::Bash, _) => Shell::Bash,
        (Generated::Zsh, _) => Shell::Zsh,
        (Generated::Fish, _) => Shell::Fish,
        (Generated::Powershell, _) => Shell::PowerShell,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "dapple", &mut script);
    io::stdout().write_all(&script).map_err(failed)
}
