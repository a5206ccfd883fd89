//! Tests of the transport, against a server that sends exact bytes.

// In a test a panic is how a failure is told, also in what tests share.
#![allow(clippy::unwrap_used, clippy::panic)]

mod bodies;
mod live;
mod reach;
mod refusals;
pub mod server;
mod tls;
mod token;
mod turns;

use std::ops::ControlFlow;

use bytes::Bytes;
use dapple::services::api::{
    Answer, Api, ApiError, ApiSettings, GraphqlRequest, Network, ProxyChoice, Transfer,
};
use secrecy::SecretString;
use server::Server;
use tokio::sync::watch;

/// Shaped like a real one: ten characters of id, thirty-two of secret.
pub const TOKEN: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e";

/// The authority that signed the certificates of these tests.
pub const AUTHORITY: &str = include_str!("api/authority.pem");

/// No proxy, whatever the environment of the test run says.
pub fn network() -> Network {
    Network { proxy: ProxyChoice::None, ..Network::default() }
}

pub fn settings(address: &str) -> ApiSettings {
    ApiSettings {
        token: Some(SecretString::from(TOKEN)),
        network: network(),
        ..ApiSettings::new(address.parse().unwrap())
    }
}

/// A client of this server with the test token.
pub fn client(server: &Server) -> Api {
    Api::new(settings(&server.address())).unwrap()
}

/// Runs a query and gives what the sink got, whatever the outcome.
pub async fn collect(api: &Api, request: &GraphqlRequest) -> (Vec<u8>, Result<Answer, ApiError>) {
    let mut got = Vec::new();
    let mut sink = |bytes: Bytes| {
        got.extend_from_slice(&bytes);
        ControlFlow::Continue(())
    };
    let progress = watch::Sender::new(Transfer::default());
    let outcome = api.graphql(request, &mut sink, &progress).await;
    (got, outcome)
}

pub fn hello() -> GraphqlRequest {
    GraphqlRequest::query("{ hello }")
}

/// A sink that takes everything and keeps nothing.
pub fn away(_: Bytes) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Everything a person or a log could see of an error.
pub fn everything(error: &ApiError) -> String {
    format!("{error}\n{error:?}\n{}\n{}\n{:?}", error.title(), error.advice(), error.details())
}
