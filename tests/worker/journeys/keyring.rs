//! Where tokens are kept: keyrings that fail, hang, and forget.

use dapple::app::{AccountKey, Action, Dialog, Failed, Link, NoticeKind, Phase, Remedy};
use dapple::services::secrets::{Call, Condition, SecretError, SecretKey};
use dapple_data::token::clean;
use dapple_demo::{Demo, Who};

use super::keyring_holds;
use super::window::{Window, World, demo};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_the_person_is_asked_and_may_go_on_for_this_session() {
    let (demo, world) = (demo().await, World::new());
    world.store.set(Condition::Failing(SecretError::Locked));
    let mut window = world.window().await;
    let failure = window.connected(&demo.origin(), demo.token(Who::Full)).await.unwrap_err();
    assert_eq!(failure.title, "The keyring is locked");
    assert!(failure.remedies.contains(&Remedy::SessionOnly), "{failure:?}");
    window.act(Action::Remedy(Failed::Connect, Remedy::SessionOnly));
    let key = window.sign_in(&demo, Who::Full).await;
    assert!(window.state().accounts.get(&key).unwrap().session_only);
    window.saved().await;
    window.quit();
    let kept = std::fs::read_to_string(world.folders().accounts_file()).unwrap_or_default();
    assert!(!kept.contains("Mara Lindqvist"), "an account without a token was kept: {kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_hangs_is_said_and_trying_again_helps() {
    let (demo, world) = (demo().await, World::new());
    world.store.set(Condition::Hanging);
    let mut window = world.window().await;
    window.connect(&demo.origin(), demo.token(Who::Full));
    window.until("the wait", |s| s.progress.values().any(|p| p.phase == Phase::KeyringSlow)).await;
    assert!(window.state().connect.is_running(), "five seconds fail nothing");
    // The stuck thread stays behind; the new one finds a keyring that answers.
    let calls = world.store.calls().len();
    window.act(Action::RetryKeyring);
    window.until("a second call", |_| world.store.calls().len() > calls).await;
    world.store.set(Condition::Working);
    window.until("the account", |s| !s.accounts.list.is_empty()).await;
    assert!(!window.state().accounts.list[0].session_only);
    assert!(keyring_holds(&world, &demo, Who::Full));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_hangs_can_be_left_for_this_session_only() {
    let (demo, world) = (demo().await, World::new());
    world.store.set(Condition::Hanging);
    let mut window = world.window().await;
    window.connect(&demo.origin(), demo.token(Who::Full));
    window.until("the wait", |s| s.progress.values().any(|p| p.phase == Phase::KeyringSlow)).await;
    window.act(Action::CancelConnect);
    window.until("the end of the wait", |s| s.progress.is_empty()).await;
    window.act(Action::KeepToken(false));
    let key = window.sign_in(&demo, Who::Full).await;
    assert!(window.state().accounts.get(&key).unwrap().session_only);
    // What was given up writes nothing when the keyring answers at last.
    world.store.set(Condition::Working);
    window.rest(std::time::Duration::from_millis(200)).await;
    assert!(!world.store.calls().iter().any(|c| matches!(c, Call::Write(_))));
    assert!(!keyring_holds(&world, &demo, Who::Full));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_removes_the_entry_and_the_client() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("{ activeUser { name } }", "");
    window.run(tab).await.unwrap();
    window.act(Action::AskSignOut(key.clone()));
    window.act(Action::SignOut(key.clone()));
    let text = "Signed out, the token is gone from this computer";
    window.until("the goodbye", |s| s.notices.iter().any(|n| n.text == text)).await;
    assert!(window.state().accounts.list.is_empty());
    assert!(!keyring_holds(&world, &demo, Who::Full));
    let file = world.folders().accounts_file();
    window
        .until("the list without it", |_| {
            // A busy disk may not even have written the list with it yet.
            std::fs::read_to_string(&file).is_ok_and(|text| !text.contains("Mara Lindqvist"))
        })
        .await;
    // Even a tab that still names the account cannot use it.
    window.act(Action::SetTabAccount(tab, key));
    demo.requests().clear();
    let failure = window.run(tab).await.unwrap_err();
    assert_eq!(failure.title, "This account is not connected");
    assert!(demo.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_keeps_the_entry_at_sign_out_is_said() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    world.store.set(Condition::Failing(SecretError::Locked));
    window.act(Action::SignOut(key.clone()));
    window.until("the failure", |s| s.notices.iter().any(|n| n.kind == NoticeKind::Error)).await;
    assert!(keyring_holds(&world, &demo, Who::Full));
    assert!(matches!(window.state().accounts.list[0].link, Link::Failed(_)), "and it stays within reach");
    world.store.set(Condition::Working);
    window.act(Action::SignOut(key));
    window.until("the goodbye", |s| s.accounts.list.is_empty()).await;
    assert!(!keyring_holds(&world, &demo, Who::Full));
}

/// Another token under the name of the first, as another program could leave it.
fn beside(world: &World, key: &AccountKey, demo: &Demo) -> SecretKey {
    let entry = SecretKey::new(key.origin.clone(), key.token_id.clone());
    world.store.put_beside(&entry, "by hand", &clean(demo.token(Who::Revoked)).unwrap());
    entry
}

/// Reconnects until the window asks which token is meant.
async fn asked(window: &mut Window, key: &AccountKey) {
    window.act(Action::Reconnect(key.clone()));
    window.until("the question", |s| matches!(s.dialog, Some(Dialog::ChooseToken(_)))).await;
}

fn link(window: &Window) -> &Link {
    &window.state().accounts.list[0].link
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tokens_the_person_chooses_and_is_not_asked_again() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    let entry = beside(&world, &key, &demo);
    asked(&mut window, &key).await;
    // The wrong one is refused by the server, and nothing is lost by that, not even when asked to remove.
    window.act(Action::PickToken(1));
    window.act(Action::RemoveOtherTokens(true));
    window.act(Action::UseToken);
    window.until("the refusal", |s| matches!(s.accounts.list[0].link, Link::Failed(_))).await;
    assert_eq!(world.store.entries(&entry).len(), 2);
    asked(&mut window, &key).await;
    window.act(Action::PickToken(0));
    window.act(Action::UseToken);
    window.until("the connection", |s| matches!(s.accounts.list[0].link, Link::Connected { .. })).await;
    assert_eq!(world.store.entries(&entry).len(), 2, "the other one stays");
    let ending = demo.token(Who::Full).chars().rev().take(6).collect::<Vec<_>>();
    let ending: String = ending.into_iter().rev().collect();
    assert_eq!(window.state().accounts.list[0].account.entry.as_ref(), Some(&ending));
    window.saved().await;
    window.until("the accounts on the disk", |s| s.accounts.saving.waiting_for().is_none()).await;
    window.quit();
    let mut next = world.next_window().await;
    next.until("the connection", |s| matches!(s.accounts.list[0].link, Link::Connected { .. })).await;
    assert!(next.state().dialog.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_token_goes_when_that_is_asked() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    let entry = beside(&world, &key, &demo);
    asked(&mut window, &key).await;
    window.act(Action::PickToken(0));
    window.act(Action::RemoveOtherTokens(true));
    window.act(Action::UseToken);
    window.until("the connection", |s| matches!(s.accounts.list[0].link, Link::Connected { .. })).await;
    assert_eq!(world.store.entries(&entry).len(), 1);
    assert!(keyring_holds(&world, &demo, Who::Full));
    assert_eq!(window.state().accounts.list[0].account.entry, None);
    assert!(matches!(link(&window), Link::Connected { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn pasting_one_of_two_tokens_is_a_choice() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    let entry = beside(&world, &key, &demo);
    window.connected(&demo.origin(), demo.token(Who::Full)).await.unwrap();
    assert!(window.state().dialog.is_none());
    assert!(window.state().accounts.list[0].account.entry.is_some());
    assert_eq!(world.store.entries(&entry).len(), 2);
}
