//! Subscriptions over a socket: `graphql-ws` in its older form, with the habits of Speckle's server. A bad token is
//! greeted like a good one and hears nothing until an event comes; a project out of sight is silent for ever.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Request, Variables};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::Request as HttpRequest;
use axum::response::Response;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::auth::Viewer;
use crate::graphql;
use crate::server::Server;

/// The protocol that is spoken, and the newer one that is taken and then refused, as on a real server.
const SPOKEN: &str = "graphql-ws";
const REFUSED: &str = "graphql-transport-ws";
/// How often a server says that it is there.
const ALIVE: Duration = Duration::from_secs(30);
/// Messages that wait for a slow reader.
const WAITING: usize = 256;

/// The handler of `/graphql`: a socket where one is asked for, HTTP otherwise.
pub async fn answer(
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    State(server): State<Arc<Server>>,
    viewer: Extension<Viewer>,
    asked: HttpRequest<Body>,
) -> Response {
    match upgrade {
        Ok(upgrade) => upgrade.protocols([REFUSED, SPOKEN]).on_upgrade(move |socket| talk(socket, server)),
        Err(_) => {
            let (parts, body) = asked.into_parts();
            let rest = (parts.uri, body);
            graphql::answer(State(server), viewer, parts.method, parts.headers, rest).await
        }
    }
}

/// Who is at the other end.
#[derive(Clone, Copy)]
enum Caller {
    Known(Viewer),
    /// The token is none that counts; nobody says so.
    Mistaken,
}

struct Talk {
    server: Arc<Server>,
    caller: Option<Caller>,
    /// Operations under way, by id.
    running: HashMap<String, JoinHandle<()>>,
    say: mpsc::Sender<String>,
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.running.values().for_each(JoinHandle::abort);
    }
}

async fn talk(mut socket: WebSocket, server: Arc<Server>) {
    if socket.protocol().and_then(|name| name.to_str().ok()) != Some(SPOKEN) {
        return close(&mut socket, 1002, "").await;
    }
    let (say, mut to_say) = mpsc::channel(WAITING);
    let mut talk = Talk { server: server.clone(), caller: None, running: HashMap::new(), say };
    let mut alive = tokio::time::interval(ALIVE);
    alive.reset();
    let mut cut = server.world.events.cuts();
    loop {
        let text = tokio::select! {
            came = socket.recv() => match came {
                Some(Ok(Message::Text(text))) => match talk.heard(text.as_str()) {
                    Then::Go => continue,
                    Then::Say(texts) => {
                        for text in texts {
                            if socket.send(Message::text(text)).await.is_err() {
                                return;
                            }
                        }
                        continue;
                    }
                    Then::Refuse(text) => {
                        // Who is refused may be gone already.
                        let _ = socket.send(Message::text(text)).await;
                        return close(&mut socket, 1011, "").await;
                    }
                    Then::End => return close(&mut socket, 1000, "").await,
                },
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return,
            },
            Some(text) = to_say.recv() => text,
            _ = alive.tick(), if talk.caller.is_some() => "{\"type\":\"ka\"}".to_owned(),
            // The connection breaks, as they do.
            _ = cut.changed() => return,
        };
        if socket.send(Message::text(text)).await.is_err() {
            return;
        }
    }
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    // The other end may have closed first.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}

/// What follows from a message.
enum Then {
    Go,
    Say(Vec<String>),
    Refuse(String),
    End,
}

impl Talk {
    fn heard(&mut self, text: &str) -> Then {
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        let id = message["id"].as_str().unwrap_or_default().to_owned();
        match message["type"].as_str().unwrap_or_default() {
            "connection_init" => self.init(&message["payload"]),
            "start" => {
                self.start(id, &message["payload"]);
                Then::Go
            }
            "stop" => {
                if let Some(task) = self.running.remove(&id) {
                    task.abort();
                }
                Then::Say(vec![complete(&id)])
            }
            "connection_terminate" => Then::End,
            _ => Then::Go,
        }
    }

    /// The token is looked for in the payload alone; it wants its `Bearer`.
    fn init(&mut self, payload: &Value) -> Then {
        let headers = &payload["headers"];
        let found = [payload, headers].into_iter().find_map(|at| {
            at["Authorization"]
                .as_str()
                .or_else(|| at["authorization"].as_str())
                .filter(|t| t.starts_with("Bearer "))
        });
        let Some(text) = found else {
            let reason =
                json!({"type": "connection_error", "payload": {"message": "You need a token to subscribe"}});
            return Then::Refuse(reason.to_string());
        };
        let admitted = self.server.world.tokens.admit(Some(text));
        self.caller = Some(admitted.map_or(Caller::Mistaken, Caller::Known));
        let said = ["{\"type\":\"connection_ack\"}", "{\"type\":\"ka\"}"];
        Then::Say(said.map(str::to_owned).to_vec())
    }

    fn start(&mut self, id: String, payload: &Value) {
        let (server, say) = (self.server.clone(), self.say.clone());
        let (payload, caller, name) = (payload.clone(), self.caller, id.clone());
        let task = tokio::spawn(async move {
            match caller {
                Some(Caller::Known(viewer)) => run(&server, viewer, (&name, &payload), &say).await,
                Some(Caller::Mistaken) => refuse_at_the_first_event(&server, &name, &say).await,
                None => {}
            }
        });
        if let Some(old) = self.running.insert(id, task) {
            old.abort();
        }
    }
}

fn data(id: &str, payload: &str) -> String {
    format!("{{\"type\":\"data\",\"id\":{},\"payload\":{payload}}}", json!(id))
}

fn complete(id: &str) -> String {
    json!({ "type": "complete", "id": id }).to_string()
}

async fn run(server: &Server, viewer: Viewer, (id, payload): (&str, &Value), say: &mpsc::Sender<String>) {
    let query = payload["query"].as_str().unwrap_or_default();
    let name = payload["operationName"].as_str().unwrap_or_default();
    let variables = Variables::from_json(payload["variables"].clone());
    let mut request = Request::new(query).variables(variables).data(viewer);
    if !name.is_empty() {
        request = request.operation_name(name);
    }
    let is_subscription = parse_query(query).is_ok_and(|document| subscribes(&document, name));
    let mut answers = if is_subscription {
        server.api.execute_stream(request).boxed()
    } else {
        let answer = server.api.execute(request).await;
        futures_util::stream::once(std::future::ready(answer)).boxed()
    };
    while let Some(answer) = answers.next().await {
        if say.send(data(id, &graphql::text_of(answer))).await.is_err() {
            return;
        }
    }
    // The reader may be gone.
    let _ = say.send(complete(id)).await;
}

fn subscribes(document: &ExecutableDocument, name: &str) -> bool {
    let operation = match &document.operations {
        DocumentOperations::Single(operation) => Some(operation),
        DocumentOperations::Multiple(all) => all.iter().find(|(key, _)| key.as_str() == name).map(|(_, o)| o),
    };
    operation.is_some_and(|operation| operation.node.ty == OperationType::Subscription)
}

/// Only an event shows that the token does not count.
async fn refuse_at_the_first_event(server: &Server, id: &str, say: &mpsc::Sender<String>) {
    let mut events = server.world.events.listen();
    while events.recv().await.is_ok() {
        let payload = json!({ "errors": [{ "message": "Must provide an auth token" }], "data": null });
        if say.send(data(id, &payload.to_string())).await.is_err() {
            return;
        }
    }
}
