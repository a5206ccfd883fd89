//! The keyring's front against a store that misbehaves on command, and against a real keyring.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what serves tests may fail and speak like one"
)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dapple::services::secrets::{
    Call, Condition, Kept, KeptToken, Keyring, MemoryStore, Saved, Scripted, SecretError, SecretKey,
    SecretStore,
};
use dapple_data::token::TokenId;
use secrecy::{ExposeSecret, SecretString};

#[cfg(target_os = "linux")]
mod real;

const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";
const OTHER: &str = "9876543210abcdef0123456789abcdef0123abcdef";

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn key(token: &str) -> SecretKey {
    SecretKey::new("https://speckle.example".parse().unwrap(), TokenId::of(&secret(token)))
}

/// A front that shows "waiting" almost at once, for one store or for several in turn.
fn keyring(stores: &[&Arc<Scripted>]) -> Keyring {
    let stores: Mutex<VecDeque<Arc<Scripted>>> = Mutex::new(stores.iter().map(|s| Arc::clone(s)).collect());
    Keyring::with_patience(Duration::from_millis(1), move || {
        let mut stores = stores.lock().unwrap();
        if stores.len() > 1 {
            stores.rotate_left(1);
            Arc::clone(&stores[stores.len() - 1]) as Arc<dyn SecretStore>
        } else {
            Arc::clone(&stores[0]) as Arc<dyn SecretStore>
        }
    })
}

/// Waits for something that other threads bring about.
async fn until(what: impl Fn() -> bool) {
    while !what() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn changes(store: &Scripted) -> usize {
    store.calls().iter().filter(|call| !matches!(call, Call::Read(_))).count()
}

fn text(found: Option<SecretString>) -> Option<String> {
    found.map(|found| found.expose_secret().to_owned())
}

#[tokio::test]
async fn what_is_saved_is_read_and_deleted() {
    let store = Arc::new(Scripted::default());
    let keyring = keyring(&[&store]);
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
    assert_eq!(
        keyring.save(&key(TOKEN), &secret(TOKEN), None).await,
        Ok(Saved { leftover: None, one_of_several: false })
    );
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
    assert_eq!(text(keyring.read(&key(OTHER)).await.unwrap()), None);
    keyring.delete(&key(TOKEN)).await.unwrap();
    keyring.delete(&key(TOKEN)).await.unwrap();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
}

#[tokio::test]
async fn a_save_is_read_back_before_the_old_entry_goes() {
    let store = Arc::new(Scripted::default());
    store.put(&key(OTHER), &secret(OTHER)).unwrap();
    let keyring = keyring(&[&store]);
    keyring.save(&key(TOKEN), &secret(TOKEN), Some(&key(OTHER))).await.unwrap();
    let calls = store.calls();
    let written = calls.iter().position(|call| *call == Call::Write(key(TOKEN))).unwrap();
    assert_eq!(calls[written + 1], Call::Read(key(TOKEN)));
    assert_eq!(calls.last(), Some(&Call::Delete(key(OTHER))));
    assert!(store.peek(&key(OTHER)).is_none());
}

#[tokio::test]
async fn saving_the_same_again_writes_nothing_and_never_deletes_itself() {
    let store = Arc::new(Scripted::default());
    store.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    keyring(&[&store]).save(&key(TOKEN), &secret(TOKEN), Some(&key(TOKEN))).await.unwrap();
    assert_eq!(changes(&store), 0);
}

#[tokio::test]
async fn a_failing_store_changes_nothing_and_says_why() {
    for error in [
        SecretError::Absent,
        SecretError::Locked,
        SecretError::Denied,
        SecretError::Failed { what: "no idea".to_owned() },
    ] {
        let store = Arc::new(Scripted::new(Condition::Failing(error.clone())));
        store.put(&key(TOKEN), &secret(OTHER)).unwrap();
        store.put(&key(OTHER), &secret(OTHER)).unwrap();
        let keyring = keyring(&[&store]);
        assert_eq!(keyring.read(&key(TOKEN)).await.err(), Some(error.clone()));
        let saved = keyring.save(&key(TOKEN), &secret(TOKEN), Some(&key(OTHER))).await;
        assert_eq!(saved, Err(error.clone()));
        assert_eq!(keyring.delete(&key(TOKEN)).await, Err(error.clone()));
        assert_eq!(changes(&store), 0, "{error}");
        store.set(Condition::Working);
        assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(OTHER));
    }
}

#[tokio::test]
async fn a_forgetful_store_is_found_out_and_the_old_entry_stays() {
    let store = Arc::new(Scripted::new(Condition::Forgetful));
    store.put(&key(OTHER), &secret(OTHER)).unwrap();
    let saved = keyring(&[&store]).save(&key(TOKEN), &secret(TOKEN), Some(&key(OTHER))).await;
    assert_eq!(saved, Err(SecretError::Unconfirmed));
    assert!(store.peek(&key(OTHER)).is_some());
}

/// What a person sees of an entry.
fn shown(ending: &str, label: Option<&str>) -> KeptToken {
    KeptToken { ending: ending.to_owned(), label: label.map(str::to_owned) }
}

/// A store with Dapple's own entry of `TOKEN` and another's, which holds `OTHER`, beside it.
fn with_two_entries() -> Arc<Scripted> {
    let store = Arc::new(Scripted::default());
    store.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    store.put_beside(&key(TOKEN), "by\nhand", &secret(OTHER));
    store
}

#[tokio::test]
async fn two_entries_are_the_persons_choice_and_both_stay() {
    let store = with_two_entries();
    let keyring = keyring(&[&store]);
    let own = format!("Dapple: token {} for https://speckle.example", &TOKEN[..10]);
    let entries = vec![shown("fedcba", Some(&own)), shown("abcdef", Some("byhand"))];
    assert_eq!(
        keyring.read(&key(TOKEN)).await.err(),
        Some(SecretError::Ambiguous { entries: entries.clone() })
    );
    for (entry, token) in entries.iter().zip([TOKEN, OTHER]) {
        assert_eq!(text(keyring.choose(&key(TOKEN), entry).await.unwrap()).as_deref(), Some(token));
        let read = keyring.read_chosen(&key(TOKEN), Some(&entry.ending)).await;
        assert_eq!(text(read.unwrap()).as_deref(), Some(token), "what was chosen once is read again");
    }
    assert!(text(keyring.choose(&key(TOKEN), &shown("abcdef", Some("gone"))).await.unwrap()).is_none());
    assert!(
        keyring.read_chosen(&key(TOKEN), Some("nobody")).await.is_err(),
        "a choice that fits none is none"
    );
    assert_eq!(changes(&store), 0);
}

#[tokio::test]
async fn saving_one_of_two_entries_changes_nothing_and_says_so() {
    let store = with_two_entries();
    let keyring = keyring(&[&store]);
    for token in [TOKEN, OTHER] {
        let saved = keyring.save(&key(TOKEN), &secret(token), None).await;
        assert_eq!(saved, Ok(Saved { leftover: None, one_of_several: true }));
    }
    let third = keyring.save(&key(TOKEN), &secret("0123456789 something else entirely"), None).await;
    assert!(matches!(third, Err(SecretError::Ambiguous { .. })), "{third:?}");
    assert_eq!(changes(&store), 0);
}

#[tokio::test]
async fn the_others_go_only_when_asked() {
    let store = with_two_entries();
    let keyring = keyring(&[&store]);
    assert!(keyring.keep_only(&key(TOKEN), &shown("nobody", None)).await.is_err());
    assert_eq!(store.entries(&key(TOKEN)).len(), 2, "nothing was meant, nothing went");
    let kept = keyring.keep_only(&key(TOKEN), &shown("abcdef", None)).await;
    assert_eq!(text(kept.unwrap()).as_deref(), Some(OTHER));
    assert_eq!(store.entries(&key(TOKEN)).len(), 1);
}

/// Fails every delete, and panics when it is asked for the secret of `OTHER`.
#[derive(Default)]
struct Odd(MemoryStore);

impl SecretStore for Odd {
    fn all(&self, wanted: &SecretKey) -> Result<Vec<Kept>, SecretError> {
        assert!(*wanted != key("panic-panic-panic-panic"), "a defect");
        self.0.all(wanted)
    }

    fn write(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        self.0.write(key, secret)
    }

    fn delete(&self, _: &SecretKey) -> Result<(), SecretError> {
        Err(SecretError::Denied)
    }

    fn keep_only(&self, _: &SecretKey, _: &KeptToken) -> Result<(), SecretError> {
        Err(SecretError::Denied)
    }
}

#[tokio::test]
async fn an_old_entry_that_stays_is_told_and_the_save_counts() {
    let keyring = Keyring::new(|| Arc::new(Odd::default()));
    let saved = keyring.save(&key(TOKEN), &secret(TOKEN), Some(&key(OTHER))).await;
    assert_eq!(saved, Ok(Saved { leftover: Some(SecretError::Denied), one_of_several: false }));
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
}

#[tokio::test]
async fn a_panic_in_a_store_is_a_failure_like_others() {
    let keyring = Keyring::new(|| Arc::new(Odd::default()));
    let failed = keyring.read(&key("panic-panic-panic-panic")).await;
    assert!(matches!(failed, Err(SecretError::Failed { .. })), "{failed:?}");
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
    assert_eq!(keyring.left_behind(), 0);
}

#[tokio::test]
async fn waiting_is_shown_and_fails_nothing() {
    let store = Arc::new(Scripted::new(Condition::Hanging));
    store.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    let keyring = keyring(&[&store]);
    let mut waiting = keyring.waiting();
    let read = tokio::spawn({
        let keyring = keyring.clone();
        async move { keyring.read(&key(TOKEN)).await }
    });
    assert_eq!(waiting.wait_for(|now| !now.keys.is_empty()).await.unwrap().keys, [key(TOKEN)]);
    assert!(!read.is_finished());
    store.set(Condition::Working);
    assert_eq!(text(read.await.unwrap().unwrap()).as_deref(), Some(TOKEN));
    waiting.wait_for(|now| now.keys.is_empty()).await.unwrap();
    assert_eq!(keyring.left_behind(), 0);
}

#[tokio::test]
async fn trying_again_takes_a_new_store_and_leaves_the_stuck_thread() {
    let (stuck, fresh) = (Arc::new(Scripted::new(Condition::Hanging)), Arc::new(Scripted::default()));
    fresh.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    let keyring = keyring(&[&stuck, &fresh]);
    let again = keyring.clone();
    let read = tokio::spawn(async move { keyring.read(&key(TOKEN)).await });
    until(|| !stuck.calls().is_empty()).await;
    again.try_again().unwrap();
    assert_eq!(text(read.await.unwrap().unwrap()).as_deref(), Some(TOKEN));
    assert_eq!(again.left_behind(), 1);
    stuck.set(Condition::Working);
    until(|| again.left_behind() == 0).await;
}

#[tokio::test]
async fn a_late_read_is_taken_if_it_is_still_wanted() {
    let stuck = Arc::new(Scripted::new(Condition::Hanging));
    let stuck_too = Arc::new(Scripted::new(Condition::Hanging));
    stuck.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    let keyring = keyring(&[&stuck, &stuck_too]);
    let again = keyring.clone();
    let read = tokio::spawn(async move { keyring.read(&key(TOKEN)).await });
    until(|| !stuck.calls().is_empty()).await;
    again.try_again().unwrap();
    until(|| !stuck_too.calls().is_empty()).await;
    stuck.set(Condition::Working);
    assert_eq!(text(read.await.unwrap().unwrap()).as_deref(), Some(TOKEN));
    stuck_too.set(Condition::Working);
    until(|| again.left_behind() == 0).await;
}

#[tokio::test]
async fn a_late_failure_does_not_end_the_newer_attempt() {
    let (stuck, stuck_too) =
        (Arc::new(Scripted::new(Condition::Hanging)), Arc::new(Scripted::new(Condition::Hanging)));
    stuck_too.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    let keyring = keyring(&[&stuck, &stuck_too]);
    let again = keyring.clone();
    let read = tokio::spawn(async move { keyring.read(&key(TOKEN)).await });
    until(|| !stuck.calls().is_empty()).await;
    again.try_again().unwrap();
    until(|| !stuck_too.calls().is_empty()).await;
    stuck.set(Condition::Failing(SecretError::Locked));
    until(|| again.left_behind() == 0).await;
    assert!(!read.is_finished());
    stuck_too.set(Condition::Working);
    assert_eq!(text(read.await.unwrap().unwrap()).as_deref(), Some(TOKEN));
}

#[tokio::test]
async fn what_was_given_up_is_not_done_later() {
    let store = Arc::new(Scripted::new(Condition::Hanging));
    store.put(&key(OTHER), &secret(OTHER)).unwrap();
    let keyring = keyring(&[&store, &store]);
    let save = tokio::spawn({
        let keyring = keyring.clone();
        async move { keyring.save(&key(TOKEN), &secret(TOKEN), Some(&key(OTHER))).await }
    });
    until(|| store.calls().len() == 1).await;
    save.abort();
    assert!(save.await.unwrap_err().is_cancelled());
    let delete = tokio::spawn({
        let keyring = keyring.clone();
        async move { keyring.delete(&key(OTHER)).await }
    });
    until(|| store.calls().len() == 2).await;
    delete.abort();
    assert!(delete.await.unwrap_err().is_cancelled());
    assert_eq!(keyring.left_behind(), 2);
    // Now the person answers the prompt, too late.
    store.set(Condition::Working);
    until(|| keyring.left_behind() == 0).await;
    assert_eq!(changes(&store), 0);
    assert!(store.peek(&key(OTHER)).is_some());
}

#[tokio::test]
async fn a_save_that_was_tried_again_writes_on_the_new_store_alone() {
    let (stuck, fresh) = (Arc::new(Scripted::new(Condition::Hanging)), Arc::new(Scripted::default()));
    let keyring = keyring(&[&stuck, &fresh]);
    let again = keyring.clone();
    let save = tokio::spawn(async move { keyring.save(&key(TOKEN), &secret(TOKEN), None).await });
    until(|| !stuck.calls().is_empty()).await;
    again.try_again().unwrap();
    save.await.unwrap().unwrap();
    stuck.set(Condition::Working);
    until(|| again.left_behind() == 0).await;
    assert_eq!(changes(&stuck), 0);
    assert_eq!(text(fresh.peek(&key(TOKEN))).as_deref(), Some(TOKEN));
}

#[tokio::test]
async fn at_most_four_threads_are_left_behind() {
    let store = Arc::new(Scripted::new(Condition::Hanging));
    let keyring = keyring(&[&store]);
    let read = tokio::spawn({
        let keyring = keyring.clone();
        async move { keyring.read(&key(TOKEN)).await }
    });
    for tries in 1..=4 {
        until(|| store.calls().len() == tries).await;
        keyring.try_again().unwrap();
        until(|| keyring.left_behind() == tries).await;
    }
    until(|| store.calls().len() == 5).await;
    assert_eq!(keyring.try_again(), Err(SecretError::Hanging { left_behind: 4 }));
    assert!(!read.is_finished(), "the operation goes on waiting");
    read.abort();
    assert!(read.await.unwrap_err().is_cancelled());
    let refused = keyring.read(&key(TOKEN)).await.err();
    assert_eq!(refused, Some(SecretError::Hanging { left_behind: 5 }));
    store.set(Condition::Working);
    until(|| keyring.left_behind() == 0).await;
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()), None);
}

#[test]
fn quitting_does_not_wait_for_a_hanging_keyring() {
    let store = Arc::new(Scripted::new(Condition::Hanging));
    let keyring = keyring(&[&store]);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.spawn(async move { keyring.read(&key(TOKEN)).await });
    while store.calls().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Joins everything the runtime knows of; the keyring's thread must not be among it.
    drop(runtime);
}

#[tokio::test]
async fn session_only_secrets_survive_trying_again() {
    let keyring = Keyring::session_only();
    keyring.save(&key(TOKEN), &secret(TOKEN), None).await.unwrap();
    keyring.try_again().unwrap();
    assert_eq!(text(keyring.read(&key(TOKEN)).await.unwrap()).as_deref(), Some(TOKEN));
}

#[test]
fn nothing_that_can_be_printed_holds_a_secret() {
    let store = Scripted::default();
    store.put(&key(TOKEN), &secret(TOKEN)).unwrap();
    let memory = MemoryStore::new();
    memory.write(&key(TOKEN), &secret(TOKEN)).unwrap();
    let printed = [
        format!("{:?}", Keyring::session_only()),
        format!("{memory:?}"),
        format!("{:?}", key(TOKEN)),
        format!("{} {}", key(TOKEN).account(), key(TOKEN).label()),
        format!("{:?}", store.calls()),
        format!("{:?}", store.peek(&key(TOKEN))),
    ];
    for text in printed {
        assert!(!text.contains("abcdef0123"), "{text}");
    }
}
