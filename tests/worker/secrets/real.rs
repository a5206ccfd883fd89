//! The system's keyring for real: gnome-keyring in a D-Bus session and a home of its own.
//!
//! The test starts itself again inside `dbus-run-session`; the inner run finds [`GUARD`] set and plays
//! one scene. Where the programs are missing the tests say so and pass.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use dapple::services::secrets::{KeptToken, Keyring, SERVICE, SecretError};

use super::{OTHER, TOKEN, key, secret, text};

/// Names the scene that the inner run plays.
const GUARD: &str = "DAPPLE_TEST_KEYRING";

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

/// A scene takes a second or two. One that hangs is ended, so that it fails instead.
const LONGEST_SCENE: Duration = Duration::from_secs(60);

const PROGRAMS: &[&str] = &["dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"];

/// Runs [`inside_session`] with a scene, with or without a bus.
fn play(scene: &str, bus: bool) {
    let found = |program: &&str| {
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).is_file())
    };
    if let Some(missing) = PROGRAMS.iter().find(|program| !found(program)) {
        println!("skipped: {missing} is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let folder = |name: &str| {
        let path = home.path().join(name);
        std::fs::create_dir(&path).unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        path
    };
    let me = std::env::current_exe().unwrap();
    let mut command = match bus {
        true => {
            let mut session = Command::new("dbus-run-session");
            let config = home.path().join("bus.conf");
            std::fs::write(&config, BUS).unwrap();
            session.arg("--config-file").arg(&config).arg("--").arg(&me);
            session
        }
        false => Command::new(&me),
    };
    command
        .args(["--exact", "secrets::real::inside_session", "--nocapture"])
        .env(GUARD, scene)
        .env("HOME", folder("home"))
        .env("XDG_RUNTIME_DIR", folder("run"))
        .env("XDG_DATA_HOME", folder("data"))
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    let output = std::fs::File::create(home.path().join("output")).unwrap();
    command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
    let mut session = command.spawn().unwrap();
    let begun = Instant::now();
    let status = loop {
        match session.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if begun.elapsed() > LONGEST_SCENE => break None,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    if status.is_none() {
        session.kill().unwrap();
        session.wait().unwrap();
    }
    let said = std::fs::read_to_string(home.path().join("output")).unwrap();
    assert!(status.is_some_and(|status| status.success()), "{scene}: {status:?}\n{said}");
    assert!(said.contains("scene played"), "the inner run did nothing:\n{said}");
    assert!(!said.contains(TOKEN) && !said.contains(OTHER));
}

/// A keyring daemon of this test's own, unlocked; ends with it.
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
        while !bus_call(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ])
        .contains("boolean false")
        {
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

fn bus_call(arguments: &[&str]) -> String {
    let output =
        Command::new("dbus-send").args(["--session", "--print-reply"]).args(arguments).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn lock_the_collection() {
    let reply = bus_call(&[
        "--dest=org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:/org/freedesktop/secrets/collection/login",
    ]);
    assert!(reply.contains("method return"), "{reply}");
}

/// Puts a second entry beside Dapple's, as another program could.
fn store_beside(secret: &str) {
    let account = key(TOKEN).account();
    let mut tool = Command::new("secret-tool")
        .args(["store", "--label", "by hand", "service", SERVICE, "username", &account, "by", "hand"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    tool.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    assert!(tool.wait().unwrap().success());
}

#[test]
fn a_real_keyring_keeps_tokens() {
    play("keeps", true);
}

#[test]
fn a_real_keyring_may_be_restarted() {
    play("restart", true);
}

#[test]
fn a_locked_real_keyring_changes_nothing() {
    play("locked", true);
}

#[test]
fn two_real_entries_are_the_persons_choice() {
    play("ambiguous", true);
}

#[test]
fn a_keyring_that_starts_later_is_found() {
    play("later", true);
}

#[test]
fn without_a_bus_there_is_no_keyring() {
    play("no bus", false);
}

#[tokio::test]
async fn inside_session() {
    let Ok(scene) = std::env::var(GUARD) else { return };
    let keyring = Keyring::system();
    match scene.as_str() {
        "keeps" => keeps(&keyring).await,
        "restart" => restart(&keyring).await,
        "locked" => locked(&keyring).await,
        "ambiguous" => ambiguous(&keyring).await,
        "later" => later(&keyring).await,
        "no bus" => absent(&keyring).await,
        other => panic!("no scene {other}"),
    }
    println!("scene played: {}", Path::new(&scene).display());
}

async fn keeps(keyring: &Keyring) {
    let _daemon = Daemon::start();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
    keyring.save(&key(OTHER), &secret(OTHER), None).await.unwrap();
    let saved = keyring.save(&key(TOKEN), &secret(TOKEN), Some(&key(OTHER))).await.unwrap();
    assert_eq!(saved.leftover, None);
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
    assert_eq!(text(keyring.read(&key(OTHER)).await.unwrap()), None);
    // Another program sees it under the service's name, as one entry with a telling label.
    let found = Command::new("secret-tool").args(["search", "--all", "service", SERVICE]).output().unwrap();
    let found = [found.stdout, found.stderr].concat();
    let found = String::from_utf8_lossy(&found);
    assert_eq!(found.matches("label = Dapple: token 0123456789").count(), 1);
    keyring.delete(&key(TOKEN)).await.unwrap();
    keyring.delete(&key(TOKEN)).await.unwrap();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
}

async fn restart(keyring: &Keyring) {
    let daemon = Daemon::start();
    keyring.save(&key(TOKEN), &secret(TOKEN), None).await.unwrap();
    drop(daemon);
    assert_eq!(keyring.read(&key(TOKEN)).await.err(), Some(SecretError::Absent));
    let daemon = Daemon::start();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
    // Restarted between two calls: the session that the store holds is unknown to the new daemon.
    drop(daemon);
    let daemon = Daemon::start();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
    drop(daemon);
    let _daemon = Daemon::start();
    keyring.save(&key(TOKEN), &secret(OTHER), None).await.unwrap();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(OTHER));
}

async fn locked(keyring: &Keyring) {
    let _daemon = Daemon::start();
    keyring.save(&key(TOKEN), &secret(TOKEN), None).await.unwrap();
    lock_the_collection();
    // Nobody can be asked here, so the prompt fails at once.
    assert_eq!(keyring.read(&key(TOKEN)).await.err(), Some(SecretError::Locked));
    let saved = keyring.save(&key(TOKEN), &secret(OTHER), None).await;
    assert_eq!(saved, Err(SecretError::Locked));
    assert_eq!(keyring.save(&key(OTHER), &secret(OTHER), None).await, Err(SecretError::Locked));
    assert_eq!(keyring.delete(&key(TOKEN)).await, Err(SecretError::Locked));
    drop(_daemon);
    let _daemon = Daemon::start();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
    assert_eq!(text(keyring.read(&key(OTHER)).await.unwrap()), None);
}

async fn ambiguous(keyring: &Keyring) {
    let _daemon = Daemon::start();
    keyring.save(&key(TOKEN), &secret(TOKEN), None).await.unwrap();
    store_beside(TOKEN);
    // Two entries with one secret are no question.
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
    store_beside(OTHER);
    let Err(SecretError::Ambiguous { mut entries }) = keyring.read(&key(TOKEN)).await else {
        panic!("two tokens under one name went unnoticed");
    };
    entries.sort_by(|a, b| a.ending.cmp(&b.ending));
    let [other, own] = entries.as_slice() else { panic!("two entries are {entries:?}") };
    assert_eq!((other.ending.as_str(), other.label.as_deref()), ("abcdef", Some("by hand")));
    assert_eq!((own.ending.as_str(), own.label.as_deref()), ("fedcba", Some(&*key(TOKEN).label())));
    let saved = keyring.save(&key(TOKEN), &secret(TOKEN), None).await.unwrap();
    assert!(saved.one_of_several);
    for (entry, token) in [(own, TOKEN), (other, OTHER)] {
        assert_eq!(text(keyring.choose(&key(TOKEN), entry).await.unwrap()).as_deref(), Some(token));
        let again = keyring.read_chosen(&key(TOKEN), Some(&entry.ending)).await;
        assert_eq!(text(again.unwrap()).as_deref(), Some(token));
    }
    let nobody = KeptToken { ending: "nobody".to_owned(), label: None };
    assert!(keyring.keep_only(&key(TOKEN), &nobody).await.is_err());
    assert_eq!(text(keyring.keep_only(&key(TOKEN), own).await.unwrap()).as_deref(), Some(TOKEN));
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN), "the other one went");
    store_beside(OTHER);
    keyring.delete(&key(TOKEN)).await.unwrap();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
}

async fn later(keyring: &Keyring) {
    absent(keyring).await;
    let _daemon = Daemon::start();
    keyring.save(&key(TOKEN), &secret(TOKEN), None).await.unwrap();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
}

async fn absent(keyring: &Keyring) {
    assert_eq!(keyring.read(&key(TOKEN)).await.err(), Some(SecretError::Absent));
    assert_eq!(keyring.save(&key(TOKEN), &secret(TOKEN), None).await, Err(SecretError::Absent));
    assert_eq!(keyring.delete(&key(TOKEN)).await, Err(SecretError::Absent));
}
