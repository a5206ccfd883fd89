//! Servers that cannot be reached: nobody there, silence, proxies, unusable settings.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use dapple::services::api::{Api, ApiError, ApiSettings, Network, ProxyChoice, ProxyProblem, Reason};
use secrecy::SecretString;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::server::{Server, Step, answer, good};
use super::{AUTHORITY, TOKEN, collect, everything, hello, network, settings};

/// A port where nothing listens.
fn dead_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

pub async fn reason_at(settings: ApiSettings) -> (Reason, ApiError) {
    let error = collect(&Api::new(settings).unwrap(), &hello()).await.1.unwrap_err();
    assert!(!everything(&error).contains(TOKEN));
    match &error {
        ApiError::CannotReach { reason, .. } => (reason.clone(), error),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_there_is_told_with_host_and_port() {
    let port = dead_port();
    let (reason, error) = reason_at(settings(&format!("http://{port}"))).await;
    assert_eq!(reason, Reason::Refused);
    assert_eq!(error.title(), format!("Cannot reach {port}"));
    assert!(!error.may_have_happened());
}

#[tokio::test]
async fn a_name_without_an_address_is_told_as_that() {
    // A label of more than 63 letters cannot be a name, so nobody on the network is asked.
    let impossible = "x".repeat(64);
    for scheme in ["http", "https"] {
        let settings = settings(&format!("{scheme}://{impossible}.example"));
        let (reason, error) = reason_at(ApiSettings { allow_plain_http: true, ..settings }).await;
        assert_eq!(reason, Reason::Dns, "{scheme}");
        assert!(error.advice().contains("spelling"));
    }
}

#[tokio::test]
async fn silence_and_hanging_up_leave_it_open_whether_it_happened() {
    let server = Server::start(|_, _| vec![Step::AwaitClose]).await;
    let after = Duration::from_millis(300);
    let network = Network { idle_timeout: after, ..network() };
    let (reason, error) = reason_at(ApiSettings { network, ..settings(&server.address()) }).await;
    assert_eq!(reason, Reason::Silent { after });
    assert!(error.may_have_happened());

    for steps in [vec![], vec![Step::Reset]] {
        let server = Server::start(move |_, _| steps.clone()).await;
        let (reason, error) = reason_at(settings(&server.address())).await;
        assert_eq!(reason, Reason::Reset);
        assert!(error.may_have_happened());
    }
    let server = Server::saying(b"220 mail.example ESMTP\r\n\r\n".to_vec()).await;
    let (reason, _) = reason_at(settings(&server.address())).await;
    assert!(matches!(reason, Reason::Other(_)), "{reason:?}");
}

/// Settings for a server behind this proxy; the name is never looked up here.
fn behind(proxy: &str, server: &str) -> ApiSettings {
    let network = Network { proxy: ProxyChoice::Url(proxy.to_owned()), ..network() };
    ApiSettings { network, allow_plain_http: true, ..settings(server) }
}

#[tokio::test]
async fn a_dead_proxy_is_named_without_its_credentials() {
    let port = dead_port();
    for server in ["https://speckle.example", "http://speckle.example"] {
        let settings = behind(&format!("http://ana:s3cret@{port}"), server);
        assert!(!format!("{settings:?}").contains("s3cret"));
        let (reason, error) = reason_at(settings).await;
        assert_eq!(reason, Reason::Proxy(ProxyProblem::Unreachable), "{server}");
        assert_eq!(error.title(), format!("Cannot reach speckle.example through the proxy http://{port}"));
        assert!(!everything(&error).contains("s3cret"));
    }
    let settings = behind(&format!("socks5h://{port}"), "https://speckle.example");
    assert_eq!(reason_at(settings).await.0, Reason::Proxy(ProxyProblem::Unreachable));
}

#[tokio::test]
async fn a_proxy_that_says_no_is_told_with_what_it_wants() {
    let cases = [
        ("407 Proxy Authentication Required", ProxyProblem::LoginNeeded),
        ("502 Bad Gateway", ProxyProblem::Refused),
    ];
    for (status, problem) in cases {
        let proxy = Server::saying(answer(status, &[], b"")).await;
        let (reason, error) = reason_at(behind(&proxy.address(), "https://speckle.example")).await;
        assert_eq!(reason, Reason::Proxy(problem));
        assert!(error.title().contains(&proxy.address()));
        // The tunnel is asked for without the token: it is only inside TLS.
        assert_eq!(proxy.requests()[0].line, "CONNECT speckle.example:443 HTTP/1.1");
        assert!(proxy.requests()[0].header("authorization").is_empty());
    }
    let proxy = Server::saying(answer("407 Proxy Authentication Required", &[], b"")).await;
    let (reason, _) = reason_at(behind(&proxy.address(), "http://speckle.example")).await;
    assert_eq!(reason, Reason::Proxy(ProxyProblem::LoginNeeded));
}

#[tokio::test]
async fn what_breaks_behind_a_proxy_is_not_the_proxys_fault() {
    let proxy = Server::saying(b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec()).await;
    let (reason, error) = reason_at(behind(&proxy.address(), "https://speckle.example")).await;
    assert_eq!(reason, Reason::Reset);
    assert!(error.advice().contains(&proxy.address()), "{}", error.advice());
}

#[tokio::test]
async fn a_socks_proxy_tells_in_its_own_way() {
    // RFC 1928, 3 and 6: the method that is to be used, then how the connection went.
    let (no_login, unreachable) = (vec![5, 0], vec![5, 4, 0, 1, 0, 0, 0, 0, 0, 0]);
    let cases = [
        (vec![no_login, unreachable], ProxyProblem::Refused),
        (vec![vec![5, 0xff]], ProxyProblem::LoginNeeded),
        (vec![], ProxyProblem::Unreachable),
    ];
    for (replies, problem) in cases {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut stream = listener.accept().await.unwrap().0;
            for reply in replies {
                let _ = stream.read(&mut [0; 256]).await;
                let _ = stream.write_all(&reply).await;
            }
            let _ = stream.read(&mut [0; 256]).await;
        });
        let (reason, _) = reason_at(behind(&format!("socks5h://{address}"), "https://speckle.example")).await;
        assert_eq!(reason, Reason::Proxy(problem));
    }
}

#[tokio::test]
async fn a_proxy_gets_its_login_and_loopback_goes_round_it() {
    let proxy = Server::saying(good()).await;
    let with_login = proxy.address().replace("://", "://ana:word@");
    let api = Api::new(behind(&with_login, "http://speckle.example")).unwrap();
    assert_eq!(api.proxy_in_use(), Some(proxy.address()));
    collect(&api, &hello()).await.1.unwrap();
    let asked = &proxy.requests()[0];
    assert_eq!(asked.target(), "http://speckle.example/graphql");
    assert_eq!(asked.header("proxy-authorization"), ["Basic YW5hOndvcmQ="]);

    let server = Server::saying(good()).await;
    let api = Api::new(behind(&with_login, &server.address())).unwrap();
    assert_eq!(api.proxy_in_use(), None);
    collect(&api, &hello()).await.1.unwrap();
    assert_eq!((proxy.requests().len(), server.requests().len()), (1, 1));
}

#[test]
fn settings_that_cannot_be_used_are_told_apart() {
    let with = |change: fn(&mut Network)| {
        let mut network = network();
        change(&mut network);
        Api::new(ApiSettings { network, ..settings("https://speckle.example") }).unwrap_err()
    };
    for proxy in ["", "ftp://proxy.example", "not a proxy"] {
        let network = Network { proxy: ProxyChoice::Url(proxy.to_owned()), ..network() };
        let error = Api::new(ApiSettings { network, ..settings("https://speckle.example") }).unwrap_err();
        assert!(matches!(error, ApiError::BadProxy), "{proxy}: {error:?}");
    }
    let error = with(|n| n.extra_ca_pem = Some(b"no certificate".to_vec()));
    assert!(matches!(error, ApiError::BadCertificateFile), "{error:?}");
    let error = with(|n| n.extra_ca_pem = Some(AUTHORITY.replace("MIIB", "AAAA").into_bytes()));
    assert!(matches!(error, ApiError::BadCertificateFile), "{error:?}");
    let error = with(|n| n.client_certificate_pem = Some(SecretString::from(AUTHORITY)));
    assert!(matches!(error, ApiError::BadClientCertificate), "{error:?}");
}
