//! Previews outlive the program, encrypted, and go with their account.

use dapple::app::{AccountKey, Action, BrowseAction, Clearable, Link, Preview};
use dapple::services::secrets::{Call, SecretKind};
use dapple_demo::data::{MAIN_PROJECT, MAIN_VERSION};
use dapple_demo::{Demo, Who};

use super::window::{Window, World, demo};

fn address(demo: &Demo) -> String {
    format!("{}/preview/{MAIN_PROJECT}/commits/{MAIN_VERSION}", demo.origin())
}

/// Has a preview on the screen and waits until it is here.
async fn look(window: &mut Window, key: &AccountKey, url: &str) {
    window.act(Action::Browse(BrowseAction::ShowPreviews(key.clone(), vec![url.to_owned()])));
    window.until("the picture", |s| matches!(s.browser.pictures.get(url), Some(Preview::Here(_)))).await;
}

fn asked(demo: &Demo) -> usize {
    demo.requests().all().iter().filter(|request| request.path.starts_with("/preview")).count()
}

/// The encrypted files.
fn files(world: &World) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(world.folders().sealed()).into_iter().flatten() {
        let inside = std::fs::read_dir(folder.unwrap().path()).unwrap();
        found.extend(inside.map(|entry| entry.unwrap().path()));
    }
    found
}

fn cache_keys(world: &World) -> usize {
    let is_key = |key: &dapple::services::secrets::SecretKey| key.kind == SecretKind::CacheKey;
    world.store.calls().iter().filter(|call| matches!(call, Call::Write(key) if is_key(key))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_asked_for_once_and_kept_encrypted_until_its_account_goes() {
    let (demo, world) = (demo().await, World::new());
    let url = address(&demo);
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    look(&mut window, &key, &url).await;
    window.until("the file", |_| files(&world).len() == 1).await;
    let bytes = std::fs::read(&files(&world)[0]).unwrap();
    assert!(!bytes.windows(4).any(|part| part == b"\x89PNG"), "it lies in clear");
    window.saved().await;
    window.quit();

    // The next start shows it without asking the server.
    let mut window = world.next_window().await;
    window
        .until("the account", |s| {
            s.accounts.get(&key).is_some_and(|row| matches!(row.link, Link::Connected { .. }))
        })
        .await;
    look(&mut window, &key, &url).await;
    assert_eq!((asked(&demo), cache_keys(&world)), (1, 1));

    window.act(Action::SignOut(key.clone()));
    window.until("the goodbye", |s| s.accounts.list.is_empty()).await;
    assert!(files(&world).is_empty(), "what was kept goes with its account");
    let deleted = |call: &Call| match call {
        Call::Delete(key) => Some(key.kind),
        _ => None,
    };
    let gone: Vec<_> = world.store.calls().iter().filter_map(deleted).collect();
    assert_eq!(gone, [SecretKind::CacheKey, SecretKind::Token], "the key goes before all else");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_a_session_or_where_it_is_not_wanted() {
    let (demo, world) = (demo().await, World::new());
    let url = address(&demo);
    let mut window = world.window().await;
    window.act(Action::KeepToken(false));
    let key = window.sign_in(&demo, Who::Full).await;
    look(&mut window, &key, &url).await;
    window.rest(std::time::Duration::from_millis(100)).await;
    assert!(files(&world).is_empty() && world.store.calls().is_empty(), "{:?}", world.store.calls());
    drop(window);

    let world = World::new();
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    look(&mut window, &key, &url).await;
    window.until("the file", |_| files(&world).len() == 1).await;
    window.act(Action::ShowSettings);
    let listed = |s: &dapple::app::State| s.places.iter().any(|p| p.clear == Some(Clearable::Previews));
    window.until("the files", listed).await;
    let mut settings = window.state().settings.clone();
    settings.keep_previews = false;
    window.act(Action::ChangeSettings(Box::new(settings)));
    window.until("the end of what was kept", |_| files(&world).is_empty()).await;
}
