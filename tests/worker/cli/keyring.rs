//! `dapple account` with a real keyring: gnome-keyring in a D-Bus session of its own.
//!
//! The test starts itself again inside `dbus-run-session`; the inner run finds [`GUARD`] set. Where the
//! programs are missing it says so and passes.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use dapple_demo::{Demo, Options, Who};

use super::{Done, PROJECTS, Room, finish, holds};

/// Set in the inner run.
const GUARD: &str = "DAPPLE_TEST_CLI_KEYRING";
const PROGRAMS: &[&str] = &["dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"];
/// A session that hangs is ended, so that the test fails instead.
const LONGEST: Duration = Duration::from_secs(120);

/// A session bus that starts nothing by itself: neither a keyring nor a program that prompts.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

#[test]
fn accounts_live_in_a_real_keyring() {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = |program: &&&str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if let Some(missing) = PROGRAMS.iter().find(|program| !found(program)) {
        println!("skipped: {missing} is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let folder = |name: &str| {
        use std::os::unix::fs::DirBuilderExt;
        let path = home.path().join(name);
        std::fs::DirBuilder::new().mode(0o700).create(&path).unwrap();
        path
    };
    let config = home.path().join("bus.conf");
    std::fs::write(&config, BUS).unwrap();
    let output = std::fs::File::create(home.path().join("output")).unwrap();
    let mut session = Command::new("dbus-run-session")
        .arg("--config-file")
        .arg(&config)
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "cli::keyring::inside_session", "--nocapture"])
        .env(GUARD, "yes")
        .env("HOME", folder("home"))
        .env("XDG_RUNTIME_DIR", folder("run"))
        .env("XDG_DATA_HOME", folder("data"))
        .env_remove("GNOME_KEYRING_CONTROL")
        .stdin(Stdio::null())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        match session.try_wait().unwrap() {
            None if begun.elapsed() < LONGEST => std::thread::sleep(Duration::from_millis(10)),
            ended => break ended,
        }
    };
    if status.is_none() {
        session.kill().unwrap();
        session.wait().unwrap();
    }
    let said = std::fs::read_to_string(home.path().join("output")).unwrap();
    assert!(status.is_some_and(|s| s.success()) && said.contains("scene played"), "{status:?}\n{said}");
}

/// A keyring of this test's own, unlocked; ends with it.
struct Daemon(Child);

impl Daemon {
    fn start() -> Self {
        let mut child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"pw").unwrap();
        while !is_unlocked() {
            assert!(child.try_wait().unwrap().is_none(), "the keyring daemon ended");
            std::thread::sleep(Duration::from_millis(10));
        }
        Self(child)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_unlocked() -> bool {
    let asked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
        .args(["/org/freedesktop/secrets/collection/login", "org.freedesktop.DBus.Properties.Get"])
        .args(["string:org.freedesktop.Secret.Collection", "string:Locked"])
        .output();
    String::from_utf8_lossy(&asked.unwrap().stdout).contains("boolean false")
}

/// The binary inside the session.
fn run(room: &Room, arguments: &[&str], stdin: &str) -> Done {
    let mut command = room.command(arguments);
    command.env("DBUS_SESSION_BUS_ADDRESS", std::env::var_os("DBUS_SESSION_BUS_ADDRESS").unwrap());
    finish(command, stdin)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn inside_session() {
    if std::env::var_os(GUARD).is_none() {
        return;
    }
    let (room, ana, ben) = (Room::new(), demo().await, demo().await);
    let _daemon = Daemon::start();
    add(&room, &ana, &ben);
    choose(&room, &ana, &ben);
    settle(&room, &ben);
    remove(&room, &ana, &ben);
    for token in [ana.token(Who::ReadOnly), ben.token(Who::Full)] {
        assert!(!holds(&room.home(), token.as_bytes()), "a token is on the disk");
    }
    println!("scene played");
}

async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

fn add(room: &Room, ana: &Demo, ben: &Demo) {
    let piped = format!("  Bearer {}\n", ana.token(Who::ReadOnly));
    let done = run(room, &["account", "add", "--server", &ana.origin(), "--name", "Ana, read only"], &piped)
        .ended(0);
    assert!(done.out.is_empty());
    for words in ["Signed in as ", "streams:read", "in the keyring"] {
        assert!(done.err.contains(words), "{words} is not in {done:?}");
    }
    let done = run(room, &["account", "add", "--server", &ben.origin()], ben.token(Who::Full)).ended(0);
    assert!(!done.err.contains(ben.token(Who::Full)));
    // Adding it again changes nothing but what is known of it; its name stays.
    run(room, &["account", "add", "--server", &ana.origin()], &piped).ended(0);
    let list = run(room, &["account", "list"], "").ended(0);
    assert_eq!(list.out.lines().count(), 3, "{list:?}");
    let line = list.out.lines().find(|line| line.contains("Ana, read only")).unwrap();
    assert!(line.starts_with('*') && line.contains(&ana.origin()), "the last one added is in use: {list:?}");
    assert!(
        line.contains(&ana.token(Who::ReadOnly)[..10]) && !line.contains(&ana.token(Who::ReadOnly)[..11])
    );
}

fn choose(room: &Room, ana: &Demo, ben: &Demo) {
    room.file("projects.graphql", PROJECTS);
    let count = |demo: &Demo| demo.requests().len();
    let runs_on = |more: &[&str], used: &Demo, other: &Demo| {
        let (before, quiet) = (count(used), count(other));
        run(room, &[&["query", "projects.graphql"], more].concat(), "").ended(0);
        assert!(count(used) > before && count(other) == quiet, "{more:?}");
    };
    runs_on(&[], ana, ben);
    runs_on(&["--server", &ben.origin()], ben, ana);
    runs_on(&["--account", "ana, READ only"], ana, ben);
    runs_on(&["--account", &ben.token(Who::Full)[..10]], ben, ana);
    // Both are on 127.0.0.1, so the host alone does not tell.
    let done = run(room, &["query", "projects.graphql", "--account", "127.0.0.1"], "").ended(2);
    assert!(done.err.contains("can be 2 accounts"), "{done:?}");
    run(room, &["account", "use", &ben.origin()], "").ended(0);
    runs_on(&[], ben, ana);
}

/// Puts another token under the name of Ben's, as another program could.
fn store_beside(ben: &Demo) {
    let account = format!("{} {}", &ben.token(Who::Full)[..10], ben.origin());
    let mut tool = Command::new("secret-tool")
        .args([
            "store",
            "--label",
            "by hand",
            "service",
            "app.dapple.Dapple",
            "username",
            &account,
            "by",
            "hand",
        ])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    tool.stdin.take().unwrap().write_all(ben.token(Who::Revoked).as_bytes()).unwrap();
    assert!(tool.wait().unwrap().success());
}

/// Two tokens under one name: said, chosen by the last six, and the other goes only when asked.
fn settle(room: &Room, ben: &Demo) {
    store_beside(ben);
    let (id, six) = (&ben.token(Who::Full)[..10], &ben.token(Who::Full)[36..]);
    let query = ["query", "projects.graphql", "--account", id];
    let unsure = run(room, &query, "").ended(1);
    for words in ["2 different tokens", six, "(by hand)", &format!("dapple account use {id} --ending LAST6")]
    {
        assert!(unsure.err.contains(words), "{words} is not in {unsure:?}");
    }
    assert!(
        run(room, &["account", "use", id, "--ending", ben.token(Who::Full)], "").ended(2).err.contains("six")
    );
    run(room, &["account", "use", id, "--ending", "nobody"], "").ended(1);
    let chosen = run(room, &["account", "use", id, "--ending", six], "").ended(0);
    assert!(chosen.err.contains("The others stay"), "{chosen:?}");
    run(room, &query, "").ended(0);
    run(room, &["account", "use", id, "--ending", six, "--remove-others"], "").ended(0);
    let found = Command::new("secret-tool").args(["search", "--all", "by", "hand"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&found.stdout).contains("by hand"), "{found:?}");
    run(room, &query, "").ended(0);
}

fn remove(room: &Room, ana: &Demo, ben: &Demo) {
    let asked = run(room, &["account", "remove", "Ana, read only"], "").ended(2);
    assert!(asked.err.contains("--yes"), "there is no terminal to ask on: {asked:?}");
    run(room, &["account", "remove", "Ana, read only", "--yes"], "").ended(0);
    let list = run(room, &["account", "list"], "").ended(0).out;
    assert!(!list.contains("Ana, read only") && list.contains(&ben.origin()), "{list}");
    run(room, &["query", "projects.graphql", "--server", &ana.origin()], "").ended(2);
    // Its token is gone: without one, the account that is left cannot sign in either.
    let id = &ben.token(Who::Full)[..10];
    run(room, &["account", "remove", id, "-y"], "").ended(0);
    assert!(run(room, &["account", "list"], "").ended(0).out.is_empty());
}
