//! Tests of the heart, the services, the demo server and the real binary, all on loopback.

mod api;
mod cli;
mod demo;
mod layers;
mod secrets;
mod store;
