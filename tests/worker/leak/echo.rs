//! A server that repeats the Authorization header it got, in every place where an answer has room.
//!
//! What it has no opinion on goes to a demo server behind it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Echo {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Echo {
    /// Listens on a free port; `behind` answers what carries no mark.
    pub async fn before(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = heard.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let all = all.clone();
                tokio::spawn(async move { serve(client, behind, &all).await });
            }
        });
        Self { address, heard, task }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request, head and body, as it came.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One request a connection, so that heads and bodies cannot be confused.
async fn serve(mut client: TcpStream, behind: SocketAddr, all: &Mutex<Vec<String>>) -> Option<()> {
    let request = read(&mut client).await?;
    all.lock().unwrap().push(request.clone());
    let header = request.lines().find_map(|l| l.strip_prefix("authorization: ")).unwrap_or("nothing");
    if let Some(answer) = echo(&request, header) {
        client.write_all(answer.as_bytes()).await.ok()?;
    } else {
        let mut server = TcpStream::connect(behind).await.ok()?;
        let closing = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        server.write_all(closing.as_bytes()).await.ok()?;
        tokio::io::copy(&mut server, &mut client).await.ok()?;
    }
    client.shutdown().await.ok()
}

async fn read(client: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|l| l.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |l| l.parse().unwrap()) {
            return Some(text);
        }
    }
}

/// An answer that repeats the header, for requests that carry a mark.
fn echo(request: &str, header: &str) -> Option<String> {
    let json = "application/json";
    let rows = |value: &str| {
        format!(r#"{{"data":{{"items":[{{"id":"a","note":"{value}"}},{{"id":"b","note":"{value}"}}]}}}}"#)
    };
    let errors = |value: &str| {
        format!(r#"{{"errors":[{{"message":"No good: {value}","path":["{value}"]}}],"data":null}}"#)
    };
    let whole = |status: &str, kind: &str, body: String| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\nX-Echo: {header}\r\nX-Request-Id: {header}\r\n\r\n{body}"
        )
    };
    let mark = |name: &str| request.contains(&format!("query {name} "));
    if mark("EchoData") {
        Some(whole("200 OK", json, rows(header)))
    } else if mark("EchoLong") {
        // Tokens on every place where a writer might cut, and one where an error's words are cut.
        let many = vec![format!(r#"{{"note":"{header}"}}"#); 3_000].join(",");
        Some(whole("200 OK", json, format!(r#"{{"data":{{"items":[{many}]}}}}"#)))
    } else if mark("EchoErrors") {
        Some(whole("200 OK", json, errors(header)))
    } else if mark("EchoCut") {
        Some(whole("200 OK", json, errors(&format!("{}{header}", "x".repeat(368)))))
    } else if mark("EchoRefusal") {
        Some(whole("400 Bad Request", json, errors(header)))
    } else if mark("EchoSpeckle") {
        Some(whole("403 Forbidden", json, format!(r#"{{"error":"Your token is not valid. {header}"}}"#)))
    } else if mark("EchoPage") {
        Some(whole("502 Bad Gateway", "text/html", format!("<html><body>{header}</body></html>")))
    } else if mark("EchoText") {
        Some(whole("200 OK", "text/plain", format!("not json: {header}")))
    } else if mark("EchoBroken") {
        Some(whole("200 OK", json, format!(r#"{{"data": {{"{header}": oops"#)))
    } else if mark("EchoLimit") {
        Some(whole("429 Too Many Requests", json, errors(header)).replacen(
            "X-Echo",
            "Retry-After: 999\r\nX-Echo",
            1,
        ))
    } else if mark("EchoAway") {
        Some(whole("302 Found", json, String::new()).replacen(
            "X-Echo",
            &format!(
                "Location: http://127.0.0.1:1/{header}?token={header}\r\nX-Echo",
                header = header.replace(' ', "")
            ),
            1,
        ))
    } else {
        None
    }
}
