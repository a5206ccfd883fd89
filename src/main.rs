//! The program: arguments, logging, runtime, then the window or a command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dapple::cli::main()
}
