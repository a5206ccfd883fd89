//! Signing in: every kind of token, every kind of server.

use dapple::app::{Connecting, Link, Remedy, Remote};
use dapple::services::secrets::Call;
use dapple::services::store::{ProxyChoice, Settings};
use dapple_data::speckle::Scope;
use dapple_demo::{Fault, Who};

use super::window::{World, demo};
use super::{dead_address, keyring_holds};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_token_signs_in_and_is_kept_in_the_keyring() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    assert!(window.state().shows_first_page());
    let key = window.sign_in(&demo, Who::Full).await;
    let row = window.state().accounts.get(&key).unwrap();
    assert_eq!(row.title(), "Mara Lindqvist");
    assert!(matches!(row.link, Link::Connected { .. }) && !row.session_only);
    assert!(row.account.kept_in_keyring);
    assert_eq!(row.account.last_six, demo.token(Who::Full)[36..]);
    assert!(keyring_holds(&world, &demo, Who::Full));
    assert!(!window.state().shows_first_page());
    let kept = std::fs::read_to_string(world.folders().accounts_file()).unwrap();
    assert!(kept.contains("Mara Lindqvist") && !kept.contains(demo.token(Who::Full)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_profile_is_accepted_by_its_id() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::NoProfile).await;
    let row = window.state().accounts.get(&key).unwrap();
    assert_eq!(row.title(), format!("Token {}", &demo.token(Who::NoProfile)[..10]));
    assert_eq!(row.account.user_name, None);
    let answer = window.ask("{ serverInfo { name } }").await.unwrap();
    assert!(answer.errors.is_empty());
    let answer = window.ask("{ activeUser { name } }").await.unwrap();
    assert!(answer.errors.iter().any(|e| e.contains(Scope::ProfileRead.name())), "{:?}", answer.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_told_and_kept_nowhere() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let failure = window.connected(&demo.origin(), demo.token(Who::Revoked)).await.unwrap_err();
    assert!(failure.title.contains("does not accept this token"), "{failure:?}");
    assert!(failure.remedies.contains(&Remedy::MakeToken));
    assert!(!failure.as_text().contains(&demo.token(Who::Revoked)[10..]));
    assert!(window.state().accounts.list.is_empty());
    assert!(!world.store.calls().iter().any(|call| matches!(call, Call::Write(_))));
    assert!(!keyring_holds(&world, &demo, Who::Revoked));
    assert!(!world.folders().accounts_file().exists());
    // The same window goes on with a token that is good.
    window.sign_in(&demo, Who::ReadOnly).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_endpoint_is_found_and_used() {
    let (demo, world) = (demo().await, World::new());
    demo.faults().always(Fault::GraphqlMissing);
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    assert_eq!(window.state().accounts.get(&key).unwrap().account.endpoint, "/api/graphql");
    window.ask("{ activeUser { name } }").await.unwrap();
    let tokens_to = |path: &str| demo.requests().all().iter().any(|r| r.path == path && r.authorization);
    assert!(tokens_to("/api/graphql") && !tokens_to("/graphql"), "the token went to a page that is missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_is_no_speckle_server_and_gets_no_token() {
    let (demo, world) = (demo().await, World::new());
    demo.faults().always(Fault::HtmlErrorPage(200));
    let mut window = world.window().await;
    let failure = window.connected(&demo.origin(), demo.token(Who::Full)).await.unwrap_err();
    assert!(failure.title.contains("does not answer as a Speckle server"), "{failure:?}");
    assert!(failure.remedies.contains(&Remedy::ChangeServer));
    assert!(demo.requests().all().iter().all(|r| !r.authorization), "a token for a web page");
    demo.faults().clear();
    demo.faults().always(Fault::HtmlErrorPage(502));
    let failure = window.connected(&demo.origin(), demo.token(Who::Full)).await.unwrap_err();
    assert!(failure.title.contains("502"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_server_is_named() {
    let world = World::new();
    let mut window = world.window().await;
    let dead = dead_address();
    let failure = window.connected(&format!("http://{dead}"), &"a".repeat(42)).await.unwrap_err();
    assert_eq!(failure.title, format!("Cannot reach {dead}"));
    assert!(failure.advice.contains("Nothing listens"), "{failure:?}");
    assert!(matches!(window.state().connect.connecting, Connecting::Failed(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_proxy_is_named_with_the_server() {
    let world = World::new();
    let mut window = world.window().await;
    let proxy = format!("http://{}", dead_address());
    let mut settings = Settings::default();
    settings.proxy = ProxyChoice::Address(proxy.clone());
    window.act(dapple::app::Action::ChangeSettings(Box::new(settings)));
    let file = world.folders().settings_file();
    window.until("the settings file", |_| file.exists()).await;
    let failure = window.connected("https://speckle.invalid", &"a".repeat(42)).await.unwrap_err();
    assert_eq!(failure.title, format!("Cannot reach speckle.invalid through the proxy {proxy}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_finds_the_server_before_any_token() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.act(dapple::app::Action::ServerTyped(format!("{}/projects/abc", demo.origin())));
    window.until("the server", |s| matches!(s.connect.found, Remote::Ready { .. })).await;
    let found = window.state().connect.found.value().unwrap();
    assert_eq!(found.origin.as_str(), demo.origin());
    assert!(!found.version.is_empty() && !found.recommended.needed.is_empty());
    assert!(demo.requests().all().iter().all(|r| !r.authorization));
}

#[tokio::test(flavor = "multi_thread")]
async fn sample_data_starts_without_account_or_keyring() {
    let world = World::new();
    let mut window = world.window().await;
    window.act(dapple::app::Action::ExploreSamples);
    window.until("sample data", |s| !s.accounts.list.is_empty()).await;
    let row = &window.state().accounts.list[0];
    assert_eq!((row.title().as_str(), row.session_only), ("Sample data", true));
    assert!(world.store.calls().is_empty(), "sample data asked the keyring");
    let answer = window.ask("{ activeUser { projects(limit: 2) { items { name } } } }").await.unwrap();
    assert!(answer.errors.is_empty() && !answer.lists.is_empty());
}
