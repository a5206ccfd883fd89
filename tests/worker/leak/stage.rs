//! The journey: everything that a person does with a token, and every way a server could throw it back.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use dapple::app::{Action, AnswerView, ExportKind, ExportWhat, NoticeKind, Place, Remote};
use dapple::services::secrets::{Condition, SecretError};
use dapple_demo::{Demo, Fault, Who};
use tracing_subscriber::fmt::MakeWriter;

use super::echo::Echo;
use super::{files, must_not_hold, no_file_holds};
use crate::journeys::window::{Window, World, demo};

/// The log of the whole process at its loudest, before any scrubber.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const ECHOES: [&str; 10] = [
    "EchoData",
    "EchoErrors",
    "EchoCut",
    "EchoRefusal",
    "EchoSpeckle",
    "EchoPage",
    "EchoText",
    "EchoBroken",
    "EchoLimit",
    "EchoAway",
];

pub fn play(aside: &Path) {
    let log = Log::default();
    let loudest = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    loudest.with_writer(log.clone()).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(journey(aside, &log));
    println!("the journey is over");
}

async fn journey(aside: &Path, log: &Log) {
    let (demo, world) = (demo().await, World::new());
    let token = demo.token(Who::Full).to_owned();
    std::fs::write(aside.join("token"), &token).unwrap();
    let own = Echo::before(demo.addr()).await;
    let wrong = Echo::before(wrong_server(&demo).await).await;

    let mut window = world.window().await;
    window.heard = Some(String::new());
    sign_in(&mut window, &own, &wrong, &token).await;
    echoes(&mut window).await;
    exports(&mut window, &world, &token).await;
    trouble(&mut window, &world, &own, &token).await;
    let heard = window.heard.take().unwrap();
    assert!(heard.contains("Mara Lindqvist") && heard.len() > 10_000, "nobody listened");
    must_not_hold("what went back and forth", heard.as_bytes(), &token);

    typed(&mut window, &token).await;
    window.quit();
    search(&world, &own, &wrong, log, &token).await;

    // What was typed did reach the disk, without the token.
    let masked = format!("# {}…", &token[..10]);
    let holds = |file: &std::path::PathBuf| {
        String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).contains(&masked)
    };
    let kept = files(&world.folders().data).iter().filter(|file| holds(file)).count();
    assert!(kept >= 2, "session and history should both hold it, masked: {kept}");

    // The next start reads all of it again.
    let mut window = world.next_window().await;
    window.heard = Some(String::new());
    window.act(Action::Go(Place::History));
    window.until("the history", |s| matches!(s.history, Remote::Ready { .. })).await;
    let key = window.state().accounts.active.clone().unwrap();
    window
        .until("the account", |s| {
            matches!(s.accounts.get(&key).unwrap().link, dapple::app::Link::Connected { .. })
        })
        .await;
    must_not_hold("the next start", window.heard.take().unwrap().as_bytes(), &token);
    // Signed out, the token is still good on the server: what was typed stays off the disk all the same.
    window.tab(&format!("# {token}"), "");
    window.act(Action::SignOut(key));
    window.until("the goodbye", |s| s.notices.iter().any(|n| n.text.starts_with("Signed out"))).await;
    window.saved().await;
    window.quit();
    search(&world, &own, &wrong, log, &token).await;
}

/// A demo that only shows web pages: what a mistyped address leads to.
async fn wrong_server(_own: &Demo) -> std::net::SocketAddr {
    let other = demo().await;
    other.faults().always(Fault::HtmlErrorPage(200));
    let address = other.addr();
    // Lives as long as the process.
    std::mem::forget(other);
    address
}

async fn sign_in(window: &mut Window, own: &Echo, wrong: &Echo, token: &str) {
    window.connected(&wrong.origin(), token).await.unwrap_err();
    window.connected("http://127.0.0.1:1", token).await.unwrap_err();
    window.sign_in_at(&own.origin(), &format!("  Bearer {token}\n")).await;
    window.ask("{ activeUser { name } }").await.unwrap();
}

async fn echoes(window: &mut Window) {
    for name in ECHOES {
        let tab = window.tab(&format!("query {name} {{ activeUser {{ name }} }}"), "");
        let told = window.run(tab).await;
        if let Ok(answer) = &told {
            let said = answer.meta.headers.iter().any(|(name, _)| name == "x-echo");
            assert!(said, "{name} did not reach the echo: {:?}", answer.meta);
        }
        window.act(Action::ShowAnswerAs(tab, AnswerView::Table));
        window.until("a table or none", |s| s.tab(tab).unwrap().table.waiting_for().is_none()).await;
    }
}

async fn exports(window: &mut Window, world: &World, token: &str) {
    let tab = window.tab("query EchoLong { activeUser { name } }", "");
    let answer = window.run(tab).await.unwrap();
    assert_eq!(answer.lists[0].len, 3_000);
    for (kind, name) in
        [(ExportKind::Json, "a.json"), (ExportKind::Ndjson, "a.ndjson"), (ExportKind::Csv, "a.csv")]
    {
        window.export(tab, ExportWhat::List, kind, &world.path(name)).await;
        let text = std::fs::read_to_string(world.path(name)).unwrap();
        assert_eq!(text.matches(&format!("{}…", &token[..10])).count(), 3_000, "{name}");
    }
    window.export(tab, ExportWhat::Whole, ExportKind::Json, &world.path("whole.json")).await;
    let whole = std::fs::read(world.path("whole.json")).unwrap();
    serde_json::from_slice::<serde_json::Value>(&whole).unwrap();
}

/// Failures of everything around.
async fn trouble(window: &mut Window, world: &World, own: &Echo, token: &str) {
    world.store.set(Condition::Failing(SecretError::Locked));
    let key = window.state().accounts.active.clone().unwrap();
    window.act(Action::Reconnect(key.clone()));
    window
        .until("the failure", |s| matches!(s.accounts.get(&key).unwrap().link, dapple::app::Link::Failed(_)))
        .await;
    window.connect(&own.origin(), &token[..41]);
    window.until("the refusal", |s| !s.connect.is_running()).await;
    world.store.set(Condition::Working);
    window.act(Action::Reconnect(key.clone()));
    window
        .until("the account", |s| {
            matches!(s.accounts.get(&key).unwrap().link, dapple::app::Link::Connected { .. })
        })
        .await;
    window.act(Action::OpenPath(world.path("missing.json")));
    window.until("the failure", |s| s.notices.iter().any(|n| n.kind == NoticeKind::Error)).await;
    window.act(Action::Go(Place::History));
    window.until("the history", |s| matches!(s.history, Remote::Ready { .. })).await;
}

/// A person who types the token where it does not belong, runs that, and names a tab after it.
async fn typed(window: &mut Window, token: &str) {
    let query = format!("query Typed {{ activeUser {{ name }} }} # {token}");
    let tab = window.tab(&query, &format!("{{\"note\": \"{token}\"}}"));
    window.run(tab).await.unwrap();
    window.act(Action::RenameTab(tab, format!("my {token}")));
    // A name that begins with a letter is an operation's name too.
    let tab = window.tab(&format!("query Typed_{token} {{ activeUser {{ name }} }}"), "");
    window.act(Action::ChooseOperation(tab, Some(format!("Typed_{token}"))));
    window.run(tab).await.unwrap();
    window.saved().await;
}

async fn search(world: &World, own: &Echo, wrong: &Echo, log: &Log, token: &str) {
    no_file_holds(world.root(), token);
    let log = log.0.lock().unwrap().clone();
    assert!(log.len() > 10_000, "nothing was logged");
    must_not_hold("the log", &log, token);
    assert!(!wrong.heard().is_empty());
    for request in wrong.heard() {
        must_not_hold("a request to another server", request.as_bytes(), token);
        assert!(!request.contains("authorization"), "another server was shown a token");
    }
    let mut carried = 0;
    for request in own.heard() {
        let line = format!("authorization: Bearer {token}\r\n");
        carried += usize::from(request.contains(&line));
        assert!(request.matches(&line).count() <= 1);
        let rest = request.replace(&line, "");
        // What a person typed into an operation goes where they send it.
        if !rest.contains("query Typed") {
            must_not_hold("a request outside its header", rest.as_bytes(), token);
        }
    }
    assert!(carried > 10, "{carried}");
}
