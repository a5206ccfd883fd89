//! Tests of the heart, the services, the demo server and the real binary, all on loopback.

mod api;
mod app;
mod browse;
mod cli;
mod demo;
mod elements;
mod journeys;
mod layers;
mod leak;
mod secrets;
mod store;
