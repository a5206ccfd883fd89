//! Journeys through the whole window, as a person makes them: by keyboard and mouse, with the sample server
//! behind it. What is on the screen is read as a screen reader reads it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what serves tests may fail and speak like one"
)]

mod accounts;
mod answer;
mod api;
mod browsing;
mod code;
mod compare;
mod completing;
mod corners;
mod differences;
mod elements;
mod finding;
mod first_page;
mod live;
mod loading;
mod opening;
mod pictures;
mod problems;
mod running;
mod saved;
mod searching;
mod shell;
mod stage;
mod tables;
mod variables;
mod writing;
