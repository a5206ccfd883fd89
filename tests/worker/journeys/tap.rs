//! A wire with a tap on it: passes bytes on to a server and keeps what the client sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Default)]
struct Wire {
    sent: Vec<u8>,
    closed: bool,
}

type Wires = Arc<Mutex<Vec<Wire>>>;

pub struct Tap {
    address: SocketAddr,
    wires: Wires,
    task: tokio::task::JoinHandle<()>,
}

impl Tap {
    /// Listens on a free port and passes everything on to `server`.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let wires = Wires::default();
        let all = wires.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let at = {
                    let mut all = all.lock().unwrap();
                    all.push(Wire::default());
                    all.len() - 1
                };
                tokio::spawn(pass(client, server, all.clone(), at));
            }
        });
        Self { address, wires, task }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until the connection that carried `mark` was closed by the client.
    pub async fn until_closed(&self, mark: &str) {
        for _ in 0..5_000 {
            let closed = {
                let wires = self.wires.lock().unwrap();
                let marked = wires.iter().find(|w| String::from_utf8_lossy(&w.sent).contains(mark));
                marked.unwrap_or_else(|| panic!("nobody sent {mark}")).closed
            };
            if closed {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("the connection with {mark} stayed open");
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(client: TcpStream, server: SocketAddr, wires: Wires, at: usize) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let back = tokio::spawn(async move {
        // Ends with either side; the client's end is noted below.
        let _ = copy(&mut from_server, &mut to_client).await;
    });
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
        wires.lock().unwrap()[at].sent.extend_from_slice(&buffer[..count]);
        if to_server.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    wires.lock().unwrap()[at].closed = true;
    back.abort();
}
