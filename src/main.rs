//! The program: what was typed decides between the window and a command.

use std::process::ExitCode;

use dapple::{cli, ui};

fn main() -> ExitCode {
    cli::main(|window| {
        let cli::Window { runtime, outside, first, renderer, theme } = window;
        let opening = ui::Opening { runtime, outside, first, renderer, theme };
        ui::open(opening).map_err(|error| error.to_string())
    })
}
