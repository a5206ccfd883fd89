//! What two ends of a socket can say to each other, in the terms of any of the protocols.

use std::fmt;

use serde_json::value::RawValue;

/// What a server said.
#[derive(Debug)]
pub enum Heard {
    /// The connection is accepted: operations may start.
    Acknowledged,
    /// It is still there.
    Alive,
    /// It asks whether this end is still there.
    Ping,
    /// An answer to an operation: `data`, `errors`, or both.
    Next {
        /// The operation.
        id: String,
        /// A whole GraphQL answer, as it was sent.
        payload: Box<RawValue>,
    },
    /// The operation was refused before it began.
    Refused {
        /// The operation.
        id: String,
        /// Why, in the server's words.
        words: String,
    },
    /// No more answers to this operation.
    Complete {
        /// The operation.
        id: String,
    },
    /// The connection is not accepted.
    Denied {
        /// Why, in the server's words.
        words: String,
    },
    /// Something that the protocol knows and that means nothing here.
    Other,
}

/// A text that is none of the protocol's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server said something that {protocol} does not have: {what}")]
pub struct NotUnderstood {
    /// The name of the protocol.
    pub protocol: &'static str,
    /// The kind of message, or what is wrong with it; at most a few words of the server.
    pub what: String,
}

/// The words of one protocol.
pub trait LiveProtocol: fmt::Debug + Send + Sync {
    /// Its name, as `Sec-WebSocket-Protocol` has it.
    fn name(&self) -> &'static str;

    /// The first word, with a JSON object that says who connects: the only message that holds a token.
    fn init(&self, payload: &str) -> String;

    /// Begins an operation: `request` is a JSON object with `query`, `variables` and `operationName`.
    fn start(&self, id: &str, request: &str) -> String;

    /// Ends an operation.
    fn stop(&self, id: &str) -> String;

    /// The last word, where the protocol has one.
    fn goodbye(&self) -> Option<String>;

    /// The answer to [`Heard::Ping`], where the protocol has one.
    fn pong(&self) -> Option<String>;

    /// Reads what a server said.
    ///
    /// # Errors
    /// [`NotUnderstood`] for what is none of the protocol's messages.
    fn hear(&self, text: &str) -> Result<Heard, NotUnderstood>;
}
