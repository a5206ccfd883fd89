//! Where tokens are kept: keyrings that fail, hang, and forget.

use dapple::app::{Action, Failed, Link, NoticeKind, Phase, Remedy};
use dapple::services::secrets::{Call, Condition, SecretError};
use dapple_demo::Who;

use super::keyring_holds;
use super::window::{World, demo};

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
