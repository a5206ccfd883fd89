//! The program: arguments, logging, runtime, then the window or a command.

fn main() {}
