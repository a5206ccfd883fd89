//! Settings that reach the disk: certificate files, and what can be cleared.

use dapple::app::{Action, CertificateFile, Clearable, State};

use super::window::{Window, World};

const AUTHORITY: &str = include_str!("../api/authority.pem");
const PERSON: &str = include_str!("../api/person.pem");

fn settled(state: &State, file: CertificateFile) -> bool {
    let field = state.certificates.get(file);
    field.typed_at.is_none() && field.checked.waiting_for().is_none()
}

/// Types a path and gives what was said about it; empty where it is good.
async fn typed(window: &mut Window, file: CertificateFile, path: &std::path::Path) -> String {
    window.act(Action::CertificateTyped(file, path.display().to_string()));
    window.until("a word about the file", |s| settled(s, file)).await;
    let error = window.state().certificates.get(file).checked.error();
    error.map(dapple::app::Failure::as_text).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_file_that_can_be_used_becomes_the_certificate() {
    let world = World::new();
    let mut window = world.window().await;
    window.act(Action::ShowSettings);
    let (ca, person) = (world.path("ca.pem"), world.path("person.pem"));
    let (other, missing) = (world.path("other.pem"), world.path("missing.pem"));
    std::fs::write(&ca, AUTHORITY).unwrap();
    std::fs::write(&person, PERSON).unwrap();
    std::fs::write(&other, "no certificate").unwrap();
    use CertificateFile::{Authorities, Client};
    for (file, path, words) in [
        (Authorities, &missing, "could not be read"),
        (Authorities, &other, "cannot be used"),
        (Client, &other, "cannot be used"),
        // A certificate without its key.
        (Client, &ca, "cannot be used"),
    ] {
        let said = typed(&mut window, file, path).await;
        assert!(said.contains(words), "{file:?} {path:?}: {said}");
        assert!(!said.contains("BEGIN"), "{said}");
    }
    assert_eq!(window.state().settings.extra_ca, None);
    assert_eq!(typed(&mut window, Authorities, &ca).await, "");
    assert_eq!(typed(&mut window, Client, &person).await, "");
    window.quit();
    let window = world.next_window().await;
    assert_eq!(window.state().settings.extra_ca.as_ref(), Some(&ca));
    assert_eq!(window.state().settings.client_certificate.as_ref(), Some(&person));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_done_without_is_cleared_and_nothing_else() {
    let world = World::new();
    let mut window = world.window().await;
    window.tab("{ mine }", "");
    window.saved().await;
    let folders = world.folders();
    let aside = folders.data.join("session.db.corrupt-20260101T000000Z");
    let (old, new) =
        (folders.state.join("dapple.2026-01-01.log"), folders.state.join("dapple.2026-01-02.log"));
    for file in [&aside, &old, &new] {
        std::fs::write(file, "some words").unwrap();
    }
    window.act(Action::ShowSettings);
    window.until("the files", |s| !s.places.is_empty()).await;
    let clear = |s: &State, what| s.places.iter().any(|p| p.clear == Some(what));
    for what in [Clearable::SetAside, Clearable::Log, Clearable::History] {
        assert!(clear(window.state(), what), "{what:?}: {:?}", window.state().places);
    }
    let kept: Vec<_> = window.state().places.iter().filter(|p| p.clear.is_none()).map(|p| p.what).collect();
    assert_eq!(kept, ["Settings", "Accounts", "Session", "Cache"]);
    window.act(Action::ClearKept(Clearable::SetAside));
    window.until("its end", |s| !clear(s, Clearable::SetAside)).await;
    assert!(!aside.exists() && old.exists());
    window.act(Action::ClearKept(Clearable::Log));
    window.until("its end", |s| !clear(s, Clearable::Log)).await;
    assert!(!old.exists());
    assert_eq!(std::fs::metadata(&new).unwrap().len(), 0, "the log of this day goes on from its start");
    window.act(Action::ClearKept(Clearable::History));
    window.rest(std::time::Duration::from_millis(200)).await;
    window.quit();
    assert_eq!(world.next_window().await.state().tabs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_may_not_write_clears_nothing() {
    let world = World::new();
    let _first = world.window().await;
    let log = world.folders().state.join("dapple.2026-01-01.log");
    std::fs::write(&log, "some words").unwrap();
    let mut second = world.window().await;
    second.act(Action::ShowSettings);
    second.until("the files", |s| !s.places.is_empty()).await;
    assert!(second.state().places.iter().all(|p| p.clear.is_none()));
    second.act(Action::ClearKept(Clearable::Log));
    second.until("the refusal", |s| s.notices.iter().any(|n| n.failure.is_some())).await;
    assert!(log.exists());
}
