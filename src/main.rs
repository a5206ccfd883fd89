//! The program: the command line, and the window it may open.

use std::process::ExitCode;

fn main() -> ExitCode {
    dapple::cli::main(|opening| dapple::ui::open(opening).map_err(|error| error.to_string()))
}
