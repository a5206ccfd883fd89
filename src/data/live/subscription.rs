//! The course of one subscription over one socket, from the first word to the last.

use serde_json::value::RawValue;

use super::protocol::{Heard, LiveProtocol};

/// The only operation of a socket.
const ID: &str = "1";

/// What happened at the socket.
#[derive(Debug)]
pub enum Came<'a> {
    /// It is open.
    Opened,
    /// A text.
    Text(&'a str),
    /// The other end closed it, with a code and a reason where it gave them.
    Closed(Option<(u16, String)>),
    /// The person has enough.
    Stop,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    /// Say the first word, with who connects.
    Init,
    /// Send this text.
    Send(String),
    /// The server listens: events come from now on. It says so also to a token that it will refuse later.
    Subscribed,
    /// An event: a whole GraphQL answer.
    Event(Box<RawValue>),
    /// The server said that it is still there; it will say so again.
    Alive,
    /// Close the socket; nothing follows.
    Over(End),
}

/// How a subscription ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The person stopped it.
    Stopped,
    /// The server has no more events.
    Completed,
    /// The server takes no subscription from this account; its reason.
    Denied(String),
    /// The server refused the operation; its reason.
    Refused(String),
    /// The server closed the socket; what it said.
    Closed(String),
    /// The server says what the protocol does not have.
    NotUnderstood(String),
}

impl End {
    /// Whether another connection may go better.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Now {
    Opening,
    Greeting,
    Listening,
    Over,
}

/// One subscription. Knows no clock and no token.
#[derive(Debug)]
pub struct Subscription<'a> {
    protocol: &'a dyn LiveProtocol,
    /// `query`, `variables` and `operationName` as a JSON object.
    request: String,
    now: Now,
}

impl<'a> Subscription<'a> {
    /// A subscription to `request`, which is the JSON object of a GraphQL request.
    pub fn new(protocol: &'a dyn LiveProtocol, request: String) -> Self {
        Self { protocol, request, now: Now::Opening }
    }

    /// What follows from what came, in order. After [`Step::Over`] nothing follows any more.
    pub fn step(&mut self, came: Came<'_>) -> Vec<Step> {
        if self.now == Now::Over {
            return Vec::new();
        }
        match came {
            Came::Opened if self.now == Now::Opening => {
                self.now = Now::Greeting;
                vec![Step::Init]
            }
            Came::Opened => Vec::new(),
            Came::Text(text) => match self.protocol.hear(text) {
                Ok(heard) => self.heard(heard),
                Err(error) => self.over(End::NotUnderstood(error.to_string())),
            },
            Came::Closed(why) => {
                let words = match why {
                    Some((code, reason)) if reason.is_empty() => format!("with code {code}"),
                    Some((code, reason)) => format!("with code {code}: {reason}"),
                    None => "without a word".to_owned(),
                };
                self.over(End::Closed(words))
            }
            Came::Stop => {
                let stop = (self.now == Now::Listening).then(|| self.protocol.stop(ID));
                let mut steps: Vec<Step> = stop.into_iter().map(Step::Send).collect();
                steps.extend(self.protocol.goodbye().filter(|_| self.now != Now::Opening).map(Step::Send));
                steps.extend(self.over(End::Stopped));
                steps
            }
        }
    }

    fn heard(&mut self, heard: Heard) -> Vec<Step> {
        let ours = |id: &str| id == ID;
        match heard {
            Heard::Acknowledged if self.now == Now::Greeting => {
                self.now = Now::Listening;
                vec![Step::Send(self.protocol.start(ID, &self.request)), Step::Subscribed]
            }
            Heard::Alive => vec![Step::Alive],
            Heard::Ping => self.protocol.pong().map(Step::Send).into_iter().collect(),
            Heard::Next { id, payload } if ours(&id) && self.now == Now::Listening => {
                vec![Step::Event(payload)]
            }
            Heard::Refused { id, words } if ours(&id) => self.over(End::Refused(words)),
            Heard::Complete { id } if ours(&id) => self.over(End::Completed),
            Heard::Denied { words } => self.over(End::Denied(words)),
            _ => Vec::new(),
        }
    }

    fn over(&mut self, end: End) -> Vec<Step> {
        self.now = Now::Over;
        vec![Step::Over(end)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::LegacyGraphqlWs;
    use super::*;

    fn said(steps: Vec<Step>) -> Vec<String> {
        steps
            .into_iter()
            .map(|step| match step {
                Step::Init => "init".to_owned(),
                Step::Send(text) => format!("send {text}"),
                Step::Subscribed => "subscribed".to_owned(),
                Step::Alive => "alive".to_owned(),
                Step::Event(payload) => format!("event {}", payload.get()),
                Step::Over(end) => format!("over {end:?}"),
            })
            .collect()
    }

    fn begun() -> Subscription<'static> {
        let mut course = Subscription::new(&LegacyGraphqlWs, "{\"query\":\"subscription { a }\"}".to_owned());
        assert_eq!(said(course.step(Came::Opened)), ["init"]);
        course
    }

    const ACK: Came<'_> = Came::Text("{\"type\":\"connection_ack\"}");

    fn listening() -> Subscription<'static> {
        let mut course = begun();
        let start = "send {\"id\":\"1\",\"type\":\"start\",\"payload\":{\"query\":\"subscription { a }\"}}";
        assert_eq!(said(course.step(ACK)), [start, "subscribed"]);
        course
    }

    #[test]
    fn events_come_after_the_greeting_and_stop_ends_politely() {
        let mut course = listening();
        assert_eq!(said(course.step(Came::Text("{\"type\":\"ka\"}"))), ["alive"]);
        assert!(course.step(ACK).is_empty(), "acknowledged once");
        let event = "{\"type\":\"data\",\"id\":\"1\",\"payload\":{\"data\":{\"a\":007}}}";
        assert!(
            matches!(said(course.step(Came::Text(event))).first(), Some(s) if s.starts_with("over NotUnderstood"))
        );
        let mut course = listening();
        let event = "{\"type\":\"data\",\"id\":\"1\",\"payload\":{\"data\":{\"a\":1.0}}}";
        assert_eq!(said(course.step(Came::Text(event))), ["event {\"data\":{\"a\":1.0}}"]);
        let other = "{\"type\":\"data\",\"id\":\"2\",\"payload\":{}}";
        assert!(course.step(Came::Text(other)).is_empty(), "another operation is not ours");
        let stop = [
            "send {\"id\":\"1\",\"type\":\"stop\"}",
            "send {\"type\":\"connection_terminate\"}",
            "over Stopped",
        ];
        assert_eq!(said(course.step(Came::Stop)), stop);
        assert!(course.step(Came::Text(event)).is_empty() && course.step(Came::Closed(None)).is_empty());
    }

    #[test]
    fn every_way_to_end_says_why_and_whether_it_may_pass() {
        let end = |mut course: Subscription<'_>, came: Came<'_>| match course.step(came).pop() {
            Some(Step::Over(end)) => end,
            other => panic!("{other:?}"),
        };
        let denied =
            "{\"type\":\"connection_error\",\"payload\":{\"message\":\"You need a token to subscribe\"}}";
        let found = end(begun(), Came::Text(denied));
        assert_eq!(found, End::Denied("You need a token to subscribe".to_owned()));
        assert!(!found.may_pass());
        let refused = "{\"type\":\"error\",\"id\":\"1\",\"payload\":{\"message\":\"no\"}}";
        assert_eq!(end(listening(), Came::Text(refused)), End::Refused("no".to_owned()));
        assert_eq!(end(listening(), Came::Text("{\"type\":\"complete\",\"id\":\"1\"}")), End::Completed);
        let closed = end(listening(), Came::Closed(Some((1011, "gone".to_owned()))));
        assert_eq!(closed, End::Closed("with code 1011: gone".to_owned()));
        assert!(closed.may_pass());
        assert_eq!(
            said(begun().step(Came::Stop)),
            ["send {\"type\":\"connection_terminate\"}", "over Stopped"]
        );
        let mut early = Subscription::new(&LegacyGraphqlWs, String::new());
        assert_eq!(said(early.step(Came::Stop)), ["over Stopped"], "nothing is said to nobody");
    }

    #[test]
    fn an_event_before_the_greeting_is_passed_over() {
        let mut course = begun();
        let event = "{\"type\":\"data\",\"id\":\"1\",\"payload\":{}}";
        assert!(course.step(Came::Text(event)).is_empty());
    }
}
