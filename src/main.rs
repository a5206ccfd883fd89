//! The program: what was typed decides between the window and a command.

use std::process::ExitCode;

use dapple::{cli, ui};

fn main() -> ExitCode {
    cli::main(|opening| ui::open(opening).map_err(|error| error.to_string()))
}
