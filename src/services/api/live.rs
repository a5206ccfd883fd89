//! Subscriptions: an upgrade of the account's client to a socket, over the same proxy and certificates, and to
//! the same server only.
//!
//! The token is in the first message of the socket, as Speckle's server wants it, and nowhere else: the upgrade
//! itself carries none.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use dapple_data::live::{Came, End, LiveProtocol, Step, Subscription};
use futures_util::{SinkExt, StreamExt};
use reqwest::header::{CONNECTION, HeaderValue, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use reqwest::{Response, StatusCode, Upgraded};
use serde_json::value::RawValue;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};

use super::answer::{Answer, Refusal};
use super::authorized::{Api, own_headers};
use super::error::ApiError;
use super::request::GraphqlRequest;
use super::transport::Peer;

/// The largest message that is taken.
const LARGEST: usize = 16 << 20;
/// A server that says regularly that it is there is given up after this long without a word.
const SILENCE: Duration = Duration::from_secs(95);
/// How long the last words may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a subscription brings.
#[derive(Debug)]
pub enum Live {
    /// The server listens; events come from now on.
    Listening,
    /// A whole GraphQL answer.
    Event(Box<RawValue>),
}

/// Where the events go.
pub type LiveSink<'a> = &'a mut (dyn FnMut(Live) + Send);

type Socket = WebSocketStream<Upgraded>;

impl Api {
    /// Subscribes once, and passes events on until the subscription ends. When `stop` ends, the server is told so
    /// and the socket is closed. Dropping the future closes the socket without a word.
    ///
    /// A server may take a token that it will refuse, or a project that it will not show, without a word: ask it
    /// something by a plain request first.
    ///
    /// # Errors
    /// [`ApiError::CannotReach`], [`ApiError::NoSocket`] where no socket comes about, and what a refused request
    /// has. How a subscription that began has ended is no error.
    pub async fn subscribe(
        &self,
        protocol: &dyn LiveProtocol,
        request: &GraphqlRequest,
        sink: LiveSink<'_>,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<End, ApiError> {
        let body = GraphqlRequest::encode(std::slice::from_ref(request), false);
        let body = String::from_utf8_lossy(&body).into_owned();
        let mut course = Subscription::new(protocol, body);
        let mut stop = pin!(stop);
        let opened = tokio::select! {
            opened = self.open_socket(protocol, request) => opened?,
            () = &mut stop => return Ok(End::Stopped),
        };
        let mut talk = Talk { api: self, protocol, socket: opened, watched: false };
        let mut steps = course.step(Came::Opened);
        loop {
            if let Some(end) = talk.perform(steps, sink).await {
                return Ok(end);
            }
            steps = tokio::select! {
                came = talk.next() => match came {
                    Next::Text(text) => course.step(Came::Text(&text)),
                    Next::Closed(why) => course.step(Came::Closed(why)),
                    Next::Nothing => Vec::new(),
                },
                () = &mut stop => course.step(Came::Stop),
            };
        }
    }

    async fn open_socket(
        &self,
        protocol: &dyn LiveProtocol,
        request: &GraphqlRequest,
    ) -> Result<Socket, ApiError> {
        let (transport, url) = self.socket_transport()?;
        let peer = self.peer();
        let key = generate_key();
        let name = HeaderValue::from_static(protocol.name());
        let upgrade = transport
            .client
            .get(url)
            .headers(own_headers(&request.headers)?)
            .header(CONNECTION, HeaderValue::from_static("Upgrade"))
            .header(UPGRADE, HeaderValue::from_static("websocket"))
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", &key)
            .header(SEC_WEBSOCKET_PROTOCOL, name);
        let _pass = self.gate().pass(request.priority).await;
        let (response, wait) = transport.send(upgrade, &peer).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(not_switched(response, wait, &peer).await);
        }
        let no_socket =
            |problem: &str| ApiError::NoSocket { host: peer.host.clone(), problem: problem.to_owned() };
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        if header("sec-websocket-accept") != Some(derive_accept_key(key.as_bytes()).as_str()) {
            return Err(no_socket("something on the way answered in the server's place"));
        }
        if header("sec-websocket-protocol") != Some(protocol.name()) {
            return Err(no_socket(&format!("it does not speak {}", protocol.name())));
        }
        let upgraded = response.upgrade().await.map_err(|_| no_socket("the upgrade broke off"))?;
        let limits = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
        Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(limits)).await)
    }
}

/// Why there is no socket: what the server said in its place.
async fn not_switched(mut response: Response, wait: Duration, peer: &Peer) -> ApiError {
    let answer = Answer::of(&response, wait, &peer.scrubber);
    let status = answer.status;
    let mut body = Vec::new();
    // A refusal that breaks off is still that refusal.
    while let Ok(Some(bytes)) = response.chunk().await {
        body.extend_from_slice(&bytes);
        if body.len() as u64 > Refusal::KEPT {
            break;
        }
    }
    if status < 300 {
        return ApiError::NoSocket {
            host: peer.host.clone(),
            problem: "it answered without a socket".to_owned(),
        };
    }
    let refusal = Box::new(Refusal::new(answer, &body, &peer.scrubber));
    ApiError::Http { host: peer.host.clone(), status, refusal }
}

/// What the socket brought.
enum Next {
    Text(String),
    Closed(Option<(u16, String)>),
    Nothing,
}

struct Talk<'a> {
    api: &'a Api,
    protocol: &'a dyn LiveProtocol,
    socket: Socket,
    /// The server says regularly that it is there.
    watched: bool,
}

impl Talk<'_> {
    /// Does what follows; the end, where it is one.
    async fn perform(&mut self, steps: Vec<Step>, sink: LiveSink<'_>) -> Option<End> {
        for step in steps {
            let text = match step {
                Step::Init => self.api.first_word(self.protocol),
                Step::Send(text) => text,
                Step::Subscribed => {
                    sink(Live::Listening);
                    continue;
                }
                Step::Event(payload) => {
                    sink(Live::Event(payload));
                    continue;
                }
                Step::Alive => {
                    self.watched = true;
                    continue;
                }
                Step::Over(end) => {
                    // The other end may be gone: then there is nobody to say goodbye to.
                    let _ = tokio::time::timeout(FAREWELL, self.socket.close(None)).await;
                    return Some(end);
                }
            };
            if let Err(error) = self.socket.send(Message::text(text)).await {
                return Some(End::Closed(words(&error)));
            }
        }
        None
    }

    async fn next(&mut self) -> Next {
        let wait = if self.watched { SILENCE } else { Duration::MAX };
        match tokio::time::timeout(wait, self.socket.next()).await {
            Err(_) => Next::Closed(Some((0, format!("silent for {} s", SILENCE.as_secs())))),
            Ok(Some(Ok(Message::Text(text)))) => Next::Text(text.as_str().to_owned()),
            Ok(Some(Ok(Message::Close(frame)))) => {
                Next::Closed(frame.map(|frame| (frame.code.into(), frame.reason.as_str().to_owned())))
            }
            Ok(Some(Ok(_))) => Next::Nothing,
            Ok(Some(Err(error))) => Next::Closed(Some((0, words(&error)))),
            Ok(None) => Next::Closed(None),
        }
    }
}

/// Why a socket broke. The texts of the library hold no data of messages.
fn words(error: &SocketError) -> String {
    match error {
        SocketError::ConnectionClosed | SocketError::AlreadyClosed | SocketError::Io(_) => {
            "the connection was lost".to_owned()
        }
        SocketError::Capacity(_) => format!("a message is larger than {} MB", LARGEST >> 20),
        _ => "the socket broke".to_owned(),
    }
}
