//! Journeys through the heart and the worker, on a demo server that misbehaves when told to.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too, and says what it skips"
)]

mod answers;
mod code;
mod connecting;
mod differences;
mod files;
mod keyring;
mod lists;
mod live;
mod loading;
mod memory;
mod opening;
mod patience;
mod pictures;
mod queue;
mod sessions;
mod settings;
pub mod tap;
mod views;
pub mod window;

use std::net::TcpListener;

use dapple::services::secrets::SecretKey;
use dapple_data::token::{TokenId, clean};
use dapple_demo::{Demo, Who};
use window::World;

/// An address where nothing listens.
fn dead_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Whether the keyring has the entry of this token.
fn keyring_holds(world: &World, demo: &Demo, who: Who) -> bool {
    let token = clean(demo.token(who)).unwrap();
    let key = SecretKey::new(demo.origin().parse().unwrap(), TokenId::of(&token));
    world.store.peek(&key).is_some()
}
