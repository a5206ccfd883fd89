//! A server that sends exact bytes, one answer a connection, and records what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// One thing the server does with a connection. After the last one it closes.
#[derive(Clone, Debug)]
pub enum Step {
    Send(Vec<u8>),
    Pause(Duration),
    /// Waits for the other side to close, and counts it.
    AwaitClose,
    /// Waits for the test to say go.
    AwaitSignal(Arc<Notify>),
    /// Closes with a TCP reset.
    Reset,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST /graphql HTTP/1.1`
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }
}

#[derive(Debug, Default)]
struct Counts {
    open: usize,
    most: usize,
}

pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    arrived: watch::Receiver<usize>,
    closed: watch::Receiver<usize>,
    counts: Arc<Mutex<Counts>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts on a free port. `answer` gets each request and how many came before it.
    pub async fn start(answer: impl Fn(&Request, usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let counts = Arc::new(Mutex::new(Counts::default()));
        let (arrived_in, arrived) = watch::channel(0);
        let (closed_in, closed) = watch::channel(0);
        let (recorded, answer, tally) = (requests.clone(), Arc::new(answer), counts.clone());
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (recorded, answer, tally) = (recorded.clone(), answer.clone(), tally.clone());
                let (arrived, closed) = (arrived_in.clone(), closed_in.clone());
                tokio::spawn(async move {
                    let Some(request) = read(&mut stream).await else { return };
                    let before = {
                        let mut recorded = recorded.lock().unwrap();
                        recorded.push(request.clone());
                        recorded.len() - 1
                    };
                    let now_open = {
                        let mut tally = tally.lock().unwrap();
                        tally.open += 1;
                        tally.open
                    };
                    tally.lock().unwrap().most.max_assign(now_open);
                    arrived.send_modify(|n| *n += 1);
                    let mut steps = answer(&request, before);
                    let last = steps.pop();
                    play(&mut stream, steps, &closed).await;
                    // Before the last bytes: the client may ask again as soon as it has them.
                    tally.lock().unwrap().open -= 1;
                    play(&mut stream, last.into_iter().collect(), &closed).await;
                });
            }
        });
        Self { address, requests, arrived, closed, counts, task }
    }

    /// A server that gives everybody the same answer.
    pub async fn saying(answer: Vec<u8>) -> Self {
        Self::start(move |_, _| vec![Step::Send(answer.clone())]).await
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The most requests that were open at one time.
    pub fn most_open(&self) -> usize {
        self.counts.lock().unwrap().most
    }

    pub async fn until_arrived(&self, count: usize) {
        self.arrived.clone().wait_for(|n| *n >= count).await.unwrap();
    }

    /// Waits until `count` connections were closed by the client.
    pub async fn until_closed(&self, count: usize) {
        self.closed.clone().wait_for(|n| *n >= count).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

trait MaxAssign {
    fn max_assign(&mut self, other: Self);
}

impl MaxAssign for usize {
    fn max_assign(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

async fn play(stream: &mut TcpStream, steps: Vec<Step>, closed: &watch::Sender<usize>) {
    for step in steps {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::AwaitSignal(signal) => signal.notified().await,
            Step::Pause(time) => tokio::time::sleep(time).await,
            Step::AwaitClose => {
                while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {}
                closed.send_modify(|n| *n += 1);
            }
            // Takes effect when the stream is dropped; a reset connection cannot be shut down.
            Step::Reset => {
                let _ = stream.set_zero_linger();
            }
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let line = lines.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned())))
        .collect();
    let length = headers.iter().find(|(n, _)| n == "content-length").map_or(0, |(_, v)| v.parse().unwrap());
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { line, headers, body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned() })
}

/// A whole answer with its length; `headers` are further lines.
pub fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.len());
    let mut bytes = head(status, &[headers, &[length.as_str()]].concat());
    bytes.extend_from_slice(body);
    bytes
}

/// The head of an answer, whatever body comes after it.
pub fn head(status: &str, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

pub const JSON: &str = "Content-Type: application/json; charset=utf-8";
pub const HTML: &str = "Content-Type: text/html; charset=utf-8";

/// A good GraphQL answer.
pub fn good() -> Vec<u8> {
    answer("200 OK", &[JSON], br#"{"data":{"hello":"world"}}"#)
}
