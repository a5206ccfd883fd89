//! `graphql-ws`, the older of the two protocols, as Speckle's server speaks it.
//!
//! Source: the protocol text of subscriptions-transport-ws 0.9, and a Speckle server of June 2026: it sends
//! `connection_ack` before its first `ka`, and `data` with errors before `complete` for what cannot be run.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::protocol::{Heard, LiveProtocol, NotUnderstood};

/// The most characters of a server's reason that are passed on.
const MOST_WORDS: usize = 400;

/// The protocol of `subscriptions-transport-ws`, whose name on the wire is `graphql-ws`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LegacyGraphqlWs;

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    id: Option<Value>,
    #[serde(borrow, default)]
    payload: Option<&'a RawValue>,
}

impl LiveProtocol for LegacyGraphqlWs {
    fn name(&self) -> &'static str {
        "graphql-ws"
    }

    fn init(&self, payload: &str) -> String {
        format!("{{\"type\":\"connection_init\",\"payload\":{payload}}}")
    }

    fn start(&self, id: &str, request: &str) -> String {
        format!("{{\"id\":{},\"type\":\"start\",\"payload\":{request}}}", json!(id))
    }

    fn stop(&self, id: &str) -> String {
        format!("{{\"id\":{},\"type\":\"stop\"}}", json!(id))
    }

    fn goodbye(&self) -> Option<String> {
        Some("{\"type\":\"connection_terminate\"}".to_owned())
    }

    fn pong(&self) -> Option<String> {
        None
    }

    fn hear(&self, text: &str) -> Result<Heard, NotUnderstood> {
        let wrong = |what: String| NotUnderstood { protocol: self.name(), what };
        let message: Message<'_> = serde_json::from_str(text).map_err(|error| {
            wrong(format!("no message, {:?} error in column {}", error.classify(), error.column()))
        })?;
        let id = match &message.id {
            Some(Value::String(id)) => id.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let words = || message.payload.map_or_else(|| "It gave no reason".to_owned(), |p| words_of(p.get()));
        Ok(match message.kind.as_str() {
            "connection_ack" => Heard::Acknowledged,
            "ka" => Heard::Alive,
            "data" => match message.payload {
                Some(payload) => Heard::Next { id, payload: payload.to_owned() },
                None => return Err(wrong("data without a payload".to_owned())),
            },
            "error" => Heard::Refused { id, words: words() },
            "complete" => Heard::Complete { id },
            "connection_error" => Heard::Denied { words: words() },
            other => return Err(wrong(other.chars().take(40).collect())),
        })
    }
}

/// The message of an error, of the first of several, or what stands there.
fn words_of(json: &str) -> String {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let first = value.as_array().and_then(|list| list.first()).unwrap_or(&value);
    let message = first.get("message").or_else(|| first.as_str().map(|_| first)).and_then(Value::as_str);
    message.unwrap_or(json).chars().take(MOST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_of_the_protocol_is_understood() {
        let hear = |text: &str| format!("{:?}", LegacyGraphqlWs.hear(text));
        for (text, said) in [
            (r#"{"type":"connection_ack"}"#, "Ok(Acknowledged)"),
            (r#"{"type":"ka"}"#, "Ok(Alive)"),
            (r#"{"type":"complete","id":"1"}"#, r#"Ok(Complete { id: "1" })"#),
            (r#"{"type":"complete","id":1}"#, r#"Ok(Complete { id: "1" })"#),
            (
                r#"{"type":"error","id":"1","payload":{"message":"no"}}"#,
                r#"Ok(Refused { id: "1", words: "no" })"#,
            ),
            (
                r#"{"type":"error","id":"1","payload":[{"message":"no"}]}"#,
                r#"Ok(Refused { id: "1", words: "no" })"#,
            ),
            (
                r#"{"type":"connection_error","payload":{"message":"You need a token to subscribe"}}"#,
                r#"Ok(Denied { words: "You need a token to subscribe" })"#,
            ),
            (r#"{"type":"connection_error"}"#, r#"Ok(Denied { words: "It gave no reason" })"#),
            (r#"{"type":"connection_error","payload":"plain"}"#, r#"Ok(Denied { words: "plain" })"#),
        ] {
            assert_eq!(hear(text), said, "{text}");
        }
        // Numbers keep their digits.
        match LegacyGraphqlWs.hear(r#"{"id":"1","type":"data","payload":{"data":{"n":1.50e3}}}"#).unwrap() {
            Heard::Next { id, payload } => {
                assert_eq!((id.as_str(), payload.get()), ("1", r#"{"data":{"n":1.50e3}}"#))
            }
            other => panic!("{other:?}"),
        }
        for text in ["", "[]", "{", r#"{"type":"next"}"#, r#"{"type":"data","id":"1"}"#, r#"{"kind":"ka"}"#] {
            assert!(LegacyGraphqlWs.hear(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_said_is_json() {
        let protocol = LegacyGraphqlWs;
        let said = [
            protocol.init(r#"{"Authorization":"Bearer x"}"#),
            protocol.start("a\"b", r#"{"query":"subscription { a }"}"#),
            protocol.stop("1"),
            protocol.goodbye().unwrap(),
        ];
        let kinds: Vec<String> = said
            .iter()
            .map(|text| serde_json::from_str::<Value>(text).unwrap()["type"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds, ["connection_init", "start", "stop", "connection_terminate"]);
        assert_eq!(serde_json::from_str::<Value>(&said[1]).unwrap()["id"], "a\"b");
    }
}
